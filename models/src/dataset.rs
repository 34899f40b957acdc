//! Rows: the core's own features at a decision time, beside what happened next.

use crate::bars::{Series, Venue, is_pegged};
use crate::grid::{Grid, HOUR};
use crate::targets::{Targets, targets};
use anyhow::{Context, Result};
use plimsoll::volatility::{FEATURE_COUNT, MarketState, Prior, Tracker, WINDOW_HOURS, features};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Seconds between training rows.
pub const TRAINING_STEP: u32 = 21_600;

/// Oldest BTC or ETH bar that still speaks for the market, seconds.
pub const MARKET_AGE: u32 = 6 * HOUR;

/// One asset at one decision time.
#[derive(Clone, Debug)]
pub struct Row {
    /// Position of its series in the data set.
    pub series: usize,
    /// Decision time, seconds UTC.
    pub ts: u32,
    /// The core's features.
    pub features: [f64; FEATURE_COUNT],
    /// Whether the market's features are there.
    pub market: bool,
    /// Mean squared log return of the last 24, 168 and 720 hours: what the baselines read.
    pub past: [f64; 3],
    /// What happened next.
    pub targets: Targets,
}

/// Name and venue of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Name of the asset.
    pub asset: String,
    /// Spot or perpetual.
    pub venue: Venue,
    /// Follows another price.
    pub pegged: bool,
}

/// All rows, by series and time, with the grids for the baselines that read days.
#[derive(Debug)]
pub struct Dataset {
    /// One per series.
    pub members: Vec<Member>,
    /// One per series.
    pub grids: Vec<Grid>,
    /// By series, then time.
    pub rows: Vec<Row>,
}

/// The market's state at each decision time at which BTC and ETH both have a full history.
#[derive(Debug, Default)]
pub struct MarketTimeline(BTreeMap<u32, MarketState>);

impl MarketTimeline {
    /// Follows BTC and ETH and keeps the state at the given decision times, which rise.
    ///
    /// # Errors
    /// A bar that the core refuses.
    pub fn new(btc: &Series, eth: &Series, times: impl Iterator<Item = u32>, prior: &Prior) -> Result<Self> {
        let (mut btc, mut eth) = (Follower::new(btc), Follower::new(eth));
        let mut states = BTreeMap::new();
        for t in times {
            btc.advance(t)?;
            eth.advance(t)?;
            if btc.speaks(t) && eth.speaks(t) {
                states.insert(t, MarketState::from_trackers(&btc.tracker, &eth.tracker, prior));
            }
        }
        Ok(Self(states))
    }

    /// The state at a decision time.
    #[must_use]
    pub fn at(&self, t: u32) -> Option<&MarketState> {
        self.0.get(&t)
    }
}

/// A tracker that is led through a series without ever seeing a bar that is not closed.
pub struct Follower<'a> {
    /// The core's tracker.
    pub tracker: Tracker,
    series: &'a Series,
    next: usize,
}

impl<'a> Follower<'a> {
    /// Begins before the first bar.
    #[must_use]
    pub fn new(series: &'a Series) -> Self {
        Self { tracker: Tracker::new(), series, next: 0 }
    }

    /// Pushes every bar that has closed at `t`.
    ///
    /// # Errors
    /// A bar that the core refuses.
    pub fn advance(&mut self, t: u32) -> Result<()> {
        while let Some(bar) = self.series.bars.get(self.next)
            && bar.ts + HOUR <= t
        {
            self.tracker.push(bar).with_context(|| format!("{}: bar {}", self.series.asset, self.next))?;
            self.next += 1;
        }
        Ok(())
    }

    fn speaks(&self, t: u32) -> bool {
        self.tracker.history_hours() >= WINDOW_HOURS && t - self.tracker.window().as_of() <= MARKET_AGE
    }
}

/// Decision times `t mod step = 0` from the first hour after `from` to `to`, both included.
pub fn decision_times(from: u32, to: u32, step: u32) -> impl Iterator<Item = u32> {
    (from / step + 1..=to / step).map(move |k| k * step)
}

/// A prior that no full history reads: training rows have 720 hours.
const UNREAD: Prior = Prior { log_variance: 0.0, log_range_variance: 0.0 };

impl Dataset {
    /// Computes all rows of all series with the core's features; `done` is called once per series.
    ///
    /// # Errors
    /// A bar that the core refuses.
    pub fn new(series: &[Series], done: impl Fn() + Sync) -> Result<Self> {
        let spot = |name: &str| series.iter().find(|one| one.venue == Venue::Spot && one.asset == name);
        let last = series.iter().filter_map(|one| one.bars.last()).map(|bar| bar.ts + HOUR).max().unwrap_or(0);
        let market = match (spot("BTC"), spot("ETH")) {
            (Some(btc), Some(eth)) => MarketTimeline::new(btc, eth, decision_times(0, last, TRAINING_STEP), &UNREAD)?,
            _ => MarketTimeline::default(),
        };
        let parts: Vec<(Grid, Vec<Row>)> = series
            .par_iter()
            .enumerate()
            .map(|(position, one)| {
                let part = rows(position, one, &market);
                done();
                part
            })
            .collect::<Result<_>>()?;
        let members =
            series.iter().map(|one| Member { asset: one.asset.clone(), venue: one.venue, pegged: is_pegged(&one.asset) }).collect();
        let (grids, rows): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        Ok(Self { members, grids, rows: rows.concat() })
    }
}

fn rows(position: usize, series: &Series, market: &MarketTimeline) -> Result<(Grid, Vec<Row>)> {
    let grid = Grid::new(&series.bars);
    let end = grid.start + grid.hours() as u32 * HOUR;
    let mut follower = Follower::new(series);
    let mut rows = Vec::new();
    for ts in decision_times(grid.start, end, TRAINING_STEP) {
        follower.advance(ts)?;
        let Some(closed) = grid.closed(ts).filter(|&closed| grid.full_history(closed)) else { continue };
        let state = market.at(ts);
        rows.push(Row {
            series: position,
            ts,
            features: features(follower.tracker.window(), &UNREAD, state),
            market: state.is_some(),
            past: [24, 168, 720].map(|hours| grid.mean_square(closed, hours)),
            targets: targets(&grid, closed),
        });
    }
    Ok((grid, rows))
}
