//! The smallest and the largest amounts, on integers.

use crate::account::{largest, smallest};
use crate::error::{RiskError, RiskErrorKind};
use crate::exact::U256;

/// The venue or its arithmetic does not take this amount: another may do.
pub(crate) fn refuses(error: &RiskError) -> bool {
    matches!(error.kind(), RiskErrorKind::Refused { .. } | RiskErrorKind::Overflow { .. } | RiskErrorKind::DivisionByZero { .. })
}

/// Tells a refusal from an answer; other errors go on.
pub(crate) fn accepted<T>(result: Result<T, RiskError>) -> Result<Option<T>, RiskError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if refuses(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns the smallest amount from 1 to `most` for which `holds`, which is false below it and true from it on; nothing when it holds
/// for none. Doubling first: the amounts that a position can take are far below 2^256.
pub(crate) fn first(most: U256, mut holds: impl FnMut(U256) -> Result<bool, RiskError>) -> Result<Option<U256>, RiskError> {
    let (mut low, mut high) = (U256::ONE, U256::ONE.min(most));
    if most.is_zero() {
        return Ok(None);
    }
    while !holds(high)? {
        if high >= most {
            return Ok(None);
        }
        low = high.try_add(U256::ONE, "doubling")?;
        high = high.try_add(high, "doubling").unwrap_or(most).min(most);
    }
    smallest(low, high, holds)
}

/// Returns an amount that `holds` and is larger than the smallest one by a sixteen-millionth at most; see `first`.
pub(crate) fn nearly_first(most: U256, mut holds: impl FnMut(U256) -> Result<bool, RiskError>) -> Result<Option<U256>, RiskError> {
    let (mut low, mut high) = (U256::ZERO, U256::ONE.min(most));
    if most.is_zero() {
        return Ok(None);
    }
    while !holds(high)? {
        if high >= most {
            return Ok(None);
        }
        low = high;
        high = high.try_mul(U256::new(16), "growing").unwrap_or(most).min(most);
    }
    let near = |high: U256| high.try_div(U256::new(1 << 24), "near");
    while high.saturating_sub(low) > near(high)?.max(U256::ONE) {
        let middle = low.try_add(high.saturating_sub(low).half(), "near")?;
        if holds(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(Some(high))
}

/// Returns the largest amount up to `most` that is allowed, where every amount up to it is, but for the smallest that the venue may
/// refuse as dust; nothing when none is. Halving first, for the same reason.
pub(crate) fn most_allowed(most: U256, mut allowed: impl FnMut(U256) -> Result<bool, RiskError>) -> Result<Option<U256>, RiskError> {
    let mut low = most;
    while !low.is_zero() && !allowed(low)? {
        low = low.half();
    }
    if low.is_zero() || low == most {
        return Ok(Some(low).filter(|low| !low.is_zero()));
    }
    // Twice and one more was refused.
    largest(low, low.try_add(low, "halving")?.min(most), allowed)
}
