//! What each group of features buys: the nested models against each other, and three groups more on top of the largest.

mod finer;
mod implied;
mod known;
mod r#macro;

use crate::bars::Venue;
use crate::dataset::{Dataset, Row};
use crate::evaluate::JUDGED;
use crate::regression::{Sample, gamma};
use crate::train::{Options, row_weights, training_rows, variances};
use crate::validation::{Span, ratio, spans, tested};
use anyhow::Result;
use ndarray::Array1;
use plimsoll::volatility::{FeatureGroup, Weights};
use std::fmt::Write;
use std::path::Path;

/// Penalty of the slopes of a group that is tried on top of the model: strong, because its history is short.
const PENALTY: f64 = 0.3;

/// Newton steps of the correction.
const STEPS: u32 = 8;

/// Training rows under which a correction is not learned.
const LEAST_ROWS: usize = 5_000;

/// Days of a test span with the group under which a ratio says nothing.
const LEAST_TEST_ROWS: usize = 300;

/// Values of a group beside every row of the data set; absent where the group does not exist.
type Values<const K: usize> = Vec<Option<[f64; K]>>;

/// The tables, as Markdown.
///
/// # Errors
/// Too few rows; a file of the groups that cannot be read.
pub fn section(folder: &Path, data: &Dataset, options: &Options) -> Result<String> {
    let mut out = String::from(NESTED);
    let learned = spans().into_iter().map(|span| Ok((span, variances(data, span.from, options, &|| ())?))).collect::<Result<Vec<_>>>()?;
    for (span, weights) in &learned {
        nested(&mut out, data, *span, weights);
    }
    out.push_str(TRIED);
    let (finer, implied, rates) = (finer::values(folder, data)?, implied::values(folder, data)?, r#macro::values(folder, data)?);
    for (span, weights) in &learned {
        tried(&mut out, data, *span, weights, ("finer bars", &finer), options);
        tried(&mut out, data, *span, weights, ("implied", &implied), options);
        tried(&mut out, data, *span, weights, ("macro", &rates), options);
    }
    Ok(out)
}

const NESTED: &str = "## What each group of features buys

QLIKE of one nested model over that of another on the rows that have both, daily, with block-bootstrap intervals (14 days, all assets
together); below 1 the larger model is better. `own` reads the asset's bars, `market` BTC and ETH as well, `panel` the cross-section of
at least 12 assets as well. Weights are learned before each span. Chosen on the first three; the last is the test year.

| span | venue | models | 24 h | 72 h | 168 h |
| --- | --- | --- | --- | --- | --- |
";

const TRIED: &str = "
Three groups more, each learned as a correction of the forecast above (a Gamma regression of realised over forecast, slopes drawn
towards 0, no change of level) on the rows before the span that have it, and tried on the rows of the span that have it. `finer bars`:
five-minute realised variance over 6, 24 and 168 hours against the hourly range, of the assets with five-minute bars; `implied`:
Deribit's DVOL against BTC's realised variance of a week and a month; `macro`: VIX and its change in a week, realised variance of a
month of S&P 500, dollar index, gold and the 10-year yield, and the 60-day correlation of BTC with the S&P 500, all as known at the
last midnight. A dash: too little history to learn from, or too few rows to judge by.

| span | venue | group | 24 h | 72 h | 168 h |
| --- | --- | --- | --- | --- | --- |
";

const VENUES: [(Venue, &str); 2] = [(Venue::Spot, "spot"), (Venue::Perp, "perp")];

fn nested(out: &mut String, data: &Dataset, span: Span, weights: &Weights) {
    for (venue, name) in VENUES {
        for (larger, smaller, models) in [
            (FeatureGroup::Market, FeatureGroup::Own, "market / own"),
            (FeatureGroup::Panel, FeatureGroup::Market, "panel / market"),
            (FeatureGroup::Panel, FeatureGroup::Own, "panel / own"),
        ] {
            let _ = write!(out, "| {} | {name} | {models} |", span.name);
            for anchor in JUDGED {
                let rows: Vec<&Row> =
                    tested(data, span, venue, anchor).into_iter().filter(|row| row.group == FeatureGroup::Panel).collect();
                let by = |row: &Row, group| weights.variances(&row.features, group)[anchor];
                cell(out, Some(ratio(&rows, anchor, |row| by(row, larger), |row| by(row, smaller))));
            }
            out.push('\n');
        }
    }
}

fn cell(out: &mut String, interval: Option<crate::losses::Interval>) {
    let _ = match interval {
        Some(one) => write!(out, " {:.3} [{:.3}, {:.3}] |", one.value, one.low, one.high),
        None => write!(out, " – |"),
    };
}

fn tried<const K: usize>(
    out: &mut String,
    data: &Dataset,
    span: Span,
    weights: &Weights,
    (group, values): (&str, &Values<K>),
    options: &Options,
) {
    let forecast = |row: &Row, anchor: usize| weights.variances(&row.features, row.group)[anchor];
    let place = |row: &Row| data.rows.binary_search_by_key(&(row.series, row.ts), |other| (other.series, other.ts)).ok();
    let value = |row: &Row| place(row).and_then(|at| values[at]);
    let corrections = JUDGED.map(|anchor| {
        let rows: Vec<(&Row, [f64; K])> =
            training_rows(data, span.from, anchor).into_iter().filter_map(|row| Some((row, value(row)?))).collect();
        (rows.len() >= LEAST_ROWS).then(|| Correction::learn(data, &rows, |row| forecast(row, anchor), anchor, options))
    });
    for (venue, name) in VENUES {
        let _ = write!(out, "| {} | {name} | {group} |", span.name);
        for (anchor, correction) in JUDGED.into_iter().zip(&corrections) {
            let rows: Vec<&Row> = tested(data, span, venue, anchor).into_iter().filter(|row| value(row).is_some()).collect();
            let judged = correction.as_ref().filter(|_| rows.len() >= LEAST_TEST_ROWS).map(|correction| {
                let corrected = |row: &Row| forecast(row, anchor) * value(row).map_or(1.0, |value| correction.factor(&value));
                ratio(&rows, anchor, corrected, |row| forecast(row, anchor))
            });
            cell(out, judged);
        }
        out.push('\n');
    }
}

/// A log-linear factor on a forecast.
struct Correction<const K: usize> {
    means: [f64; K],
    scales: [f64; K],
    slopes: Array1<f64>,
}

impl<const K: usize> Correction<K> {
    fn learn(data: &Dataset, rows: &[(&Row, [f64; K])], forecast: impl Fn(&Row) -> f64, anchor: usize, options: &Options) -> Self {
        let plain: Vec<&Row> = rows.iter().map(|(row, _)| *row).collect();
        let shares = row_weights(data, &plain, options.time_weight);
        let mean = |of: &dyn Fn(&[f64; K]) -> f64| rows.iter().zip(&shares).map(|((_, value), share)| share * of(value)).sum::<f64>();
        let means: [f64; K] = std::array::from_fn(|k| mean(&|value| value[k]));
        let scales: [f64; K] = std::array::from_fn(|k| mean(&|value| (value[k] - means[k]).powi(2)).sqrt().max(1e-9));
        let realised = |row: &Row| row.targets[anchor].map_or(f64::NAN, |target| target.variance) / forecast(row);
        let level: f64 = rows.iter().zip(&shares).map(|((row, _), share)| share * realised(row)).sum();
        let sample = |((row, value), weight): (&(&Row, [f64; K]), f64)| Sample {
            scores: std::array::from_fn(|k| (value[k] - means[k]) / scales[k]),
            // The level of these rows is not the group's doing.
            realised: realised(row) / level,
            weight,
        };
        let samples: Vec<Sample<K>> = rows.iter().zip(shares.iter().copied()).map(sample).collect();
        let options = Options { penalty: PENALTY, l1_ratio: 0.0, gamma_steps: STEPS, ..options.clone() };
        let mut slopes = gamma(&samples, Array1::zeros(K + 1), &options);
        slopes[0] = 0.0;
        Self { means, scales, slopes }
    }

    fn factor(&self, value: &[f64; K]) -> f64 {
        let log = (0..K).map(|k| self.slopes[k + 1] * (value[k] - self.means[k]) / self.scales[k]).sum::<f64>();
        log.clamp(-2.0, 2.0).exp()
    }
}
