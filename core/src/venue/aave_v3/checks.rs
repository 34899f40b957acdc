//! Checks that several actions share.
//!
//! Source: `ValidationLogic.sol` of aave-v3-core 1.19.4 and aave-v3-origin 3.3 to 3.7.

use super::account::{aave_v3_account, is_liquidatable};
use super::isolation::isolated_collateral;
use super::places::at;
use super::reserve::AaveV3ReservePool;
use super::state::{AaveV3AccountData, AaveV3Reserve, AaveV3User};
use super::terms::{has_zero_ltv, ltv, unit};
use crate::error::RiskError;
use crate::exact::U256;

/// Refuses by the contract's own name.
pub(super) fn require(holds: bool, refusal: &str) -> Result<(), RiskError> {
    if holds { Ok(()) } else { Err(RiskError::refused(refusal)) }
}

/// In use, not paused, and not frozen where new business is meant.
pub(super) fn check_open(reserve: &AaveV3Reserve, new_business: bool) -> Result<(), RiskError> {
    let limits = reserve.limits_now();
    require(limits.active, "ReserveInactive")?;
    require(!limits.paused, "ReservePaused")?;
    require(!new_business || !limits.frozen, "ReserveFrozen")
}

/// Returns a cap in token units, with the totals it is read against; nothing for no cap.
pub(super) fn cap(reserve: &AaveV3Reserve, whole: U256) -> Result<Option<(U256, AaveV3ReservePool)>, RiskError> {
    if whole.is_zero() {
        return Ok(None);
    }
    let pool = reserve.pool.ok_or_else(|| {
        RiskError::out_of_range("reserves.pool", "given where a cap is", "none", "pass everybody's balances, or 0 for no cap")
    })?;
    Ok(Some((whole.try_mul(unit(reserve)?, "cap")?, pool)))
}

/// Refuses a health factor below 1; returns the account.
pub(super) fn check_health(user: &AaveV3User) -> Result<AaveV3AccountData, RiskError> {
    let data = aave_v3_account(user)?;
    require(!is_liquidatable(data.health_factor), "HealthFactorLowerThanLiquidationThreshold")?;
    Ok(data)
}

/// Collateral that leaves: health stays, and collateral of LTV 0 leaves first.
pub(super) fn check_leaving(user: &AaveV3User, place: usize) -> Result<(), RiskError> {
    let data = check_health(user)?;
    require(!data.has_zero_ltv_collateral || has_zero_ltv(user, at(user, place)?), "LtvValidationFailed")
}

/// Says whether the contract lets a supply back the debt: it has an LTV, and until 3.6 does not mix with isolated collateral.
pub(super) fn may_back(user: &AaveV3User, place: usize) -> Result<bool, RiskError> {
    let reserve = at(user, place)?;
    // Until 3.5 the reserve's own LTV decides, from 3.6 the one that it has for the user.
    let own = if user.revision.has_strict_e_mode() { ltv(user.revision, reserve, user.e_mode.as_ref()) } else { reserve.ltv_bps };
    let alone = !user.reserves.iter().any(|reserve| reserve.used_as_collateral);
    let mixes = isolated_collateral(user).is_none() && reserve.limits_now().debt_ceiling.is_zero();
    Ok(own != 0 && (!user.revision.has_isolation_mode() || alone || mixes))
}

/// Says whether a first supply backs the debt by itself: not an isolated collateral, which the user must choose (until 3.6).
pub(super) fn backs_by_itself(user: &AaveV3User, place: usize) -> Result<bool, RiskError> {
    let isolated = user.revision.has_isolation_mode() && !at(user, place)?.limits_now().debt_ceiling.is_zero();
    Ok(!isolated && may_back(user, place)?)
}

/// Says whether the user owes anything.
pub(super) fn owes(user: &AaveV3User) -> bool {
    user.reserves.iter().any(|reserve| reserve.is_borrowing)
}
