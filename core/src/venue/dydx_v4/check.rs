//! States that the chain cannot hold.

use super::funding::FUNDING_EPOCH;
use super::state::{DydxV4Market, DydxV4Subaccount};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::venue::rules::check_names;

/// The name of the quote asset.
pub(super) const QUOTE: &str = "USDC";

/// Prices and caps are 64-bit integers on the chain.
pub(super) const MAX_PRICE: U256 = U256::new(u64::MAX);

const ONE_MILLION: u32 = 1_000_000;

/// Powers of ten of prices and sizes.
const MOST_PLACES: U256 = U256::new(38);

/// Refuses a subaccount that the chain cannot hold.
///
/// # Errors
/// `out_of_range`, `duplicate`.
pub(super) fn check(subaccount: &DydxV4Subaccount) -> Result<(), RiskError> {
    check_names(subaccount.positions.iter().map(|position| &position.market.asset), core::iter::empty())?;
    let seconds = subaccount.seconds_to_next_funding;
    if seconds == 0 || seconds > FUNDING_EPOCH {
        return Err(RiskError::out_of_range("secondsToNextFunding", "1 to 3600", seconds, "pass 3600 right after a funding"));
    }
    let portion = subaccount.liquidations.max_position_portion_liquidated_ppm;
    ppm("liquidations.maxPositionPortionLiquidatedPpm", portion)?;
    for position in &subaccount.positions {
        ppm("positions.customImfPpm", position.custom_imf_ppm)?;
        check_market(&position.market)?;
    }
    Ok(())
}

fn check_market(market: &DydxV4Market) -> Result<(), RiskError> {
    if market.asset == QUOTE {
        return Err(RiskError::duplicate("asset", &market.asset));
    }
    let tier = &market.tier;
    for (field, word) in [
        ("positions.market.price", market.price),
        ("positions.market.tier.openInterestLowerCap", tier.open_interest_lower_cap),
        ("positions.market.tier.openInterestUpperCap", tier.open_interest_upper_cap),
        ("positions.market.stepBaseQuantums", market.step_base_quantums),
    ] {
        if word > MAX_PRICE {
            return Err(RiskError::out_of_range(field, "a 64-bit integer", word, "pass the chain's integer"));
        }
    }
    if tier.open_interest_lower_cap > tier.open_interest_upper_cap {
        let hint = "pass 0 for both where open interest does not scale the margin";
        return Err(RiskError::out_of_range(
            "positions.market.tier.openInterestLowerCap",
            "at most the upper cap",
            tier.open_interest_lower_cap,
            hint,
        ));
    }
    ppm("positions.market.tier.initialMarginPpm", tier.initial_margin_ppm)?;
    ppm("positions.market.tier.maintenanceFractionPpm", tier.maintenance_fraction_ppm)?;
    places("positions.market.priceExponent", market.price_exponent)?;
    places("positions.market.atomicResolution", market.atomic_resolution)?;
    if market.quantum_conversion_exponent.magnitude() > MOST_PLACES {
        let got = market.quantum_conversion_exponent;
        return Err(RiskError::out_of_range("positions.market.quantumConversionExponent", "-38 to 38", got, "pass the market's exponent"));
    }
    if market.subticks_per_tick == 0 || market.step_base_quantums.is_zero() {
        let field = if market.subticks_per_tick == 0 { "positions.market.subticksPerTick" } else { "positions.market.stepBaseQuantums" };
        return Err(RiskError::out_of_range(field, "above 0", 0, "pass the market's step"));
    }
    Ok(())
}

fn ppm(field: &str, parts: u32) -> Result<(), RiskError> {
    if parts > ONE_MILLION {
        return Err(RiskError::out_of_range(field, "at most 1000000", parts, "pass parts per million"));
    }
    Ok(())
}

fn places(field: &str, exponent: I256) -> Result<(), RiskError> {
    if exponent.magnitude() > MOST_PLACES || !(exponent.is_negative() || exponent.is_zero()) {
        return Err(RiskError::out_of_range(field, "-38 to 0", exponent, "pass the market's exponent"));
    }
    Ok(())
}
