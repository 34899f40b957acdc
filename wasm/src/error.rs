//! What leaves when a call is refused: a JavaScript `Error` named `RiskError`, with the code and data of the core's error.

use crate::record::plain;
use crate::shape::Place;
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;
use js_sys::{Array, Error, Object};
use plimsoll::RiskError;
use serde::{de, ser};
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

/// A refused call. Boxed, because every field of every record returns one of these or its value.
#[derive(Debug)]
pub struct Refusal(Box<Cause>);

/// A shape without its place gets it on the way out of the record.
#[derive(Debug)]
enum Cause {
    Shape(String),
    Risk(RiskError),
}

impl Refusal {
    #[cold]
    fn shape(parts: &[&str]) -> Self {
        Self(Box::new(Cause::Shape(parts.concat())))
    }

    #[cold]
    pub fn expected(expected: &str, got: &JsValue) -> Self {
        let number = got.as_f64().is_some();
        let got = if number { String::from(got.unchecked_ref::<Object>().to_string()) } else { kind(got) };
        Self::shape(&["must be ", expected, ", got ", &got])
    }

    #[cold]
    pub fn unknown_key(key: &str, fields: &[&str]) -> Self {
        Self::shape(&["has no field `", key, "`: it has ", &fields.join(", ")])
    }

    #[cold]
    pub fn unreadable(field: &str) -> Self {
        Self::shape(&["has a field `", field, "` that cannot be read"])
    }

    /// Adds the place to a shape that does not have one yet.
    #[cold]
    pub fn at(self, place: &Place) -> Self {
        match *self.0 {
            Cause::Shape(what) => {
                let mut detail = String::from("`");
                place.write(&mut detail);
                RiskError::InvalidShape { detail: [&detail, "` ", &what].concat() }.into()
            }
            Cause::Risk(risk) => risk.into(),
        }
    }
}

fn kind(value: &JsValue) -> String {
    if value.is_null() {
        "null".to_owned()
    } else if Array::is_array(value) {
        "array".to_owned()
    } else {
        value.js_typeof().as_string().unwrap_or_default()
    }
}

impl From<RiskError> for Refusal {
    #[cold]
    fn from(error: RiskError) -> Self {
        Self(Box::new(Cause::Risk(error)))
    }
}

impl From<Refusal> for JsValue {
    fn from(refusal: Refusal) -> Self {
        let risk = match *refusal.0 {
            Cause::Risk(risk) => risk,
            Cause::Shape(detail) => RiskError::InvalidShape { detail },
        };
        let error = Error::new(&risk.to_string());
        error.set_name("RiskError");
        match plain(&risk) {
            Ok(data) => Object::assign(&error, data.unchecked_ref()).into(),
            Err(_) => error.into(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Cause::Shape(detail) => f.write_str(detail),
            Cause::Risk(risk) => risk.fmt(f),
        }
    }
}

impl core::error::Error for Refusal {}

impl de::Error for Refusal {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        match RiskError::from_shape(&message.to_string()) {
            RiskError::InvalidShape { detail } => Self::shape(&[&detail]),
            risk => risk.into(),
        }
    }

    // The library's own words would show the value, and bring its float formatting into the module.
    #[cold]
    fn invalid_type(_: de::Unexpected, expected: &dyn de::Expected) -> Self {
        Self::shape(&["must be ", &expected.to_string()])
    }

    #[cold]
    fn invalid_value(unexpected: de::Unexpected, expected: &dyn de::Expected) -> Self {
        Self::invalid_type(unexpected, expected)
    }

    #[cold]
    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::shape(&["must be one of ", &expected.join(", "), ", got \"", variant, "\""])
    }
}

impl ser::Error for Refusal {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::shape(&[&message.to_string()])
    }
}
