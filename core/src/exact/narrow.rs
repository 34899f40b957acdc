//! `a·b/d` with a 256-bit product: it overflows exactly where Solidity's guarded library functions revert.

use super::U256;
use super::kernel;
use crate::error::RiskError;

/// Returns `⌊a·b/d⌋`.
///
/// # Errors
/// `overflow` when `a·b ≥ 2^256`, `division_by_zero`.
///
/// ```
/// use plimsoll::{U256, exact::narrow_mul_div_floor};
/// assert_eq!(narrow_mul_div_floor(U256::new(7), U256::new(3), U256::new(2))?, U256::new(10));
/// assert_eq!(narrow_mul_div_floor(U256::MAX, U256::new(2), U256::new(2)).unwrap_err().code(), "overflow");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn narrow_mul_div_floor(a: U256, b: U256, d: U256) -> Result<U256, RiskError> {
    floor(a, b, d, "narrow_mul_div_floor")
}

/// Returns `⌈a·b/d⌉`.
///
/// # Errors
/// `overflow` when `a·b ≥ 2^256`, `division_by_zero`.
///
/// ```
/// use plimsoll::{U256, exact::narrow_mul_div_ceil};
/// assert_eq!(narrow_mul_div_ceil(U256::new(7), U256::new(3), U256::new(2))?, U256::new(11));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn narrow_mul_div_ceil(a: U256, b: U256, d: U256) -> Result<U256, RiskError> {
    ceil(a, b, d, "narrow_mul_div_ceil")
}

/// Returns `⌊(a·b + ⌊d/2⌋)/d⌋`.
///
/// # Errors
/// `overflow` when `a·b + ⌊d/2⌋ ≥ 2^256`, `division_by_zero`.
///
/// ```
/// use plimsoll::{U256, exact::narrow_mul_div_half_up};
/// assert_eq!(narrow_mul_div_half_up(U256::new(7), U256::new(3), U256::new(2))?, U256::new(11));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn narrow_mul_div_half_up(a: U256, b: U256, d: U256) -> Result<U256, RiskError> {
    half_up(a, b, d, "narrow_mul_div_half_up")
}

#[cfg_attr(not(target_arch = "wasm32"), inline)]
#[cfg_attr(target_arch = "wasm32", inline(never))]
pub(super) fn floor(a: U256, b: U256, d: U256, operation: &'static str) -> Result<U256, RiskError> {
    kernel::narrow_floor(a, b, d, operation)
}

#[cfg_attr(not(target_arch = "wasm32"), inline)]
#[cfg_attr(target_arch = "wasm32", inline(never))]
pub(super) fn ceil(a: U256, b: U256, d: U256, operation: &'static str) -> Result<U256, RiskError> {
    kernel::narrow_ceil(a, b, d, operation)
}

#[cfg_attr(not(target_arch = "wasm32"), inline)]
#[cfg_attr(target_arch = "wasm32", inline(never))]
pub(super) fn half_up(a: U256, b: U256, d: U256, operation: &'static str) -> Result<U256, RiskError> {
    kernel::narrow_half_up(a, b, d, operation)
}
