//! Hourly log returns of many assets on one clock.

use crate::bars::{Series, Venue, is_pegged};
use crate::grid::{Grid, HOUR};

/// Spot assets, pegged ones left out, on one hourly clock.
#[derive(Debug)]
pub struct Panel {
    /// Names.
    pub assets: Vec<String>,
    /// One grid per asset.
    pub grids: Vec<Grid>,
    /// Open of the first hour of the clock, seconds UTC.
    pub start: u32,
    /// Hours on the clock.
    pub hours: usize,
    /// Log return of each asset in each hour; NaN where its bar, or the one before it, is missing.
    pub returns: Vec<Vec<f64>>,
}

impl Panel {
    /// Puts the spot series on one clock.
    #[must_use]
    pub fn new(series: &[Series]) -> Self {
        let held: Vec<&Series> =
            series.iter().filter(|one| one.venue == Venue::Spot && !is_pegged(&one.asset) && !one.bars.is_empty()).collect();
        let grids: Vec<Grid> = held.iter().map(|one| Grid::new(&one.bars)).collect();
        let start = grids.iter().map(|grid| grid.start).min().unwrap_or(0);
        let end = grids.iter().map(|grid| grid.start + grid.hours() as u32 * HOUR).max().unwrap_or(start);
        let hours = ((end - start) / HOUR) as usize;
        let returns = grids
            .iter()
            .map(|grid| {
                let offset = ((grid.start - start) / HOUR) as usize;
                let mut column = vec![f64::NAN; hours];
                for (hour, value) in grid.log_return.iter().enumerate().skip(1) {
                    if grid.real_between(hour - 1, hour + 1) == 2 {
                        column[offset + hour] = *value;
                    }
                }
                column
            })
            .collect();
        Self { assets: held.iter().map(|one| one.asset.clone()).collect(), grids, start, hours, returns }
    }

    /// Position of an asset.
    #[must_use]
    pub fn position(&self, asset: &str) -> Option<usize> {
        self.assets.iter().position(|name| name == asset)
    }

    /// Hours of the clock that have closed at `t`.
    #[must_use]
    pub fn closed(&self, t: u32) -> usize {
        (t.saturating_sub(self.start) / HOUR) as usize
    }
}
