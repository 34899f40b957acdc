//! How several prices move together: the correlation of hourly log returns, and what it becomes in stress.

use super::matrix::cell;
use crate::math;
use alloc::vec::Vec;

/// Variance per hour below which a price stands still.
const STILL: f64 = 1e-24;

/// What was learned of correlations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CorrelationWeights {
    /// Hours after which an hour counts half.
    pub half_life_hours: f64,
    /// The same for the volatility by which each return is divided before.
    pub volatility_half_life_hours: f64,
    /// A return counts for at most so many of its volatilities.
    pub clip: f64,
    /// Correlation of two assets of which nothing is known.
    pub prior: f64,
    /// Hours of history that weigh as much as the prior.
    pub prior_hours: f64,
    /// Share of the distance to 1 that a correlation keeps in the stressed regime, in (0, 1].
    pub stress_distance: f64,
}

/// Estimates the correlation matrix of hourly log returns, row by row.
///
/// ```text
/// z_t = clip(r_t / σ_{t−1})     R = (1 − δ)·Σ λ^age z zᵀ, scaled to a unit diagonal, + δ·((1 − ρ₀)·I + ρ₀·1 1ᵀ)     δ = m / (m + Σ λ^age)
/// ```
///
/// Exponential weights; each return over its own volatility before it, so that one wild hour does not speak for a month; drawn
/// to the constant correlation `ρ₀` of the panel (Ledoit and Wolf 2004, "Honey, I shrunk the sample covariance matrix", with a
/// learned intensity `δ` that falls as history comes, because two assets alone have no mean correlation to be drawn to). A
/// convex sum of a positive semidefinite and a positive definite matrix: always positive definite. An asset that stands still
/// has correlation 0 in the data.
///
/// - `columns`: one per asset, log returns of the same hours, oldest first, finite.
///
/// ```
/// use plimsoll::scenario::{JOINT_WEIGHTS, correlation};
/// let up = vec![0.01, -0.02, 0.015, -0.01];
/// let matrix = correlation(&[up.clone(), up], &JOINT_WEIGHTS.correlation);
/// assert_eq!((matrix[0], matrix[1]), (1.0, matrix[2]));
/// assert!(matrix[1] > JOINT_WEIGHTS.correlation.prior && matrix[1] < 1.0);
/// ```
#[must_use]
pub fn correlation(columns: &[Vec<f64>], learned: &CorrelationWeights) -> Vec<f64> {
    let size = columns.len();
    let hours = columns.iter().map(Vec::len).min().unwrap_or(0);
    let scores: Vec<Vec<f64>> = columns.iter().map(|column| scores(column.iter().take(hours), learned)).collect();
    let decay = math::exp(-core::f64::consts::LN_2 / learned.half_life_hours);
    let (mut sums, mut weight) = (Vec::new(), 0.0);
    sums.resize(size * size, 0.0);
    for hour in 0..hours {
        weight = decay * weight + 1.0;
        let mut cells = sums.iter_mut();
        for row in &scores {
            let own = row.get(hour).copied().unwrap_or(0.0);
            for (column, sum) in scores.iter().zip(&mut cells) {
                *sum = decay * *sum + own * column.get(hour).copied().unwrap_or(0.0);
            }
        }
    }
    let drawn = learned.prior_hours / (learned.prior_hours + weight);
    let mut matrix = Vec::with_capacity(size * size);
    for row in 0..size {
        for column in 0..size {
            let scale = math::sqrt(cell(&sums, size, row, row)) * math::sqrt(cell(&sums, size, column, column));
            let sample = if scale > 0.0 { (cell(&sums, size, row, column) / scale).clamp(-1.0, 1.0) } else { 0.0 };
            matrix.push(if row == column { 1.0 } else { (1.0 - drawn) * sample + drawn * learned.prior });
        }
    }
    matrix
}

/// Returns what a correlation matrix becomes in the stressed regime.
///
/// ```text
/// ρ' = 1 − k·(1 − ρ)
/// ```
///
/// Every correlation keeps the share `k` of its distance to 1: `k·R + (1 − k)·1 1ᵀ`, positive definite as `R` is. `k` is
/// learned from days on which the whole market moved more than forecast; see `CorrelationWeights::stress_distance`.
///
/// ```
/// use plimsoll::scenario::stressed_correlation;
/// assert_eq!(stressed_correlation(&[1.0, 0.5, 0.5, 1.0], 0.5), [1.0, 0.75, 0.75, 1.0]);
/// ```
#[must_use]
pub fn stressed_correlation(matrix: &[f64], distance: f64) -> Vec<f64> {
    matrix.iter().map(|rho| 1.0 - distance * (1.0 - rho)).collect()
}

/// Each return over its volatility before it, clipped; the first hours are measured by the mean of all.
fn scores<'a>(column: impl ExactSizeIterator<Item = &'a f64> + Clone, learned: &CorrelationWeights) -> Vec<f64> {
    let count = column.len();
    let mean = column.clone().fold(0.0, |sum, value| sum + value * value) / (count.max(1) as f64);
    let decay = math::exp(-core::f64::consts::LN_2 / learned.volatility_half_life_hours);
    let mut variance = mean;
    let mut scores = Vec::with_capacity(count);
    for value in column {
        scores.push(if variance > STILL { math::clamp(value / math::sqrt(variance), -learned.clip, learned.clip) } else { 0.0 });
        variance = decay * variance + (1.0 - decay) * value * value;
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::super::matrix::cholesky;
    use super::*;

    const LEARNED: CorrelationWeights = CorrelationWeights {
        half_life_hours: 120.0,
        volatility_half_life_hours: 72.0,
        clip: 3.0,
        prior: 0.6,
        prior_hours: 30.0,
        stress_distance: 0.5,
    };

    #[test]
    fn nothing_known_is_the_prior() {
        let matrix = correlation(&[vec![], vec![], vec![]], &LEARNED);
        assert_eq!(matrix, [1.0, 0.6, 0.6, 0.6, 1.0, 0.6, 0.6, 0.6, 1.0]);
    }

    #[test]
    fn one_hour_by_hand() {
        // One common hour: its score is 1 for both, so the sample's correlation is 1 and weighs 1 against 30.
        let matrix = correlation(&[vec![0.01], vec![0.02]], &LEARNED);
        assert!((matrix[1] - (1.0 + 30.0 * 0.6) / 31.0).abs() < 1e-15);
    }

    #[test]
    fn one_wild_hour_does_not_speak_for_a_month() {
        let quiet = |phase: usize| -> Vec<f64> { (0..600).map(|t| if (t / phase).is_multiple_of(2) { 0.01 } else { -0.01 }).collect() };
        let (mut a, mut b) = (quiet(1), quiet(2));
        let before = correlation(&[a.clone(), b.clone()], &LEARNED)[1];
        (a[300], b[300]) = (-0.9, -0.8);
        let after = correlation(&[a, b], &LEARNED)[1];
        assert!(before < 0.2 && (after - before).abs() < 0.1, "{before} {after}");
    }

    #[test]
    fn a_price_that_stands_still_and_a_copy_keep_the_matrix_positive_definite() {
        let one: Vec<f64> = (0..200).map(|t| 0.01 * f64::from((t * 7 % 13) - 6)).collect();
        let columns = [one.clone(), one.clone(), vec![0.0; 200], one.iter().map(|r| -r).collect()];
        let matrix = correlation(&columns, &LEARNED);
        assert!(cholesky(&matrix, 4).is_some() && cholesky(&stressed_correlation(&matrix, 0.4), 4).is_some(), "{matrix:?}");
        assert!(matrix[1] > 0.9 && matrix[2] < 0.2 && matrix[3] < -0.5);
    }
}
