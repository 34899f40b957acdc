//! Prices that move together: the flip is exact, the claim of being the only one is true, and one asset alone is its own boundary.
#![allow(
    clippy::inconsistent_digit_grouping,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "amounts are written in hundredths; a test stops where it cannot judge, and an expected value may come from std's own floats"
)]

use crate::aave_v3::generator::REVISIONS;
use crate::fake::Lender;
use crate::seed::Seed;
use plimsoll::U256;
use plimsoll::account::{BoundarySide, PriceBoundary};
use plimsoll::exact::{RAY, mul_div_floor};
use plimsoll::venue::aave_v3::{AaveV3Reserve, AaveV3Revision, AaveV3User};
use plimsoll::venue::{
    GroupEnd, Position, Venue, group_boundary, position_boundaries, position_boundary_drift, position_group_boundary, position_later,
};

const POSITIONS: u32 = 4_000;

fn reserve(id: u8, asset: &str, decimals: u8, price: u64, supply: U256, debt: U256) -> AaveV3Reserve {
    AaveV3Reserve {
        id,
        asset: asset.into(),
        decimals,
        price: U256::new(price),
        factor: Some("ETH".into()),
        ltv_bps: 7_500,
        liquidation_threshold_bps: 8_000,
        liquidation_bonus_bps: 10_500,
        liquidity_index: RAY,
        variable_borrow_index: RAY,
        current_liquidity_rate: U256::ZERO,
        current_variable_borrow_rate: U256::ZERO,
        elapsed_seconds: 0,
        scaled_a_token_balance: supply,
        scaled_variable_debt: debt,
        used_as_collateral: !supply.is_zero(),
        is_borrowing: !debt.is_zero(),
        liquidation_protocol_fee_bps: None,
        limits: None,
        pool: None,
    }
}

fn ether(milli: u64) -> U256 {
    U256::new(milli).try_mul(U256::power_of_ten(15).unwrap(), "test").unwrap()
}

fn at(price: u64) -> PriceBoundary {
    PriceBoundary::At { price: U256::new(price), unique: true }
}

fn names(assets: &[&str]) -> Vec<String> {
    assets.iter().map(|asset| (*asset).to_owned()).collect()
}

#[test]
fn a_looped_staked_position_by_hand() {
    // 10 wstETH at 3,000 of which 80 % count, 6 ETH owed at 2,500 and 5,000 USDC: 24,000 − 15,000 − 5,000. With ether at x:
    // 9,000 x = 5,000, so ether at 1,388.88…, and wstETH at 1,666.66….
    let position = |usdc: u64| {
        let reserves = vec![
            reserve(0, "ETH", 18, 250_000_000_000, U256::ZERO, ether(6_000)),
            reserve(1, "wstETH", 18, 300_000_000_000, ether(10_000), U256::ZERO),
            reserve(2, "USDC", 6, 100_000_000, U256::ZERO, U256::new(usdc)),
        ];
        Position::AaveV3(AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves, e_modes: None })
    };
    let found = position_group_boundary(&position(5_000_000_000), &names(&["ETH", "wstETH"])).unwrap();
    // Both sides move: the flip is exact, but rounding may bring another next to it.
    let PriceBoundary::At { price, unique: false } = found.smallest_safe.boundary else { panic!("{found:?}") };
    // At …889 wstETH is rounded down to …666, which is too little.
    assert_eq!(price, U256::new(138_888_888_890));
    assert_eq!(found.smallest_safe.prices[1].price, U256::new(166_666_666_668));
    assert_eq!(found.largest_safe.boundary, PriceBoundary::NothingLiquidates);
    // Without the stable debt no price of ether liquidates it, though wstETH alone does at 1,875.
    let hedged = position_group_boundary(&position(0), &names(&["ETH", "wstETH"])).unwrap();
    let nothing = GroupEnd { boundary: PriceBoundary::NothingLiquidates, prices: vec![] };
    assert_eq!((&hedged.smallest_safe, &hedged.largest_safe), (&nothing, &nothing));
    let alone = position_group_boundary(&position(0), &names(&["wstETH"])).unwrap();
    assert_eq!((alone.smallest_safe.boundary, alone.largest_safe.boundary), (at(187_500_000_000), PriceBoundary::NothingLiquidates));
    // The debt alone: 24,000 / 6.
    let debt = position_group_boundary(&position(0), &names(&["ETH"])).unwrap();
    assert_eq!((debt.smallest_safe.boundary, debt.largest_safe.boundary), (PriceBoundary::NothingLiquidates, at(400_000_000_000)));
}

#[test]
fn wrong_groups_have_their_code() {
    let mut lender = Lender::random(&mut Seed::new(1));
    let code = |lender: &Lender, group: &[&str]| group_boundary(lender, &names(group)).err().map(|error| error.code());
    assert_eq!(code(&lender, &[]), Some("length_mismatch"));
    assert_eq!(code(&lender, &["A", "A"]), Some("duplicate"));
    assert_eq!(code(&lender, &["A", "Z"]), Some("unknown"));
    assert_eq!(code(&lender, &["A", "D"]), None);
    lender.prices[0] = U256::ZERO;
    assert_eq!(code(&lender, &["A"]), Some("out_of_range"));
}

#[test]
fn a_price_at_which_the_venue_reverts_is_no_boundary() {
    // 1,000 of collateral, counted in full; 10 owed at 1: liquidated from 100.01 on, but the oracle ends at 50.
    let lender = |highest: u64| Lender {
        amounts: [U256::new(10_00), U256::ZERO, U256::new(10_00)],
        prices: [U256::new(100_00), U256::new(1_00), U256::new(1_00)],
        threshold_bps: 10_000,
        least_debt: U256::ZERO,
        hole: None,
        highest_price: U256::new(highest),
        growth_per_second: U256::ZERO,
    };
    let boundary = |highest: u64| group_boundary(&lender(highest), &names(&["D"])).unwrap().largest_safe.boundary;
    assert_eq!(boundary(1_000_000), at(100_00));
    assert_eq!(boundary(100_00), PriceBoundary::NothingLiquidates);
}

/// Judges one end by the verdict alone; returns whether there was a flip.
fn end_holds<V: Venue>(position: &V, group: &[String], end: &GroupEnd, side: BoundarySide) -> bool {
    let prices = position.prices().unwrap();
    let now = |asset: &String| prices.iter().find(|price| price.asset == *asset).unwrap().price;
    let first = now(&group[0]);
    let moved = |price: U256| -> Vec<(&str, U256)> {
        group.iter().map(|asset| (asset.as_str(), mul_div_floor(now(asset), price, first).unwrap())).collect()
    };
    let verdict = |price: U256| position.with_prices(&moved(price)).unwrap().health().ok().map(|health| health.liquidatable);
    // A price that the venue has stored and that is not the feed's speaks only until the feed's is taken over.
    let liquidatable = verdict(first).unwrap_or(position.health().unwrap().liquidatable);
    let PriceBoundary::At { price, unique } = end.boundary else {
        let stands = if liquidatable { PriceBoundary::NothingSaves } else { PriceBoundary::NothingLiquidates };
        assert_eq!((end.boundary, end.prices.len()), (stands, 0));
        return false;
    };
    assert_eq!(end.prices.iter().map(|one| (one.asset.as_str(), one.price)).collect::<Vec<_>>(), moved(price));
    assert_eq!(verdict(price), Some(false), "safe at the boundary");
    let collateral = side == BoundarySide::Collateral;
    let beyond = if collateral { price.try_sub(U256::ONE, "test") } else { price.try_add(U256::ONE, "test") }.unwrap();
    assert_eq!(verdict(beyond), Some(true), "liquidatable beyond");
    if unique {
        for step in 1..60_u64 {
            let far = price.try_mul(U256::new(step), "test").unwrap().try_div(U256::new(40), "test").unwrap();
            let near = if step % 2 == 0 { price.saturating_sub(U256::new(step)) } else { price.try_add(U256::new(step), "test").unwrap() };
            for other in [far, near] {
                let safe = if collateral { other >= price } else { other <= price };
                assert_eq!(verdict(other), Some(!safe), "the only flip is at {price}, not near {other}");
            }
        }
    }
    true
}

pub fn random_user(seed: &mut Seed, revision: AaveV3Revision) -> AaveV3User {
    let mut reserves: Vec<AaveV3Reserve> = (0..4)
        .map(|id| {
            let decimals = seed.pick(&[6, 8, 18]);
            let amount = seed.amount(6, decimals - 4);
            let (supply, debt) = if id < 2 || seed.chance(20) { (amount, U256::ZERO) } else { (U256::ZERO, amount) };
            let mut one = reserve(id, &format!("R{id}"), decimals, seed.between(1, 500_000_000_000), supply, debt);
            one.liquidation_threshold_bps = u16::try_from(seed.between(1_000, 9_500)).unwrap();
            one.ltv_bps = one.liquidation_threshold_bps - 500;
            one
        })
        .collect();
    if seed.chance(10) {
        reserves[1].scaled_variable_debt = reserves[1].scaled_a_token_balance.half();
        reserves[1].is_borrowing = true;
    }
    AaveV3User { revision, e_mode: None, reserves, e_modes: None }
}

/// Judges both ends of a group; returns how many flips there were.
pub fn group_holds<V: Venue>(position: &V, group: &[String]) -> u32 {
    let first = position.prices().unwrap().into_iter().find(|price| price.asset == group[0]).unwrap().price;
    if first.is_zero() {
        return 0;
    }
    let found = group_boundary(position, group).unwrap();
    let ends = [(&found.smallest_safe, BoundarySide::Collateral), (&found.largest_safe, BoundarySide::Debt)];
    ends.into_iter().map(|(end, side)| u32::from(end_holds(position, group, end, side))).sum()
}

#[test]
fn the_flip_is_exact_on_random_positions() {
    let mut seed = Seed::new(31);
    let (mut flips, mut none, mut unique) = (0, 0, 0);
    for number in 0..POSITIONS {
        let user = random_user(&mut seed, REVISIONS[number as usize % 8]);
        let mut group = names(&["R0", "R1", "R2", "R3"]);
        group.rotate_left(usize::try_from(seed.between(0, 3)).unwrap());
        group.truncate(usize::try_from(seed.between(1, 3)).unwrap());
        let found = group_boundary(&user, &group).unwrap();
        for (end, side) in [(&found.smallest_safe, BoundarySide::Collateral), (&found.largest_safe, BoundarySide::Debt)] {
            if end_holds(&user, &group, end, side) {
                flips += 1
            } else {
                none += 1
            }
            unique += u32::from(matches!(end.boundary, PriceBoundary::At { unique: true, .. }));
        }
    }
    println!("groups: {flips} flips, {unique} of them unique, {none} without");
    assert!(flips > POSITIONS / 2 && none > POSITIONS / 2 && unique > POSITIONS / 5);
}

#[test]
fn a_group_of_one_is_the_boundary_of_that_asset() {
    let mut seed = Seed::new(32);
    let mut compared = 0;
    for number in 0..POSITIONS {
        let user = random_user(&mut seed, REVISIONS[5 + number as usize % 3]);
        for own in user.boundaries().unwrap() {
            let found = group_boundary(&user, std::slice::from_ref(&own.asset)).unwrap();
            let end = if own.side == BoundarySide::Collateral { found.smallest_safe } else { found.largest_safe };
            compared += 1;
            if matches!(own.boundary, PriceBoundary::At { unique: false, .. }) {
                // A reserve on both sides may flip more than once at its last digits: both must find one.
                assert!(end_holds(&user, std::slice::from_ref(&own.asset), &end, own.side), "{own:?} {user:?}");
                continue;
            }
            assert_eq!(end.boundary, own.boundary, "{own:?} {user:?}");
        }
    }
    assert!(compared > POSITIONS);
}

#[test]
fn boundaries_drift_with_interest() {
    let mut usdc = reserve(1, "USDC", 6, 100_000_000, U256::ZERO, U256::new(14_000_000_000));
    // A tenth a year.
    usdc.current_variable_borrow_rate = RAY.try_div(U256::new(10), "test").unwrap();
    let reserves = vec![reserve(0, "ETH", 18, 250_000_000_000, ether(10_000), U256::ZERO), usdc];
    let position = Position::AaveV3(AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves, e_modes: None });
    let times = [0, 86_400, 31_536_000];
    let drift = position_boundary_drift(&position, &times).unwrap();
    let price = |place: usize| match drift[place].boundaries[0].boundary {
        PriceBoundary::At { price, .. } => price.to_f64(),
        other => panic!("{other:?}"),
    };
    // 14,000 / (10 · 0.8) dollars, then e^0.1 of it after a year.
    assert_eq!(price(0), 175_000_000_000.0);
    assert!((price(1) / price(0) - (0.1_f64 / 365.0).exp()).abs() < 1e-9);
    assert!((price(2) / price(0) - 0.1_f64.exp()).abs() < 1e-4);
    for (drifted, seconds) in drift.iter().zip(times) {
        let later = position_later(&position, seconds).unwrap();
        assert_eq!(
            (drifted.seconds, &drifted.boundaries, &drifted.health),
            (seconds, &position_boundaries(&later).unwrap(), &later.health().unwrap())
        );
    }
    let mut lender = Lender::random(&mut Seed::new(5));
    lender.growth_per_second = U256::ONE;
    assert_eq!(lender.later(7).unwrap().amounts[2], lender.amounts[2].try_add(U256::new(7), "test").unwrap());
}
