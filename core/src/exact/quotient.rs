//! A quotient with 18 decimals without a long division: guessed in floats, settled in integers.
//!
//! A float of an integer, the quotient of two and its product with 10^18 are each off by at most a part in 2^53, so that the guess is off
//! by less than a part in 2^50. Below the limits here what it leaves is then less than 2^90/2^50 divisors, 2^124, and known from its low
//! 128 bits. That rest is divided in floats once more, which leaves less than two divisors either way. No float reaches the answer.

use super::arithmetic::low_product;

/// The first divisor that is too large, and the first quotient.
const DIVISOR_LIMIT: u128 = 1 << 84;
const QUOTIENT_LIMIT: f64 = (1_u128 << 90) as f64;

/// 10^18, exact as a float.
const WAD: u128 = 1_000_000_000_000_000_000;

/// Returns `⌊(n·10^18 + plus)/d⌋`; nothing for a `plus` that is not below the divisor, and beyond the limits of the guess.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a guess")]
#[allow(clippy::cast_sign_loss, clippy::cast_possible_wrap, reason = "numbers modulo 2^128, read with their sign")]
pub(crate) fn wad_quotient(n: u128, plus: u128, d: u128) -> Option<u128> {
    if plus >= d || d >= DIVISOR_LIMIT {
        return None;
    }
    let guess = n as f64 / d as f64 * WAD as f64;
    if guess >= QUOTIENT_LIMIT {
        return None;
    }
    let guess = guess as u128;
    let left = low_product(n, WAD).wrapping_add(plus).wrapping_sub(low_product(guess, d)) as i128;
    let more = (left as f64 / d as f64) as i64;
    let mut left = left.wrapping_sub(low_product(i128::from(more) as u128, d) as i128);
    let mut quotient = guess.wrapping_add(i128::from(more) as u128);
    while left < 0 {
        (quotient, left) = (quotient.wrapping_sub(1), left.wrapping_add(d as i128));
    }
    while left >= d as i128 {
        (quotient, left) = (quotient.wrapping_add(1), left.wrapping_sub(d as i128));
    }
    Some(quotient)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::U256;
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

    /// Every length equally likely, the neighbours of powers of two often.
    fn half() -> impl Strategy<Value = u128> {
        prop_oneof![
            3 => (0u32..128, any::<u128>()).prop_map(|(bits, word)| word >> bits),
            1 => (0u32..128, 0u128..4).prop_map(|(bit, near)| (1u128 << bit).wrapping_add(near).wrapping_sub(2)),
        ]
    }

    fn by_long_division(n: u128, plus: u128, d: u128) -> u128 {
        let [n, plus, d] = [n, plus, d].map(U256::from_u128);
        let sum = n.try_mul(U256::from_u128(WAD), "test").and_then(|product| product.try_add(plus, "test")).unwrap();
        sum.try_div(d, "test").unwrap().narrow().unwrap()
    }

    #[test]
    fn the_quotient_is_that_of_the_long_division() {
        let config = Config { cases: 400_000, failure_persistence: None, ..Config::default() };
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"plimsoll: quotients by floats...");
        let answered = core::cell::Cell::new(0_u32);
        // Any numbers; and products of a divisor, whose quotients have no rest, or one just short.
        let near = (0u32..84, any::<u128>(), 0u32..60, any::<u64>(), any::<bool>()).prop_map(|(bits, d, short, times, less)| {
            let d = (d >> 44 >> bits).max(1);
            (d.wrapping_mul(u128::from(times >> short)).wrapping_sub(u128::from(less)), d / 2, d)
        });
        let strategy = prop_oneof![(half(), half(), half()), (half(), Just(0), half()), near];
        let run = TestRunner::new_with_rng(config, rng).run(&strategy, |(n, plus, d)| {
            match wad_quotient(n, plus, d) {
                Some(quotient) => {
                    prop_assert_eq!(quotient, by_long_division(n, plus, d));
                    answered.set(answered.get() + 1);
                }
                None => prop_assert!(plus >= d || d >= DIVISOR_LIMIT || n / d >= 1 << 29),
            }
            Ok(())
        });
        assert_eq!(run, Ok(()));
        assert!(answered.get() > 100_000, "only {} had an answer", answered.get());
    }
}
