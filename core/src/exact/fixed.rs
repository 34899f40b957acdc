//! `a·b/d` with a 512-bit product, the rounding in the name.

use super::Fault;
use super::U256;
use super::arithmetic::divide;
use ruint::Uint;

/// Twice the width: no product of two 256-bit integers overflows it.
type Wide = Uint<512, 8>;

/// Returns `⌊a·b/d⌋`; the product never overflows, only the quotient can.
///
/// # Errors
/// `division_by_zero`, `overflow`.
///
/// ```
/// use plimsoll::{U256, exact::mul_div_floor};
/// assert_eq!(mul_div_floor(U256::MAX, U256::new(6), U256::new(7))?.to_string().len(), 77);
/// assert_eq!(mul_div_floor(U256::new(7), U256::new(3), U256::new(2))?, U256::new(10));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn mul_div_floor(a: U256, b: U256, d: U256) -> Result<U256, Fault> {
    Ok(mul_div(a, b, U256::ZERO, d)?.0)
}

/// Returns `⌈a·b/d⌉`; the product never overflows, only the quotient can.
///
/// # Errors
/// `division_by_zero`, `overflow`.
///
/// ```
/// use plimsoll::{U256, exact::mul_div_ceil};
/// assert_eq!(mul_div_ceil(U256::new(7), U256::new(3), U256::new(2))?, U256::new(11));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn mul_div_ceil(a: U256, b: U256, d: U256) -> Result<U256, Fault> {
    let (quotient, exact) = mul_div(a, b, U256::ZERO, d)?;
    if exact { Ok(quotient) } else { quotient.try_add(U256::ONE, OPERATION) }
}

/// Returns `⌊(a·b + ⌊d/2⌋)/d⌋`; the product never overflows, only the quotient can.
///
/// # Errors
/// `division_by_zero`, `overflow`.
///
/// ```
/// use plimsoll::{U256, exact::mul_div_half_up};
/// assert_eq!(mul_div_half_up(U256::new(7), U256::new(3), U256::new(2))?, U256::new(11));
/// assert_eq!(mul_div_half_up(U256::new(7), U256::new(3), U256::new(5))?, U256::new(4));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn mul_div_half_up(a: U256, b: U256, d: U256) -> Result<U256, Fault> {
    Ok(mul_div(a, b, d.half(), d)?.0)
}

const OPERATION: &str = "mul_div";

/// Returns `⌊(a·b + plus)/d⌋`, and whether the division left no remainder.
fn mul_div(a: U256, b: U256, plus: U256, d: U256) -> Result<(U256, bool), Fault> {
    if d.is_zero() {
        return Err(Fault::DivisionByZero(OPERATION));
    }
    if let (product, false) = a.0.overflowing_mul(b.0)
        && let (sum, false) = product.overflowing_add(plus.0)
    {
        let (quotient, remainder) = U256(sum).div_rem(d).ok_or(Fault::DivisionByZero(OPERATION))?;
        return Ok((quotient, remainder.is_zero()));
    }
    // (2^256 − 1)² + 2^255 is below 2^512.
    let product: Wide = a.0.widening_mul(b.0);
    let (quotient, remainder) = divide(product.wrapping_add(Wide::from(plus.0)), Wide::from(d.0));
    match ruint::aliases::U256::checked_from_limbs_slice(quotient.as_limbs()) {
        Some(word) => Ok((U256(word), remainder.is_zero())),
        None => Err(Fault::Overflow(OPERATION)),
    }
}
