//! The lead time: for how long the account is safe with the confidence asked for.

use super::advice::LeadTime;
use super::options::HORIZON_CAP;
use super::probability::Question;
use crate::error::RiskError;

/// Halvings of the search: the answer is exact to a thousandth of a second.
const HALVINGS: u32 = 32;

/// The largest horizon with P(liquidated within it) at most alpha.
pub(crate) fn lead_time(question: &Question<'_>) -> Result<LeadTime, RiskError> {
    let alpha = question.options.alpha;
    if question.probability(HORIZON_CAP)? <= alpha {
        return Ok(LeadTime { hours: HORIZON_CAP, capped: true });
    }
    if question.probability(0.0)? > alpha {
        return Ok(LeadTime { hours: 0.0, capped: false });
    }
    let (mut safe, mut unsafe_from) = (0.0, HORIZON_CAP);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (safe + unsafe_from);
        if question.probability(middle)? <= alpha {
            safe = middle;
        } else {
            unsafe_from = middle;
        }
    }
    Ok(LeadTime { hours: safe, capped: false })
}
