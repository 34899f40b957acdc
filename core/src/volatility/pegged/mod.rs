//! Pegged assets: a small everyday spread around the anchor, and a depeg that does not shrink in calm.

mod forecast;
mod mixture;
mod model;
mod state;
mod weights;

pub use forecast::{pegged_forecast, pegged_forecast_with};
pub use mixture::{EVERYDAY_LEVELS, EverydayFall, JumpLaw};
pub use model::{PEG_FEATURES, PegKind, PegPrior, PegSide, PeggedWeights};
pub use state::PegState;
pub use weights::PEGGED_WEIGHTS;
