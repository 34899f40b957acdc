//! One side of the law: ln q at every anchor and level, and the curves that bound it from below and from above.

use super::forecast::HorizonForecast;
use crate::error::RiskError;
use crate::math;
use crate::text::text;
use crate::units::{Shown, within};
use alloc::vec;
use alloc::vec::Vec;

/// What a forecast may hold, far beyond any market, so that nothing read from it overflows or vanishes: quantiles (log
/// distance, also the largest answered: a move by e^50 is every move), half widths of the interval of ln q.
pub(crate) const QUANTILES: (f64, f64) = (1e-12, 50.0);
const SPREADS: (f64, f64) = (0.0, 10.0);

/// Share of a step between two levels that a bound keeps at least, so that probabilities can be read back from its distances.
const LEAST_SHARE: f64 = 0.01;

pub(crate) const MADE: &str = "pass a forecast as `forecast_bars` or a tracker makes it";

/// Which curve of a side is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bound {
    Central,
    /// Shorter distances, smaller probabilities.
    Low,
    /// Longer distances, larger probabilities.
    High,
}

/// One side of the law.
///
/// A curve holds, anchor after anchor, ln q of each level and of one level more, e times rarer than the rarest.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    /// ln h of each anchor.
    log_horizons: Vec<f64>,
    /// Levels of a curve, the one more included.
    width: usize,
    central: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
}

impl Side {
    /// Checks the quantiles and spreads of a side; `log_levels` falls.
    pub fn new(
        field: &str,
        log_levels: &[f64],
        horizons: &[HorizonForecast],
        of: fn(&HorizonForecast) -> (&Vec<f64>, &Vec<f64>),
    ) -> Result<Self, RiskError> {
        let count = log_levels.len();
        let mut shorter: Option<&Vec<f64>> = None;
        let mut log_horizons = Vec::with_capacity(horizons.len());
        let (mut central, mut wide) = (Vec::with_capacity(horizons.len() * (count + 1)), Vec::with_capacity(horizons.len() * (count + 1)));
        for entry in horizons {
            let (quantiles, spreads) = of(entry);
            for (values, what) in [(quantiles, "quantiles"), (spreads, "spreads")] {
                if values.len() != count {
                    let expected = text!(count, " ", what, " per horizon, one per level");
                    return Err(RiskError::length_mismatch(field, &expected, values.len()));
                }
            }
            let mut below = 0.0;
            for (position, (&quantile, &spread)) in quantiles.iter().zip(spreads).enumerate() {
                let least = shorter.and_then(|shorter| shorter.get(position)).copied().unwrap_or(QUANTILES.0);
                within(field, quantile, least, QUANTILES.1, MADE)?;
                rising(field, "rising from the first level to the last", below, quantile, quantile)?;
                within(field, spread, SPREADS.0, SPREADS.1, MADE)?;
                below = quantile;
                central.push(math::ln(quantile));
                wide.push(spread);
            }
            shorter = Some(quantiles);
            log_horizons.push(math::ln(entry.horizon_hours));
            // The place of the level more.
            central.push(0.0);
            wide.push(0.0);
        }
        let mut side = Self { log_horizons, width: count + 1, low: central.clone(), high: central.clone(), central };
        let size = (horizons.len(), side.width);
        bounding(-1.0, size, &mut side.low, &wide);
        bounding(1.0, size, &mut side.high, &wide);
        // Beyond the rarest level the bounds' tails never cross the central one.
        let exponents = extend(log_levels, &mut side.central, &[], |own, _| own);
        extend(log_levels, &mut side.low, &exponents, f64::min);
        extend(log_levels, &mut side.high, &exponents, f64::max);
        Ok(side)
    }

    /// One of its curves.
    pub fn curve(&self, bound: Bound) -> Curve<'_> {
        let logs = match bound {
            Bound::Central => &self.central,
            Bound::Low => &self.low,
            Bound::High => &self.high,
        };
        Curve { log_horizons: &self.log_horizons, width: self.width, logs }
    }
}

/// ln q by horizon and level.
#[derive(Clone, Copy)]
pub(crate) struct Curve<'a> {
    /// ln h of each anchor.
    pub log_horizons: &'a [f64],
    /// Levels, the one more included.
    pub width: usize,
    /// Anchor after anchor, ln q of each level.
    pub logs: &'a [f64],
}

impl<'a> Curve<'a> {
    /// ln q of each level at a horizon.
    pub fn at(self, horizon_hours: f64) -> impl Iterator<Item = f64> + Clone + 'a {
        let log_horizon = math::ln(horizon_hours);
        let anchor = |place: usize| {
            let first = place * self.width;
            Some((*self.log_horizons.get(place)?, self.logs.get(first..first + self.width)?))
        };
        let reached = self.log_horizons.iter().position(|anchor| *anchor >= log_horizon);
        let longer = reached.or(self.log_horizons.len().checked_sub(1)).and_then(anchor);
        let shorter = reached.and_then(|position| anchor(position.checked_sub(1)?));
        let (at, logs) = longer.unwrap_or((log_horizon, &[]));
        logs.iter().enumerate().map(move |(position, &log)| match shorter.and_then(|anchor| Some((anchor.0, *anchor.1.get(position)?))) {
            Some(from) => line(from, (at, log), log_horizon),
            None => log + 0.5 * (log_horizon - at),
        })
    }
}

/// Moves the central curve at least a spread down (`sign` −1) or up (1): as far as needed to rise in rarity and to fall nowhere with the
/// horizon. Low curves are built from the longest horizon and the rarest level, high ones from the other end, so that each step can
/// only widen.
fn bounding(sign: f64, (anchors, width): (usize, usize), curve: &mut [f64], spreads: &[f64]) {
    let levels = width - 1;
    let mut nearer = vec![-sign * f64::MAX; levels];
    for step in 0..anchors {
        let first = width * if sign > 0.0 { step } else { anchors - 1 - step };
        let mut before: Option<(f64, f64)> = None;
        for step in 0..levels {
            let position = if sign > 0.0 { step } else { levels - 1 - step };
            let (Some(log), Some(&spread)) = (curve.get_mut(first + position), spreads.get(first + position)) else { continue };
            let Some(neighbour) = nearer.get_mut(position) else { continue };
            let central = *log;
            let needed = before.map_or(0.0, |(other, distance)| distance - (1.0 - LEAST_SHARE) * (central - other).abs());
            let distance = spread.max(needed);
            before = Some((central, distance));
            *log = sign * (sign * (central + sign * distance)).max(sign * *neighbour);
            *neighbour = *log;
        }
    }
}

/// Fills every anchor's level e times rarer than the rarest, and returns the exponents of the Pareto tails.
///
/// An exponent never falls with the horizon: else tails of two horizons would cross.
pub(crate) fn extend(log_levels: &[f64], curve: &mut [f64], limits: &[f64], choose: fn(f64, f64) -> f64) -> Vec<f64> {
    let mut exponent: f64 = 0.0;
    let mut exponents = Vec::with_capacity(curve.len() / (log_levels.len() + 1));
    for (position, logs) in curve.chunks_exact_mut(log_levels.len() + 1).enumerate() {
        let Some((beyond, logs)) = logs.split_last_mut() else { continue };
        let (common, rarest) = bracket(log_levels.iter().copied().zip(logs.iter().copied()), |_| false);
        let own = (rarest.1 - common.1) / (common.0 - rarest.0);
        exponent = exponent.max(choose(own, limits.get(position).copied().unwrap_or(own)));
        *beyond = rarest.1 + exponent;
        exponents.push(exponent);
    }
    exponents
}

pub(crate) fn rising(field: &str, order: &str, before: f64, value: f64, shown: f64) -> Result<(), RiskError> {
    if value > before { Ok(()) } else { Err(RiskError::out_of_range(field, order, Shown(shown), MADE)) }
}

/// The first two neighbours of which the second has passed, else the last two.
pub(crate) fn bracket(points: impl Iterator<Item = (f64, f64)>, passed: impl Fn((f64, f64)) -> bool) -> ((f64, f64), (f64, f64)) {
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
pub(crate) fn line(from: (f64, f64), to: (f64, f64), at: f64) -> f64 {
    if at == to.0 || to.0 == from.0 {
        return to.1;
    }
    from.1 + (to.1 - from.1) * ((at - from.0) / (to.0 - from.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(horizon_hours: f64, drawdown: [f64; 2], drawdown_spread: [f64; 2]) -> HorizonForecast {
        let (drawdown, drawdown_spread) = (drawdown.to_vec(), drawdown_spread.to_vec());
        let (runup, runup_spread) = (drawdown.clone(), drawdown_spread.clone());
        HorizonForecast { horizon_hours, variance: 1.0, sigma_annual: 1.0, drawdown, runup, drawdown_spread, runup_spread }
    }

    fn side(horizons: &[HorizonForecast]) -> Side {
        Side::new("forecast.drawdown", &[math::ln(0.01), math::ln(0.001)], horizons, |entry| (&entry.drawdown, &entry.drawdown_spread))
            .unwrap()
    }

    fn at(side: &Side, bound: Bound, hours: f64) -> Vec<f64> {
        side.curve(bound).at(hours).map(math::exp).collect()
    }

    fn near(found: &[f64], expected: &[f64]) {
        assert!(
            found.iter().zip(expected).all(|(found, expected)| (found / expected - 1.0).abs() < 1e-12),
            "{found:?} is not {expected:?}"
        );
    }

    #[test]
    fn spreads_that_fit_are_kept() {
        let side = side(&[entry(24.0, [0.1, 0.2], [0.1, 0.3]), entry(72.0, [0.2, 0.4], [0.1, 0.3])]);
        near(&at(&side, Bound::Low, 24.0), &[0.1 * math::exp(-0.1), 0.2 * math::exp(-0.3)]);
        near(&at(&side, Bound::High, 72.0), &[0.2 * math::exp(0.1), 0.4 * math::exp(0.3)]);
        // The tail of the upper bound is heavier than that of the centre, that of the lower is lighter.
        let beyond = |bound| side.curve(bound).at(24.0).skip(1).fold((0.0, 0.0), |(_, before), log| (log - before, log)).0;
        assert!(beyond(Bound::Low) < beyond(Bound::Central) && beyond(Bound::Central) < beyond(Bound::High));
    }

    #[test]
    fn bounds_widen_where_spreads_would_cross() {
        // Common level known to ±1, rare one to ±0: the low curve follows the common level down, the high one up.
        let one = side(&[entry(24.0, [0.1, 0.11], [1.0, 0.0])]);
        let (low, high) = (at(&one, Bound::Low, 24.0), at(&one, Bound::High, 24.0));
        near(&low, &[0.1 * math::exp(-1.0), 0.11]);
        assert!(high[1] > high[0] && high[0] > 0.27, "{high:?}");
        let rare = side(&[entry(24.0, [0.1, 0.11], [0.0, 1.0])]);
        let (low, high) = (at(&rare, Bound::Low, 24.0), at(&rare, Bound::High, 24.0));
        near(&high, &[0.1, 0.11 * math::exp(1.0)]);
        assert!(low[0] < low[1] && low[1] < 0.041, "{low:?}");
        // A short horizon known less well than a long one lifts the long one's upper bound, and never the other way round.
        let two = side(&[entry(24.0, [0.1, 0.2], [1.0, 1.0]), entry(72.0, [0.11, 0.22], [0.0, 0.0])]);
        assert_eq!(at(&two, Bound::High, 72.0)[..2], at(&two, Bound::High, 24.0)[..2]);
        near(&at(&two, Bound::Low, 72.0)[..2], &[0.11, 0.22]);
    }
}
