//! What leaves when a call is refused: a JavaScript `Error` named `RiskError`, with the code and data of the core's error.

use crate::record::plain;
use alloc::string::{String, ToString};
use js_sys::{Error, Object};
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

/// A refused call.
#[derive(Debug)]
pub struct Refusal(RiskError);

impl Refusal {
    /// Takes what the glue threw: what is wrong with a shape, or, as the one item of a list, text that is no integer.
    #[cold]
    pub fn thrown(what: &JsValue) -> Self {
        let text = |value: &JsValue| value.as_string().unwrap_or_default();
        Self(match what.dyn_ref::<js_sys::Array>() {
            Some(list) => RiskError::from(RiskErrorKind::InvalidInteger { got: text(&list.get(0)) }),
            None => RiskError::from(RiskErrorKind::InvalidShape { detail: text(what) }),
        })
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
        let message: String = risk.to_string();
        let error = Error::new(&message);
        error.set_name("RiskError");
        Object::assign(&error, plain(&risk).unchecked_ref()).into()
    }
}
