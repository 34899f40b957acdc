//! What an account's collateral counts for, and the contract's two checks of it.

use super::check::check;
use super::state::{CompoundV3Collateral, CompoundV3Position};
use super::values::max_signed_256;
use crate::error::RiskError;
use crate::exact::{U256, mul_div_floor, wad_mul_floor};
use alloc::vec::Vec;

/// Which of the two checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// May new debt be taken, or collateral be withdrawn.
    Borrow,
    /// May the account be absorbed.
    Liquidation,
}

impl Check {
    pub(super) fn factor(self, collateral: &CompoundV3Collateral) -> U256 {
        match self {
            Self::Borrow => collateral.borrow_collateral_factor,
            Self::Liquidation => collateral.liquidate_collateral_factor,
        }
    }
}

impl CompoundV3Collateral {
    /// 10^decimals of the token.
    pub(super) fn scale(&self) -> Result<U256, RiskError> {
        U256::power_of_ten(self.decimals).ok_or_else(|| RiskError::overflow("collateral scale"))
    }

    /// `⌊balance·price/scale⌋`, 8 decimals.
    pub(super) fn value_at(&self, price: U256) -> Result<U256, RiskError> {
        readable(price)?;
        self.balance.try_mul(price, "collateral value")?.try_div(self.scale()?, "collateral value")
    }

    /// `⌊⌊balance·price/scale⌋·factor/1e18⌋`, 8 decimals.
    pub(super) fn counts_at(&self, price: U256, check: Check) -> Result<U256, RiskError> {
        wad_mul_floor(self.value_at(price)?, check.factor(self))
    }

    /// Value and what counts of it where the contract does not look: nothing reverts there, and what has more than 256 bits is all ones.
    pub(super) fn shown(&self) -> Result<(U256, U256), RiskError> {
        let value = mul_div_floor(self.balance, self.price, self.scale()?).unwrap_or(U256::MAX);
        let counted = mul_div_floor(value, self.liquidate_collateral_factor, crate::exact::WAD)?;
        Ok((value, counted))
    }
}

/// The contract's name for a feed that answers nothing.
pub(super) const BAD_PRICE: &str = "BadPrice";

/// Refuses the price of a feed that answers nothing, 0 or a number that is below 0 as the feed signs it, as the contract does when it
/// reads one.
pub(super) fn readable(price: U256) -> Result<(), RiskError> {
    if price.is_zero() || price > max_signed_256() { Err(RiskError::refused(BAD_PRICE)) } else { Ok(()) }
}

impl CompoundV3Position {
    /// The debt in the value of the feeds at the indices as stored, 8 decimals, rounded down; nothing without debt.
    pub(super) fn debt_value(&self) -> Result<Option<U256>, RiskError> {
        if self.principal.is_negative() { self.debt_value_at(self.market.base_price).map(Some) } else { Ok(None) }
    }

    /// The same at another price of the base asset.
    pub(super) fn debt_value_at(&self, price: U256) -> Result<U256, RiskError> {
        readable(price)?;
        let owed = self.market.balance_of(self.principal)?.magnitude();
        let product = owed.try_mul(price, "debt value")?;
        // The contract's product is signed and below zero: 2^255 is its last.
        if product > max_signed_256().try_add(U256::ONE, "debt value")? {
            return Err(RiskError::overflow("debt value"));
        }
        product.try_div(self.market.base_scale()?, "debt value")
    }

    /// Balances above zero, in the market's order.
    pub(super) fn held(&self) -> Vec<&CompoundV3Collateral> {
        self.collaterals.iter().filter(|one| !one.balance.is_zero()).collect()
    }

    /// The check at the indices as stored: collateral is counted in order until it covers the debt, and no price is read after that.
    pub(super) fn covered(&self, check: Check) -> Result<bool, RiskError> {
        let Some(debt) = self.debt_value()? else { return Ok(true) };
        let mut counted = U256::ZERO;
        for collateral in self.held() {
            if counted >= debt {
                return Ok(true);
            }
            counted = counted.try_add(collateral.counts_at(collateral.price, check)?, "liquidity")?;
        }
        Ok(counted >= debt)
    }

    /// Returns what the contract's `isBorrowCollateralized` answers: on the indices as stored, without the time that has passed.
    ///
    /// ```text
    /// Σ ⌊⌊balance·price/scale⌋·borrowCollateralFactor/1e18⌋ ≥ ⌊⌊|principal|·borrowIndex/1e15⌋·basePrice/baseScale⌋
    /// ```
    ///
    /// # Errors
    /// `overflow` where the contract reverts; `refused` with `BadPrice` for a price of 0 that it reads; `out_of_range` for a state that
    /// it cannot hold;
    /// `duplicate`.
    ///
    /// ```
    /// use plimsoll::{I256, U256, venue::compound_v3::{CompoundV3Market, CompoundV3Position}};
    /// let index = U256::new(1_000_000_000_000_000);
    /// let market = CompoundV3Market {
    ///     base_decimals: 6, base_price: U256::new(100_000_000), base_min_for_rewards: U256::ONE,
    ///     base_supply_index: index, base_borrow_index: index, ..CompoundV3Market::default()
    /// };
    /// let bare = CompoundV3Position { market, principal: -I256::from(U256::new(1_000_000)), ..CompoundV3Position::default() };
    /// assert!(!bare.is_borrow_collateralized()? && bare.is_liquidatable()?);
    /// assert_eq!(bare.balance_now()?.to_string(), "-1000000");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn is_borrow_collateralized(&self) -> Result<bool, RiskError> {
        check(self)?;
        self.covered(Check::Borrow)
    }

    /// Returns what the contract's `isLiquidatable` answers: on the indices as stored, without the time that has passed. An absorption
    /// accrues first; `health` answers for that.
    ///
    /// # Errors
    /// Those of `is_borrow_collateralized`.
    ///
    /// ```
    /// use plimsoll::{U256, venue::compound_v3::{CompoundV3Market, CompoundV3Position}};
    /// let index = U256::new(1_000_000_000_000_000);
    /// let market = CompoundV3Market {
    ///     base_decimals: 6, base_min_for_rewards: U256::ONE, base_supply_index: index, base_borrow_index: index,
    ///     ..CompoundV3Market::default()
    /// };
    /// let supplier = CompoundV3Position { market, principal: U256::new(5).into(), ..CompoundV3Position::default() };
    /// assert_eq!((supplier.is_liquidatable()?, supplier.balance_now()?.to_string()), (false, "5".to_string()));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn is_liquidatable(&self) -> Result<bool, RiskError> {
        check(self)?;
        Ok(!self.covered(Check::Liquidation)?)
    }
}
