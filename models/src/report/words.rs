//! What every table of the evaluation shares: groups of assets, and how a number is written.

use crate::bars::Venue;
use crate::evaluate::Group;
use crate::losses::Interval;
use time::{OffsetDateTime, UtcDateTime};

/// Spot assets that follow no other price.
pub const SPOT: Group = Group { name: "Spot, pegged assets apart", holds: |member| member.venue == Venue::Spot && !member.pegged };

/// Perpetuals that follow no other price.
pub const PERP: Group = Group { name: "Perpetuals", holds: |member| member.venue == Venue::Perp && !member.pegged };

/// Assets that follow another price.
pub const PEGGED: Group = Group { name: "Pegged assets", holds: |member| member.pegged };

/// Seconds UTC of a time within the clock of the bars.
#[must_use]
pub fn seconds(time: UtcDateTime) -> u32 {
    u32::try_from(time.unix_timestamp()).unwrap_or(0)
}

/// A probability in percent.
#[must_use]
pub fn percent(alpha: f64) -> String {
    format!("{} %", (1e4 * alpha).round() / 100.0)
}

/// A ratio with its 95 % interval.
#[must_use]
pub fn bracket(interval: &Interval) -> String {
    format!("{:.3} [{:.3}, {:.3}]", interval.value, interval.low, interval.high)
}

/// A rate in percent with its 95 % interval.
#[must_use]
pub fn rate(interval: &Interval) -> String {
    format!("{:.2} % [{:.2}, {:.2}]", 100.0 * interval.value, 100.0 * interval.low, 100.0 * interval.high)
}

/// Year and month of a time, UTC.
#[must_use]
pub fn month_of(ts: u32) -> String {
    let time = OffsetDateTime::from_unix_timestamp(i64::from(ts)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    format!("{}-{:02}", time.year(), u8::from(time.month()))
}
