//! The correction of one horizon: a level and slopes on the model's log variance, drawn to zero.

use crate::rows::{Row, SLOPES, correcting};
use linfa::prelude::*;
use linfa_elasticnet::ElasticNet;
use ndarray::{Array1, Array2};
use plimsoll::math;
use plimsoll::volatility::{ANCHORS, HorizonWeights, Linear};

/// Independent windows whose evidence weighs as much as the model's own word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shrinkage {
    /// For the slopes.
    pub slopes: f64,
    /// For the level.
    pub level: f64,
}

impl Shrinkage {
    /// What `refit` uses: chosen on refits in January 2022, 2023 and 2024, each judged on the half year after. Half as much doubles
    /// the refits that are accepted and loses their gain within a day; slopes drawn less than this lose at every horizon.
    pub const CHOSEN: Self = Self { slopes: 20.0, level: 60.0 };
}

/// Furthest that a correction may go: the volatility by a factor of 2, a slope by half.
const MOST_LEVEL: f64 = 2.0 * std::f64::consts::LN_2;
const MOST_SLOPE: f64 = 0.5;

/// Share of the penalty that is absolute: a little, so that a slope without evidence is exactly 0.
const ABSOLUTE: f64 = 0.05;

/// Hours after which the model's errors are taken to be independent: a market's mood lasts about a month, however short the horizon.
const INDEPENDENT_HOURS: f64 = 720.0;

/// Fewest independent windows of a fit.
const LEAST_WINDOWS: f64 = 3.0;

/// `ln F' = ln F + level + Σ slope · (input − centre)`.
#[derive(Clone, Debug)]
pub struct Correction {
    pub level: f64,
    pub slopes: [f64; SLOPES],
    centres: [f64; SLOPES],
}

impl Correction {
    /// Fits on rows with targets: the slopes by an elastic net on the log ratio, then the level so that realised over forecast
    /// averages 1, both drawn to the model by the number of windows that do not overlap.
    pub fn fit(rows: &[&Row], anchor: usize, shrinkage: &Shrinkage) -> Option<Self> {
        let points: Vec<([f64; SLOPES], f64)> =
            rows.iter().filter_map(|row| Some((row.inputs(anchor)?, math::ln(row.target(anchor)?) - row.log(anchor)?))).collect();
        let hours = f64::from(*ANCHORS.get(anchor)?);
        // Rows lie six hours apart.
        let windows = points.len() as f64 * 6.0 / hours.max(INDEPENDENT_HOURS);
        if windows < LEAST_WINDOWS {
            return None;
        }
        let count = points.len() as f64;
        let mut centres = [0.0; SLOPES];
        for (inputs, _) in &points {
            centres.iter_mut().zip(inputs).for_each(|(centre, input)| *centre += input / count);
        }
        let mut records = Array2::zeros((points.len(), SLOPES));
        for (mut record, (inputs, _)) in records.rows_mut().into_iter().zip(&points) {
            record.iter_mut().zip(inputs.iter().zip(centres)).for_each(|(cell, (input, centre))| *cell = input - centre);
        }
        let targets: Array1<f64> = points.iter().map(|(_, ratio)| *ratio).collect();
        let net = ElasticNet::params()
            .penalty(shrinkage.slopes / windows)
            .l1_ratio(ABSOLUTE)
            .with_intercept(true)
            .max_iterations(10_000)
            .tolerance(1e-9)
            .fit(&linfa::Dataset::new(records, targets))
            .ok()?;
        let mut slopes = [0.0; SLOPES];
        slopes.iter_mut().zip(net.hyperplane()).for_each(|(slope, found)| *slope = found.clamp(-MOST_SLOPE, MOST_SLOPE));
        let plain = Self { level: 0.0, slopes, centres };
        let ratios = points.iter().map(|(inputs, ratio)| math::exp(ratio - plain.at(inputs))).sum::<f64>() / count;
        let level = (math::ln(ratios) * windows / (windows + shrinkage.level)).clamp(-MOST_LEVEL, MOST_LEVEL);
        Some(Self { level, ..plain })
    }

    /// The correction of a row's log variance.
    pub fn of(&self, row: &Row, anchor: usize) -> Option<f64> {
        row.inputs(anchor).map(|inputs| self.at(&inputs))
    }

    fn at(&self, inputs: &[f64; SLOPES]) -> f64 {
        let terms = self.slopes.iter().zip(inputs.iter().zip(self.centres));
        self.level + terms.map(|(slope, (input, centre))| slope * (input - centre)).sum::<f64>()
    }

    /// Writes the correction into the three nested linear models of a horizon, rounded as training rounds.
    pub fn apply(&self, learned: &mut HorizonWeights) {
        self.bend(&mut learned.own);
        self.bend(&mut learned.market);
        self.bend(&mut learned.panel);
    }

    fn bend<const N: usize>(&self, linear: &mut Linear<N>) {
        let [own, others @ ..] = &self.slopes;
        let before = linear.intercept + linear.log_smearing;
        let centre: f64 = self.slopes.iter().zip(self.centres).map(|(slope, centre)| slope * centre).sum();
        for coefficient in &mut linear.coefficients {
            *coefficient *= 1.0 + own;
        }
        for (slope, position) in others.iter().zip(correcting()) {
            if let Some(coefficient) = position.and_then(|at| linear.coefficients.get_mut(at)) {
                *coefficient += slope;
            }
        }
        linear.coefficients.iter_mut().for_each(|coefficient| *coefficient = rounded(*coefficient));
        linear.intercept = rounded(before * (1.0 + own) + self.level - centre - linear.log_smearing);
    }
}

/// Eight significant digits and at most 22 places: what the bytes hold.
fn rounded(value: f64) -> f64 {
    let text = if value.abs() < 1e-14 { format!("{value:.22}") } else { format!("{value:.7e}") };
    text.parse().unwrap_or(value) + 0.0
}
