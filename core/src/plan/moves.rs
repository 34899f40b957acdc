//! What can be done for a position's health: repay or supply from the wallet, or sell collateral to repay.

use super::goal::HealthGoal;
use super::leverage_down::Sale;
use super::step::Walk;
use crate::account::{Leg, LegSide, smallest};
use crate::error::RiskError;
use crate::exact::U256;
use crate::liquidation::Desk;
use crate::liquidation::search::{accepted, first, most_allowed, nearly_first};
use crate::units;
use crate::venue::{Action, Venue};
use alloc::string::String;
use alloc::vec::Vec;

/// Decimals of a health factor.
const HEALTH_DECIMALS: u8 = 18;

/// One kind of move.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Move {
    /// Repays from the wallet, at most so much.
    Repay { asset: String, most: U256 },
    /// Supplies from the wallet, at most so much.
    Supply { asset: String, most: U256 },
    /// Sells collateral and repays with it; its amount is what is repaid.
    Sell { collateral: String, debt: String },
}

impl Move {
    /// All that the goal and the position leave open, in the order of the wallet and of the account's legs.
    pub fn all<V: Venue>(venue: &V, goal: &HealthGoal) -> Result<Vec<Self>, RiskError> {
        let account = venue.account()?;
        let side = |side: LegSide| account.legs.iter().filter(move |leg| leg.side == side && leg.amount > 0.0).map(|leg| &leg.asset);
        let mut moves = Vec::new();
        for one in goal.wallet.iter().filter(|one| !one.amount.is_zero()) {
            if side(LegSide::Debt).any(|asset| *asset == one.asset) {
                moves.push(Self::Repay { asset: one.asset.clone(), most: one.amount });
            }
            moves.push(Self::Supply { asset: one.asset.clone(), most: one.amount });
        }
        if goal.sell_collateral {
            for collateral in side(LegSide::Collateral) {
                for debt in side(LegSide::Debt) {
                    moves.push(Self::Sell { collateral: collateral.clone(), debt: debt.clone() });
                }
            }
        }
        Ok(moves)
    }

    pub fn is_sale(&self) -> bool {
        matches!(self, Self::Sell { .. })
    }

    /// Two moves of the same money are one.
    pub fn joins(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Repay { asset, .. } | Self::Supply { asset, .. },
                Self::Repay { asset: same, .. } | Self::Supply { asset: same, .. },
            ) => asset != same,
            _ => self != other,
        }
    }

    /// Most that the move can use.
    fn most(&self) -> U256 {
        match self {
            Self::Repay { most, .. } | Self::Supply { most, .. } => *most,
            Self::Sell { .. } => U256::MAX,
        }
    }
}

/// Plays moves towards a health factor.
pub(super) struct Player<'a> {
    pub desk: &'a Desk<'a>,
    pub goal: &'a HealthGoal,
}

impl Player<'_> {
    pub fn play<V: Venue>(&self, walk: &Walk<V>, one: &Move, amount: U256) -> Result<Walk<V>, RiskError> {
        let action = match one {
            Move::Repay { asset, .. } => Action::Repay { asset: asset.clone(), amount },
            Move::Supply { asset, .. } => Action::Supply { asset: asset.clone(), amount },
            Move::Sell { collateral, debt } => {
                return self.sale(collateral, debt).play(walk, amount);
            }
        };
        let mut walk = walk.clone();
        walk.take(self.desk, action, None, 0.0)?;
        Ok(walk)
    }

    fn sale<'b>(&'b self, collateral: &'b str, debt: &'b str) -> Sale<'b> {
        Sale { desk: self.desk, collateral, debt, flash_loan: self.goal.flash_loan }
    }

    /// The position has the health that is asked for, or owes nothing.
    pub fn reaches<V: Venue>(&self, walk: &Walk<V>) -> Result<bool, RiskError> {
        Ok(walk.venue.health()?.health_factor.is_none_or(|health| health >= self.goal.target_health))
    }

    /// The move with the smallest amount that reaches the target; nothing when none does, or the venue refuses those that would.
    pub fn smallest<V: Venue>(&self, walk: &Walk<V>, one: &Move) -> Result<Option<Walk<V>>, RiskError> {
        self.reaching(walk, one, |most, reached| first(most, reached))
    }

    /// The same to a sixteen-millionth of the amount, for comparing costs.
    pub fn nearly_smallest<V: Venue>(&self, walk: &Walk<V>, one: &Move) -> Result<Option<Walk<V>>, RiskError> {
        self.reaching(walk, one, |most, reached| nearly_first(most, reached))
    }

    /// All of a move that the venue takes; nothing where it takes none, or where that alone reaches the target.
    pub fn whole<V: Venue>(&self, walk: &Walk<V>, one: &Move) -> Result<Option<Walk<V>>, RiskError> {
        let Some(amount) = self.largest(walk, one)? else { return Ok(None) };
        let Some(done) = accepted(self.play(walk, one, amount))? else { return Ok(None) };
        Ok(if self.reaches(&done)? { None } else { Some(done) })
    }

    fn reaching<V: Venue>(
        &self,
        walk: &Walk<V>,
        one: &Move,
        search: impl FnOnce(U256, &dyn Fn(U256) -> Result<bool, RiskError>) -> Result<Option<U256>, RiskError>,
    ) -> Result<Option<Walk<V>>, RiskError> {
        let legs = walk.venue.account()?.legs;
        let reached = |amount: U256| match accepted(self.play(walk, one, amount))? {
            Some(done) => self.reaches(&done),
            None => self.would_reach(walk, &legs, one, amount),
        };
        let Some(amount) = search(one.most(), &reached)? else { return Ok(None) };
        let done = accepted(self.play(walk, one, amount))?;
        Ok(match done {
            Some(done) if self.reaches(&done)? => Some(done),
            _ => None,
        })
    }

    /// Judges a move that the venue refuses by its values alone: dust would not reach the target, more than there is would.
    fn would_reach<V: Venue>(&self, walk: &Walk<V>, legs: &[Leg], one: &Move, amount: U256) -> Result<bool, RiskError> {
        let threshold = |asset: &str, side| legs.iter().find(|leg| leg.asset == asset && leg.side == side).map_or(0.0, |leg| leg.threshold);
        let (mut backing, mut required) = (0.0, 0.0);
        for leg in legs {
            match leg.side {
                LegSide::Collateral => backing += leg.amount * leg.price * leg.threshold,
                LegSide::Debt => required += leg.amount * leg.price * leg.threshold,
            }
        }
        match one {
            Move::Repay { asset, .. } => required -= self.desk.value(asset, amount)? * threshold(asset, LegSide::Debt),
            Move::Supply { asset, .. } => backing += self.desk.value(asset, amount)? * threshold(asset, LegSide::Collateral),
            Move::Sell { collateral, debt } => {
                let Some(sold) = self.sale(collateral, debt).values(walk, amount)? else { return Ok(false) };
                backing -= sold.collateral * threshold(collateral, LegSide::Collateral);
                required -= sold.debt * threshold(debt, LegSide::Debt);
            }
        }
        Ok(required <= 0.0 || backing >= required * units::to_f64(self.goal.target_health, HEALTH_DECIMALS))
    }

    /// The largest amount of a move that the venue takes, of the wallet's money less what no longer helps; nothing when it takes none.
    pub fn largest<V: Venue>(&self, walk: &Walk<V>, one: &Move) -> Result<Option<U256>, RiskError> {
        let health = |amount: U256| -> Result<Option<Option<U256>>, RiskError> {
            let Some(done) = accepted(self.play(walk, one, amount))? else { return Ok(None) };
            Ok(Some(done.venue.health()?.health_factor))
        };
        let Some(most) = most_allowed(one.most(), |amount| Ok(health(amount)?.is_some()))? else { return Ok(None) };
        if one.is_sale() {
            return Ok(Some(most));
        }
        let best = health(most)?;
        smallest(U256::ONE, most, |amount| {
            Ok(match (health(amount)?, best) {
                (Some(here), Some(best)) => higher_or_equal(here, best),
                _ => false,
            })
        })
    }
}

/// Nothing owed is the highest health.
fn higher_or_equal(health: Option<U256>, other: Option<U256>) -> bool {
    match (health, other) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(health), Some(other)) => health >= other,
    }
}
