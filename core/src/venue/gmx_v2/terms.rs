//! What is left of the collateral when the position is closed now, by `PositionUtils.isPositionLiquidatable`.

use super::state::{GmxV2Position, GmxV2Token};
use crate::error::RiskError;
use crate::exact::{I256, U256, mul_div_ceil, mul_div_floor};
use crate::venue::rules::check_names;

const USD: &str = "dollars of a position";

/// 10^30, the unit of factors and dollars.
pub(super) const FACTOR: U256 = U256::from_u128(1_000_000_000_000_000_000_000_000_000_000);

/// 10^45, the unit of funding per size.
const FUNDING: U256 = U256::from_u128(1_000_000_000_000_000_000_000_000_000_000);
const FUNDING_REST: U256 = U256::new(1_000_000_000_000_000);

/// Lowest and highest answer of a token's oracle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Price {
    pub(super) min: U256,
    pub(super) max: U256,
}

impl Price {
    pub(super) fn of(token: &GmxV2Token) -> Result<Self, RiskError> {
        if token.price.is_zero() {
            // The oracle refuses an empty price.
            return Err(RiskError::division_by_zero("oracle price"));
        }
        Ok(Self { min: token.price, max: token.price.try_add(token.spread, "oracle price")? })
    }
}

/// The parts of a closing, the liquidation fee aside. Amounts are in collateral units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub(super) index: Price,
    pub(super) collateral: Price,
    pub(super) collateral_usd: I256,
    pub(super) pnl: I256,
    /// Capped for the question whether to liquidate: at most 0.
    pub(super) impact: I256,
    pub(super) borrowing_fee: U256,
    pub(super) funding_fee: U256,
    /// Position fee and borrowing fee less the discount.
    pub(super) cost_without_funding: U256,
    pub(super) remaining: I256,
    /// The larger of the fixed minimum and the one by leverage.
    pub(super) required: U256,
}

impl Terms {
    pub(super) fn new(position: &GmxV2Position) -> Result<Self, RiskError> {
        let (index, collateral) = (Price::of(position.token(&position.index)?)?, Price::of(position.token(&position.collateral)?)?);
        Self::at(position, index, collateral, Price::of(position.token(&position.profit)?)?)
    }

    pub(super) fn at(position: &GmxV2Position, index: Price, collateral: Price, profit: Price) -> Result<Self, RiskError> {
        let size = position.size_in_usd;
        let collateral_usd = signed(position.collateral_amount.try_mul(collateral.min, USD)?)?;
        let worth = signed(position.size_in_tokens.try_mul(if position.is_long { index.min } else { index.max }, USD)?)?;
        let gain = sum(worth, -signed(size)?)?;
        let pnl = capped_gain(position, if position.is_long { gain } else { -gain }, index, profit)?;
        let (closing, fee_factor) = position.closing(index, size, position.size_in_tokens)?;
        let impact = impact_for_liquidation(position, index, closing)?;

        let position_fee = share(size, fee_factor)?.try_div(collateral.min, USD)?;
        let discount = share(position_fee, position.discount_factor)?;
        let (borrowing_fee, funding_fee) = Self::accrued(position, collateral)?;
        let cost_without_funding = position_fee.try_add(borrowing_fee, USD)?.try_sub(discount, USD)?;
        let cost = signed(cost_without_funding.try_add(funding_fee, USD)?.try_mul(collateral.min, USD)?)?;

        let remaining = sum(sum(sum(collateral_usd, pnl)?, impact)?, -cost)?;
        let by_leverage = share(size, position.min_collateral_factor_for_liquidation)?;
        let required = by_leverage.max(position.min_collateral_usd);
        Ok(Self { index, collateral, collateral_usd, pnl, impact, borrowing_fee, funding_fee, cost_without_funding, remaining, required })
    }

    /// Borrowing and funding fee of the whole position, collateral units.
    pub(super) fn accrued(position: &GmxV2Position, collateral: Price) -> Result<(U256, U256), RiskError> {
        let size = position.size_in_usd;
        let unpaid = position.cumulative_borrowing_factor.try_sub(position.borrowing_factor, "borrowing factor")?;
        let borrowing = share(size, unpaid)?.try_div(collateral.min, USD)?;
        let per_size = position.latest_funding_fee_amount_per_size.try_sub(position.funding_fee_amount_per_size, "funding fee per size")?;
        Ok((borrowing, mul_div_ceil(size, per_size, FUNDING.try_mul(FUNDING_REST, USD)?)?))
    }

    /// Below what is required, or nothing left; equality with what is required is safe.
    pub(super) fn liquidatable(&self) -> bool {
        self.remaining < I256::from(self.required.max(U256::ONE))
    }
}

/// `⌊value·factor/1e30⌋`.
pub(super) fn share(value: U256, factor: U256) -> Result<U256, RiskError> {
    mul_div_floor(value, factor, FACTOR)
}

/// A word as a signed one; the contract reverts from 2^255.
pub(super) fn signed(value: U256) -> Result<I256, RiskError> {
    if value.bit(255) { Err(RiskError::overflow("cast to a signed word")) } else { Ok(value.into()) }
}

/// The sum of signed words, in a signed word.
pub(super) fn sum(a: I256, b: I256) -> Result<I256, RiskError> {
    let total = a.try_add(b, USD)?;
    if total.magnitude().bit(255) { Err(RiskError::overflow(USD)) } else { Ok(total) }
}

/// A gain after the cap on all traders' profits.
fn capped_gain(position: &GmxV2Position, gain: I256, index: Price, profit: Price) -> Result<I256, RiskError> {
    match &position.market {
        Some(market) => market.capped(position.is_long, gain, index, profit),
        None => Ok(gain),
    }
}

/// The impact of closing, a positive one capped, and the pending impact at the price that is worse for the borrower.
pub(super) fn full_impact(position: &GmxV2Position, index: Price, closing: I256) -> Result<I256, RiskError> {
    let closing = cap_positive(position, closing)?;
    sum(closing, pending_impact(position, index)?)
}

pub(super) fn cap_positive(position: &GmxV2Position, impact: I256) -> Result<I256, RiskError> {
    cap_positive_of(position, impact, position.size_in_usd)
}

/// The cap of an impact by the size that is traded.
pub(super) fn cap_positive_of(position: &GmxV2Position, impact: I256, size: U256) -> Result<I256, RiskError> {
    if impact.is_negative() {
        return Ok(impact);
    }
    // The positive cap is never above the negative one.
    let factor = position.max_positive_impact_factor.min(position.max_negative_impact_factor);
    Ok(impact.min(signed(share(size, factor)?)?))
}

fn pending_impact(position: &GmxV2Position, index: Price) -> Result<I256, RiskError> {
    let pending = position.pending_impact_amount;
    let price = if pending > I256::ZERO { index.min } else { index.max };
    let value = pending.try_mul(signed(price)?, USD)?;
    sum(value, I256::ZERO)
}

fn impact_for_liquidation(position: &GmxV2Position, index: Price, closing: I256) -> Result<I256, RiskError> {
    let impact = full_impact(position, index, closing)?;
    if !impact.is_negative() {
        return Ok(I256::ZERO);
    }
    let most = signed(share(position.size_in_usd, position.max_impact_factor_for_liquidations)?)?;
    Ok(impact.max(-most))
}

impl GmxV2Position {
    pub(super) fn token(&self, asset: &str) -> Result<&GmxV2Token, RiskError> {
        self.tokens.iter().find(|token| token.asset == asset).ok_or_else(|| RiskError::unknown("asset", asset))
    }

    /// Nothing is open.
    pub(super) fn is_closed(&self) -> bool {
        self.size_in_usd.is_zero() && self.size_in_tokens.is_zero() && self.collateral_amount.is_zero()
    }

    /// Refuses what no market can hold.
    pub(super) fn check(&self) -> Result<(), RiskError> {
        let named = [&self.index, &self.collateral, &self.profit];
        check_names(self.tokens.iter().map(|token| &token.asset), named.into_iter().map(alloc::string::String::as_str))?;
        if let Some(token) = self.tokens.iter().find(|token| token.decimals > 30) {
            return Err(RiskError::out_of_range(
                "tokens.decimals",
                "in [0, 30]",
                token.decimals,
                "prices have 30 less the token's decimals",
            ));
        }
        if self.size_in_usd.is_zero() != self.size_in_tokens.is_zero() || (self.size_in_usd.is_zero() && !self.is_closed()) {
            let hint = "pass a position of the store; one without a size is closed and holds nothing";
            return Err(RiskError::out_of_range("sizeInUsd", "0 together with sizeInTokens and collateralAmount", self.size_in_usd, hint));
        }
        if self.discount_factor > FACTOR {
            return Err(RiskError::out_of_range(
                "discountFactor",
                "at most 1e30",
                self.discount_factor,
                "pass a fraction with 30 decimals",
            ));
        }
        self.check_market()
    }
}
