//! What a user can do: deposit, withdraw, swap, trade. A refused step changes nothing.
//!
//! Source: `handle_deposit`, `handle_withdraw`, `handle_end_swap` of `instructions/user.rs`; `place_perp_order` and `fulfill_perp_order`
//! of `controller/orders.rs`; `validation/order.rs`; `math/spot_swap.rs` of protocol-v2 at 0ae3e3b1.

use super::liquidation::bankrupt;
use super::margin::{Context, Kind, MAINTENANCE, Totals};
use super::state::{DriftPerp, DriftSpot, DriftUser};
use super::weights::WEIGHT_ONE;
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::venue::action::Action;

const STEP: &str = "step";

pub(super) fn apply(user: &DriftUser, action: &Action) -> Result<DriftUser, RiskError> {
    user.check()?;
    let now = user.now()?;
    if bankrupt(&now) {
        return Err(RiskError::refused("UserBankrupt"));
    }
    match action {
        Action::Supply { asset, amount } => deposit(now, asset, *amount, false),
        Action::Repay { asset, amount } => deposit(now, asset, *amount, true),
        Action::Withdraw { asset, amount } | Action::Borrow { asset, amount } => withdraw(now, asset, *amount),
        Action::Swap { from, to, amount, received } => swap(now, from, to, *amount, *received),
        Action::Trade { asset, size, quote } => trade(now, asset, *size, *quote),
        _ => Err(RiskError::unsupported("this action", "Drift has supply, repay, withdraw, borrow, swap and trade")),
    }
}

/// The margin for new risk, with the price average and the user's own ratio.
fn initial(user: &DriftUser) -> Context {
    Context { kind: Kind::Initial, strict: true, custom_margin_ratio: user.max_margin_ratio.unwrap_or_default(), withdraws: true }
}

fn must_meet(user: &DriftUser, context: Context) -> Result<(), RiskError> {
    let totals = Totals::by(user, None, context)?;
    if context.withdraws {
        user.must_have_valid_oracles(&totals, context)?;
        user.must_keep_tiers()?;
    }
    if totals.met() { Ok(()) } else { Err(RiskError::refused("InsufficientCollateral")) }
}

/// An amount as the program takes it.
fn small(amount: U256) -> Result<U256, RiskError> {
    if amount <= U256::new(u64::MAX) { Ok(amount) } else { Err(RiskError::overflow(STEP)) }
}

/// Pays a debt first; with `reduce_only` nothing beyond it.
fn deposit(mut user: DriftUser, asset: &str, amount: U256, reduce_only: bool) -> Result<DriftUser, RiskError> {
    let spot = user.spot_mut(asset)?;
    if amount.is_zero() {
        return Err(RiskError::refused("InsufficientDeposit"));
    }
    let amount = if reduce_only && spot.is_borrow { small(amount)?.min(spot.amount()?) } else { small(amount)? };
    spot.deposit(amount)?;
    if spot.amount()?.is_zero() && !spot.scaled_balance.is_zero() {
        return Err(RiskError::refused("InvalidSpotPosition"));
    }
    if user.being_liquidated && !Totals::of(&user, None)?.liquidatable(&user)? {
        user.leave_liquidation();
    }
    Ok(user)
}

/// Takes a deposit and then a debt, as far as the initial margin carries it; a user who meets it is in no liquidation.
fn withdraw(mut user: DriftUser, asset: &str, amount: U256) -> Result<DriftUser, RiskError> {
    let spot = user.spot_mut(asset)?;
    spot.withdraw(small(amount)?, true)?;
    spot.must_have_cash()?;
    spot.must_be_within_limits(amount)?;
    must_meet(&user, initial(&user))?;
    if user.being_liquidated {
        user.leave_liquidation();
    }
    Ok(user)
}

/// Sells a deposit for another asset. More than the deposit needs margin trading, which users have switched off unless they say so.
fn swap(mut user: DriftUser, from: &str, to: &str, amount: U256, received: U256) -> Result<DriftUser, RiskError> {
    if from == to || received.is_zero() {
        return Err(RiskError::refused("InvalidSwap"));
    }
    user.must_not_be_in_liquidation()?;
    let before = [user.spot_mut(from)?.contribution()?, user.spot_mut(to)?.contribution()?];
    let spot = user.spot_mut(from)?;
    if spot.is_borrow || spot.amount()? < amount {
        return Err(RiskError::refused("MarginTradingDisabled"));
    }
    spot.withdraw(amount, true)?;
    spot.must_have_cash()?;
    user.spot_mut(to)?.deposit(small(received)?)?;
    let after = [user.spot_mut(from)?.contribution()?, user.spot_mut(to)?.contribution()?];
    // A swap that frees collateral needs no more than what keeps a user from liquidation.
    let frees = after[0].try_add(after[1], STEP)? > before[0].try_add(before[1], STEP)?;
    let context = if frees { Context { withdraws: true, ..MAINTENANCE } } else { initial(&user) };
    must_meet(&user, context)?;
    Ok(user)
}

/// An order that is filled at once: placed with the margin of its worst case, then filled. `quote` is what the fill moves, fees included.
fn trade(mut user: DriftUser, asset: &str, size: I256, quote: I256) -> Result<DriftUser, RiskError> {
    user.must_not_be_in_liquidation()?;
    let custom = user.max_margin_ratio.unwrap_or_default();
    let place = user.perps.iter().position(|perp| perp.asset == asset).ok_or_else(|| RiskError::unknown("asset", asset))?;
    let Some(perp) = user.perps.get_mut(place) else { return Ok(user) };
    let (buys, amount) = (!size.is_negative(), size.magnitude());
    perp.check_order(amount)?;
    perp.settle_funding()?;
    let before = perp.clone();
    perp.open_orders = perp.open_orders.checked_add(1).ok_or_else(|| RiskError::overflow(STEP))?;
    let side = if buys { &mut perp.open_bids } else { &mut perp.open_asks };
    *side = side.try_add(size, STEP)?;
    let risks = before.order_adds_risk(size)?;
    let kind = if risks { Kind::Initial } else { Kind::Maintenance };
    must_meet(&user, Context { kind, strict: true, custom_margin_ratio: custom, withdraws: false })?;
    user.must_keep_tiers()?;
    let held = before.base_asset_amount;
    let reduces = !held.is_zero() && held.is_negative() == buys && amount <= held.magnitude();
    let filled = DriftPerp {
        base_asset_amount: held.try_add(size, STEP)?,
        quote_asset_amount: before.quote_asset_amount.try_add(quote, STEP)?,
        ..before
    };
    if let Some(perp) = user.perps.get_mut(place) {
        *perp = filled;
    }
    let kind = if reduces { Kind::Maintenance } else { Kind::Fill };
    must_meet(&user, Context { kind, ..MAINTENANCE })?;
    user.check()?;
    Ok(user)
}

impl DriftUser {
    pub(super) fn spot_mut(&mut self, asset: &str) -> Result<&mut DriftSpot, RiskError> {
        self.spots.iter_mut().find(|spot| spot.asset == asset).ok_or_else(|| RiskError::unknown("asset", asset))
    }

    /// A liquidation that has begun ends with the buffer covered, or forbids the step.
    fn must_not_be_in_liquidation(&mut self) -> Result<(), RiskError> {
        if self.being_liquidated {
            if Totals::of(self, None)?.liquidatable(self)? {
                return Err(RiskError::refused("UserIsBeingLiquidated"));
            }
            self.leave_liquidation();
        }
        Ok(())
    }

    pub(super) fn leave_liquidation(&mut self) {
        self.being_liquidated = false;
        if let Some(liquidation) = &mut self.liquidation {
            liquidation.margin_freed = U256::ZERO;
        }
    }
}

impl DriftSpot {
    /// The market's deposits must cover its debts after a withdrawal, where its totals are given.
    fn must_have_cash(&self) -> Result<(), RiskError> {
        if let Some(market) = &self.market
            && self.tokens(market.deposit_balance, false)? < self.tokens(market.borrow_balance, true)?
        {
            return Err(RiskError::refused("SpotMarketInsufficientDeposits"));
        }
        Ok(())
    }

    /// What the balance adds to the collateral that is free, by the initial weights and the worse price.
    fn contribution(&self) -> Result<I256, RiskError> {
        let context = Context { kind: Kind::Initial, strict: true, ..MAINTENANCE };
        let amount = self.amount()?;
        let value = self.value_of(amount, self.counted_price(self.price, true), self.is_borrow)?;
        let weighted = value.try_mul(self.weight(amount, self.price, context)?, STEP)?.try_div(WEIGHT_ONE, STEP)?;
        Ok(I256::new(self.is_borrow, weighted))
    }
}

impl DriftPerp {
    /// `validate_base_asset_amount`, for an order that may add risk.
    fn check_order(&self, size: U256) -> Result<(), RiskError> {
        let terms = self.terms()?;
        if size.is_zero() {
            return Err(RiskError::refused("InvalidOrderSizeTooSmall"));
        }
        let step = terms.order_step_size;
        if size.try_div(step, STEP)?.try_mul(step, STEP)? != size {
            return Err(RiskError::refused("InvalidOrderNotStepSizeMultiple"));
        }
        let closes = size == self.base_asset_amount.magnitude();
        if size < terms.min_order_size && !closes {
            return Err(RiskError::refused("InvalidOrderMinOrderSize"));
        }
        Ok(())
    }

    /// `is_new_order_risk_increasing`: towards the side held, or beyond it with the open orders of that side.
    fn order_adds_risk(&self, size: I256) -> Result<bool, RiskError> {
        let (held, buys) = (self.base_asset_amount, !size.is_negative());
        let same = if buys { !held.is_negative() } else { held <= I256::ZERO };
        let open = if buys { self.open_bids } else { self.open_asks };
        Ok(same || open.try_add(size, STEP)?.magnitude() > held.magnitude())
    }
}
