//! The same assets as a caller without hourly bars sees them.

use crate::bars::Series;
use crate::dataset::{Dataset, Row};
use crate::grid::HOUR;
use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use plimsoll::market::Bar;
use plimsoll::volatility::{FEATURE_COUNT, PriceKind, Weights, hourly_bars};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

const DAY: u32 = 86_400;

/// Deviation at which the simulated oracle updates, log distance, and its heartbeat, seconds: the common setting of ETH and BTC feeds.
const DEVIATION: f64 = 0.005;
const HEARTBEAT: f64 = 3_600.0;

/// One decision time, with the features from hourly bars (in the row) and from the poorer prices.
pub struct Pair<'a> {
    /// What hourly bars say, and what happened.
    pub row: &'a Row,
    /// The features from the poorer prices.
    pub features: [f64; FEATURE_COUNT],
}

/// All midnights at which both the hourly bars and the poorer prices have a full history; pegged assets are left out.
///
/// # Errors
/// Prices that the core refuses, five-minute bars that cannot be read.
pub fn pairs<'a>(series: &[Series], data: &'a Dataset, folder: &Path, kind: PriceKind, weights: &Weights) -> Result<Vec<Pair<'a>>> {
    let parts: Vec<Vec<Pair<'a>>> = series
        .par_iter()
        .enumerate()
        .filter(|(position, _)| !data.members[*position].pegged)
        .map(|(position, one)| {
            let Some(prices) = poorer(one, folder, kind)? else { return Ok(Vec::new()) };
            let bars = hourly_bars(&prices, kind, &weights.prior, 0).with_context(|| format!("{} as {kind:?}", one.asset))?;
            let poor = Series { bars, ..one.clone() };
            let made = Dataset::new(std::slice::from_ref(&poor), || ())?;
            let features: BTreeMap<u32, _> = made.rows.iter().filter(|row| row.ts % DAY == 0).map(|row| (row.ts, row.features)).collect();
            let rows = data.rows.iter().filter(|row| row.series == position);
            Ok(rows.filter_map(|row| Some(Pair { row, features: *features.get(&row.ts)? })).collect())
        })
        .collect::<Result<_>>()?;
    Ok(parts.into_iter().flatten().collect())
}

/// The flat rows that a caller with this kind of prices would have; absent where nothing says so.
fn poorer(series: &Series, folder: &Path, kind: PriceKind) -> Result<Option<Vec<f64>>> {
    Ok(match kind {
        PriceKind::HourlyCloses => Some(series.bars.iter().flat_map(|bar| [f64::from(bar.ts + HOUR), bar.close]).collect()),
        PriceKind::DailyBars => Some(days(&series.bars)),
        PriceKind::FiveMinuteBars => fine(series, folder)?.map(|rows| rows.concat()),
        PriceKind::OracleUpdates => fine(series, folder)?.map(|rows| updates(&rows)),
    })
}

/// Daily bars from the whole days of hourly ones.
fn days(bars: &[Bar]) -> Vec<f64> {
    let mut days: BTreeMap<u32, (Bar, u32)> = BTreeMap::new();
    for bar in bars {
        let day = days.entry(bar.ts / DAY).or_insert_with(|| (Bar { ts: bar.ts / DAY * DAY, volume: 0.0, ..bar.clone() }, 0));
        (day.0.high, day.0.low, day.0.close) = (day.0.high.max(bar.high), day.0.low.min(bar.low), bar.close);
        (day.0.volume, day.1) = (day.0.volume + bar.volume, day.1 + 1);
    }
    let whole = days.into_values().filter(|(_, hours)| *hours == 24);
    whole.flat_map(|(bar, _)| [f64::from(bar.ts), bar.open, bar.high, bar.low, bar.close, bar.volume]).collect()
}

/// What an oracle publishes that sees every five-minute close: when the price has moved by the deviation, or the heartbeat is over.
fn updates(rows: &[[f64; 6]]) -> Vec<f64> {
    let mut out: Vec<f64> = Vec::new();
    for row in rows {
        let (ts, price) = (row[0] + 300.0, row[4]);
        let due = out.last_chunk::<2>().is_none_or(|[at, last]| ts - at >= HEARTBEAT || (price / last).ln().abs() >= DEVIATION);
        if due {
            out.extend([ts, price]);
        }
    }
    out
}

/// The five-minute bars of a spot asset, where the folder has them.
fn fine(series: &Series, folder: &Path) -> Result<Option<Vec<[f64; 6]>>> {
    if series.venue == crate::bars::Venue::Spot { five_minute_bars(&series.asset, folder) } else { Ok(None) }
}

/// The rows of `m5` for a spot asset: ts, open, high, low, close, volume; absent where the folder has none.
///
/// # Errors
/// A file that cannot be read.
pub fn five_minute_bars(asset: &str, folder: &Path) -> Result<Option<Vec<[f64; 6]>>> {
    let path = folder.join("m5").join(format!("{asset}.csv.gz"));
    if !path.is_file() {
        return Ok(None);
    }
    let file = File::open(&path).with_context(|| format!("{}: cannot open", path.display()))?;
    let mut rows = Vec::new();
    for (line, record) in csv::Reader::from_reader(GzDecoder::new(file)).into_deserialize::<[f64; 6]>().enumerate() {
        let row = record.with_context(|| format!("{}:{}: expected ts,open,high,low,close,volume", path.display(), line + 2))?;
        rows.push(row);
    }
    ensure!(!rows.is_empty(), "{}: holds no bar", path.display());
    Ok(Some(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_oracle_updates_when_the_price_moved_or_the_hour_is_over() {
        let row = |at: u32, close: f64| [f64::from(at * 300), close, close, close, close, 0.0];
        let rows: Vec<[f64; 6]> = (0..30).map(|at| row(at, if at == 3 { 100.6 } else { 100.0 })).collect();
        let times: Vec<f64> = updates(&rows).chunks(2).map(|update| update[0]).collect();
        assert_eq!(times, [300.0, 1_200.0, 1_500.0, 5_100.0, 8_700.0]);
    }

    #[test]
    fn only_whole_days_become_daily_bars() {
        let bar = |hour: u32| Bar { ts: hour * HOUR, open: 1.0, high: 2.0 + f64::from(hour), low: 0.5, close: 1.5, volume: 1.0 };
        let bars: Vec<Bar> = (0..47).map(bar).collect();
        assert_eq!(days(&bars), [0.0, 1.0, 25.0, 0.5, 1.5, 24.0]);
    }
}
