//! The cross-section of the market, and assets that follow another price.

use crate::error::Refusal;
use crate::forecast::write_forecast;
use crate::js::Float64Array;
use crate::record::write;
use crate::shape::{flat, read};
use plimsoll::volatility::{self, Forecast, MarketAsset, PanelState, PegKind};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// What the models of other assets read of one asset: flat rows of ts, open, high, low, close, volume.
#[wasm_bindgen(js_name = marketAsset)]
pub fn market_asset(bars: Float64Array) -> Result<Ts<MarketAsset>, Refusal> {
    write(&volatility::market_asset(&flat("bars", &bars)?)?)
}

/// The cross-section of many assets, which may join a market's state.
#[wasm_bindgen(js_name = marketPanel)]
pub fn market_panel(#[wasm_bindgen(unchecked_param_type = "MarketAsset[]")] assets: JsValue) -> Result<Ts<PanelState>, Refusal> {
    write(&volatility::market_panel(read("assets", assets)?)?)
}

/// Forecasts an asset that follows another price, from flat rows of ts and its price in that other: everyday spread and depeg.
#[wasm_bindgen(js_name = peggedForecast)]
pub fn pegged_forecast(prices: Float64Array, kind: Ts<PegKind>) -> Result<Ts<Forecast>, Refusal> {
    write_forecast(&volatility::pegged_forecast(&flat("prices", &prices)?, read("kind", kind)?)?)
}
