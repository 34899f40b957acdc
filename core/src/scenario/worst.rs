//! The lowest health of each path: how much debt each could have carried.

use super::board::Board;
use super::joint::{JointForecast, MAX_FACTORS};
use super::joint_passage::{prepare, priced};
use super::options::ScenarioOptions;
use super::passage::parts;
use super::pilot::{Stream, stream};
use super::reach::Reach;
use super::solvency::{Row, Solvency};
use super::walk::{Hour, Stretch, Watch, walk};
use crate::account::Account;
use crate::error::RiskError;
use alloc::vec::Vec;
use wide::f32x4;

/// For each of some hours the lowest health factor of every path from now to then, rising: as many as paths.
///
/// Debt times `k` is health over `k`. So the share of paths below `k` is the probability that the account with `k` times its debt is
/// liquidated, and the α-quantile is the largest `k` for which it is at most α. An account that owes nothing has the health
/// 1e9. `hours` rise and do not exceed the horizon; the walk is that of `joint_first_passage`.
///
/// # Errors
/// Those of `joint_first_passage`.
pub(crate) fn worst_health(
    account: &Account,
    joint: &JointForecast,
    options: &ScenarioOptions,
    hours: &[u32],
) -> Result<Vec<Vec<f64>>, RiskError> {
    let (solvency, _) = prepare(account, joint, options)?;
    match solvency.factors.len() {
        0..=2 => lowest::<2>(&solvency, joint, options, hours),
        3 => lowest::<3>(&solvency, joint, options, hours),
        4 => lowest::<4>(&solvency, joint, options, hours),
        _ => lowest::<MAX_FACTORS>(&solvency, joint, options, hours),
    }
}

fn lowest<const N: usize>(
    solvency: &Solvency,
    joint: &JointForecast,
    options: &ScenarioOptions,
    hours: &[u32],
) -> Result<Vec<Vec<f64>>, RiskError> {
    let board = Board::<N>::new(joint, solvency, options)?;
    let start = solvency.rows.first().map_or(0.0, |row| row.health([1.0; N]));
    let mut lowest = Lowest {
        reaches: &board.reaches,
        starts: board.stretches().map(|hours| hours.start).collect(),
        rows: &solvency.rows,
        start,
        running: [start; 4],
        hours,
        kept: hours.iter().map(|_| Vec::with_capacity(options.paths as usize + 4)).collect(),
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
    let mut kept = lowest.kept;
    kept.iter_mut().for_each(|healths| healths.sort_unstable_by(f64::total_cmp));
    Ok(kept)
}

struct Lowest<'a, const N: usize> {
    reaches: &'a [[Reach; N]],
    starts: Vec<usize>,
    rows: &'a [Row],
    start: f64,
    running: [f64; 4],
    hours: &'a [u32],
    kept: Vec<Vec<f64>>,
}

impl<const N: usize> Watch<N> for Lowest<'_, N> {
    #[inline(never)]
    fn look(&mut self, (stretch, within): (usize, usize), mask: u32, y: &[f32x4; N], _: &[f32x4; N]) -> u32 {
        let hour = self.starts.get(stretch).copied().unwrap_or_default() + within;
        let (Some(reaches), Some(row)) = (self.reaches.get(stretch), self.rows.get(hour + 1)) else { return 0 };
        if hour == 0 {
            self.running = [self.start; 4];
        }
        let lanes = y.map(f32x4::to_array);
        for (lane, running) in self.running.iter_mut().enumerate() {
            let here = lanes.map(|lanes| lanes.into_iter().nth(lane).unwrap_or_default());
            *running = running.min(row.health(priced(reaches, &here)));
        }
        for (kept, _) in self.kept.iter_mut().zip(self.hours).filter(|(_, end)| **end as usize == hour + 1) {
            kept.extend(self.running.iter().enumerate().filter(|(lane, _)| mask >> lane & 1 == 1).map(|(_, health)| *health));
        }
        0
    }
}
