//! Principal and present value, and the contract's casts.
//!
//! Source: `CometCore.sol` and `CometMath.sol` of comet at d5a30b0.

use super::state::CompoundV3Market;
use crate::error::RiskError;
use crate::exact::{I256, U256, narrow_mul_div_floor};

/// One in the scale of the indices, 10^15.
pub(super) const INDEX_SCALE: U256 = U256::new(1_000_000_000_000_000);

/// The largest values of the contract's widths.
pub(super) const MAX_64: U256 = U256::new(u64::MAX);
pub(super) const MAX_104: U256 = U256::from_u128((1 << 104) - 1);
pub(super) const MAX_SIGNED_104: U256 = U256::from_u128((1 << 103) - 1);
pub(super) const MAX_128: U256 = U256::from_u128(u128::MAX);

/// 2^255 − 1.
pub(super) fn max_signed_256() -> U256 {
    U256::MAX.half()
}

/// Returns what a principal is worth at an index, `⌊principal·index/10^15⌋`: a supply, and a debt too, which the contract rounds down.
///
/// # Errors
/// `overflow` when the product reaches 2^256, which no stored value does.
///
/// ```
/// use plimsoll::{U256, venue::compound_v3::compound_v3_present_value};
/// assert_eq!(compound_v3_present_value(U256::new(1_001), U256::new(1_500_000_000_000_000))?, U256::new(1_501));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn compound_v3_present_value(principal: U256, index: U256) -> Result<U256, RiskError> {
    narrow_mul_div_floor(principal, index, INDEX_SCALE)
}

/// Returns the principal of a supply, `⌊amount·10^15/index⌋`.
///
/// # Errors
/// `refused` with `InvalidUInt104`; `overflow`; `division_by_zero` for an index of 0.
///
/// ```
/// use plimsoll::{U256, venue::compound_v3::compound_v3_principal_value_supply};
/// assert_eq!(compound_v3_principal_value_supply(U256::new(1_001), U256::new(1_500_000_000_000_000))?, U256::new(667));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn compound_v3_principal_value_supply(amount: U256, index: U256) -> Result<U256, RiskError> {
    cast(narrow_mul_div_floor(amount, INDEX_SCALE, index)?, MAX_104, "InvalidUInt104")
}

/// Returns the principal of a debt, `⌊(amount·10^15 + index − 1)/index⌋`: rounded up.
///
/// # Errors
/// `refused` with `InvalidUInt104`; `overflow`; `division_by_zero` for an index of 0.
///
/// ```
/// use plimsoll::{U256, venue::compound_v3::compound_v3_principal_value_borrow};
/// assert_eq!(compound_v3_principal_value_borrow(U256::new(1_001), U256::new(1_500_000_000_000_000))?, U256::new(668));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn compound_v3_principal_value_borrow(amount: U256, index: U256) -> Result<U256, RiskError> {
    const OPERATION: &str = "principal of a debt";
    if index.is_zero() {
        return Err(RiskError::division_by_zero(OPERATION));
    }
    let raised = amount.try_mul(INDEX_SCALE, OPERATION)?.try_add(index.try_sub(U256::ONE, OPERATION)?, OPERATION)?;
    cast(raised.try_div(index, OPERATION)?, MAX_104, "InvalidUInt104")
}

/// A value that fits, or the contract's refusal by its own name.
pub(super) fn cast(value: U256, largest: U256, name: &str) -> Result<U256, RiskError> {
    if value <= largest { Ok(value) } else { Err(RiskError::refused(name)) }
}

/// A sum or difference of stored values within a width; the contract's checked arithmetic panics beyond it.
pub(super) fn within(value: U256, largest: U256, operation: &'static str) -> Result<U256, RiskError> {
    if value <= largest { Ok(value) } else { Err(RiskError::overflow(operation)) }
}

impl CompoundV3Market {
    /// Signed principal to signed balance, at the indices as stored.
    pub(super) fn balance_of(&self, principal: I256) -> Result<I256, RiskError> {
        let index = if principal.is_negative() { self.base_borrow_index } else { self.base_supply_index };
        let value = cast(compound_v3_present_value(principal.magnitude(), index)?, max_signed_256(), "InvalidInt256")?;
        Ok(I256::new(principal.is_negative(), value))
    }

    /// Signed balance to signed principal, at the indices as stored.
    pub(super) fn principal_of(&self, balance: I256) -> Result<I256, RiskError> {
        let value = if balance.is_negative() {
            compound_v3_principal_value_borrow(balance.magnitude(), self.base_borrow_index)?
        } else {
            compound_v3_principal_value_supply(balance.magnitude(), self.base_supply_index)?
        };
        Ok(I256::new(balance.is_negative(), cast(value, MAX_SIGNED_104, "InvalidInt104")?))
    }
}
