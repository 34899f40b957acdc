//! The lowest health of each path: how much debt each could have carried.

use super::board::{Board, Pilots};
use super::joint::{JointForecast, MAX_FACTORS};
use super::joint_passage::{harshest, prepare, priced};
use super::options::ScenarioOptions;
use super::own_part::Shared;
use super::passage::parts;
use super::pilot::{Stream, stream};
use super::reach::Reach;
use super::solvency::{MOST_HEALTH, Row, Solvency};
use super::weights::JOINT_WEIGHTS;
use crate::account::Account;
use crate::error::RiskError;
use crate::units::within;
use alloc::vec::Vec;
use plimsoll_kernels::walk::{Hour, Stretch, Watch, Width, Widths, walk};
use wide::f32x4;

/// The lowest health of every path within each of some hours.
pub struct WorstHealth {
    /// One list per hour asked for, each rising and as long as there are paths.
    pub lowest: Vec<Vec<f64>>,
    pilots: Pilots,
}

impl WorstHealth {
    /// Variance of a probability that comes from the pilots.
    pub(crate) fn variance(&self, probability: f64) -> f64 {
        self.pilots.variance(probability)
    }
}

/// For each of some hours the lowest health factor of every path from now to then, rising: as many as paths.
///
/// Debt times `k` is health over `k`. So the share of paths below `k` is the probability that the account with `k` times its debt is
/// liquidated, and the α-quantile is the largest `k` for which it is at most α. An account that owes nothing has the health
/// 1e9. `hours` rise and do not exceed the horizon; the walk is that of `joint_first_passage`.
///
/// # Errors
/// Those of `joint_first_passage`.
///
/// ```
/// use plimsoll::account::{Account, Leg, LegSide};
/// use plimsoll::market::simulate_bars;
/// use plimsoll::scenario::{FactorBars, ScenarioOptions, joint_first_passage, joint_forecast, worst_health};
/// let eth = FactorBars { factor: "ETH".into(), bars: simulate_bars(1, 960, 1_749_999_600, 2_500.0, 0.7)? };
/// let leg = |side, amount, price, threshold, factor: Option<&str>| Leg {
///     asset: "A".into(), side, amount, price, threshold, ltv: 0.0, factor: factor.map(Into::into), interest_annual: 0.0,
/// };
/// let legs = vec![
///     leg(LegSide::Collateral, 10.0, 2_500.0, 0.8, Some("ETH")),
///     leg(LegSide::Debt, 19_000.0, 1.0, 1.0, None),
/// ];
/// let account = Account { legs, liquidatable: None };
/// let joint = joint_forecast(&[eth], None)?;
/// let options = ScenarioOptions { seed: 1, paths: 4_000, horizon_hours: 72.0 };
/// let found = worst_health(&account, &joint, &options, &[24, 72])?;
/// assert!(found.lowest[1][0] <= found.lowest[0][0] && found.lowest[0].len() == 4_000);
/// // The share of paths below 1 is the probability of liquidation.
/// let below = found.lowest[1].partition_point(|health| *health < 1.0) as f64 / 4_000.0;
/// assert!((below - joint_first_passage(&account, &joint, &options)?.probability).abs() < 0.01);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn worst_health(account: &Account, joint: &JointForecast, options: &ScenarioOptions, hours: &[u32]) -> Result<WorstHealth, RiskError> {
    worst_health_with(account, joint, options, hours, JOINT_WEIGHTS.unstretched)
}

/// The same with another share of what is each factor's own unstretched than the shipped `JointWeights::unstretched`: for whoever tries
/// weights that were learned before a date.
///
/// # Errors
/// Those of `joint_first_passage`; `out_of_range`: a share outside [0, 1].
pub fn worst_health_with(
    account: &Account,
    joint: &JointForecast,
    options: &ScenarioOptions,
    hours: &[u32],
    unstretched: f64,
) -> Result<WorstHealth, RiskError> {
    let mut found = worst_healths(account, joint, options, hours, &[unstretched])?;
    found.pop().ok_or_else(|| RiskError::length_mismatch("unstretched", "one share at least", 0))
}

/// The same on the same paths with several shares, one answer for each: for whoever learns the share.
///
/// # Errors
/// Those of `worst_health_with`.
pub fn worst_healths(
    account: &Account,
    joint: &JointForecast,
    options: &ScenarioOptions,
    hours: &[u32],
    unstretched: &[f64],
) -> Result<Vec<WorstHealth>, RiskError> {
    let hint = "pass a share: 0 stretches all of the own part, 1 none";
    unstretched.iter().try_for_each(|share| within("unstretched", *share, 0.0, 1.0, hint).map(|_| ()))?;
    let (solvency, _) = prepare(account, joint, options)?;
    match solvency.factors.len() {
        0..=2 => lowest::<2>(&solvency, joint, options, hours, unstretched),
        3 => lowest::<3>(&solvency, joint, options, hours, unstretched),
        4 => lowest::<4>(&solvency, joint, options, hours, unstretched),
        _ => lowest::<MAX_FACTORS>(&solvency, joint, options, hours, unstretched),
    }
}

fn lowest<const N: usize>(
    solvency: &Solvency,
    joint: &JointForecast,
    options: &ScenarioOptions,
    hours: &[u32],
    unstretched: &[f64],
) -> Result<Vec<WorstHealth>, RiskError>
where
    Widths: Width<N>,
{
    let mut board = Board::<N>::new(joint, solvency, options)?;
    let shared = board.settle(joint, solvency);
    let start = solvency.rows.first().map_or(0.0, |row| row.health([1.0; N]));
    let mut lowest = Lowest {
        reaches: &board.reaches,
        starts: board.stretches().map(|hours| hours.start).collect(),
        rows: &solvency.rows,
        one_sided: solvency.one_sided(),
        start,
        hours,
        runs: unstretched.iter().map(|share| Run::new(shared.with(*share), hours.len(), options.paths)).collect(),
    };
    for ((regime, first, paths), mix) in parts(&board.regimes, options).into_iter().zip(&board.mixes) {
        let hour = |sigma: &[f32; N]| Hour::new(sigma.map(|sigma| sigma * regime.volatility), f32::MIN);
        let stretches: Vec<Stretch<N>> = board
            .stretches()
            .map(|hours| Stretch {
                hours: board.sigmas.get(hours).unwrap_or_default().iter().map(hour).collect(),
                weights: [1.0; N],
                floors: [0.0; N],
            })
            .collect();
        walk(stream(options.seed, Stream::Paths), first, paths, mix, &stretches, &mut lowest);
    }
    let answer = |mut run: Run| {
        run.kept.iter_mut().for_each(|healths| healths.sort_unstable_by(f64::total_cmp));
        WorstHealth { lowest: run.kept, pilots: board.pilots.clone() }
    };
    Ok(lowest.runs.into_iter().map(answer).collect())
}

/// A health above the lowest by more than the last bits, in which a health and a product of it differ.
const AS_LOW: f64 = 1.0 + 1e-12;

struct Lowest<'a, const N: usize> {
    reaches: &'a [[Reach; N]],
    starts: Vec<usize>,
    rows: &'a [Row],
    one_sided: bool,
    start: f64,
    hours: &'a [u32],
    runs: Vec<Run>,
}

/// What is kept of the paths under one share.
struct Run {
    shared: Shared,
    running: [f64; 4],
    kept: Vec<Vec<f64>>,
}

impl Run {
    fn new(shared: Shared, hours: usize, paths: u32) -> Self {
        let kept = (0..hours).map(|_| Vec::with_capacity(paths as usize + 4)).collect();
        Self { shared, running: [MOST_HEALTH; 4], kept }
    }
}

impl<const N: usize> Watch<N> for Lowest<'_, N> {
    #[inline(never)]
    fn look(&mut self, (stretch, within): (usize, usize), mask: u32, y: &[f32x4; N], _: &[f32x4; N]) -> u32 {
        let hour = self.starts.get(stretch).copied().unwrap_or_default() + within;
        let (Some(reaches), Some(row)) = (self.reaches.get(stretch), self.rows.get(hour + 1)) else { return 0 };
        let lanes = y.map(f32x4::to_array);
        for Run { shared, running, kept } in &mut self.runs {
            if hour == 0 {
                *running = [self.start; 4];
            }
            for (lane, running) in running.iter_mut().enumerate() {
                let here = lanes.map(|lanes| lanes.into_iter().nth(lane).unwrap_or_default());
                if self.one_sided && row.covers(*running * AS_LOW, harshest(reaches, &here)) {
                    continue;
                }
                *running = running.min(row.health(priced(reaches, shared, &here)));
            }
            for (kept, _) in kept.iter_mut().zip(self.hours).filter(|(_, end)| **end as usize == hour + 1) {
                kept.extend(running.iter().enumerate().filter(|(lane, _)| mask >> lane & 1 == 1).map(|(_, health)| *health));
            }
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::super::forecast::{FactorBars, joint_forecast};
    use super::*;
    use crate::account::{Leg, LegSide};
    use crate::market::simulate_bars;

    #[test]
    fn the_less_is_stretched_the_higher_every_lowest_health() {
        let bars =
            |factor: &str, seed| FactorBars { factor: factor.into(), bars: simulate_bars(seed, 960, 1_749_999_600, 100.0, 0.7).unwrap() };
        let joint = joint_forecast(&[bars("ETH", 1), bars("BTC", 2)], None).unwrap();
        let leg = |side, amount, threshold, factor: &str| Leg {
            asset: factor.into(),
            side,
            amount,
            price: 100.0,
            threshold,
            ltv: 0.0,
            factor: Some(factor.into()),
            interest_annual: 0.0,
        };
        let legs = alloc::vec![leg(LegSide::Collateral, 1.0, 0.8, "ETH"), leg(LegSide::Debt, 0.7, 1.0, "BTC")];
        let account = Account { legs, liquidatable: None };
        let options = ScenarioOptions { seed: 1, paths: 2_000, horizon_hours: 24.0 };
        let ask = |shares: &[f64]| worst_healths(&account, &joint, &options, &[24], shares);
        let found = ask(&[0.0, 0.5, 1.0, JOINT_WEIGHTS.unstretched]).unwrap();
        let lowest: Vec<&Vec<f64>> = found.iter().map(|one| &one.lowest[0]).collect();
        for pair in lowest[..3].windows(2) {
            assert!(pair[0].iter().zip(pair[1]).all(|(more, less)| more <= less) && pair[0][20] < pair[1][20]);
        }
        // Played alone or beside others, a share gives the same bits.
        assert_eq!(*lowest[3], worst_health(&account, &joint, &options, &[24]).unwrap().lowest[0]);
        assert_eq!(*lowest[1], ask(&[0.5]).unwrap()[0].lowest[0]);
        assert_eq!(ask(&[1.5]).err().map(|error| error.code()), Some("out_of_range"));
    }
}
