//! Accounts of one asset each, in the entry that has no simulations.

use super::monitor::{Monitor, busy};
use crate::error::Refusal;
use crate::shape::read;
use alloc::string::ToString;
use plimsoll::watch::WatchedAccount;
use plimsoll::{RiskError, RiskErrorKind};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// What to do with an account of several.
const HINT: &str = "use the Monitor of plimsoll/full, or give one factor to legs that move together";

#[wasm_bindgen]
impl Monitor {
    /// Watches an account that one of the assets drives, or changes one of that name.
    pub fn watch(&self, account: Ts<WatchedAccount>) -> Result<(), Refusal> {
        let account: WatchedAccount = read("account", account)?;
        let Ok(mut state) = self.0.state.try_borrow_mut() else { return Err(busy()) };
        state.watch_one(account).map_err(|error| match error.into_kind() {
            RiskErrorKind::Unsupported { question, .. } => {
                RiskError::from(RiskErrorKind::Unsupported { question, hint: HINT.to_string() }).into()
            }
            other => RiskError::from(other).into(),
        })
    }
}
