//! Pictures of the public year.

use super::words::{SPOT, month_of};
use crate::evaluate::{JUDGED, Trial};
use crate::picture::{Axis, Line, Picture, Point, plain_tick};
use anyhow::Result;
use plimsoll::volatility::ANCHORS;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

/// First month of the public year, counted from the first of 2024.
fn month_tick(number: f64) -> String {
    let number = number.round().max(0.0) as u32;
    format!("{}-{:02}", 2024 + number / 12, number % 12 + 1)
}

fn month_number(month: &str) -> f64 {
    let mut parts = month.split('-').filter_map(|part| part.parse::<f64>().ok());
    let (year, month) = (parts.next().unwrap_or(2024.0), parts.next().unwrap_or(1.0));
    (year - 2024.0) * 12.0 + month - 1.0
}

/// Loss over that of the log regression, month by month.
pub(super) fn months(out: &mut String, folder: &Path, trial: &Trial<'_>) -> Result<()> {
    let mut lines = Vec::new();
    for anchor in JUDGED {
        let Some(score) = trial.variance(&SPOT, anchor) else { continue };
        let months: BTreeSet<String> = score.rows.iter().map(|row| month_of(row.ts)).collect();
        let points = months.iter().map(|month| {
            let ratio = score.ratio(&score.baselines[1], |row| month_of(row.ts) == *month);
            Point::bare(month_number(month), ratio)
        });
        lines.push(Line { name: format!("{} h", ANCHORS[anchor]), points: points.collect() });
    }
    let ends =
        lines.iter().flat_map(|line| &line.points).fold((f64::MAX, 0.0f64), |(low, high), point| (low.min(point.x), high.max(point.x)));
    Picture {
        title: "QLIKE of the model over that of loghar, spot, by month (below 1 the model is better)",
        x: Axis { label: "month, UTC", log: false, tick: month_tick },
        y: Axis { label: "ratio of mean losses", log: false, tick: plain_tick },
        lines: &lines,
        joined: true,
        reference: Some([(ends.0, 1.0), (ends.1, 1.0)]),
    }
    .write(&folder.join("months.svg"))?;
    // Writing to a string cannot fail.
    let _ = writeln!(out, "![QLIKE of the model over that of loghar by month, at 24, 72 and 168 hours](plots/months.svg)\n");
    Ok(())
}
