//! Addition, subtraction, multiplication and division that refuse to wrap, as Solidity's checked arithmetic does.

use super::{Fault, U256};
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
    pub fn try_add(self, other: Self, operation: &'static str) -> Result<Self, Fault> {
        match self.0.overflowing_add(other.0) {
            (sum, false) => Ok(Self(sum)),
            _ => Err(Fault::Overflow(operation)),
        }
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
    pub fn try_sub(self, other: Self, operation: &'static str) -> Result<Self, Fault> {
        match self.0.overflowing_sub(other.0) {
            (difference, false) => Ok(Self(difference)),
            _ => Err(Fault::Overflow(operation)),
        }
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
    pub fn try_mul(self, other: Self, operation: &'static str) -> Result<Self, Fault> {
        // Almost every amount, price and index is below 2^128: one widening product then cannot overflow.
        if let (Some(a), Some(b)) = (self.narrow(), other.narrow())
            && let Some(product) = a.checked_mul(b)
        {
            return Ok(Self::from_u128(product));
        }
        match self.0.overflowing_mul(other.0) {
            (product, false) => Ok(Self(product)),
            _ => Err(Fault::Overflow(operation)),
        }
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
    pub fn try_div(self, divisor: Self, operation: &'static str) -> Result<Self, Fault> {
        Ok(self.div_rem(divisor).ok_or(Fault::DivisionByZero(operation))?.0)
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
    pub fn try_div_ceil(self, divisor: Self, operation: &'static str) -> Result<Self, Fault> {
        let (quotient, remainder) = self.div_rem(divisor).ok_or(Fault::DivisionByZero(operation))?;
        if remainder.is_zero() { Ok(quotient) } else { quotient.try_add(Self::ONE, operation) }
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
        match (self.narrow(), divisor.narrow()) {
            (_, Some(0)) => None,
            (Some(a), Some(d)) => {
                // One division: the remainder as a second one would cost as much again.
                let quotient = a / d;
                Some((Self::from_u128(quotient), Self::from_u128(a - quotient * d)))
            }
            _ => {
                let (quotient, remainder) = divide(self.0, divisor.0);
                Some((Self(quotient), Self(remainder)))
            }
        }
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

/// Divides words of any width; the divisor is not zero. One routine over slices for every width: each width's own would take
/// 8 KB of the browser's module.
#[cfg(target_arch = "wasm32")]
#[inline]
pub(super) fn divide<const BITS: usize, const LIMBS: usize>(
    a: Uint<BITS, LIMBS>,
    d: Uint<BITS, LIMBS>,
) -> (Uint<BITS, LIMBS>, Uint<BITS, LIMBS>) {
    #[inline(never)]
    fn slices(a: &mut [u64], d: &mut [u64]) {
        ruint::algorithms::div(a, d);
    }
    let (mut quotient, mut remainder) = (a.into_limbs(), d.into_limbs());
    slices(&mut quotient, &mut remainder);
    (Uint::from_limbs(quotient), Uint::from_limbs(remainder))
}
