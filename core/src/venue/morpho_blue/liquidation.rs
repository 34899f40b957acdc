//! A liquidation: how much is seized for what is repaid, and the debt that nobody repays.

use super::actions::MorphoBlueMoved;
use super::boundary::PRICE_SCALE;
use super::check::check;
use super::shares::{exactly_one, morpho_blue_to_assets_down, morpho_blue_to_assets_up, morpho_blue_to_shares_up, mul_div_up, stored_sub};
use super::state::{MorphoBlueMarket, MorphoBluePosition};
use crate::error::RiskError;
use crate::exact::{U256, WAD, narrow_mul_div_floor, wad_div_floor, wad_mul_floor};

/// How far the incentive follows the LLTV, 0.3.
const CURSOR: U256 = U256::new(300_000_000_000_000_000);

/// The largest incentive, 1.15.
const MAX_INCENTIVE: U256 = U256::new(1_150_000_000_000_000_000);

/// What a liquidation did; amounts in token units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MorphoBlueLiquidation {
    /// Collateral that the liquidator gets.
    pub seized_assets: U256,
    /// Loan units that the liquidator pays; may exceed the market's total by one.
    pub repaid_assets: U256,
    /// Shares of the debt that this pays.
    pub repaid_shares: U256,
    /// Loan units that the lenders lose, once no collateral is left.
    pub bad_debt_assets: U256,
    /// Shares of the debt that fall away with them.
    pub bad_debt_shares: U256,
}

/// Returns the liquidation incentive factor of an LLTV, 18 decimals: collateral seized for each unit repaid.
///
/// ```text
/// min(1.15e18, ⌊1e36 / (1e18 − ⌊0.3e18·(1e18 − lltv)/1e18⌋)⌋)
/// ```
///
/// # Errors
/// `overflow` for an LLTV above 1, which no market has.
///
/// ```
/// use plimsoll::venue::morpho_blue::morpho_blue_liquidation_incentive_factor;
/// let incentive = morpho_blue_liquidation_incentive_factor("860000000000000000".parse()?)?;
/// assert_eq!(incentive.to_string(), "1043841336116910229");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn morpho_blue_liquidation_incentive_factor(lltv: U256) -> Result<U256, RiskError> {
    const OPERATION: &str = "liquidation incentive";
    let discount = wad_mul_floor(CURSOR, WAD.try_sub(lltv, OPERATION)?)?;
    Ok(wad_div_floor(WAD, WAD.try_sub(discount, OPERATION)?)?.min(MAX_INCENTIVE))
}

impl MorphoBlueMarket {
    /// Shares that must be repaid to seize an amount: `shares↑(⌈⌈seized·price/1e36⌉·1e18/incentive⌉)`.
    pub(super) fn shares_for(&self, seized: U256, incentive: U256) -> Result<U256, RiskError> {
        let quoted = mul_div_up(seized, self.price, PRICE_SCALE)?;
        morpho_blue_to_shares_up(mul_div_up(quoted, WAD, incentive)?, self.total_borrow_assets, self.total_borrow_shares)
    }

    /// Amount seized for shares repaid: `⌊⌊assets↓(shares)·incentive/1e18⌋·1e36/price⌋`.
    pub(super) fn seized_for(&self, shares: U256, incentive: U256) -> Result<U256, RiskError> {
        let assets = morpho_blue_to_assets_down(shares, self.total_borrow_assets, self.total_borrow_shares)?;
        narrow_mul_div_floor(wad_mul_floor(assets, incentive)?, PRICE_SCALE, self.price)
    }

    /// Loan units that shares of the debt cost, rounded up.
    pub(super) fn cost_of(&self, shares: U256) -> Result<U256, RiskError> {
        morpho_blue_to_assets_up(shares, self.total_borrow_assets, self.total_borrow_shares)
    }
}

impl MorphoBluePosition {
    /// Returns the position after a liquidation by collateral seized or by shares repaid (the other is 0), and what it did.
    ///
    /// Accrues first; the position must be unhealthy at the totals accrued. When no collateral is left, the rest of the debt goes to
    /// the lenders: `min(total borrow, assets↑(rest))` on the totals after the repayment leaves both totals, supply shares unchanged.
    /// Source: `liquidate` of `Morpho.sol`.
    ///
    /// # Errors
    /// `refused` with `position is healthy`, `inconsistent input` or `max uint128 exceeded`; `overflow` for more than there is of
    /// collateral or debt; `division_by_zero` by shares at price 0; those of `accrue`.
    ///
    /// ```
    /// use plimsoll::{U256, venue::morpho_blue::{MorphoBlueMarket, MorphoBluePosition}};
    /// let market = MorphoBlueMarket {
    ///     price: "1500000000000000000000000000".parse()?, lltv: "860000000000000000".parse()?,
    ///     total_supply_assets: U256::new(90_000_000_000), total_supply_shares: U256::new(90_000_000_000_000_000),
    ///     total_borrow_assets: U256::new(20_000_000_000), total_borrow_shares: U256::new(20_000_000_000_000_000),
    ///     ..MorphoBlueMarket::default()
    /// };
    /// let eth: U256 = "10000000000000000000".parse()?;
    /// let owing = MorphoBluePosition {
    ///     market, collateral: eth, borrow_shares: U256::new(20_000_000_000_000_000), ..MorphoBluePosition::default()
    /// };
    /// // 10 ETH at 1,500 USDC, less the incentive of 4.38 %, pay 14,370 of 20,000 USDC; the lenders lose the rest.
    /// let (after, did) = owing.liquidated(eth, U256::ZERO)?;
    /// assert_eq!((did.repaid_assets, did.bad_debt_assets), (U256::new(14_370_000_001), U256::new(5_629_999_999)));
    /// assert_eq!((after.collateral, after.borrow_shares), (U256::ZERO, U256::ZERO));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn liquidated(&self, seized_assets: U256, repaid_shares: U256) -> Result<(Self, MorphoBlueLiquidation), RiskError> {
        check(self)?;
        exactly_one(seized_assets, repaid_shares)?;
        let mut after = self.accrued()?;
        if after.weighed()?.healthy() {
            return Err(RiskError::refused("position is healthy"));
        }
        let incentive = morpho_blue_liquidation_incentive_factor(after.market.lltv)?;
        let (seized_assets, repaid_shares) = if repaid_shares.is_zero() {
            (seized_assets, after.market.shares_for(seized_assets, incentive)?)
        } else {
            (after.market.seized_for(repaid_shares, incentive)?, repaid_shares)
        };
        let repaid_assets = after.market.cost_of(repaid_shares)?;
        after.pay_debt(MorphoBlueMoved { assets: repaid_assets, shares: repaid_shares })?;
        after.collateral = stored_sub(after.collateral, seized_assets)?;
        let bad_debt =
            if after.collateral.is_zero() { after.write_off()? } else { MorphoBlueMoved { assets: U256::ZERO, shares: U256::ZERO } };
        let did = MorphoBlueLiquidation {
            seized_assets,
            repaid_assets,
            repaid_shares,
            bad_debt_assets: bad_debt.assets,
            bad_debt_shares: bad_debt.shares,
        };
        Ok((after, did))
    }

    /// Takes the rest of the debt out of both totals.
    fn write_off(&mut self) -> Result<MorphoBlueMoved, RiskError> {
        let shares = self.borrow_shares;
        let market = &mut self.market;
        let assets = market.cost_of(shares)?.min(market.total_borrow_assets);
        market.total_borrow_assets = stored_sub(market.total_borrow_assets, assets)?;
        market.total_supply_assets = stored_sub(market.total_supply_assets, assets)?;
        market.total_borrow_shares = stored_sub(market.total_borrow_shares, shares)?;
        self.borrow_shares = U256::ZERO;
        Ok(MorphoBlueMoved { assets, shares })
    }
}
