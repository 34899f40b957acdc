//! One account over everything: positions at several venues and on several chains, their prices driven by shared factors.
//!
//! Each holding is solvent by its own venue's rule; what they share are the factors, and collateral that can travel.

mod book;
mod bridge;
mod covariance;
mod health;
mod holdings;
mod nearest;
mod passage;
mod ray;
mod region;
mod run;
#[cfg(feature = "uniffi")]
mod run_handle;
mod sums;

pub use health::{FactorExposure, HoldingHealth, PortfolioHealth, Support, portfolio_health};
pub use holdings::{AssetFactors, Chain, FactorLoad, Holding, HoldingQuote, HoldingState, Portfolio};
pub use passage::{HoldingAccount, HoldingPassage, PortfolioPassage, portfolio_account, portfolio_first_passage};
pub use region::{
    AssetPoint, FactorBoundary, FactorMove, HoldingRegion, NearestLiquidation, NearestPoint, PortfolioRegion, VenueCheck, portfolio_region,
};
pub use run::PortfolioPassageRun;
#[cfg(feature = "uniffi")]
pub use run_handle::PortfolioPassageRunHandle;
