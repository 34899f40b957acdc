//! The nearest flip in a collateral price until 3.4, where the averaged threshold makes health fall at whole steps.
//!
//! Until 3.4 `health = ½(½(C · t / 1e4) · 1e18 / D)` with the whole average `t = ⌊S/C⌋` in basis points, where the
//! collateral's value `v` enters as `C = C' + v` and `S = S' + v·LT`. Where the other collateral has the higher threshold,
//! `t` falls as `v` rises: health climbs within a band of equal `t` and drops at its end. In each band
//! `v ≥ needed(t) − C'` is safe, so a walk over the bands finds every flip in closed form.

use super::position::{Totals, collateral_value};
use super::terms::Weights;
use crate::account::PriceBoundary;
use crate::error::RiskError;
use crate::exact::{BPS, U256, WAD, mul_div_ceil};

const OPERATION: &str = "boundary of the averaged threshold";

/// Says whether the account is liquidatable at a value of this collateral.
type Verdict<'a> = &'a dyn Fn(U256) -> Result<bool, RiskError>;

/// Returns the nearest flip from the current price: downwards when safe, upwards when liquidatable.
pub(super) fn averaged_boundary(
    current: U256,
    balance: U256,
    unit: U256,
    rest: &Totals,
    weights: Weights,
    liquidatable: bool,
    verdict: Verdict<'_>,
) -> Result<PriceBoundary, RiskError> {
    let Ok(search) = Search::new(rest, weights, verdict) else {
        // A debt beyond 256 bits of basis points: no value of the collateral is enough.
        return Ok(if liquidatable { PriceBoundary::NothingSaves } else { PriceBoundary::NothingLiquidates });
    };
    let now = collateral_value(balance, current, unit)?;
    if liquidatable {
        // A price beyond 2^256 or a contract that reverts there: no price saves the account.
        return Ok(first_safe_price(&search, now, balance, unit).unwrap_or(PriceBoundary::NothingSaves));
    }
    let mut top = now;
    while let Some(value) = search.highest_liquidatable(top)? {
        let price = mul_div_ceil(value.try_add(U256::ONE, OPERATION)?, unit, balance)?;
        // One unit of price may step over the liquidatable values: then the flip is further down.
        let below = collateral_value(balance, price.try_sub(U256::ONE, OPERATION)?, unit)?;
        if verdict(below)? {
            return Ok(PriceBoundary::At { price, unique: false });
        }
        top = below;
    }
    Ok(PriceBoundary::NothingLiquidates)
}

fn first_safe_price(search: &Search<'_>, now: U256, balance: U256, unit: U256) -> Result<PriceBoundary, RiskError> {
    let mut from = now;
    while let Some(value) = search.lowest_safe(from)? {
        let price = mul_div_ceil(value, unit, balance)?;
        from = collateral_value(balance, price, unit)?;
        if !(search.verdict)(from)? {
            return Ok(PriceBoundary::At { price, unique: false });
        }
    }
    Ok(PriceBoundary::NothingSaves)
}

/// What the other collateral and the debt fix.
struct Search<'a> {
    /// `C'`, value of the other collateral.
    collateral: U256,
    /// `S'`, the same times thresholds.
    weighted: U256,
    /// This collateral's threshold, basis points.
    threshold: U256,
    /// `C · t` from which an account is safe, at least 1.
    needed: U256,
    verdict: Verdict<'a>,
}

impl<'a> Search<'a> {
    fn new(rest: &Totals, weights: Weights, verdict: Verdict<'a>) -> Result<Self, RiskError> {
        // ½(x·1e18/D) ≥ 1e18 ⇔ x ≥ D − ⌊⌊D/2⌋/1e18⌋, and ½(C·t/1e4) ≥ x ⇔ C·t ≥ 1e4·x − 5000.
        let adjusted = rest.debt.try_sub(rest.debt.half().try_div(WAD, OPERATION)?, OPERATION)?;
        let needed = adjusted.try_mul(BPS, OPERATION)?.try_sub(BPS.half(), OPERATION)?;
        let threshold = U256::new(u64::from(weights.threshold_bps));
        Ok(Self { collateral: rest.collateral, weighted: rest.weighted_threshold, threshold, needed, verdict })
    }

    /// The average of the other collateral alone: the highest band when it falls with this collateral's value.
    fn highest_band(&self) -> Result<U256, RiskError> {
        if self.collateral.is_zero() { Ok(U256::ZERO) } else { self.weighted.try_div(self.collateral, OPERATION) }
    }

    /// More of this collateral never lowers the average, so that health never falls.
    fn rises(&self) -> Result<bool, RiskError> {
        Ok(self.collateral.is_zero() || self.threshold > self.highest_band()? || self.weighted == self.even_weight()?)
    }

    /// What `S'` would be at this collateral's own threshold; equal only when the average never moves.
    fn even_weight(&self) -> Result<U256, RiskError> {
        // At most S', whose average is then at least the threshold.
        self.collateral.try_mul(self.threshold, OPERATION)
    }

    fn band(&self, value: U256) -> Result<U256, RiskError> {
        let weighted = self.weighted.try_add(value.try_mul(self.threshold, OPERATION)?, OPERATION)?;
        weighted.try_div(self.collateral.try_add(value, OPERATION)?, OPERATION)
    }

    /// Highest value in a band of falling averages; nothing for the last band, which has no end.
    fn band_end(&self, band: U256) -> Result<Option<U256>, RiskError> {
        if band <= self.threshold {
            return Ok(None);
        }
        let spare = self.weighted.try_sub(band.try_mul(self.collateral, OPERATION)?, OPERATION)?;
        spare.try_div(band.try_sub(self.threshold, OPERATION)?, OPERATION).map(Some)
    }

    /// Lowest value in a band of falling averages.
    fn band_start(&self, band: U256) -> Result<U256, RiskError> {
        if band >= self.highest_band()? {
            return Ok(U256::ZERO);
        }
        match self.band_end(band.try_add(U256::ONE, OPERATION)?)? {
            Some(end) => end.try_add(U256::ONE, OPERATION),
            None => Ok(U256::ZERO),
        }
    }

    /// Lowest safe value in a band, if the band reached that far; nothing at an average of 0.
    fn safe_from(&self, band: U256) -> Result<Option<U256>, RiskError> {
        if band.is_zero() {
            return Ok(None);
        }
        Ok(Some(self.needed.try_div_ceil(band, OPERATION)?.saturating_sub(self.collateral)))
    }

    /// Returns the highest liquidatable value up to `top`, which is safe.
    fn highest_liquidatable(&self, top: U256) -> Result<Option<U256>, RiskError> {
        if self.rises()? {
            return if (self.verdict)(U256::ZERO)? { self.last_before(U256::ZERO, top).map(Some) } else { Ok(None) };
        }
        let top = top.min(self.always_safe_from()?.unwrap_or(top));
        let mut band = self.band(top)?;
        let last = self.highest_band()?;
        while band <= last {
            let start = self.band_start(band)?;
            let end = self.band_end(band)?.map_or(top, |end| end.min(top));
            let liquidatable_end = match self.safe_from(band)? {
                Some(safe) if safe <= start => None,
                Some(safe) => Some(end.min(safe.try_sub(U256::ONE, OPERATION)?)),
                None => Some(end),
            };
            match liquidatable_end {
                Some(value) if start <= end => return Ok(Some(value)),
                _ => band = band.try_add(U256::ONE, OPERATION)?,
            }
        }
        Ok(None)
    }

    /// Returns the lowest safe value above `from`, which is liquidatable.
    fn lowest_safe(&self, from: U256) -> Result<Option<U256>, RiskError> {
        if self.rises()? {
            return self.first_safe_rising(from);
        }
        let from = from.max(self.never_safe_below()?);
        let mut band = self.band(from)?;
        loop {
            let start = self.band_start(band)?.max(from);
            let end = self.band_end(band)?;
            if let Some(safe) = self.safe_from(band)?
                && end.is_none_or(|end| safe.max(start) <= end)
            {
                return Ok(Some(safe.max(start)));
            }
            if band <= self.threshold {
                return Ok(None);
            }
            band = band.try_sub(U256::ONE, OPERATION)?;
        }
    }

    /// From here `S − C` alone is enough, and so is every `C·t` above it; a shortcut past most bands.
    fn always_safe_from(&self) -> Result<Option<U256>, RiskError> {
        if self.threshold <= U256::ONE {
            return Ok(None);
        }
        let missing = self.needed.try_add(self.collateral, OPERATION)?.saturating_sub(self.weighted);
        missing.try_div_ceil(self.threshold.try_sub(U256::ONE, OPERATION)?, OPERATION).map(Some)
    }

    /// Below this even `S` itself is not enough; a shortcut past most bands.
    fn never_safe_below(&self) -> Result<U256, RiskError> {
        let missing = self.needed.saturating_sub(self.weighted);
        if self.threshold.is_zero() { Ok(U256::ZERO) } else { missing.try_div_ceil(self.threshold, OPERATION) }
    }

    fn first_safe_rising(&self, from: U256) -> Result<Option<U256>, RiskError> {
        // Ends at a safe value, or at the error of a value that the contract cannot work with.
        let mut high = from.max(U256::ONE);
        while (self.verdict)(high).unwrap_or(false) {
            high = high.try_mul(U256::new(2), OPERATION)?;
        }
        self.last_before(from, high)?.try_add(U256::ONE, OPERATION).map(Some)
    }

    /// Returns the last liquidatable value from `low`, which is, to `high`, which is not, where health never falls. A value
    /// at which the contract reverts lies above every other and is not liquidatable.
    fn last_before(&self, mut low: U256, mut high: U256) -> Result<U256, RiskError> {
        loop {
            let middle = low.try_add(high.try_sub(low, OPERATION)?.half(), OPERATION)?;
            if middle <= low {
                return Ok(low);
            }
            if (self.verdict)(middle).unwrap_or(false) {
                low = middle;
            } else {
                high = middle;
            }
        }
    }
}
