//! What a position shares with the others of its market: the balance of open interest, by which impacts and fees go, the cap on
//! all traders' profits, and what an opening needs of the pool.
//!
//! Source: `PositionPricingUtils.getPriceImpactUsd`, `PricingUtils`, `MarketUtils` of gmx-synthetics at a5c0c883. A market of one
//! token, whose amounts the contract halves, is given with `pool` as its store has it, without `pool` as its getters answer.

use super::pool::{GmxV2Pool, moved};
use super::power::power;
use super::state::GmxV2Position;
use super::terms::{FACTOR, Price, share, signed, sum};
use crate::error::RiskError;
use crate::exact::{I256, U256, mul_div_floor};

const BALANCE: &str = "open interest";

/// Between 30 and 18 decimals.
const TO_WAD: U256 = U256::new(1_000_000_000_000);

/// What the contract reads of the market beside the position. Dollars and factors have 30 decimals.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct GmxV2Market {
    /// `getOpenInterest` of the longs, this position's size included; with `pool` the store's, as the three below.
    pub long_open_interest: U256,
    /// `getOpenInterest` of the shorts.
    pub short_open_interest: U256,
    /// `getOpenInterestInTokens` of the longs, units of the index token.
    pub long_open_interest_in_tokens: U256,
    /// `getOpenInterestInTokens` of the shorts, units of the index token.
    pub short_open_interest_in_tokens: U256,
    /// `USE_OPEN_INTEREST_IN_TOKENS_FOR_BALANCE`: the balance is that of tokens at the price of now, not of dollars paid.
    pub balance_in_tokens: bool,
    /// `getVirtualInventoryForPositions` of the index token, dollars or, with `balance_in_tokens`, units of it; absent where it has none.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub virtual_inventory: Option<I256>,
    /// `positionImpactFactor` of what improves the balance.
    pub positive_impact_factor: U256,
    /// `positionImpactFactor` of what worsens it.
    pub negative_impact_factor: U256,
    /// `positionImpactExponentFactor` of what improves the balance.
    pub positive_impact_exponent: U256,
    /// `positionImpactExponentFactor` of what worsens it.
    pub negative_impact_exponent: U256,
    /// `positionFeeFactor` of what improves the balance.
    pub positive_fee_factor: U256,
    /// `positionFeeFactor` of what worsens it.
    pub negative_fee_factor: U256,
    /// `getPoolAmount` of the token of profits, units of it; with `pool` the store's `poolAmount`.
    pub pool_amount: U256,
    /// `MAX_PNL_FACTOR_FOR_TRADERS` of the position's side: what all of it can gain, as a share of the pool.
    pub max_pnl_factor: U256,
    /// `getMaxOpenInterest` of the position's side.
    pub max_open_interest: U256,
    /// `getReserveFactor` of the position's side.
    pub reserve_factor: U256,
    /// `getOpenInterestReserveFactor` of the position's side.
    pub open_interest_reserve_factor: U256,
    /// `getMinCollateralFactorForOpenInterestMultiplier` of the position's side.
    pub min_collateral_factor_multiplier: U256,
    /// What orders move beside open interest; absent where the pools stay as they are.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub pool: Option<GmxV2Pool>,
}

/// Open interest of longs and shorts, or the pools of two tokens, dollars.
#[derive(Clone, Copy)]
pub(super) struct Balance {
    pub(super) long: U256,
    pub(super) short: U256,
}

/// Factor and exponent of a curve.
type Curve = (U256, U256);

impl Balance {
    fn apart(self) -> U256 {
        self.long.abs_diff(self.short)
    }

    /// One side moved; what is taken beyond all of it leaves nothing.
    fn moved(self, is_long: bool, delta: I256) -> Result<Self, RiskError> {
        let next = |side: U256| -> Result<U256, RiskError> {
            if delta.is_negative() { Ok(side.saturating_sub(delta.magnitude())) } else { side.try_add(delta.magnitude(), BALANCE) }
        };
        Ok(if is_long { Self { long: next(self.long)?, ..self } } else { Self { short: next(self.short)?, ..self } })
    }

    /// The imbalance before, to its exponent, less that after; a change of sides counts both by their own terms. Dollars, and whether
    /// the balance improves.
    pub(super) fn impact_to(self, next: Self, positive: Curve, negative: Curve) -> Result<(I256, bool), RiskError> {
        let (before, after) = (self.apart(), next.apart());
        let improves = after < before;
        let same_side = (self.long <= self.short) == (next.long <= next.short);
        let (first, second) = match (same_side, improves) {
            (true, true) => (positive, positive),
            (true, false) => (negative, negative),
            (false, _) => (positive, negative),
        };
        let (gained, lost) = (curve(before, first)?, curve(after, second)?);
        let size = signed(gained.abs_diff(lost))?;
        let gains = if same_side { improves } else { gained > lost };
        Ok((if gains { size } else { -size }, improves))
    }
}

/// What improves the balance is never paid by more than what worsens it costs.
pub(super) fn curve_terms(positive: Curve, negative: Curve) -> (Curve, Curve) {
    ((positive.0.min(negative.0), positive.1.min(negative.1)), negative)
}

impl GmxV2Market {
    /// `getPriceImpactUsd` of an order on one side, dollars, and whether it improves the balance.
    pub(super) fn impact(&self, index: Price, is_long: bool, usd: I256, tokens: I256) -> Result<(I256, bool), RiskError> {
        let mid = index.mid()?;
        let (now, delta) = if self.balance_in_tokens {
            let of = |is_long: bool| self.side(is_long).1.try_mul(mid, BALANCE);
            let now = Balance { long: of(true)?, short: of(false)? };
            (now, sum(tokens.try_mul(signed(mid)?, BALANCE)?, I256::ZERO)?)
        } else {
            (Balance { long: self.side(true).0, short: self.side(false).0 }, usd)
        };
        let (impact, improves) = self.between(now, now.moved(is_long, delta)?)?;
        let Some(inventory) = self.virtual_inventory.filter(|_| impact.is_negative()) else { return Ok((impact, improves)) };
        let inventory = if self.balance_in_tokens { inventory.try_mul(signed(mid)?, BALANCE)? } else { inventory };
        let inventory = sum(inventory, I256::ZERO)?;
        // What is taken away is first added to both sides, so that neither falls below nothing.
        let offset = if delta.is_negative() { delta.magnitude() } else { U256::ZERO };
        let side = |counts: bool| if counts { inventory.magnitude().try_add(offset, BALANCE) } else { Ok(offset) };
        let held = Balance { long: side(inventory.is_negative())?, short: side(!inventory.is_negative())? };
        let (other, other_improves) = self.between(held, held.moved(is_long, delta)?)?;
        Ok(if other < impact { (other, other_improves) } else { (impact, improves) })
    }

    /// `_getPriceImpactUsd` of the open interest.
    fn between(&self, now: Balance, next: Balance) -> Result<(I256, bool), RiskError> {
        let (positive, negative) = curve_terms(
            (self.positive_impact_factor, self.positive_impact_exponent),
            (self.negative_impact_factor, self.negative_impact_exponent),
        );
        now.impact_to(next, positive, negative)
    }

    /// The long token is the short token.
    fn one_token(&self) -> bool {
        self.pool.as_ref().is_some_and(|pool| pool.other.is_none())
    }

    /// `getPoolAmount` of the token of profits.
    pub(super) fn pool_amount(&self) -> U256 {
        if self.one_token() { self.pool_amount.half() } else { self.pool_amount }
    }

    /// `getOpenInterest` and `getOpenInterestInTokens` of a side: in a market of one token the half twice.
    fn side(&self, is_long: bool) -> (U256, U256) {
        let (cost, tokens) = self.stored(is_long);
        if !self.one_token() {
            return (cost, tokens);
        }
        let even = |amount: U256| if amount.bit(0) { amount.saturating_sub(U256::ONE) } else { amount };
        (even(cost), even(tokens))
    }

    /// Open interest of a side, dollars and index units.
    fn stored(&self, is_long: bool) -> (U256, U256) {
        if is_long {
            (self.long_open_interest, self.long_open_interest_in_tokens)
        } else {
            (self.short_open_interest, self.short_open_interest_in_tokens)
        }
    }

    /// A gain after the cap on all of its side: `⌊gain·cap/all⌋` where all of them gain more than the pool may pay.
    pub(super) fn capped(&self, is_long: bool, gain: I256, index: Price, profit: Price) -> Result<I256, RiskError> {
        let Some(own) = gain.unsigned().filter(|own| !own.is_zero()) else { return Ok(gain) };
        let pool = self.pool_amount().try_mul(profit.min, BALANCE)?;
        let Some(all) = self.gain(is_long, index)?.unsigned() else { return Ok(gain) };
        let most = share(pool, self.max_pnl_factor)?;
        // A cap of nothing is none: the contract scales only where both are above 0.
        if most < all && !most.is_zero() { signed(mul_div_floor(own, most, all)?) } else { Ok(gain) }
    }

    /// What all of a side gains at the price that is better for it: `getPnl`.
    pub(super) fn gain(&self, is_long: bool, index: Price) -> Result<I256, RiskError> {
        let (cost, tokens) = self.side(is_long);
        if cost.is_zero() || tokens.is_zero() {
            return Ok(I256::ZERO);
        }
        let worth = signed(tokens.try_mul(if is_long { index.max } else { index.min }, BALANCE)?)?;
        let gain = sum(worth, -signed(cost)?)?;
        Ok(if is_long { gain } else { -gain })
    }

    /// `getReservedUsd`.
    pub(super) fn reserved(&self, is_long: bool, index: Price) -> Result<U256, RiskError> {
        let (cost, tokens) = self.side(is_long);
        if is_long { tokens.try_mul(index.max, BALANCE) } else { Ok(cost) }
    }

    /// The market after an order of one side.
    pub(super) fn moved(&self, is_long: bool, usd: I256, tokens: I256) -> Result<Self, RiskError> {
        let mut market = self.clone();
        let (cost, amount) = self.stored(is_long);
        let cost = moved(cost, usd, "Invalid state: negative open interest")?;
        let amount = moved(amount, tokens, "Invalid state: negative open interest")?;
        if is_long {
            (market.long_open_interest, market.long_open_interest_in_tokens) = (cost, amount);
        } else {
            (market.short_open_interest, market.short_open_interest_in_tokens) = (cost, amount);
        }
        let delta = if self.balance_in_tokens { tokens } else { usd };
        if let Some(inventory) = market.virtual_inventory {
            market.virtual_inventory = Some(sum(inventory, if is_long { -delta } else { delta })?);
        }
        Ok(market)
    }

    /// What refuses an opening once it is counted: the cap of open interest, then both reserves.
    pub(super) fn admits(&self, is_long: bool, index: Price, profit: Price) -> Result<(), RiskError> {
        if self.side(is_long).0 > self.max_open_interest {
            return Err(RiskError::refused("MaxOpenInterestExceeded"));
        }
        let pool = self.pool_amount().try_mul(profit.min, BALANCE)?;
        let reserved = self.reserved(is_long, index)?;
        if reserved > share(pool, self.reserve_factor)? {
            return Err(RiskError::refused("InsufficientReserve"));
        }
        if reserved > share(pool, self.open_interest_reserve_factor)? {
            return Err(RiskError::refused("InsufficientReserveForOpenInterest"));
        }
        Ok(())
    }

    /// `getMinCollateralFactorForOpenInterest`.
    pub(super) fn min_collateral_factor(&self, is_long: bool, delta: I256) -> Result<U256, RiskError> {
        let next = I256::from(self.side(is_long).0).try_add(delta, BALANCE)?;
        let next = next.unsigned().ok_or_else(|| RiskError::overflow(BALANCE))?;
        share(next, self.min_collateral_factor_multiplier)
    }
}

/// `applyImpactFactor`: less than a dollar has none.
fn curve(apart: U256, (factor, exponent): Curve) -> Result<U256, RiskError> {
    if apart < FACTOR {
        return Ok(U256::ZERO);
    }
    if exponent == FACTOR {
        return share(apart, factor);
    }
    let raised = power(apart.try_div(TO_WAD, BALANCE)?, exponent.try_div(TO_WAD, BALANCE)?)?;
    share(raised.try_mul(TO_WAD, BALANCE)?, factor)
}

impl GmxV2Position {
    /// Returns `getPriceImpactUsd` of an order now, before any cap, dollars with 30 decimals, and whether it improves the balance of open
    /// interest. The order is `size` dollars, above 0 for more of the position, below 0 for less.
    ///
    /// # Errors
    /// `unsupported` without `market`; `out_of_range` for a state that no market holds or less than nothing left; `overflow` where the
    /// contract reverts.
    pub fn price_impact_of(&self, size: I256) -> Result<(I256, bool), RiskError> {
        self.check()?;
        let hint = "pass `market`: open interest and the settings of its impact";
        let market = self.market.as_ref().ok_or_else(|| RiskError::unsupported("the impact of an order without `market`", hint))?;
        let index = Price::of(self.token(&self.index)?)?;
        let amount = size.magnitude();
        if size.is_negative() {
            if amount > self.size_in_usd {
                return Err(RiskError::out_of_range("size", "down to less all of the position", size, "a decrease closes at most all"));
            }
            return market.impact(index, self.is_long, size, -signed(self.tokens_of(amount)?)?);
        }
        let tokens = if self.is_long { amount.try_div(index.max, BALANCE)? } else { amount.try_div_ceil(index.min, BALANCE)? };
        market.impact(index, self.is_long, size, signed(tokens)?)
    }

    /// Index units that a part of the size stands for: up for a long, down for a short.
    pub(super) fn tokens_of(&self, size: U256) -> Result<U256, RiskError> {
        let scaled = self.size_in_tokens.try_mul(size, BALANCE)?;
        match (size == self.size_in_usd, self.is_long) {
            (true, _) => Ok(self.size_in_tokens),
            (false, true) => scaled.try_div_ceil(self.size_in_usd, BALANCE),
            (false, false) => scaled.try_div(self.size_in_usd, BALANCE),
        }
    }

    /// Impact of closing a part now, before any cap, and the fee of it: by the market, or as given.
    pub(super) fn closing(&self, index: Price, size: U256, tokens: U256) -> Result<(I256, U256), RiskError> {
        let Some(market) = &self.market else { return Ok((self.price_impact_usd, self.position_fee_factor)) };
        let (impact, improves) = market.impact(index, self.is_long, -signed(size)?, -signed(tokens)?)?;
        Ok((impact, if improves { market.positive_fee_factor } else { market.negative_fee_factor }))
    }

    /// With a market, what follows from it is not given a second time.
    pub(super) fn check_market(&self) -> Result<(), RiskError> {
        if self.market.is_none() {
            return Ok(());
        }
        self.check_pool()?;
        let trading = self.trading.as_ref();
        let zero = U256::ZERO;
        let of = |part: fn(&super::state::GmxV2Trading) -> U256| trading.map_or(zero, part);
        for (field, given) in [
            ("priceImpactUsd", self.price_impact_usd.magnitude()),
            ("positionFeeFactor", self.position_fee_factor),
            ("increaseImpactFactor", of(|trading| trading.increase_impact_factor.magnitude())),
            ("decreaseImpactFactor", of(|trading| trading.decrease_impact_factor.magnitude())),
            ("increaseFeeFactor", of(|trading| trading.increase_fee_factor)),
            ("minCollateralFactorForOpenInterest", of(|trading| trading.min_collateral_factor_for_open_interest)),
        ] {
            if !given.is_zero() {
                return Err(RiskError::out_of_range(field, "0 with `market`", given, "it follows from `market`"));
            }
        }
        Ok(())
    }
}
