//! Exact answers of Aave v3 beyond the account: boundary prices, and a whole book at once, at its prices and under moved ones.

use crate::error::Refusal;
use crate::js::Uint8Array;
use crate::record::plain;
use crate::shape::{bytes, read};
use alloc::vec::Vec;
use plimsoll::venue::aave_v3::{self, AaveV3Pool, AaveV3Shock, AaveV3User};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Exact boundary price of each reserve of an Aave v3 user, all other prices held; base currency, 8 decimals.
#[wasm_bindgen(js_name = aaveV3Boundaries, unchecked_return_type = "AaveV3Boundary[]")]
pub fn aave_v3_boundaries(user: Ts<AaveV3User>) -> Result<JsValue, Refusal> {
    Ok(plain(&aave_v3::aave_v3_boundaries(&read("user", user)?)?))
}

/// Verdict and health factor of thousands of users of one pool at once, 33 bytes each, from rows of 33 + 32 bytes per reserve.
#[wasm_bindgen(js_name = aaveV3Book)]
pub fn aave_v3_book(pool: Ts<AaveV3Pool>, users: Uint8Array) -> Result<Vec<u8>, Refusal> {
    Ok(aave_v3::aave_v3_book(&read("pool", pool)?, bytes("users", &users)?)?)
}

/// What each shock of prices does to a book: users liquidatable and insolvent, their debt and collateral; rows as in `aaveV3Book`.
#[wasm_bindgen(js_name = aaveV3BookStress, unchecked_return_type = "AaveV3StressedBook[]")]
pub fn aave_v3_book_stress(
    pool: Ts<AaveV3Pool>,
    users: Uint8Array,
    #[wasm_bindgen(unchecked_param_type = "AaveV3Shock[]")] shocks: JsValue,
) -> Result<JsValue, Refusal> {
    let shocks: Vec<AaveV3Shock> = read("shocks", shocks)?;
    Ok(plain(&aave_v3::aave_v3_book_stress(&read("pool", pool)?, bytes("users", &users)?, shocks)?))
}
