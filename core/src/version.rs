//! Which code and which model answer.

use crate::volatility::{ModelStamp, WEIGHTS};
use alloc::string::{String, ToString};

/// The version of the code and the stamp of the shipped model.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct VersionInfo {
    /// Semantic version of the core.
    pub core: String,
    /// The shipped model.
    pub model: ModelStamp,
}

/// Returns which code and which model answer; with the inputs they reproduce every number.
///
/// ```
/// assert_eq!(plimsoll::version().core, env!("CARGO_PKG_VERSION"));
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[must_use]
pub fn version() -> VersionInfo {
    VersionInfo { core: env!("CARGO_PKG_VERSION").to_string(), model: WEIGHTS.provenance.stamp() }
}
