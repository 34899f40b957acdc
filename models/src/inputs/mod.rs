//! What prices other than hourly bars lose, and the corrections that the core applies to them.

mod convert;
mod fit;
mod measure;
mod source;

use crate::bars::Series;
use crate::lessons::Lessons;
use crate::report::public_span;
use anyhow::Result;
use plimsoll::volatility::{PriceKind, Weights};
use std::path::Path;

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

/// Calls of `done` that `learn` makes after the training that it asks for.
pub const STEPS: u64 = PriceKind::ALL.len() as u64;

/// Measures every kind on the public year with a model and corrections from before it, then learns the corrections of `shipped`.
///
/// `folder` holds `m5`, five-minute bars, beside the series; without it the kinds made from them are an error.
///
/// # Errors
/// Too few rows, a file that cannot be read.
pub fn learn(
    series: &[Series],
    lessons: &Lessons<'_>,
    folder: &Path,
    shipped: &Weights,
    until: u32,
    done: &(dyn Fn() + Sync),
) -> Result<Vec<Learned>> {
    let data = lessons.data;
    let (from, to) = public_span();
    let before = lessons.before(from)?;
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

pub use convert::five_minute_bars;
pub use measure::markdown;
pub use source::write;
