//! Why an exact operation has no answer: two words, copied freely, where `RiskError` carries owned text.

use crate::error::RiskError;

/// An exact operation without an answer. Becomes a `RiskError` with the same code at the door of the venue.
///
/// Inside a venue every line can fail; the text is made once, at the door, and not wherever a line may fail.
///
/// ```
/// use plimsoll::{RiskError, U256};
/// let fault = U256::MAX.try_add(U256::ONE, "sum").unwrap_err();
/// assert_eq!(RiskError::from(fault).code(), "overflow");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The result does not fit in 256 bits, or would be negative; the contract reverts as well. Names the operation.
    Overflow(&'static str),
    /// A division by zero; the contract reverts as well. Names the operation.
    DivisionByZero(&'static str),
}

impl Fault {
    /// Returns the code of the `RiskError` it becomes.
    ///
    /// ```
    /// use plimsoll::U256;
    /// assert_eq!(U256::ONE.try_div(U256::ZERO, "share").unwrap_err().code(), "division_by_zero");
    /// ```
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Overflow(_) => "overflow",
            Self::DivisionByZero(_) => "division_by_zero",
        }
    }
}

impl From<Fault> for RiskError {
    #[cold]
    #[inline(never)]
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Overflow(operation) => Self::overflow(operation),
            Fault::DivisionByZero(operation) => Self::division_by_zero(operation),
        }
    }
}
