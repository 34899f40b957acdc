//! Scaled tokens minted, burnt and moved for the user, with everybody's totals.
//!
//! Source: `ScaledBalanceTokenBase.sol`, `IncentivizedERC20.sol` of aave-v3-core 1.19.4 and aave-v3-origin 3.3 to 3.7.

use super::accrual::cast;
use super::state::{AaveV3Reserve, AaveV3Revision};
use crate::error::RiskError;
use crate::exact::U256;

/// Mints supply; says whether it is the user's first.
pub(super) fn mint_supply(revision: AaveV3Revision, reserve: &mut AaveV3Reserve, scaled: U256) -> Result<bool, RiskError> {
    let first = reserve.scaled_a_token_balance.is_zero();
    reserve.scaled_a_token_balance = minted(revision, reserve.scaled_a_token_balance, scaled)?;
    if let Some(pool) = &mut reserve.pool {
        pool.scaled_a_token_total_supply = pool.scaled_a_token_total_supply.try_add(scaled, SUPPLY)?;
    }
    Ok(first)
}

/// Burns supply; says whether none is left.
pub(super) fn burn_supply(reserve: &mut AaveV3Reserve, scaled: U256) -> Result<bool, RiskError> {
    refuse_zero(scaled, "InvalidBurnAmount")?;
    if let Some(pool) = &mut reserve.pool {
        pool.scaled_a_token_total_supply = pool.scaled_a_token_total_supply.try_sub(scaled, SUPPLY)?;
    }
    send_supply(reserve, scaled)
}

/// Moves supply to somebody else; says whether none is left.
pub(super) fn send_supply(reserve: &mut AaveV3Reserve, scaled: U256) -> Result<bool, RiskError> {
    reserve.scaled_a_token_balance = reserve.scaled_a_token_balance.try_sub(scaled, SUPPLY)?;
    Ok(reserve.scaled_a_token_balance.is_zero())
}

/// Mints debt.
pub(super) fn mint_debt(revision: AaveV3Revision, reserve: &mut AaveV3Reserve, scaled: U256) -> Result<(), RiskError> {
    reserve.scaled_variable_debt = minted(revision, reserve.scaled_variable_debt, scaled)?;
    if let Some(pool) = &mut reserve.pool {
        pool.scaled_variable_debt_total_supply = pool.scaled_variable_debt_total_supply.try_add(scaled, DEBT)?;
    }
    Ok(())
}

/// Burns debt; says whether none is left.
pub(super) fn burn_debt(reserve: &mut AaveV3Reserve, scaled: U256) -> Result<bool, RiskError> {
    refuse_zero(scaled, "InvalidBurnAmount")?;
    reserve.scaled_variable_debt = reserve.scaled_variable_debt.try_sub(scaled, DEBT)?;
    if let Some(pool) = &mut reserve.pool {
        pool.scaled_variable_debt_total_supply = pool.scaled_variable_debt_total_supply.try_sub(scaled, DEBT)?;
    }
    Ok(reserve.scaled_variable_debt.is_zero())
}

fn minted(revision: AaveV3Revision, balance: U256, scaled: U256) -> Result<U256, RiskError> {
    refuse_zero(scaled, "InvalidMintAmount")?;
    cast(balance.try_add(scaled, SUPPLY)?, revision.balance_bits(), SUPPLY)
}

fn refuse_zero(scaled: U256, refusal: &str) -> Result<(), RiskError> {
    if scaled.is_zero() { Err(RiskError::refused(refusal)) } else { Ok(()) }
}

const SUPPLY: &str = "scaled supply";
const DEBT: &str = "scaled debt";
