//! Repayment: refused by `InvalidAmount`, `ReserveInactive`, `ReservePaused`, `NoDebtOfSelectedType`, `InvalidBurnAmount`.

use crate::error::RiskError;
use crate::exact::U256;
use crate::venue::aave_v3::accrual::{accrue, update_rates};
use crate::venue::aave_v3::checks::{check_open, require};
use crate::venue::aave_v3::isolation::{isolated_collateral, repay_isolated};
use crate::venue::aave_v3::places::{at_mut, place};
use crate::venue::aave_v3::state::AaveV3User;
use crate::venue::aave_v3::tokens::burn_debt;

pub(super) fn repay(user: &mut AaveV3User, asset: &str, amount: U256) -> Result<(), RiskError> {
    let (revision, place) = (user.revision, place(user, asset)?);
    let reserve = at_mut(user, place)?;
    accrue(revision, reserve)?;
    let index = reserve.variable_borrow_index;
    let debt = revision.debt_balance(reserve.scaled_variable_debt, index)?;
    require(!amount.is_zero(), "InvalidAmount")?;
    check_open(reserve, false)?;
    require(!debt.is_zero(), "NoDebtOfSelectedType")?;
    let paid = amount.min(debt);
    let emptied = burn_debt(reserve, revision.debt_burnt(paid, index)?)?;
    update_rates(revision, reserve, paid, U256::ZERO)?;
    let cleared = if revision.clears_debt_by_balance() { emptied } else { paid == debt };
    reserve.is_borrowing = reserve.is_borrowing && !cleared;
    let decimals = reserve.decimals;
    isolated_collateral(user).map_or(Ok(()), |collateral| repay_isolated(user, collateral, paid, decimals))
}
