//! The law of the worst fall and the worst rise: any level and any horizon, read from a forecast.
//!
//! Between the model's levels ln q is linear in ln α; rarer than the rarest level a Pareto tail goes on; more frequent than
//! the median, the probability falls linearly from 1 at distance 0. Between anchor horizons ln q is linear in ln h, so levels
//! never cross; outside the anchors q grows with the square root of time.

use super::estimate::{CONFIDENCE, EXTRAPOLATED_BELOW, TailEstimate};
use super::forecast::Forecast;
use super::side::{Bound, Curve, MADE, QUANTILES, Side, bracket, line, rising};
use crate::error::RiskError;
use crate::math;
use crate::units::{positive, within};
use alloc::vec::Vec;

/// Longest horizon answered, hours: 30 days and 48 hours of oracle delay.
pub const MAX_HORIZON_HOURS: f64 = 768.0;

/// Rarest and most frequent probability of exceedance answered by a quantile.
const ALPHA: (f64, f64) = (0.0005, 0.5);

/// What a forecast may hold, far beyond any market, so that nothing read from it overflows or vanishes: total variances,
/// horizons (hours).
const VARIANCES: (f64, f64) = (1e-24, 1e6);
const HORIZONS: (f64, f64) = (0.01, 1e4);

/// The first-passage law of one asset: checked once, then asked as often as needed.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::{Law, drawdown_quantile, forecast_bars}};
/// let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?, None)?;
/// let law = Law::new(&forecast)?;
/// assert_eq!(law.drawdown_quantile(0.01, 24.0)?, drawdown_quantile(&forecast, 0.01, 24.0)?);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Law {
    log_levels: Vec<f64>,
    /// Total variance at each anchor, with its horizon.
    variances: Vec<(f64, f64)>,
    drawdown: Side,
    runup: Side,
    history_hours: u32,
}

impl Law {
    /// Checks a forecast and prepares its law.
    ///
    /// # Errors
    /// `length_mismatch` (no horizon, fewer than two levels, a horizon without a quantile and a spread per level); `not_finite`;
    /// `out_of_range` (price or `sigma_annual` not above 0; levels not falling within [1e-9, 0.5] or too near to be told apart;
    /// horizons not rising within [0.01, 1e4] h; variances outside [1e-24, 1e6] or falling with the horizon; quantiles outside
    /// [1e-12, 50], not rising in rarity, or falling with the horizon; spreads outside [0, 10]).
    pub fn new(forecast: &Forecast) -> Result<Self, RiskError> {
        let Forecast { levels, horizons, history_hours, .. } = forecast;
        if levels.len() < 2 || horizons.is_empty() {
            let (field, got) = if horizons.is_empty() { ("forecast.horizons", 0) } else { ("forecast.levels", levels.len()) };
            return Err(RiskError::length_mismatch(field, "one horizon and two levels at least", got));
        }
        positive("forecast.price", forecast.price, MADE)?;
        let mut log_levels: Vec<f64> = Vec::with_capacity(levels.len() + 1);
        for &level in levels {
            within("forecast.levels", level, 1e-9, ALPHA.1, MADE)?;
            let log_level = math::ln(level);
            // In logs, because the tail divides by what lies between them.
            rising("forecast.levels", "falling", log_levels.last().map_or(f64::NEG_INFINITY, |above| -above), -log_level, level)?;
            log_levels.push(log_level);
        }
        let mut variances: Vec<(f64, f64)> = Vec::with_capacity(horizons.len());
        for entry in horizons {
            let (before, least) = variances.last().copied().unwrap_or((0.0, VARIANCES.0));
            within("forecast.horizonHours", entry.horizon_hours, HORIZONS.0, HORIZONS.1, MADE)?;
            rising("forecast.horizonHours", "rising", before, entry.horizon_hours, entry.horizon_hours)?;
            within("forecast.variance", entry.variance, least, VARIANCES.1, MADE)?;
            positive("forecast.sigmaAnnual", entry.sigma_annual, MADE)?;
            variances.push((entry.horizon_hours, entry.variance));
        }
        let drawdown = Side::new("forecast.drawdown", &log_levels, horizons, |entry| (&entry.drawdown, &entry.drawdown_spread))?;
        let runup = Side::new("forecast.runup", &log_levels, horizons, |entry| (&entry.runup, &entry.runup_spread))?;
        log_levels.extend(log_levels.last().map(|rarest| rarest - 1.0));
        Ok(Self { log_levels, variances, drawdown, runup, history_hours: *history_hours })
    }

    /// Quantile of the worst fall; see `drawdown_quantile`.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`.
    pub fn drawdown_quantile(&self, alpha: f64, horizon_hours: f64) -> Result<f64, RiskError> {
        self.quantile(&self.drawdown, Bound::Central, alpha, horizon_hours)
    }

    /// Quantile of the worst rise; see `runup_quantile`.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`.
    pub fn runup_quantile(&self, alpha: f64, horizon_hours: f64) -> Result<f64, RiskError> {
        self.quantile(&self.runup, Bound::Central, alpha, horizon_hours)
    }

    /// Probability of a fall; see `drawdown_probability`.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`.
    pub fn drawdown_probability(&self, distance: f64, horizon_hours: f64) -> Result<f64, RiskError> {
        self.drawdown_probability_at(Bound::Central, distance, horizon_hours)
    }

    /// Probability of a rise; see `runup_probability`.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`.
    pub fn runup_probability(&self, distance: f64, horizon_hours: f64) -> Result<f64, RiskError> {
        self.runup_probability_at(Bound::Central, distance, horizon_hours)
    }

    /// Quantile of the worst fall with its interval; see `drawdown_estimate`.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`.
    pub fn drawdown_estimate(&self, alpha: f64, horizon_hours: f64) -> Result<TailEstimate, RiskError> {
        self.estimate(horizon_hours, alpha, |bound| self.quantile(&self.drawdown, bound, alpha, horizon_hours))
    }

    /// Quantile of the worst rise with its interval; see `runup_estimate`.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`.
    pub fn runup_estimate(&self, alpha: f64, horizon_hours: f64) -> Result<TailEstimate, RiskError> {
        self.estimate(horizon_hours, alpha, |bound| self.quantile(&self.runup, bound, alpha, horizon_hours))
    }

    /// Probability of a fall with its interval; see `drawdown_probability_estimate`.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`.
    pub fn drawdown_probability_estimate(&self, distance: f64, horizon_hours: f64) -> Result<TailEstimate, RiskError> {
        let probability = self.drawdown_probability(distance, horizon_hours)?;
        self.estimate(horizon_hours, probability, |bound| self.drawdown_probability_at(bound, distance, horizon_hours))
    }

    /// Probability of a rise with its interval; see `runup_probability_estimate`.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`.
    pub fn runup_probability_estimate(&self, distance: f64, horizon_hours: f64) -> Result<TailEstimate, RiskError> {
        let probability = self.runup_probability(distance, horizon_hours)?;
        self.estimate(horizon_hours, probability, |bound| self.runup_probability_at(bound, distance, horizon_hours))
    }

    pub(crate) fn drawdown_probability_at(&self, bound: Bound, distance: f64, horizon_hours: f64) -> Result<f64, RiskError> {
        self.probability(&self.drawdown, bound, distance, horizon_hours)
    }

    pub(crate) fn runup_probability_at(&self, bound: Bound, distance: f64, horizon_hours: f64) -> Result<f64, RiskError> {
        self.probability(&self.runup, bound, distance, horizon_hours)
    }

    /// Total variance over a horizon; see `forecast_variance`.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`.
    pub fn variance(&self, horizon_hours: f64) -> Result<f64, RiskError> {
        variance_at(&self.variances, horizon_hours)
    }

    fn estimate(
        &self,
        horizon_hours: f64,
        probability: f64,
        at: impl Fn(Bound) -> Result<f64, RiskError>,
    ) -> Result<TailEstimate, RiskError> {
        let value = at(Bound::Central)?;
        Ok(TailEstimate {
            value,
            // The bounds enclose the value at every anchor; between anchors only rounding could part them.
            low: at(Bound::Low)?.min(value),
            high: at(Bound::High)?.max(value),
            confidence: CONFIDENCE,
            extrapolated: probability < EXTRAPOLATED_BELOW,
            horizon_hours,
            history_hours: self.history_hours,
        })
    }

    fn quantile(&self, side: &Side, bound: Bound, alpha: f64, horizon_hours: f64) -> Result<f64, RiskError> {
        quantile_at(&self.log_levels, side.curve(bound), alpha, horizon_hours)
    }

    fn probability(&self, side: &Side, bound: Bound, distance: f64, horizon_hours: f64) -> Result<f64, RiskError> {
        let horizon_hours = horizon(horizon_hours)?;
        let distance = within("distance", distance, 0.0, f64::MAX, "pass the log distance to the boundary, 0 or more")?;
        if distance == 0.0 {
            return Ok(1.0);
        }
        let logs = side.curve(bound).at(horizon_hours);
        let log_distance = math::ln(distance);
        let first = logs.clone().next().zip(self.log_levels.first().copied());
        if let Some((log_median, log_level)) = first.filter(|(log_median, _)| log_distance < *log_median) {
            return Ok(1.0 - distance / math::exp(log_median) * (1.0 - math::exp(log_level)));
        }
        let (common, rare) = bracket(logs.zip(self.log_levels.iter().copied()), |(log_quantile, _)| log_quantile >= log_distance);
        // At most the level of the more frequent end: rounding must not climb over it.
        Ok(math::exp(line(common, rare, log_distance)).min(1.0))
    }
}

/// Quantile at a level and a horizon, from ln α of each level of a curve.
pub(crate) fn quantile_at(log_levels: &[f64], curve: Curve<'_>, alpha: f64, horizon_hours: f64) -> Result<f64, RiskError> {
    let horizon_hours = horizon(horizon_hours)?;
    let alpha = within("alpha", alpha, ALPHA.0, ALPHA.1, "pass the probability of exceeding the quantile, such as 0.01")?;
    let log_alpha = math::ln(alpha);
    let (common, rare) = bracket(log_levels.iter().copied().zip(curve.at(horizon_hours)), |(log_level, _)| log_level <= log_alpha);
    Ok(math::exp(line(common, rare, log_alpha)).min(QUANTILES.1))
}

/// Total variance over a horizon, from that at each anchor, with its hours: linear between anchors, from 0 at 0.
pub(crate) fn variance_at(anchors: &[(f64, f64)], horizon_hours: f64) -> Result<f64, RiskError> {
    let horizon_hours = horizon(horizon_hours)?;
    let mut shorter = (0.0, 0.0);
    let mut longer = (1.0, 0.0);
    for (position, &anchor) in anchors.iter().enumerate() {
        shorter = if position == 0 { (0.0, 0.0) } else { longer };
        longer = anchor;
        if anchor.0 >= horizon_hours {
            break;
        }
    }
    let variance = line(shorter, longer, horizon_hours);
    // Rounding must not lift a horizon over the anchor behind it: no forward variance is negative.
    Ok(if horizon_hours <= longer.0 { variance.min(longer.1) } else { variance })
}

fn horizon(hours: f64) -> Result<f64, RiskError> {
    positive("horizonHours", hours, "pass hours in (0, 768]")?;
    within("horizonHours", hours, 0.0, MAX_HORIZON_HOURS, "the model looks at most 32 days ahead")
}
