//! Fixed point with 27 decimals (ray): indices and rates of Aave, in its `WadRayMath`.

use super::U256;
use super::narrow::{ceil, floor, half_up};
use crate::error::RiskError;

/// One in ray, 10^27.
pub const RAY: U256 = U256::from_u128(1_000_000_000_000_000_000_000_000_000);

/// Wads per ray, 10^9.
const WAD_RAY_RATIO: U256 = U256::new(1_000_000_000);

/// Returns `⌊a·b/RAY⌋`.
///
/// # Errors
/// `overflow` when `a·b ≥ 2^256`.
///
/// ```
/// use plimsoll::{U256, exact::ray_mul_floor};
/// let [a, b]: [U256; 2] = ["1500000000000000000000000007".parse()?, "2333333333333333333333333333".parse()?];
/// assert_eq!(ray_mul_floor(a, b)?.to_string(), "3500000000000000000000000015");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn ray_mul_floor(a: U256, b: U256) -> Result<U256, RiskError> {
    floor(a, b, RAY, "ray_mul_floor")
}

/// Returns `⌈a·b/RAY⌉`.
///
/// # Errors
/// `overflow` when `a·b ≥ 2^256`.
///
/// ```
/// use plimsoll::{U256, exact::ray_mul_ceil};
/// let [a, b]: [U256; 2] = ["1500000000000000000000000007".parse()?, "2333333333333333333333333333".parse()?];
/// assert_eq!(ray_mul_ceil(a, b)?.to_string(), "3500000000000000000000000016");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn ray_mul_ceil(a: U256, b: U256) -> Result<U256, RiskError> {
    ceil(a, b, RAY, "ray_mul_ceil")
}

/// Returns `⌊(a·b + ⌊RAY/2⌋)/RAY⌋`.
///
/// # Errors
/// `overflow` when `a·b + ⌊RAY/2⌋ ≥ 2^256`.
///
/// ```
/// use plimsoll::{U256, exact::ray_mul_half_up};
/// let [a, b]: [U256; 2] = ["1500000000000000000000000007".parse()?, "2333333333333333333333333333".parse()?];
/// assert_eq!(ray_mul_half_up(a, b)?.to_string(), "3500000000000000000000000016");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn ray_mul_half_up(a: U256, b: U256) -> Result<U256, RiskError> {
    half_up(a, b, RAY, "ray_mul_half_up")
}

/// Returns `⌊a·RAY/b⌋`.
///
/// # Errors
/// `overflow` when `a·RAY ≥ 2^256`, `division_by_zero`.
///
/// ```
/// use plimsoll::{U256, exact::ray_div_floor};
/// let [a, b]: [U256; 2] = ["1500000000000000000000000007".parse()?, "2333333333333333333333333333".parse()?];
/// assert_eq!(ray_div_floor(a, b)?.to_string(), "642857142857142857142857145");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn ray_div_floor(a: U256, b: U256) -> Result<U256, RiskError> {
    floor(a, RAY, b, "ray_div_floor")
}

/// Returns `⌈a·RAY/b⌉`.
///
/// # Errors
/// `overflow` when `a·RAY ≥ 2^256`, `division_by_zero`.
///
/// ```
/// use plimsoll::{U256, exact::ray_div_ceil};
/// let [a, b]: [U256; 2] = ["1500000000000000000000000007".parse()?, "2333333333333333333333333333".parse()?];
/// assert_eq!(ray_div_ceil(a, b)?.to_string(), "642857142857142857142857146");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn ray_div_ceil(a: U256, b: U256) -> Result<U256, RiskError> {
    ceil(a, RAY, b, "ray_div_ceil")
}

/// Returns `⌊(a·RAY + ⌊b/2⌋)/b⌋`.
///
/// # Errors
/// `overflow` when `a·RAY + ⌊b/2⌋ ≥ 2^256`, `division_by_zero`.
///
/// ```
/// use plimsoll::{U256, exact::ray_div_half_up};
/// let [a, b]: [U256; 2] = ["1500000000000000000000000007".parse()?, "2333333333333333333333333333".parse()?];
/// assert_eq!(ray_div_half_up(a, b)?.to_string(), "642857142857142857142857146");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn ray_div_half_up(a: U256, b: U256) -> Result<U256, RiskError> {
    half_up(a, RAY, b, "ray_div_half_up")
}

/// Converts wad to ray, `a·10^9`.
///
/// # Errors
/// `overflow`.
///
/// ```
/// use plimsoll::{U256, exact::wad_to_ray};
/// assert_eq!(wad_to_ray(U256::new(5))?, U256::new(5_000_000_000));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[inline]
pub fn wad_to_ray(a: U256) -> Result<U256, RiskError> {
    a.try_mul(WAD_RAY_RATIO, "wad_to_ray")
}

/// Converts ray to wad, half-up; never overflows.
///
/// ```
/// use plimsoll::{U256, exact::ray_to_wad_half_up};
/// assert_eq!(ray_to_wad_half_up(U256::new(1_500_000_000)), U256::new(2));
/// ```
#[inline]
#[must_use]
pub fn ray_to_wad_half_up(a: U256) -> U256 {
    // Adding half the divisor first, as elsewhere, could overflow; the contract looks at the remainder instead.
    match a.div_rem(WAD_RAY_RATIO) {
        Some((quotient, remainder)) if remainder >= WAD_RAY_RATIO.half() => U256(quotient.0.saturating_add(U256::ONE.0)),
        Some((quotient, _)) => quotient,
        None => U256::ZERO,
    }
}

/// Returns `x^n` in ray by squaring, every product rounded half-up.
///
/// Zero to any power but 0 is 0; anything to the power 0 is 10^27. Source: `rpow` of dss src/{jug,abaci}.sol at fa4f6630, and of Euler's
/// vault kit after it.
///
/// # Errors
/// `overflow` where a product and its half reach 2^256.
///
/// ```
/// use plimsoll::{U256, exact::{RAY, ray_pow_half_up}};
/// // 5 % a year: the factor per second to the power of a year's seconds.
/// let year = ray_pow_half_up("1000000001547125957863212448".parse()?, U256::new(31_536_000))?;
/// assert_eq!(year.to_string(), "1049999999999999999961070145");
/// assert_eq!(ray_pow_half_up(U256::ZERO, U256::ZERO)?, RAY);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn ray_pow_half_up(x: U256, n: U256) -> Result<U256, RiskError> {
    if x.is_zero() {
        return Ok(if n.is_zero() { RAY } else { U256::ZERO });
    }
    let (mut base, mut left) = (x, n.half());
    let mut power = if n.bit(0) { x } else { RAY };
    while !left.is_zero() {
        base = ray_mul_half_up(base, base)?;
        if left.bit(0) {
            power = ray_mul_half_up(power, base)?;
        }
        left = left.half();
    }
    Ok(power)
}
