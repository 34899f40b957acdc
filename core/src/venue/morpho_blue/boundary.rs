//! The contract's health check on stored totals, and the exact price at which it flips.

use super::shares::morpho_blue_to_assets_up;
use super::state::{MorphoBlueMarket, MorphoBluePosition};
use crate::account::PriceBoundary;
use crate::error::RiskError;
use crate::exact::{U256, WAD, mul_div_ceil, mul_div_floor, narrow_mul_div_floor, wad_mul_floor};

/// One in the oracle's scale, 10^36.
pub(super) const PRICE_SCALE: U256 = U256::from_u128(10_u128.pow(36));

/// What the health check weighs, loan units, on the totals as stored.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weighed {
    /// `⌊collateral·price/1e36⌋`.
    pub(super) collateral_value: U256,
    /// `⌊collateral_value·lltv/1e18⌋`.
    pub(super) max_borrow: U256,
    /// Debt rounded up.
    pub(super) borrowed: U256,
}

impl Weighed {
    pub(super) fn healthy(&self) -> bool {
        self.max_borrow >= self.borrowed
    }

    /// 18 decimals; of a debt only.
    pub(super) fn health_factor(&self) -> Result<U256, RiskError> {
        mul_div_floor(self.max_borrow, WAD, self.borrowed)
    }
}

impl MorphoBlueMarket {
    /// Both sides of the check of a position at the oracle's price, on the totals as stored; its debt is rounded up.
    pub(super) fn weighed(&self, borrow_shares: U256, collateral: U256) -> Result<Weighed, RiskError> {
        let borrowed = morpho_blue_to_assets_up(borrow_shares, self.total_borrow_assets, self.total_borrow_shares)?;
        let collateral_value = value(collateral, self.price)?;
        Ok(Weighed { collateral_value, max_borrow: wad_mul_floor(collateral_value, self.lltv)?, borrowed })
    }
}

impl MorphoBluePosition {
    /// The debt on the totals as stored, rounded up; at least 1 for any share.
    pub(super) fn borrowed(&self) -> Result<U256, RiskError> {
        morpho_blue_to_assets_up(self.borrow_shares, self.market.total_borrow_assets, self.market.total_borrow_shares)
    }

    /// Both sides of the check at the oracle's price.
    pub(super) fn weighed(&self) -> Result<Weighed, RiskError> {
        self.market.weighed(self.borrow_shares, self.collateral)
    }

    /// The check that ends a borrowing or a withdrawal of collateral: no debt is healthy without a look at the price.
    pub(super) fn is_healthy(&self) -> Result<bool, RiskError> {
        if self.borrow_shares.is_zero() { Ok(true) } else { Ok(self.weighed()?.healthy()) }
    }

    /// The smallest price at which the debt is within a loan to value.
    ///
    /// `⌊⌊c·p/1e36⌋·lltv/1e18⌋ ≥ b` holds from `⌊c·p/1e36⌋ = ⌈b·1e18/lltv⌉` on, and that from `p = ⌈⌈b·1e18/lltv⌉·1e36/c⌉` on.
    pub(super) fn boundary_at(&self, lltv: U256) -> Result<PriceBoundary, RiskError> {
        let borrowed = self.borrowed()?;
        if borrowed.is_zero() {
            return Ok(PriceBoundary::NothingLiquidates);
        }
        if lltv.is_zero() || self.collateral.is_zero() {
            return Ok(PriceBoundary::NothingSaves);
        }
        let price = mul_div_ceil(borrowed, WAD, lltv).and_then(|needed| mul_div_ceil(needed, PRICE_SCALE, self.collateral));
        // A price whose product with the collateral has more than 256 bits saves nobody: the contract reverts there.
        Ok(match price {
            Ok(price) if value(self.collateral, price).is_ok() => PriceBoundary::At { price, unique: true },
            _ => PriceBoundary::NothingSaves,
        })
    }
}

/// Returns `⌊collateral·price/1e36⌋`, loan units.
///
/// # Errors
/// `overflow` where the contract reverts.
pub(super) fn value(collateral: U256, price: U256) -> Result<U256, RiskError> {
    narrow_mul_div_floor(collateral, price, PRICE_SCALE)
}
