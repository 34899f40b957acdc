//! The entry `plimsoll/train`: refits the model on the user's own bars, in a worker; a module of its own, because it brings linfa.

extern crate alloc;

// The same readers and writers as the main module's, compiled in: a library of both would carry every export of the other.
#[allow(dead_code, reason = "this module reads no records")]
#[path = "../../src/bytes.rs"]
mod bytes;
#[path = "../../src/error.rs"]
mod error;
#[path = "../../src/keys.rs"]
mod keys;
#[path = "../../src/record.rs"]
mod record;
#[allow(dead_code, reason = "this module reads no records")]
#[path = "../../src/shape.rs"]
mod shape;

use error::Refusal;
use js_sys::{Array, Float64Array, Object, Uint8Array};
use record::write;
use shape::flat;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A refit: what was found, and the model where it was accepted. */
export interface Refit {
    /** The verdict, and the trial behind it, horizon by horizon. */
    report: RefitReport;
    /** Bytes that `forecastBarsWith` and a tracker's `forecastWithModel` load; absent where the refit was refused. */
    model?: Uint8Array;
}
"#;

/// Refits a model on one asset's hourly bars, 180 days or more; under a second for two years of them.
///
/// `bars`: flat rows of ts, open, high, low, close, volume, oldest first. `model`: bytes of the model to start from, such as
/// `modelBytes()` of `plimsoll/full` gives; the refitted bytes go to its `forecastBarsWith`.
#[wasm_bindgen(unchecked_return_type = "Refit")]
pub fn refit(bars: Float64Array, model: Uint8Array) -> Result<JsValue, Refusal> {
    let refit = plimsoll_refit::refit(&flat("bars", &bars)?, &shape::bytes("model", &model)?)?;
    let parts = Array::of1(&entry("report", &write(&refit.report)?.into()));
    if let Some(model) = refit.model {
        parts.push(&entry("model", &Uint8Array::from(model.as_slice()).into()));
    }
    // Entries that are pairs are never refused.
    Ok(Object::from_entries(&parts).unwrap_or_default().into())
}

fn entry(name: &str, value: &JsValue) -> JsValue {
    Array::of2(&name.into(), value).into()
}
