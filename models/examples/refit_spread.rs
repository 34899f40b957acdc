//! How much wider a quantile's interval is when all coefficients are fitted anew to every draw of the training rows.
//!
//! `cargo run --release -p plimsoll-models --example refit_spread -- ../shared/data`: a few minutes.

use anyhow::{Context, Result};
use plimsoll::volatility::{ANCHORS, LEVELS};
use plimsoll_models::bars::{Venue, bar_files, read_file};
use plimsoll_models::baselines::Side;
use plimsoll_models::dataset::Dataset;
use plimsoll_models::tail::refitted;
use plimsoll_models::train::{Options, train};
use std::path::PathBuf;

/// The weights are those that the year 2025 was forecast with.
const UNTIL: u32 = 1_735_689_600;

fn main() -> Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).context("pass the folder of the market data")?);
    let mut series = Vec::new();
    for (part, venue) in [("hourly", Venue::Spot), ("hourly_perp", Venue::Perp)] {
        for file in bar_files(&folder.join(part))? {
            series.push(read_file(&file, venue)?);
        }
    }
    let data = Dataset::new(&series, || ())?;
    let weights = train(&data, UNTIL, &Options::default(), &|| ())?;
    for (anchor, side, level) in
        [(2, Side::Drawdown, 2), (2, Side::Drawdown, 3), (3, Side::Drawdown, 3), (4, Side::Drawdown, 3), (4, Side::Runup, 3)]
    {
        let (alone, all) = refitted(&weights, &data, UNTIL, anchor, side, level, 40);
        println!(
            "{:?} {} h {}: level alone ±{alone:.3}, all coefficients ±{all:.3}, {:.2} times",
            side,
            ANCHORS[anchor],
            LEVELS[level],
            all / alone
        );
    }
    Ok(())
}
