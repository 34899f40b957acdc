//! Soft liquidation at LLAMMA: trades against the bands, a loan along a path of prices, and the interest that a market asks.

use crate::error::Refusal;
use crate::js::Number;
use crate::record::write;
use crate::shape::read;
use alloc::vec::Vec;
use plimsoll::U256;
use plimsoll::venue::llamma::{
    self, LlammaArbitragePath, LlammaLoan, LlammaOrder, LlammaPath, LlammaPolicy, LlammaPolicyRate, LlammaTrade, LlammaTurn,
};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// A trade with the market, and the loan after it.
#[wasm_bindgen(js_name = llammaExchange)]
pub fn llamma_exchange(loan: Ts<LlammaLoan>, order: Ts<LlammaOrder>) -> Result<Ts<LlammaTrade>, Refusal> {
    write(&llamma::llamma_exchange(&read("loan", loan)?, &read("order", order)?)?)
}

/// The loan at each oracle price of a path, 18 decimals, after arbitrageurs have brought the AMM's price there.
#[wasm_bindgen(js_name = llammaSoftLiquidation)]
pub fn llamma_soft_liquidation(
    loan: Ts<LlammaLoan>,
    #[wasm_bindgen(js_name = oraclePrices, unchecked_param_type = "string[]")] oracle_prices: JsValue,
) -> Result<Ts<LlammaPath>, Refusal> {
    let prices: Vec<U256> = read("oraclePrices", oracle_prices)?;
    write(&llamma::llamma_soft_liquidation(&read("loan", loan)?, prices)?)
}

/// The loan while the oracle moves in time and arbitrageurs trade as long as the fee lets them gain.
#[wasm_bindgen(js_name = llammaArbitragePath)]
pub fn llamma_arbitrage_path(
    loan: Ts<LlammaLoan>,
    #[wasm_bindgen(unchecked_param_type = "LlammaTurn[]")] turns: JsValue,
) -> Result<Ts<LlammaArbitragePath>, Refusal> {
    let turns: Vec<LlammaTurn> = read("turns", turns)?;
    write(&llamma::llamma_arbitrage_path(&read("loan", loan)?, turns)?)
}

/// The interest per second that a market of crvUSD asks after some seconds, and its policy after that.
#[wasm_bindgen(js_name = llammaPolicyRate)]
pub fn llamma_policy_rate(policy: Ts<LlammaPolicy>, seconds: Number) -> Result<Ts<LlammaPolicyRate>, Refusal> {
    write(&llamma::llamma_policy_rate(&read("policy", policy)?, read("seconds", seconds)?)?)
}
