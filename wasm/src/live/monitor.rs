//! The monitor as a class: a beat a second, three sockets, one request, one store.

use super::config::MonitorConfig;
use super::exchange::{DEFAULTS, EXCHANGES};
use super::js::{Listener, object};
use super::requests::body;
use super::state::State;
use super::transport::Transport;
use crate::error::Refusal;
use crate::keys::key;
use crate::record::plain;
use crate::shape::read;
use alloc::rc::{Rc, Weak};
use alloc::string::{String, ToString};
use core::cell::RefCell;
use js_sys::{Array, Function};
use plimsoll::{RiskError, RiskErrorKind};
use tsify::Ts;
use wasm_bindgen::prelude::*;
use web_sys::Response;

/// Watches accounts live: prices of three exchanges over WebSocket, hours from their history, alerts as events. `free()` it, or let it be
/// collected after `stop()`.
#[wasm_bindgen]
pub struct Monitor(pub(super) Rc<Core>);

/// What a monitor holds, and what JavaScript calls back.
pub struct Core {
    pub state: RefCell<State>,
    pub transport: Transport,
    pub on_event: Listener,
    /// What JavaScript calls: the timer, each exchange's socket, and a response.
    pub beat: Closure<dyn FnMut()>,
    pub listeners: [Closure<dyn FnMut(JsValue)>; EXCHANGES],
    pub body: Closure<dyn FnMut(Response) -> JsValue>,
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
                body: Closure::new(body),
            }
        });
        Ok(Self(core))
    }

    /// Takes up the stored state, connects, and fills missing hours from history.
    pub fn start(&self) {
        act(&Rc::downgrade(&self.0), |state, core| {
            if state.timer.is_none() {
                state.restore(core);
                // It may have been stored while the clock was ahead.
                state.resync(core.transport.now());
                state.beat(core);
            }
        });
    }

    /// Disconnects and stores the state; `start` goes on.
    pub fn stop(&self) {
        act(&Rc::downgrade(&self.0), State::stop);
    }

    /// Forgets an account and what was said of it.
    pub fn unwatch(&self, name: String) {
        if let Ok(mut state) = self.0.state.try_borrow_mut() {
            state.assets.iter_mut().for_each(|asset| asset.watch.unwatch(&name));
            #[cfg(feature = "full")]
            state.joint.unwatch(&name);
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
