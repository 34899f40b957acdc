//! Properties of the forecast of a pegged asset.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test panics to fail; its inputs may use any exponential"
)]

use plimsoll::account::{Account, Leg, LegSide};
use plimsoll::leverage::{advice, default_advice_options};
use plimsoll::volatility::{
    ANCHORS, EverydayFall, Forecast, ForecastFlag, LEVELS, Law, PEGGED_WEIGHTS, PegKind, drawdown_probability, drawdown_quantile,
    pegged_forecast,
};
use proptest::prelude::*;
use proptest::sample::select;

const HOUR: u32 = 3_600;
const START: u32 = 1_700_000_000;

fn kind() -> impl Strategy<Value = PegKind> {
    select(PegKind::ALL.to_vec())
}

fn flat(prices: impl Iterator<Item = (u32, f64)>) -> Vec<f64> {
    prices.flat_map(|(ts, price)| [f64::from(ts), price]).collect()
}

/// A month at par, moving by a tick, with the last price given.
fn quiet(last: f64) -> Vec<f64> {
    flat((0..=720).map(|hour| (START + hour * HOUR, if hour == 720 { last } else { 1.0 + 1e-5 * f64::from(hour % 2) })))
}

/// Prices that wander, jump and pause, unevenly spaced.
fn wandering() -> impl Strategy<Value = Vec<f64>> {
    let step = (select(vec![1u32, 600, 3_600, 3_600, 3_600, 90_000]), -1.0..=1.0f64, prop::bool::weighted(0.01));
    (prop::collection::vec(step, 1..900), select(vec![1e-5, 3e-4, 3e-3, 0.03]), -0.3..=0.1f64).prop_map(|(steps, noise, drift)| {
        let mut ts = START;
        let mut level = 0.0;
        flat(steps.into_iter().map(|(gap, draw, jump)| {
            ts += gap;
            level = if jump { drift } else { 0.95 * level + noise * draw };
            (ts, f64::exp(level))
        }))
    })
}

fn shared(forecast: &Forecast) {
    let law = Law::new(forecast).unwrap();
    let mut before = 0.0;
    for hours in [1.0, 3.0, 6.0, 24.0, 50.0, 168.0, 400.0, 720.0] {
        let variance = law.variance(hours).unwrap();
        // Never falling: the variance between two horizons is 0 where the peg is still.
        assert!(variance.is_finite() && variance > 0.0 && variance >= before);
        before = variance;
        let mut least = (0.0, 0.0);
        for alpha in [0.5, 0.3, 0.2, 0.05, 0.02, 0.01, 0.003, 0.001, 0.0005] {
            let quantile = (law.drawdown_quantile(alpha, hours).unwrap(), law.runup_quantile(alpha, hours).unwrap());
            assert!(quantile.0 > least.0 && quantile.1 > least.1, "{alpha} {hours} {quantile:?} {least:?}");
            let longer = (law.drawdown_quantile(alpha, hours + 9.0).unwrap(), law.runup_quantile(alpha, hours + 9.0).unwrap());
            assert!(longer.0 >= quantile.0 && longer.1 >= quantile.1);
            least = quantile;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn quantiles_rise_in_rarity_and_with_the_horizon(prices in wandering(), kind in kind()) {
        let forecast = pegged_forecast(&prices, kind).unwrap();
        prop_assert!(forecast.flags.contains(&ForecastFlag::Pegged));
        prop_assert_eq!((forecast.levels.len(), forecast.horizons.len()), (18, ANCHORS.len()));
        shared(&forecast);
    }

    #[test]
    fn a_deeper_shortfall_never_lowers_the_probability_of_a_deeper_fall(
        shallow in 0.0..0.3f64, more in 0.0..0.3f64, distance in 0.001..1.0f64, hours in 1.0..720.0f64, kind in kind(),
    ) {
        let at = |shortfall: f64| {
            let forecast = pegged_forecast(&quiet(f64::exp(-shortfall)), kind).unwrap();
            drawdown_probability(&forecast, distance, hours).unwrap()
        };
        prop_assert!(at(shallow + more) >= at(shallow) * (1.0 - 1e-9), "{} {}", at(shallow + more), at(shallow));
    }

    #[test]
    fn the_mixture_is_a_law_of_its_parts(shortfall in 0.0..0.5f64, hours in 0.1..720.0f64, scale in 1e-5..0.1f64, kind in kind()) {
        let jump = &PEGGED_WEIGHTS.drawdown.jump;
        let everyday = EverydayFall::new(&PEGGED_WEIGHTS.drawdown.everyday[2], scale, 0.0);
        let mut before = (1.0, 1.0);
        for step in 1..200 {
            let distance = 1e-6 * f64::powf(1.1, f64::from(step));
            let now = (everyday.probability(distance), jump.probability(kind, shortfall, shortfall, hours, distance));
            prop_assert!(now.0 <= before.0 + 1e-15 && now.1 <= before.1 + 1e-15 && now.0 >= 0.0 && now.1 >= 0.0, "{distance} {now:?} {before:?}");
            prop_assert!(jump.probability(kind, shortfall, shortfall, hours * 1.01, distance) >= now.1);
            prop_assert!(jump.probability(kind, shortfall + 0.01, shortfall + 0.01, hours, distance) >= now.1);
            before = now;
        }
    }

    #[test]
    fn evenly_repeated_prices_change_nothing(gap in 1u32..3_600, kind in kind()) {
        // Updates within the hour that say the same price again are not news.
        let hourly = quiet(0.999);
        let doubled: Vec<f64> = hourly.chunks_exact(2).flat_map(|row| {
            let again = if row[0] < f64::from(START + 720 * HOUR) { vec![row[0] + f64::from(gap), row[1]] } else { vec![] };
            [row.to_vec(), again].concat()
        }).filter(|number| number.is_finite()).collect();
        prop_assert_eq!(pegged_forecast(&hourly, kind).unwrap(), pegged_forecast(&doubled, kind).unwrap());
    }
}

#[test]
fn quiet_never_lets_the_rare_week_fall_below_the_depeg() {
    for kind in PegKind::ALL {
        let forecast = pegged_forecast(&quiet(1.0), kind).unwrap();
        let rare = drawdown_quantile(&forecast, 0.001, 168.0).unwrap();
        // The jump alone is exceeded with one in a thousand at its own quantile; the everyday part can only add.
        let jump = PEGGED_WEIGHTS.drawdown.jump.probability(kind, 0.0, 0.0, 168.0, rare);
        assert!(jump <= 0.001 * (1.0 + 1e-6) && rare >= PEGGED_WEIGHTS.drawdown.jump.threshold, "{kind:?} {rare} {jump}");
        // A price that stands still has an everyday spread of next to nothing: what is left is the jump.
        assert!(jump > 0.0009, "{kind:?} {jump}");
        assert!(drawdown_quantile(&forecast, 0.05, 168.0).unwrap() < 0.005);
    }
}

#[test]
fn a_day_is_never_told_without_its_depeg() {
    let jump = &PEGGED_WEIGHTS.drawdown.jump;
    for kind in PegKind::ALL {
        for shortfall in [0.0, 0.002, 0.01, 0.05] {
            let forecast = pegged_forecast(&quiet(f64::exp(-shortfall)), kind).unwrap();
            for hours in ANCHORS.map(f64::from) {
                for (distance, least) in
                    [(0.01, 0.5), (0.02, 0.5), (0.03, 0.6), (0.05, 0.8), (0.08, 0.9), (0.12, 0.9), (0.2, 0.9), (0.4, 0.9)]
                {
                    let alone = jump.probability(kind, shortfall, shortfall, hours, distance);
                    let said = drawdown_probability(&forecast, distance, hours).unwrap();
                    assert!(said >= least * alone, "{kind:?} {shortfall} {hours} h {distance}: {said} {alone}");
                }
            }
        }
        // At a level itself the quantile is the mixture's, which the depeg can only fill.
        let day = pegged_forecast(&quiet(1.0), kind).unwrap();
        for (level, quantile) in day.levels.iter().zip(&day.horizons[2].drawdown) {
            assert!(jump.probability(kind, 0.0, 0.0, 24.0, *quantile) <= level * (1.0 + 1e-6), "{kind:?} {level}");
        }
        // Every level that other forecasts have is there, with its spread; a rarer one is a level of the depeg, as well known at each horizon.
        let at = |level: f64| day.levels.iter().position(|known| *known == level).unwrap();
        let rarest = day.horizons.iter().map(|entry| entry.drawdown_spread[at(0.001)]).fold(0.0, f64::max);
        for (entry, spread) in day.horizons.iter().zip(&PEGGED_WEIGHTS.drawdown.spread) {
            assert_eq!(LEVELS.map(|level| entry.drawdown_spread[at(level)]), *spread);
            assert_eq!(entry.drawdown_spread[at(0.005)], entry.drawdown_spread[at(0.001)]);
            assert!(entry.drawdown_spread[at(0.001) + 1..].iter().all(|rare| *rare == rarest));
        }
    }
}

#[test]
fn a_broken_peg_is_told_from_a_quiet_one() {
    let at = |price: f64| pegged_forecast(&quiet(price), PegKind::Stablecoin).unwrap();
    let deep = |forecast: &Forecast| drawdown_probability(forecast, 0.2, 168.0).unwrap();
    assert!(deep(&at(0.9)) > 10.0 * deep(&at(1.0)));
    // On the way back the price may rise as far as it has fallen, and that is no rare event.
    assert!(plimsoll::volatility::runup_probability(&at(0.9), 0.1, 168.0).unwrap() > 0.2);
}

#[test]
fn history_older_than_the_window_is_not_read() {
    let month = quiet(0.998);
    let longer: Vec<f64> = flat((0..200).map(|hour| (START - (200 - hour) * HOUR, 0.5))).into_iter().chain(month.iter().copied()).collect();
    let (short, long) = (pegged_forecast(&month, PegKind::Stablecoin).unwrap(), pegged_forecast(&longer, PegKind::Stablecoin).unwrap());
    assert_eq!(short, long);
}

#[test]
fn a_young_asset_is_answered_from_the_prior_and_flagged() {
    let one = pegged_forecast(&[f64::from(START), 1.0], PegKind::Stablecoin).unwrap();
    assert_eq!(one.history_hours, 0);
    assert!(one.flags.contains(&ForecastFlag::ShortHistory) && !one.flags.contains(&ForecastFlag::MissingBars));
    shared(&one);
    let holed = flat((0..=720).filter(|hour| !(100..200).contains(hour)).map(|hour| (START + hour * HOUR, 1.0)));
    assert!(pegged_forecast(&holed, PegKind::Stablecoin).unwrap().flags.contains(&ForecastFlag::MissingBars));
}

#[test]
fn bad_prices_are_refused_with_codes() {
    let code = |prices: &[f64]| pegged_forecast(prices, PegKind::Stablecoin).unwrap_err().code();
    let ts = f64::from(START);
    assert_eq!(code(&[]), "not_enough_history");
    assert_eq!(code(&[ts]), "length_mismatch");
    assert_eq!(code(&[ts, f64::NAN]), "not_finite");
    assert_eq!(code(&[f64::INFINITY, 1.0]), "not_finite");
    assert_eq!(code(&[ts, 0.0]), "out_of_range");
    assert_eq!(code(&[ts, 60_000.0]), "out_of_range");
    assert_eq!(code(&[ts * 1e3, 1.0]), "out_of_range");
    assert_eq!(code(&[ts + 0.5, 1.0]), "out_of_range");
    assert_eq!(code(&[-1.0, 1.0]), "out_of_range");
    assert_eq!(code(&[ts, 1.0, ts, 1.0]), "unordered_bars");
    assert!(pegged_forecast(&[ts, 1.0], PegKind::Stablecoin).is_ok());
}

#[test]
fn a_loop_of_a_staked_coin_is_never_called_safe_at_any_leverage() {
    let leg = |asset: &str, side, amount, factor: Option<&str>| Leg {
        asset: asset.into(),
        side,
        amount,
        price: 1.0,
        threshold: if side == LegSide::Collateral { 0.95 } else { 1.0 },
        ltv: if side == LegSide::Collateral { 0.93 } else { 0.0 },
        factor: factor.map(Into::into),
        interest_annual: 0.0,
    };
    let account = Account {
        legs: vec![leg("stETH", LegSide::Collateral, 8.0, Some("stETH/ETH")), leg("ETH", LegSide::Debt, 7.0, None)],
        liquidatable: None,
    };
    let mut options = default_advice_options();
    (options.horizon_hours, options.oracle_deviation) = (168.0, 0.0);
    let ask = |price: f64| advice(&account, &pegged_forecast(&quiet(price), PegKind::StakedToken).unwrap(), &options).unwrap();
    let calm = ask(1.0);
    let week = calm.probabilities.iter().find(|one| one.horizon_hours == 168.0).unwrap().probability;
    // A Gaussian of this spread would say 0; the ceiling of the threshold is 20.
    assert!(week > 1e-5 && week < 0.02, "{week}");
    assert!(calm.safe_leverage.leverage > 2.0 && calm.safe_leverage.leverage < 20.0, "{:?}", calm.safe_leverage);
    let stressed = ask(0.96);
    assert!(stressed.safe_leverage.leverage < calm.safe_leverage.leverage);
}
