//! The model confidence set: which models cannot be told from the best.

use rand::SeedableRng;
use rand::distr::{Distribution, Uniform};
use rand_pcg::Pcg64;

/// Draws of the bootstrap.
const DRAWS: usize = 2_000;

/// P-value of each model, in the order given: models at `alpha` or more belong to the confidence set at `1 − alpha`.
///
/// The statistic is T_max of Hansen, Lunde and Nason, The model confidence set (2011), section 3.1.2: the largest of
/// `t_i = d̄_i / √var(d̄_i)`, `d̄_i` the mean loss of model i less the mean of all that remain; variances and the law under equal
/// losses by a circular bootstrap of blocks of `block` rows. The worst model leaves, and its p-value is the largest so far.
///
/// - `losses`: one series per model, all of the same rows in the order of time.
#[must_use]
pub fn confidence_set(losses: &[Vec<f64>], block: usize) -> Vec<f64> {
    let rows = losses.first().map_or(0, Vec::len);
    let Ok(pick) = Uniform::new(0, rows) else { return vec![f64::NAN; losses.len()] };
    let mut random = Pcg64::seed_from_u64(11);
    let draws: Vec<Vec<f64>> = (0..DRAWS)
        .map(|_| {
            let starts: Vec<usize> = (0..rows.div_ceil(block)).map(|_| pick.sample(&mut random)).collect();
            let places = || starts.iter().flat_map(|start| (*start..start + block).map(|place| place % rows)).take(rows);
            losses.iter().map(|series| places().map(|place| series[place]).sum::<f64>() / rows as f64).collect()
        })
        .collect();
    let means: Vec<f64> = losses.iter().map(|series| series.iter().sum::<f64>() / rows as f64).collect();
    let mut left: Vec<usize> = (0..losses.len()).collect();
    let mut values = vec![1.0; losses.len()];
    let mut largest: f64 = 0.0;
    while left.len() > 1 {
        let centre = |of: &[f64]| left.iter().map(|model| of[*model]).sum::<f64>() / left.len() as f64;
        let distances: Vec<f64> = left.iter().map(|model| means[*model] - centre(&means)).collect();
        let drawn: Vec<Vec<f64>> = draws
            .iter()
            .map(|draw| left.iter().zip(&distances).map(|(model, distance)| draw[*model] - centre(draw) - distance).collect())
            .collect();
        let spread = |at: usize| (drawn.iter().map(|draw| draw[at] * draw[at]).sum::<f64>() / DRAWS as f64).sqrt();
        let spreads: Vec<f64> = (0..left.len()).map(spread).collect();
        let ratio = |of: &[f64], at: usize| if spreads[at] > 0.0 { of[at] / spreads[at] } else { 0.0 };
        let (worst, statistic) =
            (0..left.len()).map(|at| (at, ratio(&distances, at))).max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0));
        let beyond = drawn.iter().filter(|draw| (0..left.len()).any(|at| ratio(draw, at) >= statistic)).count();
        largest = largest.max(beyond as f64 / DRAWS as f64);
        values[left.remove(worst)] = largest;
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A series without a trend whose mean is `level`.
    fn series(level: f64, phase: usize) -> Vec<f64> {
        (0..360).map(|day| level + 0.3 * f64::from(u8::try_from((day * 37 + phase * 101) % 23).unwrap_or(0)) / 22.0 - 0.15).collect()
    }

    #[test]
    fn a_clearly_worse_model_leaves_and_equals_stay() {
        let values = confidence_set(&[series(1.0, 1), series(1.0, 2), series(1.2, 3)], 14);
        assert!(values[2] < 0.01, "{values:?}");
        assert!(values[0] > 0.2 && values[1] > 0.2, "{values:?}");
        assert_eq!(values, confidence_set(&[series(1.0, 1), series(1.0, 2), series(1.2, 3)], 14));
    }

    #[test]
    fn the_same_losses_are_not_told_apart() {
        assert_eq!(confidence_set(&[series(1.0, 1), series(1.0, 1)], 14), [1.0, 1.0]);
    }
}
