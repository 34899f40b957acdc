//! Hourly bars of an asset that is pegged by its name and behaves so.

use crate::bars::{Series, is_pegged};
use crate::grid::HOUR;
use anyhow::{Context, Result};
use plimsoll::volatility::{Forecast, PEGGED_WEIGHTS, PegKind, PegState, PeggedWeights, WINDOW_HOURS, pegged_forecast_with};

/// The month's median lies this near to 1, and its middle four fifths this near together, log distances: else the name says
/// what the price does not, as with USTC after its fall, or a staked coin quoted in dollars.
const NEAR: f64 = 0.03;

/// Forecasts at decision time `t` from the bars that have closed, by the shipped weights; absent where the asset does not behave
/// as pegged to what it is quoted in.
///
/// # Errors
/// A price that the core refuses.
pub fn forecast(series: &Series, t: u32) -> Result<Option<Forecast>> {
    forecast_with(&PEGGED_WEIGHTS, series, t)
}

/// The same with other weights.
///
/// # Errors
/// A price that the core refuses.
pub fn forecast_with(weights: &PeggedWeights, series: &Series, t: u32) -> Result<Option<Forecast>> {
    let named = is_pegged(&series.asset) || series.asset.to_ascii_uppercase().contains("USD");
    let bars = &series.bars[..series.bars.partition_point(|bar| bar.ts.saturating_add(HOUR) <= t)];
    let bars = &bars[bars.partition_point(|bar| bar.ts.saturating_add(WINDOW_HOURS * HOUR + 2 * HOUR) < t)..];
    if !named || bars.is_empty() || !behaves(bars.iter().map(|bar| bar.close)) {
        return Ok(None);
    }
    let prices: Vec<f64> = bars.iter().flat_map(|bar| [f64::from(bar.ts) + f64::from(HOUR), bar.close]).collect();
    let state = PegState::new(&prices, &weights.prior).with_context(|| format!("{} at {t}", series.asset))?;
    Ok(Some(pegged_forecast_with(weights, &state, PegKind::Stablecoin)))
}

/// Whether closes stand around 1.
fn behaves(closes: impl Iterator<Item = f64>) -> bool {
    let mut logs: Vec<f64> = closes.map(f64::ln).collect();
    logs.sort_unstable_by(f64::total_cmp);
    let at = |tenth: usize| logs[(logs.len() - 1) * tenth / 10];
    at(5).abs() < NEAR && at(9) - at(1) < NEAR
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bars::Venue;
    use plimsoll::market::Bar;
    use plimsoll::volatility::ForecastFlag;

    fn series(asset: &str, close: impl Fn(u32) -> f64) -> Series {
        let bars = (0..900)
            .map(|hour| {
                let close = close(hour);
                Bar { ts: hour * HOUR, open: close, high: close * 1.0001, low: close * 0.9999, close, volume: 1.0 }
            })
            .collect();
        Series { asset: asset.to_string(), venue: Venue::Spot, bars, sha256: [0; 32] }
    }

    fn made(series: &Series) -> Option<Forecast> {
        forecast(series, 880 * HOUR).unwrap()
    }

    #[test]
    fn only_what_is_named_and_behaves_as_pegged_is_answered() {
        let quiet = |hour: u32| 1.0 - 1e-4 * f64::from(hour % 3);
        let answer = made(&series("USDC", quiet)).unwrap();
        assert!(answer.flags.contains(&ForecastFlag::Pegged));
        assert_eq!((answer.as_of, answer.history_hours), (880 * HOUR, 720));
        // A depeg of the last hours is what the model is for; a price that has long left is not.
        assert!(made(&series("USDC", |hour| if hour > 870 { 0.88 } else { quiet(hour) })).is_some());
        assert_eq!(made(&series("USTC", |hour| 0.02 + 1e-5 * f64::from(hour % 7))), None);
        assert_eq!(made(&series("XYZ", quiet)), None);
        assert_eq!(made(&series("WBTC", |hour| 60_000.0 + f64::from(hour))), None);
        assert_eq!(made(&series("USDX", |hour| 0.9 + 2e-4 * f64::from(hour))), None);
    }

    #[test]
    fn the_future_is_not_read() {
        let calm = series("USDC", |hour| 1.0 - 1e-4 * f64::from(hour % 3));
        let other = series("USDC", |hour| if hour >= 880 { 0.5 } else { 1.0 - 1e-4 * f64::from(hour % 3) });
        assert_eq!(made(&calm), made(&other));
    }
}
