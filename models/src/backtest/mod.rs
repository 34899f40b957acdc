//! The advice back-tested: positions opened as the core advises, held on real prices, counted by the venue's rule.

mod alerts;
mod leverage;
mod plots;
mod positions;
mod record;
mod report;
mod tables;
mod walk;

pub use alerts::{Alarm, LEVEL_NAMES, Liquidation, Marks, Watched, watch};
pub use leverage::{Comparison, Gain, Pair, leverage};
pub use plots::{LEAD_BINS, Plots};
pub use positions::{ALPHAS, Advised, HORIZONS, KINDS, Kind, Opening, THRESHOLD, open};
pub use record::Record;
pub use report::report;
pub use walk::{Plan, Walk};
