//! The map of the venues: one line each. Everything else that knows all of them is generated here.

use super::action::Action;
use super::outcome::{LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
use super::rules::Venue;
use crate::account::{Account, Boundary};
use crate::error::RiskError;
use crate::exact::U256;
use alloc::vec::Vec;

/// Declares `Position` and hands every question to the venue's own rules.
macro_rules! venues {
    ($($(#[doc = $about:literal])* $(#[cfg($when:meta)])? $name:ident($state:path),)*) => {
        /// A position at one venue, as the venue's contracts store it.
        #[derive(Clone, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
        #[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        #[allow(clippy::large_enum_variant, reason = "a box could not be declared to the mobile faces, and positions are passed by reference")]
        pub enum Position {
            $($(#[doc = $about])* $(#[cfg($when)])? $name($state),)*
        }

        impl Venue for Position {
            fn health(&self) -> Result<PositionHealth, RiskError> {
                match self { $($(#[cfg($when)])? Self::$name(state) => state.health(),)* }
            }

            fn liquidatable(&self) -> Result<bool, RiskError> {
                match self { $($(#[cfg($when)])? Self::$name(state) => state.liquidatable(),)* }
            }

            fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
                match self { $($(#[cfg($when)])? Self::$name(state) => state.prices(),)* }
            }

            fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
                Ok(match self { $($(#[cfg($when)])? Self::$name(state) => Self::$name(state.with_prices(prices)?),)* })
            }

            fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
                match self { $($(#[cfg($when)])? Self::$name(state) => state.boundaries(),)* }
            }

            fn later(&self, seconds: u32) -> Result<Self, RiskError> {
                Ok(match self { $($(#[cfg($when)])? Self::$name(state) => Self::$name(state.later(seconds)?),)* })
            }

            fn touched(&self) -> Result<Self, RiskError> {
                Ok(match self { $($(#[cfg($when)])? Self::$name(state) => Self::$name(state.touched()?),)* })
            }

            fn account(&self) -> Result<Account, RiskError> {
                match self { $($(#[cfg($when)])? Self::$name(state) => state.account(),)* }
            }

            fn apply(&self, action: &Action) -> Result<Self, RiskError> {
                Ok(match self { $($(#[cfg($when)])? Self::$name(state) => Self::$name(state.apply(action)?),)* })
            }

            fn takes_at_most(&self, asset: &str) -> Result<Option<U256>, RiskError> {
                match self { $($(#[cfg($when)])? Self::$name(state) => state.takes_at_most(asset),)* }
            }

            fn liquidation_calls(&self) -> Result<Vec<LiquidationCall>, RiskError> {
                match self { $($(#[cfg($when)])? Self::$name(state) => state.liquidation_calls(),)* }
            }

            fn seizable(&self) -> Result<bool, RiskError> {
                match self { $($(#[cfg($when)])? Self::$name(state) => state.seizable(),)* }
            }

            fn liquidate(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
                match self {
                    $($(#[cfg($when)])? Self::$name(state) => {
                        let (state, outcome) = state.liquidate(call)?;
                        Ok((Self::$name(state), outcome))
                    })*
                }
            }
        }
    };
}

venues! {
    /// Aave v3 and its forks with the same rules, such as Spark.
    AaveV3(super::aave_v3::AaveV3User),
    /// Compound III (Comet).
    CompoundV3(super::compound_v3::CompoundV3Position),
    /// Morpho Blue.
    MorphoBlue(super::morpho_blue::MorphoBluePosition),
    /// Maker and Sky, and every vault on the same vat.
    #[cfg(feature = "every-venue")]
    Maker(super::maker::MakerVault),
    /// Liquity v2 without batches.
    #[cfg(feature = "every-venue")]
    LiquityV2(super::liquity_v2::LiquityV2Trove),
    /// Euler v2: an account with one debt, backed by shares of other vaults.
    #[cfg(feature = "every-venue")]
    EulerV2(super::euler_v2::EulerV2Account),
    /// dYdX v4: a subaccount of perpetual positions with USDC as margin.
    #[cfg(feature = "every-venue")]
    DydxV4(super::dydx_v4::DydxV4Subaccount),
    /// Aave v4, one spoke.
    #[cfg(feature = "every-venue")]
    AaveV4(super::aave_v4::AaveV4User),
    /// Perpetuals with tiered maintenance margin: Hyperliquid and Binance USD-M.
    #[cfg(feature = "every-venue")]
    TieredMargin(super::tiered_margin::TieredMarginAccount),
    /// Drift v2: spot balances and perpetuals under one margin.
    #[cfg(feature = "every-venue")]
    Drift(super::drift::DriftUser),
    /// GMX v2 perpetuals.
    #[cfg(feature = "every-venue")]
    GmxV2(super::gmx_v2::GmxV2Position),
    /// Curve's LlamaLend and crvUSD mint markets, with soft liquidation over price bands.
    #[cfg(feature = "every-venue")]
    Llamma(super::llamma::LlammaLoan),
}
