//! Exact boundary prices.

use crate::error::Refusal;
use crate::record::write;
use crate::shape::read;
use alloc::vec::Vec;
use plimsoll::venue::aave_v3::{self, AaveV3Boundary, AaveV3User};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Exact boundary price of each reserve of an Aave v3 user, all other prices held; base currency, 8 decimals.
#[wasm_bindgen(js_name = aaveV3Boundaries)]
pub fn aave_v3_boundaries(user: Ts<AaveV3User>) -> Result<Vec<Ts<AaveV3Boundary>>, Refusal> {
    aave_v3::aave_v3_boundaries(&read("user", user)?)?.iter().map(write).collect()
}
