//! An account under watch, moved to the live price.

use crate::account::{Account, Leg};
use crate::error::{RiskError, RiskErrorKind};
use crate::leverage::{AdviceOptions, Alerts};
use crate::units::positive;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// An account to be watched.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
pub struct WatchedAccount {
    /// Its name in alerts and in what is stored; one that was watched before goes on where it was.
    pub name: String,
    /// What it holds and owes; one price factor drives it.
    pub account: Account,
    /// What the advice assumes; its time and previous level are set by the watch.
    pub options: AdviceOptions,
    /// Price of the factor at which the legs' prices hold, quote per base. Absent: that of the leg named like the factor.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    pub reference_price: Option<f64>,
}

/// One row of a watch.
#[derive(Clone, Debug)]
pub(super) struct Row<W = Watched> {
    pub name: String,
    /// Absent for one that was restored and not handed in again yet.
    pub watched: Option<W>,
    pub alerts: Alerts,
}

impl<W> Row<W> {
    /// Puts an account in the row of its name, or in a new one.
    pub fn put(rows: &mut Vec<Self>, name: String, watched: W) {
        match rows.iter_mut().find(|row| row.name == name) {
            Some(row) => row.watched = Some(watched),
            None => rows.push(Self { name, watched: Some(watched), alerts: Alerts::new() }),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Watched {
    pub account: Account,
    pub options: AdviceOptions,
    pub reference: f64,
    /// The advice and the price that it is for.
    pub advice: Option<(f64, crate::leverage::Advice)>,
}

impl Watched {
    pub fn new(asset: &str, given: WatchedAccount) -> Result<Self, RiskError> {
        let WatchedAccount { account, options, reference_price, .. } = given;
        let Some(reference) = reference_price.or_else(|| named_price(&account, asset)) else {
            return Err(RiskError::from(RiskErrorKind::Unknown { field: "account.referencePrice".to_string(), got: asset.to_string() }));
        };
        positive("account.referencePrice", reference, "pass the factor's price at which the legs' prices hold")?;
        Ok(Self { account, options, reference, advice: None })
    }

    /// The account with the legs of the factor moved to its live price.
    pub fn at(&self, asset: &str, price: f64) -> Account {
        let mut account = self.account.clone();
        move_factor(&mut account, asset, price / self.reference);
        account
    }
}

/// Price of the leg that is named like the factor it follows.
pub(super) fn named_price(account: &Account, factor: &str) -> Option<f64> {
    let named = |leg: &&Leg| leg.factor.as_deref() == Some(factor) && leg.asset == factor;
    account.legs.iter().find(named).map(|leg| leg.price)
}

/// Moves the legs of a factor by a multiple of their prices; the venue's verdict was for the old ones.
pub(super) fn move_factor(account: &mut Account, factor: &str, multiple: f64) {
    for leg in account.legs.iter_mut().filter(|leg| leg.factor.as_deref() == Some(factor)) {
        leg.price *= multiple;
    }
    if multiple != 1.0 {
        account.liquidatable = None;
    }
}
