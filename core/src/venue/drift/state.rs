//! A Drift user: spot balances and perpetual positions under one cross margin.

use super::terms::{DriftFunding, DriftLiquidation, DriftPerpTerms, DriftSpotMarket, DriftSpotTerms};
use crate::exact::{I256, U256};
use alloc::string::String;
use alloc::vec::Vec;

/// A spot balance with what its market fixes. Weights have 4 decimals, interest 10, prices 6.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DriftSpot {
    /// Name shown to the user, such as "SOL".
    pub asset: String,
    /// Decimals of the token, at most 19.
    pub decimals: u8,
    /// The quote market, index 0, in which perpetuals settle; exactly one balance is of it.
    pub is_quote: bool,
    /// The oracle's price, 6 decimals.
    pub price: U256,
    /// The price factor that drives it; absent when it is pegged to the dollar.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
    /// `scaled_balance`, 9 decimals; 0 for none.
    pub scaled_balance: U256,
    /// The balance is owed.
    pub is_borrow: bool,
    /// `cumulative_deposit_interest`, 10 decimals.
    pub cumulative_deposit_interest: U256,
    /// `cumulative_borrow_interest`, 10 decimals.
    pub cumulative_borrow_interest: U256,
    /// `maintenance_asset_weight`, 4 decimals; read for the quote in liquidations only.
    pub maintenance_asset_weight: u32,
    /// `maintenance_liability_weight`, 4 decimals; read for the quote in liquidations only.
    pub maintenance_liability_weight: u32,
    /// `imf_factor`, 6 decimals.
    pub imf_factor: u32,
    /// What steps and liquidations read.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub terms: Option<DriftSpotTerms>,
    /// Totals and rate curve, for a later time and for the cash that a withdrawal takes.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub market: Option<DriftSpotMarket>,
}

/// A perpetual position with what its market fixes.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DriftPerp {
    /// Name shown to the user, such as "SOL-PERP".
    pub asset: String,
    /// The oracle's price, 6 decimals.
    pub price: U256,
    /// The price factor that drives it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
    /// `base_asset_amount`, 9 decimals; below 0 for a short.
    pub base_asset_amount: I256,
    /// `quote_asset_amount`, 6 decimals.
    pub quote_asset_amount: I256,
    /// Sum of the open buy orders, 9 decimals, 0 or more.
    pub open_bids: I256,
    /// Sum of the open sell orders, 9 decimals, 0 or less.
    pub open_asks: I256,
    /// Number of open orders.
    pub open_orders: u8,
    /// `last_cumulative_funding_rate` of the position, 9 decimals.
    pub last_cumulative_funding_rate: I256,
    /// Cumulative funding rate of the market now, of the position's side, 9 decimals.
    pub cumulative_funding_rate: I256,
    /// `margin_ratio_maintenance`, 4 decimals; the high-leverage one for a user in that mode.
    pub margin_ratio_maintenance: u32,
    /// `imf_factor`, 6 decimals.
    pub imf_factor: u32,
    /// `unrealized_pnl_maintenance_asset_weight`, 4 decimals.
    pub unrealized_pnl_maintenance_asset_weight: u32,
    /// What steps and liquidations read.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub terms: Option<DriftPerpTerms>,
    /// The funding to come, for a later time.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub funding: Option<DriftFunding>,
}

/// One bucket of margin without spot orders and markets in settlement: a user's cross margin, or one isolated position, which is its
/// deposit of the quote and its perpetual alone.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DriftUser {
    /// Spot balances; the quote's is listed even at 0, for its price.
    pub spots: Vec<DriftSpot>,
    /// Perpetual positions.
    pub perps: Vec<DriftPerp>,
    /// A liquidation has begun: it ends only once the buffer is covered too.
    pub being_liquidated: bool,
    /// `liquidation_margin_buffer_ratio` of the state, 4 decimals.
    pub liquidation_margin_buffer_ratio: u32,
    /// `max_margin_ratio`, 4 decimals: the least initial margin ratio that the user chose; absent or 0 for none.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub max_margin_ratio: Option<u32>,
    /// How far a liquidation may go, for a liquidation.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub liquidation: Option<DriftLiquidation>,
}
