//! What a market fixes beyond the maintenance margin: asked for by steps, later times and liquidations only.

use super::limits::DriftWithdrawLimits;
use super::oracle::DriftOracle;
use crate::exact::{I256, U256};

/// What a step or a liquidation reads of a spot market. Weights have 4 decimals, fees and factors 6.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DriftSpotTerms {
    /// `initial_asset_weight`, before the scale by the market's deposits; not read for the quote.
    pub initial_asset_weight: u32,
    /// `initial_liability_weight`; not read for the quote.
    pub initial_liability_weight: u32,
    /// `last_oracle_price_twap_5min`, 6 decimals: strict checks take the worse of it and the price; absent: the price.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub price_twap_5min: Option<U256>,
    /// `liquidator_fee`, 6 decimals.
    pub liquidator_fee: u32,
    /// `if_liquidation_fee`, 6 decimals.
    pub if_liquidation_fee: u32,
    /// Its tier is `Isolated`: a debt of it stands alone; absent: it is not.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub isolated_tier: Option<bool>,
    /// What tells whether its oracle is valid; absent: it is.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub oracle: Option<DriftOracle>,
}

/// The totals and the rate curve of a spot market. Rates, utilisation and factors have 6 decimals.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DriftSpotMarket {
    /// `deposit_balance`, scaled, 9 decimals.
    pub deposit_balance: U256,
    /// `borrow_balance`, scaled, 9 decimals.
    pub borrow_balance: U256,
    /// `optimal_utilization`.
    pub optimal_utilization: u32,
    /// `optimal_borrow_rate`, per year.
    pub optimal_borrow_rate: u32,
    /// `max_borrow_rate`, per year.
    pub max_borrow_rate: u32,
    /// `min_borrow_rate`, in steps of half a percent per year, as the program stores it.
    pub min_borrow_rate: u8,
    /// `insurance_fund.total_factor`: the stakers' part of the interest.
    pub insurance_fund_factor: u32,
    /// `scale_initial_asset_weight_start`, dollars with 6 decimals; 0: no scale.
    pub scale_initial_asset_weight_start: U256,
    /// Seconds since `last_interest_ts`: every answer is the one after an update of the market now.
    pub elapsed_seconds: u32,
    /// What may leave the market at once; absent where nothing but its cash limits a withdrawal.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub limits: Option<DriftWithdrawLimits>,
}

/// What a step or a liquidation reads of a perpetual's market. Ratios and weights have 4 decimals, fees and factors 6.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DriftPerpTerms {
    /// `margin_ratio_initial`.
    pub margin_ratio_initial: u32,
    /// `unrealized_pnl_initial_asset_weight`, after the cut for the market's imbalance.
    pub unrealized_pnl_initial_asset_weight: u32,
    /// `unrealized_pnl_imf_factor`.
    pub unrealized_pnl_imf_factor: u32,
    /// `order_step_size`, 9 decimals, above 0.
    pub order_step_size: U256,
    /// `min_order_size`, 9 decimals.
    pub min_order_size: U256,
    /// `liquidator_fee`, 6 decimals.
    pub liquidator_fee: u32,
    /// `if_liquidation_fee`, 6 decimals.
    pub if_liquidation_fee: u32,
    /// The market's ratios for everybody, by which sizes count: given for a user in the high-leverage mode, whose own ratios
    /// `margin_ratio_initial` and `margin_ratio_maintenance` are. Absent for a user who is not in it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub ordinary_margin_ratios: Option<DriftMarginRatios>,
    /// Its tier is `Isolated`: no other perpetual stands beside it, and no debt but one of the quote; absent: it is not.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub isolated_tier: Option<bool>,
    /// What tells whether its oracle is valid; absent: it is.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub oracle: Option<DriftOracle>,
}

/// Margin ratios of a perpetual, 4 decimals.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DriftMarginRatios {
    /// `margin_ratio_initial`.
    pub initial: u32,
    /// `margin_ratio_maintenance`.
    pub maintenance: u32,
}

/// The funding of a perpetual's side, taken to stay as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DriftFunding {
    /// What one period adds to the cumulative rate of the position's side, 9 decimals; longs pay where it is above 0.
    pub rate: I256,
    /// `funding_period`, seconds, above 0.
    pub period_seconds: u32,
    /// Seconds since the last update of the cumulative rate.
    pub elapsed_seconds: u32,
}

/// How far a liquidation may go. Shares have 4 decimals.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DriftLiquidation {
    /// `initial_pct_to_liquidate` of the state: the share of the shortage that may be freed at once.
    pub initial_pct_to_liquidate: u32,
    /// `liquidation_duration` of the state, slots: the share grows to all within it.
    pub liquidation_duration: u32,
    /// `liquidation_margin_freed` of the user, 6 decimals; read once a liquidation has begun.
    pub margin_freed: U256,
    /// Slots since the liquidation began (`last_active_slot`); read once it has.
    pub slots_elapsed: u32,
}
