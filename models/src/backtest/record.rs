//! The record: every opening and every watched position of every asset.

use super::alerts::{IN_TIME, Path, Watched, watch};
use super::marks::{ACT_LEVEL, Marks};
use super::pair_record::{PairOpening, pair_record};
use super::positions::{KINDS, Opening, open};
use super::walk::Walk;
use crate::bars::{Series, Venue};
use crate::dataset::{Dataset, Member};
use crate::grid::{Grid, HOUR};
use anyhow::Result;
use plimsoll::volatility::Law;
use rayon::prelude::*;

/// Seconds between openings.
const DAY: u32 = 86_400;

/// Health factors of the alarms that `act` is set beside.
pub const FIXED_ALARMS: [f64; 8] = [1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.4, 1.5];

/// Counts of alarms on watched positions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AlarmCounts {
    /// Liquidations within the 60 days.
    pub liquidated: usize,
    /// Of them, with the alarm on at some hour of the last week, `IN_TIME` hours before or earlier.
    pub in_time: usize,
    /// Alarms with no liquidation within a week.
    pub false_alarms: usize,
    /// Months of 30 days watched.
    pub months: f64,
}

impl AlarmCounts {
    /// Adds a watched position.
    pub fn add(&mut self, one: &Watched) {
        self.months += f64::from(one.hours) / 720.0;
        self.false_alarms += one.alarms.iter().filter(|alarm| alarm.false_alarm).count();
        if let Some(end) = &one.liquidation {
            self.liquidated += 1;
            self.in_time += usize::from(end.within_week[ACT_LEVEL].is_some_and(|lead| lead >= IN_TIME));
        }
    }

    fn merge(&mut self, other: &Self) {
        self.liquidated += other.liquidated;
        self.in_time += other.in_time;
        self.false_alarms += other.false_alarms;
        self.months += other.months;
    }
}

/// What became of the advice.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Name and venue of every series of the data set.
    pub members: Vec<Member>,
    /// By series, then time.
    pub openings: Vec<Opening>,
    /// By series, then time.
    pub watched: Vec<Watched>,
    /// The same positions under an alarm at each of `FIXED_ALARMS`, longs and shorts.
    pub fixed_alarms: FixedAlarms,
    /// Positions of two assets; none where BTC or ETH is missing.
    pub pairs: Vec<PairOpening>,
    /// Per refit, the share of an own part that they left unstretched.
    pub unstretched: Vec<f64>,
    /// Simulated paths behind each of them.
    pub paths: u32,
}

type FixedAlarms = [[AlarmCounts; KINDS.len()]; FIXED_ALARMS.len()];

impl Record {
    /// Opens a long and a short in every spot asset, pegged ones apart, every day at 00:00 UTC; `done` is called per series.
    ///
    /// # Errors
    /// What the core refuses.
    pub fn new(series: &[Series], data: &Dataset, walk: &Walk, done: &(dyn Fn() + Sync)) -> Result<Self> {
        let parts: Vec<Part> = series
            .par_iter()
            .enumerate()
            .map(|(position, one)| {
                let member = &data.members[position];
                let judged = member.venue == Venue::Spot && !member.pegged;
                let part = if judged { asset(position, one, &data.grids[position], walk) } else { Ok(Default::default()) };
                done();
                part
            })
            .collect::<Result<_>>()?;
        let (pairs, unstretched) = pair_record(series, data, walk)?;
        let mut record = Self {
            members: data.members.clone(),
            openings: Vec::new(),
            watched: Vec::new(),
            fixed_alarms: Default::default(),
            pairs,
            unstretched,
            paths: walk.plan().paths,
        };
        for part in parts {
            record.openings.extend(part.openings);
            record.watched.extend(part.watched);
            let counts = record.fixed_alarms.iter_mut().flatten().zip(part.fixed_alarms.iter().flatten());
            counts.for_each(|(sum, count)| sum.merge(count));
        }
        Ok(record)
    }
}

/// What became of the advice in one asset.
#[derive(Default)]
struct Part {
    openings: Vec<Opening>,
    watched: Vec<Watched>,
    fixed_alarms: FixedAlarms,
}

fn asset(position: usize, series: &Series, grid: &Grid, walk: &Walk) -> Result<Part> {
    let (mut openings, mut marks) = (Vec::new(), Marks::default());
    walk.follow(series, HOUR, |t, _, forecast| {
        let law = Law::new(forecast)?;
        marks.push(t, &law)?;
        if t % DAY == 0 {
            openings.extend(open(position, t, grid, forecast, &law)?);
        }
        Ok(())
    })?;
    let path = Path::new(grid);
    let watched = openings.iter().filter_map(|opening| watch(opening, &path, &marks)).collect();
    let fixed_alarms = FIXED_ALARMS.map(|health| {
        let (marks, mut counts) = (Marks::fixed(health), [AlarmCounts::default(); KINDS.len()]);
        openings.iter().filter_map(|opening| watch(opening, &path, &marks)).for_each(|one| counts[one.kind as usize].add(&one));
        counts
    });
    Ok(Part { openings, watched, fixed_alarms })
}
