//! Liquidations: a perpetual's size, a spot debt or a realised loss passes to the liquidator for a fee; a bankruptcy's debt to nobody.
//!
//! Source: `liquidate_perp`, `liquidate_spot`, `liquidate_perp_pnl_for_deposit`, `resolve_perp_bankruptcy`, `resolve_spot_bankruptcy` of
//! `controller/liquidation.rs`, `math/bankruptcy.rs`, `state/liquidation_mode.rs` of protocol-v2 at 0ae3e3b1. A name of a perpetual in
//! `collateral` asks for the first, in `debt` for the third. The liquidator is taken to have the margin for what it gets.

use super::margin::{MAINTENANCE, QUOTE, Totals, perp_margin};
use super::outcome::Flows;
use super::perp::value_of;
use super::shortage::{
    FEE_ONE, PCT_ONE, Side, allowed_pct, asset_for_liability, base_to_cover, largest_fee, liability_for_asset, liability_to_cover,
    multiplier, perp_insurance_fee, risen_fee, spot_insurance_fee,
};
use super::state::{DriftPerp, DriftSpot, DriftUser};
use super::terms::{DriftLiquidation, DriftPerpTerms};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::venue::outcome::{LiquidationCall, LiquidationOutcome};
use alloc::vec::Vec;

const LIQUIDATION: &str = "liquidation";

/// Below fifty dollars of a position all of it may be taken, below ten of a debt.
const SMALL_POSITION: U256 = U256::new(50_000_000);
const SMALL_DEBT: U256 = U256::new(10_000_000);

/// Debts without anything that could pay them: the user is bankrupt.
pub(super) fn bankrupt(user: &DriftUser) -> bool {
    let held = user.spots.iter().any(|spot| !spot.is_borrow && !spot.scaled_balance.is_zero());
    let owed = user.spots.iter().any(|spot| spot.is_borrow && !spot.scaled_balance.is_zero());
    let open = user.perps.iter().any(|perp| !perp.base_asset_amount.is_zero() || perp.quote_asset_amount > I256::ZERO || perp.is_ordered());
    !held && !open && (owed || user.perps.iter().any(|perp| perp.quote_asset_amount.is_negative()))
}

/// One call per perpetual with a size, and per deposit with each debt and each realised loss.
pub(super) fn calls(user: &DriftUser) -> Result<Vec<LiquidationCall>, RiskError> {
    let user = user.now()?;
    if !Totals::of(&user, None)?.liquidatable(&user)? || bankrupt(&user) {
        return Ok(Vec::new());
    }
    let quote = user.spots.iter().find(|spot| spot.is_quote).map(|spot| spot.asset.as_str()).unwrap_or_default();
    let call = |collateral: &str, debt: &str| LiquidationCall {
        collateral: collateral.into(),
        debt: debt.into(),
        repay: None,
        seize: None,
        receive_shares: false,
    };
    let sizes = user.perps.iter().filter(|perp| !perp.base_asset_amount.is_zero());
    let mut calls: Vec<_> = sizes.map(|perp| call(&perp.asset, quote)).collect();
    let balances = || user.spots.iter().filter(|spot| !spot.scaled_balance.is_zero());
    for held in balances().filter(|spot| !spot.is_borrow) {
        calls.extend(balances().filter(|spot| spot.is_borrow).map(|owed| call(&held.asset, &owed.asset)));
        let losses = user.perps.iter().filter(|perp| perp.base_asset_amount.is_zero() && perp.quote_asset_amount.is_negative());
        calls.extend(losses.map(|perp| call(&held.asset, &perp.asset)));
    }
    Ok(calls)
}

pub(super) fn liquidate(user: &DriftUser, call: &LiquidationCall) -> Result<(DriftUser, LiquidationOutcome), RiskError> {
    user.check()?;
    let before = user.now()?;
    let mut flows = Flows::default();
    let perp = |asset: &str| before.perps.iter().position(|perp| perp.asset == asset);
    let after = match (perp(&call.collateral), perp(&call.debt)) {
        _ if bankrupt(&before) => resolve(&before, &call.debt, &mut flows)?,
        (Some(place), _) => take_size(&before, place, call, &mut flows)?,
        (None, Some(place)) => take_loss(&before, place, call, &mut flows)?,
        (None, None) => take_debt(&before, call, &mut flows)?,
    };
    let outcome = flows.outcome(&before, &after)?;
    Ok((after, outcome))
}

/// A user whose liquidation goes on, and what it lacks.
struct Begun {
    user: DriftUser,
    totals: Totals,
    shortage: U256,
    limits: DriftLiquidation,
}

/// Enters the liquidation and cancels the orders; nothing is left to do where that is enough. `oracle` is what its price allows.
fn begin(before: &DriftUser, oracle: Result<(), RiskError>) -> Result<Result<Begun, DriftUser>, RiskError> {
    let mut user = before.clone();
    let totals = Totals::of(&user, None)?;
    if !totals.liquidatable(&user)? {
        if !user.being_liquidated {
            return Err(RiskError::refused("SufficientCollateral"));
        }
        user.leave_liquidation();
        return Ok(Err(user));
    }
    oracle?;
    if user.liquidation_margin_buffer_ratio == 0 {
        return Err(RiskError::refused("InvalidMarginCalculation"));
    }
    let hint = "pass `liquidation`: the share at once, the duration and what was freed";
    let mut limits = user.liquidation.clone().ok_or_else(|| RiskError::unsupported("a liquidation without its limits", hint))?;
    if !user.being_liquidated {
        user.being_liquidated = true;
        (limits.margin_freed, limits.slots_elapsed) = (U256::ZERO, 0);
    }
    let shortage = lacking(&user, &totals)?;
    user.liquidation = Some(limits.clone());
    let mut begun = Begun { user, totals, shortage, limits };
    if begun.user.perps.iter().any(DriftPerp::is_ordered) {
        for perp in &mut begun.user.perps {
            (perp.open_bids, perp.open_asks, perp.open_orders) = (I256::ZERO, I256::ZERO, 0);
        }
        begun.free()?;
        if !begun.totals.liquidatable(&begun.user)? {
            begun.user.leave_liquidation();
            return Ok(Err(begun.user));
        }
    }
    Ok(Ok(begun))
}

fn lacking(user: &DriftUser, totals: &Totals) -> Result<U256, RiskError> {
    let (held, required) = totals.buffered(user)?;
    Ok(I256::from(required).try_sub(held, LIQUIDATION)?.unsigned().unwrap_or_default())
}

impl Begun {
    /// Counts anew, and adds what was freed.
    fn free(&mut self) -> Result<(), RiskError> {
        self.totals = Totals::of(&self.user, None)?;
        let now = lacking(&self.user, &self.totals)?;
        self.limits.margin_freed = self.limits.margin_freed.try_add(self.shortage.saturating_sub(now), LIQUIDATION)?;
        self.shortage = now;
        self.user.liquidation = Some(self.limits.clone());
        Ok(())
    }

    /// What may be taken now of an amount that covers the shortage; nothing: whatever there is, in the same share.
    fn allowed(&self, cover: Option<U256>, bits: U256) -> Result<U256, RiskError> {
        let limits = &self.limits;
        let pct = allowed_pct(
            self.shortage,
            limits.margin_freed,
            limits.slots_elapsed,
            limits.initial_pct_to_liquidate,
            limits.liquidation_duration,
        )?;
        cover.unwrap_or(bits).try_mul(pct, LIQUIDATION)?.try_div(PCT_ONE, LIQUIDATION)
    }

    /// The part of the shortage by the requirement of one market.
    fn tracked(&self, margin: U256) -> Result<U256, RiskError> {
        if self.totals.requirement.is_zero() {
            return Ok(U256::ZERO);
        }
        self.shortage.try_mul(margin, LIQUIDATION)?.try_div(self.totals.requirement, LIQUIDATION)
    }

    /// Leaves the liquidation where the transfer covered the shortage, or where only debts are left.
    fn end(mut self, covered: bool) -> Result<DriftUser, RiskError> {
        self.free()?;
        if covered {
            self.user.leave_liquidation();
        } else if bankrupt(&self.user) {
            self.user.being_liquidated = false;
        }
        Ok(self.user)
    }

    fn quote_price(&self) -> U256 {
        self.user.spots.iter().find(|spot| spot.is_quote).map_or(QUOTE, |spot| spot.price)
    }
}

/// `liquidate_perp`: the liquidator takes the size at the oracle's price less its fee; the insurance fund gets its own.
fn take_size(before: &DriftUser, place: usize, call: &LiquidationCall, flows: &mut Flows) -> Result<DriftUser, RiskError> {
    let mut user = before.clone();
    let Some(perp) = user.perps.get_mut(place) else { return Ok(user) };
    perp.settle_funding()?;
    let oracle = perp.must_liquidate();
    let mut begun = match begin(&user, oracle)? {
        Ok(begun) => begun,
        Err(user) => return Ok(user),
    };
    let (quote_price, buffer) = (begun.quote_price(), begun.user.liquidation_margin_buffer_ratio);
    let Some(perp) = begun.user.perps.get(place).cloned() else { return Ok(begun.user) };
    let held = perp.base_asset_amount.magnitude();
    if held.is_zero() {
        let ordered = before.perps.get(place).is_some_and(DriftPerp::is_ordered);
        return if ordered { Ok(begun.user) } else { Err(RiskError::refused("PositionDoesntHaveOpenPositionOrOrders")) };
    }
    let terms = perp.terms()?;
    let step = terms.order_step_size;
    let asked = floor_to(call.seize.unwrap_or(U256::new(u64::MAX)).min(U256::new(u64::MAX)), step)?;
    if asked.is_zero() {
        return Err(RiskError::refused("InvalidBaseAssetAmountForLiquidatePerp"));
    }
    let ratio = perp.margin_ratio_of(held, MAINTENANCE)?.try_add(U256::new(u64::from(buffer)), LIQUIDATION)?;
    let (least, most) = perp.fees(terms)?;
    let fee = U256::new(u64::from(risen_fee(least, most, begun.limits.slots_elapsed)));
    let tracked = begun.tracked(perp_margin(&perp, perp.price, quote_price, MAINTENANCE)?.0)?;
    let prices = (perp.price, quote_price);
    let most = U256::new(u64::from(terms.if_liquidation_fee));
    let insurance = perp_insurance_fee(tracked, held, ratio, fee, prices, most)?;
    let cover = match base_to_cover(begun.shortage, ratio, (fee, insurance), prices)? {
        Some(base) => Some(ceil_to(base, step)?),
        None => None,
    };
    let allowed = begun.allowed(cover, U256::new(u64::MAX))?;
    if allowed.is_zero() {
        return Ok(begun.user);
    }
    let least = if value_of(held, perp.price)? > SMALL_POSITION { U256::ZERO } else { held };
    let taken = ceil_to(held.min(asked).min(allowed.max(least)), step)?;
    let value = value_of(taken, perp.price)?;
    let share = |fee: U256| value.try_mul(fee, LIQUIDATION)?.try_div(FEE_ONE, LIQUIDATION);
    let (fee, insurance) = (share(fee)?, share(insurance)?);
    flows.size(&begun.user, &perp, (taken, value), (fee, insurance))?;
    if let Some(perp) = begun.user.perps.get_mut(place) {
        let long = !perp.base_asset_amount.is_negative();
        perp.base_asset_amount = perp.base_asset_amount.try_add(I256::new(long, taken), LIQUIDATION)?;
        let quote = I256::new(!long, value).try_sub(fee.into(), LIQUIDATION)?.try_sub(insurance.into(), LIQUIDATION)?;
        perp.quote_asset_amount = perp.quote_asset_amount.try_add(quote, LIQUIDATION)?;
        if floor_to(perp.base_asset_amount.magnitude(), step)? != perp.base_asset_amount.magnitude() {
            return Err(RiskError::refused("InvalidPerpPosition"));
        }
    }
    begun.end(cover.is_some_and(|cover| taken >= cover))
}

/// `liquidate_spot`: the liquidator takes a debt and a deposit worth more by both fees.
fn take_debt(before: &DriftUser, call: &LiquidationCall, flows: &mut Flows) -> Result<DriftUser, RiskError> {
    let (held, owed) = (before.balance(&call.collateral)?, before.balance(&call.debt)?);
    held.must_liquidate()?;
    owed.must_liquidate()?;
    if held.is_borrow || !owed.is_borrow {
        return Err(RiskError::refused("WrongSpotBalanceType"));
    }
    let mut begun = match begin(before, Ok(()))? {
        Ok(begun) => begun,
        Err(user) => return Ok(user),
    };
    let weight = owed.maintenance_liability_weight.saturating_add(begun.user.liquidation_margin_buffer_ratio);
    let (asset, liability) = (held.asset_side()?, owed.liability_side(weight)?);
    let tracked = begun.tracked(owed.weighted(owed.price, MAINTENANCE)?.0)?;
    let most = U256::new(u64::from(owed.terms()?.if_liquidation_fee));
    let insurance = spot_insurance_fee(tracked, asset, liability, most)?;
    let cover = liability_to_cover(begun.shortage, asset, liability, insurance)?;
    let small = owed.plain_value(liability.amount)? <= SMALL_DEBT;
    let Some((transfer, given)) = transfers(&begun, call, (asset, liability), cover, small)? else { return Ok(begun.user) };
    let fee = transfer.try_mul(insurance, LIQUIDATION)?.try_div(FEE_ONE, LIQUIDATION)?;
    flows.debt(held, owed, (given, transfer), fee)?;
    begun.user.spot_mut(&owed.asset)?.deposit(transfer.try_sub(fee, LIQUIDATION)?)?;
    begun.user.spot_mut(&held.asset)?.withdraw(given, false)?;
    begun.end(cover.is_some_and(|cover| transfer >= cover))
}

/// `liquidate_perp_pnl_for_deposit`: the same for the loss that a closed perpetual left.
fn take_loss(before: &DriftUser, place: usize, call: &LiquidationCall, flows: &mut Flows) -> Result<DriftUser, RiskError> {
    let held = before.balance(&call.collateral)?;
    held.must_liquidate()?;
    let mut user = before.clone();
    let Some(perp) = user.perps.get_mut(place) else { return Ok(user) };
    if held.is_borrow {
        return Err(RiskError::refused("WrongSpotBalanceType"));
    }
    perp.settle_funding()?;
    let (perp, loss) = (perp.clone(), perp.quote_asset_amount.magnitude());
    if !perp.base_asset_amount.is_zero() || !perp.quote_asset_amount.is_negative() {
        return Err(RiskError::refused("InvalidPerpPositionToLiquidate"));
    }
    let mut begun = match begin(&user, Ok(()))? {
        Ok(begun) => begun,
        Err(user) => return Ok(user),
    };
    let asset = held.asset_side()?;
    let liability = Side {
        amount: loss,
        price: begun.quote_price(),
        decimals: 6,
        weight: begun.user.liquidation_margin_buffer_ratio.saturating_add(10_000),
        multiplier: multiplier(perp.terms()?.liquidator_fee, false)?,
    };
    let cover = liability_to_cover(begun.shortage, asset, liability, U256::ZERO)?;
    let Some((transfer, given)) = transfers(&begun, call, (asset, liability), cover, loss <= SMALL_DEBT)? else {
        return Ok(begun.user);
    };
    flows.loss(&begun.user, held, (given, transfer))?;
    begun.user.spot_mut(&held.asset)?.withdraw(given, false)?;
    if let Some(perp) = begun.user.perps.get_mut(place) {
        perp.quote_asset_amount = perp.quote_asset_amount.try_add(transfer.into(), LIQUIDATION)?;
    }
    begun.end(cover.is_some_and(|cover| transfer >= cover))
}

/// The liability taken and the asset given for it; nothing where the share of now rounds to nothing.
fn transfers(
    begun: &Begun,
    call: &LiquidationCall,
    (asset, liability): (Side, Side),
    cover: Option<U256>,
    small: bool,
) -> Result<Option<(U256, U256)>, RiskError> {
    let allowed = begun.allowed(cover, U256::from_u128(u128::MAX))?;
    if allowed.is_zero() {
        return Ok(None);
    }
    let least = if small { liability.amount } else { U256::ZERO };
    let transfer =
        call.repay.unwrap_or(U256::MAX).min(liability.amount).min(allowed.max(least)).min(liability_for_asset(asset, liability)?);
    let given = asset_for_liability(asset, liability, transfer)?;
    if transfer.is_zero() || given.is_zero() {
        return Err(RiskError::refused("InvalidLiquidation"));
    }
    Ok(Some((transfer, given)))
}

/// The debt of a bankrupt user goes: the insurance fund and, beyond it, all depositors or all traders of the market bear it.
fn resolve(before: &DriftUser, debt: &str, flows: &mut Flows) -> Result<DriftUser, RiskError> {
    let mut user = before.clone();
    if let Some(perp) = user.perps.iter_mut().find(|perp| perp.asset == debt) {
        if !perp.quote_asset_amount.is_negative() {
            return Err(RiskError::refused("InvalidPerpPositionToLiquidate"));
        }
        flows.lost_quote(before, perp.quote_asset_amount.magnitude())?;
        perp.quote_asset_amount = I256::ZERO;
    } else {
        let spot = user.spot_mut(debt)?;
        if !spot.is_borrow || spot.scaled_balance.is_zero() {
            return Err(RiskError::refused("UserHasInvalidBorrow"));
        }
        let owed = spot.amount()?;
        flows.lost_debt(spot, owed)?;
        spot.deposit(owed)?;
    }
    if !bankrupt(&user) {
        user.leave_liquidation();
    }
    Ok(user)
}

fn floor_to(amount: U256, step: U256) -> Result<U256, RiskError> {
    amount.try_div(step, LIQUIDATION)?.try_mul(step, LIQUIDATION)
}

fn ceil_to(amount: U256, step: U256) -> Result<U256, RiskError> {
    amount.try_div_ceil(step, LIQUIDATION)?.try_mul(step, LIQUIDATION)
}

impl DriftPerp {
    pub(super) fn is_ordered(&self) -> bool {
        self.open_orders > 0 || self.has_orders()
    }

    /// The liquidator's fee at first, at most four fifths of a high-leverage ratio, and the largest that it rises to.
    fn fees(&self, terms: &DriftPerpTerms) -> Result<(u32, u32), RiskError> {
        let Some(ordinary) = &terms.ordinary_margin_ratios else {
            return Ok((terms.liquidator_fee, largest_fee(terms.liquidator_fee, self.margin_ratio_maintenance)?));
        };
        let ratio = self.margin_ratio_maintenance.saturating_mul(100);
        Ok((terms.liquidator_fee.min(ratio - ratio / 5), largest_fee(terms.liquidator_fee, ordinary.maintenance)?))
    }
}

impl DriftUser {
    /// A balance that is not empty.
    fn balance(&self, asset: &str) -> Result<&DriftSpot, RiskError> {
        let spot = self.spots.iter().find(|spot| spot.asset == asset).ok_or_else(|| RiskError::unknown("asset", asset))?;
        if spot.scaled_balance.is_zero() { Err(RiskError::refused("CouldNotFindSpotPosition")) } else { Ok(spot) }
    }
}

impl DriftSpot {
    fn asset_side(&self) -> Result<Side, RiskError> {
        let multiplier = multiplier(self.terms()?.liquidator_fee, true)?;
        Ok(Side { amount: self.amount()?, price: self.price, decimals: self.decimals, weight: self.maintenance_asset_weight, multiplier })
    }

    fn liability_side(&self, weight: u32) -> Result<Side, RiskError> {
        let multiplier = multiplier(self.terms()?.liquidator_fee, false)?;
        Ok(Side { amount: self.amount()?, price: self.price, decimals: self.decimals, weight, multiplier })
    }
}
