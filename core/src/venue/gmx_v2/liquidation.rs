//! A liquidation order: the whole position is closed, its costs paid in the contract's order, and what nobody pays is the pool's.
//!
//! Source: `DecreasePositionCollateralUtils.processCollateral`, `payForCost`. A profit in another token than the collateral is not
//! swapped first, as when the swap fails; the impact pool does not borrow from the market.

use super::state::GmxV2Position;
use super::terms::{Price, Terms, cap_positive, full_impact, share, signed};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::venue::outcome::{AssetAmount, LiquidationOutcome};
use alloc::vec::Vec;

const CLOSE: &str = "liquidation";

/// What is still there to pay with, and the prices it counts at.
pub(super) struct Purse {
    /// Collateral token from a profit.
    output: U256,
    /// The collateral.
    pub(super) collateral: U256,
    /// Profit in another token.
    secondary: U256,
    collateral_price: U256,
    secondary_price: U256,
}

/// What one cost took, and what of it, in dollars, nobody paid.
#[derive(Clone, Copy, Default)]
struct Paid {
    collateral: U256,
    secondary: U256,
    unpaid_usd: U256,
}

impl Purse {
    /// The collateral and a gain in the token of profits.
    pub(super) fn new(position: &GmxV2Position, gain: U256, collateral_price: U256, secondary_price: U256) -> Self {
        let same = position.profit == position.collateral;
        let (output, secondary) = if same { (gain, U256::ZERO) } else { (U256::ZERO, gain) };
        Self { output, collateral: position.collateral_amount, secondary, collateral_price, secondary_price }
    }

    /// Pays a cost; says whether a part of it is left.
    pub(super) fn leaves_unpaid(&mut self, cost_usd: U256) -> Result<bool, RiskError> {
        Ok(!self.pay(cost_usd)?.unpaid_usd.is_zero())
    }

    /// `payForCost`: from the output, then the collateral, then the secondary output.
    fn pay(&mut self, cost_usd: U256) -> Result<Paid, RiskError> {
        let mut paid = Paid::default();
        if cost_usd.is_zero() {
            return Ok(paid);
        }
        let mut cost = cost_usd.try_add(self.collateral_price, CLOSE)?.try_sub(U256::ONE, CLOSE)?.try_div(self.collateral_price, CLOSE)?;
        for source in [&mut self.output, &mut self.collateral] {
            let part = cost.min(*source);
            (*source, cost) = (source.saturating_sub(part), cost.saturating_sub(part));
            paid.collateral = paid.collateral.try_add(part, CLOSE)?;
        }
        if cost.is_zero() {
            return Ok(paid);
        }
        let rest = cost.try_mul(self.collateral_price, CLOSE)?.try_div(self.secondary_price, CLOSE)?;
        paid.secondary = rest.min(self.secondary);
        self.secondary = self.secondary.saturating_sub(paid.secondary);
        paid.unpaid_usd = rest.saturating_sub(paid.secondary).try_mul(self.secondary_price, CLOSE)?;
        Ok(paid)
    }
}

/// The impact that is charged or paid, and the part beyond the cap, which is taken too and may be claimed later.
fn charged_impact(position: &GmxV2Position, index: Price) -> Result<(I256, U256), RiskError> {
    let (closing, _) = position.closing(index, position.size_in_usd, position.size_in_tokens)?;
    let total = full_impact(position, index, closing)?;
    if total.is_negative() {
        let most = share(position.size_in_usd, position.max_negative_impact_factor)?;
        let beyond = total.magnitude().saturating_sub(most);
        return Ok((total.max(-signed(most)?), beyond));
    }
    let pool = signed(position.impact_pool_amount.try_mul(index.min, CLOSE)?)?;
    Ok((cap_positive(position, total)?.min(pool), U256::ZERO))
}

/// Closes the position; what was paid for profit and loss and funding, for fees, and what was not paid at all.
pub(super) fn liquidate(position: &GmxV2Position) -> Result<(GmxV2Position, LiquidationOutcome), RiskError> {
    if position.is_closed() {
        return Err(RiskError::refused("EmptyPosition"));
    }
    let terms = Terms::new(position)?;
    if !terms.liquidatable() {
        return Err(RiskError::refused("PositionShouldNotBeLiquidated"));
    }
    let (collateral, profit) = (terms.collateral, Price::of(position.token(&position.profit)?)?);
    let (impact, beyond) = charged_impact(position, terms.index)?;
    let mut gain = U256::ZERO;
    for part in [terms.pnl, impact] {
        if let Some(usd) = part.unsigned() {
            gain = gain.try_add(usd.try_div(profit.max, CLOSE)?, CLOSE)?;
        }
    }
    let mut purse = Purse::new(position, gain, collateral.min, profit.min);
    let fee = liquidation_fee(position, collateral.min)?;
    let fees = terms.cost_without_funding.try_add(fee, CLOSE)?.try_mul(collateral.min, CLOSE)?;
    let loss = |part: I256| if part.is_negative() { part.magnitude() } else { U256::ZERO };
    let costs = [
        (Kind::Owed, terms.funding_fee.try_mul(collateral.min, CLOSE)?),
        (Kind::Owed, loss(terms.pnl)),
        (Kind::Fee, fees),
        (Kind::Impact, loss(impact)),
        (Kind::Impact, beyond),
    ];
    let (mut owed, mut charged, mut unpaid) = (Paid::default(), Paid::default(), U256::ZERO);
    for (kind, cost) in costs {
        let paid = purse.pay(cost)?;
        let into = match kind {
            Kind::Owed => &mut owed,
            Kind::Fee | Kind::Impact => &mut charged,
        };
        into.collateral = into.collateral.try_add(paid.collateral, CLOSE)?;
        into.secondary = into.secondary.try_add(paid.secondary, CLOSE)?;
        unpaid = paid.unpaid_usd;
        if !unpaid.is_zero() {
            // An insolvent close: the later costs are not even asked for.
            break;
        }
    }
    outcome(position, &terms, profit, gain, &purse, owed, charged, unpaid)
}

#[derive(Clone, Copy)]
enum Kind {
    Owed,
    Fee,
    Impact,
}

/// `⌈⌊size·factor⌋/price⌉`, units of the collateral.
fn liquidation_fee(position: &GmxV2Position, price: U256) -> Result<U256, RiskError> {
    let usd = share(position.size_in_usd, position.liquidation_fee_factor)?;
    if usd.is_zero() { Ok(usd) } else { usd.try_div_ceil(price, CLOSE) }
}

#[allow(clippy::too_many_arguments, reason = "the parts of one closing, used once")]
fn outcome(
    position: &GmxV2Position,
    terms: &Terms,
    profit: Price,
    gain: U256,
    purse: &Purse,
    owed: Paid,
    charged: Paid,
    unpaid: U256,
) -> Result<(GmxV2Position, LiquidationOutcome), RiskError> {
    let same = position.profit == position.collateral;
    let list = |collateral: U256, secondary: U256| -> Vec<AssetAmount> {
        let amounts = [(&position.collateral, collateral), (&position.profit, secondary)];
        let some = amounts.into_iter().filter(|(_, amount)| !amount.is_zero());
        some.map(|(asset, amount)| AssetAmount { asset: asset.clone(), amount }).collect()
    };
    let value = |collateral: U256, secondary: U256| -> Result<U256, RiskError> {
        collateral.try_mul(terms.collateral.min, CLOSE)?.try_add(secondary.try_mul(profit.min, CLOSE)?, CLOSE)
    };
    let back = purse.output.try_add(purse.collateral, CLOSE)?;
    let all = (
        if same { position.collateral_amount.try_add(gain, CLOSE)? } else { position.collateral_amount },
        if same { U256::ZERO } else { gain },
    );
    let seized_value = value(all.0, all.1)?;
    let repaid_value = value(owed.collateral, owed.secondary)?;
    let surplus_value = value(back, purse.secondary)?;
    let erased = repaid_value.try_add(unpaid, CLOSE)?.try_add(surplus_value, CLOSE)?;
    let deficit = unpaid.try_div_ceil(terms.collateral.min, CLOSE)?;
    let closed = GmxV2Position {
        size_in_usd: U256::ZERO,
        size_in_tokens: U256::ZERO,
        collateral_amount: U256::ZERO,
        pending_impact_amount: I256::ZERO,
        price_impact_usd: I256::ZERO,
        market: match &position.market {
            Some(market) => {
                let (usd, tokens) = (signed(position.size_in_usd)?, signed(position.size_in_tokens)?);
                Some(market.moved(position.is_long, -usd, -tokens)?)
            }
            None => None,
        },
        ..position.clone()
    };
    let outcome = LiquidationOutcome {
        repaid: list(owed.collateral, owed.secondary),
        seized: list(all.0, all.1),
        received: Vec::new(),
        fee: list(charged.collateral, charged.secondary),
        deficit: list(deficit, U256::ZERO),
        surplus: list(back, purse.secondary),
        repaid_value,
        seized_value,
        received_value: U256::ZERO,
        deficit_value: unpaid,
        borrower_loss_value: signed(seized_value)?.try_sub(signed(erased)?, CLOSE)?,
        value_decimals: 30,
        health_before: super::rules::factor(terms)?,
        health_after: None,
        lowers_health: false,
    };
    Ok((closed, outcome))
}
