//! The names of fields as JavaScript strings, kept between calls: making them anew is the dearest part of crossing the boundary.

use std::cell::RefCell;
use wasm_bindgen::JsValue;

/// Slots, a power of two; there are fewer field names than this, and two that share a slot only cost time.
const SLOTS: usize = 512;

/// Returns the name as a JavaScript string.
#[inline(never)]
pub fn key(name: &'static str) -> JsValue {
    thread_local!(static KEYS: RefCell<Vec<(usize, JsValue)>> = const { RefCell::new(Vec::new()) });
    let address = name.as_ptr() as usize;
    KEYS.with_borrow_mut(|keys| {
        if keys.is_empty() {
            keys.resize(SLOTS, (0, JsValue::UNDEFINED));
        }
        // One name may start where another does, so the length is part of the slot's mark.
        let mark = address.wrapping_mul(64).wrapping_add(name.len());
        let Some(slot) = keys.get_mut((address ^ name.len()) % SLOTS) else { return JsValue::from_str(name) };
        if slot.0 != mark {
            *slot = (mark, JsValue::from_str(name));
        }
        slot.1.clone()
    })
}
