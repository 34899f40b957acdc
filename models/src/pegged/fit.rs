//! Learns the model of pegged assets: the variance, the everyday quantiles, and the jump.
//!
//! Every asset has the same weight in the everyday part; in the jump every hour observed has.

use super::data::{Peg, PegRow, Source};
use super::{everyday, jump};
use crate::linear::solve;
use crate::train::VERSION;
use anyhow::{Result, ensure};
use ndarray::{Array1, Array2};
use plimsoll::math;
use plimsoll::volatility::{
    ANCHORS, EVERYDAY_LEVELS, JumpLaw, LEVELS, PEG_FEATURES, PegPrior, PegSide, PegState, PeggedWeights, Provenance,
};
use std::collections::BTreeMap;

/// Hours before the end of the data that no row may reach into.
const PURGE: u32 = 168;

/// Coefficients towards which the variance is drawn: a blend of a day, a week and a month that adds up to one.
const BLEND: [f64; PEG_FEATURES] = [0.0, 0.3, 0.35, 0.35];

/// Strength of that draw, in rows of mean information.
const RIDGE: f64 = 0.1;

/// A realised variance counts at most this many times its forecast: a depeg is the tail's, not the variance's.
const RATIO_CAP: f64 = 8.0;

/// Learns the weights from rows that end before `until`, without the asset `left_out`.
///
/// # Errors
/// Too few rows.
pub fn fit(pegs: &[Peg], rows: &[PegRow], until: u32, left_out: Option<&str>) -> Result<PeggedWeights> {
    let ends = |row: &PegRow, anchor: usize| row.ts + ANCHORS[anchor].max(PURGE) * 3_600 <= until;
    let kept: Vec<&PegRow> = rows.iter().filter(|row| ends(row, 0) && Some(pegs[row.peg].asset) != left_out).collect();
    let closes: Vec<&PegRow> = kept.iter().copied().filter(|row| pegs[row.peg].source == Source::Closes && row.past.is_some()).collect();
    ensure!(closes.len() >= 500, "only {} rows of pegged closes end before the date: pass more data or a later date", closes.len());
    let mut weights = blank();
    let median = |of: fn(&PegState) -> f64| weighted_quantile(&mut equally(&closes, |row| Some(of(&row.state))), 0.5);
    weights.prior = PegPrior { log_variance: median(|state| state.features[3]), log_range: median(|state| state.log_range) };
    let ranges = || kept.iter().map(|row| row.state.log_range);
    weights.log_range_bounds = (ranges().fold(f64::INFINITY, f64::min), ranges().fold(f64::NEG_INFINITY, f64::max));
    for anchor in 0..ANCHORS.len() {
        let rows: Vec<&PegRow> = closes.iter().copied().filter(|row| ends(row, anchor)).collect();
        weights.variance[anchor] = variance(&rows, anchor);
    }
    for side in 0..2 {
        for anchor in 0..ANCHORS.len() {
            let rows: Vec<&PegRow> = kept.iter().copied().filter(|row| ends(row, anchor)).collect();
            let factors = everyday::quantiles(&weights, &rows, anchor, side);
            of_side(&mut weights, side).everyday[anchor] = factors;
        }
        let cells = jump::cells(&weights, pegs, &kept, side, &ends);
        let jump = jump::law(&cells);
        of_side(&mut weights, side).jump = jump;
        for anchor in 0..ANCHORS.len() {
            let rows: Vec<&PegRow> = kept.iter().copied().filter(|row| ends(row, anchor)).collect();
            let factors = everyday::settle(&weights, pegs, &rows, anchor, side);
            of_side(&mut weights, side).everyday[anchor] = factors;
        }
    }
    Ok(weights)
}

pub(super) fn of_side(weights: &mut PeggedWeights, side: usize) -> &mut PegSide {
    if side == 0 { &mut weights.drawdown } else { &mut weights.runup }
}

fn blank() -> PeggedWeights {
    let side = || PegSide {
        everyday: [[0.0; EVERYDAY_LEVELS.len()]; ANCHORS.len()],
        jump: JumpLaw {
            rates: [0.0; 3],
            per_shortfall: 0.0,
            per_worst: 0.0,
            fading_hours: 1.0,
            threshold: jump::THRESHOLD,
            scale: 1.0,
            scale_growth: 0.0,
            shape: 1.0,
        },
        spread: [[0.0; LEVELS.len()]; ANCHORS.len()],
        stressed_spread: [[0.0; LEVELS.len()]; ANCHORS.len()],
    };
    PeggedWeights {
        provenance: Provenance {
            version: VERSION.into(),
            data_hash: "".into(),
            artifact_hash: "".into(),
            trained_until: 0,
            valid_until: u32::MAX,
        },
        prior: PegPrior { log_variance: 0.0, log_range: 0.0 },
        log_range_bounds: (0.0, 0.0),
        variance: [BLEND; ANCHORS.len()],
        drawdown: side(),
        runup: side(),
    }
}

/// Values of rows with weights such that every series counts once.
pub(super) fn equally(rows: &[&PegRow], of: impl Fn(&PegRow) -> Option<f64>) -> Vec<(f64, f64)> {
    let values: Vec<(usize, f64)> = rows.iter().filter_map(|row| Some((row.peg, of(row)?))).collect();
    let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
    for (peg, _) in &values {
        *counts.entry(*peg).or_default() += 1.0;
    }
    values.into_iter().map(|(peg, value)| (value, 1.0 / counts[&peg])).collect()
}

/// The value below which a share of the weight lies.
pub(super) fn weighted_quantile(values: &mut [(f64, f64)], share: f64) -> f64 {
    values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let target = share * values.iter().map(|(_, weight)| weight).sum::<f64>();
    let mut sum = 0.0;
    for (value, weight) in values.iter() {
        sum += weight;
        if sum >= target {
            return *value;
        }
    }
    values.last().map_or(0.0, |(value, _)| *value)
}

/// A Gamma regression with bounded influence, drawn towards `BLEND`.
fn variance(rows: &[&PegRow], anchor: usize) -> [f64; PEG_FEATURES] {
    let hourly = |row: &PegRow| Some(row.targets[anchor]?.variance? / f64::from(ANCHORS[anchor]));
    let weights = equally(rows, hourly);
    let inputs: Vec<&[f64; PEG_FEATURES]> = rows.iter().filter(|row| hourly(row).is_some()).map(|row| &row.state.features).collect();
    let total: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let mut coefficients = BLEND;
    for _ in 0..30 {
        let (mut gram, mut slope) = (Array2::<f64>::zeros((PEG_FEATURES, PEG_FEATURES)), Array1::<f64>::zeros(PEG_FEATURES));
        for (input, (realised, weight)) in inputs.iter().zip(&weights) {
            // Around the month's level, so that the draw acts on the blend and not on the level.
            let at = centred(input);
            let log = input.iter().zip(&coefficients).map(|(x, b)| x * b).sum::<f64>();
            let ratio = (realised / math::exp(log)).min(RATIO_CAP);
            for i in 0..PEG_FEATURES {
                slope[i] += weight * at[i] * (ratio - 1.0) / total;
                for j in 0..PEG_FEATURES {
                    gram[[i, j]] += weight * at[i] * at[j] / total;
                }
            }
        }
        let draws =
            [0.0, coefficients[1] - BLEND[1], coefficients[2] - BLEND[2], coefficients[1] + coefficients[2] + coefficients[3] - 1.0];
        for i in 1..PEG_FEATURES {
            gram[[i, i]] += RIDGE;
            slope[i] -= RIDGE * draws[i];
        }
        let step = solve(gram, slope);
        let step: [f64; PEG_FEATURES] = std::array::from_fn(|i| step[i].clamp(-0.3, 0.3));
        // Back from the centred coordinates: the last one is the sum of the three.
        coefficients[0] -= CENTRE * step[3];
        coefficients[0] += step[0];
        coefficients[1] += step[1];
        coefficients[2] += step[2];
        coefficients[3] += step[3] - step[1] - step[2];
    }
    coefficients
}

/// A log variance near the middle of all pegs; only the conditioning depends on it.
const CENTRE: f64 = -16.0;

fn centred(input: &[f64; PEG_FEATURES]) -> [f64; PEG_FEATURES] {
    let [one, day, week, month] = *input;
    [one, day - month, week - month, month - CENTRE]
}
