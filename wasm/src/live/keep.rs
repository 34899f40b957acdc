//! What a monitor keeps in storage, and takes up again.

use super::monitor::Core;
use super::state::State;
use super::store::{self, Found};
use crate::record::write;
use alloc::format;
use alloc::rc::Rc;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use js_sys::Array;
use plimsoll::watch::Watch;
use wasm_bindgen::prelude::*;

impl State {
    pub fn restore(&mut self, core: &Rc<Core>) {
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
                    lost = Some(store::ADVICE_LOST.to_string());
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
        #[cfg(feature = "full")]
        self.restore_joint(core);
    }

    pub fn save(&mut self, core: &Rc<Core>, now: f64) {
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
