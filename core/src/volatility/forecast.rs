//! A forecast: the variance and the tails of one asset at the model's horizons, from which any horizon and level is read.

use alloc::string::String;
use alloc::vec::Vec;

/// Which model made a number.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ModelStamp {
    /// Version of the weights' format and features, such as "1".
    pub version: String,
    /// SHA-256 of the artifact's coefficients, hex.
    pub hash: String,
    /// Last hour of the training data, seconds UTC.
    pub trained_until: u32,
    /// End of the stated life, seconds UTC; after it every forecast is flagged.
    pub valid_until: u32,
}

/// Why a number deserves less trust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ForecastFlag {
    /// Less than 720 hours of history: the panel's prior stands in for what is missing.
    ShortHistory,
    /// More than 5 % of the last 720 hours are missing.
    MissingBars,
    /// Volatility lies outside the range of the training data.
    VolatilityOutsideTraining,
    /// No market group was given: the nested model without it answered.
    NoMarket,
    /// The market group came without the cross-section of assets: the nested model without it answered.
    NoPanel,
    /// The forecast is made after the model's stated life.
    ModelExpired,
    /// Made from one price an hour: ranges within the hours were not seen.
    HourlyCloses,
    /// Made from an oracle's updates: moves smaller than its deviation threshold were not seen.
    OracleUpdates,
    /// Made from daily bars: the hours of the day were not seen.
    DailyBars,
    /// Quantiles of 20 and 5 % were moved by the outcomes seen on this device: not less trust, but no longer the model alone.
    Calibrated,
    /// The model of pegged assets answered: its tail is a depeg, known from few of them.
    Pegged,
}

/// What is forecast for one horizon.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HorizonForecast {
    /// Length of the window, hours.
    pub horizon_hours: f64,
    /// Expected realised variance of hourly log returns over the window (not annualised).
    pub variance: f64,
    /// The same as an annualised standard deviation, fraction per year of 8,760 hours.
    pub sigma_annual: f64,
    /// Quantiles of the worst fall, log distance, at probabilities of exceeding it of `Forecast::levels`.
    pub drawdown: Vec<f64>,
    /// Quantiles of the worst rise, log distance, at the same levels.
    pub runup: Vec<f64>,
    /// How well each quantile of the worst fall is known: with 90 % confidence it lies within `q·e^(−s)` and `q·e^s`.
    pub drawdown_spread: Vec<f64>,
    /// The same for the worst rise.
    pub runup_spread: Vec<f64>,
}

/// The term structure of variance and tails of one asset at one decision time.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Forecast {
    /// Which weights made it.
    pub model: ModelStamp,
    /// Decision time: the close of the last bar used, seconds UTC.
    pub as_of: u32,
    /// Price at the decision time, quote per base.
    pub price: f64,
    /// Hours of history used, at most 720.
    pub history_hours: u32,
    /// Probabilities of exceeding each quantile, falling: 0.5, 0.2, 0.05, 0.01, 0.001, and of a pegged asset 1e-4, 1e-5, 1e-6.
    pub levels: Vec<f64>,
    /// One entry per horizon of the model, rising.
    pub horizons: Vec<HorizonForecast>,
    /// Reasons for less trust; empty when there are none.
    pub flags: Vec<ForecastFlag>,
}
