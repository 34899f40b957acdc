//! The second at which an auction stops selling.

use super::curve::maker_price;
use super::state::{MakerAuction, MakerPriceCurve};
use crate::error::RiskError;
use crate::exact::{RAY, U256, mul_div_ceil, ray_pow_half_up};

/// Most steps that are looked at one by one where rounding could make the price rise again.
const MOST_STEPS: u64 = 10_000;

impl MakerAuction {
    /// Returns the smallest price at which the auction does not need a reset for its price, ray: `⌈cusp·top/RAY⌉`.
    ///
    /// # Errors
    /// `overflow`.
    ///
    /// ```
    /// use plimsoll::venue::maker::MakerVault;
    /// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
    /// let (_, bark) = vault.poke("1500000000000000000000".parse()?, true)?.bark()?;
    /// assert_eq!(bark.auction.floor()?.to_string(), "720000000000000000000000000000");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn floor(&self) -> Result<U256, RiskError> {
        // ⌊price·RAY/top⌋ ≥ cusp exactly where price·RAY ≥ cusp·top.
        mul_div_ceil(self.clip.cusp, self.top, RAY)
    }

    /// Returns after how many seconds from now the auction first needs a reset, 0 when it does now; absent where that is 2^32 seconds
    /// or more after its start.
    ///
    /// Exact: a straight line falls without exception, so halving finds the second. The rounding of the powers could let the other
    /// two rise by some units of the 27th decimal, so the steps before the one found are looked at as far back as the error of the
    /// powers (at most one unit for each step) can matter; that is one step for every deployed curve, and never more than 10,000.
    ///
    /// # Errors
    /// `overflow`, `division_by_zero`.
    ///
    /// ```
    /// use plimsoll::venue::maker::MakerVault;
    /// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
    /// let (_, bark) = vault.poke("1500000000000000000000".parse()?, true)?.bark()?;
    /// // 0.99^91 is 0.4007, 0.99^92 is 0.3967: below 0.4 at the 92nd step of 90 seconds, before the tail of 8,400.
    /// assert_eq!(bark.auction.seconds_to_reset()?, Some(92 * 90));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn seconds_to_reset(&self) -> Result<Option<u32>, RiskError> {
        if self.status_at(self.elapsed_seconds)?.needs_reset {
            return Ok(Some(0));
        }
        let unit = match &self.clip.curve {
            MakerPriceCurve::Stairstep { step, .. } => u64::from(*step),
            _ => 1,
        };
        let (now, tail) = (u64::from(self.elapsed_seconds), u64::from(self.clip.tail));
        let (first, last) = (now / unit, tail / unit);
        // The price is high enough at step `first`; beyond `last` the age decides.
        let found = self.first_low_step(first, last, unit)?;
        let second = if found > last { tail + 1 } else { found * unit };
        if found > last {
            // A price that reverts is none: nobody can reset such an auction either.
            maker_price(&self.clip.curve, self.top, second.into())?;
        }
        Ok(u32::try_from(second).ok().map(|second| second.saturating_sub(self.elapsed_seconds)))
    }

    /// The first step in `(first, last]` whose price is below the floor, or `last + 1`.
    fn first_low_step(&self, first: u64, last: u64, unit: u64) -> Result<u64, RiskError> {
        let floor = self.floor()?;
        if floor.is_zero() {
            // No price is below it, however long the auction runs.
            return Ok(last + 1);
        }
        let low = |step: u64| -> Result<bool, RiskError> { Ok(maker_price(&self.clip.curve, self.top, (step * unit).into())? < floor) };
        let (mut high_enough, mut found) = (first, last + 1);
        while found - high_enough > 1 {
            let middle = high_enough + (found - high_enough) / 2;
            if low(middle)? {
                found = middle;
            } else {
                high_enough = middle;
            }
        }
        for step in (first + 1..high_enough).rev().take(usize::try_from(self.doubtful(high_enough)?).unwrap_or(usize::MAX)) {
            if low(step)? {
                found = step;
            }
        }
        Ok(found)
    }

    /// How many steps before `step`, whose price is high enough, may have a lower price than it.
    ///
    /// With `c` the factor and powers wrong by at most `n` units at step `n`, a price `w` steps earlier can be lower only where
    /// `w·(1 − c)·c^n ≤ 2n` units.
    fn doubtful(&self, step: u64) -> Result<u64, RiskError> {
        let (MakerPriceCurve::Stairstep { cut, .. } | MakerPriceCurve::Exponential { cut }) = &self.clip.curve else {
            return Ok(0);
        };
        let fall = RAY.saturating_sub(*cut);
        if fall.is_zero() {
            // The price never falls.
            return Ok(0);
        }
        let power = ray_pow_half_up(*cut, step.into())?.saturating_sub(step.into());
        let least = power.try_mul(fall, "fall")?.try_div(RAY, "fall")?;
        if least.is_zero() {
            return Ok(MOST_STEPS);
        }
        let steps = U256::new(step).try_mul(U256::new(2), "steps")?.try_div_ceil(least, "steps")?;
        Ok(steps.narrow().and_then(|steps| u64::try_from(steps).ok()).unwrap_or(MOST_STEPS).min(MOST_STEPS))
    }
}
