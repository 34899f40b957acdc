//! A liquidation: the debt moves to the liquidator, the collateral with it, and what is left uncovered is socialised.

use super::accrual::{DEBT_UNIT, EulerV2Debt, encode_owed, euler_v2_debt, to_owed};
use super::seizure::{EulerV2Seizure, plan};
use super::state::{EulerV2Account, EulerV2Liability, EulerV2Vault};
use crate::error::RiskError;
use crate::exact::{U256, narrow_mul_div_floor};

/// From this value of the debt on, in the smallest units of account, what is left uncovered is socialised.
const MIN_SOCIALIZATION_LIABILITY_VALUE: U256 = U256::new(1_000_000);

/// The debt that the liquidator has at the vault, stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EulerV2Liquidator {
    /// Token units times 2^31.
    pub owed: U256,
    /// The vault's accumulator when it was stored, ray.
    pub interest_accumulator: U256,
}

/// What a liquidation did.
#[derive(Clone, Debug, PartialEq)]
pub struct EulerV2Liquidation {
    /// The account afterwards, with the vault.
    pub account: EulerV2Account,
    /// The liquidator's debt afterwards.
    pub liquidator: EulerV2Liquidator,
    /// Debt taken over, token units.
    pub repay_assets: U256,
    /// Shares received.
    pub yield_balance: U256,
    /// Debt that the lenders bear, token units.
    pub socialized: U256,
}

/// Returns what a liquidation of one collateral does (`Liquidation.liquidate`). Of a safe account it takes nothing.
///
/// `repay_assets` absent takes the most; a part of it takes `⌊repay · yield / most⌋`. The debt moves exactly, fraction included, when it
/// differs from the amount by less than one unit. Socialised is what remains of a debt worth 10^6 and more, once no known collateral
/// is left, unless the vault's flag forbids it. The check of the liquidator's own account afterwards is not part of this.
///
/// # Errors
/// `refused`: `E_BadCollateral`, `E_LiquidationCoolOff`, `E_ExcessiveRepayAmount`, `E_MinYield`, and `E_RepayTooMuch` where a debt that
/// moved with its fraction leaves nothing to socialise. `unknown`; those of `euler_v2_liquidity`.
///
/// ```
/// # use plimsoll::{U256, exact::{RAY, WAD}};
/// # use plimsoll::venue::euler_v2::{EulerV2Account, EulerV2Collateral, EulerV2Liability, EulerV2Ltv, EulerV2Vault};
/// use plimsoll::venue::euler_v2::{EulerV2Liquidator, euler_v2_liquidate};
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
/// // The most is 1,000 for 1,050 shares; half of it takes half of them.
/// let half = euler_v2_liquidate(&account, EulerV2Liquidator::default(), "eWETH", Some(U256::new(500)), U256::ZERO)?;
/// assert_eq!((half.yield_balance, half.account.liability.owed), (U256::new(525), U256::new(500 << 31)));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn euler_v2_liquidate(
    account: &EulerV2Account,
    liquidator: EulerV2Liquidator,
    collateral: &str,
    repay_assets: Option<U256>,
    min_yield_balance: U256,
) -> Result<EulerV2Liquidation, RiskError> {
    let plan = plan(account, collateral)?;
    let EulerV2Seizure { repay_assets: repay, yield_balance } = match repay_assets {
        Some(asked) if !plan.debt.assets.is_zero() => part(plan.most, asked)?,
        _ => plan.most,
    };
    if min_yield_balance > yield_balance {
        return Err(RiskError::refused("E_MinYield"));
    }
    let mut after = account.clone();
    after.vault = plan.vault;
    let mut liquidator = liquidator;
    if !repay.is_zero() {
        transfer(&mut after, &mut liquidator, repay)?;
    }
    for one in after.collaterals.iter_mut().filter(|one| one.asset == collateral) {
        one.balance = one.balance.try_sub(yield_balance, "collateral balance")?;
    }
    let left = plan.debt.assets.saturating_sub(repay);
    let uncovered = after.collaterals.iter().all(|one| !one.recognized || one.balance.is_zero());
    let socialized = plan.liability_value >= MIN_SOCIALIZATION_LIABILITY_VALUE && !after.vault.dont_socialize_debt && uncovered;
    let socialized = if socialized { left } else { U256::ZERO };
    if !socialized.is_zero() {
        decrease_borrow(&mut after.vault, &mut after.liability, socialized)?;
    }
    Ok(EulerV2Liquidation { account: after, liquidator, repay_assets: repay, yield_balance, socialized })
}

/// A part of the largest liquidation.
fn part(most: EulerV2Seizure, asked: U256) -> Result<EulerV2Seizure, RiskError> {
    if asked > most.repay_assets {
        return Err(RiskError::refused("E_ExcessiveRepayAmount"));
    }
    if most.repay_assets.is_zero() {
        return Ok(most);
    }
    let yield_balance = narrow_mul_div_floor(asked, most.yield_balance, most.repay_assets)?;
    Ok(EulerV2Seizure { repay_assets: asked, yield_balance })
}

/// Moves a part of the debt to the liquidator (`BorrowUtils.transferBorrow`).
fn transfer(account: &mut EulerV2Account, liquidator: &mut EulerV2Liquidator, assets: U256) -> Result<(), RiskError> {
    let accumulator = account.vault.interest_accumulator;
    let owed = debt_now(&account.vault, &account.liability)?.exact;
    let asked = to_owed(assets)?;
    let apart = asked.abs_diff(owed);
    let amount = if apart < DEBT_UNIT { owed } else { asked };
    if amount > owed {
        return Err(RiskError::refused("E_InsufficientDebt"));
    }
    account.liability.owed = owed.try_sub(amount, "debt")?;
    account.liability.interest_accumulator = accumulator;
    let theirs = euler_v2_debt(accumulator, liquidator.owed, liquidator.interest_accumulator)?.exact;
    liquidator.owed = encode_owed(theirs.try_add(amount, "debt")?)?;
    liquidator.interest_accumulator = accumulator;
    Ok(())
}

/// Takes assets off a debt (`BorrowUtils.decreaseBorrow`): what is left is whole units again.
pub(super) fn decrease_borrow(vault: &mut EulerV2Vault, liability: &mut EulerV2Liability, assets: U256) -> Result<(), RiskError> {
    let debt = debt_now(vault, liability)?;
    if assets > debt.assets {
        return Err(RiskError::refused("E_RepayTooMuch"));
    }
    let left = to_owed(debt.assets.try_sub(assets, "debt")?)?;
    liability.owed = left;
    liability.interest_accumulator = vault.interest_accumulator;
    vault.total_borrows = if vault.total_borrows > debt.exact {
        vault.total_borrows.try_sub(debt.exact, "total borrows")?.try_add(left, "total borrows")?
    } else {
        left
    };
    Ok(())
}

/// The debt at the accumulator of a vault that has accrued.
pub(super) fn debt_now(vault: &EulerV2Vault, liability: &EulerV2Liability) -> Result<EulerV2Debt, RiskError> {
    euler_v2_debt(vault.interest_accumulator, liability.owed, liability.interest_accumulator)
}
