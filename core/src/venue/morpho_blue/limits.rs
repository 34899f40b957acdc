//! The most that the contract lets through now, by its own rule: a formula for the limit is off by one in some states.

use super::check::check;
use super::shares::WORD;
use super::state::MorphoBluePosition;
use crate::account::largest;
use crate::error::RiskError;
use crate::exact::U256;

/// The largest amount that a step takes; 0 when it takes none.
fn most<T>(step: impl Fn(U256) -> Result<T, RiskError>) -> Result<U256, RiskError> {
    Ok(largest(U256::ONE, WORD, |amount| Ok(step(amount).is_ok()))?.unwrap_or(U256::ZERO))
}

impl MorphoBluePosition {
    /// Returns the most that can be borrowed now, loan units; 0 for nothing. Interest is accrued, collateral and liquidity are checked.
    ///
    /// # Errors
    /// `out_of_range`, `duplicate` for a state that the contract cannot hold.
    ///
    /// ```
    /// use plimsoll::{U256, venue::morpho_blue::{MorphoBlueMarket, MorphoBluePosition}};
    /// let market = MorphoBlueMarket {
    ///     price: "2500000000000000000000000000".parse()?, lltv: "860000000000000000".parse()?,
    ///     total_supply_assets: U256::new(90_000_000_000), total_supply_shares: U256::new(90_000_000_000_000_000),
    ///     ..MorphoBlueMarket::default()
    /// };
    /// let eth = MorphoBluePosition { market, collateral: "10000000000000000000".parse()?, ..MorphoBluePosition::default() };
    /// assert_eq!(eth.max_borrow()?, U256::new(21_500_000_000));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn max_borrow(&self) -> Result<U256, RiskError> {
        check(self)?;
        most(|assets| self.borrow(assets, U256::ZERO))
    }

    /// Returns the most collateral that can be taken out now, token units; 0 for nothing.
    ///
    /// # Errors
    /// `out_of_range`, `duplicate` for a state that the contract cannot hold.
    ///
    /// ```
    /// use plimsoll::{U256, venue::morpho_blue::MorphoBluePosition};
    /// let free = MorphoBluePosition { collateral: U256::new(7), ..MorphoBluePosition::default() };
    /// assert_eq!(free.max_withdraw_collateral()?, U256::new(7));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn max_withdraw_collateral(&self) -> Result<U256, RiskError> {
        check(self)?;
        most(|assets| self.withdraw_collateral(assets))
    }

    /// Returns the most lent assets that can be taken back now, loan units; 0 for nothing.
    ///
    /// # Errors
    /// `out_of_range`, `duplicate` for a state that the contract cannot hold.
    ///
    /// ```
    /// use plimsoll::{U256, venue::morpho_blue::MorphoBluePosition};
    /// let (lent, _) = MorphoBluePosition::default().supply(U256::new(7), U256::ZERO)?;
    /// assert_eq!(lent.max_withdraw()?, U256::new(7));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn max_withdraw(&self) -> Result<U256, RiskError> {
        check(self)?;
        most(|assets| self.withdraw(assets, U256::ZERO))
    }

    /// Returns the most collateral that a liquidator can seize now, token units; 0 for nothing.
    ///
    /// # Errors
    /// `out_of_range`, `duplicate` for a state that the contract cannot hold.
    ///
    /// ```
    /// use plimsoll::{U256, venue::morpho_blue::MorphoBluePosition};
    /// assert_eq!(MorphoBluePosition::default().max_seized()?, U256::ZERO);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn max_seized(&self) -> Result<U256, RiskError> {
        check(self)?;
        most(|seized| self.liquidated(seized, U256::ZERO))
    }

    /// Returns the most shares of the debt that a liquidator can repay now; 0 for nothing.
    ///
    /// # Errors
    /// `out_of_range`, `duplicate` for a state that the contract cannot hold.
    ///
    /// ```
    /// use plimsoll::{U256, venue::morpho_blue::MorphoBluePosition};
    /// assert_eq!(MorphoBluePosition::default().max_repaid_shares()?, U256::ZERO);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn max_repaid_shares(&self) -> Result<U256, RiskError> {
        check(self)?;
        most(|shares| self.liquidated(U256::ZERO, shares))
    }
}
