//! What comes of an evaluation.

use crate::error::RiskError;
use crate::leverage::AlertEvent;
use alloc::string::String;
use alloc::vec::Vec;

/// An alert of one account.
#[derive(Clone, Debug, PartialEq)]
pub struct Spoken {
    /// The account's name.
    pub name: String,
    /// What is said.
    pub event: AlertEvent,
}

/// What kept something from being worked out. It is said once, until another one follows or it is over; everything else goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The account that gets no advice for it; absent for one of the asset's own hours or forecast.
    pub name: Option<String>,
    /// Why.
    pub error: RiskError,
}

/// What is to be said after an evaluation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluated {
    /// Alerts, in the order of the accounts.
    pub spoken: Vec<Spoken>,
    /// New faults.
    pub faults: Vec<Fault>,
}

impl Evaluated {
    /// Says an error unless one of its code was said and lasts.
    pub(super) fn fault(&mut self, said: &mut Option<&'static str>, name: Option<&str>, error: RiskError) {
        if said.replace(error.code()) != Some(error.code()) {
            self.faults.push(Fault { name: name.map(String::from), error });
        }
    }

    pub(super) fn say(&mut self, name: &str, events: impl IntoIterator<Item = AlertEvent>) {
        self.spoken.extend(events.into_iter().map(|event| Spoken { name: String::from(name), event }));
    }
}
