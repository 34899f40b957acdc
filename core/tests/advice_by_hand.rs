//! The advice on positions that can be computed by hand, and what it refuses.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on must stop, and an expected value may come from std's own floats"
)]

#[allow(dead_code, reason = "shared with other tests")]
mod positions;

use plimsoll::account::{Account, LegSide, LiquidationDistance, PriceDirection, account_health, liquidation_distance};
use plimsoll::leverage::{AdviceOptions, AdviceStatus, AlertLevel, Binding, advice};
use plimsoll::volatility::{Forecast, ForecastFlag};
use plimsoll::{RiskError, RiskErrorKind};
use positions::{forecast, leg, long, near, plain, short, within};

#[test]
fn a_long_is_exactly_what_the_formula_says() {
    let answer = advice(&long(10_000.0), &forecast(0.1), &plain()).unwrap();
    // Health 2: the boundary is ln 2 away, at 1,250.
    assert_eq!((answer.status, answer.direction), (AdviceStatus::Exposed, Some(PriceDirection::Fall)));
    assert_eq!((answer.health_factor, answer.liquidation_price), (Some(2.0), Some(1_250.0)));
    near(answer.leverage.unwrap(), 25_000.0 / 15_000.0);
    // The 1 % fall within 24 h is 0.1: LT · e^(−0.1).
    let safe = &answer.safe_leverage;
    near(safe.debt_to_collateral, 0.8 * (-0.1f64).exp());
    near(safe.leverage, 1.0 / (1.0 - 0.8 * (-0.1f64).exp()));
    near(safe.venue_maximum, 4.0);
    assert_eq!(safe.binding, Binding::MarketTail);
    // Thresholds: e^q at 72, 24 and 2 h, as health and as the price of ether.
    let quantiles = [0.1 * 3f64.sqrt(), 0.1, 0.1 * (2.0f64 / 24.0).sqrt()];
    assert_eq!(answer.thresholds.len(), 3);
    for (threshold, quantile) in answer.thresholds.iter().zip(quantiles) {
        near(threshold.health_factor, quantile.exp());
        near(threshold.price, 1_250.0 * quantile.exp());
    }
    assert_eq!(answer.level, AlertLevel::Calm);
    // q = 0.1·√(h/24) reaches ln 2 only after 1,153 hours, beyond the cap.
    assert!(answer.lead_time.capped && answer.lead_time.hours == 720.0);
}

#[test]
fn a_short_mirrors_it_with_the_rise() {
    let options = AdviceOptions { oracle_deviation: 0.01, fee: 0.002, ..plain() };
    let answer = advice(&short(4.0), &forecast(0.1), &options).unwrap();
    assert_eq!((answer.direction, answer.liquidation_price), (Some(PriceDirection::Rise), Some(5_000.0)));
    near(answer.safe_leverage.debt_to_collateral, 0.8 * (-0.12f64).exp() / 1.01 * 0.998);
    near(answer.thresholds[1].price, 5_000.0 * (-0.12f64).exp() / 1.01);
    near(answer.thresholds[1].health_factor, 0.12f64.exp() * 1.01);
}

#[test]
fn the_probability_is_the_level_at_its_own_quantile() {
    // Health e^0.07: the fall exceeded with 5 % within 24 h.
    let answer = advice(&long(20_000.0 * (-0.07f64).exp()), &forecast(0.1), &plain()).unwrap();
    near(within(&answer, 24.0), 0.05);
    assert_eq!(answer.level, AlertLevel::Act);
    // And 1 % within 24 · 0.7² hours.
    assert!((answer.lead_time.hours - 24.0 * 0.49).abs() < 1e-6 && !answer.lead_time.capped);
}

#[test]
fn what_binds_follows_the_largest_share() {
    let safe = |options: &AdviceOptions, size: f64| advice(&long(10_000.0), &forecast(size), options).unwrap().safe_leverage;
    assert_eq!(safe(&plain(), 0.01).binding, Binding::VenueLimit);
    near(safe(&plain(), 0.01).leverage, 4.0);
    assert_eq!(safe(&AdviceOptions { oracle_deviation: 0.2, ..plain() }, 0.1).binding, Binding::Oracle);
    assert_eq!(safe(&AdviceOptions { fee: 0.2, ..plain() }, 0.1).binding, Binding::Cost);
    let young = Forecast { flags: vec![ForecastFlag::ShortHistory], ..forecast(0.1) };
    assert_eq!(advice(&long(10_000.0), &young, &plain()).unwrap().safe_leverage.binding, Binding::ShortHistory);
}

#[test]
fn the_same_factor_on_both_sides_nets() {
    let mut account = long(1.0);
    account.legs[1] = leg(LegSide::Debt, "stETH", 7.0, 2_490.0, Some("ETH"));
    assert_eq!(liquidation_distance(&account).unwrap(), LiquidationDistance::NothingLiquidates);
    let answer = advice(&account, &forecast(0.1), &plain()).unwrap();
    assert_eq!((answer.status, within(&answer, 168.0)), (AdviceStatus::NothingLiquidates, 0.0));
    assert_eq!((answer.safe_leverage.binding, answer.lead_time.capped), (Binding::Nothing, true));
    near(answer.safe_leverage.leverage, 4.0);
    assert!(answer.thresholds.is_empty() && answer.liquidation_price.is_none());
    // Interest alone can still end it: health 1.0001 and 50 % a year leave less than two hours.
    account.legs[1].amount = 20_000.0 / 2_490.0 / 1.0001;
    account.legs[1].interest_annual = 0.5;
    let slow = advice(&account, &forecast(0.1), &plain()).unwrap();
    assert_eq!((slow.status, within(&slow, 24.0), slow.level), (AdviceStatus::NothingLiquidates, 1.0, AlertLevel::Critical));
    assert!((slow.lead_time.hours - 1.0001f64.ln() / 0.5 * 8_760.0).abs() < 1e-6);
}

#[test]
fn a_mixed_account_crosses_once() {
    // 10 ETH and 5,000 DAI against 4 stETH and 9,000 USDC: 20,000x + 4,000 = 10,000x + 9,000.
    let mut account = long(9_000.0);
    account.legs.push(leg(LegSide::Collateral, "DAI", 5_000.0, 1.0, None));
    account.legs.push(leg(LegSide::Debt, "stETH", 4.0, 2_500.0, Some("ETH")));
    let LiquidationDistance::At { direction, price, log_distance, asset, .. } = liquidation_distance(&account).unwrap() else {
        panic!("it has a boundary");
    };
    assert_eq!((direction, price, asset.as_str()), (PriceDirection::Fall, 1_250.0, "ETH"));
    near(log_distance, 2f64.ln());
    assert_eq!(account_health(&account).unwrap().net_exposure, 15_000.0);
}

#[test]
fn the_verdict_of_the_integers_wins() {
    let at = |debt: f64, verdict: bool| {
        let account = Account { liquidatable: Some(verdict), ..long(debt) };
        (liquidation_distance(&account).unwrap(), advice(&account, &forecast(0.1), &plain()).unwrap())
    };
    let at_boundary = |distance: &LiquidationDistance, expected: f64| match distance {
        LiquidationDistance::At { log_distance, price, .. } => *log_distance == 0.0 && *price == expected,
        _ => false,
    };
    // Floats say health 0.99…, the integers say safe: at the boundary, not beyond it.
    let (distance, answer) = at(20_000.001, false);
    assert!(at_boundary(&distance, 2_500.0), "{distance:?}");
    assert_eq!(answer.status, AdviceStatus::Exposed);
    // Floats say health 1.000…, the integers say liquidatable.
    let (distance, answer) = at(19_999.999, true);
    assert!(at_boundary(&distance, 2_500.0), "{distance:?}");
    assert_eq!((answer.status, answer.level, answer.lead_time.hours), (AdviceStatus::Liquidatable, AlertLevel::Critical, 0.0));
    assert!(answer.probabilities.iter().all(|entry| entry.probability == 1.0));
    // Well under water: the boundary is the price that would save it.
    let (distance, _) = at(25_000.0, true);
    assert!(at_boundary(&distance, 3_125.0), "{distance:?}");
}

#[test]
fn a_debt_free_account_still_gets_its_safe_leverage() {
    let mut account = long(10_000.0);
    account.legs.truncate(1);
    let answer = advice(&account, &forecast(0.1), &plain()).unwrap();
    assert_eq!((answer.status, answer.leverage, answer.health_factor), (AdviceStatus::NoDebt, Some(1.0), None));
    near(answer.safe_leverage.debt_to_collateral, 0.8 * (-0.1f64).exp());
    assert!(answer.thresholds.is_empty() && answer.lead_time.capped && within(&answer, 168.0) == 0.0);
    let empty = advice(&Account { legs: vec![], liquidatable: None }, &forecast(0.1), &plain()).unwrap();
    assert_eq!((empty.status, empty.leverage, empty.safe_leverage.leverage), (AdviceStatus::NoDebt, None, 1.0));
}

#[test]
fn a_level_is_left_only_below_half_of_alpha() {
    // 1 % at 0.1 and 0.1 % at 0.16 within 24 h: at 0.11 the probability lies between α/2 and α.
    let account = long(20_000.0 * (-0.11f64).exp());
    let at = |previous_level| advice(&account, &forecast(0.1), &AdviceOptions { previous_level, ..plain() }).unwrap();
    let probability = within(&at(None), 24.0);
    assert!((0.005..0.01).contains(&probability), "{probability}");
    assert_eq!(at(None).level, AlertLevel::Notice);
    assert_eq!(at(Some(AlertLevel::Notice)).level, AlertLevel::Notice);
    assert_eq!(at(Some(AlertLevel::Act)).level, AlertLevel::Act);
    assert_eq!(at(Some(AlertLevel::Critical)).level, AlertLevel::Act);
}

#[test]
fn old_data_and_an_old_model_are_said() {
    let at = |now| advice(&long(10_000.0), &forecast(0.1), &AdviceOptions { now: Some(now), ..plain() }).unwrap().confidence;
    assert!(!at(1_750_007_200).stale && at(1_750_007_201).stale);
    assert_eq!((at(1_800_000_000).flags, at(1_800_000_001).flags), (vec![], vec![ForecastFlag::ModelExpired]));
}

type Change<'a> = dyn 'a + Fn(&mut Account, &mut AdviceOptions, &mut Forecast);

fn refused(change: &Change<'_>) -> RiskError {
    let (mut account, mut options, mut forecast) = (long(10_000.0), plain(), forecast(0.1));
    change(&mut account, &mut options, &mut forecast);
    advice(&account, &forecast, &options).unwrap_err()
}

#[test]
fn what_is_not_finite_is_refused() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for field in 0..5 {
            let error = refused(&|account, _, _| {
                let leg = &mut account.legs[0];
                *[&mut leg.amount, &mut leg.price, &mut leg.threshold, &mut leg.ltv, &mut leg.interest_annual][field] = bad;
            });
            assert_eq!(error.code(), "not_finite");
        }
        for field in 0..6 {
            let error = refused(&|_, options, _| {
                let AdviceOptions { alpha, horizon_hours, oracle_delay_hours, oracle_deviation, fee, reaction_hours, .. } = options;
                *[alpha, horizon_hours, oracle_delay_hours, oracle_deviation, fee, reaction_hours][field] = bad;
            });
            assert_eq!(error.code(), "not_finite");
        }
        assert_eq!(refused(&|_, _, forecast| forecast.horizons[1].drawdown[0] = bad).code(), "not_finite");
    }
}

#[test]
fn what_is_out_of_range_is_refused_and_says_what_to_do() {
    let percent = refused(&|account, _, _| account.legs[0].threshold = 80.0);
    assert_eq!(percent.code(), "out_of_range");
    assert!(percent.to_string().contains("`legs[0].threshold`") && percent.to_string().contains("pass fractions, not percent"));
    let changes: [&Change<'_>; 14] = [
        &|account, _, _| account.legs[0].amount = -1.0,
        &|account, _, _| account.legs[0].amount = 1e300,
        &|account, _, _| account.legs[0].price = 0.0,
        &|account, _, _| account.legs[0].price = -2_500.0,
        &|account, _, _| account.legs[0].ltv = 0.81,
        &|account, _, _| account.legs[1].threshold = 0.8,
        &|account, _, _| account.legs[1].ltv = 0.1,
        &|account, _, _| account.legs[1].interest_annual = 500.0,
        &|account, _, _| account.legs[0].factor = Some(String::new()),
        &|_, options, _| options.alpha = 1.0,
        &|_, options, _| options.horizon_hours = 721.0,
        &|_, options, _| options.reaction_hours = 0.0,
        &|_, options, _| options.oracle_deviation = 5.0,
        &|_, options, _| options.oracle_delay_hours = 1_000.0,
    ];
    for (position, change) in changes.into_iter().enumerate() {
        assert_eq!(refused(change).code(), "out_of_range", "change {position}");
    }
    assert_eq!(refused(&|_, _, forecast| forecast.horizons.clear()).code(), "length_mismatch");
    let several = refused(&|account, _, _| account.legs.push(leg(LegSide::Collateral, "WBTC", 1.0, 60_000.0, Some("BTC"))));
    assert!(matches!(several.kind(), RiskErrorKind::Unsupported { question, .. } if question.contains("ETH, BTC")), "{several}");
}
