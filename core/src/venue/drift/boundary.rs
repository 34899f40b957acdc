//! The oracle price of a perpetual or of a balance at which the verdict flips, all other prices held.
//!
//! Weights depend on sizes and not on prices, so both sides are linear in a price, but for their roundings. A balance moves one side
//! only, and so does a short: there the verdict flips once. A long moves both; its flip is verified, and unique only where the margin
//! is a share of the very value that is gained. The quote's price moves everything and has no boundary here.

use super::margin::{MAINTENANCE, QUOTE, Totals};
use super::state::{DriftPerp, DriftUser};
use super::weights::WEIGHT_ONE;
use crate::account::{Boundary, BoundarySide, PriceBoundary};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::venue::flip::first_flip;
use alloc::vec::Vec;

pub(super) fn boundaries(user: &DriftUser) -> Result<Vec<Boundary>, RiskError> {
    let mut found = Vec::new();
    let liquidatable = Totals::of(user, None)?.liquidatable(user)?;
    let quote_price = user.spots.iter().find(|spot| spot.is_quote).map_or(QUOTE, |spot| spot.price);
    for (place, spot) in user.spots.iter().enumerate() {
        if !spot.is_quote && !spot.scaled_balance.is_zero() {
            let side = if spot.is_borrow { BoundarySide::Debt } else { BoundarySide::Collateral };
            found.push(one(user, place, &spot.asset, spot.price, side, true, liquidatable)?);
        }
    }
    for (place, perp) in user.perps.iter().enumerate() {
        if perp.base_asset_amount.is_zero() && !perp.has_orders() {
            continue;
        }
        let (side, unique) = sides(user, perp, quote_price)?;
        found.push(one(user, user.spots.len() + place, &perp.asset, perp.price, side, unique, liquidatable)?);
    }
    Ok(found)
}

/// A long gains with the price unless its orders require more margin than it gains.
fn sides(user: &DriftUser, perp: &DriftPerp, quote_price: U256) -> Result<(BoundarySide, bool), RiskError> {
    if perp.base_asset_amount <= I256::ZERO {
        return Ok((BoundarySide::Debt, true));
    }
    let ratio = perp.margin_ratio(perp.price, MAINTENANCE)?;
    let bids = perp.base_asset_amount.try_add(perp.open_bids, "side")?.magnitude();
    let asks = perp.base_asset_amount.try_add(perp.open_asks, "side")?.magnitude();
    let gain = perp.base_asset_amount.magnitude().try_mul(WEIGHT_ONE, "side")?;
    let rises = gain >= bids.max(asks).try_mul(ratio, "side")?;
    let plain = !perp.has_orders() && ratio <= WEIGHT_ONE && quote_price == QUOTE && !user.being_liquidated;
    let unique = rises && plain && perp.unrealized_pnl_maintenance_asset_weight == 10_000;
    Ok((if rises { BoundarySide::Collateral } else { BoundarySide::Debt }, unique))
}

fn one(
    user: &DriftUser,
    place: usize,
    asset: &str,
    price: U256,
    side: BoundarySide,
    unique: bool,
    liquidatable: bool,
) -> Result<Boundary, RiskError> {
    // A price has 63 bits.
    let verdict = |price: U256| {
        let known = price <= U256::new(i64::MAX.unsigned_abs());
        known.then(|| Totals::of(user, Some((place, price))).and_then(|totals| totals.liquidatable(user)).ok()).flatten()
    };
    let up = (side == BoundarySide::Collateral) == liquidatable;
    let boundary = match first_flip(price, liquidatable, up, &verdict)? {
        Some(price) => PriceBoundary::At { price, unique },
        None if liquidatable => PriceBoundary::NothingSaves,
        None => PriceBoundary::NothingLiquidates,
    };
    Ok(Boundary { asset: asset.into(), side, boundary })
}
