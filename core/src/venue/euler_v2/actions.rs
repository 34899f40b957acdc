//! What the account's owner can do, as one batch of the Ethereum Vault Connector: the check comes at its end.

use super::accrual::{assets_up, encode_amount, encode_owed, euler_v2_accrue, to_owed};
use super::check::check;
use super::liquidation::{debt_now, decrease_borrow};
use super::liquidity::euler_v2_account_status;
use super::state::{EulerV2Account, EulerV2Collateral};
use crate::error::RiskError;
use crate::exact::U256;
use crate::venue::action::Action;

/// Returns the account after one step. Amounts of a collateral are its shares, those of the debt token units.
///
/// The vault's rate stays as stored: its rate model is not part of the state. So do the collateral vaults' own limits.
pub(super) fn apply(account: &EulerV2Account, action: &Action) -> Result<EulerV2Account, RiskError> {
    check(account)?;
    let mut after = account.clone();
    let checked = match action {
        Action::Supply { asset, amount } => {
            supply(collateral(&mut after, asset)?, *amount)?;
            false
        }
        Action::Withdraw { asset, amount } => {
            withdraw(collateral(&mut after, asset)?, *amount)?;
            true
        }
        Action::Borrow { asset, amount } => {
            owes(account, asset)?;
            borrow(&mut after, *amount)?;
            true
        }
        Action::Repay { asset, amount } => {
            owes(account, asset)?;
            repay(&mut after, *amount)?;
            false
        }
        Action::Swap { from, to, amount, received } => {
            withdraw(collateral(&mut after, from)?, *amount)?;
            if *to == account.liability.asset {
                repay(&mut after, *received)?
            } else {
                supply(collateral(&mut after, to)?, *received)?
            }
            true
        }
        _ => return Err(RiskError::unsupported("this action", "supply, withdraw, borrow, repay or swap")),
    };
    if checked {
        euler_v2_account_status(&after)?;
        // A passed check starts the time in which nobody may liquidate.
        after.cool_off_remaining_seconds = u32::from(after.vault.liquidation_cool_off_seconds);
    }
    if matches!(action, Action::Borrow { .. }) {
        borrow_cap(account, &after)?;
    }
    Ok(after)
}

fn collateral<'a>(account: &'a mut EulerV2Account, asset: &str) -> Result<&'a mut EulerV2Collateral, RiskError> {
    account.collaterals.iter_mut().find(|one| one.asset == asset).ok_or_else(|| RiskError::unknown("asset", asset))
}

fn owes(account: &EulerV2Account, asset: &str) -> Result<(), RiskError> {
    if account.liability.asset == asset { Ok(()) } else { Err(RiskError::unknown("asset", asset)) }
}

fn supply(collateral: &mut EulerV2Collateral, amount: U256) -> Result<(), RiskError> {
    if amount == U256::MAX {
        return Err(RiskError::unsupported("a supply of everything", "pass the amount: what the wallet holds is not part of the state"));
    }
    collateral.balance = encode_amount(collateral.balance.try_add(amount, "collateral balance")?)?;
    Ok(())
}

fn withdraw(collateral: &mut EulerV2Collateral, amount: U256) -> Result<(), RiskError> {
    let amount = if amount == U256::MAX { collateral.balance } else { encode_amount(amount)? };
    if amount > collateral.balance {
        return Err(RiskError::refused("E_InsufficientBalance"));
    }
    collateral.balance = collateral.balance.saturating_sub(amount);
    Ok(())
}

fn borrow(account: &mut EulerV2Account, amount: U256) -> Result<(), RiskError> {
    let mut vault = euler_v2_accrue(&account.vault)?;
    let assets = if amount == U256::MAX { vault.cash } else { encode_amount(amount)? };
    if assets > vault.cash {
        return Err(RiskError::refused("E_InsufficientCash"));
    }
    if !assets.is_zero() {
        let more = to_owed(assets)?;
        let owed = debt_now(&vault, &account.liability)?.exact;
        account.liability.owed = encode_owed(owed.try_add(more, "debt")?)?;
        account.liability.interest_accumulator = vault.interest_accumulator;
        vault.total_borrows = encode_owed(vault.total_borrows.try_add(more, "total borrows")?)?;
        vault.cash = vault.cash.saturating_sub(assets);
    }
    account.vault = vault;
    Ok(())
}

fn repay(account: &mut EulerV2Account, amount: U256) -> Result<(), RiskError> {
    let mut vault = euler_v2_accrue(&account.vault)?;
    let owed = debt_now(&vault, &account.liability)?.assets;
    let assets = if amount == U256::MAX { owed } else { encode_amount(amount)? };
    if !assets.is_zero() {
        vault.cash = encode_amount(vault.cash.try_add(assets, "cash")?)?;
        decrease_borrow(&mut vault, &mut account.liability, assets)?;
    }
    account.vault = vault;
    Ok(())
}

/// The vault's own check, after that of the account.
fn borrow_cap(before: &EulerV2Account, after: &EulerV2Account) -> Result<(), RiskError> {
    let Some(cap) = after.vault.borrow_cap else { return Ok(()) };
    let (then, now) = (assets_up(euler_v2_accrue(&before.vault)?.total_borrows)?, assets_up(after.vault.total_borrows)?);
    if now > cap && now > then { Err(RiskError::refused("E_BorrowCapExceeded")) } else { Ok(()) }
}
