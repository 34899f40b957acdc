//! The shipped numbers as they travel: decimals of eight digits, half as long as the binary fractions that they become.

use super::features::{FEATURE_COUNT, OWN_FEATURES, Prior};
use super::model::{ANCHORS, HorizonWeights, Linear, Provenance, Weights};
use super::tail::{LEVELS, TAIL_FEATURES, TailLevel};

/// Numbers of a model: the prior, the range, means and scales, then each horizon's two linear models and two tails.
pub const NUMBERS: usize =
    4 + 2 * FEATURE_COUNT + ANCHORS.len() * (2 + OWN_FEATURES + 2 + FEATURE_COUNT + 2 * LEVELS.len() * (TAIL_FEATURES + 2));

/// The powers of ten that a double holds exactly.
const POWERS_OF_TEN: [f64; 23] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

/// A trained model, packed: number k is `mantissas[k] / 10^places[k]`.
///
/// Mantissas and places lie apart because a compressor shortens the places to almost nothing when it sees them together.
#[derive(Clone, Debug, PartialEq)]
pub struct PackedWeights {
    /// What the model was made from, and until when it holds.
    pub provenance: Provenance,
    /// Decimal digits of each number, with its sign.
    pub mantissas: [i32; NUMBERS],
    /// Decimal places of each number, at most 22.
    pub places: [u8; NUMBERS],
}

impl PackedWeights {
    /// Unpacks the numbers, in the order in which the artifact lists them.
    ///
    /// Mantissa and power of ten are both exact, so that their quotient is the number nearest to the decimal.
    ///
    /// ```
    /// use plimsoll::volatility::WEIGHTS;
    /// let weights = WEIGHTS.unpack();
    /// assert!(weights.sigma_annual_range.0 < weights.sigma_annual_range.1);
    /// ```
    #[must_use]
    pub fn unpack(&self) -> Weights {
        let mut numbers = self.mantissas.iter().zip(&self.places).map(|(mantissa, places)| f64::from(*mantissa) / power(*places));
        // The arrays are as long as a model: the numbers do not run out.
        let mut next = || numbers.next().unwrap_or(0.0);
        Weights {
            provenance: self.provenance.clone(),
            prior: Prior { log_variance: next(), log_range_variance: next() },
            sigma_annual_range: (next(), next()),
            means: core::array::from_fn(|_| next()),
            scales: core::array::from_fn(|_| next()),
            horizons: core::array::from_fn(|_| HorizonWeights {
                own: linear(&mut next),
                market: linear(&mut next),
                drawdown: core::array::from_fn(|_| level(&mut next)),
                runup: core::array::from_fn(|_| level(&mut next)),
            }),
        }
    }
}

fn linear<const N: usize>(next: &mut impl FnMut() -> f64) -> Linear<N> {
    Linear { intercept: next(), coefficients: core::array::from_fn(|_| next()), log_smearing: next() }
}

fn level(next: &mut impl FnMut() -> f64) -> TailLevel {
    TailLevel { coefficients: core::array::from_fn(|_| next()), floor: next(), spread: next() }
}

/// The generator refuses more places than the table has.
fn power(places: u8) -> f64 {
    POWERS_OF_TEN.get(usize::from(places)).copied().unwrap_or(1e22)
}
