//! Between the JSON of a vector, where a float stands as its 64 bits, and a value that serde reads into the records.

use ciborium::Value;
use serde_json::{Map, Value as Json, json};

/// Reads a vector's JSON; `call` answers the nested calls.
pub fn decode(json: &Json, call: &mut dyn FnMut(&str, &Map<String, Json>) -> Value) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(b) => Value::Bool(*b),
        Json::String(s) => Value::Text(s.clone()),
        Json::Number(n) => Value::Integer(n.as_i64().expect("a plain number is an integer; a float is {\"f64\": bits}").into()),
        Json::Array(items) => Value::Array(items.iter().map(|item| decode(item, call)).collect()),
        Json::Object(map) => {
            if let Some(bits) = map.get("f64") {
                return Value::Float(from_hex(bits.as_str().expect("bits are a string")));
            }
            if let Some(list) = map.get("f64s") {
                let list = list.as_array().expect("f64s is a list");
                return Value::Array(list.iter().map(|b| Value::Float(from_hex(b.as_str().expect("bits")))).collect());
            }
            if let Some(bytes) = map.get("bytes") {
                return Value::Array(from_bytes(bytes.as_str().expect("bytes are a string")));
            }
            if let Some(name) = map.get("$call") {
                return call(name.as_str().expect("a name"), map["in"].as_object().expect("arguments"));
            }
            Value::Map(map.iter().map(|(k, v)| (Value::Text(k.clone()), decode(v, call))).collect())
        }
    }
}

/// Writes a value in the vectors' JSON.
pub fn encode(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(b) => json!(b),
        Value::Text(s) => json!(s),
        Value::Integer(n) => json!(i64::try_from(*n).expect("small integers only")),
        Value::Float(x) => json!({"f64": to_hex(*x), "value": x}),
        Value::Array(items) if items.len() > 12 && items.iter().all(Value::is_float) => {
            json!({"f64s": items.iter().filter_map(Value::as_float).map(to_hex).collect::<Vec<_>>()})
        }
        // A state is bytes: in every language another type than a list of numbers.
        Value::Array(items) if items.len() > 64 && items.iter().all(|item| byte(item).is_some()) => {
            json!({"bytes": items.iter().filter_map(byte).map(|byte| format!("{byte:02x}")).collect::<String>()})
        }
        Value::Array(items) => Json::Array(items.iter().map(encode).collect()),
        Value::Map(map) => Json::Object(
            map.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.as_text().expect("text keys").to_owned(), encode(v))).collect(),
        ),
        other => panic!("{other:?} has no place in a vector"),
    }
}

fn byte(value: &Value) -> Option<u8> {
    value.as_integer().and_then(|integer| u8::try_from(integer).ok())
}

fn from_bytes(hex: &str) -> Vec<Value> {
    let digits: Vec<u32> = hex.chars().map(|digit| digit.to_digit(16).expect("a hex digit")).collect();
    digits.chunks_exact(2).map(|pair| Value::Integer((pair[0] * 16 + pair[1]).into())).collect()
}

fn from_hex(bits: &str) -> f64 {
    f64::from_bits(u64::from_str_radix(bits, 16).expect("16 hex digits"))
}

fn to_hex(x: f64) -> String {
    format!("{:016x}", x.to_bits())
}
