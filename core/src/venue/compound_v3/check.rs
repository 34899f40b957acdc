//! What the door refuses: states that the contract cannot hold.

use super::config::FACTOR_STEP;
use super::state::{CompoundV3Collateral, CompoundV3Market, CompoundV3Position};
use super::values::{INDEX_SCALE, MAX_64, MAX_104, MAX_128, MAX_SIGNED_104};
use crate::error::RiskError;
use crate::exact::{U256, WAD};
use crate::venue::rules::check_names;

/// Assets that one market can list.
const MAX_ASSETS: usize = 24;

/// Decimals of the base token.
const BASE_DECIMALS: (u8, u8) = (6, 18);

/// Decimals whose scale fits in 64 bits.
const MAX_DECIMALS: u8 = 19;

/// The largest liquidation factor that four decimals in 16 bits hold.
const MAX_LIQUIDATION_FACTOR: U256 = U256::new(6_553_500_000_000_000_000);

/// Refuses an account that the contract cannot hold.
///
/// # Errors
/// `out_of_range`, `duplicate`.
pub(super) fn check(position: &CompoundV3Position) -> Result<(), RiskError> {
    check_market(&position.market)?;
    let collaterals = &position.collaterals;
    check_names(collaterals.iter().map(|one| &one.asset).chain([&position.market.base_asset]), core::iter::empty())?;
    if collaterals.len() > MAX_ASSETS {
        return Err(RiskError::out_of_range("collaterals", "at most 24", collaterals.len(), "pass those that the account touches"));
    }
    collaterals.iter().try_for_each(check_collateral)?;
    at_most("principal", position.principal.magnitude(), MAX_SIGNED_104, "below 2^103 either way")?;
    at_most("baseTrackingIndex", position.base_tracking_index, MAX_64, "below 2^64")?;
    at_most("baseTrackingAccrued", position.base_tracking_accrued, MAX_64, "below 2^64")
}

/// Refuses a market that the contract cannot hold.
///
/// # Errors
/// `out_of_range`.
pub(super) fn check_market(market: &CompoundV3Market) -> Result<(), RiskError> {
    let (least, most) = BASE_DECIMALS;
    if market.base_decimals < least || market.base_decimals > most {
        return Err(RiskError::out_of_range("market.baseDecimals", "in [6, 18]", market.base_decimals, "pass the base token's decimals()"));
    }
    for curve in [&market.supply_curve, &market.borrow_curve] {
        for (field, value) in [
            ("market.curve.kink", curve.kink),
            ("market.curve.base", curve.base),
            ("market.curve.slopeLow", curve.slope_low),
            ("market.curve.slopeHigh", curve.slope_high),
        ] {
            at_most(field, value, MAX_64, "below 2^64")?;
        }
    }
    for (field, index) in [("market.baseSupplyIndex", market.base_supply_index), ("market.baseBorrowIndex", market.base_borrow_index)] {
        at_most(field, index, MAX_64, "below 2^64")?;
        if index < INDEX_SCALE {
            return Err(RiskError::out_of_range(field, "at least 10^15", index, "indices start at 10^15 and only rise"));
        }
    }
    for (field, value) in [
        ("market.trackingIndexScale", market.tracking_index_scale),
        ("market.baseTrackingSupplySpeed", market.base_tracking_supply_speed),
        ("market.baseTrackingBorrowSpeed", market.base_tracking_borrow_speed),
        ("market.trackingSupplyIndex", market.tracking_supply_index),
        ("market.trackingBorrowIndex", market.tracking_borrow_index),
    ] {
        at_most(field, value, MAX_64, "below 2^64")?;
    }
    at_most("market.totalSupplyBase", market.total_supply_base, MAX_104, "below 2^104")?;
    at_most("market.totalBorrowBase", market.total_borrow_base, MAX_104, "below 2^104")?;
    at_most("market.storeFrontPriceFactor", market.store_front_price_factor, WAD, "at most 10^18")?;
    if market.base_min_for_rewards.is_zero() {
        let hint = "the contract refuses a minimum of 0: pass baseMinForRewards()";
        return Err(RiskError::out_of_range("market.baseMinForRewards", "above 0", 0, hint));
    }
    Ok(())
}

fn check_collateral(collateral: &CompoundV3Collateral) -> Result<(), RiskError> {
    if collateral.decimals > MAX_DECIMALS {
        let hint = "10^decimals must fit in 64 bits; pass the token's decimals()";
        return Err(RiskError::out_of_range("collaterals.decimals", "in [0, 19]", collateral.decimals, hint));
    }
    for (field, factor, largest) in [
        ("collaterals.borrowCollateralFactor", collateral.borrow_collateral_factor, collateral.liquidate_collateral_factor),
        ("collaterals.liquidateCollateralFactor", collateral.liquidate_collateral_factor, WAD),
        ("collaterals.liquidationFactor", collateral.liquidation_factor, MAX_LIQUIDATION_FACTOR),
    ] {
        let whole = factor.div_rem(FACTOR_STEP).is_some_and(|(_, rest)| rest.is_zero());
        if factor > largest || !whole {
            let expected = "in whole steps of 10^14, the borrow factor at most the liquidate factor, that at most 10^18";
            return Err(RiskError::out_of_range(field, expected, factor, "pass what getAssetInfo answers, not what was configured"));
        }
    }
    for (field, value) in [
        ("collaterals.supplyCap", collateral.supply_cap),
        ("collaterals.totalSupplyAsset", collateral.total_supply_asset),
        ("collaterals.balance", collateral.balance),
    ] {
        at_most(field, value, MAX_128, "below 2^128")?;
    }
    Ok(())
}

fn at_most(field: &str, value: U256, largest: U256, expected: &str) -> Result<(), RiskError> {
    if value <= largest { Ok(()) } else { Err(RiskError::out_of_range(field, expected, value, "pass what the contract stores")) }
}
