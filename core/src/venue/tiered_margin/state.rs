//! The state of one account as the venue publishes it, decimals as integers.

use crate::exact::{I256, U256};
use alloc::string::String;
use alloc::vec::Vec;

/// Whose rules hold. They share margin, tiers and the liquidation price; they differ in the transfer rule, the steps of a liquidation
/// and the names of refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum TieredMarginProfile {
    /// Hyperliquid perpetuals: the maintenance rate is half the initial rate at the tier's maximum leverage.
    Hyperliquid,
    /// Binance USD-M futures, one-way and hedge mode, single-asset margin: the brackets publish rate and maintenance amount.
    BinanceUsdM,
}

/// One tier of a market's margin table.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TieredMarginTier {
    /// The tier holds for notionals above this, quote units; 0 for the first.
    pub lower_bound: U256,
    /// Largest leverage in the tier, whole number.
    pub max_leverage: u16,
    /// Maintenance rate in millionths (Binance's `maintMarginRatio`); absent for Hyperliquid: half of one over the maximum leverage.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub maintenance_rate_ppm: Option<u32>,
    /// The maintenance amount that the venue publishes (Binance's `cum`), quote units: checked against the one that follows from the
    /// bounds and rates; absent where it publishes none.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub deduction: Option<U256>,
}

/// Funding of a market: longs pay it where the rate is above zero.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TieredMarginFunding {
    /// Rate per interval, 12 decimals.
    pub rate: I256,
    /// Seconds between two payments: 3,600 at Hyperliquid, mostly 28,800 at Binance; above 0.
    pub interval_seconds: u32,
    /// Seconds until the next payment.
    pub next_in_seconds: u32,
}

/// One market and the account's position in it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TieredMarginMarket {
    /// Name of the market, such as "ETH".
    pub asset: String,
    /// The price factor that drives it; absent when it is pegged to the quote.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
    /// Decimals of the size, at most 24.
    pub size_decimals: u8,
    /// Decimals of both prices, at most 24.
    pub price_decimals: u8,
    /// Size, below zero for a short position.
    pub size: I256,
    /// Average entry price.
    pub entry_price: U256,
    /// Mark price: margin and liquidation read no other.
    pub mark_price: U256,
    /// The user's leverage, whole number, 1 or more.
    pub leverage: u16,
    /// Margin of an isolated position without its unrealised profit (Binance's `isolatedWallet`; Hyperliquid's `marginUsed` less
    /// `unrealizedPnl`), quote units; absent for a cross position.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub isolated_margin: Option<I256>,
    /// The margin table, first tier from 0.
    pub tiers: Vec<TieredMarginTier>,
    /// Funding; absent for none.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub funding: Option<TieredMarginFunding>,
    /// Fee of a forced close on the value closed, millionths (Binance's `liquidationFee`); 0 at Hyperliquid.
    pub liquidation_fee_ppm: u32,
    /// Hedge mode: this is the short side of the contract whose long side is the market of this name; both have one mark price and one
    /// leverage. Absent one-way, and for the long side.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub hedge_of: Option<String>,
}

/// One margin account: cross and isolated positions, one quote currency.
///
/// The cross positions are one bucket, every isolated position is one: each stands and falls alone. As one position the account is
/// liquidatable when any bucket is; backing, required, health factor and the legs are those of the bucket nearest to its liquidation,
/// equity is that of all.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TieredMarginAccount {
    /// Whose rules hold.
    pub profile: TieredMarginProfile,
    /// Name of the quote currency, such as "USDC".
    pub quote: String,
    /// Decimals of every amount in the quote currency, at most 24.
    pub quote_decimals: u8,
    /// Cross balance without unrealised profit: Binance's `crossWalletBalance`; at Hyperliquid `crossMarginSummary.accountValue` less
    /// the `unrealizedPnl` of the cross positions. Isolated margins are not in it.
    pub wallet_balance: I256,
    /// Initial margin that open cross orders hold; absent for none. The verdict does not read it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub open_order_margin: Option<U256>,
    /// The markets: one position each, in hedge mode one for each side.
    pub markets: Vec<TieredMarginMarket>,
}
