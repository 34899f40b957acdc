//! What the whole market did over a day, against the month before and against what was forecast for it.

use crate::bars::Venue;
use crate::dataset::{Dataset, Row};
use plimsoll::volatility::{ANCHORS, Weights};
use std::collections::BTreeMap;

/// Position of the 24-hour anchor.
pub const DAY_ANCHOR: usize = 2;

/// Assets that a decision time needs to speak for the market.
pub const LEAST_ASSETS: usize = 5;

/// Variance per hour at which a market is as good as still; the logarithm stops there, as in the core.
const STILL: f64 = 1e-11;

/// One decision time.
#[derive(Clone, Debug)]
pub struct Shock {
    /// Decision time, seconds UTC.
    pub ts: u32,
    /// Log of the realised variance per hour over the next 24 hours, less that over the 720 hours before, mean of BTC and ETH.
    pub next: f64,
    /// Mean over assets of ln(realised variance over 24 h / forecast).
    pub size: f64,
    /// Log of the mean squared hourly return over 24 and 168 hours before, each less that over 720 hours, mean of BTC and ETH.
    pub market: [f64; 2],
    /// The same of each asset.
    pub assets: Vec<[f64; 2]>,
}

/// Sizes and states of all assets, and of BTC and ETH the state with what came.
type Gathered = (Vec<f64>, Vec<[f64; 2]>, [Option<[f64; 3]>; 2]);

/// Whether a row belongs to the market: spot, not pegged.
#[must_use]
pub fn is_market(data: &Dataset, row: &Row) -> bool {
    let member = &data.members[row.series];
    member.venue == Venue::Spot && !member.pegged
}

/// The shocks of all decision times whose day ends before `until`, in the order of time.
#[must_use]
pub fn shocks(data: &Dataset, weights: &Weights, from: u32, until: u32) -> Vec<Shock> {
    let mut times: BTreeMap<u32, Gathered> = BTreeMap::new();
    let held = |row: &&Row| is_market(data, row) && row.ts >= from && row.ts + ANCHORS[DAY_ANCHOR] * 3_600 <= until;
    for row in data.rows.iter().filter(held) {
        let Some(target) = row.targets[DAY_ANCHOR].filter(|target| target.variance > 0.0) else { continue };
        let forecast = weights.variances(&row.features, row.group)[DAY_ANCHOR];
        let log = |mean_square: f64| mean_square.max(STILL).ln();
        let month = log(row.past[2]);
        let state = [log(row.past[0]) - month, log(row.past[1]) - month];
        let entry = times.entry(row.ts).or_default();
        entry.0.push((target.variance / forecast).ln());
        entry.1.push(state);
        match data.members[row.series].asset.as_str() {
            "BTC" => entry.2[0] = Some([state[0], state[1], log(target.variance / 24.0) - month]),
            "ETH" => entry.2[1] = Some([state[0], state[1], log(target.variance / 24.0) - month]),
            _ => {}
        }
    }
    times
        .into_iter()
        .filter(|(_, (sizes, _, _))| sizes.len() >= LEAST_ASSETS)
        .filter_map(|(ts, (sizes, assets, [btc, eth]))| {
            let (btc, eth) = (btc?, eth?);
            let size = sizes.iter().sum::<f64>() / sizes.len() as f64;
            Some(Shock { ts, next: 0.5 * (btc[2] + eth[2]), size, market: [0.5 * (btc[0] + eth[0]), 0.5 * (btc[1] + eth[1])], assets })
        })
        .collect()
}
