//! The records of an advice for an account that several price factors drive.

use super::advice::{AdviceStatus, AlertLevel, Confidence, LeadTime, SafeLeverage};
use crate::account::PriceDirection;
use crate::scenario::FactorShare;
use alloc::string::String;
use alloc::vec::Vec;

/// A probability of liquidation from simulated paths.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct JointProbability {
    /// Horizon, hours from the decision time.
    pub horizon_hours: f64,
    /// P(the venue's liquidation rule is met at some time within the horizon), a fraction.
    pub probability: f64,
    /// Standard error of the simulation, a fraction; 0 where the answer is certain without a path.
    pub standard_error: f64,
}

/// A price of one factor, the others staying where they are.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FactorPrice {
    /// The factor's name.
    pub factor: String,
    /// The asset whose price is given: the factor's first leg.
    pub asset: String,
    /// Its price, quote per base.
    pub price: f64,
    /// Which way its price must move from the price now to liquidate the account.
    pub direction: PriceDirection,
}

/// One moving threshold: of the health factors that the account has at other debts, the one where P(liquidated within the horizon)
/// is alpha.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct JointThreshold {
    /// Notice, act or critical.
    pub level: AlertLevel,
    /// Horizon, hours.
    pub horizon_hours: f64,
    /// Accepted probability of liquidation, a fraction.
    pub alpha: f64,
    /// The health factor at which the level is reached by more or less debt of the same composition, on the scale of `account_health`
    /// (see `Threshold`).
    pub health_factor: f64,
    /// The price of each asset alone at which the health factor is that of the threshold; a factor whose harmful move cannot lead
    /// there is left out. A moved price changes the composition, and with it the threshold: the level is told by the probability.
    pub prices: Vec<FactorPrice>,
}

/// The whole answer for an account that several price factors drive.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct JointAdvice {
    /// Where the account stands.
    pub status: AdviceStatus,
    /// Health factor now, on the scale of `account_health` (see `Threshold`); absent when it owes nothing.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub health_factor: Option<f64>,
    /// Leverage now, collateral over equity; absent when there is no equity.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub leverage: Option<f64>,
    /// The price of each factor at which the account is liquidated while the others stay; a factor that cannot do it alone is
    /// left out.
    pub liquidation_prices: Vec<FactorPrice>,
    /// P(liquidated) within 24, 72 and 168 hours.
    pub probabilities: Vec<JointProbability>,
    /// The largest safe leverage at alpha and the horizon.
    pub safe_leverage: SafeLeverage,
    /// 95 % interval of the safe leverage from the simulation alone: its lower end; 1 where the paths are too few to tell it, about
    /// 4 / alpha.
    pub safe_leverage_low: f64,
    /// Its upper end.
    pub safe_leverage_high: f64,
    /// Notice, act and critical, in this order; empty when nothing liquidates the account.
    pub thresholds: Vec<JointThreshold>,
    /// The level the account is at, with hysteresis.
    pub level: AlertLevel,
    /// How long it is safe.
    pub lead_time: LeadTime,
    /// How often each factor is the one that brings the account down within 168 hours.
    pub drivers: Vec<FactorShare>,
    /// Paths simulated; 0 where the answer is certain without any.
    pub paths: u32,
    /// How much to trust it: the flags of every factor, the oldest decision time, the shortest history.
    pub confidence: Confidence,
}
