//! The part of a forecast that one question reads, with the bits of the whole: what the question does not read is not made.

use super::features::{FeatureGroup, features};
use super::law::{quantile_at, variance_at};
use super::market_state::MarketState;
use super::model::{ANCHORS, known};
use super::packed::Wanted;
use super::side::{Curve, extend};
use super::tail::{LEVELS, TailState, Worst, thin};
use super::weights::WEIGHTS;
use super::window::Window;
use crate::error::RiskError;
use crate::math;
use alloc::vec::Vec;

/// The anchors up to the first that is as long as the question's horizon: no longer one moves what is read there.
pub(super) struct Part {
    /// Total variance at each anchor, with its hours.
    variances: Vec<(f64, f64)>,
    /// Quantiles at each anchor of the side that was asked for.
    quantiles: [[f64; LEVELS.len()]; ANCHORS.len()],
}

impl Part {
    /// Makes it with the shipped weights. A horizon that is none is refused by what reads it.
    ///
    /// # Errors
    /// Those of `Tracker::forecast`.
    pub(super) fn new(window: &Window, market: Option<&MarketState>, worst: Option<Worst>, horizon_hours: f64) -> Result<Self, RiskError> {
        known(window, market)?;
        let group = FeatureGroup::of(market);
        let reached = ANCHORS.iter().position(|anchor| f64::from(*anchor) >= horizon_hours);
        let anchors = reached.map_or(ANCHORS.len(), |position| position + 1);
        let weights = WEIGHTS.unpack_part(&Wanted {
            group: Some(group),
            anchors,
            falls: worst == Some(Worst::Fall),
            rises: worst == Some(Worst::Rise),
        });
        let values = features(window, &weights.prior, market);
        let variances = weights.first_variances(anchors, &values, group);
        let mut quantiles = [[0.0; LEVELS.len()]; ANCHORS.len()];
        if let Some(worst) = worst {
            let state = TailState::new(&values);
            let inputs = variances.map(|variance| state.inputs(variance));
            quantiles = weights.quantiles(worst, inputs.get(..anchors).unwrap_or(&inputs));
            if let Some((_, factor)) = thin(window.history_hours()) {
                quantiles.as_flattened_mut().iter_mut().for_each(|quantile| *quantile *= factor);
            }
        }
        let variances = ANCHORS.into_iter().map(f64::from).zip(variances).take(anchors).collect();
        Ok(Self { variances, quantiles })
    }

    /// Total variance over a horizon; see `forecast_variance`.
    pub(super) fn variance(&self, horizon_hours: f64) -> Result<f64, RiskError> {
        variance_at(&self.variances, horizon_hours)
    }

    /// Quantile of the side that was asked for; see `drawdown_quantile`.
    pub(super) fn quantile(&self, alpha: f64, horizon_hours: f64) -> Result<f64, RiskError> {
        let mut log_levels: Vec<f64> = LEVELS.into_iter().map(math::ln).collect();
        let mut log_horizons = Vec::with_capacity(ANCHORS.len());
        let mut logs = Vec::with_capacity(ANCHORS.len() * (LEVELS.len() + 1));
        for (&(hours, _), quantiles) in self.variances.iter().zip(&self.quantiles) {
            log_horizons.push(math::ln(hours));
            // The last is the place of the level more.
            logs.extend(quantiles.iter().map(|quantile| math::ln(*quantile)).chain([0.0]));
        }
        extend(&log_levels, &mut logs, &[], |own, _| own);
        log_levels.extend(log_levels.last().map(|rarest| rarest - 1.0));
        quantile_at(&log_levels, Curve { log_horizons: &log_horizons, width: log_levels.len(), logs: &logs }, alpha, horizon_hours)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Tracker, drawdown_quantile, forecast_variance, market_state, runup_quantile};
    use crate::market::simulate_bars;

    #[test]
    fn a_question_has_the_bits_of_the_record_at_every_horizon_and_level() {
        let bars = |seed, hours| simulate_bars(seed, hours, 1_749_999_600, 2_500.0, 0.7).unwrap();
        // Thin and full, with the market and without; between, at and beyond the anchors; down to the tail's own form.
        for (hours, known) in [(1, false), (100, true), (800, false), (800, true)] {
            let tracker = Tracker::from_bars(&bars(1, hours)).unwrap();
            let market = known.then(|| market_state(&bars(2, hours), &bars(3, hours)).unwrap());
            let market = market.as_ref();
            let forecast = tracker.forecast(market).unwrap();
            for horizon in [0.3, 1.0, 5.9, 6.0, 24.0, 24.1, 100.0, 336.0, 500.0, 720.0, 768.0] {
                assert_eq!(tracker.forecast_variance(horizon, market), forecast_variance(&forecast, horizon));
                for alpha in [0.0005, 0.0009, 0.001, 0.02, 0.3, 0.5] {
                    let (fall, rise) =
                        (drawdown_quantile(&forecast, alpha, horizon).unwrap(), runup_quantile(&forecast, alpha, horizon).unwrap());
                    assert_eq!(tracker.drawdown_quantile(alpha, horizon, market).unwrap().to_bits(), fall.to_bits());
                    assert_eq!(tracker.runup_quantile(alpha, horizon, market).unwrap().to_bits(), rise.to_bits());
                }
            }
        }
    }

    #[test]
    fn a_question_is_refused_as_the_record_is() {
        let (empty, some) = (Tracker::new(), Tracker::from_bars(&simulate_bars(1, 30, 1_749_999_600, 2_500.0, 0.7).unwrap()).unwrap());
        assert_eq!(empty.drawdown_quantile(2.0, 900.0, None).unwrap_err(), empty.forecast(None).unwrap_err());
        let forecast = some.forecast(None).unwrap();
        for (alpha, horizon) in [(2.0, 900.0), (2.0, 24.0), (0.01, f64::NAN), (0.01, 0.0), (f64::NAN, 24.0)] {
            let refused = drawdown_quantile(&forecast, alpha, horizon).unwrap_err();
            assert_eq!(some.drawdown_quantile(alpha, horizon, None).unwrap_err().to_string(), refused.to_string());
        }
        assert_eq!(some.forecast_variance(-1.0, None), forecast_variance(&forecast, -1.0));
    }
}
