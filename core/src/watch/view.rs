//! What an account over several assets reads of the watch of each.

use super::market::WatchedMarket;
use super::outcomes::Outcomes;
use super::state::Watch;
use crate::leverage::{AlertRules, DataAge};
use crate::scenario::{FactorForecast, Joined};
use crate::volatility::Forecast;
use alloc::string::String;

/// One asset at one time, once its own watch has been evaluated.
pub(super) struct View<'a, O> {
    pub watch: &'a Watch<O>,
    pub price: Option<f64>,
    /// Time by the clocks of its sources, seconds UTC.
    pub market_time: f64,
    pub age: DataAge,
    pub rules: AlertRules,
    /// Advice waits for its history.
    pub waits: bool,
}

/// Of which hour a forecast is, and of which hour the market in it: it is another one where either differs.
pub(super) type Basis = (u32, Option<u32>);

impl<'a, O: Outcomes> View<'a, O> {
    pub fn new(watch: &'a Watch<O>, now: f64) -> Self {
        let merged = watch.feed.price(now);
        let market_time = watch.feed.market_time(now);
        let (age, rules) = watch.age(&merged, market_time, now);
        let waits = watch.filling(now) || watch.hours.market == WatchedMarket::Awaited;
        Self { watch, price: merged.price, market_time, age, rules, waits }
    }

    /// The forecast that its own accounts go by.
    pub fn forecast(&self) -> Option<&'a Forecast> {
        self.watch.hours.forecast.as_ref()
    }

    pub fn basis(&self) -> Option<Basis> {
        Some((self.forecast()?.as_of, self.watch.hours.known_market().map(|market| market.as_of)))
    }

    /// The forecast with what joins it to others.
    pub fn joined(&self) -> Option<Joined<'a>> {
        let made = FactorForecast { factor: String::from(self.watch.asset()), forecast: self.forecast()?.clone() };
        Some(Joined { made, tracker: &self.watch.hours.tracker, market: self.watch.hours.known_market() })
    }
}

/// The oldest data of several assets by what their rules allow, those rules, and whose they are: prices, confirmation, bars.
pub(super) fn worst<'a, O: Outcomes>(views: &[&View<'a, O>]) -> (DataAge, AlertRules, [&'a str; 3]) {
    let (mut age, mut rules, mut of) = (DataAge::default(), crate::leverage::default_alert_rules(), [""; 3]);
    let worst = |read: fn(&View<'a, O>) -> (f64, f64)| {
        let beyond = |view: &View<'a, O>| {
            let (seconds, limit) = read(view);
            seconds - limit
        };
        views.iter().copied().max_by(|a, b| beyond(a).total_cmp(&beyond(b))).map(|view| (read(view), view.watch.asset()))
    };
    if let Some((pair, asset)) = worst(|view| (view.age.prices_seconds, view.rules.prices_stale_seconds)) {
        ((age.prices_seconds, rules.prices_stale_seconds), of[0]) = (pair, asset);
    }
    if let Some((pair, asset)) = worst(|view| (view.age.confirmed_seconds, view.rules.unconfirmed_seconds)) {
        ((age.confirmed_seconds, rules.unconfirmed_seconds), of[1]) = (pair, asset);
    }
    if let Some((pair, asset)) = worst(|view| (view.age.bars_seconds, view.rules.bars_stale_seconds)) {
        ((age.bars_seconds, rules.bars_stale_seconds), of[2]) = (pair, asset);
    }
    rules.settle_seconds = views.iter().fold(0.0, |most, view| view.rules.settle_seconds.max(most));
    (age, rules, of)
}
