//! Arguments of the conformance vectors with some of their leaves pushed to the edge: integers, floats, flags, names, lengths of lists.
//! Every function that has a vector is reached this way, and every venue.

use super::Fields;
use super::numbers::EDGES;
use crate::{dispatch, value};
use ciborium::Value;
use proptest::prelude::*;
use serde_json::{Map, Value as Json};
use std::path::Path;

/// Fields that hold a name of something in the input.
const NAMES: &[&str] = &["asset", "factor", "collateral", "debt", "from", "to", "name", "chain", "market", "first"];

/// Unsigned integers where something changes.
const INTEGERS: &[&str] = &[
    "0",
    "1",
    "2",
    "9999",
    "10000",
    "1000000",
    "18446744073709551615",
    "340282366920938463463374607431768211455",
    "340282366920938463463374607431768211456",
    "1000000000000000000",
    "1000000000000000000000000000",
    "57896044618658097711785492504343953926634992332820282019728792003956564819967",
    "115792089237316195423570985008687907853269984665640564039457584007913129639935",
];

/// The inputs of every vector of a function, refused ones as well.
fn bases(function: &str) -> Vec<Map<String, Json>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the vectors").map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "json") && !path.ends_with("bad_input.json"));
    files.sort();
    let mut found = Vec::new();
    for path in files {
        let file: Json = serde_json::from_str(&std::fs::read_to_string(&path).expect("a vector file")).expect("JSON");
        let of_file = file.get("function").cloned();
        for case in file["cases"].as_array().expect("cases") {
            if case.get("function").or(of_file.as_ref()).is_some_and(|name| name == function) {
                found.push(case["in"].as_object().expect("arguments").clone());
            }
        }
    }
    assert!(!found.is_empty(), "{function} has neither a generator nor a vector");
    found
}

/// Draws one of a function's vectors and changes up to four of its leaves.
pub fn mutated(function: &str) -> BoxedStrategy<Fields> {
    let bases = bases(function);
    let change = (any::<u32>(), any::<u32>());
    (0..bases.len(), prop::collection::vec(change, 0..5))
        .prop_map(move |(base, changes)| {
            let mut arguments = Json::Object(bases[base].clone());
            for (place, how) in changes {
                let leaves = count(&arguments);
                if leaves > 0 {
                    change_leaf(&mut arguments, "", &mut (place as usize % leaves), how);
                }
            }
            let Json::Object(arguments) = arguments else { unreachable!("it was an object") };
            let mut call = |name: &str, given: &Map<String, Json>| answer(name, given);
            arguments.iter().map(|(name, json)| (name.clone(), value::decode(json, &mut call))).collect()
        })
        .boxed()
}

/// A nested call of a vector.
fn answer(name: &str, given: &Map<String, Json>) -> Value {
    let mut call = |name: &str, given: &Map<String, Json>| answer(name, given);
    let arguments = given.iter().map(|(name, json)| (name.clone(), value::decode(json, &mut call))).collect();
    dispatch::call(name, &dispatch::Arguments(arguments)).expect("a nested call is good")
}

/// Leaves that can be changed. Inside a nested call nothing is.
fn count(json: &Json) -> usize {
    match json {
        Json::Object(map) if map.contains_key("$call") || map.contains_key("bytes") || map.contains_key("f64s") => 0,
        Json::Object(map) if map.contains_key("f64") => 1,
        Json::Object(map) => map.values().map(count).sum(),
        Json::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Json::Null => 0,
        _ => 1,
    }
}

/// Changes the leaf at `place`, counted as `count` counts; says whether it was reached.
fn change_leaf(json: &mut Json, key: &str, place: &mut usize, how: u32) -> bool {
    let leaves = count(json);
    if *place >= leaves {
        *place -= leaves;
        return false;
    }
    match json {
        Json::Object(map) if !map.contains_key("f64") => map.iter_mut().any(|(key, inner)| change_leaf(inner, key, place, how)),
        Json::Array(items) if *place == 0 => {
            resize(items, how);
            true
        }
        Json::Array(items) => {
            *place -= 1;
            items.iter_mut().any(|inner| change_leaf(inner, key, place, how))
        }
        leaf => {
            *leaf = edge(leaf, key, how);
            true
        }
    }
}

fn resize(items: &mut Vec<Json>, how: u32) {
    let place = how as usize % items.len().max(1);
    match how % 3 {
        0 if !items.is_empty() => drop(items.remove(place)),
        1 if !items.is_empty() => items.push(items[place].clone()),
        _ => items.reverse(),
    }
}

/// Another value of the same kind.
fn edge(leaf: &Json, key: &str, how: u32) -> Json {
    match leaf {
        Json::Bool(flag) => Json::Bool(!flag),
        Json::Number(number) => {
            let now = number.as_u64().unwrap_or_default();
            // As wide as the value shows that its field is.
            let most = if now > 65_535 {
                u64::from(u32::MAX)
            } else if now > 255 {
                65_535
            } else {
                255
            };
            Json::from([0, 1, most, now.saturating_sub(1), (now + 1).min(most), u64::from(how) % (most + 1)][how as usize % 6])
        }
        Json::String(text) if text.strip_prefix('-').unwrap_or(text).bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() => {
            let near = |text: &str| format!("{text}{}", how % 10);
            let signed =
                |digits: &str| if text.starts_with('-') && how.is_multiple_of(2) { format!("-{digits}") } else { digits.to_string() };
            match how % 4 {
                0 | 1 => Json::from(signed(INTEGERS[(how / 4) as usize % INTEGERS.len()])),
                2 if text.len() < 76 => Json::from(near(text)),
                _ if text.len() > 1 => Json::from(text[..text.len() - 1].to_string()),
                _ => Json::from(text.clone()),
            }
        }
        Json::String(_) if NAMES.contains(&key) => Json::from(["", "ETH", "USDC", "A", "no such thing"][how as usize % 5]),
        Json::Object(_) => {
            Json::from_iter([("f64".to_string(), Json::from(format!("{:016x}", EDGES[how as usize % EDGES.len()].to_bits())))])
        }
        other => other.clone(),
    }
}
