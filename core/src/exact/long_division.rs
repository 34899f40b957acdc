//! Long division by hand, for digits of any width: one short routine where the target has no wide division of its own. With digits of
//! two bits every dividend and divisor of a byte is tried; with digits of 32 bits it divides the room's integers in the browser.
//!
//! Source: Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D. A digit of the quotient is guessed from the highest
//! digit of the divisor, whose top bit is set first: the guess is then at most two too large, and is taken back until nothing is owed.

/// A digit of at most 32 bits; numbers have their lowest digit first.
pub(super) trait Digit: Copy {
    const BITS: u32;

    /// The lowest bits of a number.
    fn low(number: u64) -> Self;

    fn value(self) -> u64;
}

impl Digit for u32 {
    const BITS: u32 = 32;

    #[allow(clippy::cast_possible_truncation, reason = "the lowest bits are asked for")]
    fn low(number: u64) -> Self {
        number as u32
    }

    fn value(self) -> u64 {
        u64::from(self)
    }
}

/// Leaves the remainder in `dividend` and writes the quotient, whose digits must be 0; a divisor of 0 leaves both as they are.
///
/// The dividend has one digit more than the quotient, and that is 0. The divisor is changed.
pub(super) fn divide<D: Digit>(dividend: &mut [D], divisor: &mut [D], quotient: &mut [D]) {
    let length = divisor.iter().rposition(|digit| digit.value() != 0).map_or(0, |last| last + 1);
    let divisor = divisor.get_mut(..length).unwrap_or_default();
    let Some(highest) = divisor.last() else { return };
    let shift = highest.value().leading_zeros() - (u64::BITS - D::BITS);
    shift_up(divisor, shift);
    shift_up(dividend, shift);
    let highest = divisor.last().map_or(1, |digit| digit.value());
    for (place, digit) in quotient.iter_mut().enumerate().rev() {
        let Some(window) = dividend.get_mut(place..=place + length) else { continue };
        let top = window.iter().rev().take(2).fold(0, |top, digit| top << D::BITS | digit.value());
        let mut guess = (top / highest).min((1 << D::BITS) - 1);
        if guess == 0 {
            continue;
        }
        let mut owes = take_away(window, divisor, guess);
        while owes {
            guess -= 1;
            owes = !put_back(window, divisor);
        }
        *digit = D::low(guess);
    }
    shift_down(dividend, shift);
}

/// Subtracts `times` the divisor and says whether more was taken than there was.
fn take_away<D: Digit>(window: &mut [D], divisor: &[D], times: u64) -> bool {
    // What is owed to the digit above, always a digit: (b−1)·(b−1) + (b−1) has b−1 above it only with 0 below it.
    let mut owed = 0;
    for (place, digit) in window.iter_mut().enumerate() {
        let product = times * divisor.get(place).map_or(0, |digit| digit.value()) + owed;
        let (held, less) = (digit.value(), D::low(product).value());
        *digit = D::low(held.wrapping_sub(less));
        owed = (product >> D::BITS) + u64::from(held < less);
    }
    owed != 0
}

/// Adds the divisor and says whether that reached beyond the window, which settles what was owed.
fn put_back<D: Digit>(window: &mut [D], divisor: &[D]) -> bool {
    let mut sum = 0;
    for (place, digit) in window.iter_mut().enumerate() {
        sum = (sum >> D::BITS) + digit.value() + divisor.get(place).map_or(0, |digit| digit.value());
        *digit = D::low(sum);
    }
    sum >> D::BITS != 0
}

/// Multiplies by `2^shift`, less than a digit; what is carried out is 0.
fn shift_up<D: Digit>(digits: &mut [D], shift: u32) {
    let mut carried = 0;
    for digit in digits {
        let wide = (digit.value() << shift) | carried;
        *digit = D::low(wide);
        carried = wide >> D::BITS;
    }
}

/// Divides by `2^shift`, less than a digit.
fn shift_down<D: Digit>(digits: &mut [D], shift: u32) {
    let mut above = 0;
    for digit in digits.iter_mut().rev() {
        let wide = above << D::BITS | digit.value();
        *digit = D::low(wide >> shift);
        above = wide & ((1 << shift) - 1);
    }
}

/// Digits of the widest integer of the room, 1,024 bits.
const MOST: usize = 32;

/// Divides two integers of equal width in limbs of 64 bits: the first becomes the quotient, the second the remainder.
#[inline(never)]
pub(super) fn divide_limbs(a: &mut [u64], d: &mut [u64]) {
    let (mut dividend, mut divisor, mut quotient) = ([0; MOST + 1], [0; MOST], [0; MOST]);
    split(a, &mut dividend);
    split(d, &mut divisor);
    let digits = 2 * a.len();
    divide(dividend.get_mut(..=digits).unwrap_or_default(), &mut divisor, quotient.get_mut(..digits).unwrap_or_default());
    join(&quotient, a);
    join(&dividend, d);
}

fn split(limbs: &[u64], digits: &mut [u32]) {
    for (pair, limb) in digits.chunks_exact_mut(2).zip(limbs) {
        for (digit, half) in pair.iter_mut().zip([*limb, *limb >> 32]) {
            *digit = u32::low(half);
        }
    }
}

fn join(digits: &[u32], limbs: &mut [u64]) {
    for (pair, limb) in digits.chunks_exact(2).zip(limbs) {
        *limb = pair.iter().rev().fold(0, |limb, digit| limb << 32 | digit.value());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    use ruint::Uint;

    /// A digit of two bits.
    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Two(u8);

    impl Digit for Two {
        const BITS: u32 = 2;

        fn low(number: u64) -> Self {
            Self((number & 3) as u8)
        }

        fn value(self) -> u64 {
            self.0.into()
        }
    }

    fn digits<const N: usize>(number: u32) -> [Two; N] {
        core::array::from_fn(|place| Two((number >> (2 * place) & 3) as u8))
    }

    fn number(digits: &[Two]) -> u32 {
        digits.iter().rev().fold(0, |number, digit| number << 2 | u32::from(digit.0))
    }

    #[test]
    fn every_dividend_of_two_bytes_by_every_divisor_of_one() {
        for a in 0..=u32::from(u16::MAX) {
            for d in 1..=255 {
                let (mut dividend, mut divisor, mut quotient) = (digits::<9>(a), digits::<4>(d), [Two(0); 8]);
                divide(&mut dividend, &mut divisor, &mut quotient);
                assert_eq!((number(&quotient), number(&dividend)), (a / d, a % d), "{a} / {d}");
            }
        }
    }

    #[test]
    fn divisors_of_every_length_and_of_none() {
        for a in 0..4_096 {
            for d in 0..4_096_u32 {
                let (mut dividend, mut divisor, mut quotient) = (digits::<7>(a), digits::<6>(d), [Two(0); 6]);
                divide(&mut dividend, &mut divisor, &mut quotient);
                let expected = a.checked_div(d).map_or((0, a), |quotient| (quotient, a % d));
                assert_eq!((number(&quotient), number(&dividend)), expected, "{a} / {d}");
            }
        }
    }

    /// Every length equally likely; limbs of ones and zeros often, where a guess is too large.
    fn word<const LIMBS: usize>() -> impl Strategy<Value = [u64; LIMBS]> {
        let limb = prop_oneof![3 => any::<u64>(), 1 => Just(0), 1 => Just(u64::MAX), 1 => Just(1 << 63), 1 => Just(u64::MAX << 32)];
        (prop::array::uniform(limb), 0..=LIMBS, 0u32..64).prop_map(|(mut limbs, length, bits): ([u64; LIMBS], _, _)| {
            limbs.iter_mut().skip(length).for_each(|limb| *limb = 0);
            if let Some(last) = length.checked_sub(1).and_then(|last| limbs.get_mut(last)) {
                *last >>= bits;
            }
            limbs
        })
    }

    fn as_the_wide_one<const BITS: usize, const LIMBS: usize>() {
        let config = Config { cases: 50_000, failure_persistence: None, ..Config::default() };
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"plimsoll: long division by hand.");
        let run = TestRunner::new_with_rng(config, rng).run(&(word::<LIMBS>(), word::<LIMBS>()), |(a, d)| {
            let (x, y) = (Uint::<BITS, LIMBS>::from_limbs(a), Uint::<BITS, LIMBS>::from_limbs(d));
            if y.is_zero() {
                return Ok(());
            }
            let (mut quotient, mut remainder) = (a, d);
            divide_limbs(&mut quotient, &mut remainder);
            prop_assert_eq!((Uint::from_limbs(quotient), Uint::from_limbs(remainder)), x.div_rem(y));
            Ok(())
        });
        assert_eq!(run, Ok(()));
    }

    #[test]
    fn words_of_256_512_and_1024_bits() {
        as_the_wide_one::<256, 4>();
        as_the_wide_one::<512, 8>();
        as_the_wide_one::<1024, 16>();
    }
}
