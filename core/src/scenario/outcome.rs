//! What a simulation answers.

use alloc::string::String;
use alloc::vec::Vec;

/// The chance of having passed the boundary by an hour.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PassagePoint {
    /// Hours from the decision time.
    pub hours: f64,
    /// Probability of having passed by then, a fraction.
    pub probability: f64,
}

/// How often a price factor was the one that brought the account down.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FactorShare {
    /// The factor's name.
    pub factor: String,
    /// Share of the passages in which this factor's move had cost the account most, a fraction; 0 where none passed.
    pub share: f64,
}

/// First passage through a boundary, from simulated paths.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FirstPassage {
    /// P(the boundary is passed at some time within the horizon), a fraction.
    pub probability: f64,
    /// Standard error of `probability`, a fraction: 0 where no path was needed.
    pub standard_error: f64,
    /// Paths simulated: 0 where the answer is certain without any.
    pub paths: u32,
    /// Horizon, hours.
    pub horizon_hours: f64,
    /// Hours by which a tenth of the paths that pass have passed; absent when none did.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub hitting_hours_p10: Option<f64>,
    /// Hours by which half of them have passed; absent when none did.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub hitting_hours_p50: Option<f64>,
    /// Hours by which nine tenths of them have passed; absent when none did.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub hitting_hours_p90: Option<f64>,
    /// The probability at rising hours, the last of them the horizon.
    pub curve: Vec<PassagePoint>,
    /// One per price factor that bears on the account, in the order of the forecast; empty for a single distance.
    pub drivers: Vec<FactorShare>,
}
