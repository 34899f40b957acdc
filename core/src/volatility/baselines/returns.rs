//! What every baseline reads: squared returns, their averages over a day, a week and a month, and how far ahead is asked.

use crate::error::RiskError;
use crate::units::{positive, within};
use alloc::vec::Vec;

/// Lengths of the averages, hours: a day, a week, a month.
pub(super) const AVERAGES: [usize; 3] = [24, 168, 720];

/// Longest horizon of a fit, hours.
const LONGEST: u32 = 720;

/// Squares of the returns, checked.
pub(super) fn squares(returns: &[f64], needed: usize) -> Result<Vec<f64>, RiskError> {
    if returns.len() < needed {
        return Err(RiskError::not_enough_history(needed, returns.len()));
    }
    returns
        .iter()
        .map(|value| within("returns", *value, -140.0, 140.0, "pass log returns, such as 0.01").map(|value| value * value))
        .collect()
}

/// Refuses a distance ahead that is not in (0, 1000000].
pub(super) fn steps_ahead(field: &str, steps: f64) -> Result<(), RiskError> {
    positive(field, steps, "pass how far ahead, above 0")?;
    within(field, steps, 0.0, 1e6, "pass how far ahead, at most 1000000").map(|_| ())
}

/// The horizon of an autoregression's fit, and the squares of a history long enough for it.
pub(super) fn training(returns: &[f64], horizon_hours: u32) -> Result<(Vec<f64>, usize), RiskError> {
    if horizon_hours == 0 || horizon_hours > LONGEST {
        return Err(RiskError::out_of_range("horizonHours", "in [1, 720]", horizon_hours, "pass whole hours"));
    }
    let horizon = horizon_hours as usize;
    squares(returns, AVERAGES[2] + 2 * horizon + AVERAGES[1]).map(|squares| (squares, horizon))
}

/// Means over a day, a week and a month before each hour, and the mean over the horizon after it.
pub(super) fn rows(squares: &[f64], horizon: usize) -> Vec<([f64; 3], f64)> {
    let [day, week, month] = AVERAGES.map(|length| running_means(squares, length));
    let ahead = running_means(squares, horizon);
    // The mean that ends at the hour, and the first that begins after it.
    let ends = |means: Vec<f64>, length: usize| means.into_iter().skip(AVERAGES[2] - length);
    let history = ends(day, AVERAGES[0]).zip(ends(week, AVERAGES[1])).zip(month);
    history.zip(ahead.into_iter().skip(AVERAGES[2])).map(|(((day, week), month), ahead)| ([day, week, month], ahead)).collect()
}

/// Means over the last day, week and month.
pub(super) fn last_means(squares: &[f64]) -> [f64; 3] {
    AVERAGES.map(|length| squares.iter().rev().take(length).sum::<f64>() / length as f64)
}

/// Means of every `length` neighbours.
///
/// A running sum that adds the new and takes away the old drifts: after a crash it keeps what the crash rounded away. Here each
/// window is the end of one block and the beginning of the next (van Herk 1992; Gil and Werman 1993): sums only of numbers of one
/// sign, so that every mean is as exact as if it were summed alone, in a time that does not grow with the length.
fn running_means(values: &[f64], length: usize) -> Vec<f64> {
    let mut means = Vec::with_capacity((values.len() + 1).saturating_sub(length));
    let mut ends = Vec::with_capacity(length);
    let mut blocks = values.chunks(length).peekable();
    while let Some(block) = blocks.next() {
        if block.len() < length {
            break;
        }
        ends.clear();
        ends.extend(block.iter().rev().scan(0.0, |sum, value| {
            *sum += value;
            Some(*sum)
        }));
        // The whole block first, then one less of it and one more of the next.
        let next = blocks.peek().copied().unwrap_or(&[]);
        let beginnings = core::iter::once(0.0).chain(next.iter().take(length - 1).scan(0.0, |sum, value| {
            *sum += value;
            Some(*sum)
        }));
        means.extend(ends.iter().rev().zip(beginnings).map(|(end, beginning)| (end + beginning) / length as f64));
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_look_back_and_ahead_without_overlap() {
        let squares: Vec<f64> = (0..722).map(f64::from).collect();
        // The last 24 of 0..720 average 707.5; the two after them 720.5.
        assert_eq!(rows(&squares, 2), [([707.5, 635.5, 359.5], 720.5)]);
    }

    #[test]
    fn running_means_are_those_of_each_window_alone() {
        let values: Vec<f64> = (0..103_u32).map(|i| f64::from(i * i % 37) * if i == 40 { 1e9 } else { 1e-9 }).collect();
        for length in [1, 2, 7, 24, 100, 103] {
            let means = running_means(&values, length);
            assert_eq!(means.len(), values.len() + 1 - length, "{length}");
            for (mean, window) in means.iter().zip(values.windows(length)) {
                let alone = window.iter().sum::<f64>() / length as f64;
                assert!((mean - alone).abs() <= 1e-13 * alone, "{length}: {mean} {alone}");
            }
        }
        assert!(running_means(&values, 104).is_empty());
    }
}
