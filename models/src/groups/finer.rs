//! Realised variance of five-minute bars.

use super::Values;
use super::known::Known;
use crate::dataset::Dataset;
use anyhow::Result;
use plimsoll::volatility::{FEATURES, WICK_LIMIT};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// Seconds of a bar.
const STEP: u32 = 300;

/// Bars of an hour.
const PER_HOUR: usize = 12;

/// Share of real bars that a window needs.
const SHARE: f64 = 0.95;

/// Lengths of the windows, hours.
const LENGTHS: [usize; 3] = [6, 24, 168];

/// Log of the five-minute realised variance per hour less the log of the variance from hourly ranges.
pub fn values(folder: &Path, data: &Dataset) -> Result<Values<3>> {
    let names: Vec<&str> = {
        let free = data.members.iter().filter(|member| !member.pegged);
        free.map(|member| member.asset.as_str()).collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    };
    let path = |name: &str| folder.join(format!("m5/{name}.csv.gz"));
    let known: BTreeMap<&str, Fine> = names
        .into_par_iter()
        .filter(|name| path(name).is_file())
        .map(|name| Ok((name, Fine::new(&Known::read(&path(name), 0)?))))
        .collect::<Result<_>>()?;
    let columns = LENGTHS.map(|hours| FEATURES.iter().position(|feature| *feature == format!("log_range_{hours}")).unwrap_or(0));
    let value = |row: &crate::dataset::Row| {
        let fine = known.get(data.members[row.series].asset.as_str())?;
        let mut out = [0.0; LENGTHS.len()];
        for ((value, hours), column) in out.iter_mut().zip(LENGTHS).zip(columns) {
            *value = fine.log_variance(row.ts, hours)? - row.features[column];
        }
        Some(out)
    };
    Ok(data.rows.iter().map(value).collect())
}

/// Running sums on the grid of five minutes.
struct Fine {
    start: u32,
    squares: Vec<f64>,
    real: Vec<u32>,
}

impl Fine {
    fn new(closes: &Known) -> Self {
        let start = closes.0.first_key_value().map_or(0, |(ts, _)| ts / STEP * STEP);
        let mut fine = Self { start, squares: vec![0.0], real: vec![0] };
        let mut before: Option<f64> = None;
        for (ts, close) in &closes.0 {
            let place = ((ts - start) / STEP) as usize;
            while fine.squares.len() < place + 1 {
                fine.push(0.0, 0);
            }
            let moved = before.map_or(0.0, |before| (close / before).ln().clamp(-WICK_LIMIT, WICK_LIMIT));
            fine.push(moved * moved, 1);
            before = Some(*close);
        }
        fine
    }

    fn push(&mut self, square: f64, real: u32) {
        self.squares.push(self.squares.last().copied().unwrap_or(0.0) + square);
        self.real.push(self.real.last().copied().unwrap_or(0) + real);
    }

    /// Log of the realised variance per hour over the hours that end at `t`.
    fn log_variance(&self, t: u32, hours: usize) -> Option<f64> {
        let end = (t.checked_sub(self.start)? / STEP) as usize;
        let begin = end.checked_sub(hours * PER_HOUR)?;
        let real = self.real.get(end)? - self.real[begin];
        let enough = f64::from(real) >= SHARE * (hours * PER_HOUR) as f64;
        enough.then(|| ((self.squares[end] - self.squares[begin]) / hours as f64).max(1e-11).ln())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_minutes_add_up_and_nothing_later_is_read() {
        let closes = |count: u32| Known((0..count).map(|i| (i * STEP, if i % 2 == 0 { 100.0 } else { 101.0 })).collect());
        let fine = Fine::new(&closes(200));
        let hourly = (12.0 * 1.01f64.ln().powi(2)).ln();
        assert!((fine.log_variance(7 * 3_600, 6).unwrap() - hourly).abs() < 1e-9);
        assert_eq!((fine.log_variance(5 * 3_600, 6), fine.log_variance(200 * STEP + 1, 24)), (None, None));
        assert_eq!(fine.log_variance(7 * 3_600, 6), Fine::new(&closes(84)).log_variance(7 * 3_600, 6));
    }
}
