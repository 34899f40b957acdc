//! The bytes of a feed.
//!
//! ```text
//! "PLMO" · u16 version · u8 sources · f64 last, last_at, confirmed_at, began
//! · sources × (9 × f64 · 2 × u32) · minute, ended minute, hour: each u8 there · u32 ts · 4 × f64 · u32 minutes of the hour
//! · sources × f64 volume · u64 FNV-1a of all before
//! ```

use super::candles::Candle;
use super::feed::Feed;
use super::source::NO_LAG;
use crate::bytes::{Fields, begin, seal};
use crate::error::RiskError;
use crate::market::PRICE_RANGE;
use alloc::vec::Vec;

const MARK: [u8; 4] = *b"PLMO";
const VERSION: u16 = 1;
const TIMES: (f64, f64) = (0.0, u32::MAX as f64);
const PRICES: (f64, f64) = (0.0, PRICE_RANGE.1);

pub(super) fn write(feed: &Feed) -> Vec<u8> {
    let mut bytes = begin(MARK, VERSION);
    bytes.push(feed.sources.len() as u8);
    floats(&mut bytes, &[feed.last, feed.last_at, feed.confirmed_at, feed.began]);
    for source in &feed.sources {
        let [lag, before] = source.lags;
        let times = [source.stamp, source.at, source.still_since, source.lag_began];
        floats(&mut bytes, &[source.id, source.price, source.others_then, lag, before]);
        floats(&mut bytes, &times);
        bytes.extend(source.duplicates.to_le_bytes());
        bytes.extend(source.out_of_order.to_le_bytes());
    }
    candle(&mut bytes, feed.candles.minute);
    candle(&mut bytes, feed.candles.ended);
    candle(&mut bytes, feed.candles.hour.map(|hour| hour.0));
    bytes.extend(feed.candles.hour.map_or(0, |hour| hour.1).to_le_bytes());
    floats(&mut bytes, &feed.candles.volumes);
    seal(bytes)
}

/// Fills a new feed of the same sources.
pub(super) fn read(mut feed: Feed, bytes: &[u8]) -> Result<Feed, RiskError> {
    let mut fields = Fields::open(bytes, MARK, VERSION, "it is not a feed's snapshot")?;
    if usize::from(fields.byte()) != feed.sources.len() {
        fields.fail("it was written for other sources");
    }
    feed.last = fields.float(PRICES);
    for time in [&mut feed.last_at, &mut feed.confirmed_at, &mut feed.began] {
        *time = fields.float(TIMES);
    }
    for source in &mut feed.sources {
        source.id = fields.float((-f64::MAX, f64::MAX));
        source.price = fields.float(PRICES);
        source.others_then = fields.float(PRICES);
        source.lags = [(); 2].map(|()| fields.float((-NO_LAG, NO_LAG)));
        for time in [&mut source.stamp, &mut source.at, &mut source.still_since, &mut source.lag_began] {
            // The receiver's clock may be ahead of a stamp or behind it, so a time reckoned from both may lie outside the clock.
            *time = fields.float((-TIMES.1, 2.0 * TIMES.1));
        }
        source.duplicates = fields.whole();
        source.out_of_order = fields.whole();
    }
    feed.candles.minute = read_candle(&mut fields);
    feed.candles.ended = read_candle(&mut fields);
    let hour = read_candle(&mut fields);
    let minutes = fields.whole();
    if minutes > 60 || hour.is_none() != (minutes == 0) {
        fields.fail("its minutes contradict each other");
    }
    feed.candles.hour = hour.map(|hour| (hour, minutes));
    for volume in &mut feed.candles.volumes {
        *volume = fields.float((0.0, f64::MAX));
    }
    fields.end()?;
    Ok(feed)
}

fn floats(bytes: &mut Vec<u8>, values: &[f64]) {
    for value in values {
        bytes.extend(value.to_le_bytes());
    }
}

fn candle(bytes: &mut Vec<u8>, candle: Option<Candle>) {
    bytes.push(u8::from(candle.is_some()));
    if let Some(Candle { ts, open, high, low, close }) = candle {
        bytes.extend(ts.to_le_bytes());
        floats(bytes, &[open, high, low, close]);
    }
}

#[inline(never)]
fn read_candle(fields: &mut Fields<'_>) -> Option<Candle> {
    if fields.byte() == 0 {
        return None;
    }
    let ts = fields.whole();
    let [open, high, low, close] = [(); 4].map(|()| fields.float(PRICE_RANGE));
    if low > open.min(close) || high < open.max(close) {
        fields.fail("it holds a candle that contradicts itself");
    }
    Some(Candle { ts, open, high, low, close })
}
