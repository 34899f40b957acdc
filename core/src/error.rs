//! The only public error type. A code never changes its meaning; a message says what was expected, what came and what to do.

use crate::text::Piece;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt::{self, Debug, Display, Formatter};

mod kind;

pub use kind::RiskError as RiskErrorKind;

/// Opens the text of a refused decimal string inside a deserialiser's message.
#[cfg(feature = "serde")]
pub(crate) const INVALID_INTEGER_MARK: &str = "invalid_integer(";

/// Why a call was refused: a stable code, a message and the data of its `kind`.
///
/// One pointer, because every line of a venue can fail and hands on what failed: as a value it would be copied there each time,
/// which was a tenth of the browser module.
///
/// ```
/// use plimsoll::{RiskErrorKind, U256};
/// let error = "80 %".parse::<U256>().unwrap_err();
/// assert_eq!(error.code(), "invalid_integer");
/// assert_eq!(*error.kind(), RiskErrorKind::InvalidInteger { got: "80 %".into() });
/// ```
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct RiskError(Box<RiskErrorKind>);

impl RiskError {
    /// Returns what went wrong, with its data.
    #[must_use]
    pub fn kind(&self) -> &RiskErrorKind {
        &self.0
    }

    /// Returns what went wrong, with its data, and ends the error.
    #[must_use]
    pub fn into_kind(self) -> RiskErrorKind {
        *self.0
    }

    /// Returns what was expected, what came and what to do.
    #[must_use]
    pub fn message(&self) -> String {
        self.0.message()
    }

    /// Returns the stable code, in snake case, the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code()
    }

    /// Turns a deserialiser's message into an error: `invalid_integer` where a decimal string was at fault, else
    /// `invalid_shape`.
    #[cfg(feature = "serde")]
    #[must_use]
    pub fn from_shape(message: &str) -> Self {
        // By bytes: a search for a string brings two kilobytes of code into the browser module.
        let mark = INVALID_INTEGER_MARK.as_bytes();
        let found = message.as_bytes().windows(mark.len()).position(|bytes| bytes == mark);
        match found.and_then(|at| message.get(at + mark.len()..)) {
            Some(rest) => {
                RiskErrorKind::InvalidInteger { got: rest.rsplit_once(')').map_or(rest, |(got, _)| got).chars().take(90).collect() }.into()
            }
            None => RiskErrorKind::InvalidShape { detail: message.to_string() }.into(),
        }
    }

    #[cold]
    pub(crate) fn out_of_range(field: &str, expected: &str, got: impl Piece, hint: &str) -> Self {
        Self::out_of(field, expected, got.alone(), hint)
    }

    #[cold]
    #[inline(never)]
    fn out_of(field: &str, expected: &str, got: String, hint: &str) -> Self {
        RiskErrorKind::OutOfRange { field: field.to_string(), expected: expected.to_string(), got, hint: hint.to_string() }.into()
    }

    /// The contract's refusal by its own name.
    #[cold]
    pub(crate) fn refused(reason: &str) -> Self {
        RiskErrorKind::Refused { reason: reason.to_string() }.into()
    }

    #[cold]
    pub(crate) fn unknown(field: &str, got: &str) -> Self {
        RiskErrorKind::Unknown { field: field.to_string(), got: got.to_string() }.into()
    }

    #[cold]
    pub(crate) fn unsupported(question: &str, hint: &str) -> Self {
        RiskErrorKind::Unsupported { question: question.to_string(), hint: hint.to_string() }.into()
    }

    #[cold]
    pub(crate) fn duplicate(field: &str, got: &str) -> Self {
        RiskErrorKind::Duplicate { field: field.to_string(), got: got.to_string() }.into()
    }

    #[cold]
    pub(crate) fn length_mismatch(field: &str, expected: &str, got: usize) -> Self {
        let got = u32::try_from(got).unwrap_or(u32::MAX);
        RiskErrorKind::LengthMismatch { field: field.to_string(), expected: expected.to_string(), got }.into()
    }

    #[cold]
    pub(crate) fn not_enough_history(needed: usize, got: usize) -> Self {
        let hours = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        RiskErrorKind::NotEnoughHistory { needed: hours(needed), got: hours(got) }.into()
    }

    pub(crate) fn overflow(operation: &str) -> Self {
        RiskErrorKind::Overflow { operation: operation.to_string() }.into()
    }

    pub(crate) fn division_by_zero(operation: &str) -> Self {
        RiskErrorKind::DivisionByZero { operation: operation.to_string() }.into()
    }
}

impl From<RiskErrorKind> for RiskError {
    #[cold]
    #[inline(never)]
    fn from(kind: RiskErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl core::error::Error for RiskError {}

impl Display for RiskError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.0, f)
    }
}

impl Debug for RiskError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Debug::fmt(&self.0, f)
    }
}

/// The mobile faces throw the kind: the pointer to it stays in Rust.
#[cfg(feature = "uniffi")]
mod mobile {
    use super::{RiskError, RiskErrorKind};
    use uniffi::{LowerError, MetadataBuffer, RustBuffer, TypeId};

    // SAFETY: it lowers the kind by the kind's own generated code, and names the kind's type.
    #[allow(unsafe_code, reason = "the trait is unsafe to implement")]
    unsafe impl<UT> LowerError<UT> for RiskError
    where
        RiskErrorKind: LowerError<UT>,
    {
        fn lower_error(error: Self) -> RustBuffer {
            <RiskErrorKind as LowerError<UT>>::lower_error(error.into_kind())
        }
    }

    impl<UT> TypeId<UT> for RiskError
    where
        RiskErrorKind: TypeId<UT>,
    {
        const TYPE_ID_META: MetadataBuffer = <RiskErrorKind as TypeId<UT>>::TYPE_ID_META;
    }
}
