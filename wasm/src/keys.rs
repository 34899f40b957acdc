//! The names of fields as JavaScript strings, kept between calls: making them anew is the dearest part of crossing the boundary.

use crate::kept::Kept;
use alloc::vec::Vec;
use core::cell::RefCell;
use wasm_bindgen::JsValue;

/// Slots, a power of two; there are fewer field names than this, and two that share a slot only cost time.
const SLOTS: usize = 512;

static KEYS: Kept<RefCell<Vec<(usize, JsValue)>>> = Kept(RefCell::new(Vec::new()));

/// Returns the name as a JavaScript string.
#[inline(never)]
pub fn key(name: &'static str) -> JsValue {
    let address = name.as_ptr() as usize;
    let Ok(mut keys) = KEYS.0.try_borrow_mut() else { return JsValue::from_str(name) };
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
}
