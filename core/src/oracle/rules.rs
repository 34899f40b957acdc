//! When a source's price counts.

use crate::error::RiskError;
use crate::units::within;

/// When a source's price counts and when it is set aside.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
pub struct OracleRules {
    /// A source whose last price is older is stale, seconds in [1, 3600]. Default 120.
    pub stale_after_seconds: f64,
    /// A source further from the median is set aside, a fraction in [0.0001, 0.5]. Default 0.015.
    pub divergence: f64,
    /// A source whose price has not changed for as long is frozen if the others moved meanwhile, seconds in [10, 86400]. Default 120.
    pub frozen_after_seconds: f64,
    /// How far the others must have moved for that, a fraction in [0.0001, 0.5]. Default 0.001.
    pub frozen_move: f64,
    /// A source whose clock differs from the other sources' by more is set aside, seconds in [1, 3600]. Default 60.
    pub skew_seconds: f64,
    /// For so long a price that no second source confirms is believed only near the last price, seconds in [10, 86400]. Default 1,800.
    pub hold_seconds: f64,
    /// An hour with fewer minutes of prices is no bar of its own and is asked from an exchange's history, in [1, 60]. Default 60:
    /// what was not heard of an hour may be what moved most in it.
    pub hour_minutes: u32,
}

/// Returns the rules that a feed uses by default.
///
/// ```
/// use plimsoll::oracle::default_oracle_rules;
/// assert_eq!(default_oracle_rules().stale_after_seconds, 120.0);
/// ```
#[must_use]
pub fn default_oracle_rules() -> OracleRules {
    OracleRules {
        stale_after_seconds: 120.0,
        divergence: 0.015,
        frozen_after_seconds: 120.0,
        frozen_move: 0.001,
        skew_seconds: 60.0,
        hold_seconds: 1_800.0,
        hour_minutes: 60,
    }
}

pub(super) fn check(rules: &OracleRules) -> Result<(), RiskError> {
    let seconds = "pass seconds";
    let fraction = "pass fractions, not percent: 0.015 is 1.5 %";
    within("rules.staleAfterSeconds", rules.stale_after_seconds, 1.0, 3_600.0, seconds)?;
    within("rules.divergence", rules.divergence, 0.000_1, 0.5, fraction)?;
    within("rules.frozenAfterSeconds", rules.frozen_after_seconds, 10.0, 86_400.0, seconds)?;
    within("rules.frozenMove", rules.frozen_move, 0.000_1, 0.5, fraction)?;
    within("rules.skewSeconds", rules.skew_seconds, 1.0, 3_600.0, seconds)?;
    within("rules.holdSeconds", rules.hold_seconds, 10.0, 86_400.0, seconds)?;
    within("rules.hourMinutes", f64::from(rules.hour_minutes), 1.0, 60.0, "an hour has 60 minutes")?;
    Ok(())
}
