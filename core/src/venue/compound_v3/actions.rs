//! Supply and withdrawal, of the base asset and of collateral; the base asset's withdrawal is the borrowing.
//!
//! Source: `supplyBase`, `withdrawBase`, `supplyCollateral` and `withdrawCollateral` of `CometWithExtendedAssetList.sol` at d5a30b0.

use super::check::check;
use super::collateral::Check;
use super::state::{CompoundV3Collateral, CompoundV3Position};
use super::values::{MAX_104, MAX_128, cast, max_signed_256, within};
use crate::error::RiskError;
use crate::exact::{I256, U256};

const TOTAL: &str = "a total of the market";
const BALANCE: &str = "a balance of the account";

impl CompoundV3Position {
    /// Returns the account after it supplies the base asset: this repays debt first. 2^256 − 1 repays the debt to the last unit.
    ///
    /// # Errors
    /// `refused` with `InvalidUInt104`, `InvalidInt104` or `InvalidInt256`; `overflow`; those of `accrue_account`.
    ///
    /// ```
    /// use plimsoll::{I256, U256, venue::compound_v3::{CompoundV3Market, CompoundV3Position}};
    /// let index = U256::new(1_000_000_000_000_000);
    /// let market = CompoundV3Market {
    ///     base_decimals: 6, base_min_for_rewards: U256::ONE, base_supply_index: index, base_borrow_index: index,
    ///     tracking_index_scale: index, total_borrow_base: U256::new(500), ..CompoundV3Market::default()
    /// };
    /// let owing = CompoundV3Position { market, principal: -I256::from(U256::new(300)), ..CompoundV3Position::default() };
    /// let after = owing.supply_base(U256::new(400))?;
    /// assert_eq!((after.principal.to_string(), after.market.total_borrow_base), ("100".to_string(), U256::new(200)));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn supply_base(&self, amount: U256) -> Result<Self, RiskError> {
        check(self)?;
        let mut after = self.accrued()?;
        let balance = after.market.balance_of(self.principal)?;
        let owed = if balance.is_negative() { balance.magnitude() } else { U256::ZERO };
        let amount = if amount == U256::MAX { owed } else { amount };
        after.move_base(add_signed(balance, signed(amount)?)?, true)?;
        Ok(after)
    }

    /// Returns the account after it withdraws the base asset; beyond what it has supplied, this borrows. 2^256 − 1 withdraws the supply
    /// to the last unit. What it then owes must be at least `base_borrow_min` and covered at the borrow collateral factors.
    ///
    /// # Errors
    /// `refused` with `BorrowTooSmall`, `NotCollateralized`, `InvalidUInt104`, `InvalidInt104` or `InvalidInt256`; `overflow`;
    /// those of `accrue_account`.
    ///
    /// ```
    /// use plimsoll::{U256, venue::compound_v3::{CompoundV3Market, CompoundV3Position}};
    /// let index = U256::new(1_000_000_000_000_000);
    /// let market = CompoundV3Market {
    ///     base_decimals: 6, base_min_for_rewards: U256::ONE, base_supply_index: index, base_borrow_index: index,
    ///     tracking_index_scale: index, total_supply_base: U256::new(500), base_borrow_min: U256::new(100), ..CompoundV3Market::default()
    /// };
    /// let supplier = CompoundV3Position { market, principal: U256::new(300).into(), ..CompoundV3Position::default() };
    /// assert_eq!(supplier.withdraw_base(U256::new(200))?.principal.to_string(), "100");
    /// assert!(supplier.withdraw_base(U256::new(301)).unwrap_err().to_string().contains("BorrowTooSmall"));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn withdraw_base(&self, amount: U256) -> Result<Self, RiskError> {
        check(self)?;
        let mut after = self.accrued()?;
        let balance = after.market.balance_of(self.principal)?;
        let amount = if amount == U256::MAX { balance.unsigned().unwrap_or(U256::ZERO) } else { amount };
        let balance = add_signed(balance, -signed(amount)?)?;
        after.move_base(balance, false)?;
        if balance.is_negative() {
            if balance.magnitude() < after.market.base_borrow_min {
                return Err(RiskError::refused("BorrowTooSmall"));
            }
            after.check_borrow()?;
        }
        Ok(after)
    }

    /// Returns the account after it supplies collateral; this does not accrue.
    ///
    /// # Errors
    /// `refused` with `SupplyCapExceeded` or `InvalidUInt128`; `overflow`; `unknown`; `out_of_range`, `duplicate` for a state that the
    /// contract cannot hold.
    ///
    /// ```
    /// use plimsoll::{U256, venue::compound_v3::{CompoundV3Collateral, CompoundV3Market, CompoundV3Position}};
    /// let index = U256::new(1_000_000_000_000_000);
    /// let market = CompoundV3Market {
    ///     base_decimals: 6, base_min_for_rewards: U256::ONE, base_supply_index: index, base_borrow_index: index,
    ///     ..CompoundV3Market::default()
    /// };
    /// let eth = CompoundV3Collateral { asset: "ETH".into(), supply_cap: U256::new(9), ..CompoundV3Collateral::default() };
    /// let account = CompoundV3Position { market, collaterals: vec![eth], ..CompoundV3Position::default() };
    /// assert_eq!(account.supply_collateral("ETH", U256::new(9))?.collaterals[0].balance, U256::new(9));
    /// assert_eq!(account.supply_collateral("ETH", U256::new(10)).unwrap_err().code(), "refused");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn supply_collateral(&self, asset: &str, amount: U256) -> Result<Self, RiskError> {
        check(self)?;
        let mut after = self.clone();
        let collateral = after.collateral_mut(asset)?;
        let amount = cast(amount, MAX_128, "InvalidUInt128")?;
        collateral.total_supply_asset = within(collateral.total_supply_asset.try_add(amount, TOTAL)?, MAX_128, TOTAL)?;
        if collateral.total_supply_asset > collateral.supply_cap {
            return Err(RiskError::refused("SupplyCapExceeded"));
        }
        collateral.balance = within(collateral.balance.try_add(amount, BALANCE)?, MAX_128, BALANCE)?;
        Ok(after)
    }

    /// Returns the account after it withdraws collateral. This does not accrue: the check is on the indices as stored.
    ///
    /// # Errors
    /// `refused` with `NotCollateralized` or `InvalidUInt128`; `overflow` for more than there is; `unknown`; those of
    /// `is_borrow_collateralized`.
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
    /// assert_eq!(account.withdraw_collateral("ETH", U256::new(4))?.collaterals[0].balance, U256::new(5));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn withdraw_collateral(&self, asset: &str, amount: U256) -> Result<Self, RiskError> {
        check(self)?;
        let mut after = self.clone();
        let collateral = after.collateral_mut(asset)?;
        let amount = cast(amount, MAX_128, "InvalidUInt128")?;
        collateral.balance = collateral.balance.try_sub(amount, BALANCE)?;
        collateral.total_supply_asset = collateral.total_supply_asset.try_sub(amount, TOTAL)?;
        after.check_borrow()?;
        Ok(after)
    }

    fn collateral_mut(&mut self, asset: &str) -> Result<&mut CompoundV3Collateral, RiskError> {
        self.collaterals.iter_mut().find(|one| one.asset == asset).ok_or_else(|| RiskError::unknown("asset", asset))
    }

    fn check_borrow(&self) -> Result<(), RiskError> {
        if self.covered(Check::Borrow)? { Ok(()) } else { Err(RiskError::refused("NotCollateralized")) }
    }

    /// Stores the principal of another balance, and moves the market's totals with it. A principal that rounding moves against the
    /// step, such as a supply of 0 that loses a unit, leaves the totals as they are.
    pub(super) fn move_base(&mut self, balance: I256, rises: bool) -> Result<(), RiskError> {
        let principal = self.market.principal_of(balance)?;
        let against = if rises { principal < self.principal } else { principal > self.principal };
        if !against {
            let part = |principal: I256, below: bool| if principal.is_negative() == below { principal.magnitude() } else { U256::ZERO };
            for (total, below) in [(&mut self.market.total_supply_base, false), (&mut self.market.total_borrow_base, true)] {
                let (before, after) = (part(self.principal, below), part(principal, below));
                let raised = within(total.try_add(after.saturating_sub(before), TOTAL)?, MAX_104, TOTAL)?;
                *total = raised.try_sub(before.saturating_sub(after), TOTAL)?;
            }
        }
        self.settle(principal)
    }
}

fn signed(amount: U256) -> Result<I256, RiskError> {
    Ok(cast(amount, max_signed_256(), "InvalidInt256")?.into())
}

/// A sum in the contract's 256 signed bits.
fn add_signed(a: I256, b: I256) -> Result<I256, RiskError> {
    let sum = a.try_add(b, BALANCE)?;
    within(sum.magnitude(), max_signed_256(), BALANCE)?;
    Ok(sum)
}
