//! The hourly grid: missing bars carried at the last close, wild wicks cut, and the shares of real bars that rows need.

use plimsoll::market::Bar;
use plimsoll::math;
use plimsoll::volatility::WICK_LIMIT;

/// Seconds in an hour.
pub const HOUR: u32 = 3_600;

/// Share of real bars that the last 720 hours need.
const HISTORY_SHARE: f64 = 0.95;

/// Share of real bars that a target window needs.
const TARGET_SHARE: f64 = 0.98;

/// The bars of one asset on an unbroken hourly grid.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Open of the first hour, seconds UTC.
    pub start: u32,
    /// Close, or the last one before.
    pub close: Vec<f64>,
    /// Low under the wick rule; the carried close where the bar is missing.
    pub low: Vec<f64>,
    /// High under the wick rule.
    pub high: Vec<f64>,
    /// Log return from the close before; the first hour's from its open.
    pub log_return: Vec<f64>,
    /// Real bars among the first `i` hours; one entry more than hours.
    real: Vec<u32>,
}

impl Grid {
    /// Puts bars, at least one, on the grid.
    #[must_use]
    pub fn new(bars: &[Bar]) -> Self {
        let start = bars.first().map_or(0, |bar| bar.ts);
        let hours = bars.last().map_or(0, |bar| (bar.ts - start) / HOUR + 1) as usize;
        let with = || Vec::with_capacity(hours);
        let mut grid = Self { start, close: with(), low: with(), high: with(), log_return: with(), real: vec![0] };
        for bar in bars {
            let position = ((bar.ts - start) / HOUR) as usize;
            while grid.close.len() < position {
                let carried = grid.close.last().copied().unwrap_or(bar.open);
                grid.push(carried, carried, carried, 0.0, false);
            }
            let before = grid.close.last().copied().unwrap_or(bar.open);
            let low = bar.low.max(bar.open.min(bar.close) * math::exp(-WICK_LIMIT));
            let high = bar.high.min(bar.open.max(bar.close) * math::exp(WICK_LIMIT));
            grid.push(bar.close, low, high, math::ln(bar.close / before), true);
        }
        grid
    }

    fn push(&mut self, close: f64, low: f64, high: f64, log_return: f64, real: bool) {
        self.close.push(close);
        self.low.push(low);
        self.high.push(high);
        self.log_return.push(log_return);
        self.real.push(self.real.last().copied().unwrap_or(0) + u32::from(real));
    }

    /// Hours on the grid.
    #[must_use]
    pub fn hours(&self) -> usize {
        self.close.len()
    }

    /// Hours closed at decision time `t`, if the grid has begun: the last of them opened at `t − 3600`.
    #[must_use]
    pub fn closed(&self, t: u32) -> Option<usize> {
        let hours = (t.checked_sub(self.start)? / HOUR) as usize;
        (hours > 0).then_some(hours)
    }

    /// Real bars among the hours from `from` up to `to`; hours past the end of the grid are missing.
    #[must_use]
    pub fn real_between(&self, from: usize, to: usize) -> u32 {
        let at = |position: usize| self.real[position.min(self.hours())];
        at(to) - at(from)
    }

    /// Whether the last 720 hours before `closed` are all on the grid, at least 95 % of them real.
    #[must_use]
    pub fn full_history(&self, closed: usize) -> bool {
        closed >= 720 && f64::from(self.real_between(closed - 720, closed)) >= HISTORY_SHARE * 720.0
    }

    /// Whether the target window of `horizon` hours from `closed` lies on the grid with at least 98 % real bars.
    #[must_use]
    pub fn full_target(&self, closed: usize, horizon: usize) -> bool {
        closed + horizon <= self.hours() && f64::from(self.real_between(closed, closed + horizon)) >= TARGET_SHARE * horizon as f64
    }

    /// Mean squared log return of the last `hours` before `closed`.
    #[must_use]
    pub fn mean_square(&self, closed: usize, hours: usize) -> f64 {
        self.log_return[closed - hours..closed].iter().map(|r| r * r).sum::<f64>() / hours as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(ts: u32, open: f64, high: f64, low: f64, close: f64) -> Bar {
        Bar { ts, open, high, low, close, volume: 1.0 }
    }

    #[test]
    fn holes_are_carried_and_counted_as_missing() {
        let grid = Grid::new(&[bar(0, 1.0, 1.0, 1.0, 1.0), bar(3 * HOUR, 2.0, 2.0, 2.0, 2.0)]);
        assert_eq!(grid.close, [1.0, 1.0, 1.0, 2.0]);
        assert_eq!(grid.log_return, [0.0, 0.0, 0.0, math::ln(2.0)]);
        assert_eq!((grid.real_between(0, 4), grid.real_between(1, 3), grid.real_between(3, 9)), (2, 0, 1));
        assert_eq!((grid.closed(0), grid.closed(HOUR), grid.closed(4 * HOUR)), (None, Some(1), Some(4)));
    }

    #[test]
    fn a_wild_wick_is_cut_at_a_fifth_beyond_the_body() {
        let grid = Grid::new(&[bar(0, 4.0, 40.0, 0.0001, 3.0)]);
        assert_eq!(grid.low, [3.0 * math::exp(-0.2)]);
        assert_eq!(grid.high, [4.0 * math::exp(0.2)]);
    }

    #[test]
    fn rows_need_95_and_98_percent_of_real_bars() {
        let keep = |missing: usize| -> Vec<Bar> {
            (0..1_000u32).filter(|i| *i < 10 || *i as usize >= 10 + missing).map(|i| bar(i * HOUR, 1.0, 1.0, 1.0, 1.0)).collect()
        };
        assert!(Grid::new(&keep(36)).full_history(720) && !Grid::new(&keep(37)).full_history(720));
        assert!(!Grid::new(&keep(0)).full_history(719));
        assert!(Grid::new(&keep(2)).full_target(5, 100) && !Grid::new(&keep(3)).full_target(5, 100));
        assert!(Grid::new(&keep(0)).full_target(900, 100) && !Grid::new(&keep(0)).full_target(901, 100));
    }
}
