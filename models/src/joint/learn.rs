//! Learns what the joint forecast needs: the prior and the stress of correlations, and the regimes.

use super::mixture::{self, Part};
use super::own_part;
use super::pairs::{PairDay, correlation_loss, pair_days};
use super::panel::Panel;
use super::shock::{Shock, shocks};
use crate::bars::Series;
use crate::dataset::Dataset;
use crate::train::{PURGE_HOURS, round};
use anyhow::{Result, ensure};
use plimsoll::scenario::{CorrelationWeights, JointWeights, REGIME_FEATURES, Regime, RegimeWeights, stressed_correlation};
use plimsoll::volatility::Weights;

/// What was chosen on the validation years 2021-07 to 2024-06.
const CHOSEN: CorrelationWeights = CorrelationWeights {
    half_life_hours: 120.0,
    volatility_half_life_hours: 72.0,
    clip: 3.0,
    prior: 0.0,
    prior_hours: 30.0,
    stress_distance: 1.0,
};

/// Seconds before the end of the training data that nothing learned from may enter.
pub const PURGE: u32 = PURGE_HOURS * 3_600;

/// Decision times that a mixture of three parts needs.
const LEAST_TIMES: usize = 500;

/// Everything learned, with what was seen on the way.
#[derive(Clone, Debug)]
pub struct Learned {
    /// For the core.
    pub weights: JointWeights,
    /// The mixture of what the market did.
    pub parts: [Part; 3],
}

/// Learns from the rows and hours that end before `until`, and from `most` openings at most; `own_part::MOST` where the figures count.
///
/// # Errors
/// Too few decision times, or what the core refuses.
pub fn learn(series: &[Series], panel: &Panel, data: &Dataset, weights: &Weights, until: u32, most: u32) -> Result<Learned> {
    let seen = shocks(data, weights, 0, until - PURGE);
    ensure!(seen.len() >= LEAST_TIMES, "only {} decision times speak for the market: pass BTC, ETH and more assets", seen.len());
    let parts = mixture::fit(&seen.iter().map(|shock| shock.next).collect::<Vec<_>>());
    let regimes = regimes(&seen, &parts);
    let mut correlation = CHOSEN;
    let last = until - PURGE;
    correlation.prior = round(mean_correlation(&pair_days(panel, &correlation, &seen, &parts, last)));
    correlation.stress_distance = round(stress_distance(&pair_days(panel, &correlation, &seen, &parts, last)));
    let mut learned = JointWeights { data_hash: "", artifact_hash: "", trained_until: until, correlation, regimes, unstretched: 0.0 };
    learned.unstretched = own_part::fit(&own_part::came(series, data, weights, &learned, until, most)?);
    Ok(Learned { weights: learned, parts })
}

/// The regimes' weights, scales, and the states before them.
fn regimes(seen: &[Shock], parts: &[Part; 3]) -> RegimeWeights {
    // How much of the forecast variance came in each regime; scaled so that the forecast holds on average.
    let mut moved = [(0.0, 0.0); 3];
    for shock in seen {
        for (sum, share) in moved.iter_mut().zip(mixture::shares(parts, shock.next)) {
            *sum = (sum.0 + share * shock.size.exp(), sum.1 + share);
        }
    }
    let variances = moved.map(|(variance, weight)| variance / weight);
    let average = moved.iter().map(|(variance, _)| variance).sum::<f64>() / moved.iter().map(|(_, weight)| weight).sum::<f64>();
    let mut sums = [([0.0; REGIME_FEATURES], 0.0); 3];
    let rows = || {
        seen.iter().flat_map(|shock| {
            let (share, one) = (mixture::shares(parts, shock.next), 1.0 / shock.assets.len() as f64);
            shock.assets.iter().map(move |asset| ([shock.market[0], shock.market[1], asset[0], asset[1]], share.map(|share| share * one)))
        })
    };
    for (state, shares) in rows() {
        for (sum, share) in sums.iter_mut().zip(shares) {
            sum.1 += share;
            sum.0.iter_mut().zip(state).for_each(|(sum, value)| *sum += share * value);
        }
    }
    let means = sums.map(|(first, weight)| first.map(|sum| round(sum / weight)));
    let total: f64 = sums.iter().map(|(_, weight)| weight).sum();
    let mut covariance = [0.0; REGIME_FEATURES * REGIME_FEATURES];
    for (state, shares) in rows() {
        for (mean, share) in means.iter().zip(shares) {
            for i in 0..REGIME_FEATURES {
                for j in 0..REGIME_FEATURES {
                    covariance[i * REGIME_FEATURES + j] += share * (state[i] - mean[i]) * (state[j] - mean[j]) / total;
                }
            }
        }
    }
    let part = |k: usize| Regime { weight: round(sums[k].1 / total), scale: round((variances[k] / average).sqrt()), means: means[k] };
    RegimeWeights { parts: [part(0), part(1), part(2)], covariance: covariance.map(round) }
}

fn mean_correlation(days: &[PairDay]) -> f64 {
    days.iter().map(|day| day.realised).sum::<f64>() / days.len() as f64
}

/// The share of the distance to 1 that makes the stressed correlation likeliest on stressed days.
fn stress_distance(days: &[PairDay]) -> f64 {
    let loss = |distance: f64| -> f64 {
        let one = |day: &PairDay| {
            let rho = stressed_correlation(&[day.forecast], distance).first().copied().unwrap_or(f64::NAN);
            day.shares[2] * correlation_loss(rho, day.realised)
        };
        days.iter().map(one).sum()
    };
    // Golden sections: the loss has one valley in (0, 1].
    let ratio = 0.5 * (5.0f64.sqrt() - 1.0);
    let (mut low, mut high) = (0.05, 1.0);
    for _ in 0..40 {
        let (left, right) = (high - ratio * (high - low), low + ratio * (high - low));
        if loss(left) < loss(right) { high = right } else { low = left }
    }
    0.5 * (low + high)
}
