//! Several price factors forecast together: each one's own law, how they move together, and how likely the market's regimes are.

use crate::volatility::Forecast;
use alloc::string::String;
use alloc::vec::Vec;

/// Most price factors in one joint forecast.
pub const MAX_FACTORS: usize = 8;

/// The forecast of one price factor.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FactorForecast {
    /// The factor's name, as the legs of an account carry it, such as "ETH".
    pub factor: String,
    /// Its forecast.
    pub forecast: Forecast,
}

/// How likely the window is to be calm, normal or stressed for the whole market; the three sum to 1.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RegimeProbabilities {
    /// Every factor moves less than its forecast says on average.
    pub calm: f64,
    /// As forecast.
    pub normal: f64,
    /// Every factor moves more, and the factors move together more.
    pub stressed: f64,
}

/// Several price factors at one decision time.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct JointForecast {
    /// One per price factor, 1 to 8.
    pub factors: Vec<FactorForecast>,
    /// Correlation of hourly log returns in calm and normal regimes, row by row in the order of `factors`.
    pub correlation: Vec<f64>,
    /// The same in the stressed regime.
    pub stress_correlation: Vec<f64>,
    /// How likely each regime is.
    pub regimes: RegimeProbabilities,
}
