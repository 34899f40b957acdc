//! Withdrawal: refused by `InvalidAmount`, `NotEnoughAvailableUserBalance`, `ReserveInactive`, `ReservePaused`, `InvalidBurnAmount`,
//! and while anything is owed, of collateral, `HealthFactorLowerThanLiquidationThreshold`, `LtvValidationFailed`.

use crate::error::RiskError;
use crate::exact::U256;
use crate::venue::aave_v3::accrual::{accrue, update_rates};
use crate::venue::aave_v3::checks::{check_leaving, check_open, owes, require};
use crate::venue::aave_v3::places::{at_mut, place};
use crate::venue::aave_v3::state::AaveV3User;
use crate::venue::aave_v3::tokens::burn_supply;

pub(super) fn withdraw(user: &mut AaveV3User, asset: &str, amount: U256) -> Result<(), RiskError> {
    let (revision, place) = (user.revision, place(user, asset)?);
    let reserve = at_mut(user, place)?;
    accrue(revision, reserve)?;
    let (index, held) = (reserve.liquidity_index, reserve.scaled_a_token_balance);
    let balance = revision.supply_balance(held, index)?;
    let all = amount == U256::MAX;
    let taken = if all { balance } else { amount };
    let scaled = if all && !revision.rounds_half_up() { held } else { revision.supply_burnt(taken, index)? };
    // Until 3.4 the amounts are compared, from 3.5 the scaled ones.
    let (asked, most) = if revision.rounds_half_up() { (taken, balance) } else { (scaled, held) };
    require(!asked.is_zero(), "InvalidAmount")?;
    require(asked <= most, "NotEnoughAvailableUserBalance")?;
    check_open(reserve, false)?;
    update_rates(revision, reserve, U256::ZERO, taken)?;
    let emptied = burn_supply(reserve, scaled)?;
    let emptied = if revision.rounds_half_up() { taken == balance } else { emptied };
    let backed = reserve.used_as_collateral;
    reserve.used_as_collateral = backed && !emptied;
    if backed && owes(user) { check_leaving(user, place) } else { Ok(()) }
}
