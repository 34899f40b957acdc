//! Minutes and hours assembled from the merged price.

use super::median::median;
use crate::market::Bar;
use crate::math;
use crate::units::SECONDS_PER_HOUR;
use alloc::vec;
use alloc::vec::Vec;

const MINUTE: u32 = 60;

/// A minute of the merged price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candle {
    /// Open time, seconds UTC, a multiple of 60.
    pub ts: u32,
    /// First price, quote per base.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
}

/// An hour of the merged price, and how much of it was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveHour {
    /// The hour as a bar; its volume is the median over the sources that traded.
    pub bar: Bar,
    /// Minutes in which there was a price, at most 60.
    pub minutes: u32,
}

/// The minute and the hour under way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candles {
    pub minute: Option<Candle>,
    /// The last minute that ended.
    pub ended: Option<Candle>,
    /// The hour so far, of minutes that ended, with the number of them.
    pub hour: Option<(Candle, u32)>,
    /// Volume of the hour so far, one a source.
    pub volumes: Vec<f64>,
}

impl Candles {
    pub fn new(sources: usize) -> Self {
        Self { minute: None, ended: None, hour: None, volumes: vec![0.0; sources] }
    }

    /// Lets time pass to `now`, seconds UTC; returns the hour that ended with it.
    pub fn advance(&mut self, now: f64) -> Option<LiveHour> {
        let minute = self.minute?;
        if now < f64::from(minute.ts) + f64::from(MINUTE) {
            return None;
        }
        self.minute = None;
        self.ended = Some(minute);
        let (mut hour, mut minutes) = self.hour.unwrap_or((Candle { ts: minute.ts - minute.ts % SECONDS_PER_HOUR, ..minute }, 0));
        hour.high = hour.high.max(minute.high);
        hour.low = hour.low.min(minute.low);
        hour.close = minute.close;
        minutes += 1;
        self.hour = Some((hour, minutes));
        if now < f64::from(hour.ts) + f64::from(SECONDS_PER_HOUR) {
            return None;
        }
        self.close()
    }

    /// Ends the hour under way once its time is over, though no minute ended with it.
    pub fn lapse(&mut self, now: f64) -> Option<LiveHour> {
        let ended = self.advance(now);
        match self.hour {
            Some((hour, _)) if ended.is_none() && now >= f64::from(hour.ts) + f64::from(SECONDS_PER_HOUR) => self.close(),
            _ => ended,
        }
    }

    fn close(&mut self) -> Option<LiveHour> {
        let (hour, minutes) = self.hour.take()?;
        let mut traded: Vec<(f64, f64)> = self.volumes.iter().filter(|volume| **volume > 0.0).map(|volume| (*volume, 1.0)).collect();
        let volume = median(&mut traded).unwrap_or(0.0);
        self.volumes.fill(0.0);
        let bar = Bar { ts: hour.ts, open: hour.open, high: hour.high, low: hour.low, close: hour.close, volume };
        Some(LiveHour { bar, minutes })
    }

    /// Says that the clock was set to `now`, seconds UTC: what would lie after it is forgotten, hour and all, for its minutes would count twice.
    pub fn resync(&mut self, now: f64) {
        let candles = [self.minute, self.ended, self.hour.map(|hour| hour.0)];
        if candles.iter().flatten().any(|candle| f64::from(candle.ts) > now) {
            *self = Self::new(self.volumes.len());
        }
    }

    /// Takes in a price at `now`, seconds UTC, after `lapse` at the same time; a price from before the minute under way is too late.
    pub fn price(&mut self, now: f64, price: f64) {
        if !(0.0..=f64::from(u32::MAX)).contains(&now) {
            return;
        }
        let ts = math::floor(now) as u32 / MINUTE * MINUTE;
        match &mut self.minute {
            Some(minute) if ts > minute.ts => {}
            Some(minute) => {
                if ts == minute.ts {
                    minute.high = minute.high.max(price);
                    minute.low = minute.low.min(price);
                    minute.close = price;
                }
            }
            None => {
                let over = |candle: Candle, span: u32| ts >= candle.ts.saturating_add(span);
                if self.ended.is_none_or(|ended| over(ended, MINUTE)) {
                    self.minute = Some(Candle { ts, open: price, high: price, low: price, close: price });
                }
            }
        }
    }
}
