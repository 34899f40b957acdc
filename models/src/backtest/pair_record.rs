//! Positions of two assets, opened at the leverage that the core's joint advice calls safe.

use super::joint::{JointWalk, Ready};
use super::leverage::Move;
use super::pairs::{Pair, READINGS};
use super::positions::{ALPHAS, THRESHOLD, assumed};
use super::walk::Walk;
use crate::bars::{Series, Venue};
use crate::dataset::Dataset;
use crate::grid::Grid;
use crate::joint::shock::LEAST_ASSETS;
use anyhow::{Context, Result, ensure};
use plimsoll::leverage::{Binding, SafeLeverage, joint_safe_leverages_with};
use plimsoll::scenario::ScenarioOptions;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// How long they are held, hours.
pub const PAIR_HOURS: u32 = 24;

/// Seconds between openings.
const PAIR_STEP: u32 = 86_400;

/// A position of two assets and what became of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairOpening {
    /// Positions of the two series.
    pub series: [usize; 2],
    /// What it holds and owes.
    pub pair: Pair,
    /// When it was opened, seconds UTC.
    pub ts: u32,
    /// Worst fall of its health while held by each of `READINGS`, in logs: `ln(health now / lowest)`.
    pub worst: [f64; READINGS.len()],
    /// At each of `ALPHAS`.
    pub advised: [PairAdvised; ALPHAS.len()],
    /// The venue's rule was met at each of `ALPHAS`, by each of `READINGS` of five-minute bars; absent where these are not known.
    pub by_minutes: Option<[[bool; READINGS.len()]; ALPHAS.len()]>,
}

/// A position of two assets at the advised leverage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairAdvised {
    /// Collateral over equity.
    pub leverage: f64,
    /// Log of the health factor at the opening.
    pub distance: f64,
    /// The venue's rule was met, by each of `READINGS`.
    pub liquidated: [bool; READINGS.len()],
}

/// Two assets, by the positions of their series, and what a position holds and owes.
pub type PairPlan = ([usize; 2], Pair);

/// Which two assets, and what is held and owed; none where there are too few to learn from how they move together.
#[must_use]
pub fn pair_plan(data: &Dataset) -> Vec<PairPlan> {
    let spot = |name: &str| data.members.iter().position(|one| one.venue == Venue::Spot && one.asset == name);
    let (Some(btc), Some(eth)) = (spot("BTC"), spot("ETH")) else { return Vec::new() };
    let judged: Vec<usize> =
        (0..data.members.len()).filter(|&one| data.members[one].venue == Venue::Spot && !data.members[one].pegged).collect();
    if judged.len() < LEAST_ASSETS {
        return Vec::new();
    }
    let alts = judged.into_iter().filter(|series| ![btc, eth].contains(series));
    let majors = [([eth, btc], Pair::Halves), ([eth, btc], Pair::Against), ([btc, eth], Pair::Against)];
    majors.into_iter().chain(alts.map(|alt| ([alt, eth], Pair::Against))).collect()
}

/// Opens positions of two assets every day at 00:00 UTC: of ETH and BTC, and of every other asset against ETH.
///
/// With them, per refit, the share of an own part that was left unstretched.
///
/// # Errors
/// What the core refuses.
pub fn pair_record(series: &[Series], data: &Dataset, walk: &Walk) -> Result<(Vec<PairOpening>, Vec<f64>)> {
    let plan = pair_plan(data);
    if plan.is_empty() {
        return Ok(Default::default());
    }
    let joint = JointWalk::learn(series, data, walk)?;
    let ready: Vec<BTreeMap<u32, Ready>> = series
        .par_iter()
        .enumerate()
        .map(|(position, one)| {
            let mut ready = BTreeMap::new();
            if plan.iter().any(|(pair, _)| pair.contains(&position)) {
                let grid = &data.grids[position];
                walk.follow(one, PAIR_STEP, |t, tracker, forecast| {
                    if grid.closed(t).is_some_and(|closed| grid.full_history(closed)) {
                        ready.insert(t, Ready::new(tracker, forecast, walk.weights(t)?));
                    }
                    Ok(())
                })?;
            }
            Ok(ready)
        })
        .collect::<Result<_>>()?;
    let parts: Vec<Vec<PairOpening>> =
        plan.par_iter().map(|&(pair, kind)| openings(data, walk, &joint, &ready, pair, kind)).collect::<Result<_>>()?;
    Ok((parts.concat(), joint.unstretched()))
}

fn openings(
    data: &Dataset,
    walk: &Walk,
    joint: &JointWalk,
    ready: &[BTreeMap<u32, Ready>],
    series: [usize; 2],
    pair: Pair,
) -> Result<Vec<PairOpening>> {
    let grids = series.map(|one| &data.grids[one]);
    let names = series.map(|one| data.members[one].asset.as_str());
    let mut openings = Vec::new();
    for (&ts, first) in &ready[series[0]] {
        let known = |grid: &Grid| grid.closed(ts).filter(|closed| grid.full_target(*closed, PAIR_HOURS as usize));
        let (Some(second), [Some(a), Some(b)]) = (ready[series[1]].get(&ts), grids.map(known)) else { continue };
        let forecast = joint.join(walk, ts, names, [first, second], grids)?;
        let prices = [first.forecast.price, second.forecast.price];
        // Any debt does: the advice scales it, and so does the fall of the health. Near the boundary paths end early.
        let asked = pair.account(names, prices, 0.8);
        let lowest = pair.worst(&asked, grids, [a, b], PAIR_HOURS as usize)?;
        let (start, _) = Pair::health(&asked, prices)?;
        let mut worst = [0.0; READINGS.len()];
        for (worst, prices) in worst.iter_mut().zip(lowest) {
            *worst = (start / Pair::health(&asked, prices)?.0).ln().max(0.0);
        }
        // Another seed for every opening: the error of the simulation averages out over the openings.
        let seed = ts / PAIR_STEP * 64 + series[0] as u32;
        let scenario = ScenarioOptions { seed, paths: walk.plan().paths, horizon_hours: f64::from(PAIR_HOURS) };
        let unstretched = joint.at(walk, ts)?.unstretched;
        let options = assumed(ALPHAS[0], f64::from(PAIR_HOURS), 0.0);
        let held = |safe: SafeLeverage| -> Result<PairAdvised> {
            ensure!(safe.binding != Binding::VenueLimit, "the venue's limit binds: the table would not be about the advice");
            let account = pair.account(names, prices, safe.debt_to_collateral);
            let mut liquidated = [false; READINGS.len()];
            for (liquidated, prices) in liquidated.iter_mut().zip(lowest) {
                *liquidated = Pair::health(&account, prices)?.1;
            }
            Ok(PairAdvised { leverage: safe.leverage, distance: (THRESHOLD / safe.debt_to_collateral).ln(), liquidated })
        };
        let safe = joint_safe_leverages_with(&asked, &forecast, &options, &ALPHAS, &scenario, unstretched)?;
        let each = safe.into_iter().map(held).collect::<Result<Vec<_>>>()?;
        let advised = each.try_into().ok().context("one position per alpha")?;
        openings.push(PairOpening { series, pair, ts, worst, advised, by_minutes: None });
    }
    Ok(openings)
}

impl PairOpening {
    /// As the comparison of leverage sees it, at one of `ALPHAS`, lows and highs read together.
    #[must_use]
    pub fn as_move(&self, alpha: usize) -> Move {
        Move { ts: self.ts, distance: self.advised[alpha].distance, worst: self.worst[1] }
    }
}
