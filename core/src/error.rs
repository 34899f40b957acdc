//! The only public error type. A code never changes its meaning; a message says what was expected, what came and what to do.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt::{self, Debug, Display, Formatter};

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

/// Everything that can go wrong, each with its data; outside Rust this is the `RiskError` that is thrown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Error), uniffi(name = "RiskError"), uniffi::export(Display))]
pub enum RiskErrorKind {
    /// A number is NaN or infinite.
    #[error("`{field}` must be a finite number, got {got}: replace or drop it before the call")]
    NotFinite {
        /// Name of the argument or record field.
        field: String,
        /// What came.
        got: String,
    },
    /// A number lies outside its domain.
    #[error("`{field}` must be {expected}, got {got}: {hint}")]
    OutOfRange {
        /// Name of the argument or record field.
        field: String,
        /// The domain in words.
        expected: String,
        /// What came.
        got: String,
        /// What to do.
        hint: String,
    },
    /// A decimal string is not an unsigned 256-bit integer.
    #[error(
        "expected an unsigned integer of at most 256 bits as a decimal string, got \"{got}\": pass the on-chain value unscaled, digits only"
    )]
    InvalidInteger {
        /// What came.
        got: String,
    },
    /// A value from a dynamic language does not have the shape of the record.
    #[error("the value does not have the expected shape: {detail}")]
    InvalidShape {
        /// Which field is missing, unknown or of the wrong type.
        detail: String,
    },
    /// 256-bit arithmetic overflowed; the contract would revert as well.
    #[error("256-bit overflow in {operation}: the contract reverts on these amounts; check decimals and units")]
    Overflow {
        /// The operation that overflowed.
        operation: String,
    },
    /// A division by zero; the contract would revert as well.
    #[error("division by zero in {operation}: the contract reverts on this state; check indices and prices")]
    DivisionByZero {
        /// The operation that divided.
        operation: String,
    },
    /// A flat array has the wrong length, or is empty.
    #[error("`{field}` must have {expected}, got {got} values: pass whole rows")]
    LengthMismatch {
        /// Name of the argument.
        field: String,
        /// The length in words.
        expected: String,
        /// The length that came.
        got: u32,
    },
    /// A bar is not later than the one before it.
    #[error("bar {index} opens at {ts}, not after the bar before it ({previous_ts}): sort bars by time and drop duplicates")]
    UnorderedBars {
        /// Position in the input, from 0.
        index: u32,
        /// Open time of the bar, seconds UTC.
        ts: u32,
        /// Open time of the bar before it, seconds UTC.
        previous_ts: u32,
    },
    /// A bar contradicts itself or does not sit on the hourly grid.
    #[error("bar {index} is not valid: {reason}")]
    InvalidBar {
        /// Position in the input, from 0.
        index: u32,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// There is not enough history to answer.
    #[error("needs {needed} hours of history, got {got}: push more bars first")]
    NotEnoughHistory {
        /// Hours needed.
        needed: u32,
        /// Hours present.
        got: u32,
    },
    /// An identifier names nothing in the input.
    #[error("`{field}` names {got}, which is not in the input: pass one of its identifiers")]
    Unknown {
        /// Name of the argument.
        field: String,
        /// What came.
        got: String,
    },
    /// An identifier occurs twice.
    #[error("`{field}` holds {got} twice: identifiers must be unique")]
    Duplicate {
        /// Name of the argument.
        field: String,
        /// What came.
        got: String,
    },
    /// The venue's contract refuses the action; it changes nothing.
    #[error("the venue refuses: {reason}; nothing was changed")]
    Refused {
        /// The contract's own name for it, such as `HealthFactorNotBelowThreshold` or `Vat/dust`.
        reason: String,
    },
    /// A question that this version does not answer.
    #[error("{question} is not supported: {hint}")]
    Unsupported {
        /// What was asked.
        question: String,
        /// What to do instead.
        hint: String,
    },
    /// Snapshot bytes are truncated, altered, or of another version.
    #[error("the snapshot cannot be restored: {reason}; start it anew from bars")]
    InvalidSnapshot {
        /// What is wrong with it.
        reason: String,
    },
    /// Bytes of a trained model are truncated, altered, of another version, or hold numbers that no training makes.
    #[error("the model cannot be loaded: {reason}; fetch it again, or go on with the shipped model")]
    InvalidModel {
        /// What is wrong with it.
        reason: String,
    },
}

impl RiskErrorKind {
    /// Returns the stable code, in snake case, the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFinite { .. } => "not_finite",
            Self::OutOfRange { .. } => "out_of_range",
            Self::InvalidInteger { .. } => "invalid_integer",
            Self::InvalidShape { .. } => "invalid_shape",
            Self::Overflow { .. } => "overflow",
            Self::DivisionByZero { .. } => "division_by_zero",
            Self::LengthMismatch { .. } => "length_mismatch",
            Self::UnorderedBars { .. } => "unordered_bars",
            Self::InvalidBar { .. } => "invalid_bar",
            Self::NotEnoughHistory { .. } => "not_enough_history",
            Self::Unknown { .. } => "unknown",
            Self::Duplicate { .. } => "duplicate",
            Self::Refused { .. } => "refused",
            Self::Unsupported { .. } => "unsupported",
            Self::InvalidSnapshot { .. } => "invalid_snapshot",
            Self::InvalidModel { .. } => "invalid_model",
        }
    }
}

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
    pub(crate) fn out_of_range(field: &str, expected: &str, got: impl Display, hint: &str) -> Self {
        Self::out_of(field, expected, got.to_string(), hint)
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

/// The same two answers as methods of the error object of Kotlin, Swift and Python.
#[cfg(feature = "uniffi")]
#[uniffi::export]
impl RiskErrorKind {
    /// Returns the stable code, in snake case, the same in every language.
    #[uniffi::method(name = "code")]
    #[must_use]
    pub fn exported_code(&self) -> String {
        self.code().to_string()
    }

    /// Returns what was expected, what came and what to do.
    #[uniffi::method(name = "message")]
    #[must_use]
    pub fn exported_message(&self) -> String {
        self.to_string()
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
