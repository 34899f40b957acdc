//! Compound III: accounts of one to four collaterals, from dust to the contract's widths, and what holds for all of them.

#[path = "compound_v3/generator.rs"]
mod generator;

use crate::boundary::boundaries_hold;
use crate::seed::Seed;
use generator::{INDEX, STEP, add, collateral, position, times, usual};
use plimsoll::account::{BoundarySide, PriceBoundary};
use plimsoll::exact::WAD;
use plimsoll::venue::compound_v3::*;
use plimsoll::venue::{Action, LiquidationCall, Venue};
use plimsoll::{I256, RiskError, RiskErrorKind, U256};

/// The account with nothing left to accrue.
fn accrued(account: &CompoundV3Position) -> CompoundV3Position {
    CompoundV3Position { market: account.market.accrue().expect("a usual market"), ..account.clone() }
}

fn call() -> LiquidationCall {
    LiquidationCall { collateral: "ETH".into(), debt: "USDC".into(), repay: None, seize: None, receive_shares: false }
}

fn reason(error: RiskError) -> String {
    match error.into_kind() {
        RiskErrorKind::Refused { reason } => reason,
        other => other.code().to_string(),
    }
}

#[test]
fn compound_v3_boundaries_hold() {
    let seen = boundaries_hold(0x636f_6d65, position);
    assert!(seen.flips > 70_000 && seen.none > 10_000 && seen.reverts > 1_000, "the generator has gone stale: {seen:?}");
}

#[test]
fn compound_v3_borrow_boundaries_flip_the_borrow_check() {
    let mut random = Seed::new(0x0001_636f);
    let (mut flips, mut none) = (0, 0);
    for _ in 0..10_000 {
        let made = accrued(&usual(&mut random));
        let now = made.is_borrow_collateralized().expect("a usual account");
        for found in made.borrow_boundaries().expect("boundaries") {
            let at = |price| made.with_prices(&[(&found.asset, price)]).expect("a name").is_borrow_collateralized();
            match (found.boundary, found.side) {
                (PriceBoundary::At { price, .. }, side) => {
                    let beyond = if side == BoundarySide::Collateral { price.saturating_sub(U256::ONE) } else { add(price, U256::ONE) };
                    assert_eq!((at(price), at(beyond)), (Ok(true), Ok(false)), "{found:?}");
                    flips += 1;
                }
                (PriceBoundary::NothingLiquidates, _) => assert!(now),
                (PriceBoundary::NothingSaves, BoundarySide::Collateral) => {
                    assert!(!now && at(U256::MAX.half()) != Ok(true), "{found:?}");
                    none += 1;
                }
                (PriceBoundary::NothingSaves, BoundarySide::Debt) => assert_eq!((now, at(U256::ONE)), (false, Ok(false))),
            }
        }
    }
    assert!(flips > 10_000 && none > 100, "{flips} flips, {none} without");
}

#[test]
fn compound_v3_health_goes_with_every_price_and_against_time() {
    let mut random = Seed::new(0x0002_636f);
    for _ in 0..5_000 {
        let made = position(&mut random);
        let Ok(now) = made.health() else { continue };
        for (place, price) in made.prices().expect("prices").into_iter().enumerate() {
            let Ok(higher) = price.price.try_add(price.price.half(), "higher") else { continue };
            let Ok(then) = made.with_prices(&[(&price.asset, higher)]).expect("a name").health() else { continue };
            if place == 0 {
                assert!(then.liquidatable || !now.liquidatable, "the base asset: {made:?}");
            } else {
                assert!(now.liquidatable || !then.liquidatable, "{}: {made:?}", price.asset);
                assert!(then.backing >= now.backing);
            }
        }
        if let Ok(then) = made.later(86_400).expect("a later time").health() {
            assert!(then.required >= now.required);
        }
    }
}

#[test]
fn compound_v3_rounding_never_favours_the_user() {
    let mut random = Seed::new(0x0003_636f);
    let (mut lent, mut owed) = (0, 0);
    for _ in 0..5_000 {
        let mut made = accrued(&usual(&mut random));
        made.principal = I256::ZERO;
        // Rewards are settled on every touch, from an index that is not above the market's.
        made.base_tracking_index = made.market.tracking_supply_index.min(made.market.tracking_borrow_index);
        let amount = random.word(60).max(U256::ONE);
        if let Ok(after) = made.supply_base(amount) {
            assert!(after.balance_now().expect("a balance") <= amount.into());
            let empty = after.withdraw_base(U256::MAX).expect("all of it");
            assert!(!empty.principal.is_negative() && empty.principal <= I256::from(U256::ONE));
            lent += 1;
        }
        if let Ok(after) = made.withdraw_base(amount) {
            assert!(after.balance_now().expect("a balance") <= -I256::from(amount));
            assert_eq!((after.is_borrow_collateralized(), after.is_liquidatable()), (Ok(true), Ok(false)));
            let ready = CompoundV3Position { base_tracking_index: after.market.tracking_borrow_index, ..after };
            assert_eq!(ready.supply_base(U256::MAX).expect("all of it").principal, I256::ZERO);
            owed += 1;
        }
    }
    assert!(lent > 4_000 && owed > 500, "{lent} supplied, {owed} borrowed");
}

#[test]
fn compound_v3_limits_are_the_last_that_goes_through() {
    let mut random = Seed::new(0x0005_636f);
    let (mut drawn, mut freed) = (0, 0);
    for _ in 0..1_000 {
        let mut made = usual(&mut random);
        (made.market.tracking_supply_index, made.market.tracking_borrow_index) = (U256::new(INDEX), U256::new(INDEX));
        if random.chance(30) {
            made.principal = I256::new(false, made.principal.magnitude().half());
        }
        let most = made.max_withdraw_base().expect("a limit");
        assert!(most.is_zero() || made.withdraw_base(most).is_ok());
        assert!(made.withdraw_base(add(most, U256::ONE)).is_err(), "{most}: {made:?}");
        drawn += u32::from(!most.is_zero());
        let asset = made.collaterals[0].asset.clone();
        let most = made.max_withdraw_collateral(&asset).expect("a limit");
        assert!(most.is_zero() || made.withdraw_collateral(&asset, most).is_ok());
        assert!(made.withdraw_collateral(&asset, add(most, U256::ONE)).is_err());
        freed += u32::from(!most.is_zero());
    }
    assert!(drawn > 300 && freed > 300, "{drawn} {freed}");
}

#[test]
fn compound_v3_absorbs_what_is_liquidatable_and_nothing_else() {
    let mut random = Seed::new(0x0004_636f);
    let (mut absorbed, mut refused, mut short, mut left) = (0, 0, 0, 0);
    for _ in 0..5_000 {
        let mut made = usual(&mut random);
        made.market.tracking_borrow_index = add(made.market.tracking_borrow_index, made.base_tracking_index);
        let health = made.health().expect("a usual account");
        assert_eq!(made.liquidation_calls().expect("calls").len(), usize::from(health.liquidatable));
        let result = made.liquidate(&call());
        if !health.liquidatable {
            assert_eq!(reason(result.expect_err("a safe account")), "NotLiquidatable");
            refused += 1;
            continue;
        }
        let debt = made.balance_now().expect("a balance").magnitude();
        let (after, did) = result.expect("an absorption");
        let sum = |list: &[plimsoll::venue::AssetAmount]| list.iter().fold(U256::ZERO, |sum, one| add(sum, one.amount));
        assert_eq!(add(sum(&did.repaid), sum(&did.deficit)), debt);
        assert!(after.collaterals.iter().all(|one| one.balance.is_zero()) && !after.principal.is_negative());
        assert!(did.deficit.is_empty() || did.surplus.is_empty());
        assert!(did.received.is_empty() && did.health_after.is_none() && did.health_before == health.health_factor);
        assert!(after.balance_now().expect("a balance") <= sum(&did.surplus).into());
        (short, left) = (short + u32::from(!did.deficit.is_empty()), left + u32::from(!did.surplus.is_empty()));
        absorbed += 1;
    }
    assert!(absorbed > 1_500 && refused > 1_500 && short > 200 && left > 200, "{absorbed} {refused} {short} {left}");
}

#[test]
fn compound_v3_reads_no_price_after_the_debt_is_covered() {
    let index = U256::new(INDEX);
    let (ten, dollar) = (U256::power_of_ten(19).expect("ten"), U256::new(100_000_000));
    let market = CompoundV3Market {
        base_asset: "USDC".into(),
        base_decimals: 6,
        base_price: dollar,
        base_min_for_rewards: U256::ONE,
        base_supply_index: index,
        base_borrow_index: index,
        ..CompoundV3Market::default()
    };
    let asset = |name: &str, price: u64| CompoundV3Collateral {
        asset: name.into(),
        decimals: 18,
        price: U256::new(price),
        liquidate_collateral_factor: times(U256::new(8_000), STEP),
        balance: ten,
        ..CompoundV3Collateral::default()
    };
    let principal = -I256::from(U256::new(14_000_000_000));
    let collaterals = vec![asset("ETH", 200_000_000_000), asset("BTC", 0)];
    let account = CompoundV3Position { market, collaterals, principal, ..CompoundV3Position::default() };
    assert!(!account.health().expect("the first covers the debt").liquidatable);
    // Below 1,750 dollars the contract would read the feed that answers nothing, and revert: no price liquidates.
    let boundaries = account.boundaries().expect("boundaries");
    assert!(boundaries.iter().all(|found| found.boundary == PriceBoundary::NothingLiquidates), "{boundaries:?}");
    let fallen = account.with_prices(&[("ETH", U256::new(170_000_000_000))]).expect("a name");
    assert!(fallen.health().expect_err("the second is read").to_string().contains("BadPrice"));
    let priced = account.with_prices(&[("BTC", U256::ONE)]).expect("a name");
    let at = PriceBoundary::At { price: U256::new(174_999_999_999), unique: true };
    assert_eq!(priced.boundaries().expect("boundaries")[0].boundary, at);
}

#[test]
fn compound_v3_actions_go_by_the_assets_name() {
    let mut random = Seed::new(5);
    let mut made = usual(&mut random);
    made.collaterals = vec![CompoundV3Collateral { asset: "ETH".into(), ..collateral(&mut random, 0) }];
    let eth_zeros = made.collaterals[0].decimals;
    let balance = times(U256::power_of_ten(eth_zeros).expect("a power"), 10);
    let one = &mut made.collaterals[0];
    (one.balance, one.total_supply_asset, one.supply_cap) = (balance, balance, times(balance, 2));
    (one.borrow_collateral_factor, one.liquidate_collateral_factor) = (times(U256::new(8_000), STEP), times(U256::new(9_000), STEP));
    (one.price, made.market.base_price, made.market.base_decimals) = (U256::new(200_000_000_000), U256::new(100_000_000), 6);
    (made.market.base_borrow_min, made.market.elapsed_seconds) = (U256::new(100_000_000), 60);
    (made.market.base_borrow_index, made.market.total_borrow_base) = (U256::new(INDEX), U256::new(1_000_000_000_000));
    made.principal = -I256::from(U256::new(5_000_000_000));
    let (eth, usdc) = (|| "ETH".to_string(), || "USDC".to_string());
    let thousand = U256::new(1_000_000_000);
    let repaid = made.apply(&Action::Repay { asset: usdc(), amount: U256::MAX }).expect("all of it");
    assert_eq!(repaid.principal, I256::ZERO);
    assert_eq!(made.apply(&Action::Supply { asset: usdc(), amount: U256::MAX }).expect("the same step").principal, I256::ZERO);
    let free = repaid.apply(&Action::Withdraw { asset: eth(), amount: balance }).expect("all collateral");
    assert!(free.collaterals[0].balance.is_zero());
    let more = made.apply(&Action::Borrow { asset: usdc(), amount: thousand }).expect("within 16,000");
    assert!(more.principal < made.principal && more.market.elapsed_seconds == 0);
    let supplied = made.apply(&Action::Supply { asset: eth(), amount: U256::ONE }).expect("below the cap");
    assert_eq!((supplied.market.elapsed_seconds, supplied.collaterals[0].balance), (60, add(balance, U256::ONE)));
    let swap = Action::Swap { from: eth(), to: usdc(), amount: balance, received: U256::new(20_000_000_000) };
    let swapped = made.apply(&swap).expect("repays, then takes the collateral");
    assert!(!swapped.principal.is_negative() && swapped.collaterals[0].balance.is_zero());
    let before = made.clone();
    let refusals = [
        (Action::Withdraw { asset: eth(), amount: balance }, "NotCollateralized"),
        (Action::Borrow { asset: usdc(), amount: U256::new(12_000_000_000) }, "NotCollateralized"),
        (Action::Supply { asset: eth(), amount: add(balance, U256::ONE) }, "SupplyCapExceeded"),
        (Action::Supply { asset: eth(), amount: U256::MAX }, "InvalidUInt128"),
        (Action::Supply { asset: usdc(), amount: U256::power_of_ten(40).expect("a power") }, "InvalidUInt104"),
        (Action::Withdraw { asset: eth(), amount: add(balance, U256::ONE) }, "overflow"),
        (Action::Borrow { asset: eth(), amount: U256::ONE }, "unsupported"),
        (Action::Repay { asset: "BTC".into(), amount: U256::ONE }, "unknown"),
        (Action::Withdraw { asset: "BTC".into(), amount: U256::ONE }, "unknown"),
        (Action::SetEMode { category: 1 }, "unsupported"),
    ];
    for (action, word) in refusals {
        assert_eq!(reason(made.apply(&action).expect_err("a refusal")), word, "{action:?}");
        assert_eq!(made, before, "a refused step changes nothing");
    }
    let small = Action::Borrow { asset: usdc(), amount: U256::new(99_999_999) };
    assert_eq!(reason(repaid.apply(&small).expect_err("below the minimum")), "BorrowTooSmall");
}

#[test]
fn compound_v3_refuses_states_that_no_market_holds() {
    type Spoil = fn(&mut CompoundV3Position);
    let mut good = usual(&mut Seed::new(3));
    good.collaterals.truncate(1);
    good.market.elapsed_seconds = 60;
    let spoils: [(Spoil, &str); 13] = [
        (|p| p.market.base_decimals = 5, "out_of_range"),
        (|p| p.market.base_borrow_index = U256::new(INDEX - 1), "out_of_range"),
        (|p| p.market.base_supply_index = U256::MAX, "out_of_range"),
        (|p| p.market.total_borrow_base = U256::MAX, "out_of_range"),
        (|p| p.market.base_min_for_rewards = U256::ZERO, "out_of_range"),
        (|p| p.market.store_front_price_factor = U256::MAX, "out_of_range"),
        (|p| p.market.base_price = U256::ZERO, "refused"),
        (|p| p.principal = I256::new(true, U256::MAX), "out_of_range"),
        (|p| p.collaterals[0].decimals = 20, "out_of_range"),
        (|p| p.collaterals[0].liquidate_collateral_factor = WAD.try_sub(U256::ONE, "test").expect("fits"), "out_of_range"),
        (|p| p.collaterals[0].borrow_collateral_factor = WAD, "out_of_range"),
        (|p| p.collaterals[0].asset = "USDC".into(), "duplicate"),
        (|p| (p.market.total_supply_base, p.market.total_borrow_base) = (U256::ONE, U256::from_u128((1 << 104) - 1)), "overflow"),
    ];
    for (spoil, code) in spoils {
        let mut bad = good.clone();
        spoil(&mut bad);
        assert_eq!(bad.health().expect_err("a bad state").code(), code);
        assert_eq!(bad.boundaries().expect_err("a bad state").code(), code);
        assert_eq!(bad.account().expect_err("a bad state").code(), code);
        assert!(good.health().is_ok() && good.boundaries().is_ok());
    }
    let part = LiquidationCall { repay: Some(U256::ONE), ..call() };
    assert_eq!(good.liquidate(&part).expect_err("not in part").code(), "unsupported");
    assert_eq!(good.with_prices(&[("XYZ", U256::ONE)]).expect_err("no such asset").code(), "unknown");
    assert_eq!(good.later(u32::MAX).expect_err("beyond 32 bits").code(), "out_of_range");
}
