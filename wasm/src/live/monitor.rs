//! The monitor as a class: a beat a second, three sockets, one request, one store.

use super::config::{MonitorAddress, MonitorAddresses, MonitorConfig};
use super::exchange::{self, DEFAULTS, EXCHANGES, Heard};
use super::history::{Asset, Request, Watch};
use super::js::{Listener, amount, field, number, object, parse, reason, text};
use super::link::Link;
use super::store::{self, Found};
use super::transport::Transport;
use crate::error::Refusal;
use crate::keys::key;
use crate::record::{plain, write};
use crate::shape::read;
use alloc::format;
use alloc::rc::{Rc, Weak};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::RefCell;
use js_sys::{Array, Function};
use plimsoll::RiskError;
use plimsoll::leverage::{AlertRules, default_alert_rules};
use plimsoll::oracle::{OracleRules, Tick, default_oracle_rules, merge_bars};
use plimsoll::watch::WatchedAccount;
use tsify::Ts;
use wasm_bindgen::prelude::*;
use web_sys::Response;

/// Between two beats, milliseconds.
const BEAT: f64 = 1_000.0;

/// A gap between beats that is a sleep and no throttled timer of a page in the background, seconds.
const SLEEP_SECONDS: f64 = 120.0;

/// A clock that goes back by more was set, seconds.
const CLOCK_BACK: f64 = 5.0;

/// Between two savings, seconds.
const SAVE_SECONDS: f64 = 60.0;

/// An exchange that asks for patience without saying how long, seconds.
const PATIENCE: f64 = 60.0;

/// Watches accounts live: prices of three exchanges over WebSocket, hours from their history, alerts as events. `free()` it, or let it be
/// collected after `stop()`.
#[wasm_bindgen]
pub struct Monitor(Rc<Core>);

struct Core {
    state: RefCell<State>,
    transport: Transport,
    on_event: Listener,
    /// What JavaScript calls: the timer, and each exchange's socket.
    beat: Closure<dyn FnMut()>,
    listeners: [Closure<dyn FnMut(JsValue)>; EXCHANGES],
}

struct State {
    assets: Vec<Asset>,
    links: [Link; EXCHANGES],
    histories: [String; EXCHANGES],
    /// Before this time an exchange is not asked again, seconds UTC.
    patience: [f64; EXCHANGES],
    request: Option<Request>,
    asked: u32,
    oracle: OracleRules,
    storage_key: String,
    notify: bool,
    timer: Option<JsValue>,
    /// The beat before this one; 0 before the first.
    beaten: f64,
    saved: f64,
    garbage: u32,
    events: Vec<JsValue>,
}

#[wasm_bindgen]
impl Monitor {
    /// Creates a monitor that does nothing before `start`. `transport` stands in for the browser's sockets, clock and storage.
    #[wasm_bindgen(constructor)]
    pub fn new(
        config: Ts<MonitorConfig>,
        #[wasm_bindgen(js_name = onEvent, unchecked_param_type = "(event: MonitorEvent) => void")] on_event: Function,
        #[wasm_bindgen(unchecked_optional_param_type = "MonitorTransport")] transport: JsValue,
    ) -> Result<Monitor, Refusal> {
        let state = State::new(read("config", config)?)?;
        let core = Rc::new_cyclic(|core: &Weak<Core>| {
            let listener = |exchange: usize| {
                let core = core.clone();
                Closure::new(move |event: JsValue| act(&core, |state, core| state.hear(core, exchange, &event)))
            };
            let beat = core.clone();
            Core {
                state: RefCell::new(state),
                transport: Transport::new(transport),
                on_event: on_event.unchecked_into(),
                beat: Closure::new(move || act(&beat, State::beat)),
                listeners: core::array::from_fn(listener),
            }
        });
        Ok(Self(core))
    }

    /// Takes up the stored state, connects, and fills missing hours from history.
    pub fn start(&self) {
        act(&Rc::downgrade(&self.0), |state, core| {
            if state.timer.is_none() {
                state.restore(core);
                state.beat(core);
            }
        });
    }

    /// Disconnects and stores the state; `start` goes on.
    pub fn stop(&self) {
        act(&Rc::downgrade(&self.0), State::stop);
    }

    /// Watches an account that one of the assets drives, or changes one of that name.
    pub fn watch(&self, account: Ts<WatchedAccount>) -> Result<(), Refusal> {
        let account: WatchedAccount = read("account", account)?;
        let Ok(mut state) = self.0.state.try_borrow_mut() else { return Err(busy()) };
        let factors = || account.account.legs.iter().filter_map(|leg| leg.factor.as_deref());
        let Some(asset) = state.assets.iter_mut().find(|asset| factors().any(|factor| factor == asset.name)) else {
            let got = factors().next().unwrap_or("no asset").to_string();
            return Err(RiskError::Unknown { field: "account.legs".to_string(), got }.into());
        };
        Ok(asset.watch.watch(account)?)
    }

    /// Forgets an account and what was said of it.
    pub fn unwatch(&self, name: String) {
        if let Ok(mut state) = self.0.state.try_borrow_mut() {
            state.assets.iter_mut().for_each(|asset| asset.watch.unwatch(&name));
        }
    }

    /// Every asset now: its price, its sources, its history.
    #[wasm_bindgen(unchecked_return_type = "MonitorStatus[]")]
    pub fn status(&self) -> Result<Array, Refusal> {
        let Ok(state) = self.0.state.try_borrow() else { return Err(busy()) };
        let now = self.0.transport.now();
        let list = Array::new();
        for asset in &state.assets {
            let exchanges = Array::new();
            for (symbol, (name, ..)) in asset.symbols.iter().zip(DEFAULTS) {
                if symbol.is_some() {
                    exchanges.push(&key(name));
                }
            }
            list.push(&object(&[
                ("asset", asset.name.as_str().into()),
                ("price", plain(&asset.watch.price(now))),
                ("exchanges", exchanges.into()),
                ("historyHours", asset.watch.history_hours().into()),
                ("garbage", state.garbage.into()),
            ]));
        }
        Ok(list)
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cold]
fn busy() -> Refusal {
    RiskError::Unsupported { question: "a call from inside the transport".to_string(), hint: "make it a task of its own".to_string() }
        .into()
}

/// Does something to the state, then tells the events: their listener may call the monitor again.
fn act(core: &Weak<Core>, what: impl FnOnce(&mut State, &Rc<Core>)) {
    let Some(core) = core.upgrade() else { return };
    let events = {
        let Ok(mut state) = core.state.try_borrow_mut() else { return };
        what(&mut state, &core);
        core::mem::take(&mut state.events)
    };
    for event in events {
        // What the listener throws is its own; the monitor goes on.
        let _ = core.on_event.call(&JsValue::UNDEFINED, &event);
    }
}

impl State {
    fn new(config: MonitorConfig) -> Result<Self, Refusal> {
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
                return Err(RiskError::Duplicate { field: "config.assets".to_string(), got: given.asset }.into());
            }
            let watch = new_watch(&given.asset, &at, &oracle, &alerts)?;
            assets.push(Asset::new(given.asset, watch, at));
        }
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

    fn say(&mut self, kind: &'static str, fields: &[(&'static str, JsValue)]) {
        let event = object(fields);
        // A plain object takes every key.
        let _ = js_sys::Reflect::set(&event, &key("kind"), &key(kind));
        self.events.push(event);
    }

    /// Once a second: sleep, sockets, history, advice, storage.
    fn beat(&mut self, core: &Rc<Core>) {
        let now = core.transport.now();
        let gap = now - self.beaten;
        if self.beaten > 0.0 && !(-CLOCK_BACK..=SLEEP_SECONDS).contains(&gap) {
            self.assets.iter_mut().for_each(|asset| asset.watch.resync());
            self.links.iter_mut().for_each(Link::hurry);
            self.say("woke", &[("seconds", gap.into())]);
        }
        self.beaten = now;
        self.connect(core, now);
        self.ask(core, now);
        self.evaluate(core, now);
        if !(0.0..SAVE_SECONDS).contains(&(now - self.saved)) {
            self.save(core, now);
        }
        self.timer = Some(core.transport.set_timeout(core.beat.as_ref().unchecked_ref(), BEAT));
    }

    fn stop(&mut self, core: &Rc<Core>) {
        let Some(timer) = self.timer.take() else { return };
        core.transport.clear_timeout(&timer);
        self.links.iter_mut().for_each(Link::hurry);
        self.assets.iter_mut().for_each(|asset| asset.watch.resync());
        self.request = None;
        self.beaten = 0.0;
        self.save(core, core.transport.now());
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
    fn hear(&mut self, core: &Rc<Core>, exchange: usize, event: &JsValue) {
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

    /// Sends the next question about missing hours, if none is on its way.
    fn ask(&mut self, core: &Rc<Core>, now: f64) {
        if let Some(request) = self.request.take_if(|request| request.late(now)) {
            self.no_answer(core, &request, "no answer", 0.0, now);
        }
        if self.request.is_some() {
            return;
        }
        for place in 0..self.assets.len() {
            while let Some(asset) = self.assets.get_mut(place) {
                let Some(question) = asset.question(now) else { break };
                let exchange = question.exchange;
                let patient = self.patience.get(exchange).is_some_and(|until| now < *until);
                let symbol = asset.symbols.get(exchange).and_then(Option::as_deref).filter(|_| !patient);
                let address = self.histories.get(exchange).map_or("", String::as_str);
                let url = symbol.and_then(|symbol| exchange::history_url(exchange, address, symbol, question.from, question.end, now));
                let Some(url) = url else {
                    asset.answer(exchange, None);
                    self.finish(core, place, now);
                    continue;
                };
                self.asked = self.asked.wrapping_add(1);
                let request = Request::new(self.asked, place, exchange, now);
                match send(core, self.asked, &url) {
                    Ok(()) => self.request = Some(request),
                    Err(error) => self.no_answer(core, &request, &reason(&error), 0.0, now),
                }
                return;
            }
        }
    }

    /// What came back of a request.
    fn answered(&mut self, core: &Rc<Core>, id: u32, answer: Result<JsValue, JsValue>) {
        let now = core.transport.now();
        let Some(request) = self.request.take_if(|request| request.id == id) else { return };
        let refused = answer.as_ref().map_or(f64::NAN, |value| amount(value, "httpStatus"));
        let bars = match &answer {
            Err(error) => Err(reason(error)),
            Ok(_) if refused > 0.0 => Err(format!("HTTP {}", refused as u32)),
            Ok(value) => exchange::candles(request.exchange, value),
        };
        match bars {
            Ok(bars) => {
                if let Some(asset) = self.assets.get_mut(request.asset) {
                    asset.answer(request.exchange, Some(bars));
                }
                self.finish(core, request.asset, now);
            }
            Err(why) => {
                let asked = answer.map_or(f64::NAN, |value| amount(&value, "retryAfter"));
                // 418 is Binance's ban after too many 429.
                let patience = if asked > 0.0 { asked } else { PATIENCE };
                self.no_answer(core, &request, &why, if refused == 429.0 || refused == 418.0 { patience } else { 0.0 }, now);
            }
        }
        self.ask(core, now);
    }

    fn no_answer(&mut self, core: &Rc<Core>, request: &Request, why: &str, patience: f64, now: f64) {
        if let Some(until) = self.patience.get_mut(request.exchange) {
            *until = now + patience;
        }
        let Some(asset) = self.assets.get_mut(request.asset) else { return };
        asset.answer(request.exchange, None);
        let fields = [
            ("exchange", name(request.exchange)),
            ("asset", asset.name.as_str().into()),
            ("reason", why.into()),
            ("retrySeconds", patience.into()),
        ];
        self.say("noHistory", &fields);
        self.finish(core, request.asset, now);
    }

    /// Takes in a page once every exchange has been asked.
    fn finish(&mut self, core: &Rc<Core>, place: usize, now: f64) {
        let Some(asset) = self.assets.get_mut(place) else { return };
        let end = asset.end();
        let Some(bars) = asset.finished(now, core.transport.random()).filter(|bars| !bars.is_empty()) else { return };
        let taken = merge_bars(&bars, self.oracle.divergence).and_then(|merged| asset.watch.history(&merged, now));
        asset.turn(end, now, core.transport.random());
        let hours = asset.watch.history_hours();
        let of = JsValue::from(asset.name.as_str());
        match taken {
            Ok(()) => self.say("history", &[("asset", of), ("historyHours", hours.into())]),
            Err(error) => self.say("fault", &[("asset", of), ("reason", error.to_string().into())]),
        }
    }

    fn evaluate(&mut self, core: &Rc<Core>, now: f64) {
        let mut said: Vec<(&'static str, Vec<(&'static str, JsValue)>)> = Vec::new();
        for asset in &mut self.assets {
            let of = JsValue::from(asset.name.as_str());
            let before = asset.watch.advised();
            match asset.watch.evaluate(now) {
                Err(error) => said.push(("fault", alloc::vec![("asset", of), ("reason", error.to_string().into())])),
                Ok(spoken) => {
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

    fn restore(&mut self, core: &Rc<Core>) {
        let Some(storage) = core.transport.storage() else { return };
        let mut said: Vec<(&'static str, [(&'static str, JsValue); 3])> = Vec::new();
        for asset in &mut self.assets {
            let place = format!("{}:{}", self.storage_key, asset.name);
            let of = ("asset", JsValue::from(asset.name.as_str()));
            let restored = match store::load(storage, &place) {
                Found::Nothing => continue,
                Found::Spoilt(why) => Err(why),
                Found::Bytes(bytes) => asset.watch.restore(&bytes).map_err(|error| error.to_string()),
            };
            let mut lost = restored.as_ref().err().cloned();
            let advice = store::load_advice(storage, &place);
            if restored.is_err() {
                store::keep_aside(storage, &place);
            } else {
                if advice.is_none() {
                    lost = Some("the last advice is altered or of another version; it is worked out anew".to_string());
                }
                let hours = ("historyHours", asset.watch.history_hours().into());
                said.push(("restored", [of.clone(), hours, ("advice", advice.unwrap_or_else(|| Array::new().into()))]));
            }
            if let Some(why) = lost {
                said.push(("stateLost", [of.clone(), ("reason", why.into()), of]));
            }
        }
        for (kind, fields) in said {
            self.say(kind, &fields);
        }
    }

    fn save(&mut self, core: &Rc<Core>, now: f64) {
        self.saved = now;
        let Some(storage) = core.transport.storage() else { return };
        let mut said: Vec<[(&'static str, JsValue); 2]> = Vec::new();
        for asset in &mut self.assets {
            let place = format!("{}:{}", self.storage_key, asset.name);
            // The state first: it cannot be had again while the exchanges are away, the advice can.
            let rows = advices(&asset.watch);
            let mut stored = store::save(storage, &place, &asset.watch.snapshot());
            // Before the first advice the one from before the reload stays.
            if stored.is_ok() && !rows.is_empty() {
                stored = store::save_advice(storage, &place, &rows, now);
            }
            if let (Err(why), false) = (&stored, asset.unstored) {
                said.push([("asset", asset.name.as_str().into()), ("reason", why.as_str().into())]);
            }
            asset.unstored = stored.is_err();
        }
        for fields in said {
            self.say("notStored", &fields);
        }
    }
}

fn new_watch(asset: &str, symbols: &[Option<String>], oracle: &OracleRules, alerts: &AlertRules) -> Result<Watch, RiskError> {
    let weights = alloc::vec![1.0; symbols.iter().flatten().count()];
    Watch::new(asset, &weights, oracle.clone(), alerts.clone())
}

fn name(exchange: usize) -> JsValue {
    DEFAULTS.get(exchange).map_or(JsValue::UNDEFINED, |known| key(known.0))
}

/// Account, price and advice of every row that has one.
fn advices(watch: &Watch) -> Vec<(String, f64, JsValue)> {
    let row = |name: &str| {
        let (price, advice) = watch.advice(name)?;
        Some((name.to_string(), price, write(advice).ok()?.into()))
    };
    watch.names().filter_map(row).collect()
}

#[wasm_bindgen]
extern "C" {
    /// A promise whose functions are made for one use: nothing has to be kept until they are called.
    type Chain;
    #[wasm_bindgen(method)]
    fn then(this: &Chain, answered: &JsValue) -> Chain;
    #[wasm_bindgen(method, js_name = then)]
    fn settle(this: &Chain, answered: &JsValue, failed: &JsValue) -> Chain;
}

/// Sends a request; what comes of it goes to `answered` under its number.
fn send(core: &Rc<Core>, id: u32, url: &str) -> Result<(), JsValue> {
    let promise = core.transport.fetch(url)?;
    let settled = |wrap: fn(JsValue) -> Result<JsValue, JsValue>| {
        let core = Rc::downgrade(core);
        Closure::once_into_js(move |value: JsValue| act(&core, |state, core| state.answered(core, id, wrap(value))))
    };
    promise.unchecked_into::<Chain>().then(&Closure::once_into_js(body)).settle(&settled(Ok), &settled(Err));
    Ok(())
}

/// The JSON of a response to come, or its status and how long to wait.
fn body(response: Response) -> JsValue {
    let wait = || response.headers().get("retry-after").ok().flatten().map_or(f64::NAN, |seconds| number(&seconds.into()));
    // The body of a refusal is not looked at: a promise of it that nobody awaits would be an unhandled rejection.
    match if response.ok() { response.json().ok() } else { None } {
        Some(json) => json.into(),
        None => object(&[("httpStatus", response.status().into()), ("retryAfter", wait().into())]),
    }
}
