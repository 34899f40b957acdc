//! The calls that a liquidator can choose from.

use super::amounts::{Standing, Terms};
use super::call::{aave_v3_liquidation_call, look};
use crate::account::largest;
use crate::error::RiskError;
use crate::exact::U256;
use crate::venue::aave_v3::account::aave_v3_account;
use crate::venue::aave_v3::places::at;
use crate::venue::aave_v3::state::{AaveV3AccountData, AaveV3User};
use crate::venue::outcome::LiquidationCall;
use crate::venue::rules::check_names;
use alloc::vec::Vec;

/// Returns the largest call of each pair of collateral and debt that the pool takes; none when the account is safe.
pub(in crate::venue::aave_v3) fn liquidation_calls(user: &AaveV3User) -> Result<Vec<LiquidationCall>, RiskError> {
    let data = aave_v3_account(user)?;
    check_names(user.reserves.iter().map(|reserve| &reserve.asset), core::iter::empty())?;
    let mut calls = Vec::new();
    if !data.liquidatable {
        return Ok(calls);
    }
    for (collateral, _) in user.reserves.iter().enumerate().filter(|(_, reserve)| reserve.used_as_collateral) {
        for (debt, _) in user.reserves.iter().enumerate().filter(|(_, reserve)| reserve.is_borrowing) {
            calls.extend(largest_call(user, &data, collateral, debt)?);
        }
    }
    Ok(calls)
}

/// Returns the largest call of one pair, if the pool takes any.
fn largest_call(user: &AaveV3User, data: &AaveV3AccountData, collateral: usize, debt: usize) -> Result<Option<LiquidationCall>, RiskError> {
    let (terms, standing) = look(user, data, collateral, debt)?;
    let Some(repay) = largest_repayment(&terms, &standing).ok().flatten() else { return Ok(None) };
    let call = LiquidationCall {
        collateral: at(user, collateral)?.asset.clone(),
        debt: at(user, debt)?.asset.clone(),
        repay: Some(repay),
        seize: None,
        receive_shares: false,
    };
    // The pool may still refuse it: paused, worthless, or without the liquidity.
    Ok(aave_v3_liquidation_call(user, &call).is_ok().then_some(call))
}

/// Returns the most that may be repaid without leaving dust: all that the close factor lets, or as much as leaves enough of both.
fn largest_repayment(terms: &Terms, standing: &Standing) -> Result<Option<U256>, RiskError> {
    let most = terms.largest_repayment(standing)?;
    let leaves_enough = |cover: U256| Ok(!terms.leaves_dust(standing, &terms.amounts(standing, cover)?)?);
    if leaves_enough(most)? {
        return Ok(Some(most));
    }
    // Both sides shrink as more is repaid, and the whole of neither is in reach.
    Ok(largest(U256::ZERO, most, leaves_enough)?.filter(|repay| !repay.is_zero()))
}
