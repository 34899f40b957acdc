//! How likely the coming day is calm, normal or stressed for the whole market.

use super::joint::RegimeProbabilities;
use super::matrix::{cell, cholesky, forward};
use crate::error::RiskError;
use crate::math;
use crate::units::within;
use crate::volatility::{MarketAsset, MarketState};
use alloc::vec::Vec;

/// What is read of the state before: the log of the realised variance per hour over 24 and over 168 hours, each less that over 720
/// hours, of the market (mean of BTC and ETH) and of the asset.
pub const REGIME_FEATURES: usize = 4;

/// Bounds of the log of a variance per hour; the same that a market state is held to.
const LOG_VARIANCES: (f64, f64) = (-40.0, 12.0);

/// One part of the mixture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regime {
    /// How often it comes, a fraction.
    pub weight: f64,
    /// Volatility of every factor at once over what was forecast, given that it comes; the mean of the squares is 1.
    pub scale: f64,
    /// Mean of the state before it.
    pub means: [f64; REGIME_FEATURES],
}

/// What was learned of regimes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegimeWeights {
    /// Calm, normal, stressed.
    pub parts: [Regime; 3],
    /// Covariance of the state before, row by row, common to the three: the odds then move steadily with the state.
    pub covariance: [f64; REGIME_FEATURES * REGIME_FEATURES],
}

/// Returns how likely the coming day is calm, normal or stressed, from the state of the market and of one asset.
///
/// ```text
/// P(k | x) ∝ w_k · N(x; μ_k, Σ)      x = ln(RV_24 / RV_720), ln(RV_168 / RV_720) of the market and of the asset
/// ```
///
/// The regimes are the three parts of a Gaussian mixture of what came: ln(the market's realised variance over the next 24 h / over
/// the last 720 h). `μ_k` is the mean of the state before, weighted by each part's share in what came, `Σ` its covariance within
/// the parts (linear discriminant analysis), so that the probabilities are forecasts, and can be checked. What is not given is
/// left out of the Gaussians; with nothing given the mixture's own weights answer.
///
/// # Errors
/// `not_finite`; `out_of_range`: a log variance outside [−40, 12].
///
/// ```
/// use plimsoll::scenario::regime_probabilities;
/// let unknown = regime_probabilities(None, None)?;
/// assert!((unknown.calm + unknown.normal + unknown.stressed - 1.0).abs() < 1e-15 && unknown.stressed < unknown.normal);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export(default(market = None, asset = None)))]
pub fn regime_probabilities(market: Option<MarketState>, asset: Option<MarketAsset>) -> Result<RegimeProbabilities, RiskError> {
    regime_probabilities_with(&super::weights::JOINT_WEIGHTS.regimes, market.as_ref(), asset.as_ref())
}

/// As `regime_probabilities`, by other weights than the shipped ones, such as those of a walk forward.
///
/// # Errors
/// Those of `regime_probabilities`.
///
/// ```
/// use plimsoll::scenario::{JOINT_WEIGHTS, regime_probabilities, regime_probabilities_with};
/// let shipped = regime_probabilities_with(&JOINT_WEIGHTS.regimes, None, None)?;
/// assert_eq!(shipped, regime_probabilities(None, None)?);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn regime_probabilities_with(
    learned: &RegimeWeights,
    market: Option<&MarketState>,
    asset: Option<&MarketAsset>,
) -> Result<RegimeProbabilities, RiskError> {
    Ok(learned.probabilities(&state(market, asset)?))
}

/// The state as numbers; absent ones are left out.
pub(super) fn state(market: Option<&MarketState>, asset: Option<&MarketAsset>) -> Result<[Option<f64>; REGIME_FEATURES], RiskError> {
    let checked = |field: &str, value: f64| {
        within(field, value, LOG_VARIANCES.0, LOG_VARIANCES.1, "pass logs of a variance per hour, as `market_state` makes them")
    };
    let of = |name: &str, asset: &MarketAsset| {
        let month = checked(name, asset.log_rv_720)?;
        Ok::<_, RiskError>([checked(name, asset.log_rv_24)? - month, checked(name, asset.log_rv_168)? - month])
    };
    let market = match market {
        Some(market) => {
            let ([btc_day, btc_week], [eth_day, eth_week]) = (of("market.btc", &market.btc)?, of("market.eth", &market.eth)?);
            [Some(0.5 * (btc_day + eth_day)), Some(0.5 * (btc_week + eth_week))]
        }
        None => [None; 2],
    };
    let asset = match asset {
        Some(asset) => of("asset", asset)?.map(Some),
        None => [None; 2],
    };
    Ok([market[0], market[1], asset[0], asset[1]])
}

impl RegimeWeights {
    /// Posterior of the three parts for a state: ln(RV_24 / RV_720) and ln(RV_168 / RV_720) of the market, then of the asset; what
    /// is absent is left out of the Gaussians.
    ///
    /// ```
    /// use plimsoll::scenario::JOINT_WEIGHTS;
    /// let [calm, rising] = [-1.0, 1.5].map(|day| JOINT_WEIGHTS.regimes.probabilities(&[Some(day), None, None, None]).stressed);
    /// assert!(calm < rising);
    /// ```
    #[must_use]
    pub fn probabilities(&self, state: &[Option<f64>; REGIME_FEATURES]) -> RegimeProbabilities {
        let given: Vec<usize> = state.iter().enumerate().filter_map(|(place, value)| value.map(|_| place)).collect();
        let covariance: Vec<f64> =
            given.iter().flat_map(|row| given.iter().map(|column| cell(&self.covariance, REGIME_FEATURES, *row, *column))).collect();
        // The trainer refuses a covariance without a root.
        let lower = cholesky(&covariance, given.len()).unwrap_or_default();
        let logs = self.parts.each_ref().map(|part| {
            let distances: Vec<f64> = state.iter().zip(part.means).filter_map(|(value, mean)| value.map(|value| value - mean)).collect();
            let squares = forward(&lower, &distances).iter().fold(0.0, |sum, x| sum + x * x);
            math::ln(part.weight) - 0.5 * squares
        });
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let [calm, normal, stressed] = logs.map(|log| math::exp(log - largest));
        let total = calm + normal + stressed;
        RegimeProbabilities { calm: calm / total, normal: normal / total, stressed: stressed / total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(day: f64, week: f64, month: f64) -> MarketAsset {
        MarketAsset {
            log_rv_24: day,
            log_rv_168: week,
            log_rv_720: month,
            log_range_6: day,
            log_range_24: day,
            log_range_168: week,
            log_range_720: month,
            volume_24: 0.0,
            volume_168: 0.0,
            from_low_720: 0.0,
        }
    }

    #[test]
    fn a_rising_market_makes_stress_likelier_and_its_level_does_not() {
        let stress = |rise: f64, level: f64| {
            let one = asset(level + rise, level + 0.4 * rise, level);
            let market = MarketState { as_of: 0, btc: one.clone(), eth: one.clone(), panel: None };
            let found = regime_probabilities(Some(market), Some(one)).unwrap();
            assert!((found.calm + found.normal + found.stressed - 1.0).abs() < 1e-14);
            found.stressed
        };
        assert!(stress(-1.0, -10.0) < stress(0.0, -10.0) && stress(0.0, -10.0) < stress(1.5, -10.0));
        assert!((stress(1.0, -10.0) - stress(1.0, -8.0)).abs() < 1e-12);
    }

    #[test]
    fn far_beyond_any_market_it_stays_a_probability() {
        let (low, high) = (asset(-40.0, -40.0, 12.0), asset(12.0, 12.0, -40.0));
        for (btc, own) in [(&low, &high), (&high, &low), (&high, &high)] {
            let market = MarketState { as_of: 0, btc: btc.clone(), eth: btc.clone(), panel: None };
            let found = regime_probabilities(Some(market), Some(own.clone())).unwrap();
            assert!([found.calm, found.normal, found.stressed].iter().all(|p| (0.0..=1.0).contains(p)), "{found:?}");
        }
        assert_eq!(regime_probabilities(None, Some(asset(13.0, 0.0, 0.0))).unwrap_err().code(), "out_of_range");
        assert_eq!(regime_probabilities(None, Some(asset(f64::NAN, 0.0, 0.0))).unwrap_err().code(), "not_finite");
    }
}
