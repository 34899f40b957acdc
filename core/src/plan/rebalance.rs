//! A health factor restored with the fewest and the cheapest moves.

use super::goal::HealthGoal;
use super::moves::{Move, Player};
use super::step::{Planned, PlannedPosition, Sums, Walk};
use crate::error::RiskError;
use crate::exact::U256;
use crate::liquidation::search::accepted;
use crate::liquidation::{ActionCosts, Desk};
use crate::venue::{Action, Position, Venue};

/// Rounds of thirds in which a pair of sales shares its amount: 1.5^32 is far below what a trade's cost feels.
const THIRDS: u32 = 32;

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
        for (other_place, other) in moves.iter().enumerate().filter(|(_, other)| one.joins(other)) {
            let done = match (one.is_sale(), other.is_sale()) {
                // The wallet's money first: it costs nothing to use.
                (true, false) => None,
                (false, _) => first_whole(&player, &start, one, other)?,
                (true, true) if place < other_place => shared(&player, &start, one, other)?,
                (true, true) => None,
            };
            if let Some(done) = done {
                choice.offer(done, 2)?;
            }
        }
    }
    let Some((walk, offer)) = choice.best else {
        let hint = "put more into the wallet, let collateral be sold, or ask for less";
        return Err(RiskError::out_of_range("goal.targetHealth", "within reach of two moves", goal.target_health, hint));
    };
    walk.finish(venue, offer.moves, choice.fewest)
}

/// The first move whole, then the smallest of the second.
fn first_whole<V: Venue>(player: &Player<'_>, start: &Walk<V>, one: &Move, other: &Move) -> Result<Option<Walk<V>>, RiskError> {
    let Some(amount) = player.largest(start, one)? else { return Ok(None) };
    let Some(between) = accepted(player.play(start, one, amount))? else { return Ok(None) };
    // One move would have done: the single one is smaller.
    if player.reaches(&between)? { Ok(None) } else { player.smallest(&between, other) }
}

/// Two sales that cost least together: the cost is convex in the first one's amount, so thirds close in on it.
fn shared<V: Venue>(player: &Player<'_>, start: &Walk<V>, one: &Move, other: &Move) -> Result<Option<Walk<V>>, RiskError> {
    let Some(whole) = player.largest(start, one)? else { return Ok(None) };
    let at = |amount: U256| -> Result<Option<Walk<V>>, RiskError> {
        let Some(between) = accepted(player.play(start, one, amount))? else { return Ok(None) };
        if player.reaches(&between)? { Ok(None) } else { player.smallest(&between, other) }
    };
    // Too little leaves the second sale short, too much leaves it nothing to do: both cost as if they were infinite, and which of
    // the two it is says where to go on.
    let short = |amount: U256| -> Result<bool, RiskError> {
        Ok(match accepted(player.play(start, one, amount))? {
            Some(between) => !player.reaches(&between)?,
            None => false,
        })
    };
    let (mut low, mut high) = (U256::ONE, whole);
    let mut best: Option<Walk<V>> = None;
    for _ in 0..THIRDS {
        let third = high.saturating_sub(low).try_div(U256::new(3), "thirds")?;
        if third.is_zero() {
            break;
        }
        let (left, right) = (low.try_add(third, "thirds")?, high.saturating_sub(third));
        let (at_left, at_right) = (at(left)?, at(right)?);
        let go_right = match (&at_left, &at_right) {
            (Some(left), Some(right)) => right.cost() < left.cost(),
            (None, Some(_)) => true,
            (Some(_), None) => false,
            (None, None) => short(right)?,
        };
        for found in [at_left, at_right].into_iter().flatten() {
            if best.as_ref().is_none_or(|best| found.cost() < best.cost()) {
                best = Some(found);
            }
        }
        if go_right {
            low = left;
        } else {
            high = right;
        }
    }
    Ok(best)
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
