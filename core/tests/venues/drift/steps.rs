//! Steps, a later time and liquidations of Drift: by hand, and what must hold on random users.

use super::program::{perp_terms, spot_terms};
use super::{example, int, random_user};
use crate::seed::Seed;
use plimsoll::venue::drift::{DriftFunding, DriftLiquidation, DriftSpotMarket, DriftUser};
use plimsoll::venue::{Action, LiquidationCall, Venue};
use plimsoll::{RiskError, RiskErrorKind, U256};

/// The name of a refusal.
pub fn refusal<T: std::fmt::Debug>(result: Result<T, RiskError>) -> String {
    match result.map_err(RiskError::into_kind) {
        Err(RiskErrorKind::Refused { reason }) => reason,
        other => panic!("no refusal: {other:?}"),
    }
}

pub fn market(deposits: u64, borrows: u64, elapsed: u32) -> DriftSpotMarket {
    DriftSpotMarket {
        deposit_balance: U256::new(deposits),
        borrow_balance: U256::new(borrows),
        optimal_utilization: 700_000,
        optimal_borrow_rate: 80_000,
        max_borrow_rate: 1_500_000,
        min_borrow_rate: 1,
        insurance_fund_factor: 100_000,
        scale_initial_asset_weight_start: U256::ZERO,
        elapsed_seconds: elapsed,
        limits: None,
    }
}

/// The same with all that steps and liquidations read.
pub fn complete(mut user: DriftUser) -> DriftUser {
    for spot in &mut user.spots {
        spot.terms = spot_terms(5_000, 5_000);
        if let Some(terms) = &mut spot.terms {
            let weights = if spot.is_quote { (10_000, 10_000) } else { (7_500, 12_000) };
            (terms.initial_asset_weight, terms.initial_liability_weight) = weights;
        }
        if spot.is_quote {
            (spot.maintenance_asset_weight, spot.maintenance_liability_weight) = (10_000, 10_000);
        }
        if let Some(market) = &mut spot.market {
            // The user's own balance is a part of the market's.
            for total in [&mut market.deposit_balance, &mut market.borrow_balance] {
                *total = total.try_add(spot.scaled_balance, "total").expect("fits");
            }
        }
    }
    for perp in &mut user.perps {
        perp.terms = perp_terms(10_000, 10_000);
        let steps = perp.base_asset_amount.try_div(U256::new(10_000_000), "steps").expect("not zero");
        perp.base_asset_amount = steps.try_mul(int(10_000_000), "steps").expect("fits");
    }
    user.liquidation =
        Some(DriftLiquidation { initial_pct_to_liquidate: 1_000, liquidation_duration: 150, margin_freed: U256::ZERO, slots_elapsed: 0 });
    user
}

fn trade(size: i64, quote: i64) -> Action {
    Action::Trade { asset: "SOL-PERP".into(), size: int(size), quote: int(quote) }
}

fn withdraw(asset: &str, amount: u64) -> Action {
    Action::Withdraw { asset: asset.into(), amount: U256::new(amount) }
}

#[test]
fn drift_trade_by_hand() {
    // 2,000 dollars and 100 SOL at 100: 1,000 are required of an order, 750 of a fill, 500 of what is held.
    let user = complete(example());
    // The order's worst case is 200 SOL: 2,000 required and a cent for the order.
    assert_eq!(refusal(user.apply(&trade(100_000_000_000, -10_000_000_000))), "InsufficientCollateral");
    let more = user.apply(&trade(99_900_000_000, -9_990_000_000)).expect("199.9 SOL need 1,999 and a cent");
    assert_eq!((more.perps[0].base_asset_amount, more.perps[0].open_orders), (int(199_900_000_000), 0));
    assert_eq!(more.health().expect("health").required, U256::new(999_500_000));
    // A fill at a bad price: 2,000 − 510 hold no more than what a fill of 199.9 requires, 1,499.25.
    assert!(user.apply(&trade(99_900_000_000, -9_990_000_000 - 500_750_000)).is_ok());
    assert_eq!(refusal(user.apply(&trade(99_900_000_000, -9_990_000_000 - 500_750_001))), "InsufficientCollateral");
    // Closing needs the maintenance margin only, and turning is a new risk.
    let closed = user.apply(&trade(-100_000_000_000, 9_000_000_000)).expect("a close");
    assert_eq!((closed.perps[0].base_asset_amount, closed.perps[0].quote_asset_amount), (int(0), int(-1_000_000_000)));
    let turned = user.apply(&trade(-150_000_000_000, 15_000_000_000)).expect("a turn");
    assert_eq!(turned.perps[0].base_asset_amount, int(-50_000_000_000));
    // Funding is settled first.
    let mut funded = user.clone();
    funded.perps[0].cumulative_funding_rate = int(500_000_000);
    assert_eq!(funded.apply(&trade(-100_000_000_000, 10_000_000_000)).expect("a close").perps[0].quote_asset_amount, int(-50_000_000));
    assert_eq!(refusal(user.apply(&trade(0, 0))), "InvalidOrderSizeTooSmall");
    assert_eq!(refusal(user.apply(&trade(10_000_001, 0))), "InvalidOrderNotStepSizeMultiple");
    let mut least = user.clone();
    least.perps[0].terms.as_mut().expect("terms").min_order_size = U256::new(1_000_000_000);
    assert_eq!(refusal(least.apply(&trade(500_000_000, -50_000_000))), "InvalidOrderMinOrderSize");
    assert_eq!(example().apply(&trade(1, 1)).expect_err("no terms").code(), "unsupported");
}

#[test]
fn drift_deposits_and_withdrawals_by_hand() {
    let mut user = complete(example());
    // 1,000 required of 2,000; a unit of the scaled balance rounds against who leaves.
    let less = user.apply(&withdraw("USDC", 999_999_999)).expect("the rest covers it");
    assert_eq!(less.spots[0].scaled_balance, U256::new(1_000_000_000_999));
    assert_eq!(refusal(user.apply(&withdraw("USDC", 1_000_000_000))), "InsufficientCollateral");
    // A debt of SOL counts for 1.2, its price at the worse of now and the average.
    let borrow = Action::Borrow { asset: "SOL".into(), amount: U256::new(8_333_333_333) };
    let owing = user.apply(&borrow).expect("999.99 of 1,000");
    assert!(owing.spots[1].is_borrow);
    user.spots[1].terms.as_mut().expect("terms").price_twap_5min = Some(U256::new(101_000_000));
    assert_eq!(refusal(user.apply(&borrow)), "InsufficientCollateral");
    // Repaying takes no more than what is owed; a deposit turns the rest into one.
    let repay = |action: fn(String, U256) -> Action| owing.apply(&action("SOL".into(), U256::new(9_000_000_000))).expect("a repayment");
    assert!(repay(|asset, amount| Action::Repay { asset, amount }).spots[1].scaled_balance.is_zero());
    let held = repay(|asset, amount| Action::Supply { asset, amount });
    assert!(!held.spots[1].is_borrow && !held.spots[1].scaled_balance.is_zero());
    assert_eq!(refusal(user.apply(&Action::Supply { asset: "USDC".into(), amount: U256::ZERO })), "InsufficientDeposit");
    // The market's deposits must cover its debts.
    let mut poor = user.clone();
    poor.spots[0].market = Some(market(2_000_000_000_000, 1_500_000_000_000, 0));
    assert!(poor.apply(&withdraw("USDC", 499_000_000)).is_ok());
    assert_eq!(refusal(poor.apply(&withdraw("USDC", 501_000_000))), "SpotMarketInsufficientDeposits");
    // A deposit that covers the buffer ends a liquidation; a trade is refused until then.
    let mut caught = user.clone();
    (caught.being_liquidated, caught.perps[0].quote_asset_amount) = (true, int(-11_500_000_000));
    assert_eq!(refusal(caught.apply(&trade(-10_000_000, 1_000_000))), "UserIsBeingLiquidated");
    let saved = caught.apply(&Action::Supply { asset: "USDC".into(), amount: U256::new(300_000_000) }).expect("a deposit");
    assert!(!saved.being_liquidated);
    // Swapping into a worse collateral needs the initial margin; more than the deposit needs margin trading.
    let swap = |amount: u64, received: u64| Action::Swap {
        from: "USDC".into(),
        to: "SOL".into(),
        amount: U256::new(amount),
        received: U256::new(received),
    };
    assert!(user.apply(&swap(1_000_000_000, 9_900_000_000)).is_ok());
    assert_eq!(refusal(user.apply(&swap(2_000_000_000, 13_000_000_000))), "InsufficientCollateral");
    assert_eq!(refusal(user.apply(&swap(2_000_000_001, 20_000_000_000))), "MarginTradingDisabled");
    assert_eq!(refusal(user.apply(&swap(1, 0))), "InvalidSwap");
}

#[test]
fn drift_later_by_hand() {
    let mut user = example();
    user.perps[0].funding = Some(DriftFunding { rate: int(10_000_000), period_seconds: 3_600, elapsed_seconds: 1_800 });
    assert_eq!(user.later(3_600).expect_err("no rates of USDC").code(), "unsupported");
    user.spots[0].market = Some(market(1_000_000_000_000, 350_000_000_000, 0));
    // Half an hour later one period of a cent per SOL is due; utilisation 35 % costs 4 % and pays 1.4 % less a tenth.
    let later = user.later(1_800).expect("later");
    let paid = user.health().expect("health").backing.try_sub(later.health().expect("health").backing, "paid").expect("small");
    let interest = 2_000.0 * 0.35 * 0.04 * 0.9 * 1_800.0 / 31_536_000.0 * 1e6;
    assert!((paid.to_f64() - (1_000_000.0 - interest)).abs() < 2.0, "{paid} and {interest}");
    // Two steps of time are one.
    assert_eq!(user.later(1_000).and_then(|user| user.later(800)).expect("later"), later);
    let mut bad = user.clone();
    bad.perps[0].funding.as_mut().expect("funding").period_seconds = 0;
    assert_eq!(bad.health().expect_err("a period of 0").code(), "out_of_range");
    bad = user;
    bad.spots[0].market.as_mut().expect("a market").optimal_utilization = 1_000_001;
    assert_eq!(bad.health().expect_err("a share above 1").code(), "out_of_range");
}

/// What a user could do at once, and what it takes away from equity: nothing but the fee in the price.
#[test]
fn drift_steps_keep_their_promises() {
    let mut random = Seed::new(77);
    let (mut accepted, mut refused) = (0, 0);
    for _ in 0..5_000 {
        let user = complete(random_user(&mut random));
        let size = i64::try_from(random.between(1, 4_000)).expect("small") * 10_000_000 * if random.chance(50) { 1 } else { -1 };
        let price = i64::try_from(user.perps[0].price.to_f64() as u64).expect("small");
        let quote = i64::try_from(-i128::from(size) * i128::from(price) / 1_000_000_000).expect("small");
        let actions = [
            trade(size, quote),
            withdraw("USDC", random.between(1, 10_000_000_000)),
            Action::Borrow { asset: "SOL".into(), amount: U256::new(random.between(1, 50_000_000_000)) },
            Action::Supply { asset: "SOL".into(), amount: U256::new(random.between(1, 50_000_000_000)) },
        ];
        let before = user.health().expect("health");
        for action in actions {
            match user.apply(&action) {
                Ok(after) => {
                    let now = after.health().expect("health");
                    // No step but a deposit, which may be too small, leaves a user who can be liquidated.
                    assert!(!now.liquidatable || matches!(action, Action::Supply { .. }), "{action:?} on {user:?}");
                    if matches!(action, Action::Trade { .. }) {
                        let moved = now.equity.try_sub(before.equity, "moved").expect("small").magnitude();
                        assert!(moved <= U256::new(5), "{moved}");
                    }
                    accepted += 1;
                }
                Err(error) if matches!(error.kind(), RiskErrorKind::Refused { .. }) => refused += 1,
                Err(error) => panic!("{action:?}: {error}"),
            }
        }
    }
    println!("Drift: {accepted} steps accepted, {refused} refused");
    assert!(accepted > 5_000 && refused > 2_000);
}

/// Every call that is offered does something, ends, and leaves the books even.
#[test]
fn drift_liquidations_end() {
    let mut random = Seed::new(5);
    let (mut ended, mut broke, mut gains) = (0, 0, 0);
    for number in 0..3_000 {
        let mut user = complete(random_user(&mut random));
        for _ in 0..60 {
            let Some(call) = user.liquidation_calls().expect("calls").into_iter().next() else { break };
            if let Some(limits) = &mut user.liquidation {
                limits.slots_elapsed = 150;
            }
            let (after, outcome) = user.liquidate(&call).unwrap_or_else(|error| panic!("{number}: {call:?}: {error}"));
            let (was, is) = (user.health().expect("health").equity, after.health().expect("health").equity);
            // What is seized less what is repaid leaves the user, but for rounded units: one of BTC is worth 900 millionths.
            let moved = was.try_sub(is, "moved").and_then(|moved| moved.try_sub(outcome.borrower_loss_value, "moved")).expect("small");
            assert!(moved.magnitude() <= U256::new(2_000), "{number}: {moved} of {call:?}");
            assert!(outcome.received_value <= outcome.seized_value);
            user = after;
        }
        let broken = user.health().expect("health").liquidatable;
        assert!(user.liquidation_calls().expect("calls").is_empty(), "{number}: no end");
        if broken && user.perps.iter().any(|perp| perp.quote_asset_amount > int(0)) {
            // A gain that waits to be settled: neither bankrupt nor one of the three liquidations.
            gains += 1;
        } else if broken {
            let names: Vec<String> = user.prices().expect("prices").into_iter().map(|price| price.asset).collect();
            for debt in names {
                let call = LiquidationCall { collateral: "USDC".into(), debt, repay: None, seize: None, receive_shares: false };
                if let Ok((after, outcome)) = user.liquidate(&call) {
                    assert!(!outcome.deficit.is_empty());
                    user = after;
                }
            }
            assert!(!user.health().expect("health").liquidatable, "{number}: debts left");
            broke += 1;
        } else {
            ended += 1;
        }
    }
    println!("Drift: {ended} users left safe, {broke} bankrupt, {gains} with a gain to settle");
    assert!(ended > 1_000 && broke > 100);
}
