//! Positions at any venue: the same questions for all of them.

use crate::error::Refusal;
use crate::js::Number;
use crate::record::{plain, write};
use crate::shape::read;
use alloc::vec::Vec;
use plimsoll::account::Account;
use plimsoll::venue::{self, AssetPrice, Position, PositionHealth};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Where a position stands: the contract's own verdict at its own revision, and the sums behind it.
#[wasm_bindgen(js_name = positionHealth)]
pub fn position_health(position: Ts<Position>) -> Result<Ts<PositionHealth>, Refusal> {
    write(&venue::position_health(&read("position", position)?)?)
}

/// The exact boundary price of every asset of a position, all other prices held, in the venue's own integers.
#[wasm_bindgen(js_name = positionBoundaries, unchecked_return_type = "Boundary[]")]
pub fn position_boundaries(position: Ts<Position>) -> Result<JsValue, Refusal> {
    Ok(plain(&venue::position_boundaries(&read("position", position)?)?))
}

/// The price of every asset of a position, in the venue's own integers.
#[wasm_bindgen(js_name = positionPrices, unchecked_return_type = "PositionPrice[]")]
pub fn position_prices(position: Ts<Position>) -> Result<JsValue, Refusal> {
    Ok(plain(&venue::position_prices(&read("position", position)?)?))
}

/// The position at other prices of some of its assets.
#[wasm_bindgen(js_name = positionAtPrices)]
pub fn position_at_prices(
    position: Ts<Position>,
    #[wasm_bindgen(unchecked_param_type = "AssetPrice[]")] prices: JsValue,
) -> Result<Ts<Position>, Refusal> {
    let prices: Vec<AssetPrice> = read("prices", prices)?;
    write(&venue::position_at_prices(&read("position", position)?, &prices)?)
}

/// The position some `seconds` later, untouched: interest and funding accrued, ramps advanced.
#[wasm_bindgen(js_name = positionLater)]
pub fn position_later(position: Ts<Position>, seconds: Number) -> Result<Ts<Position>, Refusal> {
    write(&venue::position_later(&read("position", position)?, read("seconds", seconds)?)?)
}

/// The position as the venue-neutral account that the advice reads.
#[wasm_bindgen(js_name = positionAccount)]
pub fn position_account(position: Ts<Position>) -> Result<Ts<Account>, Refusal> {
    write(&venue::position_account(&read("position", position)?)?)
}
