//! State in storage: a byte a character, because storage holds text only; the core's bytes carry their own version and checksum.

use super::js::{object, parse, reason, stringify};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::Storage;

/// Version of the stored advice.
const VERSION: &str = "1";

/// What is said of stored advice that cannot be shown.
pub const ADVICE_LOST: &str = "the last advice is altered or of another version; it is worked out anew";

/// What was found.
pub enum Found {
    Nothing,
    Bytes(Vec<u8>),
    /// It is no state at all, or cannot be read.
    Spoilt(String),
}

pub fn load(storage: &Storage, key: &str) -> Found {
    match storage.get_item(key) {
        Ok(None) => Found::Nothing,
        Ok(Some(text)) => {
            let bytes: Option<Vec<u8>> = text.chars().map(|one| u8::try_from(u32::from(one)).ok()).collect();
            bytes.map_or_else(|| Found::Spoilt("it is not bytes".to_string()), Found::Bytes)
        }
        Err(error) => Found::Spoilt(reason(&error)),
    }
}

/// Stores bytes; says why it could not.
pub fn save(storage: &Storage, key: &str, bytes: &[u8]) -> Result<(), String> {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    storage.set_item(key, &text).map_err(|error| reason(&error))
}

/// Keeps aside what cannot be restored, for whoever wants to look at it; the place is one, so it does not pile up.
pub fn keep_aside(storage: &Storage, key: &str) {
    if let Ok(Some(text)) = storage.get_item(key) {
        // A full storage keeps nothing aside; that the state is lost has been said.
        let _ = storage.set_item(&format!("{key}:lost"), &text);
    }
    let _ = storage.remove_item(key);
}

/// Stores the advice shown, so that a reload has something to show at once.
pub fn save_advice(storage: &Storage, key: &str, rows: &[(String, f64, JsValue)], at: f64) -> Result<(), String> {
    let list = Array::new();
    for (account, price, advice) in rows {
        let fields = [("account", account.into()), ("price", (*price).into()), ("at", at.into()), ("advice", advice.clone())];
        list.push(&object(&fields));
    }
    save_list(storage, key, &list)
}

/// Stores a list of advice with its version and a checksum.
pub fn save_list(storage: &Storage, key: &str, list: &Array) -> Result<(), String> {
    let text = stringify(list);
    storage.set_item(&format!("{key}:advice"), &format!("{VERSION} {:x} {text}", checksum(&text))).map_err(|error| reason(&error))
}

/// The stored advice; an empty list where there is none, `None` where it is spoilt or of another version.
pub fn load_advice(storage: &Storage, key: &str) -> Option<JsValue> {
    let Ok(Some(stored)) = storage.get_item(&format!("{key}:advice")) else { return Some(Array::new().into()) };
    let (version, rest) = stored.split_once(' ')?;
    let (sum, text) = rest.split_once(' ')?;
    if version != VERSION || sum != format!("{:x}", checksum(text)) {
        return None;
    }
    parse(&text.into())
}

/// FNV-1a, 64 bits, as in the core's bytes.
fn checksum(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
