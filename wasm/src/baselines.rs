//! The baselines that the model is held against, usable by themselves.

use crate::error::Refusal;
use crate::js::{Float64Array, Number};
use crate::record::write;
use crate::shape::{flat, read};
use plimsoll::volatility::{self, GarchFit, GarchLaw, HarCoefficients, LogHarCoefficients};
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

/// Fits the heterogeneous autoregression in logs, with Duan's smearing.
#[wasm_bindgen(js_name = logharFit)]
pub fn loghar_fit(
    returns: Float64Array,
    #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number,
) -> Result<Ts<LogHarCoefficients>, Refusal> {
    write(&volatility::loghar_fit(&flat("returns", &returns)?, read("horizonHours", horizon_hours)?)?)
}

/// Total variance over `horizonHours` by the heterogeneous autoregression in logs, from at least 720 hourly log returns.
#[wasm_bindgen(js_name = logharVariance)]
pub fn loghar_variance(
    returns: Float64Array,
    coefficients: Ts<LogHarCoefficients>,
    #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number,
) -> Result<f64, Refusal> {
    let (returns, coefficients) = (flat("returns", &returns)?, read("coefficients", coefficients)?);
    Ok(volatility::loghar_variance(&returns, &coefficients, read("horizonHours", horizon_hours)?)?)
}

/// Fits GARCH(1,1) without a mean by maximum likelihood, normal or Student-t.
#[wasm_bindgen(js_name = garchFit)]
pub fn garch_fit(returns: Float64Array, law: Ts<GarchLaw>) -> Result<Ts<GarchFit>, Refusal> {
    write(&volatility::garch_fit(&flat("returns", &returns)?, read("law", law)?)?)
}

/// Total variance over the next `steps` periods by a fitted GARCH(1,1).
#[wasm_bindgen(js_name = garchVariance)]
pub fn garch_variance(returns: Float64Array, fit: Ts<GarchFit>, steps: Number) -> Result<f64, Refusal> {
    Ok(volatility::garch_variance(&flat("returns", &returns)?, &read("fit", fit)?, read("steps", steps)?)?)
}
