//! The entry `plimsoll/train`: refits the model on the user's own bars, in a worker; a module of its own, because it brings linfa.

extern crate alloc;

// The same readers and writers as the main module's, compiled in: a library of both would carry every export of the other.
#[allow(dead_code, reason = "this module reads hardly any records")]
#[path = "../../src/bytes.rs"]
mod bytes;
#[path = "../../src/error.rs"]
mod error;
#[path = "../../src/kept.rs"]
mod kept;
#[path = "../../src/keys.rs"]
mod keys;
#[path = "../../src/record.rs"]
mod record;
#[allow(dead_code, reason = "this module reads no records")]
#[path = "../../src/shape.rs"]
mod shape;

use error::Refusal;
use js_sys::{Array, Float64Array, Number, Object, Uint8Array};
use record::write;
use shape::{flat, read};
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
    written(&plimsoll_refit::refit(&flat("bars", &bars)?, &shape::bytes("model", &model)?)?)
}

/// A refit on its way, in as many parts as one likes: done, it has the bits of `refit`. `free()` it, or let it be collected.
#[wasm_bindgen]
pub struct RefitRun(plimsoll_refit::RefitRun);

#[wasm_bindgen]
impl RefitRun {
    /// Starts what `refit` answers.
    #[wasm_bindgen(constructor)]
    pub fn new(bars: Float64Array, model: Uint8Array) -> Result<RefitRun, Refusal> {
        Ok(Self(plimsoll_refit::RefitRun::new(&flat("bars", &bars)?, &shape::bytes("model", &model)?)?))
    }

    /// Reads at most `hours` bars more, or fits one horizon; returns the share of the work that is done, 1 at the end only.
    pub fn advance(&mut self, hours: Number) -> Result<f64, Refusal> {
        Ok(self.0.advance(read("hours", hours)?)?)
    }

    /// How many bars it has read.
    #[must_use]
    pub fn hours(&self) -> u32 {
        self.0.hours()
    }

    /// The refit; absent before it is done.
    #[wasm_bindgen(unchecked_return_type = "Refit | undefined")]
    pub fn result(&self) -> Result<JsValue, Refusal> {
        self.0.result().as_ref().map_or(Ok(JsValue::UNDEFINED), written)
    }
}

/// The one shape that this module reads.
impl shape::Argument for u32 {
    const SHAPE: u32 = 0;
}

fn written(refit: &plimsoll_refit::Refit) -> Result<JsValue, Refusal> {
    let parts = Array::of1(&entry("report", &write(&refit.report)?.into()));
    if let Some(model) = &refit.model {
        parts.push(&entry("model", &Uint8Array::from(model.as_slice()).into()));
    }
    // Entries that are pairs are never refused.
    Ok(Object::from_entries(&parts).unwrap_or_default().into())
}

fn entry(name: &str, value: &JsValue) -> JsValue {
    Array::of2(&name.into(), value).into()
}
