//! What orders move of the market beside its open interest: the pools, what is lent of them, and the sum of collateral.
//!
//! Source: `MarketUtils.applyDeltaToPoolAmount`, `applyDeltaToPositionImpactPool`, `applyDeltaToCollateralSum`,
//! `capPositiveImpactUsdByPositionImpactPool` of gmx-synthetics at a5c0c883.

use super::state::GmxV2Position;
use super::swap::{GmxV2Swap, bounded};
use super::terms::{Price, share, signed};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use alloc::string::String;

const POOL: &str = "pool of the market";

/// The pools of the market as its store has them. Amounts are units of their token, dollars and factors have 30 decimals.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct GmxV2Pool {
    /// The market's other token than that of profits, one of `tokens`: its short token for a long, its long token for a short. Absent
    /// where the market has one token: then its pool and open interest are those of the store, which its getters halve.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub other: Option<String>,
    /// `poolAmount` of the other token; 0 without it.
    pub other_amount: U256,
    /// `POSITION_FEE_RECEIVER_FACTOR`: what of the fee on the size does not stay in the pool.
    pub position_fee_receiver_factor: U256,
    /// `BORROWING_FEE_RECEIVER_FACTOR`.
    pub borrowing_fee_receiver_factor: U256,
    /// `LIQUIDATION_FEE_RECEIVER_FACTOR`.
    pub liquidation_fee_receiver_factor: U256,
    /// `collateralSum` of the position's collateral and side, its own included.
    pub collateral_sum: U256,
    /// `maxCollateralSum` of them.
    pub max_collateral_sum: U256,
    /// `lentPositionImpactPoolAmount`: what positive impacts took from the pool, units of the index token.
    pub lent_impact_amount: U256,
    /// `maxLendableImpactFactor`: the share of the pool that they may take.
    pub max_lendable_factor: U256,
    /// `maxLendableImpactUsd`: the most of it.
    pub max_lendable_usd: U256,
    /// The swap of a profit into the collateral's token, where they differ: every liquidation asks for it, and with it every decrease
    /// does. Absent where a profit stays in its own token, as after a swap that fails.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub swap: Option<GmxV2Swap>,
}

impl GmxV2Position {
    pub(super) fn pool(&self) -> Option<&GmxV2Pool> {
        self.market.as_ref()?.pool.as_ref()
    }

    /// Moves the pool of the token of profits, or of the other one.
    pub(super) fn move_pool(&mut self, of_profit: bool, delta: I256) -> Result<(), RiskError> {
        let Some(market) = &mut self.market else { return Ok(()) };
        let Some(pool) = &mut market.pool else { return Ok(()) };
        let amount = if of_profit { &mut market.pool_amount } else { &mut pool.other_amount };
        *amount = moved(*amount, delta, "Invalid state, negative poolAmount")?;
        if let Some(swap) = &mut pool.swap {
            let inventory = if of_profit { &mut swap.virtual_amount } else { &mut swap.other_virtual_amount };
            *inventory = inventory.map(|held| bounded(held, delta)).transpose()?;
        }
        Ok(())
    }

    /// What costs took of the collateral's token and of another one in which a profit was paid goes to their pools.
    pub(super) fn pay_pools(&mut self, collateral: U256, secondary: U256) -> Result<(), RiskError> {
        self.move_pool(self.profit == self.collateral, signed(collateral)?)?;
        self.move_pool(true, signed(secondary)?)
    }

    /// A negative impact pays back what is lent, then fills the pool of impacts; a positive one empties it, then lends.
    pub(super) fn move_impact_pool(&mut self, delta: I256) -> Result<(), RiskError> {
        let Some(pool) = self.market.as_mut().and_then(|market| market.pool.as_mut()) else { return Ok(()) };
        let (from, to) = if delta.is_negative() {
            (&mut self.impact_pool_amount, &mut pool.lent_impact_amount)
        } else {
            (&mut pool.lent_impact_amount, &mut self.impact_pool_amount)
        };
        *to = to.try_add(delta.magnitude().saturating_sub(*from), POOL)?;
        *from = from.saturating_sub(delta.magnitude());
        Ok(())
    }

    pub(super) fn move_collateral_sum(&mut self, delta: I256) -> Result<(), RiskError> {
        let Some(pool) = self.market.as_mut().and_then(|market| market.pool.as_mut()) else { return Ok(()) };
        pool.collateral_sum = moved(pool.collateral_sum, delta, "Invalid state: negative collateralSum")?;
        if pool.collateral_sum > pool.max_collateral_sum {
            return Err(RiskError::refused("MaxCollateralSumExceeded"));
        }
        Ok(())
    }

    /// What can still be lent to a positive impact, dollars.
    pub(super) fn lendable(&self, index: Price, profit: Price) -> Result<U256, RiskError> {
        let (Some(market), Some(pool)) = (&self.market, self.pool()) else { return Ok(U256::ZERO) };
        let own = market.pool_amount().try_mul(profit.min, POOL)?;
        let rest = match &pool.other {
            Some(other) => pool.other_amount.try_mul(Price::of(self.token(other)?)?.min, POOL)?,
            None => own,
        };
        let most = share(own.try_add(rest, POOL)?, pool.max_lendable_factor)?.min(pool.max_lendable_usd);
        Ok(most.saturating_sub(pool.lent_impact_amount.try_mul(index.max, POOL)?))
    }

    /// The tokens of a market are those of profits and the other one, and collateral is one of them.
    pub(super) fn check_pool(&self) -> Result<(), RiskError> {
        let Some(pool) = self.pool() else { return Ok(()) };
        if let Some(other) = &pool.other {
            self.token(other)?;
        }
        if pool.swap.is_some() && pool.other.is_none() {
            return Err(RiskError::unsupported("a swap in a market of one token", "leave `swap` out: the contract refuses it"));
        }
        if pool.other.as_ref() == Some(&self.profit) || (self.collateral != self.profit && pool.other.as_ref() != Some(&self.collateral)) {
            let hint = "leave it out where the market has one token";
            return Err(RiskError::out_of_range("other", "the market's token that is not `profit`", &self.collateral, hint));
        }
        for (field, factor) in [
            ("positionFeeReceiverFactor", pool.position_fee_receiver_factor),
            ("borrowingFeeReceiverFactor", pool.borrowing_fee_receiver_factor),
            ("liquidationFeeReceiverFactor", pool.liquidation_fee_receiver_factor),
            ("feeReceiverFactor", pool.swap.as_ref().map_or(U256::ZERO, |swap| swap.fee_receiver_factor)),
        ] {
            if factor > super::terms::FACTOR {
                return Err(RiskError::out_of_range(field, "at most 1e30", factor, "pass a fraction with 30 decimals"));
            }
        }
        Ok(())
    }
}

/// A stored amount after a change; the contract refuses less than nothing.
pub(super) fn moved(amount: U256, delta: I256, refusal: &'static str) -> Result<U256, RiskError> {
    I256::from(amount).try_add(delta, POOL)?.unsigned().ok_or_else(|| RiskError::refused(refusal))
}
