//! The two sides of a position for a watch: the debt is worked out once, the collateral at each price.

use super::boundary::PRICE_SCALE;
use super::check::check;
use super::shares::morpho_blue_to_assets_down;
use super::state::MorphoBluePosition;
use crate::exact::{Factor, WAD};
use crate::venue::watch::{Leg, Rule, Tally};
use alloc::vec;

/// Nothing for a state that the contract cannot hold, for one whose totals revert, and for numbers beyond 128 bits.
pub(in crate::venue) fn tally(position: &MorphoBluePosition) -> Option<Tally> {
    check(position).ok()?;
    let now = position.accrued().ok()?;
    let market = &now.market;
    // What is lent backs nothing, but the answer shows it: where that reverts there is none.
    morpho_blue_to_assets_down(now.supply_shares, market.total_supply_assets, market.total_supply_shares).ok()?;
    let owed = if now.borrow_shares.is_zero() { 0 } else { now.borrowed().ok()?.narrow()? };
    let balance = Factor::new(now.collateral.narrow()?, PRICE_SCALE.narrow()?)?;
    let share = Factor::new(market.lltv.narrow()?, WAD.narrow()?)?;
    Some(Tally { legs: vec![Leg::new(0, balance, false, Some(share))], fixed_debt: owed, rule: Rule::Covered, needs_prices: false })
}
