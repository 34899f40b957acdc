//! The nearest flip of a verdict over a price that moves both sides of an account, with certainty.
//!
//! Both sides round at every step of the price, so that the verdict may flip many times where they nearly balance. The venue's bounds say
//! that no price of an interval has another verdict, or nothing: then the nearer half is asked first, down to single prices.

use super::flip::{Verdict, first_flip, last_answer};
use crate::account::{BoundarySide, PriceBoundary};
use crate::error::RiskError;
use crate::exact::U256;
use alloc::vec::Vec;

/// Whether the verdict is `liquidatable` at every price from the lower to the higher one at which the contract answers, by bounds that
/// hold for all of them; false says nothing, but for a single price.
pub(crate) type Certain<'a> = &'a dyn Fn(U256, U256, bool) -> bool;

/// An account over the price of an asset on both of its sides. Both are straight lines in the price but for roundings, and neither falls
/// as it rises.
pub(crate) trait BothSides {
    /// The contract's verdict at a price.
    fn liquidatable(&self, price: U256) -> Result<bool, RiskError>;

    /// `liquidatable` where both ends of an interval have that verdict with every rounding against it: what holds at both holds between.
    fn at_ends(&self, low: U256, high: U256, liquidatable: bool) -> Result<bool, RiskError>;

    /// The verdict of the end that speaks most against `liquidatable` on one side, and of the other end on the other side. It knows where
    /// one step of the values spans many prices.
    fn at_extremes(&self, low: U256, high: U256, liquidatable: bool) -> Result<bool, RiskError>;

    /// Whether the verdict is `liquidatable` at every price of an interval, as `Certain` wants it.
    fn certain(&self, low: U256, high: U256, liquidatable: bool) -> bool {
        let same = |found: Result<bool, RiskError>| found == Ok(liquidatable);
        if low == high {
            return same(self.liquidatable(low));
        }
        same(self.at_ends(low, high, liquidatable)) || same(self.at_extremes(low, high, liquidatable))
    }
}

/// Intervals that one boundary may ask; an account that needs more has sides that balance but for thousands of roundings.
const BUDGET: u32 = 20_000;

const SEARCH: &str = "search for the nearest flip";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    At(U256),
    Nowhere,
    /// The budget is spent.
    Unknown,
}

/// One account over one price.
struct Search<'a> {
    verdict: Verdict<'a>,
    certain: Certain<'a>,
    budget: u32,
}

impl Search<'_> {
    /// The first price from `near` to `far` whose verdict is not `liquidatable`.
    fn first_other(&mut self, near: U256, far: U256, liquidatable: bool) -> Result<Found, RiskError> {
        let mut open = Vec::from([(near, far)]);
        while let Some((near, far)) = open.pop() {
            let Some(left) = self.budget.checked_sub(1) else { return Ok(Found::Unknown) };
            self.budget = left;
            let (low, high) = (near.min(far), near.max(far));
            if (self.certain)(low, high, liquidatable) {
                continue;
            }
            if low == high {
                if (self.verdict)(low).is_some_and(|found| found != liquidatable) {
                    return Ok(Found::At(low));
                }
                continue;
            }
            let middle = low.try_add(high.saturating_sub(low).half(), SEARCH)?;
            let above = middle.try_add(U256::ONE, SEARCH)?;
            let (lower, upper) = ((low, middle), (above, high));
            let down = |(low, high): (U256, U256)| (high, low);
            let (first, second) = if near < far { (lower, upper) } else { (down(upper), down(lower)) };
            open.extend([second, first]);
        }
        Ok(Found::Nowhere)
    }

    /// The last price above `now` at which the contract answers.
    fn top(&self, now: U256) -> Result<U256, RiskError> {
        let mut answers = now;
        while answers < U256::MAX {
            let price = answers.try_add(answers.max(U256::ONE), SEARCH).unwrap_or(U256::MAX);
            if (self.verdict)(price).is_none() {
                return last_answer(answers, price, self.verdict);
            }
            answers = price;
        }
        Ok(answers)
    }
}

/// The nearest flip of an asset that stands on both sides of an account, on the side where its price makes up for the rest: upwards
/// where a rise helps in the large. Unique where no other price has a verdict that does not fit. An account whose sides balance so
/// closely that this cannot be said within the budget has a verified flip, perhaps not the nearest.
pub(crate) fn both_sides(
    now: U256,
    liquidatable: bool,
    rise_helps: bool,
    verdict: Verdict<'_>,
    certain: Certain<'_>,
) -> Result<(BoundarySide, PriceBoundary), RiskError> {
    let side = if rise_helps { BoundarySide::Collateral } else { BoundarySide::Debt };
    let stands = if liquidatable { PriceBoundary::NothingSaves } else { PriceBoundary::NothingLiquidates };
    let up = rise_helps == liquidatable;
    let mut search = Search { verdict, certain, budget: BUDGET };
    let top = search.top(now)?;
    let (end, behind) = if up { (top, U256::ZERO) } else { (U256::ZERO, top) };
    match search.first_other(now, end, liquidatable)? {
        Found::Nowhere => return Ok((side, stands)),
        Found::At(other) => {
            let before = if up { other.try_sub(U256::ONE, SEARCH)? } else { other.try_add(U256::ONE, SEARCH)? };
            // A revert just before it is no flip of the verdict.
            if verdict(before) == Some(liquidatable) {
                let price = if liquidatable { other } else { before };
                let alone = search.first_other(other, end, !liquidatable)? == Found::Nowhere
                    && search.first_other(now, behind, liquidatable)? == Found::Nowhere;
                return Ok((side, PriceBoundary::At { price, unique: alone }));
            }
        }
        Found::Unknown => {}
    }
    let flip = first_flip(now, liquidatable, up, verdict)?;
    Ok((side, flip.map_or(stands, |price| PriceBoundary::At { price, unique: false })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(value: u64) -> U256 {
        U256::new(value)
    }

    /// Safe from 100 on and at 40 to 44; the bound knows single prices and stretches of one verdict.
    #[test]
    fn finds_the_nearest_of_several_flips() {
        let safe = |price: U256| price >= at(100) || (price >= at(40) && price <= at(44));
        let verdict = |price: U256| (price < at(1_000)).then(|| !safe(price));
        let certain = |low: U256, high: U256, liquidatable: bool| {
            let (low, high): (u64, u64) = (low.to_string().parse().unwrap(), high.min(at(999)).to_string().parse().unwrap());
            low < 1_000 && (low..=high).all(|price| safe(at(price)) != liquidatable)
        };
        let find = |now, liquidatable, rise_helps| both_sides(at(now), liquidatable, rise_helps, &verdict, &certain).unwrap().1;
        assert_eq!(find(500, false, true), PriceBoundary::At { price: at(100), unique: false });
        assert_eq!(find(60, true, true), PriceBoundary::At { price: at(100), unique: false });
        assert_eq!(find(20, true, true), PriceBoundary::At { price: at(40), unique: false });
        assert_eq!(find(42, false, false), PriceBoundary::At { price: at(44), unique: false });
        assert_eq!(find(500, false, false), PriceBoundary::NothingLiquidates);
        // A bound that never knows: verified, but not certain.
        let none = |_: U256, _: U256, _: bool| false;
        let (_, found) = both_sides(at(500), false, true, &verdict, &none).unwrap();
        assert_eq!(found, PriceBoundary::At { price: at(100), unique: false });
    }
}
