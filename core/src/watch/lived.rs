//! How long data have been missed while awake: what a sleeping device missed is not held against the sources.

/// Of a sleep so much counts as awake, seconds: a device that wakes for a moment now and then is as blind as one that is awake all the
/// time, and one that slept long once is not.
const MOST_AWAKE: f64 = 60.0;

/// Seconds awake, by the receiver's clock.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lived {
    /// The last evaluation, or the end of the last sleep.
    last: Option<f64>,
    /// Without a price, and without one that two sources agree on.
    pub prices: f64,
    pub confirmed: f64,
    /// Since it began, or woke with no hour missing before.
    pub awake: f64,
}

impl Lived {
    /// As it is at `now`, where nothing was heard since the last evaluation.
    pub fn at(mut self, now: f64) -> Self {
        self.add(now, f64::INFINITY);
        self
    }

    /// Lets time pass to `now`. Where there is a price, and a confirmed one: how old the tick that made it is.
    pub fn pass(&mut self, now: f64, prices: Option<f64>, confirmed: Option<f64>) {
        self.add(now, f64::INFINITY);
        (self.prices, self.confirmed) = (prices.unwrap_or(self.prices), confirmed.unwrap_or(self.confirmed));
    }

    /// The receiver slept until `now`, or its clock was set to it; `filled`: no hour was missing at a time.
    pub fn resync(&mut self, now: f64, filled: impl Fn(f64) -> bool) {
        if let Some(last) = self.last {
            self.add(now, MOST_AWAKE);
            if filled(last) {
                self.awake = 0.0;
            }
        }
    }

    fn add(&mut self, now: f64, most: f64) {
        let gap = self.last.map_or(0.0, |last| (now - last).max(0.0).min(most));
        self.last = Some(now);
        for lived in [&mut self.prices, &mut self.confirmed, &mut self.awake] {
            *lived += gap;
        }
    }
}
