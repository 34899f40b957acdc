//! Signed 256-bit integers: positions of perpetuals, funding, profit and loss.

use super::U256;
use crate::error::RiskError;
use crate::text::Piece;
use alloc::string::{String, ToString};
use core::cmp::Ordering;
use core::fmt;
use core::ops::Neg;
use core::str::FromStr;

/// A sign and a 256-bit magnitude; zero has no sign. Crosses faces as a decimal string, "-5" below zero.
///
/// ```
/// use plimsoll::I256;
/// let short: I256 = "-1500000".parse()?;
/// assert!(short.is_negative());
/// assert_eq!((short.magnitude().to_string(), (-short).to_string()), ("1500000".to_string(), "1500000".to_string()));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct I256 {
    /// 1 below zero. A whole word: a flag has room for marks, around which the magnitude would be copied in pieces.
    sign: u64,
    magnitude: U256,
}

impl I256 {
    /// 0.
    pub const ZERO: Self = Self { sign: 0, magnitude: U256::ZERO };

    /// Joins a sign and a magnitude.
    #[must_use]
    pub fn new(negative: bool, magnitude: U256) -> Self {
        Self { sign: u64::from(negative && !magnitude.is_zero()), magnitude }
    }

    /// Says whether this is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.sign != 0
    }

    /// Says whether this is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.magnitude.is_zero()
    }

    /// Returns the absolute value.
    #[must_use]
    pub fn magnitude(self) -> U256 {
        self.magnitude
    }

    /// Returns the value if it is not below zero.
    #[must_use]
    pub fn unsigned(self) -> Option<U256> {
        (!self.is_negative()).then_some(self.magnitude)
    }

    /// Returns `self + other`.
    ///
    /// # Errors
    /// `overflow` where the magnitude reaches 2^256, naming `operation`.
    ///
    /// ```
    /// use plimsoll::{I256, U256};
    /// let sum = I256::from(U256::new(3)).try_add(-I256::from(U256::new(5)), "sum")?;
    /// assert_eq!(sum.to_string(), "-2");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn try_add(self, other: Self, operation: &'static str) -> Result<Self, RiskError> {
        if self.sign == other.sign {
            return Ok(Self::new(self.is_negative(), self.magnitude.try_add(other.magnitude, operation)?));
        }
        let (larger, smaller) = if self.magnitude >= other.magnitude { (self, other) } else { (other, self) };
        Ok(Self::new(larger.is_negative(), larger.magnitude.try_sub(smaller.magnitude, operation)?))
    }

    /// Returns `self − other`.
    ///
    /// # Errors
    /// `overflow` where the magnitude reaches 2^256, naming `operation`.
    ///
    /// ```
    /// use plimsoll::{I256, U256};
    /// assert_eq!(I256::from(U256::new(3)).try_sub(I256::from(U256::new(5)), "difference")?.to_string(), "-2");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn try_sub(self, other: Self, operation: &'static str) -> Result<Self, RiskError> {
        self.try_add(-other, operation)
    }

    /// Returns `self · other`.
    ///
    /// # Errors
    /// `overflow` where the magnitude reaches 2^256, naming `operation`.
    ///
    /// ```
    /// use plimsoll::{I256, U256};
    /// assert_eq!((-I256::from(U256::new(3))).try_mul(I256::from(U256::new(5)), "product")?.to_string(), "-15");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn try_mul(self, other: Self, operation: &'static str) -> Result<Self, RiskError> {
        Ok(Self::new(self.sign != other.sign, self.magnitude.try_mul(other.magnitude, operation)?))
    }

    /// Returns `self / divisor`, rounded toward zero as Solidity and Go's `Quo` round.
    ///
    /// # Errors
    /// `division_by_zero`, naming `operation`.
    ///
    /// ```
    /// use plimsoll::{I256, U256};
    /// assert_eq!((-I256::from(U256::new(7))).try_div(U256::new(2), "share")?.to_string(), "-3");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn try_div(self, divisor: U256, operation: &'static str) -> Result<Self, RiskError> {
        Ok(Self::new(self.is_negative(), self.magnitude.try_div(divisor, operation)?))
    }

    /// Converts to the nearest 64-bit float; always finite.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        let magnitude = self.magnitude.to_f64();
        if self.is_negative() { -magnitude } else { magnitude }
    }
}

impl From<U256> for I256 {
    fn from(magnitude: U256) -> Self {
        Self { sign: 0, magnitude }
    }
}

impl Neg for I256 {
    type Output = Self;

    fn neg(self) -> Self {
        Self::new(!self.is_negative(), self.magnitude)
    }
}

impl Ord for I256 {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.is_negative(), other.is_negative()) {
            (false, false) => self.magnitude.cmp(&other.magnitude),
            (true, true) => other.magnitude.cmp(&self.magnitude),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for I256 {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for I256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_negative() {
            f.write_str("-")?;
        }
        self.magnitude.fmt(f)
    }
}

impl Piece for I256 {
    fn append(&self, text: &mut String) {
        if self.is_negative() {
            "-".append(text);
        }
        self.magnitude.append(text);
    }
}

impl FromStr for I256 {
    type Err = RiskError;

    fn from_str(text: &str) -> Result<Self, RiskError> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        Ok(Self::new(negative, digits.parse()?))
    }
}

impl From<I256> for String {
    fn from(value: I256) -> Self {
        value.to_string()
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for I256 {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.alone())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for I256 {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::crossing::deserialize(deserializer)
    }
}

#[cfg(feature = "serde")]
impl super::crossing::Crossing for I256 {
    const NAME: &'static str = "I256";
    const EXPECTED: &'static str = "a signed integer of at most 256 bits as a decimal string";

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (sign, magnitude) = bytes.split_first()?;
        Some(Self::new(*sign != 0, U256::from_bytes(magnitude)?))
    }
}

#[cfg(feature = "uniffi")]
uniffi::custom_type!(I256, String, {
    lower: |value| value.to_string(),
    try_lift: |text| Ok(text.parse::<I256>()?),
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_adds_and_prints_across_zero() {
        let values: [I256; 5] = ["-7", "-1", "0", "1", "9"].map(|text| text.parse().unwrap());
        assert!(values.is_sorted());
        assert_eq!("-0".parse::<I256>().unwrap(), I256::ZERO);
        for a in values {
            for b in values {
                let sum = a.try_add(b, "sum").unwrap();
                assert_eq!(sum.to_f64(), a.to_f64() + b.to_f64());
                assert_eq!(sum.try_sub(b, "difference").unwrap(), a);
                assert_eq!(a.try_mul(b, "product").unwrap().to_f64(), a.to_f64() * b.to_f64());
            }
        }
        assert!("--1".parse::<I256>().is_err() && "".parse::<I256>().is_err() && "-".parse::<I256>().is_err());
    }
}
