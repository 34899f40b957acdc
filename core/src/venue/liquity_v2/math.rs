//! Ratios, powers and interest as the contracts compute them.

use crate::error::RiskError;
use crate::exact::{U256, WAD, narrow_mul_div_floor, wad_mul_half_up};

/// Seconds of a year.
pub(super) const YEAR: U256 = U256::new(31_536_000);

/// A year's seconds times 10^18.
const YEAR_WAD: U256 = U256::from_u128(31_536_000_000_000_000_000_000_000);

/// The most minutes that a power takes: about a thousand years.
const MOST_MINUTES: U256 = U256::new(525_600_000);

/// Returns a trove's or branch's collateral ratio, 18 decimals: `⌊coll·price/debt⌋`; 2^256 − 1 without debt.
///
/// Source: `_computeCR` of liquity/bold contracts/src/Dependencies/LiquityMath.sol at 405f9122.
///
/// # Errors
/// `overflow`.
///
/// ```
/// use plimsoll::{U256, exact::WAD, venue::liquity_v2::liquity_v2_collateral_ratio};
/// let ratio = liquity_v2_collateral_ratio(WAD, U256::new(2_000), U256::new(3_000))?;
/// assert_eq!(ratio.to_string(), "1500000000000000000");
/// assert_eq!(liquity_v2_collateral_ratio(WAD, U256::ZERO, WAD)?, U256::MAX);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn liquity_v2_collateral_ratio(coll: U256, debt: U256, price: U256) -> Result<U256, RiskError> {
    if debt.is_zero() { Ok(U256::MAX) } else { coll.try_mul(price, "collateral ratio")?.try_div(debt, "collateral ratio") }
}

/// Returns `base^minutes` with 18 decimals by squaring, every product rounded half-up; at most 525,600,000 minutes count.
///
/// Source: `_decPow` of liquity/bold contracts/src/Dependencies/LiquityMath.sol at 405f9122.
///
/// # Errors
/// `overflow`, for a base above 1.
///
/// ```
/// use plimsoll::{U256, venue::liquity_v2::liquity_v2_dec_pow};
/// // The base rate halves in six hours.
/// let half = liquity_v2_dec_pow(U256::new(998_076_443_575_628_800), U256::new(360))?;
/// assert_eq!(half.to_string(), "500000000000011054");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn liquity_v2_dec_pow(base: U256, minutes: U256) -> Result<U256, RiskError> {
    let mut left = minutes.min(MOST_MINUTES);
    if left.is_zero() {
        return Ok(WAD);
    }
    let (mut rest, mut power) = (WAD, base);
    while left > U256::ONE {
        if left.bit(0) {
            rest = wad_mul_half_up(power, rest)?;
        }
        power = wad_mul_half_up(power, power)?;
        left = left.half();
    }
    wad_mul_half_up(power, rest)
}

/// Returns a trove's interest on a weighted debt: `⌊⌊weighted·seconds/YEAR⌋/1e18⌋`.
pub(super) fn interest(weighted_debt: U256, seconds: U256) -> Result<U256, RiskError> {
    weighted_debt.try_mul(seconds, "interest")?.try_div(YEAR, "interest")?.try_div(WAD, "interest")
}

/// Returns a branch's interest on its weighted debt, rounded up: `⌈weighted·seconds/(YEAR·1e18)⌉`.
pub(super) fn aggregate_interest(weighted_debt: U256, seconds: u32) -> Result<U256, RiskError> {
    weighted_debt.try_mul(u64::from(seconds).into(), "aggregate interest")?.try_div_ceil(YEAR_WAD, "aggregate interest")
}

/// Returns `⌊a·b/1e18⌋`.
pub(super) fn wad_product(a: U256, b: U256) -> Result<U256, RiskError> {
    narrow_mul_div_floor(a, b, WAD)
}
