//! Where a sum of exponentials first turns negative along a line.

use super::sums::total;
use crate::math;
use crate::order::sort_by;
use alloc::vec::Vec;

/// No price is followed further than `e^100` times the price now, or a fraction as small.
const FARTHEST: f64 = 100.0;

/// Bisections until two neighbouring floats.
const BISECTIONS: usize = 200;

/// Returns the smallest `r` above 0 at which `Σ weight · e^(slope · r)`, which is above 0 at 0, is no longer; absent where it stays above 0
/// until some price has moved by `e^100`.
///
/// The roots are isolated exactly, by Rolle's theorem: those of a sum of `n` exponentials lie between those of a sum of `n − 1`, the
/// derivative after division by the slowest of them; with one change of sign in the order of the slopes there is one root at most
/// (Laguerre's rule of signs, as Descartes' for polynomials).
pub(super) fn first_crossing(terms: impl IntoIterator<Item = (f64, f64)>) -> Option<f64> {
    let terms = merged(terms);
    let steepest = terms.iter().fold(0.0, |most: f64, (_, slope)| most.max(math::abs(*slope)));
    if steepest <= 0.0 {
        return None;
    }
    sign_changes(&terms, FARTHEST / steepest).into_iter().find(|r| value(&terms, *r) < 0.0)
}

/// Terms of one slope together, in rising order of slopes, without those that cancel.
fn merged(terms: impl IntoIterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let mut sorted: Vec<(f64, f64)> = terms.into_iter().collect();
    sort_by(&mut sorted, |one, other| one.1.total_cmp(&other.1));
    let mut merged: Vec<(f64, f64)> = Vec::with_capacity(sorted.len());
    for (weight, slope) in sorted {
        match merged.last_mut() {
            // 0 and −0 are one slope.
            Some(last) if last.1 >= slope => last.0 += weight,
            _ => merged.push((weight, slope)),
        }
    }
    merged.retain(|(weight, _)| *weight != 0.0);
    merged
}

/// The sum over its largest exponential, which has its sign and does not overflow.
fn value(terms: &[(f64, f64)], r: f64) -> f64 {
    let largest = terms.iter().fold(f64::MIN, |most, (_, slope)| most.max(slope * r));
    total(terms.iter().map(|(weight, slope)| weight * math::exp(slope * r - largest)))
}

/// Every place in (0, end] where the sum changes sign, rising.
fn sign_changes(terms: &[(f64, f64)], end: f64) -> Vec<f64> {
    let changes = terms.iter().zip(terms.iter().skip(1)).filter(|(one, next)| (one.0 < 0.0) != (next.0 < 0.0)).count();
    let Some((&(_, slowest), rest)) = terms.split_first() else { return Vec::new() };
    if changes == 0 {
        return Vec::new();
    }
    let mut nodes = alloc::vec![0.0];
    if changes > 1 {
        let derivative: Vec<(f64, f64)> = rest.iter().map(|(weight, slope)| (weight * (slope - slowest), slope - slowest)).collect();
        nodes.extend(sign_changes(&derivative, end));
    }
    nodes.push(end);
    let mut found = Vec::new();
    for (from, to) in nodes.iter().zip(nodes.iter().skip(1)) {
        let (mut low, mut high) = (*from, *to);
        let below = value(terms, low) < 0.0;
        if below == (value(terms, high) < 0.0) {
            continue;
        }
        for _ in 0..BISECTIONS {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            if (value(terms, middle) < 0.0) == below { low = middle } else { high = middle }
        }
        found.push(high);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossings_by_hand() {
        // 20000 e^(−r) against 10000.
        let one = first_crossing([(20_000.0, -1.0), (-10_000.0, 0.0)]).unwrap();
        assert!((one - core::f64::consts::LN_2).abs() < 1e-15);
        assert_eq!(first_crossing([(20_000.0, 1.0), (-10_000.0, 0.0)]), None);
        assert_eq!(first_crossing([(20_000.0, 0.0), (-10_000.0, 0.0)]), None);
        // 2 − 3x + x² with x = e^(−r)... shifted: (x − 0.5)(x − 0.25) is above 0 at 1, below 0 between the two.
        let two = first_crossing([(1.0, -2.0), (-0.75, -1.0), (0.125, 0.0)]).unwrap();
        assert!((two - core::f64::consts::LN_2).abs() < 1e-15);
        // (x − 0.5)² touches 0 and never falls below it.
        assert_eq!(first_crossing([(1.0, -2.0), (-1.0, -1.0), (0.26, 0.0)]), None);
        // A leg on both sides cancels.
        assert_eq!(first_crossing([(5.0, 0.0), (3.0, -1.0), (-3.0, -1.0)]), None);
    }
}
