//! Series of other markets, by the time at which each value was known.

use anyhow::{Context, Result};
use flate2::read::MultiGzDecoder;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// Values by the second from which they were known.
#[derive(Clone, Debug, Default)]
pub struct Known(pub BTreeMap<u32, f64>);

impl Known {
    /// Reads the column `close` of a CSV file; a value is known `delay` seconds after its `ts`.
    ///
    /// # Errors
    /// A file that is not there or has no such column.
    pub fn read(path: &Path, delay: u32) -> Result<Self> {
        let name = || path.display().to_string();
        let file = File::open(path).with_context(|| format!("{}: cannot open", name()))?;
        let mut reader = csv::Reader::from_reader(MultiGzDecoder::new(file));
        let headers = reader.headers().with_context(|| format!("{}: has no header", name()))?.clone();
        let column = headers.iter().position(|header| header == "close").with_context(|| format!("{}: no column close", name()))?;
        let mut values = BTreeMap::new();
        for record in reader.records() {
            let record = record.with_context(|| format!("{}: not a CSV line", name()))?;
            let field = |at: usize| record.get(at).unwrap_or_default();
            let ts: u32 = field(0).parse().with_context(|| format!("{}: ts {}", name(), field(0)))?;
            let value: f64 = field(column).parse().with_context(|| format!("{}: close {}", name(), field(column)))?;
            values.insert(ts + delay, value);
        }
        Ok(Self(values))
    }

    /// The last value known at `t`, if it is not older than `age` seconds.
    #[must_use]
    pub fn at(&self, t: u32, age: u32) -> Option<f64> {
        self.0.range(t.saturating_sub(age)..=t).next_back().map(|(_, value)| *value)
    }

    /// Another series with the same times, from the values of the last `count` steps up to each.
    #[must_use]
    pub fn over(&self, count: usize, of: impl Fn(&[f64]) -> f64) -> Self {
        let (times, values): (Vec<u32>, Vec<f64>) = self.0.iter().map(|(ts, value)| (*ts, *value)).unzip();
        Self(values.windows(count).zip(times.into_iter().skip(count - 1)).map(|(window, ts)| (ts, of(window))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_known_before_its_time_or_after_its_age() {
        let known = Known((0..4u32).map(|i| (100 * i, f64::from(i))).collect());
        assert_eq!(
            (known.at(99, 1_000), known.at(100, 1_000), known.at(350, 40), known.at(350, 50)),
            (Some(0.0), Some(1.0), None, Some(3.0))
        );
        let sums = known.over(2, |pair| pair.iter().sum());
        assert_eq!(sums.0.into_iter().collect::<Vec<_>>(), [(100, 1.0), (200, 3.0), (300, 5.0)]);
    }
}
