//! Two sales that share an amount so that together they cost least.

use super::moves::{Move, Player};
use super::step::Walk;
use crate::error::RiskError;
use crate::exact::U256;
use crate::liquidation::search::accepted;
use crate::venue::Venue;

/// Sections of the first sale's amount: 0.618^24 of it is left, and the cost is level there.
const SECTIONS: u32 = 24;

/// The golden section in thousandths.
const GOLDEN: U256 = U256::new(618);
const THOUSAND: U256 = U256::new(1_000);

/// An amount of the first sale, and what follows from it.
struct Point {
    amount: U256,
    /// Cost of both sales; nothing where they do not reach the target.
    cost: Option<f64>,
    /// With so much the first sale leaves the target to the second, which is then too small.
    short: bool,
}

/// Returns the cheapest way to reach the target by two sales, of the first one at most `whole`; nothing when no amounts of them do. The cost is convex in the first one's
/// amount; too little of it leaves the second short, too much leaves it nothing to do.
pub(super) fn shared<V: Venue>(
    player: &Player<'_>,
    start: &Walk<V>,
    one: &Move,
    whole: U256,
    other: &Move,
) -> Result<Option<Walk<V>>, RiskError> {
    let at = |amount: U256| -> Result<Point, RiskError> {
        let between = accepted(player.play(start, one, amount))?;
        let Some(between) = between.map(|between| Ok::<_, RiskError>((player.reaches(&between)?, between))).transpose()? else {
            return Ok(Point { amount, cost: None, short: false });
        };
        if between.0 {
            return Ok(Point { amount, cost: None, short: false });
        }
        let cost = player.nearly_smallest(&between.1, other)?.map(|done| done.cost());
        Ok(Point { amount, cost, short: true })
    };
    let (mut low, mut high) = (U256::ZERO, whole);
    let (mut left, mut right) = (at(section(high, low)?)?, at(section(low, high)?)?);
    for _ in 0..SECTIONS {
        let go_right = match (left.cost, right.cost) {
            (Some(left), Some(right)) => right < left,
            (None, Some(_)) => true,
            (Some(_), None) => false,
            (None, None) => right.short,
        };
        if go_right {
            low = left.amount;
            left = right;
            right = at(section(low, high)?)?;
        } else {
            high = right.amount;
            right = left;
            left = at(section(high, low)?)?;
        }
    }
    let best = if right.cost.is_some() && right.cost <= left.cost { right } else { left };
    if best.cost.is_none() {
        return Ok(None);
    }
    let between = player.play(start, one, best.amount)?;
    player.smallest(&between, other)
}

/// The point a golden section of the way from one amount to the other.
fn section(from: U256, to: U256) -> Result<U256, RiskError> {
    let part = |distance: U256| distance.try_mul(GOLDEN, "section")?.try_div(THOUSAND, "section");
    Ok(if to >= from {
        from.try_add(part(to.saturating_sub(from))?, "section")?
    } else {
        from.saturating_sub(part(from.saturating_sub(to))?)
    })
}
