//! Whatever prices a caller has: closes, oracle updates, daily or five-minute bars, as the hours that the model reads.
//!
//! Each kind but the last loses accuracy. What it loses was measured on the same assets and the same times (`input_accuracy`),
//! its forecasts are corrected for it and carry a flag.

mod correction;
mod forecast_prices;
mod hours;
mod kind;
mod weights;

pub use correction::{Accuracy, Correction, InputAccuracy, InputWeights, KindWeights, SCALED_LEVELS, correct_horizons, input_accuracy};
pub use forecast_prices::forecast_prices;
pub use hours::hourly_bars;
pub use kind::PriceKind;
pub use weights::INPUT_WEIGHTS;
