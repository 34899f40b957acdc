//! Drift v2: the maintenance margin of a cross-margined user, and the prices at which it is no longer met.
//!
//! Source: `math/margin.rs`, `math/spot_balance.rs`, `math/position.rs`, `state/margin_calculation.rs` of protocol-v2 at 0ae3e3b1.
//! Left out: the initial margin, isolated positions, spot orders, prediction markets and markets in settlement, the validity of
//! oracles, liquidations themselves.

mod boundary;
mod margin;
mod rules;
mod state;
mod view;
mod weights;

pub use state::{DriftPerp, DriftSpot, DriftUser};
pub use weights::{drift_asset_weight, drift_liability_weight};
