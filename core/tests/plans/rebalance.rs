//! Health restored: by which moves, at which cost, with which amounts.

use crate::fake::{Asset, Fake, whole};
use crate::{costs, free, replayed};
use plimsoll::U256;
use plimsoll::liquidation::ActionCosts;
use plimsoll::plan::{HealthGoal, PlanTrade, Planned, plan_rebalance_for};
use plimsoll::venue::{Action, AssetAmount, Venue};

fn health(hundredths: u64) -> U256 {
    whole(hundredths, 16)
}

fn wallet(amounts: &[(&str, U256)]) -> Vec<AssetAmount> {
    amounts.iter().map(|(asset, amount)| AssetAmount { asset: (*asset).into(), amount: *amount }).collect()
}

fn goal(hundredths: u64, amounts: &[(&str, U256)], sell_collateral: bool) -> HealthGoal {
    HealthGoal { target_health: health(hundredths), wallet: wallet(amounts), sell_collateral, flash_loan: true }
}

/// 10 ETH at 2,000 dollars and 0.5 WBTC at 20,000 against 20,000 USDC and 4,000 DAI: 24,000 over 24,000.
fn book() -> Fake {
    let wbtc = Asset { supply: U256::new(50_000_000), ..Asset::held("WBTC", 8, 20_000, 0) };
    Fake::new(vec![Asset::held("ETH", 18, 2_000, 10), wbtc, Asset::owed("USDC", 6, 1, 20_000), Asset::owed("DAI", 18, 1, 4_000)])
}

fn reached(venue: &Fake, goal: &HealthGoal) -> bool {
    venue.health().unwrap().health_factor.is_none_or(|health| health >= goal.target_health)
}

/// The plan reaches its target; with one unit less of its last wallet amount it does not.
fn minimal(before: &Fake, planned: &Planned<Fake>, goal: &HealthGoal) {
    assert_eq!(replayed(before, &planned.plan), planned.venue);
    assert!(reached(&planned.venue, goal));
    let Some((last, earlier)) = planned.plan.steps.split_last() else { return };
    let mut now = before.clone();
    for step in earlier {
        now = now.apply(&step.action).unwrap();
    }
    let less = match last.action.clone() {
        Action::Repay { asset, amount } => Action::Repay { asset, amount: amount.saturating_sub(U256::ONE) },
        Action::Supply { asset, amount } => Action::Supply { asset, amount: amount.saturating_sub(U256::ONE) },
        _ => return,
    };
    assert!(!reached(&now.apply(&less).unwrap(), goal), "{:?}", planned.plan);
}

/// What a trade brought, in dollars.
fn dollars(trade: &PlanTrade) -> f64 {
    trade.received.to_f64() / if trade.to == "USDC" { 1e6 } else { 1e18 }
}

#[test]
fn one_repayment_to_the_unit() {
    // 24,000 / 1.2 = 20,000: 4,000 dollars less.
    let goal = goal(120, &[("USDC", whole(9_000, 6))], false);
    let planned = plan_rebalance_for(&book(), &goal, &costs(2.0, 0.0, 0.0, None)).unwrap();
    minimal(&book(), &planned, &goal);
    assert_eq!(planned.plan.steps[0].action, Action::Repay { asset: "USDC".into(), amount: whole(4_000, 6) });
    assert_eq!((planned.plan.cost, planned.plan.moves, planned.plan.fewest_moves), (2.0, 1, 1));
}

#[test]
fn of_equally_cheap_moves_the_one_that_uses_least_money() {
    // To repay is 4,000 dollars, to supply ether 4,800 / 0.8 = 6,000.
    let goal = goal(120, &[("ETH", whole(100, 18)), ("DAI", whole(4_000, 18))], false);
    let planned = plan_rebalance_for(&book(), &goal, &free()).unwrap();
    minimal(&book(), &planned, &goal);
    assert_eq!(planned.plan.steps[0].action, Action::Repay { asset: "DAI".into(), amount: whole(4_000, 18) });
    let only = HealthGoal { wallet: wallet(&[("ETH", whole(100, 18))]), ..goal };
    let planned = plan_rebalance_for(&book(), &only, &free()).unwrap();
    minimal(&book(), &planned, &only);
    assert_eq!(planned.plan.steps[0].action, Action::Supply { asset: "ETH".into(), amount: whole(3, 18) });
}

#[test]
fn two_moves_where_one_is_not_enough() {
    // 3,000 dollars repaid leave 24,000 / 21,000; 1.2 then needs 25,200 of backing, 0.75 ether.
    let goal = goal(120, &[("USDC", whole(3_000, 6)), ("ETH", whole(2, 18))], false);
    for strict in [false, true] {
        let venue = Fake { strict, ..book() };
        let planned = plan_rebalance_for(&venue, &goal, &costs(2.0, 0.0, 0.0, None)).unwrap();
        minimal(&venue, &planned, &goal);
        assert_eq!((planned.plan.moves, planned.plan.fewest_moves, planned.plan.cost), (2, 2, 4.0));
    }
}

#[test]
fn a_sale_repays_out_of_a_flash_loan_or_withdraws_first() {
    // Sold at no cost v leaves (24,000 − 0.8 v) / (24,000 − v): 1.2 at v = 4,800 / 0.4 = 12,000.
    let goal = goal(120, &[], true);
    let planned = plan_rebalance_for(&book(), &goal, &free()).unwrap();
    assert_eq!(replayed(&book(), &planned.plan), planned.venue);
    assert_eq!(planned.plan.steps[0].action, Action::Repay { asset: "USDC".into(), amount: whole(12_000, 6) });
    assert_eq!(planned.plan.steps[1].action, Action::Withdraw { asset: "ETH".into(), amount: whole(6, 18) });
    // At a health of 1 nothing can be withdrawn first.
    let without = HealthGoal { flash_loan: false, ..goal };
    assert_eq!(plan_rebalance_for(&book(), &without, &free()).unwrap_err().code(), "out_of_range");
}

#[test]
fn the_cheapest_is_chosen_even_where_it_takes_more_moves() {
    // A sale of 12,000 dollars costs 120; 3,900 dollars of the wallet leave it 300 to sell.
    let goal = goal(120, &[("USDC", whole(3_900, 6))], true);
    let costs = costs(2.0, 0.0, 0.01, None);
    let planned = plan_rebalance_for(&book(), &goal, &costs).unwrap();
    replayed(&book(), &planned.plan);
    assert_eq!((planned.plan.moves, planned.plan.fewest_moves), (2, 1));
    assert_eq!(planned.plan.steps[0].action, Action::Repay { asset: "USDC".into(), amount: whole(3_900, 6) });
    assert!(planned.plan.cost < 6.0 + 4.0, "{}", planned.plan.cost);
    // Where gas is dear the single sale is cheaper.
    let dear = ActionCosts { gas: 500.0, ..costs };
    let planned = plan_rebalance_for(&book(), &goal, &dear).unwrap();
    assert_eq!((planned.plan.moves, planned.plan.steps.len()), (1, 2));
}

#[test]
fn two_sales_share_what_moves_both_prices() {
    // Thin markets: each dollar sold costs more than the one before, so half and half costs about half of one alone.
    let goal = goal(110, &[], true);
    let costs = costs(0.0, 0.0, 0.0, Some(200_000.0));
    let planned = plan_rebalance_for(&book(), &goal, &costs).unwrap();
    replayed(&book(), &planned.plan);
    assert!(reached(&planned.venue, &goal));
    assert_eq!((planned.plan.moves, planned.plan.steps.len()), (2, 4));
    let sold: Vec<f64> = planned.plan.steps.iter().filter_map(|step| step.trade.as_ref()).map(dollars).collect();
    assert!((sold[0] / sold[1] - 1.0).abs() < 0.01, "{sold:?}");
    let alone = HealthGoal { ..goal.clone() };
    let ether_only = Fake { assets: book().assets.into_iter().filter(|asset| asset.name != "WBTC").collect(), ..book() };
    assert!(plan_rebalance_for(&ether_only, &alone, &costs).is_err(), "8,000 less of backing is below 1");
}

#[test]
fn what_is_met_needs_no_step_and_what_is_out_of_reach_is_told() {
    let met = plan_rebalance_for(&book(), &goal(100, &[], true), &free()).unwrap();
    assert_eq!((met.plan.steps.len(), met.plan.cost, met.plan.moves), (0, 0.0, 0));
    let code = |goal: HealthGoal| plan_rebalance_for(&book(), &goal, &free()).unwrap_err().code();
    assert_eq!(code(goal(300, &[("USDC", whole(10, 6))], false)), "out_of_range");
    assert_eq!(code(goal(0, &[], true)), "out_of_range");
    assert_eq!(code(goal(120, &[("GOLD", U256::ONE)], true)), "unknown");
    assert_eq!(code(goal(120, &[("USDC", U256::ONE), ("USDC", U256::ONE)], true)), "duplicate");
    assert!(plan_rebalance_for(&book(), &goal(120, &[], true), &free()).is_ok());
}
