//! One loan of a LlamaLend or crvUSD market, as its AMM and controller store it.

use super::oracle::LlammaOracle;
use crate::exact::{I256, U256};
use alloc::string::String;
use alloc::vec::Vec;

/// One price band of the AMM, and the borrower's share of it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LlammaBand {
    /// Number of the band; prices fall as it rises.
    pub n: I256,
    /// `bands_x(n)`: the borrowed asset in the whole band, scaled to 18 decimals.
    pub x: U256,
    /// `bands_y(n)`: the collateral in the whole band, scaled to 18 decimals.
    pub y: U256,
    /// Shares of all depositors of the band.
    pub total_shares: U256,
    /// Shares of this borrower; 0 in bands outside his range.
    pub user_shares: U256,
}

/// What the AMM's trades read beside the bands.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LlammaTrading {
    /// `fee()` of the AMM, 18 decimals.
    pub fee: U256,
    /// The fee that the AMM asks for two minutes after a jump of its oracle, 18 decimals; 0 where the oracle has not jumped, and
    /// with `oracle` of the loan, from which it follows.
    pub oracle_fee: U256,
    /// `max_band()`: bands above it are empty.
    pub max_band: I256,
}

/// One borrower of one market of LlamaLend 2.0.0. Bands that are not listed are empty.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LlammaLoan {
    /// Name of the collateral.
    pub collateral: String,
    /// Decimals of the collateral token, at most 18.
    pub collateral_decimals: u8,
    /// Name of the borrowed asset, in which everything is priced.
    pub borrowed: String,
    /// Decimals of the borrowed token, at most 18.
    pub borrowed_decimals: u8,
    /// The price factor that drives the collateral; absent when it is pegged to the borrowed asset.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
    /// What `price_oracle()` of the AMM answers, after its limit on jumps: borrowed per collateral, 18 decimals. With `oracle` what the
    /// market's own oracle answers, before that limit.
    pub oracle_price: U256,
    /// `A()`: a band is `1/A` wide; 2 to 10,000.
    pub a: u16,
    /// The immutable base price, before interest, 18 decimals: `get_base_price() · 1e18 / get_rate_mul()` of the deployment.
    pub base_price: U256,
    /// Rate multiplier as stored at the last update, 18 decimals.
    pub rate_mul: U256,
    /// `rate()`: interest per second, 18 decimals.
    pub rate: U256,
    /// Seconds since the last update of the multiplier.
    pub elapsed_seconds: u32,
    /// `active_band()`: bands above it hold collateral only, bands below it the borrowed asset only.
    pub active_band: I256,
    /// `min_band()`: bands below it are empty.
    pub min_band: I256,
    /// Lowest band of the borrower, the one with the highest prices.
    pub n1: I256,
    /// Highest band of the borrower; at most 49 above the lowest.
    pub n2: I256,
    /// The borrower's bands, and every other band that is not empty where a step shall be tried; rising by number.
    pub bands: Vec<LlammaBand>,
    /// `loan_discount()` of the market, 18 decimals.
    pub loan_discount: U256,
    /// `liquidation_discount()` of the market, which the borrower's own becomes at his next step, 18 decimals.
    pub liquidation_discount: U256,
    /// `liquidation_discounts(user)`: the one that counts now, 18 decimals.
    pub user_liquidation_discount: U256,
    /// `extra_health(user)`: added to the loan discount at the borrower's own wish, 18 decimals.
    pub extra_health: U256,
    /// Debt at the last change of the loan, units of the borrowed token; 0 for no loan.
    pub initial_debt: U256,
    /// Rate multiplier at the last change of the loan, 18 decimals.
    pub loan_rate_mul: U256,
    /// What trades against the bands read; absent where none shall be tried.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub trading: Option<LlammaTrading>,
    /// What the AMM remembers of its oracle; absent where `oracle_price` is what counts.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub oracle: Option<LlammaOracle>,
}
