//! What the variance of pegged closes is compared with: the baselines of the evaluation on the same rows, and the general model.

use super::data::{Peg, PegRow, Source};
use crate::linear::solve;
use anyhow::Result;
use ndarray::{Array1, Array2};
use plimsoll::market::Bar;
use plimsoll::volatility::{ANCHORS, Forecast, Tracker};
use std::collections::BTreeMap;

/// An asset with fewer training rows takes the pooled fit.
const OWN_ROWS: usize = 700;

/// Below this mean square a logarithm stops.
const STILL: f64 = 1e-12;

/// RiskMetrics' decay of daily squared returns.
const DECAY: f64 = 0.94;

const DAY: u32 = 86_400;

/// Names of the baselines, in the order of `variances`.
pub const NAMES: [&str; 3] = ["har", "loghar", "ewma94"];

/// Total variances over an anchor horizon for one test row by every baseline, fitted on the training rows.
pub struct Fitted {
    har: Grouped,
    loghar: Grouped,
    anchor: usize,
}

struct Grouped {
    own: BTreeMap<usize, ([f64; 4], f64)>,
    pooled: ([f64; 4], f64),
}

impl Grouped {
    fn new(rows: &[&PegRow], fit: impl Fn(&[&PegRow]) -> ([f64; 4], f64)) -> Self {
        let mut groups: BTreeMap<usize, Vec<&PegRow>> = BTreeMap::new();
        for row in rows {
            groups.entry(row.peg).or_default().push(row);
        }
        let own = groups.into_iter().filter(|(_, rows)| rows.len() >= OWN_ROWS).map(|(peg, rows)| (peg, fit(&rows))).collect();
        Self { own, pooled: fit(rows) }
    }

    fn of(&self, peg: usize) -> &([f64; 4], f64) {
        self.own.get(&peg).unwrap_or(&self.pooled)
    }
}

fn hourly(row: &PegRow, anchor: usize) -> Option<f64> {
    row.targets[anchor]?.variance.map(|variance| variance / f64::from(ANCHORS[anchor])).filter(|variance| *variance > 0.0)
}

impl Fitted {
    /// Fits on training rows with a past; rows without a move are left out.
    #[must_use]
    pub fn new(rows: &[&PegRow], anchor: usize) -> Self {
        let usable: Vec<&PegRow> = rows.iter().copied().filter(|row| row.past.is_some() && hourly(row, anchor).is_some()).collect();
        let points =
            |rows: &[&PegRow]| -> Vec<([f64; 3], f64)> { rows.iter().filter_map(|row| Some((row.past?, hourly(row, anchor)?))).collect() };
        let har = Grouped::new(&usable, |rows| {
            let points = points(rows);
            (least_squares(&points), points.iter().map(|(_, y)| *y).fold(f64::INFINITY, f64::min))
        });
        let loghar = Grouped::new(&usable, |rows| {
            let points: Vec<_> = points(rows).into_iter().map(|(x, y)| (x.map(|x| x.max(STILL).ln()), y.ln())).collect();
            let slopes = least_squares(&points);
            let smearing = points.iter().map(|(x, y)| (y - line(&slopes, x)).exp()).sum::<f64>() / points.len() as f64;
            (slopes, smearing)
        });
        Self { har, loghar, anchor }
    }

    /// har and loghar for the mean squares of a day, a week and a month of one series.
    #[must_use]
    pub fn of_past(&self, peg: usize, past: [f64; 3]) -> [f64; 2] {
        let hours = f64::from(ANCHORS[self.anchor]);
        let (har, floor) = self.har.of(peg);
        let (loghar, smearing) = self.loghar.of(peg);
        let logs = past.map(|x| x.max(STILL).ln());
        [line(har, &past).max(*floor) * hours, line(loghar, &logs).exp() * smearing * hours]
    }

    /// Forecasts of a row with a past, `ewma` the smoothed variance per day.
    #[must_use]
    pub fn variances(&self, row: &PegRow, past: [f64; 3], ewma: f64) -> [f64; NAMES.len()] {
        let [har, loghar] = self.of_past(row.peg, past);
        [har, loghar, ewma * f64::from(ANCHORS[self.anchor]) / 24.0]
    }
}

fn line(slopes: &[f64; 4], x: &[f64; 3]) -> f64 {
    slopes[0] + slopes[1] * x[0] + slopes[2] * x[1] + slopes[3] * x[2]
}

fn least_squares(points: &[([f64; 3], f64)]) -> [f64; 4] {
    let scale = points.iter().fold([f64::MIN_POSITIVE; 3], |scale, (x, _)| std::array::from_fn(|i| scale[i].max(x[i].abs())));
    let (mut gram, mut right) = (Array2::<f64>::zeros((4, 4)), Array1::<f64>::zeros(4));
    for (x, y) in points {
        let row = [1.0, x[0] / scale[0], x[1] / scale[1], x[2] / scale[2]];
        for i in 0..4 {
            right[i] += row[i] * y;
            for j in 0..4 {
                gram[[i, j]] += row[i] * row[j];
            }
        }
    }
    let solution = solve(gram, right);
    [solution[0], solution[1] / scale[0], solution[2] / scale[1], solution[3] / scale[2]]
}

/// Smoothed variance per day of a series of closes at every UTC midnight.
#[must_use]
pub fn smoothed(peg: &Peg) -> BTreeMap<u32, f64> {
    let at: BTreeMap<u32, f64> = peg.prices.iter().filter(|(ts, _)| ts % DAY == 0).copied().collect();
    let mut out = BTreeMap::new();
    let mut variance: Option<f64> = None;
    for ((_, before), (ts, price)) in at.iter().zip(at.iter().skip(1)) {
        let square = (price / before).ln().powi(2);
        variance = Some(variance.map_or(square, |variance| DECAY * variance + (1.0 - DECAY) * square));
        out.extend(variance.map(|variance| (*ts, variance)));
    }
    out
}

/// What the general model says of a series of closes at each of the times given, which rise: the shipped weights, which never saw
/// a pegged asset, on bars that begin and end at the closes.
///
/// # Errors
/// A bar that the core refuses.
pub fn general(peg: &Peg, times: &[u32]) -> Result<BTreeMap<u32, Forecast>> {
    let mut tracker = Tracker::new();
    let mut prices = peg.prices.iter().peekable();
    let mut before: Option<f64> = None;
    let mut out = BTreeMap::new();
    for &t in times {
        while let Some((ts, close)) = prices.next_if(|(ts, _)| *ts <= t) {
            let open = before.unwrap_or(*close);
            // A sample belongs to the hour in which it was taken; of several in one hour the first speaks.
            let hour = if peg.source == Source::Closes { ts - 3_600 } else { ts / 3_600 * 3_600 };
            let bar = Bar { ts: hour, open, high: open.max(*close), low: open.min(*close), close: *close, volume: 0.0 };
            if tracker.history_hours() == 0 || tracker.window().as_of() <= hour {
                tracker.push(&bar)?;
                before = Some(*close);
            }
        }
        if tracker.history_hours() > 0 {
            out.insert(t, tracker.forecast(None)?);
        }
    }
    Ok(out)
}
