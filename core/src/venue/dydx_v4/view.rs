//! The subaccount as legs of the model world.

use super::account::Sums;
use super::check::{QUOTE, check};
use super::funding::settled_usdc;
use super::margin::{dydx_v4_adjusted_initial_margin_ppm, ppm, small};
use super::quantums::QUOTE_DECIMALS;
use super::state::{DydxV4Position, DydxV4Subaccount};
use crate::account::{Account, Leg, LegSide};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::units;
use alloc::vec::Vec;

const MILLION: f64 = 1_000_000.0;

/// Periods of eight hours in a year.
const FUNDINGS_PER_YEAR: f64 = units::HOURS_PER_YEAR / 8.0;

/// One leg for each position, then one of USDC: what is held, or owed.
///
/// A long is collateral with threshold 1 less the maintenance margin fraction, a short debt with 1 and that fraction. Funding is
/// interest: what longs pay shrinks the one, what shorts get shrinks the other.
pub(super) fn account(subaccount: &DydxV4Subaccount) -> Result<Account, RiskError> {
    check(subaccount)?;
    let sums = Sums::of(subaccount)?;
    sums.narrow()?;
    let mut legs = Vec::with_capacity(subaccount.positions.len() + 1);
    let mut cash = settled_usdc(subaccount)?;
    for position in &subaccount.positions {
        cash = cash.try_add(position.quote_balance.into(), "USDC")?;
        if !position.quantums.is_zero() {
            legs.push(leg(position)?);
        }
    }
    let cash = cash.narrow("USDC")?;
    if !cash.is_zero() {
        legs.push(usdc(cash));
    }
    Ok(Account { legs, liquidatable: Some(sums.is_liquidatable()) })
}

fn leg(position: &DydxV4Position) -> Result<Leg, RiskError> {
    let market = &position.market;
    if market.price.is_zero() {
        return Err(RiskError::out_of_range("positions.market.price", "above 0", 0, "the oracle has no price: wait for one"));
    }
    let fraction = |parts: U256| parts.to_f64() / MILLION;
    let tier = &market.tier;
    let maintenance = fraction(ppm(tier.initial_margin_ppm)) * fraction(ppm(tier.maintenance_fraction_ppm));
    let interest = market.notional(market.open_interest_base_quantums, market.price)?;
    let initial = fraction(dydx_v4_adjusted_initial_margin_ppm(tier, interest)?.max(ppm(position.custom_imf_ppm)));
    let short = position.quantums.is_negative();
    Ok(Leg {
        asset: market.asset.clone(),
        side: if short { LegSide::Debt } else { LegSide::Collateral },
        amount: units::to_f64(position.quantums.magnitude(), decimals(market.atomic_resolution)),
        price: units::to_f64(market.price, decimals(market.price_exponent)),
        threshold: if short { 1.0 + maintenance } else { 1.0 - maintenance },
        ltv: if short { 0.0 } else { 1.0 - initial },
        factor: market.factor.clone(),
        interest_annual: -(market.eight_hour_funding_rate_ppm.to_f64() / MILLION) * FUNDINGS_PER_YEAR + 0.0,
    })
}

fn usdc(cash: I256) -> Leg {
    let owed = cash.is_negative();
    Leg {
        asset: QUOTE.into(),
        side: if owed { LegSide::Debt } else { LegSide::Collateral },
        amount: units::to_f64(cash.magnitude(), QUOTE_DECIMALS),
        price: 1.0,
        threshold: 1.0,
        ltv: if owed { 0.0 } else { 1.0 },
        factor: None,
        interest_annual: 0.0,
    }
}

/// The decimals of a power of ten that is not above 0.
pub(super) fn decimals(exponent: I256) -> u8 {
    u8::try_from(small(exponent).unsigned_abs()).unwrap_or(u8::MAX)
}
