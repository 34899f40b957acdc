//! The state of one account at a liability vault as the contracts store it.

use crate::exact::U256;
use alloc::string::String;
use alloc::vec::Vec;

/// The loan-to-value configuration of one collateral at the liability vault (`LTVConfig`), times counted from now.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EulerV2Ltv {
    /// LTV up to which a borrower may borrow, basis points; it never ramps.
    pub borrow_ltv_bps: u16,
    /// LTV of liquidation once the ramp is over, basis points.
    pub liquidation_ltv_bps: u16,
    /// LTV of liquidation when the ramp began, basis points.
    pub initial_liquidation_ltv_bps: u16,
    /// Seconds until the ramp is over (`targetTimestamp` less now), 0 when it is.
    pub ramp_remaining_seconds: u32,
    /// Length of the whole ramp, seconds.
    pub ramp_duration_seconds: u32,
}

/// The vault that lends: its totals and its terms as stored at its last update.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EulerV2Vault {
    /// Seconds since the vault's last update.
    pub elapsed_seconds: u32,
    /// Assets that lie in the vault, token units, below 2^112.
    pub cash: U256,
    /// Shares of all lenders, fees included, below 2^112.
    pub total_shares: U256,
    /// Everything borrowed, token units times 2^31.
    pub total_borrows: U256,
    /// The shares among them that are fees, below 2^112.
    pub accumulated_fees: U256,
    /// Growth of a debt since the vault's start, ray; starts at 10^27.
    pub interest_accumulator: U256,
    /// Part of the interest that becomes fees, basis points.
    pub interest_fee_bps: u16,
    /// Borrow rate per second, ray, as the rate model last left it.
    pub interest_rate: U256,
    /// Largest discount of a liquidation, basis points.
    pub max_liquidation_discount_bps: u16,
    /// Seconds after a passed account check in which the account cannot be liquidated.
    pub liquidation_cool_off_seconds: u16,
    /// The flag `CFG_DONT_SOCIALIZE_DEBT`: debt without collateral stays with the account.
    pub dont_socialize_debt: bool,
    /// Most that may be borrowed in all, token units; absent for no cap.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub borrow_cap: Option<U256>,
}

/// What the account owes to the vault.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EulerV2Liability {
    /// Name shown to the user, such as "USDC".
    pub asset: String,
    /// Decimals of the token.
    pub decimals: u8,
    /// The debt is the unit of account itself: the oracle is not asked, the prices below are not read.
    pub is_unit_of_account: bool,
    /// The price factor that drives it; absent when it is pegged to the unit of account.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
    /// Price for liquidation: what the oracle quotes for 10^18 token units, in the smallest units of account.
    pub mid_price: U256,
    /// Price at which it sells, same units; no rule reads it.
    pub bid_price: U256,
    /// Price at which it is bought, same units: the borrow check values the debt at it.
    pub ask_price: U256,
    /// The debt as stored, token units times 2^31.
    pub owed: U256,
    /// The vault's accumulator when the debt was stored, ray.
    pub interest_accumulator: U256,
}

/// One collateral that the account has enabled: shares of another vault.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EulerV2Collateral {
    /// Name shown to the user, such as "eWETH-1".
    pub asset: String,
    /// Decimals of the share.
    pub decimals: u8,
    /// The price factor that drives it; absent when it is pegged to the unit of account.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
    /// Shares that the account holds.
    pub balance: U256,
    /// Price of liquidation: what the oracle quotes for 10^18 units of the share, in the smallest units of account.
    pub mid_price: U256,
    /// Price at which it sells, same units: the borrow check values the collateral at it.
    pub bid_price: U256,
    /// Price at which it is bought, same units; no rule reads it.
    pub ask_price: U256,
    /// Its terms at the liability vault.
    pub ltv: EulerV2Ltv,
    /// The vault knows it: a loan-to-value was set at some time, be it 0 now.
    pub recognized: bool,
}

/// One account with its debt at one vault (its controller) and its enabled collaterals.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EulerV2Account {
    /// The vault that lends.
    pub vault: EulerV2Vault,
    /// The debt.
    pub liability: EulerV2Liability,
    /// The enabled collaterals, in the account's order.
    pub collaterals: Vec<EulerV2Collateral>,
    /// Decimals of the unit of account, 18 for USD.
    pub unit_of_account_decimals: u8,
    /// Seconds in which the account cannot be liquidated yet (`E_LiquidationCoolOff`), 0 when it can.
    pub cool_off_remaining_seconds: u32,
}
