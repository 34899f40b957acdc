//! Learns the corrections of one kind: a line from the log of the forecast variance, and a factor per level of the tail.

use super::convert::Pair;
use crate::baselines::Side;
use crate::dataset::{Dataset, Row};
use crate::evaluate::realised;
use crate::linear::solve;
use crate::train::{PURGE_HOURS, round, row_weights};
use anyhow::{Result, ensure};
use ndarray::array;
use plimsoll::volatility::{ANCHORS, Correction, FeatureGroup, HorizonForecast, LEVELS, SCALED_LEVELS, Weights, correct_horizons};
use rayon::prelude::*;

/// One correction per anchor.
pub type Corrections = [Correction; ANCHORS.len()];

/// Newton steps of the Gamma regression of the realised variance on its forecast.
const STEPS: usize = 25;

/// Learns from the pairs whose targets end, and a week passes, before `until`.
///
/// # Errors
/// Too few pairs.
pub fn corrections(weights: &Weights, data: &Dataset, pairs: &[Pair<'_>], until: u32) -> Result<Corrections> {
    let made: Vec<Vec<HorizonForecast>> = pairs.par_iter().map(|pair| weights.predict(&pair.features, FeatureGroup::Own)).collect();
    let mut corrections = [Correction { shift: 0.0, slope: 1.0, factors: [1.0; SCALED_LEVELS] }; ANCHORS.len()];
    for (anchor, hours) in ANCHORS.into_iter().enumerate() {
        let ends = |row: &Row| row.ts.saturating_add(hours.max(PURGE_HOURS) * 3_600) <= until;
        let kept = |pair: &Pair<'_>| ends(pair.row) && pair.row.targets[anchor].is_some_and(|target| target.variance > 0.0);
        let (rows, forecasts): (Vec<&Row>, Vec<&HorizonForecast>) =
            pairs.iter().zip(&made).filter(|(pair, _)| kept(pair)).map(|(pair, made)| (pair.row, &made[anchor])).unzip();
        ensure!(rows.len() >= 1_000, "only {} rows for {hours} hours: pass more data or a later date", rows.len());
        corrections[anchor] = correction(data, &rows, &forecasts, anchor);
    }
    Ok(corrections)
}

fn correction(data: &Dataset, rows: &[&Row], forecasts: &[&HorizonForecast], anchor: usize) -> Correction {
    let shares = row_weights(data, rows, 1.0);
    let variance = |row: &Row| row.targets[anchor].map_or(f64::NAN, |target| target.variance);
    let points = rows.iter().zip(forecasts).zip(&shares).map(|((row, one), share)| (one.variance.ln(), variance(row), *share));
    let (shift, slope) = line(&points.collect::<Vec<_>>());
    let shares = row_weights(data, rows, 0.5);
    let factors = std::array::from_fn(|level| {
        let ratios = rows.iter().zip(forecasts).zip(&shares).flat_map(|((row, one), share)| {
            let width = (0.5 * (shift + (slope - 1.0) * one.variance.ln())).exp();
            let ratio = |side, quantile: f64| (realised(row, anchor, side) / (quantile * width), *share);
            [ratio(Side::Drawdown, one.drawdown[level]), ratio(Side::Runup, one.runup[level])]
        });
        let factor = upper(&mut ratios.collect::<Vec<_>>(), LEVELS[level]);
        // A poorer view never narrows a rare quantile.
        round(if LEVELS[level] < 0.2 { factor.max(1.0) } else { factor })
    });
    Correction { shift: round(shift), slope: round(slope), factors }
}

/// What the kind forecasts once it is corrected.
#[must_use]
pub fn corrected(mut made: Vec<HorizonForecast>, corrections: Option<&Corrections>) -> Vec<HorizonForecast> {
    if let Some(corrections) = corrections {
        correct_horizons(&mut made, corrections);
    }
    made
}

/// Shift and slope that minimise QLIKE of `exp(shift + slope · x)`: points are x, realised variance, weight.
fn line(points: &[(f64, f64, f64)]) -> (f64, f64) {
    let centre = points.iter().map(|(x, _, weight)| x * weight).sum::<f64>();
    let (mut level, mut slope) = (centre, 1.0);
    for _ in 0..STEPS {
        let (mut gram, mut pull) = (array![[1e-9, 0.0], [0.0, 1e-9]], array![0.0, 0.0]);
        for (x, realised, weight) in points {
            let x = x - centre;
            let ratio = realised * (-(level + slope * x)).exp();
            // As in the training: a crash far above its forecast must not make every step tiny.
            let (bend, force) = (weight * ratio.min(20.0), weight * (ratio - 1.0));
            gram[[0, 0]] += bend;
            gram[[0, 1]] += bend * x;
            gram[[1, 0]] += bend * x;
            gram[[1, 1]] += bend * x * x;
            pull[0] += force;
            pull[1] += force * x;
        }
        let step = solve(gram, pull);
        (level, slope) = (level + step[0], slope + step[1]);
    }
    (level - slope * centre, slope)
}

/// The weighted quantile exceeded with probability `alpha`.
fn upper(values: &mut [(f64, f64)], alpha: f64) -> f64 {
    values.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let wanted = alpha * values.iter().map(|(_, weight)| weight).sum::<f64>();
    let mut above = 0.0;
    for (value, weight) in values.iter() {
        above += weight;
        if above >= wanted {
            return *value;
        }
    }
    1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_recovers_a_bias() {
        let points: Vec<(f64, f64, f64)> =
            (0..200).map(|i| (-8.0 + 0.01 * f64::from(i), (0.3 + 0.9 * (-8.0 + 0.01 * f64::from(i))).exp(), 0.005)).collect();
        let (shift, slope) = line(&points);
        assert!((shift - 0.3).abs() < 1e-6 && (slope - 0.9).abs() < 1e-7, "{shift} {slope}");
    }

    #[test]
    fn the_upper_quantile_counts_weights() {
        let mut values = [(1.0, 0.5), (3.0, 0.1), (2.0, 0.4)];
        assert_eq!((upper(&mut values, 0.1), upper(&mut values, 0.3), upper(&mut values, 0.9)), (3.0, 2.0, 1.0));
    }
}
