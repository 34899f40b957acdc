//! Places among which collateral and debt are spread, and how they are spread.

use crate::account::Leg;
use alloc::string::String;
use alloc::vec::Vec;

/// One position at one venue, with what fits into it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SpreadPlace {
    /// Name, unique among the places.
    pub name: String,
    /// The collateral that goes there, with the amount there now, 0 where there is none yet.
    pub collateral: Leg,
    /// The debt that is taken there, with the amount owed now.
    pub debt: Leg,
    /// Most collateral that fits, quote, such as what a supply cap leaves; absent where anything does.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub most_collateral: Option<f64>,
    /// Most debt that can be taken, quote, such as what a borrow cap or the pool's money leaves; absent where anything can.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub most_debt: Option<f64>,
    /// What it costs to change anything there, quote: gas, bridges, trades, and above all those between the places' assets.
    pub cost: f64,
}

/// What goes to one place.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Placement {
    /// The place.
    pub name: String,
    /// Collateral there afterwards, units of its asset.
    pub collateral_amount: f64,
    /// Debt there afterwards, units of its asset.
    pub debt_amount: f64,
    /// Collateral to add, or below 0 to take out, units of its asset.
    pub collateral_change: f64,
    /// Debt to take, or below 0 to repay, units of its asset.
    pub debt_change: f64,
    /// Log distance of the price to liquidation at the end of the horizon or now, whichever is nearer; absent where nothing is owed or
    /// no price liquidates it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub distance: Option<f64>,
    /// P(liquidated there within the horizon), a fraction.
    pub probability: f64,
}

/// Collateral and debt spread over places.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SpreadPlan {
    /// One per place, in the order of the input.
    pub placements: Vec<Placement>,
    /// P(any of them is liquidated within the horizon), a fraction: exact where `exact`, else at most this.
    pub probability: f64,
    /// The same as things are now.
    pub probability_before: f64,
    /// One factor moves all places that owe, one way; otherwise the probabilities of the factors' sides are added, which bounds the
    /// probability of any from above.
    pub exact: bool,
    /// What the changes cost, quote, paid out of the collateral.
    pub cost: f64,
}
