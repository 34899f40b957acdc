//! The tail: quantiles of the worst fall and the worst rise per anchor horizon, from the variance and the state.

use super::features::FEATURE_COUNT;
use super::forecast::HorizonForecast;
use super::window::WINDOW_HOURS;
use crate::math;
use alloc::vec::Vec;

/// Which side of the tail.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Worst {
    Fall,
    Rise,
}

/// Probabilities of exceeding each quantile.
pub const LEVELS: [f64; 5] = [0.5, 0.2, 0.05, 0.01, 0.001];

/// Inputs of the tail: 1, ln of the horizon's volatility, and the moves of the last 168 and 24 hours over their volatility.
pub const TAIL_FEATURES: usize = 4;

/// Each rarer quantile is at least this much larger, so that probabilities can be read back from distances.
pub(super) const LEAST_STEP: f64 = 1.001;

/// Variance of ln q that an hour of history leaves: 1.5².
const UNCERTAINTY: f64 = 2.25;

/// Less history than this, hours, is worth no less: the panel's averages speak then.
const LEAST_HISTORY: u32 = 12;

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

impl TailLevel {
    pub(super) const ZERO: Self = Self { coefficients: [0.0; TAIL_FEATURES], floor: 0.0, spread: 0.0 };
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
        let [_, log_rv_168, _, _, _, _, _, _, _, _, _, _, move_24, move_168, ..] = *features;
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

/// Logs of the quantiles of one side, their floors left out.
pub(crate) fn logs(levels: &[TailLevel; LEVELS.len()], inputs: &[f64; TAIL_FEATURES]) -> [f64; LEVELS.len()] {
    let mut logs = [0.0; LEVELS.len()];
    let [x0, x1, x2, x3] = inputs;
    for (log, level) in logs.iter_mut().zip(levels) {
        let [c0, c1, c2, c3] = level.coefficients;
        *log = math::smaller(c0 * x0 + c1 * x1 + c2 * x2 + c3 * x3, 3.0);
    }
    logs
}

/// Turns the quantiles of one side at the next shorter horizon, 0 where there is none, into those of this one, from the exponentials
/// of its logs: rising in rarity, and nowhere below the shorter horizon's.
pub(crate) fn lengthen(quantiles: &mut [f64; LEVELS.len()], levels: &[TailLevel; LEVELS.len()], powers: &[f64; LEVELS.len()]) {
    let mut least = BOUNDS.0;
    for ((quantile, level), power) in quantiles.iter_mut().zip(levels).zip(powers) {
        let raw = math::smaller(power + level.floor, BOUNDS.1);
        *quantile = math::larger(math::larger(raw, least), *quantile);
        least = *quantile * LEAST_STEP;
    }
}

/// How well the quantiles of one side are known.
pub(crate) fn spreads(levels: &[TailLevel; LEVELS.len()]) -> Vec<f64> {
    let mut spreads = Vec::with_capacity(LEVELS.len());
    spreads.extend(levels.iter().map(|level| level.spread));
    spreads
}

/// Widens a forecast from less than `WINDOW_HOURS` of history, whose volatility is known the less well the shorter it is.
///
/// Cut to `h` hours, ln q of an established asset differs from that of a full history by about 0.8 / √h in the root mean square;
/// nearly twice that is taken, because assets in their first days exceed their quantiles oftener than established ones (the
/// evaluation's thin histories). With a volatility so uncertain and a tail of exponent 3, the quantile is `e^(1.5·1.5²/h)` times
/// as far (Breiman 1965: the tail of a product), and its interval is that much wider.
pub(crate) fn widen(horizons: &mut [HorizonForecast], hours: u32) {
    let Some((variance, factor)) = thin(hours) else { return };
    for entry in horizons {
        for quantile in entry.drawdown.iter_mut().chain(&mut entry.runup) {
            *quantile *= factor;
        }
        for spread in entry.drawdown_spread.iter_mut().chain(&mut entry.runup_spread) {
            // 1.645 standard deviations on each side hold 90 %.
            *spread = math::sqrt(*spread * *spread + 1.645 * 1.645 * variance);
        }
    }
}

/// Variance of ln q that a history of less than `WINDOW_HOURS` leaves, and how many times as far the quantiles lie; see `widen`.
pub(crate) fn thin(hours: u32) -> Option<(f64, f64)> {
    let variance = UNCERTAINTY * (1.0 / f64::from(hours.max(LEAST_HISTORY)) - 1.0 / f64::from(WINDOW_HOURS));
    (hours < WINDOW_HOURS).then(|| (variance, math::exp(1.5 * variance)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::volatility::{FEATURES, WEIGHTS};
    use alloc::vec;

    #[test]
    fn the_state_reads_the_features_it_names() {
        let at = |name: &str| FEATURES.iter().position(|feature| *feature == name).unwrap() as f64;
        let state = TailState::new(&core::array::from_fn(|position| position as f64));
        assert_eq!(state, TailState { move_168: at("move_168"), move_24: at("move_24"), log_rv_168: at("log_rv_168") });
    }

    #[test]
    fn the_jump_floor_does_not_shrink_with_the_volatility() {
        let weights = WEIGHTS.unpack();
        let state = TailState::new(&[0.0; FEATURE_COUNT]);
        for (learned, anchor) in weights.horizons.iter().zip(super::super::model::ANCHORS) {
            for side in [&learned.drawdown, &learned.runup] {
                let (rarest, highest) = (side[LEVELS.len() - 1].floor, side.iter().map(|level| level.floor).fold(0.0, f64::max));
                assert!(rarest >= 0.01, "{anchor} h");
                let at = |variance: f64| {
                    let (mut quantiles, mut powers) = ([0.0; LEVELS.len()], logs(side, &state.inputs(variance)));
                    math::exps(&mut powers);
                    lengthen(&mut quantiles, side, &powers);
                    quantiles[LEVELS.len() - 1]
                };
                let (still, calm, wild) = (at(1e-20), at(1e-6), at(1e-4));
                assert!(still >= rarest && still < highest * 1.005, "{anchor} h: {still}");
                // A tenth of the volatility leaves more than a tenth of the distance.
                assert!(still < calm && calm < wild && calm > 0.1 * wild, "{anchor} h");
            }
        }
    }

    #[test]
    fn a_thin_history_widens_by_hand() {
        let entry = || HorizonForecast {
            horizon_hours: 24.0,
            variance: 1e-3,
            sigma_annual: 0.6,
            drawdown: vec![0.1],
            runup: vec![0.2],
            drawdown_spread: vec![0.1],
            runup_spread: vec![0.0],
        };
        let widened = |hours: u32| {
            let mut horizons = [entry()];
            widen(&mut horizons, hours);
            let [entry] = horizons;
            entry
        };
        assert_eq!(widened(WINDOW_HOURS), entry());
        // 2.25 · (1/24 − 1/720) = 0.09063: e^0.1359 times as far, √(0.01 + 2.706 · 0.09063) as wide.
        let day = widened(24);
        assert!((day.drawdown[0] - 0.114_561).abs() < 1e-6 && (day.runup[0] - 0.229_122).abs() < 1e-6);
        assert!((day.drawdown_spread[0] - 0.505_207).abs() < 1e-5 && (day.runup_spread[0] - 0.495_211).abs() < 1e-5);
        assert!((LEAST_HISTORY..WINDOW_HOURS).all(|hours| {
            let (shorter, longer) = (widened(hours), widened(hours + 1));
            shorter.drawdown[0] > longer.drawdown[0] && shorter.runup_spread[0] > longer.runup_spread[0]
        }));
        assert_eq!(widened(0), widened(LEAST_HISTORY));
    }
}
