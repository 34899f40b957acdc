//! The store front: seized collateral is sold for the base asset at a discount, while the reserves are below their target.
//!
//! Source: `quoteCollateral`, `getReserves` and `buyCollateral` of `CometWithExtendedAssetList.sol` at d5a30b0.

use super::check::check_market;
use super::collateral::readable;
use super::state::{CompoundV3Collateral, CompoundV3Market};
use super::values::compound_v3_present_value;
use crate::error::RiskError;
use crate::exact::{I256, U256, WAD, wad_mul_floor};

/// Returns how much of a collateral an amount of the base asset buys from the market, token units.
///
/// ```text
/// discount = ⌊storeFrontPriceFactor·(1e18 − liquidationFactor)/1e18⌋       discounted = ⌊price·(1e18 − discount)/1e18⌋
/// ⌊⌊basePrice·amount·scale/discounted⌋/baseScale⌋
/// ```
///
/// # Errors
/// `overflow` where the contract reverts, also for a liquidation factor above 1; `division_by_zero` for a discounted price of 0;
/// `refused` with `BadPrice` for a price of 0.
///
/// ```
/// use plimsoll::{U256, venue::compound_v3::{CompoundV3Collateral, CompoundV3Market, compound_v3_quote_collateral}};
/// let market = CompoundV3Market {
///     base_decimals: 6, base_price: U256::new(100_000_000), store_front_price_factor: U256::new(500_000_000_000_000_000),
///     ..CompoundV3Market::default()
/// };
/// let eth = CompoundV3Collateral {
///     decimals: 18, price: U256::new(200_000_000_000), liquidation_factor: U256::new(900_000_000_000_000_000),
///     ..CompoundV3Collateral::default()
/// };
/// // 1,900 dollars at 2,000 less 5 %.
/// assert_eq!(compound_v3_quote_collateral(&market, &eth, U256::new(1_900_000_000))?.to_string(), "1000000000000000000");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn compound_v3_quote_collateral(
    market: &CompoundV3Market,
    collateral: &CompoundV3Collateral,
    base_amount: U256,
) -> Result<U256, RiskError> {
    const OPERATION: &str = "quote of collateral";
    readable(collateral.price)?;
    readable(market.base_price)?;
    let penalty = WAD.try_sub(collateral.liquidation_factor, OPERATION)?;
    let discount = wad_mul_floor(market.store_front_price_factor, penalty)?;
    let discounted = wad_mul_floor(collateral.price, WAD.try_sub(discount, OPERATION)?)?;
    let value = market.base_price.try_mul(base_amount, OPERATION)?.try_mul(collateral.scale()?, OPERATION)?;
    value.try_div(discounted, OPERATION)?.try_div(market.base_scale()?, OPERATION)
}

impl CompoundV3Market {
    /// Returns the market's reserves of the base asset now, base units: its token balance, less what is supplied, plus what is owed.
    ///
    /// # Errors
    /// Those of `accrue`.
    ///
    /// ```
    /// use plimsoll::{U256, venue::compound_v3::CompoundV3Market};
    /// let index = U256::new(1_000_000_000_000_000);
    /// let market = CompoundV3Market {
    ///     base_decimals: 6, base_min_for_rewards: U256::ONE, base_supply_index: index, base_borrow_index: index,
    ///     total_supply_base: U256::new(900), total_borrow_base: U256::new(500), ..CompoundV3Market::default()
    /// };
    /// assert_eq!(market.reserves(U256::new(300))?.to_string(), "-100");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn reserves(&self, token_balance: U256) -> Result<I256, RiskError> {
        const OPERATION: &str = "reserves";
        check_market(self)?;
        let (supply, borrow) = self.indices_now()?;
        let supplied = compound_v3_present_value(self.total_supply_base, supply)?;
        let owed = compound_v3_present_value(self.total_borrow_base, borrow)?;
        I256::from(token_balance).try_sub(supplied.into(), OPERATION)?.try_add(owed.into(), OPERATION)
    }

    /// Returns how much collateral a purchase brings, by the contract's own refusals: `token_balance` is what the market holds of the
    /// base asset, `collateral_reserves` what it may sell, `least` what the buyer insists on; token units.
    ///
    /// # Errors
    /// `refused` with `NotForSale` at reserves of `target_reserves` or more, `TooMuchSlippage`, `InsufficientReserves`; those of
    /// `compound_v3_quote_collateral` and `reserves`.
    ///
    /// ```
    /// use plimsoll::{U256, venue::compound_v3::{CompoundV3Collateral, CompoundV3Market}};
    /// let index = U256::new(1_000_000_000_000_000);
    /// let market = CompoundV3Market {
    ///     base_decimals: 6, base_price: U256::new(100_000_000), base_min_for_rewards: U256::ONE,
    ///     base_supply_index: index, base_borrow_index: index, target_reserves: U256::new(500), ..CompoundV3Market::default()
    /// };
    /// let dai = CompoundV3Collateral { decimals: 6, price: U256::new(100_000_000), ..CompoundV3Collateral::default() };
    /// assert_eq!(market.buy_collateral(&dai, U256::ZERO, U256::new(70), U256::new(499), U256::new(80))?, U256::new(70));
    /// assert_eq!(market.buy_collateral(&dai, U256::ZERO, U256::new(70), U256::new(500), U256::new(80)).unwrap_err().code(), "refused");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn buy_collateral(
        &self,
        collateral: &CompoundV3Collateral,
        least: U256,
        base_amount: U256,
        token_balance: U256,
        collateral_reserves: U256,
    ) -> Result<U256, RiskError> {
        if self.reserves(token_balance)?.unsigned().is_some_and(|reserves| reserves >= self.target_reserves) {
            return Err(RiskError::refused("NotForSale"));
        }
        let amount = compound_v3_quote_collateral(self, collateral, base_amount)?;
        if amount < least {
            return Err(RiskError::refused("TooMuchSlippage"));
        }
        if amount > collateral_reserves {
            return Err(RiskError::refused("InsufficientReserves"));
        }
        Ok(amount)
    }
}
