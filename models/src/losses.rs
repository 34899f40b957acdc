//! Losses and tests of forecasts, as the evaluation defines them.

use rand::SeedableRng;
use rand::distr::{Distribution, Uniform};
use rand_pcg::Pcg64;
use statrs::distribution::{ChiSquared, ContinuousCDF};
use std::collections::BTreeMap;

/// Seconds in a block of the bootstrap: 14 calendar days, all assets together.
pub const BLOCK: u32 = 14 * 86_400;

/// Draws of every bootstrap.
const DRAWS: usize = 2_000;

/// QLIKE of Patton (2011): `r − ln r − 1`, r = realised over forecast; 0 at a perfect forecast.
#[must_use]
pub fn qlike(realised: f64, forecast: f64) -> f64 {
    let ratio = realised / forecast;
    ratio - ratio.ln() - 1.0
}

/// Pinball loss of the quantile that is exceeded with probability `alpha`.
#[must_use]
pub fn pinball(realised: f64, quantile: f64, alpha: f64) -> f64 {
    if realised > quantile { (1.0 - alpha) * (realised - quantile) } else { alpha * (quantile - realised) }
}

/// The quantile exceeded with probability `alpha`, linear between order statistics.
#[must_use]
pub fn upper_quantile(values: &mut [f64], alpha: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let at = (1.0 - alpha) * (values.len().saturating_sub(1)) as f64;
    let below = values.get(at.floor() as usize).copied().unwrap_or(f64::NAN);
    let above = values.get(at.ceil() as usize).copied().unwrap_or(below);
    below + (above - below) * at.fract()
}

/// A ratio of two sums with a 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The ratio on the rows themselves.
    pub value: f64,
    /// 2.5 % of the bootstrap draws lie below.
    pub low: f64,
    /// 2.5 % lie above.
    pub high: f64,
}

/// Bootstraps a ratio of sums, such as hits over rows or loss over loss, in blocks of 14 calendar days.
///
/// `rows` gives decision time, numerator and denominator. Deterministic: the seed is fixed.
#[must_use]
pub fn block_bootstrap(rows: impl Iterator<Item = (u32, f64, f64)>) -> Interval {
    bootstrap(rows.map(|(ts, numerator, denominator)| (ts / BLOCK, numerator, denominator)))
}

/// Bootstraps a ratio of sums in blocks of rows with the same key; see `block_bootstrap`.
#[must_use]
pub fn bootstrap<K: Ord>(rows: impl Iterator<Item = (K, f64, f64)>) -> Interval {
    let mut blocks: BTreeMap<K, (f64, f64)> = BTreeMap::new();
    for (key, numerator, denominator) in rows {
        let sums = blocks.entry(key).or_default();
        sums.0 += numerator;
        sums.1 += denominator;
    }
    let blocks: Vec<(f64, f64)> = blocks.into_values().collect();
    let total = blocks.iter().fold((0.0, 0.0), |sum, block| (sum.0 + block.0, sum.1 + block.1));
    let value = total.0 / total.1;
    let Ok(pick) = Uniform::new(0, blocks.len()) else {
        return Interval { value: f64::NAN, low: f64::NAN, high: f64::NAN };
    };
    let mut random = Pcg64::seed_from_u64(14);
    let mut draws: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let sums = (0..blocks.len()).fold((0.0, 0.0), |sum, _| {
                let block = blocks[pick.sample(&mut random)];
                (sum.0 + block.0, sum.1 + block.1)
            });
            sums.0 / sums.1
        })
        .collect();
    Interval { value, low: upper_quantile(&mut draws, 0.975), high: upper_quantile(&mut draws, 0.025) }
}

/// Diebold–Mariano statistic of a series of loss differences: below 0 the first model is better, ±1.96 at 5 %.
///
/// `t = mean / √(S / n)`, S the Newey–West variance with Bartlett weights over `lag` rows.
#[must_use]
pub fn diebold_mariano(differences: &[f64], lag: usize) -> f64 {
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let covariance =
        |shift: usize| differences.iter().zip(differences.iter().skip(shift)).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / n;
    let variance = (1..=lag).fold(covariance(0), |sum, shift| sum + 2.0 * (1.0 - shift as f64 / (lag as f64 + 1.0)) * covariance(shift));
    mean / (variance / n).sqrt()
}

/// Mean over assets of a value per decision time, in the order of time.
#[must_use]
pub fn mean_by_time(rows: impl Iterator<Item = (u32, f64)>) -> Vec<f64> {
    let mut times: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for (ts, value) in rows {
        let sums = times.entry(ts).or_default();
        sums.0 += value;
        sums.1 += 1.0;
    }
    times.into_values().map(|(sum, count)| sum / count).collect()
}

/// P-value of Kupiec (1995): that hits come at the rate `alpha`.
#[must_use]
pub fn kupiec(hits: &[bool], alpha: f64) -> f64 {
    p_value(kupiec_ratio(hits, alpha), 1.0)
}

fn kupiec_ratio(hits: &[bool], alpha: f64) -> f64 {
    let hit = hits.iter().filter(|hit| **hit).count() as f64;
    let miss = hits.len() as f64 - hit;
    2.0 * (bernoulli(hit, miss, hit / (hit + miss)) - bernoulli(hit, miss, alpha))
}

/// P-value of Christoffersen (1998): that hits come at the rate `alpha` and independently of the one before.
#[must_use]
pub fn christoffersen(hits: &[bool], alpha: f64) -> f64 {
    let mut after = [[0.0f64; 2]; 2];
    for pair in hits.windows(2) {
        after[usize::from(pair[0])][usize::from(pair[1])] += 1.0;
    }
    let [[calm_miss, calm_hit], [hit_miss, hit_hit]] = after;
    let (hit, miss) = (calm_hit + hit_hit, calm_miss + hit_miss);
    let dependent =
        bernoulli(calm_hit, calm_miss, calm_hit / (calm_hit + calm_miss)) + bernoulli(hit_hit, hit_miss, hit_hit / (hit_hit + hit_miss));
    let independent = bernoulli(hit, miss, hit / (hit + miss));
    p_value(kupiec_ratio(hits, alpha) + 2.0 * (dependent - independent), 2.0)
}

/// Log likelihood of counts at a rate, `0 ln 0 = 0`.
fn bernoulli(hit: f64, miss: f64, rate: f64) -> f64 {
    let term = |count: f64, rate: f64| if count > 0.0 { count * rate.ln() } else { 0.0 };
    term(hit, rate) + term(miss, 1.0 - rate)
}

fn p_value(ratio: f64, freedom: f64) -> f64 {
    ChiSquared::new(freedom).map_or(f64::NAN, |law| 1.0 - law.cdf(ratio.max(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }

    #[test]
    fn losses_by_hand() {
        assert_eq!(qlike(0.3, 0.3), 0.0);
        close(qlike(2.0, 1.0), 1.0 - 2.0f64.ln());
        close(pinball(0.10, 0.07, 0.01), 0.99 * 0.03);
        close(pinball(0.05, 0.07, 0.01), 0.01 * 0.02);
        close(upper_quantile(&mut [3.0, 1.0, 2.0, 5.0, 4.0], 0.05), 4.8);
    }

    #[test]
    fn kupiec_and_christoffersen_by_hand() {
        // 6 hits in 250 at 1 %: LR = 3.555 (Christoffersen, Elements of Financial Risk Management, ch. 13, worked alike).
        let hits: Vec<bool> = (0..250).map(|i| i % 40 == 5 && i < 240).collect();
        assert_eq!(hits.iter().filter(|hit| **hit).count(), 6);
        let ratio = 2.0 * (6.0 * (0.024f64 / 0.01).ln() + 244.0 * (0.976f64 / 0.99).ln());
        close(kupiec_ratio(&hits, 0.01), ratio);
        assert!((kupiec(&hits, 0.01) - 0.059_355).abs() < 1e-5, "{}", kupiec(&hits, 0.01));
        // Hits that follow each other at the right rate pass Kupiec and fail Christoffersen.
        let clustered: Vec<bool> = (0..400).map(|i| (100..120).contains(&i)).collect();
        assert!(kupiec(&clustered, 0.05) > 0.99 && christoffersen(&clustered, 0.05) < 1e-6);
        let spread: Vec<bool> = (0..400).map(|i| i % 20 == 7).collect();
        assert!(christoffersen(&spread, 0.05) > 0.3);
    }

    #[test]
    fn newey_west_by_hand() {
        // d = 1, 2, 3, 6: mean 3, γ0 = 3.5, γ1 = (2 + 0 + 0)/4 = 0.5, S = 3.5 + 2·½·0.5 = 4.
        close(diebold_mariano(&[1.0, 2.0, 3.0, 6.0], 1), 3.0);
    }

    #[test]
    fn the_bootstrap_covers_its_value_and_repeats_itself() {
        let rows = || (0..400u32).map(|day| (day * 86_400, f64::from(u8::from(day % 19 == 3)), 1.0));
        let interval = block_bootstrap(rows());
        close(interval.value, 21.0 / 400.0);
        assert!(interval.low < interval.value && interval.value < interval.high && interval.low > 0.03 && interval.high < 0.08);
        assert_eq!(interval, block_bootstrap(rows()));
        let one = block_bootstrap((0..10).map(|hour| (hour * 3_600, 1.0, 2.0)));
        assert_eq!((one.low, one.value, one.high), (0.5, 0.5, 0.5));
    }
}
