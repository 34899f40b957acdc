//! Steps of a position at any venue: liquidations, what ifs, the largest of them, and boundaries beyond one price now.

use crate::error::Refusal;
use crate::record::{plain, write};
use crate::shape::read;
use alloc::string::String;
use alloc::vec::Vec;
use plimsoll::venue::{self, Action, GroupBoundary, LiquidatedPosition, LiquidationCall, Maximum, MaximumQuestion, Position, WhatIf};
use tsify::Ts;
use wasm_bindgen::prelude::*;

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
#[wasm_bindgen(js_name = positionBoundaryDrift, unchecked_return_type = "BoundaryDrift[]")]
pub fn position_boundary_drift(
    position: Ts<Position>,
    #[wasm_bindgen(unchecked_param_type = "number[]")] seconds: JsValue,
) -> Result<JsValue, Refusal> {
    let seconds: Vec<u32> = read("seconds", seconds)?;
    Ok(plain(&venue::position_boundary_drift(&read("position", position)?, &seconds)?))
}
