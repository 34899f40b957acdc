//! The state of one user at one spoke as the contracts store it, and the contract's answers.

use crate::exact::{I256, U256};
use alloc::string::String;
use alloc::vec::Vec;

/// One entry of a reserve's dynamic configuration (`ISpoke.DynamicReserveConfig`).
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV4DynamicConfig {
    /// Its key, below 2^24.
    pub key: u32,
    /// Share of the value that counts, basis points, below 10000.
    pub collateral_factor_bps: u16,
    /// Largest liquidation bonus, basis points, 10000 or more (10500 is 5 %).
    pub max_liquidation_bonus_bps: u32,
    /// The protocol's share of the bonus, basis points.
    pub liquidation_fee_bps: u16,
}

/// A hub's asset as stored at its last update (`IHub.Asset`).
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV4HubAsset {
    /// Liquidity in the hub, token units.
    pub liquidity: U256,
    /// Liquidity lent to the reinvestment controller, token units.
    pub swept: U256,
    /// Shares of all suppliers.
    pub added_shares: U256,
    /// Shares of all drawn debt.
    pub drawn_shares: U256,
    /// Shares of all premium debt.
    pub premium_shares: U256,
    /// What is subtracted from the premium shares' worth, token units in ray.
    pub premium_offset_ray: I256,
    /// Debt that nobody will repay, token units in ray.
    pub deficit_ray: U256,
    /// Fees accrued and not minted, token units.
    pub realized_fees: U256,
    /// The protocol's share of interest, basis points.
    pub liquidity_fee_bps: u16,
    /// Drawn index, ray.
    pub drawn_index: U256,
    /// Drawn rate per year, ray.
    pub drawn_rate: U256,
    /// Seconds since the last update.
    pub elapsed_seconds: u32,
}

/// One reserve of the spoke and the user's position in it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV4Reserve {
    /// Name shown to the user, such as "ETH".
    pub asset: String,
    /// The price factor that drives it; absent when it is pegged to the quote.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
    /// Decimals of the token, at most 18.
    pub decimals: u8,
    /// Oracle price, 8 decimals, above 0.
    pub price: U256,
    /// Collateral risk, basis points, at most 100000.
    pub collateral_risk_bps: u32,
    /// No action is allowed.
    pub paused: bool,
    /// No new supply, borrow or collateral.
    pub frozen: bool,
    /// Can be borrowed.
    pub borrowable: bool,
    /// The reserve's latest configuration: what a refresh moves the user to.
    pub latest_config: AaveV4DynamicConfig,
    /// The configuration that the user's key points to: what health and liquidation read.
    pub user_config: AaveV4DynamicConfig,
    /// The hub's asset behind it.
    pub hub: AaveV4HubAsset,
    /// The user's supply, shares.
    pub supplied_shares: U256,
    /// The user's drawn debt, shares.
    pub drawn_shares: U256,
    /// The user's premium debt, shares.
    pub premium_shares: U256,
    /// What is subtracted from the premium shares' worth, token units in ray.
    pub premium_offset_ray: I256,
    /// The user's collateral flag.
    pub using_as_collateral: bool,
    /// The user's borrowing flag.
    pub borrowing: bool,
}

/// The spoke's liquidation configuration (`ISpoke.LiquidationConfig`).
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV4LiquidationConfig {
    /// What a liquidation restores, 18 decimals, 1 or more.
    pub target_health_factor: U256,
    /// At or below it the bonus is the largest, 18 decimals, below 1.
    pub health_factor_for_max_bonus: U256,
    /// The bonus at a health factor of 1, as a share of the largest, basis points.
    pub liquidation_bonus_factor_bps: u16,
}

/// One user at one spoke.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AaveV4User {
    /// The spoke's liquidation configuration.
    pub liquidation_config: AaveV4LiquidationConfig,
    /// The user's stored risk premium was above 0 at its last update.
    pub has_positive_risk_premium: bool,
    /// The reserves that the user touches.
    pub reserves: Vec<AaveV4Reserve>,
}

/// What the spoke answers for the user (`ISpoke.UserAccountData`). Values have 26 decimals.
#[derive(Clone, Debug, PartialEq)]
pub struct AaveV4AccountData {
    /// Risk premium that the collateral asks for, basis points, rounded down.
    pub risk_premium_bps: U256,
    /// Average collateral factor, 18 decimals, rounded down.
    pub avg_collateral_factor: U256,
    /// Health factor, 18 decimals, rounded down; 2^256 − 1 without debt.
    pub health_factor: U256,
    /// Collateral, 26 decimals.
    pub total_collateral_value: U256,
    /// Debt, 26 decimals.
    pub total_debt_value: U256,
    /// Reserves that count as collateral.
    pub active_collateral_count: u32,
    /// Reserves with debt.
    pub borrowed_count: u32,
}
