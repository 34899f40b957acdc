//! The last 720 hours of one asset, and daily sums of the last 180 days: all that a forecast may read.

use super::ring::Ring;
use crate::market::Bar;
use crate::math;
use crate::units::SECONDS_PER_HOUR;
pub(crate) use plimsoll_kernels::window::Hour;
pub use plimsoll_kernels::window::WindowSums;
use plimsoll_kernels::window::{add_days, real};

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

/// Stands for the volume of an hour whose bar is missing and whose close is carried.
pub(crate) const MISSING: f32 = -1.0;

/// Sum of squared log returns of one UTC day.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub(crate) struct Day {
    pub(crate) squares: f64,
    /// Hours summed, 1 to 24; the first day of a history may be partial.
    pub(crate) hours: u8,
}

/// The history of one asset that a forecast may read: at most 16 KB.
///
/// Rings of fixed length, so that a push is O(1) and no running sum can drift.
#[derive(Clone, Debug)]
pub struct Window {
    pub(crate) hours: Ring<Hour>,
    /// Volumes of the same hours, base units; `MISSING` where there was no bar. Seven digits of a volume are enough.
    pub(crate) volumes: Ring<f32>,
    pub(crate) day_squares: Ring<f64>,
    pub(crate) day_hours: Ring<u8>,
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
        Self {
            hours: Ring::new(HOURS_KEPT),
            volumes: Ring::new(HOURS_KEPT),
            day_squares: Ring::new(DAYS_KEPT),
            day_hours: Ring::new(DAYS_KEPT),
            today: Day::default(),
            last_ts: 0,
            last_close: 0.0,
        }
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
        self.hours.len() as u32
    }

    /// Returns how many of the last 720 hours have a real bar.
    #[must_use]
    pub fn real_hours(&self) -> u32 {
        let (newer, older) = self.volumes.newer_and_older();
        real(newer) + real(older)
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
        let volume = bar.volume.min(f64::from(f32::MAX)) as f32;
        let elapsed = if self.hours.is_empty() { 0 } else { bar.ts.saturating_sub(self.last_ts) / SECONDS_PER_HOUR };
        if elapsed == 0 || elapsed > WINDOW_HOURS {
            *self = Self::new();
            let log_return = math::ln(bar.close / bar.open);
            self.append(bar.ts, Hour { log_return, log_range }, volume);
        } else {
            for step in 1..elapsed {
                self.append(self.last_ts + step * SECONDS_PER_HOUR, Hour { log_return: 0.0, log_range: 0.0 }, MISSING);
            }
            let log_return = math::ln(bar.close / self.last_close);
            self.append(bar.ts, Hour { log_return, log_range }, volume);
        }
        self.last_ts = bar.ts;
        self.last_close = bar.close;
    }

    /// The log return of the hour that lies `back` hours before the last, where its bar and the one before it are real.
    pub(crate) fn real_return(&self, back: usize) -> Option<f64> {
        let real = *self.volumes.back(back)? >= 0.0 && *self.volumes.back(back + 1)? >= 0.0;
        if real { self.hours.back(back).map(|hour| hour.log_return) } else { None }
    }

    fn append(&mut self, ts: u32, hour: Hour, volume: f32) {
        self.hours.push(hour);
        self.volumes.push(volume);
        self.today.squares += hour.log_return * hour.log_return;
        self.today.hours += 1;
        // The day closes when its last hour is in, or with the first hour of the next one.
        if ts / SECONDS_PER_HOUR % HOURS_PER_DAY == HOURS_PER_DAY - 1 {
            self.day_squares.push(self.today.squares);
            self.day_hours.push(self.today.hours);
            self.today = Day::default();
        }
    }

    /// Sums the nested windows in one pass, newest hour first.
    #[must_use]
    pub fn sums(&self) -> [WindowSums; WINDOWS.len()] {
        let mut sums = [WindowSums::default(); WINDOWS.len()];
        let mut total = WindowSums::default();
        let (mut hours, mut volumes) = (self.hours.newer_and_older(), self.volumes.newer_and_older());
        for (sum, length) in sums.iter_mut().zip(WINDOWS) {
            // Twice, because a window may begin in the ring's newer part and end in the older.
            for _ in 0..2 {
                let wanted = (length - total.hours) as usize;
                let (older, segment) = hours.0.split_at(hours.0.len().saturating_sub(wanted));
                let (older_volumes, segment_volumes) = volumes.0.split_at(volumes.0.len().saturating_sub(wanted));
                total.add(segment, segment_volumes);
                (hours.0, volumes.0) = (older, older_volumes);
                if older.is_empty() {
                    (hours, volumes) = ((hours.1, &[][..]), (volumes.1, &[][..]));
                }
            }
            // Where the history ends, every longer window holds the same hours.
            *sum = total;
        }
        sums
    }

    /// Sums squared returns of the last `WINDOW_DAYS` complete UTC days; returns the sum and its hours.
    pub(crate) fn daily(&self) -> (f64, u32) {
        let (squares, hours) = (self.day_squares.newer_and_older(), self.day_hours.newer_and_older());
        add_days(add_days((0.0, 0), squares.0, hours.0), squares.1, hours.1)
    }
}
