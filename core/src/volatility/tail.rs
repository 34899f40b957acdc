//! The tail: quantiles of the worst fall and the worst rise per anchor horizon, from the variance and the state.

use super::features::FEATURE_COUNT;
use crate::math;
use alloc::vec::Vec;

/// Probabilities of exceeding each quantile.
pub const LEVELS: [f64; 5] = [0.5, 0.2, 0.05, 0.01, 0.001];

/// Inputs of the tail: 1, ln of the horizon's volatility, and the moves of the last 168 and 24 hours over their volatility.
pub const TAIL_FEATURES: usize = 4;

/// Each rarer quantile is at least this much larger, so that probabilities can be read back from distances.
pub(super) const LEAST_STEP: f64 = 1.001;

/// Bounds of a quantile, log distance: no price moves less than its tick, nor more than e^20.
const BOUNDS: (f64, f64) = (1e-9, 20.0);

/// One quantile: `q = exp(Σ coefficient · input) + floor`.
///
/// The floor is the size of a jump: it does not shrink when volatility is calm.
#[derive(Clone, Debug, PartialEq)]
pub struct TailLevel {
    /// One per tail input.
    pub coefficients: [f64; TAIL_FEATURES],
    /// Log distance, 0 or more.
    pub floor: f64,
    /// Half of the 90 % interval of ln q: how far the level moves when the training data are drawn again in blocks of time.
    pub spread: f64,
}

/// What the tail reads besides the variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TailState {
    move_168: f64,
    move_24: f64,
    log_rv_168: f64,
}

impl TailState {
    /// Reads it from the features.
    #[must_use]
    pub fn new(features: &[f64; FEATURE_COUNT]) -> Self {
        // Positions in `FEATURES`, held by a test.
        let [_, log_rv_168, .., move_24, move_168, _, _, _, _, _, _, _, _, _, _, _] = *features;
        Self { move_168, move_24, log_rv_168 }
    }

    /// Returns the inputs of the tail for a horizon whose total variance is given, above 0.
    #[must_use]
    pub fn inputs(&self, variance: f64) -> [f64; TAIL_FEATURES] {
        [1.0, 0.5 * math::ln(variance), self.move_168, self.move_24]
    }

    pub(crate) fn log_rv_168(&self) -> f64 {
        self.log_rv_168
    }
}

/// Quantiles of one side at one horizon, rising in rarity and nowhere below the shorter horizon's.
pub(crate) fn quantiles(levels: &[TailLevel; LEVELS.len()], inputs: &[f64; TAIL_FEATURES], shorter: Option<&[f64]>) -> Vec<f64> {
    let mut least = BOUNDS.0;
    let mut quantiles = Vec::with_capacity(LEVELS.len());
    for (position, level) in levels.iter().enumerate() {
        let log = level.coefficients.iter().zip(inputs).fold(0.0, |sum, (coefficient, input)| sum + coefficient * input);
        let raw = (math::exp(log.min(3.0)) + level.floor).min(BOUNDS.1);
        let before = shorter.and_then(|shorter| shorter.get(position)).copied().unwrap_or(0.0);
        let quantile = raw.max(least).max(before);
        least = quantile * LEAST_STEP;
        quantiles.push(quantile);
    }
    quantiles
}

/// How well the quantiles of one side are known.
pub(crate) fn spreads(levels: &[TailLevel; LEVELS.len()]) -> Vec<f64> {
    levels.iter().map(|level| level.spread).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::volatility::FEATURES;

    #[test]
    fn the_state_reads_the_features_it_names() {
        let at = |name: &str| FEATURES.iter().position(|feature| *feature == name).unwrap() as f64;
        let state = TailState::new(&core::array::from_fn(|position| position as f64));
        assert_eq!(state, TailState { move_168: at("move_168"), move_24: at("move_24"), log_rv_168: at("log_rv_168") });
    }
}
