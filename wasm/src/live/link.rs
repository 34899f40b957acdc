//! The connection to one exchange: when it is opened, given up, and opened again.

use super::exchange::{SIGN_OF_LIFE, subscription};
use super::monitor::Listeners;
use super::sockets::SIGNS;
use crate::keys::key;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::WebSocket;

/// A connection that says nothing for so long is dead, seconds; the exchanges' heartbeats come every second.
const STALL_SECONDS: f64 = 60.0;

/// One of pairs that trade rarely is asked for a sign of life after so long, and has as long to give it, seconds.
const QUIET_SECONDS: f64 = 30.0;

/// First wait before a symbol that was refused is asked again, and the longest, seconds.
const AGAIN: (f64, f64) = (60.0, 3_600.0);

/// One that does not open, seconds.
const OPEN_SECONDS: f64 = 20.0;

/// Longest wait before the next try, seconds.
const MOST_WAIT: f64 = 300.0;

/// One that lasted so long begins the waits anew, seconds.
const STEADY_SECONDS: f64 = 60.0;

pub struct Link {
    /// The symbols asked there; none: it is never opened.
    pub symbols: Vec<String>,
    pub url: String,
    pub socket: Option<WebSocket>,
    open: bool,
    /// When it was opened, and when it last spoke.
    opened: f64,
    pub heard: f64,
    /// Tries since it was last steady, and when the next one is due.
    tries: u32,
    due: f64,
    /// Whether it speaks only of trades, and when it was last asked for a sign of life.
    quiet: bool,
    probed: f64,
    /// Symbols refused, how often that was, and when they are asked again.
    refused: Vec<String>,
    refusals: u32,
    again: f64,
}

impl Link {
    /// `quiet`: it says nothing while nobody trades.
    pub fn new(symbols: Vec<String>, url: String, quiet: bool) -> Self {
        let (opened, heard, due, probed, again) = (0.0, 0.0, 0.0, 0.0, 0.0);
        let refused = Vec::new();
        Self { symbols, url, socket: None, open: false, opened, heard, tries: 0, due, quiet, probed, refused, refusals: 0, again }
    }

    /// It is to be opened now.
    pub fn due(&self, now: f64) -> bool {
        self.socket.is_none() && !self.symbols.is_empty() && now >= self.due
    }

    /// Why it is to be given up now.
    pub fn dead(&self, now: f64) -> Option<&'static str> {
        self.socket.as_ref()?;
        // Where timers are throttled the sign of life may not have been asked for yet.
        if self.open && self.quiet && (self.probed < self.heard || now - self.probed < QUIET_SECONDS) {
            return None;
        }
        let (since, most, why) =
            if self.open { (self.heard, STALL_SECONDS, "it fell silent") } else { (self.opened, OPEN_SECONDS, "it did not open") };
        (now - since > most).then_some(why)
    }

    /// Takes a socket on; false where it does not let itself be listened to.
    pub fn begin(&mut self, socket: WebSocket, listeners: &Listeners, now: f64) -> bool {
        let heard = SIGNS.iter().zip(listeners).all(|((name, _), listener)| listen(&socket, name, listener.as_ref()));
        (self.socket, self.open, self.opened, self.heard) = (Some(socket), false, now, now);
        heard
    }

    pub fn opened(&mut self, now: f64) {
        (self.open, self.opened, self.heard) = (true, now, now);
        (self.refusals, self.again) = (0, 0.0);
        self.refused.clear();
    }

    /// It has not been heard lately, or by a clock that was set since.
    pub fn unheard(&self, now: f64) -> bool {
        !(0.0..=STALL_SECONDS).contains(&(now - self.heard))
    }

    /// A symbol was refused; the exchange may serve it later.
    pub fn refuse(&mut self, symbol: String, now: f64) {
        if !self.symbols.contains(&symbol) || self.refused.contains(&symbol) {
            return;
        }
        if self.refused.is_empty() {
            self.again = now + (AGAIN.0 * f64::from(1_u32 << self.refusals.min(6))).min(AGAIN.1);
            self.refusals += 1;
        }
        self.refused.push(symbol);
    }

    /// What is to be sent now: a question whether it is there, or for what was refused.
    pub fn word(&mut self, exchange: usize, now: f64) -> Option<String> {
        if !self.open {
            return None;
        }
        if self.quiet && now - self.heard >= QUIET_SECONDS && self.probed <= self.heard {
            self.probed = now;
            return Some(SIGN_OF_LIFE.to_owned());
        }
        // A clock that was set back leaves it far ahead.
        if self.refused.is_empty() || (now..=now + AGAIN.1).contains(&self.again) {
            return None;
        }
        subscription(exchange, &core::mem::take(&mut self.refused))
    }

    pub fn send(&self, text: &str) {
        if let Some(socket) = &self.socket {
            // A socket that closes this moment says so itself.
            let _ = socket.send_with_str(text);
        }
    }

    /// Lets go of the socket; it is not heard again.
    pub fn drop(&mut self) {
        if let Some(socket) = self.socket.take() {
            for (name, _) in SIGNS {
                listen(&socket, name, &JsValue::NULL);
            }
            let _ = socket.close();
        }
    }

    /// Lets go of it and sets the next try: twice as late as the last, half of that by chance, so that not all come back at once.
    pub fn lose(&mut self, now: f64, chance: f64) -> f64 {
        self.drop();
        if self.open && now - self.opened > STEADY_SECONDS {
            self.tries = 0;
        }
        let most = f64::from(1_u32 << self.tries.min(9)).min(MOST_WAIT);
        let wait = most * (0.5 + 0.5 * chance);
        self.tries += 1;
        (self.open, self.due) = (false, now + wait);
        wait
    }

    /// Opens it at the next beat: the device has woken.
    pub fn hurry(&mut self) {
        self.drop();
        (self.open, self.tries, self.due) = (false, 0, 0.0);
    }
}

/// Sets what a socket calls, which one that was handed in may refuse.
fn listen(socket: &WebSocket, name: &'static str, listener: &JsValue) -> bool {
    Reflect::set(socket, &key(name), listener).unwrap_or(false)
}
