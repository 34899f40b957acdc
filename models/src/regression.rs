//! Regressions of the log variance on standardised features.
//!
//! Every sum runs over fixed chunks added in order, so that the same rows give the same bits on any number of threads.

use crate::linear::{cholesky, forward, solve};
use crate::train::Options;
use anyhow::{Context, Result};
use linfa::prelude::*;
use linfa_elasticnet::ElasticNet;
use ndarray::{Array1, Array2, Axis};
use rayon::prelude::*;

/// Rows in a chunk of a sum.
const CHUNK: usize = 4_096;

/// One row of a regression.
pub struct Sample<const N: usize> {
    /// Standardised features.
    pub scores: [f64; N],
    /// Realised variance, above 0.
    pub realised: f64,
    /// Weights of all rows sum to 1.
    pub weight: f64,
}

impl<const N: usize> Sample<N> {
    /// Log of the forecast: intercept first, then the slopes.
    #[must_use]
    pub fn predict(&self, beta: &Array1<f64>) -> f64 {
        beta.iter().skip(1).zip(&self.scores).fold(beta[0], |sum, (beta, score)| sum + beta * score)
    }

    fn value(&self, column: usize) -> f64 {
        if column == 0 { 1.0 } else { self.scores[column - 1] }
    }
}

/// Sums over fixed chunks, in parallel, and adds the chunks in order.
fn sum_chunks<T: Sync, S: Send + Addable>(items: &[T], zero: impl Fn() -> S + Sync, add: impl Fn(&mut S, &T) + Sync) -> S {
    let parts: Vec<S> = items
        .par_chunks(CHUNK)
        .map(|chunk| {
            let mut sum = zero();
            chunk.iter().for_each(|item| add(&mut sum, item));
            sum
        })
        .collect();
    parts.into_iter().fold(zero(), |mut sum, part| {
        sum.add(part);
        sum
    })
}

trait Addable {
    fn add(&mut self, other: Self);
}

impl Addable for f64 {
    fn add(&mut self, other: Self) {
        *self += other;
    }
}

/// Gram matrix and right side of weighted normal equations.
struct Moments(Array2<f64>, Array1<f64>);

impl Addable for Moments {
    fn add(&mut self, other: Self) {
        self.0 += &other.0;
        self.1 += &other.1;
    }
}

impl Moments {
    fn zero(size: usize) -> Self {
        Self(Array2::zeros((size, size)), Array1::zeros(size))
    }

    /// Adds `weight · x xᵀ` (lower triangle) and `pull · x`.
    fn push<const N: usize>(&mut self, sample: &Sample<N>, weight: f64, pull: f64) {
        for i in 0..=N {
            let scaled = weight * sample.value(i);
            self.1[i] += pull * sample.value(i);
            for (j, cell) in self.0.index_axis_mut(Axis(0), i).iter_mut().take(i + 1).enumerate() {
                *cell += scaled * sample.value(j);
            }
        }
    }

    fn symmetric(mut self) -> Self {
        for i in 0..self.0.nrows() {
            for j in i + 1..self.0.nrows() {
                self.0[[i, j]] = self.0[[j, i]];
            }
        }
        self
    }
}

/// The elastic net on log variance, by linfa, on the Cholesky root of the moments: the same problem in a few dozen rows.
///
/// # Errors
/// It did not converge.
pub fn elastic_net<const N: usize>(samples: &[Sample<N>], options: &Options) -> Result<Array1<f64>> {
    let add = |sum: &mut Moments, sample: &Sample<N>| sum.push(sample, sample.weight, sample.weight * sample.realised.ln());
    let Moments(gram, right) = sum_chunks(samples, || Moments::zero(N + 1), add).symmetric();
    let (means, level) = (gram.row(0).to_owned(), right[0]);
    let mut centred = Array2::zeros((N, N));
    let mut pull = Array1::zeros(N);
    for i in 0..N {
        pull[i] = right[i + 1] - means[i + 1] * level;
        for j in 0..N {
            centred[[i, j]] = gram[[i + 1, j + 1]] - means[i + 1] * means[j + 1];
        }
    }
    let root = cholesky(&centred);
    let size = (N as f64).sqrt();
    let targets = forward(&root, pull) * size;
    let records = root.t().to_owned() * size;
    let model = ElasticNet::params()
        .penalty(options.penalty)
        .l1_ratio(options.l1_ratio)
        .with_intercept(false)
        .max_iterations(100_000)
        .tolerance(1e-9)
        .fit(&linfa::Dataset::new(records, targets))
        .context("the elastic net did not converge")?;
    let slopes = model.hyperplane();
    let intercept = level - slopes.iter().zip(means.iter().skip(1)).map(|(slope, mean)| slope * mean).sum::<f64>();
    let mut beta = Array1::from_iter(std::iter::once(intercept).chain(slopes.iter().copied()));
    beta[0] += bias(samples, &beta).ln();
    Ok(beta)
}

/// Weighted mean of realised over forecast.
#[must_use]
pub fn bias<const N: usize>(samples: &[Sample<N>], beta: &Array1<f64>) -> f64 {
    sum_chunks(samples, || 0.0, |total, sample| *total += sample.weight * sample.realised * (-sample.predict(beta)).exp())
}

/// Newton steps of a Gamma regression with a log link: its deviance is twice QLIKE. Slopes are drawn to 0 as in the net.
#[must_use]
pub fn gamma<const N: usize>(samples: &[Sample<N>], mut beta: Array1<f64>, options: &Options) -> Array1<f64> {
    let ridge = options.penalty * (1.0 - options.l1_ratio);
    for _ in 0..options.gamma_steps {
        let add = |sum: &mut Moments, sample: &Sample<N>| {
            let ratio = sample.realised * (-sample.predict(&beta)).exp();
            // A crash far above its forecast would make the step tiny for all others; the gradient still feels it.
            sum.push(sample, sample.weight * ratio.min(20.0), sample.weight * (ratio - 1.0));
        };
        let Moments(mut hessian, mut pull) = sum_chunks(samples, || Moments::zero(N + 1), add).symmetric();
        for i in 1..=N {
            hessian[[i, i]] += ridge;
            pull[i] -= ridge * beta[i];
        }
        beta += &solve(hessian, pull);
    }
    beta
}
