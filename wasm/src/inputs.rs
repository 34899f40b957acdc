//! Forecasts from other prices than hourly bars.

use crate::error::Refusal;
use crate::forecast::write_forecast;
use crate::js::Float64Array;
use crate::record::plain;
use crate::shape::{flat, optional, read};
use plimsoll::volatility::{self, Forecast, MarketState, PriceKind};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Forecasts from closes, oracle updates, daily or five-minute bars, as flat rows of their kind; what is lost is flagged.
#[wasm_bindgen(js_name = forecastPrices)]
pub fn forecast_prices(prices: Float64Array, kind: Ts<PriceKind>, market: Option<Ts<MarketState>>) -> Result<Ts<Forecast>, Refusal> {
    let (prices, kind) = (flat("prices", &prices)?, read("kind", kind)?);
    write_forecast(&volatility::forecast_prices(&prices, kind, optional("market", market)?)?)
}

/// What a kind of prices loses against hourly bars, as measured; empty where nothing is lost.
#[wasm_bindgen(js_name = inputAccuracy, unchecked_return_type = "InputAccuracy[]")]
pub fn input_accuracy(kind: Ts<PriceKind>) -> Result<JsValue, Refusal> {
    Ok(plain(&volatility::input_accuracy(read("kind", kind)?)))
}
