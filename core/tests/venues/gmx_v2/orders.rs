//! Orders of GMX v2: by hand, refusals by name, and what must hold on random positions.

use super::{bps, dollars, example, random_position, share, word};
use crate::seed::Seed;
use plimsoll::venue::gmx_v2::{GmxV2Position, GmxV2Trading};
use plimsoll::venue::{Action, Venue};
use plimsoll::{I256, RiskError, RiskErrorKind, U256};

fn refusal(result: Result<GmxV2Position, RiskError>) -> String {
    match result.map_err(RiskError::into_kind) {
        Err(RiskErrorKind::Refused { reason }) => reason,
        other => panic!("no refusal: {other:?}"),
    }
}

/// Two basis points of impact either way, six of fee, at most 100 times leverage, 66 for new size.
fn trading() -> Option<GmxV2Trading> {
    Some(GmxV2Trading {
        increase_impact_factor: -I256::from(bps(2)),
        decrease_impact_factor: -I256::from(bps(2)),
        increase_fee_factor: bps(6),
        min_position_size_usd: dollars(10),
        min_collateral_factor: bps(100),
        min_collateral_factor_for_open_interest: bps(150),
    })
}

/// Nothing open, no fee due.
fn closed() -> GmxV2Position {
    GmxV2Position {
        size_in_usd: U256::ZERO,
        size_in_tokens: U256::ZERO,
        collateral_amount: U256::ZERO,
        price_impact_usd: I256::ZERO,
        trading: trading(),
        ..example()
    }
}

/// Size in dollars and collateral in millionths; below zero is paid in with more of a long.
fn trade(size: i64, quote: i64) -> Action {
    let size = I256::new(size < 0, dollars(size.unsigned_abs()));
    Action::Trade { asset: "ETH".into(), size, quote: I256::new(quote < 0, U256::new(quote.unsigned_abs())) }
}

fn withdraw(amount: u64) -> Action {
    Action::Withdraw { asset: "USDC".into(), amount: U256::new(amount) }
}

#[test]
fn gmx_v2_orders_by_hand() {
    // 15 dollars of fee less a tenth; 5 dollars of impact wait as 0.002 ETH.
    let open = closed().apply(&trade(25_000, -2_000_000_000)).expect("an opening");
    assert_eq!((open.size_in_usd, open.size_in_tokens), (dollars(25_000), word(10_000_000_000_000_000_000)));
    assert_eq!(open.collateral_amount, U256::new(1_986_500_000));
    assert_eq!(open.pending_impact_amount, -I256::from(word(2_000_000_000_000_000)));
    assert_eq!(open.price_impact_usd, -I256::from(dollars(5)));
    // What has accrued before the opening is not charged.
    assert_eq!(open.health().expect("health").backing, I256::from(dollars(1_963)));
    // Half of it: half of both impacts and 6.75 of fees are paid.
    let half = open.apply(&trade(-12_500, 0)).expect("a decrease");
    assert_eq!((half.size_in_usd, half.collateral_amount), (dollars(12_500), U256::new(1_974_750_000)));
    assert_eq!(half.pending_impact_amount, -I256::from(word(1_000_000_000_000_000)));
    // The same with 500 out.
    let out = open.apply(&trade(-12_500, 500_000_000)).expect("a decrease");
    assert_eq!(out.collateral_amount, U256::new(1_474_750_000));
    // All of it.
    let gone = open.apply(&trade(-25_000, 0)).expect("a close");
    assert!(gone.size_in_usd.is_zero() && gone.collateral_amount.is_zero() && gone.boundaries().expect("none").is_empty());
    // Collateral alone; 1.5 % of the size must stay.
    let more = open.apply(&Action::Supply { asset: "USDC".into(), amount: U256::new(13_500_000) }).expect("a deposit");
    assert_eq!(more.collateral_amount, U256::new(2_000_000_000));
    assert_eq!(open.apply(&withdraw(1_611_500_000)).expect("375 are left").collateral_amount, U256::new(375_000_000));
    assert_eq!(refusal(open.apply(&withdraw(1_611_500_001))), "UnableToWithdrawCollateral");
}

#[test]
fn gmx_v2_orders_are_refused_by_name() {
    let open = closed().apply(&trade(25_000, -2_000_000_000)).expect("an opening");
    assert_eq!(refusal(closed().apply(&trade(25_000, -13_000_000))), "InsufficientCollateralAmount");
    assert_eq!(refusal(closed().apply(&trade(25_000, -388_000_000))), "InsufficientCollateralUsd");
    // 375 are enough for open interest, and 375 − 23.5 − 13.5 of closing are not 1.5 % by leverage.
    let with = |change: fn(&mut GmxV2Trading)| {
        let mut position = closed();
        change(position.trading.as_mut().expect("trading"));
        position
    };
    let strict = with(|trading| (trading.min_collateral_factor, trading.min_collateral_factor_for_open_interest) = (bps(150), bps(10)));
    assert_eq!(refusal(strict.apply(&trade(25_000, -389_000_000))), "LiquidatablePosition: min collateral for leverage");
    let free = with(|trading| (trading.min_collateral_factor, trading.min_collateral_factor_for_open_interest) = (U256::ZERO, U256::ZERO));
    assert_eq!(refusal(free.apply(&trade(25_000, -30_000_000))), "LiquidatablePosition: min collateral");
    let none = GmxV2Position { min_collateral_usd: U256::ZERO, ..free };
    assert_eq!(refusal(none.apply(&trade(25_000, -20_000_000))), "LiquidatablePosition: min collateral");
    assert_eq!(refusal(closed().apply(&trade(9, -5_000_000))), "MinPositionSize");
    assert_eq!(refusal(closed().apply(&Action::Supply { asset: "USDC".into(), amount: U256::ONE })), "InvalidPositionSizeValues");
    let heavy = with(|trading| trading.increase_impact_factor = -I256::from(bps(10_001)));
    assert_eq!(refusal(heavy.apply(&trade(25_000, -2_000_000_000))), "PriceImpactLargerThanOrderSize");
    assert_eq!(refusal(closed().apply(&trade(-1, 0))), "EmptyPosition");
    assert_eq!(refusal(open.apply(&trade(-25_001, 0))), "InvalidDecreaseOrderSize");
    // 2,000 of loss on 1,986.5 of collateral: not even a close by hand.
    let lost = open.with_prices(&[("ETH", share(open.tokens[0].price, 92, 100))]).expect("a price");
    assert_eq!(refusal(lost.apply(&trade(-25_000, 0))), "InsufficientFundsToPayForCosts");
    assert_eq!(example().apply(&trade(1, 0)).expect_err("no trading").code(), "unsupported");
    assert_eq!(open.apply(&trade(1, 1)).expect_err("paid out with more size").code(), "out_of_range");
    assert_eq!(open.apply(&Action::Supply { asset: "ETH".into(), amount: U256::ONE }).expect_err("not the collateral").code(), "unknown");
}

/// A decrease that leaves less than the smallest size, or too little collateral, closes all; one that leaves too little behind the rest
/// pays nothing out.
#[test]
fn gmx_v2_decreases_are_adjusted() {
    let open = closed().apply(&trade(25_000, -2_000_000_000)).expect("an opening");
    assert!(open.apply(&trade(-24_991, 0)).expect("a close").size_in_usd.is_zero());
    assert!(!open.apply(&trade(-24_990, 0)).expect("a decrease").size_in_usd.is_zero());
    let kept = open.apply(&trade(-1_000, 1_900_000_000)).expect("a decrease");
    assert!(kept.collateral_amount > U256::new(1_985_000_000), "{}", kept.collateral_amount);
}

#[test]
fn gmx_v2_orders_keep_their_promises() {
    let mut random = Seed::new(29);
    let (mut accepted, mut refused) = (0, 0);
    for number in 0..10_000 {
        let mut position = random_position(&mut random);
        position.trading = trading().map(|trading| GmxV2Trading {
            increase_impact_factor: I256::new(random.chance(70), bps(random.between(0, 30))),
            decrease_impact_factor: I256::new(random.chance(70), bps(random.between(0, 30))),
            min_collateral_factor: position.min_collateral_factor_for_liquidation,
            ..trading
        });
        let sign = position.is_long;
        let size = share(position.size_in_usd, random.between(1, 150), 100);
        let paid = share(position.collateral_amount, random.between(0, 150), 100);
        let trade = |grows: bool, paid: U256| Action::Trade {
            asset: position.index.clone(),
            size: I256::new(grows != sign, size),
            quote: I256::new(grows, paid),
        };
        let collateral = position.collateral.clone();
        let actions = [
            (trade(true, paid), true),
            (trade(false, paid), false),
            (Action::Supply { asset: collateral.clone(), amount: paid }, true),
            (Action::Withdraw { asset: collateral, amount: paid }, false),
        ];
        for (action, grows) in actions {
            match position.apply(&action) {
                Ok(after) => {
                    let health = after.health().expect("health");
                    // An increase is checked by all that liquidates; a decrease leaves out the smallest collateral.
                    let small = health.backing < I256::from(after.min_collateral_usd);
                    assert!(!health.liquidatable || (!grows && small), "{number}: {action:?}");
                    if grows {
                        assert!(after.size_in_usd >= position.size_in_usd);
                    } else {
                        assert!(after.size_in_usd <= position.size_in_usd && after.collateral_amount <= position.collateral_amount);
                    }
                    accepted += 1;
                }
                Err(error) if matches!(error.kind(), RiskErrorKind::Refused { .. }) => refused += 1,
                Err(error) => panic!("{number}: {action:?}: {error}"),
            }
        }
    }
    println!("GMX v2: {accepted} orders accepted, {refused} refused");
    assert!(accepted > 10_000 && refused > 5_000);
}
