//! Pegged assets: stablecoins, staked and wrapped tokens in units of their anchor.

mod bar_table;
pub mod bars;
pub mod baselines;
pub mod data;
pub mod events;
mod everyday;
pub mod export;
pub mod fit;
mod jump;
pub mod report;
pub mod spread;

use crate::export::LIFE;
use anyhow::{Context, Result, ensure};
use plimsoll::volatility::{Forecast, LEVELS};
use std::path::Path;

/// Evaluates the model of pegged assets on the data folder and returns Markdown.
///
/// # Errors
/// A bad file, no series, too few rows.
pub fn evaluate(folder: &Path) -> Result<String> {
    let pegs = data::read(folder)?;
    ensure!(!pegs.is_empty(), "{}: holds no series of pegged assets", folder.display());
    let rows = data::rows(&pegs)?;
    let dollar = folder.join("hourly/USDC.csv.gz");
    let bars = if dollar.is_file() { Some(crate::bars::read_file(&dollar, crate::bars::Venue::Spot)?) } else { None };
    report::report(&pegs, &rows, bars.as_ref())
}

/// The quantile at a level of `LEVELS`, of the worst fall (side 0) or rise: a pegged asset's forecast has levels of its own between them.
fn quantile(made: &Forecast, anchor: usize, side: usize, level: usize) -> f64 {
    let one = &made.horizons[anchor];
    let mut own = made.levels.iter().zip(if side == 0 { &one.drawdown } else { &one.runup });
    own.find(|(known, _)| **known == LEVELS[level]).map_or(f64::NAN, |(_, quantile)| *quantile)
}

/// Learns the model of pegged assets from the data folder and writes the generated file of the core; leaves the file as it is
/// where the folder holds no series of pegged assets, and says so.
///
/// # Errors
/// A bad file, too few rows, a file that cannot be written.
pub fn train(folder: &Path, until: u32, out: &Path) -> Result<()> {
    let pegs = data::read(folder)?;
    if pegs.is_empty() {
        println!("left {} as it is: {} holds no series of pegged assets", out.display(), folder.display());
        return Ok(());
    }
    let rows = data::rows(&pegs)?;
    let weights = export::rounded(spread::fit_with_spread(&pegs, &rows, until)?);
    let text = export::source(&weights, &data::sha256(&pegs), until, until.saturating_add(LIFE));
    std::fs::write(out, text).with_context(|| format!("{}: cannot write", out.display()))?;
    println!("wrote {}", out.display());
    Ok(())
}
