//! Isolation mode, until 3.6: a collateral with a debt ceiling that stands alone.
//!
//! Source: `IsolationModeLogic.sol`, `UserConfiguration.sol` of aave-v3-core 1.19.4 and aave-v3-origin 3.3 to 3.6.

use super::accrual::cast;
use super::places::at_mut;
use super::state::AaveV3User;
use crate::error::RiskError;
use crate::exact::U256;

/// Decimals of the debt ceiling.
const CEILING_DECIMALS: u8 = 2;

/// Returns the place of the isolated collateral if the user is in isolation mode: it is the only one, and has a ceiling.
pub(super) fn isolated_collateral(user: &AaveV3User) -> Option<usize> {
    let mut flagged = user.reserves.iter().enumerate().filter(|(_, reserve)| reserve.used_as_collateral);
    match (flagged.next(), flagged.next()) {
        (Some((place, only)), None) if user.revision.has_isolation_mode() && !only.limits_now().debt_ceiling.is_zero() => Some(place),
        _ => None,
    }
}

/// Returns an amount of debt in the units of the ceiling, rounded down.
pub(super) fn ceiling_units(amount: U256, decimals: u8) -> Result<U256, RiskError> {
    let places = decimals.checked_sub(CEILING_DECIMALS).ok_or_else(|| RiskError::overflow(OPERATION))?;
    let units = amount.try_div(U256::power_of_ten(places).ok_or_else(|| RiskError::overflow(OPERATION))?, OPERATION)?;
    cast(units, u128::BITS, OPERATION)
}

/// Lowers what is owed against an isolated collateral; interest was never counted, so it stops at 0.
pub(super) fn repay_isolated(user: &mut AaveV3User, collateral: usize, amount: U256, decimals: u8) -> Result<(), RiskError> {
    let repaid = ceiling_units(amount, decimals)?;
    if let Some(limits) = &mut at_mut(user, collateral)?.limits {
        limits.isolation_mode_total_debt = limits.isolation_mode_total_debt.saturating_sub(repaid);
    }
    Ok(())
}

const OPERATION: &str = "isolated debt";
