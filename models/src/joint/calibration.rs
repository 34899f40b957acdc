//! Positions of two assets, opened at what the joint forecast calls safe: how often they would have been liquidated.

use super::panel::Panel;
use crate::backtest::Walk;
use crate::bars::{Series, Venue};
use crate::grid::Grid;
use crate::losses::{Interval, block_bootstrap, upper_quantile};
use anyhow::{Context, Result};
use plimsoll::account::{Account, Leg, LegSide};
use plimsoll::scenario::{
    FactorForecast, JointForecast, JointWeights, ScenarioOptions, correlation, regime_probabilities_with, stressed_correlation,
    worst_health_with,
};
use plimsoll::volatility::Forecast;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Seconds between openings.
const STEP: u32 = 3 * 86_400;

/// Paths of one question, and their seed.
const PATHS: u32 = 8_192;
const SEED: u32 = 1;

/// Horizons, hours, and accepted probabilities.
pub const HORIZONS: [u32; 2] = [24, 72];
pub const ALPHAS: [f64; 2] = [0.05, 0.01];

/// Liquidation threshold of every collateral.
const THRESHOLD: f64 = 0.8;

/// Hours that correlations read, and the share of them that both assets need.
const HISTORY: usize = 720;
const LEAST_SHARE: f64 = 0.95;

/// How the two prices are taken to move together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Together {
    /// As the joint forecast says.
    Joint,
    /// With correlation 0 in every regime.
    Independent,
    /// As one.
    Comonotone,
}

/// The three, with the names of the tables.
pub const MODELS: [(Together, &str); 3] =
    [(Together::Joint, "joint"), (Together::Independent, "independent"), (Together::Comonotone, "as one")];

/// What is held and owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// Both assets as collateral, half and half, against dollars.
    Both,
    /// The first as collateral, the second owed.
    Against,
}

/// A position that is opened again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Row of the tables.
    pub group: &'static str,
    /// Shape.
    pub shape: Shape,
    /// The two assets.
    pub assets: [String; 2],
}

/// Long ether and bitcoin; ether against a bitcoin debt; other assets against an ether debt, and beside ether.
#[must_use]
pub fn positions(panel: &Panel) -> Vec<Position> {
    let named = |group, shape, one: &str, other: &str| Position { group, shape, assets: [one.to_string(), other.to_string()] };
    let mut all = vec![
        named("ETH and BTC against dollars", Shape::Both, "ETH", "BTC"),
        named("ETH against BTC", Shape::Against, "ETH", "BTC"),
        named("BTC against ETH", Shape::Against, "BTC", "ETH"),
    ];
    for alt in ["LINK", "SOL", "AVAX", "DOGE", "XRP", "ADA"].into_iter().filter(|alt| panel.position(alt).is_some()) {
        all.push(named("another against ETH", Shape::Against, alt, "ETH"));
        all.push(named("another and ETH against dollars", Shape::Both, alt, "ETH"));
    }
    all
}

/// One opening, under one model.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Row of the tables.
    pub group: &'static str,
    /// Model.
    pub together: Together,
    /// Decision time, seconds UTC.
    pub ts: u32,
    /// By horizon and alpha: debt over collateral that is called safe, and whether it would have been liquidated, each price at
    /// its worst of every hour, and at its closes alone.
    pub outcomes: [[(f64, bool, bool); ALPHAS.len()]; HORIZONS.len()],
}

/// What the walk said of each asset every three days.
pub type Forecasts = BTreeMap<String, BTreeMap<u32, Forecast>>;

/// Follows the spot series of some assets.
///
/// # Errors
/// An asset without bars, or a bar that the core refuses.
pub fn forecasts(series: &[Series], walk: &Walk, assets: &[String]) -> Result<Forecasts> {
    let follow = |asset: &String| {
        let one = series.iter().find(|one| one.venue == Venue::Spot && one.asset == *asset).context("an asset without bars")?;
        let mut made = BTreeMap::new();
        walk.follow(one, STEP, |ts, _, forecast| {
            made.insert(ts, forecast.clone());
            Ok(())
        })?;
        Ok((asset.clone(), made))
    };
    assets.par_iter().map(follow).collect()
}

/// Assets of all positions.
#[must_use]
pub fn assets(positions: &[Position]) -> Vec<String> {
    let mut wanted: Vec<String> = positions.iter().flat_map(|position| position.assets.clone()).collect();
    wanted.sort();
    wanted.dedup();
    wanted
}

/// Opens every position every three days of the walk under every model; `learned` holds one set of weights per refit.
///
/// # Errors
/// A question that the core refuses.
pub fn openings(panel: &Panel, walk: &Walk, learned: &[JointWeights], forecasts: &Forecasts) -> Result<Vec<Opening>> {
    let positions = positions(panel);
    let questions: Vec<(&Position, u32)> = positions
        .iter()
        .flat_map(|position| forecasts[&position.assets[0]].keys().map(move |ts| (position, *ts)))
        .filter(|(position, ts)| forecasts[&position.assets[1]].contains_key(ts))
        .collect();
    let made = questions
        .into_par_iter()
        .map(|(position, ts)| {
            let pair =
                position.assets.each_ref().map(|asset| FactorForecast { factor: asset.clone(), forecast: forecasts[asset][&ts].clone() });
            open(position, ts, pair, panel, walk, learned)
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(made.concat())
}

/// The joint forecast of two assets at a decision time; absent where too few hours are common to both.
///
/// # Errors
/// A market state that the core refuses.
pub fn together(pair: [FactorForecast; 2], ts: u32, panel: &Panel, walk: &Walk, learned: &[JointWeights]) -> Result<Option<JointForecast>> {
    let columns: Vec<usize> = pair.iter().filter_map(|one| panel.position(&one.factor)).collect();
    let closed = panel.closed(ts);
    let Some(first) = closed.checked_sub(HISTORY) else { return Ok(None) };
    let common: Vec<usize> =
        (first..closed).filter(|hour| columns.iter().all(|column| panel.returns[*column][*hour].is_finite())).collect();
    if columns.len() < 2 || (common.len() as f64) < LEAST_SHARE * HISTORY as f64 {
        return Ok(None);
    }
    let returns: Vec<Vec<f64>> = columns.iter().map(|column| common.iter().map(|hour| panel.returns[*column][*hour]).collect()).collect();
    let weights = &learned[walk.era(ts)?];
    let matrix = correlation(&returns, &weights.correlation);
    Ok(Some(JointForecast {
        factors: pair.to_vec(),
        stress_correlation: stressed_correlation(&matrix, weights.correlation.stress_distance),
        correlation: matrix,
        regimes: regime_probabilities_with(&weights.regimes, walk.state(ts), None)?,
    }))
}

fn open(
    position: &Position,
    ts: u32,
    pair: [FactorForecast; 2],
    panel: &Panel,
    walk: &Walk,
    learned: &[JointWeights],
) -> Result<Vec<Opening>> {
    let columns: Vec<usize> = position.assets.iter().filter_map(|asset| panel.position(asset)).collect();
    let grids: Vec<&Grid> = columns.iter().map(|column| &panel.grids[*column]).collect();
    let Some(realised) = realised(position.shape, &grids, ts) else { return Ok(Vec::new()) };
    let Some(made) = together(pair, ts, panel, walk, learned)? else { return Ok(Vec::new()) };
    let (account, unstretched) = (account(position), learned[walk.era(ts)?].unstretched);
    MODELS
        .into_iter()
        .map(|(together, _)| {
            let flat = |rho: f64| vec![1.0, rho, rho, 1.0];
            let mut joint = made.clone();
            match together {
                Together::Joint => {}
                Together::Independent => (joint.correlation, joint.stress_correlation) = (flat(0.0), flat(0.0)),
                Together::Comonotone => (joint.correlation, joint.stress_correlation) = (flat(1.0 - 1e-6), flat(1.0 - 1e-6)),
            }
            let options = ScenarioOptions { seed: SEED, paths: PATHS, horizon_hours: f64::from(HORIZONS[1]) };
            let worst = worst_health_with(&account, &joint, &options, &HORIZONS, unstretched)?;
            let outcome = |horizon: usize, alpha: f64| {
                let scale = worst.lowest[horizon][(alpha * f64::from(PATHS)) as usize];
                let (harsh, mild) = realised[horizon];
                // The account owes as much as its collateral is worth.
                (scale, harsh < scale, mild < scale)
            };
            let outcomes = std::array::from_fn(|horizon| ALPHAS.map(|alpha| outcome(horizon, alpha)));
            Ok(Opening { group: position.group, together, ts, outcomes })
        })
        .collect()
}

/// Two units of value held and two owed, so that the safe scale of the debt is the safe debt over collateral.
fn account(position: &Position) -> Account {
    let leg = |side: LegSide, value: f64, factor: Option<&String>| Leg {
        asset: factor.cloned().unwrap_or_else(|| "USD".to_string()),
        side,
        amount: value,
        price: 1.0,
        threshold: if side == LegSide::Collateral { THRESHOLD } else { 1.0 },
        ltv: 0.0,
        factor: factor.cloned(),
        interest_annual: 0.0,
    };
    let [one, other] = &position.assets;
    let legs = match position.shape {
        Shape::Both => {
            vec![leg(LegSide::Collateral, 1.0, Some(one)), leg(LegSide::Collateral, 1.0, Some(other)), leg(LegSide::Debt, 2.0, None)]
        }
        Shape::Against => vec![leg(LegSide::Collateral, 2.0, Some(one)), leg(LegSide::Debt, 2.0, Some(other))],
    };
    Account { legs, liquidatable: None }
}

/// The lowest health that came within each horizon: with each price at its worst of every hour, and at the closes.
fn realised(shape: Shape, grids: &[&Grid], ts: u32) -> Option<[(f64, f64); HORIZONS.len()]> {
    let [one, other] = grids else { return None };
    let at = [one.closed(ts)?, other.closed(ts)?];
    let last = HORIZONS[1] as usize;
    if !(one.full_target(at[0], last) && other.full_target(at[1], last)) {
        return None;
    }
    let start = [one.close[at[0] - 1], other.close[at[1] - 1]];
    let mut found = [(THRESHOLD, THRESHOLD); HORIZONS.len()];
    let mut lowest = (THRESHOLD, THRESHOLD);
    for hour in 0..last {
        let low = one.low[at[0] + hour] / start[0];
        let close = [one.close[at[0] + hour] / start[0], other.close[at[1] + hour] / start[1]];
        let (harsh, mild) = match shape {
            Shape::Both => (0.5 * (low + other.low[at[1] + hour] / start[1]), 0.5 * (close[0] + close[1])),
            Shape::Against => (low / (other.high[at[1] + hour] / start[1]), close[0] / close[1]),
        };
        lowest = (lowest.0.min(THRESHOLD * harsh), lowest.1.min(THRESHOLD * mild));
        for (slot, horizon) in found.iter_mut().zip(HORIZONS) {
            if hour < horizon as usize {
                *slot = lowest;
            }
        }
    }
    Some(found)
}

/// One cell of the table.
#[derive(Clone, Copy, Debug)]
pub struct Score {
    /// Openings.
    pub count: usize,
    /// Share liquidated, each price at its worst of the hour.
    pub harsh: Interval,
    /// Share liquidated at closes.
    pub mild: f64,
    /// Median safe leverage.
    pub leverage: f64,
}

/// Scores a group under a model.
#[must_use]
pub fn score(openings: &[Opening], group: &str, together: Together, horizon: usize, alpha: usize) -> Score {
    let held = || openings.iter().filter(|one| one.group == group && one.together == together);
    let count = held().count();
    let share = |hit: bool| f64::from(u8::from(hit));
    let mut leverages: Vec<f64> = held().map(|one| 1.0 / (1.0 - one.outcomes[horizon][alpha].0)).collect();
    Score {
        count,
        harsh: block_bootstrap(held().map(|one| (one.ts, share(one.outcomes[horizon][alpha].1), 1.0))),
        mild: held().map(|one| share(one.outcomes[horizon][alpha].2)).sum::<f64>() / count as f64,
        leverage: upper_quantile(&mut leverages, 0.5),
    }
}
