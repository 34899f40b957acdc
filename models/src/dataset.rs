//! Rows: the core's own features at a decision time, beside what happened next.

use crate::bars::{Series, Venue, is_pegged};
use crate::grid::{Grid, HOUR};
use crate::targets::{Targets, targets};
use anyhow::{Context, Result};
use plimsoll::volatility::{
    FEATURE_COUNT, FeatureGroup, MIN_PANEL, MarketAsset, MarketState, PanelState, Prior, Tracker, WINDOW_HOURS, features,
};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Seconds between training rows.
pub const TRAINING_STEP: u32 = 21_600;

/// Oldest bar of an asset that still speaks for the market, seconds.
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
    /// The largest nested model that answers here at run time.
    pub group: FeatureGroup,
    /// Whether the panel's features are there: in the first years of the data the panel is smaller than at run time, and teaches.
    pub panel: bool,
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

/// The market's state at each decision time at which BTC and ETH both have a full history, with the panel of all assets.
#[derive(Debug, Default)]
pub struct MarketTimeline(BTreeMap<u32, (MarketState, PanelState)>);

impl MarketTimeline {
    /// Follows the assets, each given once, and keeps the state at the given decision times, which rise; without BTC or ETH
    /// among them there is none.
    ///
    /// # Errors
    /// A bar that the core refuses.
    pub fn new(assets: &[&Series], times: &[u32], prior: &Prior) -> Result<Self> {
        let named = |name: &str| assets.iter().position(|one| one.asset.eq_ignore_ascii_case(name));
        let (Some(btc), Some(eth)) = (named("BTC"), named("ETH")) else { return Ok(Self::default()) };
        let seen: Vec<Vec<Option<Seen>>> = assets.par_iter().map(|one| follow(one, times, prior)).collect::<Result<_>>()?;
        let free: Vec<&Vec<Option<Seen>>> =
            assets.iter().zip(&seen).filter(|(one, _)| !is_pegged(&one.asset)).map(|(_, seen)| seen).collect();
        let mut states = BTreeMap::new();
        for (position, t) in times.iter().enumerate() {
            let (Some(btc), Some(eth)) = (&seen[btc][position], &seen[eth][position]) else { continue };
            let known: Vec<MarketAsset> = free.iter().filter_map(|one| Some(one[position].as_ref()?.asset.clone())).collect();
            let panel = PanelState::mean(&known);
            let state = MarketState {
                as_of: btc.as_of.min(eth.as_of),
                btc: btc.asset.clone(),
                eth: eth.asset.clone(),
                panel: (panel.assets >= MIN_PANEL).then(|| panel.clone()),
            };
            states.insert(*t, (state, panel));
        }
        Ok(Self(states))
    }

    /// The state at a decision time as a forecast may read it.
    #[must_use]
    pub fn at(&self, t: u32) -> Option<&MarketState> {
        self.0.get(&t).map(|(state, _)| state)
    }

    /// The state at a decision time as training reads it: with its panel, however small.
    #[must_use]
    pub fn whole(&self, t: u32) -> Option<MarketState> {
        self.0.get(&t).map(|(state, panel)| MarketState { panel: Some(panel.clone()), ..state.clone() })
    }
}

struct Seen {
    as_of: u32,
    asset: MarketAsset,
}

/// What an asset says of itself at each time; nothing without a full history of real bars.
fn follow(series: &Series, times: &[u32], prior: &Prior) -> Result<Vec<Option<Seen>>> {
    let mut follower = Follower::new(series);
    let mut seen = Vec::with_capacity(times.len());
    for t in times {
        follower.advance(*t)?;
        let window = follower.tracker.window();
        let seen_now = || Seen { as_of: window.as_of(), asset: MarketAsset::from_tracker(&follower.tracker, prior) };
        seen.push(follower.speaks(*t).then(seen_now));
    }
    Ok(seen)
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
        let window = self.tracker.window();
        // More than 5 % missing, in whole numbers, is no history.
        let whole = || (WINDOW_HOURS - window.real_hours()) * 20 <= WINDOW_HOURS;
        window.history_hours() >= WINDOW_HOURS && t - window.as_of() <= MARKET_AGE && whole()
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
        // One venue, so that an asset counts once.
        let panel: Vec<&Series> = series.iter().filter(|one| one.venue == Venue::Spot).collect();
        let last = series.iter().filter_map(|one| one.bars.last()).map(|bar| bar.ts + HOUR).max().unwrap_or(0);
        let times: Vec<u32> = decision_times(0, last, TRAINING_STEP).collect();
        let market = MarketTimeline::new(&panel, &times, &UNREAD)?;
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
        let state = market.whole(ts);
        let group = FeatureGroup::of(market.at(ts));
        rows.push(Row {
            series: position,
            ts,
            features: features(follower.tracker.window(), &UNREAD, state.as_ref()),
            group,
            panel: state.is_some(),
            past: [24, 168, 720].map(|hours| grid.mean_square(closed, hours)),
            targets: targets(&grid, closed),
        });
    }
    Ok((grid, rows))
}
