//! Learns the weights: per anchor an elastic net on the log variance, polished by a Gamma regression, then the tail.
//!
//! Every sum runs over fixed chunks added in order, so that the same rows give the same bits on any number of threads.

use crate::dataset::{Dataset, Row};
use crate::regression::{Sample, bias, elastic_net, gamma};
use crate::tail;
use anyhow::{Context, Result, ensure};
use ndarray::Array1;
use plimsoll::volatility::{
    ANCHORS, FEATURE_COUNT, FEATURES, HorizonWeights, Linear, MARKET_FEATURES, OWN_FEATURES, Prior, Provenance, TailLevel, WICK_LIMIT,
    Weights,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// Hours before the end of the training data that no row may enter: a week lies between training and test.
pub const PURGE_HOURS: u32 = 168;

/// Features of the model with the market.
const WITH_MARKET: usize = OWN_FEATURES + MARKET_FEATURES;

/// Hours in a year.
const HOURS_PER_YEAR: f64 = 8_760.0;

/// Format of the weights and of the features.
pub const VERSION: &str = "3";

/// Everything that was chosen, on the validation years 2021-07 to 2024-06, each trained before.
#[derive(Clone, Debug, Serialize)]
pub struct Options {
    /// Strength of the elastic net on standardised features.
    pub penalty: f64,
    /// Share of the penalty that is absolute, the rest squared.
    pub l1_ratio: f64,
    /// Newton steps of the Gamma regression, which minimises QLIKE.
    pub gamma_steps: u32,
    /// Weight of the Gamma regression in the average with the elastic net.
    pub gamma_share: f64,
    /// Power of a decision time's weight on the number of its assets: 1 gives each time the same weight.
    pub time_weight: f64,
    /// The same for the tail.
    pub tail_time_weight: f64,
    /// Hours before the end of the data that no training row may enter.
    pub purge_hours: u32,
    /// Wick rule, log distance.
    pub wick_limit: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            penalty: 0.01,
            l1_ratio: 0.05,
            gamma_steps: 5,
            gamma_share: 0.5,
            time_weight: 1.0,
            tail_time_weight: 0.5,
            purge_hours: PURGE_HOURS,
            wick_limit: WICK_LIMIT,
        }
    }
}

/// Rows that may train an anchor: not pegged, with a target that ends, and a week that passes, before `until`.
#[must_use]
pub fn training_rows(data: &Dataset, until: u32, anchor: usize) -> Vec<&Row> {
    let hours = ANCHORS[anchor].max(PURGE_HOURS);
    let fits = |row: &&Row| {
        !data.members[row.series].pegged
            && row.ts.saturating_add(hours * 3_600) <= until
            && row.targets[anchor].is_some_and(|target| target.variance > 0.0)
    };
    data.rows.iter().filter(fits).collect()
}

/// Weights of rows, summing to 1: an asset listed on two venues counts once, a time with many assets not as often as it has.
#[must_use]
pub fn row_weights(data: &Dataset, rows: &[&Row], power: f64) -> Vec<f64> {
    let mut twins: BTreeMap<(&str, u32), f64> = BTreeMap::new();
    for row in rows {
        *twins.entry((&data.members[row.series].asset, row.ts)).or_default() += 1.0;
    }
    let single = |row: &Row| 1.0 / twins[&(data.members[row.series].asset.as_str(), row.ts)];
    let mut crowd: BTreeMap<u32, f64> = BTreeMap::new();
    for row in rows {
        *crowd.entry(row.ts).or_default() += single(row);
    }
    let raw: Vec<f64> = rows.iter().map(|row| single(row) * crowd[&row.ts].powf(-power)).collect();
    let total: f64 = raw.iter().sum();
    raw.into_iter().map(|weight| weight / total).collect()
}

/// Learns all weights from the rows that end before `until`; `done` is called after each of `steps()` steps.
///
/// # Errors
/// Too few rows.
pub fn train(data: &Dataset, until: u32, options: &Options, done: &(dyn Fn() + Sync)) -> Result<Weights> {
    let mut weights = variances(data, until, options, done)?;
    tail::fit(&mut weights, data, until, options, done);
    Ok(weights)
}

/// Learns the variance alone, without the tail.
///
/// # Errors
/// Too few rows.
pub fn variances(data: &Dataset, until: u32, options: &Options, done: &(dyn Fn() + Sync)) -> Result<Weights> {
    let base = training_rows(data, until, 0);
    ensure!(base.len() >= 1_000, "only {} training rows end before the date: pass more data or a later date", base.len());
    let (means, scales) = standards(data, &base, options);
    let mut weights = blank(means, scales);
    let column = |name: &str| FEATURES.iter().position(|feature| *feature == name).context("a feature is gone from the core");
    let (log_rv_168, log_range_720) = (column("log_rv_168")?, column("log_range_720")?);
    weights.prior = Prior { log_variance: round(weights.means[log_rv_168]), log_range_variance: round(weights.means[log_range_720]) };
    let sigma = |log: f64| round((log.exp() * HOURS_PER_YEAR).sqrt());
    let weekly = || base.iter().map(|row| row.features[log_rv_168]);
    weights.sigma_annual_range = (sigma(weekly().fold(f64::INFINITY, f64::min)), sigma(weekly().fold(f64::NEG_INFINITY, f64::max)));
    for anchor in 0..ANCHORS.len() {
        let rows = training_rows(data, until, anchor);
        let wider: Vec<&Row> = rows.iter().copied().filter(|row| row.panel).collect();
        let own = linear::<OWN_FEATURES>(&weights, data, &rows, anchor, options)?;
        done();
        // Without BTC and ETH there is nothing to learn of the market: the larger models are then the smallest one.
        let thin = wider.len() < 1_000;
        let market = if thin { widen(&own) } else { linear::<WITH_MARKET>(&weights, data, &wider, anchor, options)? };
        done();
        let panel = if thin { widen(&own) } else { linear::<FEATURE_COUNT>(&weights, data, &wider, anchor, options)? };
        done();
        let learned = &mut weights.horizons[anchor];
        (learned.own, learned.market, learned.panel) = (own, market, panel);
    }
    Ok(weights)
}

/// Calls of `done` that `train` makes.
#[must_use]
pub fn steps() -> u64 {
    (ANCHORS.len() * (3 + 2)) as u64
}

/// Rounds to 8 significant digits and at most 22 decimal places: what the artifact and the core hold.
#[must_use]
pub fn round(value: f64) -> f64 {
    // Below this, eight digits end beyond the last power of ten that a double holds exactly.
    let text = if value.abs() < 1e-14 { format!("{value:.22}") } else { format!("{value:.7e}") };
    // A negative zero would be one only here.
    text.parse().unwrap_or(value) + 0.0
}

fn blank(means: [f64; FEATURE_COUNT], scales: [f64; FEATURE_COUNT]) -> Weights {
    let level = || TailLevel { coefficients: Default::default(), floor: 0.0, spread: 0.0 };
    Weights {
        provenance: Provenance {
            version: VERSION.into(),
            data_hash: "".into(),
            artifact_hash: "".into(),
            trained_until: 0,
            valid_until: u32::MAX,
        },
        prior: Prior { log_variance: 0.0, log_range_variance: 0.0 },
        sigma_annual_range: (0.0, f64::MAX),
        means,
        scales,
        horizons: std::array::from_fn(|_| HorizonWeights {
            own: Linear { intercept: 0.0, coefficients: [0.0; OWN_FEATURES], log_smearing: 0.0 },
            market: Linear { intercept: 0.0, coefficients: [0.0; WITH_MARKET], log_smearing: 0.0 },
            panel: Linear { intercept: 0.0, coefficients: [0.0; FEATURE_COUNT], log_smearing: 0.0 },
            drawdown: std::array::from_fn(|_| level()),
            runup: std::array::from_fn(|_| level()),
        }),
    }
}

fn widen<const N: usize>(own: &Linear<OWN_FEATURES>) -> Linear<N> {
    let coefficients = std::array::from_fn(|feature| own.coefficients.get(feature).copied().unwrap_or(0.0));
    Linear { intercept: own.intercept, coefficients, log_smearing: own.log_smearing }
}

/// Weighted mean and standard deviation of each feature; the market's and the panel's over the rows that have them.
fn standards(data: &Dataset, rows: &[&Row], options: &Options) -> ([f64; FEATURE_COUNT], [f64; FEATURE_COUNT]) {
    let weights = row_weights(data, rows, options.time_weight);
    let mut sums = [[0.0; 3]; FEATURE_COUNT];
    for (row, weight) in rows.iter().zip(&weights) {
        let known = if row.panel { FEATURE_COUNT } else { OWN_FEATURES };
        for (sum, value) in sums.iter_mut().zip(row.features).take(known) {
            *sum = [sum[0] + weight, sum[1] + weight * value, sum[2] + weight * value * value];
        }
    }
    let mean = |[weight, first, _]: [f64; 3]| if weight > 0.0 { first / weight } else { 0.0 };
    let means = sums.map(|sum| round(mean(sum)));
    let scales = sums.map(|sum| {
        let variance = if sum[0] > 0.0 { sum[2] / sum[0] - mean(sum) * mean(sum) } else { 0.0 };
        // A feature that does not vary teaches nothing: any scale does.
        if variance > 1e-12 { round(variance.sqrt()) } else { 1.0 }
    });
    (means, scales)
}

/// One anchor's linear model: the average of the elastic net and its Gamma polish, scaled so that mean(RV / F) is 1.
fn linear<const N: usize>(weights: &Weights, data: &Dataset, rows: &[&Row], anchor: usize, options: &Options) -> Result<Linear<N>> {
    ensure!(rows.len() >= 1_000, "only {} training rows for {} hours: pass more data or a later date", rows.len(), ANCHORS[anchor]);
    let samples = samples::<N>(weights, data, rows, anchor, options);
    let net = elastic_net(&samples, options)?;
    let polished = gamma(&samples, net.clone(), options);
    let averaged = &net * (1.0 - options.gamma_share) + &polished * options.gamma_share;
    let coefficients: [f64; N] = std::array::from_fn(|i| round(averaged[i + 1]));
    let intercept = round(averaged[0]);
    let rounded = Array1::from_iter(std::iter::once(intercept).chain(coefficients));
    Ok(Linear { intercept, coefficients, log_smearing: round(bias(&samples, &rounded).ln()) })
}

/// Rows as a regression sees them: the first `N` features standardised, the realised variance per hour.
#[must_use]
pub fn samples<const N: usize>(weights: &Weights, data: &Dataset, rows: &[&Row], anchor: usize, options: &Options) -> Vec<Sample<N>> {
    let shares = row_weights(data, rows, options.time_weight);
    let hours = f64::from(ANCHORS[anchor]);
    let sample = |(row, weight): (&&Row, f64)| {
        let score = |i: usize| (row.features[i] - weights.means[i]) / weights.scales[i];
        let realised = row.targets[anchor].map_or(f64::NAN, |target| target.variance / hours);
        Sample { scores: std::array::from_fn(score), realised, weight }
    };
    rows.iter().zip(shares).map(sample).collect()
}
