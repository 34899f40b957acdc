//! Candles, returns and realised measures: what the market's weather is read from.

mod bar;
mod simulate;

pub(crate) use bar::PRICE_RANGE;
pub use bar::{BAR_FIELDS, Bar};
pub use simulate::simulate_bars;
