//! The watch as a class: a thin handle on the core's.

use crate::error::Refusal;
use crate::js::{Float64Array, JsString, Number};
use crate::record::{arrays, plain, write};
use crate::shape::{flat, number, read, whole};
use alloc::string::String;
use plimsoll::U256;
use plimsoll::venue::{self, HealthGrid, Position, PositionHealth};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Follows one position from tick to tick: verdict and health are those of `positionHealth` at the prices of now, to the last digit.
/// `free()` it, or let it be collected.
#[wasm_bindgen]
pub struct Watch(venue::Watch);

#[wasm_bindgen]
impl Watch {
    /// Starts to watch a position at the prices that it holds.
    #[wasm_bindgen(constructor)]
    pub fn new(position: Ts<Position>) -> Result<Watch, Refusal> {
        Ok(Self(venue::Watch::new(&read("position", position)?)?))
    }

    /// The assets with their prices of now, in the order by which `tick` numbers them.
    #[wasm_bindgen(unchecked_return_type = "PositionPrice[]")]
    pub fn prices(&self) -> Result<JsValue, Refusal> {
        Ok(plain(&self.0.prices()?))
    }

    /// Takes a price of the asset at `place` in `prices()` and says whether the position is liquidatable at it. The price is the venue's
    /// own integer, a whole number below 2^53.
    pub fn tick(&mut self, place: Number, price: Number) -> Result<bool, Refusal> {
        Ok(self.0.tick(whole("place", place)?, number("price", price)?)?)
    }

    /// Takes a price of one asset by its name, an integer of any size as a decimal string, and says whether the position is liquidatable
    /// at it.
    #[wasm_bindgen(js_name = setPrice)]
    pub fn set_price(&mut self, asset: JsString, #[wasm_bindgen(unchecked_param_type = "U256")] price: JsString) -> Result<bool, Refusal> {
        Ok(self.0.set_price(&read::<String>("asset", asset)?, read::<U256>("price", price)?)?)
    }

    /// Verdict and health factor at each price of a grid of the asset at `place` in `prices()`, all other prices those of now; the watch
    /// stays where it is. A price is the venue's own integer, a whole number below 2^128.
    #[wasm_bindgen(js_name = healthGrid)]
    pub fn health_grid(&self, place: Number, prices: Float64Array) -> Result<Ts<HealthGrid>, Refusal> {
        let grid = self.0.health_grid(whole("place", place)?, &flat("prices", &prices)?)?;
        Ok(arrays::<HealthGrid, 2>([
            ("healthFactors", js_sys::Float64Array::from(grid.health_factors.as_slice()).into()),
            ("verdicts", js_sys::Uint8Array::from(grid.verdicts.as_slice()).into()),
        ]))
    }

    /// Moves the clock: interest and funding accrue, ramps advance, prices stay. Says whether the position is then liquidatable.
    pub fn later(&mut self, seconds: Number) -> Result<bool, Refusal> {
        Ok(self.0.later(read("seconds", seconds)?)?)
    }

    /// The contract's verdict at the prices of now.
    pub fn liquidatable(&self) -> Result<bool, Refusal> {
        Ok(self.0.liquidatable()?)
    }

    /// The health factor at the prices of now as a number to show, liquidatable below 1 (Euler v2: at 1); undefined where nothing is
    /// required.
    #[wasm_bindgen(js_name = healthFactor)]
    pub fn health_factor(&self) -> Result<Option<f64>, Refusal> {
        Ok(self.0.health_factor()?)
    }

    /// What `positionHealth` answers at the prices of now.
    pub fn health(&self) -> Result<Ts<PositionHealth>, Refusal> {
        write(&self.0.health()?)
    }
}
