//! What a reserve holds beside the user's share of it: limits, everybody's balances, the rate curve.

use super::state::AaveV3Reserve;
use crate::exact::U256;

/// Flags and limits of a reserve, as the contract's configuration holds them.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV3ReserveLimits {
    /// In use at all.
    pub active: bool,
    /// No supply, no borrowing.
    pub frozen: bool,
    /// No action at all.
    pub paused: bool,
    /// May be borrowed (from 3.6 read outside every eMode only).
    pub borrowing_enabled: bool,
    /// Most that all may supply, whole tokens; 0 for no cap.
    pub supply_cap: U256,
    /// Most that all may borrow, whole tokens; 0 for no cap.
    pub borrow_cap: U256,
    /// Most that may be owed against this collateral, base currency with 2 decimals; 0 for a collateral that is not isolated
    /// (until 3.6).
    pub debt_ceiling: U256,
    /// What is owed against this isolated collateral by all, base currency with 2 decimals (until 3.6).
    pub isolation_mode_total_debt: U256,
    /// May be borrowed against an isolated collateral (until 3.6).
    pub borrowable_in_isolation: bool,
    /// May only be the one debt of a user (until 3.6).
    pub siloed_borrowing: bool,
    /// Seconds from the stored state to `liquidationGracePeriodUntil`, in which nothing of the reserve is liquidated (from 3.1).
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub liquidation_grace_seconds: Option<u32>,
}

/// Everybody's balances in a reserve, and its rate curve.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV3ReservePool {
    /// Scaled supply of all users.
    pub scaled_a_token_total_supply: U256,
    /// Scaled debt of all users.
    pub scaled_variable_debt_total_supply: U256,
    /// Underlying that the pool accounts for, token units (3.0: what the reserve's token holds).
    pub virtual_underlying_balance: U256,
    /// Debt written off and not yet covered, token units (from 3.3).
    pub deficit: U256,
    /// The treasury's claim that is not minted yet, scaled.
    pub accrued_to_treasury: U256,
    /// Share of the interest that the treasury keeps, basis points.
    pub reserve_factor_bps: u16,
    /// Usage at the kink, basis points.
    pub optimal_usage_ratio_bps: u16,
    /// Borrow rate per year at no usage, basis points.
    pub base_variable_borrow_rate_bps: u32,
    /// Rise of the borrow rate up to the kink, basis points.
    pub variable_rate_slope1_bps: u32,
    /// Rise of the borrow rate from the kink to full usage, basis points.
    pub variable_rate_slope2_bps: u32,
}

/// What counts for a reserve whose limits are not given: everything is allowed.
const NO_LIMITS: AaveV3ReserveLimits = AaveV3ReserveLimits {
    active: true,
    frozen: false,
    paused: false,
    borrowing_enabled: true,
    supply_cap: U256::ZERO,
    borrow_cap: U256::ZERO,
    debt_ceiling: U256::ZERO,
    isolation_mode_total_debt: U256::ZERO,
    borrowable_in_isolation: true,
    siloed_borrowing: false,
    liquidation_grace_seconds: None,
};

impl AaveV3Reserve {
    /// The limits that were given, or none.
    pub(super) fn limits_now(&self) -> AaveV3ReserveLimits {
        self.limits.unwrap_or(NO_LIMITS)
    }

    /// Its users still have time: the grace period includes its last second.
    pub(super) fn in_grace(&self) -> bool {
        self.limits_now().liquidation_grace_seconds.is_some_and(|grace| grace >= self.elapsed_seconds)
    }
}
