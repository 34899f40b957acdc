//! Addition, subtraction, multiplication and division that refuse to wrap, as Solidity's checked arithmetic does.

use super::word::{Half, Word};
use super::{U256, kernel};
use crate::error::RiskError;
use ruint::Uint;

impl U256 {
    /// Returns `self + other`.
    ///
    /// # Errors
    /// `overflow`, naming `operation`.
    ///
    /// ```
    /// use plimsoll::U256;
    /// assert_eq!(U256::new(2).try_add(U256::new(3), "sum")?, U256::new(5));
    /// assert_eq!(U256::MAX.try_add(U256::ONE, "sum").unwrap_err().code(), "overflow");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub fn try_add(self, other: Self, operation: &'static str) -> Result<Self, RiskError> {
        kernel::add(self, other, operation)
    }

    /// Returns `self − other`.
    ///
    /// # Errors
    /// `overflow` below zero, naming `operation`: the contract's arithmetic panics alike.
    ///
    /// ```
    /// use plimsoll::U256;
    /// assert_eq!(U256::new(5).try_sub(U256::new(3), "difference")?, U256::new(2));
    /// assert_eq!(U256::ZERO.try_sub(U256::ONE, "difference").unwrap_err().code(), "overflow");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub fn try_sub(self, other: Self, operation: &'static str) -> Result<Self, RiskError> {
        kernel::sub(self, other, operation)
    }

    /// Returns `self · other`.
    ///
    /// # Errors
    /// `overflow`, naming `operation`.
    ///
    /// ```
    /// use plimsoll::U256;
    /// assert_eq!(U256::new(6).try_mul(U256::new(7), "product")?, U256::new(42));
    /// assert_eq!(U256::MAX.try_mul(U256::new(2), "product").unwrap_err().code(), "overflow");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub fn try_mul(self, other: Self, operation: &'static str) -> Result<Self, RiskError> {
        kernel::mul(self, other, operation)
    }

    /// Returns `⌊self / divisor⌋`.
    ///
    /// # Errors
    /// `division_by_zero`, naming `operation`.
    ///
    /// ```
    /// use plimsoll::U256;
    /// assert_eq!(U256::new(7).try_div(U256::new(2), "share")?, U256::new(3));
    /// assert_eq!(U256::ONE.try_div(U256::ZERO, "share").unwrap_err().code(), "division_by_zero");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub fn try_div(self, divisor: Self, operation: &'static str) -> Result<Self, RiskError> {
        kernel::div(self, divisor, operation)
    }

    /// Returns `⌈self / divisor⌉`.
    ///
    /// # Errors
    /// `division_by_zero`, naming `operation`.
    ///
    /// ```
    /// use plimsoll::U256;
    /// assert_eq!(U256::new(7).try_div_ceil(U256::new(2), "share")?, U256::new(4));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub fn try_div_ceil(self, divisor: Self, operation: &'static str) -> Result<Self, RiskError> {
        kernel::div_ceil(self, divisor, operation)
    }

    /// Returns `self − other`, or zero where that would be negative.
    ///
    /// ```
    /// use plimsoll::U256;
    /// assert_eq!(U256::new(3).saturating_sub(U256::new(5)), U256::ZERO);
    /// ```
    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Returns `|self − other|`.
    pub(crate) fn abs_diff(self, other: Self) -> Self {
        Self(self.0.abs_diff(other.0))
    }

    /// Returns `⌊self / 2⌋`.
    ///
    /// ```
    /// use plimsoll::U256;
    /// assert_eq!(U256::new(5).half(), U256::new(2));
    /// ```
    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[must_use]
    pub fn half(self) -> Self {
        Self(self.0 >> 1usize)
    }

    /// Returns `⌊√self⌋`.
    ///
    /// ```
    /// use plimsoll::U256;
    /// assert_eq!(U256::new(99).square_root(), U256::new(9));
    /// ```
    #[must_use]
    pub fn square_root(self) -> Self {
        if self.is_zero() {
            return self;
        }
        // The smallest power of two that is not below the root; Newton's steps then fall until they reach it.
        let bits = 256 - self.0.leading_zeros();
        let mut root = Self(Self::ONE.0 << bits.div_ceil(2).min(255));
        while let Some((quotient, _)) = self.div_rem(root) {
            let next = Self((root.0 >> 1_usize).wrapping_add(quotient.0 >> 1_usize).wrapping_add((root.0 & quotient.0) & Self::ONE.0));
            if next >= root {
                break;
            }
            root = next;
        }
        root
    }

    /// Says whether bit `index` is set; bits from 256 on are not.
    ///
    /// ```
    /// use plimsoll::U256;
    /// assert!(U256::new(4).bit(2) && !U256::new(4).bit(1));
    /// ```
    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[must_use]
    pub fn bit(self, index: u8) -> bool {
        self.0.bit(usize::from(index))
    }

    /// Returns quotient and remainder, or nothing for a zero divisor.
    #[cfg_attr(not(target_arch = "wasm32"), inline)]
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    pub(crate) fn div_rem(self, divisor: Self) -> Option<(Self, Self)> {
        kernel::div_rem(self, divisor)
    }
}

impl Half for u128 {
    const ZERO: Self = 0;
    const ONE: Self = 1;
    const BITS: u32 = 128;

    #[inline(always)]
    fn checked_add(self, other: Self) -> Option<Self> {
        self.checked_add(other)
    }

    #[inline(always)]
    fn high_mul(self, other: Self) -> Self {
        let ((a, b), (c, d)) = (parts(self), parts(other));
        if b == 0 {
            // Most amounts: half of the products are 0.
            return (product(a, d) + (product(a, c) >> 64)) >> 64;
        }
        let (low, cross, other_cross, high) = (product(a, c), product(a, d), product(b, c), product(b, d));
        // Three numbers of 64 bits.
        let middle = (low >> 64) + (cross & LOW) + (other_cross & LOW);
        high + (cross >> 64) + (other_cross >> 64) + (middle >> 64)
    }

    #[inline(always)]
    fn difference_of_products(self, other: Self, less: Self, by: Self) -> Self {
        let ((a, _), (b, _), (c, _), (d, above)) = (parts(self), parts(other), parts(less), parts(by));
        if above == 0 && d >> 63 == 0 {
            // Below 2^64, and so known from the low quarter.
            return a.wrapping_mul(b).wrapping_sub(c.wrapping_mul(d)).into();
        }
        low_product(self, other).wrapping_sub(low_product(less, by))
    }

    #[inline(always)]
    fn halved(self) -> Self {
        self >> 1
    }

    #[inline(always)]
    fn less(self, other: Self) -> Self {
        self.wrapping_sub(other)
    }

    #[inline(always)]
    fn checked_mul(self, other: Self) -> Option<Self> {
        match (parts(self), parts(other)) {
            ((a, 0), (b, 0)) => Some(product(a, b)),
            _ => self.checked_mul(other),
        }
    }

    #[inline(always)]
    fn div_rem(self, divisor: Self) -> (Self, Self) {
        // One division: the remainder as a second one would cost as much again.
        let quotient = self / divisor;
        (quotient, self - quotient * divisor)
    }
}

/// The low 64 bits of 128.
const LOW: u128 = u64::MAX as u128;

#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "the two halves of the number, the lower first")]
fn parts(number: u128) -> (u64, u64) {
    (number as u64, (number >> 64) as u64)
}

/// The low 128 bits of a product.
#[inline(always)]
pub(super) fn low_product(a: u128, b: u128) -> u128 {
    let ((a, b), (c, d)) = (parts(a), parts(b));
    let high = a.wrapping_mul(d).wrapping_add(b.wrapping_mul(c));
    product(a, c).wrapping_add(u128::from(high) << 64)
}

/// The whole product of 64 bits by 64.
#[cfg(not(target_arch = "wasm32"))]
#[inline(always)]
fn product(a: u64, b: u64) -> u128 {
    u128::from(a) * u128::from(b)
}

/// The whole product of 64 bits by 64, by parts of 32: this target has no wide product, and calls a routine for it.
#[cfg(any(target_arch = "wasm32", test))]
#[inline(always)]
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "the tests hold it against the wide product"))]
fn product_by_parts(a: u64, b: u64) -> u128 {
    const PART: u64 = u32::MAX as u64;
    let (a_low, a_high, b_low, b_high) = (a & PART, a >> 32, b & PART, b >> 32);
    let cross = a_low * b_high;
    // At most (2^32 − 1)² + 2·(2^32 − 1) = 2^64 − 1.
    let middle = a_high * b_low + ((a_low * b_low) >> 32) + (cross & PART);
    let high = a_high * b_high + (cross >> 32) + (middle >> 32);
    (u128::from(high) << 64) | u128::from(a.wrapping_mul(b))
}

#[cfg(target_arch = "wasm32")]
#[inline(always)]
fn product(a: u64, b: u64) -> u128 {
    product_by_parts(a, b)
}

impl Word for U256 {
    type Half = u128;
    /// (2^256 − 1)² + 2^256 − 1 is below 2^512.
    type Wide = Uint<512, 8>;
    const ZERO: Self = Self::ZERO;
    const ONE: Self = Self::ONE;

    #[inline(always)]
    fn from_half(half: u128) -> Self {
        Self::from_u128(half)
    }

    #[inline(always)]
    fn to_half(self) -> Option<u128> {
        self.narrow()
    }

    #[inline(always)]
    fn overflowing_add(self, other: Self) -> (Self, bool) {
        let (sum, carries) = self.0.overflowing_add(other.0);
        (Self(sum), carries)
    }

    #[inline(always)]
    fn overflowing_sub(self, other: Self) -> (Self, bool) {
        let (difference, borrows) = self.0.overflowing_sub(other.0);
        (Self(difference), borrows)
    }

    #[inline(always)]
    fn overflowing_mul(self, other: Self) -> (Self, bool) {
        let (product, carries) = self.0.overflowing_mul(other.0);
        (Self(product), carries)
    }

    #[inline(always)]
    fn long_div_rem(self, divisor: Self) -> (Self, Self) {
        let (quotient, remainder) = divide(self.0, divisor.0);
        (Self(quotient), Self(remainder))
    }

    #[inline(always)]
    fn halved(self) -> Self {
        self.half()
    }

    fn wide_product(a: Self, b: Self, c: Self) -> Self::Wide {
        let product: Self::Wide = a.0.widening_mul(b.0);
        product.wrapping_add(Self::Wide::from(c.0))
    }

    fn wide_div(wide: Self::Wide, divisor: Self) -> (Option<Self>, bool) {
        let (quotient, remainder) = divide(wide, Self::Wide::from(divisor.0));
        (ruint::aliases::U256::checked_from_limbs_slice(quotient.as_limbs()).map(Self), remainder.is_zero())
    }
}

/// Divides words of any width; the divisor is not zero.
#[cfg(not(target_arch = "wasm32"))]
#[inline]
pub(super) fn divide<const BITS: usize, const LIMBS: usize>(
    a: Uint<BITS, LIMBS>,
    d: Uint<BITS, LIMBS>,
) -> (Uint<BITS, LIMBS>, Uint<BITS, LIMBS>) {
    a.div_rem(d)
}

/// Divides words of any width; the divisor is not zero. One short routine for every width: the wide one takes 8 KB of the browser's
/// module.
#[cfg(target_arch = "wasm32")]
#[inline]
pub(super) fn divide<const BITS: usize, const LIMBS: usize>(
    a: Uint<BITS, LIMBS>,
    d: Uint<BITS, LIMBS>,
) -> (Uint<BITS, LIMBS>, Uint<BITS, LIMBS>) {
    let (mut quotient, mut remainder) = (a.into_limbs(), d.into_limbs());
    super::long_division::divide_limbs(&mut quotient, &mut remainder);
    (Uint::from_limbs(quotient), Uint::from_limbs(remainder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_by_parts_is_the_wide_one() {
        let edges =
            [0, 1, 2, 0xffff_ffff, 0x1_0000_0000, 0x1_0000_0001, 0x8000_0000_0000_0000, u64::MAX - 1, u64::MAX, 0x9e37_79b9_7f4a_7c15];
        for a in edges {
            for b in edges {
                assert_eq!(product_by_parts(a, b), u128::from(a) * u128::from(b), "{a} · {b}");
            }
        }
    }
}
