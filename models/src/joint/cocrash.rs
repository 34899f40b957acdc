//! Whether assets crash together as often as the joint forecast says.

use super::calibration::{Forecasts, together};
use super::panel::Panel;
use crate::backtest::Walk;
use crate::losses::{Interval, block_bootstrap};
use anyhow::Result;
use plimsoll::math;
use plimsoll::scenario::{FactorForecast, JointWeights, ScenarioOptions, contagion};
use plimsoll::volatility::{drawdown_quantile, runup_quantile};
use rayon::prelude::*;

/// The assets whose pairs are judged.
pub const ASSETS: [&str; 6] = ["BTC", "ETH", "LINK", "SOL", "XRP", "ADA"];

/// Probability that defines a crash, horizon, and paths of the simulation.
const ALPHA: f64 = 0.05;
const HOURS: usize = 24;
const PATHS: u32 = 8_192;

/// One ordered pair on one day.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// Decision time, seconds UTC.
    pub ts: u32,
    /// P(second | first) as simulated.
    pub given: f64,
    /// Whether the first crashed, and whether both did.
    pub first: bool,
    pub both: bool,
    /// The same of rises beyond their own quantile.
    pub first_rose: bool,
    pub both_rose: bool,
}

/// All ordered pairs at all decision times.
///
/// # Errors
/// A question that the core refuses.
pub fn days(panel: &Panel, walk: &Walk, learned: &[JointWeights], forecasts: &Forecasts) -> Result<Vec<Day>> {
    let held: Vec<&str> = ASSETS.into_iter().filter(|asset| forecasts.contains_key(*asset)).collect();
    let pairs = held.iter().enumerate().flat_map(|(place, one)| held[place + 1..].iter().map(move |other| [*one, *other]));
    let questions: Vec<([&str; 2], u32)> = pairs
        .flat_map(|pair| forecasts[pair[0]].keys().filter(move |ts| forecasts[pair[1]].contains_key(ts)).map(move |ts| (pair, *ts)))
        .collect();
    let made = questions
        .into_par_iter()
        .map(|(pair, ts)| {
            let (Some(one), Some(other)) = (moved(panel, forecasts, pair[0], ts)?, moved(panel, forecasts, pair[1], ts)?) else {
                return Ok(Vec::new());
            };
            let factors = pair.map(|asset| FactorForecast { factor: asset.to_string(), forecast: forecasts[asset][&ts].clone() });
            let Some(joint) = together(factors, ts, panel, walk, learned)? else { return Ok(Vec::new()) };
            // Another seed for every day: one for all would give every day the same error, two points of the share of both.
            let options = ScenarioOptions { seed: ts / 86_400, paths: PATHS, horizon_hours: HOURS as f64 };
            let found = contagion(&joint, ALPHA, &options)?;
            let [both, both_rose] = [0, 1].map(|side| one[side] && other[side]);
            let day = |given: f64, [first, first_rose]: [bool; 2]| Day { ts, given, first, both, first_rose, both_rose };
            Ok(found.pairs.iter().zip([one, other]).map(|(pair, first)| day(pair.probability, first)).collect())
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(made.concat())
}

/// Whether an asset fell, and whether it rose, beyond its quantile within the horizon; absent where its bars are missing.
fn moved(panel: &Panel, forecasts: &Forecasts, asset: &str, ts: u32) -> Result<Option<[bool; 2]>> {
    let forecast = &forecasts[asset][&ts];
    let (fall, rise) = (drawdown_quantile(forecast, ALPHA, HOURS as f64)?, runup_quantile(forecast, ALPHA, HOURS as f64)?);
    let Some(grid) = panel.position(asset).map(|column| &panel.grids[column]) else { return Ok(None) };
    let Some(closed) = grid.closed(ts).filter(|closed| grid.full_target(*closed, HOURS)) else { return Ok(None) };
    let low = grid.low[closed..closed + HOURS].iter().copied().fold(f64::INFINITY, f64::min);
    let high = grid.high[closed..closed + HOURS].iter().copied().fold(0.0, f64::max);
    let price = grid.close[closed - 1];
    Ok(Some([-math::ln(low / price) > fall, math::ln(high / price) > rise]))
}

/// What was given and what came.
#[derive(Clone, Copy, Debug)]
pub struct CoCrashScore {
    /// Days on which the first crashed.
    pub crashes: usize,
    /// Mean probability given on those days.
    pub given: f64,
    /// Share of those days on which both did.
    pub came: Interval,
    /// Days on which the first rose beyond its quantile, and the share on which both did.
    pub rises: (usize, Interval),
}

/// Scores all pairs together.
#[must_use]
pub fn score(days: &[Day]) -> CoCrashScore {
    let held = || days.iter().filter(|day| day.first);
    let crashes = held().count();
    let rose = || days.iter().filter(|day| day.first_rose);
    CoCrashScore {
        crashes,
        given: held().map(|day| day.given).sum::<f64>() / crashes as f64,
        came: block_bootstrap(held().map(|day| (day.ts, f64::from(u8::from(day.both)), 1.0))),
        rises: (rose().count(), block_bootstrap(rose().map(|day| (day.ts, f64::from(u8::from(day.both_rose)), 1.0)))),
    }
}
