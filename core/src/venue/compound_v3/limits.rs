//! The most that the contract lets through now, by its own rule.

use super::check::check;
use super::state::CompoundV3Position;
use super::values::MAX_128;
use crate::account::largest;
use crate::error::RiskError;
use crate::exact::U256;

impl CompoundV3Position {
    /// Returns the most of the base asset that can be withdrawn now, borrowing included, base units; 0 for nothing. An account without
    /// room for `base_borrow_min` may withdraw its supply only.
    ///
    /// # Errors
    /// `out_of_range`, `duplicate` for a state that the contract cannot hold; those of `balance_now`.
    ///
    /// ```
    /// use plimsoll::{U256, venue::compound_v3::{CompoundV3Collateral, CompoundV3Market, CompoundV3Position}};
    /// let index = U256::new(1_000_000_000_000_000);
    /// let market = CompoundV3Market {
    ///     base_asset: "USDC".into(), base_decimals: 6, base_price: U256::new(100_000_000), base_min_for_rewards: U256::ONE,
    ///     base_borrow_min: U256::new(100_000_000), base_supply_index: index, base_borrow_index: index,
    ///     tracking_index_scale: index, ..CompoundV3Market::default()
    /// };
    /// let eth = CompoundV3Collateral {
    ///     asset: "ETH".into(), decimals: 18, price: U256::new(250_000_000_000), balance: "10000000000000000000".parse()?,
    ///     borrow_collateral_factor: U256::new(825_000_000_000_000_000),
    ///     liquidate_collateral_factor: U256::new(895_000_000_000_000_000), ..CompoundV3Collateral::default()
    /// };
    /// let account = CompoundV3Position { market, collaterals: vec![eth], ..CompoundV3Position::default() };
    /// // 25,000 dollars at 0.825.
    /// assert_eq!(account.max_withdraw_base()?, U256::new(20_625_000_000));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn max_withdraw_base(&self) -> Result<U256, RiskError> {
        check(self)?;
        let holds = |amount: U256| Ok(self.withdraw_base(amount).is_ok());
        // Between the supply and the least debt nothing goes through: beyond it the search starts anew.
        let supply = self.balance_now()?.unsigned().unwrap_or(U256::ZERO);
        let owing = supply.try_add(self.market.base_borrow_min.max(U256::ONE), "least debt")?;
        if let Some(most) = largest(owing, owing.max(MAX_128), holds)? {
            return Ok(most);
        }
        Ok(largest(U256::ONE, owing, holds)?.unwrap_or(U256::ZERO))
    }

    /// Returns the most of a collateral that can be withdrawn now, token units; 0 for nothing.
    ///
    /// # Errors
    /// `unknown`; `out_of_range`, `duplicate` for a state that the contract cannot hold.
    ///
    /// ```
    /// use plimsoll::{U256, venue::compound_v3::{CompoundV3Collateral, CompoundV3Market, CompoundV3Position}};
    /// let index = U256::new(1_000_000_000_000_000);
    /// let market = CompoundV3Market {
    ///     base_decimals: 6, base_min_for_rewards: U256::ONE, base_supply_index: index, base_borrow_index: index,
    ///     ..CompoundV3Market::default()
    /// };
    /// let nine = U256::new(9);
    /// let eth = CompoundV3Collateral { asset: "ETH".into(), total_supply_asset: nine, balance: nine, ..CompoundV3Collateral::default() };
    /// let account = CompoundV3Position { market, collaterals: vec![eth], ..CompoundV3Position::default() };
    /// assert_eq!(account.max_withdraw_collateral("ETH")?, nine);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn max_withdraw_collateral(&self, asset: &str) -> Result<U256, RiskError> {
        check(self)?;
        let held = self.collaterals.iter().find(|one| one.asset == asset).ok_or_else(|| RiskError::unknown("asset", asset))?;
        let found = largest(U256::ONE, held.balance, |amount| Ok(self.withdraw_collateral(asset, amount).is_ok()))?;
        Ok(found.unwrap_or(U256::ZERO))
    }
}
