//! Morpho Blue: positions from dust to 128 bits, and what holds for all of them.

use crate::boundary::boundaries_hold;
use crate::seed::Seed;
use plimsoll::account::PriceBoundary;
use plimsoll::exact::WAD;
use plimsoll::venue::morpho_blue::*;
use plimsoll::venue::{Action, LiquidationCall, Venue};
use plimsoll::{RiskError, RiskErrorKind, U256};

const LLTVS: [u64; 8] = [385, 625, 770, 860, 915, 945, 965, 980];

fn add(a: U256, b: U256) -> U256 {
    a.try_add(b, "test").expect("fits")
}

fn times(a: U256, b: u64) -> U256 {
    a.try_mul(U256::new(b), "test").expect("fits")
}

fn per_mille(random: &mut Seed, of: U256) -> U256 {
    times(of, random.between(0, 1_000)).try_div(U256::new(1_000), "test").expect("not zero")
}

/// A market and a position of usual sizes.
fn usual(random: &mut Seed) -> MorphoBluePosition {
    let (loan_decimals, collateral_decimals) = (random.pick(&[6, 8, 18]), random.pick(&[6, 8, 18]));
    let borrowed = random.amount(6, loan_decimals - 2);
    let collateral = random.amount(6, collateral_decimals - 3);
    let others = random.amount(6, loan_decimals);
    let total = add(borrowed, others);
    let grown = |assets: U256, growth: u64| times(assets, 1_000_000 - growth);
    let growth = random.between(0, 200_000);
    let price_zeros = 36 + loan_decimals - collateral_decimals - 3;
    let market = MorphoBlueMarket {
        loan_asset: "USDC".into(),
        loan_decimals,
        collateral_asset: "ETH".into(),
        collateral_decimals,
        price: random.amount(6, price_zeros),
        factor: Some("ETH".into()),
        lltv: times(U256::new(random.pick(&LLTVS)), 1_000_000_000_000_000),
        fee: times(U256::new(random.pick(&[0, 0, 1, 10, 25])), 10_000_000_000_000_000),
        borrow_rate: U256::new(random.between(0, 20_000_000_000)),
        rate_at_target: random.chance(30).then(|| U256::new(1_268_391_679)),
        elapsed_seconds: u32::try_from(random.pick(&[0, 1, 12, 3_600, 86_400, 31_536_000])).expect("fits"),
        total_supply_assets: add(total, random.amount(6, loan_decimals)),
        total_supply_shares: grown(add(total, borrowed), growth),
        total_borrow_assets: total,
        total_borrow_shares: grown(total, growth),
    };
    let borrow_shares = grown(borrowed, growth);
    let supply_shares = if random.chance(30) { random.word(60).min(market.total_supply_shares) } else { U256::ZERO };
    MorphoBluePosition { market, supply_shares, borrow_shares, collateral, pre_liquidation: None }
}

/// Anything that the contract's words can hold.
fn extreme(random: &mut Seed) -> MorphoBluePosition {
    let (supply, borrow) = (random.word(128), random.word(128));
    let market = MorphoBlueMarket {
        loan_asset: "USDC".into(),
        loan_decimals: u8::try_from(random.between(0, 36)).expect("fits"),
        collateral_asset: "ETH".into(),
        collateral_decimals: u8::try_from(random.between(0, 36)).expect("fits"),
        price: random.word(256),
        factor: None,
        lltv: if random.chance(5) { U256::ZERO } else { U256::new(random.between(0, 999_999_999_999_999_999)) },
        fee: U256::new(random.between(0, 250_000_000_000_000_000)),
        borrow_rate: random.word(70),
        rate_at_target: random.chance(30).then(|| random.word(35)),
        elapsed_seconds: u32::try_from(random.between(0, 100_000_000)).expect("fits"),
        total_supply_assets: supply.max(borrow),
        total_supply_shares: random.word(128),
        total_borrow_assets: borrow.min(supply),
        total_borrow_shares: random.word(128),
    };
    let borrow_shares = random.word(128).min(market.total_borrow_shares);
    let supply_shares = random.word(128).min(market.total_supply_shares);
    let collateral = if random.chance(5) { U256::ZERO } else { random.word(128) };
    MorphoBluePosition { market, supply_shares, borrow_shares, collateral, pre_liquidation: None }
}

fn position(random: &mut Seed) -> MorphoBluePosition {
    let mut made = if random.chance(70) { usual(random) } else { extreme(random) };
    if random.chance(5) {
        made.borrow_shares = U256::ZERO;
    }
    made
}

/// A usual position at a price within a thousandth of its boundary, on either side.
fn near(random: &mut Seed) -> MorphoBluePosition {
    loop {
        let made = usual(random);
        let Ok([found]) = made.boundaries().map(|found| <[_; 1]>::try_from(found).expect("one")) else { continue };
        let PriceBoundary::At { price, .. } = found.boundary else { continue };
        let price = times(price, random.between(999_000, 1_001_000)).try_div(U256::new(1_000_000), "near").expect("not zero");
        return made.with_prices(&[("ETH", price)]).expect("a name");
    }
}

fn with_terms(random: &mut Seed, mut position: MorphoBluePosition) -> MorphoBluePosition {
    let lltv = position.market.lltv;
    let most = WAD.try_mul(WAD, "test").expect("fits").try_div(lltv, "test").expect("not zero").saturating_sub(WAD);
    let extra = per_mille(random, most);
    let pre_lcf1 = per_mille(random, WAD);
    position.pre_liquidation = Some(MorphoBluePreLiquidation {
        pre_lltv: times(lltv, random.between(700, 990)).try_div(U256::new(1_000), "test").expect("not zero"),
        pre_lcf1,
        pre_lcf2: add(pre_lcf1, per_mille(random, WAD)),
        pre_lif1: add(WAD, per_mille(random, extra)),
        pre_lif2: add(WAD, extra),
    });
    position
}

fn call(repay: Option<U256>, seize: Option<U256>) -> LiquidationCall {
    LiquidationCall { collateral: "ETH".into(), debt: "USDC".into(), repay, seize, receive_shares: false }
}

fn reason(error: RiskError) -> String {
    match error.into_kind() {
        RiskErrorKind::Refused { reason } => reason,
        other => other.code().to_string(),
    }
}

#[test]
fn morpho_blue_boundaries_hold() {
    let seen = boundaries_hold(0x6d6f_7270, position);
    assert!(seen.flips > 70_000 && seen.none > 1_000 && seen.reverts > 1_000, "the generator has gone stale: {seen:?}");
}

#[test]
fn morpho_blue_health_never_falls_with_the_price_and_debt_never_falls_with_time() {
    let mut random = Seed::new(0x0001_6d6f);
    for _ in 0..5_000 {
        let made = position(&mut random);
        let (low, high) = (made.market.price.half(), made.market.price);
        let at = |price| made.with_prices(&[("ETH", price)]).expect("a name").health();
        if let (Ok(low), Ok(high)) = (at(low), at(high)) {
            assert!(low.liquidatable || !high.liquidatable, "{made:?}");
            assert!(low.backing <= high.backing && low.required == high.required);
            assert!(low.health_factor.is_some_and(|factor| factor < WAD) == low.liquidatable || low.health_factor.is_none());
        }
        if let (Ok(now), Ok(then)) = (made.health(), made.later(86_400).expect("a later time").health()) {
            assert!(then.required >= now.required, "{made:?}");
        }
    }
}

#[test]
fn morpho_blue_adaptive_rate_follows_utilisation() {
    let mut random = Seed::new(0x0005_6d6f);
    let target = U256::new(900_000_000_000_000_000);
    for _ in 0..5_000 {
        let (used, seconds) = (U256::new(random.between(0, 1_000_000_000_000_000_000)), random.pick(&[1, 3_600, 604_800, 31_536_000]));
        let rate = U256::new(random.between(31_709_791, 63_419_583_967));
        let now = morpho_blue_adaptive_rate(used, rate, 0).expect("a rate");
        let then = morpho_blue_adaptive_rate(used, rate, seconds).expect("a rate");
        assert_eq!(now.rate_at_target, rate);
        if used > target {
            assert!(now.average_rate >= rate && then.average_rate >= now.average_rate && then.rate_at_target >= rate);
        } else {
            assert!(now.average_rate <= rate && then.average_rate <= now.average_rate && then.rate_at_target <= rate);
        }
        assert!(now.average_rate <= times(rate, 4) && times(add(now.average_rate, U256::ONE), 4) >= rate);
        assert_eq!(morpho_blue_adaptive_rate(used, U256::ZERO, seconds).expect("a first touch").rate_at_target, U256::new(1_268_391_679));
    }
}

#[test]
fn morpho_blue_rounding_never_favours_the_user() {
    let mut random = Seed::new(0x0002_6d6f);
    let (mut lent, mut owed) = (0, 0);
    for _ in 0..5_000 {
        let made = position(&mut random);
        let amount = random.word(64).max(U256::ONE);
        if let Ok((after, moved)) = made.supply(amount, U256::ZERO)
            && let Ok((_, back)) = after.withdraw(U256::ZERO, moved.shares)
        {
            assert!(back.assets <= amount, "{made:?}");
            lent += 1;
        }
        if let Ok((after, moved)) = made.borrow(amount, U256::ZERO) {
            assert!(after.market.total_borrow_assets <= after.market.total_supply_assets);
            assert!(!after.health().expect("a health after a borrowing").liquidatable);
            let (_, paid) = after.repay(U256::ZERO, moved.shares).expect("what was borrowed can be repaid");
            assert!(paid.assets >= amount, "{made:?}");
            owed += 1;
        }
    }
    assert!(lent > 1_000 && owed > 500, "{lent} lent, {owed} borrowed");
}

#[test]
fn morpho_blue_liquidates_what_is_liquidatable_and_nothing_else() {
    let mut random = Seed::new(0x0003_6d6f);
    let (mut liquidated, mut refused, mut written_off) = (0, 0, 0);
    for _ in 0..4_000 {
        let mut made = near(&mut random);
        if random.chance(30) {
            made.market.price = times(made.market.price, random.between(1, 1_000)).try_div(U256::new(1_000), "fall").expect("not zero");
        }
        let health = made.health().expect("a usual position");
        assert_eq!(made.liquidation_calls().expect("calls").len(), usize::from(health.liquidatable));
        let most = random.word(70).max(U256::ONE);
        let partial = made.liquidate(&call(Some(most), None));
        if !health.liquidatable {
            assert_eq!(reason(partial.expect_err("a safe position")), "position is healthy");
            refused += 1;
            continue;
        }
        let (after, did) = made.liquidate(&made.liquidation_calls().expect("calls")[0]).expect("the largest liquidation");
        assert!(after.borrow_shares.is_zero() || !after.collateral.is_zero(), "debt without collateral is written off");
        assert_eq!(did.repaid_value, did.repaid.first().map_or(U256::ZERO, |one| one.amount));
        assert_eq!(did.health_before, health.health_factor);
        written_off += u32::from(!did.deficit.is_empty());
        liquidated += 1;
        match partial {
            Ok((_, did)) => assert!(did.repaid_value <= most.max(U256::ONE), "repaid {} of at most {most}", did.repaid_value),
            Err(error) => assert_eq!(reason(error), "inconsistent input", "dust below one share"),
        }
        let seized = made.liquidate(&call(None, Some(U256::ONE))).expect("a liquidation by collateral seized");
        assert_eq!(seized.1.seized[0].amount, U256::ONE);
    }
    assert!(liquidated > 1_000 && refused > 1_000 && written_off > 300, "{liquidated} {refused} {written_off}");
}

#[test]
fn morpho_blue_pre_liquidation_acts_between_its_two_boundaries_only() {
    let mut random = Seed::new(0x0004_6d6f);
    let (mut acted, mut left_alone) = (0, 0);
    for _ in 0..4_000 {
        let near = near(&mut random);
        let mut made = with_terms(&mut random, near);
        made.market.price = times(made.market.price, random.between(990, 1_450)).try_div(U256::new(1_000), "rise").expect("not zero");
        let price = made.market.price;
        let now = made.pre_liquidation_now().expect("a usual position").expect("it has terms");
        let PriceBoundary::At { price: first, unique: true } = now.boundary else { panic!("{now:?}") };
        let PriceBoundary::At { price: second, .. } = made.boundaries().expect("a boundary")[0].boundary else { panic!("{made:?}") };
        assert_eq!(now.eligible, price < first && price >= second, "{made:?}");
        // What every face can ask: the same position in a market whose LLTV is the contract's.
        let mut early = made.clone();
        early.market.lltv = early.pre_liquidation.take().expect("it has terms").pre_lltv;
        assert_eq!(early.boundaries().expect("a boundary")[0].boundary, now.boundary);
        assert_eq!(now.eligible, early.liquidatable().expect("a verdict") && !made.liquidatable().expect("a verdict"));
        let result = made.pre_liquidated(U256::ZERO, now.repayable_shares.unwrap_or(U256::ONE));
        if !now.eligible {
            let words = if price < second { "LiquidatablePosition" } else { "NotPreLiquidatablePosition" };
            assert_eq!(reason(result.expect_err("not between the two")), words);
            left_alone += 1;
            continue;
        }
        let (after, did) = result.expect("the most that it may repay");
        assert!(after.health().expect("a health").health_factor.is_none_or(|factor| factor >= WAD));
        assert_eq!(after.collateral, made.collateral.try_sub(did.seized_assets, "test").expect("no more than there was"));
        let more = add(now.repayable_shares.expect("eligible"), U256::ONE);
        if more <= made.borrow_shares {
            assert_eq!(reason(made.pre_liquidated(U256::ZERO, more).expect_err("more than it may")), "PreLiquidationTooLarge");
        }
        // The venue's own call takes the same way.
        let (same, outcome) = made.liquidate(&call(None, None)).expect("a pre-liquidation");
        assert_eq!((same, outcome.repaid_value), (after, did.repaid_assets));
        acted += 1;
    }
    assert!(acted > 500 && left_alone > 500, "{acted} acted, {left_alone} left alone");
}

#[test]
fn morpho_blue_actions_go_by_the_assets_name() {
    let mut made = usual(&mut Seed::new(7));
    made.market.price = times(U256::power_of_ten(36).expect("a power"), 1_000_000_000_000);
    made.market.elapsed_seconds = 60;
    let one = U256::new(1_000);
    let (eth, usdc) = (|| "ETH".to_string(), || "USDC".to_string());
    let all = U256::MAX;
    let supplied = made.apply(&Action::Supply { asset: eth(), amount: one }).expect("collateral");
    assert_eq!((supplied.collateral, supplied.market.elapsed_seconds), (add(made.collateral, one), 60));
    let lent = made.apply(&Action::Supply { asset: usdc(), amount: one }).expect("lent");
    assert!(lent.supply_shares > made.supply_shares && lent.market.elapsed_seconds == 0);
    assert_eq!(lent.apply(&Action::Withdraw { asset: usdc(), amount: all }).expect("all of it").supply_shares, U256::ZERO);
    let free = made.apply(&Action::Repay { asset: usdc(), amount: all }).expect("all of it");
    assert_eq!(free.borrow_shares, U256::ZERO);
    assert_eq!(free.apply(&Action::Withdraw { asset: eth(), amount: all }).expect("all of it").collateral, U256::ZERO);
    let owed = made.health().expect("a health").required;
    let swapped = made
        .apply(&Action::Swap { from: eth(), to: usdc(), amount: made.collateral, received: add(owed, one) })
        .expect("the collateral pays the debt, the rest is lent");
    assert_eq!((swapped.collateral, swapped.borrow_shares), (U256::ZERO, U256::ZERO));
    assert!(swapped.supply_shares > made.supply_shares);
    let before = made.clone();
    let refusals = [
        (Action::Withdraw { asset: eth(), amount: made.collateral }, "insufficient collateral"),
        (Action::Borrow { asset: usdc(), amount: made.market.total_supply_assets }, "insufficient liquidity"),
        (Action::Supply { asset: eth(), amount: U256::ZERO }, "zero assets"),
        (Action::Supply { asset: usdc(), amount: U256::ZERO }, "inconsistent input"),
        (Action::Supply { asset: eth(), amount: all }, "max uint128 exceeded"),
        (Action::Withdraw { asset: eth(), amount: add(made.collateral, one) }, "overflow"),
        (Action::Borrow { asset: eth(), amount: one }, "unsupported"),
        (Action::Repay { asset: "BTC".into(), amount: one }, "unknown"),
        (Action::SetEMode { category: 1 }, "unsupported"),
    ];
    for (action, word) in refusals {
        assert_eq!(reason(made.apply(&action).expect_err("a refusal")), word, "{action:?}");
        assert_eq!(made, before, "a refused step changes nothing");
    }
}

#[test]
fn morpho_blue_without_debt_is_safe_where_the_price_would_overflow() {
    let mut made = usual(&mut Seed::new(9));
    (made.borrow_shares, made.collateral, made.market.price) = (U256::ZERO, U256::from_u128(u128::MAX), U256::MAX);
    let health = made.health().expect("the contract does not look at the price");
    assert_eq!((health.liquidatable, health.health_factor, health.required), (false, None, U256::ZERO));
    assert_eq!(made.boundaries().expect("a boundary")[0].boundary, PriceBoundary::NothingLiquidates);
    made.borrow_shares = U256::ONE;
    assert_eq!(made.health().expect_err("it does now").code(), "overflow");
}

#[test]
fn morpho_blue_refuses_states_that_no_market_holds() {
    type Spoil = fn(&mut MorphoBluePosition);
    let good = usual(&mut Seed::new(11));
    let wide = || add(U256::from_u128(u128::MAX), U256::ONE);
    let spoils: [(Spoil, &str); 12] = [
        (|p| p.market.lltv = WAD, "out_of_range"),
        (|p| p.market.fee = WAD, "out_of_range"),
        (|p| p.market.loan_decimals = 37, "out_of_range"),
        (|p| p.market.collateral_decimals = 255, "out_of_range"),
        (|p| p.market.total_borrow_assets = U256::MAX, "out_of_range"),
        (|p| p.market.total_borrow_assets = p.market.total_supply_assets.try_add(U256::ONE, "test").expect("fits"), "out_of_range"),
        (|p| p.market.rate_at_target = Some(WAD), "out_of_range"),
        (|p| p.collateral = U256::MAX, "out_of_range"),
        (|p| p.borrow_shares = p.market.total_borrow_shares.try_add(U256::ONE, "test").expect("fits"), "out_of_range"),
        (|p| p.market.loan_asset = "ETH".into(), "duplicate"),
        (|p| p.market.borrow_rate = U256::MAX, "overflow"),
        (|p| p.pre_liquidation = Some(MorphoBluePreLiquidation::default()), "out_of_range"),
    ];
    for (spoil, code) in spoils {
        let mut bad = good.clone();
        bad.market.elapsed_seconds = 2;
        spoil(&mut bad);
        assert_eq!(bad.health().expect_err("a bad state").code(), code);
        assert_eq!(bad.boundaries().expect_err("a bad state").code(), code);
        assert_eq!(bad.account().expect_err("a bad state").code(), code);
        assert_eq!(bad.liquidate(&call(None, None)).expect_err("a bad state").code(), code);
        assert!(good.health().is_ok() && good.boundaries().is_ok());
    }
    assert_eq!(good.with_prices(&[("USDC", wide())]).expect_err("the loan asset has no price").code(), "unknown");
    assert_eq!(good.later(u32::MAX).and_then(|at| at.later(u32::MAX)).expect_err("beyond 32 bits").code(), "out_of_range");
    let shares = LiquidationCall { receive_shares: true, ..call(None, None) };
    assert_eq!(good.liquidate(&shares).expect_err("no shares").code(), "unsupported");
}
