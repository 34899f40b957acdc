//! The law of the worst fall and the worst rise: any level and any horizon, read from a forecast.
//!
//! Between the model's levels ln q is linear in ln α; rarer than the rarest level a Pareto tail goes on; more frequent than
//! the median, the probability falls linearly from 1 at distance 0. Between anchor horizons ln q is linear in ln h, so levels
//! never cross; outside the anchors q grows with the square root of time.

use super::forecast::{Forecast, HorizonForecast};
use crate::error::RiskError;
use crate::math;
use crate::units::{Shown, positive, within};
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

/// Longest horizon answered, hours: 30 days and 48 hours of oracle delay.
pub const MAX_HORIZON_HOURS: f64 = 768.0;

/// Rarest and most frequent probability of exceedance answered by a quantile.
const ALPHA: (f64, f64) = (0.0005, 0.5);

/// What a forecast may hold, far beyond any market, so that nothing read from it overflows or vanishes: quantiles (log
/// distance, also the largest answered: a move by e^50 is every move), total variances, horizons (hours).
const QUANTILES: (f64, f64) = (1e-12, 50.0);
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
}

/// One side: ln h of each anchor, and ln q of each anchor's levels and of one level more, e times rarer than the rarest.
#[derive(Clone, Debug)]
struct Side {
    anchors: Vec<(f64, Vec<f64>)>,
}

impl Law {
    /// Checks a forecast and prepares its law.
    ///
    /// # Errors
    /// `length_mismatch` (no horizon, fewer than two levels, a horizon without a quantile per level); `not_finite`;
    /// `out_of_range` (price or `sigma_annual` not above 0; levels not falling within [1e-9, 0.5] or too near to be told apart;
    /// horizons not rising within [0.01, 1e4] h; variances outside [1e-24, 1e6] or falling with the horizon; quantiles outside
    /// [1e-12, 50], not rising in rarity, or falling with the horizon).
    pub fn new(forecast: &Forecast) -> Result<Self, RiskError> {
        let Forecast { levels, horizons, .. } = forecast;
        if levels.len() < 2 || horizons.is_empty() {
            let (field, got) = if horizons.is_empty() { ("forecast.horizons", 0) } else { ("forecast.levels", levels.len() as u32) };
            return Err(RiskError::LengthMismatch {
                field: field.to_string(),
                expected: "one horizon and two levels at least".to_string(),
                got,
            });
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
        let drawdown = Side::new("drawdown", &log_levels, horizons, |entry| &entry.drawdown)?;
        let runup = Side::new("runup", &log_levels, horizons, |entry| &entry.runup)?;
        log_levels.extend(log_levels.last().map(|rarest| rarest - 1.0));
        Ok(Self { log_levels, variances, drawdown, runup })
    }

    /// Quantile of the worst fall; see `drawdown_quantile`.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`.
    pub fn drawdown_quantile(&self, alpha: f64, horizon_hours: f64) -> Result<f64, RiskError> {
        self.quantile(&self.drawdown, alpha, horizon_hours)
    }

    /// Quantile of the worst rise; see `runup_quantile`.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`.
    pub fn runup_quantile(&self, alpha: f64, horizon_hours: f64) -> Result<f64, RiskError> {
        self.quantile(&self.runup, alpha, horizon_hours)
    }

    /// Probability of a fall; see `drawdown_probability`.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`.
    pub fn drawdown_probability(&self, distance: f64, horizon_hours: f64) -> Result<f64, RiskError> {
        self.probability(&self.drawdown, distance, horizon_hours)
    }

    /// Probability of a rise; see `runup_probability`.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`.
    pub fn runup_probability(&self, distance: f64, horizon_hours: f64) -> Result<f64, RiskError> {
        self.probability(&self.runup, distance, horizon_hours)
    }

    /// Total variance over a horizon; see `forecast_variance`.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`.
    pub fn variance(&self, horizon_hours: f64) -> Result<f64, RiskError> {
        let horizon_hours = horizon(horizon_hours)?;
        let mut shorter = (0.0, 0.0);
        let mut longer = (1.0, 0.0);
        for (position, &anchor) in self.variances.iter().enumerate() {
            shorter = if position == 0 { (0.0, 0.0) } else { longer };
            longer = anchor;
            if anchor.0 >= horizon_hours {
                break;
            }
        }
        Ok(line(shorter, longer, horizon_hours))
    }

    fn quantile(&self, side: &Side, alpha: f64, horizon_hours: f64) -> Result<f64, RiskError> {
        let horizon_hours = horizon(horizon_hours)?;
        let alpha = within("alpha", alpha, ALPHA.0, ALPHA.1, "pass the probability of exceeding the quantile, such as 0.01")?;
        let logs = side.at(horizon_hours);
        let (common, rare) = bracket(self.log_levels.iter().copied().zip(logs), |(log_level, _)| log_level <= math::ln(alpha));
        Ok(math::exp(line(common, rare, math::ln(alpha))).min(QUANTILES.1))
    }

    fn probability(&self, side: &Side, distance: f64, horizon_hours: f64) -> Result<f64, RiskError> {
        let horizon_hours = horizon(horizon_hours)?;
        let distance = within("distance", distance, 0.0, f64::MAX, "pass the log distance to the boundary, 0 or more")?;
        if distance == 0.0 {
            return Ok(1.0);
        }
        let logs = side.at(horizon_hours);
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

const MADE: &str = "pass a forecast as `forecast_bars` or a tracker makes it";

impl Side {
    fn new(name: &str, log_levels: &[f64], horizons: &[HorizonForecast], of: fn(&HorizonForecast) -> &Vec<f64>) -> Result<Self, RiskError> {
        let field = format!("forecast.{name}");
        let count = log_levels.len();
        // The exponent of the Pareto tail never falls with the horizon: else tails of two horizons would cross.
        let mut exponent: f64 = 0.0;
        let mut shorter: Option<&Vec<f64>> = None;
        let mut anchors = Vec::with_capacity(horizons.len());
        for entry in horizons {
            let quantiles = of(entry);
            if quantiles.len() != count {
                let expected = format!("{count} quantiles per horizon, one per level");
                return Err(RiskError::LengthMismatch { field, expected, got: quantiles.len() as u32 });
            }
            let mut below = 0.0;
            for (position, &quantile) in quantiles.iter().enumerate() {
                let least = shorter.and_then(|shorter| shorter.get(position)).copied().unwrap_or(QUANTILES.0);
                within(&field, quantile, least, QUANTILES.1, MADE)?;
                rising(&field, "rising from the first level to the last", below, quantile, quantile)?;
                below = quantile;
            }
            shorter = Some(quantiles);
            let mut logs: Vec<f64> = quantiles.iter().map(|quantile| math::ln(*quantile)).collect();
            let (common, rarest) = bracket(log_levels.iter().copied().zip(logs.iter().copied()), |_| false);
            exponent = exponent.max((rarest.1 - common.1) / (common.0 - rarest.0));
            logs.push(rarest.1 + exponent);
            anchors.push((math::ln(entry.horizon_hours), logs));
        }
        Ok(Self { anchors })
    }

    /// ln q of each level at a horizon.
    fn at(&self, horizon_hours: f64) -> impl Iterator<Item = f64> + Clone + '_ {
        let log_horizon = math::ln(horizon_hours);
        let reached = self.anchors.iter().position(|anchor| anchor.0 >= log_horizon);
        let longer = reached.map_or(self.anchors.last(), |position| self.anchors.get(position));
        let shorter = reached.and_then(|position| self.anchors.get(position.checked_sub(1)?));
        let at = longer.map_or(log_horizon, |anchor| anchor.0);
        let logs = longer.map_or(&[][..], |anchor| anchor.1.as_slice());
        logs.iter().enumerate().map(move |(position, &log)| match shorter.and_then(|anchor| Some((anchor.0, *anchor.1.get(position)?))) {
            Some(from) => line(from, (at, log), log_horizon),
            None => log + 0.5 * (log_horizon - at),
        })
    }
}

fn horizon(hours: f64) -> Result<f64, RiskError> {
    positive("horizon_hours", hours, "pass hours in (0, 768]")?;
    within("horizon_hours", hours, 0.0, MAX_HORIZON_HOURS, "the model looks at most 30 days ahead")
}

fn rising(field: &str, order: &str, before: f64, value: f64, shown: f64) -> Result<(), RiskError> {
    if value > before { Ok(()) } else { Err(RiskError::out_of_range(field, order, Shown(shown), MADE)) }
}

/// The first two neighbours of which the second has passed, else the last two.
fn bracket(points: impl Iterator<Item = (f64, f64)>, passed: impl Fn((f64, f64)) -> bool) -> ((f64, f64), (f64, f64)) {
    let mut pair = ((0.0, 0.0), (1.0, 0.0));
    for (position, point) in points.enumerate() {
        pair = (if position == 0 { point } else { pair.1 }, point);
        if position > 0 && passed(point) {
            break;
        }
    }
    pair
}

/// The line through two points, exact at both ends.
fn line(from: (f64, f64), to: (f64, f64), at: f64) -> f64 {
    if at == to.0 || to.0 == from.0 {
        return to.1;
    }
    from.1 + (to.1 - from.1) * ((at - from.0) / (to.0 - from.0))
}
