//! A call's receipt in the words of every venue.

use super::call::{AaveV3Liquidation, aave_v3_liquidation_call};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::venue::aave_v3::account::aave_v3_account;
use crate::venue::aave_v3::places::{at, place};
use crate::venue::aave_v3::position::collateral_value;
use crate::venue::aave_v3::state::{AaveV3AccountData, AaveV3Reserve, AaveV3User};
use crate::venue::aave_v3::terms::unit;
use crate::venue::aave_v3::view::PRICE_DECIMALS;
use crate::venue::outcome::{AssetAmount, LiquidationCall, LiquidationOutcome};
use alloc::vec::Vec;

/// Returns the user after a call, and what it did.
pub(in crate::venue::aave_v3) fn liquidate(
    user: &AaveV3User,
    call: &LiquidationCall,
) -> Result<(AaveV3User, LiquidationOutcome), RiskError> {
    let (after, done) = aave_v3_liquidation_call(user, call)?;
    let outcome = outcome(user, &after, call, &done)?;
    Ok((after, outcome))
}

fn outcome(
    user: &AaveV3User,
    after: &AaveV3User,
    call: &LiquidationCall,
    done: &AaveV3Liquidation,
) -> Result<LiquidationOutcome, RiskError> {
    let (collateral, debt) = (at(user, place(user, &call.collateral)?)?, at(user, place(user, &call.debt)?)?);
    let seized = done.collateral.try_add(done.fee, OPERATION)?;
    let (repaid_value, seized_value) = (value(debt, done.repaid)?, value(collateral, seized)?);
    let (mut deficit, mut deficit_value) = (Vec::new(), U256::ZERO);
    for one in &done.deficits {
        let Some(reserve) = user.reserves.iter().find(|reserve| reserve.id == one.reserve_id) else { continue };
        deficit_value = deficit_value.try_add(value(reserve, one.amount)?, OPERATION)?;
        deficit.extend(amount(reserve, one.amount));
    }
    let paid = repaid_value.try_add(deficit_value, OPERATION)?;
    let (before, after) = (aave_v3_account(user)?, aave_v3_account(after)?);
    Ok(LiquidationOutcome {
        repaid: amount(debt, done.repaid),
        seized: amount(collateral, seized),
        received: amount(collateral, done.collateral),
        fee: amount(collateral, done.fee),
        deficit,
        surplus: Vec::new(),
        repaid_value,
        seized_value,
        received_value: value(collateral, done.collateral)?,
        deficit_value,
        borrower_loss_value: I256::from(seized_value).try_sub(paid.into(), OPERATION)?,
        value_decimals: PRICE_DECIMALS,
        health_before: health(&before),
        health_after: health(&after),
        lowers_health: health(&after).is_some_and(|later| later < before.health_factor),
    })
}

/// The health factor, if anything is owed.
fn health(data: &AaveV3AccountData) -> Option<U256> {
    (!data.total_debt_base.is_zero()).then_some(data.health_factor)
}

/// One amount by its asset's name; none of 0.
fn amount(reserve: &AaveV3Reserve, amount: U256) -> Vec<AssetAmount> {
    let one = AssetAmount { asset: reserve.asset.clone(), amount };
    if one.amount.is_zero() { Vec::new() } else { Vec::from([one]) }
}

fn value(reserve: &AaveV3Reserve, amount: U256) -> Result<U256, RiskError> {
    collateral_value(amount, reserve.price, unit(reserve)?)
}

const OPERATION: &str = "liquidation outcome";
