//! Every number of paths sees the same market: no table of prices may give way.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use plimsoll::account::{Account, Leg, LegSide};
use plimsoll::market::simulate_bars;
use plimsoll::scenario::{FactorBars, ScenarioOptions, joint_first_passage, joint_forecast};

#[test]
fn a_longer_horizon_adds_what_its_hours_can() {
    let bars = |factor: &str, seed, price| FactorBars {
        factor: factor.into(),
        bars: simulate_bars(seed, 960, 1_749_999_600, price, 0.6).unwrap(),
    };
    let joint = joint_forecast(&[bars("ETH", 1, 2_500.0), bars("BTC", 2, 60_000.0), bars("SOL", 3, 150.0)], None).unwrap();
    let leg = |asset: &str, side, amount: f64, price: f64, threshold: f64| Leg {
        asset: asset.into(),
        side,
        amount,
        price,
        threshold,
        ltv: 0.0,
        factor: Some(asset.into()),
        interest_annual: 0.0,
    };
    let account = Account {
        legs: vec![
            leg("ETH", LegSide::Collateral, 10.0, 2_487.5, 0.83),
            leg("SOL", LegSide::Collateral, 10.0, 149.25, 0.83),
            leg("BTC", LegSide::Debt, 0.2, 60_300.0, 1.0),
        ],
        liquidatable: None,
    };
    let by = |paths| {
        let options = ScenarioOptions { seed: 1, paths, horizon_hours: 240.0 };
        joint_first_passage(&account, &joint, &options).unwrap().probability
    };
    // 50,000 paths once gave 1 here: their pilot wanted nothing at the far end of a table.
    let (few, many) = (by(10_000), by(50_000));
    assert!(few > 0.001 && few < 0.005 && many > 0.001 && many < 0.005, "{few} {many}");
}
