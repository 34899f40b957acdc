//! A plan as it is played: one action after the other on a copy of the position, with what each costs.

use crate::account::LegSide;
use crate::error::RiskError;
use crate::exact::U256;
use crate::liquidation::{Desk, Traded};
use crate::venue::{Action, Position, Venue};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// A trade outside the venue that belongs to a step.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PlanTrade {
    /// The asset given.
    pub from: String,
    /// The asset got.
    pub to: String,
    /// Token units given.
    pub amount: U256,
    /// Token units got, after fees and the move of the price.
    pub received: U256,
}

/// One step of a plan; costs in the venue's quote.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PlanStep {
    /// What the venue is asked to do.
    pub action: Action,
    /// The trade that makes what the step pays in, or sells what it takes out; absent where there is none.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub trade: Option<PlanTrade>,
    /// Gas, the trade's cost and the flash loan's fee.
    pub cost: f64,
    /// Health factor after the step, 18 decimals, as `PositionHealth` has it; absent when nothing is owed.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub health_after: Option<U256>,
}

/// Steps to a target, each of which the venue accepted on a copy of the position.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Plan {
    /// In the order in which they are taken; empty where the target is met already.
    pub steps: Vec<PlanStep>,
    /// Sum of the steps' costs, quote.
    pub cost: f64,
    /// Loops of a leverage plan, moves of a rebalancing. A move is a repayment, a supply, or a sale of collateral that repays.
    pub moves: u32,
    /// The fewest with which any plan of this kind reaches the target; more of them may still cost less.
    pub fewest_moves: u32,
    /// Health factor before, 18 decimals; absent when nothing is owed.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub health_before: Option<U256>,
    /// Health factor after, 18 decimals; absent when nothing is owed.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub health_after: Option<U256>,
    /// Collateral over equity before; absent where equity is 0 or below.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub leverage_before: Option<f64>,
    /// Collateral over equity after; absent where equity is 0 or below.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub leverage_after: Option<f64>,
}

/// A plan and the position after it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PlannedPosition {
    /// The steps.
    pub plan: Plan,
    /// The position after them.
    pub position: Position,
}

/// A plan and the state of any venue after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned<V> {
    /// The steps.
    pub plan: Plan,
    /// The state after them.
    pub venue: V,
}

impl From<Planned<Position>> for PlannedPosition {
    fn from(planned: Planned<Position>) -> Self {
        Self { plan: planned.plan, position: planned.venue }
    }
}

/// A copy of a position with the steps taken so far.
#[derive(Clone)]
pub(super) struct Walk<V> {
    pub venue: V,
    pub steps: Vec<PlanStep>,
}

impl<V: Venue> Walk<V> {
    pub fn new(venue: &V) -> Self {
        Self { venue: venue.clone(), steps: Vec::new() }
    }

    /// Takes one step.
    ///
    /// # Errors
    /// The contract's refusal.
    pub fn take(&mut self, desk: &Desk<'_>, action: Action, trade: Option<(PlanTrade, f64)>, loan_cost: f64) -> Result<(), RiskError> {
        self.venue = self.venue.apply(&action)?;
        let health_after = self.venue.health()?.health_factor;
        let (trade, trade_cost) = trade.map_or((None, 0.0), |(trade, cost)| (Some(trade), cost));
        self.steps.push(PlanStep { action, trade, cost: desk.costs.gas + trade_cost + loan_cost, health_after });
        Ok(())
    }

    /// Health factor now; nothing where nothing is owed.
    pub fn health(&self) -> Result<Option<U256>, RiskError> {
        match self.steps.last() {
            Some(step) => Ok(step.health_after),
            None => Ok(self.venue.health()?.health_factor),
        }
    }

    /// By how much the trades of the steps so far have moved the price of a trade the same way: no market recovers within a plan.
    pub fn worn(&self, desk: &Desk<'_>, from: &str, to: &str) -> Result<f64, RiskError> {
        let mut worn = 0.0;
        if from == to {
            return Ok(worn);
        }
        for trade in self.steps.iter().filter_map(|step| step.trade.as_ref()) {
            let value = desk.value(&trade.from, trade.amount)?;
            for asset in [from, to] {
                let same = if asset == from { trade.from == from } else { trade.to == to };
                worn += if same { desk.wear(asset, value)? } else { 0.0 };
            }
        }
        Ok(worn)
    }

    /// The lowest health factor after any step; nothing where nothing was owed after any.
    pub fn lowest_health(&self) -> Option<U256> {
        self.steps.iter().filter_map(|step| step.health_after).min()
    }

    /// What the steps cost together, quote.
    pub fn cost(&self) -> f64 {
        self.steps.iter().fold(0.0, |sum, step| sum + step.cost)
    }

    /// Closes the plan; `before` is where it began.
    pub fn finish(self, before: &V, moves: u32, fewest_moves: u32) -> Result<Planned<V>, RiskError> {
        let cost = self.cost();
        let plan = Plan {
            cost,
            moves,
            fewest_moves,
            health_before: before.health()?.health_factor,
            health_after: self.health()?,
            leverage_before: finite(Sums::of(before)?.leverage()),
            leverage_after: finite(Sums::of(&self.venue)?.leverage()),
            steps: self.steps,
        };
        Ok(Planned { plan, venue: self.venue })
    }
}

fn finite(leverage: f64) -> Option<f64> {
    leverage.is_finite().then_some(leverage)
}

/// Values of an account, quote.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sums {
    pub collateral: f64,
    pub debt: f64,
}

impl Sums {
    pub fn of<V: Venue>(venue: &V) -> Result<Self, RiskError> {
        let mut sums = Self { collateral: 0.0, debt: 0.0 };
        for leg in &venue.account()?.legs {
            match leg.side {
                LegSide::Collateral => sums.collateral += leg.amount * leg.price,
                LegSide::Debt => sums.debt += leg.amount * leg.price,
            }
        }
        Ok(sums)
    }

    /// Collateral over equity; infinite where equity is 0 or below, 1 where nothing is held or owed.
    pub fn leverage(self) -> f64 {
        let equity = self.collateral - self.debt;
        if self.debt <= 0.0 {
            1.0
        } else if equity > 0.0 {
            self.collateral / equity
        } else {
            f64::INFINITY
        }
    }
}

/// Names a trade for its step, with its cost; nothing where an asset would be traded for itself.
pub(super) fn traded(from: &str, to: &str, amount: U256, traded: &Traded) -> Option<(PlanTrade, f64)> {
    let trade = || PlanTrade { from: from.to_string(), to: to.to_string(), amount, received: traded.received };
    (from != to).then(|| (trade(), traded.cost))
}
