//! Makes every expected field of a file wrong, one at a time, and asks whether it is noticed.

use serde_json::Value;

/// The parts of a case that hold what the contract answered.
const ANSWERS: [&str; 4] = ["expected", "boundaries", "samples", "operations"];

/// What stands there only to find or replay an answer.
const QUESTIONS: [&str; 8] = ["seq", "at", "collateral", "midPrice", "index", "borrowLTV", "liquidationLTV", "rampDuration"];

/// Asserts that `differences` grows from 0 when any one expected number or flag of the file is changed.
pub fn every_field(file: &Value, differences: impl Fn(&Value) -> usize) {
    assert_eq!(differences(file), 0);
    let mut spoiled = 0;
    for (number, case) in file["cases"].as_array().expect("cases").iter().enumerate() {
        let mut places = Vec::new();
        for part in ANSWERS.iter().filter(|part| case.get(**part).is_some()) {
            walk(&case[*part], &format!("/{part}"), &mut places);
        }
        for place in places {
            let mut one = serde_json::json!({ "header": file["header"], "cases": [file["cases"][number]] });
            let leaf = one.pointer_mut(&format!("/cases/0{place}")).expect("a place");
            *leaf = wrong(leaf);
            assert!(differences(&one) > 0, "{}: a wrong {place} went unseen", case["id"]);
            spoiled += 1;
        }
    }
    assert!(spoiled > 0, "nothing was spoiled");
}

fn walk(value: &Value, path: &str, places: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            let answers = |name: &str| !QUESTIONS.contains(&name) || path.contains("expected") && name != "collateral";
            let answers = |name: &str| answers(name) || path.starts_with("/samples") && name.ends_with("LTV");
            fields.iter().filter(|(name, _)| answers(name)).for_each(|(name, field)| walk(field, &format!("{path}/{name}"), places));
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| walk(item, &format!("{path}/{index}"), places)),
        Value::String(_) | Value::Bool(_) => places.push(path.into()),
        Value::Null | Value::Number(_) => {}
    }
}

fn wrong(value: &Value) -> Value {
    match value {
        Value::Bool(flag) => Value::Bool(!flag),
        other => {
            let text = other.as_str().expect("a text");
            let head = &text[..text.len() - 1];
            Value::String(format!("{head}{}", if text.ends_with('7') { '8' } else { '7' }))
        }
    }
}
