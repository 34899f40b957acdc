//! The functions every face has: each takes the state's bytes and returns new ones.

use super::adjust::adjusted;
use super::bytes;
use super::record::{CalibratedLevel, CalibratedSide, CalibrationRecord};
use super::state::{HORIZONS, LEVELS, State};
use super::stream::{Stream, factor};
use crate::error::{RiskError, RiskErrorKind};
use crate::market::{BAR_FIELDS, Bar};
use crate::units::SECONDS_PER_HOUR;
use crate::volatility::forecast::{Forecast, ForecastFlag};
use crate::volatility::law::Law;
use alloc::format;
use alloc::vec::Vec;

/// Returns the state of a calibration that has seen nothing, for one asset on one device.
///
/// Store the bytes, at most 1,024, and hand them to the other functions. The state outlives a change of weights: what it judges
/// is the forecasts as they came. After `Broken` and newer weights, begin anew.
///
/// ```
/// use plimsoll::volatility::{calibration_record, calibration_start};
/// assert_eq!(calibration_record(calibration_start())?.levels.len(), 6);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[must_use]
pub fn calibration_start() -> Vec<u8> {
    bytes::write(&State::default())
}

/// Refuses bytes that are no calibration's state.
pub(crate) fn calibration_check(state: &[u8]) -> Result<(), RiskError> {
    bytes::read(state).map(drop)
}

/// Takes in hourly bars that came after the forecasts observed, resolves every window that they end, and returns the new state.
///
/// An outcome counts where at least 98 % of its window's bars are there; prices are bounded by the wick rule as in the features.
///
/// - `bars`: flat rows of ts, open, high, low, close, volume, oldest first, each opening at or after the last close seen.
///
/// # Errors
/// `invalid_snapshot`; `length_mismatch`, `not_finite`, `out_of_range`, `invalid_bar`, `unordered_bars`.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::*};
/// let bars = simulate_bars(7, 1_440, 1_749_945_600, 2_500.0, 0.7)?;
/// let (past, day) = bars.split_at(6 * 1_416);
/// let state = calibration_observe(calibration_start(), &forecast_bars(past, None)?)?;
/// let record = calibration_record(calibration_push_bars(state, day)?)?;
/// assert_eq!((record.levels[0].resolved, record.pending), (1, 1));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[allow(clippy::needless_pass_by_value, reason = "the state is replaced, and owned bytes cross into Kotlin as an array")]
pub fn calibration_push_bars(state: Vec<u8>, bars: &[f64]) -> Result<Vec<u8>, RiskError> {
    let mut known = bytes::read(&state)?;
    if !bars.len().is_multiple_of(BAR_FIELDS) {
        return Err(RiskError::length_mismatch("bars", "a multiple of 6 values", bars.len()));
    }
    for (index, row) in bars.chunks_exact(BAR_FIELDS).enumerate() {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        let bar = Bar::from_row(index, row)?;
        if bar.ts < known.clock {
            return Err(RiskError::from(RiskErrorKind::UnorderedBars {
                index,
                ts: bar.ts,
                previous_ts: known.clock.saturating_sub(SECONDS_PER_HOUR),
            }));
        }
        known.push(&bar);
    }
    Ok(bytes::write(&known))
}

/// Remembers a forecast of the model as one whose outcome will count, and returns the new state.
///
/// Call it at each decision with the model's own forecast, not the calibrated one: what is shown of it is worked out here. One
/// forecast a day is kept, so that the windows of 24 hours do not overlap; others leave the state as it is. A step is divided by
/// the number of windows of its horizon that are open, because outcomes that share hours are not news of their own.
///
/// # Errors
/// `invalid_snapshot`; `out_of_range` for a forecast older than the last bar, off the hour, calibrated already, or without the
/// levels 0.2 and 0.05; `not_finite`, `out_of_range`, `length_mismatch` for a forecast that no model made.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::*};
/// let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_945_600, 2_500.0, 0.7)?, None)?;
/// let state = calibration_observe(calibration_start(), &forecast)?;
/// assert_eq!(calibration_record(state)?.pending, 1);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[allow(clippy::needless_pass_by_value, reason = "the state is replaced, and owned bytes cross into Kotlin as an array")]
pub fn calibration_observe(state: Vec<u8>, forecast: &Forecast) -> Result<Vec<u8>, RiskError> {
    let mut known = bytes::read(&state)?;
    let model = checked(forecast)?;
    let as_of = forecast.as_of;
    if as_of < known.clock || !as_of.is_multiple_of(SECONDS_PER_HOUR) {
        let expected = format!("a multiple of 3600 at or after {}, the close of the last bar", known.clock);
        return Err(RiskError::out_of_range("forecast.asOf", &expected, as_of, "observe a forecast before the bars that follow it"));
    }
    known.advance(as_of);
    let shown = adjusted(&known, forecast)?;
    if known.keeps(as_of) {
        known.keep(as_of, forecast.price, &model, &Law::new(&shown)?)?;
    }
    Ok(bytes::write(&known))
}

/// Returns the forecast with its quantiles of 20 and 5 % moved by what the outcomes have shown, and flagged `Calibrated`.
///
/// Every quantile y of 24, 72 and 168 hours is followed by adaptive conformal inference on its log (Gibbs and Candès 2021),
///
/// ```text
/// θ ← θ + γ/m · (1{ln(y/q) > θ} − α),   q shown = q · e^(Σ w θ + ρ)
/// ```
///
/// with steps γ of 0, 0.03 and 0.1, mixed by weights w that learn from their pinball losses with a fixed share, as in Gibbs and
/// Candès (2024, DtACI), and with a reckoner ρ, the same recursion at γ = 0.03 on the quantile that was shown; m is the number of
/// windows open at once. Between the three horizons the shift is linear in ln h; where no outcome was counted it only tightens.
/// Levels and horizons never cross: a quantile that would is held at its neighbour.
///
/// **What is promised.** A factor lies in [0.8, 8]: the answer never loosens by more than a fifth. After n outcomes of an asset,
/// whatever the market did and however late they came, the share beyond the quantile shown is at most
///
/// ```text
/// α + m · ρ_n / (0.03 · n)      ρ_n ≤ ln 8
/// ```
///
/// unless ρ was stopped at ln 8 (Gibbs and Candès 2021, proposition 4.1, summed over the outcomes). It may be below α for good:
/// the bound on loosening keeps a model that is too cautious cautious. At 1 % and rarer nothing is promised beyond the model.
///
/// # Errors
/// `invalid_snapshot`; `out_of_range` for a forecast calibrated already or without the levels 0.2 and 0.05; `not_finite`,
/// `out_of_range`, `length_mismatch` for a forecast that no model made.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::*};
/// let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_945_600, 2_500.0, 0.7)?, None)?;
/// let fresh = calibrate_forecast(calibration_start(), &forecast)?;
/// assert_eq!(fresh.horizons, forecast.horizons);
/// assert_eq!(fresh.flags.last(), Some(&ForecastFlag::Calibrated));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[allow(clippy::needless_pass_by_value, reason = "owned bytes cross into Kotlin as an array")]
pub fn calibrate_forecast(state: Vec<u8>, forecast: &Forecast) -> Result<Forecast, RiskError> {
    let known = bytes::read(&state)?;
    checked(forecast)?;
    adjusted(&known, forecast)
}

/// Returns what the outcomes have shown so far: hit rates with and without the calibration, and whether the model drifts.
///
/// # Errors
/// `invalid_snapshot`.
///
/// ```
/// use plimsoll::volatility::{DriftStatus, calibration_record, calibration_start};
/// let record = calibration_record(calibration_start())?;
/// assert_eq!((record.levels[0].drawdown.factor, record.drift.status), (1.0, DriftStatus::Fits));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[allow(clippy::needless_pass_by_value, reason = "owned bytes cross into Kotlin as an array")]
pub fn calibration_record(state: Vec<u8>) -> Result<CalibrationRecord, RiskError> {
    let known = bytes::read(&state)?;
    let mut levels = Vec::with_capacity(HORIZONS.len() * LEVELS.len());
    for (streams, hours) in known.streams.iter().zip(HORIZONS) {
        let (falls, rises) = streams.split_at(LEVELS.len());
        for ((fall, rise), level) in falls.iter().zip(rises).zip(LEVELS) {
            levels.push(CalibratedLevel {
                horizon_hours: f64::from(hours),
                level,
                resolved: u32::from(fall.resolved),
                drawdown: side(fall),
                runup: side(rise),
            });
        }
    }
    let pending = known.pending.len() as u32;
    Ok(CalibrationRecord { as_of: known.clock, pending, dropped: u32::from(known.dropped), levels, drift: known.monitor.report() })
}

fn side(stream: &Stream) -> CalibratedSide {
    let share = |hits: u16| (stream.resolved > 0).then(|| f64::from(hits) / f64::from(stream.resolved));
    CalibratedSide { factor: factor(stream.shift()), hit_rate: share(stream.hits), model_hit_rate: share(stream.model_hits) }
}

fn checked(forecast: &Forecast) -> Result<Law, RiskError> {
    if forecast.flags.contains(&ForecastFlag::Calibrated) {
        let hint = "pass the forecast as the model made it";
        return Err(RiskError::out_of_range("forecast.flags", "without Calibrated", "Calibrated", hint));
    }
    Law::new(forecast)
}
