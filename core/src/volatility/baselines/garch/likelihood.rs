//! The log likelihood of GARCH(1,1), its gradient and its Hessian, in one pass each.

use super::density::{Density, Total};

/// A point of the natural parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) omega: f64,
    pub(super) alpha: f64,
    pub(super) beta: f64,
}

impl Point {
    /// Variance after a squared return and its variance.
    pub(super) fn next(&self, square: f64, variance: f64) -> f64 {
        self.omega + self.alpha * square + self.beta * variance
    }
}

/// Value, gradient and Hessian in (ω, α, β, ν).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Surface {
    pub(super) value: f64,
    pub(super) gradient: [f64; 4],
    pub(super) hessian: [[f64; 4]; 4],
}

/// Length and decay of the weights that make the variance before the first return, as `arch` 8 does.
const BACKCAST: (usize, f64) = (75, 0.94);

/// Variance, and squared return, before the first return.
pub(super) fn backcast(squares: &[f64]) -> f64 {
    let (sum, weights, _) = squares
        .iter()
        .take(BACKCAST.0)
        .fold((0.0, 0.0, 1.0), |(sum, weights, weight), square| (sum + weight * square, weights + weight, weight * BACKCAST.1));
    sum / weights
}

/// The log likelihood alone.
pub(super) fn value(squares: &[f64], before: f64, point: &Point, mut density: impl Density) -> f64 {
    let (mut variance, mut previous) = (before, before);
    for square in squares {
        variance = point.next(previous, variance);
        previous = *square;
        density.value(*square, variance);
    }
    density.total(squares.len() as f64).value
}

/// The log likelihood with its derivatives, which follow recursions of their own (Fiorentini, Calzolari and Panattoni 1996).
pub(super) fn surface(squares: &[f64], before: f64, point: &Point, mut density: impl Density) -> Surface {
    let beta = point.beta;
    let (mut variance, mut previous) = (before, before);
    // Derivatives of the variance: first, then those of the second that are not always 0.
    let (mut d_omega, mut d_alpha, mut d_beta) = (0.0, 0.0, 0.0);
    let (mut d_omega_beta, mut d_alpha_beta, mut d_beta_beta) = (0.0, 0.0, 0.0);
    let (mut g_omega, mut g_alpha, mut g_beta) = (0.0, 0.0, 0.0);
    let (mut h_oo, mut h_oa, mut h_ob, mut h_aa, mut h_ab, mut h_bb) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    let (mut h_on, mut h_an, mut h_bn) = (0.0, 0.0, 0.0);
    for square in squares {
        (d_omega_beta, d_alpha_beta, d_beta_beta) =
            (d_omega + beta * d_omega_beta, d_alpha + beta * d_alpha_beta, 2.0 * d_beta + beta * d_beta_beta);
        (d_omega, d_alpha, d_beta) = (1.0 + beta * d_omega, previous + beta * d_alpha, variance + beta * d_beta);
        variance = point.next(previous, variance);
        previous = *square;
        let slopes = density.slopes(*square, variance);
        let (first, second) = (slopes.first, slopes.second);
        g_omega += first * d_omega;
        g_alpha += first * d_alpha;
        g_beta += first * d_beta;
        let (omega_bent, alpha_bent) = (second * d_omega, second * d_alpha);
        h_oo += omega_bent * d_omega;
        h_oa += omega_bent * d_alpha;
        h_ob += omega_bent * d_beta + first * d_omega_beta;
        h_aa += alpha_bent * d_alpha;
        h_ab += alpha_bent * d_beta + first * d_alpha_beta;
        h_bb += second * d_beta * d_beta + first * d_beta_beta;
        h_on += slopes.mixed * d_omega;
        h_an += slopes.mixed * d_alpha;
        h_bn += slopes.mixed * d_beta;
    }
    let Total { value, first, second } = density.total(squares.len() as f64);
    Surface {
        value,
        gradient: [g_omega, g_alpha, g_beta, first],
        hessian: [[h_oo, h_oa, h_ob, h_on], [h_oa, h_aa, h_ab, h_an], [h_ob, h_ab, h_bb, h_bn], [h_on, h_an, h_bn, second]],
    }
}
