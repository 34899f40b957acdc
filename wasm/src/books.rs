//! Books of positions beyond Aave: packed bytes in, packed answers out.

use crate::error::Refusal;
use crate::js::Uint8Array;
use crate::shape::{bytes, read};
use alloc::vec::Vec;
use plimsoll::venue::compound_v3::{self, CompoundV3Collateral, CompoundV3Market};
use plimsoll::venue::morpho_blue::{self, MorphoBlueMarket};
use tsify::Ts;
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

/// Verdict, health factor and whether it may still borrow of thousands of accounts of one Compound III market at once, 34 bytes each, from
/// rows of 16 bytes (lowest first): the principal in two's complement, then the balance of each of `collaterals`, in the market's order.
#[wasm_bindgen(js_name = compoundV3Book)]
pub fn compound_v3_book(
    market: Ts<CompoundV3Market>,
    #[wasm_bindgen(unchecked_param_type = "CompoundV3Collateral[]")] collaterals: JsValue,
    rows: Uint8Array,
) -> Result<Vec<u8>, Refusal> {
    let collaterals: Vec<CompoundV3Collateral> = read("collaterals", collaterals)?;
    Ok(compound_v3::compound_v3_book(read("market", market)?, collaterals, bytes("rows", &rows)?)?)
}
