//! The depeg: exceedances counted over rows alike, and the law that makes them most likely.

use super::data::{Peg, PegRow};
use super::everyday;
use plimsoll::math;
use plimsoll::volatility::{ANCHORS, EverydayFall, JumpLaw, PegKind, PeggedWeights};
use std::collections::BTreeMap;

/// Smallest jump, log distance.
pub(super) const THRESHOLD: f64 = 0.01;

/// Distances at which exceedances are counted, log.
const DISTANCES: [f64; 8] = [0.01, 0.015, 0.025, 0.04, 0.07, 0.12, 0.25, 0.6];

/// Positions of the horizons at which they are counted: 6 hours to 30 days.
const COUNTED: [usize; 6] = [1, 2, 3, 4, 5, 6];

/// Everyday falls rarer than this count as jumps.
const CALM: f64 = 0.002;

/// Expected jumps of the pool that a kind's own record is mixed with.
const POOL: f64 = 2.0;

/// Rows alike in kind and shortfalls, counted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cell {
    rows: f64,
    shortfall: f64,
    worst: f64,
    /// Rows asked and rows beyond, per horizon and distance.
    counts: [[(f64, f64); DISTANCES.len()]; COUNTED.len()],
}

pub(super) type Cells = BTreeMap<(PegKind, u32, u32), Cell>;

/// Shortfalls that fall into one cell are within a factor of two.
fn bin(shortfall: f64) -> u32 {
    (shortfall / 0.0025 + 1.0).log2().floor() as u32
}

pub(super) fn cells(weights: &PeggedWeights, pegs: &[Peg], rows: &[&PegRow], side: usize, ends: &dyn Fn(&PegRow, usize) -> bool) -> Cells {
    let mut cells = Cells::new();
    for row in rows {
        let state = &row.state;
        let cell = cells.entry((pegs[row.peg].kind, bin(state.shortfall), bin(state.worst_shortfall))).or_default();
        cell.rows += 1.0;
        cell.shortfall += state.shortfall;
        cell.worst += state.worst_shortfall;
        for (counts, anchor) in cell.counts.iter_mut().zip(COUNTED) {
            let Some(target) = row.targets[anchor].filter(|_| ends(row, anchor)) else { continue };
            let (scale, pull) = everyday::parts(weights, row, anchor, side);
            let factors = if side == 0 { &weights.drawdown.everyday[anchor] } else { &weights.runup.everyday[anchor] };
            let calm = EverydayFall::new(factors, scale, pull);
            for (count, distance) in counts.iter_mut().zip(DISTANCES) {
                if calm.probability(distance) < CALM {
                    count.0 += 1.0;
                    count.1 += f64::from(u8::from(target.moves[side] >= distance));
                }
            }
        }
    }
    for cell in cells.values_mut() {
        cell.shortfall /= cell.rows;
        cell.worst /= cell.rows;
    }
    cells
}

/// Start of the search: logs of the pooled rate per hour, growths, fading hours, scale, scale growth and tail index; the same
/// numbers are what a weak prior draws to, with these standard deviations.
const START: [f64; 7] = [-9.2, 0.0, 0.0, 4.0, -3.9, -2.3, -0.5];
const SPREAD: [f64; 7] = [3.0, 1.5, 1.5, 0.7, 1.0, 1.5, 0.4];

fn at(point: &[f64; 7]) -> JumpLaw {
    let [rate, per_shortfall, per_worst, fading_hours, scale, scale_growth, shape] = point.map(math::exp);
    JumpLaw { rates: [rate; 3], per_shortfall, per_worst, fading_hours, threshold: THRESHOLD, scale, scale_growth, shape }
}

/// Overlapping windows count as many times as they would side by side.
fn overlap(anchor: usize) -> f64 {
    6.0 / f64::from(ANCHORS[anchor]).max(6.0)
}

fn cost(cells: &Cells, point: &[f64; 7]) -> f64 {
    let law = at(point);
    let mut cost: f64 = point.iter().zip(START).zip(SPREAD).map(|((at, start), spread)| 0.5 * ((at - start) / spread).powi(2)).sum();
    for ((kind, _, _), cell) in cells {
        for (counts, anchor) in cell.counts.iter().zip(COUNTED) {
            let weight = overlap(anchor) / COUNTED.len() as f64;
            for ((asked, beyond), distance) in counts.iter().zip(DISTANCES) {
                let p = law.probability(*kind, cell.shortfall, cell.worst, f64::from(ANCHORS[anchor]), distance).clamp(1e-12, 1.0 - 1e-12);
                cost -= weight * (beyond * math::ln(p) + (asked - beyond) * math::ln_1p(-p));
            }
        }
    }
    cost
}

/// Maximises the composite likelihood of the exceedances by a pattern search (Hooke and Jeeves 1961), then splits the rate by kind.
pub(super) fn law(cells: &Cells) -> JumpLaw {
    let mut point = START;
    let mut best = cost(cells, &point);
    let mut step = 0.5;
    while step > 1e-4 {
        let before = best;
        for coordinate in 0..point.len() {
            for direction in [step, -step] {
                let mut tried = point;
                tried[coordinate] += direction;
                let found = cost(cells, &tried);
                if found < best {
                    (point, best) = (tried, found);
                    break;
                }
            }
        }
        if before - best < 1e-9 * best.abs() {
            step *= 0.5;
        }
    }

    let mut law = at(&point);
    let pooled = law.clone();
    for (rate, kind) in law.rates.iter_mut().zip(PegKind::ALL) {
        let (seen, expected) = record(cells, &pooled, kind);
        *rate *= (seen + POOL) / (expected + POOL);
    }
    law
}

/// Jumps of a kind beyond the threshold within a week, and those that the pool would have had, windows side by side.
fn record(cells: &Cells, pooled: &JumpLaw, kind: PegKind) -> (f64, f64) {
    const WEEK: usize = 3;
    let mut sums = (0.0, 0.0);
    for ((_, _, _), cell) in cells.iter().filter(|((of, _, _), _)| *of == kind) {
        let (asked, beyond) = cell.counts[WEEK][0];
        sums.0 += overlap(COUNTED[WEEK]) * beyond;
        sums.1 += overlap(COUNTED[WEEK]) * asked * pooled.probability(kind, cell.shortfall, cell.worst, 168.0, DISTANCES[0]);
    }
    sums
}
