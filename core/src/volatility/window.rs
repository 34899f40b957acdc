//! The last 720 hours of one asset, and daily sums of the last 180 days: all that a forecast may read.

use crate::market::Bar;
use crate::math;
use crate::units::SECONDS_PER_HOUR;
use alloc::vec::Vec;

/// Hours that a forecast reads in full detail.
pub const WINDOW_HOURS: u32 = 720;

/// Complete UTC days that a forecast reads as daily sums.
pub const WINDOW_DAYS: u32 = 180;

/// Lengths of the nested windows, hours, each ending at the decision time.
pub const WINDOWS: [u32; 8] = [1, 3, 6, 24, 72, 168, 336, 720];

/// The wick rule: a print further than this log distance beyond open and close is one venue's, not a price.
pub const WICK_LIMIT: f64 = 0.20;

const HOURS_KEPT: usize = WINDOW_HOURS as usize;
const DAYS_KEPT: usize = WINDOW_DAYS as usize;
const HOURS_PER_DAY: u32 = 24;
/// `e^−0.20` and `e^0.20`, correctly rounded.
pub(crate) const WICK_DOWN: f64 = 0.818_730_753_077_981_8;
pub(crate) const WICK_UP: f64 = 1.221_402_758_160_169_8;

/// One hour as the features see it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Hour {
    /// Log return from the close before to this close; 0 where the bar is missing.
    pub(crate) log_return: f64,
    /// Log of high over low under the wick rule; 0 where the bar is missing.
    pub(crate) log_range: f64,
    /// False where the bar is missing and the last close is carried.
    pub(crate) real: bool,
}

/// Sum of squared log returns of one UTC day.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub(crate) struct Day {
    pub(crate) squares: f64,
    /// Hours summed, 1 to 24; the first day of a history may be partial.
    pub(crate) hours: u8,
}

/// What one nested window holds, summed from the newest hour to the oldest.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct WindowSums {
    /// Hours covered by the history, at most the window's length; missing bars inside it count.
    pub hours: u32,
    /// Hours with a real bar.
    pub real: u32,
    /// Sum of squared log returns.
    pub squares: f64,
    /// Sum of squared log ranges, `ln(high/low)²`.
    pub ranges: f64,
    /// Sum of squared falls.
    pub downside: f64,
    /// Sum of products of neighbouring absolute returns, times π/2: the variance without jumps.
    pub bipower: f64,
    /// Sum of log returns.
    pub drift: f64,
    /// Largest absolute log return.
    pub largest: f64,
}

/// The history of one asset that a forecast may read.
///
/// Buffers grow to twice their length and are then cut back at once, so that a push is O(1) on average, the newest
/// hours are always contiguous, and no running sum can drift.
#[derive(Clone, Debug)]
pub struct Window {
    pub(crate) hours: Vec<Hour>,
    pub(crate) days: Vec<Day>,
    pub(crate) today: Day,
    /// Open time of the last bar; meaningful when `hours` is not empty.
    pub(crate) last_ts: u32,
    pub(crate) last_close: f64,
}

impl Default for Window {
    fn default() -> Self {
        Self::new()
    }
}

impl Window {
    /// Creates a window with no history.
    #[must_use]
    pub fn new() -> Self {
        Self { hours: Vec::new(), days: Vec::new(), today: Day::default(), last_ts: 0, last_close: 0.0 }
    }

    /// Returns the open time of the last bar, seconds UTC; absent before the first.
    #[must_use]
    pub fn last_ts(&self) -> Option<u32> {
        if self.hours.is_empty() { None } else { Some(self.last_ts) }
    }

    /// Returns the decision time: the close of the last bar, seconds UTC; 0 before the first.
    #[must_use]
    pub fn as_of(&self) -> u32 {
        self.last_ts().map_or(0, |ts| ts.saturating_add(SECONDS_PER_HOUR))
    }

    /// Returns the last close, quote per base; absent before the first bar.
    #[must_use]
    pub fn price(&self) -> Option<f64> {
        if self.hours.is_empty() { None } else { Some(self.last_close) }
    }

    /// Returns the hours covered, at most 720; missing bars inside the history count.
    #[must_use]
    pub fn history_hours(&self) -> u32 {
        self.recent().len() as u32
    }

    /// Returns how many of the last 720 hours have a real bar.
    #[must_use]
    pub fn real_hours(&self) -> u32 {
        self.recent().iter().filter(|hour| hour.real).count() as u32
    }

    /// Appends a bar that the tracker has checked: positive finite prices, on the grid, later than the last.
    ///
    /// After a hole of more than 720 hours nothing that a forecast may read is left, so the history starts anew.
    pub(crate) fn push(&mut self, bar: &Bar) {
        let (low_body, high_body) = (bar.open.min(bar.close), bar.open.max(bar.close));
        let low = bar.low.max(low_body * WICK_DOWN);
        let high = bar.high.min(high_body * WICK_UP);
        // A ratio first, one logarithm after: prices times a power of two give the same bits.
        let log_range = math::ln(high / low).max(0.0);
        let elapsed = if self.hours.is_empty() { 0 } else { bar.ts.saturating_sub(self.last_ts) / SECONDS_PER_HOUR };
        if elapsed == 0 || elapsed > WINDOW_HOURS {
            *self = Self::new();
            let log_return = math::ln(bar.close / bar.open);
            self.append(bar.ts, Hour { log_return, log_range, real: true });
        } else {
            for step in 1..elapsed {
                self.append(self.last_ts + step * SECONDS_PER_HOUR, Hour { log_return: 0.0, log_range: 0.0, real: false });
            }
            let log_return = math::ln(bar.close / self.last_close);
            self.append(bar.ts, Hour { log_return, log_range, real: true });
        }
        self.last_ts = bar.ts;
        self.last_close = bar.close;
    }

    /// The last 720 hours or fewer, oldest first.
    pub(crate) fn recent(&self) -> &[Hour] {
        tail(&self.hours, HOURS_KEPT)
    }

    /// The last 180 complete UTC days or fewer, oldest first.
    pub(crate) fn recent_days(&self) -> &[Day] {
        tail(&self.days, DAYS_KEPT)
    }

    fn append(&mut self, ts: u32, hour: Hour) {
        // The day closes when its last hour is in, or with the first hour of the next one.
        push_bounded(&mut self.hours, hour, HOURS_KEPT);
        self.today.squares += hour.log_return * hour.log_return;
        self.today.hours += 1;
        if ts / SECONDS_PER_HOUR % HOURS_PER_DAY == HOURS_PER_DAY - 1 {
            push_bounded(&mut self.days, self.today, DAYS_KEPT);
            self.today = Day::default();
        }
    }

    /// Sums the nested windows in one pass, newest hour first.
    #[must_use]
    pub fn sums(&self) -> [WindowSums; WINDOWS.len()] {
        let mut sums = [WindowSums::default(); WINDOWS.len()];
        let mut total = WindowSums::default();
        let mut newer = 0.0;
        let mut rest = self.recent();
        for (sum, length) in sums.iter_mut().zip(WINDOWS) {
            let wanted = (length - total.hours) as usize;
            let (older, segment) = rest.split_at(rest.len().saturating_sub(wanted));
            rest = older;
            for hour in segment.iter().rev() {
                newer = total.add(hour, newer);
            }
            total.hours += segment.len() as u32;
            *sum = total;
            if segment.len() < wanted {
                // The history ends here: every longer window holds the same hours.
                rest = &[];
                sum.hours = total.hours;
            }
        }
        sums
    }

    /// Sums squared returns of the last `days` complete UTC days; returns the sum and its hours.
    pub(crate) fn daily(&self, days: usize) -> (f64, u32) {
        tail(self.recent_days(), days).iter().rev().fold((0.0, 0), |(sum, hours), day| (sum + day.squares, hours + u32::from(day.hours)))
    }
}

impl WindowSums {
    /// Adds an hour, given the absolute return of the next newer one; returns this hour's.
    #[inline]
    fn add(&mut self, hour: &Hour, newer: f64) -> f64 {
        let size = math::abs(hour.log_return);
        let square = size * size;
        self.real += u32::from(hour.real);
        self.squares += square;
        self.ranges += hour.log_range * hour.log_range;
        self.downside += if hour.log_return < 0.0 { square } else { 0.0 };
        self.bipower += core::f64::consts::FRAC_PI_2 * size * newer;
        self.drift += hour.log_return;
        self.largest = if size > self.largest { size } else { self.largest };
        size
    }
}

/// The last `count` items, or all.
fn tail<T>(items: &[T], count: usize) -> &[T] {
    items.get(items.len().saturating_sub(count)..).unwrap_or(&[])
}

/// Appends, and cuts back to the last `kept` items once there are twice as many.
fn push_bounded<T>(items: &mut Vec<T>, item: T, kept: usize) {
    if items.len() >= 2 * kept {
        items.drain(..items.len() - kept + 1);
    }
    items.push(item);
}
