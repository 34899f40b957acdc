//! One folder per venue: its exact rules at its revisions. `position.rs` is the map of them; what every venue answers, and what
//! follows from that alone, is asked through it.

pub mod aave_v3;
pub mod drift;
pub mod gmx_v2;
pub mod llamma;

mod action;
mod ask;
mod flip;
mod outcome;
mod position;
mod rules;

pub use action::Action;
pub use ask::{
    position_account, position_at_prices, position_boundaries, position_health, position_later, position_liquidation, position_prices,
};
pub use outcome::{AssetAmount, AssetPrice, LiquidatedPosition, LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
pub use position::Position;
pub use rules::Venue;
