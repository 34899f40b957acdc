//! The bytes of a calibration: version, clock, streams, open forecasts, monitor, checksum; little-endian, at most 1,024.
//!
//! ```text
//! "PLMC" · u16 version · u32 clock · f64 last close · u16 dropped
//! · 12 × (3 × (f32 shift, f32 weight) · f32 reckoner · u16 resolved, hits, model hits)
//! · u8 forecasts × (u32 as_of · f64 price · f32 fall, rise · u8 bars · 4 × (f32 model, f32 shown) per open horizon)
//! · f32 variance · f64 squares · 4 × f32 · 6 × f32 evidence · u32 days · u64 FNV-1a of all before
//! ```

use super::state::{Day, HORIZONS, MOST_PENDING, Pending, SLOTS, SPACING, State};
use super::stream::{EXPERTS, Expert, Slot, Stream};
use crate::error::RiskError;
use crate::units::SECONDS_PER_HOUR;
use crate::volatility::drift::Monitor;
use crate::volatility::snapshot::{CHECKSUM_BYTES, Reader, checksum, invalid};
use alloc::vec::Vec;

/// The largest state: every horizon of the newest forecast open, two of the next two, one of the other four.
#[cfg(test)]
pub(super) const MOST_BYTES: usize = 1_024;

const MAGIC: [u8; 4] = *b"PLMC";
const VERSION: u16 = 1;

/// Bounds of what is stored, wider than anything computed.
const PRICES: (f64, f64) = (0.0, 1e30);
const DISTANCES: (f64, f64) = (0.0, 140.0);
const QUANTILES: (f64, f64) = (9e-21, 60.0);
const SHIFTS: (f64, f64) = (-0.25, 2.1);
const EVIDENCE: (f64, f64) = (0.0, 1.1e30);

pub(super) fn write(state: &State) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1_024);
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(state.clock.to_le_bytes());
    bytes.extend(state.last_close.to_le_bytes());
    bytes.extend(state.dropped.to_le_bytes());
    for stream in state.streams.iter().flatten() {
        for expert in &stream.experts {
            floats(&mut bytes, [expert.shift, expert.weight]);
        }
        floats(&mut bytes, [stream.reckoner]);
        for count in [stream.resolved, stream.hits, stream.model_hits] {
            bytes.extend(count.to_le_bytes());
        }
    }
    bytes.push(state.pending.len() as u8);
    for pending in &state.pending {
        bytes.extend(pending.as_of.to_le_bytes());
        bytes.extend(pending.price.to_le_bytes());
        floats(&mut bytes, [pending.fall, pending.rise]);
        bytes.push(pending.real);
        for (slots, _) in pending.slots.iter().zip(HORIZONS).filter(|(_, hours)| pending.open(*hours, state.clock)) {
            for slot in slots {
                floats(&mut bytes, [slot.model, slot.shown]);
            }
        }
    }
    floats(&mut bytes, [state.day.variance]);
    bytes.extend(state.day.squares.to_le_bytes());
    for side in state.day.outer {
        floats(&mut bytes, side);
    }
    for evidence in state.monitor.evidence {
        floats(&mut bytes, evidence);
    }
    bytes.extend(state.monitor.days.to_le_bytes());
    let sum = checksum(&bytes);
    bytes.extend(sum.to_le_bytes());
    bytes
}

pub(super) fn read(bytes: &[u8]) -> Result<State, RiskError> {
    let (body, sum) = bytes.split_last_chunk::<CHECKSUM_BYTES>().ok_or_else(|| invalid("it is truncated"))?;
    let mut reader = Reader { rest: body };
    if reader.take::<4>()? != MAGIC {
        return Err(invalid("it is not a calibration's state"));
    }
    if u16::from_le_bytes(reader.take()?) != VERSION {
        return Err(invalid("it was written by another version"));
    }
    if checksum(body) != u64::from_le_bytes(*sum) {
        return Err(invalid("its checksum does not match: it is truncated or altered"));
    }
    let clock = u32::from_le_bytes(reader.take()?);
    let last_close = reader.float(PRICES.0, PRICES.1)?;
    let dropped = u16::from_le_bytes(reader.take()?);
    let mut streams = [[Stream::default(); SLOTS]; HORIZONS.len()];
    for stream in streams.iter_mut().flatten() {
        *stream = read_stream(&mut reader)?;
    }
    let [count] = reader.take()?;
    let mut pending: Vec<Pending> = Vec::with_capacity(MOST_PENDING);
    for _ in 0..count {
        let one = read_pending(&mut reader, clock)?;
        let spaced = pending.last().is_none_or(|last| one.as_of >= last.as_of.saturating_add(SPACING));
        let open = HORIZONS.iter().any(|hours| one.open(*hours, clock));
        if !spaced || !open || one.as_of > clock || !one.as_of.is_multiple_of(SECONDS_PER_HOUR) || pending.len() == MOST_PENDING {
            return Err(invalid("its forecasts contradict each other"));
        }
        pending.push(one);
    }
    let variance = single(&mut reader, (0.0, 1e12))?;
    let squares = reader.float(0.0, 1e9)?;
    let mut outer = [[0.0; 2]; 2];
    for quantile in outer.iter_mut().flatten() {
        *quantile = single(&mut reader, (0.0, QUANTILES.1))?;
    }
    let mut evidence = [[0.0; 2]; 3];
    for one in evidence.iter_mut().flatten() {
        *one = single(&mut reader, EVIDENCE)?;
    }
    let days = u32::from_le_bytes(reader.take()?);
    let day = Day { variance, squares, outer };
    let state = State { clock, last_close, dropped, streams, pending, day, monitor: Monitor { evidence, days } };
    if reader.rest.is_empty() { Ok(state) } else { Err(invalid("it has bytes left over")) }
}

fn read_stream(reader: &mut Reader<'_>) -> Result<Stream, RiskError> {
    let mut experts = [Expert { shift: 0.0, weight: 0.0 }; EXPERTS];
    for expert in &mut experts {
        *expert = Expert { shift: single(reader, SHIFTS)?, weight: single(reader, (1e-4, 1.0))? };
    }
    let reckoner = single(reader, SHIFTS)?;
    let mut count = || reader.take().map(u16::from_le_bytes);
    Ok(Stream { experts, reckoner, resolved: count()?, hits: count()?, model_hits: count()? })
}

fn read_pending(reader: &mut Reader<'_>, clock: u32) -> Result<Pending, RiskError> {
    let as_of = u32::from_le_bytes(reader.take()?);
    let price = reader.float(f64::MIN_POSITIVE, PRICES.1)?;
    let (fall, rise) = (single(reader, DISTANCES)?, single(reader, DISTANCES)?);
    let [real] = reader.take()?;
    let mut pending = Pending { as_of, price, fall, rise, real, slots: [[Slot::default(); SLOTS]; HORIZONS.len()] };
    let open = HORIZONS.map(|hours| pending.open(hours, clock));
    for (slots, _) in pending.slots.iter_mut().zip(open).filter(|(_, open)| *open) {
        for slot in slots {
            *slot = Slot { model: single(reader, QUANTILES)?, shown: single(reader, QUANTILES)? };
        }
    }
    Ok(pending)
}

fn floats<const N: usize>(bytes: &mut Vec<u8>, values: [f32; N]) {
    for value in values {
        bytes.extend(value.to_le_bytes());
    }
}

fn single(reader: &mut Reader<'_>, (low, high): (f64, f64)) -> Result<f32, RiskError> {
    let value = f32::from_le_bytes(reader.take()?);
    if f64::from(value) >= low && f64::from(value) <= high { Ok(value) } else { Err(invalid("it holds a number that no outcome makes")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fullest_state_fits() {
        let as_of = |day: u32| 1_750_032_000 + day * SPACING;
        let pending = |day: u32| Pending {
            as_of: as_of(day),
            price: 100.0,
            fall: 0.1,
            rise: 0.1,
            real: 24,
            slots: [[Slot { model: 0.1, shown: 0.2 }; SLOTS]; HORIZONS.len()],
        };
        let pending: Vec<Pending> = (0..MOST_PENDING as u32).map(pending).collect();
        let mut state = State { clock: as_of(6), last_close: 100.0, pending, ..State::default() };
        let bytes = write(&state);
        assert!(bytes.len() <= MOST_BYTES, "{} bytes", bytes.len());
        let restored = read(&bytes);
        // Slots of ended horizons are not stored.
        for one in &mut state.pending {
            for (slots, hours) in one.slots.iter_mut().zip(HORIZONS) {
                if one.as_of + hours * SECONDS_PER_HOUR <= state.clock {
                    *slots = [Slot::default(); SLOTS];
                }
            }
        }
        assert_eq!(restored, Ok(state));
    }
}
