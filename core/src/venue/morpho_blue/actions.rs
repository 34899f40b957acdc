//! What a user does, as the contract takes it: by assets or by shares, with every check in the contract's order.

use super::check::check;
use super::shares::{
    exactly_one, morpho_blue_to_assets_down, morpho_blue_to_assets_up, morpho_blue_to_shares_down, morpho_blue_to_shares_up, stored_add,
    stored_sub, to_word,
};
use super::state::MorphoBluePosition;
use crate::error::RiskError;
use crate::exact::U256;

/// What a step moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MorphoBlueMoved {
    /// Loan units.
    pub assets: U256,
    /// Shares.
    pub shares: U256,
}

/// From shares or assets, and the totals of the side, to the other.
type Convert = fn(U256, U256, U256) -> Result<U256, RiskError>;

/// Completes the one that is given.
fn complete(
    assets: U256,
    shares: U256,
    totals: (U256, U256),
    to_shares: Convert,
    to_assets: Convert,
) -> Result<MorphoBlueMoved, RiskError> {
    let (total_assets, total_shares) = totals;
    Ok(if assets.is_zero() {
        MorphoBlueMoved { assets: to_assets(shares, total_assets, total_shares)?, shares }
    } else {
        MorphoBlueMoved { assets, shares: to_shares(assets, total_assets, total_shares)? }
    })
}

impl MorphoBluePosition {
    /// Returns the position after it lends, by assets or by shares (the other is 0), and what moved. Accrues first; assets buy shares
    /// rounded down, shares cost assets rounded up.
    ///
    /// # Errors
    /// `refused` with `inconsistent input` or `max uint128 exceeded`; `overflow` when a stored value would leave its width; those of
    /// `accrue`.
    ///
    /// ```
    /// use plimsoll::{U256, venue::morpho_blue::MorphoBluePosition};
    /// let (position, moved) = MorphoBluePosition::default().supply(U256::new(5), U256::ZERO)?;
    /// assert_eq!((moved.shares, position.market.total_supply_assets), (U256::new(5_000_000), U256::new(5)));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn supply(&self, assets: U256, shares: U256) -> Result<(Self, MorphoBlueMoved), RiskError> {
        check(self)?;
        exactly_one(assets, shares)?;
        let mut after = self.accrued()?;
        let market = &mut after.market;
        let totals = (market.total_supply_assets, market.total_supply_shares);
        let moved = complete(assets, shares, totals, morpho_blue_to_shares_down, morpho_blue_to_assets_up)?;
        after.supply_shares = after.supply_shares.try_add(moved.shares, "supply shares")?;
        market.total_supply_shares = stored_add(market.total_supply_shares, moved.shares)?;
        market.total_supply_assets = stored_add(market.total_supply_assets, moved.assets)?;
        Ok((after, moved))
    }

    /// Returns the position after it takes lent assets back, by assets or by shares (the other is 0), and what moved. Accrues first;
    /// assets cost shares rounded up, shares bring assets rounded down.
    ///
    /// # Errors
    /// `refused` with `insufficient liquidity`, `inconsistent input` or `max uint128 exceeded`; `overflow` for more than there is;
    /// those of `accrue`.
    ///
    /// ```
    /// use plimsoll::{U256, venue::morpho_blue::MorphoBluePosition};
    /// let (lent, _) = MorphoBluePosition::default().supply(U256::new(5), U256::ZERO)?;
    /// let (rest, moved) = lent.withdraw(U256::ZERO, U256::new(2_500_000))?;
    /// assert_eq!((moved.assets, rest.market.total_supply_assets), (U256::new(2), U256::new(3)));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn withdraw(&self, assets: U256, shares: U256) -> Result<(Self, MorphoBlueMoved), RiskError> {
        check(self)?;
        exactly_one(assets, shares)?;
        let mut after = self.accrued()?;
        let market = &mut after.market;
        let totals = (market.total_supply_assets, market.total_supply_shares);
        let moved = complete(assets, shares, totals, morpho_blue_to_shares_up, morpho_blue_to_assets_down)?;
        after.supply_shares = after.supply_shares.try_sub(moved.shares, "supply shares")?;
        market.total_supply_shares = stored_sub(market.total_supply_shares, moved.shares)?;
        market.total_supply_assets = stored_sub(market.total_supply_assets, moved.assets)?;
        after.check_liquidity()?;
        Ok((after, moved))
    }

    /// Returns the position after it borrows, by assets or by shares (the other is 0), and what moved. Accrues first; assets cost
    /// shares rounded up, shares bring assets rounded down; then the position must be healthy, then the market liquid.
    ///
    /// # Errors
    /// `refused` with `insufficient collateral`, `insufficient liquidity`, `inconsistent input` or `max uint128 exceeded`; `overflow`;
    /// those of `accrue`.
    ///
    /// ```
    /// use plimsoll::{U256, venue::morpho_blue::{MorphoBlueMarket, MorphoBluePosition}};
    /// let market = MorphoBlueMarket {
    ///     price: "2500000000000000000000000000".parse()?, lltv: "860000000000000000".parse()?,
    ///     total_supply_assets: U256::new(90_000_000_000), total_supply_shares: U256::new(90_000_000_000_000_000),
    ///     ..MorphoBlueMarket::default()
    /// };
    /// // 10 ETH at 2,500 USDC carry 21,500 USDC, to the last unit.
    /// let eth = MorphoBluePosition { market, collateral: "10000000000000000000".parse()?, ..MorphoBluePosition::default() };
    /// let (_, moved) = eth.borrow(U256::new(21_500_000_000), U256::ZERO)?;
    /// assert_eq!(moved.shares, U256::new(21_500_000_000_000_000));
    /// assert_eq!(eth.borrow(U256::new(21_500_000_001), U256::ZERO).unwrap_err().code(), "refused");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn borrow(&self, assets: U256, shares: U256) -> Result<(Self, MorphoBlueMoved), RiskError> {
        check(self)?;
        exactly_one(assets, shares)?;
        let mut after = self.accrued()?;
        let market = &mut after.market;
        let totals = (market.total_borrow_assets, market.total_borrow_shares);
        let moved = complete(assets, shares, totals, morpho_blue_to_shares_up, morpho_blue_to_assets_down)?;
        after.borrow_shares = stored_add(after.borrow_shares, moved.shares)?;
        market.total_borrow_shares = stored_add(market.total_borrow_shares, moved.shares)?;
        market.total_borrow_assets = stored_add(market.total_borrow_assets, moved.assets)?;
        after.check_collateral()?;
        after.check_liquidity()?;
        Ok((after, moved))
    }

    /// Returns the position after it repays, by assets or by shares (the other is 0), and what moved. Accrues first; assets pay
    /// shares rounded down, shares cost assets rounded up. Only by shares can a debt be repaid to the end.
    ///
    /// # Errors
    /// `refused` with `inconsistent input` or `max uint128 exceeded`; `overflow` for more than is owed; those of `accrue`.
    ///
    /// ```
    /// use plimsoll::{U256, venue::morpho_blue::{MorphoBlueMarket, MorphoBluePosition}};
    /// let market = MorphoBlueMarket {
    ///     total_supply_assets: U256::new(9), total_supply_shares: U256::new(9_000_000),
    ///     total_borrow_assets: U256::new(4), total_borrow_shares: U256::new(4_000_000), ..MorphoBlueMarket::default()
    /// };
    /// let owing = MorphoBluePosition { market, borrow_shares: U256::new(2_500_000), ..MorphoBluePosition::default() };
    /// let (free, moved) = owing.repay(U256::ZERO, U256::new(2_500_000))?;
    /// assert_eq!((moved.assets, free.borrow_shares), (U256::new(3), U256::ZERO));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn repay(&self, assets: U256, shares: U256) -> Result<(Self, MorphoBlueMoved), RiskError> {
        check(self)?;
        exactly_one(assets, shares)?;
        let mut after = self.accrued()?;
        let market = &mut after.market;
        let totals = (market.total_borrow_assets, market.total_borrow_shares);
        let moved = complete(assets, shares, totals, morpho_blue_to_shares_down, morpho_blue_to_assets_up)?;
        after.pay_debt(moved)?;
        Ok((after, moved))
    }

    /// Returns the position after it adds collateral. This step alone does not accrue.
    ///
    /// # Errors
    /// `refused` with `zero assets` or `max uint128 exceeded`; `overflow` from 2^128; `out_of_range`, `duplicate` for a state that the
    /// contract cannot hold.
    ///
    /// ```
    /// use plimsoll::{U256, venue::morpho_blue::MorphoBluePosition};
    /// assert_eq!(MorphoBluePosition::default().supply_collateral(U256::new(5))?.collateral, U256::new(5));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn supply_collateral(&self, assets: U256) -> Result<Self, RiskError> {
        check(self)?;
        some(assets)?;
        Ok(Self { collateral: stored_add(self.collateral, assets)?, ..self.clone() })
    }

    /// Returns the position after it takes collateral out. Accrues first; then the position must be healthy.
    ///
    /// # Errors
    /// `refused` with `insufficient collateral`, `zero assets` or `max uint128 exceeded`; `overflow` for more than there is; those of
    /// `accrue`.
    ///
    /// ```
    /// use plimsoll::{U256, venue::morpho_blue::MorphoBluePosition};
    /// let backed = MorphoBluePosition::default().supply_collateral(U256::new(5))?;
    /// assert_eq!(backed.withdraw_collateral(U256::new(3))?.collateral, U256::new(2));
    /// assert_eq!(backed.withdraw_collateral(U256::new(6)).unwrap_err().code(), "overflow");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn withdraw_collateral(&self, assets: U256) -> Result<Self, RiskError> {
        check(self)?;
        some(assets)?;
        let mut after = self.accrued()?;
        after.collateral = stored_sub(after.collateral, assets)?;
        after.check_collateral()?;
        Ok(after)
    }

    /// Takes a repayment off the position and the market; by rounding, the assets may be one more than the market's total.
    pub(super) fn pay_debt(&mut self, moved: MorphoBlueMoved) -> Result<(), RiskError> {
        self.borrow_shares = stored_sub(self.borrow_shares, moved.shares)?;
        let market = &mut self.market;
        market.total_borrow_shares = stored_sub(market.total_borrow_shares, moved.shares)?;
        market.total_borrow_assets = to_word(market.total_borrow_assets.saturating_sub(moved.assets))?;
        Ok(())
    }

    fn check_collateral(&self) -> Result<(), RiskError> {
        if self.is_healthy()? { Ok(()) } else { Err(RiskError::refused("insufficient collateral")) }
    }

    fn check_liquidity(&self) -> Result<(), RiskError> {
        let liquid = self.market.total_borrow_assets <= self.market.total_supply_assets;
        if liquid { Ok(()) } else { Err(RiskError::refused("insufficient liquidity")) }
    }
}

fn some(assets: U256) -> Result<(), RiskError> {
    if assets.is_zero() { Err(RiskError::refused("zero assets")) } else { Ok(()) }
}
