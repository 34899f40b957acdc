//! The state of one subaccount as the chain stores it, with the markets that it is in.

use crate::exact::{I256, U256};
use alloc::string::String;
use alloc::vec::Vec;

/// The liquidity tier of a market: what its margins are.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DydxV4LiquidityTier {
    /// Initial margin fraction before open interest scales it, parts per million.
    pub initial_margin_ppm: u32,
    /// Maintenance margin as a part of that initial margin, parts per million.
    pub maintenance_fraction_ppm: u32,
    /// Open interest from which the initial margin rises, quote quantums (1e-6 USDC).
    pub open_interest_lower_cap: U256,
    /// Open interest at which it reaches 100 %, quote quantums; 0 where it does not rise.
    pub open_interest_upper_cap: U256,
}

/// One perpetual market: its price, terms and funding.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DydxV4Market {
    /// Name of the perpetual, such as "BTC-USD"; not "USDC".
    pub asset: String,
    /// The price factor that drives it; absent when it is pegged to USDC.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
    /// Oracle price, a 64-bit integer: `price · 10^price_exponent` is USDC per unit.
    pub price: U256,
    /// Power of ten of the price, −38 to 0.
    pub price_exponent: I256,
    /// Power of ten of a base quantum: 10^−10 BTC is −10; −38 to 0.
    pub atomic_resolution: I256,
    /// Margins.
    pub tier: DydxV4LiquidityTier,
    /// Open interest, base quantums.
    pub open_interest_base_quantums: U256,
    /// Funding index now, millionths of a quote quantum per base quantum.
    pub funding_index: I256,
    /// Funding rate expected at the next hours, parts per million in eight hours; longs pay it when it is above 0.
    pub eight_hour_funding_rate_ppm: I256,
    /// An isolated market: its position stands alone in a subaccount.
    pub isolated: bool,
    /// The market is in final settlement: positions are closed at the oracle price.
    pub final_settlement: bool,
    /// Smallest step of a size, base quantums.
    pub step_base_quantums: U256,
    /// Power of ten of a subtick: quote quantums per base quantum and subtick.
    pub quantum_conversion_exponent: I256,
    /// Subticks of one step of the order book's price.
    pub subticks_per_tick: u32,
}

/// The subaccount's position in one market; a size of 0 is a market that it may trade in.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DydxV4Position {
    /// The market.
    pub market: DydxV4Market,
    /// Size, base quantums; below 0 is short.
    pub quantums: I256,
    /// Quote that belongs to the position, quote quantums; it counts like USDC.
    pub quote_balance: I256,
    /// The market's funding index when the position was last settled.
    pub funding_index: I256,
    /// Initial margin fraction that the user's leverage asks for, parts per million; 0 for none. Liquidation does not read it.
    pub custom_imf_ppm: u32,
}

/// The chain's terms of liquidation (`LiquidationsConfig`).
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DydxV4LiquidationsConfig {
    /// Largest fee of a liquidation to the insurance fund, parts per million of its quote.
    pub max_liquidation_fee_ppm: u32,
    /// How fast the price moves from the oracle's to the worst one, parts per million.
    pub bankruptcy_adjustment_ppm: u32,
    /// Distance of the worst price from the oracle's, parts per million of the maintenance margin.
    pub spread_to_maintenance_margin_ratio_ppm: u32,
    /// Notional that may always be liquidated of a position, quote quantums.
    pub min_position_notional_liquidated: U256,
    /// Part of a position that may be liquidated in one block, parts per million.
    pub max_position_portion_liquidated_ppm: u32,
    /// Notional that may be liquidated of a subaccount in one block, quote quantums.
    pub max_notional_liquidated: U256,
}

/// One subaccount; whether it is cross or isolated follows from its markets.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DydxV4Subaccount {
    /// USDC held, or owed below 0, quote quantums (1e-6 USDC).
    pub usdc_quote_quantums: I256,
    /// Its positions.
    pub positions: Vec<DydxV4Position>,
    /// The chain's terms of liquidation.
    pub liquidations: DydxV4LiquidationsConfig,
    /// Seconds until the hourly funding moves the indices, 1 to 3600.
    pub seconds_to_next_funding: u32,
}
