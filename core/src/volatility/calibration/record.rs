//! What a device can show of its own record.

use crate::volatility::drift::DriftReport;
use alloc::vec::Vec;

/// The record of one side of one level.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CalibratedSide {
    /// The quantile of the model is multiplied by this now, in [0.8, 8].
    pub factor: f64,
    /// Share of outcomes beyond the quantile that was shown; absent before the first outcome.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub hit_rate: Option<f64>,
    /// The same for the quantile of the model alone.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub model_hit_rate: Option<f64>,
}

/// The record of one level at one horizon.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CalibratedLevel {
    /// Horizon, hours.
    pub horizon_hours: f64,
    /// Nominal probability of exceeding the quantile, a fraction.
    pub level: f64,
    /// Outcomes known. At 72 and 168 hours they overlap when forecasts come daily: three and seven of them are worth about one.
    pub resolved: u32,
    /// The worst fall.
    pub drawdown: CalibratedSide,
    /// The worst rise.
    pub runup: CalibratedSide,
}

/// The record of a calibration.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CalibrationRecord {
    /// Up to where the outcomes are known, seconds UTC; 0 before the first bar.
    pub as_of: u32,
    /// Forecasts whose outcome is open at some horizon, at most 7.
    pub pending: u32,
    /// Outcomes left out because more than 2 % of their bars were missing.
    pub dropped: u32,
    /// One entry per horizon and level: 24, 72 and 168 hours, 0.2 and 0.05.
    pub levels: Vec<CalibratedLevel>,
    /// Whether the outcomes fit the promise of the model alone.
    pub drift: DriftReport,
}
