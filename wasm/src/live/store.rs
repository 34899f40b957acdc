//! State in storage: a byte a character, because storage holds text only; the core's bytes carry their own version and checksum.

use super::js::{amount, parse, reason, stringify, text};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use js_sys::Array;
use plimsoll::RiskError;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Storage;

/// Version of the stored advice.
const VERSION: &str = "1";

/// Advice of an account that nobody watches any more is kept for a week, seconds.
const KEPT_SECONDS: f64 = 604_800.0;

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
    Some(bytes_of(&text).ok_or_else(|| "it is not bytes".to_string()))
}

fn bytes_of(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|one| u8::try_from(u32::from(one)).ok()).collect()
}

/// What is stored under a key: what was said of some accounts, and their advice.
pub trait Stored {
    /// Takes in what another page has stored of accounts of its own; spoilt bytes are written over.
    fn adopt(&mut self, bytes: &[u8]);
    fn unwatch(&mut self, name: &str);
    fn bytes(&self) -> Vec<u8>;
    /// The advice shown, as it is stored.
    fn advice(&self, now: f64) -> Array;
}

/// What one page has under a key, beside what others may have there.
#[derive(Default)]
pub struct Place {
    /// Checksum of the state that this page stored last; 0 before.
    written: u64,
    /// Accounts unwatched since: what is stored of them goes.
    forgotten: Vec<String>,
    /// Storing failed and that was said.
    unstored: bool,
}

impl Place {
    pub fn forget(&mut self, name: &str) {
        if !self.forgotten.iter().any(|known| known == name) {
            self.forgotten.push(name.to_string());
        }
    }

    pub fn watch(&mut self, name: &str) {
        self.forgotten.retain(|known| known != name);
    }

    /// The state that another page has stored here since, if any.
    fn others(&self, storage: &Storage, key: &str) -> Option<Vec<u8>> {
        let stored = storage.get_item(key).ok().flatten()?;
        if checksum(&stored) == self.written { None } else { bytes_of(&stored) }
    }

    /// The accounts forgotten since the last time that storing went well.
    #[cfg(feature = "full")]
    pub fn forgotten(&self) -> &[String] {
        &self.forgotten
    }

    /// Stores what is there beside what others have stored; says why it could not, unless it could not before.
    pub fn save(&mut self, storage: &Storage, key: &str, what: &mut dyn Stored, now: f64) -> Option<String> {
        if let Some(others) = self.others(storage, key) {
            what.adopt(&others);
            self.forgotten.iter().for_each(|name| what.unwatch(name));
        }
        let failed = self.write(storage, key, &what.bytes(), &what.advice(now), now).err();
        let before = core::mem::replace(&mut self.unstored, failed.is_some());
        failed.filter(|_| !before)
    }

    /// Stores the state and a list of the advice shown, so that a reload has something to show at once.
    fn write(&mut self, storage: &Storage, key: &str, bytes: &[u8], advice: &Array, now: f64) -> Result<(), String> {
        // The state first: it cannot be had again while the exchanges are away, the advice can.
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        storage.set_item(key, &text).map_err(|error| reason(&error))?;
        self.written = checksum(&text);
        // Before the first advice of an account the one from before the reload stays, and that of another page's account.
        let own: Vec<String> = advice.iter().map(|row| account(&row)).collect();
        let list = Array::new();
        if let Some(stored) = load_advice(storage, key).and_then(|stored| stored.dyn_into::<Array>().ok()) {
            for row in stored.iter() {
                let name = account(&row);
                if !own.contains(&name) && !self.forgotten.contains(&name) && now - amount(&row, "at") < KEPT_SECONDS {
                    list.push(&row);
                }
            }
        }
        for row in advice.iter() {
            list.push(&row);
        }
        save_advice(storage, key, &list)?;
        self.forgotten.clear();
        Ok(())
    }
}

fn account(row: &JsValue) -> String {
    text(row, "account")
}

/// Keeps aside what cannot be restored, for whoever wants to look at it; the place is one, so it does not pile up.
fn keep_aside(storage: &Storage, key: &str) {
    if let Ok(Some(text)) = storage.get_item(key) {
        // A full storage keeps nothing aside; that the state is lost has been said.
        let _ = storage.set_item(&format!("{key}:lost"), &text);
    }
    let _ = storage.remove_item(key);
}

/// Stores a list of advice with its version and a checksum; of an empty one nothing stays.
fn save_advice(storage: &Storage, key: &str, list: &Array) -> Result<(), String> {
    if list.length() == 0 {
        return storage.remove_item(&format!("{key}:advice")).map_err(|error| reason(&error));
    }
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
