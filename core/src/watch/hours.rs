//! The hours of one asset: from an exchange's history and from ticks, in order, into the tracker and the outcomes.

use super::market::WatchedMarket;
use super::outcomes::Outcomes;
use crate::error::RiskError;
use crate::market::{BAR_FIELDS, Bar};
use crate::oracle::LiveHour;
use crate::units::SECONDS_PER_HOUR;
use crate::volatility::{Forecast, MarketState, Tracker};
use alloc::vec::Vec;

/// Live hours that wait for the hours before them; when there are more, the hole stays.
pub(super) const MOST_WAITING: usize = 3;

/// History asked for where there is none, seconds: what the tracker reads.
const HISTORY_SECONDS: u32 = 181 * 24 * SECONDS_PER_HOUR;

#[derive(Clone, Debug)]
pub(super) struct Hours<O> {
    pub tracker: Tracker,
    pub outcomes: O,
    /// Live hours later than the one that the tracker needs next.
    pub waiting: Vec<Bar>,
    /// What its forecasts know of the market.
    pub market: WatchedMarket,
    /// All of them came live: older ones, once history has them, are worth beginning anew for.
    pub alone: bool,
    /// Of the tracker's last bar, worked out once an hour and for another market.
    pub forecast: Option<Forecast>,
}

impl<O: Outcomes> Hours<O> {
    pub fn new() -> Self {
        let (tracker, outcomes) = (Tracker::new(), O::start());
        Self { tracker, outcomes, waiting: Vec::new(), market: WatchedMarket::Absent, alone: true, forecast: None }
    }

    /// End of the last bar, seconds UTC; absent without one.
    pub fn end(&self) -> Option<u32> {
        (self.tracker.history_hours() > 0).then(|| self.tracker.window().last_ts()).flatten().map(|ts| ts + SECONDS_PER_HOUR)
    }

    /// The first hour to be asked from history at `now`; absent where none is, or only the last that may still come from ticks.
    pub fn missing(&self, now: f64) -> Option<u32> {
        let now = now as u32;
        let hour = now - now % SECONDS_PER_HOUR;
        let first = hour.saturating_sub(HISTORY_SECONDS);
        match self.end() {
            Some(end) if !self.alone => (end < hour).then_some(end.max(first)),
            _ => Some(first),
        }
    }

    /// Hours up to `now` are missing, which history may fill.
    pub fn behind(&self, now: f64) -> bool {
        let now = now as u32;
        self.end().is_none_or(|end| end < now - now % SECONDS_PER_HOUR)
    }

    /// Takes in an hour made of ticks, if enough of it was seen.
    pub fn live(&mut self, hour: LiveHour, least_minutes: u32) -> Result<(), RiskError> {
        if hour.minutes < least_minutes {
            return Ok(());
        }
        self.waiting.push(hour.bar);
        self.flush()
    }

    /// Takes in bars from history: those not known yet and over by `now`. Where all hours came live, it begins anew at the first bar that
    /// is older than the last of them, so that the state is that of a batch over the same bars; whether it did.
    pub fn history(&mut self, bars: &[f64], now: f64) -> Result<bool, RiskError> {
        let mut anew = false;
        for row in bars.chunks_exact(BAR_FIELDS) {
            let bar = Bar::from_row(0, row)?;
            if f64::from(bar.ts) + f64::from(SECONDS_PER_HOUR) > now {
                continue;
            }
            if core::mem::take(&mut self.alone) && self.end().is_some_and(|end| bar.ts < end) {
                (self.tracker, self.outcomes, anew) = (Tracker::new(), O::start(), true);
            }
            if self.end().is_none_or(|end| bar.ts >= end) {
                self.push(&bar)?;
            }
        }
        self.flush()?;
        Ok(anew)
    }

    /// Moves waiting hours on that follow the last bar, or all of them when the hole before them is not filled in time.
    fn flush(&mut self) -> Result<(), RiskError> {
        while let Some(bar) = self.waiting.first().cloned() {
            let end = self.end();
            if end.is_some_and(|end| bar.ts > end) && self.waiting.len() < MOST_WAITING {
                break;
            }
            self.waiting.remove(0);
            if end.is_none_or(|end| bar.ts >= end) {
                self.push(&bar)?;
            }
        }
        Ok(())
    }

    fn push(&mut self, bar: &Bar) -> Result<(), RiskError> {
        self.tracker.push(bar)?;
        let row = [f64::from(bar.ts), bar.open, bar.high, bar.low, bar.close, bar.volume];
        self.outcomes.bar(&row)?;
        self.forecast = None;
        Ok(())
    }

    /// The market that its forecast reads: not one of another day.
    pub fn known_market(&self) -> Option<&MarketState> {
        match (&self.market, self.end()) {
            (WatchedMarket::Known(market), Some(end)) if market.is_near(end) => Some(market),
            _ => None,
        }
    }

    /// The forecast from the last bar to go by.
    pub fn forecast(&mut self) -> Result<Option<&Forecast>, RiskError> {
        if self.tracker.history_hours() == 0 {
            return Ok(None);
        }
        if self.forecast.is_none() {
            let model = self.tracker.forecast(self.known_market())?;
            self.forecast = Some(self.outcomes.forecast(model)?);
        }
        Ok(self.forecast.as_ref())
    }
}
