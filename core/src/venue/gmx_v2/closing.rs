//! What a decrease or a liquidation pays: gains out of the pool, costs in the contract's order, and what of them the pool gets.
//!
//! Source: `DecreasePositionCollateralUtils.processCollateral`, `payForCost`, `PositionPricingUtils.getPositionFees` of gmx-synthetics
//! at a5c0c883. Rewards of affiliates and fees of the interface are left out.

use super::state::GmxV2Position;
use super::terms::{Price, Terms, cap_positive_of, share, signed, sum};
use crate::error::RiskError;
use crate::exact::{I256, U256, mul_div_floor};

const CLOSE: &str = "closing";

/// Oracle prices that a closing counts at.
#[derive(Clone, Copy)]
pub(super) struct Prices {
    pub(super) index: Price,
    pub(super) collateral: Price,
    pub(super) profit: Price,
}

impl Prices {
    pub(super) fn of(position: &GmxV2Position) -> Result<Self, RiskError> {
        let price = |asset: &str| -> Result<Price, RiskError> { Price::of(position.token(asset)?) };
        Ok(Self { index: price(&position.index)?, collateral: price(&position.collateral)?, profit: price(&position.profit)? })
    }
}

/// Fees of an order, units of the collateral.
pub(super) struct Fees {
    pub(super) without_funding: U256,
    pub(super) funding: U256,
    /// What of them stays in the pool.
    pub(super) for_pool: U256,
}

impl Fees {
    /// Fee of the size traded and of a liquidation, borrowing and funding of the size held.
    pub(super) fn new(position: &GmxV2Position, size: U256, factor: U256, collateral: Price, liquidated: bool) -> Result<Self, RiskError> {
        let fee = share(size, factor)?.try_div(collateral.min, CLOSE)?;
        let fee = fee.try_sub(share(fee, position.discount_factor)?, CLOSE)?;
        let (borrowing, funding) = Terms::accrued(position, collateral)?;
        // `⌈⌊size·factor⌋/price⌉`.
        let liquidation = if liquidated { share(size, position.liquidation_fee_factor)? } else { U256::ZERO };
        let liquidation = liquidation.try_div_ceil(collateral.min, CLOSE)?;
        let without_funding = fee.try_add(borrowing, CLOSE)?.try_add(liquidation, CLOSE)?;
        let mut for_pool = without_funding;
        if let Some(pool) = position.pool() {
            for (part, receiver) in [
                (fee, pool.position_fee_receiver_factor),
                (borrowing, pool.borrowing_fee_receiver_factor),
                (liquidation, pool.liquidation_fee_receiver_factor),
            ] {
                for_pool = for_pool.try_sub(share(part, receiver)?, CLOSE)?;
            }
        }
        Ok(Self { without_funding, funding, for_pool })
    }
}

/// What is gained and owed when a part of a position is closed, dollars.
pub(super) struct Parts {
    pub(super) gain: I256,
    pub(super) impact: I256,
    /// What is charged beyond the cap of a negative impact, which can be claimed later.
    pub(super) beyond: U256,
}

impl Parts {
    /// With the impact of closing, before any cap, and the pending one of the same part.
    pub(super) fn new(
        position: &GmxV2Position,
        prices: Prices,
        size: U256,
        gain: I256,
        closing: I256,
        pending: I256,
    ) -> Result<Self, RiskError> {
        let price = if pending > I256::ZERO { prices.index.min } else { prices.index.max };
        let pending_usd = sum(pending.try_mul(signed(price)?, CLOSE)?, I256::ZERO)?;
        let closing = cap_positive_of(position, closing, size)?;
        must_execute(position, prices.index, size, closing)?;
        let total = sum(pending_usd, closing)?;
        if total.is_negative() {
            let most = share(size, position.max_negative_impact_factor)?;
            return Ok(Self { gain, impact: total.max(-signed(most)?), beyond: total.magnitude().saturating_sub(most) });
        }
        let pool = position.impact_pool_amount.try_mul(prices.index.min, CLOSE)?;
        let capped = cap_positive_of(position, total, size)?;
        let impact = if capped.magnitude() > pool {
            capped.min(signed(pool.try_add(position.lendable(prices.index, prices.profit)?, CLOSE)?)?)
        } else {
            capped
        };
        Ok(Self { gain, impact, beyond: U256::ZERO })
    }
}

/// `getExecutionPriceForDecrease`: an impact against the price is at most the size, and leaves a price.
fn must_execute(position: &GmxV2Position, index: Price, size: U256, impact: I256) -> Result<(), RiskError> {
    let (moved, price) = if position.is_long { (impact, index.min) } else { (-impact, index.max) };
    if size.is_zero() || !moved.is_negative() {
        return Ok(());
    }
    if moved.magnitude() > size {
        return Err(RiskError::refused("PriceImpactLargerThanOrderSize"));
    }
    let fall = mul_div_floor(position.size_in_usd, moved.magnitude(), position.size_in_tokens)?.try_div(size, CLOSE)?;
    if fall > price { Err(RiskError::refused("NegativeExecutionPrice")) } else { Ok(()) }
}

/// What is still there to pay with.
pub(super) struct Purse {
    /// Collateral token from a profit.
    pub(super) output: U256,
    /// The collateral.
    pub(super) collateral: U256,
    /// Profit in another token.
    pub(super) secondary: U256,
    prices: Prices,
}

/// What costs took.
#[derive(Clone, Copy, Default)]
pub(super) struct Paid {
    pub(super) collateral: U256,
    pub(super) secondary: U256,
}

impl Paid {
    fn add(&mut self, other: Self) -> Result<(), RiskError> {
        self.collateral = self.collateral.try_add(other.collateral, CLOSE)?;
        self.secondary = self.secondary.try_add(other.secondary, CLOSE)?;
        Ok(())
    }
}

impl Purse {
    /// `payForCost`: from the output, then the collateral, then the secondary output; with what nobody paid, in dollars.
    fn pay(&mut self, cost_usd: U256) -> Result<(Paid, U256), RiskError> {
        let mut paid = Paid::default();
        if cost_usd.is_zero() {
            return Ok((paid, cost_usd));
        }
        let (price, secondary) = (self.prices.collateral.min, self.prices.profit.min);
        let mut cost = cost_usd.try_add(price, CLOSE)?.try_sub(U256::ONE, CLOSE)?.try_div(price, CLOSE)?;
        for source in [&mut self.output, &mut self.collateral] {
            let part = cost.min(*source);
            (*source, cost) = (source.saturating_sub(part), cost.saturating_sub(part));
            paid.collateral = paid.collateral.try_add(part, CLOSE)?;
        }
        if cost.is_zero() {
            return Ok((paid, cost));
        }
        let rest = cost.try_mul(price, CLOSE)?.try_div(secondary, CLOSE)?;
        paid.secondary = rest.min(self.secondary);
        self.secondary = self.secondary.saturating_sub(paid.secondary);
        Ok((paid, rest.saturating_sub(paid.secondary).try_mul(secondary, CLOSE)?))
    }
}

/// A closing whose costs are paid as far as there was something to pay with.
pub(super) struct Settled {
    pub(super) purse: Purse,
    /// Collateral and profits before any cost, in the collateral's token and in another one.
    pub(super) held: (U256, U256),
    /// Paid for funding and losses, and for fees and impacts.
    pub(super) owed: Paid,
    pub(super) charged: Paid,
    /// What nobody paid, dollars; then the later costs were not even asked for.
    pub(super) unpaid: U256,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Funding,
    Loss,
    Fee,
    Impact,
    Beyond,
}

/// Pays gains and costs of a closing; `after` has its pools moved.
pub(super) fn settle(after: &mut GmxV2Position, prices: Prices, parts: &Parts, fees: &Fees) -> Result<Settled, RiskError> {
    let mut gained = U256::ZERO;
    for part in [parts.gain, parts.impact] {
        if let Some(usd) = part.unsigned() {
            let amount = usd.try_div(prices.profit.max, CLOSE)?;
            after.move_pool(true, -signed(amount)?)?;
            gained = gained.try_add(amount, CLOSE)?;
        }
    }
    if let Some(usd) = parts.impact.unsigned().filter(|usd| !usd.is_zero()) {
        after.move_impact_pool(-signed(usd.try_div_ceil(prices.index.min, CLOSE)?)?)?;
    }
    let (output, secondary) = if after.profit == after.collateral {
        (gained, U256::ZERO)
    } else {
        after.swapped(prices, gained).map_or((U256::ZERO, gained), |bought| (bought, U256::ZERO))
    };
    let mut purse = Purse { output, collateral: after.collateral_amount, secondary, prices };
    let held = (after.collateral_amount.try_add(output, CLOSE)?, secondary);
    let value = |amount: U256| amount.try_mul(prices.collateral.min, CLOSE);
    let loss = |part: I256| if part.is_negative() { part.magnitude() } else { U256::ZERO };
    let costs = [
        (Kind::Funding, value(fees.funding)?),
        (Kind::Loss, loss(parts.gain)),
        (Kind::Fee, value(fees.without_funding)?),
        (Kind::Impact, loss(parts.impact)),
        (Kind::Beyond, parts.beyond),
    ];
    let (mut owed, mut charged, mut unpaid) = (Paid::default(), Paid::default(), U256::ZERO);
    for (kind, cost) in costs {
        let (paid, left) = purse.pay(cost)?;
        unpaid = left;
        match kind {
            Kind::Funding | Kind::Beyond => {}
            // Fees go to the pool and those who share them; where the collateral's token was not enough, all to the pool.
            Kind::Fee if unpaid.is_zero() && paid.secondary.is_zero() => after.pay_pools(fees.for_pool, U256::ZERO)?,
            Kind::Loss | Kind::Fee => after.pay_pools(paid.collateral, paid.secondary)?,
            Kind::Impact => {
                after.pay_pools(paid.collateral, paid.secondary)?;
                for (amount, price) in [(paid.collateral, prices.collateral), (paid.secondary, prices.profit)] {
                    after.move_impact_pool(signed(amount.try_mul(price.min, CLOSE)?.try_div(prices.index.max, CLOSE)?)?)?;
                }
            }
        }
        if matches!(kind, Kind::Funding | Kind::Loss) {
            owed.add(paid)?
        } else {
            charged.add(paid)?
        }
        if !unpaid.is_zero() {
            break;
        }
    }
    Ok(Settled { purse, held, owed, charged, unpaid })
}
