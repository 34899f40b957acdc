//! One source: its last price, the order of its messages, its clock.

/// A clock's least lag is remembered for this long, and for as long again, seconds.
const LAG_SECONDS: f64 = 120.0;

/// What is remembered of one source; all times but `stamp` by the receiver's clock.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Source {
    pub weight: f64,
    /// The exchange's number of the last tick; 0 where it has none.
    pub id: f64,
    /// The source's own time of the last tick.
    pub stamp: f64,
    /// 0 before the first tick.
    pub price: f64,
    /// When the last tick was made.
    pub at: f64,
    /// When its price began to stand still, and the price of the others then; 0 where there was none.
    pub still_since: f64,
    pub others_then: f64,
    /// Least lag (receipt less stamp) of the present span, and of the one before it.
    pub lags: [f64; 2],
    pub lag_began: f64,
    pub duplicates: u32,
    pub out_of_order: u32,
}

/// Larger than any lag.
pub(super) const NO_LAG: f64 = 1e12;

impl Source {
    pub fn new(weight: f64) -> Self {
        Self {
            weight,
            id: 0.0,
            stamp: 0.0,
            price: 0.0,
            at: 0.0,
            still_since: 0.0,
            others_then: 0.0,
            lags: [NO_LAG; 2],
            lag_began: 0.0,
            duplicates: 0,
            out_of_order: 0,
        }
    }

    pub fn spoken(&self) -> bool {
        self.price > 0.0
    }

    /// The least lag seen lately: the difference of the clocks and the fastest way, as NTP takes it.
    pub fn lag(&self) -> f64 {
        if self.lag_learned() { self.lags[0].min(self.lags[1]) } else { 0.0 }
    }

    /// The receiver slept, or its clock was set to `now`: what was learned of the clocks is forgotten, and no tick was made after it.
    pub fn resync(&mut self, now: f64) {
        (self.lags, self.lag_began) = ([NO_LAG; 2], 0.0);
        (self.at, self.still_since) = (self.at.min(now), self.still_since.min(now));
    }

    /// Its lag was learned in the last minutes: after a silence the clocks may have been set.
    pub fn lag_known(&self, now: f64) -> bool {
        self.lag_learned() && (0.0..2.0 * LAG_SECONDS).contains(&(now - self.lag_began))
    }

    pub fn lag_learned(&self) -> bool {
        self.lags[0].min(self.lags[1]) < NO_LAG
    }

    /// Its lag is that of messages of one span alone, and may be the age of an old trade that it was greeted with.
    pub fn lag_unproven(&self) -> bool {
        self.lags[1] >= NO_LAG
    }

    /// Learns the lag of a tick and returns when, by the receiver's clock, it was made: at or before its receipt.
    pub fn made(&mut self, stamp: f64, received: f64) -> f64 {
        let lag = received - stamp;
        let since = received - self.lag_began;
        if !(0.0..LAG_SECONDS).contains(&since) {
            self.lags = [NO_LAG, if (0.0..2.0 * LAG_SECONDS).contains(&since) { self.lags[0] } else { NO_LAG }];
            self.lag_began = received;
        }
        self.lags[0] = self.lags[0].min(lag);
        stamp + self.lag()
    }
}
