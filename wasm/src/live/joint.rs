//! Accounts over several assets, in the entry that has the simulations.

use super::js::{field, object};
use super::monitor::{Core, Monitor, busy};
use super::state::{State, fault_fields};
use super::store::{self, Stored, TakenUp};
use crate::error::Refusal;
use crate::record::plain;
use crate::shape::read;
use alloc::format;
use alloc::rc::Rc;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use js_sys::Array;
use plimsoll::watch::{Evaluated, JointAccount, JointShown, JointWatch, Watch, WatchedAccount, price_factors};
use plimsoll::{RiskError, RiskErrorKind};
use wasm_bindgen::prelude::*;
use web_sys::Storage;

/// What stands for all of them together in keys of storage and in events that name an asset.
const ALL: &str = "+";

#[wasm_bindgen]
impl Monitor {
    /// Watches an account that one of the assets drives, or several of them together, or changes one of that name.
    pub fn watch(&self, #[wasm_bindgen(unchecked_param_type = "WatchedAccount | JointAccount")] account: JsValue) -> Result<(), Refusal> {
        let Ok(mut state) = self.0.state.try_borrow_mut() else { return Err(busy()) };
        let account = if field(&account, "referencePrices").is_undefined() {
            let one: WatchedAccount = read("account", account)?;
            if price_factors(&one.account).len() < 2 {
                return Ok(state.watch_one(one)?);
            }
            several(one)?
        } else {
            read("account", account)?
        };
        let name = account.name.clone();
        let State { assets, joint, .. } = &mut *state;
        joint.watch(account, &assets.iter().map(|asset| &asset.watch).collect::<Vec<_>>())?;
        state.joint_place.watch(&name);
        state.forget_but(&name, None);
        Ok(())
    }
}

/// The account of one asset as one of several, whose reference prices are those of its legs.
fn several(given: WatchedAccount) -> Result<JointAccount, Refusal> {
    let WatchedAccount { name, account, options, reference_price } = given;
    if reference_price.is_some() {
        let question = "`referencePrice` of an account over several assets".to_string();
        let hint = "pass `referencePrices`, the price of each".to_string();
        return Err(RiskError::from(RiskErrorKind::Unsupported { question, hint }).into());
    }
    Ok(JointAccount { name, account, options, reference_prices: None })
}

impl State {
    /// Advice and alerts of accounts over several assets, after those of each asset; whether there were alerts.
    pub fn evaluate_joint(&mut self, core: &Rc<Core>, now: f64) -> bool {
        let watches: Vec<&Watch> = self.assets.iter().map(|asset| &asset.watch).collect();
        let Evaluated { spoken, faults } = match self.joint.evaluate(&watches, now) {
            Ok(evaluated) => evaluated,
            Err(error) => {
                self.say("fault", &[("asset", ALL.into()), ("reason", error.to_string().into())]);
                return false;
            }
        };
        let alerts = !spoken.is_empty();
        for fault in faults {
            let assets = fault.name.as_ref().map_or_else(|| ALL.to_string(), |name| self.joint.assets(name).join("+"));
            self.say("fault", &fault_fields(assets.into(), fault));
        }
        for one in spoken {
            let assets = self.joint.assets(&one.name).join("+");
            if self.notify {
                core.transport.notify(&format!("{assets}: {}", one.name), &one.event);
            }
            self.say("alert", &[("asset", assets.into()), ("account", one.name.into()), ("alert", plain(&one.event))]);
        }
        let fresh: Vec<_> = rows(&self.joint).filter(|(.., shown)| shown.at == now).map(|row| fields(&self.joint, row)).collect();
        for one in fresh {
            self.say("jointAdvice", &one);
        }
        alerts
    }

    pub fn restore_joint(&mut self, core: &Rc<Core>) {
        let Some(storage) = core.transport.storage() else { return };
        let place = self.joint_key();
        let found = store::take_up(storage, &place, &mut |bytes| self.joint.restore(bytes));
        let Some(TakenUp { advice, lost }) = found else { return };
        if let Some(advice) = advice {
            self.say("jointRestored", &[("advice", advice)]);
        }
        if let Some(why) = lost {
            self.say("stateLost", &[("asset", ALL.into()), ("reason", why.into())]);
        }
    }

    /// Stores what was said of them and their advice, where there are any; what could not be stored, and why.
    pub fn save_joint(&mut self, storage: &Storage, now: f64) -> Option<(JsValue, String)> {
        // What was unwatched just now is to go from there.
        if self.joint.is_empty() && self.joint_place.forgotten().is_empty() {
            return None;
        }
        let key = self.joint_key();
        Some((ALL.into(), self.joint_place.save(storage, &key, &mut self.joint, now)?))
    }

    pub fn forget_joint(&mut self, name: &str) {
        self.joint.unwatch(name);
        self.joint_place.forget(name);
    }

    fn joint_key(&self) -> String {
        format!("{}:{ALL}", self.storage_key)
    }
}

impl Stored for JointWatch {
    fn adopt(&mut self, bytes: &[u8]) {
        let _ = JointWatch::adopt(self, bytes);
    }

    fn unwatch(&mut self, name: &str) {
        JointWatch::unwatch(self, name);
    }

    fn bytes(&self) -> Vec<u8> {
        self.snapshot()
    }

    fn advice(&self, now: f64) -> Array {
        let row = |row| {
            let [assets, account, prices, advice] = fields(self, row);
            object(&[assets, account, prices, ("at", now.into()), advice])
        };
        rows(self).map(row).collect()
    }
}

fn rows(joint: &JointWatch) -> impl Iterator<Item = (&str, &JointShown)> {
    joint.names().filter_map(|name| Some((name, joint.advice(name)?)))
}

/// An advice as an event has it.
fn fields(joint: &JointWatch, (name, shown): (&str, &JointShown)) -> [(&'static str, JsValue); 4] {
    let assets: Array = joint.assets(name).iter().map(|asset| JsValue::from(asset.as_str())).collect();
    let prices: Array = shown.prices.iter().map(|price| JsValue::from(*price)).collect();
    [("assets", assets.into()), ("account", name.into()), ("prices", prices.into()), ("advice", plain(&shown.advice))]
}
