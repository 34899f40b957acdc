//! How many paths, how far, from which seed.

use crate::error::RiskError;
use crate::units::within;
use crate::volatility::MAX_HORIZON_HOURS;

/// Most paths of one question.
pub const MAX_PATHS: u32 = 10_000_000;

/// What a simulation is asked for.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ScenarioOptions {
    /// Any; the same seed gives the same bits on every platform. Default 1.
    pub seed: u32,
    /// Number of paths, 1 to 10,000,000. Default 50,000.
    pub paths: u32,
    /// How far to look, hours in [1, 768]. Default 24.
    pub horizon_hours: f64,
}

/// Returns the options that a simulation uses by default: seed 1, 50,000 paths, 24 h.
///
/// ```
/// use plimsoll::scenario::default_scenario_options;
/// let options = default_scenario_options();
/// assert_eq!((options.seed, options.paths, options.horizon_hours), (1, 50_000, 24.0));
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[must_use]
pub fn default_scenario_options() -> ScenarioOptions {
    ScenarioOptions { seed: 1, paths: 50_000, horizon_hours: 24.0 }
}

/// Refuses options out of range.
pub(crate) fn check(options: &ScenarioOptions) -> Result<(), RiskError> {
    if options.paths == 0 || options.paths > MAX_PATHS {
        return Err(RiskError::out_of_range("options.paths", "in [1, 10000000]", options.paths, "20,000 paths tell 1 % from 1.2 %"));
    }
    within("options.horizonHours", options.horizon_hours, 1.0, MAX_HORIZON_HOURS, "the model looks from one hour to 32 days ahead")?;
    Ok(())
}
