//! A health factor restored with the fewest and the cheapest moves.

use super::goal::HealthGoal;
use super::moves::{Move, Player};
use super::shared::shared;
use super::step::{Planned, PlannedPosition, Sums, Walk};
use crate::error::RiskError;
use crate::liquidation::{ActionCosts, Desk};
use crate::venue::{Action, Position, Venue};

/// Share of what a position holds and owes by which costs may differ through the rounding of trades alone.
const ROUNDING: f64 = 1e-9;

/// Returns the cheapest steps that bring a position to a health factor: repaying and supplying from the wallet, selling collateral to
/// repay; integers of the venue, each step accepted by its rules on a copy.
///
/// Every single move is tried, then every pair; of those that reach the target the cheapest is returned, of equally cheap ones that with
/// the fewest moves, then the fewest steps, then the least of the wallet's money. `fewest_moves` says whether one move would have done.
/// A move from the wallet costs its gas alone: the money stays the user's.
///
/// The amount of the last move is the smallest that reaches the target: one unit less does not. In a pair the wallet's money goes first
/// and whole; two sales share the amount so that together they cost least, each meeting the prices that the other has moved.
///
/// # Errors
/// - `out_of_range`: a target of 0, or one that no two moves reach; costs as in `liquidation_profit`.
/// - `unknown`, `duplicate`: the wallet's assets.
/// - `unsupported`: a venue without these steps; those of `position_health`.
///
/// ```
/// use plimsoll::U256;
/// use plimsoll::liquidation::{ActionCosts, AssetCosts};
/// use plimsoll::plan::{HealthGoal, plan_rebalance};
/// use plimsoll::venue::{Action, AssetAmount, Position};
/// // 10 ETH at 2,500 against 14,000 dollars: health 20,750 / 14,000.
/// let position = Position::AaveV3(serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/position.json")))?);
/// let asset = |asset: &str, decimals, trade_fee| AssetCosts { asset: asset.into(), decimals, trade_fee, two_percent_depth: None };
/// let costs = ActionCosts { gas: 10.0, flash_loan_fee: 0.0005, assets: vec![asset("ETH", 18, 0.001), asset("USDC", 6, 0.0)] };
/// let goal = HealthGoal {
///     target_health: "2000000000000000000".parse()?,
///     wallet: vec![AssetAmount { asset: "USDC".into(), amount: U256::new(9_000_000_000) }],
///     sell_collateral: true,
///     flash_loan: true,
/// };
/// let planned = plan_rebalance(&position, &goal, &costs)?;
/// // 20,750 / 2 may be owed: 3,625 dollars are repaid from the wallet, which costs less than to sell ether.
/// assert_eq!(planned.plan.steps[0].action, Action::Repay { asset: "USDC".into(), amount: U256::new(3_625_000_000) });
/// assert_eq!((planned.plan.moves, planned.plan.cost), (1, 10.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn plan_rebalance(position: &Position, goal: &HealthGoal, costs: &ActionCosts) -> Result<PlannedPosition, RiskError> {
    Ok(plan_rebalance_for(position, goal, costs)?.into())
}

/// Returns what `plan_rebalance` returns, for any venue.
///
/// # Errors
/// Those of `plan_rebalance`.
///
/// ```
/// use plimsoll::U256;
/// use plimsoll::liquidation::{ActionCosts, AssetCosts};
/// use plimsoll::plan::{HealthGoal, plan_rebalance_for};
/// use plimsoll::venue::{AssetAmount, aave_v3::AaveV3User};
/// let user: AaveV3User = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/position.json")))?;
/// let asset = |asset: &str, decimals, trade_fee| AssetCosts { asset: asset.into(), decimals, trade_fee, two_percent_depth: None };
/// let costs = ActionCosts { gas: 10.0, flash_loan_fee: 0.0005, assets: vec![asset("ETH", 18, 0.001), asset("USDC", 6, 0.0)] };
/// let goal = HealthGoal {
///     target_health: "2000000000000000000".parse()?,
///     wallet: vec![AssetAmount { asset: "USDC".into(), amount: U256::new(9_000_000_000) }],
///     sell_collateral: true,
///     flash_loan: true,
/// };
/// assert_eq!(plan_rebalance_for(&user, &goal, &costs)?.plan.health_after, Some(goal.target_health));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn plan_rebalance_for<V: Venue>(venue: &V, goal: &HealthGoal, costs: &ActionCosts) -> Result<Planned<V>, RiskError> {
    costs.check()?;
    let desk = Desk::new(venue.prices()?, costs);
    goal.check(&desk)?;
    let player = Player { desk: &desk, goal };
    let start = Walk::new(venue);
    if player.reaches(&start)? {
        return start.finish(venue, 0, 0);
    }
    let moves = Move::all(venue, goal)?;
    let sums = Sums::of(venue)?;
    let mut choice = Choice { desk: &desk, best: None, fewest: u32::MAX, rounding: ROUNDING * (sums.collateral + sums.debt) };
    for one in &moves {
        if let Some(done) = player.smallest(&start, one)? {
            choice.offer(done, 1)?;
        }
    }
    for (place, one) in moves.iter().enumerate() {
        let others = || moves.iter().skip(if one.is_sale() { place + 1 } else { 0 }).filter(|other| one.joins(other));
        if one.is_sale() {
            // Two sales are four steps: where their gas alone costs more than what is found, they are not tried.
            let mut most = None;
            for other in others() {
                if !choice.within(4.0 * costs.gas) {
                    break;
                }
                if most.is_none() {
                    most = player.largest(&start, one)?;
                }
                let Some(most) = most else { break };
                if let Some(done) = shared(&player, &start, one, most, other)? {
                    choice.offer(done, 2)?;
                }
            }
        } else if let Some(between) = player.whole(&start, one)? {
            // The wallet's money first and whole: it costs nothing to use.
            for other in others() {
                if let Some(done) = player.smallest(&between, other)? {
                    choice.offer(done, 2)?;
                }
            }
        }
    }
    let Some((walk, offer)) = choice.best else {
        let hint = "put more into the wallet, let collateral be sold, or ask for less";
        return Err(RiskError::out_of_range("goal.targetHealth", "within reach of two moves", goal.target_health, hint));
    };
    walk.finish(venue, offer.moves, choice.fewest)
}

/// What plans are chosen by.
#[derive(Clone, Copy)]
struct Offer {
    cost: f64,
    moves: u32,
    steps: usize,
    wallet: f64,
}

struct Choice<'a, V> {
    desk: &'a Desk<'a>,
    best: Option<(Walk<V>, Offer)>,
    fewest: u32,
    /// Costs that differ by less are equal: the rounding of the trades.
    rounding: f64,
}

impl<V: Venue> Choice<'_, V> {
    fn offer(&mut self, walk: Walk<V>, moves: u32) -> Result<(), RiskError> {
        let offer = Offer { cost: walk.cost(), moves, steps: walk.steps.len(), wallet: self.wallet(&walk)? };
        self.fewest = self.fewest.min(moves);
        if self.best.as_ref().is_none_or(|(_, best)| self.better(offer, *best)) {
            self.best = Some((walk, offer));
        }
        Ok(())
    }

    /// A plan of this cost might still be chosen.
    fn within(&self, cost: f64) -> bool {
        self.best.as_ref().is_none_or(|(_, best)| cost <= best.cost + self.rounding)
    }

    fn better(&self, offer: Offer, best: Offer) -> bool {
        if (offer.cost - best.cost).abs() > self.rounding {
            return offer.cost < best.cost;
        }
        (offer.moves, offer.steps, offer.wallet) < (best.moves, best.steps, best.wallet)
    }

    /// Value of what the wallet pays in, quote: not what a sale does, whose two steps hold a trade.
    fn wallet(&self, walk: &Walk<V>) -> Result<f64, RiskError> {
        let mut value = 0.0;
        let mut steps = walk.steps.iter().peekable();
        while let Some(step) = steps.next() {
            let sale = step.trade.is_some() || steps.peek().is_some_and(|next| next.trade.is_some());
            match &step.action {
                Action::Repay { asset, amount } | Action::Supply { asset, amount } if !sale => value += self.desk.value(asset, *amount)?,
                _ if sale => drop(steps.next()),
                _ => {}
            }
        }
        Ok(value)
    }
}
