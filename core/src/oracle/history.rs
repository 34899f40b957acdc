//! Bars of several exchanges' histories made into one.

use super::median::median;
use crate::error::RiskError;
use crate::market::{BAR_FIELDS, Bar};
use crate::math;
use crate::units::within;
use alloc::vec::Vec;

/// Merges hourly bars of several sources, each flat rows of ts, open, high, low, close, volume, oldest first.
///
/// Each hour is the median of open, high, low, close and volume over the sources that have it and whose close is within
/// `divergence`, a fraction, of the median close; an hour in which no two of several agree is left out, for a missing hour is
/// allowed and a wrong one is not. Rows that are no bar are passed over, as are rows not later than the one before.
///
/// # Errors
/// `not_finite`, `out_of_range` for a divergence outside [0.0001, 0.5].
///
/// ```
/// use plimsoll::oracle::merge_bars;
/// let right = vec![3_600.0, 10.0, 12.0, 9.0, 11.0, 5.0];
/// let wrong = vec![3_600.0, 20.0, 22.0, 19.0, 21.0, 5.0];
/// assert_eq!(merge_bars(&[right.clone(), wrong, right.clone()], 0.015)?, right);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn merge_bars(sources: &[Vec<f64>], divergence: f64) -> Result<Vec<f64>, RiskError> {
    within("divergence", divergence, 0.000_1, 0.5, "pass fractions, not percent: 0.015 is 1.5 %")?;
    let mut rest: Vec<&[f64]> = sources.iter().map(Vec::as_slice).collect();
    let mut merged = Vec::new();
    let mut last = None;
    loop {
        let heads: Vec<Option<Bar>> = rest.iter_mut().map(|rows| head(rows, last)).collect();
        let Some(ts) = heads.iter().flatten().map(|bar| bar.ts).min() else { return Ok(merged) };
        last = Some(ts);
        let mut bars: Vec<&Bar> = heads.iter().flatten().filter(|bar| bar.ts == ts).collect();
        let several = bars.len() > 1;
        let centre = middle(&bars, |bar| bar.close);
        bars.retain(|bar| math::abs(bar.close / centre - 1.0) <= divergence);
        if bars.is_empty() || (several && bars.len() < 2) {
            continue;
        }
        let (open, close) = (middle(&bars, |bar| bar.open), middle(&bars, |bar| bar.close));
        let high = middle(&bars, |bar| bar.high).max(open).max(close);
        let low = middle(&bars, |bar| bar.low).min(open).min(close);
        merged.extend([f64::from(ts), open, high, low, close, middle(&bars, |bar| bar.volume)]);
    }
}

/// The first bar after `last`; rows before it are taken off.
fn head(rows: &mut &[f64], last: Option<u32>) -> Option<Bar> {
    while let Some((row, rest)) = rows.split_at_checked(BAR_FIELDS) {
        match Bar::from_row(0, row) {
            Ok(bar) if last.is_none_or(|last| bar.ts > last) => return Some(bar),
            _ => *rows = rest,
        }
    }
    None
}

fn middle(bars: &[&Bar], field: impl Fn(&Bar) -> f64) -> f64 {
    let mut values: Vec<(f64, f64)> = bars.iter().map(|bar| (field(bar), 1.0)).collect();
    median(&mut values).unwrap_or(0.0)
}
