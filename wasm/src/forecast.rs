//! Writes a forecast, the record that a screen asks for with every bar: its texts and its numbers cross without a name or a mark.
//!
//! The glue knows the fields and their order (`js/forecast.mjs`): made of marked bytes, as other records are, it takes three times as long.

use crate::error::Refusal;
use crate::shape::Argument;
use alloc::vec::Vec;
use plimsoll::volatility::{Forecast, HorizonForecast, ModelStamp};
use plimsoll_kernels::bytes::push_list;
use tsify::Ts;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./shapes.js")]
extern "C" {
    /// Makes the forecast of which this is said; the names of its flags stand in the shape at `shape`.
    fn forecast(shape: u32, version: &str, hash: &str, numbers: &[f64]) -> JsValue;
}

/// Numbers of a forecast with the model's horizons and levels, and some flags.
const USUAL: usize = 256;

/// Writes it as the TypeScript type that it declares.
pub fn write_forecast(record: &Forecast) -> Result<Ts<Forecast>, Refusal> {
    let Forecast { model, as_of, price, history_hours, levels, horizons, flags } = record;
    let ModelStamp { version, hash, trained_until, valid_until } = model;
    let mut numbers = Vec::with_capacity(USUAL);
    numbers.extend([f64::from(*trained_until), f64::from(*valid_until), f64::from(*as_of), *price, f64::from(*history_hours)]);
    push_list(&mut numbers, levels);
    numbers.push(horizons.len() as f64);
    for HorizonForecast { horizon_hours, variance, sigma_annual, drawdown, runup, drawdown_spread, runup_spread } in horizons {
        numbers.extend([*horizon_hours, *variance, *sigma_annual]);
        for list in [drawdown, runup, drawdown_spread, runup_spread] {
            push_list(&mut numbers, list);
        }
    }
    numbers.extend(flags.iter().map(|flag| f64::from(*flag as u8)));
    Ok(forecast(Forecast::SHAPE, version, hash, &numbers).unchecked_into())
}
