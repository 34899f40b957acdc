//! What a monitor keeps in storage, and takes up again.

use super::js::object;
use super::monitor::Core;
use super::state::{State, new_watch};
use super::store::{self, TakenUp};
use crate::record::write;
use alloc::format;
use alloc::rc::Rc;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use js_sys::Array;
use plimsoll::leverage::default_alert_rules;
use plimsoll::watch::Watch;
use wasm_bindgen::prelude::*;

impl State {
    pub fn restore(&mut self, core: &Rc<Core>) {
        let Some(storage) = core.transport.storage() else { return };
        let mut said: Vec<(&'static str, [(&'static str, JsValue); 3])> = Vec::new();
        for asset in &mut self.assets {
            let place = format!("{}:{}", self.storage_key, asset.name);
            let of = ("asset", JsValue::from(asset.name.as_str()));
            let found = store::take_up(storage, &place, &mut |bytes| asset.watch.restore(bytes));
            let Some(TakenUp { advice, lost }) = found else { continue };
            if let Some(advice) = advice {
                let hours = ("historyHours", asset.watch.history_hours().into());
                said.push(("restored", [of.clone(), hours, ("advice", advice)]));
            }
            if let Some(why) = lost {
                said.push(("stateLost", [of.clone(), ("reason", why.into()), of]));
            }
        }
        for (kind, fields) in said {
            self.say(kind, &fields);
        }
        #[cfg(feature = "full")]
        self.restore_joint(core);
    }

    pub fn save(&mut self, core: &Rc<Core>, now: f64) {
        self.saved = now;
        let Some(storage) = core.transport.storage() else { return };
        let mut said: Vec<[(&'static str, JsValue); 2]> = Vec::new();
        for asset in &mut self.assets {
            let place = format!("{}:{}", self.storage_key, asset.name);
            let list = Array::new();
            for (account, price, advice) in advices(&asset.watch) {
                list.push(&object(&[("account", account.into()), ("price", price.into()), ("at", now.into()), ("advice", advice)]));
            }
            if let Some(others) = asset.place.others(storage, &place) {
                // Spoilt bytes are written over.
                let other = new_watch(&asset.name, &asset.symbols, &self.oracle, &default_alert_rules());
                if let Some(other) = other.ok().and_then(|mut other| other.restore(&others).is_ok().then_some(other)) {
                    asset.watch.adopt(other);
                }
                asset.place.forgotten().iter().for_each(|name| asset.watch.unwatch(name));
            }
            let stored = asset.place.save(storage, &place, &asset.watch.snapshot(), &list, now);
            if let (Err(why), false) = (&stored, asset.place.unstored) {
                said.push([("asset", asset.name.as_str().into()), ("reason", why.as_str().into())]);
            }
            asset.place.unstored = stored.is_err();
        }
        for fields in said {
            self.say("notStored", &fields);
        }
        #[cfg(feature = "full")]
        self.save_joint(core, now);
    }
}

/// Account, price and advice of every row that has one.
pub fn advices(watch: &Watch) -> Vec<(String, f64, JsValue)> {
    let row = |name: &str| {
        let (price, advice) = watch.advice(name)?;
        Some((name.to_string(), price, write(advice).ok()?.into()))
    };
    watch.names().filter_map(row).collect()
}
