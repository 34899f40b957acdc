//! The few doors to JavaScript that every file of the monitor goes through.

use crate::keys::key;
use alloc::string::String;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // A call that may throw must return nothing: the value that it does not return would keep a slot of the table of references.
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn try_parse(text: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(js_namespace = JSON, js_name = parse)]
    fn parse_sound(text: &JsValue) -> JsValue;
    /// A listener, called for its own sake.
    pub type Listener;
    #[wasm_bindgen(method, catch)]
    pub fn call(this: &Listener, of: &JsValue, event: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(js_namespace = JSON, js_name = stringify)]
    pub fn stringify(value: &JsValue) -> String;
    /// `Number(value)`: a number or its text, NaN for anything else. The core's own parsing of floats would bring ten kilobytes.
    #[wasm_bindgen(js_name = Number)]
    pub fn number(value: &JsValue) -> f64;
    #[wasm_bindgen(js_name = setTimeout)]
    pub fn set_timeout(callback: &Function, milliseconds: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    pub fn clear_timeout(handle: &JsValue);
    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(task: &JsValue);
    #[wasm_bindgen(js_name = fetch, catch)]
    pub fn fetch(url: &str) -> Result<Promise, JsValue>;
}

/// `JSON.parse` of a JavaScript string, which does not cross into the module and back; nothing where it is no JSON.
pub fn parse(text: &JsValue) -> Option<JsValue> {
    try_parse(text).ok().map(|()| parse_sound(text))
}

/// A field of a value from outside; undefined where there is none.
pub fn field(value: &JsValue, name: &'static str) -> JsValue {
    if !value.is_object() {
        return JsValue::UNDEFINED;
    }
    Reflect::get(value, &key(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A text field; empty where there is none.
pub fn text(value: &JsValue, name: &'static str) -> String {
    field(value, name).as_string().unwrap_or_default()
}

/// A number field or its text; NaN where there is none.
pub fn amount(value: &JsValue, name: &'static str) -> f64 {
    let value = field(value, name);
    if value.is_undefined() { f64::NAN } else { number(&value) }
}

/// Seconds UTC of an ISO time; NaN where it is none.
pub fn iso_seconds(value: &JsValue, name: &'static str) -> f64 {
    js_sys::Date::parse(&text(value, name)) / 1_000.0
}

/// An object of the fields given.
pub fn object(fields: &[(&'static str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // A plain object takes every key.
        let _ = Reflect::set(&object, &key(name), value);
    }
    object.into()
}

/// Throws what a listener threw where nobody catches it, as an `EventTarget` does: the page's or the process's handler of errors sees it,
/// and whoever told the event goes on.
pub fn report(error: JsValue) {
    queue_microtask(&Closure::once_into_js(move || -> Result<(), JsValue> { Err(error) }));
}

/// What a thrown value says.
pub fn reason(error: &JsValue) -> String {
    let said = text(error, "message");
    if said.is_empty() { error.as_string().unwrap_or_else(|| String::from("unknown")) } else { said }
}
