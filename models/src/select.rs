//! Ways of learning the variance, compared on the validation years.

use crate::bars::Venue;
use crate::dataset::{Dataset, Row};
use crate::evaluate::{JUDGED, mean};
use crate::lessons::Lessons;
use crate::regression::{Sample, bias, elastic_net, gamma};
use crate::train::{Options, samples, training_rows, variances};
use crate::validation::{Span, loss, spans, tested};
use anyhow::{Context, Result};
use linfa::prelude::*;
use linfa_linear::TweedieRegressor;
use ndarray::{Array1, Array2};
use plimsoll::volatility::{ANCHORS, FEATURE_COUNT, Weights};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Independent windows of an asset whose mean residual weighs as much as the pool's zero.
const POOLED_WINDOWS: f64 = 200.0;

/// Rows drawn for the linfa GLM, which knows no weights of rows.
const DRAWN: usize = 60_000;

/// The column of the intercept, so large that its penalty is nothing.
const UNPENALISED: f64 = 10.0;

/// Steps of linfa's solver at most, and the slope at which it stops.
const MOST_STEPS: usize = 2_000;
const FLAT: f64 = 1e-6;

/// Half-life of a row's weight in the member of the ensemble that forgets, seconds: two years.
const HALF_LIFE: f64 = 2.0 * 365.0 * 86_400.0;

/// What the table names.
const WAYS: [&str; 7] = [
    "elastic net and Gamma, averaged (shipped)",
    "elastic net on log variance",
    "Gamma regression, ours",
    "Gamma regression, linfa's Tweedie, rows drawn by weight",
    "shipped, with an intercept per asset, shrunk",
    "ensemble: penalties 0.003, 0.01, 0.03",
    "ensemble: all years, half-life of two years",
];

/// A fitted model: log variance per hour from standardised features, and what is added per asset.
struct Fitted {
    beta: Array1<f64>,
    assets: BTreeMap<String, f64>,
}

impl Fitted {
    fn plain(beta: Array1<f64>) -> Self {
        Self { beta, assets: BTreeMap::new() }
    }

    fn variance(&self, data: &Dataset, weights: &Weights, row: &Row, anchor: usize) -> f64 {
        let scores: [f64; FEATURE_COUNT] = std::array::from_fn(|i| (row.features[i] - weights.means[i]) / weights.scales[i]);
        let log = Sample { scores, realised: 1.0, weight: 1.0 }.predict(&self.beta);
        let own = self.assets.get(&data.members[row.series].asset).copied().unwrap_or(0.0);
        (log + own).exp() * f64::from(ANCHORS[anchor])
    }
}

/// The table: mean QLIKE of the shipped way, and that of each way over it, mean of the validation years.
///
/// # Errors
/// Too few rows, a fit that does not converge.
pub fn section(lessons: &Lessons<'_>, options: &Options) -> Result<String> {
    let mut out = String::from(
        "## How the variance is learned

Every way reads the same features (own, market and panel) and is fitted before each of the three validation years 2021-07 to 2024-06.
QLIKE of each over the shipped way, geometric mean of the years, in brackets the single years; below 1 is better.

| way | spot 24 h | spot 72 h | spot 168 h | perp 24 h | perp 72 h | perp 168 h |
| --- | --- | --- | --- | --- | --- | --- |
",
    );
    let years = spans().into_iter().take(3).map(|span| year(lessons.data, span, options, lessons.done)).collect::<Result<Vec<_>>>()?;
    for (way, name) in WAYS.into_iter().enumerate() {
        let _ = write!(out, "| {name} |");
        for cell in 0..2 * JUDGED.len() {
            let ratios: Vec<f64> = years.iter().map(|year| year.losses[way][cell] / year.losses[0][cell]).collect();
            let geometric = (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp();
            let each: Vec<String> = ratios.iter().map(|ratio| format!("{ratio:.3}")).collect();
            let _ = write!(out, " {geometric:.3} ({}) |", each.join(" "));
        }
        out.push('\n');
    }
    let fits: Vec<f64> = years.iter().flat_map(|year| year.steepest).collect();
    let ended = fits.iter().filter(|left| **left <= FLAT).count();
    let most = fits.iter().fold(0.0f64, |most, left| most.max(*left));
    let _ = writeln!(
        out,
        "
linfa's Tweedie knows no weights of rows: it is fitted on {DRAWN} rows drawn in proportion to them, the others on all. It converged
in {ended} of {} fits; no derivative of its mean loss by a coefficient was left above {most:.1e}.",
        fits.len()
    );
    Ok(out)
}

/// Calls of `done` that the section makes.
#[must_use]
pub fn steps() -> u64 {
    3 * (ANCHORS.len() * 3 + JUDGED.len()) as u64
}

/// What one year says.
struct Year {
    /// Mean QLIKE of each way, spot then perpetuals, by horizon.
    losses: Vec<Vec<f64>>,
    /// The steepest slope that linfa's solver left, by horizon.
    steepest: [f64; JUDGED.len()],
}

fn year(data: &Dataset, span: Span, options: &Options, done: &(dyn Fn() + Sync)) -> Result<Year> {
    let weights = variances(data, span.from, options, done)?;
    let mut steepest = [f64::NAN; JUDGED.len()];
    let mut losses = vec![vec![f64::NAN; 2 * JUDGED.len()]; WAYS.len()];
    for (place, anchor) in JUDGED.into_iter().enumerate() {
        let rows: Vec<&Row> = training_rows(data, span.from, anchor).into_iter().filter(|row| row.panel).collect();
        let (ways, left) = fit(data, &weights, &rows, span, anchor, options)?;
        steepest[place] = left;
        for (venue, shift) in [(Venue::Spot, 0), (Venue::Perp, JUDGED.len())] {
            let test: Vec<&Row> = tested(data, span, venue, anchor).into_iter().filter(|row| row.panel).collect();
            for (way, fitted) in ways.iter().enumerate() {
                losses[way][place + shift] = mean(test.iter().map(|row| loss(row, anchor, fitted.variance(data, &weights, row, anchor))));
            }
        }
        done();
    }
    Ok(Year { losses, steepest })
}

fn fit(data: &Dataset, weights: &Weights, rows: &[&Row], span: Span, anchor: usize, options: &Options) -> Result<(Vec<Fitted>, f64)> {
    let sample = samples::<FEATURE_COUNT>(weights, data, rows, anchor, options);
    let net = elastic_net(&sample, options)?;
    let polished = gamma(&sample, net.clone(), options);
    let average = |net: &Array1<f64>, polished: &Array1<f64>, sample: &[Sample<FEATURE_COUNT>]| {
        centred(net * (1.0 - options.gamma_share) + polished * options.gamma_share, sample)
    };
    let shipped = average(&net, &polished, &sample);
    let mut penalised = shipped.clone();
    for penalty in [0.003, 0.03] {
        let other = Options { penalty, ..options.clone() };
        let net = elastic_net(&sample, &other)?;
        penalised += &average(&net, &gamma(&sample, net.clone(), &other), &sample);
    }
    let recent = forgetting(&sample, rows, span);
    let net_recent = elastic_net(&recent, options)?;
    let forgets = average(&net_recent, &gamma(&recent, net_recent.clone(), options), &recent);
    let assets = intercepts(data, rows, &sample, &shipped, anchor);
    let (glm, steepest) = tweedie(&drawn(&sample), options)?;
    let ways = vec![
        Fitted::plain(shipped.clone()),
        Fitted::plain(centred(net, &sample)),
        Fitted::plain(centred(polished, &sample)),
        Fitted::plain(centred(glm, &sample)),
        Fitted { beta: shipped.clone(), assets },
        Fitted::plain(centred(penalised / 3.0, &sample)),
        Fitted::plain((shipped + forgets) * 0.5),
    ];
    Ok((ways, steepest))
}

/// Moves the intercept so that realised over forecast averages 1.
fn centred(mut beta: Array1<f64>, sample: &[Sample<FEATURE_COUNT>]) -> Array1<f64> {
    beta[0] += bias(sample, &beta).ln();
    beta
}

fn forgetting(sample: &[Sample<FEATURE_COUNT>], rows: &[&Row], span: Span) -> Vec<Sample<FEATURE_COUNT>> {
    let fresh = |row: &Row| 0.5f64.powf(f64::from(span.from - row.ts) / HALF_LIFE);
    let total: f64 = sample.iter().zip(rows).map(|(one, row)| one.weight * fresh(row)).sum();
    let weigh = |(one, row): (&Sample<FEATURE_COUNT>, &&Row)| Sample { weight: one.weight * fresh(row) / total, ..*one };
    sample.iter().zip(rows).map(weigh).collect()
}

/// Log of each asset's mean realised over forecast, shrunk to 0 by the number of independent windows behind it.
fn intercepts(data: &Dataset, rows: &[&Row], sample: &[Sample<FEATURE_COUNT>], beta: &Array1<f64>, anchor: usize) -> BTreeMap<String, f64> {
    let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for (row, one) in rows.iter().zip(sample) {
        let sum = sums.entry(data.members[row.series].asset.clone()).or_default();
        *sum = (sum.0 + one.realised * (-one.predict(beta)).exp(), sum.1 + 1.0);
    }
    // Rows come every six hours; windows that overlap say the same thing twice.
    let windows = |rows: f64| rows * 6.0 / f64::from(ANCHORS[anchor].max(6));
    sums.into_iter().map(|(asset, (sum, rows))| (asset, (sum / rows).ln() * windows(rows) / (windows(rows) + POOLED_WINDOWS))).collect()
}

/// Systematic draws in proportion to the weights: rows that all weigh the same stand for rows that do not.
fn drawn(sample: &[Sample<FEATURE_COUNT>]) -> Vec<&Sample<FEATURE_COUNT>> {
    let (mut passed, mut next) = (0.0, 0.5 / DRAWN as f64);
    let mut out = Vec::with_capacity(DRAWN);
    for one in sample {
        passed += one.weight;
        while next < passed {
            out.push(one);
            next += 1.0 / DRAWN as f64;
        }
    }
    out
}

/// linfa's fit of the drawn rows, and the steepest slope that it left.
fn tweedie(sample: &[&Sample<FEATURE_COUNT>], options: &Options) -> Result<(Array1<f64>, f64)> {
    // In units of their mean, so that the solver starts near.
    let unit = sample.iter().map(|one| one.realised).sum::<f64>() / sample.len() as f64;
    // It minimises a sum over the rows and begins with a step as long as that sum's gradient: from there the exponential overflows
    // and its line search never ends. Columns over the root of the rows give a sum as steep as a mean, the intercept's among them.
    let steep = (sample.len() as f64).sqrt();
    let value = |row: usize, column: usize| if column == 0 { UNPENALISED } else { sample[row].scores[column - 1] };
    let records = Array2::from_shape_fn((sample.len(), FEATURE_COUNT + 1), |(row, column)| value(row, column) / steep);
    let targets = Array1::from_iter(sample.iter().map(|one| one.realised / unit));
    let fitted = TweedieRegressor::params()
        .power(2.0)
        .fit_intercept(false)
        .alpha(options.penalty * (1.0 - options.l1_ratio))
        .max_iter(MOST_STEPS)
        .tol(FLAT * steep)
        .fit(&linfa::Dataset::new(records, targets))
        .context("linfa's GLM failed")?;
    let mut beta = fitted.coef / steep;
    beta[0] = beta[0] * UNPENALISED + unit.ln();
    let left = steepest(sample, &beta, unit, options);
    Ok((beta, left))
}

/// The largest derivative of the mean loss, with its penalty, by a coefficient: 0 where it is least.
fn steepest(sample: &[&Sample<FEATURE_COUNT>], beta: &Array1<f64>, unit: f64, options: &Options) -> f64 {
    let ridge = options.penalty * (1.0 - options.l1_ratio);
    let mut slopes: Vec<f64> = beta.iter().map(|beta| ridge * beta).collect();
    slopes[0] = ridge * (beta[0] - unit.ln()) / (UNPENALISED * UNPENALISED);
    for one in sample {
        let pull = (1.0 - one.realised * (-one.predict(beta)).exp()) / sample.len() as f64;
        slopes.iter_mut().zip(std::iter::once(&1.0).chain(&one.scores)).for_each(|(slope, value)| *slope += pull * value);
    }
    slopes.into_iter().fold(0.0, |most, slope| most.max(slope.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Realised variances that are the exponential of a plane, times a factor with mean one that repeats.
    fn plane(count: usize) -> Vec<Sample<FEATURE_COUNT>> {
        (0..count)
            .map(|i| {
                let mut scores = [0.0; FEATURE_COUNT];
                (scores[0], scores[1]) = ((i % 7) as f64 / 2.0 - 1.5, (i % 11) as f64 / 3.0 - 5.0 / 3.0);
                let noise = [0.5, 1.0, 1.5][i / 77 % 3];
                Sample { scores, realised: (-9.0 + 0.6 * scores[0] - 0.3 * scores[1]).exp() * noise, weight: 1.0 / count as f64 }
            })
            .collect()
    }

    #[test]
    fn the_gamma_regression_learns_a_plane() -> Result<()> {
        let sample = plane(231 * 20);
        let options = Options { penalty: 1e-9, gamma_steps: 30, ..Options::default() };
        let start = elastic_net(&sample, &options)?;
        let beta = gamma(&sample, start, &options);
        assert!((beta[0] + 9.0).abs() < 1e-3 && (beta[1] - 0.6).abs() < 1e-3 && (beta[2] + 0.3).abs() < 1e-3, "{beta}");
        Ok(())
    }

    #[test]
    fn linfas_regression_ends_where_ours_does() -> Result<()> {
        let sample = plane(231 * 20);
        let options = Options { gamma_steps: 30, ..Options::default() };
        let ours = gamma(&sample, elastic_net(&sample, &options)?, &options);
        let (theirs, left) = tweedie(&sample.iter().collect::<Vec<_>>(), &options)?;
        assert!(left <= FLAT, "{left}");
        // Theirs holds a trace of a penalty on the intercept.
        assert!((&ours - &theirs).iter().all(|apart| apart.abs() < 1e-4), "{ours} {theirs}");
        Ok(())
    }

    #[test]
    fn draws_follow_the_weights() {
        let mut sample = plane(4);
        for (one, weight) in sample.iter_mut().zip([0.1, 0.2, 0.3, 0.4]) {
            one.weight = weight;
        }
        let counts = drawn(&sample).iter().fold([0usize; 4], |mut counts, one| {
            counts[sample.iter().position(|other| std::ptr::eq(other, *one)).unwrap_or(0)] += 1;
            counts
        });
        assert_eq!(counts, [6_000, 12_000, 18_000, 24_000]);
    }
}
