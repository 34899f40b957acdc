//! What an alert says, and the rules of when it is said.

use super::lead::ActWithin;
use crate::error::RiskError;
use crate::leverage::advice::AlertLevel;
use crate::units::within;
use alloc::string::String;

/// When alerts are given.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
pub struct AlertRules {
    /// A level must be left for as long before that is said, seconds in [60, 86400]; doubled for each time that it was said within
    /// the last day, up to a day. Default 3,600.
    pub settle_seconds: f64,
    /// Prices missing for as long raise an alert, seconds in [10, 86400]. Default 300.
    pub prices_stale_seconds: f64,
    /// Prices that no second source confirms for as long raise an alert, seconds in [10, 86400]. Default 1,800.
    pub unconfirmed_seconds: f64,
    /// Hourly bars older than this raise an alert, seconds in [10, 86400]. Default 7,200.
    pub bars_stale_seconds: f64,
}

/// Returns the rules that alerts follow by default.
///
/// ```
/// use plimsoll::leverage::default_alert_rules;
/// assert_eq!(default_alert_rules().prices_stale_seconds, 300.0);
/// ```
#[must_use]
pub fn default_alert_rules() -> AlertRules {
    AlertRules { settle_seconds: 3_600.0, prices_stale_seconds: 300.0, unconfirmed_seconds: 1_800.0, bars_stale_seconds: 7_200.0 }
}

pub(crate) fn check(rules: &AlertRules) -> Result<(), RiskError> {
    const DAY: f64 = 86_400.0;
    within("rules.settleSeconds", rules.settle_seconds, 60.0, DAY, "pass seconds")?;
    within("rules.pricesStaleSeconds", rules.prices_stale_seconds, 10.0, DAY, "pass seconds")?;
    within("rules.unconfirmedSeconds", rules.unconfirmed_seconds, 10.0, DAY, "pass seconds")?;
    within("rules.barsStaleSeconds", rules.bars_stale_seconds, 10.0, DAY, "pass seconds")?;
    Ok(())
}

/// How old the data are, seconds; 0 where they are current.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DataAge {
    /// Since there was a price.
    pub prices_seconds: f64,
    /// Since two sources agreed on it.
    pub confirmed_seconds: f64,
    /// Since the last hourly bar closed.
    pub bars_seconds: f64,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
pub enum AlertKind {
    /// A graver level is reached.
    LevelRaised,
    /// A level was left, for long enough to say so.
    LevelLowered,
    /// The account can be liquidated now. Where there is no forecast for an advice it is said from the price alone.
    Liquidatable,
    /// No price for too long: the level shown is that of the last price.
    PricesStale,
    /// There are prices again.
    PricesFresh,
    /// No second source confirms the price for too long.
    PricesUnconfirmed,
    /// Two sources agree again.
    PricesConfirmed,
    /// No hourly bar for too long: the forecast is old.
    BarsStale,
    /// There are bars again.
    BarsFresh,
}

/// One alert, with every number's unit, horizon and confidence, and a sentence that says it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
pub struct AlertEvent {
    /// What happened.
    pub kind: AlertKind,
    /// When, seconds UTC.
    pub at: f64,
    /// The level now.
    pub level: AlertLevel,
    /// The level said before.
    pub previous_level: AlertLevel,
    /// P(liquidated within `horizonHours`), a fraction; absent where there is no advice.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    pub probability: Option<f64>,
    /// Horizon of that probability, hours.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    pub horizon_hours: Option<f64>,
    /// Health factor now; absent for a data alert and where nothing is owed.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    pub health_factor: Option<f64>,
    /// Price of the driving asset at which the account is liquidated, quote per base; absent where no price does it, and for an
    /// account over several assets, whose advice has one for each.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    pub liquidation_price: Option<f64>,
    /// Within what time to act; absent for a data alert, where a level was left, and where there is no advice.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    pub act_within: Option<ActWithin>,
    /// How old the data are that the alert is about, seconds; absent for a level.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    pub age_seconds: Option<f64>,
    /// The alert as a sentence in English.
    pub message: String,
}
