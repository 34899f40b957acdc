//! Less leverage: withdraw collateral, sell it, repay.

use super::goal::LeverageGoal;
use super::leverage_up::too_low;
use super::step::{Planned, PlannedPosition, Sums, Walk, traded};
use crate::account::LegSide;
use crate::error::RiskError;
use crate::exact::U256;
use crate::liquidation::search::{accepted, first, most_allowed, refuses};
use crate::liquidation::{ActionCosts, Desk, Rates};
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
/// the most that the venue lets, or what the target needs. The repayment of the last loop is the smallest that reaches the target: one
/// unit less does not; each sale takes the least collateral that brings what is repaid.
///
/// Trades are at the venue's prices less the costs, and no market recovers between them; gas counts for every step.
///
/// # Errors
/// - `refused`: with the contract's own name, where the venue does not take the plan.
/// - `out_of_range`: a target outside [1, 1000] or above the leverage now; nothing owed; loops outside [1, 100], or too few; costs as in
///   `liquidation_profit`. `unknown`: an asset that the position does not have.
/// - `unsupported`: a venue without these steps; those of `position_health`.
///
/// ```
/// use plimsoll::liquidation::{ActionCosts, AssetCosts};
/// use plimsoll::plan::{LeverageGoal, plan_unwind};
/// use plimsoll::venue::Position;
/// // 10 ETH at 2,500 against 14,000 dollars: leverage 25,000 / 11,000.
/// let position = Position::AaveV3(serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/position.json")))?);
/// let asset = |asset: &str, decimals, trade_fee| AssetCosts { asset: asset.into(), decimals, trade_fee, two_percent_depth: None };
/// let costs = ActionCosts { gas: 10.0, flash_loan_fee: 0.0005, assets: vec![asset("ETH", 18, 0.001), asset("USDC", 6, 0.0)] };
/// let goal = LeverageGoal {
///     collateral: "ETH".into(), debt: "USDC".into(), target_leverage: 1.0, flash_loan: true, most_loops: 10, least_health: None,
/// };
/// let planned = plan_unwind(&position, &goal, &costs)?;
/// assert_eq!((planned.plan.health_after, planned.plan.leverage_after), (None, Some(1.0)));
/// // 0.1 % of the trade, 0.05 % of the loan of 14,000, and gas for two steps.
/// assert!((planned.plan.cost - 41.02).abs() < 0.01);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn plan_unwind(position: &Position, goal: &LeverageGoal, costs: &ActionCosts) -> Result<PlannedPosition, RiskError> {
    Ok(plan_unwind_for(position, goal, costs)?.into())
}

/// Returns what `plan_unwind` returns, for any venue.
///
/// # Errors
/// Those of `plan_unwind`.
///
/// ```
/// use plimsoll::liquidation::{ActionCosts, AssetCosts};
/// use plimsoll::plan::{LeverageGoal, plan_unwind_for};
/// use plimsoll::venue::aave_v3::AaveV3User;
/// let user: AaveV3User = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/position.json")))?;
/// let asset = |asset: &str, decimals, trade_fee| AssetCosts { asset: asset.into(), decimals, trade_fee, two_percent_depth: None };
/// let costs = ActionCosts { gas: 10.0, flash_loan_fee: 0.0005, assets: vec![asset("ETH", 18, 0.001), asset("USDC", 6, 0.0)] };
/// let goal = LeverageGoal {
///     collateral: "ETH".into(), debt: "USDC".into(), target_leverage: 2.0, flash_loan: true, most_loops: 10, least_health: None,
/// };
/// assert!((plan_unwind_for(&user, &goal, &costs)?.plan.leverage_after.ok_or("no equity")? - 2.0).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
            match down.sale.play(&walk, needed) {
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

    /// The smallest repayment that reaches the target; nothing where none does. What the venue refuses is judged by the values alone.
    fn needed<V: Venue>(&self, walk: &Walk<V>) -> Result<Option<U256>, RiskError> {
        let sums = Sums::of(&walk.venue)?;
        let rates = self.sale.rates(walk)?;
        let target = self.goal.target_leverage;
        first(U256::MAX, |repaid| match accepted(self.sale.play(walk, repaid))? {
            Some(done) => Ok(Sums::of(&done.venue)?.leverage() <= target),
            None => {
                let Some(Sold { collateral, debt }) = self.sale.values(rates, repaid)? else { return Ok(false) };
                Ok(Sums { collateral: sums.collateral - collateral, debt: sums.debt - debt }.leverage() <= target)
            }
        })
    }
}

/// Collateral sold to repay a debt.
pub(super) struct Sale<'a> {
    pub desk: &'a Desk<'a>,
    pub collateral: &'a str,
    pub debt: &'a str,
    pub flash_loan: bool,
}

/// Values of a sale, quote.
pub(super) struct Sold {
    pub collateral: f64,
    pub debt: f64,
}

impl Sale<'_> {
    /// Repays an amount out of the least collateral that brings it, and the fee of its flash loan. Where the venue takes no such amount
    /// because it is all that is owed, or a unit more, it is asked to take all.
    ///
    /// # Errors
    /// The contract's refusal; `overflow` where the market is not deep enough for the sale, or less is held.
    pub fn play<V: Venue>(&self, walk: &Walk<V>, repaid: U256) -> Result<Walk<V>, RiskError> {
        let refusal = match self.asking(walk, repaid, repaid) {
            Err(error) if refuses(&error) => error,
            result => return result,
        };
        let alone = Action::Repay { asset: self.debt.to_string(), amount: repaid };
        if self.is_all(walk, repaid)? && walk.venue.apply(&alone).is_err_and(|error| refuses(&error)) {
            return self.asking(walk, repaid, U256::MAX);
        }
        Err(refusal)
    }

    /// The amount is what is owed of the debt asset, as far as a float tells.
    fn is_all<V: Venue>(&self, walk: &Walk<V>, repaid: U256) -> Result<bool, RiskError> {
        let owed = walk
            .venue
            .account()?
            .legs
            .iter()
            .find(|leg| leg.side == LegSide::Debt && leg.asset == self.debt)
            .map_or(0.0, |leg| leg.amount * leg.price);
        let value = self.desk.value(self.debt, repaid)?;
        Ok((value - owed).abs() <= ALL * owed)
    }

    /// Sells for one amount and asks the venue to take another.
    fn asking<V: Venue>(&self, walk: &Walk<V>, repaid: U256, asked: U256) -> Result<Walk<V>, RiskError> {
        let desk = self.desk;
        let fee = if self.flash_loan { desk.flash_fee(repaid)? } else { U256::ZERO };
        let target = repaid.try_add(fee, SALE)?;
        let worn = walk.worn(desk, self.collateral, self.debt)?;
        let amount = desk.needed_for(self.collateral, self.debt, target, worn)?.ok_or_else(|| RiskError::overflow(SALE))?;
        // A venue that reads more than there is as all of it would leave less to sell than the trade sells.
        if walk.venue.takes_at_most(self.collateral)?.is_some_and(|most| amount > most) {
            return Err(RiskError::overflow(SALE));
        }
        let sold = desk.trade(self.collateral, self.debt, amount, worn)?;
        let trade = traded(self.collateral, self.debt, amount, &sold);
        let withdraw = Action::Withdraw { asset: self.collateral.to_string(), amount };
        let repay = Action::Repay { asset: self.debt.to_string(), amount: asked };
        let mut walk = walk.clone();
        if self.flash_loan {
            walk.take(desk, repay, None, desk.value(self.debt, fee)?)?;
            walk.take(desk, withdraw, trade, 0.0)?;
        } else {
            walk.take(desk, withdraw, None, 0.0)?;
            walk.take(desk, repay, trade, 0.0)?;
        }
        Ok(walk)
    }

    /// What the sale keeps and loses of each value, after the trades so far.
    pub fn rates<V: Venue>(&self, walk: &Walk<V>) -> Result<Rates, RiskError> {
        let worn = walk.worn(self.desk, self.collateral, self.debt)?;
        Ok(self.desk.rates(self.collateral, self.debt)?.worn(worn))
    }

    /// What a repayment takes from both sides by values alone; nothing where the market is not deep enough for it.
    pub fn values(&self, rates: Rates, repaid: U256) -> Result<Option<Sold>, RiskError> {
        let debt = self.desk.value(self.debt, repaid)?;
        let fee = if self.flash_loan { self.desk.costs.flash_loan_fee } else { 0.0 };
        Ok(rates.sold_for(debt * (1.0 + fee)).map(|collateral| Sold { collateral, debt }))
    }
}

/// Share of a debt by which a float's reading of it may be off.
pub(super) const ALL: f64 = 1e-9;

const SALE: &str = "sale of collateral";
