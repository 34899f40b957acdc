//! The conventions, stated once, and the one-way bridge from the exact world to the model world.
//!
//! - Ratios are fractions (0.8 is 80 %); basis points end in `_bps`.
//! - Prices are quote per base. Returns are log returns unless named `simple_`.
//! - Time is seconds UTC; horizons are hours; volatility says its annualisation (`sigma_annual`, 8,760 hours).
//! - On-chain integers cross faces as decimal strings.
//! - NaN and infinities are refused at the door, and none ever leaves.

use crate::error::RiskError;
use crate::exact::U256;
use alloc::string::ToString;

/// Hours in a year of 365 days, the annualisation used everywhere.
pub const HOURS_PER_YEAR: f64 = 8_760.0;

/// Seconds in an hour.
pub const SECONDS_PER_HOUR: u32 = 3_600;

/// Converts an on-chain integer with `decimals` decimals to a number, rounded to the nearest.
///
/// The only way from the exact world to the model world; there is none back.
///
/// ```
/// use plimsoll::{units, U256};
/// assert_eq!(units::to_f64(U256::from(1_500_000u64), 6), 1.5);
/// ```
#[must_use]
pub fn to_f64(value: U256, decimals: u8) -> f64 {
    value.to_f64() / crate::math::pow(10.0, f64::from(decimals))
}

/// Refuses NaN and infinities.
///
/// # Errors
/// `not_finite`.
pub fn finite(field: &str, value: f64) -> Result<f64, RiskError> {
    if value.is_finite() { Ok(value) } else { Err(RiskError::NotFinite { field: field.to_string(), got: value.to_string() }) }
}

/// Accepts a finite number in `[low, high]`.
///
/// # Errors
/// `not_finite`, `out_of_range`.
pub fn within(field: &str, value: f64, low: f64, high: f64, hint: &str) -> Result<f64, RiskError> {
    finite(field, value)?;
    if value >= low && value <= high {
        Ok(value)
    } else {
        Err(RiskError::out_of_range(field, &alloc::format!("in [{low}, {high}]"), value, hint))
    }
}

/// Accepts a finite number above zero.
///
/// # Errors
/// `not_finite`, `out_of_range`.
pub fn positive(field: &str, value: f64, hint: &str) -> Result<f64, RiskError> {
    finite(field, value)?;
    if value > 0.0 { Ok(value) } else { Err(RiskError::out_of_range(field, "above 0", value, hint)) }
}
