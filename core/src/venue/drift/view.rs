//! The user as a venue-neutral account of the model world.

use super::margin::{MAINTENANCE, Totals};
use super::state::DriftUser;
use super::weights::WEIGHT_ONE;
use crate::account::{Account, Leg, LegSide};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::units;
use alloc::string::String;
use alloc::vec::Vec;

/// Returns a leg per balance and per perpetual, and what the perpetuals owe or hold in the quote. Thresholds are the maintenance
/// weights at the sizes of now; margin for open orders is left out.
pub(super) fn account(user: &DriftUser) -> Result<Account, RiskError> {
    let liquidatable = Totals::of(user, None)?.liquidatable(user)?;
    let mut legs = Vec::new();
    let leg = |asset: &str, (side, amount, price): (LegSide, f64, f64), threshold: f64, factor: &Option<String>| Leg {
        asset: asset.into(),
        side,
        amount,
        price,
        threshold: if side == LegSide::Debt { threshold.min(2.0) } else { threshold },
        ltv: if side == LegSide::Debt { 0.0 } else { threshold },
        factor: factor.clone(),
        interest_annual: 0.0,
    };
    let mut quote = I256::ZERO;
    for perp in &user.perps {
        let value = perp.pnl(perp.price)?.try_sub(
            perp.base_asset_amount.try_mul(perp.price.into(), "account")?.try_div(U256::new(1_000_000_000), "account")?,
            "account",
        )?;
        quote = quote.try_add(value, "account")?;
        if perp.base_asset_amount.is_zero() {
            continue;
        }
        let ratio = units::to_f64(perp.margin_ratio(perp.price, MAINTENANCE)?, 4);
        let amount = units::to_f64(perp.base_asset_amount.magnitude(), 9);
        let price = units::to_f64(perp.price, 6);
        let (side, threshold) =
            if perp.base_asset_amount.is_negative() { (LegSide::Debt, 1.0 + ratio) } else { (LegSide::Collateral, (1.0 - ratio).max(0.0)) };
        legs.push(leg(&perp.asset, (side, amount, price), threshold, &perp.factor));
    }
    for spot in &user.spots {
        let amount = spot.amount()?;
        let weight = if spot.is_quote { WEIGHT_ONE } else { spot.weight(amount, spot.price, MAINTENANCE)? };
        let side = if spot.is_borrow { LegSide::Debt } else { LegSide::Collateral };
        let price = units::to_f64(spot.price, 6);
        if !amount.is_zero() {
            legs.push(leg(&spot.asset, (side, units::to_f64(amount, spot.decimals), price), units::to_f64(weight, 4), &spot.factor));
        }
        if spot.is_quote && !quote.is_zero() {
            let side = if quote.is_negative() { LegSide::Debt } else { LegSide::Collateral };
            legs.push(leg(&spot.asset, (side, units::to_f64(quote.magnitude(), 6), price), 1.0, &spot.factor));
        }
    }
    Ok(Account { legs, liquidatable: Some(liquidatable) })
}
