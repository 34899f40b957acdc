//! Learns the tail: per anchor, side and level one quantile, pooled over assets, by the pinball loss itself.

use crate::baselines::Side;
use crate::dataset::{Dataset, Row};
use crate::spread::{self, Relative};
use crate::train::{Options, round, row_weights, training_rows};
use argmin::core::{CostFunction, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use plimsoll::volatility::{ANCHORS, LEVELS, TAIL_FEATURES, TailLevel, TailState, Weights};
use rayon::prelude::*;
use std::sync::Mutex;

/// Seconds between the rows of the tail: the windows overlap so much that more rows add nothing.
const STEP: u32 = 43_200;

/// Width of the smoothing of the pinball's corner, in means of the target.
const SMOOTHING: f64 = 0.02;

/// Largest jump floor, log distance.
const FLOOR_LIMIT: f64 = 0.1;

/// Position of the 0.1 % level: so rare that it borrows half of its slopes from the level before, up to `LENDING_HOURS`.
const RAREST: usize = LEVELS.len() - 1;

/// Longest horizon at which the rarest level borrows: beyond, the validation years were forecast better without.
const LENDING_HOURS: u32 = 72;

/// Fits every quantile of the weights, whose variances are learned already; `done` is called per anchor and side.
pub fn fit(weights: &mut Weights, data: &Dataset, until: u32, options: &Options, done: &(dyn Fn() + Sync)) {
    let jobs: Vec<(usize, Side)> = (0..ANCHORS.len()).flat_map(|anchor| [(anchor, Side::Drawdown), (anchor, Side::Runup)]).collect();
    let current = &*weights;
    let fitted: Vec<[TailLevel; LEVELS.len()]> = jobs
        .par_iter()
        .map(|&(anchor, side)| {
            let levels = side_levels(&problem(current, data, until, options, anchor, side), ANCHORS[anchor] <= LENDING_HOURS);
            done();
            levels
        })
        .collect();
    for ((anchor, side), levels) in jobs.into_iter().zip(fitted) {
        match side {
            Side::Drawdown => weights.horizons[anchor].drawdown = levels,
            Side::Runup => weights.horizons[anchor].runup = levels,
        }
    }
}

/// One row: the tail's inputs, what happened, and its weight.
struct Sample {
    inputs: [f64; TAIL_FEATURES],
    realised: f64,
    weight: f64,
    /// Decision time, seconds UTC.
    ts: u32,
}

struct Problem {
    samples: Vec<Sample>,
    /// Weighted mean of what happened: the unit of the loss.
    unit: f64,
}

fn problem(weights: &Weights, data: &Dataset, until: u32, options: &Options, anchor: usize, side: Side) -> Problem {
    let rows: Vec<&Row> = training_rows(data, until, anchor).into_iter().filter(|row| row.ts % STEP == 0).collect();
    let shares = row_weights(data, &rows, options.tail_time_weight);
    let sample = |(row, weight): (&&Row, f64)| {
        let variance = weights.variances(&row.features, row.market)[anchor];
        let target = row.targets[anchor]?;
        let realised = if side == Side::Drawdown { target.drawdown } else { target.runup };
        Some(Sample { inputs: TailState::new(&row.features).inputs(variance), realised, weight, ts: row.ts })
    };
    let samples: Vec<Sample> = rows.iter().zip(shares).filter_map(sample).collect();
    let unit = samples.iter().map(|sample| sample.weight * sample.realised).sum();
    Problem { samples, unit }
}

fn side_levels(problem: &Problem, lends: bool) -> [TailLevel; LEVELS.len()] {
    let mut points: Vec<Vec<f64>> = LEVELS.iter().map(|alpha| solve(problem, *alpha)).collect();
    if lends {
        let slopes: Vec<f64> = points[RAREST - 1].iter().zip(&points[RAREST]).skip(1).map(|(a, b)| 0.5 * (a + b)).collect();
        points[RAREST].iter_mut().skip(1).zip(slopes).for_each(|(own, shared)| *own = shared);
        points[RAREST][0] = level_intercept(problem, &points[RAREST], LEVELS[RAREST]);
    }
    std::array::from_fn(|level| {
        let point = &points[level];
        TailLevel {
            coefficients: std::array::from_fn(|i| round(point[i])),
            floor: round(floor(point)),
            spread: spread::half_width(&relative(problem, point), LEVELS[level]),
        }
    })
}

/// What happened over the quantile, row by row.
fn relative(problem: &Problem, point: &[f64]) -> Vec<Relative> {
    let base = floor(point);
    let one = |sample: &Sample| {
        let quantile = exponent(point, sample).exp() + base;
        Relative { ts: sample.ts, ratio: sample.realised / quantile, weight: sample.weight * quantile }
    };
    problem.samples.iter().map(one).collect()
}

/// Coefficients, then the logit of the floor's share of its limit.
fn solve(problem: &Problem, alpha: f64) -> Vec<f64> {
    let mut start = vec![0.0; TAIL_FEATURES + 1];
    start[1] = 1.0;
    start[TAIL_FEATURES] = -4.0;
    start[0] = level_intercept(problem, &start, alpha);
    let cost = Pinball { problem, alpha, last: Mutex::default() };
    let run = LBFGS::new(MoreThuenteLineSearch::new(), 7)
        .with_tolerance_cost(1e-9)
        .and_then(|solver| solver.with_tolerance_grad(1e-7))
        .and_then(|solver| Executor::new(cost, solver).configure(|state| state.param(start.clone()).max_iters(150)).run());
    let mut point = run.ok().and_then(|run| run.state().get_best_param().cloned()).unwrap_or(start);
    // The smoothed corner moves the level a little; the intercept puts it back.
    point[0] = level_intercept(problem, &point, alpha);
    point
}

fn floor(point: &[f64]) -> f64 {
    FLOOR_LIMIT / (1.0 + (-point[TAIL_FEATURES]).exp())
}

fn exponent(point: &[f64], sample: &Sample) -> f64 {
    point.iter().zip(&sample.inputs).fold(0.0, |sum, (coefficient, input)| sum + coefficient * input).clamp(-20.0, 3.0)
}

/// The intercept that minimises the exact pinball loss, the rest being given: a weighted quantile of `(y − floor) / e^slopes`.
fn level_intercept(problem: &Problem, point: &[f64], alpha: f64) -> f64 {
    let mut at_zero = point.to_vec();
    at_zero[0] = 0.0;
    let base = floor(point);
    let mut ratios: Vec<(f64, f64)> = problem
        .samples
        .iter()
        .map(|sample| {
            let scale = exponent(&at_zero, sample).exp();
            ((sample.realised - base) / scale, sample.weight * scale)
        })
        .collect();
    ratios.sort_by(|a, b| b.0.total_cmp(&a.0));
    let wanted = alpha * ratios.iter().map(|(_, weight)| weight).sum::<f64>();
    let mut above = 0.0;
    for (ratio, weight) in ratios {
        above += weight;
        if above >= wanted {
            return ratio.max(1e-4).ln();
        }
    }
    0.0
}

/// The pinball loss with a rounded corner, `l(d) = (1 − α) d + ε ln(1 + e^(−d/ε))`, d = realised less quantile.
struct Pinball<'a> {
    problem: &'a Problem,
    alpha: f64,
    /// The gradient at the point whose cost was asked last: the search asks for both, and they share all exponentials.
    last: Mutex<Option<(Vec<f64>, Vec<f64>)>>,
}

impl Pinball<'_> {
    fn both(&self, point: &[f64]) -> (f64, Vec<f64>) {
        let share = 1.0 / (1.0 + (-point[TAIL_FEATURES]).exp());
        let (base, floor_slope) = (floor(point), FLOOR_LIMIT * share * (1.0 - share));
        let (mut total, mut gradient) = (0.0, vec![0.0; point.len()]);
        for sample in &self.problem.samples {
            let moving = exponent(point, sample).exp();
            let distance = (sample.realised - moving - base) / (SMOOTHING * self.problem.unit);
            let small = (-distance.abs()).exp();
            total += sample.weight * ((1.0 - self.alpha) * distance + small.ln_1p() + (-distance).max(0.0));
            let below = if distance < 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) };
            let pull = sample.weight * (below - (1.0 - self.alpha)) / self.problem.unit;
            for (total, input) in gradient.iter_mut().zip(&sample.inputs) {
                *total += pull * moving * input;
            }
            gradient[TAIL_FEATURES] += pull * floor_slope;
        }
        (total * SMOOTHING, gradient)
    }
}

impl CostFunction for Pinball<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, point: &Self::Param) -> Result<f64, argmin::core::Error> {
        let (cost, gradient) = self.both(point);
        if let Ok(mut last) = self.last.lock() {
            *last = Some((point.clone(), gradient));
        }
        Ok(cost)
    }
}

impl Gradient for Pinball<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, point: &Self::Param) -> Result<Vec<f64>, argmin::core::Error> {
        let kept = self.last.lock().ok().and_then(|last| last.clone()).filter(|(at, _)| at == point);
        Ok(kept.map_or_else(|| self.both(point).1, |(_, gradient)| gradient))
    }
}
