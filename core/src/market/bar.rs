//! One hourly candle.

/// Numbers in one row of a flat array of bars: ts, open, high, low, close, volume.
pub const BAR_FIELDS: usize = 6;

/// An hourly candle.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Bar {
    /// Open time, seconds UTC, a multiple of 3,600.
    pub ts: u32,
    /// Price at the open, quote per base, above 0.
    pub open: f64,
    /// Highest price, quote per base.
    pub high: f64,
    /// Lowest price, quote per base.
    pub low: f64,
    /// Price at the close, quote per base.
    pub close: f64,
    /// Volume in base units, 0 or more; not read by the shipped model.
    pub volume: f64,
}
