//! Base quantums to quote quantums and back, toward zero.

use crate::error::RiskError;
use crate::exact::{I256, U256, Wide, mul_div_floor};

/// Decimals of USDC.
pub(super) const QUOTE_DECIMALS: u8 = 6;

/// 10^155 is above 2^512: no product of two 256-bit integers is left after a division by it.
const NOTHING_LEFT: u32 = 155;

/// The largest power of ten in 256 bits.
const LARGEST_POWER: u32 = 77;

/// Returns what base quantums are worth in quote quantums (`BaseToQuoteQuantums`):
///
/// ```text
/// base · price · 10^(priceExponent + atomicResolution + 6)        rounded toward zero
/// ```
///
/// # Errors
/// `overflow` where the result does not fit.
///
/// ```
/// use plimsoll::{I256, U256, venue::dydx_v4::dydx_v4_base_to_quote};
/// // A quarter of a bitcoin, short, at 20,000.5 USDC.
/// let base: I256 = "-2500000000".parse()?;
/// assert_eq!(dydx_v4_base_to_quote(base, -10, U256::new(2_000_050_000), -5)?.to_string(), "-5000125000");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_base_to_quote(base: I256, atomic_resolution: i32, price: U256, price_exponent: i32) -> Result<I256, RiskError> {
    let exponent = exponent(atomic_resolution, price_exponent);
    Ok(I256::new(base.is_negative(), scaled(base.magnitude(), price, exponent)?))
}

/// Returns how many base quantums quote quantums buy (`QuoteToBaseQuantums`), rounded toward zero.
///
/// # Errors
/// `division_by_zero` for a price of 0, `overflow` where the result does not fit.
///
/// ```
/// use plimsoll::{I256, U256, venue::dydx_v4::dydx_v4_quote_to_base};
/// let quote = I256::from(U256::new(5_000_125_000));
/// assert_eq!(dydx_v4_quote_to_base(quote, -10, U256::new(2_000_050_000), -5)?.to_string(), "2500000000");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_quote_to_base(quote: I256, atomic_resolution: i32, price: U256, price_exponent: i32) -> Result<I256, RiskError> {
    const OPERATION: &str = "base quantums";
    if price.is_zero() {
        return Err(RiskError::division_by_zero(OPERATION));
    }
    let exponent = exponent(atomic_resolution, price_exponent);
    let mut rest = Wide::from(quote.magnitude());
    if exponent >= 0 {
        rest = shrunk(rest, exponent.unsigned_abs().min(u64::from(NOTHING_LEFT)), OPERATION)?;
    } else if !rest.is_zero() {
        // Beyond 10^160 no price of 256 bits brings the result back into 256.
        for _ in 0..exponent.unsigned_abs().min(160) {
            rest = rest.try_mul(Wide::from(U256::new(10)), OPERATION)?;
        }
    }
    Ok(I256::new(quote.is_negative(), rest.try_div(price, OPERATION)?.narrow(OPERATION)?.magnitude()))
}

fn exponent(atomic_resolution: i32, price_exponent: i32) -> i64 {
    i64::from(atomic_resolution) + i64::from(price_exponent) + i64::from(QUOTE_DECIMALS)
}

/// Returns `⌊a · b · 10^exponent⌋`.
pub(super) fn scaled(a: U256, b: U256, exponent: i64) -> Result<U256, RiskError> {
    const OPERATION: &str = "quote quantums";
    if a.is_zero() || b.is_zero() {
        return Ok(U256::ZERO);
    }
    let places = u8::try_from(exponent.unsigned_abs()).unwrap_or(u8::MAX);
    match (exponent >= 0, U256::power_of_ten(places)) {
        (true, Some(power)) => a.try_mul(b, OPERATION)?.try_mul(power, OPERATION),
        (true, None) => Err(RiskError::overflow(OPERATION)),
        (false, Some(power)) => mul_div_floor(a, b, power),
        (false, None) => {
            let product = Wide::from(a).try_mul(Wide::from(b), OPERATION)?;
            let places = exponent.unsigned_abs().min(u64::from(NOTHING_LEFT));
            Ok(shrunk(product, places, OPERATION)?.narrow(OPERATION)?.magnitude())
        }
    }
}

/// Divides by a power of ten, toward zero; several divisions give the same as one.
fn shrunk(mut value: Wide, mut places: u64, operation: &'static str) -> Result<Wide, RiskError> {
    while places > 0 {
        let step = places.min(u64::from(LARGEST_POWER));
        let power = u8::try_from(step).ok().and_then(U256::power_of_ten).ok_or_else(|| RiskError::overflow(operation))?;
        value = value.try_div(power, operation)?;
        places -= step;
    }
    Ok(value)
}
