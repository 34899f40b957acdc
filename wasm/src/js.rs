//! What a call takes besides records. Declared here, not taken from `js-sys`: whoever links that crate gets its futures, a kilobyte of the
//! module; only the live monitor needs it.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A number, read by what checks it.
    #[wasm_bindgen(typescript_type = "number")]
    pub type Number;
    /// A flat array of numbers.
    #[wasm_bindgen(typescript_type = "Float64Array")]
    pub type Float64Array;
    /// Bytes.
    #[wasm_bindgen(typescript_type = "Uint8Array")]
    pub type Uint8Array;
    /// An integer of the chain, or a name.
    #[cfg(feature = "full")]
    #[wasm_bindgen(typescript_type = "string")]
    pub type JsString;
}
