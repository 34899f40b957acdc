//! What must hold of every simulated first passage.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on must stop, and an expected value may come from std's own floats"
)]

#[allow(dead_code, reason = "shared with other tests")]
mod positions;

use plimsoll::account::{Account, Leg, LegSide, PriceDirection};
use plimsoll::leverage::advice;
use plimsoll::market::simulate_bars;
use plimsoll::scenario::{
    FactorForecast, FirstPassage, JointForecast, RegimeProbabilities, ScenarioOptions, first_passage, joint_first_passage,
};
use plimsoll::volatility::{Forecast, drawdown_probability, drawdown_quantile, forecast_bars, runup_probability, runup_quantile};
use positions::{leg, long, plain, short, within};
use proptest::prelude::*;

fn market(seed: u32) -> Forecast {
    forecast_bars(&simulate_bars(seed, 960, 1_749_999_600, 2_500.0, 0.7).unwrap(), None).unwrap()
}

fn options(seed: u32, paths: u32, horizon_hours: f64) -> ScenarioOptions {
    ScenarioOptions { seed, paths, horizon_hours }
}

fn falls(forecast: &Forecast, distance: f64, options: &ScenarioOptions) -> FirstPassage {
    first_passage(forecast, distance, PriceDirection::Fall, options).unwrap()
}

fn joint(forecasts: &[Forecast], correlation: f64, stress: f64) -> JointForecast {
    let count = forecasts.len();
    let matrix = |off: f64| (0..count * count).map(|cell| if cell / count == cell % count { 1.0 } else { off }).collect();
    JointForecast {
        factors: ["ETH", "BTC", "SOL"]
            .into_iter()
            .zip(forecasts)
            .map(|(factor, forecast)| FactorForecast { factor: factor.into(), forecast: forecast.clone() })
            .collect(),
        correlation: matrix(correlation),
        stress_correlation: matrix(stress),
        regimes: RegimeProbabilities { calm: 0.25, normal: 0.65, stressed: 0.1 },
    }
}

/// Collateral of 25,000 in equal parts of ether and bitcoin.
fn basket(debt: f64) -> Account {
    let half = |name: &str| leg(LegSide::Collateral, name, 5.0, 2_500.0, Some(name));
    Account { legs: vec![half("ETH"), half("BTC"), leg(LegSide::Debt, "USDC", debt, 1.0, None)], liquidatable: None }
}

fn account(legs: Vec<Leg>) -> Account {
    Account { legs, liquidatable: None }
}

/// How far two simulated probabilities lie apart, in their standard errors.
fn apart(a: &FirstPassage, b: &FirstPassage) -> f64 {
    (a.probability - b.probability).abs() / a.standard_error.hypot(b.standard_error)
}

#[test]
fn one_seed_gives_one_answer_and_another_seed_another() {
    let forecast = market(7);
    let joint = joint(&[market(7), market(8)], 0.7, 0.9);
    let distance = drawdown_quantile(&forecast, 0.05, 24.0).unwrap();
    let once = |seed| {
        (
            falls(&forecast, distance, &options(seed, 4_000, 24.0)),
            joint_first_passage(&basket(17_000.0), &joint, &options(seed, 4_000, 24.0)).unwrap(),
        )
    };
    assert_eq!(once(3), once(3));
    assert_ne!(once(3).0.probability, once(4).0.probability);
    assert_ne!(once(3).1.probability, once(4).1.probability);
}

#[test]
fn it_agrees_with_the_law_at_calibrated_hours_on_both_sides() {
    let forecast = market(7);
    let mut squares = Vec::new();
    for hours in [1.0, 2.0, 8.0, 24.0, 72.0, 168.0] {
        for alpha in [0.5, 0.2, 0.05, 0.01, 0.001] {
            let fall = drawdown_quantile(&forecast, alpha, hours).unwrap();
            let rise = runup_quantile(&forecast, alpha, hours).unwrap();
            for (distance, direction) in [(fall, PriceDirection::Fall), (rise, PriceDirection::Rise)] {
                let found = first_passage(&forecast, distance, direction, &options(11, 20_000, hours)).unwrap();
                let errors = (found.probability - alpha) / found.standard_error;
                // A bias of 1 % of the probability is left by the ladder between its rungs.
                assert!(
                    (found.probability - alpha).abs() < 4.0 * found.standard_error + 0.01 * alpha,
                    "{hours} {alpha} {direction:?} {errors}"
                );
                squares.push(errors * errors);
            }
        }
    }
    // The errors are as large as they are said to be: mean square of 60, of which a tenth and ten times would both be lies.
    let mean = squares.iter().sum::<f64>() / squares.len() as f64;
    assert!((0.3..2.0).contains(&mean), "{mean}");
}

#[test]
fn between_calibrated_hours_it_stays_within_a_tenth_of_the_law() {
    let forecast = market(7);
    for hours in [5.0, 10.0, 30.0, 60.0, 200.0] {
        for alpha in [0.2, 0.05, 0.01] {
            let distance = drawdown_quantile(&forecast, alpha, hours).unwrap();
            let found = falls(&forecast, distance, &options(5, 20_000, hours));
            assert!((found.probability - alpha).abs() < 0.1 * alpha + 3.0 * found.standard_error, "{hours} {alpha} {}", found.probability);
        }
    }
}

#[test]
fn the_standard_error_is_the_spread_over_seeds() {
    let forecast = market(7);
    let distance = drawdown_quantile(&forecast, 0.05, 12.0).unwrap();
    let two = joint(&[market(7), market(8)], 0.7, 0.9);
    let one: Vec<_> = (0..60).map(|seed| falls(&forecast, distance, &options(seed, 3_000, 12.0))).collect();
    let several: Vec<_> = (0..60).map(|seed| joint_first_passage(&basket(17_500.0), &two, &options(seed, 3_000, 12.0)).unwrap()).collect();
    for answers in [one, several] {
        let count = answers.len() as f64;
        let mean = answers.iter().map(|found| found.probability).sum::<f64>() / count;
        let spread = (answers.iter().map(|found| (found.probability - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt();
        let stated = answers.iter().map(|found| found.standard_error).sum::<f64>() / count;
        // The spread of 60 is known to within 9 %: three of those either way.
        assert!((0.73..1.27).contains(&(spread / stated)), "spread {spread}, stated {stated}, mean {mean}");
        assert!(stated >= (mean * (1.0 - mean) / 3_000.0).sqrt() * 0.99);
    }
}

#[test]
fn a_longer_question_answers_the_shorter_ones() {
    let forecast = market(7);
    let two = joint(&[market(7), market(8)], 0.7, 0.9);
    let week = falls(&forecast, 0.06, &options(2, 4_000, 168.0));
    let basket_week = joint_first_passage(&basket(17_000.0), &two, &options(2, 4_000, 168.0)).unwrap();
    for (place, point) in week.curve.iter().enumerate() {
        assert_eq!(falls(&forecast, 0.06, &options(2, 4_000, point.hours)).probability, point.probability);
        let shorter = joint_first_passage(&basket(17_000.0), &two, &options(2, 4_000, point.hours)).unwrap();
        assert_eq!(shorter.probability, basket_week.curve[place].probability, "{}", point.hours);
    }
    for found in [&week, &basket_week] {
        assert!(found.curve.windows(2).all(|pair| pair[0].hours < pair[1].hours && pair[0].probability <= pair[1].probability));
        assert_eq!(found.curve.last().map(|point| (point.hours, point.probability)), Some((168.0, found.probability)));
        let (p10, p50, p90) = (found.hitting_hours_p10.unwrap(), found.hitting_hours_p50.unwrap(), found.hitting_hours_p90.unwrap());
        assert!(0.0 < p10 && p10 <= p50 && p50 <= p90 && p90 <= 168.0);
        // The median is where the curve has half of what it ends with.
        let before = found.curve.iter().rev().find(|point| point.hours <= p50).unwrap();
        let after = found.curve.iter().find(|point| point.hours > p50).unwrap();
        assert!(before.probability <= 0.5 * found.probability + 1e-3 && after.probability >= 0.5 * found.probability - 1e-3);
    }
}

#[test]
fn one_factor_is_the_closed_law() {
    let forecast = market(7);
    let one = joint(std::slice::from_ref(&forecast), 0.0, 0.0);
    for (account, hours) in [(long(17_500.0), 24.0), (long(15_000.0), 168.0), (short(7.0), 24.0), (short(6.0), 168.0)] {
        let simulated = joint_first_passage(&account, &one, &options(1, 30_000, hours)).unwrap();
        let closed = within(&advice(&account, &forecast, &plain()).unwrap(), hours);
        assert!((simulated.probability - closed).abs() < 4.0 * simulated.standard_error + 0.01 * closed, "{simulated:?} {closed}");
        assert!(simulated.probability > 0.0 && simulated.drivers[0].share == 1.0);
    }
}

#[test]
fn two_that_move_as_one_are_one() {
    let forecast = market(7);
    let twins = joint(&[forecast.clone(), forecast.clone()], 1.0 - 2e-9, 1.0 - 2e-9);
    for (debt, hours) in [(18_000.0, 24.0), (16_000.0, 72.0)] {
        let pair = joint_first_passage(&basket(debt), &twins, &options(1, 30_000, hours)).unwrap();
        let single =
            joint_first_passage(&long(debt), &joint(std::slice::from_ref(&forecast), 0.0, 0.0), &options(1, 30_000, hours)).unwrap();
        assert!(apart(&pair, &single) < 4.0, "{} {}", pair.probability, single.probability);
        assert!(pair.probability > 0.003);
    }
}

#[test]
fn correlation_makes_a_basket_riskier_and_a_hedge_safer() {
    let forecasts = [market(7), market(8)];
    let hedge =
        account(vec![leg(LegSide::Collateral, "ETH", 10.0, 2_500.0, Some("ETH")), leg(LegSide::Debt, "BTC", 7.0, 2_500.0, Some("BTC"))]);
    let at = |account: &Account, correlation: f64| {
        joint_first_passage(account, &joint(&forecasts, correlation, correlation), &options(1, 20_000, 72.0)).unwrap()
    };
    let (loose, tight) = (at(&basket(16_500.0), 0.0), at(&basket(16_500.0), 0.95));
    assert!(tight.probability > loose.probability + 6.0 * loose.standard_error, "{} {}", loose.probability, tight.probability);
    let (loose, tight) = (at(&hedge, 0.0), at(&hedge, 0.95));
    assert!(tight.probability < 0.5 * loose.probability, "{} {}", loose.probability, tight.probability);
}

#[test]
fn stress_correlation_alone_thickens_the_joint_tail() {
    let forecasts = [market(7), market(8)];
    let at = |stress: f64| joint_first_passage(&basket(16_000.0), &joint(&forecasts, 0.2, stress), &options(1, 60_000, 24.0)).unwrap();
    let (mild, severe) = (at(0.2), at(0.99));
    assert!(severe.probability > mild.probability + 3.0 * mild.standard_error, "{} {}", mild.probability, severe.probability);
}

#[test]
fn what_is_certain_needs_no_path() {
    let two = joint(&[market(7), market(8)], 0.7, 0.9);
    let ask = |account: &Account| joint_first_passage(account, &two, &options(1, 1_000, 24.0)).unwrap();
    let same = |debt: f64| {
        account(vec![leg(LegSide::Collateral, "ETH", 10.0, 2_500.0, Some("ETH")), leg(LegSide::Debt, "ETH", debt, 2_500.0, Some("ETH"))])
    };
    for (position, probability) in [(same(7.9), 0.0), (same(8.1), 1.0), (long(20_001.0), 1.0), (long(0.0), 0.0), (basket(20_001.0), 1.0)] {
        let found = ask(&position);
        assert_eq!((found.probability, found.standard_error, found.paths), (probability, 0.0, 0));
        assert_eq!(found.hitting_hours_p50, (probability == 1.0).then_some(0.0));
    }
    // The venue's verdict wins over the floats either way.
    let said = |account: Account, liquidatable| ask(&Account { liquidatable: Some(liquidatable), ..account }).probability;
    assert_eq!((said(basket(10_000.0), true), said(long(20_001.0), false)), (1.0, 1.0));
    let edge = first_passage(&market(7), 0.0, PriceDirection::Rise, &options(1, 1_000, 24.0)).unwrap();
    assert_eq!((edge.probability, edge.paths), (1.0, 0));
}

#[test]
fn interest_brings_liquidation_nearer_and_can_do_it_alone() {
    let two = joint(&[market(7), market(8)], 0.7, 0.9);
    let with = |mut account: Account, rate: f64, hours: f64| {
        account.legs.last_mut().unwrap().interest_annual = rate;
        joint_first_passage(&account, &two, &options(1, 10_000, hours)).unwrap()
    };
    for position in [basket(17_000.0), long(17_000.0)] {
        assert!(with(position.clone(), 3.0, 168.0).probability > with(position.clone(), 0.0, 168.0).probability);
        assert!(with(position.clone(), -3.0, 168.0).probability < with(position, 0.0, 168.0).probability);
    }
    // Stable collateral of 20,000 that counts, debt of 19,900 growing by e a year: safe for 44 hours.
    let stable = account(vec![leg(LegSide::Collateral, "DAI", 25_000.0, 1.0, None), leg(LegSide::Debt, "USDC", 19_900.0, 1.0, None)]);
    assert_eq!(with(stable.clone(), 1.0, 43.0).probability, 0.0);
    let found = with(stable, 1.0, 72.0);
    assert_eq!(found.probability, 1.0);
    let hours = (20_000.0f64 / 19_900.0).ln() * 8_760.0;
    assert!((found.hitting_hours_p50.unwrap() - hours).abs() < 0.02, "{hours} {found:?}");
}

#[test]
fn the_driver_is_the_factor_that_moves() {
    let calm = forecast_bars(&simulate_bars(8, 960, 1_749_999_600, 2_500.0, 0.05).unwrap(), None).unwrap();
    let two = joint(&[market(7), calm], 0.0, 0.0);
    let found = joint_first_passage(&basket(18_000.0), &two, &options(1, 10_000, 72.0)).unwrap();
    assert!(found.drivers[0].share > 0.85 && found.drivers[0].factor == "ETH" && found.probability > 0.005, "{found:?}");
    assert!((found.drivers.iter().map(|driver| driver.share).sum::<f64>() - 1.0).abs() < 1e-12);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn it_falls_with_the_distance_and_rises_with_the_horizon(
        seed in any::<u32>(), distance in 0.001..0.3f64, by in 1.0..2.0f64, hours in 1.0..60.0f64, longer in 0.0..40.0f64,
    ) {
        let forecast = positions::forecast(0.1);
        let at = |distance: f64, hours: f64| falls(&forecast, distance, &options(seed, 300, hours)).probability;
        prop_assert!(at(distance * by, hours) <= at(distance, hours));
        prop_assert!(at(distance, hours) <= at(distance, hours + longer));
    }

    #[test]
    fn a_larger_debt_is_never_safer(seed in any::<u32>(), debt in 12_000.0..19_500.0f64, more in 1.0..1.3f64, hours in 1.0..30.0f64) {
        let two = joint(&[positions::forecast(0.1), positions::forecast(0.14)], 0.6, 0.9);
        let at = |debt: f64| joint_first_passage(&basket(debt), &two, &options(seed, 300, hours)).unwrap().probability;
        prop_assert!(at(debt) <= at(debt * more));
    }

    #[test]
    fn the_law_bounds_what_is_simulated(seed in any::<u32>(), size in 0.01..1.0f64, share in 0.2..3.0f64) {
        let forecast = positions::forecast(size);
        let distance = size * share;
        for (direction, law) in [
            (PriceDirection::Fall, drawdown_probability(&forecast, distance, 24.0).unwrap()),
            (PriceDirection::Rise, runup_probability(&forecast, distance, 24.0).unwrap()),
        ] {
            let found = first_passage(&forecast, distance, direction, &options(seed, 4_000, 24.0)).unwrap();
            prop_assert!((found.probability - law).abs() < 5.5 * found.standard_error + 0.03 * law, "{} {law}", found.probability);
        }
    }
}

#[test]
fn refusals_have_codes() {
    let forecast = market(7);
    let code =
        |distance: f64, options: &ScenarioOptions| first_passage(&forecast, distance, PriceDirection::Fall, options).unwrap_err().code();
    assert_eq!(code(0.1, &options(1, 0, 24.0)), "out_of_range");
    assert_eq!(code(0.1, &options(1, 10_000_001, 24.0)), "out_of_range");
    assert_eq!(code(0.1, &options(1, 100, 0.99)), "out_of_range");
    assert_eq!(code(0.1, &options(1, 100, 768.1)), "out_of_range");
    assert_eq!(code(0.1, &options(1, 100, f64::NAN)), "not_finite");
    assert_eq!(code(-0.1, &options(1, 100, 24.0)), "out_of_range");
    assert_eq!(code(f64::INFINITY, &options(1, 100, 24.0)), "not_finite");
    let ask = |account: &Account, joint: &JointForecast| joint_first_passage(account, joint, &options(1, 100, 24.0)).unwrap_err().code();
    assert_eq!(ask(&basket(1.0), &joint(&[market(7)], 0.0, 0.0)), "unknown");
    assert_eq!(ask(&basket(1.0), &joint(&[], 0.0, 0.0)), "length_mismatch");
    assert_eq!(ask(&basket(1.0), &joint(&[market(7), market(8)], 1.5, 0.9)), "out_of_range");
}
