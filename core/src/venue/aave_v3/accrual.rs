//! What every action does to a reserve first and last: interest up to now, and new rates.
//!
//! Source: `ReserveLogic.sol` of aave-v3-core 1.19.4 and aave-v3-origin 3.3 to 3.7.

use super::position::{debt_index, supply_index};
use super::rates::{AaveV3RateState, rates_of};
use super::state::{AaveV3Reserve, AaveV3Revision};
use crate::error::RiskError;
use crate::exact::{U256, bps_mul_half_up, ray_mul_floor, ray_mul_half_up};

/// Bits of the integers in which the contract stores indices, rates and the pool's amounts.
const STORED_BITS: u32 = 128;

/// Refuses what the contract's cast to fewer bits refuses.
pub(super) fn cast(value: U256, bits: u32, operation: &'static str) -> Result<U256, RiskError> {
    let fits = value.narrow().is_some_and(|word| bits >= u128::BITS || word >> bits == 0);
    if fits { Ok(value) } else { Err(RiskError::overflow(operation)) }
}

/// Brings a reserve to now; returns what it adds to the treasury's claim, scaled.
///
/// The supply index moves only if its rate is not 0, the borrow index only if anybody owes; without the pool's totals somebody
/// does. Nothing happens when no second has passed.
pub(super) fn accrue(revision: AaveV3Revision, reserve: &mut AaveV3Reserve) -> Result<U256, RiskError> {
    if reserve.elapsed_seconds == 0 {
        return Ok(U256::ZERO);
    }
    let before = reserve.variable_borrow_index;
    let somebody_owes = reserve.pool.is_none_or(|pool| !pool.scaled_variable_debt_total_supply.is_zero());
    let supply = if reserve.current_liquidity_rate.is_zero() { reserve.liquidity_index } else { supply_index(reserve)? };
    let debt = if somebody_owes { debt_index(revision, reserve)? } else { before };
    reserve.liquidity_index = cast(supply, STORED_BITS, ACCRUAL)?;
    reserve.variable_borrow_index = cast(debt, STORED_BITS, ACCRUAL)?;
    reserve.elapsed_seconds = 0;
    let minted = treasury_share(revision, reserve, before)?;
    add_to_treasury(reserve, minted)?;
    Ok(minted)
}

/// Adds to the treasury's claim.
pub(super) fn add_to_treasury(reserve: &mut AaveV3Reserve, scaled: U256) -> Result<(), RiskError> {
    if let Some(pool) = &mut reserve.pool {
        pool.accrued_to_treasury = cast(pool.accrued_to_treasury.try_add(scaled, ACCRUAL)?, STORED_BITS, ACCRUAL)?;
    }
    Ok(())
}

fn treasury_share(revision: AaveV3Revision, reserve: &AaveV3Reserve, before: U256) -> Result<U256, RiskError> {
    let Some(pool) = reserve.pool.filter(|pool| pool.reserve_factor_bps != 0) else { return Ok(U256::ZERO) };
    let (scaled, now) = (pool.scaled_variable_debt_total_supply, reserve.variable_borrow_index);
    let interest = if revision.rounds_half_up() {
        ray_mul_half_up(scaled, now)?.try_sub(ray_mul_half_up(scaled, before)?, ACCRUAL)?
    } else {
        ray_mul_floor(scaled, now.try_sub(before, ACCRUAL)?)?
    };
    let share = bps_mul_half_up(interest, U256::new(u64::from(pool.reserve_factor_bps)))?;
    if share.is_zero() { Ok(share) } else { revision.supply_minted(share, reserve.liquidity_index) }
}

/// Sets the rates that follow from liquidity that comes or goes, and counts it; nothing without the pool's totals.
pub(super) fn update_rates(revision: AaveV3Revision, reserve: &mut AaveV3Reserve, added: U256, taken: U256) -> Result<(), RiskError> {
    let Some(pool) = &mut reserve.pool else { return Ok(()) };
    let state = AaveV3RateState {
        optimal_usage_ratio_bps: pool.optimal_usage_ratio_bps,
        base_variable_borrow_rate_bps: pool.base_variable_borrow_rate_bps,
        variable_rate_slope1_bps: pool.variable_rate_slope1_bps,
        variable_rate_slope2_bps: pool.variable_rate_slope2_bps,
        reserve_factor_bps: pool.reserve_factor_bps,
        total_debt: revision.debt_balance(pool.scaled_variable_debt_total_supply, reserve.variable_borrow_index)?,
        virtual_underlying_balance: pool.virtual_underlying_balance,
        liquidity_added: added,
        liquidity_taken: taken,
        deficit: pool.deficit,
    };
    let rates = rates_of(revision, &state)?;
    reserve.current_liquidity_rate = cast(rates.liquidity_rate, STORED_BITS, LIQUIDITY)?;
    reserve.current_variable_borrow_rate = cast(rates.variable_borrow_rate, STORED_BITS, LIQUIDITY)?;
    let held = cast(pool.virtual_underlying_balance.try_add(added, LIQUIDITY)?, STORED_BITS, LIQUIDITY)?;
    pool.virtual_underlying_balance = held.try_sub(taken, LIQUIDITY)?;
    Ok(())
}

const ACCRUAL: &str = "accrual of a reserve";
const LIQUIDITY: &str = "liquidity of a reserve";
