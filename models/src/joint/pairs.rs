//! Pairs of assets, day by day: the correlation forecast and the one that came.

use super::mixture::{Part, shares};
use super::panel::Panel;
use super::shock::Shock;
use plimsoll::scenario::{CorrelationWeights, correlation};
use rayon::prelude::*;

/// Hours that a correlation forecast reads, as in the core.
const HISTORY: usize = 720;

/// Hours of the target.
const DAY: usize = 24;

/// Share of hours that an asset needs to take part.
const LEAST_SHARE: f64 = 0.98;

/// Seconds between the days used: a third of them, for speed.
const STEP: u32 = 3 * 86_400;

/// One pair on one day.
#[derive(Clone, Copy, Debug)]
pub struct PairDay {
    /// Decision time, seconds UTC.
    pub ts: u32,
    /// Correlation as forecast.
    pub forecast: f64,
    /// Correlation of the hourly returns of the next 24 hours, about zero.
    pub realised: f64,
    /// Share of each regime in what the whole market did.
    pub shares: [f64; 3],
}

/// Half the negative log likelihood of standard bivariate normal returns of which `realised` is the correlation; least at it.
#[must_use]
pub fn correlation_loss(rho: f64, realised: f64) -> f64 {
    let rest = 1.0 - rho * rho;
    0.5 * rest.ln() + (1.0 - rho * realised) / rest
}

/// All pairs on every third day, with the core's own estimator.
#[must_use]
pub fn pair_days(panel: &Panel, learned: &CorrelationWeights, seen: &[Shock], parts: &[Part; 3], until: u32) -> Vec<PairDay> {
    let days: Vec<&Shock> = seen.iter().filter(|shock| shock.ts % STEP == 0 && shock.ts + 86_400 <= until).collect();
    let of_day = |shock: &&Shock| {
        let closed = panel.closed(shock.ts);
        let Some(first) = closed.checked_sub(HISTORY).filter(|_| closed + DAY <= panel.hours) else { return Vec::new() };
        let covered = |column: &[f64]| column.iter().filter(|value| value.is_finite()).count() as f64 >= LEAST_SHARE * column.len() as f64;
        let held: Vec<&Vec<f64>> =
            panel.returns.iter().filter(|column| covered(&column[first..closed]) && covered(&column[closed..closed + DAY])).collect();
        let common: Vec<usize> = (first..closed).filter(|hour| held.iter().all(|column| column[*hour].is_finite())).collect();
        let columns: Vec<Vec<f64>> = held.iter().map(|column| common.iter().map(|hour| column[*hour]).collect()).collect();
        let matrix = correlation(&columns, learned);
        let share = shares(parts, shock.next);
        let mut pairs = Vec::new();
        for i in 0..held.len() {
            for j in 0..i {
                if let Some(realised) = realised(&held[i][closed..closed + DAY], &held[j][closed..closed + DAY]) {
                    pairs.push(PairDay { ts: shock.ts, forecast: matrix[i * held.len() + j], realised, shares: share });
                }
            }
        }
        pairs
    };
    days.par_iter().map(of_day).collect::<Vec<_>>().concat()
}

fn realised(one: &[f64], other: &[f64]) -> Option<f64> {
    let both = || one.iter().zip(other).filter(|(a, b)| a.is_finite() && b.is_finite());
    let sum = |of: fn(f64, f64) -> f64| both().map(|(a, b)| of(*a, *b)).sum::<f64>();
    let scale = (sum(|a, _| a * a) * sum(|_, b| b * b)).sqrt();
    (scale > 0.0).then(|| sum(|a, b| a * b) / scale)
}
