//! The auctions that are known, and what is said of them.

use crate::exact::U256;
use crate::venue::maker::MakerAuction;

/// A running auction of seized collateral, as the venue's contracts store it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Auction {
    /// Maker's and Sky's: a falling price, partial purchases, a reset after too long or too low.
    MakerClip(MakerAuction),
}

/// Where an auction stands now. Prices have `price_decimals`: debt asset per unit of collateral.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AuctionStatus {
    /// The price now.
    pub price: U256,
    /// Smallest price at which it still sells.
    pub floor: U256,
    /// Decimals of both, and of every price of the auction.
    pub price_decimals: u8,
    /// Nobody can buy until somebody resets it.
    pub needs_reset: bool,
    /// Seconds from now until it first needs a reset, 0 when it does now; absent where that is out of reach.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub seconds_to_reset: Option<u32>,
    /// Still for sale.
    pub lot: U256,
    /// Decimals of the lot.
    pub lot_decimals: u8,
    /// Still to be raised.
    pub tab: U256,
    /// Decimals of what is to be raised.
    pub tab_decimals: u8,
}

/// What a purchase does, with the decimals of `AuctionStatus`.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AuctionTake {
    /// The price paid.
    pub price: U256,
    /// Collateral bought.
    pub bought: U256,
    /// What it costs, decimals of the tab.
    pub paid: U256,
    /// Collateral that goes back to the owner, because all is raised.
    pub refund: U256,
    /// What nobody raises any more, because all is sold; decimals of the tab.
    pub shortfall: U256,
    /// The auction afterwards; absent when it is over.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub auction: Option<Auction>,
}

/// Who buys, on what terms, and how prices are given.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AuctionBidders {
    /// Seconds that each price of the path stands, 1 or more.
    pub step_seconds: u32,
    /// Share of the market price that one taker alone wants to earn, in [0, 1).
    pub margin: f64,
    /// Takers that compete, 1 or more: they bid the margin down to `margin/takers`.
    pub takers: u32,
    /// Share of the market price lost when the collateral is sold there, in [0, 1).
    pub sale_cost: f64,
    /// Cost of one purchase whatever its size, debt asset, 0 or more.
    pub fixed_cost: f64,
    /// Most collateral that all takers together can sell in one step, units; absent for any amount.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub depth: Option<f64>,
    /// Seconds from when a reset is needed until somebody does it.
    pub reset_delay_seconds: u32,
}

/// What an auction raises along one path of prices; model world, debt asset and units of collateral.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AuctionProceeds {
    /// Raised, debt asset.
    pub raised: f64,
    /// Still to be raised at the end: lost when all is sold, open when some of the lot is left.
    pub missing: f64,
    /// Collateral sold, units.
    pub sold: f64,
    /// Collateral back to the owner, units: the rest of the lot once all is raised.
    pub refund: f64,
    /// Its value at the market price of that moment, debt asset.
    pub refund_value: f64,
    /// Collateral still for sale at the end of the path, units.
    pub unsold: f64,
    /// Seconds until the auction was over; absent when it was not by the end of the path.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub over_after_seconds: Option<u32>,
    /// Purchases.
    pub purchases: u32,
    /// Resets.
    pub resets: u32,
    /// What the takers earned after their costs, debt asset.
    pub taker_profit: f64,
}
