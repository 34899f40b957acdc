//! What a refit answers.

use plimsoll::volatility::ModelStamp;

/// Whether a refit may replace the model that it began with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
pub enum RefitVerdict {
    /// It is better on bars that it has not seen.
    Accepted,
    /// The bars are fewer than 180 days, or too holed for a window to be judged.
    TooThin,
    /// It is not better by 2 % on bars that it has not seen: keep the model.
    NotBetter,
}

/// One horizon of a trial: fitted on the first two thirds of the bars, judged on the last.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
pub struct RefitHorizon {
    /// Hours ahead.
    pub horizon_hours: u32,
    /// Rows, one every six hours, that the trial was fitted on.
    pub rows_seen: u32,
    /// Rows that judged it.
    pub rows_unseen: u32,
    /// Mean QLIKE of the model on the rows that judge.
    pub qlike_base: f64,
    /// Mean QLIKE of the trial on the same rows.
    pub qlike_refit: f64,
    /// Correction of the log variance at the asset's mean state.
    pub level: f64,
    /// Corrections per unit of the model's own log variance, and per standard deviation of the log variance of the last day, of
    /// the last month's range, and of the day's squared distance from its month.
    pub slopes: Vec<f64>,
}

/// What a refit found.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
pub struct RefitReport {
    /// Whether the refit may replace the model.
    pub verdict: RefitVerdict,
    /// Hours from the first bar to the last; 4,320 are needed.
    pub hours: u32,
    /// The model that it began with.
    pub base: ModelStamp,
    /// The trial, horizon by horizon: 24, 72 and 168 hours decide, by the mean of their ratios.
    pub horizons: Vec<RefitHorizon>,
}

/// A refit: its report, and the model where it was accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Refit {
    /// What was found.
    pub report: RefitReport,
    /// Bytes that the main module loads: `forecastBarsWith`, or a tracker's `forecastWithModel`.
    pub model: Option<Vec<u8>>,
}
