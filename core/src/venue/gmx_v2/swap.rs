//! The swap of a profit into the collateral before costs are paid, in the position's own market.
//!
//! Source: `DecreasePositionSwapUtils.swapProfitToCollateralToken`, `SwapUtils._swap`, `SwapPricingUtils` of gmx-synthetics at a5c0c883.

use super::closing::Prices;
use super::market::{Balance, curve_terms};
use super::state::GmxV2Position;
use super::terms::{FACTOR, Price, share, signed, sum};
use crate::error::RiskError;
use crate::exact::{I256, U256, mul_div_floor};

const SWAP: &str = "swap of a profit";

/// What a swap of the token of profits into the market's other token reads. Amounts are units of their token, factors have 30 decimals.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct GmxV2Swap {
    /// `swapImpactFactor` of what improves the balance of the pools.
    pub positive_impact_factor: U256,
    /// `swapImpactFactor` of what worsens it.
    pub negative_impact_factor: U256,
    /// `swapImpactExponentFactor`.
    pub impact_exponent: U256,
    /// `swapFeeFactor` of what improves the balance.
    pub positive_fee_factor: U256,
    /// `swapFeeFactor` of what worsens it.
    pub negative_fee_factor: U256,
    /// `SWAP_FEE_RECEIVER_FACTOR`: what of the fee does not stay in the pool.
    pub fee_receiver_factor: U256,
    /// `swapImpactPoolAmount` of the token of profits.
    pub impact_pool_amount: U256,
    /// `swapImpactPoolAmount` of the other token.
    pub other_impact_pool_amount: U256,
    /// `virtualInventoryForSwaps` of the token of profits; absent where the market has none.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub virtual_amount: Option<U256>,
    /// `virtualInventoryForSwaps` of the other token; absent where the market has none.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub other_virtual_amount: Option<U256>,
    /// `maxPoolAmount` of the token of profits.
    pub max_pool_amount: U256,
    /// `reserveFactor` of the side that is not the position's.
    pub other_reserve_factor: U256,
    /// `MAX_PNL_FACTOR_FOR_DEPOSITS` of the position's side.
    pub max_pnl_factor_for_deposits: U256,
    /// `MAX_PNL_FACTOR_FOR_WITHDRAWALS` of the other side.
    pub other_max_pnl_factor_for_withdrawals: U256,
}

impl GmxV2Position {
    pub(super) fn swap(&self) -> Option<&GmxV2Swap> {
        self.pool()?.swap.as_ref()
    }

    /// What a profit in another token brings in the collateral's; absent where it is not swapped, or the swap fails and changes nothing.
    pub(super) fn swapped(&mut self, prices: Prices, amount: U256) -> Option<U256> {
        if amount.is_zero() {
            return None;
        }
        let mut tried = self.clone();
        let out = tried.try_swap(self.swap()?, prices, amount).ok()?;
        *self = tried;
        Some(out)
    }

    fn try_swap(&mut self, swap: &GmxV2Swap, prices: Prices, amount: U256) -> Result<U256, RiskError> {
        let (from, into) = (prices.profit, prices.collateral);
        let (impact, improves) = self.swap_impact(swap, from, into, amount)?;
        let fee = share(amount, if improves { swap.positive_fee_factor } else { swap.negative_fee_factor })?;
        let for_pool = fee.try_sub(share(fee, swap.fee_receiver_factor)?, SWAP)?;
        let mut paid = amount.try_sub(fee, SWAP)?;
        let (mut impact_pool, mut other_impact_pool, mut bonus) = (swap.impact_pool_amount, swap.other_impact_pool_amount, U256::ZERO);
        if impact > I256::ZERO {
            // Out of the pool of impacts of what is bought; what that lacks, out of the other one.
            let wanted = impact.magnitude().try_div(into.max, SWAP)?;
            bonus = wanted.min(other_impact_pool);
            other_impact_pool = other_impact_pool.saturating_sub(bonus);
            let rest = wanted.saturating_sub(bonus).try_mul(into.max, SWAP)?.try_div(from.max, SWAP)?.min(impact_pool);
            impact_pool = impact_pool.saturating_sub(rest);
            paid = paid.try_add(rest, SWAP)?;
        } else {
            let cost = impact.magnitude().try_div_ceil(from.min, SWAP)?;
            if paid <= cost {
                return Err(RiskError::refused("SwapPriceImpactExceedsAmountIn"));
            }
            impact_pool = impact_pool.try_add(cost, SWAP)?;
            paid = paid.saturating_sub(cost);
        }
        let out = paid.try_mul(from.min, SWAP)?.try_div(into.max, SWAP)?;
        self.move_pool(true, signed(paid.try_add(for_pool, SWAP)?)?)?;
        self.move_pool(false, -signed(out)?)?;
        if let Some(swap) = self.market.as_mut().and_then(|market| market.pool.as_mut()?.swap.as_mut()) {
            (swap.impact_pool_amount, swap.other_impact_pool_amount) = (impact_pool, other_impact_pool);
        }
        self.check_swapped(swap, prices)?;
        out.try_add(bonus, SWAP)
    }

    /// `SwapPricingUtils.getPriceImpactUsd`, dollars, and whether the swap improves the balance.
    fn swap_impact(&self, swap: &GmxV2Swap, from: Price, into: Price, amount: U256) -> Result<(I256, bool), RiskError> {
        let (Some(market), Some(pool)) = (&self.market, self.pool()) else { return Err(RiskError::unknown("asset", &self.profit)) };
        let (from, into) = (from.mid()?, into.mid()?);
        let usd = amount.try_mul(from, SWAP)?;
        let (positive, negative) =
            curve_terms((swap.positive_impact_factor, swap.impact_exponent), (swap.negative_impact_factor, swap.impact_exponent));
        let of = |sold: U256, bought: U256| -> Result<(I256, bool), RiskError> {
            let now = Balance { long: sold.try_mul(from, SWAP)?, short: bought.try_mul(into, SWAP)? };
            let next = Balance { long: now.long.try_add(usd, SWAP)?, short: now.short.try_sub(usd, SWAP)? };
            now.impact_to(next, positive, negative)
        };
        let own = of(market.pool_amount, pool.other_amount)?;
        let (Some(sold), Some(bought)) = (swap.virtual_amount, swap.other_virtual_amount) else { return Ok(own) };
        if !own.0.is_negative() {
            return Ok(own);
        }
        let other = of(sold, bought)?;
        Ok(if other.0 < own.0 { other } else { own })
    }

    /// What refuses a swap once it is done: a full pool, the reserves of what is bought, and profits too large for a pool.
    fn check_swapped(&self, swap: &GmxV2Swap, prices: Prices) -> Result<(), RiskError> {
        let (Some(market), Some(pool)) = (&self.market, self.pool()) else { return Ok(()) };
        if market.pool_amount > swap.max_pool_amount {
            return Err(RiskError::refused("MaxPoolAmountExceeded"));
        }
        let (index, side) = (prices.index, self.is_long);
        let (own, other) = (market.pool_amount.try_mul(prices.profit.min, SWAP)?, pool.other_amount.try_mul(prices.collateral.min, SWAP)?);
        if market.reserved(!side, index)? > share(other, swap.other_reserve_factor)? {
            return Err(RiskError::refused("InsufficientReserve"));
        }
        for (is_long, usd, most) in
            [(side, own, swap.max_pnl_factor_for_deposits), (!side, other, swap.other_max_pnl_factor_for_withdrawals)]
        {
            let gain = market.gain(is_long, index)?.unsigned().unwrap_or(U256::ZERO);
            if !usd.is_zero() && mul_div_floor(gain, FACTOR, usd)? > most {
                return Err(RiskError::refused("PnlFactorExceeded"));
            }
        }
        Ok(())
    }
}

impl Price {
    /// `midPrice`.
    pub(super) fn mid(self) -> Result<U256, RiskError> {
        Ok(self.min.try_add(self.max, SWAP)?.half())
    }
}

/// A virtual inventory after a change; it does not fall below nothing.
pub(super) fn bounded(amount: U256, delta: I256) -> Result<U256, RiskError> {
    Ok(sum(amount.into(), delta)?.unsigned().unwrap_or(U256::ZERO))
}
