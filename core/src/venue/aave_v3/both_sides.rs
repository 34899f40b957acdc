//! A reserve that is collateral and debt at once: what the account is worth at a price of it, and over an interval of prices.

use super::account::is_liquidatable;
use super::position::{Totals, collateral_value, debt_value};
use super::state::AaveV3Revision;
use super::terms::Weights;
use crate::error::RiskError;
use crate::exact::{BPS, U256};
use crate::venue::nearest::BothSides;

const OPERATION: &str = "boundary of both sides";

/// Below this debt, in units of the base currency, a health factor of 1 is `S ≥ 1e4·D` from 3.5: `S·1e18 + ⌊D/2⌋ ≥ 1e22·D`.
const SMALL: U256 = U256::new(2_000_000_000_000_000_000);

/// What every rounding of a debt's value, of the averaged collateral and of the health factor together can move the debt by.
const ROUNDINGS: U256 = U256::new(4);

/// The account without the reserve, and what it holds and owes of it.
pub(super) struct Both {
    pub(super) revision: AaveV3Revision,
    pub(super) rest: Totals,
    pub(super) weights: Weights,
    pub(super) balance: U256,
    pub(super) debt: U256,
    pub(super) unit: U256,
}

impl Both {
    fn held(&self, price: U256) -> Result<Totals, RiskError> {
        let mut totals = self.rest;
        totals.add_collateral(collateral_value(self.balance, price, self.unit)?, self.weights)?;
        Ok(totals)
    }

    fn owed(&self, price: U256) -> Result<U256, RiskError> {
        debt_value(self.revision, self.debt, price, self.unit)
    }

    /// `at_ends` from 3.5 and of a debt below `SMALL`, by the lines that both sides are rounded from: `LT·⌊b·p/u⌋ − 1e4·⌈d·p/u⌉` is at most
    /// its line, and less than `LT + 1e4` below it. Near health 1 prices by the million are within four roundings, and beyond one.
    fn on_lines(&self, price: U256, most: bool) -> Result<bool, RiskError> {
        let threshold = U256::new(u64::from(self.weights.threshold_bps));
        let line = |amount: U256, rest: U256, weight: U256| {
            amount.try_mul(price, OPERATION)?.try_mul(weight, OPERATION)?.try_add(rest.try_mul(self.unit, OPERATION)?, OPERATION)
        };
        let held = line(self.balance, self.rest.weighted_threshold, threshold)?;
        let owed = line(self.debt, self.rest.debt.try_mul(BPS, OPERATION)?, BPS)?;
        let rounding = threshold.try_add(BPS, OPERATION)?.try_mul(self.unit, OPERATION)?;
        Ok(if most { held < owed } else { held >= owed.try_add(rounding, OPERATION)? })
    }

    /// Whether both ends are on the same side of the lines; nothing where those do not tell.
    fn on_lines_at_ends(&self, low: U256, high: U256, most: bool) -> Result<Option<bool>, RiskError> {
        if self.revision.averages_threshold() || self.rest.debt.try_add(self.owed(high)?, OPERATION)? >= SMALL {
            return Ok(None);
        }
        Ok(Some(self.on_lines(low, most)? && self.on_lines(high, most)?))
    }

    /// The sum that counts, until 3.4 with the lowest or highest average threshold of the interval: an average goes one way as the price
    /// rises.
    fn counted(&self, totals: Totals, ends: (Totals, Totals), most: bool) -> Result<Totals, RiskError> {
        if !self.revision.averages_threshold() {
            return Ok(totals);
        }
        let (one, other) = (ends.0.threshold_bps()?, ends.1.threshold_bps()?);
        let threshold = if most { one.max(other) } else { one.min(other) };
        Ok(Totals { weighted_threshold: totals.collateral.try_mul(threshold, OPERATION)?, ..totals })
    }
}

impl BothSides for Both {
    fn liquidatable(&self, price: U256) -> Result<bool, RiskError> {
        let mut totals = self.held(price)?;
        totals.add_debt(self.owed(price)?)?;
        Ok(is_liquidatable(totals.answers(self.revision)?.health_factor))
    }

    fn at_ends(&self, low: U256, high: U256, most: bool) -> Result<bool, RiskError> {
        // A product of more than 256 bits is no answer: the sums themselves may have one.
        if let Ok(Some(certain)) = self.on_lines_at_ends(low, high, most) {
            return Ok(certain == most);
        }
        let ends = (self.held(low)?, self.held(high)?);
        for (price, held) in [(low, ends.0), (high, ends.1)] {
            let mut totals = held;
            let value = ROUNDINGS.try_mul(U256::new(u64::from(self.weights.threshold_bps)), OPERATION)?;
            if most {
                totals.collateral = totals.collateral.try_add(ROUNDINGS, OPERATION)?;
                totals.weighted_threshold = totals.weighted_threshold.try_add(value, OPERATION)?;
                totals.add_debt(self.owed(price)?)?;
                totals.debt = totals.debt.saturating_sub(ROUNDINGS);
            } else {
                totals.collateral = totals.collateral.saturating_sub(ROUNDINGS);
                totals.weighted_threshold = totals.weighted_threshold.saturating_sub(value);
                totals.add_debt(self.owed(price)?.try_add(ROUNDINGS, OPERATION)?)?;
            }
            if is_liquidatable(self.counted(totals, ends, most)?.health_factor(self.revision)?) != most {
                return Ok(!most);
            }
        }
        Ok(most)
    }

    fn at_extremes(&self, low: U256, high: U256, most: bool) -> Result<bool, RiskError> {
        let ends = (self.held(low)?, self.held(high)?);
        let mut totals = self.counted(if most { ends.1 } else { ends.0 }, ends, most)?;
        totals.add_debt(self.owed(if most { low } else { high })?)?;
        totals.health_factor(self.revision).map(is_liquidatable)
    }
}
