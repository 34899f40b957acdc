//! Fixed point with 18 decimals (wad): health factors and most token amounts.

use super::U256;
use super::narrow::{ceil, floor, half_up};
use crate::error::RiskError;

/// One in wad, 10^18.
pub const WAD: U256 = U256::new(1_000_000_000_000_000_000);

/// Returns `⌊a·b/WAD⌋`.
///
/// # Errors
/// `overflow` when `a·b ≥ 2^256`.
///
/// ```
/// use plimsoll::{U256, exact::wad_mul_floor};
/// let [a, b]: [U256; 2] = ["1500000000000000007".parse()?, "2333333333333333333".parse()?];
/// assert_eq!(wad_mul_floor(a, b)?.to_string(), "3500000000000000015");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn wad_mul_floor(a: U256, b: U256) -> Result<U256, RiskError> {
    floor(a, b, WAD, "wad_mul_floor")
}

/// Returns `⌈a·b/WAD⌉`.
///
/// # Errors
/// `overflow` when `a·b ≥ 2^256`.
///
/// ```
/// use plimsoll::{U256, exact::wad_mul_ceil};
/// let [a, b]: [U256; 2] = ["1500000000000000007".parse()?, "2333333333333333333".parse()?];
/// assert_eq!(wad_mul_ceil(a, b)?.to_string(), "3500000000000000016");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn wad_mul_ceil(a: U256, b: U256) -> Result<U256, RiskError> {
    ceil(a, b, WAD, "wad_mul_ceil")
}

/// Returns `⌊(a·b + ⌊WAD/2⌋)/WAD⌋`.
///
/// # Errors
/// `overflow` when `a·b + ⌊WAD/2⌋ ≥ 2^256`.
///
/// ```
/// use plimsoll::{U256, exact::wad_mul_half_up};
/// let [a, b]: [U256; 2] = ["1500000000000000007".parse()?, "2333333333333333333".parse()?];
/// assert_eq!(wad_mul_half_up(a, b)?.to_string(), "3500000000000000016");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn wad_mul_half_up(a: U256, b: U256) -> Result<U256, RiskError> {
    half_up(a, b, WAD, "wad_mul_half_up")
}

/// Returns `⌊a·WAD/b⌋`.
///
/// # Errors
/// `overflow` when `a·WAD ≥ 2^256`, `division_by_zero`.
///
/// ```
/// use plimsoll::{U256, exact::wad_div_floor};
/// let [a, b]: [U256; 2] = ["1500000000000000007".parse()?, "2333333333333333333".parse()?];
/// assert_eq!(wad_div_floor(a, b)?.to_string(), "642857142857142860");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn wad_div_floor(a: U256, b: U256) -> Result<U256, RiskError> {
    floor(a, WAD, b, "wad_div_floor")
}

/// Returns `⌈a·WAD/b⌉`.
///
/// # Errors
/// `overflow` when `a·WAD ≥ 2^256`, `division_by_zero`.
///
/// ```
/// use plimsoll::{U256, exact::wad_div_ceil};
/// let [a, b]: [U256; 2] = ["1500000000000000007".parse()?, "2333333333333333333".parse()?];
/// assert_eq!(wad_div_ceil(a, b)?.to_string(), "642857142857142861");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn wad_div_ceil(a: U256, b: U256) -> Result<U256, RiskError> {
    ceil(a, WAD, b, "wad_div_ceil")
}

/// Returns `⌊(a·WAD + ⌊b/2⌋)/b⌋`.
///
/// # Errors
/// `overflow` when `a·WAD + ⌊b/2⌋ ≥ 2^256`, `division_by_zero`.
///
/// ```
/// use plimsoll::{U256, exact::wad_div_half_up};
/// let [a, b]: [U256; 2] = ["1500000000000000007".parse()?, "2333333333333333333".parse()?];
/// assert_eq!(wad_div_half_up(a, b)?.to_string(), "642857142857142860");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn wad_div_half_up(a: U256, b: U256) -> Result<U256, RiskError> {
    half_up(a, WAD, b, "wad_div_half_up")
}
