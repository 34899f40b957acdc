//! The exact price of each market at which the verdict flips.

use super::account::Sums;
use super::check::{MAX_PRICE, check};
use super::margin::{ppm, small};
use super::state::{DydxV4Position, DydxV4Subaccount};
use crate::account::{Boundary, BoundarySide, PriceBoundary, largest, smallest};
use crate::error::RiskError;
use crate::exact::{U256, Wide, mul_div_ceil};
use alloc::vec::Vec;

/// The boundary of every market with a position, all other prices held.
///
/// With `n` the notional, `m(n)` its maintenance margin, `r` the margin's fraction and `K` what the rest lacks (long) or has left over
/// (short): a long is safe while `n − m(n) ≥ K`, a short while `n + m(n) ≤ K`. Because `r·n ≤ m(n) < r·n + 2`, the flip lies in
/// ```text
/// [⌈K / (1 − r)⌉, ⌈(K + 2) / (1 − r)⌉]     long        [⌊(K − 2) / (1 + r)⌋, ⌊K / (1 + r)⌋]     short
/// ```
/// and because `m` rises by 0 or 1 when `n` rises by 1, both sides are monotonic, so that halving this short range finds it. The price
/// follows from `n` in closed form.
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

/// Parts per million of parts per million in one.
const TRILLION: U256 = U256::new(1_000_000_000_000);

const OPERATION: &str = "boundary";

impl Book<'_> {
    fn long(&self) -> Result<PriceBoundary, RiskError> {
        let (alone, fraction) = (self.rest.maintenance_margin.is_zero(), self.fraction()?);
        let lacking = self.rest.maintenance_margin.try_sub(self.rest.net_collateral, OPERATION)?;
        let worthless = |price: U256| self.notional(price).is_ok_and(U256::is_zero);
        let outside = alone && (fraction.is_zero() || (!self.liquidatable && worthless(self.position.market.price)));
        if outside || lacking <= Wide::ZERO {
            return Ok(PriceBoundary::NothingLiquidates);
        }
        let kept = TRILLION.try_sub(fraction, OPERATION)?;
        let bound = |more: u64| scaled(lacking, more, kept);
        // With a margin of the whole notional, or at a notional beyond 256 bits, nothing saves.
        let (Ok(low), Ok(high)) = (bound(0), bound(2)) else { return Ok(PriceBoundary::NothingSaves) };
        let enough = |notional: U256| Ok(Wide::from(notional.try_sub(self.margin(notional)?, OPERATION)?) >= lacking);
        let Some(notional) = smallest(low, high, enough)? else { return Ok(PriceBoundary::NothingSaves) };
        let Some(price) = self.first_price(notional).filter(|price| self.verdict(*price) == Some(false)) else {
            return Ok(PriceBoundary::NothingSaves);
        };
        if self.verdict(price.saturating_sub(U256::ONE)) != Some(true) {
            return Ok(PriceBoundary::NothingLiquidates);
        }
        Ok(PriceBoundary::At { price, unique: !(alone && worthless(U256::ONE)) })
    }

    fn short(&self) -> Result<PriceBoundary, RiskError> {
        let (alone, fraction) = (self.rest.maintenance_margin.is_zero(), self.fraction()?);
        let left_over = self.rest.net_collateral.try_sub(self.rest.maintenance_margin, OPERATION)?;
        if alone && fraction.is_zero() {
            return Ok(PriceBoundary::NothingLiquidates);
        }
        let notional = if left_over >= Wide::ZERO {
            let taken = TRILLION.try_add(fraction, OPERATION)?;
            let bound = |less: Wide| less.max(Wide::ZERO).try_mul(TRILLION.into(), OPERATION)?.try_div(taken, OPERATION)?.narrow(OPERATION);
            let Ok(high) = bound(left_over) else { return Ok(PriceBoundary::NothingLiquidates) };
            let low = bound(left_over.try_sub(U256::new(2).into(), OPERATION)?)?;
            let fits = |notional: U256| Ok(Wide::from(notional).try_add(self.margin(notional)?.into(), OPERATION)? <= left_over);
            largest(low.magnitude(), high.magnitude(), fits)?
        } else {
            // Nothing is left over, but without any notional there is no margin.
            alone.then_some(U256::ZERO)
        };
        let Some(notional) = notional else { return Ok(PriceBoundary::NothingSaves) };
        let beyond = notional.try_add(U256::ONE, OPERATION).ok().and_then(|more| self.first_price(more));
        let Some(beyond) = beyond.filter(|beyond| self.verdict(*beyond) == Some(true)) else {
            return Ok(PriceBoundary::NothingLiquidates);
        };
        let price = beyond.saturating_sub(U256::ONE);
        Ok(if self.verdict(price) == Some(false) { PriceBoundary::At { price, unique: true } } else { PriceBoundary::NothingSaves })
    }

    /// The maintenance margin's part of the notional, parts of 10^12.
    fn fraction(&self) -> Result<U256, RiskError> {
        let tier = &self.position.market.tier;
        ppm(tier.initial_margin_ppm).try_mul(ppm(tier.maintenance_fraction_ppm), OPERATION)
    }

    fn notional(&self, price: U256) -> Result<U256, RiskError> {
        self.position.market.notional(self.position.quantums.magnitude(), price)
    }

    fn margin(&self, notional: U256) -> Result<U256, RiskError> {
        self.position.market.tier.maintenance(notional)
    }

    /// The smallest price of the chain at which the position is worth `notional`, which is above 0.
    fn first_price(&self, notional: U256) -> Option<U256> {
        let (market, size) = (&self.position.market, self.position.quantums.magnitude());
        let exponent = small(market.price_exponent) + small(market.atomic_resolution) + 6;
        let power = U256::power_of_ten(u8::try_from(exponent.unsigned_abs()).ok()?)?;
        let price = if exponent < 0 {
            mul_div_ceil(notional, power, size).ok()?
        } else {
            // A price of 1 that is worth more than 256 bits hold is worth enough.
            size.try_mul(power, OPERATION).and_then(|each| notional.try_div_ceil(each, OPERATION)).unwrap_or(U256::ONE)
        };
        Some(price).filter(|price| *price <= MAX_PRICE)
    }

    /// The verdict at a price, where its answers fit in 256 bits.
    fn verdict(&self, price: U256) -> Option<bool> {
        let sums = self.rest.with(self.position, price).ok().filter(|sums| sums.narrow().is_ok())?;
        Some(sums.is_liquidatable())
    }
}

/// Returns `⌈(value + more) · 10^12 / divisor⌉` of a value that is not below 0.
fn scaled(value: Wide, more: u64, divisor: U256) -> Result<U256, RiskError> {
    let product = value.try_add(U256::new(more).into(), OPERATION)?.try_mul(TRILLION.into(), OPERATION)?;
    Ok(product.try_div_away(divisor.into(), OPERATION)?.narrow(OPERATION)?.magnitude())
}
