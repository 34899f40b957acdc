//! Token amounts to scaled amounts and back, each rounded in favour of the pool.
//!
//! Source: `TokenMath.sol` of aave-v3-origin 3.7 (the same roundings from 3.5).

use crate::error::RiskError;
use crate::exact::{U256, ray_div_ceil, ray_div_floor, ray_mul_ceil, ray_mul_floor};

/// Returns the scaled amount minted for a supply, `⌊amount·RAY/index⌋`.
///
/// # Errors
/// `overflow`, `division_by_zero` for an index of 0.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::aave_v3::a_token_mint_scaled};
/// assert_eq!(a_token_mint_scaled(U256::new(5), RAY.try_mul(U256::new(2), "index")?)?, U256::new(2));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn a_token_mint_scaled(amount: U256, index: U256) -> Result<U256, RiskError> {
    ray_div_floor(amount, index)
}

/// Returns the scaled amount burnt for a withdrawal, `⌈amount·RAY/index⌉`.
///
/// # Errors
/// `overflow`, `division_by_zero` for an index of 0.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::aave_v3::a_token_burn_scaled};
/// assert_eq!(a_token_burn_scaled(U256::new(5), RAY.try_mul(U256::new(2), "index")?)?, U256::new(3));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn a_token_burn_scaled(amount: U256, index: U256) -> Result<U256, RiskError> {
    ray_div_ceil(amount, index)
}

/// Returns the scaled amount moved by a transfer, `⌈amount·RAY/index⌉`.
///
/// # Errors
/// `overflow`, `division_by_zero` for an index of 0.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::aave_v3::a_token_transfer_scaled};
/// assert_eq!(a_token_transfer_scaled(U256::new(5), RAY.try_mul(U256::new(2), "index")?)?, U256::new(3));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn a_token_transfer_scaled(amount: U256, index: U256) -> Result<U256, RiskError> {
    ray_div_ceil(amount, index)
}

/// Returns the supply that a scaled amount stands for, `⌊scaled·index/RAY⌋`.
///
/// # Errors
/// `overflow`.
///
/// ```
/// use plimsoll::{U256, venue::aave_v3::a_token_balance};
/// let index: U256 = "1122426838707983547703012371".parse()?;
/// assert_eq!(a_token_balance(U256::new(17_070), index)?, U256::new(19_159));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn a_token_balance(scaled: U256, index: U256) -> Result<U256, RiskError> {
    ray_mul_floor(scaled, index)
}

/// Returns the scaled debt minted for a loan, `⌈amount·RAY/index⌉`.
///
/// # Errors
/// `overflow`, `division_by_zero` for an index of 0.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::aave_v3::debt_mint_scaled};
/// assert_eq!(debt_mint_scaled(U256::new(5), RAY.try_mul(U256::new(2), "index")?)?, U256::new(3));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn debt_mint_scaled(amount: U256, index: U256) -> Result<U256, RiskError> {
    ray_div_ceil(amount, index)
}

/// Returns the scaled debt burnt by a repayment, `⌊amount·RAY/index⌋`.
///
/// # Errors
/// `overflow`, `division_by_zero` for an index of 0.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::aave_v3::debt_burn_scaled};
/// assert_eq!(debt_burn_scaled(U256::new(5), RAY.try_mul(U256::new(2), "index")?)?, U256::new(2));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn debt_burn_scaled(amount: U256, index: U256) -> Result<U256, RiskError> {
    ray_div_floor(amount, index)
}

/// Returns the debt that a scaled amount stands for, `⌈scaled·index/RAY⌉`.
///
/// # Errors
/// `overflow`.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::aave_v3::debt_balance};
/// assert_eq!(debt_balance(U256::new(5), RAY.try_add(U256::ONE, "index")?)?, U256::new(6));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn debt_balance(scaled: U256, index: U256) -> Result<U256, RiskError> {
    ray_mul_ceil(scaled, index)
}
