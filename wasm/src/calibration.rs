//! Calibration on the device's own outcomes: the state is bytes, kept by the caller.

use crate::error::Refusal;
use crate::forecast::write_forecast;
use crate::js::{Float64Array, Uint8Array};
use crate::record::write;
use crate::shape::{bytes, flat, read};
use alloc::vec::Vec;
use plimsoll::volatility::{self, CalibrationRecord, Forecast};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// The state of a calibration that has seen nothing.
#[wasm_bindgen(js_name = calibrationStart)]
#[must_use]
pub fn calibration_start() -> Vec<u8> {
    volatility::calibration_start()
}

/// The state after hourly bars: flat rows of ts, open, high, low, close, volume, later than those before.
#[wasm_bindgen(js_name = calibrationPushBars)]
pub fn calibration_push_bars(state: Uint8Array, bars: Float64Array) -> Result<Vec<u8>, Refusal> {
    Ok(volatility::calibration_push_bars(bytes("state", &state)?, &flat("bars", &bars)?)?)
}

/// The state after a forecast whose outcome will be seen in later bars.
#[wasm_bindgen(js_name = calibrationObserve)]
pub fn calibration_observe(state: Uint8Array, forecast: Ts<Forecast>) -> Result<Vec<u8>, Refusal> {
    Ok(volatility::calibration_observe(bytes("state", &state)?, &read("forecast", forecast)?)?)
}

/// The forecast with its 20 and 5 % quantiles moved as the outcomes say, never looser than the stated bound.
#[wasm_bindgen(js_name = calibrateForecast)]
pub fn calibrate_forecast(state: Uint8Array, forecast: Ts<Forecast>) -> Result<Ts<Forecast>, Refusal> {
    write_forecast(&volatility::calibrate_forecast(bytes("state", &state)?, &read("forecast", forecast)?)?)
}

/// What was said and what came, the adjustment now, and whether the record still fits the promise.
#[wasm_bindgen(js_name = calibrationRecord)]
pub fn calibration_record(state: Uint8Array) -> Result<Ts<CalibrationRecord>, Refusal> {
    write(&volatility::calibration_record(bytes("state", &state)?)?)
}
