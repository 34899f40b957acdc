//! An Aave reserve that is collateral and debt at once: the boundary is the nearest flip of its direction, by brute force where every price
//! can be tried, and by samples up to it on 100,000 seeded accounts. The judge is the account's data at each price.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at a broken boundary")]

#[allow(dead_code, reason = "the accounts serve other tests as well")]
mod accounts;
#[allow(dead_code, reason = "the numbers serve other tests as well")]
#[path = "venues/seed.rs"]
mod seed;

use plimsoll::U256;
use plimsoll::account::{BoundarySide, PriceBoundary};
use plimsoll::venue::aave_v3::{AaveV3Boundary, AaveV3Reserve, AaveV3Revision, AaveV3User, aave_v3_account, aave_v3_boundaries};
use seed::Seed;

fn reserve(id: u8, decimals: u8, price: u64, threshold_bps: u64, supplied: U256, owed: U256) -> AaveV3Reserve {
    let threshold_bps = u16::try_from(threshold_bps).expect("basis points");
    AaveV3Reserve {
        id,
        asset: format!("R{id}"),
        decimals,
        price: U256::new(price),
        factor: None,
        ltv_bps: threshold_bps,
        liquidation_threshold_bps: threshold_bps,
        scaled_a_token_balance: supplied,
        scaled_variable_debt: owed,
        used_as_collateral: !supplied.is_zero(),
        is_borrowing: !owed.is_zero(),
        ..accounts::example().reserves.swap_remove(0)
    }
}

fn at(user: &AaveV3User, price: U256) -> AaveV3User {
    let mut user = user.clone();
    user.reserves[0].price = price;
    user
}

fn liquidatable(user: &AaveV3User, price: U256) -> bool {
    aave_v3_account(&at(user, price)).expect("no revert at these sizes").liquidatable
}

fn boundary(user: &AaveV3User) -> AaveV3Boundary {
    aave_v3_boundaries(user).expect("boundaries").into_iter().find(|one| one.reserve_id == 0).expect("the reserve on both sides")
}

/// Whether the boundary is looked for above the current price.
fn upwards(found: &AaveV3Boundary, now_liquidatable: bool) -> bool {
    (found.side == BoundarySide::Collateral) == now_liquidatable
}

#[test]
fn every_price_agrees_on_small_accounts() {
    let mut random = Seed::new(1);
    let (mut flips, mut none, mut alone) = (0, 0, 0);
    for _ in 0..6_000 {
        let small = |random: &mut Seed| U256::new(random.between(0, 120));
        let both = U256::new(random.between(1, 120));
        let first = reserve(
            0,
            random.pick(&[0, 1, 2, 3]),
            random.between(1, 400),
            random.between(1, 10_000),
            both,
            U256::new(random.between(1, 120)),
        );
        let second = reserve(1, 0, random.between(1, 40), random.between(1, 10_000), small(&mut random), U256::ZERO);
        let third = reserve(2, 0, random.between(1, 40), 0, U256::ZERO, small(&mut random));
        let revision = random.pick(&AaveV3Revision::ALL);
        let user = AaveV3User { revision, e_mode: None, reserves: vec![first, second, third], e_modes: None };
        let now: usize = user.reserves[0].price.to_string().parse().expect("small");
        let verdicts: Vec<bool> = (0..1_500).map(|price| liquidatable(&user, U256::new(price))).collect();
        let found = boundary(&user);
        let up = upwards(&found, verdicts[now]);
        let way: Vec<usize> = if up { (now..verdicts.len()).collect() } else { (0..=now).rev().collect() };
        let first_other = way.iter().copied().find(|price| verdicts[*price] != verdicts[now]);
        match found.boundary {
            PriceBoundary::At { price, unique } => {
                flips += 1;
                alone += usize::from(unique);
                let price: usize = price.to_string().parse().expect("small");
                // The safe one of the two neighbours.
                let expected = first_other.map(|other| {
                    if verdicts[now] {
                        other
                    } else if up {
                        other - 1
                    } else {
                        other + 1
                    }
                });
                assert!(
                    expected == Some(price) || (expected.is_none() && price >= verdicts.len() - 1),
                    "{expected:?}, not {price}: {user:?}"
                );
                let changes = verdicts.windows(2).filter(|two| two[0] != two[1]).count();
                assert!(!unique || changes <= 1, "{changes} flips: {user:?}");
                assert!(unique || changes != 1 || price > verdicts.len() / 3, "the only flip is not called unique: {user:?}");
            }
            _ => {
                none += 1;
                assert_eq!(first_other, None, "{found:?}: {user:?}");
            }
        }
    }
    println!("both sides, brute force: {flips} flips, {alone} of them unique, {none} without");
    assert!(flips > 2_000 && none > 1_000 && alone > 500 && alone < flips, "{flips} {alone} {none}");
}

/// An asset lent and borrowed against itself, within a millionth of health 1 and far above the prices at which roundings decide: millions of
/// prices are nearer than any flip, and the nearest is found all the same.
#[test]
fn every_price_agrees_on_loops_near_health_one() {
    let mut random = Seed::new(3);
    let (mut flips, mut stand) = (0, 0);
    for round in 0..60 {
        let threshold = random.between(70, 97) * 100 + random.pick(&[0, 0, 50, 33]);
        let supplied = random.between(1_000_000_000, 9_000_000_000);
        let off = random.between(400, 4_000);
        let carried = supplied * threshold / 10_000;
        let short = round % 4 == 0;
        let owed = if short { carried + 1 + off } else { carried - off };
        let first = reserve(0, 6, 1_000_000_000_000, threshold, U256::new(supplied), U256::new(owed));
        let revision = random.pick(&[AaveV3Revision::V3_5, AaveV3Revision::V3_7]);
        let user = AaveV3User { revision, e_mode: None, reserves: vec![first], e_modes: None };
        let found = boundary(&user);
        if short {
            // Liquidatable at every price but 0, where nothing is owed.
            assert_eq!((found.side, found.boundary), (BoundarySide::Debt, PriceBoundary::At { price: U256::ZERO, unique: true }));
            assert!((1..2_000).all(|price| liquidatable(&user, U256::new(price))));
            stand += 1;
            continue;
        }
        // Beyond this price the line is further above than both sides round: (LT + 1e4) · u / (LT · b − 1e4 · d).
        let end = (threshold + 10_000) * 1_000_000 / (threshold * supplied - 10_000 * owed) + 1;
        let last = (0..=end).rev().find(|price| liquidatable(&user, U256::new(*price))).expect("roundings decide somewhere");
        let PriceBoundary::At { price, .. } = found.boundary else { panic!("{found:?}: {user:?}") };
        assert_eq!((found.side, price), (BoundarySide::Collateral, U256::new(last + 1)), "{user:?}");
        for price in (1..400).map(|times| end * times) {
            assert!(!liquidatable(&user, U256::new(price + 1)));
        }
        flips += 1;
    }
    println!("loops near health 1: {flips} flips, {stand} that no price saves");
    assert!(flips == 45 && stand == 15);
}

/// An account of usual sizes, or of extreme ones.
fn usual(random: &mut Seed) -> AaveV3User {
    let decimals = random.pick(&[18, 18, 8, 6, 2, 0]);
    let price = random.pick(&[100_000_000, 250_000_000_000, 6_000_000_000_000, 17, 1_234_567]);
    let amount = |random: &mut Seed, decimals: u8| {
        let unit = U256::power_of_ten(decimals.saturating_sub(random.pick(&[4, 4, 2, 0, 9]))).expect("a unit");
        U256::new(random.between(1, 1_000_000_000)).try_mul(unit, "amount").expect("fits")
    };
    let threshold = random.between(3_000, 9_500);
    let first = reserve(0, decimals, price, threshold, amount(random, decimals), amount(random, decimals));
    let second = reserve(1, 6, 100_000_000, random.between(3_000, 9_500), amount(random, 6), U256::ZERO);
    let third = reserve(2, 18, 250_000_000_000, 0, U256::ZERO, amount(random, 18));
    AaveV3User { revision: random.pick(&AaveV3Revision::ALL), e_mode: None, reserves: vec![first, second, third], e_modes: None }
}

#[test]
fn no_sampled_price_before_the_boundary_differs_on_100_000_accounts() {
    let mut random = Seed::new(2);
    let (mut flips, mut none, mut alone, mut close) = (0, 0, 0, 0);
    while flips + none < 100_000 {
        let mut user = usual(&mut random);
        // Most accounts with a boundary are moved to within a millionth of it.
        if random.between(0, 9) < 8
            && let PriceBoundary::At { price, .. } = boundary(&user).boundary
        {
            let step = price.try_div(U256::new(1_000_000), "step").expect("not 0").try_mul(U256::new(random.between(0, 1_000)), "step");
            let step = step.expect("fits").try_div(U256::new(1_000), "step").expect("not 0");
            let near = if random.between(0, 1) == 0 { price.try_add(step, "near").expect("fits") } else { price.saturating_sub(step) };
            user = at(&user, near.max(U256::ONE));
            close += 1;
        }
        let now = user.reserves[0].price;
        let stands = liquidatable(&user, now);
        let found = boundary(&user);
        let up = upwards(&found, stands);
        let PriceBoundary::At { price, unique } = found.boundary else {
            none += 1;
            let far = if up { now.try_mul(U256::new(1_000), "far").expect("fits") } else { U256::ZERO };
            for _ in 0..8 {
                let price = somewhere(&mut random, now, far);
                assert_eq!(liquidatable(&user, price), stands, "{found:?} at {price}: {user:?}");
            }
            continue;
        };
        flips += 1;
        alone += usize::from(unique);
        let beyond = if found.side == BoundarySide::Collateral {
            price.saturating_sub(U256::ONE)
        } else {
            price.try_add(U256::ONE, "next").expect("fits")
        };
        assert!(!liquidatable(&user, price) && liquidatable(&user, beyond), "{found:?}: {user:?}");
        // From now up to the last price before the flip nothing differs: samples, and the last eight.
        let before = if stands { beyond } else { price };
        for place in 0..16 {
            let sample = if place < 8 { towards(before, now, place) } else { somewhere(&mut random, now, before) };
            assert_eq!(liquidatable(&user, sample), stands, "{found:?} at {sample}: {user:?}");
        }
    }
    println!("both sides: {flips} flips, {alone} of them unique, {none} without, {close} within 1e-6");
    assert!(flips > 40_000 && close > 30_000 && alone > 40_000, "{flips} {none} {alone} {close}");
}

/// A price between two, ends included.
fn somewhere(random: &mut Seed, one: U256, other: U256) -> U256 {
    let (low, high) = (one.min(other), one.max(other));
    let share = U256::new(random.between(0, 1 << 32));
    let part = high.saturating_sub(low).try_mul(share, "part").expect("fits").try_div(U256::new(1 << 32), "part").expect("not 0");
    low.try_add(part, "price").expect("fits")
}

/// Some units from one price towards another.
fn towards(from: U256, to: U256, units: u64) -> U256 {
    let step = U256::new(units);
    if from > to { from.saturating_sub(step).max(to) } else { from.try_add(step, "step").expect("fits").min(to) }
}
