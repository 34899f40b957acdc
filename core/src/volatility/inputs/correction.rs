//! What a kind of prices loses, and the correction for it.

use super::kind::PriceKind;
use super::weights::INPUT_WEIGHTS;
use crate::math;
use crate::units::HOURS_PER_YEAR;
use crate::volatility::{ANCHORS, HorizonForecast, LEVELS};
use alloc::vec::Vec;

/// Levels whose quantiles have a factor of their own; rarer ones share that of the last.
pub const SCALED_LEVELS: usize = LEVELS.len() - 1;

/// Smallest step from one quantile to the next rarer one, as in the tail.
const LEAST_STEP: f64 = 1.001;

/// The correction at one anchor horizon: `ln F' = shift + slope · ln F`, quantiles times `√(F'/F)` and a factor per level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correction {
    /// Added to the log of the total variance.
    pub shift: f64,
    /// Times the log of the total variance, above 0.
    pub slope: f64,
    /// Factor of the quantiles at each scaled level, 1 or more at the levels rarer than 20 %.
    pub factors: [f64; SCALED_LEVELS],
}

/// Losses at one horizon on rows that no weight has seen, over those of hourly bars on the same rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accuracy {
    /// Hours ahead.
    pub horizon_hours: u32,
    /// Rows compared.
    pub rows: u32,
    /// Ratio of QLIKE, with the ends of its 95 % interval.
    pub variance_loss: [f64; 3],
    /// Ratio of the pinball loss of the worst fall at 1 %, with the ends of its 95 % interval.
    pub drawdown_loss: [f64; 3],
}

/// What was learned of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct KindWeights {
    /// One per anchor horizon.
    pub corrections: [Correction; ANCHORS.len()],
    /// At 24, 72 and 168 hours.
    pub accuracy: [Accuracy; 3],
}

/// What was learned of the kinds that lose something.
#[derive(Clone, Debug, PartialEq)]
pub struct InputWeights {
    /// SHA-256 of the coefficients of the model that was corrected, hex.
    pub model_hash: &'static str,
    /// One sample an hour.
    pub hourly_closes: KindWeights,
    /// An oracle's updates: deviation 0.5 %, heartbeat one hour.
    pub oracle_updates: KindWeights,
    /// Daily bars.
    pub daily_bars: KindWeights,
}

impl InputWeights {
    /// What was learned of a kind; absent where nothing is lost.
    #[must_use]
    pub fn of(&self, kind: PriceKind) -> Option<&KindWeights> {
        match kind {
            PriceKind::HourlyCloses => Some(&self.hourly_closes),
            PriceKind::OracleUpdates => Some(&self.oracle_updates),
            PriceKind::DailyBars => Some(&self.daily_bars),
            PriceKind::FiveMinuteBars => None,
        }
    }
}

/// How much worse a kind of prices forecasts than hourly bars do, at one horizon.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InputAccuracy {
    /// Horizon, hours.
    pub horizon_hours: f64,
    /// Forecasts compared, out of sample.
    pub rows: u32,
    /// QLIKE loss of the variance over that from hourly bars on the same rows; 1.05 is 5 % worse.
    pub variance_loss: f64,
    /// Lower end of its 95 % interval (bootstrap of blocks of 14 days, all assets together).
    pub variance_loss_low: f64,
    /// Upper end of its 95 % interval.
    pub variance_loss_high: f64,
    /// Pinball loss of the worst fall at 1 % over that from hourly bars on the same rows.
    pub drawdown_loss: f64,
    /// Lower end of its 95 % interval.
    pub drawdown_loss_low: f64,
    /// Upper end of its 95 % interval.
    pub drawdown_loss_high: f64,
}

/// Returns what a kind of prices loses against hourly bars, measured on 2024-07 to 2025-06; empty where nothing is lost.
///
/// Source: `models/src/inputs`, written by the trainer; losses as in Patton, Volatility forecast comparison using imperfect
/// volatility proxies (2011), and Koenker and Bassett, Regression quantiles (1978).
///
/// ```
/// use plimsoll::volatility::{PriceKind, input_accuracy};
/// let daily = input_accuracy(PriceKind::DailyBars);
/// assert!(daily[0].horizon_hours == 24.0 && daily[0].variance_loss > 1.0);
/// assert!(input_accuracy(PriceKind::FiveMinuteBars).is_empty());
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[must_use]
pub fn input_accuracy(kind: PriceKind) -> Vec<InputAccuracy> {
    let Some(learned) = INPUT_WEIGHTS.of(kind) else { return Vec::new() };
    learned
        .accuracy
        .iter()
        .map(|one| {
            let [variance_loss, variance_loss_low, variance_loss_high] = one.variance_loss;
            let [drawdown_loss, drawdown_loss_low, drawdown_loss_high] = one.drawdown_loss;
            InputAccuracy {
                horizon_hours: f64::from(one.horizon_hours),
                rows: one.rows,
                variance_loss,
                variance_loss_low,
                variance_loss_high,
                drawdown_loss,
                drawdown_loss_low,
                drawdown_loss_high,
            }
        })
        .collect()
}

/// Corrects the forecast of each anchor horizon; variances and quantiles stay ordered over horizons and levels.
pub fn correct_horizons(horizons: &mut [HorizonForecast], corrections: &[Correction; ANCHORS.len()]) {
    let mut shorter: Option<HorizonForecast> = None;
    for (one, correction) in horizons.iter_mut().zip(corrections) {
        let variance = math::exp(correction.shift + correction.slope * math::ln(one.variance));
        let width = math::sqrt(variance / one.variance);
        one.variance = variance.max(shorter.as_ref().map_or(0.0, |shorter| shorter.variance));
        one.sigma_annual = math::sqrt(one.variance / one.horizon_hours * HOURS_PER_YEAR);
        scale(&mut one.drawdown, width, &correction.factors, shorter.as_ref().map(|shorter| shorter.drawdown.as_slice()));
        scale(&mut one.runup, width, &correction.factors, shorter.as_ref().map(|shorter| shorter.runup.as_slice()));
        shorter = Some(one.clone());
    }
}

fn scale(quantiles: &mut [f64], width: f64, factors: &[f64; SCALED_LEVELS], shorter: Option<&[f64]>) {
    let last = factors.last().copied().unwrap_or(1.0);
    let mut least = 0.0;
    for (position, quantile) in quantiles.iter_mut().enumerate() {
        let before = shorter.and_then(|shorter| shorter.get(position)).copied().unwrap_or(0.0);
        *quantile = (*quantile * width * factors.get(position).copied().unwrap_or(last)).max(least).max(before);
        least = *quantile * LEAST_STEP;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::volatility::WEIGHTS;

    #[test]
    fn the_corrections_belong_to_the_shipped_model() {
        assert_eq!(INPUT_WEIGHTS.model_hash, WEIGHTS.provenance.artifact_hash, "run `cargo xtask train`");
    }
}
