//! What one price can do, played many times; several price factors together.

use crate::error::Refusal;
use crate::js::{Float64Array, Number};
use crate::record::write;
use crate::shape::{flat, optional, read};
use alloc::vec::Vec;
use plimsoll::account::{Account, PriceDirection};
use plimsoll::leverage::{self, AdviceOptions, JointAdvice};
use plimsoll::scenario::{
    self, Contagion, FactorBars, FactorForecast, FirstPassage, HealthAhead, JointForecast, RegimeProbabilities, ScenarioOptions,
    StressBreadth,
};
use plimsoll::volatility::{Forecast, MarketAsset, MarketState};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Forecasts several price factors together from their hourly bars: own laws, correlations now and in stress, regimes.
#[wasm_bindgen(js_name = jointForecast)]
pub fn joint_forecast(
    #[wasm_bindgen(unchecked_param_type = "FactorBars[]")] factors: JsValue,
    market: Option<Ts<MarketState>>,
) -> Result<Ts<JointForecast>, Refusal> {
    let factors: Vec<FactorBars> = read("factors", factors)?;
    write(&scenario::joint_forecast(&factors, optional("market", market)?)?)
}

/// Joins forecasts made elsewhere with a correlation matrix, row by row.
#[wasm_bindgen(js_name = jointFromForecasts)]
pub fn joint_from_forecasts(
    #[wasm_bindgen(unchecked_param_type = "FactorForecast[]")] factors: JsValue,
    correlation: Float64Array,
    market: Option<Ts<MarketState>>,
) -> Result<Ts<JointForecast>, Refusal> {
    let (factors, correlation) = (read("factors", factors)?, flat("correlation", &correlation)?);
    write(&scenario::joint_from_forecasts(factors, correlation, optional("market", market)?)?)
}

/// Adds a factor to a joint forecast, with its correlation to each of the others; none where absent.
#[wasm_bindgen(js_name = jointWithFactor)]
pub fn joint_with_factor(
    joint: Ts<JointForecast>,
    factor: Ts<FactorForecast>,
    correlation: Option<Float64Array>,
) -> Result<Ts<JointForecast>, Refusal> {
    let correlation = correlation.map(|given| flat("correlation", &given)).transpose()?;
    write(&scenario::joint_with_factor(&read("joint", joint)?, read("factor", factor)?, correlation)?)
}

/// How likely the coming day is to be calm, normal or stressed.
#[wasm_bindgen(js_name = regimeProbabilities)]
pub fn regime_probabilities(market: Option<Ts<MarketState>>, asset: Option<Ts<MarketAsset>>) -> Result<Ts<RegimeProbabilities>, Refusal> {
    let market = optional("market", market)?;
    write(&scenario::regime_probabilities(market, optional("asset", asset)?)?)
}

/// The options of a simulation that nobody has asked to change.
#[wasm_bindgen(js_name = defaultScenarioOptions)]
pub fn default_scenario_options() -> Result<Ts<ScenarioOptions>, Refusal> {
    write(&scenario::default_scenario_options())
}

/// When one price first moves by the log `distance`, played many times: probability with its standard error, and hitting times.
#[wasm_bindgen(js_name = firstPassage)]
pub fn first_passage(
    forecast: Ts<Forecast>,
    distance: Number,
    direction: Ts<PriceDirection>,
    options: Ts<ScenarioOptions>,
) -> Result<Ts<FirstPassage>, Refusal> {
    let (forecast, distance) = (read("forecast", forecast)?, read("distance", distance)?);
    write(&scenario::first_passage(&forecast, distance, read("direction", direction)?, &read("options", options)?)?)
}

/// When an account that follows several price factors is first liquidated, played many times, and which factor drove it.
#[wasm_bindgen(js_name = jointFirstPassage)]
pub fn joint_first_passage(
    account: Ts<Account>,
    joint: Ts<JointForecast>,
    options: Ts<ScenarioOptions>,
) -> Result<Ts<FirstPassage>, Refusal> {
    write(&scenario::joint_first_passage(&read("account", account)?, &read("joint", joint)?, &read("options", options)?)?)
}

/// How low the health of an account gets in the hours ahead, by simulation: all of its prices moving together.
#[wasm_bindgen(js_name = jointHealth)]
pub fn joint_health(account: Ts<Account>, joint: Ts<JointForecast>, options: Ts<ScenarioOptions>) -> Result<Ts<HealthAhead>, Refusal> {
    write(&scenario::joint_health(&read("account", account)?, &read("joint", joint)?, &read("options", options)?)?)
}

/// How much an account that several prices drive can safely carry: probabilities with their standard errors, safe leverage, levels.
#[wasm_bindgen(js_name = jointAdvice)]
pub fn joint_advice(
    account: Ts<Account>,
    joint: Ts<JointForecast>,
    options: Ts<AdviceOptions>,
    scenario: Ts<ScenarioOptions>,
) -> Result<Ts<JointAdvice>, Refusal> {
    let (account, joint) = (read("account", account)?, read("joint", joint)?);
    write(&leverage::joint_advice(&account, &joint, &read("options", options)?, &read("scenario", scenario)?)?)
}

/// Who falls with whom: correlations and the chance that one crashes within the horizon where another does.
#[wasm_bindgen]
pub fn contagion(joint: Ts<JointForecast>, alpha: Number, options: Ts<ScenarioOptions>) -> Result<Ts<Contagion>, Refusal> {
    write(&scenario::contagion(&read("joint", joint)?, read("alpha", alpha)?, &read("options", options)?)?)
}

/// How many of the assets are in stress at once.
#[wasm_bindgen(js_name = stressBreadth)]
pub fn stress_breadth(#[wasm_bindgen(unchecked_param_type = "FactorBars[]")] assets: JsValue) -> Result<Ts<StressBreadth>, Refusal> {
    let assets: Vec<FactorBars> = read("assets", assets)?;
    write(&scenario::stress_breadth(&assets)?)
}
