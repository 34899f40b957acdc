//! How much of a collateral a liquidator may take, and for how much of the debt.

use super::accrual::{EulerV2Debt, encode_amount, euler_v2_accrue};
use super::check::check;
use super::liquidity::{EulerV2Purpose, liquidity, quote};
use super::ltv::CONFIG_SCALE;
use super::state::{EulerV2Account, EulerV2Collateral, EulerV2Vault};
use crate::error::RiskError;
use crate::exact::{U256, WAD, narrow_mul_div_floor};

/// A debt to take over and the collateral that comes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EulerV2Seizure {
    /// Debt that the liquidator takes over, token units.
    pub repay_assets: U256,
    /// Shares of the collateral that the liquidator receives.
    pub yield_balance: U256,
}

/// Returns what a liquidator pays per value of collateral, 18 decimals: the reverse Dutch auction of Euler, in which the discount
/// grows with every bit of health that is lost.
///
/// ```text
/// max(health, 1e18 − ⌊1e18 · maxDiscount / 1e4⌋)        at most 1e18
/// ```
/// `health` is collateral times LTV over debt, 18 decimals rounded down. The discount is 1 less the answer.
///
/// ```
/// use plimsoll::{U256, venue::euler_v2::euler_v2_discount_factor};
/// let at = |health: u64| euler_v2_discount_factor(U256::new(health), 1_500);
/// assert_eq!(at(970_000_000_000_000_000), U256::new(970_000_000_000_000_000));
/// assert_eq!(at(600_000_000_000_000_000), U256::new(850_000_000_000_000_000));
/// assert_eq!(at(1_200_000_000_000_000_000), U256::new(1_000_000_000_000_000_000));
/// ```
#[must_use]
pub fn euler_v2_discount_factor(health: U256, max_discount_bps: u16) -> U256 {
    // A whole number of ten-thousandths of 10^18: nothing is rounded.
    let least = u64::from(CONFIG_SCALE.saturating_sub(max_discount_bps)) * 100_000_000_000_000;
    health.max(U256::new(least)).min(WAD)
}

/// Returns the largest liquidation of one collateral now (`Liquidation.checkLiquidation`): zeros for an account that is safe.
///
/// # Errors
/// `refused`: `E_BadCollateral` for a collateral that the vault does not know, `E_LiquidationCoolOff`. `unknown` for a name that the
/// account does not have; those of `euler_v2_liquidity`.
///
/// ```
/// # use plimsoll::{U256, exact::{RAY, WAD}};
/// # use plimsoll::venue::euler_v2::{EulerV2Account, EulerV2Collateral, EulerV2Liability, EulerV2Ltv, EulerV2Vault};
/// use plimsoll::venue::euler_v2::euler_v2_check_liquidation;
/// # let vault = EulerV2Vault {
/// #     elapsed_seconds: 0, cash: U256::new(1_000_000), total_shares: U256::new(1_000_000), total_borrows: U256::new(500_000 << 31),
/// #     accumulated_fees: U256::ZERO, interest_accumulator: RAY, interest_fee_bps: 1_000, interest_rate: U256::ZERO,
/// #     max_liquidation_discount_bps: 1_500, liquidation_cool_off_seconds: 1, dont_socialize_debt: false, borrow_cap: None,
/// # };
/// # let ltv = EulerV2Ltv {
/// #     borrow_ltv_bps: 8_000, liquidation_ltv_bps: 8_500, initial_liquidation_ltv_bps: 8_500, ramp_remaining_seconds: 0,
/// #     ramp_duration_seconds: 0,
/// # };
/// # let account = EulerV2Account {
/// #     vault, unit_of_account_decimals: 18, cool_off_remaining_seconds: 0,
/// #     liability: EulerV2Liability {
/// #         asset: "USDC".into(), decimals: 6, is_unit_of_account: false, factor: None, mid_price: WAD, bid_price: WAD,
/// #         ask_price: WAD, owed: U256::new(1_000 << 31), interest_accumulator: RAY,
/// #     },
/// #     collaterals: vec![EulerV2Collateral {
/// #         asset: "eWETH".into(), decimals: 6, factor: Some("ETH".into()), balance: U256::new(1_120), mid_price: WAD,
/// #         bid_price: WAD, ask_price: WAD, ltv, recognized: true,
/// #     }],
/// # };
/// // 1,120 of collateral count 952 against 1,000 of debt: a discount of 4.8 % takes 1,050 for all of it.
/// let most = euler_v2_check_liquidation(&account, "eWETH")?;
/// assert_eq!((most.repay_assets, most.yield_balance), (U256::new(1_000), U256::new(1_050)));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn euler_v2_check_liquidation(account: &EulerV2Account, collateral: &str) -> Result<EulerV2Seizure, RiskError> {
    Ok(plan(account, collateral)?.most)
}

/// Everything that a liquidation of one collateral starts from.
pub(super) struct Plan {
    /// The vault with its interest.
    pub(super) vault: EulerV2Vault,
    pub(super) debt: EulerV2Debt,
    /// 0 when nothing is owed.
    pub(super) liability_value: U256,
    pub(super) most: EulerV2Seizure,
}

pub(super) fn plan(account: &EulerV2Account, collateral: &str) -> Result<Plan, RiskError> {
    check(account)?;
    let known = account.collaterals.iter().find(|one| one.asset == collateral);
    let collateral = known.ok_or_else(|| RiskError::unknown("collateral", collateral))?;
    if !collateral.recognized {
        return Err(RiskError::refused("E_BadCollateral"));
    }
    if account.cool_off_remaining_seconds > 0 {
        return Err(RiskError::refused("E_LiquidationCoolOff"));
    }
    let (vault, debt) = (euler_v2_accrue(&account.vault)?, account.debt()?);
    let nothing = EulerV2Seizure { repay_assets: U256::ZERO, yield_balance: U256::ZERO };
    if debt.assets.is_zero() {
        return Ok(Plan { vault, debt, liability_value: U256::ZERO, most: nothing });
    }
    let sums = liquidity(account, EulerV2Purpose::Liquidation)?;
    let most = if sums.is_liquidatable() {
        let health = narrow_mul_div_floor(sums.collateral_value, WAD, sums.liability_value)?;
        let factor = euler_v2_discount_factor(health, account.vault.max_liquidation_discount_bps);
        largest(collateral, debt.assets, sums.liability_value, factor)?
    } else {
        nothing
    };
    Ok(Plan { vault, debt, liability_value: sums.liability_value, most })
}

/// The whole debt, or what the whole collateral pays for: values at mid, without the LTV.
fn largest(collateral: &EulerV2Collateral, debt: U256, liability_value: U256, factor: U256) -> Result<EulerV2Seizure, RiskError> {
    let value = quote(collateral.balance, collateral.mid_price)?;
    if value.is_zero() {
        // Worthless collateral goes for nothing, so that its debt can be socialised.
        return Ok(EulerV2Seizure { repay_assets: U256::ZERO, yield_balance: collateral.balance });
    }
    let wanted = narrow_mul_div_floor(liability_value, WAD, factor)?;
    let (repay_value, yield_value) =
        if value < wanted { (narrow_mul_div_floor(value, factor, WAD)?, value) } else { (liability_value, wanted) };
    Ok(EulerV2Seizure {
        repay_assets: encode_amount(narrow_mul_div_floor(repay_value, debt, liability_value)?)?,
        yield_balance: narrow_mul_div_floor(yield_value, collateral.balance, value)?,
    })
}
