//! The stress of a book is every user alone at every shock's prices, summed; and it is the same however it is cut.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::float_cmp, reason = "a test panics to fail")]

#[allow(dead_code, reason = "the accounts serve other tests as well")]
mod accounts;
#[path = "accounts/book.rs"]
mod book;

use accounts::{any_account, usual_account};
use book::{BOOK_REVISIONS, book_row};
use plimsoll::U256;
use plimsoll::venue::aave_v3::{
    AaveV3Pool, AaveV3PriceMove, AaveV3Shock, AaveV3StressRun, AaveV3StressedBook, AaveV3User, aave_v3_account, aave_v3_book_stress,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// The driver of each reserve: a factor of its own, one that it shares, or its own name.
fn driven(mut user: AaveV3User) -> AaveV3User {
    for (place, reserve) in user.reserves.iter_mut().enumerate() {
        reserve.asset = format!("asset {place}");
        reserve.factor = (place % 3 != 2).then(|| format!("factor {}", place % 2));
    }
    user
}

/// The user alone at the prices of a shock: what it adds to the sums, or nothing where a price does not fit.
fn alone(user: &AaveV3User, shock: &AaveV3Shock) -> Option<AaveV3StressedBook> {
    let mut moved = user.clone();
    for reserve in &mut moved.reserves {
        let driver = reserve.factor.as_ref().unwrap_or(&reserve.asset);
        if let Some(one) = shock.moves.iter().find(|one| &one.driver == driver) {
            let product = reserve.price.try_mul(U256::new(u64::from(one.price_bps)), "test").ok()?;
            reserve.price = product.try_div(U256::new(10_000), "test").ok()?;
        }
    }
    let Ok(found) = aave_v3_account(&moved) else { return Some(AaveV3StressedBook { reverted: 1, ..Default::default() }) };
    let (debt, collateral) = (found.total_debt_base, found.total_collateral_base);
    let missing = if debt > collateral { debt.try_sub(collateral, "test").ok()? } else { U256::ZERO };
    let (liquidatable_debt, liquidatable_collateral) = if found.liquidatable { (debt, collateral) } else { (U256::ZERO, U256::ZERO) };
    let (liquidatable, insolvent) = (u32::from(found.liquidatable), u32::from(debt > collateral));
    Some(AaveV3StressedBook {
        liquidatable,
        liquidatable_debt,
        liquidatable_collateral,
        insolvent,
        shortfall: missing,
        debt,
        collateral,
        reverted: 0,
    })
}

fn times(one: &AaveV3StressedBook, count: u32) -> Option<AaveV3StressedBook> {
    let scaled = |value: U256| value.try_mul(U256::new(u64::from(count)), "test").ok();
    Some(AaveV3StressedBook {
        liquidatable: one.liquidatable * count,
        liquidatable_debt: scaled(one.liquidatable_debt)?,
        liquidatable_collateral: scaled(one.liquidatable_collateral)?,
        insolvent: one.insolvent * count,
        shortfall: scaled(one.shortfall)?,
        debt: scaled(one.debt)?,
        collateral: scaled(one.collateral)?,
        reverted: one.reverted * count,
    })
}

/// Shocks of any of the drivers of a pool, and none.
fn shocks(pool: &AaveV3Pool, sizes: &[u32]) -> Vec<AaveV3Shock> {
    let mut drivers: Vec<&String> = pool.reserves.iter().map(|reserve| reserve.factor.as_ref().unwrap_or(&reserve.asset)).collect();
    drivers.sort();
    drivers.dedup();
    let price = |place: usize| sizes[place % sizes.len()];
    let one = |(place, driver): (usize, &&String)| AaveV3Shock {
        moves: vec![AaveV3PriceMove { driver: (*driver).clone(), price_bps: price(place) }],
    };
    let mut found: Vec<AaveV3Shock> = drivers.iter().enumerate().map(one).collect();
    let moves =
        drivers.iter().enumerate().map(|(place, driver)| AaveV3PriceMove { driver: (*driver).clone(), price_bps: price(place + 1) });
    found.push(AaveV3Shock { moves: moves.collect() });
    found.push(AaveV3Shock { moves: Vec::new() });
    found
}

fn pool_of(user: &AaveV3User) -> AaveV3Pool {
    AaveV3Pool { revision: user.revision, reserves: user.reserves.clone(), e_modes: user.e_mode.iter().cloned().collect() }
}

fn sizes() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(prop_oneof![Just(1), Just(10_000), Just(1_000_000), 1..20_000u32, 1..=1_000_000u32], 1..4)
}

fn as_each_alone(strategy: impl Strategy<Value = AaveV3User>, least: u32) {
    let compared = std::cell::Cell::new(0);
    let config = Config { cases: 3_000, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"plimsoll: stress of a book .....");
    let run = TestRunner::new_with_rng(config, rng).run(&(strategy, sizes(), 1..4u32), |(user, sizes, count)| {
        let user = driven(user);
        let Some(row) = book_row(&user) else { return Ok(()) };
        let pool = pool_of(&user);
        let shocks = shocks(&pool, &sizes);
        let due: Option<Vec<_>> = shocks.iter().map(|shock| times(&alone(&user, shock)?, count)).collect();
        let found = aave_v3_book_stress(&pool, row.repeat(count as usize), shocks);
        let Some(due) = due else {
            prop_assert_eq!(found.expect_err("nothing answers").code(), "overflow");
            return Ok(());
        };
        // A pool may be refused as a whole where the account alone is answered: an index that does not fit.
        let Ok(found) = found else { return Ok(()) };
        for (found, due) in found.iter().zip(&due) {
            // The account is asked for more, so it may revert where the sums alone do not.
            if due.reverted > found.reverted {
                continue;
            }
            prop_assert_eq!(found, due);
            compared.set(compared.get() + 1);
        }
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
    assert!(compared.get() > least, "only {} shocks were compared", compared.get());
}

#[test]
fn usual_users() {
    as_each_alone(usual_account(BOOK_REVISIONS), 8_000);
}

#[test]
fn extreme_users() {
    as_each_alone(any_account(BOOK_REVISIONS), 500);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Users of one pool who owe more and more; any cut, and what is told on the way is never taken back.
    #[test]
    fn however_it_is_cut(
        user in usual_account(BOOK_REVISIONS), sizes in sizes(), count in 0..40usize, scales in prop::collection::vec(1..9u128, 1..4),
        parts in prop::collection::vec(prop_oneof![Just(1u32), 1..7u32, 1..200u32, Just(u32::MAX)], 1..4),
    ) {
        let user = driven(user);
        let Some(one) = book_row(&user) else { return Ok(()) };
        let rows: Vec<u8> = (0..count).flat_map(|place| {
            let mut row = one.clone();
            for cell in row[33..].chunks_exact_mut(32) {
                let owed = u128::from_le_bytes(cell[16..].try_into().expect("sixteen bytes"));
                let more = owed.saturating_mul(scales[place % scales.len()]) / 4;
                cell[16..].copy_from_slice(&more.to_le_bytes());
            }
            row
        }).collect();
        let pool = pool_of(&user);
        let shocks = shocks(&pool, &sizes);
        let whole = aave_v3_book_stress(&pool, rows.clone(), shocks.clone()).expect("usual users");
        prop_assert_eq!(whole.len(), shocks.len());
        let mut run = AaveV3StressRun::new(&pool, rows, shocks).expect("usual users");
        let (mut done, mut counted) = (0.0, 0.0);
        for part in parts.iter().cycle() {
            let now = run.advance(*part).expect("usual users");
            prop_assert!(now <= 1.0 && (now > done || count == 0), "{done}, then {now}");
            prop_assert!(run.counted() - counted <= f64::from(*part));
            prop_assert_eq!(&whole[..run.result().len()], run.result());
            (done, counted) = (now, run.counted());
            if now == 1.0 {
                break;
            }
        }
        prop_assert_eq!(run.result(), whole);
        prop_assert_eq!(run.advance(1).expect("done"), 1.0);
    }
}
