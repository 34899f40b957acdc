//! Signed integers of 1,024 bits for what happens between an input and an answer of 256 bits, where a chain computes without a width.

use super::arithmetic::divide;
use super::{I256, U256};
use crate::error::RiskError;
use core::cmp::Ordering;
use ruint::Uint;

/// Four times the width of an amount.
type Word = Uint<1024, 16>;

/// A sign and a 1,024-bit magnitude; zero has no sign. Never part of a state or an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wide {
    negative: bool,
    magnitude: Word,
}

impl Wide {
    pub(crate) const ZERO: Self = Self { negative: false, magnitude: Word::ZERO };

    fn new(negative: bool, magnitude: Word) -> Self {
        Self { negative: negative && !magnitude.is_zero(), magnitude }
    }

    pub(crate) fn is_zero(self) -> bool {
        self.magnitude.is_zero()
    }

    /// `self + other`.
    pub(crate) fn try_add(self, other: Self, operation: &'static str) -> Result<Self, RiskError> {
        if self.negative == other.negative {
            let sum = self.magnitude.checked_add(other.magnitude).ok_or_else(|| RiskError::overflow(operation))?;
            return Ok(Self::new(self.negative, sum));
        }
        let (larger, smaller) = if self.magnitude >= other.magnitude { (self, other) } else { (other, self) };
        Ok(Self::new(larger.negative, larger.magnitude.wrapping_sub(smaller.magnitude)))
    }

    /// `self − other`.
    pub(crate) fn try_sub(self, other: Self, operation: &'static str) -> Result<Self, RiskError> {
        self.try_add(Self::new(!other.negative, other.magnitude), operation)
    }

    /// `self · other`.
    pub(crate) fn try_mul(self, other: Self, operation: &'static str) -> Result<Self, RiskError> {
        let product = self.magnitude.checked_mul(other.magnitude).ok_or_else(|| RiskError::overflow(operation))?;
        Ok(Self::new(self.negative != other.negative, product))
    }

    /// `self / divisor`, rounded toward zero.
    pub(crate) fn try_div(self, divisor: impl Into<Self>, operation: &'static str) -> Result<Self, RiskError> {
        let divisor = divisor.into();
        Ok(Self::new(self.negative != divisor.negative, self.divided(divisor, operation)?.0))
    }

    /// `⌊self / divisor⌋`, rounded toward minus infinity; the divisor is above 0.
    pub(crate) fn try_div_floor(self, divisor: impl Into<Self>, operation: &'static str) -> Result<Self, RiskError> {
        let (quotient, remainder) = self.divided(divisor.into(), operation)?;
        let away = self.negative && !remainder.is_zero();
        // A quotient with a remainder is below the largest magnitude.
        Ok(Self::new(self.negative, if away { quotient.wrapping_add(Word::ONE) } else { quotient }))
    }

    /// `self / divisor`, rounded away from zero.
    pub(crate) fn try_div_away(self, divisor: Self, operation: &'static str) -> Result<Self, RiskError> {
        let (quotient, remainder) = self.divided(divisor, operation)?;
        let quotient = if remainder.is_zero() { quotient } else { quotient.wrapping_add(Word::ONE) };
        Ok(Self::new(self.negative != divisor.negative, quotient))
    }

    fn divided(self, divisor: Self, operation: &'static str) -> Result<(Word, Word), RiskError> {
        if divisor.is_zero() {
            return Err(RiskError::division_by_zero(operation));
        }
        Ok(divide(self.magnitude, divisor.magnitude))
    }

    /// The same number in 256 bits.
    pub(crate) fn narrow(self, operation: &'static str) -> Result<I256, RiskError> {
        match ruint::aliases::U256::checked_from_limbs_slice(self.magnitude.as_limbs()) {
            Some(word) => Ok(I256::new(self.negative, U256(word))),
            None => Err(RiskError::overflow(operation)),
        }
    }

    /// `self / divisor` in lowest terms; the sign goes to the numerator.
    pub(crate) fn reduced(self, divisor: Self, operation: &'static str) -> Result<(I256, U256), RiskError> {
        if divisor.is_zero() {
            return Err(RiskError::division_by_zero(operation));
        }
        let (mut common, mut rest) = (divisor.magnitude, self.magnitude);
        while !rest.is_zero() {
            (common, rest) = (rest, divide(common, rest).1);
        }
        let part = |of: Self, negative: bool| Self::new(negative, divide(of.magnitude, common).0).narrow(operation);
        Ok((part(self, self.negative != divisor.negative)?, part(divisor, false)?.magnitude()))
    }
}

impl From<I256> for Wide {
    fn from(value: I256) -> Self {
        Self::new(value.is_negative(), Word::from(value.magnitude().0))
    }
}

impl From<U256> for Wide {
    fn from(value: U256) -> Self {
        Self::new(false, Word::from(value.0))
    }
}

impl Ord for Wide {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.magnitude.cmp(&other.magnitude),
            (true, true) => other.magnitude.cmp(&self.magnitude),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Wide {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str) -> Wide {
        Wide::from(text.parse::<I256>().unwrap())
    }

    #[test]
    fn divides_toward_zero_and_downward_and_reduces() {
        let two = U256::new(2);
        assert_eq!(wide("-7").try_div(two, "test").unwrap(), wide("-3"));
        assert_eq!(wide("-7").try_div_floor(two, "test").unwrap(), wide("-4"));
        assert_eq!(wide("7").try_div_floor(two, "test").unwrap(), wide("3"));
        assert_eq!(wide("7").try_div_away(wide("-2"), "test").unwrap(), wide("-4"));
        assert_eq!(wide("8").try_div_away(wide("2"), "test").unwrap(), wide("4"));
        let (num, den) = wide("-84").reduced(wide("36"), "test").unwrap();
        assert_eq!((num.to_string(), den.to_string()), ("-7".into(), "3".into()));
        let (num, den) = Wide::ZERO.reduced(wide("36"), "test").unwrap();
        assert_eq!((num.is_zero(), den), (true, U256::ONE));
        assert!(wide("1").reduced(Wide::ZERO, "test").is_err() && wide("1").try_div(U256::ZERO, "test").is_err());
    }

    #[test]
    fn holds_what_256_bits_do_not_and_says_when_it_is_too_much() {
        let most = Wide::from(U256::MAX);
        let square = most.try_mul(most, "test").unwrap();
        assert!(square.narrow("test").is_err() && square > most && Wide::ZERO > wide("-1"));
        assert_eq!(square.try_div(U256::MAX, "test").unwrap().narrow("test").unwrap(), I256::from(U256::MAX));
        let fourth = square.try_mul(square, "test").unwrap();
        assert!(fourth.try_mul(most, "test").is_err());
        assert_eq!(square.try_sub(square, "test").unwrap(), Wide::ZERO);
        assert!(most.try_sub(square, "test").unwrap().negative);
    }
}
