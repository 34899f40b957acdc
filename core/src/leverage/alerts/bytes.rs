//! The bytes of an account's alerts.
//!
//! ```text
//! "PLMA" · u16 version · u8 said · u8 lower · f64 since · u8 highest · u8 count · count × f64 · 3 × (u8 stale · u8 better · f64 since)
//! · u64 FNV-1a of all before
//! ```

use super::state::{Alerts, LIQUIDATABLE, MOST_LOWERED};
use crate::bytes::{Fields, begin, seal};
use crate::error::RiskError;
use alloc::vec::Vec;

const MARK: [u8; 4] = *b"PLMA";
const VERSION: u16 = 1;
const ALL: (f64, f64) = (-f64::MAX, f64::MAX);

pub(super) fn write(alerts: &Alerts) -> Vec<u8> {
    let mut bytes = begin(MARK, VERSION);
    bytes.push(alerts.said);
    time(&mut bytes, alerts.lower.map(|lower| lower.0));
    bytes.push(alerts.lower.map_or(0, |lower| lower.1));
    bytes.push(alerts.lowered.len() as u8);
    for at in &alerts.lowered {
        bytes.extend(at.to_le_bytes());
    }
    for (stale, better) in alerts.stale.iter().zip(alerts.better) {
        bytes.push(u8::from(*stale));
        time(&mut bytes, better);
    }
    seal(bytes)
}

pub(super) fn read(bytes: &[u8]) -> Result<Alerts, RiskError> {
    let mut fields = Fields::open(bytes, MARK, VERSION, "it is not the state of alerts")?;
    let said = fields.byte();
    let since = read_time(&mut fields);
    let (highest, count) = (fields.byte(), usize::from(fields.byte()));
    if said > LIQUIDATABLE || count > MOST_LOWERED || (since.is_some() && highest >= said) {
        fields.fail("its levels contradict each other");
    }
    let mut alerts = Alerts { said, lower: since.map(|since| (since, highest)), ..Alerts::default() };
    alerts.lowered = (0..count.min(MOST_LOWERED)).map(|_| fields.float(ALL)).collect();
    for (stale, better) in alerts.stale.iter_mut().zip(&mut alerts.better) {
        (*stale, *better) = (fields.byte() != 0, read_time(&mut fields));
    }
    fields.end()?;
    Ok(alerts)
}

fn time(bytes: &mut Vec<u8>, at: Option<f64>) {
    bytes.push(u8::from(at.is_some()));
    bytes.extend(at.unwrap_or(0.0).to_le_bytes());
}

fn read_time(fields: &mut Fields<'_>) -> Option<f64> {
    let there = fields.byte();
    let at = fields.float(ALL);
    (there != 0).then_some(at)
}
