//! The state of one vault, of its ilk and of an auction, as the contracts store them.

use crate::error::RiskError;
use crate::exact::U256;
use alloc::string::String;

/// The vat's record of the ilk, and the two figures that all ilks share.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MakerIlk {
    /// Normalised debt of all vaults of the ilk, wad (`Art`).
    pub total_art: U256,
    /// Debt per unit of normalised debt as stored at the last drip, ray.
    pub rate: U256,
    /// Price with the safety margin taken off as stored at the last poke, ray; 0 without a price.
    pub spot: U256,
    /// Ceiling of the ilk's debt, rad.
    pub line: U256,
    /// Least debt of a vault, rad.
    pub dust: U256,
    /// Debt of all ilks, rad (`debt`).
    pub global_debt: U256,
    /// Ceiling of the debt of all ilks, rad (`Line`).
    pub global_line: U256,
}

/// The stability fee.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MakerJug {
    /// Fee of all ilks per second, ray, added to the ilk's own; 0 as deployed.
    pub base: U256,
    /// Growth of the ilk's rate per second, ray: 10^27 is no fee.
    pub duty: U256,
    /// Seconds since the last drip (`now − rho`).
    pub elapsed_seconds: u32,
}

/// The limits of liquidation.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MakerDog {
    /// Debt with the penalty over debt, wad: 1.13e18 is a penalty of 13 %.
    pub chop: U256,
    /// Most that the ilk's running auctions may raise together, rad.
    pub hole: U256,
    /// What they are to raise now, rad.
    pub dirt: U256,
    /// Most that the auctions of all ilks may raise together, rad (`Hole`).
    pub global_hole: U256,
    /// What they are to raise now, rad (`Dirt`).
    pub global_dirt: U256,
}

/// How the price of an auction falls.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum MakerPriceCurve {
    /// On a straight line to 0.
    Linear {
        /// Seconds until the price is 0.
        tau: u32,
    },
    /// By the same factor at every step.
    Stairstep {
        /// The factor, ray.
        cut: U256,
        /// Seconds between two steps.
        step: u32,
    },
    /// By the same factor every second.
    Exponential {
        /// The factor, ray.
        cut: U256,
    },
}

/// The terms of the ilk's auctions.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MakerClip {
    /// Starting price over the feed's, ray.
    pub buf: U256,
    /// Seconds after which an auction needs a reset.
    pub tail: u32,
    /// Share of the starting price below which it needs one, ray.
    pub cusp: U256,
    /// The keeper's share of what the auction is to raise, wad.
    pub chip: U256,
    /// What the keeper gets besides, rad.
    pub tip: U256,
    /// Least that a partial purchase may leave to be raised, rad: dust with the penalty, as last cached.
    pub chost: U256,
    /// How the price falls.
    pub curve: MakerPriceCurve,
}

/// One vault, its ilk, the feed and the terms of its liquidation.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MakerVault {
    /// The collateral, such as "ETH".
    pub asset: String,
    /// The price factor that drives it; absent when it is pegged to the quote.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
    /// What is owed, such as "DAI" or "USDS".
    pub debt_asset: String,
    /// Collateral, wad whatever the token's own decimals.
    pub ink: U256,
    /// Normalised debt, wad.
    pub art: U256,
    /// What the feed answers now, quote per unit of collateral, 18 decimals. It counts from the next poke on.
    pub price: U256,
    /// The feed's answer is valid.
    pub price_valid: bool,
    /// Target price of the debt asset, ray: quote per unit of debt.
    pub par: U256,
    /// Liquidation ratio, ray: 1.5e27 is 150 %.
    pub mat: U256,
    /// The vat's record of the ilk.
    pub ilk: MakerIlk,
    /// The stability fee.
    pub jug: MakerJug,
    /// The limits of liquidation.
    pub dog: MakerDog,
    /// The terms of the ilk's auctions.
    pub clip: MakerClip,
}

/// One running auction of seized collateral.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MakerAuction {
    /// What is sold.
    pub asset: String,
    /// What is raised.
    pub debt_asset: String,
    /// Still to be raised, rad.
    pub tab: U256,
    /// Still for sale, wad.
    pub lot: U256,
    /// Starting price, ray.
    pub top: U256,
    /// Seconds since the start or the last reset (`now − tic`).
    pub elapsed_seconds: u32,
    /// The terms.
    pub clip: MakerClip,
}

impl MakerVault {
    /// Refuses what no initialised ilk holds.
    ///
    /// # Errors
    /// `out_of_range`, `duplicate`.
    pub(super) fn check(&self) -> Result<(), RiskError> {
        if self.asset == self.debt_asset {
            return Err(RiskError::duplicate("asset", &self.asset));
        }
        for (field, value) in [("ilk.rate", self.ilk.rate), ("par", self.par), ("mat", self.mat)] {
            if value.is_zero() {
                return Err(RiskError::out_of_range(field, "above 0", value, "the ilk is not initialised: pass what its contracts store"));
            }
        }
        Ok(())
    }
}
