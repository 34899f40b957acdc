//! The records of an advice; what each number means is defined in the README of this crate's repository, "What the numbers mean".

use crate::account::PriceDirection;
use crate::volatility::{ForecastFlag, ModelStamp};
use alloc::string::String;
use alloc::vec::Vec;

/// What the advice assumes about the oracle, the cost of acting and the user's reaction.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AdviceOptions {
    /// Accepted probability of liquidation, a fraction in [0.001, 0.2]. Default 0.01.
    pub alpha: f64,
    /// Horizon of the safe leverage, hours in [1, 720]. Default 24.
    pub horizon_hours: f64,
    /// Oracle delay: heartbeat plus confirmation, hours in [0, 48]. Default 0.
    pub oracle_delay_hours: f64,
    /// Oracle deviation threshold: the price may already be this far away, a fraction in [0, 0.5]. Default 0.005.
    pub oracle_deviation: f64,
    /// Cost of acting, as a fraction of the position, in [0, 0.5]. Default 0.
    pub fee: f64,
    /// Time that the user and the chain need to act, hours in [0.25, 24]. Default 2.
    pub reaction_hours: f64,
    /// Time of the question, seconds UTC; data older than two hours raise their own flag. Absent: the forecast's time.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub now: Option<u32>,
    /// The level shown before, for hysteresis: a level is left only when its probability falls below alpha / 2.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub previous_level: Option<AlertLevel>,
}

/// Where the account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum AdviceStatus {
    /// It can be liquidated by a move of prices.
    Exposed,
    /// It meets the venue's liquidation rule now.
    Liquidatable,
    /// It owes nothing.
    NoDebt,
    /// No price of its factor liquidates it.
    NothingLiquidates,
}

/// How urgent the account's distance is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum AlertLevel {
    /// Below every threshold.
    Calm,
    /// P(liquidated within 72 h) is at least alpha.
    Notice,
    /// P(liquidated within 24 h) is at least alpha.
    Act,
    /// P(liquidated within the reaction time) is at least alpha.
    Critical,
}

/// What keeps the safe leverage from being higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Binding {
    /// The market's tail over the horizon.
    MarketTail,
    /// The venue's own borrow limit.
    VenueLimit,
    /// The oracle's delay and deviation.
    Oracle,
    /// The cost of acting, and interest over the horizon.
    Cost,
    /// The history is too short for the asset's own tail.
    ShortHistory,
    /// Nothing: no price of its factor liquidates this composition, and the venue sets the limit elsewhere.
    Nothing,
}

/// A probability of liquidation with its horizon.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HorizonProbability {
    /// Horizon, hours from the decision time.
    pub horizon_hours: f64,
    /// P(the venue's liquidation rule is met at some time within the horizon), a fraction.
    pub probability: f64,
    /// Lower end of its 90 % interval, a fraction; see `TailEstimate`.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// True where the probability is below 0.5 % and not 0: the form of the tail, more than the data, speaks there.
    pub extrapolated: bool,
}

/// The largest leverage whose probability of liquidation within the horizon is at most alpha.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SafeLeverage {
    /// Leverage, collateral over equity, 1 or more.
    pub leverage: f64,
    /// Debt over collateral at that leverage, a fraction.
    pub debt_to_collateral: f64,
    /// Health factor at that leverage and the prices now: where the load line stands on the scale of the thresholds, which on margin
    /// venues is not that of `position_health` (see `Threshold`); absent when nothing may be owed.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub health_factor: Option<f64>,
    /// The venue's own maximum leverage for this composition, from its borrow limit; at most 1,000,000.
    pub venue_maximum: f64,
    /// What binds.
    pub binding: Binding,
    /// Accepted probability of liquidation, a fraction.
    pub alpha: f64,
    /// Horizon, hours.
    pub horizon_hours: f64,
}

/// One moving threshold: the account is at this level when P(liquidated within the horizon) = alpha.
///
/// Its health factor is on the scale of `account_health`: counted collateral over counted debt. `position_health`, `Watch`,
/// `position_maximum` and the plans have the same for Aave v3 and v4, Morpho Blue, Compound III, Euler v2, Liquity v2, Maker and Sky. For
/// dYdX v4, tiered margin, GMX v2 and Drift theirs is equity over maintenance margin, for LLAMMA 1 and the controller's health: liquidated
/// at 1 as well, but no number above it means the same. There go by `price`, and compare no health factor of the one with one of the other.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Threshold {
    /// Notice, act or critical.
    pub level: AlertLevel,
    /// Horizon, hours.
    pub horizon_hours: f64,
    /// Accepted probability of liquidation, a fraction.
    pub alpha: f64,
    /// The health factor at which the level is reached, on the scale of `account_health`.
    pub health_factor: f64,
    /// The price of the driving factor's first leg at which it is reached, quote per base.
    pub price: f64,
}

/// "With (1 − alpha) confidence at least this many hours."
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LeadTime {
    /// The largest horizon with P(liquidated) at most alpha, hours, in [0, 720].
    pub hours: f64,
    /// True when the answer is the cap of 30 days: the true lead time may be longer.
    pub capped: bool,
}

/// How much to trust the numbers, and which model made them.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Confidence {
    /// Which weights made the forecast.
    pub model: ModelStamp,
    /// Decision time of the forecast, seconds UTC.
    pub as_of: u32,
    /// Hours of history used.
    pub history_hours: u32,
    /// True when the forecast is more than two hours older than the question.
    pub stale: bool,
    /// Reasons for less trust.
    pub flags: Vec<ForecastFlag>,
}

/// The whole answer for one account.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Advice {
    /// Where the account stands.
    pub status: AdviceStatus,
    /// The price factor that drives it; absent when nothing does.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
    /// Health factor now, on the scale of `account_health`, which on margin venues is not that of `position_health` (see `Threshold`);
    /// absent when it owes nothing.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub health_factor: Option<f64>,
    /// Leverage now, collateral over equity; absent when there is no equity.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub leverage: Option<f64>,
    /// Which way the driving price moves towards liquidation; absent when no price does it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub direction: Option<PriceDirection>,
    /// |ln(liquidation price / price now)|, 0 when liquidatable now; absent when no price liquidates.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub log_distance: Option<f64>,
    /// Price of the driving factor's first leg at which the account is liquidated, quote per base; absent when no price does.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub liquidation_price: Option<f64>,
    /// P(liquidated) within 24, 72 and 168 hours.
    pub probabilities: Vec<HorizonProbability>,
    /// The largest safe leverage at alpha and the horizon.
    pub safe_leverage: SafeLeverage,
    /// Notice, act and critical, in this order; empty when nothing liquidates the account.
    pub thresholds: Vec<Threshold>,
    /// The level the account is at, with hysteresis.
    pub level: AlertLevel,
    /// How long it is safe.
    pub lead_time: LeadTime,
    /// How much to trust it.
    pub confidence: Confidence,
}
