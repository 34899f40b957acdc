//! A fixed factor `n/d` that many numbers are multiplied with: each product costs multiplications alone.
//!
//! With `n = w·d + f`, `f < d`, and `m = ⌊f·2^h/d⌋` for a half of `h` bits:
//! ```text
//! x·n/d = x·w + x·f/d        0 ≤ x·f/d − x·m/2^h < x/2^h < 1
//! ```
//! so `⌊x·m/2^h⌋` is the quotient of `x·f` by `d`, or one less. The remainder left by it is below `2d`, and so known from its low half
//! where `d ≤ 2^(h−1)`: it says which of the two, and gives every rounding. At 8 bits every input is tried.

use super::word::Half;

/// A factor of two halves, and the reciprocal of its divisor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Factor<H = u128> {
    whole: H,
    rest: H,
    divisor: H,
    reciprocal: H,
}

#[allow(private_bounds, reason = "the half is the room's own")]
impl<H: Half> Factor<H> {
    /// Returns `n/d`, or nothing for a divisor of 0 or above half of the range.
    pub(crate) fn new(n: H, d: H) -> Option<Self> {
        if d == H::ZERO {
            return None;
        }
        d.checked_add(d.less(H::ONE))?;
        let (whole, rest) = n.div_rem(d);
        // A bit of the reciprocal at a time: twice a remainder fits in the half.
        let (mut left, mut reciprocal) = (rest, H::ZERO);
        for _ in 0..H::BITS {
            left = left.checked_add(left)?;
            reciprocal = reciprocal.checked_add(reciprocal)?;
            if left >= d {
                left = left.less(d);
                reciprocal = reciprocal.checked_add(H::ONE)?;
            }
        }
        Some(Self { whole, rest, divisor: d, reciprocal })
    }

    /// `⌊x·n/d⌋`, if it fits in the half.
    #[inline(always)]
    pub(crate) fn floor(&self, x: H) -> Option<H> {
        Some(self.times(x)?.0)
    }

    /// `⌊(x·n + plus)/d⌋` for a `plus` below the divisor, if it fits in the half.
    #[inline(always)]
    pub(crate) fn floor_plus(&self, x: H, plus: H) -> Option<H> {
        let (quotient, remainder) = self.times(x)?;
        if remainder >= self.divisor.less(plus) { quotient.checked_add(H::ONE) } else { Some(quotient) }
    }

    /// `⌈x·n/d⌉`, if it fits in the half.
    #[inline(always)]
    pub(crate) fn ceil(&self, x: H) -> Option<H> {
        let (quotient, remainder) = self.times(x)?;
        if remainder == H::ZERO { Some(quotient) } else { quotient.checked_add(H::ONE) }
    }

    /// `⌊(x·n + ⌊d/2⌋)/d⌋`, if it fits in the half.
    #[inline(always)]
    pub(crate) fn half_up(&self, x: H) -> Option<H> {
        self.floor_plus(x, self.divisor.halved())
    }

    /// Quotient and remainder of `x·n` by `d`, if the quotient fits in the half.
    #[inline(always)]
    fn times(&self, x: H) -> Option<(H, H)> {
        if self.rest == H::ZERO {
            return Some((x.checked_mul(self.whole)?, H::ZERO));
        }
        let low = x.high_mul(self.reciprocal);
        let left = x.difference_of_products(self.rest, low, self.divisor);
        // Below x, which is a half.
        let (part, remainder) = if left >= self.divisor { (low.checked_add(H::ONE)?, left.less(self.divisor)) } else { (low, left) };
        // An index is above 1 and below 2, a price mostly below 1.
        let whole = if self.whole == H::ZERO {
            return Some((part, remainder));
        } else if self.whole == H::ONE {
            x
        } else {
            x.checked_mul(self.whole)?
        };
        Some((whole.checked_add(part)?, remainder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::RiskError;
    use crate::exact::{U256, kernel};
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

    /// A half of 8 bits: every number, factor and divisor can be tried.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    struct Byte(u8);

    impl Half for Byte {
        const ZERO: Self = Self(0);
        const ONE: Self = Self(1);
        const BITS: u32 = 8;

        fn checked_add(self, other: Self) -> Option<Self> {
            self.0.checked_add(other.0).map(Self)
        }

        fn checked_mul(self, other: Self) -> Option<Self> {
            self.0.checked_mul(other.0).map(Self)
        }

        fn high_mul(self, other: Self) -> Self {
            Self(((u16::from(self.0) * u16::from(other.0)) >> 8) as u8)
        }

        fn difference_of_products(self, other: Self, less: Self, by: Self) -> Self {
            Self(self.0.wrapping_mul(other.0).wrapping_sub(less.0.wrapping_mul(by.0)))
        }

        fn div_rem(self, divisor: Self) -> (Self, Self) {
            (Self(self.0 / divisor.0), Self(self.0 % divisor.0))
        }

        fn halved(self) -> Self {
            Self(self.0 / 2)
        }

        fn less(self, other: Self) -> Self {
            Self(self.0 - other.0)
        }
    }

    #[test]
    fn every_number_factor_and_divisor_of_8_bits() {
        for d in 0..=255_u8 {
            for n in 0..=255_u8 {
                let Some(factor) = Factor::new(Byte(n), Byte(d)) else {
                    assert!(d == 0 || d > 128, "{n}/{d}");
                    continue;
                };
                assert!(d > 0 && d <= 128, "{n}/{d}");
                for x in 0..=255_u8 {
                    every_rounding(&factor, x, n, d);
                }
            }
        }
    }

    /// Against the rational `x·n/d` in wide integers.
    fn every_rounding(factor: &Factor<Byte>, x: u8, n: u8, d: u8) {
        let (product, divisor) = (u32::from(x) * u32::from(n), u32::from(d));
        let fits = |value: u32| u8::try_from(value).ok().map(Byte);
        let down = product / divisor;
        assert_eq!(factor.floor(Byte(x)), fits(down), "⌊{x}·{n}/{d}⌋");
        assert_eq!(factor.ceil(Byte(x)), fits(product.div_ceil(divisor)), "⌈{x}·{n}/{d}⌉");
        assert_eq!(factor.half_up(Byte(x)), fits((product + divisor / 2) / divisor), "{x}·{n}/{d}, half up");
        for plus in [0, 1, divisor - 1].into_iter().filter(|plus| *plus < divisor) {
            assert_eq!(factor.floor_plus(Byte(x), Byte(plus as u8)), fits((product + plus) / divisor), "⌊({x}·{n} + {plus})/{d}⌋");
        }
    }

    /// Every length equally likely, the neighbours of powers of two often.
    fn half() -> impl Strategy<Value = u128> {
        prop_oneof![
            3 => (0u32..128, any::<u128>()).prop_map(|(bits, word)| word >> bits),
            1 => (0u32..128, 0u128..4).prop_map(|(bit, near)| (1u128 << bit).wrapping_add(near).wrapping_sub(2)),
        ]
    }

    #[test]
    fn halves_of_128_bits_as_the_whole_words_have_them() {
        let config = Config { cases: 200_000, failure_persistence: None, ..Config::default() };
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"plimsoll: factors of halves ....");
        let run = TestRunner::new_with_rng(config, rng).run(&(half(), half(), half()), |(x, n, d)| {
            let Some(factor) = Factor::new(n, d) else {
                prop_assert!(d == 0 || d > 1 << 127);
                return Ok(());
            };
            let [a, b, c] = [x, n, d].map(U256::from_u128);
            let whole = |answer: Result<U256, RiskError>| answer.expect("halves never overflow a word").narrow();
            prop_assert_eq!(factor.floor(x), whole(kernel::narrow_floor(a, b, c, "test")));
            prop_assert_eq!(factor.ceil(x), whole(kernel::narrow_ceil(a, b, c, "test")));
            prop_assert_eq!(factor.half_up(x), whole(kernel::narrow_half_up(a, b, c, "test")));
            Ok(())
        });
        assert_eq!(run, Ok(()));
    }
}
