//! One exact unit for all sums of an account: sizes times prices and every tier's rate are whole numbers of it.

use super::check::PPM;
use super::state::{TieredMarginAccount, TieredMarginMarket, TieredMarginTier};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use alloc::vec::Vec;

/// The units of an account. A *fine* unit has as many decimals as any product of size and price, and as the quote; a *margin* unit is
/// one of `rate_unit` parts of it, so that every maintenance rate times a fine amount is a whole number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    decimals: u8,
    /// Fine units per quote unit.
    pub(super) quote: U256,
    /// Margin units per fine unit: the least common denominator of the rates.
    pub(super) rate_unit: U256,
}

impl Scale {
    pub(super) fn of(account: &TieredMarginAccount) -> Result<Self, RiskError> {
        let products = account.markets.iter().map(|market| market.size_decimals.saturating_add(market.price_decimals));
        let decimals = products.fold(account.quote_decimals, u8::max);
        let mut rate_unit = U256::ONE;
        for tier in account.markets.iter().flat_map(|market| &market.tiers) {
            rate_unit = least_common_multiple(rate_unit, rate(tier)?.1)?;
        }
        Ok(Self { decimals, quote: power(decimals.saturating_sub(account.quote_decimals))?, rate_unit })
    }

    /// Fine units of an amount of quote units.
    pub(super) fn fine(&self, amount: I256) -> Result<I256, RiskError> {
        amount.try_mul(self.quote.into(), "balance")
    }

    /// Margin units of a fine amount.
    pub(super) fn margin(&self, fine: I256) -> Result<I256, RiskError> {
        fine.try_mul(self.rate_unit.into(), "margin")
    }

    /// Fine units per unit of size and price of a market.
    pub(super) fn product(&self, market: &TieredMarginMarket) -> Result<U256, RiskError> {
        power(self.decimals.saturating_sub(market.size_decimals.saturating_add(market.price_decimals)))
    }

    /// `size·price`, fine.
    pub(super) fn value(&self, market: &TieredMarginMarket, size: I256, price: U256) -> Result<I256, RiskError> {
        size.try_mul(price.into(), "notional")?.try_mul(self.product(market)?.into(), "notional")
    }

    /// Margin units per quote unit.
    pub(super) fn quote_margin(&self) -> Result<U256, RiskError> {
        self.quote.try_mul(self.rate_unit, "margin")
    }

    /// The tiers of a market in whole numbers.
    pub(super) fn tiers(&self, market: &TieredMarginMarket) -> Result<Vec<Tier>, RiskError> {
        let mut tiers: Vec<Tier> = Vec::with_capacity(market.tiers.len());
        for tier in &market.tiers {
            let (numerator, denominator) = rate(tier)?;
            let rate = numerator.try_mul(self.rate_unit.try_div(denominator, "rate")?, "rate")?;
            let bound = tier.lower_bound.try_mul(self.quote, "lower bound")?;
            let deduction = match tiers.last() {
                None => U256::ZERO,
                Some(before) => before.deduction.try_add(bound.try_mul(rate.try_sub(before.rate, "rate")?, "deduction")?, "deduction")?,
            };
            if let Some(published) = tier.deduction
                && published.try_mul(self.quote_margin()?, "deduction")? != deduction
            {
                let follows = deduction.try_div(self.quote_margin()?, "deduction")?;
                let expected = alloc::format!("{follows}, which follows from the bounds and rates");
                let hint = "pass the whole table in quote units, or leave it out";
                return Err(RiskError::out_of_range("tiers.deduction", &expected, published, hint));
            }
            tiers.push(Tier { bound, rate, deduction });
        }
        Ok(tiers)
    }
}

/// One tier in whole numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tier {
    /// Lower bound, fine units.
    pub(super) bound: U256,
    /// Margin units per fine unit of notional.
    pub(super) rate: U256,
    /// Margin units.
    pub(super) deduction: U256,
}

/// The tier of a notional, fine units: the last whose bound is below it.
pub(super) fn tier_at(tiers: &[Tier], notional: U256) -> Option<&Tier> {
    tiers.iter().rev().find(|tier| tier.bound < notional).or(tiers.first())
}

/// Maintenance rate as a fraction, half of one over the leverage where the venue publishes none.
fn rate(tier: &TieredMarginTier) -> Result<(U256, U256), RiskError> {
    match tier.maintenance_rate_ppm {
        Some(rate) => reduced(U256::new(u64::from(rate)), U256::new(u64::from(PPM))),
        None => Ok((U256::ONE, U256::new(2 * u64::from(tier.max_leverage)))),
    }
}

fn reduced(numerator: U256, denominator: U256) -> Result<(U256, U256), RiskError> {
    let common = greatest_common_divisor(numerator, denominator);
    Ok((numerator.try_div(common, "rate")?, denominator.try_div(common, "rate")?))
}

fn least_common_multiple(a: U256, b: U256) -> Result<U256, RiskError> {
    a.try_div(greatest_common_divisor(a, b), "rates")?.try_mul(b, "rates")
}

/// The second argument is not zero.
fn greatest_common_divisor(mut a: U256, mut b: U256) -> U256 {
    while let Some((_, rest)) = a.div_rem(b) {
        (a, b) = (b, rest);
    }
    a
}

fn power(exponent: u8) -> Result<U256, RiskError> {
    U256::power_of_ten(exponent).ok_or_else(|| RiskError::overflow("decimals"))
}
