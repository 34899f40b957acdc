//! Parameters for a protocol: what is safe now, what binds, and what a steward may change.

mod question;
mod recommend;
mod smart_ltv;
mod steward;

pub use question::{
    MarketParameter, MarketParameters, ParameterCause, ParameterProposal, ParameterQuestion, ParameterReason, ProposedParameters,
    StepLimit, StewardLimits, StewardPlan, StewardStep, TodayAssessment,
};
pub use recommend::recommend_parameters;
pub use smart_ltv::{smart_ltv, smart_ltv_risk_level};
