//! What a monitor does at every beat and hears in between.

use super::config::{MonitorAddress, MonitorAddresses, MonitorConfig, MonitorMarket};
use super::exchange::{self, DEFAULTS, EXCHANGES};
use super::history::{Asset, LONGEST_WAIT, Request};
use super::js::object;
use super::keep::advices;
use super::link::Link;
use super::monitor::Core;
#[cfg(feature = "full")]
use super::store::Place;
use crate::error::Refusal;
use crate::keys::key;
use crate::record::plain;
use alloc::format;
use alloc::rc::Rc;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use plimsoll::leverage::{AlertRules, default_alert_rules};
use plimsoll::oracle::{OracleRules, default_oracle_rules};
#[cfg(feature = "full")]
use plimsoll::watch::JointWatch;
use plimsoll::watch::{Evaluated, Fault, Leaders, MarketChange, Watch};
use plimsoll::{RiskError, RiskErrorKind};
use wasm_bindgen::prelude::*;

/// Between two beats, milliseconds.
const BEAT: f64 = 1_000.0;

/// A beat that is late by half: what is heard makes up for it, seconds.
const LATE_SECONDS: f64 = 1.5;

/// A gap between beats that is a sleep and no throttled timer of a page in the background, seconds.
const SLEEP_SECONDS: f64 = 120.0;

/// A clock that goes back by more was set, seconds.
const CLOCK_BACK: f64 = 5.0;

/// Between two savings, seconds.
const SAVE_SECONDS: f64 = 60.0;

/// What is said when forecasts go on without the market.
const MARKET_STALE: &str = "the hours of its leaders are too old; forecasts go on without the market and carry the flag noMarket";

/// Everything that changes.
pub struct State {
    pub assets: Vec<Asset>,
    /// Accounts over several of them, and their place in storage.
    #[cfg(feature = "full")]
    pub joint: JointWatch,
    #[cfg(feature = "full")]
    pub joint_place: Place,
    /// Places of BTC and ETH among the assets, where the market is read.
    leading: Option<[usize; 2]>,
    leaders: Leaders,
    pub links: [Link; EXCHANGES],
    pub histories: [String; EXCHANGES],
    /// Before this time an exchange is not asked again, seconds UTC.
    pub patience: [f64; EXCHANGES],
    pub request: Option<Request>,
    pub asked: u32,
    pub oracle: OracleRules,
    pub storage_key: String,
    pub notify: bool,
    pub timer: Option<JsValue>,
    /// What is stored was taken up, or there was nothing.
    pub restored: bool,
    /// The beat before this one; 0 before the first.
    pub beaten: f64,
    pub saved: f64,
    pub garbage: u32,
    pub events: Vec<JsValue>,
    /// Events that were not told when the listener stopped the monitor: what was said of an account is not said again.
    untold: Vec<JsValue>,
}

impl State {
    pub fn new(config: MonitorConfig) -> Result<Self, Refusal> {
        let oracle = config.oracle.unwrap_or_else(default_oracle_rules);
        let alerts = config.alerts.unwrap_or_else(default_alert_rules);
        let MonitorAddresses { binance, coinbase, kraken } = config.addresses.unwrap_or_default();
        let addresses = [binance, coinbase, kraken];
        let mut assets: Vec<Asset> = Vec::with_capacity(config.assets.len());
        let mut symbols: [Vec<String>; EXCHANGES] = Default::default();
        for given in config.assets {
            let at = [given.binance, given.coinbase, given.kraken];
            for (symbol, all) in at.iter().zip(&mut symbols) {
                // Two assets may follow one market, which is asked for once.
                all.extend(symbol.clone().filter(|symbol| !all.contains(symbol)));
            }
            if assets.iter().any(|asset| asset.name == given.asset) {
                return Err(RiskError::from(RiskErrorKind::Duplicate { field: "config.assets".to_string(), got: given.asset }).into());
            }
            let watch = new_watch(&given.asset, &at, &oracle, &alerts)?;
            assets.push(Asset::new(given.asset, watch, at));
        }
        let leading = config.market.map(|market| leading(&assets, &market)).transpose()?;
        let mut histories: [String; EXCHANGES] = Default::default();
        let mut symbols = symbols.into_iter();
        let mut addresses = addresses.into_iter();
        let links = core::array::from_fn(|exchange| {
            let (_, socket, history) = DEFAULTS.get(exchange).copied().unwrap_or_default();
            let known = || MonitorAddress { socket: socket.to_string(), history: history.to_string() };
            let MonitorAddress { socket, history } = addresses.next().flatten().unwrap_or_else(known);
            if let Some(place) = histories.get_mut(exchange) {
                *place = history;
            }
            let symbols = symbols.next().unwrap_or_default();
            let url = exchange::socket_url(exchange, &socket, &symbols);
            Link::new(symbols, url, exchange == 0)
        });
        Ok(Self {
            assets,
            #[cfg(feature = "full")]
            joint: JointWatch::new(),
            #[cfg(feature = "full")]
            joint_place: Place::default(),
            leading,
            leaders: Leaders::default(),
            links,
            histories,
            patience: [0.0; EXCHANGES],
            request: None,
            asked: 0,
            oracle,
            storage_key: config.storage_key.unwrap_or_else(|| "plimsoll".to_string()),
            notify: config.notify.unwrap_or(false),
            timer: None,
            restored: false,
            beaten: 0.0,
            saved: 0.0,
            garbage: 0,
            events: Vec::new(),
            untold: Vec::new(),
        })
    }

    pub fn say(&mut self, kind: &'static str, fields: &[(&'static str, JsValue)]) {
        let event = object(fields);
        // A plain object takes every key.
        let _ = js_sys::Reflect::set(&event, &key("kind"), &key(kind));
        self.events.push(event);
    }

    /// Keeps an event for `start` where the monitor is stopped.
    pub fn hold(&mut self, event: &JsValue) -> bool {
        let stopped = self.timer.is_none();
        if stopped {
            self.untold.push(event.clone());
        }
        stopped
    }

    /// Goes on with what is known; the first time with what was stored, which later may be older, where storing failed.
    pub fn start(&mut self, core: &Rc<Core>) {
        if self.timer.is_some() {
            return;
        }
        self.events.append(&mut self.untold);
        if !core::mem::replace(&mut self.restored, true) {
            self.restore(core);
            // It may have been stored while the clock was ahead.
            self.resync(core.transport.now());
        }
        self.beat(core);
    }

    /// Once a second by the timer.
    pub fn beat(&mut self, core: &Rc<Core>) {
        self.pulse(core, core.transport.now());
        self.timer = Some(core.transport.set_timeout(core.beat.as_ref().unchecked_ref(), BEAT));
    }

    /// The timer is late: a page in the background has its timers throttled to one a minute, and its messages not.
    pub fn late(&self, now: f64) -> bool {
        !(0.0..LATE_SECONDS).contains(&(now - self.beaten))
    }

    /// Sleep, sockets, history, advice, storage.
    pub fn pulse(&mut self, core: &Rc<Core>, now: f64) {
        if self.slept(now) {
            self.resync(now);
            self.patience.iter_mut().for_each(|until| *until = until.min(now + LONGEST_WAIT));
            self.links.iter_mut().filter(|link| link.unheard(now)).for_each(Link::hurry);
            self.say("woke", &[("seconds", (now - self.beaten).into())]);
        }
        self.beaten = now;
        self.connect(core, now);
        self.ask(core, now);
        self.read_market(now);
        let alerts = self.evaluate(core, now);
        #[cfg(feature = "full")]
        let alerts = self.evaluate_joint(core, now) || alerts;
        // Many a page ends without a word, and who has seen an alert often opens it anew: it must not be said again.
        if alerts || !(0.0..SAVE_SECONDS).contains(&(now - self.saved)) {
            self.save(core, now);
        }
    }

    /// The device slept since the last beat, or its clock was set.
    pub fn slept(&self, now: f64) -> bool {
        self.beaten > 0.0 && !(-CLOCK_BACK..=SLEEP_SECONDS).contains(&(now - self.beaten))
    }

    pub fn stop(&mut self, core: &Rc<Core>) {
        let Some(timer) = self.timer.take() else { return };
        core.transport.clear_timeout(&timer);
        self.links.iter_mut().for_each(Link::hurry);
        let now = core.transport.now();
        self.resync(now);
        self.request = None;
        self.beaten = 0.0;
        self.save(core, now);
    }

    /// The device slept, its clock was set, or the state is one that was stored.
    pub fn resync(&mut self, now: f64) {
        for asset in &mut self.assets {
            asset.watch.resync(now);
            asset.wake(now);
        }
        #[cfg(feature = "full")]
        self.joint.resync(now);
    }

    /// The market as its leaders stand now, for the forecasts of all.
    fn read_market(&mut self, now: f64) {
        let Some([Some(btc), Some(eth)]) = self.leading.map(|places| places.map(|place| self.assets.get(place))) else { return };
        let MarketChange { told, said } = self.leaders.read(&btc.watch, &eth.watch, now);
        if let Some(market) = told {
            self.assets.iter_mut().for_each(|asset| asset.watch.market(market.clone()));
        }
        match said {
            Some(true) => self.say("market", &[("used", true.into())]),
            Some(false) => self.say("market", &[("used", false.into()), ("reason", MARKET_STALE.into())]),
            None => {}
        }
    }

    /// Advice and alerts; whether there were alerts.
    fn evaluate(&mut self, core: &Rc<Core>, now: f64) -> bool {
        let mut alerts = false;
        let mut said: Vec<(&'static str, Vec<(&'static str, JsValue)>)> = Vec::new();
        for asset in &mut self.assets {
            let of = JsValue::from(asset.name.as_str());
            let before = asset.watch.advised();
            match asset.watch.evaluate(now) {
                Err(error) => said.push(("fault", alloc::vec![("asset", of), ("reason", error.to_string().into())])),
                Ok(Evaluated { spoken, faults }) => {
                    said.extend(faults.into_iter().map(|fault| ("fault", fault_fields(of.clone(), fault))));
                    alerts |= !spoken.is_empty();
                    for one in spoken {
                        if self.notify {
                            core.transport.notify(&format!("{}: {}", asset.name, one.name), &one.event);
                        }
                        let alert = plain(&one.event);
                        said.push(("alert", alloc::vec![("asset", of.clone()), ("account", one.name.into()), ("alert", alert)]));
                    }
                    if asset.watch.advised() != before {
                        for (account, price, advice) in advices(&asset.watch) {
                            let fields = [("asset", of.clone()), ("account", account.into()), ("price", price.into()), ("advice", advice)];
                            said.push(("advice", fields.into()));
                        }
                    }
                }
            }
        }
        for (kind, fields) in said {
            self.say(kind, &fields);
        }
        alerts
    }
}

/// A fault as an event has it.
pub fn fault_fields(asset: JsValue, fault: Fault) -> Vec<(&'static str, JsValue)> {
    let named = fault.name.map(|name| ("account", name.into()));
    [("asset", asset), ("reason", fault.error.to_string().into())].into_iter().chain(named).collect()
}

fn leading(assets: &[Asset], market: &MonitorMarket) -> Result<[usize; 2], RiskError> {
    let place = |field: &str, name: &String| {
        let found = assets.iter().position(|asset| asset.name == *name);
        found.ok_or_else(|| RiskError::from(RiskErrorKind::Unknown { field: field.to_string(), got: name.clone() }))
    };
    Ok([place("config.market.btc", &market.btc)?, place("config.market.eth", &market.eth)?])
}

fn new_watch(asset: &str, symbols: &[Option<String>], oracle: &OracleRules, alerts: &AlertRules) -> Result<Watch, RiskError> {
    let weights = alloc::vec![1.0; symbols.iter().flatten().count()];
    Watch::new(asset, &weights, oracle.clone(), alerts.clone())
}

/// An exchange's name, for events.
pub fn name(exchange: usize) -> JsValue {
    DEFAULTS.get(exchange).map_or(JsValue::UNDEFINED, |known| key(known.0))
}
