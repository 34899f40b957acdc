//! The surroundings: the browser's own, or those that the caller hands in.

use super::js::{self, field};
use js_sys::{Date, Function, Math, Promise, Reflect, global};
use plimsoll::leverage::{AlertEvent, AlertKind};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Notification, NotificationOptions, NotificationPermission, Storage, WebSocket};

/// What was handed in; each door falls back on the browser's own.
pub struct Transport {
    given: JsValue,
    storage: Option<Storage>,
}

impl Transport {
    pub fn new(given: JsValue) -> Self {
        let handed = field(&given, "storage");
        // The browser's own refuses by throwing where a page may not store.
        let storage = if handed.is_undefined() { Reflect::get(&global(), &"localStorage".into()).unwrap_or(JsValue::NULL) } else { handed };
        Self { storage: storage.is_object().then(|| storage.unchecked_into()), given }
    }

    fn door(&self, name: &'static str) -> Option<Function> {
        field(&self.given, name).dyn_into().ok()
    }

    /// Seconds UTC.
    pub fn now(&self) -> f64 {
        let milliseconds = match self.door("now") {
            Some(now) => now.call0(&self.given).ok().and_then(|now| now.as_f64()).unwrap_or(0.0),
            None => Date::now(),
        };
        milliseconds / 1_000.0
    }

    pub fn random(&self) -> f64 {
        let given = self.door("random").and_then(|random| random.call0(&self.given).ok()?.as_f64());
        given.unwrap_or_else(Math::random)
    }

    pub fn socket(&self, url: &str) -> Result<WebSocket, JsValue> {
        match self.door("socket") {
            Some(open) => {
                let socket = open.call1(&self.given, &url.into())?;
                // A promise of one is none either.
                if field(&socket, "send").is_function() { Ok(socket.unchecked_into()) } else { Err("`socket` gave no socket".into()) }
            }
            None => WebSocket::new(url),
        }
    }

    pub fn fetch(&self, url: &str) -> Result<Promise, JsValue> {
        match self.door("fetch") {
            Some(fetch) => Ok(Promise::resolve(&fetch.call1(&self.given, &url.into())?)),
            None => js::fetch(url),
        }
    }

    pub fn set_timeout(&self, callback: &Function, milliseconds: f64) -> JsValue {
        match self.door("setTimeout") {
            Some(set) => set.call2(&self.given, callback, &milliseconds.into()).unwrap_or(JsValue::UNDEFINED),
            None => js::set_timeout(callback, milliseconds),
        }
    }

    pub fn clear_timeout(&self, handle: &JsValue) {
        match self.door("clearTimeout") {
            Some(clear) => drop(clear.call1(&self.given, handle)),
            None => js::clear_timeout(handle),
        }
    }

    pub fn storage(&self) -> Option<&Storage> {
        self.storage.as_ref()
    }

    /// Shows a notification of an alert where that is allowed.
    pub fn notify(&self, title: &str, event: &AlertEvent) {
        if let Some(notify) = self.door("notify") {
            let _ = notify.call2(&self.given, &title.into(), &event.message.as_str().into());
        } else if Reflect::has(&global(), &"Notification".into()) == Ok(true)
            && Notification::permission() == NotificationPermission::Granted
        {
            let options = NotificationOptions::new();
            options.set_body(&event.message);
            // A newer alert of the same account takes the place of the one before, and sounds again; what is said of data leaves a level
            // that is still to be seen.
            let level = matches!(event.kind, AlertKind::LevelRaised | AlertKind::LevelLowered | AlertKind::Liquidatable);
            options.set_tag(&[title, if level { "" } else { " data" }].concat());
            options.set_renotify(true);
            // Refused by some phones outside a service worker; the event has been given.
            let _ = Notification::new_with_options(title, &options);
        }
    }
}
