//! A Gaussian mixture on a line, by expectation and maximisation (Dempster, Laird and Rubin 1977), started from quantiles.

/// Steps after which the parts no longer move in the digits that are kept.
const STEPS: usize = 2_000;

/// Standard deviation of every part, over that of all values.
const RESOLUTION: f64 = 0.6;

/// One part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Share.
    pub weight: f64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub spread: f64,
}

/// Fits three parts of one spread, ordered by their means.
///
/// What a market does is not clustered: free spreads let one part swallow both tails, a free common spread lets two parts fall
/// together. With the spread held, the parts cut the line in order, and a part's share rises with the value.
#[must_use]
pub fn fit(values: &[f64]) -> [Part; 3] {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| sorted[((sorted.len() - 1) as f64 * share) as usize];
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let spread = RESOLUTION * (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
    let mut parts = [(0.3, 0.15), (0.55, 0.5), (0.15, 0.92)].map(|(weight, share)| Part { weight, mean: at(share), spread });
    for _ in 0..STEPS {
        let mut sums = [[0.0; 2]; 3];
        for value in values {
            for (sum, share) in sums.iter_mut().zip(shares(&parts, *value)) {
                *sum = [sum[0] + share, sum[1] + share * value];
            }
        }
        parts = sums.map(|[weight, first]| Part { weight: weight / count, mean: first / weight, spread });
    }
    parts.sort_by(|a, b| a.mean.total_cmp(&b.mean));
    parts
}

/// Each part's share in a value.
#[must_use]
pub fn shares(parts: &[Part; 3], value: f64) -> [f64; 3] {
    let logs = parts.map(|part| {
        let score = (value - part.mean) / part.spread;
        part.weight.ln() - part.spread.ln() - 0.5 * score * score
    });
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let odds = logs.map(|log| (log - largest).exp());
    let total: f64 = odds.iter().sum();
    odds.map(|one| one / total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_three_parts_again() {
        // Quantiles of three normals, so that nothing is random.
        let normal = |share: f64| {
            (0..40)
                .fold((-8.0, 8.0), |(low, high), _| {
                    let middle = 0.5 * (low + high);
                    let below = 0.5 * statrs::function::erf::erfc(-middle / std::f64::consts::SQRT_2);
                    if below < share { (middle, high) } else { (low, middle) }
                })
                .0
        };
        let part = |count: usize, mean: f64, spread: f64| (0..count).map(move |i| mean + spread * normal((i as f64 + 0.5) / count as f64));
        // Spreads of 0.6 of the whole: the whole's variance is that of the means over 1 − 0.36.
        let spread = (0.36f64 / 0.64 * (0.3 * 4.0 + 0.1 * 9.0 - 0.09)).sqrt();
        let values: Vec<f64> = part(3_000, -2.0, spread).chain(part(6_000, 0.0, spread)).chain(part(1_000, 3.0, spread)).collect();
        let found = fit(&values);
        for (part, expected) in found.iter().zip([(0.3, -2.0), (0.6, 0.0), (0.1, 3.0)]) {
            assert!((part.weight - expected.0).abs() < 0.02 && (part.mean - expected.1).abs() < 0.06, "{found:?}");
            assert!((part.spread - spread).abs() < 0.01, "{found:?}");
        }
        assert!(shares(&found, 9.0)[2] > 0.999 && shares(&found, -9.0)[0] > 0.999);
    }
}
