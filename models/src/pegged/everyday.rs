//! The everyday quantiles, in units of each asset's own scale.

use super::data::{Peg, PegRow};
use super::fit::{equally, weighted_quantile};
use plimsoll::volatility::{ANCHORS, EVERYDAY_LEVELS, EverydayFall, PeggedWeights};

/// The everyday scale and pull of a row; the core's own.
pub(super) fn parts(weights: &PeggedWeights, row: &PegRow, anchor: usize, side: usize) -> (f64, f64) {
    let variance = weights.variances(&row.state)[anchor];
    let scale = (row.state.log_range.exp() * variance.sqrt()).sqrt();
    (scale, if side == 0 { row.state.above } else { row.state.below })
}

pub(super) fn quantiles(weights: &PeggedWeights, rows: &[&PegRow], anchor: usize, side: usize) -> [f64; EVERYDAY_LEVELS.len()] {
    let mut ratios = equally(rows, |row| {
        let (scale, pull) = parts(weights, row, anchor, side);
        Some((row.targets[anchor]?.moves[side] - pull) / scale)
    });
    // A price that stands still in most hours has a median of nothing; a hundredth of the scale is nothing, too.
    let mut before: f64 = 0.01;
    let mut factors = EVERYDAY_LEVELS.map(|level| {
        before = weighted_quantile(&mut ratios, 1.0 - level).max(before * 1.01);
        before
    });
    // One in a hundred is a jump as often as not: the everyday part goes no further than its own tail leads.
    let [_, common, rare, rarest] = &mut factors;
    *rarest = rarest.min(*rare * (*rare / *common).powf(5f64.ln() / 4f64.ln()));
    factors
}

/// Halvings of the search for a factor.
const HALVINGS: u32 = 24;

/// Draws the rare everyday quantiles in until the mixture, jumps included, is exceeded as often as it says: the everyday part was
/// read from rows in which jumps had happened too.
pub(super) fn settle(weights: &PeggedWeights, pegs: &[Peg], rows: &[&PegRow], anchor: usize, side: usize) -> [f64; EVERYDAY_LEVELS.len()] {
    let of = if side == 0 { &weights.drawdown } else { &weights.runup };
    let hours = f64::from(ANCHORS[anchor]);
    struct Case {
        realised: f64,
        parts: (f64, f64),
        jump: f64,
        weight: f64,
    }
    let weight = equally(rows, |row| row.targets[anchor].map(|_| 0.0));
    let cases: Vec<Case> = rows
        .iter()
        .filter_map(|row| Some((row, row.targets[anchor]?.moves[side].max(1e-9))))
        .zip(weight)
        .map(|((row, realised), (_, weight))| Case {
            realised,
            parts: parts(weights, row, anchor, side),
            jump: of.jump.probability(pegs[row.peg].kind, row.state.shortfall, row.state.worst_shortfall, hours, realised),
            weight,
        })
        .collect();
    let total: f64 = cases.iter().map(|case| case.weight).sum();
    // Beyond the quantile at a level is where the mixture gives the move that came less than the level.
    let beyond = |factors: &[f64; EVERYDAY_LEVELS.len()], level: f64| {
        let rare = |case: &&Case| {
            let calm = EverydayFall::new(factors, case.parts.0, case.parts.1).probability(case.realised);
            calm + case.jump - calm * case.jump < level
        };
        cases.iter().filter(rare).map(|case| case.weight).sum::<f64>() / total
    };
    let mut factors = of.everyday[anchor];
    for position in [2, 3] {
        let rest = factors;
        let (mut low, mut high) = (rest[position - 1] * 1.01, rest[position]);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            factors[position] = middle;
            if position == 2 {
                factors[3] = rest[3] * middle / rest[2];
            }
            if beyond(&factors, EVERYDAY_LEVELS[position]) > EVERYDAY_LEVELS[position] {
                low = middle;
            } else {
                high = middle;
            }
        }
        factors[position] = high;
    }
    factors
}
