//! Learns the tail: per anchor, side and level one quantile, pooled over assets, by the pinball loss itself.

use crate::baselines::Side;
use crate::dataset::{Dataset, Row};
use crate::extreme;
use crate::losses::upper_quantile;
use crate::spread::{self, Relative};
use crate::train::{Options, round, row_weights, training_rows};
use argmin::core::{CostFunction, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use plimsoll::volatility::{ANCHORS, LEVELS, TAIL_FEATURES, TailLevel, TailState, Weights};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Mutex;

/// Seconds between the rows of the tail: the windows overlap so much that more rows add nothing.
const STEP: u32 = 43_200;

/// Width of the smoothing of the pinball's corner, in means of the target.
const SMOOTHING: f64 = 0.02;

/// Largest jump floor, log distance.
const FLOOR_LIMIT: f64 = 0.1;

/// Fits every quantile of the weights, whose variances are learned already; `done` is called per anchor and side.
pub fn fit(weights: &mut Weights, data: &Dataset, until: u32, options: &Options, done: &(dyn Fn() + Sync)) {
    let jobs: Vec<(usize, Side)> = (0..ANCHORS.len()).flat_map(|anchor| [(anchor, Side::Drawdown), (anchor, Side::Runup)]).collect();
    let current = &*weights;
    let fitted: Vec<[TailLevel; LEVELS.len()]> = jobs
        .par_iter()
        .map(|&(anchor, side)| {
            let levels = side_levels(&problem(current, data, until, options, anchor, side), ANCHORS[anchor], side);
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
pub(crate) struct Sample {
    pub inputs: [f64; TAIL_FEATURES],
    pub realised: f64,
    pub weight: f64,
    /// Decision time, seconds UTC.
    pub ts: u32,
}

pub(crate) struct Problem {
    pub samples: Vec<Sample>,
    /// Weighted mean of what happened: the unit of the loss.
    unit: f64,
}

/// One quantile: `exp(Σ coefficient · input) + floor`.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub coefficients: [f64; TAIL_FEATURES],
    pub floor: f64,
}

impl Shape {
    fn moving(&self, sample: &Sample) -> f64 {
        self.coefficients
            .iter()
            .zip(&sample.inputs)
            .fold(0.0, |sum, (coefficient, input)| sum + coefficient * input)
            .clamp(-20.0, 3.0)
            .exp()
    }

    pub fn quantile(&self, sample: &Sample) -> f64 {
        self.moving(sample) + self.floor
    }

    /// The same quantile times a factor.
    pub fn times(&self, log_factor: f64) -> Self {
        let mut scaled = Self { floor: self.floor * log_factor.exp(), ..self.clone() };
        scaled.coefficients[0] += log_factor;
        scaled
    }

    /// The same slopes and floor with the intercept that minimises the exact pinball loss: a weighted quantile of
    /// `(y − floor) / e^slopes`.
    pub fn levelled(&self, problem: &Problem, alpha: f64) -> Self {
        let mut levelled = self.clone();
        levelled.coefficients[0] = 0.0;
        let ratio = |sample: &Sample| {
            let scale = levelled.moving(sample);
            ((sample.realised - self.floor) / scale, sample.weight * scale)
        };
        levelled.coefficients[0] = exceeded(problem.samples.iter().map(ratio).collect(), alpha).max(1e-4).ln();
        levelled
    }

    /// What happened over the quantile, row by row.
    pub fn relative(&self, problem: &Problem) -> Vec<Relative> {
        let one = |sample: &Sample| {
            let quantile = self.quantile(sample);
            Relative { ts: sample.ts, ratio: sample.realised / quantile, weight: sample.weight * quantile }
        };
        problem.samples.iter().map(one).collect()
    }
}

/// The value exceeded with probability `alpha` by values with weights.
pub(crate) fn exceeded(mut values: Vec<(f64, f64)>, alpha: f64) -> f64 {
    values.sort_by(|a, b| b.0.total_cmp(&a.0));
    let wanted = alpha * values.iter().map(|(_, weight)| weight).sum::<f64>();
    let mut above = 0.0;
    for (value, weight) in values {
        above += weight;
        if above >= wanted {
            return value;
        }
    }
    1.0
}

fn problem(weights: &Weights, data: &Dataset, until: u32, options: &Options, anchor: usize, side: Side) -> Problem {
    let rows: Vec<&Row> = training_rows(data, until, anchor).into_iter().filter(|row| row.ts % STEP == 0).collect();
    let shares = row_weights(data, &rows, options.tail_time_weight);
    let sample = |(row, weight): (&&Row, f64)| {
        let variance = weights.variances(&row.features, row.group)[anchor];
        let target = row.targets[anchor]?;
        let realised = if side == Side::Drawdown { target.drawdown } else { target.runup };
        Some(Sample { inputs: TailState::new(&row.features).inputs(variance), realised, weight, ts: row.ts })
    };
    let samples: Vec<Sample> = rows.iter().zip(shares).filter_map(sample).collect();
    let unit = samples.iter().map(|sample| sample.weight * sample.realised).sum();
    Problem { samples, unit }
}

/// All levels of one side at one horizon: by pinball down to 1 %, beyond by the extreme-value tail.
fn side_levels(problem: &Problem, hours: u32, side: Side) -> [TailLevel; LEVELS.len()] {
    let mut shapes: Vec<Shape> = LEVELS.iter().take(extreme::RAREST).map(|alpha| solve(problem, *alpha)).collect();
    let rarest = extreme::rarest(problem, shapes.last(), hours, side);
    shapes.push(rarest.shape);
    // What is rarer is never known better.
    let mut least = 0.0f64;
    std::array::from_fn(|level| {
        let shape = &shapes[level];
        let drawn = spread::half_width(&shape.relative(problem), LEVELS[level], hours);
        // The rarest level's slopes are given; it inherits what is not known of the level before it.
        let own = if level == extreme::RAREST { drawn.max(least.hypot(rarest.spread)) } else { drawn * spread::SLOPES };
        least = least.max(own);
        TailLevel { coefficients: shape.coefficients.map(round), floor: round(shape.floor), spread: (least * 1e3).ceil() / 1e3 }
    })
}

/// Half of the 90 % interval of ln q of one level, with the level alone drawn again, and with every coefficient fitted anew to each
/// draw: for the latter the median over rows. What `spread::SLOPES` says is measured by this.
#[must_use]
pub fn refitted(weights: &Weights, data: &Dataset, until: u32, anchor: usize, side: Side, level: usize, draws: u64) -> (f64, f64) {
    let problem = problem(weights, data, until, &Options::default(), anchor, side);
    let (alpha, hours) = (LEVELS[level], ANCHORS[anchor]);
    let fitted = solve(&problem, alpha);
    let blocks: BTreeSet<u32> = problem.samples.iter().map(|sample| sample.ts / spread::block(hours)).collect();
    let logs: Vec<Vec<f64>> = (0..draws)
        .into_par_iter()
        .map(|seed| {
            let times = spread::drawn(&blocks, seed);
            let part = |sample: &Sample| Sample { weight: sample.weight * times[&(sample.ts / spread::block(hours))], ..*sample };
            let samples: Vec<Sample> = problem.samples.iter().map(part).filter(|sample| sample.weight > 0.0).collect();
            let unit = samples.iter().map(|sample| sample.weight * sample.realised).sum();
            let again = solve(&Problem { samples, unit }, alpha);
            problem.samples.iter().step_by(97).map(|sample| (again.quantile(sample) / fitted.quantile(sample)).ln()).collect()
        })
        .collect();
    let mut widths: Vec<f64> = (0..logs.first().map_or(0, Vec::len))
        .map(|row| spread::reach(&mut logs.iter().map(|draw| draw[row]).collect::<Vec<_>>()))
        .collect();
    (spread::half_width(&fitted.relative(&problem), alpha, hours), upper_quantile(&mut widths, 0.5))
}

/// Minimises the pinball loss over coefficients and the logit of the floor's share of its limit.
fn solve(problem: &Problem, alpha: f64) -> Shape {
    let mut start = vec![0.0; TAIL_FEATURES + 1];
    start[1] = 1.0;
    start[TAIL_FEATURES] = -4.0;
    start[0] = shape(&start).levelled(problem, alpha).coefficients[0];
    let cost = Pinball { problem, alpha, last: Mutex::default() };
    let run = LBFGS::new(MoreThuenteLineSearch::new(), 7)
        .with_tolerance_cost(1e-9)
        .and_then(|solver| solver.with_tolerance_grad(1e-7))
        .and_then(|solver| Executor::new(cost, solver).configure(|state| state.param(start.clone()).max_iters(150)).run());
    let point = run.ok().and_then(|run| run.state().get_best_param().cloned()).unwrap_or(start);
    // The smoothed corner moves the level a little; the intercept puts it back.
    shape(&point).levelled(problem, alpha)
}

fn shape(point: &[f64]) -> Shape {
    Shape { coefficients: std::array::from_fn(|i| point[i]), floor: FLOOR_LIMIT / (1.0 + (-point[TAIL_FEATURES]).exp()) }
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
        let (shape, floor_slope) = (shape(point), FLOOR_LIMIT * share * (1.0 - share));
        let (mut total, mut gradient) = (0.0, vec![0.0; point.len()]);
        for sample in &self.problem.samples {
            let moving = shape.moving(sample);
            let distance = (sample.realised - moving - shape.floor) / (SMOOTHING * self.problem.unit);
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
