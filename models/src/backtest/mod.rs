//! The advice back-tested: positions opened as the core advises, held on real prices, counted by the venue's rule.

mod alerts;
mod joint;
mod leverage;
mod marks;
mod minutes;
mod pair_record;
mod pairs;
mod plots;
mod positions;
mod record;
mod report;
mod tables;
mod two_assets;
mod walk;

pub use alerts::{Alarm, Liquidation, Path, Watched, watch};
pub use joint::{JointWalk, Ready, join};
pub use leverage::{Comparison, Gain, Move, leverage};
pub use marks::{LEVEL_NAMES, Marks};
pub use minutes::judge_by_minutes;
pub use pair_record::{PairAdvised, PairOpening, PairPlan, pair_plan};
pub use pairs::{Pair, READINGS, Reading};
pub use plots::{LEAD_BINS, Plots};
pub use positions::{ALPHAS, Advised, HORIZONS, KINDS, Kind, Opening, THRESHOLD, open};
pub use record::{AlarmCounts, FIXED_ALARMS, Record};
pub use report::report;
pub use walk::{Plan, Walk};
