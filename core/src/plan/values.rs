//! A move judged by the values of the account alone: nearly what the venue says of it, for a hundredth of the work.

use super::leverage_down::{ALL, Sale};
use super::moves::{HEALTH_DECIMALS, Move};
use super::step::Walk;
use crate::account::{Leg, LegSide};
use crate::error::RiskError;
use crate::exact::U256;
use crate::liquidation::{Desk, Rates};
use crate::units;
use crate::venue::Venue;

/// Share by which the venue's health may differ from that of the values: a threshold averaged to basis points, units of few decimals.
const OFF: f64 = 1e-3;

/// Values that miss or pass the target by this share decide without the venue.
const DECISIVE: f64 = 1e-2;

/// What is held or owed of one asset.
struct Side {
    value: f64,
    threshold: f64,
}

impl Side {
    fn covers(&self, value: f64) -> bool {
        value <= self.value * (1.0 + ALL)
    }
}

/// An account and what one move would make of it, quote.
pub(super) struct Values<'a> {
    desk: &'a Desk<'a>,
    one: &'a Move,
    sale: Option<(Sale<'a>, Rates)>,
    backing: f64,
    required: f64,
    collateral: Side,
    debt: Side,
    target: f64,
    /// The venue's health is that of the values.
    trusted: bool,
}

/// An account after a move.
struct After {
    backing: f64,
    required: f64,
    /// No more is repaid than is owed, nor sold than is held.
    within: bool,
}

impl<'a> Values<'a> {
    pub fn new<V: Venue>(
        walk: &Walk<V>,
        one: &'a Move,
        desk: &'a Desk<'a>,
        sale: Option<Sale<'a>>,
        target: U256,
    ) -> Result<Self, RiskError> {
        let legs = walk.venue.account()?.legs;
        let (mut backing, mut required) = (0.0, 0.0);
        for leg in &legs {
            match leg.side {
                LegSide::Collateral => backing += leg.amount * leg.price * leg.threshold,
                LegSide::Debt => required += leg.amount * leg.price * leg.threshold,
            }
        }
        let side = |side: LegSide, asset: Option<&str>| {
            let leg = legs.iter().find(|leg| leg.side == side && Some(leg.asset.as_str()) == asset);
            leg.map_or(Side { value: 0.0, threshold: 0.0 }, |leg: &Leg| Side { value: leg.amount * leg.price, threshold: leg.threshold })
        };
        let (collateral, debt) = match one {
            Move::Repay { asset, .. } => (None, Some(asset.as_str())),
            Move::Supply { asset, .. } => (Some(asset.as_str()), None),
            Move::Sell { collateral, debt } => (Some(collateral.as_str()), Some(debt.as_str())),
        };
        let known = |asset: Option<&str>, side: &Side| asset.is_none() || side.threshold > 0.0;
        let sides = (side(LegSide::Collateral, collateral), side(LegSide::Debt, debt));
        let health = walk.health()?.map_or(f64::NAN, |health| units::to_f64(health, HEALTH_DECIMALS));
        let trusted = (health * required - backing).abs() <= OFF * backing && known(collateral, &sides.0) && known(debt, &sides.1);
        let sale = match sale {
            Some(sale) => {
                let rates = sale.rates(walk)?;
                Some((sale, rates))
            }
            None => None,
        };
        let target = units::to_f64(target, HEALTH_DECIMALS);
        Ok(Self { desk, one, sale, backing, required, collateral: sides.0, debt: sides.1, target, trusted })
    }

    /// Nothing where the market is not deep enough.
    fn after(&self, amount: U256) -> Result<Option<After>, RiskError> {
        let (mut backing, mut required, mut within) = (self.backing, self.required, true);
        match self.one {
            Move::Repay { asset, .. } => {
                let value = self.desk.value(asset, amount)?;
                required -= value * self.debt.threshold;
                within = self.debt.covers(value);
            }
            Move::Supply { asset, .. } => backing += self.desk.value(asset, amount)? * self.collateral.threshold,
            Move::Sell { .. } => {
                let Some((sale, rates)) = &self.sale else { return Ok(None) };
                let Some(sold) = sale.values(*rates, amount)? else { return Ok(None) };
                backing -= sold.collateral * self.collateral.threshold;
                required -= sold.debt * self.debt.threshold;
                within = self.collateral.covers(sold.collateral) && self.debt.covers(sold.debt);
            }
        }
        Ok(Some(After { backing, required, within }))
    }

    /// The target is reached: by the values, for a move that the venue refuses: dust would not reach it, more than there is would.
    pub fn reach(&self, amount: U256) -> Result<bool, RiskError> {
        let Some(After { backing, required, .. }) = self.after(amount)? else { return Ok(false) };
        Ok(self.reached(backing, required))
    }

    fn reached(&self, backing: f64, required: f64) -> bool {
        required <= 0.0 || backing >= required * self.target
    }

    /// What the venue need not be asked: values far from the target, and more than there is, which some venues take as all that there is.
    pub fn decide(&self, amount: U256) -> Result<Option<bool>, RiskError> {
        let Some(After { backing, required, within }) = self.after(amount)? else { return Ok(None) };
        if !within {
            return Ok(Some(self.reached(backing, required)));
        }
        let needed = required * self.target;
        let decides = self.trusted && (backing - needed).abs() > DECISIVE * needed;
        Ok(decides.then_some(backing > needed))
    }
}
