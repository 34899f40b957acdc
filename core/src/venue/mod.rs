//! One folder per venue: its exact rules at its revisions. `position.rs` is the map of them; what every venue answers, and what
//! follows from that alone, is asked through it.

pub mod aave_v3;
#[cfg(feature = "every-venue")]
pub mod aave_v4;
pub mod compound_v3;
#[cfg(feature = "every-venue")]
pub mod drift;
#[cfg(feature = "every-venue")]
pub mod dydx_v4;
#[cfg(feature = "every-venue")]
pub mod euler_v2;
#[cfg(feature = "every-venue")]
pub mod gmx_v2;
#[cfg(feature = "every-venue")]
pub mod liquity_v2;
#[cfg(feature = "every-venue")]
pub mod llamma;
#[cfg(feature = "every-venue")]
pub mod maker;
pub mod morpho_blue;
#[cfg(feature = "every-venue")]
pub mod tiered_margin;

mod action;
mod ask;
mod book;
mod flip;
mod group;
mod maximum;
mod nearest;
mod outcome;
mod position;
mod rules;
mod watch;
mod what_if;

pub use action::Action;
pub use ask::{
    position_account, position_at_prices, position_boundaries, position_health, position_later, position_liquidation, position_prices,
};
pub use group::{BoundaryDrift, GroupBoundary, GroupEnd, group_boundary, position_boundary_drift, position_group_boundary};
pub use maximum::{Maximum, MaximumLimit, MaximumQuestion, MaximumStep, TradeSide, maximum, position_maximum};
pub use outcome::{AssetAmount, AssetPrice, LiquidatedPosition, LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
pub use position::Position;
pub use rules::Venue;
pub(crate) use rules::elapsed;
#[cfg(feature = "uniffi")]
pub use watch::WatchHandle;
pub use watch::{HealthGrid, Watch};
pub use what_if::{WhatIf, WhatIfStep, position_what_if, what_if};
