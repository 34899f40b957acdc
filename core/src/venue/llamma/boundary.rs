//! The oracle price at which full health turns negative, the bands left as they are.
//!
//! Health rises with the oracle price in every band that holds collateral, falls in every band that was converted, and has its
//! peak in the band that holds both: the safe prices are one interval, but for two blurs. At its upper edge a band's curve falls
//! again, by 3/8 of 1/A² of its slope, and roundings shake the last digits. So a flip is found by bisection and verified from both
//! sides; it is not called unique.

use super::health::Book;
use crate::account::{Boundary, BoundarySide, PriceBoundary};
use crate::error::RiskError;
use crate::exact::U256;
use crate::venue::flip::{first_flip, flip};
use alloc::vec::Vec;

const SEARCH: &str = "boundary";

/// Returns the flips on both sides that the verdict of now leaves open.
pub(super) fn boundaries(book: &Book, price: U256, asset: &str) -> Result<Vec<Boundary>, RiskError> {
    let verdict = |price: U256| book.liquidatable(price).ok();
    let one = |side, safe: Option<U256>, stands| Boundary {
        asset: asset.into(),
        side,
        boundary: safe.map_or(stands, |price| PriceBoundary::At { price, unique: false }),
    };
    let (falls, rises) = (BoundarySide::Collateral, BoundarySide::Debt);
    let (never, always) = (PriceBoundary::NothingLiquidates, PriceBoundary::NothingSaves);
    if book.debt.is_zero() {
        return Ok(alloc::vec![one(falls, None, never)]);
    }
    let converted = book.bands.converted_edges();
    if !book.liquidatable(price)? {
        let mut found = alloc::vec![one(falls, first_flip(price, false, false, &verdict)?, never)];
        if converted.is_some() {
            found.push(one(rises, first_flip(price, false, true, &verdict)?, never));
        }
        return Ok(found);
    }
    let Some(edges) = converted else {
        return Ok(alloc::vec![one(falls, first_flip(price, true, true, &verdict)?, always)]);
    };
    let peak = peak(book, edges)?;
    if verdict(peak) != Some(false) {
        return Ok(alloc::vec![one(falls, None, always)]);
    }
    let side = if peak > price { falls } else { rises };
    Ok(alloc::vec![one(side, flip(peak, price, &verdict)?, always)])
}

/// The price of the highest health: a band that was converted entirely counts in full up to its lower edge, one that holds
/// collateral only from its upper edge on; the band that holds both has its peak between.
fn peak(book: &Book, (lower, upper, both): (U256, U256, bool)) -> Result<U256, RiskError> {
    if !both {
        return Ok(lower);
    }
    let (mut low, mut high) = (lower, upper);
    while high.saturating_sub(low) > U256::new(2) {
        let third = high.saturating_sub(low).try_div(U256::new(3), SEARCH)?;
        let (left, right) = (low.try_add(third, SEARCH)?, high.try_sub(third, SEARCH)?);
        // A price at which the contract reverts is below every other.
        if book.factor(left, true).ok() < book.factor(right, true).ok() {
            low = left;
        } else {
            high = right;
        }
    }
    low.try_add(U256::ONE, SEARCH)
}
