//! What the tail says together with how well it is known: an interval, and whether the answer lies beyond the data.

use super::forecast::Forecast;
use super::law::Law;
use crate::error::RiskError;

/// Confidence of every stated interval.
pub(crate) const CONFIDENCE: f64 = 0.9;

/// Rarer than this, an answer is an extrapolation by the form of the tail.
pub(crate) const EXTRAPOLATED_BELOW: f64 = 0.005;

/// A quantile or a probability of the worst fall or rise, with its interval.
///
/// The interval says how far the answer moves when the training data are drawn again in blocks of 14 days, all assets together,
/// because crashes come to all at once (block bootstrap: Künsch 1989, Annals of Statistics 17). It widens while the history is
/// shorter than 720 hours. That the future may differ from the past it does not hold.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TailEstimate {
    /// A quantile as a log distance, or a probability as a fraction.
    pub value: f64,
    /// Lower end of the interval, in the unit of the value.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Probability with which the interval holds the true value, a fraction: 0.9.
    pub confidence: f64,
    /// True where the event is rarer than 0.5 %: the form of the tail, more than the data, speaks there.
    pub extrapolated: bool,
    /// Length of the window, hours.
    pub horizon_hours: f64,
    /// Hours of history that the forecast used, at most 720.
    pub history_hours: u32,
}

/// Returns the log distance that the worst fall within a horizon exceeds with probability `alpha`, with its interval.
///
/// The ends of the interval rise in rarity and with the horizon as the value does, which is that of `drawdown_quantile`.
///
/// - `alpha`: in [0.0005, 0.5].
/// - `horizon_hours`: in (0, 768].
///
/// # Errors
/// `not_finite`, `out_of_range`, `length_mismatch`: the arguments, or a forecast that no model made.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::{drawdown_estimate, drawdown_quantile, forecast_bars}};
/// let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?, None)?;
/// let estimate = drawdown_estimate(&forecast, 0.01, 24.0)?;
/// assert_eq!((estimate.value, estimate.confidence), (drawdown_quantile(&forecast, 0.01, 24.0)?, 0.9));
/// assert!(estimate.low < estimate.value && estimate.value < estimate.high && !estimate.extrapolated);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn drawdown_estimate(forecast: &Forecast, alpha: f64, horizon_hours: f64) -> Result<TailEstimate, RiskError> {
    Law::new(forecast)?.drawdown_estimate(alpha, horizon_hours)
}

/// Returns the log distance that the worst rise within a horizon exceeds with probability `alpha`, with its interval.
///
/// See `drawdown_estimate`.
///
/// - `alpha`: in [0.0005, 0.5].
/// - `horizon_hours`: in (0, 768].
///
/// # Errors
/// `not_finite`, `out_of_range`, `length_mismatch`: the arguments, or a forecast that no model made.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::{forecast_bars, runup_estimate, runup_quantile}};
/// let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?, None)?;
/// let estimate = runup_estimate(&forecast, 0.001, 24.0)?;
/// assert_eq!((estimate.value, estimate.extrapolated), (runup_quantile(&forecast, 0.001, 24.0)?, true));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn runup_estimate(forecast: &Forecast, alpha: f64, horizon_hours: f64) -> Result<TailEstimate, RiskError> {
    Law::new(forecast)?.runup_estimate(alpha, horizon_hours)
}

/// Returns the probability that the price falls by a log distance at some time within a horizon, with its interval.
///
/// The ends of the interval fall with the distance and rise with the horizon as the value does, which is that of
/// `drawdown_probability`.
///
/// - `distance`: `ln(price / boundary)`, 0 or more.
/// - `horizon_hours`: in (0, 768].
///
/// # Errors
/// `not_finite`, `out_of_range`, `length_mismatch`: the arguments, or a forecast that no model made.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::{drawdown_estimate, drawdown_probability_estimate, forecast_bars}};
/// let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?, None)?;
/// let far = drawdown_estimate(&forecast, 0.01, 24.0)?.high;
/// let estimate = drawdown_probability_estimate(&forecast, far, 24.0)?;
/// assert!(estimate.value < 0.01 && (estimate.high - 0.01).abs() < 1e-12);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn drawdown_probability_estimate(forecast: &Forecast, distance: f64, horizon_hours: f64) -> Result<TailEstimate, RiskError> {
    Law::new(forecast)?.drawdown_probability_estimate(distance, horizon_hours)
}

/// Returns the probability that the price rises by a log distance at some time within a horizon, with its interval.
///
/// See `drawdown_probability_estimate`.
///
/// - `distance`: `ln(boundary / price)`, 0 or more.
/// - `horizon_hours`: in (0, 768].
///
/// # Errors
/// `not_finite`, `out_of_range`, `length_mismatch`: the arguments, or a forecast that no model made.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::{forecast_bars, runup_probability_estimate}};
/// let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?, None)?;
/// let estimate = runup_probability_estimate(&forecast, 0.0, 24.0)?;
/// assert_eq!((estimate.low, estimate.value, estimate.high), (1.0, 1.0, 1.0));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn runup_probability_estimate(forecast: &Forecast, distance: f64, horizon_hours: f64) -> Result<TailEstimate, RiskError> {
    Law::new(forecast)?.runup_probability_estimate(distance, horizon_hours)
}
