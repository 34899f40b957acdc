//! Basis points: `b` in ten-thousandths, as in `PercentageMath` of Aave.

use super::U256;
use super::narrow::{ceil, floor, half_up};
use crate::error::RiskError;

/// One in basis points, 10,000.
pub const BPS: U256 = U256::new(10_000);

/// Returns `⌊a·b/BPS⌋`.
///
/// # Errors
/// `overflow` when `a·b ≥ 2^256`.
///
/// ```
/// use plimsoll::{U256, exact::bps_mul_floor};
/// let [a, b]: [U256; 2] = ["15007".parse()?, "23333".parse()?];
/// assert_eq!(bps_mul_floor(a, b)?.to_string(), "35015");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn bps_mul_floor(a: U256, b: U256) -> Result<U256, RiskError> {
    floor(a, b, BPS, "bps_mul_floor")
}

/// Returns `⌈a·b/BPS⌉`.
///
/// # Errors
/// `overflow` when `a·b ≥ 2^256`.
///
/// ```
/// use plimsoll::{U256, exact::bps_mul_ceil};
/// let [a, b]: [U256; 2] = ["15007".parse()?, "23333".parse()?];
/// assert_eq!(bps_mul_ceil(a, b)?.to_string(), "35016");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn bps_mul_ceil(a: U256, b: U256) -> Result<U256, RiskError> {
    ceil(a, b, BPS, "bps_mul_ceil")
}

/// Returns `⌊(a·b + ⌊BPS/2⌋)/BPS⌋`.
///
/// # Errors
/// `overflow` when `a·b + ⌊BPS/2⌋ ≥ 2^256`.
///
/// ```
/// use plimsoll::{U256, exact::bps_mul_half_up};
/// let [a, b]: [U256; 2] = ["15007".parse()?, "23333".parse()?];
/// assert_eq!(bps_mul_half_up(a, b)?.to_string(), "35016");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn bps_mul_half_up(a: U256, b: U256) -> Result<U256, RiskError> {
    half_up(a, b, BPS, "bps_mul_half_up")
}

/// Returns `⌊a·BPS/b⌋`.
///
/// # Errors
/// `overflow` when `a·BPS ≥ 2^256`, `division_by_zero`.
///
/// ```
/// use plimsoll::{U256, exact::bps_div_floor};
/// let [a, b]: [U256; 2] = ["15007".parse()?, "23333".parse()?];
/// assert_eq!(bps_div_floor(a, b)?.to_string(), "6431");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn bps_div_floor(a: U256, b: U256) -> Result<U256, RiskError> {
    floor(a, BPS, b, "bps_div_floor")
}

/// Returns `⌈a·BPS/b⌉`.
///
/// # Errors
/// `overflow` when `a·BPS ≥ 2^256`, `division_by_zero`.
///
/// ```
/// use plimsoll::{U256, exact::bps_div_ceil};
/// let [a, b]: [U256; 2] = ["15007".parse()?, "23333".parse()?];
/// assert_eq!(bps_div_ceil(a, b)?.to_string(), "6432");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn bps_div_ceil(a: U256, b: U256) -> Result<U256, RiskError> {
    ceil(a, BPS, b, "bps_div_ceil")
}

/// Returns `⌊(a·BPS + ⌊b/2⌋)/b⌋`.
///
/// # Errors
/// `overflow` when `a·BPS + ⌊b/2⌋ ≥ 2^256`, `division_by_zero`.
///
/// ```
/// use plimsoll::{U256, exact::bps_div_half_up};
/// let [a, b]: [U256; 2] = ["15007".parse()?, "23333".parse()?];
/// assert_eq!(bps_div_half_up(a, b)?.to_string(), "6432");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn bps_div_half_up(a: U256, b: U256) -> Result<U256, RiskError> {
    half_up(a, BPS, b, "bps_div_half_up")
}
