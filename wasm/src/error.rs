//! What leaves when a call is refused: a JavaScript `Error` named `RiskError`, with the code and data of the core's error.

use crate::record::plain;
use plimsoll::{RiskError, RiskErrorKind};
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

/// A refused call.
#[derive(Debug)]
pub struct Refusal(RiskError);

impl Refusal {
    /// Takes what the glue threw: what is wrong with a shape, or, behind a quotation mark, text that is no integer.
    #[cold]
    pub fn thrown(what: &JsValue) -> Self {
        let text = what.as_string().unwrap_or_default();
        Self(RiskError::from(match text.strip_prefix('"') {
            Some(got) => RiskErrorKind::InvalidInteger { got: got.into() },
            None => RiskErrorKind::InvalidShape { detail: text },
        }))
    }
}

impl From<RiskError> for Refusal {
    #[cold]
    fn from(error: RiskError) -> Self {
        Self(error)
    }
}

impl From<Refusal> for JsValue {
    fn from(Refusal(risk): Refusal) -> Self {
        refusal(&risk.message(), plain(&risk))
    }
}
