//! A forecast from prices of any kind.

use super::correction::correct_horizons;
use super::hours::{Rows, hourly_bars};
use super::kind::PriceKind;
use super::weights::INPUT_WEIGHTS;
use crate::error::RiskError;
use crate::units::SECONDS_PER_HOUR;
use crate::volatility::weights::WEIGHTS;
use crate::volatility::{Forecast, MarketState, Tracker};

/// Forecasts from prices of another kind than hourly bars; best 180 days of them or more.
///
/// Variance and quantiles are corrected for what the kind cannot show, as measured by the trainer, and the forecast carries the
/// kind's flag; `input_accuracy` says what is lost. Five-minute bars lose nothing. The last hour ends at the last row, so that
/// the newest price counts; hours of the day are read to the hour.
///
/// - `prices`: flat rows of `kind`, oldest first, times in seconds UTC.
/// - `market`: as for `forecast_bars`.
///
/// # Errors
/// `length_mismatch`, `not_finite`, `out_of_range`, `invalid_bar`, `unordered_bars`; `not_enough_history` without a whole hour.
///
/// ```
/// use plimsoll::market::simulate_bars;
/// use plimsoll::volatility::{ForecastFlag, PriceKind, forecast_prices};
/// let bars = simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?;
/// let closes: Vec<f64> = bars.chunks(6).flat_map(|bar| [bar[0] + 3_600.0, bar[4]]).collect();
/// let forecast = forecast_prices(&closes, PriceKind::HourlyCloses, None)?;
/// assert_eq!((forecast.history_hours, forecast.price), (720, bars[1_439 * 6 + 4]));
/// assert!(forecast.flags.contains(&ForecastFlag::HourlyCloses));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export(default(market = None)))]
pub fn forecast_prices(prices: &[f64], kind: PriceKind, market: Option<MarketState>) -> Result<Forecast, RiskError> {
    let Some(last) = Rows::new(prices, kind)?.bars().last().transpose()? else {
        return Err(RiskError::not_enough_history(1, 0));
    };
    let as_of = last.ts.saturating_add(kind.seconds());
    let weights = WEIGHTS.unpack();
    let mut tracker = Tracker::new();
    for bar in hourly_bars(prices, kind, &weights.prior, as_of % SECONDS_PER_HOUR)? {
        tracker.push(&bar)?;
    }
    let mut forecast = tracker.forecast(market.as_ref())?;
    (forecast.as_of, forecast.price) = (as_of, last.close);
    if let Some(learned) = INPUT_WEIGHTS.of(kind) {
        correct_horizons(&mut forecast.horizons, &learned.corrections);
    }
    forecast.flags.extend(kind.flag());
    Ok(forecast)
}
