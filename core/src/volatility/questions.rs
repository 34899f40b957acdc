//! The questions every face asks of a forecast: variance, quantiles and probabilities at any level and horizon.

use super::forecast::Forecast;
use super::law::Law;
use super::market_state::MarketState;
use super::part::Part;
use super::tail::Worst;
use super::tracker::Tracker;
use crate::error::RiskError;

/// Returns the total variance of log returns forecast over a horizon (not annualised).
///
/// Piecewise linear through 0 and the model's horizons, so that forward variances are constant between them and never
/// negative.
///
/// - `horizon_hours`: in (0, 768].
///
/// # Errors
/// `not_finite`, `out_of_range`, `length_mismatch`: the arguments, or a forecast that no model made.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::{forecast_bars, forecast_variance}};
/// let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?, None)?;
/// assert_eq!(forecast_variance(&forecast, 24.0)?, forecast.horizons[2].variance);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn forecast_variance(forecast: &Forecast, horizon_hours: f64) -> Result<f64, RiskError> {
    Law::new(forecast)?.variance(horizon_hours)
}

/// Returns the log distance that the worst fall within a horizon exceeds with probability `alpha`.
///
/// ```text
/// P(max over t ≤ h of −ln(low_t / price) > q) = α
/// ```
///
/// - `alpha`: in [0.0005, 0.5].
/// - `horizon_hours`: in (0, 768].
///
/// # Errors
/// `not_finite`, `out_of_range`, `length_mismatch`: the arguments, or a forecast that no model made.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::{drawdown_quantile, forecast_bars}};
/// let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?, None)?;
/// assert!((drawdown_quantile(&forecast, 0.01, 24.0)? / forecast.horizons[2].drawdown[3] - 1.0).abs() < 1e-14);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn drawdown_quantile(forecast: &Forecast, alpha: f64, horizon_hours: f64) -> Result<f64, RiskError> {
    Law::new(forecast)?.drawdown_quantile(alpha, horizon_hours)
}

/// Returns the log distance that the worst rise within a horizon exceeds with probability `alpha`.
///
/// - `alpha`: in [0.0005, 0.5].
/// - `horizon_hours`: in (0, 768].
///
/// # Errors
/// `not_finite`, `out_of_range`, `length_mismatch`: the arguments, or a forecast that no model made.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::{forecast_bars, runup_quantile}};
/// let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?, None)?;
/// assert!((runup_quantile(&forecast, 0.01, 24.0)? / forecast.horizons[2].runup[3] - 1.0).abs() < 1e-14);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn runup_quantile(forecast: &Forecast, alpha: f64, horizon_hours: f64) -> Result<f64, RiskError> {
    Law::new(forecast)?.runup_quantile(alpha, horizon_hours)
}

/// Returns the probability that the price falls by a log distance at some time within a horizon.
///
/// The inverse of `drawdown_quantile` in `alpha`; 1 at distance 0; falls with the distance and rises with the horizon.
///
/// - `distance`: `ln(price / boundary)`, 0 or more.
/// - `horizon_hours`: in (0, 768].
///
/// # Errors
/// `not_finite`, `out_of_range`, `length_mismatch`: the arguments, or a forecast that no model made.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::{drawdown_probability, drawdown_quantile, forecast_bars}};
/// let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?, None)?;
/// let distance = drawdown_quantile(&forecast, 0.03, 50.0)?;
/// assert!((drawdown_probability(&forecast, distance, 50.0)? - 0.03).abs() < 1e-12);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn drawdown_probability(forecast: &Forecast, distance: f64, horizon_hours: f64) -> Result<f64, RiskError> {
    Law::new(forecast)?.drawdown_probability(distance, horizon_hours)
}

/// Returns the probability that the price rises by a log distance at some time within a horizon.
///
/// The inverse of `runup_quantile` in `alpha`; 1 at distance 0; falls with the distance and rises with the horizon.
///
/// - `distance`: `ln(boundary / price)`, 0 or more.
/// - `horizon_hours`: in (0, 768].
///
/// # Errors
/// `not_finite`, `out_of_range`, `length_mismatch`: the arguments, or a forecast that no model made.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::{forecast_bars, runup_probability}};
/// let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?, None)?;
/// assert_eq!(runup_probability(&forecast, 0.0, 24.0)?, 1.0);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn runup_probability(forecast: &Forecast, distance: f64, horizon_hours: f64) -> Result<f64, RiskError> {
    Law::new(forecast)?.runup_probability(distance, horizon_hours)
}

impl Tracker {
    /// Returns the variance that `forecast_variance` reads from the tracker's forecast: the number without the record.
    ///
    /// What makes it less sure stands in the record's flags, which `forecast` gives.
    ///
    /// - `horizon_hours`: in (0, 768].
    ///
    /// # Errors
    /// Those of `forecast` and of `forecast_variance`.
    ///
    /// ```
    /// use plimsoll::{market::simulate_bars, volatility::{Tracker, forecast_variance}};
    /// let tracker = Tracker::from_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?)?;
    /// assert_eq!(tracker.forecast_variance(24.0, None)?, forecast_variance(&tracker.forecast(None)?, 24.0)?);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn forecast_variance(&self, horizon_hours: f64, market: Option<&MarketState>) -> Result<f64, RiskError> {
        Part::new(self.window(), market, None, horizon_hours)?.variance(horizon_hours)
    }

    /// Returns the quantile of the worst fall that `drawdown_quantile` reads from the tracker's forecast, without the record.
    ///
    /// - `alpha`: in [0.0005, 0.5].
    /// - `horizon_hours`: in (0, 768].
    ///
    /// # Errors
    /// Those of `forecast` and of `drawdown_quantile`.
    ///
    /// ```
    /// use plimsoll::{market::simulate_bars, volatility::{Tracker, drawdown_quantile}};
    /// let tracker = Tracker::from_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?)?;
    /// assert_eq!(tracker.drawdown_quantile(0.01, 24.0, None)?, drawdown_quantile(&tracker.forecast(None)?, 0.01, 24.0)?);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn drawdown_quantile(&self, alpha: f64, horizon_hours: f64, market: Option<&MarketState>) -> Result<f64, RiskError> {
        Part::new(self.window(), market, Some(Worst::Fall), horizon_hours)?.quantile(alpha, horizon_hours)
    }

    /// Returns the quantile of the worst rise that `runup_quantile` reads from the tracker's forecast, without the record.
    ///
    /// - `alpha`: in [0.0005, 0.5].
    /// - `horizon_hours`: in (0, 768].
    ///
    /// # Errors
    /// Those of `forecast` and of `runup_quantile`.
    ///
    /// ```
    /// use plimsoll::{market::simulate_bars, volatility::{Tracker, runup_quantile}};
    /// let tracker = Tracker::from_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?)?;
    /// assert_eq!(tracker.runup_quantile(0.01, 24.0, None)?, runup_quantile(&tracker.forecast(None)?, 0.01, 24.0)?);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn runup_quantile(&self, alpha: f64, horizon_hours: f64, market: Option<&MarketState>) -> Result<f64, RiskError> {
        Part::new(self.window(), market, Some(Worst::Rise), horizon_hours)?.quantile(alpha, horizon_hours)
    }
}
