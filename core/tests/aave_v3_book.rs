//! A book of users answers what each of them is answered alone.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

#[allow(dead_code, reason = "the accounts serve other tests as well")]
mod accounts;
#[path = "accounts/book.rs"]
mod book;

use accounts::{any_account, usual_account};
use book::{BOOK_REVISIONS, book_row};
use plimsoll::U256;
use plimsoll::venue::aave_v3::{AaveV3Pool, AaveV3User, aave_v3_account, aave_v3_book};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

fn health(bytes: &[u8]) -> U256 {
    let limbs = bytes.chunks_exact(8).map(|limb| u64::from_le_bytes(limb.try_into().expect("eight bytes")));
    let radix = U256::from_u128(1 << 64);
    limbs.rev().fold(U256::ZERO, |sum, limb| sum.try_mul(radix, "test").expect("fits").try_add(U256::new(limb), "test").expect("fits"))
}

fn same_as_alone(strategy: &impl Strategy<Value = AaveV3User>, least: u32) {
    let compared = std::cell::Cell::new(0);
    let config = Config { cases: 8_000, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"plimsoll: a book of users ......");
    let run = TestRunner::new_with_rng(config, rng).run(strategy, |user| {
        let Some(row) = book_row(&user) else { return Ok(()) };
        let pool = AaveV3Pool { revision: user.revision, reserves: user.reserves.clone(), e_modes: user.e_mode.iter().cloned().collect() };
        let Ok(alone) = aave_v3_account(&user) else { return Ok(()) };
        // The same user three times: rows do not touch each other.
        let answers = aave_v3_book(&pool, row.repeat(3)).expect("a pool whose user is answered");
        prop_assert_eq!(answers.len(), 3 * 33);
        for answer in answers.chunks_exact(33) {
            prop_assert_eq!(answer[0], u8::from(alone.liquidatable));
            prop_assert_eq!(health(&answer[1..]), alone.health_factor);
        }
        compared.set(compared.get() + 1);
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
    assert!(compared.get() > least, "only {} users were compared", compared.get());
}

#[test]
fn usual_users() {
    same_as_alone(&usual_account(BOOK_REVISIONS), 7_000);
}

#[test]
fn extreme_users() {
    same_as_alone(&any_account(BOOK_REVISIONS), 300);
}

#[test]
fn rows_that_are_not_whole_and_unknown_categories_are_refused() {
    let user = accounts::example();
    let pool = AaveV3Pool { revision: user.revision, reserves: user.reserves.clone(), e_modes: Vec::new() };
    let good = book_row(&user).expect("a usual user");
    assert_eq!(aave_v3_book(&pool, good[1..].to_vec()).unwrap_err().code(), "length_mismatch");
    let mut strange = good.clone();
    strange[32] = 7;
    assert_eq!(aave_v3_book(&pool, strange).unwrap_err().code(), "unknown");
    assert_eq!(aave_v3_book(&pool, good).expect("the next good call")[0], 0);
    assert_eq!(aave_v3_book(&pool, Vec::new()).expect("nobody"), []);
}
