//! The oracle price at which full health turns negative, the bands left as they are.
//!
//! In real numbers health rises with the oracle price in every band that holds collateral, falls in every band that was
//! converted, and has its one peak in the band that holds both: the safe prices are one interval. The contract's roundings
//! shake it by about 10^-15 of the price, so a verified flip is found by bisection, and is not called unique.

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

    /// From a safe price downwards.
    fn falling(&self) -> Result<PriceBoundary, Fault> {
        let mut safe = self.price;
        loop {
            let lower = safe.half();
            match self.verdict(lower) {
                Some(true) => return self.flip(safe, lower),
                Some(false) => safe = lower,
                None => return self.at_the_last(safe, lower),
            }
        }
    }

    /// From a safe price upwards.
    fn rising(&self) -> Result<PriceBoundary, Fault> {
        let mut safe = self.price;
        loop {
            let higher = doubled(safe);
            match self.verdict(higher) {
                Some(true) => return self.flip(safe, higher),
                Some(false) if higher == U256::MAX => return Ok(PriceBoundary::NothingLiquidates),
                Some(false) => safe = higher,
                None => return self.at_the_last(safe, higher),
            }
        }
    }

    /// From a liquidatable price upwards, where no band is converted: health never falls there.
    fn saving_rise(&self) -> Result<PriceBoundary, Fault> {
        let mut liquidatable = self.price;
        loop {
            let higher = doubled(liquidatable);
            match self.verdict(higher) {
                Some(false) => return self.flip(higher, liquidatable),
                Some(true) if higher == U256::MAX => return Ok(PriceBoundary::NothingSaves),
                Some(true) => liquidatable = higher,
                None => {
                    let last = self.last_before_revert(liquidatable, higher)?;
                    return if self.verdict(last) == Some(false) {
                        self.flip(last, liquidatable)
                    } else {
                        Ok(PriceBoundary::NothingSaves)
                    };
                }
            }
        }
    }

    /// The contract reverts at one end: the flip, if any, lies before that.
    fn at_the_last(&self, safe: U256, reverts: U256) -> Result<PriceBoundary, Fault> {
        let last = self.last_before_revert(safe, reverts)?;
        if self.verdict(last) == Some(true) { self.flip(safe, last) } else { Ok(PriceBoundary::NothingLiquidates) }
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

    /// Neighbours of which one is safe and the other liquidatable, between a price of each kind.
    fn flip(&self, mut safe: U256, mut liquidatable: U256) -> Result<PriceBoundary, Fault> {
        while let Some(middle) = between(safe, liquidatable)? {
            if self.book.liquidatable(middle)? {
                liquidatable = middle;
            } else {
                safe = middle;
            }
        }
        Ok(PriceBoundary::At { price: safe, unique: false })
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
            if self.book.factor(left, true)? < self.book.factor(right, true)? {
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
