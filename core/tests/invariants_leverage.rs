//! What must hold of the advice for every account and every forecast.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on must stop, and an expected value may come from std's own floats"
)]

#[allow(dead_code, reason = "shared with other tests")]
mod positions;

use plimsoll::account::PriceBoundary;
use plimsoll::account::{Account, Leg, LegSide, LiquidationDistance, liquidation_distance};
use plimsoll::leverage::{Advice, AdviceOptions, AdviceStatus, AlertLevel, Binding, advice};
use plimsoll::venue::aave_v3::{aave_v3_boundaries, aave_v3_view};
use positions::{example_user, forecast, leg, opened_at, within};
use proptest::prelude::*;

prop_compose! {
    fn any_leg(side: LegSide)(
        amount in prop_oneof![Just(0.0), 1e-6..1e9f64], price in 1e-9..1e6f64, threshold in prop_oneof![Just(0.0), 0.01..=1.0f64],
        share in 0.0..=1.0f64, factor in any::<bool>(), interest_annual in -0.5..2.0f64,
    ) -> Leg {
        let (threshold, ltv) = if side == LegSide::Collateral { (threshold, threshold * share) } else { (1.0, 0.0) };
        Leg { asset: "X".into(), side, amount, price, threshold, ltv, factor: factor.then(|| "ETH".into()), interest_annual }
    }
}

prop_compose! {
    /// Anything at all, at all sizes.
    fn any_account()(
        collateral in prop::collection::vec(any_leg(LegSide::Collateral), 0..4),
        debt in prop::collection::vec(any_leg(LegSide::Debt), 0..4),
        liquidatable in prop::option::of(any::<bool>()),
    ) -> Account {
        Account { legs: collateral.into_iter().chain(debt).collect(), liquidatable }
    }
}

prop_compose! {
    /// A long or a short, perhaps with some collateral on the other side.
    fn solvent()(health in 1.05..3.0f64, is_long in any::<bool>(), mixed in 0.0..0.4f64, interest in -0.05..0.3f64) -> Account {
        let (stable, factor) = (Some("ETH").filter(|_| !is_long), Some("ETH").filter(|_| is_long));
        let mut legs = vec![
            leg(LegSide::Collateral, "A", 25_000.0 * (1.0 - mixed), 1.0, factor),
            leg(LegSide::Collateral, "B", 25_000.0 * mixed, 1.0, stable),
            leg(LegSide::Debt, "C", 20_000.0 / health, 1.0, stable),
        ];
        legs[2].interest_annual = interest;
        Account { legs, liquidatable: None }
    }
}

fn any_level() -> impl Strategy<Value = Option<AlertLevel>> {
    prop::option::of(prop_oneof![Just(AlertLevel::Calm), Just(AlertLevel::Notice), Just(AlertLevel::Act), Just(AlertLevel::Critical)])
}

prop_compose! {
    fn any_options()(
        alpha in 0.001..0.2f64, horizon_hours in 1.0..720.0f64, oracle_delay_hours in 0.0..48.0f64, oracle_deviation in 0.0..0.5f64,
        fee in 0.0..0.5f64, reaction_hours in 0.25..24.0f64, previous_level in any_level(),
    ) -> AdviceOptions {
        AdviceOptions { alpha, horizon_hours, oracle_delay_hours, oracle_deviation, fee, reaction_hours, now: None, previous_level }
    }
}

fn every_number(answer: &Advice) -> Vec<f64> {
    let safe = &answer.safe_leverage;
    let mut numbers = vec![safe.leverage, safe.debt_to_collateral, safe.venue_maximum, answer.lead_time.hours];
    numbers.extend(answer.probabilities.iter().map(|entry| entry.probability));
    numbers.extend(answer.thresholds.iter().flat_map(|entry| [entry.health_factor, entry.price]));
    numbers.extend([answer.health_factor, answer.leverage, answer.liquidation_price, answer.log_distance].into_iter().flatten());
    numbers
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn everything_is_finite(account in any_account(), options in any_options(), size in 1e-6..1.5f64) {
        let answer = advice(&account, &forecast(size), &options).unwrap();
        prop_assert!(every_number(&answer).iter().all(|number| number.is_finite() && *number >= 0.0), "{answer:?}");
        prop_assert!(answer.probabilities.iter().all(|entry| entry.probability <= 1.0));
        prop_assert!(answer.safe_leverage.leverage >= 1.0 && answer.safe_leverage.leverage <= answer.safe_leverage.venue_maximum);
        if account.liquidatable == Some(false) {
            prop_assert!(answer.status != AdviceStatus::Liquidatable);
        }
    }

    #[test]
    fn probability_falls_in_distance_and_rises_with_horizon(account in solvent(), options in any_options(), step in 1.0..1.5f64) {
        let nearer = advice(&account, &forecast(0.1), &options).unwrap();
        let mut safer = account.clone();
        safer.legs[2].amount /= step;
        let farther = advice(&safer, &forecast(0.1), &options).unwrap();
        for (near, far) in nearer.probabilities.iter().zip(&farther.probabilities) {
            prop_assert!(far.probability <= near.probability);
        }
        prop_assert!(nearer.probabilities.windows(2).all(|pair| pair[0].probability <= pair[1].probability));
        prop_assert!(farther.lead_time.hours >= nearer.lead_time.hours);
    }

    #[test]
    fn safe_leverage_falls_with_alpha_and_with_the_horizon(account in solvent(), options in any_options(), by in 1.0..20.0f64) {
        let safe = |options: &AdviceOptions| advice(&account, &forecast(0.1), options).unwrap().safe_leverage.leverage;
        let alpha = (options.alpha / by).max(0.001);
        let rarer = AdviceOptions { alpha, ..options.clone() };
        prop_assert!(safe(&rarer) <= safe(&options));
        let horizon_hours = (options.horizon_hours * by).min(720.0);
        let longer = AdviceOptions { horizon_hours, ..options.clone() };
        prop_assert!(safe(&longer) <= safe(&options));
    }

    #[test]
    fn opened_at_the_safe_leverage_the_probability_is_alpha(account in solvent(), options in any_options(), horizon in 0usize..3) {
        let horizon_hours = [24.0, 72.0, 168.0][horizon];
        let options = AdviceOptions { fee: 0.0, horizon_hours, ..options };
        let safe = advice(&account, &forecast(0.2), &options).unwrap().safe_leverage;
        let opened = advice(&opened_at(&account, safe.debt_to_collateral), &forecast(0.2), &options).unwrap();
        let probability = within(&opened, horizon_hours);
        if matches!(safe.binding, Binding::MarketTail | Binding::Oracle) {
            prop_assert!((probability - options.alpha).abs() < 1e-9, "{probability} {options:?}");
        } else {
            prop_assert!(probability <= options.alpha + 1e-9);
        }
    }

    #[test]
    fn thresholds_are_ordered_and_sit_where_the_probability_is_alpha(account in solvent(), options in any_options()) {
        let answer = advice(&account, &forecast(0.1), &options).unwrap();
        let [notice, act, critical] = &answer.thresholds[..] else { return Ok(()) };
        prop_assert!(notice.health_factor >= act.health_factor && act.health_factor >= critical.health_factor);
        prop_assert!(critical.health_factor >= 1.0 - 1e-12);
        let leg = account.legs.iter().find(|leg| leg.factor.is_some() && leg.amount > 0.0).unwrap();
        let multiple = act.price / leg.price;
        let mut moved = account.clone();
        moved.legs.iter_mut().filter(|leg| leg.factor.is_some()).for_each(|leg| leg.price *= multiple);
        let there = advice(&moved, &forecast(0.1), &options).unwrap();
        prop_assert!((within(&there, 24.0) - options.alpha).abs() < 1e-9);
        prop_assert!((there.health_factor.unwrap() / act.health_factor - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_unit_of_prices_does_not_matter(account in any_account(), options in any_options()) {
        let mut scaled = account.clone();
        scaled.legs.iter_mut().for_each(|leg| leg.price *= 1_024.0);
        let (plain, large) = (advice(&account, &forecast(0.1), &options).unwrap(), advice(&scaled, &forecast(0.1), &options).unwrap());
        prop_assert_eq!(&plain.probabilities, &large.probabilities);
        prop_assert_eq!(&plain.safe_leverage, &large.safe_leverage);
        prop_assert_eq!((plain.health_factor, plain.leverage, plain.log_distance), (large.health_factor, large.leverage, large.log_distance));
        prop_assert_eq!(&plain.lead_time, &large.lead_time);
        prop_assert_eq!(plain.thresholds.len(), large.thresholds.len());
        for (a, b) in plain.thresholds.iter().zip(&large.thresholds) {
            prop_assert_eq!((a.health_factor, a.price * 1_024.0), (b.health_factor, b.price));
        }
    }

    #[test]
    fn the_boundary_agrees_with_the_integers(wei in 1_000_000_000_000_000_000u64..u64::MAX, share in 0.05..0.98f64) {
        let mut user = example_user();
        let eth = wei as f64 / 1e18;
        user.reserves[0].scaled_a_token_balance = wei.into();
        user.reserves[1].scaled_variable_debt = ((eth * 2_500.0 * 0.83 * share * 1e6) as u64).into();
        let exact = aave_v3_boundaries(&user).unwrap();
        let Some(PriceBoundary::At { price: exact, .. }) = exact.first().map(|entry| entry.boundary) else {
            return Err(TestCaseError::fail("no exact boundary"));
        };
        let LiquidationDistance::At { price, .. } = liquidation_distance(&aave_v3_view(&user).unwrap()).unwrap() else {
            return Err(TestCaseError::fail("no boundary"));
        };
        // The integers floor the collateral's value and ceil the debt's, each by a base unit at most, and the price itself by one.
        let slack = 1.0 + 3.0 / (eth * 0.83);
        prop_assert!((price * 1e8 - exact.to_f64()).abs() <= slack, "{price} {exact:?}");
    }

    #[test]
    fn interest_owed_harms_and_interest_earned_never_does(account in solvent(), options in any_options(), rate in 0.0..0.5f64) {
        let with = |leg: usize, change: f64| {
            let mut account = account.clone();
            account.legs[leg].interest_annual += change;
            advice(&account, &forecast(0.1), &options).unwrap()
        };
        let (now, dearer, kinder) = (with(2, 0.0), with(2, rate), with(0, rate));
        prop_assert!(within(&dearer, 168.0) >= within(&now, 168.0) && within(&kinder, 168.0) <= within(&now, 168.0));
        prop_assert!(dearer.safe_leverage.leverage <= now.safe_leverage.leverage * (1.0 + 1e-15));
        prop_assert!(kinder.safe_leverage.leverage >= now.safe_leverage.leverage * (1.0 - 1e-15));
    }
}
