//! The baselines that the model is held against.

use crate::error::Refusal;
use crate::record::write;
use crate::shape::{flat, read};
use js_sys::{Float64Array, Number};
use plimsoll::volatility::{self, HarCoefficients};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Total variance over `steps` periods by exponential smoothing of squared log returns; `decay` is the weight of the past.
#[wasm_bindgen(js_name = ewmaVariance)]
pub fn ewma_variance(returns: Float64Array, decay: Number, steps: Number) -> Result<f64, Refusal> {
    Ok(volatility::ewma_variance(&flat("returns", &returns)?, read("decay", decay)?, read("steps", steps)?)?)
}

/// Fits the heterogeneous autoregression of hourly variance on its means over a day, a week and a month.
#[wasm_bindgen(js_name = harFit)]
pub fn har_fit(
    returns: Float64Array,
    #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number,
) -> Result<Ts<HarCoefficients>, Refusal> {
    write(&volatility::har_fit(&flat("returns", &returns)?, read("horizonHours", horizon_hours)?)?)
}

/// Total variance over `horizonHours` by the heterogeneous autoregression, from at least 720 hourly log returns.
#[wasm_bindgen(js_name = harVariance)]
pub fn har_variance(
    returns: Float64Array,
    coefficients: Ts<HarCoefficients>,
    #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number,
) -> Result<f64, Refusal> {
    Ok(volatility::har_variance(&flat("returns", &returns)?, &read("coefficients", coefficients)?, read("horizonHours", horizon_hours)?)?)
}
