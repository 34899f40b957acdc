//! Categories: refused by `InconsistentEModeCategory`, until 3.5 by `NotBorrowableInEMode` (3.0: `InconsistentEModeCategory`), from 3.6 by
//! `InvalidDebtInEmode` and `InvalidCollateralInEmode`, and by `HealthFactorLowerThanLiquidationThreshold`.

use crate::error::RiskError;
use crate::text::Piece;
use crate::venue::aave_v3::checks::{check_health, require};
use crate::venue::aave_v3::state::{AaveV3EMode, AaveV3Reserve, AaveV3User};
use crate::venue::aave_v3::terms::ltv;

pub(super) fn set_e_mode(user: &mut AaveV3User, category: u8) -> Result<(), RiskError> {
    let trusts_first = user.revision.trusts_first_e_mode();
    let before = user.e_mode.as_ref().map_or(0, |e_mode| e_mode.id);
    if before == category && !trusts_first {
        return Ok(());
    }
    let next = find(user, category)?;
    require(next.as_ref().is_none_or(|e_mode| e_mode.liquidation_threshold_bps != 0), "InconsistentEModeCategory")?;
    for reserve in &user.reserves {
        check_reserve(user, reserve, next.as_ref())?;
    }
    // The category that is left can be entered again.
    if let Some(old) = core::mem::replace(&mut user.e_mode, next)
        && !user.e_modes.iter().flatten().any(|e_mode| e_mode.id == old.id)
    {
        user.e_modes.get_or_insert_default().push(old);
    }
    if trusts_first && before == 0 { Ok(()) } else { check_health(user).map(|_| ()) }
}

/// Returns the category by its number; none for 0.
fn find(user: &AaveV3User, category: u8) -> Result<Option<AaveV3EMode>, RiskError> {
    if category == 0 {
        return Ok(None);
    }
    let known = user.e_mode.iter().chain(user.e_modes.iter().flatten()).find(|e_mode| e_mode.id == category);
    known.cloned().map(Some).ok_or_else(|| RiskError::unknown("eModes.id", &category.alone()))
}

/// What is owed must be borrowable in the category; from 3.6 outside every category as well, and what backs must keep an LTV.
fn check_reserve(user: &AaveV3User, reserve: &AaveV3Reserve, next: Option<&AaveV3EMode>) -> Result<(), RiskError> {
    let (revision, strict) = (user.revision, user.revision.has_strict_e_mode());
    let borrowable = match next {
        Some(e_mode) => e_mode.borrowable_bitmap.is_none_or(|bitmap| bitmap.bit(reserve.id)),
        None => !strict || reserve.limits_now().borrowing_enabled,
    };
    let refusal = if strict { "InvalidDebtInEmode" } else { revision.refusal_in_e_mode() };
    require(!reserve.is_borrowing || borrowable, refusal)?;
    let backs = !strict || !reserve.used_as_collateral || ltv(revision, reserve, next) != 0;
    require(backs, "InvalidCollateralInEmode")
}
