//! What the contract keeps of a configuration: less than what was proposed.
//!
//! Source: the constructor of `CometWithExtendedAssetList.sol` and `AssetList.sol` of comet at d5a30b0.

use super::state::CompoundV3Curve;
use crate::error::RiskError;
use crate::exact::U256;

/// Factors keep four decimals.
pub(super) const FACTOR_STEP: U256 = U256::new(100_000_000_000_000);

/// 365 days.
pub(super) const SECONDS_PER_YEAR: U256 = U256::new(31_536_000);

/// Returns a collateral or liquidation factor as the market uses it: `⌊factor/10^14⌋·10^14`.
///
/// # Errors
/// `overflow`, never for a quotient times its divisor.
///
/// ```
/// use plimsoll::{U256, venue::compound_v3::compound_v3_factor};
/// assert_eq!(compound_v3_factor(U256::new(582_670_691_109_259_804))?, U256::new(582_600_000_000_000_000));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn compound_v3_factor(factor: U256) -> Result<U256, RiskError> {
    factor.try_div(FACTOR_STEP, "factor")?.try_mul(FACTOR_STEP, "factor")
}

/// Returns a rate per second from one per year, `⌊rate/31536000⌋`.
///
/// # Errors
/// None: the divisor is not zero.
///
/// ```
/// use plimsoll::{U256, venue::compound_v3::compound_v3_rate_per_second};
/// assert_eq!(compound_v3_rate_per_second(U256::new(13_788_018_881_993_170))?, U256::new(437_215_210));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn compound_v3_rate_per_second(per_year: U256) -> Result<U256, RiskError> {
    per_year.try_div(SECONDS_PER_YEAR, "rate per second")
}

/// Returns a supply cap as the market uses it, in whole tokens: `⌊cap/10^decimals⌋·10^decimals`.
///
/// # Errors
/// `overflow` for decimals above 77.
///
/// ```
/// use plimsoll::{U256, venue::compound_v3::compound_v3_supply_cap};
/// assert_eq!(compound_v3_supply_cap(U256::new(9_808_182), 6)?, U256::new(9_000_000));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn compound_v3_supply_cap(cap: U256, decimals: u8) -> Result<U256, RiskError> {
    let scale = U256::power_of_ten(decimals).ok_or_else(|| RiskError::overflow("supply cap"))?;
    cap.try_div(scale, "supply cap")?.try_mul(scale, "supply cap")
}

impl CompoundV3Curve {
    /// Returns the curve of a configuration, whose rates are per year.
    ///
    /// # Errors
    /// None: the divisor is not zero.
    ///
    /// ```
    /// use plimsoll::{U256, venue::compound_v3::CompoundV3Curve};
    /// let kink = U256::new(900_000_000_000_000_000);
    /// let yearly = U256::new(31_536_000_000);
    /// assert_eq!(CompoundV3Curve::from_yearly(kink, yearly, yearly, yearly)?.slope_low, U256::new(1_000));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn from_yearly(kink: U256, base: U256, slope_low: U256, slope_high: U256) -> Result<Self, RiskError> {
        Ok(Self {
            kink,
            base: compound_v3_rate_per_second(base)?,
            slope_low: compound_v3_rate_per_second(slope_low)?,
            slope_high: compound_v3_rate_per_second(slope_high)?,
        })
    }
}
