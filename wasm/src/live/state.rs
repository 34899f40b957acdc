//! What a monitor does at every beat and hears in between.

use super::config::{MonitorAddress, MonitorAddresses, MonitorConfig, MonitorMarket};
use super::exchange::{self, DEFAULTS, EXCHANGES, Heard};
use super::history::{Asset, Request};
use super::js::{field, object, parse, reason, text};
use super::keep::advices;
use super::link::Link;
use super::monitor::Core;
use crate::error::Refusal;
use crate::keys::key;
use crate::record::plain;
use alloc::format;
use alloc::rc::Rc;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use plimsoll::leverage::{AlertRules, default_alert_rules};
use plimsoll::oracle::{OracleRules, Tick, default_oracle_rules};
#[cfg(feature = "full")]
use plimsoll::watch::JointWatch;
use plimsoll::watch::{Evaluated, Fault, Leaders, MarketChange, Watch, WatchedAccount};
use plimsoll::{RiskError, RiskErrorKind};
use wasm_bindgen::prelude::*;

/// Between two beats, milliseconds.
const BEAT: f64 = 1_000.0;

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
    /// Accounts over several of them, and whether storing them failed and that was said.
    #[cfg(feature = "full")]
    pub joint: JointWatch,
    #[cfg(feature = "full")]
    pub joint_unstored: bool,
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
    /// The beat before this one; 0 before the first.
    pub beaten: f64,
    pub saved: f64,
    pub garbage: u32,
    pub events: Vec<JsValue>,
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
                all.extend(symbol.clone());
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
            Link::new(symbols, url)
        });
        Ok(Self {
            assets,
            #[cfg(feature = "full")]
            joint: JointWatch::new(),
            #[cfg(feature = "full")]
            joint_unstored: false,
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
            beaten: 0.0,
            saved: 0.0,
            garbage: 0,
            events: Vec::new(),
        })
    }

    /// Watches an account by the first asset that drives it.
    pub fn watch_one(&mut self, account: WatchedAccount) -> Result<(), RiskError> {
        let factors = || account.account.legs.iter().filter_map(|leg| leg.factor.as_deref());
        let Some(asset) = self.assets.iter_mut().find(|asset| factors().any(|factor| factor == asset.name)) else {
            let got = factors().next().unwrap_or("no asset").to_string();
            return Err(RiskError::from(RiskErrorKind::Unknown { field: "account.legs".to_string(), got }));
        };
        asset.watch.watch(account)
    }

    pub fn say(&mut self, kind: &'static str, fields: &[(&'static str, JsValue)]) {
        let event = object(fields);
        // A plain object takes every key.
        let _ = js_sys::Reflect::set(&event, &key("kind"), &key(kind));
        self.events.push(event);
    }

    /// Once a second: sleep, sockets, history, advice, storage.
    pub fn beat(&mut self, core: &Rc<Core>) {
        let now = core.transport.now();
        let gap = now - self.beaten;
        if self.beaten > 0.0 && !(-CLOCK_BACK..=SLEEP_SECONDS).contains(&gap) {
            self.resync(now);
            self.links.iter_mut().for_each(Link::hurry);
            self.say("woke", &[("seconds", gap.into())]);
        }
        self.beaten = now;
        self.connect(core, now);
        self.ask(core, now);
        self.read_market(now);
        self.evaluate(core, now);
        #[cfg(feature = "full")]
        self.evaluate_joint(core, now);
        if !(0.0..SAVE_SECONDS).contains(&(now - self.saved)) {
            self.save(core, now);
        }
        self.timer = Some(core.transport.set_timeout(core.beat.as_ref().unchecked_ref(), BEAT));
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
        self.assets.iter_mut().for_each(|asset| asset.watch.resync(now));
        #[cfg(feature = "full")]
        self.joint.resync(now);
    }

    fn connect(&mut self, core: &Rc<Core>, now: f64) {
        for exchange in 0..EXCHANGES {
            let (Some(link), Some(listener)) = (self.links.get_mut(exchange), core.listeners.get(exchange)) else { continue };
            if let Some(why) = link.dead(now) {
                self.lose(core, exchange, why, now);
            } else if link.due(now) {
                match core.transport.socket(&link.url) {
                    Ok(socket) => link.begin(socket, listener.as_ref().unchecked_ref(), now),
                    Err(error) => self.lose(core, exchange, &reason(&error), now),
                }
            }
        }
    }

    fn lose(&mut self, core: &Rc<Core>, exchange: usize, why: &str, now: f64) {
        let Some(link) = self.links.get_mut(exchange) else { return };
        let wait = link.lose(now, core.transport.random());
        self.say("lost", &[("exchange", name(exchange)), ("reason", why.into()), ("retrySeconds", wait.into())]);
    }

    /// An event of a socket.
    pub fn hear(&mut self, core: &Rc<Core>, exchange: usize, event: &JsValue) {
        let now = core.transport.now();
        let Some(link) = self.links.get_mut(exchange) else { return };
        match text(event, "type").as_str() {
            "message" => {
                let heard = parse(&field(event, "data")).and_then(|message| exchange::hear(exchange, &message));
                match heard {
                    // A connection that says only what nobody understands is as good as silent.
                    None => self.garbage = self.garbage.saturating_add(1),
                    Some(heard) => {
                        link.heard = now;
                        heard.into_iter().for_each(|one| self.take(exchange, one, now));
                    }
                }
            }
            "open" => {
                link.opened(now);
                let asked = exchange::subscription(exchange, &link.symbols);
                if let (Some(asked), Some(socket)) = (asked, &link.socket) {
                    // A socket that closes this moment says so itself.
                    let _ = socket.send_with_str(&asked);
                }
                self.say("open", &[("exchange", name(exchange))]);
            }
            kind => self.lose(core, exchange, if kind == "close" { "it was closed" } else { "it failed" }, now),
        }
    }

    fn take(&mut self, exchange: usize, heard: Heard, now: f64) {
        match heard {
            Heard::Refused(reason) => self.say("refused", &[("exchange", name(exchange)), ("reason", reason.into())]),
            Heard::Trade { symbol, id, price, volume, stamp } => {
                let known = |asset: &&mut Asset| asset.symbols.get(exchange).is_some_and(|own| own.as_deref() == Some(&symbol));
                let taken = self.assets.iter_mut().find(known).map(|asset| {
                    let source = asset.source(exchange);
                    asset.watch.tick(&Tick { source, id, price, volume, stamp, received: now })
                });
                if !matches!(taken, Some(Ok(_))) {
                    self.garbage = self.garbage.saturating_add(1);
                }
            }
        }
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

    fn evaluate(&mut self, core: &Rc<Core>, now: f64) {
        let mut said: Vec<(&'static str, Vec<(&'static str, JsValue)>)> = Vec::new();
        for asset in &mut self.assets {
            let of = JsValue::from(asset.name.as_str());
            let before = asset.watch.advised();
            match asset.watch.evaluate(now) {
                Err(error) => said.push(("fault", alloc::vec![("asset", of), ("reason", error.to_string().into())])),
                Ok(Evaluated { spoken, faults }) => {
                    said.extend(faults.into_iter().map(|fault| ("fault", fault_fields(of.clone(), fault))));
                    for one in spoken {
                        if self.notify {
                            core.transport.notify(&format!("{}: {}", asset.name, one.name), &one.event.message);
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
