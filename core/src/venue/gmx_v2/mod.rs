//! GMX v2 perpetuals: whether a position is liquidated, at which price, and what its liquidation leaves.
//!
//! Source: `PositionUtils`, `PositionPricingUtils`, `DecreasePositionCollateralUtils`, `MarketUtils` of gmx-synthetics at a5c0c883.
//! Left out: the cap on the profits of all traders of a market, the price impact's own curve (its result is part of the state),
//! increases and decreases.

mod boundary;
mod liquidation;
mod rules;
mod state;
mod terms;
mod view;

pub use state::{GmxV2Position, GmxV2Token};
