//! The watch itself.

use super::account::{Row, Watched, WatchedAccount};
use super::bytes;
use super::hours::Hours;
use super::lived::Lived;
use super::market::WatchedMarket;
use super::outcomes::{Calibrated, Outcomes};
use super::spoken::Evaluated;
use crate::error::RiskError;
use crate::leverage::{Advice, AdviceOptions, AlertRules, DataAge, advice, check_rules};
use crate::math;
use crate::oracle::{Feed, OraclePrice, OracleRules, SourceStatus, Tick, TickFate};
use crate::units::finite;
use crate::volatility::{MarketState, WEIGHTS};
use alloc::string::String;
use alloc::vec::Vec;

/// Advice is worked out again when the price has moved by this fraction, or after as many seconds; a mark that an account passes does not
/// wait for either.
const MOVE: f64 = 0.000_5;
const REFRESH_SECONDS: f64 = 60.0;

/// One asset watched live: a feed of prices, hours of bars, and the accounts that it drives. `O` says whether its forecasts are
/// calibrated on their outcomes.
#[derive(Clone, Debug)]
pub struct Watch<O = Calibrated> {
    pub(super) asset: String,
    pub(super) feed: Feed,
    pub(super) hours: Hours<O>,
    pub(super) rows: Vec<Row>,
    pub(super) alert_rules: AlertRules,
    /// Time and price of the advice now shown.
    pub(super) advised: Option<(f64, f64)>,
    pub(super) lived: Lived,
    /// Code of the fault of the asset itself that was said.
    fault: Option<&'static str>,
}

impl<O: Outcomes> Watch<O> {
    /// Creates the watch of an asset over as many sources as there are weights.
    ///
    /// # Errors
    /// Those of `Feed::new` and of `Alerts::step`.
    ///
    /// ```
    /// use plimsoll::{leverage::default_alert_rules, market::simulate_bars, oracle::default_oracle_rules, watch::Watch};
    /// let mut watch: Watch = Watch::new("ETH", &[1.0; 3], default_oracle_rules(), default_alert_rules())?;
    /// let end = 1_749_999_600.0 + 48.0 * 3_600.0;
    /// assert_eq!(watch.missing(end), Some(1_749_999_600 + 48 * 3_600 - 181 * 86_400));
    /// watch.history(&simulate_bars(1, 48, 1_749_999_600, 2_500.0, 0.7)?, end)?;
    /// assert_eq!((watch.missing(end), watch.history_hours()), (None, 48));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn new(asset: &str, weights: &[f64], rules: OracleRules, alert_rules: AlertRules) -> Result<Self, RiskError> {
        check_rules(&alert_rules)?;
        let feed = Feed::new(weights, rules)?;
        let (asset, hours, lived) = (String::from(asset), Hours::new(), Lived::default());
        Ok(Self { asset, feed, hours, rows: Vec::new(), alert_rules, advised: None, lived, fault: None })
    }

    /// The asset's name, which is the factor of the accounts that it drives.
    #[must_use]
    pub fn asset(&self) -> &str {
        &self.asset
    }

    /// Watches an account, or goes on with one of that name; see `WatchedAccount`.
    ///
    /// # Errors
    /// Those of `advice`; `unknown` where another asset drives it (see `price_factors`), or where neither a reference price nor a leg of
    /// the asset's name is there.
    pub fn watch(&mut self, account: WatchedAccount) -> Result<(), RiskError> {
        let name = account.name.clone();
        let watched = Watched::new(&self.asset, account)?;
        // A forecast that fails is the asset's fault, which `evaluate` says.
        if let Ok(Some(forecast)) = self.hours.forecast() {
            advice(&watched.held.account, forecast, &watched.held.options)?;
        }
        self.advised = None;
        Row::put(&mut self.rows, name, watched);
        Ok(())
    }

    /// Forgets an account and what was said of it.
    pub fn unwatch(&mut self, name: &str) {
        self.rows.retain(|row| row.name != name);
    }

    /// Takes in a tick.
    ///
    /// # Errors
    /// Those of `Feed::push`.
    pub fn tick(&mut self, tick: &Tick) -> Result<TickFate, RiskError> {
        let (fate, ended) = self.feed.push(tick)?;
        if let Some(hour) = ended {
            self.hours.live(hour, self.feed.rules().hour_minutes)?;
        }
        Ok(fate)
    }

    /// Takes in hourly bars from history: flat rows of ts, open, high, low, close, volume, oldest first; known ones and the hour under
    /// way are passed over. Hours that came live while no history was to be had give way to the first history that reaches further back.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`, `invalid_bar`.
    pub fn history(&mut self, bars: &[f64], now: f64) -> Result<(), RiskError> {
        if self.hours.history(bars, self.feed.market_time(now))? {
            // Half of a history is waited for as at the beginning.
            self.lived.awake = 0.0;
        }
        self.advised = None;
        Ok(())
    }

    /// Takes what the next forecasts know of the market, as `Leaders` reads it.
    pub fn market(&mut self, market: WatchedMarket) {
        if self.hours.market != market {
            self.hours.market = market;
            self.hours.forecast = None;
            self.advised = None;
        }
    }

    /// The market as this asset, of BTC, and the other, of ETH, make it.
    pub(super) fn market_with(&self, eth: &Self) -> MarketState {
        MarketState::from_trackers(&self.hours.tracker, &eth.hours.tracker, &WEIGHTS.prior())
    }

    /// Its history is being filled up after it began or woke: what is said of half of it would be taken back.
    pub(super) fn filling(&self, now: f64) -> bool {
        self.lived.at(now).awake <= self.alert_rules.prices_stale_seconds && self.hours.behind(self.feed.market_time(now))
    }

    /// An hour that ended then is not too old to go by.
    pub(super) fn fresh(&self, end: u32, now: f64) -> bool {
        self.feed.market_time(now) - f64::from(end) <= self.alert_rules.bars_stale_seconds
    }

    /// Open time of the first hour to be asked from history, seconds UTC; absent where none is missing. While no history has come it is the
    /// oldest that there is a use for, whatever came live.
    #[must_use]
    pub fn missing(&self, now: f64) -> Option<u32> {
        self.hours.missing(self.feed.market_time(now))
    }

    /// Hours of history that the forecast uses, at most 720.
    #[must_use]
    pub fn history_hours(&self) -> u32 {
        self.hours.tracker.history_hours()
    }

    /// The price and the sources at a time.
    #[must_use]
    pub fn price(&self, now: f64) -> OraclePrice {
        self.feed.price(now)
    }

    /// The time by the clocks of its sources, seconds UTC, from the receiver's.
    #[must_use]
    pub fn market_time(&self, now: f64) -> f64 {
        self.feed.market_time(now)
    }

    /// Says that the receiver slept or that its clock was set to `now`, seconds UTC: nothing remembered lies after it. Call it after
    /// `restore` as well. What was missed asleep is not held against the sources; what was missed awake before is not forgotten.
    pub fn resync(&mut self, now: f64) {
        let Self { hours, feed, lived, .. } = self;
        lived.resync(now, |last| !hours.behind(feed.market_time(last)));
        feed.resync(now);
        self.rows.iter_mut().for_each(|row| row.alerts.resync(now));
        self.advised = None;
    }

    /// The newest advice of an account, and the price of the asset that it is for.
    #[must_use]
    pub fn advice(&self, name: &str) -> Option<(f64, &Advice)> {
        let row = self.rows.iter().find(|row| row.name == name)?;
        row.watched.as_ref()?.advice.as_ref().map(|(price, advice)| (*price, advice))
    }

    /// Time and price of the advice now shown; it changes when the advice is worked out anew.
    #[must_use]
    pub fn advised(&self) -> Option<(f64, f64)> {
        self.advised
    }

    /// Names of the accounts handed in.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().filter(|row| row.watched.is_some()).map(|row| row.name.as_str())
    }

    /// Lets time pass to `now`, by the receiver's clock: works the advice out anew where the price has moved by 0.05 %, a minute has passed
    /// or an account has come to a mark of its advice, and returns what is to be said. An account that can be liquidated at the price is
    /// said without an advice where there is no forecast. What fails for one account keeps nothing from the others. Call it about once a
    /// second.
    ///
    /// # Errors
    /// `not_finite`: `now`.
    pub fn evaluate(&mut self, now: f64) -> Result<Evaluated, RiskError> {
        finite("now", now)?;
        let mut said = Evaluated::default();
        let lost = self.feed.advance(now).map_or(Ok(()), |hour| self.hours.live(hour, self.feed.rules().hour_minutes));
        let merged = self.feed.price(now);
        let market = self.feed.market_time(now);
        let [price, confirmed] = self.feed.since_merged(now);
        self.lived.pass(now, merged.price.map(|_| price), merged.confirmed.then_some(confirmed));
        let (age, rules) = self.age(&merged, market, now);
        let renewed = self.due(&merged, market, now);
        let (forecast, lost) = match self.hours.forecast() {
            Ok(forecast) => (forecast, lost.err()),
            Err(error) => (None, Some(error)),
        };
        match lost {
            Some(error) => said.fault(&mut self.fault, None, error),
            None => self.fault = None,
        }
        for Row { name, watched, alerts, fault } in &mut self.rows {
            let Some(watched) = watched else { continue };
            let mut fresh = None;
            if let (Some(price), Some(forecast)) = (renewed, forecast) {
                let options = AdviceOptions { now: Some(market as u32), previous_level: alerts.held(), ..watched.held.options.clone() };
                match advice(&watched.at(&self.asset, price, market), forecast, &options) {
                    Ok(advice) => (fresh, *fault) = (Some((price, advice)), None),
                    Err(error) => said.fault(fault, Some(name), error),
                }
            }
            match alerts.step(now, fresh.as_ref().map(|(_, advice)| advice), &age, &rules) {
                Ok(events) => said.say(name, events),
                Err(error) => said.fault(fault, Some(name), error),
            }
            if let (Some(price), None) = (merged.price, &fresh) {
                let standing = watched.standing(price, market);
                said.say(name, alerts.verdict(now, standing.liquidatable, standing.health));
            }
            watched.advice = fresh.or(watched.advice.take());
        }
        if let Some(price) = renewed {
            self.advised = Some((now, price));
        }
        Ok(said)
    }

    /// The price for which advice is due now.
    fn due(&mut self, merged: &OraclePrice, market: f64, now: f64) -> Option<f64> {
        let price = merged.price?;
        let mut due = self
            .advised
            .is_none_or(|(at, before)| !(0.0..REFRESH_SECONDS).contains(&(now - at)) || math::abs(price / before - 1.0) >= MOVE);
        for watched in self.rows.iter_mut().filter_map(|row| row.watched.as_mut()) {
            watched.held.begin(market);
            due = due || watched.passed(&watched.standing(price, market));
        }
        (due && !self.filling(now) && self.hours.market != WatchedMarket::Awaited).then_some(price)
    }

    /// How old the data are, and the rules that they are judged by.
    pub(super) fn age(&self, merged: &OraclePrice, market: f64, now: f64) -> (DataAge, AlertRules) {
        let mut rules = self.alert_rules.clone();
        let spoken = merged.sources.iter().any(|source| source.status != SourceStatus::Silent);
        // What was missed awake says whether they are too old, and the clock then says how old they are.
        let since = |lived: f64, seconds: f64, limit: f64| match (spoken, lived > limit) {
            (false, _) => lived,
            (true, true) => seconds,
            (true, false) => seconds.min(lived),
        };
        let Lived { prices, confirmed, awake, .. } = self.lived.at(now);
        let bars_seconds = match self.hours.end() {
            // Time to fill up from history after a sleep.
            Some(_) if awake <= rules.prices_stale_seconds => 0.0,
            Some(end) => (market - f64::from(end)).max(0.0),
            // Without any history there is no forecast at all, which is said as soon as a missing price.
            None => {
                rules.bars_stale_seconds = rules.prices_stale_seconds;
                awake
            }
        };
        let age = DataAge {
            prices_seconds: since(prices, merged.age_seconds, rules.prices_stale_seconds),
            confirmed_seconds: since(confirmed, merged.confirmed_age_seconds, rules.unconfirmed_seconds),
            bars_seconds,
        };
        (age, rules)
    }

    /// Returns the state (feed, tracker, outcomes, alerts; not the accounts themselves) as bytes with its version and a checksum.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        bytes::write(self)
    }

    /// Restores the state from the bytes of `snapshot` into a new watch of the same asset and sources; accounts handed in again go on
    /// where they were.
    ///
    /// # Errors
    /// `invalid_snapshot`; nothing changes then.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<(), RiskError> {
        let (feed, hours, rows) = bytes::read(self, bytes)?;
        bytes::take_up(&mut self.rows, rows);
        (self.feed, self.hours, self.advised, self.lived) = (feed, hours, None, Lived::default());
        Ok(())
    }

    /// Takes what was said of accounts that are not handed in here from the bytes of `snapshot` that another page has stored since: the last
    /// to store must not undo what that one said of its own accounts.
    ///
    /// # Errors
    /// `invalid_snapshot`; nothing changes then.
    ///
    /// ```
    /// use plimsoll::account::{Account, Leg, LegSide};
    /// use plimsoll::leverage::{default_advice_options, default_alert_rules};
    /// use plimsoll::{oracle::default_oracle_rules, watch::{Watch, WatchedAccount}};
    /// let new = || -> Result<Watch, plimsoll::RiskError> { Watch::new("ETH", &[1.0; 2], default_oracle_rules(), default_alert_rules()) };
    /// let leg = Leg {
    ///     asset: "ETH".into(), side: LegSide::Collateral, amount: 1.0, price: 2_500.0, threshold: 0.8, ltv: 0.7, factor: Some("ETH".into()),
    ///     interest_annual: 0.0,
    /// };
    /// let account = Account { legs: vec![leg], liquidatable: None };
    /// let (mut here, mut there) = (new()?, new()?);
    /// there.watch(WatchedAccount { name: "theirs".into(), account, options: default_advice_options(), reference_price: None })?;
    /// here.adopt(&there.snapshot())?;
    /// assert_eq!(here.snapshot(), there.snapshot()); // and still nothing is watched here
    /// assert_eq!(here.names().count(), 0);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn adopt(&mut self, stored: &[u8]) -> Result<(), RiskError> {
        let (.., rows) = bytes::read(self, stored)?;
        bytes::adopt(&mut self.rows, rows);
        Ok(())
    }
}
