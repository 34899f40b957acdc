//! A case as a list of steps: what is asked of each, and how its answer is compared.

use super::Outcome;
use plimsoll::{RiskError, RiskErrorKind, U256};
use serde_json::{Map, Value, json};
use std::str::FromStr;

/// Replays every case of a file: `start` makes the case's system, `run` does one step and says what it returned.
pub fn replay<S>(
    file: &Value,
    inputs: fn(&str) -> &'static [&'static str],
    start: impl Fn(&Value) -> S,
    mut run: impl FnMut(&mut S, &str, &Value) -> Value,
) -> Outcome {
    let mut outcome = Outcome::default();
    for case in file["cases"].as_array().expect("cases") {
        outcome.cases += 1;
        let mut system = start(case);
        for (number, step) in case["steps"].as_array().expect("steps").iter().enumerate() {
            let op = step["op"].as_str().expect("op");
            let got = run(&mut system, op, step);
            for (field, expected) in step.as_object().expect("a step") {
                if field == "op" || inputs(op).contains(&field.as_str()) {
                    continue;
                }
                let core = got.get(field);
                if core != Some(expected) {
                    let core = core.map_or_else(|| format!("no comparison of {field}; it answered {got}"), Value::to_string);
                    outcome.differences.push(format!("{} step {number} {op}.{field}: contract {expected}, core {core}", case["id"]));
                }
            }
        }
    }
    outcome
}

/// What a step returned: its fields, or the contract's word for the refusal.
pub fn answer(result: Result<Value, RiskError>, overflow: &str) -> Value {
    match result {
        Ok(Value::Object(mut fields)) => {
            fields.insert("ok".into(), Value::Bool(true));
            Value::Object(fields)
        }
        Ok(other) => panic!("a step answers fields, not {other}"),
        Err(error) => json!({"ok": false, "error": words(&error, overflow)}),
    }
}

/// The contract's word for a refusal.
pub fn words(error: &RiskError, overflow: &str) -> String {
    match error.kind() {
        RiskErrorKind::Overflow { .. } => overflow.to_string(),
        RiskErrorKind::DivisionByZero { .. } => "division by zero".to_string(),
        RiskErrorKind::Refused { reason } => reason.clone(),
        other => format!("the core refuses: {other}"),
    }
}

/// Reads an input of a step.
pub fn read<T: FromStr>(step: &Value, field: &str) -> T {
    let text = step[field].as_str().unwrap_or_else(|| panic!("{field} of {step}"));
    text.parse().unwrap_or_else(|_| panic!("{field}: {text}"))
}

/// Sets `target` where the step names the field.
pub fn set<T: FromStr>(step: &Value, field: &str, target: &mut T) {
    if step.get(field).is_some() {
        *target = read(step, field);
    }
}

/// Adds one unit to one field of every step of a kind; returns how many steps are then wrong.
pub fn spoil(file: &mut Value, op: &str, field: &str) -> usize {
    let mut spoilt = 0;
    for case in file["cases"].as_array_mut().expect("cases") {
        for step in case["steps"].as_array_mut().expect("steps").iter_mut().filter(|step| step["op"] == op) {
            let holder: Option<&mut Map<String, Value>> = match field.split_once('.') {
                Some((outer, _)) => step.get_mut(outer).and_then(Value::as_object_mut),
                None => step.as_object_mut(),
            };
            let name = field.rsplit('.').next().expect("a name");
            let Some(value) = holder.and_then(|holder| holder.get_mut(name)) else { continue };
            let Some(number) = value.as_str().and_then(|text| text.parse::<U256>().ok()) else { continue };
            let other = number.try_add(U256::ONE, "spoil").unwrap_or(U256::ZERO);
            *value = Value::String(other.to_string());
            spoilt += 1;
        }
    }
    spoilt
}
