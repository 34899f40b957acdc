//! A reserve that backs and is owed at once: what the account is worth at a price of it, and over an interval of prices.

use super::account::Totals;
use super::boundary::is_liquidatable;
use super::position::{collateral_value, debt_value};
use crate::error::RiskError;
use crate::exact::U256;
use crate::venue::nearest::BothSides;

const OPERATION: &str = "boundary of both sides";

/// What every rounding of a value and of the health factor together can move a side by, units of value.
const ROUNDINGS: U256 = U256::new(4);

/// The account without the reserve, and what it holds and owes of it.
pub(super) struct Both {
    pub(super) rest: Totals,
    pub(super) factor: u16,
    pub(super) supplied: U256,
    pub(super) debt: U256,
    pub(super) unit: U256,
}

impl Both {
    /// The sums with what is held at one price and what is owed at another.
    fn totals(&self, held: U256, owed: U256) -> Result<Totals, RiskError> {
        let mut totals = self.rest;
        totals.add_collateral(collateral_value(self.supplied, held, self.unit)?, self.factor)?;
        totals.add_debt(debt_value(self.debt, owed, self.unit)?)?;
        Ok(totals)
    }
}

impl BothSides for Both {
    fn liquidatable(&self, price: U256) -> Result<bool, RiskError> {
        if price.is_zero() {
            return Err(RiskError::division_by_zero("oracle price"));
        }
        self.totals(price, price)?.health_factor().map(is_liquidatable)
    }

    fn at_ends(&self, low: U256, high: U256, most: bool) -> Result<bool, RiskError> {
        let weighted = ROUNDINGS.try_mul(U256::new(u64::from(self.factor)), OPERATION)?;
        for price in [low, high] {
            let mut totals = self.totals(price, price)?;
            if most {
                totals.weighted = totals.weighted.try_add(weighted, OPERATION)?;
                totals.debt = totals.debt.saturating_sub(ROUNDINGS);
            } else {
                totals.weighted = totals.weighted.saturating_sub(weighted);
                totals.add_debt(ROUNDINGS)?;
            }
            if is_liquidatable(totals.health_factor()?) != most {
                return Ok(!most);
            }
        }
        Ok(most)
    }

    fn at_extremes(&self, low: U256, high: U256, most: bool) -> Result<bool, RiskError> {
        let (held, owed) = if most { (high, low) } else { (low, high) };
        self.totals(held, owed)?.health_factor().map(is_liquidatable)
    }
}
