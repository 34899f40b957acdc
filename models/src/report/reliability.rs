//! Reliability: what was said beside what came, walking forward.

use super::words::{PERP, SPOT, percent, rate};
use super::{Source, trials};
use crate::evaluate::{JUDGED, SIDES};
use crate::losses::{Interval, block_bootstrap};
use crate::picture::{Axis, Line, Picture, Point, percent_tick};
use anyhow::Result;
use plimsoll::volatility::{ANCHORS, LEVELS};
use std::fmt::Write;

/// The section: a table and a picture per group of assets.
pub(super) fn section(source: &Source<'_>) -> Result<String> {
    let years = trials(source, false)?;
    let mut out = String::from(
        "## Reliability: 2020-01 to 2025-06, refitted each January

Each row: quantiles said to be exceeded with a probability, and the share of days on which they were. Every level of the model is
here; the law between them is read off by interpolation.

",
    );
    for (group, file) in [(&SPOT, "reliability_spot.svg"), (&PERP, "reliability_perp.svg")] {
        let mut lines = Vec::new();
        let _ =
            writeln!(out, "### {}\n\n| side | h | {} |\n| --- | --- |{}", group.name, LEVELS.map(percent).join(" | "), " --- |".repeat(5));
        for (side, name) in SIDES {
            for anchor in JUDGED {
                let made: Vec<Interval> = (0..LEVELS.len())
                    .map(|level| {
                        let scores: Vec<_> = years.iter().filter_map(|year| year.tail(group, anchor, side, level)).collect();
                        block_bootstrap(scores.iter().flat_map(|score| score.model_hits()).map(|(ts, hit)| (ts, hit, 1.0)))
                    })
                    .collect();
                let _ = writeln!(out, "| {name} | {} | {} |", ANCHORS[anchor], made.iter().map(rate).collect::<Vec<_>>().join(" | "));
                // Side by side, or the intervals would hide each other.
                let beside = 1.07f64.powf(lines.len() as f64 - 2.5);
                let points =
                    LEVELS.iter().zip(&made).map(|(level, hit)| Point { x: level * beside, y: hit.value, low: hit.low, high: hit.high });
                lines.push(Line { name: format!("{name}, {} h", ANCHORS[anchor]), points: points.collect() });
            }
        }
        Picture {
            title: &format!("Said and come: {}", group.name.to_lowercase()),
            x: Axis { label: "probability of exceedance that was said", log: true, tick: percent_tick },
            y: Axis { label: "share of days on which it came (bars: 95 %)", log: true, tick: percent_tick },
            lines: &lines,
            joined: false,
            reference: Some([(0.001, 0.001), (0.5, 0.5)]),
        }
        .write(&source.plots.join(file))?;
        let _ = writeln!(out, "\n![Probability said against share that came, {}](plots/{file})\n", group.name.to_lowercase());
    }
    Ok(out)
}
