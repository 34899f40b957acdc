//! The walk forward: at every hour the forecast that a user would have had, by weights learned before.

use crate::bars::{Series, Venue};
use crate::dataset::{Dataset, Follower, MarketTimeline, decision_times};
use crate::grid::HOUR;
use crate::joint::own_part;
use crate::train::{self, Options};
use anyhow::{Context, Result};
use plimsoll::volatility::{Forecast, MarketState, Tracker, Weights, forecast_with};
use time::UtcDateTime;
use time::macros::utc_datetime;

/// When weights are learned anew, and until when decisions are made, seconds UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// First decision time of each set of weights, rising.
    pub refits: Vec<u32>,
    /// Last decision time, not included.
    pub until: u32,
    /// Simulated paths for every position of two assets.
    pub paths: u32,
    /// Earlier openings, at most, of which their joint weights learn at each refit.
    pub openings: u32,
}

impl Plan {
    /// The public record: 2020 to mid-2025, refitted each January.
    #[must_use]
    pub fn public() -> Self {
        let refits = [
            utc_datetime!(2020-01-01 0:00),
            utc_datetime!(2021-01-01 0:00),
            utc_datetime!(2022-01-01 0:00),
            utc_datetime!(2023-01-01 0:00),
            utc_datetime!(2024-01-01 0:00),
            utc_datetime!(2025-01-01 0:00),
        ];
        Self {
            refits: refits.map(seconds).to_vec(),
            until: seconds(utc_datetime!(2025-07-01 0:00)),
            paths: 4_000,
            openings: own_part::MOST,
        }
    }

    fn from(&self) -> u32 {
        self.refits.first().copied().unwrap_or(self.until)
    }
}

fn seconds(time: UtcDateTime) -> u32 {
    u32::try_from(time.unix_timestamp()).unwrap_or(0)
}

/// Weights by the time from which they are used, and the market beside them.
pub struct Walk {
    plan: Plan,
    /// One per refit.
    weights: Vec<Weights>,
    market: MarketTimeline,
}

impl Walk {
    /// Learns each set of weights from what ended before its first decision; `done` is called `steps` times.
    ///
    /// # Errors
    /// Too few rows, or a bar that the core refuses.
    pub fn train(series: &[Series], data: &Dataset, plan: &Plan, options: &Options, done: &(dyn Fn() + Sync)) -> Result<Self> {
        let weights = plan.refits.iter().map(|from| train::train(data, *from, options, done)).collect::<Result<Vec<_>>>()?;
        Self::new(series, plan, weights)
    }

    /// Walks with weights that are there already, one set per refit.
    ///
    /// # Errors
    /// A bar that the core refuses, or a number of weights that is not that of the refits.
    pub fn new(series: &[Series], plan: &Plan, weights: Vec<Weights>) -> Result<Self> {
        let first = weights.first().filter(|_| weights.len() == plan.refits.len()).context("one set of weights per refit is needed")?;
        let spot: Vec<&Series> = series.iter().filter(|one| one.venue == Venue::Spot).collect();
        let times: Vec<u32> = decision_times(plan.from() - 1, plan.until - 1, HOUR).collect();
        // The prior stands in for a short history only, and the market speaks only where its history is full.
        let market = MarketTimeline::new(&spot, &times, &first.prior)?;
        Ok(Self { plan: plan.clone(), weights, market })
    }

    /// Calls of `done` that `train` makes.
    #[must_use]
    pub fn steps(plan: &Plan) -> u64 {
        train::steps() * plan.refits.len() as u64
    }

    /// Visits every decision time `t mod step = 0` at which a bar of the asset has just closed, in order, with the history and
    /// the forecast made from it.
    ///
    /// # Errors
    /// A bar or a market state that the core refuses, or what `visit` returns.
    pub fn follow(&self, series: &Series, step: u32, mut visit: impl FnMut(u32, &Tracker, &Forecast) -> Result<()>) -> Result<()> {
        let mut follower = Follower::new(series);
        for t in decision_times(self.plan.from() - 1, self.plan.until - 1, step) {
            follower.advance(t)?;
            let window = follower.tracker.window();
            if window.as_of() == t {
                let forecast =
                    forecast_with(self.weights(t)?, window, self.state(t)).with_context(|| format!("{} at {t}", series.asset))?;
                visit(t, &follower.tracker, &forecast)?;
            }
        }
        Ok(())
    }

    /// The market at a decision time on the hour, where BTC and ETH have a full history.
    #[must_use]
    pub fn state(&self, t: u32) -> Option<&MarketState> {
        self.market.at(t)
    }

    /// What it walks by.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Position of the refit whose weights decide at `t`.
    ///
    /// # Errors
    /// No weights were learned before.
    pub fn era(&self, t: u32) -> Result<usize> {
        let learned = self.plan.refits.partition_point(|from| *from <= t);
        learned.checked_sub(1).context("no weights were learned before the first decision")
    }

    /// The weights that decide at `t`.
    ///
    /// # Errors
    /// No weights were learned before.
    pub fn weights(&self, t: u32) -> Result<&Weights> {
        Ok(&self.weights[self.era(t)?])
    }

    /// First decision time of each set of weights, with the weights.
    pub fn eras(&self) -> impl Iterator<Item = (u32, &Weights)> {
        self.plan.refits.iter().copied().zip(&self.weights)
    }
}
