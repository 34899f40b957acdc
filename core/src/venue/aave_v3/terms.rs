//! What the door refuses, and what each reserve counts for under its revision and eMode.

use super::state::{AaveV3EMode, AaveV3Reserve, AaveV3Revision, AaveV3User};
use crate::error::RiskError;
use crate::exact::U256;
use crate::text::Piece;

/// One, in basis points.
pub(super) const MAX_BPS: u16 = 10_000;

/// The highest place in the pool's list of reserves.
const MAX_RESERVE_ID: u8 = 127;

/// What a counted collateral contributes per unit of value, basis points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights {
    pub(super) ltv_bps: u16,
    pub(super) threshold_bps: u16,
    pub(super) zero_ltv: bool,
}

/// Returns the weights of a reserve that the contract counts as the user's collateral, else nothing.
pub(super) fn collateral_weights(user: &AaveV3User, reserve: &AaveV3Reserve) -> Option<Weights> {
    let skipped = reserve.liquidation_threshold_bps == 0 && user.revision.skips_zero_threshold();
    if !reserve.used_as_collateral || skipped {
        return None;
    }
    let category = user.e_mode.as_ref().filter(|e_mode| e_mode.collateral_bitmap.bit(reserve.id));
    let threshold_bps = category.map_or(reserve.liquidation_threshold_bps, |e_mode| e_mode.liquidation_threshold_bps);
    let ltv_bps = ltv(user.revision, reserve, user.e_mode.as_ref());
    let zero_ltv = has_zero_ltv(user, reserve);
    Some(Weights { ltv_bps, threshold_bps, zero_ltv })
}

/// Says whether the contract takes a reserve for one of LTV 0: by the reserve's own up to 3.5, by the user's from 3.6.
pub(super) fn has_zero_ltv(user: &AaveV3User, reserve: &AaveV3Reserve) -> bool {
    let own = if user.revision.has_ltvzero_bitmap() { ltv(user.revision, reserve, user.e_mode.as_ref()) } else { reserve.ltv_bps };
    own == 0
}

/// Returns the LTV that a reserve has for a user of a category, or of none.
pub(super) fn ltv(revision: AaveV3Revision, reserve: &AaveV3Reserve, e_mode: Option<&AaveV3EMode>) -> u16 {
    let category = e_mode.filter(|e_mode| e_mode.collateral_bitmap.bit(reserve.id));
    if !revision.has_ltvzero_bitmap() {
        // Up to 3.5 the reserve's own LTV of 0 rules, inside the category as well.
        return if reserve.ltv_bps == 0 { 0 } else { category.map_or(reserve.ltv_bps, |e_mode| e_mode.ltv_bps) };
    }
    let shut_out = revision.has_isolated_e_mode() && e_mode.is_some_and(|e_mode| e_mode.isolated);
    match category {
        Some(e_mode) if e_mode.ltvzero_bitmap.bit(reserve.id) => 0,
        Some(e_mode) => e_mode.ltv_bps,
        None if shut_out => 0,
        None => reserve.ltv_bps,
    }
}

/// Returns 10^decimals.
pub(super) fn unit(reserve: &AaveV3Reserve) -> Result<U256, RiskError> {
    U256::power_of_ten(reserve.decimals).ok_or_else(|| RiskError::overflow("unit"))
}

/// Refuses what no pool can hold: ids that repeat, fall or exceed 127, thresholds above 100 %, an eMode without a number.
///
/// # Errors
/// `duplicate`, `out_of_range`.
pub(super) fn check(user: &AaveV3User) -> Result<(), RiskError> {
    for e_mode in user.e_mode.iter().chain(user.e_modes.iter().flatten()) {
        check_e_mode(e_mode, user.revision)?;
    }
    check_categories(user.e_modes.as_deref().unwrap_or_default())?;
    let mut previous = None;
    for reserve in &user.reserves {
        if reserve.id > MAX_RESERVE_ID {
            return Err(RiskError::out_of_range("reserves.id", "in [0, 127]", reserve.id, "pass the place in the pool's list of reserves"));
        }
        if previous.is_some_and(|id| reserve.id <= id) {
            return Err(order_error(user, reserve.id));
        }
        previous = Some(reserve.id);
        if U256::power_of_ten(reserve.decimals).is_none() {
            return Err(RiskError::out_of_range(
                "reserves.decimals",
                "in [0, 77]",
                reserve.decimals,
                "10^decimals must fit in 256 bits; pass the token's decimals()",
            ));
        }
        check_bps("reserves.ltvBps", reserve.ltv_bps)?;
        check_bps("reserves.liquidationThresholdBps", reserve.liquidation_threshold_bps)?;
        check_bps("reserves.liquidationProtocolFeeBps", reserve.liquidation_protocol_fee_bps.unwrap_or(0))?;
        if let Some(pool) = &reserve.pool {
            check_bps("reserves.pool.reserveFactorBps", pool.reserve_factor_bps)?;
            check_bps("reserves.pool.optimalUsageRatioBps", pool.optimal_usage_ratio_bps)?;
        }
    }
    Ok(())
}

fn check_categories(e_modes: &[AaveV3EMode]) -> Result<(), RiskError> {
    for (place, e_mode) in e_modes.iter().enumerate() {
        if e_modes.iter().take(place).any(|earlier| earlier.id == e_mode.id) {
            return Err(RiskError::duplicate("eModes.id", &e_mode.id.alone()));
        }
    }
    Ok(())
}

fn check_e_mode(e_mode: &AaveV3EMode, revision: AaveV3Revision) -> Result<(), RiskError> {
    if e_mode.id == 0 {
        return Err(RiskError::out_of_range("eMode.id", "in [1, 255]", 0, "category 0 means none: leave the eMode out"));
    }
    check_bps("eMode.ltvBps", e_mode.ltv_bps)?;
    check_bps("eMode.liquidationThresholdBps", e_mode.liquidation_threshold_bps)?;
    let hint = "this revision does not have it: pass the pool's own revision, or leave it unset";
    if e_mode.isolated && !revision.has_isolated_e_mode() {
        return Err(RiskError::out_of_range("eMode.isolated", "false before 3.7", true, hint));
    }
    if !e_mode.ltvzero_bitmap.is_zero() && !revision.has_ltvzero_bitmap() {
        return Err(RiskError::out_of_range("eMode.ltvzeroBitmap", "0 before 3.6", e_mode.ltvzero_bitmap, hint));
    }
    let bitmaps = [
        ("eMode.collateralBitmap", e_mode.collateral_bitmap),
        ("eMode.ltvzeroBitmap", e_mode.ltvzero_bitmap),
        ("eMode.borrowableBitmap", e_mode.borrowable_bitmap.unwrap_or(U256::ZERO)),
    ];
    for (field, bitmap) in bitmaps {
        if bitmap.narrow().is_none() {
            return Err(RiskError::out_of_range(field, "below 2^128", bitmap, "there is one bit for each reserve id, 0 to 127"));
        }
    }
    Ok(())
}

fn check_bps(field: &str, value: u16) -> Result<(), RiskError> {
    if value <= MAX_BPS { Ok(()) } else { Err(RiskError::out_of_range(field, "in [0, 10000]", value, "pass basis points, 8300 is 83 %")) }
}

fn order_error(user: &AaveV3User, id: u8) -> RiskError {
    if user.reserves.iter().filter(|reserve| reserve.id == id).count() > 1 {
        RiskError::duplicate("reserves.id", &id.alone())
    } else {
        RiskError::out_of_range("reserves.id", "rising", id, "sort the reserves by id")
    }
}
