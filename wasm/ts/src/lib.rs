//! What the derive of `tsify` needs at run time. The crate `tsify` itself needs the standard library, and with it every message of
//! a panic enters the browser module; its conversions are not used here.

#![no_std]

pub use tsify_macros::Tsify;
use wasm_bindgen::JsCast;

/// A record that declares itself in TypeScript.
pub trait Tsify {
    /// A JavaScript value with the declared type, as wasm-bindgen passes it.
    type JsType: JsCast;
    /// The declaration.
    const DECL: &'static str;
    /// How `tsify` would write the record; the derive names it.
    const SERIALIZATION_CONFIG: SerializationConfig;
}

/// Named by the derive, read by nobody: the face writes records itself.
pub struct SerializationConfig {
    /// Whether an absent optional is written as null.
    pub missing_as_null: bool,
    /// Whether a map is written as an object.
    pub hashmap_as_object: bool,
    /// Whether a 64-bit integer is written as a `bigint`.
    pub large_number_types_as_bigints: bool,
}

/// A JavaScript value with the type that the record `T` declares.
pub type Ts<T> = <T as Tsify>::JsType;
