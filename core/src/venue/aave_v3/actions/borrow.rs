//! Loans, in the order of the checks: `InvalidAmount`, `ReserveInactive`, `ReservePaused`, `ReserveFrozen`, `BorrowingNotEnabled`,
//! `NotBorrowableInEMode` (until 3.1 `InconsistentEModeCategory`), `InvalidAmount` beyond everybody's supply, `BorrowCapExceeded`,
//! `AssetNotBorrowableInIsolation`, `DebtCeilingExceeded`, `CollateralBalanceIsZero`, `LtvValidationFailed`,
//! `HealthFactorLowerThanLiquidationThreshold`, `CollateralCannotCoverNewBorrow`, `SiloedBorrowingViolation`, `InvalidMintAmount`.

use crate::error::RiskError;
use crate::exact::{U256, WAD, bps_div_ceil, bps_div_half_up};
use crate::venue::aave_v3::account::{aave_v3_account, is_liquidatable};
use crate::venue::aave_v3::accrual::{accrue, cast, update_rates};
use crate::venue::aave_v3::checks::{cap, check_open, owes, require};
use crate::venue::aave_v3::isolation::{ceiling_units, isolated_collateral};
use crate::venue::aave_v3::places::{at, at_mut, place};
use crate::venue::aave_v3::position::collateral_value;
use crate::venue::aave_v3::state::{AaveV3Reserve, AaveV3Revision, AaveV3User};
use crate::venue::aave_v3::terms::unit;
use crate::venue::aave_v3::tokens::mint_debt;

pub(super) fn borrow(user: &mut AaveV3User, asset: &str, amount: U256) -> Result<(), RiskError> {
    let (revision, place) = (user.revision, place(user, asset)?);
    accrue(revision, at_mut(user, place)?)?;
    let reserve = at(user, place)?;
    let scaled = revision.debt_minted(amount, reserve.variable_borrow_index)?;
    let asked = if revision.rounds_half_up() { amount } else { revision.debt_balance(scaled, reserve.variable_borrow_index)? };
    check_reserve(user, reserve, asked, scaled)?;
    check_ceiling(user, reserve, amount, revision.checks_ceiling_first())?;
    if !revision.has_strict_e_mode() {
        check_category(user, reserve)?;
    }
    if !revision.checks_loan_afterwards() {
        check_before(user, reserve, amount)?;
    }
    check_siloed(user, place)?;
    mint_debt(revision, at_mut(user, place)?, scaled)?;
    at_mut(user, place)?.is_borrowing = true;
    check_ceiling(user, at(user, place)?, amount, !revision.checks_ceiling_first())?;
    raise_isolated_debt(user, place, amount)?;
    update_rates(revision, at_mut(user, place)?, U256::ZERO, amount)?;
    if revision.checks_loan_afterwards() { check_after(user) } else { Ok(()) }
}

/// Flags, what all have supplied, and the cap.
fn check_reserve(user: &AaveV3User, reserve: &AaveV3Reserve, asked: U256, scaled: U256) -> Result<(), RiskError> {
    let revision = user.revision;
    require(!asked.is_zero(), "InvalidAmount")?;
    check_open(reserve, true)?;
    if revision.has_strict_e_mode() && user.e_mode.is_some() {
        check_category(user, reserve)?;
    } else {
        require(reserve.limits_now().borrowing_enabled, "BorrowingNotEnabled")?;
    }
    if let Some(pool) = reserve.pool.filter(|_| revision.limits_loan_to_supply()) {
        let supplied = revision.supply_balance(pool.scaled_a_token_total_supply, reserve.liquidity_index)?;
        require(supplied >= asked, "InvalidAmount")?;
    }
    check_cap(revision, reserve, asked, scaled)
}

/// The cap counts everybody's debt with the loan: until 3.4 the amount, from 3.5 what it becomes.
fn check_cap(revision: AaveV3Revision, reserve: &AaveV3Reserve, asked: U256, scaled: U256) -> Result<(), RiskError> {
    let Some((cap, pool)) = cap(reserve, reserve.limits_now().borrow_cap)? else { return Ok(()) };
    let (total, index) = (pool.scaled_variable_debt_total_supply, reserve.variable_borrow_index);
    let owed = if revision.rounds_half_up() {
        revision.debt_balance(total, index)?.try_add(asked, OPERATION)?
    } else {
        revision.debt_balance(total.try_add(scaled, OPERATION)?, index)?
    };
    require(owed <= cap, "BorrowCapExceeded")
}

/// Inside a category only what it lists may be borrowed.
fn check_category(user: &AaveV3User, reserve: &AaveV3Reserve) -> Result<(), RiskError> {
    let listed = user.e_mode.as_ref().and_then(|e_mode| e_mode.borrowable_bitmap).is_none_or(|bitmap| bitmap.bit(reserve.id));
    require(listed, user.revision.refusal_in_e_mode())
}

/// In isolation mode only some assets may be borrowed, up to the collateral's ceiling; `now` says whether this revision asks here.
fn check_ceiling(user: &AaveV3User, reserve: &AaveV3Reserve, amount: U256, now: bool) -> Result<(), RiskError> {
    let Some(collateral) = isolated_collateral(user).filter(|_| now) else { return Ok(()) };
    require(reserve.limits_now().borrowable_in_isolation, "AssetNotBorrowableInIsolation")?;
    let limits = at(user, collateral)?.limits_now();
    let owed = limits.isolation_mode_total_debt.try_add(ceiling_units(amount, reserve.decimals)?, OPERATION)?;
    require(owed <= limits.debt_ceiling, "DebtCeilingExceeded")
}

/// Until 3.4 the account before the loan is looked at, and must be above 1: equality does not borrow.
fn check_before(user: &AaveV3User, reserve: &AaveV3Reserve, amount: U256) -> Result<(), RiskError> {
    let data = aave_v3_account(user)?;
    require(!data.total_collateral_base.is_zero(), "CollateralBalanceIsZero")?;
    require(!data.ltv_bps.is_zero(), "LtvValidationFailed")?;
    require(data.health_factor > WAD, "HealthFactorLowerThanLiquidationThreshold")?;
    let owed = data.total_debt_base.try_add(collateral_value(amount, reserve.price, unit(reserve)?)?, OPERATION)?;
    require(bps_div_half_up(owed, data.ltv_bps)? <= data.total_collateral_base, "CollateralCannotCoverNewBorrow")
}

/// From 3.5 the account with the loan must be healthy and within its LTV.
fn check_after(user: &AaveV3User) -> Result<(), RiskError> {
    let data = aave_v3_account(user)?;
    require(!data.ltv_bps.is_zero(), "LtvValidationFailed")?;
    require(!is_liquidatable(data.health_factor), "HealthFactorLowerThanLiquidationThreshold")?;
    require(data.total_collateral_base >= bps_div_ceil(data.total_debt_base, data.ltv_bps)?, "CollateralCannotCoverNewBorrow")
}

/// Until 3.6 some assets may only be borrowed alone.
fn check_siloed(user: &AaveV3User, place: usize) -> Result<(), RiskError> {
    if !user.revision.has_isolation_mode() || !owes(user) {
        return Ok(());
    }
    let mut debts = user.reserves.iter().enumerate().filter(|(_, reserve)| reserve.is_borrowing);
    let only = match (debts.next(), debts.next()) {
        (Some((place, reserve)), None) if reserve.limits_now().siloed_borrowing => Some(place),
        _ => None,
    };
    let allowed = match only {
        Some(siloed) => siloed == place,
        None => !at(user, place)?.limits_now().siloed_borrowing,
    };
    require(allowed, "SiloedBorrowingViolation")
}

fn raise_isolated_debt(user: &mut AaveV3User, place: usize, amount: U256) -> Result<(), RiskError> {
    let Some(collateral) = isolated_collateral(user) else { return Ok(()) };
    let lent = ceiling_units(amount, at(user, place)?.decimals)?;
    if let Some(limits) = &mut at_mut(user, collateral)?.limits {
        let owed = limits.isolation_mode_total_debt.try_add(lent, OPERATION)?;
        limits.isolation_mode_total_debt = cast(owed, u128::BITS, OPERATION)?;
    }
    Ok(())
}

const OPERATION: &str = "loan";
