//! Soft liquidation at LLAMMA: trades against the bands, and a loan along a path of prices.

use crate::error::Refusal;
use crate::record::write;
use crate::shape::read;
use alloc::vec::Vec;
use plimsoll::U256;
use plimsoll::venue::llamma::{self, LlammaLoan, LlammaOrder, LlammaPath, LlammaTrade};
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
