//! How well a quantile is known: its interval when the training rows are drawn again in blocks of time.

use crate::losses::{BLOCK, upper_quantile};
use rand::SeedableRng;
use rand::distr::{Distribution, Uniform};
use rand_pcg::Pcg64;
use std::collections::{BTreeMap, BTreeSet};

/// Draws per quantile.
const DRAWS: usize = 400;

/// Probability on each side of the interval, which holds 90 %.
const SIDE: f64 = 0.05;

/// How much wider the interval is when all coefficients are fitted anew to every draw, not the level alone: the median over rows
/// of 40 such refits at 24 to 168 h, 5 and 1 %, is 1.0 to 1.7 times as wide (`cargo run --release -p plimsoll-models --example refit_spread`).
pub const SLOPES: f64 = 1.6;

/// One row against a quantile.
pub struct Relative {
    /// Decision time, seconds UTC: rows of the same 14 calendar days are drawn together, whatever their asset.
    pub ts: u32,
    /// What happened over the quantile.
    pub ratio: f64,
    /// Weight in the pinball loss of a factor on the quantile: the row's own times the quantile.
    pub weight: f64,
}

/// Seconds that are drawn together: 14 calendar days, or twice the horizon, because windows that overlap are not two.
#[must_use]
pub fn block(hours: u32) -> u32 {
    BLOCK.max(2 * hours * 3_600)
}

/// Half of the 90 % interval of ln q: the larger of both sides.
///
/// Each draw of blocks has its own factor `k` for which `k·q` minimises the pinball loss: a weighted quantile of the ratios. The
/// interval is that of ln k (Künsch 1989; blocks hold all assets, because crashes come to all at once).
#[must_use]
pub fn half_width(rows: &[Relative], alpha: f64, hours: u32) -> f64 {
    let length = block(hours);
    let mut blocks: BTreeMap<u32, (usize, f64)> = BTreeMap::new();
    for row in rows {
        blocks.entry(row.ts / length).or_default().1 += row.weight;
    }
    blocks.values_mut().enumerate().for_each(|(place, block)| block.0 = place);
    let sums: Vec<f64> = blocks.values().map(|(_, sum)| *sum).collect();
    let mut ratios: Vec<(f64, f64, usize)> = rows.iter().map(|row| (row.ratio, row.weight, blocks[&(row.ts / length)].0)).collect();
    ratios.sort_by(|a, b| b.0.total_cmp(&a.0));
    let Ok(pick) = Uniform::new(0, sums.len()) else { return 0.0 };
    let mut random = Pcg64::seed_from_u64(14);
    let mut logs: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let mut times = vec![0.0; sums.len()];
            (0..sums.len()).for_each(|_| times[pick.sample(&mut random)] += 1.0);
            factor(&ratios, &times, alpha * sums.iter().zip(&times).map(|(sum, times)| sum * times).sum::<f64>()).ln()
        })
        .collect();
    reach(&mut logs)
}

/// The larger side of the interval of draws around 0.
pub(crate) fn reach(logs: &mut [f64]) -> f64 {
    upper_quantile(logs, SIDE).abs().max(upper_quantile(logs, 1.0 - SIDE).abs())
}

/// How often each block comes up when as many are drawn as there are.
pub(crate) fn drawn(blocks: &BTreeSet<u32>, seed: u64) -> BTreeMap<u32, f64> {
    let all: Vec<u32> = blocks.iter().copied().collect();
    let mut times: BTreeMap<u32, f64> = all.iter().map(|block| (*block, 0.0)).collect();
    if let Ok(pick) = Uniform::new(0, all.len()) {
        let mut random = Pcg64::seed_from_u64(seed);
        for _ in 0..all.len() {
            times.entry(all[pick.sample(&mut random)]).and_modify(|count| *count += 1.0);
        }
    }
    times
}

/// The ratio above which the blocks, each drawn so many times, hold the wanted weight; `ratios` falls.
fn factor(ratios: &[(f64, f64, usize)], times: &[f64], wanted: f64) -> f64 {
    let mut above = 0.0;
    for (ratio, weight, block) in ratios {
        above += weight * times[*block];
        if above >= wanted {
            return ratio.max(1e-3);
        }
    }
    1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(days: u32, together: bool) -> Vec<Relative> {
        // A hundred rows a block; the ratio of each row, or of all rows of a block, is a fixed scatter around 1.
        let scatter = |n: u32| {
            let mixed = (n ^ 0x9e37_79b9).wrapping_mul(0x85eb_ca6b);
            let mixed = (mixed ^ (mixed >> 13)).wrapping_mul(0xc2b2_ae35);
            0.5 + f64::from((mixed ^ (mixed >> 16)) >> 8) / f64::from(1 << 24)
        };
        let ratio = |day: u32, asset: u32| scatter(if together { day / 14 } else { day * 7 + asset });
        (0..days)
            .flat_map(|day| (0..7).map(move |asset| (day, asset)))
            .map(|(day, asset)| Relative { ts: day * 86_400, ratio: ratio(day, asset), weight: 1.0 })
            .collect()
    }

    #[test]
    fn what_moves_together_is_known_less_well() {
        // The median of 100 blocks of uniform ratios from 0.5 to 1.5 that move as one: its standard error is 0.05, its 90 % interval ±0.08.
        let together = half_width(&rows(1_400, true), 0.5, 24);
        assert!((0.05..0.13).contains(&together), "{together}");
        // 9,800 ratios that move alone: √98 times nearer.
        let alone = half_width(&rows(1_400, false), 0.5, 24);
        assert!((0.004..0.016).contains(&alone), "{alone}");
        assert_eq!(together, half_width(&rows(1_400, true), 0.5, 24));
    }

    #[test]
    fn a_constant_is_known() {
        let rows: Vec<Relative> = (0..200).map(|day| Relative { ts: day * 86_400, ratio: 1.0, weight: 2.0 }).collect();
        assert_eq!(half_width(&rows, 0.01, 24), 0.0);
    }
}
