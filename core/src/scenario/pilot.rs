//! The pilot: one factor's walk, kept as how far each path went in each stretch.

use super::calibration::{CALIBRATED_HOURS, stretches};
use super::joint::RegimeProbabilities;
use super::weights::JOINT_WEIGHTS;
use crate::error::RiskError;
use crate::math;
use crate::volatility::{Law, MAX_HORIZON_HOURS};
use alloc::vec::Vec;
use plimsoll_kernels::walk::extremes;
use plimsoll_kernels::walk::lanes::{SPREAD, split_mix};

/// A regime of the whole market, drawn once per path.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Regime {
    pub probability: f64,
    pub volatility: f32,
}

/// Calm, normal, stressed, each with the volatility that was learned for it.
pub(crate) fn regimes(probabilities: &RegimeProbabilities) -> [Regime; 3] {
    let [calm, normal, stressed] = JOINT_WEIGHTS.regimes.parts.each_ref().map(|part| part.scale as f32);
    let RegimeProbabilities { calm: a, normal: b, stressed: c } = *probabilities;
    [(a, calm), (b, normal), (c, stressed)].map(|(probability, volatility)| Regime { probability, volatility })
}

/// The regimes of which nothing is known: as often as they came.
pub(crate) fn ordinary() -> [Regime; 3] {
    JOINT_WEIGHTS.regimes.parts.each_ref().map(|part| Regime { probability: part.weight, volatility: part.scale as f32 })
}

/// A factor's volatility in each hour, in units of its mean over the longest horizon.
///
/// # Errors
/// Those of the law.
pub(crate) fn volatilities(law: &Law, hours: usize) -> Result<Vec<f32>, RiskError> {
    let unit = law.variance(MAX_HORIZON_HOURS)? / MAX_HORIZON_HOURS;
    let mut before = 0.0;
    let mut sigmas = Vec::with_capacity(hours);
    for hour in 1..=hours {
        let total = law.variance(hour as f64)?;
        // A walk that stood still would leave nothing to calibrate.
        let share = ((total - before) / unit).max(1e-6);
        sigmas.push((math::sqrt(share) / SPREAD) as f32);
        before = total;
    }
    Ok(sigmas)
}

/// What the pilot keeps.
pub(crate) struct Pilot {
    pub regimes: [Regime; 3],
    /// For each stretch the largest displacement of each path upwards, then of each path downwards: the walk is symmetric, so
    /// both tell of one law.
    pub extremes: Vec<Vec<f32>>,
}

impl Pilot {
    /// Walks one factor through the calibrated hours that its volatilities cover.
    pub fn new(seed: u32, paths: u32, sigmas: &[f32], regimes: [Regime; 3]) -> Self {
        let seed = stream(seed, Stream::Pilot);
        let ends = CALIBRATED_HOURS.map(usize::from);
        let extremes = extremes(seed, paths, sigmas, ends.get(..stretches(sigmas.len())).unwrap_or_default());
        Self { regimes, extremes }
    }
}

/// What a stream of random words is for.
#[derive(Clone, Copy)]
pub(crate) enum Stream {
    Pilot = 1,
    Paths = 2,
    Regimes = 3,
}

/// The seed of a stream.
pub(crate) fn stream(seed: u32, of: Stream) -> u64 {
    split_mix(u64::from(seed), of as u64)
}
