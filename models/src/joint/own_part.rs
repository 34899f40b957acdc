//! Which share of a factor's own part is left unstretched: what makes positions of two assets as often liquidated as was accepted.

use super::learn::PURGE;
use crate::backtest::{ALPHAS, Pair, PairPlan, READINGS, Reading, Ready, join, pair_plan};
use crate::bars::{Series, Venue};
use crate::dataset::{Dataset, Follower, MarketTimeline};
use crate::train::round;
use anyhow::Result;
use plimsoll::scenario::{JointWeights, ScenarioOptions, worst_healths};
use plimsoll::volatility::{Weights, forecast_with};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Shares at which the openings are played; between them rates are straight.
const TRIED: [f64; 3] = [0.0, 0.5, 1.0];

/// The position of a half among them.
const HALF: usize = 1;

/// Openings at most where the figures count: more days are thinned evenly.
pub const MOST: u32 = 4_000;

/// Simulated paths of each, and how long it is held, hours.
const PATHS: u32 = 2_000;
const HOURS: u32 = 24;

/// Days that weigh as much as what is believed before any: that a half makes the rates nominal.
const PRIOR_DAYS: f64 = 365.0;

/// Steps of the shares that are compared.
const STEPS: u32 = 1_000;

const DAY: u32 = 86_400;

/// What became of the openings.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Came {
    /// Openings.
    pub openings: f64,
    /// Days on which any was opened: openings of one day are liquidated together.
    pub days: f64,
    /// By share tried, how many were liquidated at the safe leverage of each of `ALPHAS`.
    pub liquidated: [[f64; ALPHAS.len()]; TRIED.len()],
}

/// The share at which what came is least unlikely, were the accepted probabilities true.
///
/// ```text
/// G(k) = Σ_c q_c(k) ln(q_c(k) / π_c)      π = 1 %, 4 %, 95 %
/// q(k) = q̂(k) + m / (m + days) · (π − q̂(½))
/// ```
///
/// `q̂(k)` are the shares of openings that were liquidated at 1 %, at 5 % alone, and at neither; `2 n G` is the likelihood ratio of the
/// multinomial. The prior is worth `m` days on which the rates were nominal at a half and changed with `k` as they did.
#[must_use]
pub fn fit(came: &Came) -> f64 {
    if came.openings <= 0.0 {
        return TRIED[HALF];
    }
    let [rare, often] = ALPHAS;
    let nominal = [rare, often - rare, 1.0 - often];
    let cells = |[first, second]: [f64; 2]| [first, second - first, 1.0 - second];
    let rates = came.liquidated.map(|counts| cells(counts.map(|count| count / came.openings)));
    let drawn = PRIOR_DAYS / (PRIOR_DAYS + came.days);
    let loss = |share: f64| -> f64 {
        let at = share / TRIED[HALF];
        let from = (at as usize).min(TRIED.len() - 2);
        let cell = |c: usize| {
            let straight = rates[from][c] + (at - from as f64) * (rates[from + 1][c] - rates[from][c]);
            let q = straight + drawn * (nominal[c] - rates[HALF][c]);
            if q > 0.0 { q * (q / nominal[c]).ln() } else { 0.0 }
        };
        (0..nominal.len()).map(cell).sum()
    };
    let shares = (0..=STEPS).map(|step| f64::from(step) / f64::from(STEPS));
    round(shares.min_by(|a, b| loss(*a).total_cmp(&loss(*b))).unwrap_or(TRIED[HALF]))
}

/// Opens positions of two assets on days that end a week before `until`, as the record of the advice does, by weights learned until then,
/// at most `most` of them spread evenly, and counts what the hours' lows and highs together did.
///
/// # Errors
/// What the core refuses.
pub fn came(series: &[Series], data: &Dataset, weights: &Weights, joint: &JointWeights, until: u32, most: u32) -> Result<Came> {
    let asked = openings(data, until - PURGE, most);
    let times = days(asked.iter());
    let spot: Vec<&Series> = series.iter().filter(|one| one.venue == Venue::Spot).collect();
    let market = MarketTimeline::new(&spot, &times, &weights.prior)?;
    let ready: Vec<BTreeMap<u32, Ready>> = series
        .par_iter()
        .enumerate()
        .map(|(position, one)| {
            let (mut follower, mut ready) = (Follower::new(one), BTreeMap::new());
            for ts in days(asked.iter().filter(|((pair, _), _)| pair.contains(&position))) {
                follower.advance(ts)?;
                let window = follower.tracker.window();
                if window.as_of() == ts {
                    let forecast = forecast_with(weights, window, market.at(ts))?;
                    ready.insert(ts, Ready::new(&follower.tracker, &forecast, weights));
                }
            }
            Ok(ready)
        })
        .collect::<Result<_>>()?;
    let played: Vec<Option<[[bool; ALPHAS.len()]; TRIED.len()]>> = asked
        .par_iter()
        .map(|((pair, kind), ts)| {
            let (Some(first), Some(second)) = (ready[pair[0]].get(ts), ready[pair[1]].get(ts)) else { return Ok(None) };
            let grids = pair.map(|one| &data.grids[one]);
            let [Some(a), Some(b)] = grids.map(|grid| grid.closed(*ts)) else { return Ok(None) };
            let names = pair.map(|one| data.members[one].asset.as_str());
            let forecast = join(joint, market.at(*ts), *ts, names, [first, second], grids)?;
            let account = kind.account(names, [first.forecast.price, second.forecast.price], 0.8);
            let together = READINGS.iter().position(|one| *one == Reading::Together).unwrap_or_default();
            let (came, _) = Pair::health(&account, kind.worst(&account, grids, [a, b], HOURS as usize)?[together])?;
            let options = ScenarioOptions { seed: ts / DAY * 64 + pair[0] as u32, paths: PATHS, horizon_hours: f64::from(HOURS) };
            let mut liquidated = [[false; ALPHAS.len()]; TRIED.len()];
            for (liquidated, worst) in liquidated.iter_mut().zip(worst_healths(&account, &forecast, &options, &[HOURS], &TRIED)?) {
                // The safe debt is that of the path of this rank: what came below it would have been liquidated.
                let safe = |alpha: f64| worst.lowest.first().and_then(|lowest| lowest.get((alpha * f64::from(PATHS)) as usize));
                *liquidated = ALPHAS.map(|alpha| safe(alpha).is_some_and(|safe| came < *safe));
            }
            Ok(Some(liquidated))
        })
        .collect::<Result<_>>()?;
    let mut came = Came { days: times.len() as f64, ..Came::default() };
    for liquidated in played.into_iter().flatten() {
        came.openings += 1.0;
        for (counts, hits) in came.liquidated.iter_mut().zip(liquidated) {
            counts.iter_mut().zip(hits).for_each(|(count, hit)| *count += f64::from(u8::from(hit)));
        }
    }
    Ok(came)
}

/// The times of openings, each once, in their order.
fn days<'a>(of: impl Iterator<Item = &'a (PairPlan, u32)>) -> Vec<u32> {
    of.map(|(_, ts)| *ts).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The pairs and days, of all that could be opened, a fixed share: each pair on other days than the next.
fn openings(data: &Dataset, until: u32, most: u32) -> Vec<(PairPlan, u32)> {
    let plan = pair_plan(data);
    let last = until.saturating_sub(HOURS * 3_600);
    let known = |series: usize, ts: u32| {
        let grid = &data.grids[series];
        grid.closed(ts).is_some_and(|closed| grid.full_history(closed) && grid.full_target(closed, HOURS as usize))
    };
    let begin = |(pair, _): &PairPlan| pair.iter().map(|one| data.grids[*one].start).max().unwrap_or(last) / DAY;
    let mut all = Vec::new();
    for (place, one) in plan.iter().enumerate() {
        let days = begin(one)..=last / DAY;
        all.extend(days.filter(|day| one.0.iter().all(|series| known(*series, day * DAY))).map(|day| (place as u32, *one, day)));
    }
    let step = (all.len() as u32).div_ceil(most.max(1)).max(1);
    all.into_iter().filter(|(place, _, day)| (day + place) % step == 0).map(|(_, one, day)| (one, day * DAY)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rates in per mille of a thousand openings.
    fn came(days: f64, rates: [[f64; 2]; 3]) -> Came {
        Came { openings: 1_000.0, days, liquidated: rates }
    }

    #[test]
    fn the_share_by_hand() {
        assert_eq!(fit(&Came::default()), 0.5);
        // 9 and 45 of a thousand at a half, 11 and 55 at one: 10 and 50 midway. So many days that the prior says nothing.
        let rates = [[7.0, 35.0], [9.0, 45.0], [11.0, 55.0]];
        assert_eq!(fit(&came(1e9, rates)), 0.75);
        // A year of days draws half of the way to a half; no day all of it.
        assert_eq!(fit(&came(365.0, rates)), 0.625);
        assert_eq!(fit(&came(0.0, rates)), 0.5);
        // Below a half.
        assert_eq!(fit(&came(1e9, [[8.0, 40.0], [12.0, 60.0], [20.0, 80.0]])), 0.25);
        // Never nominal: the nearer end.
        assert_eq!(fit(&came(1e9, [[2.0, 10.0], [3.0, 20.0], [4.0, 30.0]])), 1.0);
        assert_eq!(fit(&came(1e9, [[20.0, 90.0], [30.0, 100.0], [40.0, 110.0]])), 0.0);
    }

    #[test]
    fn two_levels_that_disagree_meet_between() {
        // 1 % is nominal at a half and 5 % at one.
        let found = fit(&came(1e9, [[5.0, 30.0], [10.0, 40.0], [15.0, 50.0]]));
        assert!(found > 0.55 && found < 0.95, "{found}");
        // No liquidation at all is no logarithm of nothing.
        assert_eq!(fit(&came(1e9, [[0.0; 2], [0.0; 2], [10.0, 50.0]])), 1.0);
    }
}
