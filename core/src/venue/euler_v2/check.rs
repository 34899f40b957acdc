//! States that the contracts cannot hold.

use super::accrual::{MAX_SANE_AMOUNT, assets_up};
use super::ltv::CONFIG_SCALE;
use super::state::{EulerV2Account, EulerV2Collateral, EulerV2Vault};
use crate::error::RiskError;
use crate::exact::U256;
use crate::venue::rules::check_names;

/// Interest rates are stored in 72 bits.
const MAX_RATE: U256 = U256::from_u128((1 << 72) - 1);

/// Decimals that a price can be told in: 18 more than those of the unit of account, less the token's.
pub(super) const PRICE_SCALE: u8 = 18;

/// Refuses an account that no vault can hold.
///
/// # Errors
/// `out_of_range`, `duplicate`.
pub(super) fn check(account: &EulerV2Account) -> Result<(), RiskError> {
    check_names(account.assets(), core::iter::empty())?;
    check_vault(&account.vault)?;
    debt("liability.owed", account.liability.owed)?;
    let most = account.unit_of_account_decimals;
    if most > 36 {
        return Err(RiskError::out_of_range("unitOfAccountDecimals", "at most 36", most, "pass 18 for USD"));
    }
    if account.liability.is_unit_of_account && account.liability.decimals != most {
        let hint = "a debt in the unit of account has its decimals";
        return Err(RiskError::out_of_range("liability.decimals", "unitOfAccountDecimals", account.liability.decimals, hint));
    }
    decimals("liability.decimals", account.liability.decimals, most)?;
    account.collaterals.iter().try_for_each(|collateral| check_collateral(collateral, most))
}

fn check_vault(vault: &EulerV2Vault) -> Result<(), RiskError> {
    for (field, amount) in
        [("vault.cash", vault.cash), ("vault.totalShares", vault.total_shares), ("vault.accumulatedFees", vault.accumulated_fees)]
    {
        if amount > MAX_SANE_AMOUNT {
            return Err(RiskError::out_of_range(field, "below 2^112", amount, "pass the vault's stored amount"));
        }
    }
    debt("vault.totalBorrows", vault.total_borrows)?;
    config("vault.interestFeeBps", vault.interest_fee_bps)?;
    config("vault.maxLiquidationDiscountBps", vault.max_liquidation_discount_bps)?;
    if vault.interest_rate > MAX_RATE {
        return Err(RiskError::out_of_range("vault.interestRate", "below 2^72", vault.interest_rate, "pass the rate per second in ray"));
    }
    Ok(())
}

fn check_collateral(collateral: &EulerV2Collateral, most: u8) -> Result<(), RiskError> {
    let ltv = &collateral.ltv;
    decimals("collaterals.decimals", collateral.decimals, most)?;
    config("collaterals.ltv.borrowLtvBps", ltv.borrow_ltv_bps)?;
    config("collaterals.ltv.liquidationLtvBps", ltv.liquidation_ltv_bps)?;
    config("collaterals.ltv.initialLiquidationLtvBps", ltv.initial_liquidation_ltv_bps)?;
    if ltv.ramp_remaining_seconds > ltv.ramp_duration_seconds {
        let hint = "a ramp ends its duration after it began";
        return Err(RiskError::out_of_range(
            "collaterals.ltv.rampRemainingSeconds",
            "at most rampDurationSeconds",
            ltv.ramp_remaining_seconds,
            hint,
        ));
    }
    Ok(())
}

fn debt(field: &str, owed: U256) -> Result<(), RiskError> {
    if assets_up(owed)? > MAX_SANE_AMOUNT {
        return Err(RiskError::out_of_range(field, "at most (2^112 − 1)·2^31", owed, "pass the stored debt, token units times 2^31"));
    }
    Ok(())
}

fn config(field: &str, bps: u16) -> Result<(), RiskError> {
    if bps > CONFIG_SCALE {
        return Err(RiskError::out_of_range(field, "at most 10000", bps, "pass basis points"));
    }
    Ok(())
}

fn decimals(field: &str, decimals: u8, unit_of_account: u8) -> Result<(), RiskError> {
    if decimals > PRICE_SCALE + unit_of_account {
        return Err(RiskError::out_of_range(field, "at most unitOfAccountDecimals + 18", decimals, "pass the token's decimals"));
    }
    Ok(())
}
