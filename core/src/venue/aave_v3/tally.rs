//! The legs of a user for a watch: what no price moves is worked out once.

use super::account::is_liquidatable;
use super::position::{Totals, aave_v3_balances};
use super::state::{AaveV3Revision, AaveV3User};
use super::terms::{check, collateral_weights, unit};
use crate::error::RiskError;
use crate::exact::{BPS, Factor, U256, WAD, wad_quotient};
use crate::venue::watch::{Leg, Rule, Sums, Tally};
use alloc::vec::Vec;

/// Nothing for a state that the pool cannot hold, for one whose balances revert, and for numbers beyond 128 bits.
pub(in crate::venue) fn tally(user: &AaveV3User) -> Option<Tally> {
    check(user).ok()?;
    let mut legs = Vec::with_capacity(user.reserves.len());
    for (place, reserve) in user.reserves.iter().enumerate() {
        let now = aave_v3_balances(user.revision, reserve).ok()?;
        let unit = unit(reserve).ok()?;
        let balance = |of: U256| Factor::new(of.narrow()?, unit.narrow()?);
        if let Some(weights) = collateral_weights(user, reserve) {
            let share = Factor::new(u128::from(weights.threshold_bps), 1)?;
            legs.push(Leg::new(place, balance(now.a_token_balance)?, false, Some(share)));
        }
        if reserve.is_borrowing {
            legs.push(Leg::new(place, balance(now.variable_debt)?, !user.revision.averages_threshold(), None));
        }
    }
    Some(Tally { legs, fixed_debt: 0, rule: Rule::AaveV3(user.revision), needs_prices: false })
}

/// The verdict of sums in half words.
///
/// From 3.5 the account is safe from `S·1e18 + ⌊D/2⌋ ≥ 1e22·D` on; where `⌊D/2⌋` is below 1e18, that is `S ≥ 1e4·D` in integers.
pub(in crate::venue) fn liquidatable_at(revision: AaveV3Revision, sums: Sums) -> Result<bool, RiskError> {
    let debt = U256::from_u128(sums.debt);
    if !revision.averages_threshold() && debt.half() < WAD {
        return Ok(U256::from_u128(sums.counted) < debt.try_mul(BPS, "needed collateral")?);
    }
    health_factor_at(revision, sums).map(is_liquidatable)
}

/// Divisor of the health factor, and what is added before the division, from 3.5: `⌊⌊(S·1e18 + ⌊D/2⌋)/D⌋/1e4⌋` is one quotient,
/// `⌊(S·1e18 + ⌊D/2⌋)/(1e4·D)⌋`. Nothing up to 3.4, and where the divisor does not fit.
pub(in crate::venue) fn health_quotient(revision: AaveV3Revision, debt: u128) -> Option<(u128, u128)> {
    if revision.averages_threshold() { None } else { Some((debt.checked_mul(BPS.narrow()?)?, debt / 2)) }
}

/// The health factor without a long division; nothing without a debt.
pub(super) fn short_health_factor(revision: AaveV3Revision, counted: u128, debt: u128) -> Option<U256> {
    let (divisor, plus) = health_quotient(revision, debt)?;
    Some(U256::from_u128(wad_quotient(counted, plus, divisor)?))
}

/// The health factor of sums in half words, 18 decimals.
pub(in crate::venue) fn health_factor_at(revision: AaveV3Revision, sums: Sums) -> Result<U256, RiskError> {
    if let Some(short) = short_health_factor(revision, sums.counted, sums.debt) {
        return Ok(short);
    }
    let [collateral, weighted_threshold, debt] = [sums.collateral, sums.counted, sums.debt].map(U256::from_u128);
    Totals { collateral, weighted_ltv: U256::ZERO, weighted_threshold, debt }.health_factor(revision)
}
