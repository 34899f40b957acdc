//! What can go wrong, as every face but Rust's throws it.

use crate::text::text;
use alloc::string::String;
#[cfg(feature = "uniffi")]
use alloc::string::ToString;
use core::fmt;

/// Everything that can go wrong, each with its data; outside Rust this is what is thrown; in Rust it goes by `RiskErrorKind`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Error), uniffi::export(Display))]
pub enum RiskError {
    /// A number is NaN or infinite.
    NotFinite {
        /// Name of the argument or record field.
        field: String,
        /// What came.
        got: String,
    },
    /// A number lies outside its domain.
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
    /// A decimal string is not an integer of at most 256 bits.
    InvalidInteger {
        /// What came.
        // JavaScript's own packer refuses these, and knows where the string stood.
        #[cfg_attr(feature = "wasm", tsify(type = "string; field: string"))]
        got: String,
    },
    /// A value from a dynamic language does not have the shape of the record.
    InvalidShape {
        /// Which field is missing, unknown or of the wrong type.
        detail: String,
    },
    /// 256-bit arithmetic overflowed; the contract would revert as well.
    Overflow {
        /// The operation that overflowed.
        operation: String,
    },
    /// A division by zero; the contract would revert as well.
    DivisionByZero {
        /// The operation that divided.
        operation: String,
    },
    /// A flat array has the wrong length, or is empty.
    LengthMismatch {
        /// Name of the argument.
        field: String,
        /// The length in words.
        expected: String,
        /// The length that came.
        got: u32,
    },
    /// A bar is not later than the one before it.
    UnorderedBars {
        /// Position in the input, from 0.
        index: u32,
        /// Open time of the bar, seconds UTC.
        ts: u32,
        /// Open time of the bar before it, seconds UTC.
        previous_ts: u32,
    },
    /// A bar contradicts itself or does not sit on the hourly grid.
    InvalidBar {
        /// Position in the input, from 0.
        index: u32,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// There is not enough history to answer.
    NotEnoughHistory {
        /// Hours needed, or returns where returns of any period are passed.
        needed: u32,
        /// As many are present.
        got: u32,
    },
    /// An identifier names nothing in the input.
    Unknown {
        /// Name of the argument.
        field: String,
        /// What came.
        got: String,
    },
    /// An identifier occurs twice.
    Duplicate {
        /// Name of the argument.
        field: String,
        /// What came.
        got: String,
    },
    /// The venue's contract refuses the action; it changes nothing.
    Refused {
        /// The contract's own name for it, such as `HealthFactorNotBelowThreshold` or `Vat/dust`.
        reason: String,
    },
    /// A question that this version does not answer.
    Unsupported {
        /// What was asked.
        question: String,
        /// What to do instead.
        hint: String,
    },
    /// Snapshot bytes are truncated, altered, or of another version.
    InvalidSnapshot {
        /// What is wrong with it.
        reason: String,
    },
    /// Bytes of a trained model are truncated, altered, of another version, or hold numbers that no training makes.
    InvalidModel {
        /// What is wrong with it.
        reason: String,
    },
}

impl RiskError {
    /// Returns what was expected, what came and what to do.
    // By hand: derived, it would go through the formatter.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::NotFinite { field, got } => {
                text!("`", field, "` must be a finite number, got ", got, ": replace or drop it before the call")
            }
            Self::OutOfRange { field, expected, got, hint } => text!("`", field, "` must be ", expected, ", got ", got, ": ", hint),
            Self::InvalidInteger { got } => text!(
                "expected an unsigned integer of at most 256 bits as a decimal string, got \"",
                got,
                "\": pass the on-chain value unscaled, digits only"
            ),
            Self::InvalidShape { detail } => text!("the value does not have the expected shape: ", detail),
            Self::Overflow { operation } => {
                text!("256-bit overflow in ", operation, ": the contract reverts on these amounts; check decimals and units")
            }
            Self::DivisionByZero { operation } => {
                text!("division by zero in ", operation, ": the contract reverts on this state; check indices and prices")
            }
            Self::LengthMismatch { field, expected, got } => {
                text!("`", field, "` must have ", expected, ", got ", got, ": pass as many")
            }
            Self::UnorderedBars { index, ts, previous_ts } => text!(
                "bar ",
                index,
                " opens at ",
                ts,
                ", not after the bar before it (",
                previous_ts,
                "): sort bars by time and drop duplicates"
            ),
            Self::InvalidBar { index, reason } => text!("bar ", index, " is not valid: ", reason),
            Self::NotEnoughHistory { needed, got } => {
                text!("needs a history of ", needed, " hours (or returns, where those are passed), got ", got, ": pass more of it")
            }
            Self::Unknown { field, got } => text!("`", field, "` names ", got, ", which is not in the input: pass one of its identifiers"),
            Self::Duplicate { field, got } => text!("`", field, "` holds ", got, " twice: identifiers must be unique"),
            Self::Refused { reason } => text!("the venue refuses: ", reason, "; nothing was changed"),
            Self::Unsupported { question, hint } => text!(question, " is not supported: ", hint),
            Self::InvalidSnapshot { reason } => text!("the snapshot cannot be restored: ", reason, "; start it anew from bars"),
            Self::InvalidModel { reason } => {
                text!("the model cannot be loaded: ", reason, "; fetch it again, or go on with the shipped model")
            }
        }
    }

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

impl fmt::Display for RiskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl core::error::Error for RiskError {}

/// The same two answers as methods of the error object of Kotlin, Swift and Python.
#[cfg(feature = "uniffi")]
#[uniffi::export]
impl RiskError {
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
        self.message()
    }
}
