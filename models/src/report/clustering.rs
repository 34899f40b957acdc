//! Crash clustering across assets, walking forward.

use super::words::{PERP, SPOT};
use super::{Source, trials};
use crate::clustering;
use anyhow::Result;

/// The section: two tables per group of assets.
pub(super) fn section(source: &Source<'_>) -> Result<String> {
    let years = trials(source, false)?;
    let mut out = String::from(
        "## Crash clustering: 2020-01 to 2025-06, refitted each January

Exceedances come to many assets on the same day, so that a table over forty assets holds far fewer independent observations than
rows. Every interval in this document is therefore drawn in blocks of 14 calendar days with all assets together; the second table
shows how narrow intervals would be that take assets, or even rows, as independent. The spreads that a forecast carries, and with
them the intervals of every probability, are drawn in the same way from the training rows.

",
    );
    clustering::tables(&mut out, &years, &SPOT);
    clustering::tables(&mut out, &years, &PERP);
    Ok(out)
}
