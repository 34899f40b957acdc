//! Forecasts for every asset of a folder, by the shipped weights, through the core's own tracker.

use crate::bars::Series;
use crate::dataset::{Follower, MarketTimeline};
use crate::grid::{Grid, HOUR};
use crate::pegged;
use anyhow::{Context, Result};
use plimsoll::volatility::{ANCHORS, Forecast, WEIGHTS, WINDOW_HOURS};
use rayon::prelude::*;
use std::path::Path;

/// Names of the columns.
pub const COLUMNS: [&str; 11] =
    ["asset", "ts", "horizon_hours", "variance", "dd_q95", "dd_q99", "dd_q999", "ru_q95", "ru_q99", "ru_q999", "history_hours"];

/// Horizons written, hours.
pub const HORIZONS: [u32; 3] = [24, 72, 168];

/// Share of real bars that a history needs.
const HISTORY_SHARE: f64 = 0.95;

/// Hours after an asset's last bar for which the market's state may still be paired with it; the core refuses longer ones.
const MARKET_REACH: u32 = 24;

/// Decision times to forecast at.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// First decision time, included, seconds UTC; rounded up to the hour.
    pub from: u32,
    /// Last decision time, not included.
    pub to: u32,
    /// Hours between them.
    pub every_hours: u32,
}

impl Question {
    fn times(&self) -> impl Iterator<Item = u32> + use<> {
        // Decisions are made at a close: on the hour.
        let first = self.from.div_ceil(HOUR);
        (first..self.to.div_ceil(HOUR)).step_by(self.every_hours.max(1) as usize).map(|hour| hour * HOUR)
    }
}

/// One line of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Name of the asset.
    pub asset: String,
    /// Decision time, seconds UTC.
    pub ts: u32,
    /// Length of the window, hours.
    pub horizon_hours: u32,
    /// Expected realised variance over the window.
    pub variance: f64,
    /// Quantiles of the worst fall at 5, 1 and 0.1 %, then of the worst rise.
    pub quantiles: [f64; 6],
    /// Hours of history used.
    pub history_hours: u32,
}

/// Forecasts every asset at every decision time; `done` is called once per asset.
///
/// # Errors
/// A bar or a market state that the core refuses.
pub fn forecast(series: &[Series], question: &Question, done: &(dyn Fn() + Sync)) -> Result<Vec<Line>> {
    let (all, times): (Vec<&Series>, Vec<u32>) = (series.iter().collect(), question.times().collect());
    let market = MarketTimeline::new(&all, &times, &WEIGHTS.unpack().prior)?;
    let lines: Vec<Vec<Line>> = series
        .par_iter()
        .map(|one| {
            let lines = asset(one, question, &market);
            done();
            lines
        })
        .collect::<Result<_>>()?;
    Ok(lines.concat())
}

fn asset(series: &Series, question: &Question, market: &MarketTimeline) -> Result<Vec<Line>> {
    let grid = Grid::new(&series.bars);
    let mut follower = Follower::new(series);
    let mut lines = Vec::new();
    for t in question.times() {
        follower.advance(t)?;
        let (tracker, Some(closed)) = (&follower.tracker, grid.closed(t)) else { continue };
        // Hours since the last bar are missing bars of the history, too.
        let stale = (t - tracker.window().as_of()) / HOUR;
        let hours = (tracker.history_hours() + stale).min(WINDOW_HOURS) as usize;
        if f64::from(grid.real_between(closed.saturating_sub(hours), closed)) < HISTORY_SHARE * hours as f64 {
            continue;
        }
        // In a longer hole the nested model answers: the state of another day is not that of the asset's last close.
        let state = market.at(t).filter(|_| stale <= MARKET_REACH);
        let made = match pegged::bars::forecast(series, t)? {
            Some(made) => made,
            None => tracker.forecast(state).with_context(|| format!("{} at {t}", series.asset))?,
        };
        for horizon in HORIZONS {
            lines.push(line(&series.asset, t, horizon, &made).with_context(|| format!("no forecast for {horizon} hours"))?);
        }
    }
    Ok(lines)
}

fn line(asset: &str, ts: u32, horizon_hours: u32, made: &Forecast) -> Option<Line> {
    let one = made.horizons.get(ANCHORS.iter().position(|anchor| *anchor == horizon_hours)?)?;
    let at = |quantiles: &[f64], alpha: f64| quantiles.get(made.levels.iter().position(|level| *level == alpha)?).copied();
    let side = |quantiles: &[f64]| Some([at(quantiles, 0.05)?, at(quantiles, 0.01)?, at(quantiles, 0.001)?]);
    let ([a, b, c], [d, e, f]) = (side(&one.drawdown)?, side(&one.runup)?);
    let quantiles = [a, b, c, d, e, f];
    Some(Line { asset: asset.to_string(), ts, horizon_hours, variance: one.variance, quantiles, history_hours: made.history_hours })
}

/// Writes the lines as CSV.
///
/// # Errors
/// A file that cannot be written.
pub fn write(lines: &[Line], path: &Path) -> Result<()> {
    let failed = || format!("{}: cannot write", path.display());
    let mut file = csv::Writer::from_path(path).with_context(failed)?;
    file.write_record(COLUMNS).with_context(failed)?;
    for line in lines {
        let mut record = vec![line.asset.clone(), line.ts.to_string(), line.horizon_hours.to_string(), format!("{:.9e}", line.variance)];
        record.extend(line.quantiles.iter().map(|quantile| format!("{quantile:.9}")));
        record.push(line.history_hours.to_string());
        file.write_record(&record).with_context(failed)?;
    }
    file.flush().with_context(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bars::Venue;
    use plimsoll::market::{BAR_FIELDS, Bar, simulate_bars};

    fn series(asset: &str, seed: u32, hole: std::ops::Range<usize>) -> Result<Series> {
        let rows = simulate_bars(seed, 900, 1_749_945_600, 100.0, 0.8)?;
        let whole: Vec<Bar> =
            rows.chunks_exact(BAR_FIELDS).enumerate().map(|(at, row)| Bar::from_row(at as u32, row)).collect::<Result<_, _>>()?;
        let bars = whole.into_iter().enumerate().filter(|(at, _)| !hole.contains(at)).map(|(_, bar)| bar).collect();
        Ok(Series { asset: asset.to_string(), venue: Venue::Spot, bars, sha256: [0; 32] })
    }

    #[test]
    fn a_hole_longer_than_the_market_reaches_is_forecast_without_it() -> Result<()> {
        let decision = 1_749_945_600 + 800 * HOUR;
        let question = Question { from: decision, to: decision + 1, every_hours: 1 };
        for (missing, lines) in [(10, 3), (30, 3), (40, 0)] {
            let folder = [series("BTC", 1, 0..0)?, series("ETH", 2, 0..0)?, series("XYZ", 3, 800 - missing..803)?];
            let written = forecast(&folder, &question, &|| ())?;
            assert_eq!(written.iter().filter(|line| line.asset == "XYZ").count(), lines, "{missing} hours missing");
        }
        Ok(())
    }
}
