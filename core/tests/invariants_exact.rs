//! The exact room at its full width: against integers of four times the width, and by the lemmas of its roundings.
#![allow(clippy::expect_used, clippy::panic, reason = "a test panics to fail")]

use plimsoll::exact::{mul_div_ceil, mul_div_floor, mul_div_half_up, narrow_mul_div_ceil, narrow_mul_div_floor, narrow_mul_div_half_up};
use plimsoll::{RiskError, U256};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use ruint::Uint;

type Reference = Uint<1024, 16>;

/// From 0 to 2^256 − 1, every length equally likely, the ends and the neighbours of powers of two often.
fn word() -> impl Strategy<Value = U256> {
    let any = (0usize..=256, any::<[u64; 4]>()).prop_map(|(bits, limbs)| {
        let word = Uint::<256, 4>::from_limbs(limbs);
        word >> (256 - bits).min(255) & if bits == 0 { Uint::ZERO } else { Uint::MAX }
    });
    let edge = (0usize..256, 0u64..5)
        .prop_map(|(bit, near)| ((Uint::<256, 4>::from(1u64) << bit).wrapping_add(Uint::from(near))).wrapping_sub(Uint::from(2u64)));
    prop_oneof![4 => any, 1 => edge].prop_map(|word: Uint<256, 4>| word.to_string().parse().expect("a decimal string"))
}

fn wide(word: U256) -> Reference {
    word.to_string().parse().expect("a decimal string")
}

fn fits(value: Reference) -> Option<U256> {
    value.to_string().parse().ok()
}

fn seeded<S: Strategy>(strategy: &S, property: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases: 20_000, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"plimsoll: the exact room, full. ");
    if let Err(error) = TestRunner::new_with_rng(config, rng).run(strategy, property) {
        panic!("{error}");
    }
}

fn same(core: Result<U256, RiskError>, reference: Option<U256>) -> Result<(), TestCaseError> {
    match (core, reference) {
        (Ok(core), Some(reference)) => prop_assert_eq!(core, reference),
        (Err(error), None) => prop_assert_eq!(error.code(), "overflow"),
        (core, reference) => prop_assert!(false, "core {:?}, reference {:?}", core, reference),
    }
    Ok(())
}

#[test]
fn every_operation_is_that_of_wider_integers() {
    seeded(&(word(), word(), word()), |(a, b, d)| {
        let (x, y, z) = (wide(a), wide(b), wide(d));
        same(a.try_add(b, "sum"), fits(x + y))?;
        same(a.try_sub(b, "difference"), if a >= b { fits(x - y) } else { None })?;
        same(a.try_mul(b, "product"), fits(x * y))?;
        if d.is_zero() {
            for answer in [a.try_div(d, "share"), a.try_div_ceil(d, "share"), mul_div_floor(a, b, d), narrow_mul_div_floor(a, b, d)] {
                prop_assert_eq!(answer.as_ref().map_err(RiskError::code), Err("division_by_zero"));
            }
            return Ok(());
        }
        let one = Reference::from(1u64);
        same(a.try_div(d, "share"), fits(x / z))?;
        same(a.try_div_ceil(d, "share"), fits((x + z - one) / z))?;
        let product = x * y;
        let half = z / Reference::from(2u64);
        same(mul_div_floor(a, b, d), fits(product / z))?;
        same(mul_div_ceil(a, b, d), fits((product + z - one) / z))?;
        same(mul_div_half_up(a, b, d), fits((product + half) / z))?;
        let held = fits(product);
        same(narrow_mul_div_floor(a, b, d), held.and_then(|_| fits(product / z)))?;
        same(narrow_mul_div_ceil(a, b, d), held.and_then(|_| fits((product + z - one) / z)))?;
        same(narrow_mul_div_half_up(a, b, d), fits(product + half).and_then(|_| fits((product + half) / z)))
    });
}

#[test]
fn roundings_bracket_the_quotient_and_rise_with_every_factor() {
    seeded(&(word(), word(), word(), word()), |(a, b, d, more)| {
        if d.is_zero() {
            return Ok(());
        }
        let roundings = [mul_div_floor, mul_div_half_up, mul_div_ceil];
        let answers = roundings.map(|rounded| rounded(a, b, d));
        if let [Ok(floor), Ok(half), Ok(ceil)] = answers.clone() {
            prop_assert!(floor <= half && half <= ceil && ceil.saturating_sub(floor) <= U256::ONE);
            // ⌊⌊a·b/d⌋·d/b⌋ never exceeds a, and the ceiling's way back never falls below it.
            if !b.is_zero() {
                prop_assert!(mul_div_floor(floor, d, b).is_ok_and(|back| back <= a));
                prop_assert!(mul_div_ceil(ceil, d, b).map_or(true, |back| back >= a));
            }
        }
        for (rounded, lower) in roundings.into_iter().zip(answers) {
            if let (Ok(lower), Ok(higher)) = (&lower, &a.try_add(more, "more").and_then(|larger| rounded(larger, b, d))) {
                prop_assert!(lower <= higher, "falls as a factor rises");
            }
            if let (Ok(lower), Ok(smaller)) = (&lower, &d.try_add(more, "more").and_then(|larger| rounded(a, b, larger))) {
                prop_assert!(smaller <= lower, "rises as the divisor rises");
            }
        }
        Ok(())
    });
}

/// `⌊a·p/d⌋ ≥ k` exactly from `p = ⌈k·d/a⌉` on: what every boundary of a collateral is made of.
#[test]
fn a_value_reaches_what_is_needed_exactly_at_the_boundary() {
    seeded(&(word(), word(), word()), |(a, d, k)| {
        if a.is_zero() || d.is_zero() || k.is_zero() {
            return Ok(());
        }
        let Ok(price) = mul_div_ceil(k, d, a) else { return Ok(()) };
        prop_assert!(mul_div_floor(a, price, d).map_or(true, |value| value >= k));
        prop_assert!(mul_div_floor(a, price.saturating_sub(U256::ONE), d).is_ok_and(|value| value < k));
        let largest = mul_div_floor(k, d, a).expect("not above the ceiling");
        prop_assert!(mul_div_ceil(a, largest, d).is_ok_and(|value| value <= k));
        prop_assert!(largest.try_add(U256::ONE, "next").and_then(|next| mul_div_ceil(a, next, d)).map_or(true, |value| value > k));
        Ok(())
    });
}
