//! What a call writes: debt burnt, collateral burnt or moved, the fee, and what nobody will repay.

use super::amounts::{Amounts, Standing, Terms};
use super::call::{AaveV3Liquidation, AaveV3ReserveDeficit};
use crate::error::RiskError;
use crate::exact::U256;
use crate::venue::aave_v3::accrual::{accrue, cast, update_rates};
use crate::venue::aave_v3::isolation::{isolated_collateral, repay_isolated};
use crate::venue::aave_v3::places::{at, at_mut};
use crate::venue::aave_v3::position::debt_index;
use crate::venue::aave_v3::state::{AaveV3Reserve, AaveV3Revision, AaveV3User};
use crate::venue::aave_v3::tokens::{burn_debt, burn_supply, send_supply};
use alloc::vec::Vec;

/// A call that has passed its checks.
pub(super) struct Effects {
    pub(super) collateral: usize,
    pub(super) debt: usize,
    pub(super) receive_shares: bool,
    /// Supply index of the collateral now, ray.
    pub(super) income: U256,
    /// Value of all collateral before.
    pub(super) total_collateral: U256,
    pub(super) terms: Terms,
    pub(super) standing: Standing,
    pub(super) amounts: Amounts,
}

impl Effects {
    pub(super) fn apply(&self, user: &mut AaveV3User) -> Result<AaveV3Liquidation, RiskError> {
        let nothing_left = self.clear_collateral_flag(user)?;
        let mut deficits = Vec::new();
        self.pay(user, self.debt, self.standing.debt, self.amounts.repaid, nothing_left, &mut deficits)?;
        self.lower_isolated_debt(user)?;
        let collateral_scaled = self.seize(user)?;
        let (fee, fee_scaled) = self.charge(user)?;
        if nothing_left {
            self.write_off_the_rest(user, &mut deficits)?;
        }
        let received = if self.receive_shares { collateral_scaled } else { U256::ZERO };
        let Amounts { repaid, collateral, .. } = self.amounts;
        Ok(AaveV3Liquidation { repaid, collateral, collateral_scaled: received, fee, fee_scaled, deficits, halved: false })
    }

    /// Clears the flag of a collateral that is used up; says whether it was the last of any value.
    fn clear_collateral_flag(&self, user: &mut AaveV3User) -> Result<bool, RiskError> {
        let gross = self.amounts.gross()?;
        let revision = user.revision;
        let reserve = at_mut(user, self.collateral)?;
        if !revision.seizes_by_scaled_balance() {
            reserve.used_as_collateral = gross != self.standing.balance;
            return Ok(revision.has_deficit() && self.terms.collateral_value(gross)? == self.total_collateral);
        }
        let burnt = revision.supply_burnt(self.amounts.collateral, self.income)?;
        let moved = revision.supply_burnt(self.amounts.fee, self.income)?;
        let consumed = burnt.try_add(moved, OPERATION)?.min(reserve.scaled_a_token_balance);
        let value = self.terms.collateral_value(revision.supply_balance(consumed, self.income)?)?;
        let nothing_left = value == self.total_collateral;
        reserve.used_as_collateral = !nothing_left && consumed != reserve.scaled_a_token_balance;
        Ok(nothing_left)
    }

    /// Burns debt of one reserve, writes off the rest of it when no collateral is left, and sets its rates.
    fn pay(
        &self,
        user: &mut AaveV3User,
        place: usize,
        owed: U256,
        repaid: U256,
        nothing_left: bool,
        deficits: &mut Vec<AaveV3ReserveDeficit>,
    ) -> Result<(), RiskError> {
        let revision = user.revision;
        let reserve = at_mut(user, place)?;
        let burnt = if nothing_left { owed } else { repaid };
        let mut cleared = true;
        if !owed.is_zero() {
            cleared = burn_debt(reserve, revision.debt_burnt(burnt, reserve.variable_borrow_index)?)?;
        }
        let outstanding = owed.try_sub(repaid, OPERATION)?;
        if nothing_left && !outstanding.is_zero() {
            add_deficit(reserve, outstanding)?;
            deficits.push(AaveV3ReserveDeficit { reserve_id: reserve.id, amount: outstanding });
        }
        if !revision.clears_debt_by_balance() {
            cleared = nothing_left || outstanding.is_zero();
        }
        reserve.is_borrowing = reserve.is_borrowing && !cleared;
        update_rates(revision, reserve, repaid, U256::ZERO)
    }

    fn lower_isolated_debt(&self, user: &mut AaveV3User) -> Result<(), RiskError> {
        let revision = user.revision;
        // Until 3.2 the user's flags decide after the call, from 3.3 the seized reserve's own ceiling.
        let isolated = if revision.has_deficit() {
            let ceiling = at(user, self.collateral)?.limits_now().debt_ceiling;
            (revision.has_isolation_mode() && !ceiling.is_zero()).then_some(self.collateral)
        } else {
            isolated_collateral(user)
        };
        let decimals = at(user, self.debt)?.decimals;
        isolated.map_or(Ok(()), |collateral| repay_isolated(user, collateral, self.amounts.repaid, decimals))
    }

    /// Takes the collateral: burns it for the asset, or moves it as it is. Returns the scaled amount.
    fn seize(&self, user: &mut AaveV3User) -> Result<U256, RiskError> {
        let revision = user.revision;
        let reserve = at_mut(user, self.collateral)?;
        let scaled = revision.supply_burnt(self.amounts.collateral, self.income)?;
        if self.receive_shares {
            send_supply(reserve, scaled)?;
            return Ok(scaled);
        }
        accrue(revision, reserve)?;
        // Until 3.0 the pool looks at the tokens it holds, and the liquidator's payment comes last.
        let unpaid = if self.collateral == self.debt && revision.holds_liquidity_as_tokens() { self.amounts.repaid } else { U256::ZERO };
        hold(reserve, |held| held.try_sub(unpaid, OPERATION))?;
        update_rates(revision, reserve, U256::ZERO, self.amounts.collateral)?;
        hold(reserve, |held| held.try_add(unpaid, OPERATION))?;
        burn_supply(reserve, scaled)?;
        Ok(scaled)
    }

    /// Moves the fee to the treasury, at most what the borrower has left. Returns the amount and the scaled amount.
    fn charge(&self, user: &mut AaveV3User) -> Result<(U256, U256), RiskError> {
        let revision = user.revision;
        let reserve = at_mut(user, self.collateral)?;
        if self.amounts.fee.is_zero() {
            return Ok((U256::ZERO, U256::ZERO));
        }
        let (mut fee, mut scaled) = (self.amounts.fee, revision.supply_burnt(self.amounts.fee, self.income)?);
        let left = reserve.scaled_a_token_balance;
        if scaled > left {
            fee = revision.supply_balance(left, self.income)?;
            scaled = if revision.rounds_half_up() { revision.supply_burnt(fee, self.income)? } else { left };
        }
        send_supply(reserve, scaled)?;
        Ok((fee, scaled))
    }

    /// Writes off every debt that is still flagged, in the order of the pool's list.
    fn write_off_the_rest(&self, user: &mut AaveV3User, deficits: &mut Vec<AaveV3ReserveDeficit>) -> Result<(), RiskError> {
        let revision = user.revision;
        for place in 0..user.reserves.len() {
            let reserve = at_mut(user, place)?;
            if !reserve.is_borrowing || !reserve.limits_now().active {
                continue;
            }
            accrue(revision, reserve)?;
            let owed = debt_now(revision, reserve)?;
            self.pay(user, place, owed, U256::ZERO, true, deficits)?;
        }
        Ok(())
    }
}

fn debt_now(revision: AaveV3Revision, reserve: &AaveV3Reserve) -> Result<U256, RiskError> {
    revision.debt_balance(reserve.scaled_variable_debt, debt_index(revision, reserve)?)
}

/// Changes the liquidity that a pool counts.
fn hold(reserve: &mut AaveV3Reserve, change: impl Fn(U256) -> Result<U256, RiskError>) -> Result<(), RiskError> {
    if let Some(pool) = &mut reserve.pool {
        pool.virtual_underlying_balance = change(pool.virtual_underlying_balance)?;
    }
    Ok(())
}

fn add_deficit(reserve: &mut AaveV3Reserve, amount: U256) -> Result<(), RiskError> {
    if let Some(pool) = &mut reserve.pool {
        pool.deficit = cast(pool.deficit.try_add(amount, OPERATION)?, u128::BITS, OPERATION)?;
    }
    Ok(())
}

const OPERATION: &str = "liquidation";
