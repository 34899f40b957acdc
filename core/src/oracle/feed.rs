//! The feed of one asset: ticks of several sources in, one price, hours and a report out.

use super::bytes;
use super::candles::{Candle, Candles, LiveHour};
use super::median::Few;
use super::report::{OraclePrice, SourceReport, SourceStatus};
use super::rules::{OracleRules, check};
use super::source::Source;
use crate::error::RiskError;
use crate::market::PRICE_RANGE;
use crate::math;
use crate::units::{Shown, finite, within};
use alloc::string::ToString;
use alloc::vec::Vec;

/// Sources of a feed, at most.
pub(super) const MOST_SOURCES: usize = 16;

/// Clocks that differ by less are taken as equal, seconds.
const CLOCK_TOLERANCE: f64 = 5.0;

/// A message from further ahead than this has a wrong time, seconds.
const AHEAD_SECONDS: f64 = 60.0;

/// Before any price was agreed a lone source is believed after so long, seconds: the others may be out of reach for good.
const FIRST_SECONDS: f64 = 300.0;

/// One price that a source said.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Which source, counted from 0.
    pub source: u32,
    /// The exchange's own number of the trade, 1 or more, whole, growing; 0 where it numbers none.
    pub id: f64,
    /// Price, quote per base, above 0.
    pub price: f64,
    /// Amount traded, base units, 0 or more.
    pub volume: f64,
    /// When, by the source's clock, seconds UTC.
    pub stamp: f64,
    /// When it arrived, by the receiver's clock, seconds UTC.
    pub received: f64,
}

/// What became of a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TickFate {
    /// It is the source's newest price.
    Taken,
    /// It had come before: dropped and counted.
    Duplicate,
    /// A later one had come before it: dropped and counted.
    OutOfOrder,
}

/// Follows one asset over several sources. The state after n ticks is that of a feed restored from a snapshot on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    pub(super) rules: OracleRules,
    pub(super) sources: Vec<Source>,
    /// The last merged price (0 before the first), its time, and the last time at which two sources agreed.
    pub(super) last: f64,
    pub(super) last_at: f64,
    pub(super) confirmed_at: f64,
    /// Time of the first tick, 0 before it.
    pub(super) began: f64,
    pub(super) candles: Candles,
}

/// A judgement of every source at one time.
struct Verdict {
    price: Option<f64>,
    confirmed: bool,
    spread: f64,
    statuses: Vec<SourceStatus>,
}

impl Feed {
    /// Creates a feed of as many sources as there are weights; equal weights give the plain median.
    ///
    /// # Errors
    /// `length_mismatch` without a source or with more than 16; `not_finite`, `out_of_range` for a weight outside [0.001, 1000] or
    /// rules outside their bounds.
    ///
    /// ```
    /// use plimsoll::oracle::{Feed, Tick, default_oracle_rules};
    /// let mut feed = Feed::new(&[1.0; 3], default_oracle_rules())?;
    /// for (source, price) in [2_500.0, 2_502.0, 2_750.0].into_iter().enumerate() {
    ///     feed.push(&Tick { source: source as u32, id: 1.0, price, volume: 0.1, stamp: 1.75e9, received: 1.75e9 })?;
    /// }
    /// let merged = feed.price(1.75e9);
    /// assert_eq!((merged.price, merged.confirmed), (Some(2_501.0), true)); // the third is 10 % away and set aside
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn new(weights: &[f64], rules: OracleRules) -> Result<Self, RiskError> {
        check(&rules)?;
        if weights.is_empty() || weights.len() > MOST_SOURCES {
            return Err(RiskError::length_mismatch("weights", "from 1 to 16 sources", weights.len()));
        }
        for weight in weights {
            within("weights", *weight, 0.001, 1_000.0, "a weight says how much a source counts beside the others; 1 each is usual")?;
        }
        Ok(Self {
            rules,
            sources: weights.iter().map(|weight| Source::new(*weight)).collect(),
            last: 0.0,
            last_at: 0.0,
            confirmed_at: 0.0,
            began: 0.0,
            candles: Candles::new(weights.len()),
        })
    }

    /// Takes in a tick; returns what became of it and the hour that ended before it. Nothing changes on an error.
    ///
    /// Ticks are ordered by the exchange's numbers where it numbers them, by its time elsewhere. A lower number with a later time is
    /// an exchange that counts anew, and is taken. A time more than a minute ahead of what two sources agree on is refused as out of
    /// order, and where one came before they did, it orders nothing after it.
    ///
    /// # Errors
    /// `unknown` for a source that the feed does not have; `not_finite`; `out_of_range` for a price outside [1e-30, 1e30], a volume
    /// below 0, or a time outside [1, 4294967295] seconds.
    pub fn push(&mut self, tick: &Tick) -> Result<(TickFate, Option<LiveHour>), RiskError> {
        let place = tick.source as usize;
        if place >= self.sources.len() {
            return Err(RiskError::unknown("tick.source", &Shown(f64::from(tick.source)).to_string()));
        }
        within("tick.price", tick.price, PRICE_RANGE.0, PRICE_RANGE.1, "drop the tick")?;
        within("tick.volume", tick.volume, 0.0, 1e300, "pass 0 where the volume is unknown")?;
        finite("tick.id", tick.id)?;
        for time in [tick.stamp, tick.received] {
            within("tick.stamp", time, 1.0, f64::from(u32::MAX), "pass seconds UTC, not milliseconds")?;
        }
        let ended = self.advance(tick.received);
        let known = self.clock(|source| source.lag_known(tick.received));
        let latest = tick.received - known.unwrap_or(0.0) + AHEAD_SECONDS;
        let Some(source) = self.sources.get_mut(place) else { return Ok((TickFate::OutOfOrder, ended)) };
        let numbered = tick.id > 0.0 && source.id > 0.0;
        let (same, older) = if numbered {
            (tick.id == source.id, tick.id < source.id && tick.stamp <= source.stamp)
        } else {
            (tick.stamp == source.stamp && tick.price == source.price, tick.stamp < source.stamp)
        };
        let older = (older && source.stamp <= latest) || (known.is_some() && tick.stamp > latest);
        if source.spoken() && (same || older) {
            let (count, fate) =
                if same { (&mut source.duplicates, TickFate::Duplicate) } else { (&mut source.out_of_order, TickFate::OutOfOrder) };
            *count = count.saturating_add(1);
            return Ok((fate, ended));
        }
        let moved = source.price != tick.price;
        source.at = source.made(tick.stamp, tick.received).min(tick.received);
        (source.id, source.stamp, source.price) = (tick.id, tick.stamp, tick.price);
        let at = source.at;
        if moved {
            let others = self.others(place, at);
            if let Some(source) = self.sources.get_mut(place) {
                (source.still_since, source.others_then) = (at, others.unwrap_or(0.0));
            }
        }
        if let Some(volume) = self.candles.volumes.get_mut(place) {
            *volume += tick.volume;
        }
        self.merge(tick.received);
        Ok((TickFate::Taken, ended))
    }

    /// Lets time pass with no tick; returns the hour that ended with it.
    pub fn advance(&mut self, now: f64) -> Option<LiveHour> {
        let market = self.market_time(now);
        self.candles.lapse(market)
    }

    /// Says that the receiver slept or that its clock was set to `now`: what was learned of the clocks is forgotten, and nothing
    /// remembered lies after `now`. Call it after `restore` as well.
    pub fn resync(&mut self, now: f64) {
        self.sources.iter_mut().for_each(|source| source.resync(now));
        for at in [&mut self.last_at, &mut self.confirmed_at, &mut self.began] {
            *at = at.min(now);
        }
        self.candles.resync(now);
    }

    /// Returns the price at a time, by the receiver's clock, and what is to be said of every source.
    #[must_use]
    pub fn price(&self, now: f64) -> OraclePrice {
        let Verdict { price, confirmed, spread, statuses } = self.judge(now);
        let since = |at: f64| if at > 0.0 || self.began > 0.0 { (now - at.max(self.began)).max(0.0) } else { 0.0 };
        let report = |(source, status): (&Source, SourceStatus)| SourceReport {
            status,
            price: source.price,
            age_seconds: if source.spoken() { (now - self.made_at(source, now)).max(0.0) } else { 0.0 },
            deviation: price.filter(|_| source.spoken()).map_or(0.0, |price| source.price / price - 1.0),
            skew_seconds: source.lag(),
            duplicates: source.duplicates,
            out_of_order: source.out_of_order,
        };
        OraclePrice {
            price,
            confirmed,
            spread,
            age_seconds: if price.is_some() { 0.0 } else { since(self.last_at) },
            confirmed_age_seconds: if confirmed { 0.0 } else { since(self.confirmed_at) },
            clock_error_seconds: self.clock_error(),
            sources: self.sources.iter().zip(statuses).map(report).collect(),
        }
    }

    /// The time of the market, from the receiver's clock: its error taken off where most sources agree on it.
    #[must_use]
    pub fn market_time(&self, now: f64) -> f64 {
        now - self.clock_error()
    }

    /// The last minute that ended.
    #[must_use]
    pub fn last_minute(&self) -> Option<Candle> {
        self.candles.ended
    }

    /// Returns the state as bytes with its version and a checksum. The rules and weights are not in it: they are the caller's.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        bytes::write(self)
    }

    /// Restores a feed of the same sources from the bytes of `snapshot`.
    ///
    /// # Errors
    /// Those of `new`; `invalid_snapshot` where the bytes are truncated, altered, of another version or of other sources.
    pub fn restore(weights: &[f64], rules: OracleRules, snapshot: &[u8]) -> Result<Self, RiskError> {
        bytes::read(Self::new(weights, rules)?, snapshot)
    }

    /// A feed of the same sources and rules, from the bytes of `snapshot`.
    pub(crate) fn restored(&self, snapshot: &[u8]) -> Result<Self, RiskError> {
        let weights: Vec<f64> = self.sources.iter().map(|source| source.weight).collect();
        Self::restore(&weights, self.rules.clone(), snapshot)
    }

    /// The rules that it was made with.
    #[must_use]
    pub fn rules(&self) -> &OracleRules {
        &self.rules
    }

    /// Seconds since there was a price and since two sources agreed on one, as of the ticks; 0 before the first.
    pub(crate) fn since_merged(&self, now: f64) -> [f64; 2] {
        [self.last_at, self.confirmed_at].map(|at| if self.began > 0.0 { (now - at.max(self.began)).max(0.0) } else { 0.0 })
    }

    fn clock_error(&self) -> f64 {
        self.clock(|_| true).filter(|error| math::abs(*error) > CLOCK_TOLERANCE).unwrap_or(0.0)
    }

    /// The receiver's clock less that of most sources, where two at least of those asked agree: two clocks that differ say nothing of ours.
    fn clock(&self, asked: impl Fn(&Source) -> bool) -> Option<f64> {
        let asked = self.sources.iter().filter(|source| source.spoken() && asked(source));
        let mut lags = Few::new(&mut asked.map(|source| (source.lag(), 1.0)));
        let typical = lags.median()?;
        (lags.values().filter(|lag| math::abs(lag - typical) <= CLOCK_TOLERANCE).count() >= 2).then_some(typical)
    }

    /// Remembers the merged price of now, where there is one.
    fn merge(&mut self, now: f64) {
        if self.began == 0.0 {
            self.began = now;
        }
        let Verdict { price: Some(price), confirmed, .. } = self.judge(now) else { return };
        (self.last, self.last_at) = (price, now);
        if confirmed {
            self.confirmed_at = now;
        }
        let market = self.market_time(now);
        self.candles.price(market, price);
    }

    fn fresh(&self, source: &Source, now: f64) -> bool {
        source.spoken() && now - self.made_at(source, now) <= self.rules.stale_after_seconds
    }

    /// When its last tick was made. While its lag is unproven and another's is far less, it is the age of an old trade rather than the
    /// error of a clock, and the tick is aged by the other's.
    fn made_at(&self, source: &Source, now: f64) -> f64 {
        if !source.lag_unproven() {
            return source.at;
        }
        let fresh = |other: &&Source| other.lag_learned() && now - other.at <= self.rules.stale_after_seconds;
        let least = self.sources.iter().filter(fresh).map(Source::lag).fold(f64::INFINITY, f64::min);
        let apart = least.is_finite() && source.lag() - least > self.rules.skew_seconds;
        if apart { source.stamp + least } else { source.at }
    }

    /// The median of the fresh sources but one.
    fn others(&self, but: usize, now: f64) -> Option<f64> {
        self.others_by(but, now, |source| (source.price, source.weight)).median()
    }

    /// Value and weight of each fresh source but one.
    fn others_by(&self, but: usize, now: f64, pair: fn(&Source) -> (f64, f64)) -> Few {
        let others = self.sources.iter().enumerate().filter(|(place, source)| *place != but && self.fresh(source, now));
        Few::new(&mut others.map(|(_, source)| pair(source)))
    }

    /// Still while the others move: told only where they agree, and by no leap of a lone one, which may be the one that is wrong.
    fn frozen(&self, place: usize, source: &Source, now: f64) -> bool {
        if now - source.still_since <= self.rules.frozen_after_seconds || source.others_then <= 0.0 {
            return false;
        }
        let others = || self.sources.iter().enumerate().filter(|(other, source)| *other != place && self.fresh(source, now));
        let Some(centre) = self.others(place, now) else { return false };
        let agree = others().all(|(_, other)| math::abs(other.price / centre - 1.0) <= self.rules.divergence);
        let moved = math::abs(centre / source.others_then - 1.0);
        agree && moved > self.rules.frozen_move && (moved <= self.rules.divergence || others().count() > 1)
    }

    /// A clock apart from most others: told only where two at least agree.
    fn skewed(&self, place: usize, source: &Source, now: f64) -> bool {
        let mut lags = self.others_by(place, now, |source| (source.lag(), 1.0));
        let Some(typical) = lags.median() else { return false };
        let apart = |lag: f64| math::abs(lag - typical) > self.rules.skew_seconds;
        lags.values().count() >= 2 && !lags.values().any(apart) && apart(source.lag())
    }

    /// Judges every source, then the price of those that agree.
    fn judge(&self, now: f64) -> Verdict {
        let mut statuses: Vec<SourceStatus> = Vec::with_capacity(self.sources.len());
        for (place, source) in self.sources.iter().enumerate() {
            statuses.push(if !source.spoken() {
                SourceStatus::Silent
            } else if !self.fresh(source, now) {
                SourceStatus::Stale
            } else if self.frozen(place, source, now) {
                SourceStatus::Frozen
            } else if self.skewed(place, source, now) {
                SourceStatus::Skewed
            } else {
                SourceStatus::Used
            });
        }
        let candidates = used(&statuses);
        let agreed = self.median_of(&statuses).map_or(0, |centre| self.set_aside(&mut statuses, centre));
        // A lone source, or sources of which no two agree: believed only near the last price, as long as that is remembered.
        let needed = self.sources.len().min(2);
        if agreed < needed {
            let remembered = self.last > 0.0 && now - self.last_at <= self.rules.hold_seconds;
            let lone = candidates == 1 && (self.last > 0.0 || now - self.began > self.rules.hold_seconds.min(FIRST_SECONDS));
            for (status, source) in statuses.iter_mut().zip(&self.sources) {
                let candidate = matches!(*status, SourceStatus::Used | SourceStatus::Diverging);
                let near = math::abs(source.price / self.last - 1.0) <= self.rules.divergence;
                if candidate {
                    let believed = if remembered { near } else { lone };
                    *status = if believed { SourceStatus::Used } else { SourceStatus::Diverging };
                }
            }
        }
        let price = self.median_of(&statuses);
        let apart = |price: f64, source: &Source| math::abs(source.price / price - 1.0);
        let counted = self.sources.iter().zip(&statuses).filter(|(_, status)| **status == SourceStatus::Used);
        let spread = price.map_or(0.0, |price| counted.map(|(source, _)| apart(price, source)).fold(0.0, f64::max));
        Verdict { price, confirmed: price.is_some() && agreed >= needed, spread, statuses }
    }

    fn median_of(&self, statuses: &[SourceStatus]) -> Option<f64> {
        let counted = self.sources.iter().zip(statuses).filter(|(_, status)| **status == SourceStatus::Used);
        Few::new(&mut counted.map(|(source, _)| (source.price, source.weight))).median()
    }

    /// Sets aside the sources too far from the centre; returns how many are left.
    fn set_aside(&self, statuses: &mut [SourceStatus], centre: f64) -> usize {
        for (status, source) in statuses.iter_mut().zip(&self.sources) {
            if *status == SourceStatus::Used && math::abs(source.price / centre - 1.0) > self.rules.divergence {
                *status = SourceStatus::Diverging;
            }
        }
        used(statuses)
    }
}

fn used(statuses: &[SourceStatus]) -> usize {
    statuses.iter().filter(|status| **status == SourceStatus::Used).count()
}
