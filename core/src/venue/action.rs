//! What a user can do with a position.

use crate::exact::{I256, U256};
use alloc::string::String;

/// One step, as the venue's contract takes it. Amounts are in token units; 2^256 − 1 means all, where the contract reads it so.
/// A venue without the action answers `unsupported`.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Action {
    /// Adds collateral, supply or margin.
    Supply {
        /// The asset, by its name in the position.
        asset: String,
        /// Token units.
        amount: U256,
    },
    /// Takes collateral, supply or margin out.
    Withdraw {
        /// The asset, by its name in the position.
        asset: String,
        /// Token units.
        amount: U256,
    },
    /// Takes debt.
    Borrow {
        /// The asset, by its name in the position.
        asset: String,
        /// Token units.
        amount: U256,
    },
    /// Pays debt back.
    Repay {
        /// The asset, by its name in the position.
        asset: String,
        /// Token units.
        amount: U256,
    },
    /// Withdraws one asset, sells it for another and supplies that; the venue checks the position at the end only.
    Swap {
        /// The asset given.
        from: String,
        /// The asset got.
        to: String,
        /// Token units given.
        amount: U256,
        /// Token units got, after fees and slippage.
        received: U256,
    },
    /// Buys or sells a perpetual or another position of a margin account: opens, closes or turns it.
    Trade {
        /// The market, by its name in the position.
        asset: String,
        /// Change of the position in the venue's units of size; below zero sells.
        size: I256,
        /// Change of the quote balance, quote units: below zero for a buyer, fees included.
        quote: I256,
    },
    /// Marks a supply as collateral, or not.
    UseAsCollateral {
        /// The asset, by its name in the position.
        asset: String,
        /// Backs the debt from now on.
        enabled: bool,
    },
    /// Enters a category of correlated assets; 0 leaves it.
    SetEMode {
        /// The category.
        category: u8,
    },
    /// Chooses the leverage of a market, which sets its initial margin.
    SetLeverage {
        /// The market, by its name in the position.
        asset: String,
        /// Whole-number leverage, 1 or more.
        leverage: u16,
    },
}
