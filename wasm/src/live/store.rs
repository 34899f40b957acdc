//! State in storage: a byte a character, because storage holds text only; the core's bytes carry their own version and checksum.

use super::js::{parse, reason, stringify};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use js_sys::Array;
use plimsoll::RiskError;
use wasm_bindgen::JsValue;
use web_sys::Storage;

/// Version of the stored advice.
const VERSION: &str = "1";

/// What is said of stored advice that cannot be shown.
const ADVICE_LOST: &str = "the last advice is altered or of another version; it is worked out anew";

/// What was stored under a key.
pub struct TakenUp {
    /// The last advice, a list; absent where the state is lost, which is then kept aside.
    pub advice: Option<JsValue>,
    /// What could not be taken up, and why.
    pub lost: Option<String>,
}

/// Takes up the state under a key by `restore`, and the advice with it; nothing where nothing was stored.
pub fn take_up(storage: &Storage, key: &str, restore: &mut dyn FnMut(&[u8]) -> Result<(), RiskError>) -> Option<TakenUp> {
    let restored = load(storage, key)?.and_then(|bytes| restore(&bytes).map_err(|error| error.to_string()));
    if let Err(why) = restored {
        keep_aside(storage, key);
        return Some(TakenUp { advice: None, lost: Some(why) });
    }
    let advice = load_advice(storage, key);
    let lost = if advice.is_none() { Some(ADVICE_LOST.to_string()) } else { None };
    Some(TakenUp { advice: Some(advice.unwrap_or_else(|| Array::new().into())), lost })
}

/// The bytes under a key, or why they are no state at all or cannot be read.
fn load(storage: &Storage, key: &str) -> Option<Result<Vec<u8>, String>> {
    let text = match storage.get_item(key) {
        Ok(text) => text?,
        Err(error) => return Some(Err(reason(&error))),
    };
    let bytes: Option<Vec<u8>> = text.chars().map(|one| u8::try_from(u32::from(one)).ok()).collect();
    Some(bytes.ok_or_else(|| "it is not bytes".to_string()))
}

/// Stores the state and a list of the advice shown, so that a reload has something to show at once; says why it could not.
pub fn save(storage: &Storage, key: &str, bytes: &[u8], advice: &Array) -> Result<(), String> {
    // The state first: it cannot be had again while the exchanges are away, the advice can.
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    storage.set_item(key, &text).map_err(|error| reason(&error))?;
    // Before the first advice the one from before the reload stays.
    if advice.length() > 0 { save_advice(storage, key, advice) } else { Ok(()) }
}

/// Keeps aside what cannot be restored, for whoever wants to look at it; the place is one, so it does not pile up.
fn keep_aside(storage: &Storage, key: &str) {
    if let Ok(Some(text)) = storage.get_item(key) {
        // A full storage keeps nothing aside; that the state is lost has been said.
        let _ = storage.set_item(&format!("{key}:lost"), &text);
    }
    let _ = storage.remove_item(key);
}

/// Stores a list of advice with its version and a checksum.
fn save_advice(storage: &Storage, key: &str, list: &Array) -> Result<(), String> {
    let text = stringify(list);
    storage.set_item(&format!("{key}:advice"), &format!("{VERSION} {:x} {text}", checksum(&text))).map_err(|error| reason(&error))
}

/// The stored advice; an empty list where there is none, `None` where it is spoilt or of another version.
fn load_advice(storage: &Storage, key: &str) -> Option<JsValue> {
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
