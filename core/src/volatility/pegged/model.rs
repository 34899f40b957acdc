//! What the model of pegged assets has learned.

use super::mixture::{EVERYDAY_LEVELS, JumpLaw};
use crate::volatility::model::{ANCHORS, Provenance};
use crate::volatility::tail::LEVELS;

/// Inputs of the variance: 1, and the log variances per hour of a day, a week and a month.
pub const PEG_FEATURES: usize = 4;

/// What holds an asset to its anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PegKind {
    /// A coin that promises one unit of a currency, whatever backs it: the anchor is that currency.
    Stablecoin,
    /// A claim on a staked coin: the anchor is the coin, times the rate at which the claim redeems.
    StakedToken,
    /// A coin held by a custodian or a bridge: the anchor is that coin.
    WrappedToken,
}

impl PegKind {
    /// Every kind, in the order of `JumpLaw::rates`.
    pub const ALL: [Self; 3] = [Self::Stablecoin, Self::StakedToken, Self::WrappedToken];
}

/// What stands in for the history that a young asset does not have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PegPrior {
    /// Log of the variance of hourly log returns.
    pub log_variance: f64,
    /// Log of the range that holds the middle four fifths of a month's log prices.
    pub log_range: f64,
}

/// One side of the tail.
#[derive(Clone, Debug, PartialEq)]
pub struct PegSide {
    /// Everyday quantiles at `EVERYDAY_LEVELS` per anchor horizon, in units of the everyday scale, rising.
    pub everyday: [[f64; EVERYDAY_LEVELS.len()]; ANCHORS.len()],
    /// The depeg.
    pub jump: JumpLaw,
    /// Half of the 90 % interval of ln q per anchor horizon and level of `LEVELS`, at par: how far it moves when one asset after the
    /// other is left out (the jackknife of Quenouille and Tukey; Miller 1974, Biometrika 61).
    pub spread: [[f64; LEVELS.len()]; ANCHORS.len()],
    /// The same five percent below par and further.
    pub stressed_spread: [[f64; LEVELS.len()]; ANCHORS.len()],
}

/// The trained model of pegged assets.
#[derive(Clone, Debug, PartialEq)]
pub struct PeggedWeights {
    /// What it was made from, and until when it holds.
    pub provenance: Provenance,
    /// What stands in for missing history.
    pub prior: PegPrior,
    /// Smallest and largest log range in the training rows.
    pub log_range_bounds: (f64, f64),
    /// Coefficients of the log variance per hour, per anchor horizon.
    pub variance: [[f64; PEG_FEATURES]; ANCHORS.len()],
    /// The worst fall.
    pub drawdown: PegSide,
    /// The worst rise.
    pub runup: PegSide,
}
