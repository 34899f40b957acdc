//! The arithmetic that every exact figure is made of, for a word of any width: what overflows is an error, and each rounding goes the
//! way that its name says. At 8 bits every input is checked against exact rationals; at 256 bits the same code runs.

use super::word::{Half, Word};
use crate::error::RiskError;

/// `a + b`.
#[inline(always)]
pub(super) fn add<W: Word>(a: W, b: W, operation: &'static str) -> Result<W, RiskError> {
    match a.overflowing_add(b) {
        (sum, false) => Ok(sum),
        _ => Err(RiskError::overflow(operation)),
    }
}

/// `a − b`.
#[inline(always)]
pub(super) fn sub<W: Word>(a: W, b: W, operation: &'static str) -> Result<W, RiskError> {
    match a.overflowing_sub(b) {
        (difference, false) => Ok(difference),
        _ => Err(RiskError::overflow(operation)),
    }
}

/// `a · b`.
#[inline(always)]
pub(super) fn mul<W: Word>(a: W, b: W, operation: &'static str) -> Result<W, RiskError> {
    // Almost every amount, price and index fits in the half: one short product then cannot overflow the word.
    if let (Some(x), Some(y)) = (a.to_half(), b.to_half())
        && let Some(product) = x.checked_mul(y)
    {
        return Ok(W::from_half(product));
    }
    match a.overflowing_mul(b) {
        (product, false) => Ok(product),
        _ => Err(RiskError::overflow(operation)),
    }
}

/// Quotient and remainder, or nothing for a zero divisor.
#[inline(always)]
pub(super) fn div_rem<W: Word>(a: W, d: W) -> Option<(W, W)> {
    if d == W::ZERO {
        return None;
    }
    Some(match (a.to_half(), d.to_half()) {
        (Some(x), Some(y)) => {
            let (quotient, remainder) = x.div_rem(y);
            (W::from_half(quotient), W::from_half(remainder))
        }
        _ => a.long_div_rem(d),
    })
}

/// `⌊a / d⌋`.
#[inline(always)]
pub(super) fn div<W: Word>(a: W, d: W, operation: &'static str) -> Result<W, RiskError> {
    Ok(div_rem(a, d).ok_or(RiskError::division_by_zero(operation))?.0)
}

/// `⌈a / d⌉`.
#[inline(always)]
pub(super) fn div_ceil<W: Word>(a: W, d: W, operation: &'static str) -> Result<W, RiskError> {
    let (quotient, remainder) = div_rem(a, d).ok_or(RiskError::division_by_zero(operation))?;
    if remainder == W::ZERO { Ok(quotient) } else { add(quotient, W::ONE, operation) }
}

/// `⌊a·b/d⌋` with a product of one word.
#[inline(always)]
pub(super) fn narrow_floor<W: Word>(a: W, b: W, d: W, operation: &'static str) -> Result<W, RiskError> {
    let d = divisor(d, operation)?;
    if a == W::ZERO {
        return Ok(a);
    }
    div(mul(a, b, operation)?, d, operation)
}

/// `⌈a·b/d⌉` with a product of one word.
#[inline(always)]
pub(super) fn narrow_ceil<W: Word>(a: W, b: W, d: W, operation: &'static str) -> Result<W, RiskError> {
    let d = divisor(d, operation)?;
    if a == W::ZERO {
        return Ok(a);
    }
    div_ceil(mul(a, b, operation)?, d, operation)
}

/// `⌊(a·b + ⌊d/2⌋)/d⌋` with a product and a sum of one word.
#[inline(always)]
pub(super) fn narrow_half_up<W: Word>(a: W, b: W, d: W, operation: &'static str) -> Result<W, RiskError> {
    let d = divisor(d, operation)?;
    div(add(mul(a, b, operation)?, d.halved(), operation)?, d, operation)
}

/// `⌊a·b/d⌋`; only the quotient can overflow.
pub(super) fn wide_floor<W: Word>(a: W, b: W, d: W, operation: &'static str) -> Result<W, RiskError> {
    Ok(wide(a, b, W::ZERO, d, operation)?.0)
}

/// `⌈a·b/d⌉`; only the quotient can overflow.
pub(super) fn wide_ceil<W: Word>(a: W, b: W, d: W, operation: &'static str) -> Result<W, RiskError> {
    let (quotient, exact) = wide(a, b, W::ZERO, d, operation)?;
    if exact { Ok(quotient) } else { add(quotient, W::ONE, operation) }
}

/// `⌊(a·b + ⌊d/2⌋)/d⌋`; only the quotient can overflow.
pub(super) fn wide_half_up<W: Word>(a: W, b: W, d: W, operation: &'static str) -> Result<W, RiskError> {
    Ok(wide(a, b, d.halved(), d, operation)?.0)
}

/// `⌊(a·b + plus)/d⌋`, and whether the division left no remainder.
fn wide<W: Word>(a: W, b: W, plus: W, d: W, operation: &'static str) -> Result<(W, bool), RiskError> {
    let d = divisor(d, operation)?;
    if let (product, false) = a.overflowing_mul(b)
        && let (sum, false) = product.overflowing_add(plus)
    {
        let (quotient, remainder) = div_rem(sum, d).ok_or(RiskError::division_by_zero(operation))?;
        return Ok((quotient, remainder == W::ZERO));
    }
    match W::wide_div(W::wide_product(a, b, plus), d) {
        (Some(quotient), exact) => Ok((quotient, exact)),
        (None, _) => Err(RiskError::overflow(operation)),
    }
}

/// A zero divisor is told apart from an overflow of the product, whichever the contract would meet first.
#[inline(always)]
fn divisor<W: Word>(d: W, operation: &'static str) -> Result<W, RiskError> {
    if d == W::ZERO { Err(RiskError::division_by_zero(operation)) } else { Ok(d) }
}

#[cfg(test)]
#[path = "kernel_proof.rs"]
mod proof;
