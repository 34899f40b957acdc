//! What the trainer learned about several prices together.

use super::correlation::CorrelationWeights;
use super::regime::RegimeWeights;

/// Everything that a joint forecast adds to the forecasts of its factors.
#[derive(Clone, Debug, PartialEq)]
pub struct JointWeights {
    /// SHA-256 of the training data, hex.
    pub data_hash: &'static str,
    /// SHA-256 of these numbers, hex.
    pub artifact_hash: &'static str,
    /// Last hour of the training data, seconds UTC.
    pub trained_until: u32,
    /// Correlations.
    pub correlation: CorrelationWeights,
    /// Regimes.
    pub regimes: RegimeWeights,
    /// Share of what harms a factor beyond what the others tell of it that is not stretched to the tail of its own law, in [0, 1].
    pub unstretched: f64,
}
