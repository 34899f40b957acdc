//! The state of one market and one account as the contract stores it.

use crate::exact::{I256, U256};
use alloc::string::String;
use alloc::vec::Vec;

/// An interest curve with one kink: rates per second, 18 decimals.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CompoundV3Curve {
    /// Utilisation at the kink, 18 decimals.
    pub kink: U256,
    /// Rate at utilisation 0.
    pub base: U256,
    /// Rise up to the kink, for a whole unit of utilisation.
    pub slope_low: U256,
    /// Rise beyond it.
    pub slope_high: U256,
}

/// One market: its configuration as the contract holds it, its stored totals, and how long ago they were stored.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CompoundV3Market {
    /// Name of the base asset, such as "USDC".
    pub base_asset: String,
    /// Decimals of the base token, 6 to 18.
    pub base_decimals: u8,
    /// Price of the base asset, 8 decimals.
    pub base_price: U256,
    /// The price factor that drives it; absent when it is pegged to the quote of the feeds.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub base_factor: Option<String>,
    /// What suppliers earn.
    pub supply_curve: CompoundV3Curve,
    /// What borrowers pay.
    pub borrow_curve: CompoundV3Curve,
    /// Share of the liquidation penalty that buyers of collateral get, 18 decimals.
    pub store_front_price_factor: U256,
    /// Scale of the tracking speeds and indices.
    pub tracking_index_scale: U256,
    /// Rewards of all suppliers per second.
    pub base_tracking_supply_speed: U256,
    /// Rewards of all borrowers per second.
    pub base_tracking_borrow_speed: U256,
    /// Principal from which rewards accrue, above 0.
    pub base_min_for_rewards: U256,
    /// Least debt that a borrowing may leave, base units.
    pub base_borrow_min: U256,
    /// Reserves from which no collateral is for sale, base units.
    pub target_reserves: U256,
    /// Supply index as stored, 15 decimals; 64 bits, as are the three below.
    pub base_supply_index: U256,
    /// Borrow index as stored, 15 decimals.
    pub base_borrow_index: U256,
    /// Rewards for each unit supplied, as stored.
    pub tracking_supply_index: U256,
    /// Rewards for each unit owed, as stored.
    pub tracking_borrow_index: U256,
    /// Principal of all suppliers; 104 bits.
    pub total_supply_base: U256,
    /// Principal of all borrowers; 104 bits.
    pub total_borrow_base: U256,
    /// Seconds since the indices were stored.
    pub elapsed_seconds: u32,
}

/// One collateral asset of the market and the account's balance of it.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CompoundV3Collateral {
    /// Name of the asset, such as "ETH".
    pub asset: String,
    /// Decimals of the token, at most 19.
    pub decimals: u8,
    /// Price, 8 decimals.
    pub price: U256,
    /// The price factor that drives it; absent when it is pegged to the quote of the feeds.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
    /// Share of the value that may be borrowed, 18 decimals, in whole steps of 10^14: as `getAssetInfo` answers, not as configured.
    pub borrow_collateral_factor: U256,
    /// Share of the value that counts against liquidation, likewise.
    pub liquidate_collateral_factor: U256,
    /// Share of the value that an absorption credits, likewise.
    pub liquidation_factor: U256,
    /// Most of it that the market takes, token units.
    pub supply_cap: U256,
    /// What the market holds of all accounts, token units; 128 bits.
    pub total_supply_asset: U256,
    /// The account's balance, token units; 128 bits.
    pub balance: U256,
}

/// One account of one market.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CompoundV3Position {
    /// The market.
    pub market: CompoundV3Market,
    /// The collaterals that the account touches, in the market's own order: the contract stops reading prices once the debt is covered.
    pub collaterals: Vec<CompoundV3Collateral>,
    /// Principal of the base asset: supplied above zero, owed below; 104 bits with the sign.
    pub principal: I256,
    /// Tracking index at the account's last touch.
    pub base_tracking_index: U256,
    /// Rewards accrued up to then, 6 decimals.
    pub base_tracking_accrued: U256,
}
