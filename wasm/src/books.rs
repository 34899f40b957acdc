//! Books of positions beyond Aave: packed bytes in, packed answers out.

use crate::error::Refusal;
use crate::shape::{bytes, read};
use alloc::vec::Vec;
use js_sys::Uint8Array;
use plimsoll::venue::morpho_blue::{self, MorphoBlueMarket};
use wasm_bindgen::prelude::*;

/// Verdict and health factor of thousands of Morpho Blue positions at once, 33 bytes each, from rows of 36 bytes: the market's place in
/// `markets` (4 bytes, lowest first), the shares of the debt and the collateral (16 each).
#[wasm_bindgen(js_name = morphoBlueBook)]
pub fn morpho_blue_book(
    #[wasm_bindgen(unchecked_param_type = "MorphoBlueMarket[]")] markets: JsValue,
    rows: Uint8Array,
) -> Result<Vec<u8>, Refusal> {
    let markets: Vec<MorphoBlueMarket> = read("markets", markets)?;
    Ok(morpho_blue::morpho_blue_book(markets, bytes("rows", &rows)?)?)
}
