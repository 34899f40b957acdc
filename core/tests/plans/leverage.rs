//! Loops and unwinds.

use crate::fake::{Asset, Fake, whole};
use crate::{costs, free, replayed};
use plimsoll::account::account_health;
use plimsoll::liquidation::ActionCosts;
use plimsoll::plan::{LeverageGoal, Planned, plan_loop_for, plan_unwind_for};
use plimsoll::venue::{Action, Venue};
use plimsoll::{RiskError, RiskErrorKind, U256};

fn goal(target_leverage: f64, flash_loan: bool) -> LeverageGoal {
    LeverageGoal { collateral: "ETH".into(), debt: "USDC".into(), target_leverage, flash_loan, most_loops: 40, least_health: None }
}

/// So much ether at 2,000 dollars, so many dollars owed.
fn ether(supply: u64, debt: u64) -> Fake {
    Fake::new(vec![Asset::held("ETH", 18, 2_000, supply), Asset::owed("USDC", 6, 1, debt)])
}

fn leverage(venue: &Fake) -> f64 {
    account_health(&venue.account().unwrap()).unwrap().leverage.unwrap()
}

/// Leverage when the last loop's amount of dollars is one unit smaller, at no costs: ether is 2,000 dollars.
fn one_less(before: &Fake, planned: &Planned<Fake>) -> Option<f64> {
    let (earlier, last) = planned.plan.steps.split_at(planned.plan.steps.len() - 2);
    let mut now = before.clone();
    for step in earlier {
        now = now.apply(&step.action).unwrap();
    }
    for step in last {
        // A dollar's millionth is 500,000,000 units of ether.
        let (dollar, ether) = (U256::ONE, U256::new(500_000_000));
        let action = match step.action.clone() {
            Action::Supply { asset, amount } => Action::Supply { asset, amount: amount.saturating_sub(ether) },
            Action::Borrow { asset, amount } => Action::Borrow { asset, amount: amount.saturating_sub(dollar) },
            Action::Withdraw { asset, amount } => Action::Withdraw { asset, amount: amount.saturating_sub(ether) },
            Action::Repay { asset, amount } => Action::Repay { asset, amount: amount.saturating_sub(dollar) },
            other => panic!("{other:?}"),
        };
        now = now.apply(&action).ok()?;
    }
    Some(leverage(&now))
}

#[test]
fn a_flash_loan_loops_once_to_the_unit() {
    // 10 ETH are 20,000 dollars: leverage 3 owes 40,000 against 60,000, which is 0.667 of it, within an LTV of 0.75.
    let venue = ether(10, 0);
    let planned = plan_loop_for(&venue, &goal(3.0, true), &free()).unwrap();
    assert_eq!(replayed(&venue, &planned.plan), planned.venue);
    let steps = &planned.plan.steps;
    assert_eq!(steps[0].action, Action::Supply { asset: "ETH".into(), amount: whole(20, 18) });
    assert_eq!(steps[1].action, Action::Borrow { asset: "USDC".into(), amount: whole(40_000, 6) });
    assert_eq!((planned.plan.moves, planned.plan.cost), (1, 0.0));
    assert_eq!(planned.plan.leverage_after, Some(3.0));
    assert_eq!(planned.plan.health_after, Some("1200000000000000000".parse().unwrap()));
    assert!(one_less(&venue, &planned).unwrap() < 3.0);
}

#[test]
fn costs_are_those_of_the_trade_the_loan_and_the_gas() {
    // 40,000 dollars sold at a fee of 0.1 %, moving a market of 4 million by 0.02 %, an average of 0.01 %.
    let venue = ether(10, 0);
    let costs = costs(5.0, 0.0009, 0.001, Some(4_000_000.0));
    let planned = plan_loop_for(&venue, &goal(3.0, true), &costs).unwrap();
    replayed(&venue, &planned.plan);
    let [supply, borrow] = &planned.plan.steps[..] else { panic!("two steps") };
    let trade = supply.trade.clone().unwrap();
    let sold: f64 = trade.amount.to_f64() / 1e6;
    let expected = sold * (0.001 + sold * 0.01 / 4_000_000.0);
    assert!((supply.cost - 5.0 - expected).abs() < 1e-6, "{} {expected}", supply.cost);
    assert!((borrow.cost - 5.0 - sold * 0.0009).abs() < 1e-6);
    assert!((trade.received.to_f64() / 1e18 * 2_000.0 - (sold - expected)).abs() < 1e-6);
    let reached = planned.plan.leverage_after.unwrap();
    assert!((3.0..3.000_000_1).contains(&reached), "{reached}");
}

#[test]
fn without_a_flash_loan_each_loop_borrows_what_the_ltv_lets() {
    // Each loop borrows 0.75 of what the last one bought: 1 + 0.75 + 0.5625 + 0.4219 = 2.734, and the fourth reaches 3.
    let venue = ether(10, 0);
    let planned = plan_loop_for(&venue, &goal(3.0, false), &costs(1.0, 0.0, 0.0, None)).unwrap();
    assert_eq!(replayed(&venue, &planned.plan), planned.venue);
    let borrowed: Vec<U256> = planned
        .plan
        .steps
        .iter()
        .filter_map(|step| if let Action::Borrow { amount, .. } = &step.action { Some(*amount) } else { None })
        .collect();
    assert_eq!(borrowed, [whole(15_000, 6), whole(11_250, 6), U256::new(8_437_500_000), U256::new(5_312_500_000)]);
    assert_eq!((planned.plan.moves, planned.plan.cost, planned.plan.leverage_after), (4, 8.0, Some(3.0)));
    let three = LeverageGoal { most_loops: 3, ..goal(3.0, false) };
    assert_eq!(plan_loop_for(&venue, &three, &free()).unwrap_err().code(), "out_of_range");
}

#[test]
fn a_target_beyond_the_ltv_is_the_venues_refusal() {
    let refused = RiskError::from(RiskErrorKind::Refused { reason: "BeyondLtv".into() });
    assert_eq!(plan_loop_for(&ether(10, 0), &goal(4.1, true), &free()).unwrap_err(), refused);
    assert!(plan_loop_for(&ether(10, 0), &goal(4.0, true), &free()).is_ok());
    // Loops close in on 4 and never pass it.
    assert_eq!(plan_loop_for(&ether(10, 0), &goal(4.1, false), &free()).unwrap_err().code(), "out_of_range");
    // A venue without a small debt still takes a large one.
    let large = Fake { least_debt: whole(10_000, 6), ..ether(10, 0) };
    assert_eq!(plan_loop_for(&large, &goal(3.0, true), &free()).unwrap().plan.leverage_after, Some(3.0));
    assert_eq!(
        plan_loop_for(&large, &goal(1.2, true), &free()).unwrap_err(),
        RiskError::from(RiskErrorKind::Refused { reason: "Dust".into() })
    );
}

#[test]
fn no_step_falls_below_the_health_that_is_asked_for() {
    let least: U256 = "1300000000000000000".parse().unwrap();
    let careful = |flash_loan| LeverageGoal { least_health: Some(least), ..goal(2.5, flash_loan) };
    // At 2.5 the health is 0.8 / 0.6 = 1.333: with a flash loan nothing is lower; without, the loops are smaller and more.
    assert_eq!(plan_loop_for(&ether(10, 0), &careful(true), &free()).unwrap().plan.moves, 1);
    let planned = plan_loop_for(&ether(10, 0), &careful(false), &free()).unwrap();
    assert!(planned.plan.steps.iter().all(|step| step.health_after.unwrap() >= least));
    assert!(planned.plan.moves > plan_loop_for(&ether(10, 0), &goal(2.5, false), &free()).unwrap().plan.moves);
    let higher = LeverageGoal { least_health: Some("1400000000000000000".parse().unwrap()), ..goal(2.5, true) };
    assert_eq!(plan_loop_for(&ether(10, 0), &higher, &free()).unwrap_err().code(), "out_of_range");
}

#[test]
fn an_unwind_sells_the_least_that_reaches_the_target() {
    // 30 ETH against 40,000 dollars is leverage 3; at 2 it is 20 ETH against 20,000.
    let venue = ether(30, 40_000);
    for flash_loan in [true, false] {
        let planned = plan_unwind_for(&venue, &goal(2.0, flash_loan), &free()).unwrap();
        assert_eq!(replayed(&venue, &planned.plan), planned.venue);
        // Every loop may lose a millionth of a dollar to rounding, which the target then takes twice.
        let left = (planned.venue.at("ETH").supply.to_f64() / 1e18, planned.venue.at("USDC").debt.to_f64() / 1e6);
        let rounding = 4e-6 * f64::from(planned.plan.moves);
        assert!((left.0 - 20.0).abs() <= rounding && (left.1 - 20_000.0).abs() <= rounding, "{left:?}");
        assert!(one_less(&venue, &planned).unwrap() > 2.0);
    }
    let planned = plan_unwind_for(&venue, &goal(2.0, false), &free()).unwrap();
    // Health 1.2 lets 5 ETH out at first, then more after each repayment.
    let Action::Withdraw { amount, .. } = &planned.plan.steps[0].action else { panic!("a withdrawal") };
    assert_eq!(*amount, whole(5, 18));
    assert!(planned.plan.moves > 1);
}

#[test]
fn an_unwind_to_one_repays_everything_whichever_way_the_venue_counts() {
    for strict in [false, true] {
        for flash_loan in [true, false] {
            let venue = Fake { strict, ..ether(30, 40_000) };
            let costs = costs(1.0, 0.0005, 0.003, Some(1_000_000.0));
            let planned = plan_unwind_for(&venue, &goal(1.0, flash_loan), &costs).unwrap();
            assert_eq!(replayed(&venue, &planned.plan), planned.venue);
            assert!(planned.venue.at("USDC").debt.is_zero());
            assert_eq!((planned.plan.health_after, planned.plan.leverage_after), (None, Some(1.0)));
            // 120 dollars of fees, 20 of the flash loan, and 16 of the price's move, less where the trades are smaller.
            let kept = planned.venue.at("ETH").supply.to_f64() / 1e18 * 2_000.0;
            assert!((19_840.0..19_880.0).contains(&kept), "{kept}");
        }
    }
}

#[test]
fn costs_that_eat_the_equity_leave_no_unwind() {
    let costs = costs(0.0, 0.0, 0.4, None);
    let found = plan_unwind_for(&ether(30, 40_000), &goal(1.0, true), &costs).unwrap_err();
    assert!(["out_of_range", "overflow", "refused"].contains(&found.code()), "{found}");
}

#[test]
fn bad_goals_have_their_codes_and_change_nothing() {
    let venue = ether(10, 0);
    let code = |goal: LeverageGoal| plan_loop_for(&venue, &goal, &free()).unwrap_err().code();
    assert_eq!(code(goal(f64::NAN, true)), "not_finite");
    assert_eq!(code(goal(0.5, true)), "out_of_range");
    assert_eq!(code(LeverageGoal { collateral: "GOLD".into(), ..goal(2.0, true) }), "unknown");
    assert_eq!(code(LeverageGoal { most_loops: 0, ..goal(2.0, false) }), "out_of_range");
    assert_eq!(plan_unwind_for(&venue, &goal(2.0, true), &free()).unwrap_err().code(), "out_of_range");
    assert_eq!(plan_loop_for(&ether(10, 15_000), &goal(2.0, true), &free()).unwrap_err().code(), "out_of_range");
    let bare = ActionCosts { gas: 0.0, flash_loan_fee: 0.0, assets: vec![] };
    assert_eq!(plan_loop_for(&venue, &goal(2.0, true), &bare).unwrap_err().code(), "out_of_range");
    assert_eq!(plan_loop_for(&venue, &goal(1.0, true), &free()).unwrap().plan.steps, []);
    assert!(plan_loop_for(&venue, &goal(2.0, true), &free()).is_ok());
}
