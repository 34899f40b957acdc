//! Interest of the vault and of one debt.

use super::state::EulerV2Vault;
use crate::error::RiskError;
use crate::exact::{BPS, RAY, U256, narrow_mul_div_floor, ray_pow_half_up};

/// Debts are stored in token units times 2^31.
pub(super) const DEBT_UNIT: U256 = U256::new(1 << 31);

/// The largest amount of assets or shares, 2^112 − 1.
pub(super) const MAX_SANE_AMOUNT: U256 = U256::from_u128((1 << 112) - 1);

/// What one account owes now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EulerV2Debt {
    /// Token units times 2^31.
    pub exact: U256,
    /// Token units, rounded up.
    pub assets: U256,
}

/// Returns the vault with its interest and fees of the seconds since its last update (`Cache.initVaultCache`).
///
/// With `m` the rate's growth, each square and product of it rounded half-up in ray (`RPow`):
/// ```text
/// acc' = ⌊acc · m / RAY⌋        borrows' = ⌊borrows · acc' / acc⌋
/// fees = ⌊(borrows' − borrows) · interestFee / (1e4 · 2^31)⌋
/// shares' = ⌊assets' · shares / (assets' − fees)⌋        assets' = cash + ⌈borrows' / 2^31⌉
/// ```
/// A power or a product beyond 256 bits leaves the accumulator, or the borrows, as they are. Borrows above `(2^112 − 1) · 2^31` leave
/// the vault untouched, its time of update too; shares above 2^112 − 1 skip the fees only.
///
/// # Errors
/// `division_by_zero` for an accumulator of 0; `overflow` where the contract reverts, named `E_AmountTooLargeToEncode` if fees do
/// not fit.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::euler_v2::{EulerV2Vault, euler_v2_accrue}};
/// let vault = EulerV2Vault {
///     elapsed_seconds: 86_400, cash: U256::new(0), total_shares: U256::new(1_000_000), total_borrows: U256::new(1_000_000 << 31),
///     accumulated_fees: U256::ZERO, interest_accumulator: RAY, interest_fee_bps: 1_000, interest_rate: "1585489599188229325".parse()?,
///     max_liquidation_discount_bps: 1_500, liquidation_cool_off_seconds: 1, dont_socialize_debt: false, borrow_cap: None,
/// };
/// let now = euler_v2_accrue(&vault)?;
/// assert_eq!(now.interest_accumulator.to_string(), "1000136995684313079420207488");
/// assert_eq!((now.elapsed_seconds, now.accumulated_fees), (0, U256::new(12)));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn euler_v2_accrue(vault: &EulerV2Vault) -> Result<EulerV2Vault, RiskError> {
    if vault.elapsed_seconds == 0 {
        return Ok(vault.clone());
    }
    let accumulator = grown(vault);
    let borrows = match vault.total_borrows.try_mul(accumulator, "total borrows") {
        _ if accumulator.is_zero() => return Err(RiskError::division_by_zero("total borrows")),
        Ok(product) => product.try_div(vault.interest_accumulator, "total borrows")?,
        Err(_) => vault.total_borrows,
    };
    let shares = shares_with_fees(vault, borrows)?;
    if assets_up(borrows)? > MAX_SANE_AMOUNT {
        return Ok(vault.clone());
    }
    let mut now = vault.clone();
    (now.elapsed_seconds, now.interest_accumulator, now.total_borrows) = (0, accumulator, borrows);
    if shares != vault.total_shares && shares <= MAX_SANE_AMOUNT {
        let fees = vault.accumulated_fees.try_add(shares.try_sub(vault.total_shares, "accumulated fees")?, "accumulated fees")?;
        (now.accumulated_fees, now.total_shares) = (encode_amount(fees)?, shares);
    }
    Ok(now)
}

/// The accumulator after the elapsed seconds; the stored one where the growth does not fit.
fn grown(vault: &EulerV2Vault) -> U256 {
    let multiplier = RAY.try_add(vault.interest_rate, "interest").and_then(|base| ray_pow_half_up(base, vault.elapsed_seconds.into()));
    multiplier
        .and_then(|multiplier| narrow_mul_div_floor(vault.interest_accumulator, multiplier, RAY))
        .unwrap_or(vault.interest_accumulator)
}

/// Total shares once the fees of the interest up to `borrows` are minted.
fn shares_with_fees(vault: &EulerV2Vault, borrows: U256) -> Result<U256, RiskError> {
    let interest = borrows.try_sub(vault.total_borrows, "interest")?;
    let scale = BPS.try_mul(DEBT_UNIT, "fees")?;
    let fees = narrow_mul_div_floor(interest, U256::new(u64::from(vault.interest_fee_bps)), scale)?;
    if fees.is_zero() {
        return Ok(vault.total_shares);
    }
    let assets = vault.cash.try_add(assets_up(borrows)?, "total assets")?;
    narrow_mul_div_floor(assets, vault.total_shares, assets.try_sub(fees, "total assets")?)
}

/// Returns what `owed`, stored when the vault's accumulator was `accumulator`, is at the vault's accumulator now.
///
/// `exact = ⌊owed · vault / accumulator⌋`, `assets = ⌈exact / 2^31⌉` (`BorrowUtils.getCurrentOwed`). The vault has accrued before.
///
/// # Errors
/// `division_by_zero` for an accumulator of 0; `overflow`, named `E_DebtAmountTooLargeToEncode` for a debt above
/// `(2^112 − 1) · 2^31`.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::euler_v2::euler_v2_debt};
/// let debt = euler_v2_debt("1100000000000000000000000000".parse()?, U256::new(10 << 31), RAY)?;
/// assert_eq!((debt.exact, debt.assets), (U256::new(11 << 31), U256::new(11)));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn euler_v2_debt(vault_accumulator: U256, owed: U256, accumulator: U256) -> Result<EulerV2Debt, RiskError> {
    if owed.is_zero() {
        return Ok(EulerV2Debt { exact: U256::ZERO, assets: U256::ZERO });
    }
    let exact = encode_owed(narrow_mul_div_floor(owed, vault_accumulator, accumulator)?)?;
    Ok(EulerV2Debt { exact, assets: assets_up(exact)? })
}

/// Returns `⌈owed / 2^31⌉`.
pub(super) fn assets_up(owed: U256) -> Result<U256, RiskError> {
    owed.try_div_ceil(DEBT_UNIT, "debt in assets")
}

/// Returns `assets · 2^31`.
pub(super) fn to_owed(assets: U256) -> Result<U256, RiskError> {
    encode_owed(encode_amount(assets)?.try_mul(DEBT_UNIT, "debt")?)
}

/// Accepts what fits in 112 bits.
pub(super) fn encode_amount(amount: U256) -> Result<U256, RiskError> {
    if amount > MAX_SANE_AMOUNT { Err(RiskError::overflow("E_AmountTooLargeToEncode")) } else { Ok(amount) }
}

/// Accepts a debt of at most `(2^112 − 1) · 2^31`.
pub(super) fn encode_owed(owed: U256) -> Result<U256, RiskError> {
    if assets_up(owed)? > MAX_SANE_AMOUNT { Err(RiskError::overflow("E_DebtAmountTooLargeToEncode")) } else { Ok(owed) }
}
