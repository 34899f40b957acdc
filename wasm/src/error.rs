//! What leaves when a call is refused: a JavaScript `Error` named `RiskError`, with the code and data of the core's error.

use crate::record::plain;
use plimsoll::RiskError;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** An unsigned 256-bit integer as a decimal string: the on-chain value, unscaled. From a `bigint`: `value.toString()`. */
export type U256 = string;

/** A signed integer of at most 256 bits as a decimal string, "-5" below zero. From a `bigint`: `value.toString()`. */
export type I256 = string;

/** The stable code of every refusal, the same in every language. */
export type RiskErrorCode = RiskError["code"];
"#;

#[wasm_bindgen(raw_module = "./shapes.js")]
extern "C" {
    /// Makes the error that is thrown: a message, and the code and data as fields.
    fn refusal(message: &str, data: JsValue) -> JsValue;
}

/// A refused call: what is thrown.
#[derive(Debug)]
pub struct Refusal(JsValue);

impl Refusal {
    /// Takes what the glue threw, which has its words and its data already, or is an error of the platform.
    #[cold]
    pub fn thrown(what: JsValue) -> Self {
        Self(what)
    }
}

impl From<RiskError> for Refusal {
    #[cold]
    fn from(risk: RiskError) -> Self {
        Self(refusal(&risk.message(), plain(&risk)))
    }
}

impl From<Refusal> for JsValue {
    fn from(Refusal(thrown): Refusal) -> Self {
        thrown
    }
}
