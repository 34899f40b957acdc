//! The exact price of each market at which the verdict flips.

use super::account::Sums;
use super::check::{MAX_PRICE, check};
use super::state::{DydxV4Position, DydxV4Subaccount};
use crate::account::{Boundary, BoundarySide, PriceBoundary, largest, smallest};
use crate::error::RiskError;
use crate::exact::U256;
use alloc::vec::Vec;

/// The boundary of every market with a position, all other prices held.
///
/// With `n` the notional, rounded down and so never falling with the price, and `m(n)` its maintenance margin, which rises by 0 or 1
/// when `n` rises by 1 (both fractions are at most 1): what a long adds, `n − m(n)`, never falls, and what a short takes, `n + m(n)`,
/// always rises. Each verdict therefore flips once, and the price is found by halving the chain's 64-bit range.
///
/// One exception: a long that is the only one with a margin has none, and cannot be liquidated, while its notional is below one
/// quantum. Where a price of 1 or more does that, `unique` is false.
///
/// # Errors
/// Those of `dydx_v4_risk`, without the initial margin.
pub(super) fn boundaries(subaccount: &DydxV4Subaccount) -> Result<Vec<Boundary>, RiskError> {
    check(subaccount)?;
    let all = Sums::of(subaccount)?;
    all.narrow()?;
    let mut found = Vec::with_capacity(subaccount.positions.len());
    for position in subaccount.positions.iter().filter(|position| !position.quantums.is_zero()) {
        let book = Book { position, rest: all.without(position, position.market.price)?, liquidatable: all.is_liquidatable() };
        let (side, boundary) =
            if position.quantums.is_negative() { (BoundarySide::Debt, book.short()?) } else { (BoundarySide::Collateral, book.long()?) };
        found.push(Boundary { asset: position.market.asset.clone(), side, boundary });
    }
    Ok(found)
}

/// One position against everything else.
struct Book<'a> {
    position: &'a DydxV4Position,
    rest: Sums,
    liquidatable: bool,
}

impl Book<'_> {
    /// The sums at a price, where its answers fit in 256 bits.
    fn at(&self, price: U256) -> Option<Sums> {
        self.rest.with(self.position, price).ok().filter(|sums| sums.narrow().is_ok())
    }

    fn safe(&self, price: U256) -> bool {
        self.at(price).is_some_and(|sums| !sums.is_liquidatable())
    }

    /// The prices around the one of now at which there is an answer.
    fn range(&self) -> Result<(U256, U256), RiskError> {
        let now = self.position.market.price;
        let fits = |price: U256| Ok(self.at(price).is_some());
        let low = if fits(U256::ZERO)? { U256::ZERO } else { smallest(U256::ZERO, now, fits)?.unwrap_or(now) };
        let high = if fits(MAX_PRICE)? { MAX_PRICE } else { largest(now, MAX_PRICE, fits)?.unwrap_or(now) };
        Ok((low, high))
    }

    fn long(&self) -> Result<PriceBoundary, RiskError> {
        let (low, high) = self.range()?;
        // From this price on there is a margin.
        let first = if self.rest.maintenance_margin.is_zero() {
            smallest(low, high, |price| Ok(self.at(price).is_some_and(|sums| !sums.maintenance_margin.is_zero())))?
        } else {
            Some(low)
        };
        let Some(first) = first.filter(|first| self.liquidatable || *first <= self.position.market.price) else {
            return Ok(PriceBoundary::NothingLiquidates);
        };
        let unique = first <= low.max(U256::ONE);
        Ok(match smallest(first, high, |price| Ok(self.safe(price)))? {
            None => PriceBoundary::NothingSaves,
            Some(price) if price == first => PriceBoundary::NothingLiquidates,
            Some(price) => PriceBoundary::At { price, unique },
        })
    }

    fn short(&self) -> Result<PriceBoundary, RiskError> {
        let (low, high) = self.range()?;
        Ok(match largest(low, high, |price| Ok(self.safe(price)))? {
            None => PriceBoundary::NothingSaves,
            Some(price) if price == high => PriceBoundary::NothingLiquidates,
            Some(price) => PriceBoundary::At { price, unique: true },
        })
    }
}
