//! What an on-device refit is worth: refitted on an asset's last two years by weights from before, judged on the six months after.

use crate::bars::Series;
use crate::bars::Venue;
use crate::dataset::{Dataset, Row};
use crate::lessons::Lessons;
use crate::losses::{block_bootstrap, qlike};
use anyhow::{Context, Result};
use plimsoll::market::BAR_FIELDS;
use plimsoll::volatility::{FeatureGroup, Weights, load_model};
use plimsoll_refit::{Refit, RefitVerdict, refit};
use rayon::prelude::*;
use std::fmt::Write;

/// Bars that a refit reads: two years.
const HISTORY: u32 = 2 * 365 * 86_400;

/// Time after a refit that judges it: half a year.
const AFTER: u32 = 182 * 86_400;

/// Days between decision times that judge.
const DAY: u32 = 86_400;

/// Positions in `ANCHORS` of the horizons shown: 24, 72 and 168 hours.
const SHOWN: [usize; 3] = [2, 3, 4];

/// 2022-01-01, 2023-01-01, 2024-01-01: what was chosen was chosen here.
pub const VALIDATION: [u32; 3] = [1_640_995_200, 1_672_531_200, 1_704_067_200];

/// 2024-07-01, 2025-01-01.
pub const TEST: [u32; 2] = [1_719_792_000, 1_735_689_600];

/// Loss of the model and of the refit, per shown horizon.
pub type Losses = [Option<[f64; 2]>; SHOWN.len()];

/// One asset at one date.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Position of its series.
    pub series: usize,
    /// The verdict on the bars before the date.
    pub verdict: RefitVerdict,
    /// Decision times after the date: second, then per shown horizon the loss of the model and of the refit, where the window is
    /// there; first for the asset alone, then with what is known of the market. Empty where nothing was refitted.
    pub after: Vec<(u32, Losses, Losses)>,
}

/// Tries every asset that is not pegged at one date.
///
/// # Errors
/// Bars that the core refuses.
pub fn trials(series: &[Series], data: &Dataset, weights: &Weights, date: u32) -> Result<Vec<Trial>> {
    let model = weights.pack().context("weights that cannot be packed")?.to_bytes();
    let trials: Result<Vec<Option<Trial>>> = (0..series.len())
        .into_par_iter()
        .map(|at| if data.members[at].pegged { Ok(None) } else { trial(at, &series[at], data, weights, &model, date) })
        .collect();
    Ok(trials?.into_iter().flatten().collect())
}

fn trial(at: usize, series: &Series, data: &Dataset, weights: &Weights, model: &[u8], date: u32) -> Result<Option<Trial>> {
    let bars: Vec<f64> = series
        .bars
        .iter()
        .filter(|bar| bar.ts + 3_600 <= date && bar.ts + HISTORY >= date)
        .flat_map(|bar| -> [f64; BAR_FIELDS] { [f64::from(bar.ts), bar.open, bar.high, bar.low, bar.close, bar.volume] })
        .collect();
    let judges: Vec<&Row> =
        data.rows.iter().filter(|row| row.series == at && row.ts >= date && row.ts < date + AFTER && row.ts.is_multiple_of(DAY)).collect();
    if bars.is_empty() || judges.is_empty() {
        return Ok(None);
    }
    let Refit { report, model } = refit(&bars, model).with_context(|| series.asset.clone())?;
    let Some(other) = model.map(|bytes| load_model(&bytes)).transpose()? else {
        return Ok(Some(Trial { series: at, verdict: report.verdict, after: Vec::new() }));
    };
    let losses = |row: &Row, group: FeatureGroup| {
        let (before, after) = (weights.variances(&row.features, group), other.variances(&row.features, group));
        SHOWN.map(|anchor| {
            let realised = row.targets[anchor].map(|target| target.variance).filter(|variance| *variance > 0.0)?;
            Some([qlike(realised, before[anchor]), qlike(realised, after[anchor])])
        })
    };
    let after = judges.iter().map(|row| (row.ts, losses(row, FeatureGroup::Own), losses(row, row.group))).collect();
    Ok(Some(Trial { series: at, verdict: report.verdict, after }))
}

/// Loss of the refits over that of the model, with its interval and the number of rows, for one shown horizon.
#[must_use]
pub fn ratio(trials: &[&Trial], shown: usize, market: bool) -> (f64, f64, f64, usize) {
    let rows: Vec<(u32, f64, f64)> = trials
        .iter()
        .flat_map(|trial| &trial.after)
        .filter_map(|(ts, own, with)| if market { with[shown] } else { own[shown] }.map(|[base, refit]| (*ts, refit, base)))
        .collect();
    let (refit, base) = rows.iter().fold((0.0, 0.0), |(refit, base), row| (refit + row.1, base + row.2));
    let count = rows.len();
    let interval = block_bootstrap(rows.into_iter());
    (refit / base, interval.low, interval.high, count)
}

/// The table: validation years, on which the shrinkage was chosen, and the test year.
///
/// # Errors
/// Too few rows to train on; bars that the core refuses.
pub fn markdown(series: &[Series], lessons: &Lessons<'_>) -> Result<String> {
    let mut out = String::from(TEXT);
    for (title, dates) in [("2022-01, 2023-01, 2024-01 (chosen here)", &VALIDATION[..]), ("2024-07, 2025-01 (test)", &TEST[..])] {
        let mut all = Vec::new();
        for date in dates {
            let weights = lessons.before(*date)?;
            all.extend(trials(series, lessons.data, &weights, *date)?);
        }
        for (venue, name) in [(Venue::Spot, "spot"), (Venue::Perp, "perpetuals")] {
            let of_venue: Vec<&Trial> = all.iter().filter(|trial| lessons.data.members[trial.series].venue == venue).collect();
            row(&mut out, &format!("{title}, {name}"), &of_venue);
        }
    }
    Ok(out)
}

const TEXT: &str = "\
## Refitted on the device

What `plimsoll/train` does with an asset's own bars: every asset that is not pegged, at each date, refitted on its two years before,
beginning with weights learned before, and judged on the six months after. The table gives the QLIKE of the accepted refits over that
of the model they began with, on the same rows, below 1 where the refit is better. The panel's own assets have little to learn: a refit
is for a market unlike them, and most are refused. `with the market` is the same correction on the largest nested model that the row
can feed.

| dates, venue | assets | too thin | not better | accepted | 24 h | 72 h | 168 h | 24 h with the market | better at 24 h after |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
";

fn row(out: &mut String, title: &str, trials: &[&Trial]) {
    let count = |verdict| trials.iter().filter(|trial| trial.verdict == verdict).count();
    let accepted: Vec<&Trial> = trials.iter().filter(|trial| trial.verdict == RefitVerdict::Accepted).copied().collect();
    let cell = |shown, market| {
        let (ratio, low, high, rows) = ratio(&accepted, shown, market);
        format!("{ratio:.3} [{low:.3}, {high:.3}] n {rows}")
    };
    let better = accepted.iter().filter(|trial| ratio(&[trial], 0, false).0 < 1.0).count();
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "| {title} | {} | {} | {} | {} | {} | {} | {} | {} | {better} of {} |",
        trials.len(),
        count(RefitVerdict::TooThin),
        count(RefitVerdict::NotBetter),
        accepted.len(),
        cell(0, false),
        cell(1, false),
        cell(2, false),
        cell(0, true),
        accepted.len(),
    );
}
