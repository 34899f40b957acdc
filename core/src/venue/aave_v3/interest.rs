//! Interest from the last update to now, in ray.
//!
//! Source: `MathUtils.sol` of aave-v3-core 1.19.3 and of aave-v3-origin at 3.3 to 3.7.

use super::state::AaveV3Revision;
use crate::error::RiskError;
use crate::exact::{RAY, U256, ray_mul_half_up};

/// Seconds in the contract's year of 365 days.
const SECONDS_PER_YEAR: U256 = U256::new(31_536_000);

/// Square of the seconds in the contract's year.
const SECONDS_PER_YEAR_SQUARED: U256 = U256::new(994_519_296_000_000);

/// Returns the growth of a supply index over `elapsed_seconds`, ray.
///
/// ```text
/// RAY + ⌊rate · dt / 31536000⌋
/// ```
/// `rate` is per year in ray, `dt` in seconds.
///
/// # Errors
/// `overflow`.
///
/// ```
/// use plimsoll::{U256, venue::aave_v3::aave_v3_linear_interest};
/// let rate: U256 = "37373910906924035177057502".parse()?;
/// assert_eq!(aave_v3_linear_interest(rate, 12)?.to_string(), "1000000014221427285739739412");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn aave_v3_linear_interest(rate: U256, elapsed_seconds: u32) -> Result<U256, RiskError> {
    RAY.try_add(simple_interest(rate, elapsed_seconds)?, "linear interest")
}

/// Returns the growth of a borrow index over `elapsed_seconds`, ray: a cubic in place of the exponential.
///
/// From 3.4, with `x = ⌊rate · dt / year⌋` and `⊗` the half-up product in ray:
/// ```text
/// RAY + x + x ⊗ (⌊x/2⌋ + x ⊗ ⌊x/6⌋)
/// ```
/// Up to 3.3, the binomial, with `p2 = ⌊(rate ⊗ rate) / year²⌋` and `p3 = ⌊(p2 ⊗ rate) / year⌋`:
/// ```text
/// RAY + x + ⌊dt (dt−1) p2 / 2⌋ + ⌊dt (dt−1) max(dt−2, 0) p3 / 6⌋
/// ```
///
/// # Errors
/// `overflow`.
///
/// ```
/// use plimsoll::{U256, venue::aave_v3::{AaveV3Revision, aave_v3_compounded_interest}};
/// let rate: U256 = "37373910906924035177057502".parse()?;
/// let growth = aave_v3_compounded_interest(AaveV3Revision::V3_7, rate, 12)?;
/// assert_eq!(growth.to_string(), "1000000014221427386864236913");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn aave_v3_compounded_interest(revision: AaveV3Revision, rate: U256, elapsed_seconds: u32) -> Result<U256, RiskError> {
    if elapsed_seconds == 0 {
        return Ok(RAY);
    }
    if revision.compounds_by_binomial() { binomial(rate, elapsed_seconds) } else { taylor(rate, elapsed_seconds) }
}

fn taylor(rate: U256, elapsed_seconds: u32) -> Result<U256, RiskError> {
    let x = simple_interest(rate, elapsed_seconds)?;
    let cubic = ray_mul_half_up(x, x.try_div(U256::new(6), OPERATION)?)?;
    let higher = ray_mul_half_up(x, x.half().try_add(cubic, OPERATION)?)?;
    RAY.try_add(x, OPERATION)?.try_add(higher, OPERATION)
}

fn binomial(rate: U256, elapsed_seconds: u32) -> Result<U256, RiskError> {
    let squared = ray_mul_half_up(rate, rate)?.try_div(SECONDS_PER_YEAR_SQUARED, OPERATION)?;
    let cubed = ray_mul_half_up(squared, rate)?.try_div(SECONDS_PER_YEAR, OPERATION)?;
    let seconds = u64::from(elapsed_seconds);
    let pairs = U256::new(seconds).try_mul(U256::new(seconds.saturating_sub(1)), OPERATION)?;
    let triples = pairs.try_mul(U256::new(seconds.saturating_sub(2)), OPERATION)?;
    let second = pairs.try_mul(squared, OPERATION)?.half();
    let third = triples.try_mul(cubed, OPERATION)?.try_div(U256::new(6), OPERATION)?;
    RAY.try_add(simple_interest(rate, elapsed_seconds)?, OPERATION)?.try_add(second, OPERATION)?.try_add(third, OPERATION)
}

fn simple_interest(rate: U256, elapsed_seconds: u32) -> Result<U256, RiskError> {
    rate.try_mul(U256::new(u64::from(elapsed_seconds)), "interest")?.try_div(SECONDS_PER_YEAR, "interest")
}

const OPERATION: &str = "compounded interest";
