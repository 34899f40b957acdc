//! The venue-neutral account of the model world: legs, thresholds, price factors.

mod boundary;
mod check;
mod distance;
mod exposure;
mod health;
mod legs;

pub use boundary::{Boundary, BoundarySide, PriceBoundary};
pub use distance::{LiquidationDistance, liquidation_distance};
pub use exposure::PriceDirection;
pub use health::{AccountHealth, account_health};
pub use legs::{Account, Leg, LegSide};

pub(crate) use boundary::{largest, smallest};
pub(crate) use distance::{log_distance, settled_crossing};
pub(crate) use exposure::{Crossing, Exposure, driving_leg, is_liquidatable};
