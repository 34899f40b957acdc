//! The loan-to-value of a collateral, and how the governor sets it.

use super::state::EulerV2Ltv;
use crate::error::RiskError;

/// 100 %.
pub(super) const CONFIG_SCALE: u16 = 10_000;

/// Returns the liquidation LTV now, basis points (`LTVConfig.getLTV`).
///
/// ```text
/// target + ⌊(initial − target) · remaining / duration⌋        while the ramp runs down, else target
/// ```
/// The ramp's remaining time is at most its duration; beyond it, the initial LTV stands.
///
/// ```
/// use plimsoll::venue::euler_v2::{EulerV2Ltv, euler_v2_liquidation_ltv_bps};
/// let ltv = EulerV2Ltv {
///     borrow_ltv_bps: 7_000, liquidation_ltv_bps: 7_500, initial_liquidation_ltv_bps: 8_500, ramp_remaining_seconds: 86_400,
///     ramp_duration_seconds: 259_200,
/// };
/// assert_eq!(euler_v2_liquidation_ltv_bps(&ltv), 7_833);
/// ```
#[must_use]
pub fn euler_v2_liquidation_ltv_bps(ltv: &EulerV2Ltv) -> u16 {
    let (target, initial) = (u64::from(ltv.liquidation_ltv_bps), u64::from(ltv.initial_liquidation_ltv_bps));
    if ltv.ramp_remaining_seconds == 0 || target >= initial {
        return ltv.liquidation_ltv_bps;
    }
    let above = (initial - target) * u64::from(ltv.ramp_remaining_seconds);
    let above = above.checked_div(u64::from(ltv.ramp_duration_seconds)).map_or(initial - target, |share| share.min(initial - target));
    u16::try_from(target + above).unwrap_or(ltv.initial_liquidation_ltv_bps)
}

/// Returns the terms after the governor sets new ones now (`Governance.setLTV`). A collateral that was never set has zeros.
///
/// A higher liquidation LTV takes effect at once; a lower one too, or over a ramp from the LTV of now. The borrow LTV never ramps.
///
/// # Errors
/// `refused`: `E_ConfigAmountTooLargeToEncode` above 10,000, `E_LTVBorrow` for a borrow LTV above the liquidation LTV,
/// `E_LTVLiquidation` for a ramp to an LTV that is not below the one of now.
///
/// ```
/// use plimsoll::venue::euler_v2::{EulerV2Ltv, euler_v2_set_ltv};
/// let unset = EulerV2Ltv {
///     borrow_ltv_bps: 0, liquidation_ltv_bps: 0, initial_liquidation_ltv_bps: 0, ramp_remaining_seconds: 0, ramp_duration_seconds: 0,
/// };
/// let set = euler_v2_set_ltv(&unset, 8_000, 8_500, 0)?;
/// let ramp = euler_v2_set_ltv(&set, 7_000, 7_500, 3_600)?;
/// assert_eq!((ramp.initial_liquidation_ltv_bps, ramp.ramp_remaining_seconds), (8_500, 3_600));
/// assert!(euler_v2_set_ltv(&set, 8_000, 8_600, 3_600).is_err());
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn euler_v2_set_ltv(ltv: &EulerV2Ltv, borrow_bps: u16, liquidation_bps: u16, ramp_seconds: u32) -> Result<EulerV2Ltv, RiskError> {
    if borrow_bps > CONFIG_SCALE || liquidation_bps > CONFIG_SCALE {
        return Err(RiskError::refused("E_ConfigAmountTooLargeToEncode"));
    }
    if borrow_bps > liquidation_bps {
        return Err(RiskError::refused("E_LTVBorrow"));
    }
    let now = euler_v2_liquidation_ltv_bps(ltv);
    if liquidation_bps >= now && ramp_seconds > 0 {
        return Err(RiskError::refused("E_LTVLiquidation"));
    }
    Ok(EulerV2Ltv {
        borrow_ltv_bps: borrow_bps,
        liquidation_ltv_bps: liquidation_bps,
        initial_liquidation_ltv_bps: now,
        ramp_remaining_seconds: ramp_seconds,
        ramp_duration_seconds: ramp_seconds,
    })
}
