//! A reserve that is collateral and debt at once: what the account is worth at a price of it, and over an interval of prices.

use super::account::is_liquidatable;
use super::position::{Totals, collateral_value, debt_value};
use super::state::AaveV3Revision;
use super::terms::Weights;
use crate::error::RiskError;
use crate::exact::U256;
use crate::venue::nearest::BothSides;

const OPERATION: &str = "boundary of both sides";

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
