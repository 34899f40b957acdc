//! The score below which an account is surely safe: a plane through the displacements, with every liquidation beyond it.

use super::reach::Reach;
use super::solvency::Row;

/// Halvings of the search for the boundary, and multipliers tried for the bound: 2^(−2) to 2^2.
const HALVINGS: usize = 40;
const MULTIPLIERS: [f64; 17] =
    [0.25, 0.297, 0.354, 0.42, 0.5, 0.595, 0.707, 0.841, 1.0, 1.189, 1.414, 1.682, 2.0, 2.378, 2.828, 3.364, 4.0];

/// A path is safe while `Σ weight · max(y, floor) ≤ threshold`.
pub(crate) struct Screen<const N: usize> {
    pub weights: [f32; N],
    pub floors: [f32; N],
    pub threshold: f32,
}

impl<const N: usize> Screen<N> {
    /// `worst` holds, of each sum, what is worst in the stretch; `lean` is where the factors go together, from correlations.
    ///
    /// ```text
    /// min Σ w_a h_a  over  c_0 + Σ c_a P_a(h_a) ≤ 0    ≥    max over m ≥ 0 of  m c_0 + Σ_a min over h_a of (w_a h_a + m c_a P_a(h_a))
    /// ```
    ///
    /// Weak duality: the right side is below every score at which the account is liquidated. Prices are straight between the
    /// table's knots, so each inner minimum is at one of them. A price that `Shared` makes milder than its table is only the safer.
    pub fn new(worst: &Row, reaches: &[Reach; N], lean: &[f64; N]) -> Self {
        let at = |far: f64| worst.margin(reaches.iter().zip(lean).map(|(reach, lean)| f64::from(reach.price((far * lean) as f32))));
        let farthest = reaches.iter().zip(lean).filter(|(_, lean)| **lean > 0.0).map(|(reach, lean)| reach.high() / lean);
        let (mut safe, mut unsafe_from) = (0.0, farthest.fold(1e-6, f64::max));
        for _ in 0..HALVINGS {
            let middle = 0.5 * (safe + unsafe_from);
            if at(middle) > 0.0 { safe = middle } else { unsafe_from = middle }
        }
        let mut weights = [0.0; N];
        for (factor, ((weight, reach), lean)) in weights.iter_mut().zip(reaches).zip(lean).enumerate() {
            let (here, width) = (safe * lean, 0.01 * (reach.high() - f64::from(reach.low())));
            let slope = f64::from(reach.price((here + width) as f32) - reach.price((here - width) as f32)) / (2.0 * width);
            *weight = (-worst.net(factor) * slope).max(0.0);
        }
        let largest = weights.iter().fold(0.0, |largest: f64, weight| largest.max(*weight));
        if largest <= 0.0 || at(0.0) <= 0.0 {
            return Self { weights: [1.0; N], floors: [0.0; N], threshold: f32::MIN };
        }
        let weights = weights.map(|weight| weight / largest);
        let bound = MULTIPLIERS.into_iter().map(|multiplier| {
            let multiplier = multiplier / largest;
            let inner = reaches.iter().zip(&weights).enumerate().map(|(factor, (reach, weight))| {
                let net = multiplier * worst.net(factor);
                reach.knots().map(|(displacement, price)| weight * displacement + net * price).fold(f64::MAX, f64::min)
            });
            multiplier * worst.pegged() + inner.sum::<f64>()
        });
        let bound = bound.fold(f64::from(f32::MIN), f64::max);
        // Single precision rounds scores and prices: stay short of the bound by more than it can.
        let reach: f64 = reaches.iter().map(Reach::high).sum();
        Self {
            weights: weights.map(|weight| weight as f32),
            floors: core::array::from_fn(|factor| reaches.get(factor).map_or(0.0, Reach::low)),
            threshold: (bound - 1e-4 * reach.max(1.0)) as f32,
        }
    }
}
