//! What a portfolio is made of.

use crate::account::Account;
use crate::venue::Position;
use alloc::string::String;
use alloc::vec::Vec;

/// How much of a factor's log move an asset makes.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FactorLoad {
    /// The factor, one of the portfolio's.
    pub factor: String,
    /// Log move of the asset per log move of the factor, in [−10, 10].
    pub beta: f64,
}

/// How an asset's price follows the factors: its log move is the sum of its loads; none is a price that stays.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AssetFactors {
    /// The asset, by its name in the holding.
    pub asset: String,
    /// A staked ether follows "ETH" and the basis "stETH/ETH", each with beta 1; a stablecoin its peg.
    pub loads: Vec<FactorLoad>,
}

/// What a holding is.
#[allow(clippy::large_enum_variant, reason = "a box does not cross the faces")]
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum HoldingState {
    /// A position at a venue, judged by the venue's own integers.
    Position(Position),
    /// An account typed in by hand, judged in floats.
    Account(Account),
}

/// The quote of a holding whose venue does not count in the portfolio's quote, such as a market that lends ether.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HoldingQuote {
    /// The portfolio's quote per unit of the venue's, above 0.
    pub price: f64,
    /// How that price follows the factors.
    pub loads: Vec<FactorLoad>,
}

/// One position, liquidated by itself: an isolated position, a cross-margin account, a sub-account.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Holding {
    /// Its name, unique in the portfolio.
    pub name: String,
    /// The chain it is on, one of the portfolio's.
    pub chain: String,
    /// What it is.
    pub state: HoldingState,
    /// How its assets' prices follow the factors. An asset left out follows the factor of its leg or price with beta 1, and stays where
    /// that is absent.
    pub assets: Vec<AssetFactors>,
    /// Its quote; absent: the portfolio's.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub quote: Option<HoldingQuote>,
}

/// A chain, and what it takes to bring collateral from it to another.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Chain {
    /// Its name.
    pub name: String,
    /// Seconds until collateral that leaves it has arrived elsewhere.
    pub delay_seconds: u32,
    /// Share of the value that is lost or must not be counted on, in [0, 1].
    pub haircut: f64,
    /// What each transfer costs, quote units, 0 or more.
    pub cost: f64,
}

/// Everything that one owner holds.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Portfolio {
    /// The factors that drive prices, each once, such as "ETH", "stETH/ETH", "USDC/USD".
    pub factors: Vec<String>,
    /// The chains, each once.
    pub chains: Vec<Chain>,
    /// The positions.
    pub holdings: Vec<Holding>,
    /// Within how many seconds collateral must arrive to count as help.
    pub rescue_seconds: u32,
}
