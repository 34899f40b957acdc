//! Models loaded at run time: bytes that an app may download, checked before they answer.

use crate::error::Refusal;
use crate::forecast::write_forecast;
use crate::js::{Float64Array, Uint8Array};
use crate::record::write;
use crate::shape::{bytes, flat, optional};
use crate::tracker::Tracker;
use alloc::vec::Vec;
use plimsoll::volatility::{self, Forecast, MarketState, ModelStamp};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// The shipped model as bytes.
#[wasm_bindgen(js_name = modelBytes)]
#[must_use]
pub fn model_bytes() -> Vec<u8> {
    volatility::model_bytes()
}

/// Which model the bytes hold; refused when they are altered, of another version, or of numbers that no training makes.
#[wasm_bindgen(js_name = modelStamp)]
pub fn model_stamp(model: Uint8Array) -> Result<Ts<ModelStamp>, Refusal> {
    write(&volatility::model_stamp(bytes("model", &model)?)?)
}

/// Forecasts from hourly bars as `forecastBars` does, with the model in the bytes.
#[wasm_bindgen(js_name = forecastBarsWith)]
pub fn forecast_bars_with(model: Uint8Array, bars: Float64Array, market: Option<Ts<MarketState>>) -> Result<Ts<Forecast>, Refusal> {
    let (model, bars) = (bytes("model", &model)?, flat("bars", &bars)?);
    write_forecast(&volatility::forecast_bars_with(model, &bars, optional("market", market)?)?)
}

#[wasm_bindgen]
impl Tracker {
    /// Forecasts as `forecast` does, with a model of the caller's: bytes from `modelBytes`, from a refit, or from a file.
    #[wasm_bindgen(js_name = forecastWithModel)]
    pub fn forecast_with_model(&self, model: Uint8Array, market: Option<Ts<MarketState>>) -> Result<Ts<Forecast>, Refusal> {
        let market = optional("market", market)?;
        write_forecast(&self.0.forecast_with_model(&bytes("model", &model)?, market.as_ref())?)
    }
}
