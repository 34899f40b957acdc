//! The position as a venue-neutral account of the model world.

use super::state::{MorphoBlueMarket, MorphoBluePosition};
use crate::account::{Account, Leg, LegSide};
use crate::error::RiskError;
use crate::exact::U256;
use crate::units::{self, HOURS_PER_YEAR, SECONDS_PER_HOUR};
use alloc::vec::Vec;

/// Decimals of the oracle's answer for two tokens of equal decimals.
const PRICE_DECIMALS: u8 = 36;

/// Decimals of ratios and rates.
const WAD_DECIMALS: u8 = 18;

/// Decimals of the oracle's answer: loan per whole unit of collateral. Token decimals are at most 36.
pub(super) fn price_decimals(market: &MorphoBlueMarket) -> u8 {
    PRICE_DECIMALS.saturating_add(market.loan_decimals).saturating_sub(market.collateral_decimals)
}

/// The legs of a position whose market is accrued, in units of the loan asset: collateral, then debt. What it lends backs nothing and
/// is left out.
pub(super) fn account_of(now: &MorphoBluePosition, borrowed: U256, liquidatable: bool) -> Result<Account, RiskError> {
    let market = &now.market;
    let mut legs = Vec::new();
    if !now.collateral.is_zero() {
        if market.price.is_zero() {
            let hint = "the oracle answers nothing for this market: wait for a price";
            return Err(RiskError::out_of_range("market.price", "above 0", 0, hint));
        }
        let lltv = units::to_f64(market.lltv, WAD_DECIMALS);
        legs.push(Leg {
            asset: market.collateral_asset.clone(),
            side: LegSide::Collateral,
            amount: units::to_f64(now.collateral, market.collateral_decimals),
            price: units::to_f64(market.price, price_decimals(market)),
            threshold: lltv,
            // The contract lends up to the threshold itself.
            ltv: lltv,
            factor: market.factor.clone(),
            interest_annual: 0.0,
        });
    }
    if !borrowed.is_zero() {
        legs.push(Leg {
            asset: market.loan_asset.clone(),
            side: LegSide::Debt,
            amount: units::to_f64(borrowed, market.loan_decimals),
            price: 1.0,
            threshold: 1.0,
            ltv: 0.0,
            factor: None,
            // The contract compounds e^(rate·seconds) to the third term.
            interest_annual: units::to_f64(market.rate()?.average_rate, WAD_DECIMALS) * HOURS_PER_YEAR * f64::from(SECONDS_PER_HOUR),
        });
    }
    Ok(Account { legs, liquidatable: Some(liquidatable) })
}
