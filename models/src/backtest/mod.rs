//! The advice back-tested: positions opened as the core advises, held on real prices, counted by the venue's rule.

mod alerts;
mod leverage;
mod marks;
mod plots;
mod positions;
mod record;
mod report;
mod tables;
mod walk;

pub use alerts::{Alarm, Liquidation, Path, Watched, watch};
pub use leverage::{Comparison, Gain, Pair, leverage};
pub use marks::{LEVEL_NAMES, Marks};
pub use plots::{LEAD_BINS, Plots};
pub use positions::{ALPHAS, Advised, HORIZONS, KINDS, Kind, Opening, THRESHOLD, open};
pub use record::{AlarmCounts, FIXED_ALARMS, Record};
pub use report::report;
pub use walk::{Plan, Walk};
