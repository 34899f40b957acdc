//! How integers of the chain enter: as decimal strings, or, where both sides agreed on a layout, as bytes.

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;
use serde::Deserializer;
use serde::de::{Error, Visitor};

/// An integer that is written as a decimal string.
pub(super) trait Crossing: FromStr {
    /// The name under which a deserialiser may choose bytes.
    const NAME: &'static str;
    /// What a caller should have passed.
    const EXPECTED: &'static str;

    /// Reads the bytes: 32 of magnitude, lowest first, after one of sign where the integer has one.
    fn from_bytes(bytes: &[u8]) -> Option<Self>;
}

struct Digits<T>(PhantomData<T>);

impl<'de, T: Crossing> Visitor<'de> for Digits<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        // Read back by `RiskError::from_shape`, so that every face reports the same code.
        text.parse().map_err(|_| E::custom(format_args!("{}{text})", crate::error::INVALID_INTEGER_MARK)))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<T, E> {
        T::from_bytes(bytes).ok_or_else(|| E::invalid_length(bytes.len(), &self))
    }
}

/// Reads an integer; a named newtype to the deserialiser, a string to all that know no better.
pub(super) fn deserialize<'de, T: Crossing, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(T::NAME, Digits(PhantomData))
}
