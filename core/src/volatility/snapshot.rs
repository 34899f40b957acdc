//! The bytes of a tracker: version, history, checksum; little-endian.
//!
//! ```text
//! "PLMT" · u16 version · u32 last_ts · f64 last_close · u16 hours · u8 days · f64, u8 today
//! · hours × (f64 log return, f64 log range, f32 volume, −1 where the bar is missing) · days × (f64, u8) · u64 FNV-1a of all before
//! ```

use super::window::{Day, Hour, MISSING, WINDOW_DAYS, WINDOW_HOURS, Window};
pub(super) use crate::bytes::{CHECKSUM_BYTES, Reader, checksum, invalid};
use crate::error::RiskError;
use crate::market::PRICE_RANGE;
use crate::units::SECONDS_PER_HOUR;
use alloc::vec::Vec;

const MAGIC: [u8; 4] = *b"PLMT";
const VERSION: u16 = 2;
/// No ratio of two accepted prices has a larger logarithm.
const LARGEST_LOG: f64 = 140.0;

pub(super) fn write(window: &Window) -> Vec<u8> {
    let (hours, days) = (window.hours.len(), window.day_hours.len());
    let mut bytes = Vec::with_capacity(48 + hours * 20 + days * 9);
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(window.last_ts.to_le_bytes());
    bytes.extend(window.last_close.to_le_bytes());
    bytes.extend((hours as u16).to_le_bytes());
    bytes.push(days as u8);
    write_day(&mut bytes, &window.today);
    for (hour, volume) in window.hours.oldest_first().zip(window.volumes.oldest_first()) {
        bytes.extend(hour.log_return.to_le_bytes());
        bytes.extend(hour.log_range.to_le_bytes());
        bytes.extend(volume.to_le_bytes());
    }
    for (squares, hours) in window.day_squares.oldest_first().zip(window.day_hours.oldest_first()) {
        write_day(&mut bytes, &Day { squares: *squares, hours: *hours });
    }
    let sum = checksum(&bytes);
    bytes.extend(sum.to_le_bytes());
    bytes
}

pub(super) fn read(bytes: &[u8]) -> Result<Window, RiskError> {
    let (body, sum) = bytes.split_last_chunk::<CHECKSUM_BYTES>().ok_or_else(|| invalid("it is truncated"))?;
    let mut reader = Reader { rest: body };
    if reader.take::<4>()? != MAGIC {
        return Err(invalid("it is not a tracker's snapshot"));
    }
    if u16::from_le_bytes(reader.take()?) != VERSION {
        return Err(invalid("it was written by another version"));
    }
    if checksum(body) != u64::from_le_bytes(*sum) {
        return Err(invalid("its checksum does not match: it is truncated or altered"));
    }
    let last_ts = u32::from_le_bytes(reader.take()?);
    let last_close = reader.float(0.0, PRICE_RANGE.1)?;
    let hour_count = u16::from_le_bytes(reader.take()?);
    let [day_count] = reader.take()?;
    let today = read_day(&mut reader, 0)?;
    // Midnight closes the day, so today holds what has passed of it, or less where the history began today.
    let passed = (last_ts / SECONDS_PER_HOUR + 1) % 24;
    let began = u32::from(today.hours) == passed.min(u32::from(hour_count));
    let counts_fit = u32::from(hour_count) <= WINDOW_HOURS && u32::from(day_count) <= WINDOW_DAYS && began;
    let price_fits = if hour_count == 0 { last_close == 0.0 } else { last_close >= PRICE_RANGE.0 };
    if !counts_fit || !price_fits || !last_ts.is_multiple_of(SECONDS_PER_HOUR) {
        return Err(invalid("its counts contradict each other"));
    }
    let mut window = Window { today, last_ts, last_close, ..Window::new() };
    for _ in 0..hour_count {
        let log_return = reader.float(-LARGEST_LOG, LARGEST_LOG)?;
        let log_range = reader.float(0.0, LARGEST_LOG)?;
        let volume = f32::from_le_bytes(reader.take()?);
        if volume.to_bits() != MISSING.to_bits() && !(0.0..=f32::MAX).contains(&volume) {
            return Err(invalid("it holds a number that no bar makes"));
        }
        window.hours.push(Hour { log_return, log_range });
        window.volumes.push(volume);
    }
    for _ in 0..day_count {
        let day = read_day(&mut reader, 1)?;
        window.day_squares.push(day.squares);
        window.day_hours.push(day.hours);
    }
    if reader.rest.is_empty() { Ok(window) } else { Err(invalid("it has bytes left over")) }
}

fn write_day(bytes: &mut Vec<u8>, day: &Day) {
    bytes.extend(day.squares.to_le_bytes());
    bytes.push(day.hours);
}

fn read_day(reader: &mut Reader<'_>, least_hours: u8) -> Result<Day, RiskError> {
    let squares = reader.float(0.0, 24.0 * LARGEST_LOG * LARGEST_LOG)?;
    let [hours] = reader.take()?;
    if (least_hours..=24).contains(&hours) { Ok(Day { squares, hours }) } else { Err(invalid("it holds a day of impossible length")) }
}
