//! Does a measure of contagion rise before clusters of liquidations, and more than plain volatility does?

use super::liquidations::QUIET_HOURS;
use super::panel::Panel;
use crate::grid::HOUR;
use crate::losses::upper_quantile;
use plimsoll::scenario::{JOINT_WEIGHTS, STRESS_RATIO, correlation, stressed_correlation};
use rand::SeedableRng;
use rand::distr::{Distribution, Uniform};
use rand_pcg::Pcg64;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Seconds between decision times.
const STEP: u32 = 6 * HOUR;

/// Hours that correlations read.
const HISTORY: usize = 720;

/// Seconds in a block of the bootstrap, and its draws.
const BLOCK: u32 = 14 * 86_400;
const DRAWS: usize = 1_000;

/// Names of the measures, the plain ones last.
pub const MEASURES: [&str; 9] = [
    "mean correlation",
    "absorption ratio",
    "rise of the mean correlation in 7 days",
    "share of assets in stress",
    "mean stressed correlation x share in stress",
    "P(stressed)",
    "P(stressed) x mean stressed correlation",
    "volatility of the last 24 h over the month's",
    "volatility of the last 24 h",
];

/// Position of plain volatility among the measures.
pub const VOLATILITY: usize = 8;

/// The measures at one decision time.
#[derive(Clone, Debug)]
pub struct Moment {
    /// Decision time, seconds UTC.
    pub ts: u32,
    /// One value per measure.
    pub values: [f64; MEASURES.len()],
}

/// The measures every six hours between two times, from assets of which at least five have a full month.
#[must_use]
pub fn moments(panel: &Panel, from: u32, to: u32) -> Vec<Moment> {
    let times: Vec<u32> = (from / STEP..to / STEP).map(|k| k * STEP).collect();
    let made: Vec<Option<(Moment, f64)>> = times.par_iter().map(|ts| moment(panel, *ts)).collect();
    let correlations: BTreeMap<u32, f64> = made.iter().flatten().map(|(moment, mean)| (moment.ts, *mean)).collect();
    made.into_iter()
        .flatten()
        .filter_map(|(mut moment, mean)| {
            moment.values[2] = mean - correlations.get(&moment.ts.checked_sub(7 * 86_400)?)?;
            Some(moment)
        })
        .collect()
}

fn moment(panel: &Panel, ts: u32) -> Option<(Moment, f64)> {
    let closed = panel.closed(ts);
    let first = closed.checked_sub(HISTORY).filter(|_| closed <= panel.hours)?;
    let full = |column: &[f64]| column.iter().filter(|value| value.is_finite()).count() * 100 >= 95 * column.len();
    let held: Vec<usize> = (0..panel.assets.len()).filter(|asset| full(&panel.returns[*asset][first..closed])).collect();
    let common: Vec<usize> = (first..closed).filter(|hour| held.iter().all(|asset| panel.returns[*asset][*hour].is_finite())).collect();
    if held.len() < 5 || common.len() < HISTORY / 2 {
        return None;
    }
    let columns: Vec<Vec<f64>> = held.iter().map(|asset| common.iter().map(|hour| panel.returns[*asset][*hour]).collect()).collect();
    let matrix = correlation(&columns, &JOINT_WEIGHTS.correlation);
    let stressed = stressed_correlation(&matrix, JOINT_WEIGHTS.correlation.stress_distance);
    let states: Vec<State> = held.iter().map(|asset| state(&panel.returns[*asset], closed)).collect();
    let of = |name: &str| Some(states[held.iter().position(|asset| panel.assets[*asset] == name)?]);
    let (btc, eth) = (of("BTC")?, of("ETH")?);
    let mean = |of: fn(&State) -> f64| 0.5 * (of(&btc) + of(&eth));
    let before = [Some(mean(|state| state.day - state.month)), Some(mean(|state| state.week - state.month)), None, None];
    let p = JOINT_WEIGHTS.regimes.probabilities(&before).stressed;
    let in_stress = states.iter().filter(|state| state.day - state.month > STRESS_RATIO.ln()).count() as f64 / held.len() as f64;
    let (level, raised) = (off_diagonal(&matrix, held.len()), off_diagonal(&stressed, held.len()));
    let day = mean(|state| state.day);
    let values = [
        level,
        largest_eigenvalue(&matrix, held.len()) / held.len() as f64,
        0.0,
        in_stress,
        raised * in_stress,
        p,
        raised * p,
        mean(|state| state.day - state.month),
        day,
    ];
    Some((Moment { ts, values }, level))
}

/// Log of the mean squared hourly return over 24, 168 and 720 hours.
#[derive(Clone, Copy)]
struct State {
    day: f64,
    week: f64,
    month: f64,
}

fn state(returns: &[f64], closed: usize) -> State {
    let log = |hours: usize| {
        let (sum, count) =
            returns[closed - hours..closed].iter().filter(|r| r.is_finite()).fold((0.0, 0.0), |(s, n), r| (s + r * r, n + 1.0));
        (sum / f64::max(count, 1.0)).max(1e-11).ln()
    };
    State { day: log(24), week: log(168), month: log(720) }
}

fn off_diagonal(matrix: &[f64], size: usize) -> f64 {
    (matrix.iter().sum::<f64>() - size as f64) / (size * (size - 1)) as f64
}

/// By the power method from the constant vector: the correlations of a market are nearly all above 0.
fn largest_eigenvalue(matrix: &[f64], size: usize) -> f64 {
    let mut vector = vec![1.0 / (size as f64).sqrt(); size];
    let mut value = 0.0;
    for _ in 0..50 {
        let next: Vec<f64> = matrix.chunks(size).map(|row| row.iter().zip(&vector).map(|(a, b)| a * b).sum()).collect();
        value = next.iter().map(|x: &f64| x * x).sum::<f64>().sqrt();
        vector = next.into_iter().map(|x| x / value).collect();
    }
    value
}

/// How well a measure tells the times before a cluster from the others.
#[derive(Clone, Copy, Debug)]
pub struct Skill {
    /// Probability that the measure is higher before a cluster than at another time; 0.5 is chance.
    pub auc: f64,
    /// 95 % interval of it, blocks of 14 days.
    pub interval: (f64, f64),
    /// `auc` less that of plain volatility, and its interval.
    pub over_volatility: (f64, f64, f64),
    /// `auc` between times of like volatility: within tenths of plain volatility.
    pub matched: f64,
    /// Times before a cluster, and other times.
    pub counts: (usize, usize),
}

/// Scores each measure on the times from which a cluster begins within `hours`, against all other quiet times.
#[must_use]
pub fn study(moments: &[Moment], clusters: &[u32], hours: u32) -> Vec<Skill> {
    let quiet = |ts: u32| !clusters.iter().any(|start| ts >= *start && ts - start < QUIET_HOURS * HOUR);
    let before = |ts: u32| clusters.iter().any(|start| *start > ts + HOUR && start - ts <= hours * HOUR);
    let rows: Vec<(&Moment, bool)> = moments.iter().filter(|moment| quiet(moment.ts)).map(|moment| (moment, before(moment.ts))).collect();
    let tenths = strata(&rows);
    let mut blocks: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (place, (moment, _)) in rows.iter().enumerate() {
        blocks.entry(moment.ts / BLOCK).or_default().push(place);
    }
    let blocks: Vec<Vec<usize>> = blocks.into_values().collect();
    let all: Vec<usize> = (0..rows.len()).collect();
    let score =
        |places: &[usize], measure: usize| auc(places.iter().map(|place| (rows[*place].0.values[measure], rows[*place].1)).collect());
    let draws: Vec<Vec<f64>> = (0..DRAWS as u64)
        .into_par_iter()
        .map(|draw| {
            let mut random = Pcg64::seed_from_u64(1_000 + draw);
            let Ok(pick) = Uniform::new(0, blocks.len()) else { return vec![f64::NAN; MEASURES.len()] };
            let places: Vec<usize> = (0..blocks.len()).flat_map(|_| blocks[pick.sample(&mut random)].iter().copied()).collect();
            (0..MEASURES.len()).map(|measure| score(&places, measure)).collect()
        })
        .collect();
    let interval = |of: &dyn Fn(&Vec<f64>) -> f64| {
        let mut values: Vec<f64> = draws.iter().map(of).filter(|value| value.is_finite()).collect();
        (upper_quantile(&mut values, 0.975), upper_quantile(&mut values, 0.025))
    };
    let positives = rows.iter().filter(|row| row.1).count();
    (0..MEASURES.len())
        .map(|measure| {
            let own = score(&all, measure);
            let (low, high) = interval(&|draw| draw[measure] - draw[VOLATILITY]);
            Skill {
                auc: own,
                interval: interval(&|draw| draw[measure]),
                over_volatility: (own - score(&all, VOLATILITY), low, high),
                matched: matched(&rows, &tenths, measure),
                counts: (positives, rows.len() - positives),
            }
        })
        .collect()
}

/// The tenth of plain volatility in which each row lies.
fn strata(rows: &[(&Moment, bool)]) -> Vec<usize> {
    let mut sorted: Vec<f64> = rows.iter().map(|row| row.0.values[VOLATILITY]).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let tenth = |value: f64| sorted.partition_point(|other| *other < value) * 10 / sorted.len().max(1);
    rows.iter().map(|row| tenth(row.0.values[VOLATILITY])).collect()
}

/// Area under the curve over pairs from one stratum.
fn matched(rows: &[(&Moment, bool)], strata: &[usize], measure: usize) -> f64 {
    let (mut sum, mut pairs) = (0.0, 0.0);
    for stratum in 0..10 {
        let held: Vec<(f64, bool)> =
            rows.iter().zip(strata).filter(|(_, of)| **of == stratum).map(|(row, _)| (row.0.values[measure], row.1)).collect();
        let positives = held.iter().filter(|row| row.1).count() as f64;
        let weight = positives * (held.len() as f64 - positives);
        if weight > 0.0 {
            sum += weight * auc(held);
            pairs += weight;
        }
    }
    sum / pairs
}

/// Mann and Whitney's statistic over the number of pairs; ties count half.
fn auc(mut rows: Vec<(f64, bool)>) -> f64 {
    rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut sum, mut positives) = (0.0, 0.0, 0.0);
    let mut place = 0;
    while place < rows.len() {
        let value = rows[place].0;
        let tied = rows[place..].iter().take_while(|row| row.0 == value).count();
        let held = rows[place..place + tied].iter().filter(|row| row.1).count() as f64;
        let others = tied as f64 - held;
        sum += held * (below + 0.5 * others);
        below += others;
        positives += held;
        place += tied;
    }
    sum / (positives * below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_by_hand() {
        assert_eq!(auc(vec![(1.0, false), (2.0, true), (3.0, false), (4.0, true)]), 0.75);
        assert_eq!(auc(vec![(1.0, false), (1.0, true)]), 0.5);
    }

    #[test]
    fn an_eigenvalue_by_hand() {
        assert!((largest_eigenvalue(&[1.0, 0.5, 0.5, 0.5, 1.0, 0.5, 0.5, 0.5, 1.0], 3) - 2.0).abs() < 1e-12);
    }
}
