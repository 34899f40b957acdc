//! Plans: steps to a target, each checked by applying it.

use crate::error::Refusal;
use crate::js::{Float64Array, Number};
use crate::record::write;
use crate::shape::{flat, read};
use alloc::vec::Vec;
use plimsoll::liquidation::ActionCosts;
use plimsoll::plan::{self, HealthGoal, HedgeRatio, LeverageGoal, PlannedPosition, SpreadPlace, SpreadPlan};
use plimsoll::scenario::FactorForecast;
use plimsoll::venue::Position;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Steps up to a target leverage, with fees, slippage and the flash loan; the health after each.
#[wasm_bindgen(js_name = planLoop)]
pub fn plan_loop(position: Ts<Position>, goal: Ts<LeverageGoal>, costs: Ts<ActionCosts>) -> Result<Ts<PlannedPosition>, Refusal> {
    write(&plan::plan_loop(&read("position", position)?, &read("goal", goal)?, &read("costs", costs)?)?)
}

/// Steps down to a target leverage, with fees, slippage and the flash loan; the health after each.
#[wasm_bindgen(js_name = planUnwind)]
pub fn plan_unwind(position: Ts<Position>, goal: Ts<LeverageGoal>, costs: Ts<ActionCosts>) -> Result<Ts<PlannedPosition>, Refusal> {
    write(&plan::plan_unwind(&read("position", position)?, &read("goal", goal)?, &read("costs", costs)?)?)
}

/// The fewest and cheapest steps to a target health over several assets.
#[wasm_bindgen(js_name = planRebalance)]
pub fn plan_rebalance(position: Ts<Position>, goal: Ts<HealthGoal>, costs: Ts<ActionCosts>) -> Result<Ts<PlannedPosition>, Refusal> {
    write(&plan::plan_rebalance(&read("position", position)?, &read("goal", goal)?, &read("costs", costs)?)?)
}

/// How much of a hedge to hold against an exposure: by least variance and by least expected loss in the worst `alpha` of scenarios.
#[wasm_bindgen(js_name = hedgeRatio)]
pub fn hedge_ratio(exposure: Float64Array, hedge: Float64Array, alpha: Number) -> Result<Ts<HedgeRatio>, Refusal> {
    write(&plan::hedge_ratio(&flat("exposure", &exposure)?, &flat("hedge", &hedge)?, read("alpha", alpha)?)?)
}

/// Collateral and debt over several places so that the chance that any of them is liquidated is least.
#[wasm_bindgen(js_name = planSpread)]
pub fn plan_spread(
    #[wasm_bindgen(unchecked_param_type = "SpreadPlace[]")] places: JsValue,
    #[wasm_bindgen(unchecked_param_type = "FactorForecast[]")] factors: JsValue,
    #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number,
) -> Result<Ts<SpreadPlan>, Refusal> {
    let (places, factors): (Vec<SpreadPlace>, Vec<FactorForecast>) = (read("places", places)?, read("factors", factors)?);
    write(&plan::plan_spread(&places, &factors, read("horizonHours", horizon_hours)?)?)
}
