//! The TypeScript of events, in the entry that has no simulations.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What a monitor says. */
export type MonitorEvent = MonitorAssetEvent;
"#;
