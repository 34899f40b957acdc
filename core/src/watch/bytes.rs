//! The bytes of a watch: those of its parts, each behind its length.
//!
//! ```text
//! "PLMW" · u16 version · asset · feed · tracker · outcomes · u8 alone · u8 waiting × 6 f64 · u16 accounts × (name · alerts)
//! · u64 FNV-1a of all before
//! ```
//!
//! Version 1 has no `alone`: there a first hour that came live shut history out, so a short one is asked for once more.

use super::account::Row;
use super::hours::{Hours, MOST_WAITING};
use super::outcomes::Outcomes;
use super::state::Watch;
use crate::bytes::{Fields, begin, invalid, run, seal};
use crate::error::RiskError;
use crate::leverage::Alerts;
use crate::market::Bar;
use crate::oracle::Feed;
use crate::volatility::Tracker;
use alloc::string::String;
use alloc::vec::Vec;

const MARK: [u8; 4] = *b"PLMW";
const VERSION: u16 = 2;
const WHAT: &str = "it is not a watch's snapshot";

/// Hours of history that leave nothing to be asked for.
const ENOUGH: u32 = 720;

pub(super) fn write<O: Outcomes>(watch: &Watch<O>) -> Vec<u8> {
    let mut bytes = begin(MARK, VERSION);
    run(&mut bytes, watch.asset.as_bytes());
    run(&mut bytes, &watch.feed.snapshot());
    run(&mut bytes, &watch.hours.tracker.snapshot());
    run(&mut bytes, watch.hours.outcomes.snapshot());
    bytes.push(u8::from(watch.hours.alone));
    bytes.push(watch.hours.waiting.len() as u8);
    for bar in &watch.hours.waiting {
        for value in [f64::from(bar.ts), bar.open, bar.high, bar.low, bar.close, bar.volume] {
            bytes.extend(value.to_le_bytes());
        }
    }
    write_rows(&mut bytes, &watch.rows);
    seal(bytes)
}

/// What the bytes hold for a watch of the same asset and sources.
pub(super) fn read<O: Outcomes>(watch: &Watch<O>, bytes: &[u8]) -> Result<(Feed, Hours<O>, Vec<Row>), RiskError> {
    let (mut fields, first) = match Fields::open(bytes, MARK, VERSION, WHAT) {
        Ok(fields) => (fields, false),
        Err(error) => (Fields::open(bytes, MARK, 1, WHAT).map_err(|_| error)?, true),
    };
    if fields.run() != watch.asset.as_bytes() {
        return Err(invalid("it was written for another asset"));
    }
    let feed = watch.feed.restored(fields.run())?;
    let tracker = Tracker::restore(fields.run())?;
    let outcomes = O::restore(fields.run())?;
    let alone = if first { tracker.history_hours() < ENOUGH } else { fields.byte() != 0 };
    let mut hours = Hours { tracker, outcomes, waiting: Vec::new(), market: watch.hours.market.clone(), alone, forecast: None };
    let waiting = usize::from(fields.byte());
    if waiting >= MOST_WAITING {
        return Err(invalid("its hours contradict each other"));
    }
    for _ in 0..waiting {
        let row = [(); 6].map(|()| fields.float((0.0, f64::MAX)));
        hours.waiting.push(Bar::from_row(0, &row).map_err(|_| invalid("it holds an hour that is no bar"))?);
    }
    let rows = read_rows(&mut fields)?;
    fields.end()?;
    Ok((feed, hours, rows))
}

/// Writes the names of accounts and what was said of each.
pub(super) fn write_rows<W>(bytes: &mut Vec<u8>, rows: &[Row<W>]) {
    bytes.extend((rows.len() as u16).to_le_bytes());
    for row in rows {
        run(bytes, row.name.as_bytes());
        run(bytes, &row.alerts.snapshot());
    }
}

pub(super) fn read_rows<W>(fields: &mut Fields<'_>) -> Result<Vec<Row<W>>, RiskError> {
    let accounts = fields.short();
    let mut rows = Vec::new();
    for _ in 0..accounts {
        let name = String::from_utf8(fields.run().to_vec()).map_err(|_| invalid("it holds a name that is no text"))?;
        rows.push(Row { name, watched: None, alerts: Alerts::restore(fields.run())?, fault: None });
    }
    Ok(rows)
}

/// Puts restored rows in place of those that are there; accounts handed in before the state was restored stay.
pub(super) fn take_up<W>(rows: &mut Vec<Row<W>>, mut restored: Vec<Row<W>>) {
    for row in core::mem::take(rows) {
        match restored.iter_mut().find(|restored| restored.name == row.name) {
            Some(restored) => restored.watched = row.watched,
            None => restored.push(row),
        }
    }
    *rows = restored;
}

/// Puts the rows that another one stored in place of those whose accounts were not handed in here.
pub(super) fn adopt<W>(rows: &mut Vec<Row<W>>, stored: Vec<Row<W>>) {
    rows.retain(|row| row.watched.is_some());
    let own = rows.len();
    for row in stored {
        if !rows.iter().take(own).any(|known| known.name == row.name) {
            rows.push(row);
        }
    }
}
