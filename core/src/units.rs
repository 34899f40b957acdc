//! The conventions, stated once, and the one-way bridge from the exact world to the model world.
//!
//! - Ratios are fractions (0.8 is 80 %); basis points end in `_bps`.
//! - Prices are quote per base. Returns are log returns unless named `simple_`.
//! - Time is seconds UTC; horizons are hours; volatility says its annualisation (`sigma_annual`, 8,760 hours).
//! - On-chain integers cross faces as decimal strings.
//! - NaN and infinities are refused at the door, and none ever leaves.

use crate::error::{RiskError, RiskErrorKind};
use crate::exact::{LONGEST, U256};
use crate::text::{Piece, text};
use alloc::string::{String, ToString};
use core::fmt;

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
    // 10^77 is the largest power in 256 bits; up to there the power is the nearest double.
    let known = decimals.min(77);
    let unit = U256::power_of_ten(known).map_or(1e77, U256::to_f64);
    (known..decimals).fold(value.to_f64() / unit, |rest, _| rest / 10.0)
}

/// A number in a message, to twelve significant digits. The standard library's shortest exact form brings 20 KB of tables and big
/// integers into a browser module, for digits that nobody reads in a refusal.
pub(crate) struct Shown(pub(crate) f64);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.alone())
    }
}

impl Piece for Shown {
    #[inline(never)]
    fn append(&self, text: &mut String) {
        const LEAST: f64 = 1e11;
        let magnitude = self.0.abs();
        if self.0 < 0.0 {
            "-".append(text);
        }
        if magnitude.is_nan() || magnitude == f64::INFINITY || magnitude == 0.0 {
            return if magnitude.is_nan() {
                "NaN"
            } else if magnitude > 0.0 {
                "inf"
            } else {
                "0"
            }
            .append(text);
        }
        let (mut scaled, mut exponent) = (magnitude, 0_i32);
        while scaled >= 10.0 * LEAST {
            (scaled, exponent) = (scaled / 10.0, exponent + 1);
        }
        while scaled < LEAST {
            (scaled, exponent) = (scaled * 10.0, exponent - 1);
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 10^11 and 10^12")]
        let mut digits = (scaled + 0.5) as u64;
        while digits.is_multiple_of(10) {
            (digits, exponent) = (digits / 10, exponent + 1);
        }
        match exponent {
            // Twelve digits and seven zeros are below 2^64; an eighth would not be.
            0..=7 => (digits * 10_u64.pow(exponent.unsigned_abs())).append(text),
            -18..0 => {
                let unit = 10_u64.pow(exponent.unsigned_abs());
                (digits / unit).append(text);
                ".".append(text);
                let places = exponent.unsigned_abs() as usize;
                U256::new(digits % unit).digits(places, &mut [0; LONGEST]).append(text);
            }
            _ => {
                digits.append(text);
                "e".append(text);
                exponent.append(text);
            }
        }
    }
}

/// Refuses NaN and infinities, naming `field`.
///
/// # Errors
/// `not_finite`.
///
/// ```
/// use plimsoll::units::finite;
/// assert_eq!(finite("price", 2_500.0)?, 2_500.0);
/// assert_eq!(finite("price", f64::NAN).unwrap_err().code(), "not_finite");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn finite(field: &str, value: f64) -> Result<f64, RiskError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(RiskError::from(RiskErrorKind::NotFinite { field: field.to_string(), got: Shown(value).alone() }))
    }
}

/// Accepts a finite number in `[low, high]`, with `f64::MAX` where there is no upper end; a refusal names `field` and says `hint`.
///
/// # Errors
/// `not_finite`, `out_of_range`.
///
/// ```
/// use plimsoll::units::within;
/// assert_eq!(within("alpha", 0.01, 0.0, 1.0, "pass fractions")?, 0.01);
/// assert_eq!(within("alpha", 80.0, 0.0, 1.0, "pass fractions").unwrap_err().to_string(), "`alpha` must be in [0, 1], got 80: pass fractions");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn within(field: &str, value: f64, low: f64, high: f64, hint: &str) -> Result<f64, RiskError> {
    finite(field, value)?;
    if value >= low && value <= high {
        Ok(value)
    } else {
        let expected = if high < f64::MAX { text!("in [", Shown(low), ", ", Shown(high), "]") } else { text!(Shown(low), " or more") };
        Err(RiskError::out_of_range(field, &expected, Shown(value), hint))
    }
}

/// Accepts a finite number above zero; a refusal names `field` and says `hint`.
///
/// # Errors
/// `not_finite`, `out_of_range`.
///
/// ```
/// use plimsoll::units::positive;
/// assert_eq!(positive("price", 2_500.0, "pass the price now")?, 2_500.0);
/// assert_eq!(positive("price", 0.0, "pass the price now").unwrap_err().code(), "out_of_range");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn positive(field: &str, value: f64, hint: &str) -> Result<f64, RiskError> {
    finite(field, value)?;
    if value > 0.0 { Ok(value) } else { Err(RiskError::out_of_range(field, "above 0", Shown(value), hint)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_shows_a_number_as_people_write_it() {
        let cases = [
            (0.0, "0"),
            (80.0, "80"),
            (-0.3, "-0.3"),
            (0.1 + 0.2, "0.3"),
            (2_500.25, "2500.25"),
            (1e-6, "0.000001"),
            (123_456_789_012_345.0, "123456789012000"),
            (1_234_567_890_120_000_000.0, "1234567890120000000"),
            (12_345_678_901_200_000_000.0, "123456789012e8"),
            (99_999_999_999_900_000_000.0, "999999999999e8"),
            (5e-324, "494065645841e-335"),
            (1e30, "1e30"),
            (1e-30, "1e-30"),
            (f64::MAX, "179769313486e297"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "NaN"),
            (999_999_999_999.9, "1e12"),
        ];
        for (number, text) in cases {
            assert_eq!(Shown(number).to_string(), text);
        }
    }
}
