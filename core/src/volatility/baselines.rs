//! The baselines every model is compared with: exponential smoothing and the heterogeneous autoregression.

use crate::error::RiskError;
use crate::units::{Shown, finite, positive, within};
use alloc::format;
use alloc::vec::Vec;

/// Lengths of the averages, hours: a day, a week, a month.
const AVERAGES: [usize; 3] = [24, 168, 720];

/// Largest coefficient and floor, far beyond any fit.
const LARGEST: f64 = 1e6;

/// Coefficients of the heterogeneous autoregression, per hour of variance.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HarCoefficients {
    /// Constant, variance per hour.
    pub intercept: f64,
    /// Weight of the mean squared return over 24 hours.
    pub day: f64,
    /// Weight of the mean squared return over 168 hours.
    pub week: f64,
    /// Weight of the mean squared return over 720 hours.
    pub month: f64,
    /// Smallest variance per hour that is forecast, above 0: the smallest training target.
    pub floor: f64,
}

/// Returns the total variance over `steps` periods by exponential smoothing, started at the first squared return.
///
/// ```text
/// v_0 = r_0²,   v_i = λ v_{i−1} + (1 − λ) r_i²,   total = steps · v_n
/// ```
///
/// - `returns`: log returns of equal periods, oldest first, not empty.
/// - `decay`: in (0, 1); RiskMetrics uses 0.94 on days.
/// - `steps`: number of periods ahead, above 0, in the periods of `returns`.
///
/// Source: J.P. Morgan, RiskMetrics Technical Document (1996), section 5.2.
///
/// # Errors
/// `not_enough_history` without a return; `not_finite`, `out_of_range`.
///
/// ```
/// let total = plimsoll::volatility::ewma_variance(&[0.02, 0.01], 0.75, 3.0)?;
/// assert!((total - 3.0 * (0.75 * 0.0004 + 0.25 * 0.0001)).abs() < 1e-18);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn ewma_variance(returns: &[f64], decay: f64, steps: f64) -> Result<f64, RiskError> {
    let squares = squares(returns, 1)?;
    finite("decay", decay)?;
    if decay <= 0.0 || decay >= 1.0 {
        return Err(RiskError::out_of_range("decay", "in (0, 1)", Shown(decay), "pass the weight of the past, such as 0.94"));
    }
    steps_ahead("steps", steps)?;
    let mut smoothed = squares.iter().copied();
    let first = smoothed.next().unwrap_or(0.0);
    Ok(steps * smoothed.fold(first, |variance, square| decay * variance + (1.0 - decay) * square))
}

/// Returns the total variance over a horizon by the heterogeneous autoregression with given coefficients.
///
/// ```text
/// total = h · max(floor, c + d·m_24 + w·m_168 + m·m_720),   m_n = mean of r² over the last n hours
/// ```
///
/// - `returns`: hourly log returns, oldest first, 720 or more.
/// - `horizon_hours`: above 0; the coefficients belong to one horizon.
///
/// Source: Corsi, A simple approximate long-memory model of realized volatility (2009), equation 8.
///
/// # Errors
/// `not_enough_history` under 720 returns; `not_finite`, `out_of_range`.
///
/// ```
/// use plimsoll::volatility::{har_variance, HarCoefficients};
/// let coefficients = HarCoefficients { intercept: 0.0, day: 0.5, week: 0.3, month: 0.2, floor: 1e-9 };
/// let total = har_variance(&[0.01; 720], &coefficients, 24.0)?;
/// assert!((total - 24.0 * 1e-4).abs() < 1e-15);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn har_variance(returns: &[f64], coefficients: &HarCoefficients, horizon_hours: f64) -> Result<f64, RiskError> {
    let squares = squares(returns, AVERAGES[2])?;
    steps_ahead("horizonHours", horizon_hours)?;
    let HarCoefficients { intercept, day, week, month, floor } = coefficients;
    for (name, value) in [("intercept", intercept), ("day", day), ("week", week), ("month", month)] {
        within(&format!("coefficients.{name}"), *value, -LARGEST, LARGEST, "pass what `har_fit` returns")?;
    }
    positive("coefficients.floor", *floor, "pass the smallest training target")?;
    within("coefficients.floor", *floor, 0.0, LARGEST, "pass the smallest training target")?;
    let [m24, m168, m720] = AVERAGES.map(|length| mean_of_last(&squares, length));
    Ok(horizon_hours * floor.max(intercept + day * m24 + week * m168 + month * m720))
}

/// Fits the heterogeneous autoregression by least squares on every hour of a history.
///
/// Rows: hours with 720 hours before and `horizon_hours` after; the target is the mean squared return of the hours after.
///
/// - `returns`: hourly log returns, oldest first.
/// - `horizon_hours`: whole hours, 1 to 720.
///
/// # Errors
/// `not_enough_history` under 720 + 2·horizon + 168 returns; `not_finite`; `out_of_range`, also where the averages do not vary
/// enough to be told apart.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::har_fit};
/// let bars = simulate_bars(1, 5_000, 0, 100.0, 0.8)?;
/// let returns: Vec<f64> = bars.chunks(6).map(|bar| (bar[4] / bar[1]).ln()).collect();
/// let fit = har_fit(&returns, 24)?;
/// assert!(fit.floor > 0.0 && fit.day + fit.week + fit.month < 1.5);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn har_fit(returns: &[f64], horizon_hours: u32) -> Result<HarCoefficients, RiskError> {
    if horizon_hours == 0 || horizon_hours > 720 {
        return Err(RiskError::out_of_range("horizonHours", "in [1, 720]", horizon_hours, "pass whole hours"));
    }
    let horizon = horizon_hours as usize;
    let squares = squares(returns, AVERAGES[2] + 2 * horizon + AVERAGES[1])?;
    let mut equations = [[0.0; 5]; 4];
    let mut floor = f64::INFINITY;
    for (history, target) in rows(&squares, horizon) {
        let [m24, m168, m720] = history;
        let row = [1.0, m24, m168, m720];
        for (equation, left) in equations.iter_mut().zip(row) {
            for (cell, right) in equation.iter_mut().zip(row.into_iter().chain([target])) {
                *cell += left * right;
            }
        }
        // A still window would set a floor of 0, and a variance of 0 is no forecast.
        floor = if target > 0.0 && target < floor { target } else { floor };
    }
    // Beyond the largest coefficient the averages are told apart by rounding alone.
    let told_apart = |solution: &[f64; 4]| solution.iter().all(|coefficient| crate::math::abs(*coefficient) <= LARGEST);
    match solve(equations).filter(told_apart) {
        Some([intercept, day, week, month]) if floor < f64::INFINITY => Ok(HarCoefficients { intercept, day, week, month, floor }),
        _ => Err(RiskError::out_of_range("returns", "a history whose volatility varies", "one that does not", "pass a longer history")),
    }
}

/// Means over a day, a week and a month before each hour, and the mean over the horizon after it.
fn rows(squares: &[f64], horizon: usize) -> impl Iterator<Item = ([f64; 3], f64)> + '_ {
    squares.windows(AVERAGES[2] + horizon).map(move |span| {
        let (history, future) = span.split_at(span.len() - horizon);
        (AVERAGES.map(|length| mean_of_last(history, length)), future.iter().sum::<f64>() / horizon as f64)
    })
}

fn mean_of_last(values: &[f64], length: usize) -> f64 {
    values.iter().rev().take(length).sum::<f64>() / length as f64
}

/// Solves the normal equations by Gaussian elimination; absent where they are singular to working precision.
fn solve(mut equations: [[f64; 5]; 4]) -> Option<[f64; 4]> {
    // Unit diagonal first: squared returns are 1e-5 beside the constant's 1, and pivots must be comparable.
    let mut units = [0.0; 4];
    for (row, unit) in units.iter_mut().enumerate() {
        let diagonal = *equations.get(row)?.get(row)?;
        *unit = crate::math::sqrt(diagonal);
        if *unit <= 0.0 {
            return None;
        }
    }
    for (equation, unit) in equations.iter_mut().zip(units) {
        for (cell, other) in equation.iter_mut().zip(units.into_iter().chain([1.0])) {
            *cell /= unit * other;
        }
    }
    for column in 0..4 {
        let pivot = (column..4).max_by(|a, b| size(&equations, *a, column).total_cmp(&size(&equations, *b, column)))?;
        if size(&equations, pivot, column) < 1e-12 {
            return None;
        }
        equations.swap(column, pivot);
        let source = *equations.get(column)?;
        let divisor = *source.get(column)?;
        for (_, equation) in equations.iter_mut().enumerate().filter(|(row, _)| *row != column) {
            let factor = *equation.get(column)? / divisor;
            for (cell, from) in equation.iter_mut().zip(source) {
                *cell -= factor * from;
            }
        }
    }
    let mut solution = [0.0; 4];
    for (row, value) in solution.iter_mut().enumerate() {
        let equation = equations.get(row)?;
        *value = equation.get(4)? / equation.get(row)? / units.get(row)?;
    }
    Some(solution)
}

fn size(equations: &[[f64; 5]; 4], row: usize, column: usize) -> f64 {
    equations.get(row).and_then(|equation| equation.get(column)).map_or(0.0, |cell| crate::math::abs(*cell))
}

fn steps_ahead(field: &str, steps: f64) -> Result<(), RiskError> {
    positive(field, steps, "pass how far ahead, above 0")?;
    within(field, steps, 0.0, 1e6, "pass how far ahead, at most 1000000").map(|_| ())
}

/// Squares of the returns, checked.
fn squares(returns: &[f64], needed: usize) -> Result<Vec<f64>, RiskError> {
    if returns.len() < needed {
        return Err(RiskError::NotEnoughHistory { needed: needed as u32, got: returns.len() as u32 });
    }
    returns
        .iter()
        .map(|value| within("returns", *value, -140.0, 140.0, "pass log returns, such as 0.01").map(|value| value * value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn least_squares_finds_exact_coefficients() {
        // Normal equations of y = 2 + 3a − b + 0.5c over five points that are not on a plane.
        let points = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 1.0], [2.0, -1.0, 0.5]];
        let mut equations = [[0.0; 5]; 4];
        for [a, b, c] in points {
            let row = [1.0, a, b, c, 2.0 + 3.0 * a - b + 0.5 * c];
            for (i, equation) in equations.iter_mut().enumerate() {
                for (j, cell) in equation.iter_mut().enumerate() {
                    *cell += row[i] * row[j];
                }
            }
        }
        for (found, expected) in solve(equations).unwrap().into_iter().zip([2.0, 3.0, -1.0, 0.5]) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        assert!(solve([[0.0; 5]; 4]).is_none());
    }

    #[test]
    fn rows_look_back_and_ahead_without_overlap() {
        let squares: Vec<f64> = (0..722).map(f64::from).collect();
        let rows: Vec<_> = rows(&squares, 2).collect();
        // The last 24 of 0..720 average 707.5; the two after them 720.5.
        assert_eq!(rows, [([707.5, 635.5, 359.5], 720.5)]);
    }

    #[test]
    fn refusals_have_codes() {
        assert_eq!(ewma_variance(&[], 0.94, 1.0).unwrap_err().code(), "not_enough_history");
        assert_eq!(ewma_variance(&[0.1], 1.0, 1.0).unwrap_err().code(), "out_of_range");
        assert_eq!(ewma_variance(&[f64::NAN], 0.9, 1.0).unwrap_err().code(), "not_finite");
        assert_eq!(ewma_variance(&[0.1], 0.9, 0.0).unwrap_err().code(), "out_of_range");
        assert_eq!(har_fit(&[0.01; 5_000], 24).unwrap_err().code(), "out_of_range");
        assert_eq!(har_fit(&[0.01; 800], 24).unwrap_err().code(), "not_enough_history");
    }
}
