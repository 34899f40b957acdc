//! A liquidation order: the whole position is closed, its costs paid in the contract's order, and what nobody pays is the pool's.
//!
//! Source: `DecreasePositionUtils.decreasePosition` of gmx-synthetics at a5c0c883. A profit in another token than the collateral is
//! swapped first where the market's `swap` is given; otherwise it stays, as when the swap fails.

use super::closing::{Fees, Parts, Prices, Settled, settle};
use super::state::GmxV2Position;
use super::terms::{Price, Terms, signed};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::venue::outcome::{AssetAmount, LiquidationOutcome};
use alloc::vec::Vec;

const CLOSE: &str = "liquidation";

/// Closes the position; what was paid for profit and loss and funding, for fees, and what was not paid at all.
pub(super) fn liquidate(position: &GmxV2Position) -> Result<(GmxV2Position, LiquidationOutcome), RiskError> {
    if position.is_closed() {
        return Err(RiskError::refused("EmptyPosition"));
    }
    let terms = Terms::new(position)?;
    if !terms.liquidatable() {
        return Err(RiskError::refused("PositionShouldNotBeLiquidated"));
    }
    let prices = Prices { index: terms.index, collateral: terms.collateral, profit: Price::of(position.token(&position.profit)?)? };
    let size = position.size_in_usd;
    let (closing, fee_factor) = position.closing(terms.index, size, position.size_in_tokens)?;
    let parts = Parts::new(position, prices, size, terms.pnl, closing, position.pending_impact_amount)?;
    let fees = Fees::new(position, size, fee_factor, prices.collateral, true)?;
    let mut closed = position.clone();
    let settled = settle(&mut closed, prices, &parts, &fees)?;
    closed.move_collateral_sum(-signed(position.collateral_amount)?)?;
    (closed.size_in_usd, closed.size_in_tokens, closed.collateral_amount) = (U256::ZERO, U256::ZERO, U256::ZERO);
    (closed.pending_impact_amount, closed.price_impact_usd) = (I256::ZERO, I256::ZERO);
    if let Some(market) = &mut closed.market {
        *market = market.moved(position.is_long, -signed(size)?, -signed(position.size_in_tokens)?)?;
    }
    Ok((closed, outcome(position, &terms, prices.profit, &settled)?))
}

fn outcome(position: &GmxV2Position, terms: &Terms, profit: Price, settled: &Settled) -> Result<LiquidationOutcome, RiskError> {
    let Settled { purse, held, owed, charged, unpaid } = settled;
    let list = |collateral: U256, secondary: U256| -> Vec<AssetAmount> {
        let amounts = [(&position.collateral, collateral), (&position.profit, secondary)];
        let some = amounts.into_iter().filter(|(_, amount)| !amount.is_zero());
        some.map(|(asset, amount)| AssetAmount { asset: asset.clone(), amount }).collect()
    };
    let value = |collateral: U256, secondary: U256| -> Result<U256, RiskError> {
        collateral.try_mul(terms.collateral.min, CLOSE)?.try_add(secondary.try_mul(profit.min, CLOSE)?, CLOSE)
    };
    let back = purse.output.try_add(purse.collateral, CLOSE)?;
    let seized_value = value(held.0, held.1)?;
    let repaid_value = value(owed.collateral, owed.secondary)?;
    let surplus_value = value(back, purse.secondary)?;
    let erased = repaid_value.try_add(*unpaid, CLOSE)?.try_add(surplus_value, CLOSE)?;
    let deficit = unpaid.try_div_ceil(terms.collateral.min, CLOSE)?;
    Ok(LiquidationOutcome {
        repaid: list(owed.collateral, owed.secondary),
        seized: list(held.0, held.1),
        received: Vec::new(),
        fee: list(charged.collateral, charged.secondary),
        deficit: list(deficit, U256::ZERO),
        surplus: list(back, purse.secondary),
        repaid_value,
        seized_value,
        received_value: U256::ZERO,
        deficit_value: *unpaid,
        borrower_loss_value: signed(seized_value)?.try_sub(signed(erased)?, CLOSE)?,
        value_decimals: 30,
        health_before: super::rules::factor(terms)?,
        health_after: None,
        lowers_health: false,
    })
}
