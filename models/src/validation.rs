//! The years on which everything is chosen, and how forecasts of the variance are compared there.

use crate::bars::Venue;
use crate::dataset::{Dataset, Row};
use crate::losses::{Interval, block_bootstrap, qlike};
use plimsoll::volatility::ANCHORS;
use time::UtcDateTime;
use time::macros::utc_datetime;

/// Seconds between test rows.
const DAY: u32 = 86_400;

/// A span of decision times, the weights for which are learned before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Name in the tables.
    pub name: &'static str,
    /// First decision time, seconds UTC.
    pub from: u32,
    /// End, not included.
    pub to: u32,
}

/// The three validation years, and the public test year on which nothing is chosen.
#[must_use]
pub fn spans() -> [Span; 4] {
    let seconds = |time: UtcDateTime| u32::try_from(time.unix_timestamp()).unwrap_or(0);
    // The last validation year ends where the test year's training does.
    let bounds = [
        ("2021-07 to 2022-06", utc_datetime!(2021-07-01 0:00), utc_datetime!(2022-07-01 0:00)),
        ("2022-07 to 2023-06", utc_datetime!(2022-07-01 0:00), utc_datetime!(2023-07-01 0:00)),
        ("2023-07 to 2024-06", utc_datetime!(2023-07-01 0:00), utc_datetime!(2024-06-24 0:00)),
        ("test, 2024-07 to 2025-06", utc_datetime!(2024-07-01 0:00), utc_datetime!(2025-07-01 0:00)),
    ];
    bounds.map(|(name, from, to)| Span { name, from: seconds(from), to: seconds(to) })
}

/// Daily rows of a span and a venue with a target of one anchor, pegged assets apart.
#[must_use]
pub fn tested(data: &Dataset, span: Span, venue: Venue, anchor: usize) -> Vec<&Row> {
    let held = |row: &&Row| {
        let member = &data.members[row.series];
        row.ts >= span.from
            && row.ts < span.to
            && row.ts.is_multiple_of(DAY)
            && member.venue == venue
            && !member.pegged
            && row.targets[anchor].is_some_and(|target| target.variance > 0.0)
    };
    data.rows.iter().filter(held).collect()
}

/// QLIKE of a total variance.
#[must_use]
pub fn loss(row: &Row, anchor: usize, variance: f64) -> f64 {
    row.targets[anchor].map_or(f64::NAN, |target| qlike(target.variance, variance))
}

/// QLIKE of the first forecast over that of the second, with its block-bootstrap interval; forecasts are total variances.
#[must_use]
pub fn ratio(rows: &[&Row], anchor: usize, first: impl Fn(&Row) -> f64, second: impl Fn(&Row) -> f64) -> Interval {
    block_bootstrap(rows.iter().map(|row| (row.ts, loss(row, anchor, first(row)), loss(row, anchor, second(row)))))
}

/// Position of a horizon in the core's anchors.
#[must_use]
pub fn anchor(hours: u32) -> usize {
    ANCHORS.iter().position(|anchor| *anchor == hours).unwrap_or(0)
}
