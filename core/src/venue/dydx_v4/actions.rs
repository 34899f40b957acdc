//! What the owner of a subaccount can do, with the chain's check of every update.

use super::account::dydx_v4_risk;
use super::check::QUOTE;
use super::funding::dydx_v4_settled;
use super::risk::DydxV4Risk;
use super::state::{DydxV4Position, DydxV4Subaccount};
use crate::error::RiskError;
use crate::exact::I256;
use crate::venue::action::Action;
use core::cmp::Ordering;

/// Returns the subaccount after one step, its funding settled.
///
/// A trade leaves open interest as it is, because the other side of the match is not part of the state. Withdrawals that the chain
/// blocks after a loss of another subaccount are not known here.
pub(super) fn apply(subaccount: &DydxV4Subaccount, action: &Action) -> Result<DydxV4Subaccount, RiskError> {
    let before = dydx_v4_settled(subaccount)?;
    let mut after = before.clone();
    match action {
        Action::Supply { asset, amount } => move_usdc(&mut after, asset, (*amount).into())?,
        Action::Withdraw { asset, amount } => move_usdc(&mut after, asset, -I256::from(*amount))?,
        Action::Trade { asset, size, quote } => {
            trade(&mut after, asset, *size)?;
            move_usdc(&mut after, QUOTE, *quote)?;
        }
        Action::SetLeverage { asset, leverage } => return set_leverage(subaccount, asset, *leverage),
        _ => return Err(RiskError::unsupported("this action", "supply, withdraw, trade or set the leverage")),
    }
    let risk = dydx_v4_risk(&after)?;
    if !risk.is_initial_collateralized() {
        valid_transition(&dydx_v4_risk(&before)?, &risk)?;
    }
    Ok(after)
}

fn move_usdc(subaccount: &mut DydxV4Subaccount, asset: &str, amount: I256) -> Result<(), RiskError> {
    if asset != QUOTE {
        return Err(RiskError::unknown("asset", asset));
    }
    subaccount.usdc_quote_quantums = subaccount.usdc_quote_quantums.try_add(amount, "USDC")?;
    Ok(())
}

fn trade(subaccount: &mut DydxV4Subaccount, asset: &str, size: I256) -> Result<(), RiskError> {
    let market = &subaccount.position(asset)?.market;
    if market.final_settlement {
        return Err(RiskError::refused("ErrOperationConflictsWithClobPairStatus"));
    }
    if size.magnitude().div_rem(market.step_base_quantums).is_none_or(|(_, rest)| !rest.is_zero()) {
        return Err(RiskError::refused("ErrFillAmountNotDivisibleByStepSize"));
    }
    let isolated = market.isolated;
    let others = subaccount.positions.iter().filter(|other| other.market.asset != asset && other.is_open());
    // An isolated market stands alone, whichever of two comes second.
    if others.clone().any(|other| isolated || other.market.isolated) {
        return Err(RiskError::refused("ViolatesIsolatedSubaccountConstraints"));
    }
    for position in subaccount.positions.iter_mut().filter(|position| position.market.asset == asset) {
        position.quantums = position.quantums.try_add(size, "position")?;
    }
    Ok(())
}

impl DydxV4Position {
    /// The chain keeps a position as long as it has a size or a quote balance.
    fn is_open(&self) -> bool {
        !self.quantums.is_zero() || !self.quote_balance.is_zero()
    }
}

/// A subaccount below its initial margin may only become less risky (`IsValidStateTransitionForUndercollateralizedSubaccount`).
fn valid_transition(before: &DydxV4Risk, after: &DydxV4Risk) -> Result<(), RiskError> {
    let (margin_before, margin_after) = (before.maintenance_margin, after.maintenance_margin);
    let valid = if margin_after > margin_before {
        false
    } else if margin_before.is_zero() || margin_after.is_zero() {
        margin_before.is_zero() && margin_after.is_zero() && after.net_collateral > before.net_collateral
    } else {
        after.try_cmp(before)? != Ordering::Greater
    };
    if valid {
        return Ok(());
    }
    Err(RiskError::refused(if before.is_initial_collateralized() { "NewlyUndercollateralized" } else { "StillUndercollateralized" }))
}

/// Leverage `L` asks for an initial margin of `⌈1e6 / L⌉` millionths. The chain checks it with the user's fractions of the other
/// markets left out.
fn set_leverage(subaccount: &DydxV4Subaccount, asset: &str, leverage: u16) -> Result<DydxV4Subaccount, RiskError> {
    let tier = &subaccount.position(asset)?.market.tier;
    if leverage == 0 {
        return Err(RiskError::out_of_range("leverage", "1 or more", leverage, "pass 1 for no leverage"));
    }
    let fraction = 1_000_000_u32.div_ceil(u32::from(leverage));
    if tier.initial_margin_ppm == 0 {
        return Err(RiskError::refused("ErrInitialMarginPpmIsZero"));
    }
    if fraction < tier.initial_margin_ppm {
        return Err(RiskError::refused("ErrLeverageExceedsMaximum"));
    }
    let (mut after, mut alone) = (subaccount.clone(), subaccount.clone());
    for position in alone.positions.iter_mut() {
        position.custom_imf_ppm = if position.market.asset == asset { fraction } else { 0 };
    }
    if !dydx_v4_risk(&alone)?.is_initial_collateralized() {
        return Err(RiskError::refused("ErrLeverageViolatesMarginRequirements"));
    }
    for position in after.positions.iter_mut().filter(|position| position.market.asset == asset) {
        position.custom_imf_ppm = fraction;
    }
    Ok(after)
}
