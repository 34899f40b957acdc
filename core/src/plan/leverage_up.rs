//! More leverage: borrow, buy collateral, supply it.

use super::goal::LeverageGoal;
use super::step::{Planned, PlannedPosition, Sums, Walk, traded};
use crate::error::RiskError;
use crate::exact::U256;
use crate::liquidation::search::{accepted, first, most_allowed};
use crate::liquidation::{ActionCosts, Desk};
use crate::units::Shown;
use crate::venue::{Action, Position, Venue};
use alloc::format;

/// Relative growth of leverage below which another loop is of no use.
const NO_GROWTH: f64 = 1e-9;

/// Returns the steps that raise a position to a leverage: debt borrowed, sold for collateral, the collateral supplied; integers of the
/// venue, each step accepted by its rules on a copy.
///
/// With a flash loan one loop: the loan is sold, what it buys is supplied, and the loan and its fee are borrowed. Without, each loop
/// borrows the most that the venue lets, or what the target needs: so there are as few loops as can be. The amount of the last loop is
/// the smallest that reaches the target: one unit less does not.
///
/// Trades are at the venue's prices less the costs, and no market recovers between them; gas counts for every step.
///
/// # Errors
/// - `refused`: with the contract's own name, where the venue does not take the plan, such as a target beyond its LTV.
/// - `out_of_range`: a target outside [1, 1000] or below the leverage now; loops outside [1, 100], or too few; costs as in
///   `liquidation_profit`. `unknown`: an asset that the position does not have.
/// - `unsupported`: a venue without these steps; those of `position_health`.
///
/// ```
/// use plimsoll::liquidation::{ActionCosts, AssetCosts};
/// use plimsoll::plan::{LeverageGoal, plan_loop};
/// use plimsoll::venue::Position;
/// // 10 ETH at 2,500 against 14,000 dollars: leverage 25,000 / 11,000.
/// let position = Position::AaveV3(serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/position.json")))?);
/// let asset = |asset: &str, decimals, trade_fee| AssetCosts { asset: asset.into(), decimals, trade_fee, two_percent_depth: None };
/// let costs = ActionCosts { gas: 10.0, flash_loan_fee: 0.0005, assets: vec![asset("ETH", 18, 0.001), asset("USDC", 6, 0.0)] };
/// let goal = LeverageGoal {
///     collateral: "ETH".into(), debt: "USDC".into(), target_leverage: 3.0, flash_loan: true, most_loops: 10, least_health: None,
/// };
/// let planned = plan_loop(&position, &goal, &costs)?;
/// assert_eq!((planned.plan.steps.len(), planned.plan.moves), (2, 1));
/// assert!((planned.plan.leverage_after.ok_or("no equity")? - 3.0).abs() < 1e-9);
/// // 0.1 % of the trade, 0.05 % of the loan, and gas for two steps.
/// assert!((planned.plan.cost - 31.963).abs() < 0.1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn plan_loop(position: &Position, goal: &LeverageGoal, costs: &ActionCosts) -> Result<PlannedPosition, RiskError> {
    Ok(plan_loop_for(position, goal, costs)?.into())
}

/// Returns what `plan_loop` returns, for any venue.
///
/// # Errors
/// Those of `plan_loop`.
///
/// ```
/// use plimsoll::liquidation::{ActionCosts, AssetCosts};
/// use plimsoll::plan::{LeverageGoal, plan_loop_for};
/// use plimsoll::venue::aave_v3::AaveV3User;
/// let user: AaveV3User = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/position.json")))?;
/// let asset = |asset: &str, decimals, trade_fee| AssetCosts { asset: asset.into(), decimals, trade_fee, two_percent_depth: None };
/// let costs = ActionCosts { gas: 10.0, flash_loan_fee: 0.0005, assets: vec![asset("ETH", 18, 0.001), asset("USDC", 6, 0.0)] };
/// let goal = LeverageGoal {
///     collateral: "ETH".into(), debt: "USDC".into(), target_leverage: 3.0, flash_loan: false, most_loops: 10, least_health: None,
/// };
/// let planned = plan_loop_for(&user, &goal, &costs)?;
/// // Each loop borrows what the LTV of 0.805 lets.
/// assert_eq!(planned.plan.moves, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn plan_loop_for<V: Venue>(venue: &V, goal: &LeverageGoal, costs: &ActionCosts) -> Result<Planned<V>, RiskError> {
    costs.check()?;
    let desk = Desk::new(venue.prices()?, costs);
    goal.check(&desk)?;
    let now = Sums::of(venue)?.leverage();
    if now == goal.target_leverage {
        return Walk::new(venue).finish(venue, 0, 0);
    }
    if now > goal.target_leverage {
        let hint = "the position has more already: unwind it";
        return Err(RiskError::out_of_range("goal.targetLeverage", &format!("at least {}", Shown(now)), Shown(goal.target_leverage), hint));
    }
    let up = Up { desk: &desk, goal };
    let mut walk = Walk::new(venue);
    let rounds = if goal.flash_loan { 1 } else { goal.most_loops };
    for round in 1..=rounds {
        let needed = up.needed(&walk)?;
        match up.round(&walk, needed) {
            Ok(done) if goal.allows(done.lowest_health()) => return done.finish(venue, round, round),
            Ok(_) if goal.flash_loan => return Err(too_low(goal)),
            Err(error) if goal.flash_loan => return Err(error),
            Ok(_) => {}
            Err(error) => accepted::<()>(Err(error)).map(|_| ())?,
        }
        let before = Sums::of(&walk.venue)?.leverage();
        let Some(most) = most_allowed(needed, |amount| up.allowed(&walk, amount))? else { break };
        walk = up.round(&walk, most)?;
        if Sums::of(&walk.venue)?.leverage() <= before * (1.0 + NO_GROWTH) {
            break;
        }
    }
    let reached = Sums::of(&walk.venue)?.leverage();
    let expected = format!("at most {} with {} loops", Shown(reached), rounds);
    let hint = "allow more loops or a flash loan, or ask for less: the venue's LTV limits each loop";
    Err(RiskError::out_of_range("goal.targetLeverage", &expected, Shown(goal.target_leverage), hint))
}

/// The plan reaches its target through a health that the caller does not want.
pub(super) fn too_low(goal: &LeverageGoal) -> RiskError {
    let least = goal.least_health.unwrap_or_default();
    RiskError::out_of_range(
        "goal.leastHealth",
        "at most the health that the target leaves",
        least,
        "ask for less leverage, or allow a lower health",
    )
}

struct Up<'a> {
    desk: &'a Desk<'a>,
    goal: &'a LeverageGoal,
}

impl Up<'_> {
    /// One loop with an amount of the debt asset sold.
    fn round<V: Venue>(&self, walk: &Walk<V>, amount: U256) -> Result<Walk<V>, RiskError> {
        let (desk, goal) = (self.desk, self.goal);
        let mut walk = walk.clone();
        let worn = walk.worn(desk, &goal.debt, &goal.collateral)?;
        let bought = desk.trade(&goal.debt, &goal.collateral, amount, worn)?;
        let supply = Action::Supply { asset: goal.collateral.clone(), amount: bought.received };
        let trade = traded(&goal.debt, &goal.collateral, amount, &bought);
        if goal.flash_loan {
            let fee = desk.flash_fee(amount)?;
            walk.take(desk, supply, trade, 0.0)?;
            let borrow = Action::Borrow { asset: goal.debt.clone(), amount: amount.try_add(fee, "flash loan")? };
            walk.take(desk, borrow, None, desk.value(&goal.debt, fee)?)?;
        } else {
            walk.take(desk, Action::Borrow { asset: goal.debt.clone(), amount }, None, 0.0)?;
            walk.take(desk, supply, trade, 0.0)?;
        }
        Ok(walk)
    }

    fn allowed<V: Venue>(&self, walk: &Walk<V>, amount: U256) -> Result<bool, RiskError> {
        Ok(accepted(self.round(walk, amount))?.is_some_and(|done| self.goal.allows(done.lowest_health())))
    }

    /// The smallest amount of one loop that reaches the target. What the venue refuses is judged by the values alone, so that the
    /// refusal of the amount that is needed can be told.
    fn needed<V: Venue>(&self, walk: &Walk<V>) -> Result<U256, RiskError> {
        let sums = Sums::of(&walk.venue)?;
        let target = self.goal.target_leverage;
        let worn = walk.worn(self.desk, &self.goal.debt, &self.goal.collateral)?;
        let reaches = |amount: U256| match accepted(self.round(walk, amount))? {
            Some(done) => Ok(Sums::of(&done.venue)?.leverage() >= target),
            None => Ok(self.leverage(sums, amount, worn)? >= target),
        };
        // Equity falls with every unit, or stays: some amount reaches every leverage, unless nothing is held.
        first(U256::MAX, reaches)?.ok_or_else(|| {
            let hint = "supply collateral first";
            RiskError::out_of_range("position", "one that holds something", "nothing", hint)
        })
    }

    /// Leverage after a loop by values alone.
    fn leverage(&self, sums: Sums, amount: U256, worn: f64) -> Result<f64, RiskError> {
        let sold = self.desk.value(&self.goal.debt, amount)?;
        let bought = self.desk.rates(&self.goal.debt, &self.goal.collateral)?.worn(worn).proceeds(sold);
        let fee = if self.goal.flash_loan { self.desk.costs.flash_loan_fee } else { 0.0 };
        Ok(Sums { collateral: sums.collateral + bought, debt: sums.debt + sold * (1.0 + fee) }.leverage())
    }
}
