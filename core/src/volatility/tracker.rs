//! The tracker of one asset: takes bars one at a time, forecasts, and survives a restart.

use super::features::FeatureGroup;
use super::forecast::Forecast;
use super::market_state::MarketState;
use super::model::forecast_with;
use super::snapshot;
use super::weights::WEIGHTS;
use super::window::Window;
use crate::error::{RiskError, RiskErrorKind};
use crate::market::{BAR_FIELDS, Bar};
use alloc::vec::Vec;

/// Follows one asset bar by bar.
///
/// The forecast after n bars has the same bits as the forecast from all n at once, and as that of a tracker restored from a
/// snapshot: it is a function of the last 720 hours and the last 180 complete UTC days. A hole in the bars is allowed: the
/// hours are marked missing; a hole of more than 720 hours starts the history anew.
#[derive(Clone, Debug, Default)]
pub struct Tracker {
    window: Window,
}

impl Tracker {
    /// Creates a tracker with no history.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a tracker from flat rows of bars, which must hold one bar at least.
    ///
    /// # Errors
    /// As `push_bars`; `not_enough_history` where there is no bar.
    ///
    /// ```
    /// use plimsoll::{market::simulate_bars, volatility::Tracker};
    /// let tracker = Tracker::from_bars(&simulate_bars(1, 48, 1_749_999_600, 2_500.0, 0.7)?)?;
    /// assert_eq!(tracker.history_hours(), 48);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn from_bars(bars: &[f64]) -> Result<Self, RiskError> {
        if bars.is_empty() {
            return Err(RiskError::not_enough_history(1, 0));
        }
        let mut tracker = Self::new();
        tracker.push_bars(bars)?;
        Ok(tracker)
    }

    /// Appends one hourly bar, later than the last; nothing changes on an error.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range` (a price outside [1e-30, 1e30], a negative volume), `invalid_bar`, `unordered_bars`.
    ///
    /// ```
    /// use plimsoll::{market::Bar, volatility::Tracker};
    /// let mut tracker = Tracker::new();
    /// tracker.push(&Bar { ts: 3_600, open: 10.0, high: 12.0, low: 9.0, close: 11.0, volume: 5.0 })?;
    /// assert_eq!(tracker.history_hours(), 1);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn push(&mut self, bar: &Bar) -> Result<(), RiskError> {
        bar.check(0)?;
        ordered(0, self.window.last_ts(), bar.ts)?;
        self.window.push(bar);
        Ok(())
    }

    /// Appends flat rows of ts, open, high, low, close, volume, oldest first; nothing changes on an error. No rows is not one.
    ///
    /// # Errors
    /// `length_mismatch`, `not_finite`, `out_of_range`, `invalid_bar`, `unordered_bars`.
    ///
    /// ```
    /// use plimsoll::{market::simulate_bars, volatility::Tracker};
    /// let bars = simulate_bars(1, 48, 1_749_999_600, 2_500.0, 0.7)?;
    /// let mut tracker = Tracker::new();
    /// tracker.push_bars(&bars)?;
    /// assert_eq!(tracker.push_bars(&bars).unwrap_err().code(), "unordered_bars");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn push_bars(&mut self, bars: &[f64]) -> Result<(), RiskError> {
        if !bars.len().is_multiple_of(BAR_FIELDS) {
            return Err(RiskError::length_mismatch("bars", "a multiple of 6 values", bars.len()));
        }
        let mut previous = self.window.last_ts();
        for (index, row) in bars.chunks_exact(BAR_FIELDS).enumerate() {
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            let bar = Bar::from_row(index, row)?;
            ordered(index, previous, bar.ts)?;
            previous = Some(bar.ts);
        }
        for row in bars.chunks_exact(BAR_FIELDS) {
            // Checked above: the second reading cannot fail.
            self.window.push(&Bar::from_row(0, row)?);
        }
        Ok(())
    }

    /// Forecasts variance and tails from the last close, with the market's state where it is known.
    ///
    /// # Errors
    /// `not_enough_history` without a bar; `not_finite`, `out_of_range` for a market state that does not fit.
    ///
    /// ```
    /// use plimsoll::{market::simulate_bars, volatility::{ForecastFlag, Tracker}};
    /// let tracker = Tracker::from_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?)?;
    /// let forecast = tracker.forecast(None)?;
    /// assert!(forecast.horizons[2].variance > 0.0 && forecast.flags.contains(&ForecastFlag::NoMarket));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn forecast(&self, market: Option<&MarketState>) -> Result<Forecast, RiskError> {
        forecast_with(&WEIGHTS.unpack_for(FeatureGroup::of(market)), &self.window, market)
    }

    /// Returns the hours of history a forecast would use, at most 720.
    #[must_use]
    pub fn history_hours(&self) -> u32 {
        self.window.history_hours()
    }

    /// Returns the state as bytes, at most 16 KB, with its version and a checksum.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        snapshot::write(&self.window)
    }

    /// Restores a tracker from the bytes of `snapshot`.
    ///
    /// # Errors
    /// `invalid_snapshot` where the bytes are truncated, altered, or of another version.
    ///
    /// ```
    /// use plimsoll::{market::simulate_bars, volatility::Tracker};
    /// let tracker = Tracker::from_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?)?;
    /// let restored = Tracker::restore(&tracker.snapshot())?;
    /// assert_eq!(restored.forecast(None)?, tracker.forecast(None)?);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn restore(bytes: &[u8]) -> Result<Self, RiskError> {
        snapshot::read(bytes).map(|window| Self { window })
    }

    /// Returns the history that features are computed from.
    #[must_use]
    pub fn window(&self) -> &Window {
        &self.window
    }
}

/// Forecasts from flat rows of hourly bars (ts, open, high, low, close, volume, oldest first), best 180 days or more.
///
/// # Errors
/// `length_mismatch`, `not_finite`, `out_of_range`, `invalid_bar`, `unordered_bars`; `not_enough_history` without a bar.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::forecast_bars};
/// let bars = simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?;
/// let forecast = forecast_bars(&bars, None)?;
/// assert_eq!(forecast.history_hours, 720);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export(default(market = None)))]
pub fn forecast_bars(bars: &[f64], market: Option<MarketState>) -> Result<Forecast, RiskError> {
    Tracker::from_bars(bars)?.forecast(market.as_ref())
}

fn ordered(index: u32, previous: Option<u32>, ts: u32) -> Result<(), RiskError> {
    match previous {
        Some(previous_ts) if ts <= previous_ts => Err(RiskError::from(RiskErrorKind::UnorderedBars { index, ts, previous_ts })),
        _ => Ok(()),
    }
}
