//! Leverage at the same realised rate: ours against one health factor for every asset and every day.

use super::positions::THRESHOLD;
use crate::losses::{BLOCK, Interval, upper_quantile};
use rand::SeedableRng;
use rand::distr::{Distribution, Uniform};
use rand_pcg::Pcg64;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Draws of the bootstrap of a gain; every draw scales and averages anew.
const DRAWS: u64 = 500;

/// The move against one opening, as the comparison sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// When it was opened, seconds UTC.
    pub ts: u32,
    /// Log distance to liquidation at the advised leverage.
    pub distance: f64,
    /// Worst move against it while it was held, log distance.
    pub worst: f64,
}

/// Leverage, collateral over equity, of a position that a move of `distance` liquidates.
#[must_use]
pub fn leverage(distance: f64) -> f64 {
    1.0 / (1.0 - THRESHOLD * (-distance).exp())
}

/// Two ways to choose leverage, brought to the same number of liquidations on the same openings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    /// The fixed health factor.
    pub health: f64,
    /// Openings.
    pub n: usize,
    /// Liquidations of either.
    pub liquidated: usize,
    /// Leverage that the fixed health factor allows, on every opening.
    pub fixed: f64,
    /// Factor on every advised distance that brings the advice to the same number.
    pub scale: f64,
    /// Mean leverage of the advice at that factor.
    pub mean: f64,
    /// Its median.
    pub median: f64,
    /// Mean over fixed, with a 95 % interval.
    pub mean_gain: Interval,
    /// Median over fixed, with a 95 % interval.
    pub median_gain: Interval,
}

/// The openings, sorted once for every question asked of them.
pub struct Comparison {
    moves: Vec<Move>,
    /// Block of each opening.
    block: Vec<usize>,
    blocks: usize,
    /// Openings by worst move over advised distance, falling.
    by_ratio: Vec<usize>,
    /// Openings by worst move, falling.
    by_worst: Vec<usize>,
    /// Openings by advised distance, rising.
    by_distance: Vec<usize>,
}

/// Which side of a comparison is given.
#[derive(Clone, Copy)]
enum Given {
    /// A health factor for all; ours is scaled to its rate.
    Health(f64),
    /// Ours as advised; the health factor is found that has its rate.
    Advice,
}

/// What a comparison says on one (re)sample.
struct Outcome {
    health: f64,
    liquidated: usize,
    scale: f64,
    mean: f64,
    median: f64,
}

impl Comparison {
    /// Sorts the openings.
    #[must_use]
    pub fn new(moves: Vec<Move>) -> Self {
        let mut numbers: BTreeMap<u32, usize> = BTreeMap::new();
        for one in &moves {
            let next = numbers.len();
            numbers.entry(one.ts / BLOCK).or_insert(next);
        }
        let block = moves.iter().map(|one| numbers[&(one.ts / BLOCK)]).collect();
        let sorted = |key: &dyn Fn(&Move) -> f64| {
            let mut order: Vec<usize> = (0..moves.len()).collect();
            order.sort_by(|a, b| key(&moves[*a]).total_cmp(&key(&moves[*b])));
            order
        };
        let by_ratio = sorted(&|one| -one.worst / one.distance);
        let by_worst = sorted(&|one| -one.worst);
        let by_distance = sorted(&|one| one.distance);
        Self { moves, block, blocks: numbers.len(), by_ratio, by_worst, by_distance }
    }

    /// The advice scaled to the realised rate of a fixed health factor.
    #[must_use]
    pub fn against(&self, health: f64) -> Gain {
        self.gain(Given::Health(health))
    }

    /// The fixed health factor that has the realised rate of the advice, against it.
    #[must_use]
    pub fn best_fixed(&self) -> Gain {
        self.gain(Given::Advice)
    }

    /// Share liquidated and mean leverage of the advice with every distance times `scale`: a point of the curve.
    #[must_use]
    pub fn scaled(&self, scale: f64) -> (f64, f64) {
        let n = self.moves.len() as f64;
        let hits = self.moves.iter().filter(|one| one.worst > scale * one.distance).count();
        (hits as f64 / n, self.moves.iter().map(|one| leverage(scale * one.distance)).sum::<f64>() / n)
    }

    /// Share liquidated and leverage of a fixed health factor.
    #[must_use]
    pub fn fixed(&self, health: f64) -> (f64, f64) {
        let hits = self.moves.iter().filter(|one| one.worst > health.ln()).count();
        (hits as f64 / self.moves.len() as f64, leverage(health.ln()))
    }

    /// Mean leverage of the advice, and that of the fixed health factor which has its realised rate.
    #[must_use]
    pub fn leverages(&self) -> [f64; 2] {
        let outcome = self.outcome(Given::Advice, &vec![1; self.blocks]);
        [outcome.mean, leverage(outcome.health.ln())]
    }

    fn gain(&self, given: Given) -> Gain {
        let all = vec![1; self.blocks];
        let outcome = self.outcome(given, &all);
        let fixed = leverage(outcome.health.ln());
        let draws: Vec<[f64; 2]> = (0..DRAWS)
            .into_par_iter()
            .map(|draw| {
                let drawn = self.outcome(given, &self.draw(draw));
                let fixed = leverage(drawn.health.ln());
                [drawn.mean / fixed, drawn.median / fixed]
            })
            .collect();
        let interval = |of: usize, value: f64| {
            let mut values: Vec<f64> = draws.iter().map(|draw| draw[of]).collect();
            Interval { value, low: upper_quantile(&mut values, 0.975), high: upper_quantile(&mut values, 0.025) }
        };
        Gain {
            health: outcome.health,
            n: self.moves.len(),
            liquidated: outcome.liquidated,
            fixed,
            scale: outcome.scale,
            mean: outcome.mean,
            median: outcome.median,
            mean_gain: interval(0, outcome.mean / fixed),
            median_gain: interval(1, outcome.median / fixed),
        }
    }

    /// How often each block is drawn, as many in all as there are.
    fn draw(&self, draw: u64) -> Vec<usize> {
        let mut times = vec![0; self.blocks];
        if let Ok(pick) = Uniform::new(0, self.blocks) {
            // One stream per draw: the same numbers on any number of threads.
            let mut random = Pcg64::seed_from_u64(draw);
            for _ in 0..self.blocks {
                times[pick.sample(&mut random)] += 1;
            }
        }
        times
    }

    fn outcome(&self, given: Given, times: &[usize]) -> Outcome {
        let weight = |opening: usize| times[self.block[opening]];
        let count = |hit: &dyn Fn(&Move) -> bool| {
            self.moves.iter().enumerate().filter(|(_, one)| hit(one)).map(|(opening, _)| weight(opening)).sum::<usize>()
        };
        let (health, liquidated, scale) = match given {
            Given::Health(health) => {
                let liquidated = count(&|one| one.worst > health.ln());
                let scale = self.exceeded(&self.by_ratio, liquidated, &weight).map_or(f64::NAN, |one| one.worst / one.distance);
                (health, liquidated, scale)
            }
            Given::Advice => {
                let liquidated = count(&|one| one.worst > one.distance);
                let health = self.exceeded(&self.by_worst, liquidated, &weight).map_or(f64::NAN, |one| one.worst.exp());
                (health, liquidated, 1.0)
            }
        };
        let (mut sum, mut total) = (0.0, 0.0);
        for (opening, one) in self.moves.iter().enumerate().filter(|(opening, _)| weight(*opening) > 0) {
            sum += weight(opening) as f64 * leverage(scale * one.distance);
            total += weight(opening) as f64;
        }
        // Leverage falls with the distance, so the median leverage is that of the median distance.
        let middle = self.exceeded(&self.by_distance, total as usize / 2, &weight).map_or(f64::NAN, |one| one.distance);
        Outcome { health, liquidated, scale, mean: sum / total, median: leverage(scale * middle) }
    }

    /// The first opening in an order that `count` openings do not hold: just so many lie strictly before it, ties aside.
    fn exceeded(&self, order: &[usize], count: usize, weight: &dyn Fn(usize) -> usize) -> Option<&Move> {
        let mut before = 0;
        order.iter().find_map(|&opening| {
            before += weight(opening);
            (before > count).then(|| &self.moves[opening])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten days apart, so that blocks differ.
    fn moves(rows: &[(f64, f64)]) -> Vec<Move> {
        rows.iter().zip(0..).map(|(&(distance, worst), day)| Move { ts: day * 864_000, distance, worst }).collect()
    }

    #[test]
    fn leverage_of_a_distance_by_hand() {
        // Debt over collateral 0.83 / 1.25 = 0.664, equity 0.336.
        assert!((leverage(1.25f64.ln()) - 1.0 / 0.336).abs() < 1e-12);
    }

    #[test]
    fn the_same_rate_by_hand() {
        // ln 1.25 = 0.2231 is exceeded by 0.30 and 0.25. Ratios worst / distance: 0.5, 0.6, 2.5, 0.25, 2.0: the two largest
        // exceed any factor from 0.6 on, so the least factor with two liquidations is 0.6.
        let rows = [(0.60, 0.30), (0.20, 0.12), (0.10, 0.25), (0.20, 0.05), (0.05, 0.10)];
        let gain = Comparison::new(moves(&rows)).against(1.25);
        assert_eq!((gain.n, gain.liquidated), (5, 2));
        assert!((gain.scale - 0.6).abs() < 1e-12 && (gain.fixed - 1.0 / 0.336).abs() < 1e-12);
        let expected = [0.36f64, 0.12, 0.06, 0.12, 0.03].map(|distance| 1.0 / (1.0 - 0.83 * (-distance).exp()));
        assert!((gain.mean - expected.iter().sum::<f64>() / 5.0).abs() < 1e-12);
        assert!((gain.median - expected[1]).abs() < 1e-12, "the middle of five");
        assert!((gain.mean_gain.value - gain.mean * 0.336).abs() < 1e-12);
        // The other way: as advised, the third and the fifth are liquidated; two moves lie beyond 0.12, the third largest.
        let reverse = Comparison::new(moves(&rows)).best_fixed();
        assert_eq!((reverse.liquidated, reverse.scale), (2, 1.0));
        assert!((reverse.health - 0.12f64.exp()).abs() < 1e-12);
        assert_eq!(rows.iter().filter(|(_, worst)| *worst > reverse.health.ln()).count(), 2);
    }

    #[test]
    fn distances_that_say_nothing_gain_nothing() {
        // Every distance is the same: at the same rate the advice is a fixed health factor, whatever is drawn.
        let rows: Vec<(f64, f64)> = (0..900).map(|i| (0.15, 0.0004 * f64::from(i * 7 % 901))).collect();
        for gain in [Comparison::new(moves(&rows)).against(1.2), Comparison::new(moves(&rows)).best_fixed()] {
            // The factor ends at an order statistic: a few steps of 0.0004 from the given boundary, in a draw that leaves some out.
            for one in [gain.mean_gain, gain.median_gain] {
                assert!([one.low, one.value, one.high].iter().all(|gain| (gain - 1.0).abs() < 0.005), "{gain:?}");
            }
        }
    }

    #[test]
    fn the_gain_of_knowing_the_scale_is_found_and_repeats_itself() {
        // Half of the days move by up to 0.1, half by up to 0.4, and the distance knows which.
        let rows: Vec<(f64, f64)> = (0..400)
            .map(|i| {
                let size = if i % 2 == 0 { 0.1 } else { 0.4 };
                (size, 1.2 * size * f64::from(i * 37 % 101) / 100.0)
            })
            .collect();
        let comparison = Comparison::new(moves(&rows));
        let gain = comparison.best_fixed();
        // One in six is liquidated. Fixed, they are all of the wild half: 0.32 or so, 2.52x; advised, 4.02x and 2.25x.
        assert!((gain.mean_gain.value - 1.246).abs() < 0.02 && gain.mean_gain.low > 1.15 && gain.mean_gain.high < 1.35, "{gain:?}");
        assert!(gain.mean_gain.low < gain.mean_gain.value && gain.mean_gain.value < gain.mean_gain.high);
        assert_eq!(gain, comparison.best_fixed());
        assert_eq!(comparison.scaled(1.0).0, gain.liquidated as f64 / 400.0);
        assert_eq!(comparison.fixed(gain.health).0, gain.liquidated as f64 / 400.0);
    }
}
