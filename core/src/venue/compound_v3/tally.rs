//! The legs of an account for a watch: what no price moves is worked out once.

use super::check::check;
use super::state::CompoundV3Position;
use crate::exact::{Factor, U256, WAD};
use crate::venue::watch::{Leg, Rule, Tally};
use alloc::vec::Vec;

/// Nothing for a state that the contract cannot hold, for one that cannot be accrued, and for numbers beyond 128 bits.
///
/// The contract counts collateral in order and stops where it covers the debt; where every price is above 0 and nothing overflows, that
/// is the verdict of the whole sum.
pub(in crate::venue) fn tally(position: &CompoundV3Position) -> Option<Tally> {
    check(position).ok()?;
    let now = position.accrued().ok()?;
    let market = &now.market;
    let balance = market.balance_of(now.principal).ok()?;
    let leg = |place: usize, held: U256, scale: U256, share: Option<U256>| {
        let share = match share {
            Some(share) => Some(Factor::new(share.narrow()?, WAD.narrow()?)?),
            None => None,
        };
        Some(Leg::new(place, Factor::new(held.narrow()?, scale.narrow()?)?, false, share))
    };
    let mut legs = Vec::with_capacity(now.collaterals.len() + 1);
    if now.principal.is_negative() {
        legs.push(leg(0, balance.magnitude(), market.base_scale().ok()?, None)?);
    }
    for (place, one) in now.collaterals.iter().enumerate() {
        legs.push(leg(place + 1, one.balance, one.scale().ok()?, Some(one.liquidate_collateral_factor))?);
    }
    Some(Tally { legs, fixed_debt: 0, rule: Rule::Covered, needs_prices: true })
}
