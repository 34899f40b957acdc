//! `a·b/d` with a 512-bit product, the rounding in the name.

use super::U256;
use super::kernel;
use crate::error::RiskError;

/// Returns `⌊a·b/d⌋`; the product never overflows, only the quotient can.
///
/// # Errors
/// `division_by_zero`, `overflow`.
///
/// ```
/// use plimsoll::{U256, exact::mul_div_floor};
/// assert_eq!(mul_div_floor(U256::MAX, U256::new(6), U256::new(7))?.to_string().len(), 77);
/// assert_eq!(mul_div_floor(U256::new(7), U256::new(3), U256::new(2))?, U256::new(10));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn mul_div_floor(a: U256, b: U256, d: U256) -> Result<U256, RiskError> {
    kernel::wide_floor(a, b, d, OPERATION)
}

/// Returns `⌈a·b/d⌉`; the product never overflows, only the quotient can.
///
/// # Errors
/// `division_by_zero`, `overflow`.
///
/// ```
/// use plimsoll::{U256, exact::mul_div_ceil};
/// assert_eq!(mul_div_ceil(U256::new(7), U256::new(3), U256::new(2))?, U256::new(11));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn mul_div_ceil(a: U256, b: U256, d: U256) -> Result<U256, RiskError> {
    kernel::wide_ceil(a, b, d, OPERATION)
}

/// Returns `⌊(a·b + ⌊d/2⌋)/d⌋`; the product never overflows, only the quotient can.
///
/// # Errors
/// `division_by_zero`, `overflow`.
///
/// ```
/// use plimsoll::{U256, exact::mul_div_half_up};
/// assert_eq!(mul_div_half_up(U256::new(7), U256::new(3), U256::new(2))?, U256::new(11));
/// assert_eq!(mul_div_half_up(U256::new(7), U256::new(3), U256::new(5))?, U256::new(4));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn mul_div_half_up(a: U256, b: U256, d: U256) -> Result<U256, RiskError> {
    kernel::wide_half_up(a, b, d, OPERATION)
}

const OPERATION: &str = "mul_div";
