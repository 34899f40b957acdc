//! How much an account can safely carry: probability of liquidation, safe leverage, moving thresholds, lead time.

mod advice;

pub use advice::{
    Advice, AdviceOptions, AdviceStatus, AlertLevel, Binding, Confidence, HorizonProbability, LeadTime, SafeLeverage, Threshold,
};
