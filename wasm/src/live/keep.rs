//! What a monitor keeps in storage, and takes up again.
//!
//! Pages that share a storage each say every alert of the accounts that they were handed, for none knows which of them is looked at, and
//! each stores what it has said. Of an account of another page that one's state stays (`Watch::adopt`); of one that both were handed the
//! last to store wins. Both hear the same prices, and alerts are stored as they are said, so the two differ by moments; a page that
//! was frozen and stores what is older has at worst an alert said twice after a reload. To take the other page's would be worse: what only
//! that one said would never be said here.

use super::js::object;
use super::monitor::Core;
use super::state::State;
use super::store::{self, Stored, TakenUp};
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
        let mut lost: Vec<(JsValue, String)> = Vec::new();
        for asset in &mut self.assets {
            let key = format!("{}:{}", self.storage_key, asset.name);
            let why = asset.place.save(storage, &key, &mut asset.watch, now);
            lost.extend(why.map(|why| (asset.name.as_str().into(), why)));
        }
        #[cfg(feature = "full")]
        lost.extend(self.save_joint(storage, now));
        for (asset, why) in lost {
            self.say("notStored", &[("asset", asset), ("reason", why.as_str().into())]);
        }
    }
}

impl Stored for Watch {
    fn adopt(&mut self, bytes: &[u8]) {
        let _ = Watch::adopt(self, bytes);
    }

    fn unwatch(&mut self, name: &str) {
        Watch::unwatch(self, name);
    }

    fn bytes(&self) -> Vec<u8> {
        self.snapshot()
    }

    fn advice(&self, now: f64) -> Array {
        let row = |(account, price, advice): (String, f64, JsValue)| {
            object(&[("account", account.into()), ("price", price.into()), ("at", now.into()), ("advice", advice)])
        };
        advices(self).into_iter().map(row).collect()
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
