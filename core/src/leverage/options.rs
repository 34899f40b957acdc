//! What an advice assumes unless told otherwise, and the bounds of what it can be told.

use super::advice::AdviceOptions;
use crate::error::RiskError;
use crate::units::within;

/// Longest horizon of a question, hours: 30 days.
pub(crate) const HORIZON_CAP: f64 = 720.0;

/// Horizons of the notice and act levels, hours.
pub(crate) const NOTICE_HOURS: f64 = 72.0;
pub(crate) const ACT_HOURS: f64 = 24.0;

/// Data older than this are stale, seconds.
pub(crate) const STALE_AFTER_SECONDS: u32 = 7_200;

/// Returns the options that an advice uses by default: 1 % within 24 h, 0.5 % oracle deviation, 2 h to react.
///
/// ```
/// use plimsoll::leverage::default_advice_options;
/// let options = default_advice_options();
/// assert_eq!((options.alpha, options.horizon_hours, options.reaction_hours), (0.01, 24.0, 2.0));
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[must_use]
pub fn default_advice_options() -> AdviceOptions {
    AdviceOptions {
        alpha: 0.01,
        horizon_hours: ACT_HOURS,
        oracle_delay_hours: 0.0,
        oracle_deviation: 0.005,
        fee: 0.0,
        reaction_hours: 2.0,
        now: None,
        previous_level: None,
    }
}

/// Refuses options out of range; after it, every horizon with the delay added is one that the law answers.
pub(crate) fn check(options: &AdviceOptions) -> Result<(), RiskError> {
    within("options.alpha", options.alpha, 0.001, 0.2, "pass the accepted probability as a fraction: 0.01 is 1 %")?;
    within("options.horizonHours", options.horizon_hours, 1.0, HORIZON_CAP, "the model looks at most 30 days ahead")?;
    within("options.oracleDelayHours", options.oracle_delay_hours, 0.0, 48.0, "pass hours; an oracle later than two days is no oracle")?;
    within("options.oracleDeviation", options.oracle_deviation, 0.0, 0.5, "pass fractions, not percent: 0.005 is 0.5 %")?;
    within("options.fee", options.fee, 0.0, 0.5, "pass fractions, not percent: 0.001 is 0.1 %")?;
    within("options.reactionHours", options.reaction_hours, 0.25, ACT_HOURS, "whoever needs longer than a day acts at notice")?;
    Ok(())
}
