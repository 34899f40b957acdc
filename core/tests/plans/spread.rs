//! Collateral spread over places: against a fine grid, and by hand.

use plimsoll::account::{Leg, LegSide};
use plimsoll::market::simulate_bars;
use plimsoll::math::ln;
use plimsoll::plan::{SpreadPlace, SpreadPlan, plan_spread};
use plimsoll::scenario::FactorForecast;
use plimsoll::volatility::{drawdown_probability, forecast_bars};

fn leg(side: LegSide, asset: &str, amount: f64, price: f64, factor: Option<&str>) -> Leg {
    let (threshold, ltv) = if side == LegSide::Collateral { (0.8, 0.75) } else { (1.0, 0.0) };
    Leg { asset: asset.into(), side, amount, price, threshold, ltv, factor: factor.map(Into::into), interest_annual: 0.0 }
}

/// Ether at 2,000 dollars against dollars.
fn place(name: &str, ether: f64, dollars: f64) -> SpreadPlace {
    SpreadPlace {
        name: name.into(),
        collateral: leg(LegSide::Collateral, "ETH", ether, 2_000.0, Some("ETH")),
        debt: leg(LegSide::Debt, "USDC", dollars, 1.0, None),
        most_collateral: None,
        most_debt: None,
        cost: 0.0,
    }
}

fn factor(name: &str, seed: u32, sigma: f64) -> FactorForecast {
    let bars = simulate_bars(seed, 960, 1_749_999_600, 2_000.0, sigma).unwrap();
    FactorForecast { factor: name.into(), forecast: forecast_bars(&bars, None).unwrap() }
}

fn totals(plan: &SpreadPlan, places: &[SpreadPlace]) -> (f64, f64) {
    plan.placements.iter().zip(places).fold((0.0, 0.0), |(collateral, debt), (placement, place)| {
        (collateral + placement.collateral_amount * place.collateral.price, debt + placement.debt_amount * place.debt.price)
    })
}

#[test]
fn one_factor_equalises_the_distances() {
    // One place near its line, one far: together 20 ETH against 20,000 dollars, ln(0.8 · 2) apart.
    let places = [place("near", 10.0, 14_000.0), place("far", 10.0, 6_000.0)];
    let capped = places.clone().map(|place| SpreadPlace { most_collateral: Some(20_000.0), ..place });
    let plan = plan_spread(&capped, &[factor("ETH", 1, 0.7)], 24.0).unwrap();
    assert!(plan.exact && plan.probability < plan.probability_before);
    for placement in &plan.placements {
        assert!((placement.distance.unwrap() - ln(1.6)).abs() < 1e-12, "{placement:?}");
        assert!((placement.debt_amount - 10_000.0).abs() < 1e-6);
    }
    assert_eq!(
        plan.probability,
        drawdown_probability(&factor("ETH", 1, 0.7).forecast, plan.placements[0].distance.unwrap(), 24.0).unwrap()
    );
}

#[test]
fn without_caps_it_all_goes_where_the_threshold_is_highest() {
    let mut places = [place("low", 10.0, 10_000.0), place("high", 10.0, 10_000.0)];
    places[1].collateral.threshold = 0.9;
    let plan = plan_spread(&places, &[factor("ETH", 1, 0.7)], 24.0).unwrap();
    assert_eq!((plan.placements[0].collateral_amount, plan.placements[0].debt_amount), (0.0, 0.0));
    assert!((plan.placements[1].distance.unwrap() - ln(1.8)).abs() < 1e-12);
    assert_eq!(plan.placements[0].distance, None);
}

#[test]
fn costs_come_out_of_the_collateral_and_may_not_be_worth_it() {
    let places = [place("near", 10.0, 10_100.0), place("far", 10.0, 9_900.0)];
    let dear = places.clone().map(|place| SpreadPlace { most_collateral: Some(20_000.0), cost: 2_000.0, ..place });
    let kept = plan_spread(&dear, &[factor("ETH", 1, 0.7)], 24.0).unwrap();
    assert_eq!((kept.cost, kept.probability), (0.0, kept.probability_before));
    assert!(kept.placements.iter().all(|placement| placement.collateral_change == 0.0 && placement.debt_change == 0.0));
    let cheap = places.map(|place| SpreadPlace { most_collateral: Some(20_000.0), cost: 5.0, ..place });
    let moved = plan_spread(&cheap, &[factor("ETH", 1, 0.7)], 24.0).unwrap();
    assert_eq!(moved.cost, 10.0);
    let (collateral, debt) = totals(&moved, &cheap);
    assert!((collateral - 39_990.0).abs() < 1e-6 && (debt - 20_000.0).abs() < 1e-6);
}

#[test]
fn several_factors_are_no_worse_than_a_grid() {
    let mut places = [place("ether", 10.0, 12_000.0), place("bitcoin", 0.0, 0.0), place("ether elsewhere", 5.0, 6_000.0)];
    places[1].collateral = leg(LegSide::Collateral, "WBTC", 0.25, 60_000.0, Some("BTC"));
    places[1].debt.amount = 7_000.0;
    let caps = [(24_000.0, 13_000.0), (30_000.0, 20_000.0), (9_000.0, 20_000.0)];
    for (place, (collateral, debt)) in places.iter_mut().zip(caps) {
        (place.most_collateral, place.most_debt) = (Some(collateral), Some(debt));
    }
    let factors = [factor("ETH", 1, 0.9), factor("BTC", 2, 0.6)];
    let plan = plan_spread(&places, &factors, 72.0).unwrap();
    assert!(!plan.exact && plan.probability < plan.probability_before, "{plan:?}");
    let (collateral, debt) = totals(&plan, &places);
    assert!((collateral - 45_000.0).abs() < 1e-6 && (debt - 25_000.0).abs() < 1e-6);
    // Every spread of a grid of fortieths within the caps.
    let risk = |factor: usize, collateral: f64, debt: f64| match debt > 0.0 {
        true if debt > 0.75 * collateral => 1.0,
        true => drawdown_probability(&factors[factor].forecast, ln(0.8 * collateral / debt), 72.0).unwrap(),
        false => 0.0,
    };
    let mut least = f64::MAX;
    let shares = |total: f64, step: usize| (0..=step).map(move |share| total * share as f64 / step as f64);
    for first in shares(45_000.0, 20) {
        for second in shares(45_000.0, 20) {
            let third = 45_000.0 - first - second;
            if third < 0.0 || first > caps[0].0 || second > caps[1].0 || third > caps[2].0 {
                continue;
            }
            for a in shares(25_000.0, 40) {
                for b in shares(25_000.0, 40) {
                    let c = 25_000.0 - a - b;
                    if c >= 0.0 && a <= caps[0].1 && b <= caps[1].1 {
                        let ether = risk(0, first, a).max(risk(0, third, c));
                        least = least.min(ether + risk(1, second, b));
                    }
                }
            }
        }
    }
    assert!(plan.probability <= least + 1e-9, "{} {least}", plan.probability);
}

#[test]
fn a_short_and_a_pegged_place_are_read_as_such() {
    let mut short = place("short", 0.0, 0.0);
    short.collateral = leg(LegSide::Collateral, "USDC", 30_000.0, 1.0, None);
    short.debt = leg(LegSide::Debt, "ETH", 6.0, 2_000.0, Some("ETH"));
    let plan = plan_spread(&[short], &[factor("ETH", 1, 0.7)], 24.0).unwrap();
    assert!((plan.placements[0].distance.unwrap() - ln(2.0)).abs() < 1e-12);
    let mut loops = place("staked", 0.0, 0.0);
    loops.collateral = leg(LegSide::Collateral, "stETH", 10.0, 2_000.0, Some("ETH"));
    loops.debt = leg(LegSide::Debt, "ETH", 7.0, 2_000.0, Some("ETH"));
    let plan = plan_spread(&[loops], &[], 24.0).unwrap();
    assert_eq!((plan.probability, plan.placements[0].distance), (0.0, None));
}

#[test]
fn no_plan_sells_the_position_or_turns_it_round() {
    let long = place("long", 10.0, 14_000.0);
    let mut short = place("short", 0.0, 0.0);
    short.collateral = leg(LegSide::Collateral, "USDC", 0.0, 1.0, None);
    short.debt = leg(LegSide::Debt, "ETH", 0.0, 2_000.0, Some("ETH"));
    let mut pegged = place("pegged", 0.0, 0.0);
    pegged.collateral = leg(LegSide::Collateral, "USDC", 0.0, 1.0, None);
    for other in [short, pegged] {
        let error = plan_spread(&[long.clone(), other], &[factor("ETH", 1, 0.7)], 24.0).unwrap_err();
        assert_eq!(error.code(), "unsupported");
    }
}

#[test]
fn bad_places_have_their_codes() {
    let forecast = [factor("ETH", 1, 0.7)];
    let code = |places: &[SpreadPlace], hours| plan_spread(places, &forecast, hours).unwrap_err().code();
    let good = place("a", 10.0, 10_000.0);
    assert_eq!(code(&[], 24.0), "length_mismatch");
    assert_eq!(code(&vec![good.clone(); 9], 24.0), "length_mismatch");
    assert_eq!(code(&[good.clone(), good.clone()], 24.0), "duplicate");
    assert_eq!(code(std::slice::from_ref(&good), f64::NAN), "not_finite");
    assert_eq!(code(&[SpreadPlace { cost: -1.0, ..good.clone() }], 24.0), "out_of_range");
    assert_eq!(code(&[place("a", f64::INFINITY, 0.0)], 24.0), "not_finite");
    let mut other = good.clone();
    other.debt.factor = Some("BTC".into());
    assert_eq!(code(&[other], 24.0), "unsupported");
    assert_eq!(plan_spread(std::slice::from_ref(&good), &[], 24.0).unwrap_err().code(), "unknown");
    assert!(plan_spread(&[good], &forecast, 24.0).is_ok());
}
