//! The account as a venue-neutral account of the model world.

use super::state::CompoundV3Position;
use crate::account::{Account, Leg, LegSide};
use crate::error::RiskError;
use crate::exact::U256;
use crate::text::text;
use crate::units::{self, HOURS_PER_YEAR, SECONDS_PER_HOUR};
use alloc::string::String;
use alloc::vec::Vec;

/// Decimals of the feeds.
pub(super) const PRICE_DECIMALS: u8 = 8;

/// Decimals of factors and rates.
const WAD_DECIMALS: u8 = 18;

/// The legs of an account whose market is accrued: each collateral above zero, then the debt. A supply of the base asset backs nothing
/// and is left out; collateral earns nothing.
pub(super) fn account_of(now: &CompoundV3Position, liquidatable: bool) -> Result<Account, RiskError> {
    let mut legs = Vec::new();
    for collateral in now.held() {
        legs.push(Leg {
            asset: collateral.asset.clone(),
            side: LegSide::Collateral,
            amount: units::to_f64(collateral.balance, collateral.decimals),
            price: price(&collateral.asset, collateral.price)?,
            threshold: units::to_f64(collateral.liquidate_collateral_factor, WAD_DECIMALS),
            ltv: units::to_f64(collateral.borrow_collateral_factor, WAD_DECIMALS),
            factor: collateral.factor.clone(),
            interest_annual: 0.0,
        });
    }
    let market = &now.market;
    let balance = market.balance_of(now.principal)?;
    if balance.is_negative() {
        let rate = market.borrow_curve.rate(market.utilization()?)?;
        legs.push(Leg {
            asset: market.base_asset.clone(),
            side: LegSide::Debt,
            amount: units::to_f64(balance.magnitude(), market.base_decimals),
            price: price(&market.base_asset, market.base_price)?,
            threshold: 1.0,
            ltv: 0.0,
            factor: market.base_factor.clone(),
            // Linear between touches of the market, which are frequent: continuous to many digits.
            interest_annual: units::to_f64(rate, WAD_DECIMALS) * HOURS_PER_YEAR * f64::from(SECONDS_PER_HOUR),
        });
    }
    Ok(Account { legs, liquidatable: Some(liquidatable) })
}

fn price(asset: &String, price: U256) -> Result<f64, RiskError> {
    if price.is_zero() {
        let hint = text!("the feed of ", asset, " answers nothing: wait for a price");
        return Err(RiskError::out_of_range("price", "above 0", 0, &hint));
    }
    Ok(units::to_f64(price, PRICE_DECIMALS))
}
