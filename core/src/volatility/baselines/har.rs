//! The heterogeneous autoregression of realised variance.

use super::least_squares::Moments;
use super::returns::{AVERAGES, last_means, rows, squares, steps_ahead, training};
use crate::error::RiskError;
use crate::units::{positive, within};
use alloc::format;

/// Largest coefficient and floor, far beyond any fit.
pub(super) const LARGEST: f64 = 1e6;

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

impl HarCoefficients {
    /// Fits by least squares on rows of the three means and the mean squared return after them; several assets may share them.
    ///
    /// Absent where the means do not vary enough to be told apart, or no target is above 0.
    ///
    /// ```
    /// use plimsoll::volatility::HarCoefficients;
    /// let rows: Vec<_> = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 0.0], [2.0, 1.0, 3.0]]
    ///     .into_iter()
    ///     .map(|[day, week, month]| ([day, week, month], 0.1 + 0.5 * day + 0.25 * week + 0.125 * month))
    ///     .collect();
    /// let fit = HarCoefficients::from_rows(&rows).unwrap();
    /// assert!((fit.day - 0.5).abs() < 1e-12 && (fit.floor - 0.225).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn from_rows(rows: &[([f64; 3], f64)]) -> Option<Self> {
        let mut moments = Moments::default();
        let mut floor = f64::INFINITY;
        for (means, target) in rows {
            moments.push(*means, *target);
            // A still window would set a floor of 0, and a variance of 0 is no forecast.
            floor = if *target > 0.0 && *target < floor { *target } else { floor };
        }
        let [intercept, day, week, month] = moments.solve().filter(told_apart)?;
        (floor < f64::INFINITY).then_some(Self { intercept, day, week, month, floor })
    }

    /// Returns the variance per hour after the three means: over 24, 168 and 720 hours.
    ///
    /// ```
    /// use plimsoll::volatility::HarCoefficients;
    /// let coefficients = HarCoefficients { intercept: 1e-5, day: 0.5, week: 0.25, month: 0.125, floor: 2e-5 };
    /// assert_eq!(coefficients.hourly([0.0, 0.0, 0.0]), 2e-5);
    /// assert!((coefficients.hourly([8e-5, 8e-5, 8e-5]) - 8e-5).abs() < 1e-18);
    /// ```
    #[must_use]
    pub fn hourly(&self, [day, week, month]: [f64; 3]) -> f64 {
        self.floor.max(self.intercept + self.day * day + self.week * week + self.month * month)
    }
}

/// Beyond the largest coefficient the means are told apart by rounding alone.
pub(super) fn told_apart(solution: &[f64; 4]) -> bool {
    solution.iter().all(|coefficient| crate::math::abs(*coefficient) <= LARGEST)
}

pub(super) fn one_volatility() -> RiskError {
    RiskError::out_of_range("returns", "a history whose volatility varies", "one that does not", "pass a longer history")
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
    Ok(horizon_hours * coefficients.hourly(last_means(&squares)))
}

/// Fits the heterogeneous autoregression by least squares on every hour of a history.
///
/// Rows: hours with 720 hours before and `horizon_hours` after; the target is the mean squared return of the hours after. The time
/// grows with the length of the history alone, not with the horizon.
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
    let (squares, horizon) = training(returns, horizon_hours)?;
    HarCoefficients::from_rows(&rows(&squares, horizon)).ok_or_else(one_volatility)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_have_codes() {
        assert_eq!(har_fit(&[0.01; 5_000], 24).unwrap_err().code(), "out_of_range");
        assert_eq!(har_fit(&[0.01; 800], 24).unwrap_err().code(), "not_enough_history");
    }
}
