//! What the door refuses: states that the contract cannot hold.

use super::irm::HIGHEST;
use super::shares::WORD;
use super::state::{MorphoBlueMarket, MorphoBluePosition, MorphoBluePreLiquidation};
use crate::error::RiskError;
use crate::exact::{U256, WAD, wad_div_floor};

/// Decimals above which the price of a whole unit would not fit.
const MAX_DECIMALS: u8 = 36;

/// The highest fee that the contract accepts, 0.25.
const MAX_FEE: U256 = U256::new(250_000_000_000_000_000);

/// Refuses a market that the contract cannot hold.
///
/// # Errors
/// `out_of_range`, `duplicate`.
pub(super) fn check_market(market: &MorphoBlueMarket) -> Result<(), RiskError> {
    if market.loan_asset == market.collateral_asset && !market.loan_asset.is_empty() {
        return Err(RiskError::duplicate("asset", &market.loan_asset));
    }
    for (field, decimals) in [("market.loanDecimals", market.loan_decimals), ("market.collateralDecimals", market.collateral_decimals)] {
        if decimals > MAX_DECIMALS {
            return Err(RiskError::out_of_range(field, "in [0, 36]", decimals, "pass the token's decimals()"));
        }
    }
    if market.lltv >= WAD {
        return Err(RiskError::out_of_range("market.lltv", "below 10^18", market.lltv, "pass 18 decimals: 860000000000000000 is 86 %"));
    }
    if market.fee > MAX_FEE {
        return Err(RiskError::out_of_range("market.fee", "at most 0.25 · 10^18", market.fee, "pass the market's fee, 18 decimals"));
    }
    for (field, total) in [
        ("market.totalSupplyAssets", market.total_supply_assets),
        ("market.totalSupplyShares", market.total_supply_shares),
        ("market.totalBorrowAssets", market.total_borrow_assets),
        ("market.totalBorrowShares", market.total_borrow_shares),
    ] {
        word(field, total)?;
    }
    if market.total_borrow_assets > market.total_supply_assets {
        let (owed, hint) = (market.total_borrow_assets, "no step lets more be owed than lent: are they swapped?");
        return Err(RiskError::out_of_range("market.totalBorrowAssets", "at most the supply", owed, hint));
    }
    let highest = market.rate_at_target.unwrap_or_default();
    if highest > HIGHEST {
        return Err(RiskError::out_of_range("market.rateAtTarget", "at most 200 % a year", highest, "pass rateAtTarget(), per second"));
    }
    Ok(())
}

/// Refuses a position that the contract cannot hold.
///
/// # Errors
/// `out_of_range`, `duplicate`.
pub(super) fn check(position: &MorphoBluePosition) -> Result<(), RiskError> {
    let market = &position.market;
    check_market(market)?;
    word("collateral", position.collateral)?;
    for (field, shares, total) in [
        ("supplyShares", position.supply_shares, market.total_supply_shares),
        ("borrowShares", position.borrow_shares, market.total_borrow_shares),
    ] {
        if shares > total {
            return Err(RiskError::out_of_range(field, "at most the market's total", shares, "read position and market at one block"));
        }
    }
    position.pre_liquidation.as_ref().map_or(Ok(()), |terms| check_terms(terms, market.lltv))
}

/// The rules of the pre-liquidation contract's constructor.
fn check_terms(terms: &MorphoBluePreLiquidation, lltv: U256) -> Result<(), RiskError> {
    let refuse = |field, expected, got| Err(RiskError::out_of_range(field, expected, got, "pass the contract's preLiquidationParams()"));
    if terms.pre_lltv >= lltv {
        return refuse("preLiquidation.preLltv", "below the market's LLTV", terms.pre_lltv);
    }
    if terms.pre_lcf1 > WAD || terms.pre_lcf1 > terms.pre_lcf2 {
        return refuse("preLiquidation.preLcf1", "at most 10^18 and at most preLcf2", terms.pre_lcf1);
    }
    if terms.pre_lif1 < WAD || terms.pre_lif1 > terms.pre_lif2 {
        return refuse("preLiquidation.preLif1", "at least 10^18 and at most preLif2", terms.pre_lif1);
    }
    if terms.pre_lif2 > wad_div_floor(WAD, lltv)? {
        return refuse("preLiquidation.preLif2", "at most one over the market's LLTV", terms.pre_lif2);
    }
    Ok(())
}

fn word(field: &str, value: U256) -> Result<(), RiskError> {
    if value <= WORD { Ok(()) } else { Err(RiskError::out_of_range(field, "below 2^128", value, "pass what the contract stores")) }
}
