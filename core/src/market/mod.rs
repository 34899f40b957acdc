//! Candles, returns and realised measures: what the market's weather is read from.

mod bar;

pub use bar::{BAR_FIELDS, Bar};
