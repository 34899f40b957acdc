//! The venue-neutral account of the model world: legs, thresholds, price factors.

mod legs;

pub use legs::{Account, Leg, LegSide};
