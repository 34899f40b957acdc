//! The rarest level: a Pareto tail beyond the 1 % level, pooled over assets, its shape drawn to what is known of such tails.
//!
//! Above a threshold `u(x)`, the 1 % level of a simple form, the ratio `z = y / u(x)` has the tail `P(z > r) = r^(−1/ξ)` (Pickands
//! 1975, Balkema and de Haan 1974; on standardised data McNeil and Frey 2000, Journal of Empirical Finance 7). Crashes come to all
//! assets at once and last: only blocks of 14 days count as observations, so a few dozen of them speak. The predictive law
//! of a Pareto tail under a Gamma prior on 1/ξ (Arnold and Press 1989, JASA 84) keeps what that leaves unknown:
//!
//! ```text
//! q = u · exp(S · (10^(1/n) − 1))     S = n₀ξ₀ + kξ̂,   n = n₀ + k,   10 = 1 % over 0.1 %
//! ```
//!
//! with `k` blocks that hold an exceedance and `ξ̂ = log₁₀` of the ratio exceeded with 0.1 % in them.

use crate::baselines::Side;
use crate::spread;
use crate::tail::{Problem, Shape, exceeded};
use plimsoll::volatility::LEVELS;
use std::collections::BTreeSet;

/// Position of the 0.1 % level.
pub const RAREST: usize = LEVELS.len() - 1;

/// Shape of the prior: tail exponents of cryptocurrency returns lie between 2 and 3 (Begušić et al. 2018, arXiv:1803.08405;
/// Takaishi 2020, arXiv:2009.06874); what is left after dividing by a forecast volatility has a somewhat thinner tail.
const PRIOR_SHAPE: f64 = 0.3;

/// Blocks that the prior weighs as much as.
const PRIOR_BLOCKS: f64 = 15.0;

/// Power of the volatility: below 1, because the size of jumps follows it only in part.
const VOLATILITY_POWER: f64 = 0.9;

/// The same for rises beyond `SHORT_HOURS`: about what the pinball loss itself finds in every training set.
const LONG_RISE_POWER: f64 = 0.5;

/// Until here the power is `VOLATILITY_POWER` on both sides, and falls keep all of the effect of recent moves.
const SHORT_HOURS: u32 = 72;

/// Jump floor of the threshold, log distance, which grows with the square root of time up to a day.
const FLOOR: f64 = 0.03;

/// The rarest level with half of the 90 % interval of its log distance from the threshold.
pub(crate) struct Rarest {
    pub shape: Shape,
    pub spread: f64,
}

/// Fits the rarest level; `common` is the level before it.
pub(crate) fn rarest(problem: &Problem, common: Option<&Shape>, hours: u32, side: Side) -> Rarest {
    let short = hours <= SHORT_HOURS;
    let power = if short || side == Side::Drawdown { VOLATILITY_POWER } else { LONG_RISE_POWER };
    let moves = if short && side == Side::Drawdown { 1.0 } else { 0.5 };
    let [week, day] = common.map_or([0.0; 2], |common| [moves * common.coefficients[2], moves * common.coefficients[3]]);
    let floor = FLOOR * (f64::from(hours) / 24.0).sqrt().min(1.0);
    let threshold = Shape { coefficients: [0.0, power, week, day], floor }.levelled(problem, LEVELS[RAREST - 1]);
    let rows = threshold.relative(problem);
    let length = spread::block(hours);
    let blocks = rows.iter().filter(|row| row.ratio > 1.0).map(|row| row.ts / length).collect::<BTreeSet<_>>().len() as f64;
    let ratio = exceeded(rows.iter().map(|row| (row.ratio, row.weight)).collect(), LEVELS[RAREST]);
    let decades = (LEVELS[RAREST - 1] / LEVELS[RAREST]).ln();
    let (log_ratio, spread) = predictive(blocks, ratio.max(1.0).ln() / decades, decades);
    Rarest { shape: threshold.times(log_ratio), spread }
}

/// Log of the ratio exceeded with probability `e^(−decades)`, and half of its 90 % interval.
fn predictive(blocks: f64, shape: f64, decades: f64) -> (f64, f64) {
    let count = PRIOR_BLOCKS + blocks;
    let sum = PRIOR_BLOCKS * PRIOR_SHAPE + blocks * shape;
    let log_ratio = sum * ((decades / count).exp() - 1.0);
    // 1/ξ is Gamma: the relative error of its estimate is one over the root of the count.
    (log_ratio, 1.645 * log_ratio / count.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_blocks_leave_the_prior_and_caution() {
        let ten = 10.0f64.ln();
        let (nothing_seen, wide) = predictive(0.0, 0.0, ten);
        // n = 15: 4.5 · (10^(1/15) − 1) = 0.7466, more than 0.3 · ln 10 = 0.6908.
        assert!((nothing_seen - 0.746_6).abs() < 1e-4, "{nothing_seen}");
        let (much_seen, narrow) = predictive(1e6, 0.2, ten);
        assert!((much_seen / (0.2 * ten) - 1.0).abs() < 1e-4 && narrow < 0.01 * wide);
        // As much seen as the prior weighs: half way, and a little beyond.
        let (half, _) = predictive(15.0, 0.2, ten);
        assert!(half > 0.25 * ten && half < 0.27 * ten, "{half}");
    }
}
