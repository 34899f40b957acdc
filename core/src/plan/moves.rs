//! What can be done for a position's health: repay or supply from the wallet, or sell collateral to repay.

use super::goal::HealthGoal;
use super::leverage_down::Sale;
use super::step::Walk;
use super::values::Values;
use crate::account::{LegSide, smallest};
use crate::error::RiskError;
use crate::exact::U256;
use crate::liquidation::Desk;
use crate::liquidation::search::{accepted, first, most_allowed, nearly_first};
use crate::venue::{Action, Venue};
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;

/// Decimals of a health factor.
pub(super) const HEALTH_DECIMALS: u8 = 18;

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
        Ok(walk.health()?.is_none_or(|health| health >= self.goal.target_health))
    }

    /// The move with the smallest amount that reaches the target; nothing when none does, or the venue refuses those that would.
    pub fn smallest<V: Venue>(&self, walk: &Walk<V>, one: &Move) -> Result<Option<Walk<V>>, RiskError> {
        self.reaching(walk, one, &|most, reached| first(most, reached))
    }

    /// The same to a sixteen-millionth of the amount, for comparing costs.
    pub fn nearly_smallest<V: Venue>(&self, walk: &Walk<V>, one: &Move) -> Result<Option<Walk<V>>, RiskError> {
        self.reaching(walk, one, &|most, reached| nearly_first(most, reached))
    }

    /// All of a move that the venue takes; nothing where it takes none, or where that alone reaches the target.
    pub fn whole<V: Venue>(&self, walk: &Walk<V>, one: &Move) -> Result<Option<Walk<V>>, RiskError> {
        let Some(amount) = self.largest(walk, one)? else { return Ok(None) };
        let Some(done) = accepted(self.play(walk, one, amount))? else { return Ok(None) };
        Ok(if self.reaches(&done)? { None } else { Some(done) })
    }

    /// Finds what a search finds that asks the venue of every amount. The values foretell where the target is reached, and the venue is
    /// asked on both sides of that; what lies beyond is known then, and what is left is searched.
    fn reaching<V: Venue>(&self, walk: &Walk<V>, one: &Move, search: Search<'_>) -> Result<Option<Walk<V>>, RiskError> {
        let sale = match one {
            Move::Sell { collateral, debt } => Some(self.sale(collateral, debt)),
            _ => None,
        };
        let values = Values::new(walk, one, self.desk, sale, self.goal.target_health)?;
        let most = one.most();
        let reaching = Cell::new(None);
        let asked = |amount: U256| {
            if let Some(reaches) = values.decide(amount)? {
                return Ok(reaches);
            }
            let Some(done) = accepted(self.play(walk, one, amount))? else { return values.reach(amount) };
            let reaches = self.reaches(&done)?;
            if reaches {
                reaching.set(Some((amount, done)));
            }
            Ok(reaches)
        };
        let short = Cell::new(U256::ZERO);
        let foretold = search(most, &|amount| {
            let reaches = values.reach(amount)?;
            if !reaches {
                short.set(amount);
            }
            Ok(reaches)
        })?;
        let (short, enough) = match foretold {
            Some(enough) => around(short.get(), enough, most, &asked)?,
            None => (U256::ZERO, None),
        };
        let found = search(most, &|amount| {
            if amount <= short {
                return Ok(false);
            }
            match enough {
                Some(enough) if amount >= enough => Ok(true),
                _ => asked(amount),
            }
        })?;
        let Some(amount) = found else { return Ok(None) };
        match reaching.take() {
            Some((at, done)) if at == amount => Ok(Some(done)),
            _ => Ok(match accepted(self.play(walk, one, amount))? {
                Some(done) if self.reaches(&done)? => Some(done),
                _ => None,
            }),
        }
    }

    /// The largest amount of a move that the venue takes, of the wallet's money less what no longer helps; nothing when it takes none.
    pub fn largest<V: Venue>(&self, walk: &Walk<V>, one: &Move) -> Result<Option<U256>, RiskError> {
        let health = |amount: U256| -> Result<Option<Option<U256>>, RiskError> {
            let Some(done) = accepted(self.play(walk, one, amount))? else { return Ok(None) };
            Ok(Some(done.health()?))
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

/// A search for the smallest amount up to the largest one that does.
type Search<'a> = &'a dyn Fn(U256, &dyn Fn(U256) -> Result<bool, RiskError>) -> Result<Option<U256>, RiskError>;

/// How far around a foretold edge is asked, as a share of it: as near as floats foretell.
const NEAR: u64 = 1 << 30;

/// Asks around a foretold edge, each time farther; returns what is then known to be short, and what is known to be enough.
fn around(
    mut short: U256,
    mut enough: U256,
    most: U256,
    reached: &dyn Fn(U256) -> Result<bool, RiskError>,
) -> Result<(U256, Option<U256>), RiskError> {
    let limit = enough.try_div(U256::new(NEAR), AROUND)?;
    let mut step = enough.saturating_sub(short);
    let mut told = false;
    while !reached(enough)? {
        (short, told) = (enough, true);
        if step > limit {
            return Ok((short, None));
        }
        enough = enough.try_add(step, AROUND)?.min(most);
        step = step.try_mul(WIDER, AROUND)?;
    }
    while !told && !short.is_zero() && reached(short)? {
        enough = short;
        if step > limit {
            return Ok((U256::ZERO, Some(enough)));
        }
        short = short.saturating_sub(step);
        step = step.try_mul(WIDER, AROUND)?;
    }
    Ok((short, Some(enough)))
}

const WIDER: U256 = U256::new(8);

const AROUND: &str = "amounts around an edge";

/// Nothing owed is the highest health.
fn higher_or_equal(health: Option<U256>, other: Option<U256>) -> bool {
    match (health, other) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(health), Some(other)) => health >= other,
    }
}
