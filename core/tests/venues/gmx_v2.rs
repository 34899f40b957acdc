//! GMX v2: boundaries, monotone closings and refusals on seeded random positions.

#[path = "gmx_v2/market.rs"]
mod market;
#[path = "gmx_v2/orders.rs"]
mod orders;
#[path = "gmx_v2/pool.rs"]
mod pool;

use crate::boundary::boundaries_hold;
use crate::seed::Seed;
use plimsoll::account::PriceBoundary;
use plimsoll::venue::gmx_v2::{GmxV2Position, GmxV2Token};
use plimsoll::venue::{LiquidationCall, Venue};
use plimsoll::{I256, U256};

const FACTOR: u128 = 1_000_000_000_000_000_000_000_000_000_000;

fn word(value: u128) -> U256 {
    value.to_string().parse().expect("a word")
}

fn dollars(value: u64) -> U256 {
    U256::new(value).try_mul(word(FACTOR), "dollars").expect("fits")
}

/// A fraction with 30 decimals, in parts of 10,000.
fn bps(value: u64) -> U256 {
    word(FACTOR / 10_000 * u128::from(value))
}

fn share(value: U256, numerator: u64, denominator: u64) -> U256 {
    value.try_mul(U256::new(numerator), "share").expect("fits").try_div(U256::new(denominator), "share").expect("not zero")
}

fn token(asset: &str, decimals: u8, dollars: u64, factor: bool) -> GmxV2Token {
    let unit = U256::power_of_ten(30 - decimals).expect("a power");
    let price = U256::new(dollars).try_mul(unit, "price").expect("fits");
    GmxV2Token { asset: asset.into(), decimals, price, spread: U256::ZERO, factor: factor.then(|| asset.into()) }
}

/// Ten ETH for 25,000 dollars against 2,000 USDC.
fn example() -> GmxV2Position {
    GmxV2Position {
        tokens: vec![token("ETH", 18, 2_500, true), token("USDC", 6, 1, false)],
        index: "ETH".into(),
        collateral: "USDC".into(),
        profit: "ETH".into(),
        is_long: true,
        size_in_usd: dollars(25_000),
        size_in_tokens: word(10_000_000_000_000_000_000),
        collateral_amount: U256::new(2_000_000_000),
        pending_impact_amount: I256::ZERO,
        borrowing_factor: U256::ZERO,
        cumulative_borrowing_factor: bps(10),
        borrowing_factor_per_second: word(FACTOR / 31_536_000 / 10),
        funding_fee_amount_per_size: U256::ZERO,
        latest_funding_fee_amount_per_size: word(1_000_000_000_000_000_000),
        funding_fee_amount_per_size_per_second: U256::ZERO,
        position_fee_factor: bps(6),
        discount_factor: bps(1_000),
        liquidation_fee_factor: bps(20),
        price_impact_usd: -I256::from(dollars(5)),
        max_positive_impact_factor: bps(50),
        max_negative_impact_factor: bps(50),
        max_impact_factor_for_liquidations: bps(30),
        impact_pool_amount: word(1_000_000_000_000_000_000),
        min_collateral_usd: dollars(1),
        min_collateral_factor_for_liquidation: bps(50),
        trading: None,
        market: None,
    }
}

fn random_position(random: &mut Seed) -> GmxV2Position {
    let mut position = example();
    let synthetic = random.chance(30);
    let collateral_kind = random.between(0, 2);
    position.is_long = random.chance(50);
    let index = token(if synthetic { "DOGE" } else { "ETH" }, random.pick(&[18, 18, 8, 9]), random.between(1, 5_000), true);
    let eth = token("ETH", 18, random.between(1_000, 4_000), true);
    let usdc = token("USDC", 6, 1, random.chance(50));
    position.index = index.asset.clone();
    let long_token = if synthetic { eth.clone() } else { index.clone() };
    position.collateral = if collateral_kind == 0 { usdc.asset.clone() } else { long_token.asset.clone() };
    position.profit = if position.is_long { long_token.asset.clone() } else { usdc.asset.clone() };
    position.tokens = if synthetic { vec![index, eth, usdc] } else { vec![index, usdc] };
    for token in &mut position.tokens {
        if random.chance(60) {
            token.spread = share(token.price, random.between(0, 20), 10_000);
        }
    }
    let index = position.tokens[0].clone();
    let collateral = position.tokens.iter().find(|token| token.asset == position.collateral).expect("named").clone();
    let size = dollars(random.between(10, 1_000_000));
    position.size_in_usd = size;
    let entry = share(index.price, random.between(700, 1_300), 1_000).max(U256::ONE);
    position.size_in_tokens = size.try_div(entry, "tokens").expect("not zero").max(U256::ONE);
    let most = if random.chance(10) { 3_000 } else { 400 };
    let margin = share(size, random.between(5, most), 1_000);
    position.collateral_amount = margin.try_div(collateral.price, "collateral").expect("not zero");
    if random.chance(50) {
        let pending = share(position.size_in_tokens, random.between(0, 100), 10_000);
        position.pending_impact_amount = I256::new(random.chance(60), pending);
    }
    let impact = share(size, random.between(0, 120), 10_000);
    position.price_impact_usd = I256::new(random.chance(70), impact);
    position.cumulative_borrowing_factor = bps(random.between(0, 300));
    let per_dollar =
        word(1_000_000_000_000_000).try_mul(U256::power_of_ten(collateral.decimals).expect("a power"), "funding").expect("fits");
    position.latest_funding_fee_amount_per_size =
        share(per_dollar, random.between(0, 100), 10_000).try_div(collateral.price, "funding").unwrap_or(U256::ZERO);
    (position.position_fee_factor, position.discount_factor) = (bps(random.pick(&[4, 6])), bps(random.pick(&[0, 0, 500, 1_000])));
    position.min_collateral_factor_for_liquidation = bps(random.pick(&[0, 40, 50, 100]));
    position.max_impact_factor_for_liquidations = bps(random.pick(&[0, 30, 50]));
    position.min_collateral_usd = dollars(random.pick(&[0, 1, 5]));
    position
}

/// Every field of any size.
fn extreme(random: &mut Seed) -> GmxV2Position {
    let mut position = random_position(random);
    for token in &mut position.tokens {
        (token.price, token.spread) = (random.word(110).max(U256::ONE), random.word(60));
    }
    (position.size_in_usd, position.size_in_tokens) = (random.word(180).max(U256::ONE), random.word(120).max(U256::ONE));
    position.collateral_amount = random.word(120);
    position.pending_impact_amount = I256::new(random.chance(50), random.word(60));
    position.price_impact_usd = I256::new(random.chance(50), random.word(150));
    position.latest_funding_fee_amount_per_size = random.word(100);
    position
}

#[test]
fn gmx_v2_boundaries_are_flips() {
    let seen = boundaries_hold(0x6f_2e, |random| if random.chance(80) { random_position(random) } else { extreme(random) });
    assert!(seen.flips > 150_000 && seen.none > 5_000, "{seen:?}");
}

/// (size 25,000) · (0.5 %) = 125 dollars must remain of the collateral, the loss, 15 − 1.5 of fees, 25 of borrowing, 25 of funding
/// and 5 of impact.
#[test]
fn gmx_v2_by_hand() {
    let position = example();
    let health = position.health().expect("health");
    let usd = |value: I256| value.to_f64() / 1e30;
    assert_eq!(usd(health.backing), 2_000.0 - 13.5 - 25.0 - 25.0 - 5.0);
    assert_eq!(health.required, dollars(125));
    let found = position.boundaries().expect("boundaries");
    let PriceBoundary::At { price, unique } = found[0].boundary else { panic!("{found:?}") };
    // 10·(2500 − p) = 2000 − 68.5 − 125
    let expected = 2_500.0 - (2_000.0 - 68.5 - 125.0) / 10.0;
    assert!(unique && (price.to_f64() / 1e12 / expected - 1.0).abs() < 1e-12, "{price} for {expected}");
}

#[test]
fn gmx_v2_remaining_follows_the_index() {
    let mut random = Seed::new(17);
    for _ in 0..2_000 {
        let mut position = random_position(&mut random);
        position.pending_impact_amount = I256::ZERO;
        if position.index == position.collateral {
            continue;
        }
        let price = position.tokens[0].price;
        let mut last: Option<I256> = None;
        for percent in 50..150 {
            let at = position.with_prices(&[(&position.index, share(price, percent, 100))]).expect("a price");
            let remaining = at.health().expect("health").backing;
            let moved = last.is_none_or(|last| if position.is_long { remaining >= last } else { remaining <= last });
            assert!(moved, "{percent} %: {remaining} after {last:?}");
            last = Some(remaining);
        }
    }
}

#[test]
fn gmx_v2_liquidation_leaves_a_surplus_or_a_deficit() {
    let mut random = Seed::new(19);
    let (mut surplus, mut deficit) = (0, 0);
    for number in 0..10_000 {
        let mut position = random_position(&mut random);
        let call = LiquidationCall { collateral: String::new(), debt: String::new(), repay: None, seize: None, receive_shares: false };
        if !position.health().expect("health").liquidatable {
            assert_eq!(position.liquidate(&call).expect_err("safe").code(), "refused");
            // One unit beyond its boundary.
            let found = position.boundaries().expect("boundaries").swap_remove(0);
            let PriceBoundary::At { price, .. } = found.boundary else { continue };
            let falls = found.side == plimsoll::account::BoundarySide::Collateral;
            let beyond = if falls { price.try_sub(U256::ONE, "beyond") } else { price.try_add(U256::ONE, "beyond") };
            position = position.with_prices(&[(&found.asset, beyond.expect("fits"))]).expect("a price");
            assert!(position.health().expect("health").liquidatable, "{number}");
        }
        let (after, outcome) = position.liquidate(&call).expect("a liquidation");
        assert!(!after.health().expect("closed").liquidatable && after.boundaries().expect("closed").is_empty());
        assert!(outcome.surplus.is_empty() || outcome.deficit.is_empty(), "{outcome:?}");
        surplus += u32::from(!outcome.surplus.is_empty());
        deficit += u32::from(!outcome.deficit.is_empty());
        // What leaves is what is paid and what comes back, token by token.
        for asset in [&position.collateral, &position.profit] {
            let total = |list: &[plimsoll::venue::AssetAmount]| {
                list.iter()
                    .filter(|one| one.asset == *asset)
                    .map(|one| one.amount)
                    .fold(U256::ZERO, |a, b| a.try_add(b, "sum").expect("fits"))
            };
            let out = [&outcome.repaid, &outcome.fee, &outcome.surplus]
                .iter()
                .fold(U256::ZERO, |a, list| a.try_add(total(list), "sum").expect("fits"));
            assert_eq!(total(&outcome.seized), out, "{asset}: {outcome:?}");
        }
    }
    assert!(surplus > 500 && deficit > 500, "{surplus} and {deficit}");
}

#[test]
fn gmx_v2_time_costs() {
    let position = example();
    let later = position.later(31_536_000).expect("a year");
    // 10 % of the size in a year, and the factor's last digits.
    let cost = position.health().expect("health").backing.to_f64() - later.health().expect("health").backing.to_f64();
    assert!((cost / 2_500e30 - 1.0).abs() < 1e-6, "{cost}");
}

#[test]
fn gmx_v2_refuses_what_no_market_holds() {
    let good = example();
    let code = |change: &dyn Fn(&mut GmxV2Position)| {
        let mut position = good.clone();
        change(&mut position);
        position.health().expect_err("a bad state").code()
    };
    assert_eq!(code(&|position| position.index = "BTC".into()), "unknown");
    assert_eq!(code(&|position| position.tokens[1] = position.tokens[0].clone()), "duplicate");
    assert_eq!(code(&|position| position.tokens[0].decimals = 31), "out_of_range");
    assert_eq!(code(&|position| position.size_in_tokens = U256::ZERO), "out_of_range");
    assert_eq!(code(&|position| position.discount_factor = dollars(2)), "out_of_range");
    assert_eq!(code(&|position| position.tokens[0].price = U256::ZERO), "division_by_zero");
    assert_eq!(code(&|position| position.borrowing_factor = U256::MAX), "overflow");
    assert_eq!(code(&|position| position.tokens[0].price = U256::MAX), "overflow");
    let call =
        LiquidationCall { collateral: String::new(), debt: String::new(), repay: Some(U256::ONE), seize: None, receive_shares: false };
    assert_eq!(good.liquidate(&call).expect_err("in part").code(), "unsupported");
    assert!(!good.health().expect("the next good call works").liquidatable);
}

#[test]
fn gmx_v2_account_stands_where_the_contract_does() {
    for is_long in [true, false] {
        let position = GmxV2Position { is_long, profit: if is_long { "ETH" } else { "USDC" }.into(), ..example() };
        let distance = plimsoll::account::liquidation_distance(&position.account().expect("an account")).expect("a distance");
        let plimsoll::account::LiquidationDistance::At { price: model, .. } = distance else { panic!("{distance:?}") };
        let found = position.boundaries().expect("boundaries");
        let PriceBoundary::At { price, .. } = found[0].boundary else { panic!("{found:?}") };
        assert!((model / (price.to_f64() / 1e12) - 1.0).abs() < 1e-9, "{model} and {price}");
    }
}
