//! What a venue answers for one position: where it stands, what it is priced at, what a liquidation does to it.

use super::position::Position;
use crate::exact::{I256, U256};
use alloc::string::String;
use alloc::vec::Vec;

/// Where a position stands now, by the venue's own integers.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PositionHealth {
    /// The contract's verdict at its own revision.
    pub liquidatable: bool,
    /// Backing over what is required, 18 decimals: the venue's own figure where it has one, else rounded down, 0 where the backing
    /// is negative; absent when nothing is required.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub health_factor: Option<U256>,
    /// What counts towards solvency: collateral times thresholds, or the equity of a margin account; value units, rounded as the
    /// venue rounds.
    pub backing: I256,
    /// What it is held against: the debt, or the maintenance margin; value units.
    pub required: U256,
    /// Everything held less everything owed, value units.
    pub equity: I256,
    /// Decimals of the three values.
    pub value_decimals: u8,
}

/// The price of one asset of a position, in the venue's own integer.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PositionPrice {
    /// The asset, by its name in the position.
    pub asset: String,
    /// The integer that the venue's oracle answers.
    pub price: U256,
    /// Decimals of the integer: `price / 10^decimals` is quote per whole unit of the asset.
    pub decimals: u8,
    /// The price factor that drives it; absent when it is pegged to the quote.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
}

/// Another price of one asset.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AssetPrice {
    /// The asset, by its name in the position.
    pub asset: String,
    /// The integer that the venue's oracle would answer.
    pub price: U256,
}

/// An amount of one asset, in the token's own units.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AssetAmount {
    /// The asset, by its name in the position.
    pub asset: String,
    /// The amount, token units.
    pub amount: U256,
}

/// What a liquidator asks of the venue.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LiquidationCall {
    /// The asset to seize. A venue that seizes everything at once does not read it.
    pub collateral: String,
    /// The asset to repay. A venue with one debt asset does not read it.
    pub debt: String,
    /// Most to repay, token units; absent, with `seize` absent too: as much as the venue lets.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub repay: Option<U256>,
    /// Instead of `repay`, how much to seize, token units, where the venue takes that.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub seize: Option<U256>,
    /// The liquidator takes the venue's share token instead of the asset, where the venue has that (Aave's `receiveAToken`).
    pub receive_shares: bool,
}

/// What a liquidation does. Amounts are in token units; values in the venue's quote with `value_decimals`, each amount at the price
/// now, rounded down.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LiquidationOutcome {
    /// What the liquidator (or the venue's pool) repays.
    pub repaid: Vec<AssetAmount>,
    /// All that leaves the borrower.
    pub seized: Vec<AssetAmount>,
    /// The part of it that the liquidator receives; the whole of it comes only with an auction's takes.
    pub received: Vec<AssetAmount>,
    /// The venue's part of it.
    pub fee: Vec<AssetAmount>,
    /// Debt that nobody repays.
    pub deficit: Vec<AssetAmount>,
    /// Collateral that the borrower may claim afterwards.
    pub surplus: Vec<AssetAmount>,
    /// Value of what is repaid.
    pub repaid_value: U256,
    /// Value of what is seized.
    pub seized_value: U256,
    /// Value of what the liquidator receives.
    pub received_value: U256,
    /// Value of the debt that nobody repays.
    pub deficit_value: U256,
    /// What the borrower loses: seized less repaid, deficit and surplus.
    pub borrower_loss_value: I256,
    /// Decimals of the values.
    pub value_decimals: u8,
    /// Health factor before, as `PositionHealth` has it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub health_before: Option<U256>,
    /// Health factor after; absent when nothing is owed any more.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub health_after: Option<U256>,
    /// The liquidation lowers health and leaves debt: bonus times threshold is above the health factor.
    pub lowers_health: bool,
}

/// A position after a liquidation, and what it did.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LiquidatedPosition {
    /// The position afterwards.
    pub position: Position,
    /// What it did.
    pub outcome: LiquidationOutcome,
}
