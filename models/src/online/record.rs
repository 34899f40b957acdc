//! Leads every series' devices through the walk forward and keeps what was shown beside what happened.

use super::device::{Alarms, Device, halved};
use crate::backtest::{Plan, Walk};
use crate::bars::Series;
use crate::dataset::{Dataset, Row};
use crate::evaluate::JUDGED;
use crate::grid::HOUR;
use crate::train::{Options, train};
use anyhow::{Context, Result};
use plimsoll::volatility::{ANCHORS, CalibrationRecord, Forecast, LEVELS};
use rayon::prelude::*;
use std::collections::BTreeMap;
use time::macros::utc_datetime;

/// Levels calibrated, as positions in the core's levels: 20 and 5 %.
pub const CALIBRATED: [usize; 2] = [1, 2];

/// Seconds between decisions.
const DAY: u32 = 24 * HOUR;

/// Days that a stream needs before and after the break for its delay to be counted.
const DAYS_AROUND_BREAK: u32 = 300;

/// One horizon of one test row.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Decision time.
    pub ts: u32,
    /// Annualised volatility of the last 30 days.
    pub sigma: f64,
    /// Position in the core's anchors.
    pub anchor: usize,
    /// Worst fall and worst rise.
    pub realised: [f64; 2],
    /// The model's quantiles per side and level of `CALIBRATED`.
    pub model: [[f64; CALIBRATED.len()]; 2],
    /// Those shown.
    pub shown: [[f64; CALIBRATED.len()]; 2],
}

/// What the monitors of one series said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Watched {
    /// Of the forecasts as they were made.
    pub made: Alarms,
    /// Of the halved ones, from the first day.
    pub halved: Alarms,
    /// Of those that are halved from 2022 on, since then; absent where too few days lie before or after.
    pub halved_later: Option<Alarms>,
    /// Of the forecasts of a model that knows 2023 alone.
    pub narrow: Option<Alarms>,
}

/// One series with its test rows.
#[derive(Clone, Debug)]
pub struct Stream {
    /// Position of the series in the data set.
    pub series: usize,
    /// Days on which a forecast was made and shown.
    pub days: u32,
    /// In the order of time, horizons within.
    pub outcomes: Vec<Outcome>,
    /// The monitors.
    pub watched: Watched,
    /// The device's own record at the end: outcomes that ended before the last decision.
    pub own: CalibrationRecord,
}

/// All series.
#[derive(Clone, Debug)]
pub struct Record {
    /// One per series with a test row.
    pub streams: Vec<Stream>,
}

/// When the later break begins.
fn break_time() -> u32 {
    seconds(utc_datetime!(2022-01-01 0:00))
}

fn seconds(time: time::UtcDateTime) -> u32 {
    u32::try_from(time.unix_timestamp()).unwrap_or(0)
}

/// A walk over 2024-01 to 2025-06 with weights that were learned from 2023 alone.
///
/// # Errors
/// Too few rows, or a bar that the core refuses.
pub fn narrow(series: &[Series], data: &Dataset, options: &Options) -> Result<Walk> {
    let (from, until) = (seconds(utc_datetime!(2023-01-01 0:00)), seconds(utc_datetime!(2024-01-01 0:00)));
    let rows = data.rows.iter().filter(|row| row.ts >= from && row.ts < until).cloned().collect();
    let year = Dataset { members: data.members.clone(), grids: Vec::new(), rows };
    let plan = Plan { refits: vec![until], until: seconds(utc_datetime!(2025-07-01 0:00)), ..Plan::public() };
    Walk::new(series, &plan, vec![train(&year, until, options, &|| ())?])
}

impl Record {
    /// Leads the devices of every series.
    ///
    /// # Errors
    /// A bar or a forecast that the core refuses.
    pub fn new(series: &[Series], data: &Dataset, walk: &Walk, narrow: &Walk) -> Result<Self> {
        let mut rows: Vec<BTreeMap<u32, &Row>> = series.iter().map(|_| BTreeMap::new()).collect();
        for row in data.rows.iter().filter(|row| row.ts.is_multiple_of(DAY)) {
            rows[row.series].insert(row.ts, row);
        }
        let streams: Vec<Stream> = (0..series.len())
            .into_par_iter()
            .map(|position| {
                stream(position, &series[position], &rows[position], walk, narrow).with_context(|| series[position].asset.clone())
            })
            .collect::<Result<_>>()?;
        Ok(Self { streams: streams.into_iter().filter(|stream| stream.days > 0).collect() })
    }
}

fn stream(position: usize, series: &Series, rows: &BTreeMap<u32, &Row>, walk: &Walk, narrow: &Walk) -> Result<Stream> {
    let (mut made, mut broken, mut later) = (Device::default(), Device::default(), Device::default());
    let (mut outcomes, mut days, mut before, mut judged_before) = (Vec::new(), 0, 0, Alarms::default());
    let mut feed = Feed { series, next: 0 };
    walk.follow(series, DAY, |t, _, forecast| {
        let Some(row) = rows.get(&t) else { return Ok(()) };
        let bars = feed.until(t);
        let shown = made.day(&bars, forecast)?;
        broken.day(&bars, &halved(forecast))?;
        if t < break_time() {
            later.day(&bars, forecast)?;
            before += 1;
        } else {
            if days == before {
                judged_before = later.alarms();
                later.forget_alarms();
            }
            later.day(&bars, &halved(forecast))?;
        }
        days += 1;
        outcomes.extend(JUDGED.iter().filter_map(|anchor| outcome(row, *anchor, forecast, &shown)));
        Ok(())
    })?;
    let enough = before >= DAYS_AROUND_BREAK && days - before >= DAYS_AROUND_BREAK;
    let alarms = later.alarms();
    // The monitor counts from its first day: those before the break are not part of the delay.
    let since = |day: u32| day.saturating_sub(judged_before.days);
    let hits = [0, 1].map(|side| alarms.hits[side] - judged_before.hits[side]);
    let since_break = Alarms { days: since(alarms.days), hits, watch: alarms.watch.map(since), broken: alarms.broken.map(since) };
    let watched = Watched {
        made: made.alarms(),
        halved: broken.alarms(),
        halved_later: enough.then_some(since_break),
        narrow: watch(series, rows, narrow)?,
    };
    Ok(Stream { series: position, days, outcomes, watched, own: made.record()? })
}

fn watch(series: &Series, rows: &BTreeMap<u32, &Row>, walk: &Walk) -> Result<Option<Alarms>> {
    let mut device = Device::default();
    let mut feed = Feed { series, next: 0 };
    let mut days = 0;
    walk.follow(series, DAY, |t, _, forecast| {
        if rows.contains_key(&t) {
            device.day(&feed.until(t), forecast)?;
            days += 1;
        }
        Ok(())
    })?;
    Ok((days > 0).then(|| device.alarms()))
}

fn outcome(row: &Row, anchor: usize, forecast: &Forecast, shown: &Forecast) -> Option<Outcome> {
    let target = row.targets[anchor]?;
    let quantiles = |forecast: &Forecast| {
        let horizon = forecast.horizons.iter().find(|horizon| horizon.horizon_hours == f64::from(ANCHORS[anchor]))?;
        let at = |side: &[f64]| {
            let mut out = [0.0; CALIBRATED.len()];
            for (out, level) in out.iter_mut().zip(CALIBRATED) {
                *out = *side.get(forecast.levels.iter().position(|known| *known == LEVELS[level])?)?;
            }
            Some(out)
        };
        Some([at(&horizon.drawdown)?, at(&horizon.runup)?])
    };
    Some(Outcome {
        ts: row.ts,
        sigma: (row.past[2] * 8_760.0).sqrt(),
        anchor,
        realised: [target.drawdown, target.runup],
        model: quantiles(forecast)?,
        shown: quantiles(shown)?,
    })
}

/// The bars of a series in flat rows, those that have closed.
struct Feed<'a> {
    series: &'a Series,
    next: usize,
}

impl Feed<'_> {
    fn until(&mut self, t: u32) -> Vec<f64> {
        let mut rows = Vec::new();
        while let Some(bar) = self.series.bars.get(self.next)
            && bar.ts + HOUR <= t
        {
            rows.extend([f64::from(bar.ts), bar.open, bar.high, bar.low, bar.close, bar.volume]);
            self.next += 1;
        }
        rows
    }
}
