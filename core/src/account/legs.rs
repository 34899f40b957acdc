//! What an account holds and owes, whatever the venue.

use alloc::string::String;
use alloc::vec::Vec;

/// Which side of the account a leg is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum LegSide {
    /// Backs the debt.
    Collateral,
    /// Is owed.
    Debt,
}

/// One asset that an account holds or owes.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Leg {
    /// Name shown to the user, such as "ETH".
    pub asset: String,
    /// Collateral or debt.
    pub side: LegSide,
    /// Amount in units of the asset, 0 or more.
    pub amount: f64,
    /// Price, quote per base, above 0.
    pub price: f64,
    /// Share of the value that counts towards solvency: the liquidation threshold of a collateral, in [0, 1] (1 less the maintenance
    /// margin for a long position); 1 for a debt (1 and the maintenance margin for a short position, up to 2).
    pub threshold: f64,
    /// Share of the value that may be borrowed against, in [0, 1]: the venue's LTV; 0 for a debt.
    pub ltv: f64,
    /// The price factor that drives it, such as "ETH" for both ETH and stETH; absent when the price is pegged to the quote.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
    /// Continuously compounded interest on the amount, fraction per year: earned on collateral, owed on debt.
    pub interest_annual: f64,
}

impl Leg {
    /// The price factor that drives it, where it bears on solvency.
    pub(crate) fn driver(&self) -> Option<&String> {
        self.factor.as_ref().filter(|_| self.amount > 0.0 && self.threshold > 0.0)
    }
}

/// Everything that stands and falls together at one venue.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Account {
    /// What it holds and owes.
    pub legs: Vec<Leg>,
    /// The venue's own verdict, from its integers; absent for an account typed in by hand.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub liquidatable: Option<bool>,
}
