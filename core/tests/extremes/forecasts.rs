//! Bars, prices, markets and forecasts of foreign make.

use super::numbers::{any_number, between, mostly, rising};
use plimsoll::volatility::{Forecast, HorizonForecast, MarketAsset, MarketState, PanelState};
use proptest::prelude::*;
use proptest::sample::select;

/// A forecast of foreign make: in order, but as steep, as flat, as near and as far as it can be.
pub fn foreign_forecast() -> impl Strategy<Value = Forecast> {
    (2usize..6, 1usize..5)
        .prop_flat_map(|(levels, horizons)| {
            let side = || prop::collection::vec(rising(1e-320, 50.0, levels), horizons);
            let least = select(vec![1e-320, 1e-12, 1e-3]);
            (
                rising(1e-9, 0.5, levels),
                rising(1e-320, 1e6, horizons),
                least.prop_flat_map(move |low| rising(low, f64::MAX, horizons)),
                side(),
                side(),
                prop::collection::vec(prop_oneof![8 => 0.0..=10.0f64, 2 => select(vec![0.0, 10.0]), 1 => any_number()], 5),
            )
        })
        .prop_map(|(mut levels, hours, variances, drawdown, runup, spreads)| {
            levels.reverse();
            let horizons = hours.into_iter().zip(variances).zip(grown(drawdown).into_iter().zip(grown(runup)));
            Forecast {
                levels,
                horizons: horizons
                    .map(|((horizon_hours, variance), (drawdown, runup))| HorizonForecast {
                        horizon_hours,
                        variance,
                        drawdown_spread: spreads.iter().copied().take(drawdown.len()).collect(),
                        runup_spread: spreads.iter().rev().copied().take(runup.len()).collect(),
                        drawdown,
                        runup,
                        sigma_annual: 1.0,
                    })
                    .collect(),
                ..plain_forecast()
            }
        })
}

/// Each horizon at least as far as the one before it.
pub fn grown(mut side: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    for index in 1..side.len() {
        let (shorter, longer) = side.split_at_mut(index);
        for (far, near) in longer[0].iter_mut().zip(&shorter[index - 1]) {
            *far = far.max(*near);
        }
    }
    side
}

pub fn plain_forecast() -> Forecast {
    let bars = plimsoll::market::simulate_bars(7, 800, 1_749_999_600, 2_500.0, 0.7).expect("bars");
    plimsoll::volatility::forecast_bars(&bars, None).expect("a forecast")
}

pub fn forecast() -> impl Strategy<Value = Forecast> {
    prop_oneof![
        6 => foreign_forecast(),
        2 => bars().prop_map(|bars| plimsoll::volatility::forecast_bars(&bars, None).unwrap_or_else(|_| plain_forecast())),
        1 => any_number().prop_map(|price| Forecast { price, ..plain_forecast() }),
        1 => (any::<u32>(), any::<u32>()).prop_map(|(as_of, history_hours)| Forecast { as_of, history_hours, ..plain_forecast() }),
    ]
}

/// Rows from the first to the last second of the clock, with holes of hours and of years and prices sixty decades apart.
pub fn bars() -> impl Strategy<Value = Vec<f64>> {
    let gap = prop_oneof![300 => Just(1u32), 20 => 2u32..30, 2 => select(vec![719, 720, 721, 722, 8_760, 400_000]), 1 => Just(0)];
    let price = || prop_oneof![8 => (-30.0..=30.0f64).prop_map(|exponent| 10f64.powf(exponent)), 1 => select(vec![1e-30, 1e30])];
    let row = (gap, (price(), price(), 0.0..=1.0f64, 0.0..=1.0f64));
    let odd = prop::option::weighted(0.3, (0usize..540, any_number()));
    let start = select(vec![0u32, 1_749_999_600, 4_294_965_600 - 3_600 * 100]);
    (start, prop::collection::vec(row, 0..90), any::<bool>(), odd).prop_map(|(start, rows, calm, odd)| {
        let mut ts = f64::from(start);
        let mut flat = Vec::new();
        for (gap, (a, b, x, y)) in rows {
            ts += 3_600.0 * f64::from(gap);
            let (low, high) = if calm { (2_500.0, 2_500.0 + x) } else { (a.min(b), a.max(b)) };
            let inside = |share: f64| (low + (high - low) * share).clamp(low.min(high), high.max(low));
            flat.extend([ts, inside(x), high, low, inside(y), 1.0]);
        }
        if let Some((at, number)) = odd
            && let Some(cell) = flat.get_mut(at)
        {
            *cell = number;
        }
        flat
    })
}

pub fn market() -> impl Strategy<Value = Option<MarketState>> {
    prop::option::of(
        (select(vec![0, 1_750_000_000, u32::MAX]), market_asset(), market_asset(), prop::option::of(panel()))
            .prop_map(|(as_of, btc, eth, panel)| MarketState { as_of, btc, eth, panel }),
    )
}

pub fn asset_with(odd: u32) -> impl Strategy<Value = MarketAsset> {
    let volume = || mostly(-4.0, 4.0, odd);
    let variances = prop::array::uniform7(mostly(-40.0, 12.0, odd));
    (variances, volume(), volume(), mostly(0.0, 140.0, odd)).prop_map(|(variances, volume_24, volume_168, from_low_720)| {
        let [log_rv_24, log_rv_168, log_rv_720, log_range_6, log_range_24, log_range_168, log_range_720] = variances;
        MarketAsset {
            log_rv_24,
            log_rv_168,
            log_rv_720,
            log_range_6,
            log_range_24,
            log_range_168,
            log_range_720,
            volume_24,
            volume_168,
            from_low_720,
        }
    })
}

pub fn market_asset() -> impl Strategy<Value = MarketAsset> {
    asset_with(1)
}

pub fn panel() -> impl Strategy<Value = PanelState> {
    (select(vec![0, 11, 12, 40, u32::MAX]), prop::array::uniform4(mostly(-40.0, 12.0, 1)), mostly(-4.0, 4.0, 1), mostly(-4.0, 4.0, 1))
        .prop_map(|(assets, [log_range_6, log_range_24, log_range_168, log_range_720], volume_24, volume_168)| PanelState {
            assets,
            log_range_6,
            log_range_24,
            log_range_168,
            log_range_720,
            volume_24,
            volume_168,
        })
}

pub fn returns() -> impl Strategy<Value = Vec<f64>> {
    (
        select(vec![0usize, 1, 720, 892, 1_000, 1_000]),
        prop_oneof![0.0..20.0f64, 0.0..400.0f64],
        prop::collection::vec((-1.0..=1.0f64, any_number()), 24),
        0u8..3,
    )
        .prop_map(|(length, decades, seeds, mix)| {
            let scale = 10f64.powf(2.0 - decades);
            let at = |hour: usize| {
                let (share, odd) = seeds[hour * 7 % seeds.len()];
                let own = share * scale * 1.4 * ((hour % 97) as f64 + 1.0) / 97.0;
                if mix == 0 && hour == 13 { odd } else { own }
            };
            (0..length).map(at).collect()
        })
}

/// Rows of ts and price from one end of the clock to the other, unevenly spaced, at par and a thousand times away.
pub fn pegged_prices() -> impl Strategy<Value = Vec<f64>> {
    let gap = select(vec![1u32, 59, 3_600, 3_600, 3_600, 3_600, 90_000, 3_000_000]);
    let row = (gap, prop_oneof![6 => 0.9..=1.1f64, 2 => between(1e-3, 1e3), 1 => Just(1.0)]);
    let start = select(vec![0u32, 1_750_000_000, u32::MAX - 100_000]);
    let odd = prop::option::weighted(0.3, (0usize..200, any_number()));
    (start, prop::collection::vec(row, 0..100), odd).prop_map(|(start, rows, odd)| {
        let mut ts = f64::from(start);
        let mut flat: Vec<f64> = Vec::new();
        for (gap, price) in rows {
            flat.extend([ts, price]);
            ts += f64::from(gap);
        }
        if let Some((at, number)) = odd
            && let Some(cell) = flat.get_mut(at)
        {
            *cell = number;
        }
        flat
    })
}
