//! The state of one user as the contract stores it, and the contract's answers.

use super::reserve::{AaveV3ReserveLimits, AaveV3ReservePool};
use crate::account::{BoundarySide, PriceBoundary};
use crate::exact::U256;
use alloc::string::String;
use alloc::vec::Vec;

/// Which revision of the contract holds the position; each has its own rounding.
#[allow(non_camel_case_types, reason = "the revision's own spelling")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum AaveV3Revision {
    /// 3.0, and Spark: binomial compounding, half-up balances, averaged threshold.
    #[cfg_attr(feature = "serde", serde(rename = "v3.0"))]
    V3_0,
    /// 3.1: liquidity by the pool's own books, loans up to what all have supplied, a grace period for liquidations.
    #[cfg_attr(feature = "serde", serde(rename = "v3.1"))]
    V3_1,
    /// 3.2: a reserve may be in several eModes, entering one is always checked; no stable rate.
    #[cfg_attr(feature = "serde", serde(rename = "v3.2"))]
    V3_2,
    /// 3.3: deficit and dust rules on top of 3.0's rounding.
    #[cfg_attr(feature = "serde", serde(rename = "v3.3"))]
    V3_3,
    /// 3.4: Taylor compounding in ray.
    #[cfg_attr(feature = "serde", serde(rename = "v3.4"))]
    V3_4,
    /// 3.5: floor for assets, ceiling for debts, threshold not averaged.
    #[cfg_attr(feature = "serde", serde(rename = "v3.5"))]
    V3_5,
    /// 3.6: LTV-zero bitmap per eMode.
    #[cfg_attr(feature = "serde", serde(rename = "v3.6"))]
    V3_6,
    /// 3.7: isolated eModes.
    #[cfg_attr(feature = "serde", serde(rename = "v3.7"))]
    V3_7,
}

/// One reserve: the user's share of it, its configuration and its stored indices.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV3Reserve {
    /// Position in the pool's list of reserves, 0 to 127.
    pub id: u8,
    /// Name shown to the user, such as "ETH"; also the name of its price factor when it is volatile.
    pub asset: String,
    /// Decimals of the token.
    pub decimals: u8,
    /// Price in the base currency, 8 decimals.
    pub price: U256,
    /// The price factor that drives it; absent when it is pegged to the base currency.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
    /// Loan to value, basis points.
    pub ltv_bps: u16,
    /// Liquidation threshold, basis points.
    pub liquidation_threshold_bps: u16,
    /// Liquidation bonus, basis points (10500 is 5 %).
    pub liquidation_bonus_bps: u16,
    /// Supply index as stored at the last update, ray.
    pub liquidity_index: U256,
    /// Borrow index as stored at the last update, ray.
    pub variable_borrow_index: U256,
    /// Supply rate per year, ray.
    pub current_liquidity_rate: U256,
    /// Borrow rate per year, ray.
    pub current_variable_borrow_rate: U256,
    /// Seconds since the last update.
    pub elapsed_seconds: u32,
    /// The user's scaled supply.
    pub scaled_a_token_balance: U256,
    /// The user's scaled debt.
    pub scaled_variable_debt: U256,
    /// The user's collateral flag.
    pub used_as_collateral: bool,
    /// The user's borrowing flag.
    pub is_borrowing: bool,
    /// The pool's share of a liquidation's bonus, basis points; absent: none.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub liquidation_protocol_fee_bps: Option<u16>,
    /// Flags and limits of the reserve, which actions are checked against; absent: everything is allowed.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub limits: Option<AaveV3ReserveLimits>,
    /// Everybody's balances and the rate curve, from which actions set new rates; absent: rates stay as they are.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub pool: Option<AaveV3ReservePool>,
}

/// The eMode category that the user has chosen.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV3EMode {
    /// Category, 1 to 255.
    pub id: u8,
    /// Loan to value, basis points.
    pub ltv_bps: u16,
    /// Liquidation threshold, basis points.
    pub liquidation_threshold_bps: u16,
    /// Liquidation bonus, basis points.
    pub liquidation_bonus_bps: u16,
    /// Bit per reserve id: counts as collateral of the category.
    pub collateral_bitmap: U256,
    /// Bit per reserve id: LTV 0 inside the category (from 3.6).
    pub ltvzero_bitmap: U256,
    /// The category is isolated (from 3.7).
    pub isolated: bool,
    /// Bit per reserve id: may be borrowed inside the category (until 3.1: carries the category); absent: every reserve.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub borrowable_bitmap: Option<U256>,
}

/// One user at one pool.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV3User {
    /// Revision of the pool.
    pub revision: AaveV3Revision,
    /// The chosen eMode; absent for none.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub e_mode: Option<AaveV3EMode>,
    /// The reserves that the user touches, in rising order of id.
    pub reserves: Vec<AaveV3Reserve>,
    /// The categories that the user may enter, absent for none; the chosen one need not be among them.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub e_modes: Option<Vec<AaveV3EMode>>,
}

/// A reserve's indices and the user's balances now.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV3ReserveBalances {
    /// Position in the pool's list of reserves.
    pub id: u8,
    /// Supply index now, ray.
    pub normalized_income: U256,
    /// Borrow index now, ray.
    pub normalized_debt: U256,
    /// Supply now, token units.
    pub a_token_balance: U256,
    /// Debt now, token units.
    pub variable_debt: U256,
}

/// What the contract answers for the user.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV3AccountData {
    /// Collateral in the base currency, 8 decimals.
    pub total_collateral_base: U256,
    /// Debt in the base currency, 8 decimals.
    pub total_debt_base: U256,
    /// What may still be borrowed, base currency, 8 decimals.
    pub available_borrows_base: U256,
    /// Average liquidation threshold, basis points, floored (shown, not used, from 3.5).
    pub current_liquidation_threshold_bps: U256,
    /// Average loan to value, basis points, floored.
    pub ltv_bps: U256,
    /// Health factor, 18 decimals; 2^256 − 1 without debt.
    pub health_factor: U256,
    /// Some counted collateral has LTV 0.
    pub has_zero_ltv_collateral: bool,
    /// The contract's verdict: health factor below 1.
    pub liquidatable: bool,
    /// Per reserve, in the order of the input.
    pub reserves: Vec<AaveV3ReserveBalances>,
}

/// The exact boundary price of one reserve, all other prices held.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV3Boundary {
    /// Position in the pool's list of reserves.
    pub reserve_id: u8,
    /// Collateral or debt.
    pub side: BoundarySide,
    /// The price, or why there is none.
    pub boundary: PriceBoundary,
}
