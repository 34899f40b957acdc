//! One position of a GMX v2 market, as its stores and its market's settings have it.

use super::market::GmxV2Market;
use crate::exact::{I256, U256};
use alloc::string::String;
use alloc::vec::Vec;

/// A token of the market and what its oracle answers. An amount times the price is dollars with 30 decimals.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct GmxV2Token {
    /// Name shown to the user, such as "ETH".
    pub asset: String,
    /// Decimals of the token, at most 30.
    pub decimals: u8,
    /// The oracle's `min`: dollars per token with 30 less the token's decimals.
    pub price: U256,
    /// The oracle's `max` less its `min`; it stays when the price moves.
    pub spread: U256,
    /// The price factor that drives it; absent when it is pegged to the dollar.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
}

/// One position with the settings that its liquidation reads. Dollars, factors and rates have 30 decimals.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct GmxV2Position {
    /// The tokens that are named below, each once.
    pub tokens: Vec<GmxV2Token>,
    /// The token whose price the position follows.
    pub index: String,
    /// The token of its collateral; may be the index.
    pub collateral: String,
    /// The token in which a profit is paid: the market's long token for a long, its short token for a short.
    pub profit: String,
    /// A long, or a short.
    pub is_long: bool,
    /// `sizeInUsd`: what the tokens of the position cost.
    pub size_in_usd: U256,
    /// `sizeInTokens`, units of the index token.
    pub size_in_tokens: U256,
    /// `collateralAmount`, units of the collateral token.
    pub collateral_amount: U256,
    /// `pendingImpactAmount`: price impact of the increases, units of the index token.
    pub pending_impact_amount: I256,
    /// `borrowingFactor` of the position.
    pub borrowing_factor: U256,
    /// The cumulative borrowing factor of its side now.
    pub cumulative_borrowing_factor: U256,
    /// Rise of the cumulative borrowing factor per second.
    pub borrowing_factor_per_second: U256,
    /// `fundingFeeAmountPerSize` of the position: collateral units per dollar, times 10^15.
    pub funding_fee_amount_per_size: U256,
    /// The same of the market now.
    pub latest_funding_fee_amount_per_size: U256,
    /// Its rise per second; 0 for the side that is paid.
    pub funding_fee_amount_per_size_per_second: U256,
    /// Fee of closing, by whether that improves the balance of open interest; 0 with `market`.
    pub position_fee_factor: U256,
    /// The larger of the referral's and the tier's discount on that fee, at most 1e30.
    pub discount_factor: U256,
    /// Fee of a liquidation.
    pub liquidation_fee_factor: U256,
    /// Price impact of closing the whole position now, before any cap: `getPriceImpactUsd`, dollars; 0 with `market`.
    pub price_impact_usd: I256,
    /// Cap of a positive impact; the negative one counts where it is smaller.
    pub max_positive_impact_factor: U256,
    /// Cap of a negative impact when it is charged.
    pub max_negative_impact_factor: U256,
    /// Cap of a negative impact when it is asked whether to liquidate.
    pub max_impact_factor_for_liquidations: U256,
    /// What the impact pool can pay a positive impact with, units of the index token.
    pub impact_pool_amount: U256,
    /// `MIN_COLLATERAL_USD`.
    pub min_collateral_usd: U256,
    /// `minCollateralFactorForLiquidation` of the market, not `minCollateralFactor`.
    pub min_collateral_factor_for_liquidation: U256,
    /// What orders read.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub trading: Option<GmxV2Trading>,
    /// The market around it; absent where impacts and fees are given as numbers and nobody's profits are capped.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub market: Option<GmxV2Market>,
}

/// What an order reads of the market. Dollars and factors have 30 decimals.
///
/// Without `market` of the position an order's impact is its size times a factor, straight, and so is that of closing what is left
/// after an order; for one order of a known size pass `getPriceImpactUsd` of it over the size. With it the impact follows the
/// contract's curve, and what is marked so is 0.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct GmxV2Trading {
    /// Price impact of an increase per dollar of size; below 0 is a cost; 0 with `market`.
    pub increase_impact_factor: I256,
    /// Price impact of a decrease per dollar of size; 0 with `market`.
    pub decrease_impact_factor: I256,
    /// Fee of an increase, by whether it improves the balance of open interest; 0 with `market`.
    pub increase_fee_factor: U256,
    /// `MIN_POSITION_SIZE_USD`.
    pub min_position_size_usd: U256,
    /// `minCollateralFactor` of the market.
    pub min_collateral_factor: U256,
    /// `getMinCollateralFactorForOpenInterest` of the position's side now; 0 with `market`.
    pub min_collateral_factor_for_open_interest: U256,
}
