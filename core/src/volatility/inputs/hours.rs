//! Prices of any kind as hourly bars: what is known goes in as it is, what is not is filled with its expectation.

use super::kind::PriceKind;
use crate::error::{RiskError, RiskErrorKind};
use crate::market::{Bar, PRICE_RANGE};
use crate::math;
use crate::units::{SECONDS_PER_HOUR, Shown, finite};
use crate::volatility::Prior;
use alloc::collections::VecDeque;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

/// `4 ln 2`: the mean squared log range over it is a variance (Parkinson 1980).
const PARKINSON: f64 = 2.772_588_722_239_781;

/// Hours whose squared returns say how wide an unseen range was.
const NEIGHBOURS: usize = 6;

/// Hours for which an oracle's last price holds: the longest heartbeat in use.
const HEARTBEAT_HOURS: u32 = 24;

/// Five-minute bars that an hour needs, of twelve.
const LEAST_FINE: u32 = 6;

const HOURS_PER_DAY: u32 = 24;

/// Earliest time accepted, seconds UTC: an hour's end must not lie before the epoch.
const EARLIEST: f64 = 86_400.0;

/// Returns prices of a kind as hourly bars whose hours end `offset` seconds after the full hour, labelled by full hours.
///
/// - `prices`: flat rows of `kind`, oldest first.
/// - `prior`: its two levels say how much wider an hour's range is than its return.
/// - `offset`: in [0, 3600); that of the last row's end makes the last hour a whole one.
///
/// Ranges that a sample cannot show are filled so that Parkinson's variance equals that of the last six returns; a day becomes
/// 24 hours of the same size whose returns sum to its own and whose variance is its range's.
///
/// # Errors
/// `length_mismatch`, `not_finite`, `out_of_range`, `invalid_bar`, `unordered_bars`.
pub fn hourly_bars(prices: &[f64], kind: PriceKind, prior: &Prior, offset: u32) -> Result<Vec<Bar>, RiskError> {
    let rows = Rows::new(prices, kind)?;
    let widening = math::exp(prior.log_range_variance - prior.log_variance);
    Ok(match kind {
        PriceKind::HourlyCloses => ranged(sampled(&rows, offset, 0)?, widening),
        PriceKind::OracleUpdates => ranged(sampled(&rows, offset, HEARTBEAT_HOURS)?, widening),
        PriceKind::DailyBars => days(&rows, widening)?,
        PriceKind::FiveMinuteBars => merged(&rows, offset)?,
    })
}

/// Flat rows with their checks.
pub(super) struct Rows<'a> {
    prices: &'a [f64],
    kind: PriceKind,
}

impl<'a> Rows<'a> {
    /// Refuses prices that are not whole rows.
    pub(super) fn new(prices: &'a [f64], kind: PriceKind) -> Result<Self, RiskError> {
        let fields = kind.fields();
        if prices.len().is_multiple_of(fields) {
            return Ok(Self { prices, kind });
        }
        Err(RiskError::length_mismatch("prices", &format!("a multiple of {fields} values"), prices.len()))
    }

    /// Each row as a bar over its own span, in order; a sample is a bar without a range. The times are the rows' own.
    pub(super) fn bars(&self) -> impl Iterator<Item = Result<Bar, RiskError>> + '_ {
        let mut previous: Option<u32> = None;
        self.prices.chunks_exact(self.kind.fields()).enumerate().map(move |(index, row)| {
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            let bar = self.bar(index, row)?;
            match previous {
                Some(previous_ts) if bar.ts <= previous_ts => {
                    Err(RiskError::from(RiskErrorKind::UnorderedBars { index, ts: bar.ts, previous_ts }))
                }
                _ => {
                    previous = Some(bar.ts);
                    Ok(bar)
                }
            }
        })
    }

    fn bar(&self, index: u32, row: &[f64]) -> Result<Bar, RiskError> {
        let (ts, open, high, low, close, volume) = match *row {
            [ts, price] => (ts, price, price, price, price, 0.0),
            [ts, open, high, low, close, volume] => (ts, open, high, low, close, volume),
            _ => (f64::NAN, 0.0, 0.0, 0.0, 0.0, 0.0),
        };
        finite(&format!("prices[{index}].ts"), ts)?;
        let step = f64::from(self.kind.seconds().clamp(1, SECONDS_PER_HOUR));
        if !(EARLIEST..=f64::from(u32::MAX)).contains(&ts) || math::floor(ts / step) * step != ts {
            let expected = if step > 1.0 { format!("seconds UTC, a multiple of {}", Shown(step)) } else { "whole seconds UTC".to_string() };
            return Err(RiskError::out_of_range(
                &format!("prices[{index}].ts"),
                &format!("{expected}, in [86400, 4294967295]"),
                Shown(ts),
                "pass seconds, not milliseconds",
            ));
        }
        // The door of hourly bars checks the prices; the time is not an hour's.
        Bar { ts: 0, open, high, low, close, volume }.check(index)?;
        Ok(Bar { ts: ts as u32, open, high, low, close, volume })
    }
}

/// The full hour at which the hour that ends at or after `end` is labelled to end.
fn labelled_end(end: u32, offset: u32) -> u32 {
    let hour = u64::from(SECONDS_PER_HOUR);
    let shifted = (u64::from(end) + hour - u64::from(offset)).div_ceil(hour) * hour - hour;
    u32::try_from(shifted).unwrap_or(u32::MAX / SECONDS_PER_HOUR * SECONDS_PER_HOUR)
}

/// Hours from samples; a price holds for `carried` hours without one.
fn sampled(rows: &Rows<'_>, offset: u32, carried: u32) -> Result<Vec<Bar>, RiskError> {
    let mut bars: Vec<Bar> = Vec::new();
    for sample in rows.bars() {
        let sample = sample?;
        let (price, ts) = (sample.close, labelled_end(sample.ts, offset).saturating_sub(SECONDS_PER_HOUR));
        if let Some(bar) = bars.last_mut().filter(|bar| bar.ts == ts) {
            (bar.high, bar.low, bar.close) = (bar.high.max(price), bar.low.min(price), price);
            continue;
        }
        let before = bars.last().map_or((ts, price), |bar| (bar.ts, bar.close));
        let silent = (ts - before.0) / SECONDS_PER_HOUR;
        if silent > 1 && silent <= carried {
            let still = |hour| Bar { ts: before.0 + hour * SECONDS_PER_HOUR, ..flat(before.1) };
            bars.extend((1..silent).map(still));
        }
        let open = before.1;
        bars.push(Bar { ts, open, high: open.max(price), low: open.min(price), close: price, volume: 0.0 });
    }
    Ok(bars)
}

fn flat(price: f64) -> Bar {
    Bar { ts: 0, open: price, high: price, low: price, close: price, volume: 0.0 }
}

/// Widens each hour to the range that the returns about it let expect.
fn ranged(mut bars: Vec<Bar>, widening: f64) -> Vec<Bar> {
    let mut recent: VecDeque<f64> = VecDeque::with_capacity(NEIGHBOURS + 1);
    for bar in &mut bars {
        let log_return = math::ln(bar.close / bar.open);
        recent.push_back(log_return * log_return);
        if recent.len() > NEIGHBOURS {
            recent.pop_front();
        }
        let mean = recent.iter().sum::<f64>() / recent.len() as f64;
        widen(bar, math::sqrt(PARKINSON * widening * mean));
    }
    bars
}

/// Moves high and low apart to a log range, about equally beyond the body; a wider bar is left as it is.
fn widen(bar: &mut Bar, log_range: f64) {
    let missing = log_range - math::ln(bar.high / bar.low);
    if missing > 0.0 {
        let factor = math::exp(0.5 * missing);
        bar.high = (bar.high * factor).min(PRICE_RANGE.1);
        bar.low = (bar.low / factor).max(PRICE_RANGE.0);
    }
}

/// Each day as 24 hours: returns `R/24 ± δ` in turn, with `Σ r = R` and `Σ r² = max(range²/(4 ln 2), R²/24)`.
fn days(rows: &Rows<'_>, widening: f64) -> Result<Vec<Bar>, RiskError> {
    let mut bars = Vec::with_capacity(rows.prices.len() / rows.kind.fields() * HOURS_PER_DAY as usize);
    for day in rows.bars() {
        let day = day?;
        let (log_range, log_return) = (math::ln(day.high / day.low), math::ln(day.close / day.open));
        let count = f64::from(HOURS_PER_DAY);
        let drift = log_return / count;
        let hourly = (log_range * log_range / PARKINSON / count).max(drift * drift);
        let swing = math::sqrt(hourly - drift * drift);
        let mut open = day.open;
        for hour in 0..HOURS_PER_DAY {
            let step = if hour % 2 == 0 { drift + swing } else { drift - swing };
            let close = if hour + 1 == HOURS_PER_DAY { day.close } else { (open * math::exp(step)).clamp(PRICE_RANGE.0, PRICE_RANGE.1) };
            // Past the end of the clock there is no bar.
            let Some(ts) = day.ts.checked_add(hour * SECONDS_PER_HOUR) else { break };
            let mut bar = Bar { ts, open, high: open.max(close), low: open.min(close), close, volume: day.volume / count };
            widen(&mut bar, math::sqrt(PARKINSON * widening * hourly));
            bars.push(bar);
            open = close;
        }
    }
    // Days that overlap were refused as unordered only when they open together.
    match bars.windows(2).position(|pair| matches!(pair, [a, b] if b.ts <= a.ts)) {
        None => Ok(bars),
        Some(at) => {
            let at_ts = |position: usize| bars.get(position).map_or(0, |bar| bar.ts);
            Err(RiskError::from(RiskErrorKind::UnorderedBars {
                index: ((at + 1) / HOURS_PER_DAY as usize) as u32,
                ts: at_ts(at + 1),
                previous_ts: at_ts(at),
            }))
        }
    }
}

/// Hours from five-minute bars, exactly; one with fewer than half of them is missing.
fn merged(rows: &Rows<'_>, offset: u32) -> Result<Vec<Bar>, RiskError> {
    let mut bars: Vec<(Bar, u32)> = Vec::new();
    for fine in rows.bars() {
        let fine = fine?;
        let ts = labelled_end(fine.ts.saturating_add(rows.kind.seconds()), offset).saturating_sub(SECONDS_PER_HOUR);
        match bars.last_mut().filter(|(bar, _)| bar.ts == ts) {
            Some((bar, count)) => {
                (bar.high, bar.low, bar.close) = (bar.high.max(fine.high), bar.low.min(fine.low), fine.close);
                bar.volume += fine.volume;
                *count += 1;
            }
            None => bars.push((Bar { ts, ..fine }, 1)),
        }
    }
    Ok(bars.into_iter().filter(|(_, count)| *count >= LEAST_FINE).map(|(bar, _)| bar).collect())
}
