//! Alerts from the moving thresholds: when to speak, and when to keep still.

mod assessed;
mod bytes;
mod event;
mod lead;
mod state;

pub(crate) use event::check as check_rules;
pub use event::{AlertEvent, AlertKind, AlertRules, DataAge, default_alert_rules};
pub use lead::{ActWithin, LeadUnit, act_within};
pub use state::Alerts;
