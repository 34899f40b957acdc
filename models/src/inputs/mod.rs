//! What prices other than hourly bars lose, and the corrections that the core applies to them.

mod convert;
mod fit;
mod measure;
mod source;

use crate::bars::Series;
use crate::dataset::Dataset;
use crate::train::{self, Options};
use anyhow::Result;
use plimsoll::volatility::{PriceKind, Weights};
use std::path::Path;
use time::macros::utc_datetime;

pub use measure::Measured;

/// What one kind was found to lose, and what corrects it.
pub struct Learned {
    /// The kind.
    pub kind: PriceKind,
    /// Losses against hourly bars on the public year, out of sample.
    pub measured: Measured,
    /// Corrections for the shipped model, from everything public; absent where nothing is lost.
    pub corrections: Option<fit::Corrections>,
}

/// Calls of `done` that `learn` makes.
#[must_use]
pub fn steps() -> u64 {
    train::steps() + PriceKind::ALL.len() as u64
}

/// Measures every kind on the public year with a model and corrections from before it, then learns the corrections of `shipped`.
///
/// `folder` holds `m5`, five-minute bars, beside the series; without it the kinds made from them are an error.
///
/// # Errors
/// Too few rows, a file that cannot be read.
pub fn learn(
    series: &[Series],
    data: &Dataset,
    folder: &Path,
    shipped: &Weights,
    until: u32,
    options: &Options,
    done: &(dyn Fn() + Sync),
) -> Result<Vec<Learned>> {
    let seconds = |time: time::UtcDateTime| u32::try_from(time.unix_timestamp()).unwrap_or(0);
    let (from, to) = (seconds(utc_datetime!(2024-07-01 0:00)), seconds(utc_datetime!(2025-07-01 0:00)));
    let before = train::train(data, from, options, done)?;
    PriceKind::ALL
        .into_iter()
        .map(|kind| {
            let pairs = convert::pairs(series, data, folder, kind, shipped)?;
            let lossless = kind == PriceKind::FiveMinuteBars;
            let tried = (!lossless).then(|| fit::corrections(&before, data, &pairs, from)).transpose()?;
            let measured = measure::measure(&before, tried.as_ref(), &pairs, from, to);
            let corrections = (!lossless).then(|| fit::corrections(shipped, data, &pairs, until)).transpose()?;
            done();
            Ok(Learned { kind, measured, corrections })
        })
        .collect()
}

pub use measure::markdown;
pub use source::write;
