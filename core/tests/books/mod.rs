//! What books of packed bytes have in common: amounts as a contract stores them, and bytes that nobody promised.

use plimsoll::RiskError;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Every length of a stored value equally likely, the neighbours of powers of two often.
pub fn stored() -> impl Strategy<Value = u128> {
    prop_oneof![
        3 => (0u32..128, any::<u128>()).prop_map(|(bits, word)| word >> bits),
        1 => (0u32..128, 0u128..4).prop_map(|(bit, near)| (1u128 << bit).wrapping_add(near).wrapping_sub(2)),
    ]
}

/// Asks a book for any bytes and for rows of a kind; answers are as long as they should be, and a refusal names its place. Returns
/// what came, "answered" or the codes.
///
/// - `lengths`: bytes of a row and of its answer.
pub fn ask_anything(
    seed: &[u8; 32],
    rows: impl Strategy<Value = Vec<u8>>,
    lengths: (usize, usize),
    ask: impl Fn(Vec<u8>) -> Result<Vec<u8>, RiskError>,
) -> Vec<&'static str> {
    let codes = RefCell::new(BTreeSet::new());
    let config = Config { cases: 20_000, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, seed);
    let rows = prop_oneof![prop::collection::vec(any::<u8>(), 0..200), rows];
    let run = TestRunner::new_with_rng(config, rng).run(&rows, |rows: Vec<u8>| {
        let code = match ask(rows.clone()) {
            Ok(answers) => {
                prop_assert_eq!(answers.len(), rows.len() / lengths.0 * lengths.1);
                "answered"
            }
            Err(error) => {
                let named = error.to_string().contains("`rows");
                prop_assert!(named, "{error} names no place");
                error.code()
            }
        };
        codes.borrow_mut().insert(code);
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
    codes.into_inner().into_iter().collect()
}
