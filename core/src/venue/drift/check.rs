//! What no account of the program can hold.

use super::state::{DriftPerp, DriftSpot, DriftUser};
use super::terms::{DriftPerpTerms, DriftSpotTerms};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::venue::rules::check_names;

impl DriftUser {
    /// Refuses what no account of the program can hold.
    pub(super) fn check(&self) -> Result<(), RiskError> {
        check_names(self.assets(), core::iter::empty())?;
        let quotes = self.spots.iter().filter(|spot| spot.is_quote).count();
        if quotes != 1 {
            return Err(RiskError::out_of_range("spots.isQuote", "true for exactly one balance", quotes, "list the quote market, index 0"));
        }
        let most = U256::new(i64::MAX.unsigned_abs());
        for spot in &self.spots {
            if spot.decimals > 19 {
                return Err(RiskError::out_of_range("spots.decimals", "in [0, 19]", spot.decimals, "pass the market's decimals"));
            }
            if !spot.is_quote && (spot.maintenance_asset_weight > 10_000 || spot.maintenance_liability_weight < 10_000) {
                let hint = "pass weights with 4 decimals: 8000 for an asset, 12000 for a liability";
                let got = spot.maintenance_asset_weight;
                return Err(RiskError::out_of_range("spots.maintenanceAssetWeight", "at most 10000, the liability's at least", got, hint));
            }
            small("spots.scaledBalance", spot.scaled_balance, U256::new(u64::MAX))?;
            small("spots.price", spot.price, most)?;
            spot.check_dust()?;
            spot.check_terms()?;
        }
        for perp in &self.perps {
            small("perps.price", perp.price, most)?;
            for (field, value) in [
                ("perps.baseAssetAmount", perp.base_asset_amount),
                ("perps.quoteAssetAmount", perp.quote_asset_amount),
                ("perps.openBids", perp.open_bids),
                ("perps.openAsks", perp.open_asks),
            ] {
                small(field, value.magnitude(), most)?;
            }
            if perp.open_bids.is_negative() || perp.open_asks > I256::ZERO {
                return Err(RiskError::out_of_range(
                    "perps.openBids",
                    "0 or more, the asks 0 or less",
                    perp.open_bids,
                    "pass the program's signs",
                ));
            }
            if perp.unrealized_pnl_maintenance_asset_weight > 10_000 {
                let got = perp.unrealized_pnl_maintenance_asset_weight;
                return Err(RiskError::out_of_range("perps.unrealizedPnlMaintenanceAssetWeight", "at most 10000", got, "4 decimals"));
            }
            perp.check_terms()?;
        }
        Ok(())
    }

    /// The names of all assets: balances first, then perpetuals.
    pub(super) fn assets(&self) -> impl Iterator<Item = &alloc::string::String> + Clone {
        self.spots.iter().map(|spot| &spot.asset).chain(self.perps.iter().map(|perp| &perp.asset))
    }
}

impl DriftSpot {
    /// What a step or a liquidation reads.
    pub(super) fn terms(&self) -> Result<&DriftSpotTerms, RiskError> {
        self.terms.as_ref().ok_or_else(|| RiskError::unsupported("this of a market without `terms`", "pass the terms of every spot market"))
    }

    fn check_terms(&self) -> Result<(), RiskError> {
        if let Some(terms) = &self.terms {
            let (asset, liability) = (terms.initial_asset_weight, terms.initial_liability_weight);
            if !self.is_quote && (asset > self.maintenance_asset_weight || liability < self.maintenance_liability_weight) {
                let expected = "at most the maintenance weight, the liability's at least";
                return Err(RiskError::out_of_range("spots.terms.initialAssetWeight", expected, asset, "pass weights with 4 decimals"));
            }
            if let Some(price) = terms.price_twap_5min {
                small("spots.terms.priceTwap5min", price, U256::new(i64::MAX.unsigned_abs()))?;
                if price.is_zero() {
                    return Err(RiskError::refused("InvalidOracle"));
                }
            }
            fee("spots.terms.liquidatorFee", terms.liquidator_fee)?;
            fee("spots.terms.ifLiquidationFee", terms.if_liquidation_fee)?;
        }
        if let Some(market) = &self.market {
            small("spots.market.scaleInitialAssetWeightStart", market.scale_initial_asset_weight_start, U256::new(u64::MAX))?;
            fee("spots.market.optimalUtilization", market.optimal_utilization)?;
            fee("spots.market.insuranceFundFactor", market.insurance_fund_factor)?;
        }
        Ok(())
    }
}

impl DriftPerp {
    /// What a step or a liquidation reads.
    pub(super) fn terms(&self) -> Result<&DriftPerpTerms, RiskError> {
        self.terms.as_ref().ok_or_else(|| RiskError::unsupported("this of a market without `terms`", "pass the terms of every perpetual"))
    }

    fn check_terms(&self) -> Result<(), RiskError> {
        if let Some(terms) = &self.terms {
            if terms.margin_ratio_initial < self.margin_ratio_maintenance {
                let (expected, got) = ("at least the maintenance ratio", terms.margin_ratio_initial);
                return Err(RiskError::out_of_range("perps.terms.marginRatioInitial", expected, got, "pass ratios with 4 decimals"));
            }
            if terms.unrealized_pnl_initial_asset_weight > 10_000 {
                let got = terms.unrealized_pnl_initial_asset_weight;
                return Err(RiskError::out_of_range("perps.terms.unrealizedPnlInitialAssetWeight", "at most 10000", got, "4 decimals"));
            }
            let most = U256::new(i64::MAX.unsigned_abs());
            small("perps.terms.minOrderSize", terms.min_order_size, most)?;
            small("perps.terms.orderStepSize", terms.order_step_size, most)?;
            if terms.order_step_size.is_zero() {
                return Err(RiskError::out_of_range("perps.terms.orderStepSize", "above 0", 0, "pass `order_step_size` of the market"));
            }
            if let Some(ordinary) = &terms.ordinary_margin_ratios
                && ordinary.initial < ordinary.maintenance
            {
                let (expected, got) = ("at least the maintenance ratio", ordinary.initial);
                return Err(RiskError::out_of_range(
                    "perps.terms.ordinaryMarginRatios.initial",
                    expected,
                    got,
                    "pass ratios with 4 decimals",
                ));
            }
            fee("perps.terms.liquidatorFee", terms.liquidator_fee)?;
            fee("perps.terms.ifLiquidationFee", terms.if_liquidation_fee)?;
        }
        if self.funding.as_ref().is_some_and(|funding| funding.period_seconds == 0) {
            return Err(RiskError::out_of_range("perps.funding.periodSeconds", "above 0", 0, "pass `funding_period` of the market"));
        }
        Ok(())
    }
}

fn fee(field: &str, value: u32) -> Result<(), RiskError> {
    if value <= 1_000_000 { Ok(()) } else { Err(RiskError::out_of_range(field, "at most 1000000", value, "pass it with 6 decimals")) }
}

fn small(field: &str, value: U256, most: U256) -> Result<(), RiskError> {
    if value <= most { Ok(()) } else { Err(RiskError::out_of_range(field, "in the program's 64 bits", value, "pass its own integer")) }
}
