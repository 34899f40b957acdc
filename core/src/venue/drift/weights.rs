//! Weights that grow worse with the square root of the size.

use crate::error::RiskError;
use crate::exact::{U256, mul_div_floor};

const WEIGHT: &str = "weight by size";

/// One weight, 4 decimals.
pub(super) const WEIGHT_ONE: U256 = U256::new(10_000);

const IMF_ONE: U256 = U256::new(1_000_000);
const ROOT_ONE: U256 = U256::new(100_000);

/// Returns the liability weight or the margin ratio, 4 decimals, of a size with 9: the larger of the market's own and
/// `w − ⌊w/5⌋ + ⌊√(10·size + 1)·imf/10^7⌋`.
///
/// Source: `calculate_size_premium_liability_weight` of `math/margin.rs` of protocol-v2 at 0ae3e3b1.
///
/// # Errors
/// `overflow`.
///
/// ```
/// use plimsoll::{U256, venue::drift::drift_liability_weight};
/// // 1,000 units at an IMF factor of 0.01, as Drift's own test has it.
/// assert_eq!(drift_liability_weight(U256::new(1_000_000_000_000), 10_000, 11_000)?, 11_962);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn drift_liability_weight(size: U256, imf_factor: u32, weight: u32) -> Result<u32, RiskError> {
    Ok(weight.max(sized(size, imf_factor, weight)?))
}

/// The weight of a size, which may be below the market's own.
fn sized(size: U256, imf_factor: u32, weight: u32) -> Result<u32, RiskError> {
    if imf_factor == 0 {
        return Ok(weight);
    }
    let premium = root(size)?.try_mul(imf(imf_factor), WEIGHT)?.try_div(U256::new(10_000_000), WEIGHT)?;
    narrow(U256::new(u64::from(weight - weight / 5)).try_add(premium, WEIGHT)?)
}

/// The ratio of a user in the high-leverage mode: from its own to the ordinary one as the size's ordinary ratio rises over its last fifth,
/// and that of the size beyond it.
///
/// Source: `get_margin_ratio` of `state/perp_market.rs`, `calc_high_leverage_mode_initial_margin_ratio_from_size` of `math/margin.rs` of
/// protocol-v2 at 0ae3e3b1.
pub(super) fn high_leverage_ratio(size: U256, imf_factor: u32, ordinary: u32, own: u32) -> Result<u32, RiskError> {
    let sized = sized(size, imf_factor, ordinary)?;
    if sized >= ordinary {
        return Ok(if sized == ordinary { own } else { sized });
    }
    let below = U256::from(ordinary - sized).try_mul(IMF_ONE, WEIGHT)?.try_div(U256::from(ordinary / 5), WEIGHT)?;
    let (share, apart) = (IMF_ONE.saturating_sub(below), U256::from(ordinary.saturating_sub(own).max(1)));
    narrow(mul_div_floor(apart, share, IMF_ONE)?.try_add(U256::from(own), WEIGHT)?)
}

/// Returns the asset weight, 4 decimals, of a size with 9: the smaller of the market's own and
/// `⌊1.1·10^10/(10^6 + ⌊√(10·size + 1)·imf/10^5⌋)⌋`.
///
/// Source: `calculate_size_discount_asset_weight` of `math/margin.rs` of protocol-v2 at 0ae3e3b1.
///
/// # Errors
/// `overflow`.
///
/// ```
/// use plimsoll::{U256, venue::drift::drift_asset_weight};
/// assert_eq!(drift_asset_weight(U256::new(1_000_000_000_000), 10_000, 9_000)?, 8_357);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn drift_asset_weight(size: U256, imf_factor: u32, weight: u32) -> Result<u32, RiskError> {
    if imf_factor == 0 {
        return Ok(weight);
    }
    let discount = root(size)?.try_mul(imf(imf_factor), WEIGHT)?.try_div(ROOT_ONE, WEIGHT)?;
    let numerator = U256::new(1_100_000).try_mul(WEIGHT_ONE, WEIGHT)?;
    Ok(weight.min(narrow(numerator.try_div(IMF_ONE.try_add(discount, WEIGHT)?, WEIGHT)?)?))
}

fn root(size: U256) -> Result<U256, RiskError> {
    Ok(size.try_mul(U256::new(10), WEIGHT)?.try_add(U256::ONE, WEIGHT)?.square_root())
}

fn imf(factor: u32) -> U256 {
    U256::new(u64::from(factor))
}

fn narrow(value: U256) -> Result<u32, RiskError> {
    value.narrow().and_then(|narrow| u32::try_from(narrow).ok()).ok_or_else(|| RiskError::overflow(WEIGHT))
}
