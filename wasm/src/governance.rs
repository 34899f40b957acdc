//! A protocol's questions.

use crate::error::Refusal;
use crate::js::Number;
use crate::record::write;
use crate::shape::read;
use plimsoll::governance::{self, ParameterProposal, ParameterQuestion};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Proposes LTV, liquidation threshold and bonus for a market from forecast, tail and depth, within a steward's limits.
#[wasm_bindgen(js_name = recommendParameters)]
pub fn recommend_parameters(question: Ts<ParameterQuestion>) -> Result<Ts<ParameterProposal>, Refusal> {
    write(&governance::recommend_parameters(&read("question", question)?)?)
}

/// SmartLTV's loan to value, a fraction, from daily volatility, liquidity at the bonus, debt cap, risk level and bonus.
#[wasm_bindgen(js_name = smartLtv)]
pub fn smart_ltv(
    sigma: Number,
    liquidity: Number,
    #[wasm_bindgen(js_name = debtCap)] debt_cap: Number,
    factor: Number,
    beta: Number,
) -> Result<f64, Refusal> {
    Ok(governance::smart_ltv(
        read("sigma", sigma)?,
        read("liquidity", liquidity)?,
        read("debtCap", debt_cap)?,
        read("factor", factor)?,
        read("beta", beta)?,
    )?)
}

/// SmartLTV's risk level that a loan to value stands for; the inverse of `smartLtv` in `factor`.
#[wasm_bindgen(js_name = smartLtvRiskLevel)]
pub fn smart_ltv_risk_level(
    ltv: Number,
    sigma: Number,
    liquidity: Number,
    #[wasm_bindgen(js_name = debtCap)] debt_cap: Number,
    beta: Number,
) -> Result<f64, Refusal> {
    Ok(governance::smart_ltv_risk_level(
        read("ltv", ltv)?,
        read("sigma", sigma)?,
        read("liquidity", liquidity)?,
        read("debtCap", debt_cap)?,
        read("beta", beta)?,
    )?)
}
