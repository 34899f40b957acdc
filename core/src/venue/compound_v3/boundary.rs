//! The exact prices at which a check flips, several collaterals and the base asset at once.
//!
//! Collateral is counted in order until it covers the debt, and a feed without a price, or a product beyond 256 bits, reverts only
//! where the count gets so far. An account is therefore liquidatable only at prices at which every collateral can be read.

use super::check::check;
use super::collateral::Check;
use super::rules::as_overflow;
use super::state::{CompoundV3Collateral, CompoundV3Position};
use super::values::max_signed_256;
use crate::account::{Boundary, BoundarySide, PriceBoundary};
use crate::error::RiskError;
use crate::exact::{U256, WAD, mul_div_ceil};
use alloc::vec::Vec;

impl CompoundV3Position {
    /// Returns the exact price of every asset at which borrowing becomes possible, all other prices held: as the boundaries of
    /// liquidation, with the borrow collateral factors, interest accrued to now. `NothingLiquidates` then says that no price forbids
    /// it, `NothingSaves` that none allows it.
    ///
    /// # Errors
    /// Those of `health`.
    ///
    /// ```
    /// use plimsoll::{I256, U256, account::PriceBoundary};
    /// use plimsoll::venue::compound_v3::{CompoundV3Collateral, CompoundV3Market, CompoundV3Position};
    /// let index = U256::new(1_000_000_000_000_000);
    /// let market = CompoundV3Market {
    ///     base_asset: "USDC".into(), base_decimals: 6, base_price: U256::new(100_000_000), base_min_for_rewards: U256::ONE,
    ///     base_supply_index: index, base_borrow_index: index, ..CompoundV3Market::default()
    /// };
    /// let eth = CompoundV3Collateral {
    ///     asset: "ETH".into(), decimals: 18, price: U256::new(250_000_000_000), balance: "10000000000000000000".parse()?,
    ///     borrow_collateral_factor: U256::new(825_000_000_000_000_000),
    ///     liquidate_collateral_factor: U256::new(895_000_000_000_000_000), ..CompoundV3Collateral::default()
    /// };
    /// let account = CompoundV3Position {
    ///     market, collaterals: vec![eth], principal: -I256::from(U256::new(14_000_000_000)), ..CompoundV3Position::default()
    /// };
    /// // 14,000 / (10 · 0.825) dollars.
    /// let price = U256::new(169_696_969_697);
    /// assert_eq!(account.borrow_boundaries()?[0].boundary, PriceBoundary::At { price, unique: true });
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn borrow_boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
        check(self)?;
        self.accrued().map_err(as_overflow)?.flips(Check::Borrow)
    }

    /// Every boundary of one check at the indices as stored.
    pub(super) fn flips(&self, check: Check) -> Result<Vec<Boundary>, RiskError> {
        // Where the contract reverts at the prices of now there is no verdict to flip.
        let covered = self.covered(check)?;
        let stands = if covered { PriceBoundary::NothingLiquidates } else { PriceBoundary::NothingSaves };
        let debt = self.debt_value()?;
        let mut found = Vec::with_capacity(self.collaterals.len().saturating_add(1));
        for (place, collateral) in self.collaterals.iter().enumerate() {
            let boundary = match (debt, self.others(place, check)) {
                (Some(debt), Some(others)) if !collateral.balance.is_zero() => collateral.flip(debt, others, check, covered)?,
                _ => stands,
            };
            found.push(Boundary { asset: collateral.asset.clone(), side: BoundarySide::Collateral, boundary });
        }
        if debt.is_some() {
            let boundary = match self.others(usize::MAX, check) {
                Some(counted) => self.base_flip(counted, covered)?,
                None => stands,
            };
            found.push(Boundary { asset: self.market.base_asset.clone(), side: BoundarySide::Debt, boundary });
        }
        Ok(found)
    }

    /// What all collaterals but one count for; nothing where one of them cannot be read: then the account is never liquidatable.
    fn others(&self, but: usize, check: Check) -> Option<U256> {
        let mut counted = U256::ZERO;
        for (place, collateral) in self.collaterals.iter().enumerate() {
            if place != but && !collateral.balance.is_zero() {
                counted = counted.try_add(collateral.counts_at(collateral.price, check).ok()?, "liquidity").ok()?;
            }
        }
        Some(counted)
    }

    /// The largest price of the base asset at which `⌊owed·price/scale⌋` is covered: `⌈(counted + 1)·scale/owed⌉ − 1`.
    fn base_flip(&self, counted: U256, covered: bool) -> Result<PriceBoundary, RiskError> {
        let owed = self.market.balance_of(self.principal)?.magnitude();
        let stands = if covered { PriceBoundary::NothingLiquidates } else { PriceBoundary::NothingSaves };
        if owed.is_zero() {
            return Ok(stands);
        }
        let beyond = counted.try_add(U256::ONE, "boundary")?;
        let Ok(first) = mul_div_ceil(beyond, self.market.base_scale()?, owed) else { return Ok(stands) };
        // A price that the contract cannot work with liquidates nobody, and a price of 0 saves nobody.
        let liquidates = self.debt_value_at(first).is_ok();
        let price = first.saturating_sub(U256::ONE);
        Ok(if liquidates && !price.is_zero() { PriceBoundary::At { price, unique: true } } else { stands })
    }
}

impl CompoundV3Collateral {
    /// The smallest price at which this collateral covers what the others leave: `⌈⌈missing·1e18/factor⌉·scale/balance⌉`.
    fn flip(&self, debt: U256, others: U256, check: Check, covered: bool) -> Result<PriceBoundary, RiskError> {
        let missing = debt.saturating_sub(others);
        let factor = check.factor(self);
        let stands = if covered { PriceBoundary::NothingLiquidates } else { PriceBoundary::NothingSaves };
        if missing.is_zero() || factor.is_zero() {
            return Ok(stands);
        }
        let scale = self.scale()?;
        let price = mul_div_ceil(missing, WAD, factor).and_then(|value| mul_div_ceil(value, scale, self.balance));
        let Ok(price) = price else { return Ok(stands) };
        // Beyond 2^255 or 256 bits of value the contract reverts: that saves nobody. One below the first price there is none.
        let saves = price <= max_signed_256() && self.counts_at(price, check).is_ok();
        Ok(if saves && price > U256::ONE { PriceBoundary::At { price, unique: true } } else { stands })
    }
}
