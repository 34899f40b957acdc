//! What must hold of the advice for accounts that several price factors drive.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on must stop, and an expected value may come from std's own floats"
)]

use plimsoll::account::{Account, Leg, LegSide, PriceDirection, account_health};
use plimsoll::leverage::{AdviceOptions, AdviceStatus, AlertLevel, Binding, JointAdvice, advice, default_advice_options, joint_advice};
use plimsoll::market::simulate_bars;
use plimsoll::scenario::{FactorBars, JointForecast, ScenarioOptions, joint_first_passage, joint_forecast};
use proptest::prelude::*;
use std::sync::OnceLock;

const START: u32 = 1_749_999_600;
const PATHS: u32 = 20_000;

fn bars(factor: &str, seed: u32, sigma: f64) -> FactorBars {
    FactorBars { factor: factor.into(), bars: simulate_bars(seed, 960, START, 100.0, sigma).unwrap() }
}

/// ETH and BTC, made to move together by `rho`.
fn joint(rho: f64) -> JointForecast {
    static MADE: OnceLock<JointForecast> = OnceLock::new();
    let made = MADE.get_or_init(|| joint_forecast(&[bars("ETH", 1, 0.7), bars("BTC", 2, 0.5)], None).unwrap());
    let matrix = vec![1.0, rho, rho, 1.0];
    JointForecast { correlation: matrix.clone(), stress_correlation: matrix, ..made.clone() }
}

fn scenario(paths: u32) -> ScenarioOptions {
    ScenarioOptions { seed: 11, paths, horizon_hours: 24.0 }
}

fn leg(side: LegSide, value: f64, factor: Option<&str>) -> Leg {
    let collateral = side == LegSide::Collateral;
    Leg {
        asset: factor.unwrap_or("USDC").into(),
        side,
        amount: value / 100.0,
        price: 100.0,
        threshold: if collateral { 0.8 } else { 1.0 },
        ltv: if collateral { 0.78 } else { 0.0 },
        factor: factor.map(Into::into),
        interest_annual: 0.0,
    }
}

fn account(legs: &[(LegSide, f64, Option<&str>)]) -> Account {
    Account { legs: legs.iter().map(|(side, value, factor)| leg(*side, *value, *factor)).collect(), liquidatable: None }
}

fn asked(account: &Account, rho: f64, options: &AdviceOptions) -> JointAdvice {
    joint_advice(account, &joint(rho), options, &scenario(PATHS)).unwrap()
}

use LegSide::{Collateral, Debt};

#[test]
fn one_factor_agrees_with_the_exact_advice() {
    for (legs, price) in [
        ([(Collateral, 1_000.0, Some("ETH")), (Debt, 660.0, None)], "a long"),
        ([(Collateral, 1_000.0, None), (Debt, 660.0, Some("ETH"))], "a short"),
    ] {
        let account = account(&legs);
        for (alpha, delay, fee) in [(0.01, 0.0, 0.0), (0.05, 3.0, 0.002)] {
            let options = AdviceOptions { alpha, oracle_delay_hours: delay, fee, ..default_advice_options() };
            let exact = advice(&account, &joint(0.5).factors[0].forecast, &options).unwrap();
            let found = joint_advice(&account, &joint(0.5), &options, &scenario(40_000)).unwrap();
            for (exact, found) in exact.probabilities.iter().zip(&found.probabilities) {
                // Between the hours at which the walk is calibrated it may differ by a tenth more, as its own documentation says.
                let slack = 4.0 * found.standard_error + 0.1 * exact.probability;
                assert!((exact.probability - found.probability).abs() <= slack, "{price}: {exact:?} {found:?}");
            }
            let (ratio, other) = (exact.safe_leverage.debt_to_collateral, found.safe_leverage.debt_to_collateral);
            assert!((ratio / other - 1.0).abs() < 0.01, "{price}: {ratio} {other}");
            assert_eq!((exact.status, exact.safe_leverage.binding), (found.status, found.safe_leverage.binding));
            for (exact, found) in exact.thresholds.iter().zip(&found.thresholds) {
                assert!((exact.health_factor / found.health_factor - 1.0).abs() < 0.015, "{price}: {exact:?} {found:?}");
            }
            assert!(
                (exact.lead_time.hours - found.lead_time.hours).abs() <= 2.0 + 0.15 * exact.lead_time.hours,
                "{price}: {exact:?} {found:?}"
            );
        }
    }
}

#[test]
fn the_safe_debt_is_where_the_simulation_says_alpha() {
    let mixed = account(&[(Collateral, 500.0, Some("ETH")), (Collateral, 500.0, Some("BTC")), (Debt, 500.0, None)]);
    let options = AdviceOptions { alpha: 0.05, oracle_deviation: 0.0, ..default_advice_options() };
    let found = asked(&mixed, 0.7, &options);
    let mut at = mixed.clone();
    at.legs[2].amount *= found.safe_leverage.debt_to_collateral / 0.5;
    let passage = joint_first_passage(&at, &joint(0.7), &scenario(PATHS)).unwrap();
    // The same paths: only single precision, and the straight line within an hour, lie between the two.
    assert!((passage.probability - 0.05).abs() < 0.001, "{passage:?}");
    let act = found.thresholds.iter().find(|threshold| threshold.level == AlertLevel::Act).unwrap();
    assert!((act.health_factor - found.safe_leverage.health_factor.unwrap()).abs() < 1e-12);
    let there = joint_advice(&at, &joint(0.7), &options, &scenario(PATHS)).unwrap();
    assert!((there.lead_time.hours - 24.0).abs() < 1.5, "{:?}", there.lead_time);
}

#[test]
fn a_threshold_names_no_price_on_the_side_that_helps() {
    // 400 counted in ETH against 399 owed in it: a fall of ETH harms.
    let both =
        account(&[(Collateral, 1_000.0, Some("BTC")), (Collateral, 500.0, Some("ETH")), (Debt, 399.0, Some("ETH")), (Debt, 400.0, None)]);
    let found = asked(&both, 0.5, &default_advice_options());
    assert!(found.liquidation_prices.iter().all(|price| price.direction == PriceDirection::Fall), "{:?}", found.liquidation_prices);
    assert_eq!(found.thresholds.len(), 3);
    for threshold in &found.thresholds {
        // At the health factor of the threshold the debt in ETH weighs more than the collateral in it: ETH would have to rise.
        assert!(threshold.health_factor > 400.0 / 399.0);
        let factors: Vec<&str> = threshold.prices.iter().map(|price| price.factor.as_str()).collect();
        assert_eq!(factors, ["BTC"], "{threshold:?}");
        let mut at = both.clone();
        at.legs[0].price = threshold.prices[0].price;
        let there = account_health(&at).unwrap().health_factor.unwrap();
        assert!((there / threshold.health_factor - 1.0).abs() < 1e-12 && threshold.prices[0].direction == PriceDirection::Fall);
    }
}

#[test]
fn few_paths_claim_no_interval_that_they_cannot_tell() {
    let hedge = account(&[(Collateral, 1_000.0, Some("ETH")), (Debt, 600.0, Some("BTC"))]);
    let safe = |paths: u32| joint_advice(&hedge, &joint(0.5), &default_advice_options(), &scenario(paths)).unwrap();
    // The lowest of 50 paths is no lower bound of a quantile of 1 %: six times in ten none of them lies below it.
    assert_eq!((safe(50).safe_leverage_low, safe(200).safe_leverage_low), (1.0, 1.0));
    let enough = safe(1_000);
    assert!(enough.safe_leverage_low > 1.2 && enough.safe_leverage_low <= enough.safe_leverage.leverage);
}

#[test]
fn diversification_helps_two_collaterals_and_correlation_helps_a_hedge() {
    let two = account(&[(Collateral, 500.0, Some("ETH")), (Collateral, 500.0, Some("BTC")), (Debt, 600.0, None)]);
    let hedge = account(&[(Collateral, 1_000.0, Some("ETH")), (Debt, 600.0, Some("BTC"))]);
    let leverage = |account: &Account, rho: f64| asked(account, rho, &default_advice_options()).safe_leverage.leverage;
    assert!(leverage(&two, 0.0) > 1.05 * leverage(&two, 0.95));
    assert!(leverage(&hedge, 0.95) > 1.05 * leverage(&hedge, 0.0));
}

#[test]
fn a_certain_account_needs_no_luck() {
    let options = default_advice_options();
    let under = asked(&account(&[(Collateral, 500.0, Some("ETH")), (Collateral, 500.0, Some("BTC")), (Debt, 900.0, None)]), 0.5, &options);
    assert_eq!((under.status, under.level, under.lead_time.hours), (AdviceStatus::Liquidatable, AlertLevel::Critical, 0.0));
    assert!(under.probabilities.iter().all(|entry| entry.probability == 1.0 && entry.standard_error == 0.0));
    let free = asked(&account(&[(Collateral, 500.0, Some("ETH")), (Collateral, 500.0, Some("BTC"))]), 0.5, &options);
    assert_eq!((free.status, free.level, free.lead_time.capped, free.thresholds.len()), (AdviceStatus::NoDebt, AlertLevel::Calm, true, 0));
    let owing = asked(&account(&[(Collateral, 500.0, Some("ETH")), (Collateral, 500.0, Some("BTC")), (Debt, 100.0, None)]), 0.5, &options);
    assert!((free.safe_leverage.leverage / owing.safe_leverage.leverage - 1.0).abs() < 1e-9);
    let stable = asked(&account(&[(Collateral, 900.0, None), (Collateral, 100.0, Some("ETH")), (Debt, 100.0, None)]), 0.5, &options);
    assert_eq!((stable.status, stable.safe_leverage.binding), (AdviceStatus::NothingLiquidates, Binding::VenueLimit));
    assert!(stable.probabilities.iter().all(|entry| entry.probability == 0.0) && stable.lead_time.capped);
    let lost = joint_advice(&account(&[(Collateral, 1.0, Some("SOL")), (Debt, 0.1, None)]), &joint(0.5), &options, &scenario(100));
    assert_eq!(lost.unwrap_err().code(), "unknown");
}

prop_compose! {
    fn any_account()(
        eth in prop_oneof![Just(0.0), 1.0..1e4f64], btc in prop_oneof![Just(0.0), 1.0..1e4f64], cash in prop_oneof![Just(0.0), 1.0..1e4f64],
        health in 0.9..4.0f64, mix in 0.0..1.0f64, side in 0u8..3,
    ) -> Account {
        let counted = 0.8 * (eth + btc + cash);
        let owed = counted / health;
        let factors = [None, Some("ETH"), Some("BTC")];
        account(&[
            (Collateral, eth, Some("ETH")), (Collateral, btc, Some("BTC")), (Collateral, cash, None),
            (Debt, owed * mix, factors[usize::from(side)]), (Debt, owed * (1.0 - mix), None),
        ])
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn everything_is_finite_and_in_order(
        account in any_account(), rho in -0.9..0.95f64, alpha in 0.001..0.2f64, delay in 0.0..48.0f64, deviation in 0.0..0.5f64,
        fee in 0.0..0.5f64, reaction in 0.25..24.0f64,
    ) {
        let options = AdviceOptions {
            alpha, oracle_delay_hours: delay, oracle_deviation: deviation, fee, reaction_hours: reaction, ..default_advice_options()
        };
        let found = joint_advice(&account, &joint(rho), &options, &scenario(2_000)).unwrap();
        let safe = &found.safe_leverage;
        prop_assert!(safe.leverage >= 1.0 && safe.leverage <= safe.venue_maximum && safe.leverage.is_finite());
        prop_assert!(found.safe_leverage_low <= safe.leverage && safe.leverage <= found.safe_leverage_high);
        prop_assert!(found.probabilities.windows(2).all(|pair| pair[0].probability <= pair[1].probability));
        prop_assert!(found.probabilities.iter().all(|entry| (0.0..=1.0).contains(&entry.probability) && entry.standard_error.is_finite()));
        prop_assert!(found.thresholds.windows(2).all(|pair| pair[0].health_factor >= pair[1].health_factor));
        prop_assert!(found.thresholds.iter().all(|entry| entry.health_factor > 0.0 && entry.prices.iter().all(|at| at.price > 0.0)));
        prop_assert!((0.0..=720.0).contains(&found.lead_time.hours));
        let total: f64 = found.drivers.iter().map(|driver| driver.share).sum();
        prop_assert!(total == 0.0 || (total - 1.0).abs() < 1e-12, "{:?}", found.drivers);
        let level = [AlertLevel::Notice, AlertLevel::Act, AlertLevel::Critical].into_iter().zip(&found.thresholds);
        prop_assert!(level.into_iter().all(|(level, threshold)| level == threshold.level));
    }

    #[test]
    fn the_unit_of_prices_does_not_matter(account in any_account(), rho in -0.9..0.95f64) {
        let mut scaled = account.clone();
        scaled.legs.iter_mut().for_each(|leg| leg.price *= 1_024.0);
        let asked = |account: &Account| joint_advice(account, &joint(rho), &default_advice_options(), &scenario(1_000)).unwrap();
        let (plain, large) = (asked(&account), asked(&scaled));
        prop_assert_eq!(plain.probabilities, large.probabilities);
        prop_assert_eq!(plain.safe_leverage, large.safe_leverage);
        prop_assert_eq!(plain.lead_time, large.lead_time);
    }
}
