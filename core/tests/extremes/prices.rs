//! Prices of every kind at the edges: samples and bars with holes, repeated times, wild prices, and an odd number now and then.

use super::forecasts::{bars, market};
use super::numbers::any_number;
use super::{Fields, named, value};
use plimsoll::volatility::PriceKind;
use proptest::prelude::*;
use proptest::sample::select;

/// Arguments of `forecastPrices`.
pub fn priced() -> BoxedStrategy<Fields> {
    let odd = prop::option::weighted(0.2, (0usize..200, any_number()));
    (bars(), select(PriceKind::ALL.to_vec()), market(), odd, any::<u8>())
        .prop_map(|(bars, kind, market, odd, jitter)| {
            let mut prices = of_kind(&bars, kind, jitter);
            if let Some((at, number)) = odd
                && let Some(cell) = prices.get_mut(at)
            {
                *cell = number;
            }
            named([("prices", value(prices)), ("kind", value(kind)), ("market", value(market))])
        })
        .boxed()
}

/// Hourly rows stretched or squeezed to the kind's own step.
fn of_kind(bars: &[f64], kind: PriceKind, jitter: u8) -> Vec<f64> {
    let start = bars.first().copied().unwrap_or(0.0).max(86_400.0 * 2.0);
    let step = |ts: f64, seconds: f64| start + (ts - bars.first().copied().unwrap_or(0.0)) / 3_600.0 * seconds;
    let rows = bars.chunks_exact(6);
    match kind {
        PriceKind::HourlyCloses => rows.flat_map(|row| [row[0].max(86_400.0), row[4]]).collect(),
        PriceKind::OracleUpdates => rows.flat_map(|row| [step(row[0], 7.0 + f64::from(jitter) * 20.0), row[4]]).collect(),
        PriceKind::DailyBars | PriceKind::FiveMinuteBars => {
            let seconds = if kind == PriceKind::DailyBars { 86_400.0 } else { 300.0 };
            rows.flat_map(|row| [&[step(row[0], seconds)], &row[1..]].concat()).collect()
        }
    }
}
