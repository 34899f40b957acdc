//! Spot balances: amounts, values, weights, and how a deposit or a debt moves them.
//!
//! Source: `math/spot_balance.rs`, `controller/spot_balance.rs`, `state/spot_market.rs` of protocol-v2 at 0ae3e3b1.

use super::margin::{Context, Kind, narrow, signed, wide};
use super::state::DriftSpot;
use super::weights::{WEIGHT_ONE, drift_asset_weight, drift_liability_weight};
use crate::error::RiskError;
use crate::exact::U256;

const SPOT: &str = "spot balance";

impl DriftSpot {
    /// Tokens of the balance: a deposit rounds down, a debt up.
    pub(super) fn amount(&self) -> Result<U256, RiskError> {
        self.tokens(self.scaled_balance, self.is_borrow)
    }

    pub(super) fn tokens(&self, balance: U256, is_borrow: bool) -> Result<U256, RiskError> {
        let scaled = wide(balance.try_mul(self.interest(is_borrow), SPOT)?)?;
        let unit = self.scale()?;
        if is_borrow { scaled.try_div_ceil(unit, SPOT) } else { scaled.try_div(unit, SPOT) }
    }

    /// The scaled balance of some tokens (`get_spot_balance`).
    fn scaled(&self, tokens: U256, is_borrow: bool, round_up: bool) -> Result<U256, RiskError> {
        let balance = wide(tokens.try_mul(self.scale()?, SPOT)?)?.try_div(self.interest(is_borrow), SPOT)?;
        if round_up && !balance.is_zero() { balance.try_add(U256::ONE, SPOT) } else { Ok(balance) }
    }

    /// The scaled balance by which the stakers' interest raises the market's deposits.
    pub(super) fn staked(&self, deposits: U256, interest: U256) -> Result<U256, RiskError> {
        let tokens = wide(deposits.try_mul(interest, SPOT)?)?.try_div(self.scale()?, SPOT)?;
        self.scaled(tokens, false, false)
    }

    fn interest(&self, is_borrow: bool) -> U256 {
        if is_borrow { self.cumulative_borrow_interest } else { self.cumulative_deposit_interest }
    }

    fn scale(&self) -> Result<U256, RiskError> {
        U256::power_of_ten(19_u8.saturating_sub(self.decimals)).ok_or_else(|| RiskError::overflow(SPOT))
    }

    /// Value of tokens at a price, 6 decimals: what is owed rounds up.
    pub(super) fn value_of(&self, tokens: U256, price: U256, is_borrow: bool) -> Result<U256, RiskError> {
        if price.is_zero() {
            return Err(RiskError::division_by_zero("oracle price"));
        }
        let value = signed(tokens.try_mul(price, SPOT)?)?;
        let unit = U256::power_of_ten(self.decimals).ok_or_else(|| RiskError::overflow(SPOT))?;
        if is_borrow { value.try_div_ceil(unit, SPOT) } else { value.try_div(unit, SPOT) }
    }

    /// The price at which a check counts the balance: a strict one takes the worse of the price and its average.
    pub(super) fn counted_price(&self, price: U256, strict: bool) -> U256 {
        let average = self.terms.as_ref().and_then(|terms| terms.price_twap_5min).filter(|_| strict).unwrap_or(price);
        if self.is_borrow { price.max(average) } else { price.min(average) }
    }

    /// The weight at the size of now, 4 decimals; sizes have 9.
    pub(super) fn weight(&self, amount: U256, price: U256, context: Context) -> Result<U256, RiskError> {
        let size = if self.decimals > 9 {
            amount.try_div(U256::power_of_ten(self.decimals - 9).ok_or_else(|| RiskError::overflow(SPOT))?, SPOT)?
        } else {
            amount.try_mul(U256::power_of_ten(9 - self.decimals).ok_or_else(|| RiskError::overflow(SPOT))?, SPOT)?
        };
        let custom = if context.kind == Kind::Initial { context.custom_margin_ratio } else { 0 };
        let weight = if self.is_borrow {
            let own = match context.kind {
                Kind::Maintenance => self.maintenance_liability_weight,
                Kind::Fill => self.terms()?.initial_liability_weight.saturating_add(self.maintenance_liability_weight) / 2,
                Kind::Initial => self.terms()?.initial_liability_weight,
            };
            let weight = drift_liability_weight(size, self.imf_factor, own)?;
            if custom == 0 { weight } else { weight.max(custom.saturating_add(10_000)) }
        } else {
            let own = match context.kind {
                Kind::Maintenance => self.maintenance_asset_weight,
                Kind::Fill => self.scaled_initial_weight(price)?.saturating_add(self.maintenance_asset_weight) / 2,
                Kind::Initial => self.scaled_initial_weight(price)?,
            };
            let weight = drift_asset_weight(size, self.imf_factor, own)?;
            if custom == 0 { weight } else { weight.min(10_000_u32.saturating_sub(custom)) }
        };
        Ok(U256::new(u64::from(weight)))
    }

    /// `get_scaled_initial_asset_weight`: a market with many deposits counts them for less.
    fn scaled_initial_weight(&self, price: U256) -> Result<u32, RiskError> {
        let own = self.terms()?.initial_asset_weight;
        let Some(market) = self.market.as_ref().filter(|market| !market.scale_initial_asset_weight_start.is_zero()) else {
            return Ok(own);
        };
        let value = self.value_of(self.tokens(market.deposit_balance, false)?, price, false)?;
        let start = market.scale_initial_asset_weight_start;
        if value < start {
            return Ok(own);
        }
        narrow(U256::new(u64::from(own)).try_mul(start, SPOT)?.try_div(value, SPOT)?)
    }

    /// Adds tokens (`update_spot_balances` toward deposit): a debt is paid first.
    pub(super) fn deposit(&mut self, tokens: U256) -> Result<(), RiskError> {
        self.update(tokens, false, false)
    }

    /// Takes tokens: a deposit is used first, the rest is owed. What leaves the program rounds against the user.
    pub(super) fn withdraw(&mut self, tokens: U256, leaves: bool) -> Result<(), RiskError> {
        self.update(tokens, true, leaves)
    }

    fn update(&mut self, tokens: U256, to_borrow: bool, leaves: bool) -> Result<(), RiskError> {
        if self.is_borrow == to_borrow {
            return self.grow(tokens);
        }
        let (now, mut rest) = (self.amount()?, tokens);
        if !now.is_zero() {
            let (fewer, balance) = if now > tokens {
                (tokens, self.scaled(tokens, self.is_borrow, leaves || self.is_borrow)?)
            } else {
                (now, self.scaled_balance)
            };
            self.scaled_balance = self.scaled_balance.try_sub(balance, SPOT)?;
            self.total(self.is_borrow, |total| total.try_sub(balance, SPOT))?;
            rest = rest.try_sub(fewer, SPOT)?;
        }
        if !rest.is_zero() {
            self.is_borrow = to_borrow;
            self.grow(rest)?;
        }
        Ok(())
    }

    fn grow(&mut self, tokens: U256) -> Result<(), RiskError> {
        let balance = self.scaled(tokens, self.is_borrow, self.is_borrow)?;
        self.scaled_balance = self.scaled_balance.try_add(balance, SPOT)?;
        if self.scaled_balance > U256::new(u64::MAX) {
            return Err(RiskError::overflow(SPOT));
        }
        self.total(self.is_borrow, |total| total.try_add(balance, SPOT))
    }

    /// Moves the market's own total with the balance, where it is given.
    fn total(&mut self, is_borrow: bool, change: impl Fn(U256) -> Result<U256, RiskError>) -> Result<(), RiskError> {
        if let Some(market) = &mut self.market {
            let total = if is_borrow { &mut market.borrow_balance } else { &mut market.deposit_balance };
            *total = wide(change(*total)?)?;
        }
        Ok(())
    }

    /// A balance below one token unit makes the next margin check fail.
    pub(super) fn check_dust(&self) -> Result<(), RiskError> {
        if !self.scaled_balance.is_zero() && self.amount()?.is_zero() {
            return Err(RiskError::refused("InvalidMarginRatio"));
        }
        Ok(())
    }

    /// The value at the oracle's price as a liability's or an asset's, for the sums of an outcome: rounded down.
    pub(super) fn plain_value(&self, tokens: U256) -> Result<U256, RiskError> {
        self.value_of(tokens, self.price, false)
    }

    /// Weighted value of the balance, and the value alone.
    pub(super) fn weighted(&self, price: U256, context: Context) -> Result<(U256, U256), RiskError> {
        let amount = self.amount()?;
        let value = self.value_of(amount, self.counted_price(price, context.strict), self.is_borrow)?;
        if self.is_quote {
            return Ok((value, value));
        }
        Ok((value.try_mul(self.weight(amount, price, context)?, SPOT)?.try_div(WEIGHT_ONE, SPOT)?, value))
    }
}
