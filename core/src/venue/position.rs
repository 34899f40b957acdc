//! The map of the venues: one line each. Everything else that knows all of them is generated here.

use super::aave_v3;
use super::action::Action;
use super::drift;
use super::gmx_v2;
use super::llamma;
use super::outcome::{LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
use super::rules::Venue;
use crate::account::{Account, Boundary};
use crate::error::RiskError;
use crate::exact::U256;
use alloc::vec::Vec;

/// Declares `Position` and hands every question to the venue's own rules.
macro_rules! venues {
    ($($(#[$about:meta])* $name:ident($state:path),)*) => {
        /// A position at one venue, as the venue's contracts store it.
        #[derive(Clone, Debug, PartialEq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
        #[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        pub enum Position {
            $($(#[$about])* $name($state),)*
        }

        impl Venue for Position {
            fn health(&self) -> Result<PositionHealth, RiskError> {
                match self { $(Self::$name(state) => state.health(),)* }
            }

            fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
                match self { $(Self::$name(state) => state.prices(),)* }
            }

            fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
                Ok(match self { $(Self::$name(state) => Self::$name(state.with_prices(prices)?),)* })
            }

            fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
                match self { $(Self::$name(state) => state.boundaries(),)* }
            }

            fn later(&self, seconds: u32) -> Result<Self, RiskError> {
                Ok(match self { $(Self::$name(state) => Self::$name(state.later(seconds)?),)* })
            }

            fn account(&self) -> Result<Account, RiskError> {
                match self { $(Self::$name(state) => state.account(),)* }
            }

            fn apply(&self, action: &Action) -> Result<Self, RiskError> {
                Ok(match self { $(Self::$name(state) => Self::$name(state.apply(action)?),)* })
            }

            fn liquidation_calls(&self) -> Result<Vec<LiquidationCall>, RiskError> {
                match self { $(Self::$name(state) => state.liquidation_calls(),)* }
            }

            fn liquidate(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
                match self {
                    $(Self::$name(state) => {
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
    AaveV3(aave_v3::AaveV3User),
    /// Drift v2: spot balances and perpetuals under one margin.
    Drift(drift::DriftUser),
    /// GMX v2 perpetuals.
    GmxV2(gmx_v2::GmxV2Position),
    /// Curve's LlamaLend and crvUSD mint markets, with soft liquidation over price bands.
    Llamma(llamma::LlammaLoan),
}
