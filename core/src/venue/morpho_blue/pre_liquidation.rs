//! The second threshold: a contract that the borrower has authorised, and that may repay part of the debt before the LLTV.
//!
//! Source: `preLiquidate` of `PreLiquidation.sol`, morpho-org/pre-liquidation at 9e8b7f4. The example's limit is the one that the
//! tests of morpho-org/sdks state.

use super::actions::MorphoBlueMoved;
use super::boundary::Weighed;
use super::check::check;
use super::liquidation::MorphoBlueLiquidation;
use super::shares::exactly_one;
use super::state::{MorphoBluePosition, MorphoBluePreLiquidation};
use crate::account::PriceBoundary;
use crate::error::RiskError;
use crate::exact::{U256, WAD, wad_div_floor, wad_mul_floor};

/// Where a position stands before its pre-liquidation contract, at the totals accrued to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MorphoBluePreLiquidationNow {
    /// The contract may act now: the debt is above `pre_lltv` and not above the LLTV.
    pub eligible: bool,
    /// The smallest price at which it may not: one unit below it may, down to the boundary of the LLTV.
    pub boundary: PriceBoundary,
    /// Debt over collateral, 18 decimals, rounded up; absent unless eligible, as are the three below.
    pub ltv: Option<U256>,
    /// Share of the debt that one call may repay, 18 decimals.
    pub close_factor: Option<U256>,
    /// Collateral given for each unit repaid, 18 decimals.
    pub incentive_factor: Option<U256>,
    /// Most shares of the debt that one call may repay: all of them where the close factor is above 1.
    pub repayable_shares: Option<U256>,
}

/// The terms at the loan to value of now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    ltv: U256,
    close_factor: U256,
    pub(super) incentive_factor: U256,
    pub(super) repayable_shares: U256,
}

impl MorphoBluePosition {
    /// Returns where the position stands before its pre-liquidation contract; nothing if it has authorised none.
    ///
    /// ```text
    /// quotient = ⌊(ltv − preLltv)·1e18/(lltv − preLltv)⌋       ltv = ⌈borrowed·1e18/⌊collateral·price/1e36⌋⌉
    /// close factor = ⌊quotient·(preLcf2 − preLcf1)/1e18⌋ + preLcf1, the incentive likewise
    /// boundary = ⌈⌈borrowed·1e18/preLltv⌉·1e36/collateral⌉
    /// ```
    ///
    /// # Errors
    /// `overflow`, `division_by_zero` where the contract reverts; those of `accrue`.
    ///
    /// ```
    /// use plimsoll::U256;
    /// use plimsoll::account::PriceBoundary;
    /// use plimsoll::venue::morpho_blue::{MorphoBlueMarket, MorphoBluePosition, MorphoBluePreLiquidation};
    /// let market = MorphoBlueMarket {
    ///     price: "1000000000000000000000000000000000000".parse()?, lltv: "860000000000000000".parse()?,
    ///     total_supply_assets: U256::new(2_000_000_000_000), total_supply_shares: U256::new(2_000_000_000_000_000_000),
    ///     total_borrow_assets: U256::new(1_000_000_000_000), total_borrow_shares: U256::new(1_000_000_000_000_000_000),
    ///     ..MorphoBlueMarket::default()
    /// };
    /// let terms = MorphoBluePreLiquidation {
    ///     pre_lltv: "800000000000000000".parse()?, pre_lcf1: "200000000000000000".parse()?, pre_lcf2: "800000000000000000".parse()?,
    ///     pre_lif1: "1010000000000000000".parse()?, pre_lif2: "1010000000000000000".parse()?,
    /// };
    /// let position = MorphoBluePosition {
    ///     market, borrow_shares: U256::new(170_000_000_000_000_000), collateral: U256::new(200_000_000_000),
    ///     pre_liquidation: Some(terms), ..MorphoBluePosition::default()
    /// };
    /// let now = position.pre_liquidation_now()?.unwrap();
    /// assert_eq!(now.close_factor, Some("699999999999999999".parse()?));
    /// // 170 owed for 200: within 80 % from 1.0625 on.
    /// assert_eq!(now.boundary, PriceBoundary::At { price: "1062500000000000000000000000000000000".parse()?, unique: true });
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn pre_liquidation_now(&self) -> Result<Option<MorphoBluePreLiquidationNow>, RiskError> {
        check(self)?;
        let Some(parameters) = &self.pre_liquidation else { return Ok(None) };
        let now = self.accrued()?;
        let terms = now.pre_terms()?;
        Ok(Some(MorphoBluePreLiquidationNow {
            eligible: terms.is_some(),
            boundary: now.boundary_at(parameters.pre_lltv)?,
            ltv: terms.map(|terms| terms.ltv),
            close_factor: terms.map(|terms| terms.close_factor),
            incentive_factor: terms.map(|terms| terms.incentive_factor),
            repayable_shares: terms.map(|terms| terms.repayable_shares.min(now.borrow_shares)),
        }))
    }

    /// Returns the position after its pre-liquidation contract acts, by collateral seized or by shares repaid (the other is 0), and
    /// what it did; there is no bad debt.
    ///
    /// # Errors
    /// `unsupported` without such a contract; `refused` with `InconsistentInput`, `LiquidatablePosition`,
    /// `NotPreLiquidatablePosition`, `PreLiquidationTooLarge`, and with Morpho's own words for its repayment and withdrawal;
    /// `overflow`, `division_by_zero`; those of `accrue`.
    ///
    /// ```
    /// # use plimsoll::U256;
    /// # use plimsoll::venue::morpho_blue::{MorphoBlueMarket, MorphoBluePosition, MorphoBluePreLiquidation};
    /// # let market = MorphoBlueMarket {
    /// #     price: "1000000000000000000000000000000000000".parse()?, lltv: "860000000000000000".parse()?,
    /// #     total_supply_assets: U256::new(2_000_000_000_000), total_supply_shares: U256::new(2_000_000_000_000_000_000),
    /// #     total_borrow_assets: U256::new(1_000_000_000_000), total_borrow_shares: U256::new(1_000_000_000_000_000_000),
    /// #     ..MorphoBlueMarket::default()
    /// # };
    /// # let terms = MorphoBluePreLiquidation {
    /// #     pre_lltv: "800000000000000000".parse()?, pre_lcf1: "200000000000000000".parse()?, pre_lcf2: "800000000000000000".parse()?,
    /// #     pre_lif1: "1010000000000000000".parse()?, pre_lif2: "1010000000000000000".parse()?,
    /// # };
    /// // The position of `pre_liquidation_now`.
    /// let position = MorphoBluePosition {
    ///     market, borrow_shares: U256::new(170_000_000_000_000_000), collateral: U256::new(200_000_000_000),
    ///     pre_liquidation: Some(terms), ..MorphoBluePosition::default()
    /// };
    /// let most = position.pre_liquidation_now()?.and_then(|now| now.repayable_shares).unwrap();
    /// let (_, did) = position.pre_liquidated(U256::ZERO, most)?;
    /// assert_eq!(did.seized_assets, U256::new(120_189_999_998));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn pre_liquidated(&self, seized_assets: U256, repaid_shares: U256) -> Result<(Self, MorphoBlueLiquidation), RiskError> {
        check(self)?;
        let Some(parameters) = &self.pre_liquidation else {
            return Err(RiskError::unsupported(
                "a pre-liquidation",
                "pass the parameters of the contract that the borrower has authorised",
            ));
        };
        exactly_one(seized_assets, repaid_shares).map_err(|_| RiskError::refused("InconsistentInput"))?;
        let now = self.accrued()?;
        let weighed = now.weighed()?;
        if !weighed.healthy() {
            return Err(RiskError::refused("LiquidatablePosition"));
        }
        let Some(terms) = now.terms_of(parameters, weighed)? else { return Err(RiskError::refused("NotPreLiquidatablePosition")) };
        let (seized_assets, repaid_shares) = if repaid_shares.is_zero() {
            (seized_assets, now.market.shares_for(seized_assets, terms.incentive_factor)?)
        } else {
            (now.market.seized_for(repaid_shares, terms.incentive_factor)?, repaid_shares)
        };
        if repaid_shares > terms.repayable_shares {
            return Err(RiskError::refused("PreLiquidationTooLarge"));
        }
        let (repaid, MorphoBlueMoved { assets, .. }) = now.repay(U256::ZERO, repaid_shares)?;
        let after = repaid.withdraw_collateral(seized_assets)?;
        let did = MorphoBlueLiquidation {
            seized_assets,
            repaid_assets: assets,
            repaid_shares,
            bad_debt_assets: U256::ZERO,
            bad_debt_shares: U256::ZERO,
        };
        Ok((after, did))
    }

    /// The terms on the totals as stored; nothing where the contract may not act or the borrower has authorised none.
    pub(super) fn pre_terms(&self) -> Result<Option<Terms>, RiskError> {
        match &self.pre_liquidation {
            Some(parameters) if !self.borrow_shares.is_zero() => self.terms_of(parameters, self.weighed()?),
            _ => Ok(None),
        }
    }

    fn terms_of(&self, parameters: &MorphoBluePreLiquidation, weighed: Weighed) -> Result<Option<Terms>, RiskError> {
        const OPERATION: &str = "terms of the pre-liquidation";
        let within = weighed.borrowed <= wad_mul_floor(weighed.collateral_value, parameters.pre_lltv)?;
        if within || !weighed.healthy() {
            return Ok(None);
        }
        let ltv = super::shares::mul_div_up(weighed.borrowed, WAD, weighed.collateral_value)?;
        let span = self.market.lltv.try_sub(parameters.pre_lltv, OPERATION)?;
        let quotient = wad_div_floor(ltv.try_sub(parameters.pre_lltv, OPERATION)?, span)?;
        let between = |first: U256, second: U256| wad_mul_floor(quotient, second.try_sub(first, OPERATION)?)?.try_add(first, OPERATION);
        let close_factor = between(parameters.pre_lcf1, parameters.pre_lcf2)?;
        Ok(Some(Terms {
            ltv,
            close_factor,
            incentive_factor: between(parameters.pre_lif1, parameters.pre_lif2)?,
            repayable_shares: wad_mul_floor(self.borrow_shares, close_factor)?,
        }))
    }
}
