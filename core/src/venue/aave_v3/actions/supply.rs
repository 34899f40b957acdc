//! Supply: refused by `InvalidAmount`, `ReserveInactive`, `ReservePaused`, `ReserveFrozen`, `SupplyCapExceeded`, `InvalidMintAmount`.

use crate::error::RiskError;
use crate::exact::U256;
use crate::venue::aave_v3::accrual::{accrue, update_rates};
use crate::venue::aave_v3::checks::{backs_by_itself, cap, check_open, require};
use crate::venue::aave_v3::places::{at_mut, place};
use crate::venue::aave_v3::state::{AaveV3Reserve, AaveV3Revision, AaveV3User};
use crate::venue::aave_v3::tokens::mint_supply;

pub(super) fn supply(user: &mut AaveV3User, asset: &str, amount: U256) -> Result<(), RiskError> {
    let (revision, place) = (user.revision, place(user, asset)?);
    let reserve = at_mut(user, place)?;
    accrue(revision, reserve)?;
    let scaled = revision.supply_minted(amount, reserve.liquidity_index)?;
    let asked = if revision.rounds_half_up() { amount } else { scaled };
    require(!asked.is_zero(), "InvalidAmount")?;
    check_open(reserve, true)?;
    check_cap(revision, reserve, amount, scaled)?;
    update_rates(revision, reserve, amount, U256::ZERO)?;
    if mint_supply(revision, reserve, scaled)? && backs_by_itself(user, place)? {
        at_mut(user, place)?.used_as_collateral = true;
    }
    Ok(())
}

/// The cap counts what the treasury has not minted yet; until 3.4 the amount, from 3.5 what it becomes.
fn check_cap(revision: AaveV3Revision, reserve: &AaveV3Reserve, amount: U256, scaled: U256) -> Result<(), RiskError> {
    let Some((cap, pool)) = cap(reserve, reserve.limits_now().supply_cap)? else { return Ok(()) };
    let before = pool.scaled_a_token_total_supply.try_add(pool.accrued_to_treasury, OPERATION)?;
    let supplied = if revision.rounds_half_up() {
        revision.supply_balance(before, reserve.liquidity_index)?.try_add(amount, OPERATION)?
    } else {
        revision.supply_balance(before.try_add(scaled, OPERATION)?, reserve.liquidity_index)?
    };
    require(supplied <= cap, "SupplyCapExceeded")
}

const OPERATION: &str = "supply cap";
