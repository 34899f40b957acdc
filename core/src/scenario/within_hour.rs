//! What an account of several prices meets within an hour: the worst of their sum, not the sum of their worst.

use super::joint::JointForecast;
use super::matrix::cell;
use super::reach::Reach;
use super::solvency::Solvency;
use crate::math;
use alloc::vec::Vec;

/// Eases the tables of one stretch, one per factor of the account, behind which a board may have empty ones; `correlation` is `signed`.
///
/// ```text
/// k = sqrt(Σ w_a w_b ρ_ab) / Σ w_a      w = what a factor's worst within an hour takes of the account
/// ```
///
/// A table takes its price at the worst of every hour. Prices that move together between hours do so within them: the collateral is
/// not at its low when the debt is at its high. What they take at once is what their sum takes, a spread as that of any sum, and each
/// table keeps the share `k` of its own worst. One factor keeps all of it.
pub(super) fn ease(correlation: &[f64], count: usize, solvency: &Solvency, reaches: &mut [Reach]) {
    let net = |place: usize| solvency.rows.first().map_or(0.0, |row| math::abs(row.net(place)));
    let worst: Vec<f64> = reaches.iter().take(count).enumerate().map(|(place, reach)| net(place) * reach.within_hour()).collect();
    let share = share(correlation, &worst);
    reaches.iter_mut().take(count).for_each(|reach| reach.ease(share));
}

/// Correlations of the account's factors, each turned so that harm is up: `signs` are 1 where a fall harms, −1 where a rise does.
pub(super) fn signed(joint: &JointForecast, matrix: &[f64], solvency: &Solvency, signs: &[f64]) -> Vec<f64> {
    let width = joint.factors.len();
    let mut signed = Vec::with_capacity(signs.len() * signs.len());
    for (row, row_sign) in solvency.factors.iter().zip(signs) {
        for (column, column_sign) in solvency.factors.iter().zip(signs) {
            signed.push(matrix.get(row * width + column).copied().unwrap_or_default() * row_sign * column_sign);
        }
    }
    signed
}

fn share(correlation: &[f64], worst: &[f64]) -> f64 {
    let total: f64 = worst.iter().sum();
    let mut square = 0.0;
    for (row, one) in worst.iter().enumerate() {
        for (column, other) in worst.iter().enumerate() {
            square += one * other * cell(correlation, worst.len(), row, column);
        }
    }
    if total > 0.0 { (math::sqrt(square.max(0.0)) / total).min(1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_by_hand() {
        assert_eq!(share(&[1.0], &[0.3]), 1.0);
        assert_eq!(share(&[1.0, 0.0, 0.0, 1.0], &[0.0, 0.0]), 1.0);
        // Two collaterals that move as one, and a debt that moves as its collateral.
        assert_eq!(share(&[1.0, 1.0, 1.0, 1.0], &[0.25, 0.25]), 1.0);
        assert_eq!(share(&[1.0, -1.0, -1.0, 1.0], &[0.25, 0.25]), 0.0);
        // sqrt(9 + 16) / 7, and with ρ = −0.75 between 3 and 4: sqrt(25 − 18) / 7.
        assert!((share(&[1.0, 0.0, 0.0, 1.0], &[3.0, 4.0]) - 5.0 / 7.0).abs() < 1e-15);
        assert!((share(&[1.0, -0.75, -0.75, 1.0], &[3.0, 4.0]) - math::sqrt(7.0) / 7.0).abs() < 1e-15);
    }
}
