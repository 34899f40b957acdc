//! Reads a JavaScript value into a record of the core, or says which field is wrong.
//!
//! The glue walks the value by the record's shape and packs it (`js/codec.mjs`); `bytes.rs` unpacks. The shapes are written by the
//! build from the records' own declarations, so the two cannot differ.

use crate::bytes::decode;
use crate::error::Refusal;
#[cfg(feature = "full")]
use crate::js::Number;
use crate::keys::key;
use alloc::vec::Vec;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./shapes.js")]
extern "C" {
    /// Packs `value`, the argument `name` of a call, by the shape at `shape`, or throws what is wrong with it.
    #[wasm_bindgen(catch)]
    fn pack(shape: u32, list: bool, name: &JsValue, value: &JsValue) -> Result<Vec<u8>, JsValue>;
    /// The numbers of a `Float64Array`.
    #[wasm_bindgen(catch, js_name = flat)]
    fn numbers(name: &JsValue, value: &JsValue) -> Result<Vec<f64>, JsValue>;
    /// The bytes of a `Uint8Array`.
    #[wasm_bindgen(catch, js_name = bytes)]
    fn octets(name: &JsValue, value: &JsValue) -> Result<Vec<u8>, JsValue>;
}

/// What a call can take.
pub trait Argument: DeserializeOwned {
    /// Position of the shape in the list that the glue has.
    const SHAPE: u32;
    /// Whether it is a list of that.
    const LIST: bool = false;
}

impl<T: Argument> Argument for Vec<T> {
    const SHAPE: u32 = T::SHAPE;
    const LIST: bool = true;
}

/// Reads the argument `name` of a call.
pub fn read<T: Argument>(name: &'static str, value: impl Into<JsValue>) -> Result<T, Refusal> {
    Ok(decode(&packed(T::SHAPE, T::LIST, name, &value.into())?))
}

/// Reads an argument that a call may leave out.
pub fn optional<T: Argument>(name: &'static str, value: Option<impl Into<JsValue>>) -> Result<Option<T>, Refusal> {
    value.map(|given| read(name, given)).transpose()
}

/// Reads a number on its own: bytes are for records.
#[cfg(feature = "full")]
pub fn number(name: &'static str, value: Number) -> Result<f64, Refusal> {
    match value.as_f64() {
        Some(number) => Ok(number),
        None => read(name, value),
    }
}

/// Reads a whole number of 32 bits on its own.
#[cfg(feature = "full")]
pub fn whole(name: &'static str, value: Number) -> Result<u32, Refusal> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what does not fit comes back as another number")]
    match value.as_f64() {
        Some(number) if f64::from(number as u32) == number => Ok(number as u32),
        _ => read(name, value),
    }
}

#[inline(never)]
fn packed(shape: u32, list: bool, name: &'static str, value: &JsValue) -> Result<Vec<u8>, Refusal> {
    pack(shape, list, &key(name), value).map_err(Refusal::thrown)
}

/// Reads a flat array of numbers, copied once.
pub fn flat(name: &'static str, value: &JsValue) -> Result<Vec<f64>, Refusal> {
    numbers(&key(name), value).map_err(Refusal::thrown)
}

/// Reads bytes, copied once.
pub fn bytes(name: &'static str, value: &JsValue) -> Result<Vec<u8>, Refusal> {
    octets(&key(name), value).map_err(Refusal::thrown)
}
