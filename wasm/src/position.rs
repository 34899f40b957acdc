//! Positions at any venue: the same questions for all of them.

use crate::error::Refusal;
use crate::record::write;
use crate::shape::read;
use alloc::string::String;
use alloc::vec::Vec;
use js_sys::Number;
use plimsoll::account::{Account, Boundary};
use plimsoll::venue::{
    self, Action, AssetPrice, BoundaryDrift, GroupBoundary, LiquidatedPosition, LiquidationCall, Maximum, MaximumQuestion, Position,
    PositionHealth, PositionPrice, WhatIf,
};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Where a position stands: the contract's own verdict at its own revision, and the sums behind it.
#[wasm_bindgen(js_name = positionHealth)]
pub fn position_health(position: Ts<Position>) -> Result<Ts<PositionHealth>, Refusal> {
    write(&venue::position_health(&read("position", position)?)?)
}

/// The exact boundary price of every asset of a position, all other prices held, in the venue's own integers.
#[wasm_bindgen(js_name = positionBoundaries)]
pub fn position_boundaries(position: Ts<Position>) -> Result<Vec<Ts<Boundary>>, Refusal> {
    venue::position_boundaries(&read("position", position)?)?.iter().map(write).collect()
}

/// The price of every asset of a position, in the venue's own integers.
#[wasm_bindgen(js_name = positionPrices)]
pub fn position_prices(position: Ts<Position>) -> Result<Vec<Ts<PositionPrice>>, Refusal> {
    venue::position_prices(&read("position", position)?)?.iter().map(write).collect()
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

/// The position after a liquidation and what it did, or the contract's refusal by its own name.
#[wasm_bindgen(js_name = positionLiquidation)]
pub fn position_liquidation(position: Ts<Position>, call: Ts<LiquidationCall>) -> Result<Ts<LiquidatedPosition>, Refusal> {
    write(&venue::position_liquidation(&read("position", position)?, &read("call", call)?)?)
}

/// The position after each of some steps as the contract takes them, or its refusal by name.
#[wasm_bindgen(js_name = positionWhatIf)]
pub fn position_what_if(
    position: Ts<Position>,
    #[wasm_bindgen(unchecked_param_type = "Action[]")] actions: JsValue,
) -> Result<Ts<WhatIf>, Refusal> {
    let actions: Vec<Action> = read("actions", actions)?;
    write(&venue::position_what_if(&read("position", position)?, &actions)?)
}

/// The largest amount that the contract still accepts, or that keeps a chosen health, shown by it and one more.
#[wasm_bindgen(js_name = positionMaximum)]
pub fn position_maximum(position: Ts<Position>, question: Ts<MaximumQuestion>) -> Result<Ts<Maximum>, Refusal> {
    write(&venue::position_maximum(&read("position", position)?, &read("question", question)?)?)
}

/// The exact boundary of assets whose prices move together, in proportion to the first.
#[wasm_bindgen(js_name = positionGroupBoundary)]
pub fn position_group_boundary(
    position: Ts<Position>,
    #[wasm_bindgen(unchecked_param_type = "string[]")] assets: JsValue,
) -> Result<Ts<GroupBoundary>, Refusal> {
    let assets: Vec<String> = read("assets", assets)?;
    write(&venue::position_group_boundary(&read("position", position)?, &assets)?)
}

/// The boundaries some `seconds` from now, interest and funding accrued.
#[wasm_bindgen(js_name = positionBoundaryDrift)]
pub fn position_boundary_drift(
    position: Ts<Position>,
    #[wasm_bindgen(unchecked_param_type = "number[]")] seconds: JsValue,
) -> Result<Vec<Ts<BoundaryDrift>>, Refusal> {
    let seconds: Vec<u32> = read("seconds", seconds)?;
    venue::position_boundary_drift(&read("position", position)?, &seconds)?.iter().map(write).collect()
}
