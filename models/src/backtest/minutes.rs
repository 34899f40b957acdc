//! Positions of two assets judged by five-minute bars, where both assets have them: what hours hide of how prices moved together.

use super::pair_record::{PAIR_HOURS, PairOpening};
use super::pairs::{Pair, READINGS};
use super::positions::{ALPHAS, THRESHOLD};
use crate::dataset::Dataset;
use crate::grid::HOUR;
use crate::inputs::five_minute_bars;
use anyhow::{Context, Result};
use plimsoll::math;
use plimsoll::volatility::WICK_LIMIT;
use std::collections::BTreeMap;
use std::path::Path;

/// Bars of five minutes in the time held, and the share of them that both assets need: that of hourly windows.
const BARS: usize = PAIR_HOURS as usize * 12;
const LEAST_SHARE: f64 = 0.98;

/// Low, high and close of one asset, by when the bar opened.
type Bars = Vec<(u32, [f64; 3])>;

/// Looks at every opening of which both assets have five-minute bars in the folder's `m5`.
///
/// # Errors
/// A file that cannot be read, what the core refuses.
pub fn judge_by_minutes(pairs: &mut [PairOpening], data: &Dataset, folder: &Path) -> Result<()> {
    let mut known: BTreeMap<usize, Option<Bars>> = BTreeMap::new();
    for series in pairs.iter().flat_map(|one| one.series) {
        if let std::collections::btree_map::Entry::Vacant(place) = known.entry(series) {
            place.insert(five_minute_bars(&data.members[series].asset, folder)?.map(|rows| rows.iter().map(bar).collect()));
        }
    }
    for one in pairs {
        let [Some(first), Some(second)] = one.series.map(|series| known[&series].as_deref()) else { continue };
        let held = common(within(first, one.ts), within(second, one.ts));
        if held.len() as f64 >= LEAST_SHARE * BARS as f64 {
            one.by_minutes = Some(judged(one, data, &held)?);
        }
    }
    Ok(())
}

/// Under the wick rule.
fn bar(&[ts, open, high, low, close, _]: &[f64; 6]) -> (u32, [f64; 3]) {
    let (low_body, high_body) = (open.min(close), open.max(close));
    (ts as u32, [low.max(low_body * math::exp(-WICK_LIMIT)), high.min(high_body * math::exp(WICK_LIMIT)), close])
}

fn within(bars: &[(u32, [f64; 3])], from: u32) -> &[(u32, [f64; 3])] {
    let at = |ts: u32| bars.partition_point(|(open, _)| *open < ts);
    &bars[at(from)..at(from + PAIR_HOURS * HOUR)]
}

/// Lows, highs and closes of both at the times that both have.
fn common(first: &[(u32, [f64; 3])], second: &[(u32, [f64; 3])]) -> Vec<[[f64; 2]; 3]> {
    let other: BTreeMap<u32, [f64; 3]> = second.iter().copied().collect();
    let both = first.iter().filter_map(|(ts, a)| Some((a, other.get(ts)?)));
    both.map(|(a, b)| [0, 1, 2].map(|place| [a[place], b[place]])).collect()
}

fn judged(one: &PairOpening, data: &Dataset, held: &[[[f64; 2]; 3]]) -> Result<[[bool; READINGS.len()]; ALPHAS.len()]> {
    let names = one.series.map(|series| data.members[series].asset.as_str());
    let price = |series: usize| {
        let grid = &data.grids[series];
        grid.closed(one.ts).and_then(|closed| grid.close.get(closed - 1).copied()).context("an opening without a price")
    };
    let prices = [price(one.series[0])?, price(one.series[1])?];
    let mut verdicts = [[false; READINGS.len()]; ALPHAS.len()];
    for (verdicts, advised) in verdicts.iter_mut().zip(&one.advised) {
        let account = one.pair.account(names, prices, THRESHOLD * (-advised.distance).exp());
        let worst = one.pair.worst_of(&account, held.iter().copied())?;
        for (verdict, prices) in verdicts.iter_mut().zip(worst) {
            *verdict = Pair::health(&account, prices)?.1;
        }
    }
    Ok(verdicts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_both_have_within_the_day_is_read_with_wild_wicks_cut() {
        let row = |minute: u32, low: f64| bar(&[f64::from(60 * minute), 100.0, 101.0, low, 100.0, 1.0]);
        let first: Bars = vec![row(0, 99.0), row(5, 98.0), row(10, 1.0), row(24 * 60, 90.0)];
        let second: Bars = vec![row(5, 97.0), row(10, 96.0), row(15, 95.0)];
        assert_eq!(within(&first, 300), &first[1..]);
        assert_eq!(within(&first, 0), &first[..3]);
        let both = common(within(&first, 0), within(&second, 0));
        let cut = 100.0 * math::exp(-WICK_LIMIT);
        assert_eq!(both, [[[98.0, 97.0], [101.0, 101.0], [100.0, 100.0]], [[cut, 96.0], [101.0, 101.0], [100.0, 100.0]]]);
    }
}
