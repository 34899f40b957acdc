//! One quantile of one horizon: how far it is shifted, and how the outcomes move that.

use crate::math;

/// The largest factor by which a quantile may come nearer: the answer never loosens by more than a fifth.
pub(super) const LEAST_FACTOR: f64 = 0.8;

/// The largest factor by which it may move away.
pub(super) const LARGEST_FACTOR: f64 = 8.0;

/// Logs of the two.
const SHIFTS: (f64, f64) = (-0.223_143_551_314_209_76, 2.079_441_541_679_835_7);

/// Step of each expert per independent outcome, log distance. The first trusts the model.
const STEPS: [f64; EXPERTS] = [0.0, 0.03, 0.1];

/// Experts of a stream.
pub(super) const EXPERTS: usize = 3;

/// Step of the reckoner, which answers for what was shown.
const RECKONING_STEP: f64 = 0.03;

/// How fast the weights learn, and the share that each outcome spreads evenly so that no expert is ever given up.
const LEARNING_RATE: f64 = 3.0;
const EVEN_SHARE: f64 = 0.005;

/// A loss is counted no further, so that one outcome cannot end an expert.
const LARGEST_LOSS: f64 = 2.0;

/// A move below every tick.
const LEAST_MOVE: f64 = 1e-9;

/// A quantile tracker with its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Expert {
    /// Log of the factor that it would apply.
    pub(super) shift: f32,
    /// Its share of the answer.
    pub(super) weight: f32,
}

/// The experts, the reckoner and the record of one quantile.
///
/// Numbers are kept in four bytes, rounded at every outcome: a state restored from its bytes goes on with the same bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stream {
    pub(super) experts: [Expert; EXPERTS],
    pub(super) reckoner: f32,
    /// Outcomes known.
    pub(super) resolved: u16,
    /// Of them, beyond the quantile that was shown.
    pub(super) hits: u16,
    /// Of them, beyond the quantile of the model alone.
    pub(super) model_hits: u16,
}

/// What was forecast: the model's quantile, and the one shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Slot {
    pub(super) model: f32,
    pub(super) shown: f32,
}

impl Default for Stream {
    fn default() -> Self {
        let expert = Expert { shift: 0.0, weight: (1.0 / EXPERTS as f64) as f32 };
        Self { experts: [expert; EXPERTS], reckoner: 0.0, resolved: 0, hits: 0, model_hits: 0 }
    }
}

impl Stream {
    /// Log of the factor to apply now, within its bounds.
    pub(super) fn shift(&self) -> f64 {
        let mixed: f64 = self.experts.iter().map(|expert| f64::from(expert.weight) * f64::from(expert.shift)).sum();
        bounded(mixed + f64::from(self.reckoner))
    }

    /// Takes in what happened to a quantile that is exceeded with probability `level`, one of `overlap` outcomes that share
    /// their hours.
    pub(super) fn resolve(&mut self, realised: f64, slot: Slot, level: f64, overlap: f64) {
        let (model, shown) = (f64::from(slot.model), f64::from(slot.shown));
        let score = math::ln(realised.max(LEAST_MOVE) / model);
        let mut total = 0.0;
        for (expert, step) in self.experts.iter_mut().zip(STEPS) {
            let beyond = score - f64::from(expert.shift);
            let loss = if beyond > 0.0 { (1.0 - level) * beyond } else { -level * beyond };
            let weight = f64::from(expert.weight) * math::exp(-LEARNING_RATE / overlap * loss.min(LARGEST_LOSS));
            *expert = Expert { shift: moved(expert.shift, step / overlap, beyond > 0.0, level), weight: weight as f32 };
            total += weight;
        }
        for expert in &mut self.experts {
            let share = (1.0 - EVEN_SHARE) * f64::from(expert.weight) / total + EVEN_SHARE / EXPERTS as f64;
            expert.weight = share as f32;
        }
        self.reckoner = moved(self.reckoner, RECKONING_STEP / overlap, realised > shown, level);
        self.resolved = self.resolved.saturating_add(1);
        self.hits = self.hits.saturating_add(u16::from(realised > shown));
        self.model_hits = self.model_hits.saturating_add(u16::from(realised > model));
    }
}

/// The step of adaptive conformal inference: up by 1 − level after a hit, down by level after a miss.
fn moved(shift: f32, step: f64, hit: bool, level: f64) -> f32 {
    let surprise = if hit { 1.0 - level } else { -level };
    bounded(f64::from(shift) + step * surprise) as f32
}

fn bounded(shift: f64) -> f64 {
    shift.clamp(SHIFTS.0, SHIFTS.1)
}

/// The factor of a shift.
pub(super) fn factor(shift: f64) -> f64 {
    math::exp(shift).clamp(LEAST_FACTOR, LARGEST_FACTOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_outcome_by_hand() {
        let mut stream = Stream::default();
        stream.resolve(0.2, Slot { model: 0.1, shown: 0.1 }, 0.05, 1.0);
        let shifts = stream.experts.map(|expert| f64::from(expert.shift));
        for (found, expected) in shifts.into_iter().zip([0.0, 0.0285, 0.095]) {
            assert!((found - expected).abs() < 1e-8);
        }
        assert!((f64::from(stream.reckoner) - 0.0285).abs() < 1e-8);
        assert!(stream.experts.iter().all(|expert| (f64::from(expert.weight) - 1.0 / 3.0).abs() < 1e-7));
        assert!((stream.shift() - (0.0285 + (0.0285 + 0.095) / 3.0)).abs() < 1e-7);
        stream.resolve(0.01, Slot { model: 0.1, shown: 0.2 }, 0.05, 7.0);
        assert!((f64::from(stream.experts[2].shift) - (0.095 - 0.1 / 7.0 * 0.05)).abs() < 1e-8);
        assert_eq!((stream.resolved, stream.hits, stream.model_hits), (2, 1, 1));
    }

    #[test]
    fn shifts_stay_within_their_bounds() {
        assert!((math::exp(SHIFTS.0) - LEAST_FACTOR).abs() < 1e-15 && (math::exp(SHIFTS.1) - LARGEST_FACTOR).abs() < 1e-14);
        for (realised, bound) in [(1e-30, LEAST_FACTOR), (40.0, LARGEST_FACTOR)] {
            let mut stream = Stream::default();
            for _ in 0..10_000 {
                stream.resolve(realised, Slot { model: 0.1, shown: 0.1 }, 0.2, 1.0);
            }
            assert!((factor(stream.shift()) / bound - 1.0).abs() < 1e-12);
            let weights: f64 = stream.experts.iter().map(|expert| f64::from(expert.weight)).sum();
            assert!((weights - 1.0).abs() < 1e-6 && stream.experts.iter().all(|expert| expert.weight > 0.001));
        }
    }
}
