//! The tracker as an object of Kotlin, Swift and Python: the core's tracker behind a lock.

use super::{Forecast, MarketState, Tracker};
use crate::error::RiskError;
use crate::market::Bar;
use alloc::sync::Arc;
use alloc::vec::Vec;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Follows one asset bar by bar; safe to share between threads.
///
/// The forecast after n bars has the same bits as the forecast from all n at once, and as that of a tracker restored from a
/// snapshot.
#[derive(Debug, Default, uniffi::Object)]
#[uniffi(name = "Tracker")]
pub struct TrackerHandle {
    inner: Mutex<Tracker>,
}

#[uniffi::export(name = "Tracker")]
impl TrackerHandle {
    /// Creates a tracker with no history.
    #[uniffi::constructor]
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Restores a tracker from the bytes of `snapshot`.
    ///
    /// # Errors
    /// `invalid_snapshot` where the bytes are truncated, altered, or of another version.
    #[uniffi::constructor]
    #[allow(
        clippy::needless_pass_by_value,
        reason = "borrowed bytes become a direct buffer in Kotlin; owned ones are what `snapshot` gives"
    )]
    pub fn restore(bytes: Vec<u8>) -> Result<Arc<Self>, RiskError> {
        Tracker::restore(&bytes).map(|tracker| Arc::new(Self { inner: Mutex::new(tracker) }))
    }

    /// Appends one hourly bar, later than the last; nothing changes on an error.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`, `invalid_bar`, `unordered_bars`.
    pub fn push(&self, bar: &Bar) -> Result<(), RiskError> {
        self.tracker().push(bar)
    }

    /// Appends flat rows of ts, open, high, low, close, volume, oldest first; nothing changes on an error.
    ///
    /// # Errors
    /// `length_mismatch`, `not_finite`, `out_of_range`, `invalid_bar`, `unordered_bars`.
    pub fn push_bars(&self, bars: &[f64]) -> Result<(), RiskError> {
        self.tracker().push_bars(bars)
    }

    /// Forecasts variance and tails from the last close, with the market's state where it is known.
    ///
    /// # Errors
    /// `not_enough_history` without a bar; `not_finite`, `out_of_range` for a market state that does not fit.
    #[uniffi::method(default(market = None))]
    pub fn forecast(&self, market: Option<MarketState>) -> Result<Forecast, RiskError> {
        self.tracker().forecast(market.as_ref())
    }

    /// Forecasts as `forecast` does, with a model of the caller's: bytes from `model_bytes`, from a refit, or from a file of new
    /// weights.
    ///
    /// # Errors
    /// `invalid_model`; `not_enough_history` without a bar; `not_finite`, `out_of_range` for a market state that does not fit.
    #[uniffi::method(default(market = None))]
    #[allow(clippy::needless_pass_by_value, reason = "owned bytes cross into Kotlin as an array")]
    pub fn forecast_with_model(&self, model: Vec<u8>, market: Option<MarketState>) -> Result<Forecast, RiskError> {
        self.tracker().forecast_with_model(&model, market.as_ref())
    }

    /// Returns the total variance that the tracker's forecast gives over a horizon in (0, 768] hours, without the record.
    ///
    /// # Errors
    /// Those of `forecast`; `not_finite`, `out_of_range` for the horizon.
    #[uniffi::method(default(market = None))]
    pub fn forecast_variance(&self, horizon_hours: f64, market: Option<MarketState>) -> Result<f64, RiskError> {
        self.tracker().forecast_variance(horizon_hours, market.as_ref())
    }

    /// Returns the log distance that the worst fall within a horizon exceeds with probability `alpha`, without the record.
    ///
    /// # Errors
    /// Those of `forecast`; `not_finite`, `out_of_range` for alpha and the horizon.
    #[uniffi::method(default(market = None))]
    pub fn drawdown_quantile(&self, alpha: f64, horizon_hours: f64, market: Option<MarketState>) -> Result<f64, RiskError> {
        self.tracker().drawdown_quantile(alpha, horizon_hours, market.as_ref())
    }

    /// Returns the log distance that the worst rise within a horizon exceeds with probability `alpha`, without the record.
    ///
    /// # Errors
    /// Those of `forecast`; `not_finite`, `out_of_range` for alpha and the horizon.
    #[uniffi::method(default(market = None))]
    pub fn runup_quantile(&self, alpha: f64, horizon_hours: f64, market: Option<MarketState>) -> Result<f64, RiskError> {
        self.tracker().runup_quantile(alpha, horizon_hours, market.as_ref())
    }

    /// Returns the hours of history a forecast would use, at most 720.
    pub fn history_hours(&self) -> u32 {
        self.tracker().history_hours()
    }

    /// Returns the state as bytes, at most 16 KB, with its version and a checksum.
    pub fn snapshot(&self) -> Vec<u8> {
        self.tracker().snapshot()
    }
}

impl TrackerHandle {
    /// No call leaves a tracker half changed, so one that a panicking thread held is still good.
    fn tracker(&self) -> MutexGuard<'_, Tracker> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
