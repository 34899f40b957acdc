//! What must hold of forecasts from other prices than hourly bars, whatever the prices.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "helpers of tests are not seen as tests by clippy; inputs may use any power"
)]

use plimsoll::market::simulate_bars;
use plimsoll::volatility::{ForecastFlag, PriceKind, forecast_bars, forecast_prices};
use proptest::prelude::*;

const START: u32 = 1_749_945_600;

fn bars(seed: u32, hours: u32) -> Vec<f64> {
    simulate_bars(seed, hours, START, 2_500.0, 0.8).expect("bars")
}

/// Five-minute bars that hold the hourly ones: the extremes in the second and the third of twelve.
fn five_minutes(bars: &[f64]) -> Vec<f64> {
    let rows = bars.chunks(6).flat_map(|bar| {
        let [ts, open, high, low, close, volume] = <[f64; 6]>::try_from(bar).expect("six");
        (0..12).flat_map(move |part| {
            let (from, to) = (if part == 0 { open } else { low }, if part == 11 { close } else { low });
            let (from, to) = if part == 2 { (high, low) } else { (from, to) };
            [ts + f64::from(part) * 300.0, from, from.max(to), from.min(to), to, volume / 16.0]
        })
    });
    rows.collect()
}

fn closes(bars: &[f64]) -> Vec<f64> {
    bars.chunks(6).flat_map(|bar| [bar[0] + 3_600.0, bar[4]]).collect()
}

#[test]
fn five_minute_bars_are_the_hourly_bars_they_hold() {
    let hourly = bars(5, 400);
    let merged = forecast_prices(&five_minutes(&hourly), PriceKind::FiveMinuteBars, None).expect("a forecast");
    assert_eq!(merged, forecast_bars(&hourly, None).expect("a forecast"));
}

#[test]
fn what_is_lost_is_flagged_and_what_is_not_is_not() {
    let hourly = bars(6, 240);
    let days: Vec<f64> = hourly
        .chunks(144)
        .flat_map(|day| {
            let fold = |column: usize, pick: fn(f64, f64) -> f64| day.chunks(6).map(|bar| bar[column]).reduce(pick).expect("a day");
            [day[0], day[1], fold(2, f64::max), fold(3, f64::min), day[139 + 3], 1.0]
        })
        .collect();
    for (prices, kind, flag) in [
        (closes(&hourly), PriceKind::HourlyCloses, Some(ForecastFlag::HourlyCloses)),
        (closes(&hourly), PriceKind::OracleUpdates, Some(ForecastFlag::OracleUpdates)),
        (days, PriceKind::DailyBars, Some(ForecastFlag::DailyBars)),
        (five_minutes(&hourly), PriceKind::FiveMinuteBars, None),
    ] {
        let made = forecast_prices(&prices, kind, None).expect("a forecast");
        let lossy = [ForecastFlag::HourlyCloses, ForecastFlag::OracleUpdates, ForecastFlag::DailyBars];
        let raised: Vec<_> = made.flags.iter().filter(|flag| lossy.contains(flag)).collect();
        assert_eq!(raised, flag.iter().collect::<Vec<_>>(), "{kind:?}");
        assert_eq!((made.history_hours, made.as_of), (240, START + 240 * 3_600), "{kind:?}");
        // Of the same market the same order of size: within a factor of two of the volatility from hourly bars.
        let rich = forecast_bars(&hourly, None).expect("a forecast");
        for (poor, rich) in made.horizons.iter().zip(&rich.horizons).skip(2) {
            assert!((0.5..2.0).contains(&(poor.sigma_annual / rich.sigma_annual)), "{kind:?}: {poor:?}");
        }
    }
}

#[test]
fn the_newest_sample_is_the_price_and_the_time_of_the_forecast() {
    let mut prices = closes(&bars(7, 100));
    let last = prices[198];
    prices.extend([last + 1_234.0, 2_400.0]);
    let made = forecast_prices(&prices, PriceKind::OracleUpdates, None).expect("a forecast");
    assert_eq!((made.as_of, made.price), (last as u32 + 1_234, 2_400.0));
}

#[test]
fn a_silent_oracle_holds_its_price_for_a_day_and_no_longer() {
    let sample = |hours: u32| [f64::from(START + hours * 3_600), 2_500.0 + f64::from(hours % 7)];
    let quiet = [sample(0), sample(24), sample(48)].concat();
    let silent = [sample(0), sample(30), sample(60)].concat();
    let flags = |prices: &[f64]| forecast_prices(prices, PriceKind::OracleUpdates, None).expect("a forecast").flags;
    assert!(!flags(&quiet).contains(&ForecastFlag::MissingBars) && flags(&silent).contains(&ForecastFlag::MissingBars));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_power_of_two_of_the_price_changes_no_bit(seed in any::<u32>(), hours in 2u32..300, exponent in -20i32..20) {
        let prices = closes(&bars(seed, hours));
        let factor = 2f64.powi(exponent);
        let scaled: Vec<f64> = prices.chunks(2).flat_map(|row| [row[0], row[1] * factor]).collect();
        for kind in [PriceKind::HourlyCloses, PriceKind::OracleUpdates] {
            let (one, other) = (forecast_prices(&prices, kind, None).unwrap(), forecast_prices(&scaled, kind, None).unwrap());
            prop_assert_eq!(one.horizons, other.horizons);
        }
    }

    #[test]
    fn horizons_and_levels_stay_ordered(seed in any::<u32>(), hours in 1u32..200, jump in 0.2f64..5.0) {
        let mut prices = closes(&bars(seed, hours));
        if let Some(price) = prices.last_mut() {
            *price *= jump;
        }
        for kind in [PriceKind::HourlyCloses, PriceKind::OracleUpdates] {
            let made = forecast_prices(&prices, kind, None).unwrap();
            for pair in made.horizons.windows(2) {
                prop_assert!(pair[1].variance >= pair[0].variance);
                prop_assert!(pair[0].drawdown.iter().zip(&pair[1].drawdown).all(|(shorter, longer)| shorter <= longer));
            }
            for one in &made.horizons {
                prop_assert!(one.variance > 0.0 && one.drawdown.windows(2).all(|pair| pair[0] < pair[1]));
                prop_assert!(one.runup.windows(2).all(|pair| pair[0] < pair[1]));
            }
        }
    }
}
