//! The oracle price at which full health turns negative, the bands left as they are.
//!
//! Health rises with the oracle price in every band that holds collateral, falls in every band that was converted, and has its
//! peak in the band that holds both: the safe prices are one interval, but for two blurs. At its upper edge a band's curve falls
//! again, by 3/8 of 1/A² of its slope, and roundings shake the last digits. So a flip is found by bisection and verified from both
//! sides; it is not called unique.

use super::health::Book;
use crate::account::{Boundary, BoundarySide, PriceBoundary};
use crate::error::RiskError;
use crate::exact::{Fault, U256};
use alloc::string::String;
use alloc::vec::Vec;

const SEARCH: &str = "boundary";

/// Returns the flips on both sides that the verdict of now leaves open.
pub(super) fn boundaries(book: &Book, price: U256, asset: &String) -> Result<Vec<Boundary>, RiskError> {
    let search = Search { book, price };
    let one = |side, boundary| Boundary { asset: asset.clone(), side, boundary };
    if book.debt.is_zero() {
        return Ok(alloc::vec![one(BoundarySide::Collateral, PriceBoundary::NothingLiquidates)]);
    }
    let converted = book.bands.converted_edges();
    if !book.liquidatable(price)? {
        let mut found = alloc::vec![one(BoundarySide::Collateral, search.falling()?)];
        if converted.is_some() {
            found.push(one(BoundarySide::Debt, search.rising()?));
        }
        return Ok(found);
    }
    let Some(edges) = converted else {
        return Ok(alloc::vec![one(BoundarySide::Collateral, search.saving_rise()?)]);
    };
    let peak = search.peak(edges)?;
    if search.verdict(peak) != Some(false) {
        return Ok(alloc::vec![one(BoundarySide::Collateral, PriceBoundary::NothingSaves)]);
    }
    let side = if peak > price { BoundarySide::Collateral } else { BoundarySide::Debt };
    Ok(alloc::vec![one(side, search.flip(peak, price)?)])
}

struct Search<'a> {
    book: &'a Book,
    price: U256,
}

impl Search<'_> {
    /// Nothing where the contract reverts.
    fn verdict(&self, price: U256) -> Option<bool> {
        self.book.liquidatable(price).ok()
    }

    /// From a safe price downwards. A band of dust reverts while the oracle is inside it, so that a revert is not yet the end.
    fn falling(&self) -> Result<PriceBoundary, Fault> {
        self.first_other(false, U256::half, U256::is_zero)
    }

    /// From a safe price upwards.
    fn rising(&self) -> Result<PriceBoundary, Fault> {
        self.first_other(false, doubled, |price| price == U256::MAX)
    }

    /// From a liquidatable price upwards, where no band is converted.
    fn saving_rise(&self) -> Result<PriceBoundary, Fault> {
        self.first_other(true, doubled, |price| price == U256::MAX)
    }

    /// Walks from the price of now, which is `liquidatable` or not, by factors of two until the verdict is another.
    fn first_other(&self, liquidatable: bool, step: impl Fn(U256) -> U256, ends: impl Fn(U256) -> bool) -> Result<PriceBoundary, Fault> {
        let (mut same, mut last_revert) = (self.price, None);
        let mut price = self.price;
        while !ends(price) {
            price = step(price);
            match self.verdict(price) {
                Some(verdict) if verdict != liquidatable => return self.flip_between(liquidatable, same, price),
                Some(_) => (same, last_revert) = (price, None),
                None => last_revert = last_revert.or(Some(price)),
            }
        }
        // The last verdict may lie between the last price that answers and the first that reverts for good.
        if let Some(reverts) = last_revert {
            let last = self.last_before_revert(same, reverts)?;
            if self.verdict(last).is_some_and(|verdict| verdict != liquidatable) {
                return self.flip_between(liquidatable, same, last);
            }
        }
        Ok(self.verdict_stands())
    }

    fn verdict_stands(&self) -> PriceBoundary {
        if self.verdict(self.price) == Some(true) { PriceBoundary::NothingSaves } else { PriceBoundary::NothingLiquidates }
    }

    fn flip_between(&self, liquidatable: bool, now: U256, other: U256) -> Result<PriceBoundary, Fault> {
        if liquidatable { self.flip(other, now) } else { self.flip(now, other) }
    }

    fn last_before_revert(&self, mut works: U256, mut reverts: U256) -> Result<U256, Fault> {
        while let Some(middle) = between(works, reverts)? {
            if self.verdict(middle).is_some() {
                works = middle;
            } else {
                reverts = middle;
            }
        }
        Ok(works)
    }

    /// Neighbours of which one is safe and the other liquidatable, between a price of each kind. Where the contract reverts
    /// between them, and no flip touches that, the verdict of now stands.
    fn flip(&self, safe: U256, liquidatable: U256) -> Result<PriceBoundary, Fault> {
        for revert_as in [true, false] {
            let (mut safe, mut liquidatable) = (safe, liquidatable);
            while let Some(middle) = between(safe, liquidatable)? {
                if self.verdict(middle).unwrap_or(revert_as) {
                    liquidatable = middle;
                } else {
                    safe = middle;
                }
            }
            if self.verdict(safe) == Some(false) && self.verdict(liquidatable) == Some(true) {
                return Ok(PriceBoundary::At { price: safe, unique: false });
            }
        }
        Ok(self.verdict_stands())
    }

    /// The price of the highest health: a band that was converted entirely counts in full up to its lower edge, one that holds
    /// collateral only from its upper edge on; the band that holds both has its peak between.
    fn peak(&self, (lower, upper, both): (U256, U256, bool)) -> Result<U256, Fault> {
        if !both {
            return Ok(lower);
        }
        let (mut low, mut high) = (lower, upper);
        while high.saturating_sub(low) > U256::new(2) {
            let third = high.saturating_sub(low).try_div(U256::new(3), SEARCH)?;
            let (left, right) = (low.try_add(third, SEARCH)?, high.try_sub(third, SEARCH)?);
            // A price at which the contract reverts is below every other.
            if self.book.factor(left, true).ok() < self.book.factor(right, true).ok() {
                low = left;
            } else {
                high = right;
            }
        }
        low.try_add(U256::ONE, SEARCH)
    }
}

/// A price strictly between two; nothing between neighbours.
fn between(a: U256, b: U256) -> Result<Option<U256>, Fault> {
    let (low, high) = (a.min(b), a.max(b));
    let middle = low.try_add(high.try_sub(low, SEARCH)?.half(), SEARCH)?;
    Ok((middle > low).then_some(middle))
}

fn doubled(price: U256) -> U256 {
    price.try_add(price, SEARCH).unwrap_or(U256::MAX)
}
