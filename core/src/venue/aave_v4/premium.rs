//! Premium debt: shares whose growth is the premium, and its changes (`Premium.sol`, `UserPositionDebt.sol`).

use super::hub::{accrued, amount};
use super::state::{AaveV4HubAsset, AaveV4Reserve};
use crate::error::RiskError;
use crate::exact::{I256, U256, bps_mul_ceil};

/// `premiumShares·index − offset`, token units in ray.
pub(super) fn premium_ray(shares: U256, offset: I256, index: U256) -> Result<U256, RiskError> {
    I256::from(shares.try_mul(index, PREMIUM)?).try_sub(offset, PREMIUM)?.unsigned().ok_or_else(|| RiskError::overflow(PREMIUM))
}

/// Sets the user's premium shares to the share `risk_premium_bps` of the drawn shares, after `restored_ray` of premium is paid; the
/// hub's totals move along. The hub's asset is accrued.
pub(super) fn set_premium(reserve: &AaveV4Reserve, risk_premium_bps: U256, restored_ray: U256) -> Result<AaveV4Reserve, RiskError> {
    let hub = accrued(&reserve.hub)?;
    let index = hub.drawn_index;
    let owed = premium_ray(reserve.premium_shares, reserve.premium_offset_ray, index)?;
    let shares = bps_mul_ceil(reserve.drawn_shares, risk_premium_bps)?;
    let kept = owed.try_sub(restored_ray, PREMIUM)?;
    let offset = I256::from(shares.try_mul(index, PREMIUM)?).try_sub(kept.into(), PREMIUM)?;
    apply(reserve, hub, shares, offset)
}

/// The user's premium becomes these shares and this offset; the hub's move by the same difference.
fn apply(reserve: &AaveV4Reserve, mut hub: AaveV4HubAsset, shares: U256, offset: I256) -> Result<AaveV4Reserve, RiskError> {
    let more = I256::from(shares).try_sub(reserve.premium_shares.into(), PREMIUM)?;
    let total = I256::from(hub.premium_shares).try_add(more, PREMIUM)?.unsigned().ok_or_else(|| RiskError::overflow(PREMIUM))?;
    hub.premium_shares = amount(total)?;
    hub.premium_offset_ray = hub.premium_offset_ray.try_add(offset.try_sub(reserve.premium_offset_ray, PREMIUM)?, PREMIUM)?;
    Ok(AaveV4Reserve { hub, premium_shares: amount(shares)?, premium_offset_ray: offset, ..reserve.clone() })
}

const PREMIUM: &str = "premium debt";
