//! Orders that are executed now: more size or collateral, less of either. A refused order changes nothing.
//!
//! Source: `IncreasePositionUtils`, `DecreasePositionUtils`, `DecreasePositionCollateralUtils`, `PositionUtils.validatePosition` and
//! `willPositionCollateralBeSufficient` of gmx-synthetics at a5c0c883. Left out: the acceptable price, fees of the interface, rewards of
//! affiliates, and the swap of what is paid out into the token of profits, which comes after all else.

use super::closing::{Fees, Parts, Prices, settle};
use super::state::{GmxV2Position, GmxV2Trading};
use super::terms::{Terms, cap_positive_of, share, signed, sum};
use crate::error::RiskError;
use crate::exact::{I256, U256, mul_div_ceil, mul_div_floor};
use crate::venue::action::Action;

const ORDER: &str = "order";

pub(super) fn apply(position: &GmxV2Position, action: &Action) -> Result<GmxV2Position, RiskError> {
    position.check()?;
    let order = Order::of(position)?;
    match action {
        Action::Supply { asset, amount } => {
            position.is_collateral(asset)?;
            order.increase(U256::ZERO, *amount)
        }
        Action::Withdraw { asset, amount } => {
            position.is_collateral(asset)?;
            order.decrease(U256::ZERO, *amount)
        }
        Action::Trade { asset, size, quote } => {
            if *asset != position.index {
                return Err(RiskError::unknown("asset", asset));
            }
            let grows = size.is_negative() != position.is_long;
            let moved = if grows { -*quote } else { *quote };
            let Some(moved) = moved.unsigned() else {
                let expected = "0 or what is paid in (below 0) with more size, paid out (above 0) with less";
                return Err(RiskError::out_of_range("quote", expected, *quote, "pass units of the collateral token"));
            };
            if grows { order.increase(size.magnitude(), moved) } else { order.decrease(size.magnitude(), moved) }
        }
        _ => Err(RiskError::unsupported("this action", "GMX v2 has supply and withdraw of the collateral, and trade of the index")),
    }
}

/// A position with what an order reads.
struct Order<'a> {
    position: &'a GmxV2Position,
    trading: &'a GmxV2Trading,
    prices: Prices,
}

impl<'a> Order<'a> {
    fn of(position: &'a GmxV2Position) -> Result<Self, RiskError> {
        let hint = "pass `trading`: impacts, fee and minimums of the market";
        let trading = position.trading.as_ref().ok_or_else(|| RiskError::unsupported("an order without `trading`", hint))?;
        Ok(Self { position, trading, prices: Prices::of(position)? })
    }

    /// The impact of an order, before any cap, and the fee of it: by the market's curve, or `⌊impact per dollar · size⌋`.
    fn impact(&self, more: bool, size: U256, tokens: U256) -> Result<(I256, U256), RiskError> {
        let (trading, position) = (self.trading, self.position);
        Ok(match &position.market {
            // An order without size is charged as if it worsened the balance.
            Some(market) if more && size.is_zero() => (I256::ZERO, market.negative_fee_factor),
            Some(market) if more => {
                let (impact, improves) = market.impact(self.prices.index, position.is_long, signed(size)?, signed(tokens)?)?;
                (impact, if improves { market.positive_fee_factor } else { market.negative_fee_factor })
            }
            Some(_) => position.closing(self.prices.index, size, tokens)?,
            None if more => (straight(trading.increase_impact_factor, size)?, trading.increase_fee_factor),
            None => (straight(trading.decrease_impact_factor, size)?, position.position_fee_factor),
        })
    }

    fn increase(&self, size: U256, paid_in: U256) -> Result<GmxV2Position, RiskError> {
        let mut after = self.position.clone();
        if after.size_in_usd.is_zero() {
            after.funding_fee_amount_per_size = after.latest_funding_fee_amount_per_size;
        }
        let tokens =
            if after.is_long { size.try_div(self.prices.index.max, ORDER)? } else { size.try_div_ceil(self.prices.index.min, ORDER)? };
        let (impact, fee_factor) = self.impact(true, size, tokens)?;
        let impact = cap_positive_of(&after, impact, size)?;
        let impact = if impact.is_negative() {
            I256::new(true, impact.magnitude().try_div_ceil(self.prices.index.min, ORDER)?)
        } else {
            impact.try_div(self.prices.index.max, ORDER)?
        };
        if !size.is_zero() {
            let executed = I256::from(tokens).try_add(if after.is_long { impact } else { -impact }, ORDER)?;
            if executed.is_negative() {
                return Err(RiskError::refused("PriceImpactLargerThanOrderSize"));
            }
            if executed.is_zero() {
                return Err(RiskError::refused("EmptySizeDeltaInTokens"));
            }
        }
        let fees = Fees::new(&after, size, fee_factor, self.prices.collateral, false)?;
        let cost = fees.without_funding.try_add(fees.funding, ORDER)?;
        after.move_collateral_sum(signed(paid_in)?.try_sub(signed(cost)?, ORDER)?)?;
        after.pay_pools(fees.for_pool, U256::ZERO)?;
        let held = after.collateral_amount.try_add(paid_in, ORDER)?;
        after.collateral_amount = held.try_sub(cost, ORDER).map_err(|_| RiskError::refused("InsufficientCollateralAmount"))?;
        after.pending_impact_amount = sum(after.pending_impact_amount, impact)?;
        after.size_in_usd = after.size_in_usd.try_add(size, ORDER)?;
        after.size_in_tokens = after.size_in_tokens.try_add(tokens, ORDER)?;
        self.settle(&mut after, signed(size)?, signed(tokens)?)?;
        let done = Order { position: &after, ..*self };
        if let Some(market) = after.market.as_ref().filter(|_| !size.is_zero()) {
            market.admits(after.is_long, self.prices.index, self.prices.profit)?;
        }
        if !size.is_zero() && !done.sufficient(after.size_in_usd, after.collateral_amount, I256::ZERO, I256::ZERO)?.0 {
            return Err(RiskError::refused("InsufficientCollateralUsd"));
        }
        done.validate(Some(self.trading.min_position_size_usd), true, size.is_zero())?;
        Ok(after)
    }

    fn decrease(&self, asked: U256, paid_out: U256) -> Result<GmxV2Position, RiskError> {
        let position = self.position;
        if position.is_closed() {
            return Err(RiskError::refused("EmptyPosition"));
        }
        if asked > position.size_in_usd {
            return Err(RiskError::refused("InvalidDecreaseOrderSize"));
        }
        let (size, paid_out) = self.adjusted(asked, paid_out.min(position.collateral_amount))?;
        let tokens = position.tokens_of(size)?;
        let gain = self.part(self.pnl()?, tokens, position.size_in_tokens)?;
        let pending = self.pending(size)?;
        let (closing, fee_factor) = self.impact(false, size, tokens)?;
        let parts = Parts::new(position, self.prices, size, gain, closing, pending)?;
        let fees = Fees::new(position, size, fee_factor, self.prices.collateral, false)?;
        let mut after = position.clone();
        let settled = settle(&mut after, self.prices, &parts, &fees)?;
        if !settled.unpaid.is_zero() {
            return Err(RiskError::refused("InsufficientFundsToPayForCosts"));
        }
        // What is charged beyond the cap can be claimed later, so less is paid out now.
        let beyond = parts.beyond.try_div(self.prices.collateral.min, ORDER)?;
        let left = settled.purse.collateral;
        after.size_in_usd = position.size_in_usd.try_sub(size, ORDER)?;
        after.size_in_tokens = position.size_in_tokens.try_sub(tokens, ORDER)?;
        after.collateral_amount = left.try_sub(paid_out.saturating_sub(beyond).min(left), ORDER)?;
        after.pending_impact_amount = position.pending_impact_amount.try_sub(pending, ORDER)?;
        let closes = after.size_in_usd.is_zero() || after.size_in_tokens.is_zero();
        if closes {
            after.collateral_amount = U256::ZERO;
        }
        after.move_collateral_sum(signed(after.collateral_amount)?.try_sub(signed(position.collateral_amount)?, ORDER)?)?;
        self.settle(&mut after, -signed(size)?, -signed(tokens)?)?;
        if closes {
            (after.size_in_usd, after.size_in_tokens) = (U256::ZERO, U256::ZERO);
            return Ok(after);
        }
        Order { position: &after, ..*self }.validate(None, false, false)?;
        Ok(after)
    }

    /// The order as the contract changes it: no collateral out where too little would back the rest, and all where too little is left.
    fn adjusted(&self, asked: U256, paid_out: U256) -> Result<(U256, U256), RiskError> {
        let (position, least) = (self.position, signed(self.position.min_collateral_usd)?);
        let (mut size, mut paid_out) = (asked, paid_out);
        if size < position.size_in_usd {
            let pnl = self.pnl()?;
            let realized = self.part(pnl, size, position.size_in_usd)?;
            let rest = pnl.try_sub(realized, ORDER)?;
            let left = position.collateral_amount.try_sub(paid_out, ORDER)?;
            let (sufficient, mut remaining) =
                self.sufficient(position.size_in_usd.try_sub(size, ORDER)?, left, realized, -signed(size)?)?;
            if !sufficient || sum(remaining, rest)? < least {
                if size.is_zero() {
                    return Err(RiskError::refused("UnableToWithdrawCollateral"));
                }
                remaining = sum(remaining, signed(paid_out.try_mul(self.prices.collateral.min, ORDER)?)?)?;
                paid_out = U256::ZERO;
            }
            let small = position.size_in_usd.try_sub(size, ORDER)? < self.trading.min_position_size_usd;
            if sum(remaining, rest)? < least || small {
                size = position.size_in_usd;
            }
        }
        if size == position.size_in_usd {
            paid_out = U256::ZERO;
        }
        Ok((size, paid_out))
    }

    fn terms(&self) -> Result<Terms, RiskError> {
        Terms::at(self.position, self.prices.index, self.prices.collateral, self.prices.profit)
    }

    /// Profit and loss of the whole position at the price that is worse for it.
    fn pnl(&self) -> Result<I256, RiskError> {
        Ok(self.terms()?.pnl)
    }

    /// A share, rounded toward zero.
    fn part(&self, value: I256, numerator: U256, denominator: U256) -> Result<I256, RiskError> {
        Ok(I256::new(value.is_negative(), mul_div_floor(value.magnitude(), numerator, denominator)?))
    }

    /// The share of the pending impact; a negative one rounds away from zero.
    fn pending(&self, size: U256) -> Result<I256, RiskError> {
        let pending = self.position.pending_impact_amount;
        if pending.is_negative() {
            return Ok(I256::new(true, mul_div_ceil(pending.magnitude(), size, self.position.size_in_usd)?));
        }
        self.part(pending, size, self.position.size_in_usd)
    }

    /// `willPositionCollateralBeSufficient`, and the dollars that remain.
    fn sufficient(&self, size: U256, collateral: U256, realized: I256, moved: I256) -> Result<(bool, I256), RiskError> {
        let value = signed(collateral.try_mul(self.prices.collateral.min, ORDER)?)?;
        let remaining = sum(value, realized.min(I256::ZERO))?;
        let for_open_interest = match &self.position.market {
            Some(market) => market.min_collateral_factor(self.position.is_long, moved)?,
            None => self.trading.min_collateral_factor_for_open_interest,
        };
        let factor = self.trading.min_collateral_factor.max(for_open_interest);
        Ok((!remaining.is_negative() && remaining >= signed(share(size, factor)?)?, remaining))
    }

    /// `validatePosition`.
    fn validate(&self, least_size: Option<U256>, least_collateral: bool, for_liquidation: bool) -> Result<(), RiskError> {
        let position = self.position;
        if position.size_in_usd.is_zero() || position.size_in_tokens.is_zero() {
            return Err(RiskError::refused("InvalidPositionSizeValues"));
        }
        if least_size.is_some_and(|least| position.size_in_usd < least) {
            return Err(RiskError::refused("MinPositionSize"));
        }
        let remaining = self.terms()?.remaining;
        let factor = if for_liquidation { position.min_collateral_factor_for_liquidation } else { self.trading.min_collateral_factor };
        if least_collateral && remaining < signed(position.min_collateral_usd)? {
            return Err(RiskError::refused("LiquidatablePosition: min collateral"));
        }
        if remaining <= I256::ZERO {
            return Err(RiskError::refused("LiquidatablePosition: < 0"));
        }
        if remaining < signed(share(position.size_in_usd, factor)?)? {
            return Err(RiskError::refused("LiquidatablePosition: min collateral for leverage"));
        }
        Ok(())
    }

    /// Fees are paid up to now, the impact of closing is that of the new size, and the market counts it.
    fn settle(&self, after: &mut GmxV2Position, size: I256, tokens: I256) -> Result<(), RiskError> {
        after.borrowing_factor = after.cumulative_borrowing_factor;
        after.funding_fee_amount_per_size = after.latest_funding_fee_amount_per_size;
        after.price_impact_usd = straight(self.trading.decrease_impact_factor, after.size_in_usd)?;
        if let Some(market) = &mut after.market {
            *market = market.moved(after.is_long, size, tokens)?;
        }
        Ok(())
    }
}

fn straight(factor: I256, size: U256) -> Result<I256, RiskError> {
    signed(share(size, factor.magnitude())?).map(|value| if factor.is_negative() { -value } else { value })
}

impl GmxV2Position {
    fn is_collateral(&self, asset: &str) -> Result<(), RiskError> {
        if asset == self.collateral { Ok(()) } else { Err(RiskError::unknown("asset", asset)) }
    }
}
