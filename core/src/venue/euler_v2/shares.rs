//! Shares of the vault against its assets, with the virtual deposit.

use super::accrual::{assets_up, encode_amount};
use super::state::EulerV2Vault;
use crate::error::RiskError;
use crate::exact::{U256, narrow_mul_div_ceil, narrow_mul_div_floor};

/// What every vault behaves as if it held and had minted from its start, on both sides.
const VIRTUAL_DEPOSIT: U256 = U256::new(1_000_000);

/// Returns what the vault holds and is owed, token units: `cash + ⌈borrows / 2^31⌉`. The vault has accrued before.
///
/// # Errors
/// `overflow`.
///
/// ```
/// # use plimsoll::{U256, exact::RAY, venue::euler_v2::{EulerV2Vault, euler_v2_total_assets}};
/// # let vault = EulerV2Vault {
/// #     elapsed_seconds: 0, cash: U256::new(1_000_000), total_shares: U256::new(1_000_000), total_borrows: U256::new(500_000 << 31),
/// #     accumulated_fees: U256::ZERO, interest_accumulator: RAY, interest_fee_bps: 1_000, interest_rate: U256::ZERO,
/// #     max_liquidation_discount_bps: 1_500, liquidation_cool_off_seconds: 1, dont_socialize_debt: false, borrow_cap: None,
/// # };
/// // 1,000,000 units in cash, 500,000 lent, 1,000,000 shares.
/// assert_eq!(euler_v2_total_assets(&vault)?, U256::new(1_500_000));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn euler_v2_total_assets(vault: &EulerV2Vault) -> Result<U256, RiskError> {
    vault.cash.try_add(assets_up(vault.total_borrows)?, "total assets")
}

/// Assets and shares with the virtual deposit.
fn totals(vault: &EulerV2Vault) -> Result<(U256, U256), RiskError> {
    let assets = euler_v2_total_assets(vault)?.try_add(VIRTUAL_DEPOSIT, "total assets")?;
    Ok((assets, vault.total_shares.try_add(VIRTUAL_DEPOSIT, "total shares")?))
}

/// Returns what shares are worth in assets: `⌊shares · (A + 1e6) / (S + 1e6)⌋` (`convertToAssets`, `previewRedeem`). The vault has accrued before.
///
/// # Errors
/// `overflow`, named `E_AmountTooLargeToEncode`, where amount or result exceed 2^112 − 1.
///
/// ```
/// # use plimsoll::{U256, exact::RAY, venue::euler_v2::{EulerV2Vault, euler_v2_convert_to_assets}};
/// # let vault = EulerV2Vault {
/// #     elapsed_seconds: 0, cash: U256::new(1_000_000), total_shares: U256::new(1_000_000), total_borrows: U256::new(500_000 << 31),
/// #     accumulated_fees: U256::ZERO, interest_accumulator: RAY, interest_fee_bps: 1_000, interest_rate: U256::ZERO,
/// #     max_liquidation_discount_bps: 1_500, liquidation_cool_off_seconds: 1, dont_socialize_debt: false, borrow_cap: None,
/// # };
/// // 1,000,000 units in cash, 500,000 lent, 1,000,000 shares.
/// assert_eq!(euler_v2_convert_to_assets(&vault, U256::new(1_001))?, U256::new(1251));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn euler_v2_convert_to_assets(vault: &EulerV2Vault, shares: U256) -> Result<U256, RiskError> {
    let (total_assets, total_shares) = totals(vault)?;
    encode_amount(narrow_mul_div_floor(encode_amount(shares)?, total_assets, total_shares)?)
}

/// Returns what assets are worth in shares: `⌊assets · (S + 1e6) / (A + 1e6)⌋` (`convertToShares`, `previewDeposit`). The vault has accrued before.
///
/// # Errors
/// `overflow`, named `E_AmountTooLargeToEncode`, where amount or result exceed 2^112 − 1.
///
/// ```
/// # use plimsoll::{U256, exact::RAY, venue::euler_v2::{EulerV2Vault, euler_v2_convert_to_shares}};
/// # let vault = EulerV2Vault {
/// #     elapsed_seconds: 0, cash: U256::new(1_000_000), total_shares: U256::new(1_000_000), total_borrows: U256::new(500_000 << 31),
/// #     accumulated_fees: U256::ZERO, interest_accumulator: RAY, interest_fee_bps: 1_000, interest_rate: U256::ZERO,
/// #     max_liquidation_discount_bps: 1_500, liquidation_cool_off_seconds: 1, dont_socialize_debt: false, borrow_cap: None,
/// # };
/// // 1,000,000 units in cash, 500,000 lent, 1,000,000 shares.
/// assert_eq!(euler_v2_convert_to_shares(&vault, U256::new(1_001))?, U256::new(800));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn euler_v2_convert_to_shares(vault: &EulerV2Vault, assets: U256) -> Result<U256, RiskError> {
    let (total_assets, total_shares) = totals(vault)?;
    encode_amount(narrow_mul_div_floor(encode_amount(assets)?, total_shares, total_assets)?)
}

/// Returns the assets that shares cost: `⌈shares · (A + 1e6) / (S + 1e6)⌉` (`previewMint`). The vault has accrued before.
///
/// # Errors
/// `overflow`, named `E_AmountTooLargeToEncode`, where amount or result exceed 2^112 − 1.
///
/// ```
/// # use plimsoll::{U256, exact::RAY, venue::euler_v2::{EulerV2Vault, euler_v2_preview_mint}};
/// # let vault = EulerV2Vault {
/// #     elapsed_seconds: 0, cash: U256::new(1_000_000), total_shares: U256::new(1_000_000), total_borrows: U256::new(500_000 << 31),
/// #     accumulated_fees: U256::ZERO, interest_accumulator: RAY, interest_fee_bps: 1_000, interest_rate: U256::ZERO,
/// #     max_liquidation_discount_bps: 1_500, liquidation_cool_off_seconds: 1, dont_socialize_debt: false, borrow_cap: None,
/// # };
/// // 1,000,000 units in cash, 500,000 lent, 1,000,000 shares.
/// assert_eq!(euler_v2_preview_mint(&vault, U256::new(1_001))?, U256::new(1252));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn euler_v2_preview_mint(vault: &EulerV2Vault, shares: U256) -> Result<U256, RiskError> {
    let (total_assets, total_shares) = totals(vault)?;
    encode_amount(narrow_mul_div_ceil(encode_amount(shares)?, total_assets, total_shares)?)
}

/// Returns the shares that assets cost: `⌈assets · (S + 1e6) / (A + 1e6)⌉` (`previewWithdraw`). The vault has accrued before.
///
/// # Errors
/// `overflow`, named `E_AmountTooLargeToEncode`, where amount or result exceed 2^112 − 1.
///
/// ```
/// # use plimsoll::{U256, exact::RAY, venue::euler_v2::{EulerV2Vault, euler_v2_preview_withdraw}};
/// # let vault = EulerV2Vault {
/// #     elapsed_seconds: 0, cash: U256::new(1_000_000), total_shares: U256::new(1_000_000), total_borrows: U256::new(500_000 << 31),
/// #     accumulated_fees: U256::ZERO, interest_accumulator: RAY, interest_fee_bps: 1_000, interest_rate: U256::ZERO,
/// #     max_liquidation_discount_bps: 1_500, liquidation_cool_off_seconds: 1, dont_socialize_debt: false, borrow_cap: None,
/// # };
/// // 1,000,000 units in cash, 500,000 lent, 1,000,000 shares.
/// assert_eq!(euler_v2_preview_withdraw(&vault, U256::new(1_001))?, U256::new(801));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn euler_v2_preview_withdraw(vault: &EulerV2Vault, assets: U256) -> Result<U256, RiskError> {
    let (total_assets, total_shares) = totals(vault)?;
    encode_amount(narrow_mul_div_ceil(encode_amount(assets)?, total_shares, total_assets)?)
}
