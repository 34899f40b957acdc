//! Shares and assets, each way with the rounding in the name, and the rule of 128 bits.
//!
//! Source: `SharesMathLib.sol`, `MathLib.sol` and `UtilsLib.sol` of morpho-blue at 3085651.

use super::state::MorphoBlueMarket;
use crate::error::RiskError;
use crate::exact::U256;

/// Assets that every market counts besides its own, so that shares have a price from the start.
const VIRTUAL_ASSETS: U256 = U256::ONE;

/// Shares that stand for them.
const VIRTUAL_SHARES: U256 = U256::new(1_000_000);

/// 2^128 − 1, the largest stored value.
pub(super) const WORD: U256 = U256::from_u128(u128::MAX);

/// The contract's word for an amount of more than 128 bits.
pub(super) const TOO_WIDE: &str = "max uint128 exceeded";

const STORED: &str = "a stored 128-bit value";

/// Returns the assets that shares stand for, `⌊shares·(total_assets + 1)/(total_shares + 10^6)⌋`.
///
/// # Errors
/// `overflow` when the product reaches 2^256.
///
/// ```
/// use plimsoll::{U256, venue::morpho_blue::morpho_blue_to_assets_down};
/// let assets = morpho_blue_to_assets_down(U256::new(2_500_000), U256::new(9), U256::new(9_000_000))?;
/// assert_eq!(assets, U256::new(2));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn morpho_blue_to_assets_down(shares: U256, total_assets: U256, total_shares: U256) -> Result<U256, RiskError> {
    shares.try_mul(total_assets.try_add(VIRTUAL_ASSETS, TO_ASSETS)?, TO_ASSETS)?.try_div(with_virtual(total_shares)?, TO_ASSETS)
}

/// Returns the assets that shares stand for, `⌈shares·(total_assets + 1)/(total_shares + 10^6)⌉`.
///
/// # Errors
/// `overflow` when the product and the divisor less one reach 2^256.
///
/// ```
/// use plimsoll::{U256, venue::morpho_blue::morpho_blue_to_assets_up};
/// let assets = morpho_blue_to_assets_up(U256::new(2_500_000), U256::new(9), U256::new(9_000_000))?;
/// assert_eq!(assets, U256::new(3));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn morpho_blue_to_assets_up(shares: U256, total_assets: U256, total_shares: U256) -> Result<U256, RiskError> {
    mul_div_up(shares, total_assets.try_add(VIRTUAL_ASSETS, TO_ASSETS)?, with_virtual(total_shares)?)
}

/// Returns the shares that assets buy, `⌊assets·(total_shares + 10^6)/(total_assets + 1)⌋`.
///
/// # Errors
/// `overflow` when the product reaches 2^256.
///
/// ```
/// use plimsoll::{U256, venue::morpho_blue::morpho_blue_to_shares_down};
/// let shares = morpho_blue_to_shares_down(U256::new(2), U256::new(2), U256::new(9_000_000))?;
/// assert_eq!(shares, U256::new(6_666_666));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn morpho_blue_to_shares_down(assets: U256, total_assets: U256, total_shares: U256) -> Result<U256, RiskError> {
    assets.try_mul(with_virtual(total_shares)?, TO_SHARES)?.try_div(total_assets.try_add(VIRTUAL_ASSETS, TO_SHARES)?, TO_SHARES)
}

/// Returns the shares that assets buy, `⌈assets·(total_shares + 10^6)/(total_assets + 1)⌉`.
///
/// # Errors
/// `overflow` when the product and the divisor less one reach 2^256.
///
/// ```
/// use plimsoll::{U256, venue::morpho_blue::morpho_blue_to_shares_up};
/// let shares = morpho_blue_to_shares_up(U256::new(2), U256::new(2), U256::new(9_000_000))?;
/// assert_eq!(shares, U256::new(6_666_667));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn morpho_blue_to_shares_up(assets: U256, total_assets: U256, total_shares: U256) -> Result<U256, RiskError> {
    mul_div_up(assets, with_virtual(total_shares)?, total_assets.try_add(VIRTUAL_ASSETS, TO_SHARES)?)
}

impl MorphoBlueMarket {
    /// What a share of the debt owes on the totals as stored, as a fraction.
    pub(super) fn debt_per_share(&self) -> Result<(U256, U256), RiskError> {
        Ok((self.total_borrow_assets.try_add(VIRTUAL_ASSETS, TO_ASSETS)?, with_virtual(self.total_borrow_shares)?))
    }
}

const TO_ASSETS: &str = "shares to assets";
const TO_SHARES: &str = "assets to shares";

fn with_virtual(total_shares: U256) -> Result<U256, RiskError> {
    total_shares.try_add(VIRTUAL_SHARES, "virtual shares")
}

/// Returns `(a·b + (d − 1))/d` in 256 bits: unlike a ceiling of the quotient it overflows a little before the product does, as the
/// contract's does.
pub(super) fn mul_div_up(a: U256, b: U256, d: U256) -> Result<U256, RiskError> {
    const OPERATION: &str = "a division rounded up";
    if d.is_zero() {
        return Err(RiskError::division_by_zero(OPERATION));
    }
    a.try_mul(b, OPERATION)?.try_add(d.try_sub(U256::ONE, OPERATION)?, OPERATION)?.try_div(d, OPERATION)
}

/// Returns an amount that fits in 128 bits.
///
/// # Errors
/// `refused` with `max uint128 exceeded`.
pub(super) fn to_word(amount: U256) -> Result<U256, RiskError> {
    if amount <= WORD { Ok(amount) } else { Err(RiskError::refused(TOO_WIDE)) }
}

/// Adds to a stored value.
///
/// # Errors
/// `refused` with `max uint128 exceeded` for an amount of more than 128 bits; `overflow` when the sum has more.
pub(super) fn stored_add(stored: U256, amount: U256) -> Result<U256, RiskError> {
    let sum = stored.try_add(to_word(amount)?, STORED)?;
    if sum <= WORD { Ok(sum) } else { Err(RiskError::overflow(STORED)) }
}

/// Subtracts from a stored value.
///
/// # Errors
/// `refused` with `max uint128 exceeded` for an amount of more than 128 bits; `overflow` below zero.
pub(super) fn stored_sub(stored: U256, amount: U256) -> Result<U256, RiskError> {
    stored.try_sub(to_word(amount)?, STORED)
}

/// The contract takes assets or shares, the other being 0.
///
/// # Errors
/// `refused` with `inconsistent input`.
pub(super) fn exactly_one(assets: U256, shares: U256) -> Result<(), RiskError> {
    if assets.is_zero() == shares.is_zero() { Err(RiskError::refused("inconsistent input")) } else { Ok(()) }
}
