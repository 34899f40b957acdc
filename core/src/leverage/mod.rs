//! How much an account can safely carry: probability of liquidation, safe leverage, moving thresholds, lead time.

mod advice;
mod alerts;
mod answer;
mod joint;
mod joint_advice;
mod joint_lines;
mod joint_safe;
mod lead;
mod options;
mod probability;
mod safe;
mod thresholds;

pub use advice::{
    Advice, AdviceOptions, AdviceStatus, AlertLevel, Binding, Confidence, HorizonProbability, LeadTime, SafeLeverage, Threshold,
};
pub(crate) use alerts::check_rules;
pub use alerts::{ActWithin, AlertEvent, AlertKind, AlertRules, Alerts, DataAge, LeadUnit, act_within, default_alert_rules};
pub use answer::advice;
pub(crate) use answer::confidence;
pub use joint::joint_advice;
pub use joint_advice::{FactorPrice, JointAdvice, JointProbability, JointThreshold};
pub use joint_safe::{joint_safe_leverages, joint_safe_leverages_with};
pub(crate) use options::check as check_options;
pub use options::default_advice_options;
