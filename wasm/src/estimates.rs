//! Quantiles and probabilities with their intervals.

use crate::error::Refusal;
use crate::js::Number;
use crate::record::write;
use crate::shape::read;
use plimsoll::volatility::{self, Forecast, TailEstimate};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Log distance that the worst fall within `horizonHours` exceeds with probability `alpha`, with its interval.
#[wasm_bindgen(js_name = drawdownEstimate)]
pub fn drawdown_estimate(
    forecast: Ts<Forecast>,
    alpha: Number,
    #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number,
) -> Result<Ts<TailEstimate>, Refusal> {
    write(&volatility::drawdown_estimate(&read("forecast", forecast)?, read("alpha", alpha)?, read("horizonHours", horizon_hours)?)?)
}

/// Log distance that the worst rise within `horizonHours` exceeds with probability `alpha`, with its interval.
#[wasm_bindgen(js_name = runupEstimate)]
pub fn runup_estimate(
    forecast: Ts<Forecast>,
    alpha: Number,
    #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number,
) -> Result<Ts<TailEstimate>, Refusal> {
    write(&volatility::runup_estimate(&read("forecast", forecast)?, read("alpha", alpha)?, read("horizonHours", horizon_hours)?)?)
}

/// Probability, a fraction, that the price falls by the log `distance` at some time within `horizonHours`, with its interval.
#[wasm_bindgen(js_name = drawdownProbabilityEstimate)]
pub fn drawdown_probability_estimate(
    forecast: Ts<Forecast>,
    distance: Number,
    #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number,
) -> Result<Ts<TailEstimate>, Refusal> {
    let (forecast, distance) = (read("forecast", forecast)?, read("distance", distance)?);
    write(&volatility::drawdown_probability_estimate(&forecast, distance, read("horizonHours", horizon_hours)?)?)
}

/// Probability, a fraction, that the price rises by the log `distance` at some time within `horizonHours`, with its interval.
#[wasm_bindgen(js_name = runupProbabilityEstimate)]
pub fn runup_probability_estimate(
    forecast: Ts<Forecast>,
    distance: Number,
    #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number,
) -> Result<Ts<TailEstimate>, Refusal> {
    let (forecast, distance) = (read("forecast", forecast)?, read("distance", distance)?);
    write(&volatility::runup_probability_estimate(&forecast, distance, read("horizonHours", horizon_hours)?)?)
}
