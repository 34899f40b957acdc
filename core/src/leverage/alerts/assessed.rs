//! What alerts read of an advice, of one price factor or of several.

use crate::leverage::advice::{Advice, AdviceStatus, AlertLevel};
use crate::leverage::joint_advice::JointAdvice;

/// What both kinds of advice have in common.
pub(super) struct Assessed {
    pub status: AdviceStatus,
    pub level: AlertLevel,
    pub alpha: f64,
    /// The day's probability and its horizon, hours: it says most at every level, because its horizon is that of `act`.
    pub shown: Option<(f64, f64)>,
    pub lead_hours: f64,
    pub health_factor: Option<f64>,
    pub liquidation_price: Option<f64>,
}

impl From<&Advice> for Assessed {
    fn from(advice: &Advice) -> Self {
        Self {
            status: advice.status,
            level: advice.level,
            alpha: advice.safe_leverage.alpha,
            shown: advice.probabilities.first().map(|shown| (shown.probability, shown.horizon_hours)),
            lead_hours: advice.lead_time.hours,
            health_factor: advice.health_factor,
            liquidation_price: advice.liquidation_price,
        }
    }
}

impl From<&JointAdvice> for Assessed {
    fn from(advice: &JointAdvice) -> Self {
        Self {
            status: advice.status,
            level: advice.level,
            alpha: advice.safe_leverage.alpha,
            shown: advice.probabilities.first().map(|shown| (shown.probability, shown.horizon_hours)),
            lead_hours: advice.lead_time.hours,
            health_factor: advice.health_factor,
            // There is one for each factor, and none that speaks for all.
            liquidation_price: None,
        }
    }
}
