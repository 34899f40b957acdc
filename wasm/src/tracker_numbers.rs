//! One number of a tracker's forecast, for a screen that redraws often: no record crosses.

use crate::error::Refusal;
use crate::js::Number;
use crate::shape::{number, optional};
use crate::tracker::Tracker;
use plimsoll::volatility::MarketState;
use tsify::Ts;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Tracker {
    /// Total variance of log returns forecast over `horizonHours`, not annualised: `forecastVariance` of `forecast`, without the record.
    #[wasm_bindgen(js_name = forecastVariance)]
    pub fn forecast_variance(
        &self,
        #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number,
        market: Option<Ts<MarketState>>,
    ) -> Result<f64, Refusal> {
        let market = optional("market", market)?;
        Ok(self.0.forecast_variance(number("horizonHours", horizon_hours)?, market.as_ref())?)
    }

    /// Log distance that the worst fall within `horizonHours` exceeds with probability `alpha`, a fraction, without the record.
    #[wasm_bindgen(js_name = drawdownQuantile)]
    pub fn drawdown_quantile(
        &self,
        alpha: Number,
        #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number,
        market: Option<Ts<MarketState>>,
    ) -> Result<f64, Refusal> {
        let market = optional("market", market)?;
        Ok(self.0.drawdown_quantile(number("alpha", alpha)?, number("horizonHours", horizon_hours)?, market.as_ref())?)
    }

    /// Log distance that the worst rise within `horizonHours` exceeds with probability `alpha`, a fraction, without the record.
    #[wasm_bindgen(js_name = runupQuantile)]
    pub fn runup_quantile(
        &self,
        alpha: Number,
        #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number,
        market: Option<Ts<MarketState>>,
    ) -> Result<f64, Refusal> {
        let market = optional("market", market)?;
        Ok(self.0.runup_quantile(number("alpha", alpha)?, number("horizonHours", horizon_hours)?, market.as_ref())?)
    }
}
