//! A forecast with its 20 and 5 % quantiles moved.

use super::state::{HORIZONS, LEVELS, State};
use super::stream::factor;
use crate::error::{RiskError, RiskErrorKind};
use crate::math;
use crate::volatility::forecast::{Forecast, ForecastFlag};
use crate::volatility::side::QUANTILES;
use crate::volatility::tail::LEAST_STEP;
use alloc::string::ToString;
use alloc::vec::Vec;

/// A side of the tail, as its place among the slots.
const DRAWDOWN: usize = 0;
const RUNUP: usize = LEVELS.len();

/// Moves the quantiles; the forecast has been found sound.
pub(super) fn adjusted(state: &State, forecast: &Forecast) -> Result<Forecast, RiskError> {
    if LEVELS.iter().any(|level| !forecast.levels.contains(level)) {
        let (field, expected) = ("forecast.levels", "levels that hold 0.2 and 0.05");
        let hint = "pass a forecast as `forecast_bars` or a tracker makes it";
        return Err(RiskError::from(RiskErrorKind::OutOfRange {
            field: field.to_string(),
            expected: expected.to_string(),
            got: "others".to_string(),
            hint: hint.to_string(),
        }));
    }
    let mut calibrated = forecast.clone();
    let (mut falls, mut rises): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    for horizon in &mut calibrated.horizons {
        horizon.drawdown = side(state, &forecast.levels, DRAWDOWN, horizon.horizon_hours, &horizon.drawdown, &falls);
        horizon.runup = side(state, &forecast.levels, RUNUP, horizon.horizon_hours, &horizon.runup, &rises);
        (falls, rises) = (horizon.drawdown.clone(), horizon.runup.clone());
    }
    calibrated.flags.push(ForecastFlag::Calibrated);
    Ok(calibrated)
}

/// Moves one side of one horizon, rising in rarity, nowhere below the shorter horizon's.
fn side(state: &State, levels: &[f64], first_slot: usize, hours: f64, quantiles: &[f64], shorter: &[f64]) -> Vec<f64> {
    let mut out: Vec<f64> = Vec::with_capacity(quantiles.len());
    let mut rarer = quantiles.len();
    // The last place leaves room for each rarer level to stay apart below the largest quantile of all.
    let mut most = QUANTILES.1 * 0.999;
    for _ in 1..rarer {
        most /= LEAST_STEP;
    }
    for (level, &quantile) in levels.iter().zip(quantiles) {
        let calibrated = LEVELS.iter().position(|known| known == level);
        let mut moved = quantile;
        if let Some(position) = calibrated {
            let farthest = most.max(quantile);
            moved = math::clamp(quantile * factor(shift(state, first_slot + position, hours)), QUANTILES.0, farthest);
        }
        if let Some(&common) = out.last()
            && moved <= common
        {
            // As the model had them apart where that is enough, else by the least step.
            let apart = common * LEAST_STEP;
            moved = if quantile > common { quantile.min(apart) } else { apart };
        }
        out.push(moved);
        rarer -= 1;
        if rarer > 0 {
            most *= LEAST_STEP;
        }
    }
    for (quantile, least) in out.iter_mut().zip(shorter) {
        *quantile = quantile.max(*least);
    }
    out
}

/// The shift of a slot at any horizon: linear in ln h between the calibrated ones. Where no outcome was counted, only a shift
/// that tightens is taken over.
fn shift(state: &State, slot: usize, hours: f64) -> f64 {
    let mut before: Option<(f64, f64)> = None;
    for (streams, anchor) in state.streams.iter().zip(HORIZONS) {
        let here = (f64::from(anchor), streams.get(slot).map_or(0.0, super::stream::Stream::shift));
        if here.0 == hours {
            return here.1;
        }
        if here.0 > hours {
            let Some(shorter) = before else { return here.1.max(0.0) };
            let share = math::ln(hours / shorter.0) / math::ln(here.0 / shorter.0);
            return (shorter.1 + (here.1 - shorter.1) * share).max(0.0);
        }
        before = Some(here);
    }
    before.map_or(0.0, |longest| longest.1.max(0.0))
}
