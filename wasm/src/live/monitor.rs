//! The monitor as a class: a beat a second, three sockets, one request, one store.

use super::config::MonitorConfig;
use super::exchange::{DEFAULTS, EXCHANGES};
use super::js::{Listener, object, report};
use super::requests::body;
use super::sockets::{SIGNS, Sign};
use super::state::State;
use super::transport::Transport;
use crate::error::Refusal;
use crate::keys::key;
use crate::record::plain;
use crate::shape::read;
use alloc::rc::{Rc, Weak};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::RefCell;
use js_sys::Array;
use plimsoll::{RiskError, RiskErrorKind};
use tsify::Ts;
use wasm_bindgen::prelude::*;
use web_sys::Response;

/// Watches accounts live: prices of three exchanges over WebSocket, hours from their history, alerts as events. `free()` it, or let it be
/// collected after `stop()`.
#[wasm_bindgen]
pub struct Monitor(pub(super) Rc<Core>);

impl Monitor {
    /// Does it now, or at the end of what is under way where the call comes from inside the transport.
    fn later(&self, what: Later) {
        if let Ok(mut later) = self.0.later.try_borrow_mut() {
            later.push(what);
        }
        act(&Rc::downgrade(&self.0), |_, _| ());
    }
}

/// What may be asked for at any time.
pub enum Later {
    Start,
    Stop,
    Forget(String),
}

/// What a socket calls, one for each of `SIGNS`: an event's own `type` is not asked, which a socket that is no browser's may leave out.
pub type Listeners = [Closure<dyn FnMut(JsValue)>; SIGNS.len()];

/// What a monitor holds, and what JavaScript calls back.
pub struct Core {
    pub state: RefCell<State>,
    /// What was asked for from inside the transport.
    pub later: RefCell<Vec<Later>>,
    pub transport: Transport,
    pub on_event: Listener,
    /// What JavaScript calls: the timer, each exchange's socket, and a response.
    pub beat: Closure<dyn FnMut()>,
    pub listeners: [Listeners; EXCHANGES],
    pub body: Closure<dyn FnMut(Response) -> JsValue>,
}

#[wasm_bindgen]
impl Monitor {
    /// Creates a monitor that does nothing before `start`. `transport` stands in for the browser's sockets, clock and storage. What
    /// `onEvent` throws is an uncaught error, as of any listener of events; the monitor goes on.
    #[wasm_bindgen(constructor)]
    pub fn new(
        config: Ts<MonitorConfig>,
        #[wasm_bindgen(js_name = onEvent, unchecked_param_type = "(event: MonitorEvent) => void")] on_event: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "MonitorTransport")] transport: JsValue,
    ) -> Result<Monitor, Refusal> {
        let state = State::new(read("config", config)?)?;
        if !on_event.is_function() {
            let detail = "`onEvent` is not a function".to_string();
            return Err(RiskError::from(RiskErrorKind::InvalidShape { detail }).into());
        }
        let core = Rc::new_cyclic(|core: &Weak<Core>| {
            let listener = |exchange: usize, sign: Sign| -> Closure<dyn FnMut(JsValue)> {
                let core = core.clone();
                Closure::new(move |event: JsValue| act(&core, |state, core| state.hear(core, exchange, sign, &event)))
            };
            let beat = core.clone();
            Core {
                state: RefCell::new(state),
                later: RefCell::default(),
                transport: Transport::new(transport),
                on_event: on_event.unchecked_into(),
                beat: Closure::new(move || act(&beat, State::beat)),
                listeners: core::array::from_fn(|exchange| SIGNS.map(|(_, sign)| listener(exchange, sign))),
                body: Closure::new(body),
            }
        });
        Ok(Self(core))
    }

    /// Takes up the stored state, connects, and fills missing hours from history. From inside the transport this, `stop` and `unwatch`
    /// are done once what is under way is over.
    pub fn start(&self) {
        self.later(Later::Start);
    }

    /// Disconnects and stores the state; `start` goes on, first with the events that a listener which called this was not told yet.
    pub fn stop(&self) {
        self.later(Later::Stop);
    }

    /// Forgets an account and what was said of it.
    pub fn unwatch(&self, name: String) {
        self.later(Later::Forget(name));
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
pub fn busy() -> Refusal {
    RiskError::from(RiskErrorKind::Unsupported {
        question: "a call from inside the transport".to_string(),
        hint: "make it a task of its own".to_string(),
    })
    .into()
}

/// Does something to the state, then tells the events: their listener may call the monitor again.
pub fn act(core: &Weak<Core>, what: impl FnOnce(&mut State, &Rc<Core>)) {
    let Some(core) = core.upgrade() else { return };
    let (events, running) = {
        let Ok(mut state) = core.state.try_borrow_mut() else { return };
        what(&mut state, &core);
        // What is done may ask for more.
        loop {
            let asked = core.later.take();
            if asked.is_empty() {
                break;
            }
            for one in asked {
                match one {
                    Later::Start => state.start(&core),
                    Later::Stop => state.stop(&core),
                    Later::Forget(name) => state.forget(&name),
                }
            }
        }
        (core::mem::take(&mut state.events), state.timer.is_some())
    };
    for event in events {
        // The listener may have stopped the monitor, or freed it.
        if running && core.state.try_borrow_mut().is_ok_and(|mut state| state.hold(&event)) {
            continue;
        }
        if let Err(error) = core.on_event.call(&JsValue::UNDEFINED, &event) {
            report(error);
        }
    }
}
