//! Absorption: the market takes all collateral and the whole debt at once.
//!
//! Source: `absorbInternal` of `CometWithExtendedAssetList.sol` at d5a30b0.

use super::check::check;
use super::collateral::Check;
use super::state::CompoundV3Position;
use super::values::{cast, max_signed_256};
use crate::error::RiskError;
use crate::exact::{I256, U256, narrow_mul_div_floor, wad_mul_floor};
use alloc::string::String;
use alloc::vec::Vec;

/// One collateral that an absorption seized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompoundV3Seized {
    /// The asset.
    pub asset: String,
    /// All that the account had of it, token units.
    pub amount: U256,
    /// Its value, 8 decimals.
    pub value: U256,
}

/// What an absorption did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompoundV3Absorption {
    /// The collaterals above zero, in the market's order.
    pub seized: Vec<CompoundV3Seized>,
    /// The debt before, base units.
    pub debt: U256,
    /// What the collateral is credited for, base units.
    pub credit: U256,
    /// What the market pays out of its reserves: the debt and what the account is left with, base units.
    pub base_paid_out: U256,
    /// Its value, 8 decimals.
    pub value_of_base_paid_out: U256,
    /// What the account is left with, base units.
    pub new_balance: U256,
}

impl CompoundV3Position {
    /// Returns the account after an absorption, and what it did. The market accrues first; then the account must be liquidatable.
    ///
    /// ```text
    /// credit = ⌊Σ ⌊⌊balance·price/scale⌋·liquidationFactor/1e18⌋ · baseScale/basePrice⌋
    /// new balance = max(0, credit − debt)        the shortfall is the reserves'
    /// ```
    ///
    /// # Errors
    /// `refused` with `NotLiquidatable`, `BadPrice` for a price of 0 or one of the contract's casts; `overflow`; those of
    /// `accrue_account`.
    ///
    /// ```
    /// use plimsoll::{I256, U256};
    /// use plimsoll::venue::compound_v3::{CompoundV3Collateral, CompoundV3Market, CompoundV3Position};
    /// let index = U256::new(1_000_000_000_000_000);
    /// let debt = U256::new(14_000_000_000);
    /// let market = CompoundV3Market {
    ///     base_asset: "USDC".into(), base_decimals: 6, base_price: U256::new(100_000_000), base_min_for_rewards: U256::ONE,
    ///     base_supply_index: index, base_borrow_index: index, tracking_index_scale: index, total_borrow_base: debt,
    ///     ..CompoundV3Market::default()
    /// };
    /// let ten: U256 = "10000000000000000000".parse()?;
    /// let eth = CompoundV3Collateral {
    ///     asset: "ETH".into(), decimals: 18, price: U256::new(150_000_000_000), balance: ten, total_supply_asset: ten,
    ///     liquidate_collateral_factor: U256::new(895_000_000_000_000_000),
    ///     liquidation_factor: U256::new(950_000_000_000_000_000), ..CompoundV3Collateral::default()
    /// };
    /// let account = CompoundV3Position { market, collaterals: vec![eth], principal: -I256::from(debt), ..CompoundV3Position::default() };
    /// // 15,000 at 0.95 pay 14,000; 250 are left.
    /// let (after, did) = account.absorb()?;
    /// assert_eq!((did.base_paid_out, did.new_balance), (U256::new(14_250_000_000), U256::new(250_000_000)));
    /// assert_eq!(after.principal.to_string(), "250000000");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn absorb(&self) -> Result<(Self, CompoundV3Absorption), RiskError> {
        check(self)?;
        let mut after = self.accrued()?;
        if after.covered(Check::Liquidation)? {
            return Err(RiskError::refused("NotLiquidatable"));
        }
        let balance = after.market.balance_of(self.principal)?;
        let (base_price, base_scale) = (after.market.base_price, after.market.base_scale()?);
        let (mut seized, mut credited) = (Vec::new(), U256::ZERO);
        for collateral in after.collaterals.iter_mut().filter(|one| !one.balance.is_zero()) {
            let value = collateral.value_at(collateral.price)?;
            credited = credited.try_add(wad_mul_floor(value, collateral.liquidation_factor)?, "value credited")?;
            seized.push(CompoundV3Seized { asset: collateral.asset.clone(), amount: collateral.balance, value });
            collateral.total_supply_asset = collateral.total_supply_asset.try_sub(collateral.balance, "a total of the market")?;
            collateral.balance = U256::ZERO;
        }
        let credit = cast(narrow_mul_div_floor(credited, base_scale, base_price)?, max_signed_256(), "InvalidInt256")?;
        let new_balance = balance.try_add(credit.into(), "balance after the absorption")?.unsigned().unwrap_or(U256::ZERO);
        after.move_base(new_balance.into(), true)?;
        let base_paid_out = I256::from(new_balance).try_sub(balance, "base paid out")?.magnitude();
        let value_of_base_paid_out = narrow_mul_div_floor(base_paid_out, base_price, base_scale)?;
        let debt = balance.magnitude();
        Ok((after, CompoundV3Absorption { seized, debt, credit, base_paid_out, value_of_base_paid_out, new_balance }))
    }
}
