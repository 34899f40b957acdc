//! What a monitor does with its sockets, and hears from them.

use super::exchange::{self, EXCHANGES, Heard};
use super::js::{field, parse, reason};
use super::monitor::Core;
use super::state::{State, name};
use alloc::rc::Rc;
use plimsoll::oracle::Tick;
use wasm_bindgen::prelude::*;

/// What becomes of a socket.
#[derive(Clone, Copy)]
pub enum Sign {
    Open,
    Message,
    Closed,
    Failed,
}

/// Under what name a socket is given what it calls then.
pub const SIGNS: [(&str, Sign); 4] =
    [("onopen", Sign::Open), ("onmessage", Sign::Message), ("onclose", Sign::Closed), ("onerror", Sign::Failed)];

impl State {
    /// Opens what is due, gives up what is dead, and sends what is to be sent.
    pub fn connect(&mut self, core: &Rc<Core>, now: f64) {
        for exchange in 0..EXCHANGES {
            let (Some(link), Some(listeners)) = (self.links.get_mut(exchange), core.listeners.get(exchange)) else { continue };
            if let Some(why) = link.dead(now) {
                self.lose(core, exchange, why, now);
            } else if link.due(now) {
                match core.transport.socket(&link.url) {
                    Ok(socket) => {
                        if !link.begin(socket, listeners, now) {
                            self.lose(core, exchange, "it takes no listeners", now);
                        }
                    }
                    Err(error) => self.lose(core, exchange, &reason(&error), now),
                }
            } else if let Some(word) = link.word(exchange, now) {
                link.send(&word);
            }
        }
    }

    fn lose(&mut self, core: &Rc<Core>, exchange: usize, why: &str, now: f64) {
        let Some(link) = self.links.get_mut(exchange) else { return };
        let wait = link.lose(now, core.transport.random());
        self.say("lost", &[("exchange", name(exchange)), ("reason", why.into()), ("retrySeconds", wait.into())]);
    }

    /// An event of a socket.
    pub fn hear(&mut self, core: &Rc<Core>, exchange: usize, sign: Sign, event: &JsValue) {
        let now = core.transport.now();
        if self.slept(now) {
            // It waited since before the sleep, as did the socket that it comes from.
            return self.pulse(core, now);
        }
        let Some(link) = self.links.get_mut(exchange).filter(|link| link.socket.is_some()) else { return };
        match sign {
            Sign::Message => {
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
            Sign::Open => {
                link.opened(now);
                if let Some(asked) = exchange::subscription(exchange, &link.symbols) {
                    link.send(&asked);
                }
                self.say("open", &[("exchange", name(exchange))]);
            }
            Sign::Closed => self.lose(core, exchange, "it was closed", now),
            Sign::Failed => self.lose(core, exchange, "it failed", now),
        }
        if self.late(now) {
            self.pulse(core, now);
        }
    }

    fn take(&mut self, exchange: usize, heard: Heard, now: f64) {
        match heard {
            Heard::Refused { symbol, reason } => {
                if let Some(link) = self.links.get_mut(exchange) {
                    link.refuse(symbol, now);
                }
                self.say("refused", &[("exchange", name(exchange)), ("reason", reason.into())]);
            }
            Heard::Trade { symbol, id, price, volume, stamp } => {
                let mut taken = false;
                for asset in &mut self.assets {
                    if asset.symbols.get(exchange).is_some_and(|own| own.as_deref() == Some(&symbol)) {
                        let source = asset.source(exchange);
                        taken = asset.watch.tick(&Tick { source, id, price, volume, stamp, received: now }).is_ok();
                        asset.hear(exchange, taken);
                    }
                }
                if !taken {
                    self.garbage = self.garbage.saturating_add(1);
                }
            }
        }
    }
}
