//! Liquidations on Aave by the hour, and the hours in which a cluster of them begins.

use crate::grid::HOUR;
use anyhow::{Context, Result};
use flate2::read::MultiGzDecoder;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// Share of hours whose day of liquidations is no cluster.
const CLUSTER_LEVEL: f64 = 0.99;

/// Hours without a cluster before one begins.
pub const QUIET_HOURS: u32 = 72;

/// Days whose liquidations say what is usual at a time: the market grew a thousandfold.
const USUAL_DAYS: usize = 90;

/// Value liquidated per hour of the clock, all markets of `aave_market_hourly` together.
///
/// # Errors
/// A folder or file that cannot be read.
pub fn hourly(folder: &Path) -> Result<BTreeMap<u32, f64>> {
    let mut sums = BTreeMap::new();
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .with_context(|| format!("{}: cannot read the folder", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    files.sort();
    for path in files {
        let mut reader = csv::Reader::from_reader(MultiGzDecoder::new(File::open(&path)?));
        let headers = reader.headers()?.clone();
        let column =
            |name: &str| headers.iter().position(|header| header == name).with_context(|| format!("{}: no {name}", path.display()));
        let (ts, value) = (column("ts")?, column("liquidations")?);
        for record in reader.records() {
            let record = record.with_context(|| path.display().to_string())?;
            let ts: u32 = record.get(ts).unwrap_or_default().parse().with_context(|| path.display().to_string())?;
            // A missing snapshot is no liquidation.
            let value: f64 = record.get(value).unwrap_or_default().parse().unwrap_or(0.0);
            *sums.entry(ts / HOUR * HOUR).or_insert(0.0) += value;
        }
    }
    Ok(sums)
}

/// The hours in which clusters begin: the value liquidated within 24 hours passes the 99th percentile of the 90 days before, and
/// has not done so for 72 hours.
#[must_use]
pub fn clusters(hourly: &BTreeMap<u32, f64>) -> Vec<u32> {
    let (Some(first), Some(last)) = (hourly.keys().next(), hourly.keys().next_back()) else { return Vec::new() };
    let values: Vec<f64> = (*first..=*last).step_by(HOUR as usize).map(|ts| hourly.get(&ts).copied().unwrap_or(0.0)).collect();
    let mut day = 0.0;
    let sums: Vec<f64> = (0..values.len())
        .map(|hour| {
            day += values[hour] - if hour >= 24 { values[hour - 24] } else { 0.0 };
            day.max(0.0)
        })
        .collect();
    let mut found = Vec::new();
    let mut quiet_since = 0;
    for hour in USUAL_DAYS * 24..sums.len() {
        let mut usual = sums[hour - USUAL_DAYS * 24..hour].to_vec();
        let at = ((usual.len() - 1) as f64 * CLUSTER_LEVEL) as usize;
        let (_, level, _) = usual.select_nth_unstable_by(at, f64::total_cmp);
        if sums[hour] > *level {
            if hour - quiet_since >= QUIET_HOURS as usize {
                found.push(first + hour as u32 * HOUR);
            }
            quiet_since = hour;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_begins_once() {
        let hours = 250 * 24;
        let at = |hour: u32| match hour {
            5_000 | 5_001 | 5_030 => 1e6,
            5_500 => 2e6,
            _ => f64::from(hour * 7 % 11),
        };
        let found = clusters(&(0..hours).map(|hour| (hour * HOUR, at(hour))).collect());
        assert_eq!(found, [5_000 * HOUR, 5_500 * HOUR]);
    }
}
