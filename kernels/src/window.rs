//! Sums over the hours of a window.

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
    pub fn add(&mut self, hours: &[Hour], volumes: &[f32]) {
        let mut sums = *self;
        for (hour, &volume) in hours.iter().zip(volumes).rev() {
            let size = hour.log_return.abs();
            let square = size * size;
            sums.real += u32::from(volume >= 0.0);
            sums.squares += square;
            sums.ranges += hour.log_range;
            sums.downside += if hour.log_return < 0.0 { square } else { 0.0 };
            sums.volume += f64::from(if volume > 0.0 { volume } else { 0.0 });
            sums.drift += hour.log_return;
            sums.largest = if size > sums.largest { size } else { sums.largest };
            sums.lowest = if sums.drift < sums.lowest { sums.drift } else { sums.lowest };
            sums.highest = if sums.drift > sums.highest { sums.drift } else { sums.highest };
        }
        sums.hours += hours.len() as u32;
        *self = sums;
    }
}

/// How many hours have a real bar, by their volumes.
#[must_use]
pub fn real(volumes: &[f32]) -> u32 {
    volumes.iter().map(|volume| u32::from(*volume >= 0.0)).sum()
}
