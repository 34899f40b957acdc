//! What a feed says of its price and of every source.

use alloc::vec::Vec;

/// Why a source's price counts or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
pub enum SourceStatus {
    /// It counts.
    Used,
    /// It has not said a price yet.
    Silent,
    /// Its last price is too old.
    Stale,
    /// Its price stands still while the others move.
    Frozen,
    /// Its clock, or the way from it, is behind or ahead of the other sources'.
    Skewed,
    /// It is too far from the median, or from the last price where no second source confirms it.
    Diverging,
}

/// One source at one time.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
pub struct SourceReport {
    /// Whether it counts.
    pub status: SourceStatus,
    /// Its last price, quote per base; 0 before the first.
    pub price: f64,
    /// Age of that price, seconds; 0 before the first.
    pub age_seconds: f64,
    /// Its price over the price of the feed, less 1, a fraction; 0 where there is either none.
    pub deviation: f64,
    /// The receiver's clock less the source's, with the least time of travel seen in the last minutes, seconds.
    pub skew_seconds: f64,
    /// Ticks dropped because they had come before.
    pub duplicates: u32,
    /// Ticks dropped because a later one had come before them.
    pub out_of_order: u32,
}

/// The price of a feed at one time.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
pub struct OraclePrice {
    /// The price, quote per base; absent where no source may be believed.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    pub price: Option<f64>,
    /// Two sources at least agree on it (or the feed has but one).
    pub confirmed: bool,
    /// Largest distance of a source that counts from the price, a fraction.
    pub spread: f64,
    /// Seconds since there was a price; since the first tick where there was none.
    pub age_seconds: f64,
    /// Seconds since two sources agreed; since the first tick where they never did.
    pub confirmed_age_seconds: f64,
    /// The receiver's clock less that of most sources, seconds; 0 where fewer than two are known or it is below 5.
    pub clock_error_seconds: f64,
    /// Every source, in the order of the feed.
    pub sources: Vec<SourceReport>,
}
