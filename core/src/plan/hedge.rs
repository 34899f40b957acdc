//! How much of a hedge to sell against a position: least variance, and least conditional value at risk.

use super::conditional::Scenarios;
use crate::error::RiskError;
use crate::math;
use crate::units::within;

/// Fewest scenarios: with fewer the interval's quantile is not told.
const FEWEST: usize = 12;

/// Gains lie within this, either way, and those of the hedge spread over its inverse at least.
const MOST_GAIN: f64 = 1e40;

/// A hedge that moves by less, relative to its size, does not move.
const STILL: f64 = 1e-12;

/// The interval's confidence and the normal quantile of it, two-sided.
const CONFIDENCE: f64 = 0.95;
const NORMAL: f64 = 1.959_963_984_540_054;

/// The hedge of least variance.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct VarianceHedge {
    /// Units of the hedge to sell per position; below 0 to buy.
    pub ratio: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// Confidence of the interval, a fraction.
    pub confidence: f64,
    /// Share of the position's variance that the hedge takes away, in [0, 1].
    pub effectiveness: f64,
}

/// The hedge of least conditional value at risk.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ConditionalHedge {
    /// Units of the hedge to sell per position; below 0 to buy.
    pub ratio: f64,
    /// Share of the worst scenarios, a fraction.
    pub alpha: f64,
    /// Mean loss of the worst share with the hedge, in the unit of the gains; below 0 a gain.
    pub conditional_value_at_risk: f64,
    /// The same without any hedge.
    pub unhedged: f64,
    /// The least of those losses with the hedge.
    pub value_at_risk: f64,
}

/// How much of a hedge to sell.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HedgeRatio {
    /// By variance.
    pub variance: VarianceHedge,
    /// By the worst scenarios.
    pub conditional: ConditionalHedge,
    /// Scenarios read.
    pub scenarios: u32,
}

/// Returns how many units of a hedge to sell against a position: for the least variance, and for the least mean loss of the worst
/// scenarios.
///
/// ```text
/// gain(h) = exposure − h · hedge
/// least variance:  h* = cov(exposure, hedge) / var(hedge)
/// least conditional value at risk:  min over h of the mean of the worst α·n values of −gain(h)
/// ```
///
/// The interval of `h*` is that of a regression whose errors may spread differently in each scenario (White 1980, with the factor
/// `n/(n − 2)` of MacKinnon and White 1985) and Student's quantile (Abramowitz and Stegun 26.7.5). The scenarios count as independent.
/// The second objective is a convex line of straight pieces in `h` (Rockafellar and Uryasev 2000): the least is found at its kink, to
/// the last digits; where a whole piece is level, one ratio of it is returned.
///
/// - `exposure`: gain of the position in each scenario, quote or returns; −1e40 to 1e40.
/// - `hedge`: gain of one unit of the hedge in the same scenarios.
/// - `alpha`: share of the worst scenarios, in (0, 0.5], one scenario at least.
///
/// # Errors
/// - `not_finite`, `out_of_range`: a gain or `alpha` outside its domain; a hedge that does not move, or that in its own worst scenarios
///   gains (or loses) on either side, so that no amount of it is enough.
/// - `length_mismatch`: fewer than 12 scenarios, or not one gain of each per scenario.
///
/// ```
/// use plimsoll::plan::hedge_ratio;
/// let hedge = [-3.0, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0];
/// let exposure = hedge.map(|gain| 2.0 * gain);
/// let found = hedge_ratio(&exposure, &hedge, 0.25)?;
/// assert_eq!((found.variance.ratio, found.variance.effectiveness), (2.0, 1.0));
/// assert_eq!((found.conditional.ratio, found.conditional.conditional_value_at_risk), (2.0, 0.0));
/// assert_eq!(found.conditional.unhedged, 13.0 / 3.0);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn hedge_ratio(exposure: &[f64], hedge: &[f64], alpha: f64) -> Result<HedgeRatio, RiskError> {
    let count = check(exposure, hedge, alpha)?;
    let variance = least_variance(exposure, hedge, count);
    let scenarios = Scenarios { exposure, hedge, alpha };
    if scenarios.slope_in_the_end(1.0) <= 0.0 || scenarios.slope_in_the_end(-1.0) <= 0.0 {
        let hint = "pass scenarios in which the worst of the hedge are losses on both sides: more of them, or a smaller alpha";
        return Err(RiskError::out_of_range("hedge", "losing in its worst scenarios, bought or sold", "one that does not", hint));
    }
    let least = scenarios.least(variance.ratio);
    let unhedged = scenarios.tail(0.0);
    let conditional = ConditionalHedge {
        ratio: least.ratio,
        alpha,
        conditional_value_at_risk: least.mean,
        unhedged: unhedged.mean,
        value_at_risk: least.least,
    };
    Ok(HedgeRatio { variance, conditional, scenarios: u32::try_from(exposure.len()).unwrap_or(u32::MAX) })
}

/// Returns the number of scenarios.
fn check(exposure: &[f64], hedge: &[f64], alpha: f64) -> Result<f64, RiskError> {
    if exposure.len() < FEWEST {
        return Err(RiskError::length_mismatch("exposure", "12 scenarios at least", exposure.len()));
    }
    if hedge.len() != exposure.len() {
        return Err(RiskError::length_mismatch("hedge", "one gain per scenario of the exposure", hedge.len()));
    }
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for (gain, hedge) in exposure.iter().zip(hedge) {
        within("exposure", *gain, -MOST_GAIN, MOST_GAIN, "pass gains in quote or as returns")?;
        let hedge = within("hedge", *hedge, -MOST_GAIN, MOST_GAIN, "pass gains in quote or as returns")?;
        (low, high) = (low.min(hedge), high.max(hedge));
    }
    let count = exposure.len() as f64;
    within("alpha", alpha, 1.0 / count, 0.5, "pass the share of the worst scenarios, such as 0.05: one scenario at least")?;
    if high - low < (STILL * high.abs().max(low.abs())).max(1.0 / MOST_GAIN) {
        return Err(RiskError::out_of_range("hedge", "an instrument that moves", "gains that are all the same", "choose another hedge"));
    }
    Ok(count)
}

fn least_variance(exposure: &[f64], hedge: &[f64], count: f64) -> VarianceHedge {
    let mean = |values: &[f64]| values.iter().fold(0.0, |sum, value| sum + value) / count;
    let (exposure_mean, hedge_mean) = (mean(exposure), mean(hedge));
    let centred = || exposure.iter().zip(hedge).map(|(e, h)| (e - exposure_mean, h - hedge_mean));
    let (spread, joint, total) =
        centred().fold((0.0, 0.0, 0.0), |(spread, joint, total), (e, h)| (spread + h * h, joint + e * h, total + e * e));
    let ratio = joint / spread;
    let (weighted, left) = centred().fold((0.0, 0.0), |(weighted, left), (e, h)| {
        let error = e - ratio * h;
        (weighted + h * error * (h * error), left + error * error)
    });
    let error = math::sqrt(weighted * (count / (count - 2.0))) / spread;
    let reach = student(count - 2.0) * error;
    let effectiveness = if total > 0.0 { (1.0 - left / total).clamp(0.0, 1.0) } else { 0.0 };
    VarianceHedge { ratio, low: ratio - reach, high: ratio + reach, confidence: CONFIDENCE, effectiveness }
}

/// Student's two-sided quantile for so many degrees of freedom, ten at least: Abramowitz and Stegun 26.7.5, within 10⁻⁵.
fn student(freedom: f64) -> f64 {
    let z = NORMAL;
    let s = z * z;
    let first = z * (s + 1.0) / 4.0;
    let second = z * ((5.0 * s + 16.0) * s + 3.0) / 96.0;
    let third = z * (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) / 384.0;
    let fourth = z * ((((79.0 * s + 776.0) * s + 1_482.0) * s - 1_920.0) * s - 945.0) / 92_160.0;
    z + (first + (second + (third + fourth / freedom) / freedom) / freedom) / freedom
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn student_agrees_with_the_table() {
        for (freedom, quantile) in [(10.0, 2.228_139), (20.0, 2.085_963), (30.0, 2.042_272), (120.0, 1.979_930)] {
            assert!((student(freedom) - quantile).abs() < 1e-5, "{freedom}: {}", student(freedom));
        }
    }
}
