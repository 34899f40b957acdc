//! Several sources' prices made into one: the median of those that are fresh, move and agree, and a report of those set aside.
//!
//! All time is an argument, in seconds UTC by the receiver's clock unless it says otherwise.

mod bytes;
mod candles;
mod feed;
mod history;
mod median;
mod report;
mod rules;
mod source;

pub use candles::{Candle, LiveHour};
pub use feed::{Feed, Tick, TickFate};
pub use history::merge_bars;
pub use median::weighted_median;
pub use report::{OraclePrice, SourceReport, SourceStatus};
pub use rules::{OracleRules, default_oracle_rules};
