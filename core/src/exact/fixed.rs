//! `a·b/d` with a 512-bit product, the rounding in the name.

use super::U256;
use crate::error::RiskError;

/// Returns `⌊a·b/d⌋`.
///
/// # Errors
/// `division_by_zero`, `overflow`.
pub fn mul_div_floor(a: U256, b: U256, d: U256) -> Result<U256, RiskError> {
    let _ = (a, b);
    if d.is_zero() { Err(RiskError::division_by_zero("mul_div")) } else { Err(RiskError::overflow("mul_div")) }
}

/// Returns `⌈a·b/d⌉`.
///
/// # Errors
/// `division_by_zero`, `overflow`.
pub fn mul_div_ceil(a: U256, b: U256, d: U256) -> Result<U256, RiskError> {
    mul_div_floor(a, b, d)
}

/// Returns `⌊(a·b + ⌊d/2⌋)/d⌋`.
///
/// # Errors
/// `division_by_zero`, `overflow`.
pub fn mul_div_half_up(a: U256, b: U256, d: U256) -> Result<U256, RiskError> {
    mul_div_floor(a, b, d)
}
