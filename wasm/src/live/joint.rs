//! Accounts over several assets, in the entry that has the simulations.

use super::js::{field, object};
use super::monitor::{Core, Monitor, busy};
use super::state::{State, fault_fields};
use super::store::{self, TakenUp};
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
    /// Advice and alerts of accounts over several assets, after those of each asset.
    pub fn evaluate_joint(&mut self, core: &Rc<Core>, now: f64) {
        let watches: Vec<&Watch> = self.assets.iter().map(|asset| &asset.watch).collect();
        let Evaluated { spoken, faults } = match self.joint.evaluate(&watches, now) {
            Ok(evaluated) => evaluated,
            Err(error) => return self.say("fault", &[("asset", ALL.into()), ("reason", error.to_string().into())]),
        };
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

    /// Stores what was said of them and their advice, where there are any.
    pub fn save_joint(&mut self, core: &Rc<Core>, now: f64) {
        let Some(storage) = core.transport.storage() else { return };
        let place = self.joint_key();
        if let Some(others) = self.joint_place.others(storage, &place) {
            // Spoilt bytes are written over.
            let mut other = JointWatch::new();
            if other.restore(&others).is_ok() {
                self.joint.adopt(other);
            }
            self.joint_place.forgotten().iter().for_each(|name| self.joint.unwatch(name));
        }
        // What was unwatched just now is to go from there.
        if self.joint.is_empty() && self.joint_place.forgotten().is_empty() {
            return;
        }
        let list = Array::new();
        for row in rows(&self.joint) {
            let [assets, account, prices, advice] = fields(&self.joint, row);
            list.push(&object(&[assets, account, prices, ("at", now.into()), advice]));
        }
        let stored = self.joint_place.save(storage, &place, &self.joint.snapshot(), &list, now);
        if let (Err(why), false) = (&stored, self.joint_place.unstored) {
            self.say("notStored", &[("asset", ALL.into()), ("reason", why.as_str().into())]);
        }
        self.joint_place.unstored = stored.is_err();
    }

    pub fn forget_joint(&mut self, name: &str) {
        self.joint.unwatch(name);
        self.joint_place.forget(name);
    }

    fn joint_key(&self) -> String {
        format!("{}:{ALL}", self.storage_key)
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
