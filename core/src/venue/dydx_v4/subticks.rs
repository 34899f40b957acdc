//! Prices of the order book: subticks.

use super::prices::DydxV4Price;
use super::quantums::scaled;
use crate::error::RiskError;
use crate::exact::{U256, Wide};

/// Subticks are a 64-bit integer.
const MAX_SUBTICKS: U256 = U256::new(u64::MAX);

/// Beyond 10^200 either way every price is at an end of the range.
const FARTHEST: u32 = 200;

/// Returns the quote of a fill, quote quantums: `⌊subticks · fillAmount · 10^exponent⌋` (`FillAmountToQuoteQuantums`).
///
/// # Errors
/// `overflow` where the result does not fit.
///
/// ```
/// use plimsoll::{U256, venue::dydx_v4::dydx_v4_fill_quote};
/// assert_eq!(dydx_v4_fill_quote(U256::new(1_999_000_000), U256::new(10_000_000_000), -9)?, U256::new(19_990_000_000));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_fill_quote(subticks: U256, fill_amount: U256, quantum_conversion_exponent: i32) -> Result<U256, RiskError> {
    scaled(subticks, fill_amount, i64::from(quantum_conversion_exponent))
}

/// Returns a price in subticks (`ConvertFillablePriceToSubticks`): divided by `10^exponent` and rounded to a whole tick, up where a
/// long is liquidated, down where a short is; at least one tick, at most the last below 2^64.
///
/// # Errors
/// `division_by_zero` for a tick or a denominator of 0.
///
/// ```
/// use plimsoll::{U256, venue::dydx_v4::{DydxV4Price, dydx_v4_subticks}};
/// let price = DydxV4Price { numerator: U256::new(1_999), denominator: U256::new(1_000) };
/// assert_eq!(dydx_v4_subticks(price, true, -9, 100_000)?, U256::new(1_999_000_000));
/// assert_eq!(dydx_v4_subticks(price, false, -9, 10_000_000)?, U256::new(1_990_000_000));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_subticks(
    price: DydxV4Price,
    is_liquidating_long: bool,
    quantum_conversion_exponent: i32,
    subticks_per_tick: u32,
) -> Result<U256, RiskError> {
    const OPERATION: &str = "subticks";
    let mut power = Wide::from(U256::ONE);
    for _ in 0..quantum_conversion_exponent.unsigned_abs().min(FARTHEST) {
        power = power.try_mul(U256::new(10).into(), OPERATION)?;
    }
    let (mut numerator, mut denominator) = (Wide::from(price.numerator), Wide::from(price.denominator));
    if quantum_conversion_exponent < 0 {
        numerator = numerator.try_mul(power, OPERATION)?;
    } else {
        denominator = denominator.try_mul(power, OPERATION)?;
    }
    let exact =
        if is_liquidating_long { numerator.try_div_away(denominator, OPERATION)? } else { numerator.try_div(denominator, OPERATION)? };
    let exact = exact.narrow(OPERATION).map_or(MAX_SUBTICKS, |exact| exact.magnitude().min(MAX_SUBTICKS));
    let tick = U256::new(u64::from(subticks_per_tick));
    let ticks = if is_liquidating_long { exact.try_div_ceil(tick, OPERATION)? } else { exact.try_div(tick, OPERATION)? };
    let most = MAX_SUBTICKS.try_div(tick, OPERATION)?;
    ticks.max(U256::ONE).min(most).try_mul(tick, OPERATION)
}
