//! What an account's collateral and debt are worth to the vault, for borrowing and for liquidation.

use super::accrual::{EulerV2Debt, euler_v2_accrue, euler_v2_debt};
use super::check::check;
use super::ltv::euler_v2_liquidation_ltv_bps;
use super::state::{EulerV2Account, EulerV2Collateral, EulerV2Liability};
use crate::error::RiskError;
use crate::exact::{BPS, U256, WAD, narrow_mul_div_floor};
use alloc::vec::Vec;

/// Which of the two checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EulerV2Purpose {
    /// After a step of the user: collateral at bid, debt at ask, borrow LTV.
    Borrow,
    /// For liquidation: both at mid, liquidation LTV now.
    Liquidation,
}

/// The two sums of a check, in the smallest units of account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EulerV2Liquidity {
    /// The debt now.
    pub debt: EulerV2Debt,
    /// Collateral times LTV, all together.
    pub collateral_value: U256,
    /// The debt's value.
    pub liability_value: U256,
    /// Collateral times LTV, in the account's order.
    pub collateral_values: Vec<U256>,
}

/// Returns both sides of a check (`RiskManager.accountLiquidityFull`).
///
/// ```text
/// Σ ⌊⌊balance · price / 1e18⌋ · LTV / 1e4⌋   against   ⌊⌈owed now / 2^31⌉ · price / 1e18⌋
/// ```
/// A debt in the unit of account is its own value. A collateral with LTV 0 or balance 0 counts nothing and is not priced.
///
/// # Errors
/// `overflow` and `division_by_zero` where the contract reverts; `out_of_range`, `duplicate` for a state that it cannot hold.
///
/// ```
/// # use plimsoll::{U256, exact::{RAY, WAD}};
/// # use plimsoll::venue::euler_v2::{EulerV2Account, EulerV2Collateral, EulerV2Liability, EulerV2Ltv, EulerV2Vault};
/// use plimsoll::venue::euler_v2::{EulerV2Purpose, euler_v2_liquidity};
/// # let vault = EulerV2Vault {
/// #     elapsed_seconds: 0, cash: U256::new(1_000_000), total_shares: U256::new(1_000_000), total_borrows: U256::new(500_000 << 31),
/// #     accumulated_fees: U256::ZERO, interest_accumulator: RAY, interest_fee_bps: 1_000, interest_rate: U256::ZERO,
/// #     max_liquidation_discount_bps: 1_500, liquidation_cool_off_seconds: 1, dont_socialize_debt: false, borrow_cap: None,
/// # };
/// # let ltv = EulerV2Ltv {
/// #     borrow_ltv_bps: 8_000, liquidation_ltv_bps: 8_500, initial_liquidation_ltv_bps: 8_500, ramp_remaining_seconds: 0,
/// #     ramp_duration_seconds: 0,
/// # };
/// # let price = WAD.try_mul(U256::new(2), "price")?;
/// # let account = EulerV2Account {
/// #     vault, unit_of_account_decimals: 18, cool_off_remaining_seconds: 0,
/// #     liability: EulerV2Liability {
/// #         asset: "USDC".into(), decimals: 6, is_unit_of_account: false, factor: None, mid_price: WAD, bid_price: WAD,
/// #         ask_price: WAD, owed: U256::new(1_000 << 31), interest_accumulator: RAY,
/// #     },
/// #     collaterals: vec![EulerV2Collateral {
/// #         asset: "eWETH".into(), decimals: 6, factor: Some("ETH".into()), balance: U256::new(600), mid_price: price,
/// #         bid_price: price, ask_price: price, ltv, recognized: true,
/// #     }],
/// # };
/// // 600 shares worth 2 each at 80 % to borrow and 85 % to keep; 1,000 owed.
/// assert_eq!(euler_v2_liquidity(&account, EulerV2Purpose::Borrow)?.collateral_value, U256::new(960));
/// let keep = euler_v2_liquidity(&account, EulerV2Purpose::Liquidation)?;
/// assert_eq!((keep.collateral_value, keep.liability_value), (U256::new(1_020), U256::new(1_000)));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn euler_v2_liquidity(account: &EulerV2Account, purpose: EulerV2Purpose) -> Result<EulerV2Liquidity, RiskError> {
    check(account)?;
    liquidity(account, purpose)
}

/// The same of an account that has been checked.
pub(super) fn liquidity(account: &EulerV2Account, purpose: EulerV2Purpose) -> Result<EulerV2Liquidity, RiskError> {
    let debt = account.debt()?;
    let mut collateral_value = U256::ZERO;
    let mut collateral_values = Vec::with_capacity(account.collaterals.len());
    for collateral in &account.collaterals {
        let value = collateral.counted(purpose)?;
        collateral_value = collateral_value.try_add(value, "collateral value")?;
        collateral_values.push(value);
    }
    let liability_value = account.liability.value(debt.assets, purpose)?;
    Ok(EulerV2Liquidity { debt, collateral_value, liability_value, collateral_values })
}

/// Says whether a step that ends in this state passes the vault's check of the account (`RiskManager.checkAccountStatus`): nothing
/// owed, or collateral worth more than the debt.
///
/// # Errors
/// `refused` with `E_AccountLiquidity`; those of `euler_v2_liquidity`.
///
/// ```
/// # use plimsoll::{U256, exact::{RAY, WAD}};
/// # use plimsoll::venue::euler_v2::{EulerV2Account, EulerV2Liability, EulerV2Vault, euler_v2_account_status};
/// # let vault = EulerV2Vault {
/// #     elapsed_seconds: 0, cash: U256::new(1_000_000), total_shares: U256::new(1_000_000), total_borrows: U256::new(500_000 << 31),
/// #     accumulated_fees: U256::ZERO, interest_accumulator: RAY, interest_fee_bps: 1_000, interest_rate: U256::ZERO,
/// #     max_liquidation_discount_bps: 1_500, liquidation_cool_off_seconds: 1, dont_socialize_debt: false, borrow_cap: None,
/// # };
/// # let mut account = EulerV2Account {
/// #     vault, unit_of_account_decimals: 18, cool_off_remaining_seconds: 0, collaterals: vec![],
/// #     liability: EulerV2Liability {
/// #         asset: "USDC".into(), decimals: 6, is_unit_of_account: false, factor: None, mid_price: WAD, bid_price: WAD,
/// #         ask_price: WAD, owed: U256::new(1_000 << 31), interest_accumulator: RAY,
/// #     },
/// # };
/// // 1,000 owed and nothing behind it; then nothing owed.
/// assert_eq!(euler_v2_account_status(&account).unwrap_err().code(), "refused");
/// account.liability.owed = U256::ZERO;
/// assert!(euler_v2_account_status(&account).is_ok());
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn euler_v2_account_status(account: &EulerV2Account) -> Result<(), RiskError> {
    check(account)?;
    if account.liability.owed.is_zero() {
        return Ok(());
    }
    let liability_value = account.liability.value(account.debt()?.assets, EulerV2Purpose::Borrow)?;
    let mut sum = U256::ZERO;
    for collateral in &account.collaterals {
        sum = sum.try_add(collateral.counted(EulerV2Purpose::Borrow)?, "collateral value")?;
        // The contract stops here: what overflows after it does not count.
        if sum > liability_value {
            return Ok(());
        }
    }
    Err(RiskError::refused("E_AccountLiquidity"))
}

impl EulerV2Account {
    /// The names of its assets, the debt first.
    pub(super) fn assets(&self) -> impl Iterator<Item = &alloc::string::String> + Clone {
        core::iter::once(&self.liability.asset).chain(self.collaterals.iter().map(|collateral| &collateral.asset))
    }

    /// What it owes now, with the vault's interest.
    pub(super) fn debt(&self) -> Result<EulerV2Debt, RiskError> {
        let vault = euler_v2_accrue(&self.vault)?;
        euler_v2_debt(vault.interest_accumulator, self.liability.owed, self.liability.interest_accumulator)
    }
}

impl EulerV2Liquidity {
    /// The verdict of a liquidation check: something is owed, and the collateral is not worth more.
    pub(super) fn is_liquidatable(&self) -> bool {
        is_liquidatable(self.collateral_value, self.liability_value)
    }
}

/// The contract's verdict: at equality it liquidates, and a debt worth nothing never.
pub(super) fn is_liquidatable(collateral_value: U256, liability_value: U256) -> bool {
    !liability_value.is_zero() && collateral_value <= liability_value
}

impl EulerV2Liability {
    /// Value of some of the debt.
    pub(super) fn value(&self, assets: U256, purpose: EulerV2Purpose) -> Result<U256, RiskError> {
        let price = if purpose == EulerV2Purpose::Liquidation { self.mid_price } else { self.ask_price };
        if self.is_unit_of_account { Ok(assets) } else { quote(assets, price) }
    }
}

impl EulerV2Collateral {
    /// The LTV of a check now, basis points.
    pub(super) fn ltv_bps(&self, purpose: EulerV2Purpose) -> u16 {
        match purpose {
            EulerV2Purpose::Borrow => self.ltv.borrow_ltv_bps,
            // A collateral that was never set has no target time, and so no ramp.
            EulerV2Purpose::Liquidation if !self.recognized => self.ltv.liquidation_ltv_bps,
            EulerV2Purpose::Liquidation => euler_v2_liquidation_ltv_bps(&self.ltv),
        }
    }

    /// What it counts in a check.
    pub(super) fn counted(&self, purpose: EulerV2Purpose) -> Result<U256, RiskError> {
        let price = if purpose == EulerV2Purpose::Liquidation { self.mid_price } else { self.bid_price };
        self.counted_at(price, purpose)
    }

    /// What it counts at a price.
    pub(super) fn counted_at(&self, price: U256, purpose: EulerV2Purpose) -> Result<U256, RiskError> {
        let ltv = self.ltv_bps(purpose);
        if ltv == 0 {
            return Ok(U256::ZERO);
        }
        narrow_mul_div_floor(quote(self.balance, price)?, U256::new(u64::from(ltv)), BPS)
    }
}

/// What the oracle answers for an amount: `⌊amount · price / 1e18⌋`.
pub(super) fn quote(amount: U256, price: U256) -> Result<U256, RiskError> {
    narrow_mul_div_floor(amount, price, WAD)
}
