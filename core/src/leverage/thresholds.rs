//! The three moving thresholds, and the level with its hysteresis.

use super::advice::{AdviceOptions, AlertLevel, Threshold};
use super::options::{ACT_HOURS, NOTICE_HOURS};
use super::probability::Question;
use crate::account::{Crossing, PriceDirection};
use crate::error::RiskError;
use crate::math;
use alloc::vec::Vec;

/// The levels from the mildest, each with its horizon; the reaction time is at most the horizon of act.
pub(crate) fn levels(options: &AdviceOptions) -> [(AlertLevel, f64); 3] {
    [(AlertLevel::Notice, NOTICE_HOURS), (AlertLevel::Act, ACT_HOURS), (AlertLevel::Critical, options.reaction_hours)]
}

/// The thresholds of an account with a boundary, as health factors and as prices of the leg that stands for the factor.
///
/// ```text
/// fall: x = x* · e^q / (1 − dev)     rise: x = x* · e^(−q) / (1 + dev)
/// ```
///
/// `x*` is the boundary, the nearer of that now and that after the interest of the window; `q` the move exceeded with
/// probability alpha within the level's window.
pub(crate) fn thresholds(question: &Question<'_>, price: f64) -> Result<Vec<Threshold>, RiskError> {
    let [Crossing::At { direction, .. }, _] = question.crossings(0.0) else {
        return Ok(Vec::new());
    };
    let mut nearest: Option<f64> = None;
    let mut thresholds = Vec::with_capacity(3);
    for (level, horizon_hours) in levels(question.options).into_iter().rev() {
        let window = question.window(horizon_hours);
        let room = question.market_move(direction, window)? + question.deviation(direction);
        for crossing in question.crossings(window) {
            let Crossing::At { direction: towards, multiple } = crossing else { continue };
            if towards != direction {
                continue;
            }
            // Each milder level lies no nearer than the one before it, whatever a forecast of foreign make says.
            nearest = Some(match direction {
                PriceDirection::Fall => (multiple * math::exp(room)).max(nearest.unwrap_or(0.0)),
                PriceDirection::Rise => (multiple * math::exp(-room)).min(nearest.unwrap_or(f64::MAX)),
            });
        }
        let Some(multiple) = nearest else { continue };
        thresholds.push(Threshold {
            level,
            horizon_hours,
            alpha: question.options.alpha,
            health_factor: question.exposure.health(multiple),
            price: price * multiple,
        });
    }
    thresholds.reverse();
    Ok(thresholds)
}

/// The gravest level whose probability is at least alpha, or at least alpha / 2 where it was reached before.
pub(crate) fn level(question: &Question<'_>) -> Result<AlertLevel, RiskError> {
    let options = question.options;
    if question.liquidatable {
        return Ok(AlertLevel::Critical);
    }
    for (level, horizon_hours) in levels(options).into_iter().rev() {
        let held = options.previous_level.is_some_and(|previous| rank(previous) >= rank(level));
        let needed = if held { 0.5 * options.alpha } else { options.alpha };
        if question.probability(horizon_hours)? >= needed {
            return Ok(level);
        }
    }
    Ok(AlertLevel::Calm)
}

pub(crate) fn rank(level: AlertLevel) -> u8 {
    match level {
        AlertLevel::Calm => 0,
        AlertLevel::Notice => 1,
        AlertLevel::Act => 2,
        AlertLevel::Critical => 3,
    }
}
