//! Sums over the hours of a window.

use wide::f64x2;

/// What is seen of one hour's prices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hour {
    /// Log return from the close before to this close; 0 where the bar is missing.
    pub log_return: f64,
    /// Log of high over low under the wick rule; 0 where the bar is missing.
    pub log_range: f64,
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
    /// Sum of log ranges, `ln(high/low)`.
    pub ranges: f64,
    /// Sum of squared falls.
    pub downside: f64,
    /// Sum of volumes, base units.
    pub volume: f64,
    /// Sum of log returns.
    pub drift: f64,
    /// Largest absolute log return.
    pub largest: f64,
    /// Log of the last close over the highest of the window, 0 or less.
    pub lowest: f64,
    /// Log of the last close over the lowest of the window, 0 or more.
    pub highest: f64,
}

impl WindowSums {
    /// Adds a run of hours that comes before all added so far, oldest first, with the volume of each: below 0 where there was no bar.
    ///
    /// ```
    /// use plimsoll_kernels::window::{Hour, WindowSums};
    /// let hour = |log_return| Hour { log_return, log_range: 0.5 };
    /// let mut sums = WindowSums::default();
    /// sums.add(&[hour(0.25), hour(-0.5)], &[-1.0, 8.0]);
    /// // From the newest: −0.5 first, then back to −0.25.
    /// assert_eq!((sums.hours, sums.real, sums.squares, sums.downside), (2, 1, 0.3125, 0.25));
    /// assert_eq!((sums.ranges, sums.volume, sums.drift, sums.largest), (1.0, 8.0, -0.25, 0.5));
    /// assert_eq!((sums.lowest, sums.highest), (-0.5, 0.0));
    /// ```
    // Not inlined: a caller compiled for size would make it so.
    #[inline(never)]
    pub fn add(&mut self, hours: &[Hour], volumes: &[f32]) {
        // Two sums in a register, and no branch: a processor cannot guess the sign of a return.
        let mut sums = f64x2::new([self.drift, self.ranges]);
        let mut squares = f64x2::new([self.squares, self.downside]);
        let mut largest = f64x2::new([self.highest, self.largest]);
        let mut lowest = f64x2::splat(self.lowest);
        for (hour, &volume) in hours.iter().zip(volumes).rev() {
            let Hour { log_return, log_range } = *hour;
            sums += f64x2::new([log_return, log_range]);
            lowest = sums.fast_min(lowest);
            let [drift, _] = sums.to_array();
            largest = f64x2::new([drift, log_return.abs()]).fast_max(largest);
            let moves = f64x2::splat(log_return).fast_min(f64x2::new([f64::INFINITY, 0.0]));
            squares += moves * moves;
            self.real += u32::from(volume >= 0.0);
            self.volume += f64::from(if volume > 0.0 { volume } else { 0.0 });
        }
        [self.drift, self.ranges] = sums.to_array();
        [self.squares, self.downside] = squares.to_array();
        [self.highest, self.largest] = largest.to_array();
        [self.lowest, _] = lowest.to_array();
        self.hours += hours.len() as u32;
    }
}

/// Adds a run of days that come before all added so far, oldest first: their squares, and the hours of each.
///
/// ```
/// use plimsoll_kernels::window::add_days;
/// assert_eq!(add_days((0.5, 24), &[0.25, 1.0], &[7, 24]), (1.75, 55));
/// ```
#[must_use]
pub fn add_days(sums: (f64, u32), squares: &[f64], hours: &[u8]) -> (f64, u32) {
    let squares = squares.iter().rev().fold(sums.0, |sum, squares| sum + squares);
    (squares, hours.iter().fold(sums.1, |sum, hours| sum + u32::from(*hours)))
}

/// How many hours have a real bar, by their volumes.
#[must_use]
pub fn real(volumes: &[f32]) -> u32 {
    volumes.iter().map(|volume| u32::from(*volume >= 0.0)).sum()
}
