//! What a user can do, checked and rounded as the contract does it: one file per step.

mod borrow;
mod collateral;
mod e_mode;
mod repay;
mod supply;
mod withdraw;

use super::state::AaveV3User;
use super::terms::check;
use crate::error::RiskError;
use crate::venue::action::Action;

/// Returns the user after one action.
///
/// - `Supply`, `Withdraw`, `Borrow`, `Repay` of the user's own account, at the variable rate; 2^256 − 1 withdraws the whole supply, and
///   a repayment stops at the debt.
/// - `Swap` supplies what is received and then withdraws what is given, as the adapters do with a flash loan: the account is checked
///   once, with both.
/// - `UseAsCollateral` sets the flag; `SetEMode` enters one of `e_modes`.
///
/// Refusals, by the contract's own names in its own order, are in each file. Limits that are not given refuse nothing. Not modelled:
/// the sentinel, which stops loans after an outage, and roles that may supply isolated collateral as collateral.
/// Source: `SupplyLogic.sol`, `BorrowLogic.sol`, `EModeLogic.sol`, `ValidationLogic.sol` of aave-v3-core 1.19.4 (3.0) and of
/// aave-v3-origin at 5431379f (3.3), d7a64127 (3.4), 6138e1fd (3.5), 5a230ec8 (3.6), fd1fbd91 (3.7).
pub(super) fn apply(user: &AaveV3User, action: &Action) -> Result<AaveV3User, RiskError> {
    check(user)?;
    let mut after = user.clone();
    match action {
        Action::Supply { asset, amount } => supply::supply(&mut after, asset, *amount)?,
        Action::Withdraw { asset, amount } => withdraw::withdraw(&mut after, asset, *amount)?,
        Action::Borrow { asset, amount } => borrow::borrow(&mut after, asset, *amount)?,
        Action::Repay { asset, amount } => repay::repay(&mut after, asset, *amount)?,
        Action::Swap { from, to, amount, received } => {
            supply::supply(&mut after, to, *received)?;
            withdraw::withdraw(&mut after, from, *amount)?;
        }
        Action::UseAsCollateral { asset, enabled } => collateral::use_as_collateral(&mut after, asset, *enabled)?,
        Action::SetEMode { category } => e_mode::set_e_mode(&mut after, *category)?,
        Action::Trade { .. } => return Err(RiskError::unsupported("a trade", "a lending pool has no perpetuals: supply, borrow or swap")),
        Action::SetLeverage { .. } => {
            return Err(RiskError::unsupported("a choice of leverage", "a lending pool has none: the loan itself sets it"));
        }
    }
    Ok(after)
}
