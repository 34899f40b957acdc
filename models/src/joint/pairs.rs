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
    /// The hours that began with both prices fallen together since the decision time, and those that began with them risen.
    pub standing: [Hours; 2],
}

/// Sums over some hours of a pair's day, each asset's returns over its volatility of the day.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hours {
    /// How many.
    pub count: f64,
    /// Of both squares, halved.
    pub squares: f64,
    /// Of the products.
    pub products: f64,
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
                let (one, other) = (&held[i][closed..closed + DAY], &held[j][closed..closed + DAY]);
                if let Some(realised) = realised(one, other) {
                    let forecast = matrix[i * held.len() + j];
                    pairs.push(PairDay { ts: shock.ts, forecast, realised, shares: share, standing: standing(one, other) });
                }
            }
        }
        pairs
    };
    days.par_iter().map(of_day).collect::<Vec<_>>().concat()
}

/// Hours after a fall together, and after a rise; the first, before which there was neither, counts half in each.
fn standing(one: &[f64], other: &[f64]) -> [Hours; 2] {
    let both: Vec<(f64, f64)> = one.iter().copied().zip(other.iter().copied()).filter(|(a, b)| a.is_finite() && b.is_finite()).collect();
    let spread = |of: fn(&(f64, f64)) -> f64| (both.iter().map(|row| of(row).powi(2)).sum::<f64>() / both.len() as f64).sqrt();
    let (first, second) = (spread(|row| row.0), spread(|row| row.1));
    let mut hours = [Hours::default(); 2];
    let mut level = 0.0;
    for (a, b) in both.iter().map(|(a, b)| (a / first, b / second)) {
        let fallen = if level == 0.0 { 0.5 } else { f64::from(u8::from(level < 0.0)) };
        for (hours, share) in hours.iter_mut().zip([fallen, 1.0 - fallen]) {
            hours.count += share;
            hours.squares += share * 0.5 * (a * a + b * b);
            hours.products += share * a * b;
        }
        level += a + b;
    }
    hours
}

fn realised(one: &[f64], other: &[f64]) -> Option<f64> {
    let both = || one.iter().zip(other).filter(|(a, b)| a.is_finite() && b.is_finite());
    let sum = |of: fn(f64, f64) -> f64| both().map(|(a, b)| of(*a, *b)).sum::<f64>();
    let scale = (sum(|a, _| a * a) * sum(|_, b| b * b)).sqrt();
    (scale > 0.0).then(|| sum(|a, b| a * b) / scale)
}
