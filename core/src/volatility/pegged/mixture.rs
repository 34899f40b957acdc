//! The law of a pegged asset's worst move: everyday spread or depeg, whichever comes.
//!
//! ```text
//! P(worst move in h > x) = 1 − (1 − E_h(x)) · (1 − J_h(x)),   J_h(x) = 1 − exp(−Λ_h · S(x))
//! ```
//! `E` scales with the asset's own spread. `J` does not: Λ is the expected number of jumps, S the share of them larger than x.

use super::model::PegKind;
use super::state::PegState;
use crate::math;
use alloc::vec::Vec;

/// Probabilities of exceeding the everyday quantiles, falling.
pub const EVERYDAY_LEVELS: [f64; 4] = [0.5, 0.2, 0.05, 0.01];

/// Beyond the rarest everyday quantile the everyday part falls at least with this power of the distance: the rest is the jump's.
const LEAST_EXPONENT: f64 = 4.0;

/// Unit of the shortfalls that raise the hazard: one percent below par.
const PERCENT: f64 = 0.01;

/// Bounds of a quantile, log distance, as for every other asset.
const BOUNDS: (f64, f64) = (1e-9, 20.0);

/// Halvings of the logarithmic interval of the bounds: to a relative 2e-14.
const HALVINGS: u32 = 50;

/// How often an asset leaves its peg, and how far it then moves.
///
/// ```text
/// Λ_h = rate · (h + (a·shortfall + b·worst^1.5) · τ · (1 − e^(−h/τ)))      shortfalls in percent below par
/// S(x) = (1 + ξ · (x − u) / β')^(−1/ξ),   β' = β · (1 + c·shortfall)      1 up to u
/// ```
/// Source: exceedances over a threshold follow a generalised Pareto law (Pickands 1975; Balkema and de Haan 1974).
#[derive(Clone, Debug, PartialEq)]
pub struct JumpLaw {
    /// Jumps per hour at par, one per kind in the order of `PegKind::ALL`, above 0.
    pub rates: [f64; 3],
    /// Growth of the rate per percent of shortfall now (a), 0 or more.
    pub per_shortfall: f64,
    /// Growth of the rate with the week's worst shortfall, per percent to the power of 1.5 (b), 0 or more.
    pub per_worst: f64,
    /// Hours in which that growth fades (τ), above 0.
    pub fading_hours: f64,
    /// Smallest jump (u), log distance.
    pub threshold: f64,
    /// Scale of the sizes beyond it at par (β), log distance, above 0.
    pub scale: f64,
    /// Growth of the scale per percent of shortfall (c), 0 or more.
    pub scale_growth: f64,
    /// Tail index of the sizes (ξ), above 0.
    pub shape: f64,
}

impl JumpLaw {
    /// Returns the probability of a move by at least `distance` within `hours` by a jump; falls with the distance, rises with
    /// the hours and with the shortfalls (log distances below par, 0 or more).
    ///
    /// ```
    /// use plimsoll::volatility::{PEGGED_WEIGHTS, PegKind};
    /// let jump = &PEGGED_WEIGHTS.drawdown.jump;
    /// let week = jump.probability(PegKind::Stablecoin, 0.0, 0.0, 168.0, jump.threshold);
    /// assert!((week - (1.0 - (-168.0 * jump.rates[0]).exp())).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn probability(&self, kind: PegKind, shortfall: f64, worst: f64, hours: f64, distance: f64) -> f64 {
        -math::expm1(-self.expected(kind, shortfall, worst, hours) * self.share_beyond(shortfall, distance))
    }

    /// Expected number of jumps.
    fn expected(&self, kind: PegKind, shortfall: f64, worst: f64, hours: f64) -> f64 {
        let [stable, staked, wrapped] = self.rates;
        let rate = match kind {
            PegKind::Stablecoin => stable,
            PegKind::StakedToken => staked,
            PegKind::WrappedToken => wrapped,
        };
        let past = worst / PERCENT;
        let stress = self.per_shortfall * shortfall / PERCENT + self.per_worst * past * math::sqrt(past);
        rate * (hours - stress * self.fading_hours * math::expm1(-hours / self.fading_hours))
    }

    fn share_beyond(&self, shortfall: f64, distance: f64) -> f64 {
        let beyond = (distance - self.threshold).max(0.0);
        let scale = self.scale * (1.0 + self.scale_growth * shortfall / PERCENT);
        math::exp(-math::ln_1p(self.shape * beyond / scale) / self.shape)
    }
}

/// The everyday part at one horizon: distances that are exceeded with the probabilities of `EVERYDAY_LEVELS`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EverydayFall {
    knots: [(f64, f64); EVERYDAY_LEVELS.len()],
    exponent: f64,
}

impl EverydayFall {
    /// Places the quantiles: `pull + factor · scale`, `pull` being the way back to where the price has been.
    #[must_use]
    pub fn new(factors: &[f64; EVERYDAY_LEVELS.len()], scale: f64, pull: f64) -> Self {
        let mut knots = [(0.0, 0.0); EVERYDAY_LEVELS.len()];
        let mut before = BOUNDS.0;
        for ((knot, factor), level) in knots.iter_mut().zip(factors).zip(EVERYDAY_LEVELS) {
            let distance = (pull + factor * scale).max(before * 1.000_001);
            *knot = (math::ln(distance), math::ln(level));
            before = distance;
        }
        let [.., common, rare] = knots;
        let exponent = ((common.1 - rare.1) / (rare.0 - common.0)).max(LEAST_EXPONENT);
        Self { knots, exponent }
    }

    /// Probability of exceeding a distance above 0.
    ///
    /// ```
    /// use plimsoll::volatility::EverydayFall;
    /// let calm = EverydayFall::new(&[0.5, 1.0, 2.0, 4.0], 0.001, 0.0);
    /// assert!((calm.probability(0.002) - 0.05).abs() < 1e-12 && calm.probability(0.01) < 0.001);
    /// ```
    #[must_use]
    pub fn probability(&self, distance: f64) -> f64 {
        let at = math::ln(distance);
        let [median, .., rarest] = self.knots;
        if at <= median.0 {
            return 1.0 - math::exp(at - median.0) * (1.0 - math::exp(median.1));
        }
        if at >= rarest.0 {
            return math::exp(rarest.1 - self.exponent * (at - rarest.0));
        }
        let mut common = median;
        for rare in self.knots {
            if at < rare.0 {
                return math::exp(common.1 + (rare.1 - common.1) * ((at - common.0) / (rare.0 - common.0)));
            }
            common = rare;
        }
        math::exp(rarest.1)
    }
}

/// The quantiles of the mixture at the levels given, rising in rarity and nowhere below the shorter horizon's.
pub(super) fn quantiles(
    levels: &[f64],
    everyday: &EverydayFall,
    jump: &JumpLaw,
    (kind, state, hours): (PegKind, &PegState, f64),
    shorter: Option<&[f64]>,
) -> Vec<f64> {
    let exceeded = |distance: f64| {
        let depeg = jump.probability(kind, state.shortfall, state.worst_shortfall, hours, distance);
        let calm = everyday.probability(distance);
        calm + depeg - calm * depeg
    };
    let mut least = BOUNDS.0;
    let mut out = Vec::with_capacity(levels.len());
    for (position, level) in levels.iter().enumerate() {
        let (mut low, mut high) = (math::ln(BOUNDS.0), math::ln(BOUNDS.1));
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if exceeded(math::exp(middle)) > *level {
                low = middle;
            } else {
                high = middle;
            }
        }
        let before = shorter.and_then(|shorter| shorter.get(position)).copied().unwrap_or(0.0);
        let quantile = math::exp(high).max(least).max(before);
        least = quantile * 1.001;
        out.push(quantile);
    }
    out
}
