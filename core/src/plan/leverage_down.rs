//! Less leverage: withdraw collateral, sell it, repay.

use super::goal::LeverageGoal;
use super::leverage_up::too_low;
use super::search::{accepted, first, most_allowed};
use super::step::{Planned, PlannedPosition, Sums, Walk, traded};
use crate::error::RiskError;
use crate::exact::U256;
use crate::liquidation::{ActionCosts, Desk};
use crate::units::Shown;
use crate::venue::{Action, Position, Venue};
use alloc::format;
use alloc::string::ToString;

/// Relative fall of leverage below which another loop is of no use.
const NO_FALL: f64 = 1e-9;

/// Returns the steps that lower a position to a leverage: collateral withdrawn, sold for the debt asset, the debt repaid; integers of
/// the venue, each step accepted by its rules on a copy. A target of 1 repays the whole debt of a position that owes this asset alone.
///
/// With a flash loan one loop: the loan repays, the collateral withdrawn is sold for the loan and its fee. Without, each loop withdraws
/// the most that the venue lets, or what the target needs. The collateral withdrawn by the last loop is the least that reaches the
/// target: one unit less does not. Where the sale brings more than is owed, the rest stays in the wallet.
///
/// Trades are at the venue's prices less the costs; gas counts for every step.
///
/// # Errors
/// - `refused`: with the contract's own name, where the venue does not take the plan.
/// - `out_of_range`: a target outside [1, 1000] or above the leverage now; nothing owed; loops outside [1, 100], or too few; costs as in
///   `liquidation_profit`. `unknown`: an asset that the position does not have.
/// - `unsupported`: a venue without these steps; those of `position_health`.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn plan_unwind(position: &Position, goal: &LeverageGoal, costs: &ActionCosts) -> Result<PlannedPosition, RiskError> {
    Ok(plan_unwind_for(position, goal, costs)?.into())
}

/// Returns what `plan_unwind` returns, for any venue.
///
/// # Errors
/// Those of `plan_unwind`.
pub fn plan_unwind_for<V: Venue>(venue: &V, goal: &LeverageGoal, costs: &ActionCosts) -> Result<Planned<V>, RiskError> {
    costs.check()?;
    let desk = Desk::new(venue.prices()?, costs);
    goal.check(&desk)?;
    let now = Sums::of(venue)?.leverage();
    if now == goal.target_leverage {
        return Walk::new(venue).finish(venue, 0, 0);
    }
    if now < goal.target_leverage {
        let hint = "the position has less already: loop it";
        return Err(RiskError::out_of_range("goal.targetLeverage", &format!("at most {}", Shown(now)), Shown(goal.target_leverage), hint));
    }
    let down = Down { sale: Sale { desk: &desk, collateral: &goal.collateral, debt: &goal.debt, flash_loan: goal.flash_loan }, goal };
    let mut walk = Walk::new(venue);
    let rounds = if goal.flash_loan { 1 } else { goal.most_loops };
    for round in 1..=rounds {
        let needed = down.needed(&walk)?;
        if let Some(needed) = needed {
            let reaches = |done: &Walk<V>| Ok(Sums::of(&done.venue)?.leverage() <= goal.target_leverage);
            match down.sale.play_trimmed(&walk, needed, reaches) {
                Ok(done) if goal.allows(done.lowest_health()) => return done.finish(venue, round, round),
                Ok(_) if goal.flash_loan => return Err(too_low(goal)),
                Err(error) if goal.flash_loan => return Err(error),
                Ok(_) => {}
                Err(error) => accepted::<()>(Err(error)).map(|_| ())?,
            }
        }
        if goal.flash_loan {
            break;
        }
        let before = Sums::of(&walk.venue)?.leverage();
        let most = needed.unwrap_or(U256::MAX);
        let Some(most) = most_allowed(most, |amount| down.allowed(&walk, amount))? else { break };
        walk = down.sale.play(&walk, most)?;
        if Sums::of(&walk.venue)?.leverage() >= before * (1.0 - NO_FALL) {
            break;
        }
    }
    let reached = Sums::of(&walk.venue)?.leverage();
    let expected = if reached.is_finite() { format!("at least {} with {rounds} loops", Shown(reached)) } else { "any".to_string() };
    let hint = "allow more loops or a flash loan, or ask for more: the venue limits each withdrawal, and costs eat the equity";
    Err(RiskError::out_of_range("goal.targetLeverage", &expected, Shown(goal.target_leverage), hint))
}

struct Down<'a> {
    sale: Sale<'a>,
    goal: &'a LeverageGoal,
}

impl Down<'_> {
    fn allowed<V: Venue>(&self, walk: &Walk<V>, amount: U256) -> Result<bool, RiskError> {
        Ok(accepted(self.sale.play(walk, amount))?.is_some_and(|done| self.goal.allows(done.lowest_health())))
    }

    /// The least collateral whose sale reaches the target; nothing where no amount does. What the venue refuses is judged by the
    /// values alone.
    fn needed<V: Venue>(&self, walk: &Walk<V>) -> Result<Option<U256>, RiskError> {
        let sums = Sums::of(&walk.venue)?;
        let target = self.goal.target_leverage;
        first(U256::MAX, |amount| match accepted(self.sale.play(walk, amount))? {
            Some(done) => Ok(Sums::of(&done.venue)?.leverage() <= target),
            None => Ok(self.leverage(sums, amount)? <= target),
        })
    }

    /// Leverage after a sale by values alone.
    fn leverage(&self, sums: Sums, amount: U256) -> Result<f64, RiskError> {
        let sold = self.sale.desk.value(&self.goal.collateral, amount)?;
        let fee = if self.goal.flash_loan { self.sale.desk.costs.flash_loan_fee } else { 0.0 };
        let repaid = self.sale.desk.rates(&self.goal.collateral, &self.goal.debt)?.proceeds(sold) / (1.0 + fee);
        Ok(Sums { collateral: sums.collateral - sold, debt: sums.debt - repaid }.leverage())
    }
}

/// Collateral sold to repay a debt.
pub(super) struct Sale<'a> {
    pub desk: &'a Desk<'a>,
    pub collateral: &'a str,
    pub debt: &'a str,
    pub flash_loan: bool,
}

impl Sale<'_> {
    /// Sells an amount of collateral and repays with all that it brings.
    pub fn play<V: Venue>(&self, walk: &Walk<V>, amount: U256) -> Result<Walk<V>, RiskError> {
        let sold = self.desk.trade(self.collateral, self.debt, amount)?;
        let repaid = if self.flash_loan { self.desk.flash_loan_of(sold.received)? } else { sold.received };
        self.repaying(walk, amount, repaid)
    }

    /// The same; where the venue refuses to be paid more than it is owed, with the most that it takes, if that still reaches the target.
    pub fn play_trimmed<V: Venue>(
        &self,
        walk: &Walk<V>,
        amount: U256,
        reaches: impl Fn(&Walk<V>) -> Result<bool, RiskError>,
    ) -> Result<Walk<V>, RiskError> {
        let refusal = match self.play(walk, amount) {
            Ok(done) => return Ok(done),
            Err(error) => accepted::<()>(Err(error.clone())).map(|_| error)?,
        };
        let sold = self.desk.trade(self.collateral, self.debt, amount)?;
        let whole = if self.flash_loan { self.desk.flash_loan_of(sold.received)? } else { sold.received };
        let takes = |repaid: U256| Ok(accepted(self.repaying(walk, amount, repaid))?.is_some());
        let Some(repaid) = most_allowed(whole, takes)? else { return Err(refusal) };
        let done = self.repaying(walk, amount, repaid)?;
        if reaches(&done)? { Ok(done) } else { Err(refusal) }
    }

    fn repaying<V: Venue>(&self, walk: &Walk<V>, amount: U256, repaid: U256) -> Result<Walk<V>, RiskError> {
        let desk = self.desk;
        let mut walk = walk.clone();
        let sold = desk.trade(self.collateral, self.debt, amount)?;
        let trade = Some((traded(self.collateral, self.debt, amount, sold.received), sold.cost));
        let withdraw = Action::Withdraw { asset: self.collateral.to_string(), amount };
        let repay = Action::Repay { asset: self.debt.to_string(), amount: repaid };
        if self.flash_loan {
            walk.take(desk, repay, None, desk.value(self.debt, desk.flash_fee(repaid)?)?)?;
            walk.take(desk, withdraw, trade, 0.0)?;
        } else {
            walk.take(desk, withdraw, None, 0.0)?;
            walk.take(desk, repay, trade, 0.0)?;
        }
        Ok(walk)
    }
}
