//! The 256-bit unsigned integer of every on-chain amount; a decimal string in every other language.

use crate::error::{RiskError, RiskErrorKind};
use crate::text::Piece;
use alloc::string::{String, ToString};
use core::fmt;
use core::str::FromStr;
use ruint::aliases::U256 as Word;

/// The largest power of ten below 2^256.
const MAX_POWER_OF_TEN: u8 = 77;

/// Digits of 2^256 − 1.
pub(crate) const LONGEST: usize = 78;

/// The largest power of ten in 32 bits, and its zeros.
const BILLION: u64 = 1_000_000_000;
const BILLION_DIGITS: usize = 9;

/// Its square.
const CHUNK: U256 = U256::new(BILLION * BILLION);
const CHUNK_DIGITS: usize = 2 * BILLION_DIGITS;

/// An unsigned 256-bit integer. Crosses faces as a decimal string.
///
/// ```
/// use plimsoll::U256;
/// let amount: U256 = "1000000000000000000".parse()?;
/// assert_eq!(amount.to_string(), "1000000000000000000");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct U256(pub(crate) Word);

impl U256 {
    /// 0.
    pub const ZERO: Self = Self(Word::ZERO);
    /// 1.
    pub const ONE: Self = Self(Word::from_limbs([1, 0, 0, 0]));
    /// 2^256 − 1.
    pub const MAX: Self = Self(Word::MAX);

    /// Makes a constant from a 64-bit integer.
    #[must_use]
    pub const fn new(value: u64) -> Self {
        Self(Word::from_limbs([value, 0, 0, 0]))
    }

    /// Makes a constant from a 128-bit integer.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "the two halves of the word")]
    pub const fn from_u128(value: u128) -> Self {
        Self(Word::from_limbs([value as u64, (value >> 64) as u64, 0, 0]))
    }

    /// Says whether this is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Returns `10^exponent`, or nothing above 10^77, the largest power of ten below 2^256.
    ///
    /// ```
    /// use plimsoll::U256;
    /// assert_eq!(U256::power_of_ten(6), Some(U256::new(1_000_000)));
    /// assert_eq!(U256::power_of_ten(78), None);
    /// ```
    #[must_use]
    pub fn power_of_ten(exponent: u8) -> Option<Self> {
        if exponent > MAX_POWER_OF_TEN {
            return None;
        }
        let narrow = exponent.min(38);
        let mut power = Self::from_u128(10u128.pow(u32::from(narrow))).0;
        for _ in narrow..exponent {
            power = power.wrapping_mul(Self::new(10).0);
        }
        Some(Self(power))
    }

    /// Converts to the nearest 64-bit float, ties to even; always finite.
    ///
    /// ```
    /// use plimsoll::U256;
    /// assert_eq!(U256::new((1 << 53) + 1).to_f64(), 9_007_199_254_740_992.0);
    /// assert_eq!(U256::MAX.to_f64(), 1.157_920_892_373_162e77);
    /// ```
    #[must_use]
    pub fn to_f64(self) -> f64 {
        let [low, second, third, high] = self.limbs();
        if (second | third | high) == 0 {
            #[allow(clippy::cast_precision_loss, reason = "the conversion rounds to the nearest, ties to even")]
            return low as f64;
        }
        // The top 64 bits decide the result once any lower bit that is set is kept as one sticky bit: 64 is more
        // than the 53 bits of the result and the two that decide its rounding.
        let shift = 192 - self.0.leading_zeros();
        let top = self.0 >> shift;
        let sticky = (top << shift) != self.0;
        let [head, ..] = *top.as_limbs();
        #[allow(clippy::cast_precision_loss, reason = "the conversion rounds to the nearest, ties to even")]
        let mantissa = (head | u64::from(sticky)) as f64;
        // A power of two up to 2^192 is exact, and so is the product.
        mantissa * f64::from_bits((1023 + shift as u64) << 52)
    }

    /// Returns the four 64-bit limbs, the lowest first.
    pub(crate) const fn limbs(self) -> [u64; 4] {
        *self.0.as_limbs()
    }

    /// Returns the value if it fits in 128 bits.
    #[inline]
    pub(crate) const fn narrow(self) -> Option<u128> {
        let [low, second, third, high] = self.limbs();
        if (third | high) == 0 { Some(((second as u128) << 64) | low as u128) } else { None }
    }
}

impl From<u64> for U256 {
    fn from(value: u64) -> Self {
        Self::new(value)
    }
}

impl From<u32> for U256 {
    fn from(value: u32) -> Self {
        Self::new(value.into())
    }
}

impl U256 {
    /// Writes the decimal digits, `least` or more, into the room for them.
    // Eighteen digits at a time, with the division that the room has anyway: the general formatter costs the browser a kilobyte. What
    // fits in a limb needs none, and within nine digits a tenth is a product: a division there takes the browser ten times as long.
    #[inline(never)]
    pub(crate) fn digits(self, least: usize, digits: &mut [u8; LONGEST]) -> &str {
        let mut places = digits.iter_mut().rev();
        let (mut rest, mut count) = (self, 0);
        loop {
            let (above, mut chunk) = match rest.limbs() {
                [low, 0, 0, 0] => (Self::ZERO, low),
                _ => rest.div_rem(CHUNK).map_or((Self::ZERO, 0), |(quotient, remainder)| (quotient, remainder.limbs()[0])),
            };
            // Above a chunk stands another digit, so that its zeros count; the highest has as many digits as it needs.
            let full = if above.is_zero() { least } else { count + CHUNK_DIGITS };
            while chunk > 0 || count < full {
                #[allow(clippy::cast_possible_truncation, reason = "a remainder of 10^9")]
                let mut part = (chunk % BILLION) as u32;
                chunk /= BILLION;
                for _ in 0..BILLION_DIGITS {
                    if part == 0 && chunk == 0 && count >= full {
                        break;
                    }
                    let Some(place) = places.next() else { break };
                    let tenth = tenth(part);
                    #[allow(clippy::cast_possible_truncation, reason = "a digit")]
                    let digit = (part - 10 * tenth) as u8;
                    (*place, part, count) = (b'0' + digit, tenth, count + 1);
                }
            }
            if above.is_zero() {
                break;
            }
            rest = above;
        }
        digits.get(LONGEST - count..).and_then(|digits| core::str::from_utf8(digits).ok()).unwrap_or_default()
    }
}

impl fmt::Display for U256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.digits(1, &mut [0; LONGEST]))
    }
}

impl Piece for U256 {
    fn append(&self, text: &mut String) {
        self.digits(1, &mut [0; LONGEST]).append(text);
    }
}

/// `⌊n/10⌋`: the product rounds 2^35/10 up by less than a fifth, which no `n` below 2^32 lifts over a whole number.
#[allow(clippy::cast_possible_truncation, reason = "smaller than the number")]
const fn tenth(n: u32) -> u32 {
    ((n as u64 * 0xcccc_cccd) >> 35) as u32
}

impl FromStr for U256 {
    type Err = RiskError;

    fn from_str(text: &str) -> Result<Self, RiskError> {
        let refuse = || RiskError::from(RiskErrorKind::InvalidInteger { got: text.chars().take(90).collect::<String>() });
        if text.is_empty() || text.len() > 78 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refuse());
        }
        Word::from_str_radix(text, 10).map(Self).map_err(|_| refuse())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for U256 {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.digits(1, &mut [0; LONGEST]))
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for U256 {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::crossing::deserialize(deserializer)
    }
}

#[cfg(feature = "serde")]
impl super::crossing::Crossing for U256 {
    const NAME: &'static str = "U256";
    const EXPECTED: &'static str = "an unsigned 256-bit integer as a decimal string";

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        // By limbs: byte by byte it is most of what reading a record takes.
        let (limbs, []) = bytes.as_chunks() else { return None };
        let limbs: &[[u8; 8]; 4] = limbs.try_into().ok()?;
        Some(Self(Word::from_limbs(limbs.map(u64::from_le_bytes))))
    }
}

#[cfg(feature = "uniffi")]
uniffi::custom_type!(U256, String, {
    lower: |value| value.to_string(),
    try_lift: |text| Ok(text.parse::<U256>()?),
});

impl From<U256> for String {
    fn from(value: U256) -> Self {
        value.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn prints_as_the_word_does_at_every_length() {
        let mut value = Word::ONE;
        for _ in 0..78 {
            for near in [value - Word::ONE, value, value + Word::ONE] {
                assert_eq!(format!("{}", U256(near)), format!("{near}"));
            }
            value = value.checked_mul(Word::from(10)).unwrap_or(Word::MAX - Word::ONE);
        }
        // Zeros within, at the ends of chunks and of limbs.
        for shift in 0..256 {
            for near in [0_u64, 1, 1_000_000_000, u64::MAX] {
                let value = (Word::ONE << shift) ^ Word::from(near);
                assert_eq!(format!("{}", U256(value)), format!("{value}"));
                let power = U256::power_of_ten((shift % 78) as u8).unwrap().0;
                let value = power.wrapping_add(Word::from(near));
                assert_eq!(format!("{}", U256(value)), format!("{value}"));
            }
        }
        for n in (0..=u32::MAX).step_by(65_537).flat_map(|n| [n, n / 10 * 10]).chain([9, 10, u32::MAX - 6, u32::MAX]) {
            assert_eq!(tenth(n), n / 10);
        }
        assert_eq!(format!("{}", U256::ZERO), "0");
        assert_eq!(format!("{}", U256::MAX), format!("{}", Word::MAX));
    }
}
