//! Drift: the program's own test numbers, boundaries and refusals on seeded random users.

#[path = "drift/limits.rs"]
mod limits;
#[path = "drift/program.rs"]
mod program;
#[path = "drift/rules.rs"]
mod rules;
#[path = "drift/steps.rs"]
mod steps;

use crate::boundary::boundaries_hold;
use crate::seed::Seed;
use plimsoll::account::PriceBoundary;
use plimsoll::venue::Venue;
use plimsoll::venue::drift::{DriftFunding, DriftPerp, DriftSpot, DriftUser, drift_asset_weight, drift_liability_weight};
use plimsoll::{I256, U256};

fn int(value: i64) -> I256 {
    I256::new(value < 0, U256::new(value.unsigned_abs()))
}

fn spot(asset: &str, decimals: u8, price: u64, scaled: u64) -> DriftSpot {
    DriftSpot {
        asset: asset.into(),
        decimals,
        is_quote: asset == "USDC",
        price: U256::new(price),
        factor: (asset != "USDC").then(|| asset.into()),
        scaled_balance: U256::new(scaled),
        is_borrow: false,
        cumulative_deposit_interest: U256::new(10_000_000_000),
        cumulative_borrow_interest: U256::new(10_000_000_000),
        maintenance_asset_weight: 9_000,
        maintenance_liability_weight: 11_000,
        imf_factor: 0,
        terms: None,
        market: None,
    }
}

fn perp(base: i64, quote: i64, price: u64) -> DriftPerp {
    DriftPerp {
        asset: "SOL-PERP".into(),
        price: U256::new(price),
        factor: Some("SOL".into()),
        base_asset_amount: int(base),
        quote_asset_amount: int(quote),
        open_bids: I256::ZERO,
        open_asks: I256::ZERO,
        open_orders: 0,
        last_cumulative_funding_rate: I256::ZERO,
        cumulative_funding_rate: I256::ZERO,
        margin_ratio_maintenance: 500,
        imf_factor: 0,
        unrealized_pnl_maintenance_asset_weight: 10_000,
        terms: None,
        funding: None,
    }
}

/// 100 SOL long at 100 dollars, 2,000 dollars of margin.
fn example() -> DriftUser {
    DriftUser {
        spots: vec![spot("USDC", 6, 1_000_000, 2_000_000_000_000), spot("SOL", 9, 100_000_000, 0)],
        perps: vec![perp(100_000_000_000, -10_000_000_000, 100_000_000)],
        being_liquidated: false,
        liquidation_margin_buffer_ratio: 200,
        max_margin_ratio: None,
        liquidation: None,
    }
}

/// Numbers of `spot_market_asset_weight` in programs/drift/src/math/margin/tests.rs at 0ae3e3b1; sizes here have 9 decimals.
#[test]
fn drift_weights_of_the_programs_own_test() {
    let thousand = U256::new(1_000_000_000_000);
    let billion = U256::new(1_000_000_000_000_000_000);
    let asset = |size, imf, weight| drift_asset_weight(size, imf, weight).expect("a weight");
    let liability = |size, imf, weight| drift_liability_weight(size, imf, weight).expect("a weight");
    assert_eq!((asset(thousand, 0, 9_000), liability(thousand, 0, 11_000)), (9_000, 11_000));
    assert_eq!((asset(thousand, 10, 9_000), liability(thousand, 10, 11_000)), (9_000, 11_000));
    assert_eq!(asset(billion, 10, 9_000), 8_357);
    assert_eq!((asset(thousand, 10_000, 9_000), liability(thousand, 10_000, 11_000)), (8_357, 11_962));
    assert_eq!((asset(thousand, 100_000, 9_000), liability(thousand, 100_000, 11_000)), (2_642, 40_422));
    assert_eq!(liability(thousand, 100_000, 0), 31_622);
    let more = U256::new(100_000_000_000_000);
    assert_eq!((asset(more, 0, 7_500), asset(more, 100_000, 7_500)), (7_500, 337));
}

/// `user_custom_margin_ratio` of the same file: 100·100·0.05 for the perpetual and 100·100·1.1 for the debt.
#[test]
fn drift_requirement_of_the_programs_own_test() {
    let mut user = example();
    user.spots[0].scaled_balance = U256::ZERO;
    (user.spots[1].scaled_balance, user.spots[1].is_borrow) = (U256::new(100_000_000_000), true);
    let health = user.health().expect("health");
    assert_eq!(health.required, U256::new(11_500_000_000));
}

#[test]
fn drift_by_hand() {
    let user = example();
    let health = user.health().expect("health");
    // No gain yet: 2,000 against 5 % of 10,000.
    assert_eq!((health.backing, health.required), (int(2_000_000_000), U256::new(500_000_000)));
    // 2000 + 100·(p − 100) = 5·p
    let PriceBoundary::At { price, unique } = user.boundaries().expect("boundaries")[0].boundary else { panic!("no boundary") };
    assert!(unique && (price.to_f64() / 1e6 - 8_000.0 / 95.0).abs() < 1e-6, "{price}");
    // Orders of 300 more require their margin and a cent each.
    let mut ordered = user.clone();
    (ordered.perps[0].open_bids, ordered.perps[0].open_orders) = (int(300_000_000_000), 2);
    assert_eq!(ordered.health().expect("health").required, U256::new(2_000_020_000));
    // A long pays where the rate has risen: 0.5 dollars on each of 100.
    let mut funded = user.clone();
    funded.perps[0].cumulative_funding_rate = int(500_000_000);
    assert_eq!(funded.health().expect("health").backing, int(1_950_000_000));
    funded.perps[0].cumulative_funding_rate = int(-500_000_000);
    assert_eq!(funded.health().expect("health").backing, int(2_050_000_000));
    // Once begun, a liquidation ends at 2 % more of the liability.
    let begun = DriftUser { being_liquidated: true, ..user };
    assert_eq!(begun.health().expect("health").required, U256::new(700_000_000));
}

fn random_user(random: &mut Seed) -> DriftUser {
    let sol = random.between(20, 300) * 1_000_000;
    let mut user = example();
    user.spots = vec![
        spot("USDC", 6, random.pick(&[1_000_000, 1_000_000, 999_700, 1_000_300]), random.between(1, 20_000) * 1_000_000_000),
        spot("SOL", 9, sol, random.between(0, 200) * 1_000_000_000),
        spot("BTC", 8, random.between(20_000, 90_000) * 1_000_000, random.between(0, 100) * 1_000_000),
    ];
    user.spots[0].is_borrow = random.chance(20);
    for spot in &mut user.spots[1..] {
        spot.is_borrow = random.chance(25);
        (spot.imf_factor, spot.maintenance_asset_weight) = (random.pick(&[0, 3_000, 10_000]) as u32, random.pick(&[8_000, 9_000]) as u32);
        spot.cumulative_deposit_interest = U256::new(10_000_000_000 + random.between(0, 1_000_000_000));
        spot.cumulative_borrow_interest = U256::new(10_000_000_000 + random.between(0, 3_000_000_000));
    }
    user.perps.clear();
    for (asset, price) in [("SOL-PERP", sol), ("BTC-PERP", random.between(20_000, 90_000) * 1_000_000)] {
        let value = random.between(0, 60_000);
        let base = value * 1_000_000_000_000 / (price / 1_000) * if random.chance(10) { 0 } else { 1 };
        let sign = if random.chance(50) { 1 } else { -1 };
        let base = i64::try_from(base).expect("small") * sign;
        let entry = i64::try_from(value * random.between(900_000, 1_100_000)).expect("small");
        let mut one = perp(base, -entry * sign, price);
        one.asset = asset.into();
        (one.margin_ratio_maintenance, one.imf_factor) = (random.pick(&[300, 500, 625]) as u32, random.pick(&[0, 50, 450]) as u32);
        one.unrealized_pnl_maintenance_asset_weight = random.pick(&[10_000, 10_000, 8_000]) as u32;
        if random.chance(30) {
            one.open_bids = int(i64::try_from(random.between(0, 100_000_000_000)).expect("small"));
            one.open_asks = int(-i64::try_from(random.between(0, 100_000_000_000)).expect("small"));
            one.open_orders = 2;
        }
        one.cumulative_funding_rate = int(i64::try_from(random.between(0, 2_000_000)).expect("small") - 1_000_000);
        user.perps.push(one);
    }
    user.being_liquidated = random.chance(15);
    // Interest and funding that have not been written yet.
    for spot in &mut user.spots {
        let (deposits, elapsed) =
            (random.between(1, 1_000) * 1_000_000_000_000, u32::try_from(random.between(0, 5_000_000)).expect("small"));
        let borrows = deposits / 1_000 * random.between(0, 1_000);
        spot.market = random.chance(40).then(|| steps::market(deposits, borrows, elapsed));
    }
    for perp in &mut user.perps {
        let (rate, elapsed) = (random.between(0, 40_000), u32::try_from(random.between(0, 90_000)).expect("small"));
        let rate = int(i64::try_from(rate).expect("small") - 20_000);
        perp.funding = random.chance(40).then_some(DriftFunding { rate, period_seconds: 3_600, elapsed_seconds: elapsed });
    }
    user
}

/// Amounts of every size that 64 bits hold.
fn extreme(random: &mut Seed) -> DriftUser {
    let mut user = random_user(random);
    for spot in &mut user.spots {
        // Dust below one token unit is refused, and a 128-bit product reverts.
        (spot.scaled_balance, spot.price) =
            (U256::new(random.between(0, 1) * (random.next() | (1 << 20))), U256::new(random.between(1, 1 << 40)));
    }
    for perp in &mut user.perps {
        let base = i64::try_from(random.next() >> random.between(2, 62)).expect("63 bits");
        perp.base_asset_amount = int(if random.chance(50) { base } else { -base });
        perp.price = U256::new(random.between(1, 1 << 40));
        perp.quote_asset_amount = int(i64::try_from(random.next() >> random.between(2, 40)).expect("63 bits"));
    }
    user
}

#[test]
fn drift_boundaries_are_flips() {
    let seen = boundaries_hold(0xd41f, |random| if random.chance(85) { random_user(random) } else { extreme(random) });
    assert!(seen.flips > 150_000 && seen.none > 5_000, "{seen:?}");
}

#[test]
fn drift_collateral_rises_with_a_deposit_and_the_requirement_with_a_debt() {
    let mut random = Seed::new(23);
    for _ in 0..2_000 {
        let user = random_user(&mut random);
        let before = user.health().expect("health");
        let mut more = user.clone();
        let spot = &mut more.spots[1];
        spot.price = spot.price.try_add(U256::new(1), "price").expect("fits");
        let after = more.health().expect("health");
        if user.spots[1].is_borrow {
            assert!(after.required >= before.required && after.backing == before.backing);
        } else {
            assert!(after.backing >= before.backing && after.required == before.required);
        }
    }
}

#[test]
fn drift_refuses_what_no_account_holds() {
    let good = example();
    let code = |change: &dyn Fn(&mut DriftUser)| {
        let mut user = good.clone();
        change(&mut user);
        user.health().expect_err("a bad state").code()
    };
    assert_eq!(code(&|user| user.spots[1].is_quote = true), "out_of_range");
    assert_eq!(code(&|user| user.perps[0].asset = "SOL".into()), "duplicate");
    assert_eq!(code(&|user| user.spots[1].decimals = 20), "out_of_range");
    assert_eq!(code(&|user| user.spots[1].maintenance_liability_weight = 9_999), "out_of_range");
    assert_eq!(code(&|user| user.perps[0].open_asks = int(1)), "out_of_range");
    assert_eq!(code(&|user| user.perps[0].price = U256::MAX), "out_of_range");
    assert_eq!(code(&|user| user.perps[0].price = U256::ZERO), "division_by_zero");
    assert_eq!(code(&|user| user.spots[0].scaled_balance = U256::ONE), "refused");
    assert_eq!(code(&|user| user.spots[0].cumulative_deposit_interest = U256::MAX), "overflow");
    assert_eq!(good.with_prices(&[("ETH", U256::ONE)]).expect_err("no such asset").code(), "unknown");
    assert_eq!(good.later(1).expect_err("no rates").code(), "unsupported");
    assert!(!good.health().expect("the next good call works").liquidatable);
}

#[test]
fn drift_account_stands_where_the_program_does() {
    for sign in [1, -1] {
        let user = DriftUser { perps: vec![perp(100_000_000_000 * sign, -10_000_000_000 * sign, 100_000_000)], ..example() };
        let distance = plimsoll::account::liquidation_distance(&user.account().expect("an account")).expect("a distance");
        let plimsoll::account::LiquidationDistance::At { price: model, .. } = distance else { panic!("{distance:?}") };
        let found = user.boundaries().expect("boundaries");
        let PriceBoundary::At { price, .. } = found[0].boundary else { panic!("{found:?}") };
        assert!((model / (price.to_f64() / 1e6) - 1.0).abs() < 1e-6, "{model} and {price}");
    }
}
