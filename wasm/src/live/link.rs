//! The connection to one exchange: when it is opened, given up, and opened again.

use alloc::string::String;
use alloc::vec::Vec;
use js_sys::Function;
use web_sys::WebSocket;

/// A connection that says nothing for so long is dead, seconds; the exchanges' heartbeats come every second.
const STALL_SECONDS: f64 = 60.0;

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
}

impl Link {
    pub fn new(symbols: Vec<String>, url: String) -> Self {
        Self { symbols, url, socket: None, open: false, opened: 0.0, heard: 0.0, tries: 0, due: 0.0 }
    }

    /// It is to be opened now.
    pub fn due(&self, now: f64) -> bool {
        self.socket.is_none() && !self.symbols.is_empty() && now >= self.due
    }

    /// Why it is to be given up now.
    pub fn dead(&self, now: f64) -> Option<&'static str> {
        self.socket.as_ref()?;
        let (since, most, why) =
            if self.open { (self.heard, STALL_SECONDS, "it fell silent") } else { (self.opened, OPEN_SECONDS, "it did not open") };
        (now - since > most).then_some(why)
    }

    pub fn begin(&mut self, socket: WebSocket, listener: &Function, now: f64) {
        for set in [WebSocket::set_onopen, WebSocket::set_onmessage, WebSocket::set_onclose, WebSocket::set_onerror] {
            set(&socket, Some(listener));
        }
        (self.socket, self.open, self.opened, self.heard) = (Some(socket), false, now, now);
    }

    pub fn opened(&mut self, now: f64) {
        (self.open, self.opened, self.heard) = (true, now, now);
    }

    /// Lets go of the socket; it is not heard again.
    pub fn drop(&mut self) {
        if let Some(socket) = self.socket.take() {
            for set in [WebSocket::set_onopen, WebSocket::set_onmessage, WebSocket::set_onclose, WebSocket::set_onerror] {
                set(&socket, None);
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
