//! Refuses a state that no venue publishes, before any arithmetic.

use super::state::{TieredMarginAccount, TieredMarginMarket, TieredMarginProfile, TieredMarginTier};
use crate::error::RiskError;
use crate::exact::I256;
use crate::venue::rules::check_names;
use core::iter::once;

/// Decimals of any one number; two of them stay within a power of ten that 256 bits hold.
const MOST_DECIMALS: u8 = 24;

/// One, in millionths.
pub(super) const PPM: u32 = 1_000_000;

pub(super) fn check(account: &TieredMarginAccount) -> Result<(), RiskError> {
    check_names(account.markets.iter().map(|market| &market.asset).chain(once(&account.quote)), core::iter::empty())?;
    decimals("quoteDecimals", account.quote_decimals)?;
    account.markets.iter().try_for_each(|market| check_market(account.profile, market))?;
    account.markets.iter().try_for_each(|market| check_hedge(account, market))
}

/// The two sides of a hedge are one contract.
fn check_hedge(account: &TieredMarginAccount, market: &TieredMarginMarket) -> Result<(), RiskError> {
    let Some(name) = &market.hedge_of else { return Ok(()) };
    let refuse = |field: &str, expected: &str, hint: &str| Err(RiskError::out_of_range(field, expected, name, hint));
    if account.profile == TieredMarginProfile::Hyperliquid {
        return refuse("hedgeOf", "absent at Hyperliquid", "it has one position in a market");
    }
    let Some(long) = account.markets.iter().find(|other| other.asset == *name) else { return Err(RiskError::unknown("hedgeOf", name)) };
    if long.hedge_of.is_some() || account.markets.iter().filter(|other| other.hedge_of.as_ref() == Some(name)).count() > 1 {
        return refuse("hedgeOf", "the long side, named by one short side", "pass the two sides of a contract");
    }
    let same = long.mark_price == market.mark_price
        && long.price_decimals == market.price_decimals
        && long.size_decimals == market.size_decimals
        && long.leverage == market.leverage;
    if !same {
        return refuse("hedgeOf", "of the same mark price, decimals and leverage", "both sides are one contract");
    }
    if long.size.is_negative() || market.size > I256::ZERO {
        return refuse("size", "0 or more for the long side, 0 or less for the short side", "swap the two sides");
    }
    Ok(())
}

fn decimals(field: &str, got: u8) -> Result<(), RiskError> {
    if got > MOST_DECIMALS {
        return Err(RiskError::out_of_range(field, "at most 24", got, "pass the digits that the venue publishes"));
    }
    Ok(())
}

fn check_market(profile: TieredMarginProfile, market: &TieredMarginMarket) -> Result<(), RiskError> {
    decimals("sizeDecimals", market.size_decimals)?;
    decimals("priceDecimals", market.price_decimals)?;
    if market.leverage == 0 {
        return Err(RiskError::out_of_range("leverage", "1 or more", 0, "pass the user's whole-number leverage"));
    }
    if market.funding.as_ref().is_some_and(|funding| funding.interval_seconds == 0) {
        return Err(RiskError::out_of_range("intervalSeconds", "above 0", 0, "pass the venue's funding interval"));
    }
    if market.liquidation_fee_ppm > PPM {
        return Err(RiskError::out_of_range("liquidationFeePpm", "at most 1000000", market.liquidation_fee_ppm, "pass millionths"));
    }
    let Some(first) = market.tiers.first() else {
        return Err(RiskError::length_mismatch("tiers", "at least one tier", 0));
    };
    if !first.lower_bound.is_zero() {
        return Err(RiskError::out_of_range("tiers.lowerBound", "0 in the first tier", first.lower_bound, "pass the whole table"));
    }
    market.tiers.iter().try_for_each(|tier| check_tier(profile, tier))?;
    market.tiers.iter().zip(market.tiers.iter().skip(1)).try_for_each(|(lower, higher)| check_order(lower, higher))
}

fn check_tier(profile: TieredMarginProfile, tier: &TieredMarginTier) -> Result<(), RiskError> {
    if tier.max_leverage == 0 {
        return Err(RiskError::out_of_range("tiers.maxLeverage", "1 or more", 0, "pass the tier's whole-number leverage"));
    }
    match (profile, tier.maintenance_rate_ppm) {
        (TieredMarginProfile::Hyperliquid, Some(rate)) => {
            let hint = "the maintenance rate follows from the leverage: leave it out";
            Err(RiskError::out_of_range("tiers.maintenanceRatePpm", "absent at Hyperliquid", rate, hint))
        }
        (TieredMarginProfile::BinanceUsdM, None) => {
            Err(RiskError::out_of_range("tiers.maintenanceRatePpm", "present at Binance", "nothing", "pass maintMarginRatio in millionths"))
        }
        (_, Some(rate)) if rate > PPM => {
            Err(RiskError::out_of_range("tiers.maintenanceRatePpm", "at most 1000000", rate, "pass millionths"))
        }
        _ => Ok(()),
    }
}

/// Rising bounds and rates make the maintenance margin a convex function of the notional, on which the solver rests.
fn check_order(lower: &TieredMarginTier, higher: &TieredMarginTier) -> Result<(), RiskError> {
    let sort = "sort the tiers by their lower bound";
    if higher.lower_bound <= lower.lower_bound {
        return Err(RiskError::out_of_range("tiers.lowerBound", "above the one before", higher.lower_bound, sort));
    }
    if higher.max_leverage > lower.max_leverage {
        return Err(RiskError::out_of_range("tiers.maxLeverage", "at most the one before", higher.max_leverage, sort));
    }
    if let (Some(before), Some(rate)) = (lower.maintenance_rate_ppm, higher.maintenance_rate_ppm)
        && rate < before
    {
        return Err(RiskError::out_of_range("tiers.maintenanceRatePpm", "at least the one before", rate, sort));
    }
    Ok(())
}
