//! Runs one case: the call, and the comparison of every bit.

use super::{dispatch, value};
use ciborium::Value;
use plimsoll::RiskError;
use serde_json::{Map, Value as Json, json};

/// Calls an exported function with a vector's arguments.
pub fn call(function: &str, arguments: &Map<String, Json>) -> Result<Value, RiskError> {
    let mut nested =
        |name: &str, args: &Map<String, Json>| call(name, args).unwrap_or_else(|e| panic!("the nested call of {name} failed: {e}"));
    let arguments = arguments.iter().map(|(k, v)| (k.clone(), value::decode(v, &mut nested))).collect();
    dispatch::call(function, &dispatch::Arguments(arguments))
}

/// Returns what the case's `out` or `err` would have to be.
pub fn actual(function: &str, case: &Json) -> (&'static str, Json) {
    match call(function, case["in"].as_object().expect("arguments")) {
        Ok(out) => ("out", value::encode(&out)),
        Err(error) => ("err", json!({"code": error.code()})),
    }
}

/// Compares every bit; returns what differs.
pub fn difference(function: &str, case: &Json) -> Option<String> {
    let (kind, got) = actual(function, case);
    let expected = case.get(kind);
    if expected.map(strip) == Some(strip(&got)) {
        return None;
    }
    Some(format!(
        "{function} / {}: expected {}, got {kind} {got}",
        case["name"],
        expected.map_or_else(|| "the other kind".to_owned(), Json::to_string)
    ))
}

/// Leaves only what is compared: the bits of a float, not its decimal.
fn strip(json: &Json) -> Json {
    match json {
        Json::Object(map) if map.contains_key("f64") => map["f64"].clone(),
        Json::Object(map) => Json::Object(map.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), strip(v))).collect()),
        Json::Array(items) => Json::Array(items.iter().map(strip).collect()),
        other => other.clone(),
    }
}
