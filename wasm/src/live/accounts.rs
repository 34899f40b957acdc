//! Accounts handed to a monitor, and taken from it.

use super::state::State;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use plimsoll::account::Leg;
use plimsoll::watch::{WatchedAccount, price_factors};
use plimsoll::{RiskError, RiskErrorKind};

impl State {
    /// Watches an account by the asset that drives it, and forgets one of its name that another drove.
    pub fn watch_one(&mut self, account: WatchedAccount) -> Result<(), RiskError> {
        let driving = price_factors(&account.account);
        let named = |leg: &Leg| leg.factor.clone();
        // One that nothing drives, such as an account paid back and emptied, stays with the asset that it names.
        let factors: Vec<String> = if driving.is_empty() {
            account.account.legs.iter().filter_map(named).collect()
        } else {
            driving.into_iter().map(ToString::to_string).collect()
        };
        let Some(place) = self.assets.iter().position(|asset| factors.contains(&asset.name)) else {
            let got = factors.into_iter().next().unwrap_or_else(|| "no asset".to_string());
            return Err(RiskError::from(RiskErrorKind::Unknown { field: "account.legs".to_string(), got }));
        };
        let name = account.name.clone();
        if let Some(asset) = self.assets.get_mut(place) {
            asset.watch.watch(account)?;
            asset.place.watch(&name);
        }
        self.forget_but(&name, Some(place));
        #[cfg(feature = "full")]
        self.forget_joint(&name);
        Ok(())
    }

    /// Forgets an account, whatever drives it, and what was said of it.
    pub fn forget(&mut self, name: &str) {
        self.forget_but(name, None);
        #[cfg(feature = "full")]
        self.forget_joint(name);
    }

    /// Forgets an account in every asset but one.
    pub fn forget_but(&mut self, name: &str, kept: Option<usize>) {
        for (place, asset) in self.assets.iter_mut().enumerate() {
            if Some(place) != kept {
                asset.forget(name);
            }
        }
    }
}
