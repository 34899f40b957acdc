//! The heterogeneous autoregression in logs.

use super::har::{LARGEST, one_volatility, told_apart};
use super::least_squares::Moments;
use super::returns::{AVERAGES, last_means, rows, squares, steps_ahead, training};
use crate::error::RiskError;
use crate::math;
use crate::units::within;
use alloc::format;

/// Below this mean squared return an hour is as good as still (0.01 % a year); the logarithm stops there.
const STILL: f64 = 1e-12;

/// Bounds of the log of the variance per hour: far beyond any market, they only keep every forecast positive and finite.
const LOG_BOUNDS: (f64, f64) = (-100.0, 30.0);

/// Coefficients of the heterogeneous autoregression in logs.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LogHarCoefficients {
    /// Constant, log of variance per hour.
    pub intercept: f64,
    /// Weight of the log of the mean squared return over 24 hours.
    pub day: f64,
    /// Weight of the log of the mean squared return over 168 hours.
    pub week: f64,
    /// Weight of the log of the mean squared return over 720 hours.
    pub month: f64,
    /// Factor from the exponential of the mean log to the mean, in [1e-6, 1e6]: Duan's smearing.
    pub smearing: f64,
}

impl LogHarCoefficients {
    /// Fits by least squares on rows of the three means and the mean squared return after them; several assets may share them.
    ///
    /// Rows whose target is 0 are left out. Absent where the means do not vary enough to be told apart.
    ///
    /// ```
    /// use plimsoll::volatility::LogHarCoefficients;
    /// let rows: Vec<_> = [[1.0, 2.0, 3.0], [2.0, 1.0, 2.0], [3.0, 2.0, 1.0], [1.0, 1.0, 1.0], [2.0, 3.0, 4.0]]
    ///     .into_iter()
    ///     .map(|[day, week, month]: [f64; 3]| ([day, week, month], 0.5 * day.powf(0.5) * week.powf(0.25)))
    ///     .collect();
    /// let fit = LogHarCoefficients::from_rows(&rows).unwrap();
    /// assert!((fit.day - 0.5).abs() < 1e-12 && fit.month.abs() < 1e-12 && (fit.smearing - 1.0).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn from_rows(rows: &[([f64; 3], f64)]) -> Option<Self> {
        let rows = || rows.iter().filter(|(_, target)| *target > 0.0);
        let mut moments = Moments::default();
        for (means, target) in rows() {
            moments.push(means.map(log), math::ln(*target));
        }
        let [intercept, day, week, month] = moments.solve().filter(told_apart)?;
        let plain = Self { intercept, day, week, month, smearing: 1.0 };
        let (sum, count) = rows().fold((0.0, 0_u32), |(sum, count), (means, target)| (sum + target / plain.hourly(*means), count + 1));
        let smearing = sum / f64::from(count);
        // A history that the logs describe has a smearing of 1 to 3.
        (1.0 / LARGEST..=LARGEST).contains(&smearing).then_some(Self { smearing, ..plain })
    }

    /// Returns the variance per hour after the three means: over 24, 168 and 720 hours.
    ///
    /// ```
    /// use plimsoll::volatility::LogHarCoefficients;
    /// let coefficients = LogHarCoefficients { intercept: 0.0, day: 0.5, week: 0.25, month: 0.25, smearing: 1.5 };
    /// assert!((coefficients.hourly([4e-5, 4e-5, 4e-5]) - 6e-5).abs() < 1e-18);
    /// ```
    #[must_use]
    pub fn hourly(&self, means: [f64; 3]) -> f64 {
        let [day, week, month] = means.map(log);
        let log = self.intercept + self.day * day + self.week * week + self.month * month;
        self.smearing * math::exp(log.clamp(LOG_BOUNDS.0, LOG_BOUNDS.1))
    }
}

/// Returns the total variance over a horizon by the heterogeneous autoregression in logs with given coefficients.
///
/// ```text
/// total = h · s · exp(c + d·ln m_24 + w·ln m_168 + m·ln m_720),   m_n = mean of r² over the last n hours, 1e-12 or more
/// ```
///
/// - `returns`: hourly log returns, oldest first, 720 or more.
/// - `horizon_hours`: above 0; the coefficients belong to one horizon.
///
/// Source: Corsi, A simple approximate long-memory model of realized volatility (2009), section 2, in logs; Duan, Smearing
/// estimate (1983), for the factor s.
///
/// # Errors
/// `not_enough_history` under 720 returns; `not_finite`, `out_of_range`.
///
/// ```
/// use plimsoll::volatility::{loghar_variance, LogHarCoefficients};
/// let coefficients = LogHarCoefficients { intercept: 0.0, day: 0.5, week: 0.3, month: 0.2, smearing: 1.5 };
/// let total = loghar_variance(&[0.01; 720], &coefficients, 24.0)?;
/// assert!((total - 24.0 * 1.5e-4).abs() < 1e-15);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn loghar_variance(returns: &[f64], coefficients: &LogHarCoefficients, horizon_hours: f64) -> Result<f64, RiskError> {
    let squares = squares(returns, AVERAGES[2])?;
    steps_ahead("horizonHours", horizon_hours)?;
    let LogHarCoefficients { intercept, day, week, month, smearing } = coefficients;
    for (name, value) in [("intercept", intercept), ("day", day), ("week", week), ("month", month)] {
        within(&format!("coefficients.{name}"), *value, -LARGEST, LARGEST, "pass what `loghar_fit` returns")?;
    }
    within("coefficients.smearing", *smearing, 1.0 / LARGEST, LARGEST, "pass what `loghar_fit` returns")?;
    Ok(horizon_hours * coefficients.hourly(last_means(&squares)))
}

/// Fits the heterogeneous autoregression in logs by least squares on every hour of a history, with Duan's smearing.
///
/// Rows: hours with 720 hours before and `horizon_hours` after; the target is the log of the mean squared return of the hours
/// after, and hours after which nothing moves are left out. The factor is the mean of target over fit.
///
/// - `returns`: hourly log returns, oldest first.
/// - `horizon_hours`: whole hours, 1 to 720.
///
/// # Errors
/// `not_enough_history` under 720 + 2·horizon + 168 returns; `not_finite`; `out_of_range`, also where the averages do not vary
/// enough to be told apart.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::loghar_fit};
/// let bars = simulate_bars(1, 5_000, 0, 100.0, 0.8)?;
/// let returns: Vec<f64> = bars.chunks(6).map(|bar| (bar[4] / bar[1]).ln()).collect();
/// let fit = loghar_fit(&returns, 24)?;
/// assert!(fit.smearing > 1.0 && fit.day + fit.week + fit.month < 1.5);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn loghar_fit(returns: &[f64], horizon_hours: u32) -> Result<LogHarCoefficients, RiskError> {
    let (squares, horizon) = training(returns, horizon_hours)?;
    LogHarCoefficients::from_rows(&rows(&squares, horizon)).ok_or_else(one_volatility)
}

fn log(mean: f64) -> f64 {
    math::ln(mean.max(STILL))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factor_makes_the_mean_ratio_one() {
        let rows: Vec<([f64; 3], f64)> = (1..200_u32)
            .map(|i| {
                ([f64::from(i % 7 + 1), f64::from(i % 11 + 1), f64::from(i % 13 + 1)].map(|mean| mean * 1e-5), f64::from(i * i % 17) * 1e-5)
            })
            .collect();
        let fit = LogHarCoefficients::from_rows(&rows).unwrap();
        let ratios: Vec<f64> = rows.iter().filter(|(_, target)| *target > 0.0).map(|(means, target)| target / fit.hourly(*means)).collect();
        assert!((ratios.iter().sum::<f64>() / ratios.len() as f64 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn refusals_have_codes() {
        assert_eq!(loghar_fit(&[0.01; 5_000], 24).unwrap_err().code(), "out_of_range");
        assert_eq!(loghar_fit(&[0.01; 800], 24).unwrap_err().code(), "not_enough_history");
    }
}
