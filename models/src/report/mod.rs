//! Writes the evaluation as Markdown with pictures: the map of its sections, in the order in which a reader needs them.

mod advice;
mod breakdown;
mod clustering;
mod confidence;
mod document;
mod episodes;
mod joint;
mod online;
mod plots;
mod public;
mod reliability;
mod thin;
mod walk;
mod words;

use crate::bars::{Series, data_sha256};
use crate::dataset::Dataset;
use crate::evaluate::{Group, Trial};
use crate::folds;
use crate::groups;
use crate::inputs;
use crate::lessons::Lessons;
use crate::pegged;
use crate::select;
use crate::train::{self, Options};
use anyhow::{Context as _, Result, ensure};
use plimsoll::volatility::WEIGHTS;
use std::path::{Path, PathBuf};
use time::macros::utc_datetime;

pub use words::{PEGGED, PERP, SPOT, bracket, month_of, percent, rate, seconds};

/// What a section is made from.
pub struct Source<'a> {
    /// Folder of the market data.
    pub folder: &'a Path,
    /// The bars.
    pub series: &'a [Series],
    /// The rows.
    pub data: &'a Dataset,
    /// Weights by date.
    pub lessons: Lessons<'a>,
    /// How weights are learned.
    pub options: &'a Options,
    /// Where pictures go.
    pub plots: PathBuf,
}

/// One section of the document.
struct Section {
    /// Its name on the command line and in the document's marks.
    slug: &'static str,
    make: fn(&Source<'_>) -> Result<String>,
}

const SECTIONS: &[Section] = &[
    Section { slug: "advice", make: advice::section },
    Section { slug: "public-year", make: public_year },
    Section { slug: "walk-forward", make: walk_forward },
    Section { slug: "select", make: |source| select::section(&source.lessons, source.options) },
    Section { slug: "groups", make: |source| groups::section(source.folder, source.data, source.options) },
    Section { slug: "folds", make: |source| folds::section(source.data, source.options) },
    Section { slug: "inputs", make: other_inputs },
    Section { slug: "pegged", make: pegged_assets },
    Section { slug: "reliability", make: reliability::section },
    Section { slug: "clustering", make: clustering::section },
    Section { slug: "thin-histories", make: thin::section },
    Section { slug: "online", make: online::section },
    Section { slug: "joint", make: joint::section },
    Section { slug: "episodes", make: episodes::section },
    Section { slug: "refit", make: |source| crate::refit_eval::markdown(source.series, &source.lessons) },
];

/// Names of the sections.
#[must_use]
pub fn slugs() -> Vec<&'static str> {
    SECTIONS.iter().map(|section| section.slug).collect()
}

/// Calls of `done` that `write` makes at most.
#[must_use]
pub fn steps() -> u64 {
    train::steps() * 7 + select::steps()
}

/// Makes the sections named in `only`, or all, and writes the document; the others stay as they are.
///
/// # Errors
/// An unknown section, too few rows for a training, a file that cannot be written.
pub fn write(source: &Source<'_>, only: &[String], out: &Path) -> Result<()> {
    for name in only {
        ensure!(slugs().contains(&name.as_str()), "there is no section {name}: pass one of {}", slugs().join(", "));
    }
    let before = std::fs::read_to_string(out).unwrap_or_default();
    std::fs::create_dir_all(&source.plots).with_context(|| format!("{}: cannot make the folder", source.plots.display()))?;
    let mut fresh = Vec::new();
    for section in SECTIONS {
        if only.is_empty() || only.iter().any(|name| name == section.slug) {
            fresh.push((section.slug, (section.make)(source).with_context(|| format!("section {}", section.slug))?));
        }
    }
    let data =
        format!("Data SHA-256 `{}`, {} series, {} rows.\n\n", data_sha256(source.series), source.series.len(), source.data.rows.len());
    let text = document::assemble(&(HEAD.to_string() + &data), &slugs(), &fresh, &before)?;
    std::fs::write(out, text).with_context(|| format!("{}: cannot write", out.display()))
}

const HEAD: &str = "# Evaluation of the volatility model and of the advice

Made by `cargo run --release -p plimsoll-models -- evaluate`; do not edit. `--only SECTION` makes one section anew; the marks name
them. Every figure is out of sample: weights and baselines are refitted on rows that end a week before the test begins. QLIKE is
RV/F − ln(RV/F) − 1; a ratio below 1 means that the model loses less than the baseline whose own loss stands beside it. DM is the
Diebold–Mariano statistic on the mean over assets per day (Newey–West, lag at least h/24 and the cube root of the days): below −1.96
the model is better at 5 %. Intervals in brackets are 95 %, by bootstrap of blocks of 14 calendar days with all assets together.
`own` is the nested model without BTC and ETH. DD is the worst fall within the horizon, RU the worst rise. An asset with fewer than
250 days before the split takes the mean GARCH parameters of its venue.

";

/// First and last time of the public year.
#[must_use]
pub fn public_span() -> (u32, u32) {
    (seconds(utc_datetime!(2024-07-01 0:00)), seconds(utc_datetime!(2025-07-01 0:00)))
}

/// Test years of the walk forward: first and last time.
#[must_use]
pub fn walk_years() -> [(u32, u32); 6] {
    let january = [
        utc_datetime!(2020-01-01 0:00),
        utc_datetime!(2021-01-01 0:00),
        utc_datetime!(2022-01-01 0:00),
        utc_datetime!(2023-01-01 0:00),
        utc_datetime!(2024-01-01 0:00),
        utc_datetime!(2025-01-01 0:00),
        utc_datetime!(2025-07-01 0:00),
    ]
    .map(seconds);
    std::array::from_fn(|year| (january[year], january[year + 1]))
}

fn public_year(source: &Source<'_>) -> Result<String> {
    let (from, to) = public_span();
    let trial = Trial::new(&source.lessons, from, to, true)?;
    let mut out = String::from("## Public year: train before 2024-06-24, test daily 2024-07-01 to 2025-06-30\n\n");
    let groups: [&Group; 3] = [&SPOT, &PERP, &PEGGED];
    groups.iter().for_each(|group| public::variance_table(&mut out, &trial, group));
    confidence::table(&mut out, &trial);
    groups[..2].iter().for_each(|group| public::pinball_table(&mut out, &trial, group));
    groups.iter().for_each(|group| public::hit_table(&mut out, &trial, group));
    public::leverage_table(&mut out, &trial, &SPOT);
    public::test_table(&mut out, &trial, &SPOT);
    breakdown::asset_table(&mut out, source.data, &trial);
    breakdown::month_table(&mut out, &trial);
    plots::months(&mut out, &source.plots, &trial)?;
    breakdown::regime_table(&mut out, &trial);
    breakdown::worst_days_table(&mut out, &trial);
    Ok(out)
}

/// The trials of the walk forward.
fn trials<'a>(source: &Source<'a>, daily: bool) -> Result<Vec<Trial<'a>>> {
    walk_years().into_iter().map(|(from, to)| Trial::new(&source.lessons, from, to, daily)).collect()
}

fn walk_forward(source: &Source<'_>) -> Result<String> {
    let years = trials(source, false)?;
    let mut out = String::from("## Walk forward: 2020-01 to 2025-06, refitted each January\n\n");
    for group in [&SPOT, &PERP] {
        walk::coverage_table(&mut out, &years, group);
        walk::walk_table(&mut out, &years, group);
    }
    Ok(out)
}

fn pegged_assets(source: &Source<'_>) -> Result<String> {
    pegged::evaluate(source.folder)
}

fn other_inputs(source: &Source<'_>) -> Result<String> {
    let shipped = WEIGHTS.unpack();
    let until = shipped.provenance.trained_until;
    Ok(inputs::markdown(&inputs::learn(source.series, &source.lessons, source.folder, &shipped, until, &|| ())?))
}
