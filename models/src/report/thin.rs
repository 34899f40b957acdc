//! Thin histories and young assets, walking forward.

use super::{Source, walk_years};
use crate::thin;
use anyhow::Result;

/// The section: histories cut short on purpose, then assets that are young.
pub(super) fn section(source: &Source<'_>) -> Result<String> {
    let mut out = String::from(
        "## Thin histories: 2020-01 to 2025-06, refitted each January

Established assets, spot and perpetual, forecast as if only their last hours were known, every fourth day; then every asset through
the first 30 days of its file, daily. What is missing is drawn to the panel's averages; the market's features need no history of the
asset. Below 720 hours quantiles are answered a factor farther away, and their intervals
wider, as if twice the last column were unknown of the volatility: young assets are less like the panel than established ones.

",
    );
    thin::tables(&mut out, &source.lessons, source.series, &walk_years())?;
    Ok(out)
}
