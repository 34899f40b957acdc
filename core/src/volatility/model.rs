//! The trained model: log variance per horizon, linear in the features, and the forecast made from it.

use super::features::{FEATURE_COUNT, FeatureGroup, MARKET_FEATURES, OWN_FEATURES, Prior, features};
use super::forecast::{Forecast, ForecastFlag, HorizonForecast, ModelStamp};
use super::market_state::MarketState;
use super::tail::{LEVELS, TAIL_FEATURES, TailLevel, TailState, Worst};
use super::window::{WINDOW_HOURS, Window};
use crate::error::RiskError;
use crate::math;
use crate::units::HOURS_PER_YEAR;
use alloc::borrow::Cow;
use alloc::string::ToString;
use alloc::vec::Vec;

/// Anchor horizons of the model, hours; other horizons are read between them.
pub const ANCHORS: [u32; 7] = [1, 6, 24, 72, 168, 336, 720];

/// Their logs, as `math::ln` gives them: held by a test.
const LOG_ANCHORS: [f64; ANCHORS.len()] = [
    0.0,
    1.791_759_469_228_055,
    3.178_053_830_347_945_8,
    4.276_666_119_016_055,
    5.123_963_979_403_259,
    5.817_111_159_963_204,
    6.579_251_212_010_101,
];

/// Bounds of the log of a total variance: far beyond any market, they only keep every forecast positive and finite.
const LOG_VARIANCE_BOUNDS: (f64, f64) = (-30.0, 8.0);

/// A linear predictor of the log variance per hour.
#[derive(Clone, Debug, PartialEq)]
pub struct Linear<const N: usize> {
    /// Value where every feature is at its mean.
    pub intercept: f64,
    /// One coefficient per standardised feature.
    pub coefficients: [f64; N],
    /// Log of the factor from the exponential of the mean log to the mean (Duan's smearing); 0 for a Gamma model.
    pub log_smearing: f64,
}

/// Everything learned for one anchor horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct HorizonWeights {
    /// The nested model that reads the asset alone.
    pub own: Linear<OWN_FEATURES>,
    /// The model that reads BTC and ETH as well.
    pub market: Linear<{ OWN_FEATURES + MARKET_FEATURES }>,
    /// The model that reads the cross-section of assets as well.
    pub panel: Linear<FEATURE_COUNT>,
    /// Quantiles of the worst fall, one per level of `LEVELS`.
    pub drawdown: [TailLevel; LEVELS.len()],
    /// Quantiles of the worst rise.
    pub runup: [TailLevel; LEVELS.len()],
}

/// What a model was made from, and until when it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Provenance {
    /// Version of this format and of the features.
    pub version: Cow<'static, str>,
    /// SHA-256 of the training data, hex.
    pub data_hash: Cow<'static, str>,
    /// SHA-256 of the artifact's coefficients, hex.
    pub artifact_hash: Cow<'static, str>,
    /// Last hour of the training data, seconds UTC.
    pub trained_until: u32,
    /// End of the stated life, seconds UTC.
    pub valid_until: u32,
}

/// A trained model: what `PackedWeights::unpack` returns.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// What it was made from, and until when it holds.
    pub provenance: Provenance,
    /// What stands in for missing history.
    pub prior: Prior,
    /// Smallest and largest annualised realised volatility over 168 hours in the training rows.
    pub sigma_annual_range: (f64, f64),
    /// Mean of each feature over the training rows.
    pub means: [f64; FEATURE_COUNT],
    /// Standard deviation of each feature over the training rows, above 0.
    pub scales: [f64; FEATURE_COUNT],
    /// One entry per anchor horizon.
    pub horizons: [HorizonWeights; ANCHORS.len()],
}

impl Provenance {
    /// Returns the stamp that every forecast carries.
    #[must_use]
    pub fn stamp(&self) -> ModelStamp {
        ModelStamp {
            version: self.version.to_string(),
            hash: self.artifact_hash.to_string(),
            trained_until: self.trained_until,
            valid_until: self.valid_until,
        }
    }
}

impl Weights {
    /// Predicts the total variance over each anchor horizon from the features, nondecreasing in the horizon.
    ///
    /// The nested model of `group` answers: it reads no feature of a larger one.
    #[must_use]
    pub fn variances(&self, features: &[f64; FEATURE_COUNT], group: FeatureGroup) -> [f64; ANCHORS.len()] {
        self.first_variances(ANCHORS.len(), features, group)
    }

    /// The same at the shortest `anchors`, 0 at the rest.
    pub(super) fn first_variances(&self, anchors: usize, features: &[f64; FEATURE_COUNT], group: FeatureGroup) -> [f64; ANCHORS.len()] {
        let mut scores = *features;
        for ((score, mean), scale) in scores.iter_mut().zip(&self.means).zip(&self.scales) {
            *score = (*score - mean) / scale;
        }
        let mut variances = [0.0; ANCHORS.len()];
        let wanted = variances.iter_mut().take(anchors);
        for ((log_total, log_hours), learned) in wanted.zip(LOG_ANCHORS).zip(&self.horizons) {
            let log_hourly = match group {
                FeatureGroup::Own => learned.own.predict(&scores),
                FeatureGroup::Market => learned.market.predict(&scores),
                FeatureGroup::Panel => learned.panel.predict(&scores),
            };
            *log_total = (log_hourly + log_hours).clamp(LOG_VARIANCE_BOUNDS.0, LOG_VARIANCE_BOUNDS.1);
        }
        math::exps(&mut variances);
        let mut shorter = 0.0;
        for (position, variance) in variances.iter_mut().enumerate() {
            shorter = math::larger(*variance, shorter);
            *variance = if position < anchors { shorter } else { 0.0 };
        }
        variances
    }

    /// Predicts variance and tails over each anchor horizon from the features; see `variances`.
    #[must_use]
    pub fn predict(&self, features: &[f64; FEATURE_COUNT], group: FeatureGroup) -> Vec<HorizonForecast> {
        let variances = self.variances(features, group);
        let state = TailState::new(features);
        let inputs = variances.map(|variance| state.inputs(variance));
        let (falls, rises) = (self.quantiles(Worst::Fall, &inputs), self.quantiles(Worst::Rise, &inputs));
        let mut horizons: Vec<HorizonForecast> = Vec::with_capacity(ANCHORS.len());
        for (((anchor, variance), learned), (fall, rise)) in
            ANCHORS.into_iter().zip(variances).zip(&self.horizons).zip(falls.iter().zip(&rises))
        {
            let hours = f64::from(anchor);
            horizons.push(HorizonForecast {
                horizon_hours: hours,
                variance,
                sigma_annual: math::sqrt(variance / hours * HOURS_PER_YEAR),
                drawdown: fall.to_vec(),
                runup: rise.to_vec(),
                drawdown_spread: super::tail::spreads(&learned.drawdown),
                runup_spread: super::tail::spreads(&learned.runup),
            });
        }
        horizons
    }

    /// Quantiles of one side at the anchors whose inputs are given, shortest first.
    pub(super) fn quantiles(&self, worst: Worst, inputs: &[[f64; TAIL_FEATURES]]) -> [[f64; LEVELS.len()]; ANCHORS.len()] {
        let mut quantiles = [[0.0; LEVELS.len()]; ANCHORS.len()];
        for ((own, learned), inputs) in quantiles.iter_mut().zip(&self.horizons).zip(inputs) {
            *own = super::tail::logs(learned.side(worst), inputs);
        }
        // All at once: they are taken two by two.
        math::exps(quantiles.get_mut(..inputs.len()).unwrap_or_default().as_flattened_mut());
        let mut shorter = [0.0; LEVELS.len()];
        for ((own, learned), _) in quantiles.iter_mut().zip(&self.horizons).zip(inputs) {
            super::tail::lengthen(&mut shorter, learned.side(worst), own);
            *own = shorter;
        }
        quantiles
    }
}

/// Makes the forecast of one asset with the given weights; the shipped ones are used by `Tracker::forecast`.
///
/// Total variances are made nondecreasing in the horizon, quantiles rising in rarity and nondecreasing in the horizon.
///
/// # Errors
/// `not_enough_history` without a bar; `not_finite`, `out_of_range` for a market state that does not fit.
pub fn forecast_with(weights: &Weights, window: &Window, market: Option<&MarketState>) -> Result<Forecast, RiskError> {
    let price = known(window, market)?;
    let values = features(window, &weights.prior, market);
    let group = FeatureGroup::of(market);
    let mut horizons = weights.predict(&values, group);
    super::tail::widen(&mut horizons, window.history_hours());
    Ok(Forecast {
        model: weights.provenance.stamp(),
        as_of: window.as_of(),
        price,
        history_hours: window.history_hours(),
        levels: LEVELS.to_vec(),
        horizons,
        flags: flags(weights, window, group, TailState::new(&values).log_rv_168()),
    })
}

/// The last close, where there is what a forecast needs.
pub(super) fn known(window: &Window, market: Option<&MarketState>) -> Result<f64, RiskError> {
    let price = window.price().ok_or_else(|| RiskError::not_enough_history(1, 0))?;
    market.map_or(Ok(()), |market| market.check(window.as_of()))?;
    Ok(price)
}

impl HorizonWeights {
    /// Before anything is learned.
    pub(super) const ZERO: Self = Self {
        own: Linear::ZERO,
        market: Linear::ZERO,
        panel: Linear::ZERO,
        drawdown: [TailLevel::ZERO; LEVELS.len()],
        runup: [TailLevel::ZERO; LEVELS.len()],
    };

    fn side(&self, worst: Worst) -> &[TailLevel; LEVELS.len()] {
        if worst == Worst::Fall { &self.drawdown } else { &self.runup }
    }
}

impl<const N: usize> Linear<N> {
    const ZERO: Self = Self { intercept: 0.0, coefficients: [0.0; N], log_smearing: 0.0 };

    /// Sums from the first feature to the last; later features than `N` are not read.
    fn predict(&self, scores: &[f64; FEATURE_COUNT]) -> f64 {
        let linear = self.coefficients.iter().zip(scores).fold(0.0, |sum, (coefficient, score)| sum + coefficient * score);
        self.intercept + linear + self.log_smearing
    }
}

fn flags(weights: &Weights, window: &Window, group: FeatureGroup, log_rv_168: f64) -> Vec<ForecastFlag> {
    let hours = window.history_hours();
    let sigma = math::sqrt(math::exp(log_rv_168) * HOURS_PER_YEAR);
    let outside = sigma < weights.sigma_annual_range.0 || sigma > weights.sigma_annual_range.1;
    // More than 5 % missing, in whole numbers.
    let missing = (hours - window.real_hours()) * 20 > hours;
    [
        (hours < WINDOW_HOURS, ForecastFlag::ShortHistory),
        (missing, ForecastFlag::MissingBars),
        (outside, ForecastFlag::VolatilityOutsideTraining),
        (group == FeatureGroup::Own, ForecastFlag::NoMarket),
        (group == FeatureGroup::Market, ForecastFlag::NoPanel),
        (window.as_of() > weights.provenance.valid_until, ForecastFlag::ModelExpired),
    ]
    .into_iter()
    .filter_map(|(raised, flag)| raised.then_some(flag))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logs_of_the_anchors_are_theirs() {
        assert_eq!(LOG_ANCHORS.map(f64::to_bits), ANCHORS.map(|anchor| math::ln(f64::from(anchor)).to_bits()));
    }
}
