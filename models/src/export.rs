//! The artifact, and the generated file of the core that holds the same numbers.

use crate::bars::{Series, data_sha256, hex};
use crate::dataset::Dataset;
use crate::losses::qlike;
use crate::train::{Options, training_rows};
use anyhow::{Context, Result};
use plimsoll::volatility::{
    ANCHORS, FEATURES, HorizonWeights, LEVELS, Linear, MARKET_FEATURES, OWN_FEATURES, PackedWeights, Provenance, TAIL_FEATURES, TailLevel,
    Weights,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;

/// Stated life of the weights after the last hour they were trained on, seconds: 365 days.
pub const LIFE: u32 = 365 * 86_400;

/// Everything about a training run; written as JSON.
#[derive(Debug, Serialize)]
pub struct Artifact<'a> {
    /// Version of the format and of the features.
    pub version: &'a str,
    /// SHA-256 over the names and digests of all data files.
    pub data_sha256: String,
    /// SHA-256 of the coefficients, one per line, in the order of `coefficients`.
    pub coefficients_sha256: String,
    /// Rows end before this second UTC.
    pub trained_until: u32,
    /// End of the stated life, seconds UTC.
    pub valid_until: u32,
    /// What was chosen.
    pub options: &'a Options,
    /// The data, file by file.
    pub data: Vec<File<'a>>,
    /// Fit on the training rows themselves, per anchor.
    pub metrics: Vec<Metrics>,
    /// Names of the features.
    pub features: &'a [&'a str],
    /// Probabilities of exceedance of the tail's levels.
    pub levels: &'a [f64],
    /// The numbers.
    pub model: Model<'a>,
}

/// One data file.
#[derive(Debug, Serialize)]
pub struct File<'a> {
    asset: &'a str,
    venue: String,
    bars: usize,
    first: u32,
    last: u32,
    sha256: String,
}

/// How the model fits its own training rows; what it is worth on others stands in EVALUATION.md.
#[derive(Debug, Serialize)]
pub struct Metrics {
    horizon_hours: u32,
    rows: usize,
    qlike_in_sample: f64,
}

/// The numbers of the weights.
#[derive(Debug, PartialEq, Serialize)]
pub struct Model<'a> {
    prior: [f64; 2],
    sigma_annual_range: (f64, f64),
    means: &'a [f64],
    scales: &'a [f64],
    horizons: Vec<Horizon<'a>>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Horizon<'a> {
    hours: u32,
    own: Line<'a>,
    market: Line<'a>,
    panel: Line<'a>,
    drawdown: Vec<Level<'a>>,
    runup: Vec<Level<'a>>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Line<'a> {
    intercept: f64,
    coefficients: &'a [f64],
    log_smearing: f64,
}

#[derive(Debug, PartialEq, Serialize)]
struct Level<'a> {
    coefficients: &'a [f64],
    floor: f64,
    spread: f64,
}

/// The numbers of weights as they stand in an artifact.
#[must_use]
pub fn model(weights: &Weights) -> Model<'_> {
    Model {
        prior: [weights.prior.log_variance, weights.prior.log_range_variance],
        sigma_annual_range: weights.sigma_annual_range,
        means: &weights.means,
        scales: &weights.scales,
        horizons: ANCHORS.into_iter().zip(&weights.horizons).map(|(hours, one)| horizon(hours, one)).collect(),
    }
}

fn horizon(hours: u32, one: &HorizonWeights) -> Horizon<'_> {
    Horizon {
        hours,
        own: linear(&one.own),
        market: linear(&one.market),
        panel: linear(&one.panel),
        drawdown: levels(&one.drawdown),
        runup: levels(&one.runup),
    }
}

fn linear<const N: usize>(one: &Linear<N>) -> Line<'_> {
    Line { intercept: one.intercept, coefficients: &one.coefficients, log_smearing: one.log_smearing }
}

fn levels(levels: &[TailLevel]) -> Vec<Level<'_>> {
    levels.iter().map(|one| Level { coefficients: &one.coefficients, floor: one.floor, spread: one.spread }).collect()
}

/// SHA-256 of all coefficients, each on a line of its own, in the order of the struct.
#[must_use]
pub fn coefficients_sha256(weights: &Weights) -> String {
    let text = weights.numbers().iter().fold(String::new(), |text, number| text + &format!("{number:?}\n"));
    hex(&Sha256::digest(text))
}

/// Describes a training run.
#[must_use]
pub fn artifact<'a>(weights: &'a Weights, options: &'a Options, series: &'a [Series], data: &Dataset, until: u32) -> Artifact<'a> {
    let files = series.iter().map(|one| File {
        asset: &one.asset,
        venue: format!("{:?}", one.venue).to_lowercase(),
        bars: one.bars.len(),
        first: one.bars.first().map_or(0, |bar| bar.ts),
        last: one.bars.last().map_or(0, |bar| bar.ts),
        sha256: hex(&one.sha256),
    });
    Artifact {
        version: &weights.provenance.version,
        data_sha256: data_sha256(series),
        coefficients_sha256: coefficients_sha256(weights),
        trained_until: until,
        valid_until: until.saturating_add(LIFE),
        options,
        data: files.collect(),
        metrics: (0..ANCHORS.len()).map(|anchor| metrics(weights, data, until, anchor)).collect(),
        features: &FEATURES,
        levels: &LEVELS,
        model: model(weights),
    }
}

fn metrics(weights: &Weights, data: &Dataset, until: u32, anchor: usize) -> Metrics {
    let rows = training_rows(data, until, anchor);
    let losses =
        rows.iter().filter_map(|row| Some(qlike(row.targets[anchor]?.variance, weights.variances(&row.features, row.group)[anchor])));
    let mean = losses.sum::<f64>() / rows.len() as f64;
    Metrics { horizon_hours: ANCHORS[anchor], rows: rows.len(), qlike_in_sample: crate::train::round(mean) }
}

/// Writes the artifact, the same numbers as the bytes that an app loads (`.bin` beside it), and the generated file of the core.
///
/// # Errors
/// A number that does not fit, a file that cannot be written.
pub fn write(artifact: &Artifact<'_>, weights: &Weights, artifact_file: &Path, weights_file: &Path) -> Result<()> {
    let json = serde_json::to_string_pretty(artifact).context("the artifact holds a number that JSON cannot")?;
    let bytes_file = artifact_file.with_extension("bin");
    let files = [
        (artifact_file, (json + "\n").into_bytes()),
        (&bytes_file, packed(artifact, weights)?.to_bytes()),
        (weights_file, source(artifact, weights)?.into_bytes()),
    ];
    for (path, text) in files {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("{}: cannot make the folder", folder.display()))?;
        }
        std::fs::write(path, text).with_context(|| format!("{}: cannot write", path.display()))?;
    }
    Ok(())
}

/// The weights with what they were made from, packed.
///
/// # Errors
/// A number that is not a decimal as `train::round` makes them.
pub fn packed(artifact: &Artifact<'_>, weights: &Weights) -> Result<PackedWeights> {
    let mut packed = weights.pack().context("a number of the weights cannot be shipped")?;
    packed.provenance = Provenance {
        version: artifact.version.to_owned().into(),
        data_hash: artifact.data_sha256.clone().into(),
        artifact_hash: artifact.coefficients_sha256.clone().into(),
        trained_until: artifact.trained_until,
        valid_until: artifact.valid_until,
    };
    Ok(packed)
}

/// Rust source of the weights.
///
/// # Errors
/// A number that is not a decimal as `train::round` makes them.
pub fn source(artifact: &Artifact<'_>, weights: &Weights) -> Result<String> {
    let packed = packed(artifact, weights)?;
    let mut out = String::from(HEAD);
    line(&mut out, 1, "provenance: Provenance {");
    line(&mut out, 2, &format!("version: Cow::Borrowed(\"{}\"),", artifact.version));
    line(&mut out, 2, &format!("data_hash: Cow::Borrowed(\"{}\"),", artifact.data_sha256));
    line(&mut out, 2, &format!("artifact_hash: Cow::Borrowed(\"{}\"),", artifact.coefficients_sha256));
    line(&mut out, 2, &format!("trained_until: {},", artifact.trained_until));
    line(&mut out, 2, &format!("valid_until: {},", artifact.valid_until));
    line(&mut out, 1, "},");
    table(&mut out, "mantissas", packed.mantissas.iter().map(ToString::to_string));
    table(&mut out, "places", packed.places.iter().map(ToString::to_string));
    out.push_str("};\n");
    Ok(out)
}

const HEAD: &str = "//! Generated by `plimsoll-models train` from the public hourly bars; nobody edits it by hand.

use super::model::Provenance;
use super::packed::PackedWeights;
use alloc::borrow::Cow;

/// The shipped model.
// The generator's own layout, so that training gives these bytes.
#[rustfmt::skip]
pub static WEIGHTS: PackedWeights = PackedWeights {
";

fn line(out: &mut String, depth: usize, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{}{text}", "    ".repeat(depth));
}

/// One part of the model per line, under a comment that names it.
fn table(out: &mut String, name: &str, mut numbers: impl Iterator<Item = String>) {
    line(out, 1, &format!("{name}: ["));
    let mut part = |title: &str, length: usize| {
        let part: Vec<String> = numbers.by_ref().take(length).collect();
        line(out, 2, &format!("// {title}"));
        line(out, 2, &format!("{},", part.join(", ")));
    };
    part("prior: log variance, log range variance", 2);
    part("range of the annualised volatility", 2);
    part("means of the features", FEATURES.len());
    part("scales of the features", FEATURES.len());
    for hours in ANCHORS {
        part(&format!("{hours} h, asset alone: intercept, coefficients, log smearing"), OWN_FEATURES + 2);
        part(&format!("{hours} h, with the market: intercept, coefficients, log smearing"), OWN_FEATURES + MARKET_FEATURES + 2);
        part(&format!("{hours} h, with the panel: intercept, coefficients, log smearing"), FEATURES.len() + 2);
        for side in ["drawdown", "runup"] {
            for level in LEVELS {
                part(&format!("{hours} h, {side} at {level}: coefficients, floor, spread"), TAIL_FEATURES + 2);
            }
        }
    }
    line(out, 1, "],");
}
