//! The price of a token, its spread held, at which the verdict flips.
//!
//! With `s` and `c` the size and the collateral in tokens, `C` all costs in collateral tokens, `Z` the size in dollars:
//! ```text
//! remaining = c·q + (s·p − Z) + impact(p) − C(q)·q          long; with Z − s·p a short
//! ```
//! A cost is `⌊F/q⌋` tokens, so that the dollars of the costs have teeth of the height of one unit of the token. A safe position
//! whose gain is not enough by itself has `c > C(q)`, and `C` only falls as `q` rises: then the verdict has one flip in the collateral's price, and in
//! the index's price when that is the collateral of a long. Without that, or with a pending impact larger than the position, more than
//! one flip is possible and the nearest by factors of two is given; so too where the market's curve and cap count.

use super::state::GmxV2Position;
use super::terms::{Price, Terms};
use crate::account::{Boundary, BoundarySide, PriceBoundary};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::venue::flip::first_flip;
use alloc::vec::Vec;

/// Returns the boundaries of the index and, where it is another token, of the collateral.
pub(super) fn boundaries(position: &GmxV2Position) -> Result<Vec<Boundary>, RiskError> {
    let terms = Terms::new(position)?;
    let (same, alone) = (position.index == position.collateral, position.market.is_none());
    let pending = position.pending_impact_amount.magnitude() > position.size_in_tokens;
    let kept = I256::from(position.collateral_amount).try_sub(terms.funding_fee.into(), "collateral less funding")?;
    let falls = if same {
        // A short whose own collateral outweighs it gains as the price rises.
        position.is_long || kept > I256::from(position.size_in_tokens)
    } else {
        position.is_long
    };
    let mut found = alloc::vec![one(position, &terms, &position.index, falls, alone && !pending && (!same || position.is_long))?];
    if !same {
        let others = terms.pnl.try_add(terms.impact, "gain")?;
        let unique = alone && others < I256::from(terms.required.max(U256::ONE));
        found.push(one(position, &terms, &position.collateral, !kept.is_negative(), unique)?);
    }
    Ok(found)
}

/// The price of profits when an asset has moved, by which the pool is worth what it may pay.
fn profit_price(position: &GmxV2Position, asset: &str, moved: Price) -> Result<Price, RiskError> {
    if asset == position.profit { Ok(moved) } else { Price::of(position.token(&position.profit)?) }
}

fn one(position: &GmxV2Position, terms: &Terms, asset: &str, falls: bool, unique: bool) -> Result<Boundary, RiskError> {
    let token = position.token(asset)?;
    let (moves_index, moves_collateral) = (asset == position.index, asset == position.collateral);
    let verdict = |price: U256| {
        let moved = || -> Result<bool, RiskError> {
            let moved = Price { min: price, max: price.try_add(token.spread, "oracle price")? };
            if price.is_zero() {
                return Err(RiskError::division_by_zero("oracle price"));
            }
            let index = if moves_index { moved } else { terms.index };
            let collateral = if moves_collateral { moved } else { terms.collateral };
            Ok(Terms::at(position, index, collateral, profit_price(position, asset, moved)?)?.liquidatable())
        };
        moved().ok()
    };
    let liquidatable = terms.liquidatable();
    // A fall liquidates where a rise saves.
    let up = falls == liquidatable;
    let boundary = match first_flip(token.price, liquidatable, up, &verdict)? {
        Some(price) => PriceBoundary::At { price, unique },
        None if liquidatable => PriceBoundary::NothingSaves,
        None => PriceBoundary::NothingLiquidates,
    };
    let side = if falls { BoundarySide::Collateral } else { BoundarySide::Debt };
    Ok(Boundary { asset: asset.into(), side, boundary })
}
