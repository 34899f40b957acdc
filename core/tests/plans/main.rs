//! Plans on a venue that can be computed by hand, and on real ones: each reaches its target, and one unit less does not.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at a plan that it cannot judge"
)]

mod fake;
mod hedge;
mod leverage;
mod real;
mod rebalance;
mod spread;
mod work;

use plimsoll::liquidation::{ActionCosts, AssetCosts};
use plimsoll::plan::Plan;
use plimsoll::venue::Venue;

/// Costs of ether and two dollars.
fn costs(gas: f64, flash_loan_fee: f64, trade_fee: f64, depth: Option<f64>) -> ActionCosts {
    let asset =
        |name: &str, decimals, trade_fee, two_percent_depth| AssetCosts { asset: name.into(), decimals, trade_fee, two_percent_depth };
    let assets = vec![
        asset("ETH", 18, trade_fee, depth),
        asset("WBTC", 8, trade_fee, depth),
        asset("USDC", 6, 0.0, None),
        asset("DAI", 18, 0.0, None),
    ];
    ActionCosts { gas, flash_loan_fee, assets }
}

fn free() -> ActionCosts {
    costs(0.0, 0.0, 0.0, None)
}

/// Plays a plan's actions on a copy, which must give the health after each of them, and its costs must add up.
fn replayed<V: Venue>(venue: &V, plan: &Plan) -> V {
    let mut now = venue.clone();
    for step in &plan.steps {
        now = now.apply(&step.action).expect("a step of a plan");
        assert_eq!(now.health().expect("a health").health_factor, step.health_after);
    }
    assert_eq!(plan.steps.iter().map(|step| step.cost).sum::<f64>(), plan.cost);
    assert_eq!(plan.health_after, now.health().expect("a health").health_factor);
    assert_eq!(plan.health_before, venue.health().expect("a health").health_factor);
    now
}
