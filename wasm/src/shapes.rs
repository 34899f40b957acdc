//! The records and numbers that a caller may pass, each with its place in the list of shapes that the glue reads by.

use crate::shape::Argument;
use serde::de::DeserializeOwned;

/// What the build does with every type of the list: it learns the shape from the type's own declaration.
pub trait Collect {
    /// Takes the next type.
    fn add<T: DeserializeOwned>(&mut self);
}

macro_rules! number {
    ($place:expr;) => {};
    ($place:expr; $type:ty, $($rest:tt)*) => {
        impl Argument for $type {
            const SHAPE: u32 = $place;
        }
        number!($place + 1; $($rest)*);
    };
}

macro_rules! shapes {
    ($(#[$about:meta])* $name:ident from $first:expr; $($type:ty,)*) => {
        number!($first; $($type,)*);
        $(#[$about])*
        pub fn $name(collect: &mut impl Collect) {
            $(collect.add::<$type>();)*
        }
    };
}

/// Where the monitor's own begin, and the full entry's.
#[cfg(feature = "live")]
const LIVE: u32 = 10;
#[cfg(feature = "full")]
const FULL: u32 = LIVE + 2;

shapes! {
    /// What the wallet's entry takes.
    wallet from 0;
    u32,
    f64,
    plimsoll::market::Bar,
    plimsoll::volatility::MarketState,
    plimsoll::volatility::Forecast,
    plimsoll::account::Account,
    plimsoll::leverage::AdviceOptions,
    plimsoll::venue::aave_v3::AaveV3User,
    plimsoll::venue::AssetPrice,
    plimsoll::venue::Position,
}

#[cfg(feature = "live")]
shapes! {
    /// What the monitor takes.
    live from LIVE;
    crate::live::MonitorConfig,
    plimsoll::watch::WatchedAccount,
}

#[cfg(feature = "full")]
shapes! {
    /// What the full entry takes beyond.
    full from FULL;
    plimsoll::U256,
    alloc::string::String,
    plimsoll::account::PriceDirection,
    plimsoll::governance::ParameterQuestion,
    plimsoll::liquidation::ActionCosts,
    plimsoll::liquidation::Auction,
    plimsoll::liquidation::AuctionBidders,
    plimsoll::plan::HealthGoal,
    plimsoll::plan::LeverageGoal,
    plimsoll::plan::SpreadPlace,
    plimsoll::portfolio::Portfolio,
    plimsoll::scenario::FactorBars,
    plimsoll::scenario::FactorForecast,
    plimsoll::scenario::JointForecast,
    plimsoll::scenario::ScenarioOptions,
    plimsoll::venue::aave_v3::AaveV3Pool,
    plimsoll::venue::aave_v3::AaveV3Shock,
    plimsoll::venue::Action,
    plimsoll::venue::compound_v3::CompoundV3Collateral,
    plimsoll::venue::compound_v3::CompoundV3Market,
    plimsoll::venue::LiquidationCall,
    plimsoll::venue::MaximumQuestion,
    plimsoll::venue::morpho_blue::MorphoBlueMarket,
    plimsoll::volatility::GarchFit,
    plimsoll::volatility::GarchLaw,
    plimsoll::volatility::HarCoefficients,
    plimsoll::volatility::LogHarCoefficients,
    plimsoll::volatility::MarketAsset,
    plimsoll::volatility::PegKind,
    plimsoll::volatility::PriceKind,
    plimsoll::venue::llamma::LlammaLoan,
    plimsoll::venue::llamma::LlammaOrder,
    plimsoll::venue::llamma::LlammaTurn,
    plimsoll::venue::llamma::LlammaPolicy,
    plimsoll::watch::JointAccount,
}
