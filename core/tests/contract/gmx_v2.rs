//! What is compared in the vectors of GMX v2: what its compiled libraries at a5c0c883 answered.

use super::Outcome;
use plimsoll::venue::gmx_v2::GmxV2Position;
use plimsoll::venue::{Action, AssetAmount, LiquidationCall, Venue};
use plimsoll::{I256, RiskError, RiskErrorKind, U256};
use serde_json::Value;

/// Compares every case of one file.
pub fn check_file(_name: &str, file: &Value) -> Outcome {
    let mut outcome = Outcome::default();
    for case in file["cases"].as_array().expect("cases") {
        let id = case["id"].as_str().expect("case id");
        outcome.cases += 1;
        let position: GmxV2Position = serde_json::from_value(case["input"].clone()).unwrap_or_else(|error| panic!("{id}: {error}"));
        let found = if case.get("steps").is_some() { steps(&position, case) } else { differences(&position, case) };
        for difference in found {
            outcome.differences.push(format!("{id} {difference}"));
        }
    }
    outcome.uncovered.push("amounts per kind of fee of a liquidation");
    outcome
}

fn differences(position: &GmxV2Position, case: &Value) -> Vec<String> {
    let mut found = orders(position, case);
    let mut same = |field: &str, contract: String, core: String| {
        if contract != core {
            found.push(format!("{field}: contract {contract}, core {core}"));
        }
    };
    let health = match (position.health(), case["expected"].get("revert")) {
        (Ok(health), None) => health,
        (Err(_), Some(_)) => return found,
        (core, contract) => return vec![format!("revert: contract {contract:?}, core {core:?}")],
    };
    for (field, value) in case["expected"].as_object().expect("expected") {
        match field.as_str() {
            "liquidatable" => same(field, value.to_string(), health.liquidatable.to_string()),
            "remaining" => same(field, text(value), health.backing.to_string()),
            "minimums" => {
                // In dollars, and by leverage.
                let least = value.as_array().expect("two").iter().map(|one| text(one).parse::<U256>().expect("a word")).max();
                same(field, least.expect("two").to_string(), health.required.to_string());
            }
            _ => same(field, "known".into(), "no comparison is written".into()),
        }
    }
    let call = LiquidationCall { collateral: String::new(), debt: String::new(), repay: None, seize: None, receive_shares: false };
    match (case.get("close").and_then(Value::as_array), position.liquidate(&call)) {
        (Some(close), Ok((_, outcome))) => {
            // The output and what is left of the collateral are the same token; a profit in another one stands beside them.
            let word = |at: usize| text(&close[at]).parse::<U256>().expect("a word");
            let back = word(0).try_add(word(2), "back").expect("fits");
            let of = |asset: &str| amount(&outcome.surplus, asset).to_string();
            same("surplus", back.to_string(), of(&position.collateral));
            if position.profit != position.collateral {
                same("secondary", text(&close[1]), of(&position.profit));
            }
        }
        (None, Err(error)) => same("close", "refused".into(), error.code().to_string()),
        (contract, core) => same("close", format!("{contract:?}"), format!("{core:?}")),
    }
    found
}

/// The impact of orders by the balance of open interest, and what refuses an opening.
fn orders(position: &GmxV2Position, case: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for order in case.get("orders").and_then(Value::as_array).into_iter().flatten() {
        let size: I256 = text(&order["size"]).parse().expect("a signed word");
        let contract = order["impact"].as_array().map(|both| format!("{} {}", text(&both[0]), both[1]));
        let core = position.price_impact_of(size).ok().map(|(impact, improves)| format!("{impact} {improves}"));
        if contract != core {
            found.push(format!("impact of {size}: contract {contract:?}, core {core:?}"));
        }
        let Some(opening) = order.get("opening") else { continue };
        // So much is paid in that nothing else is refused.
        let paid = text(&order["paidIn"]).parse::<I256>().expect("a signed word");
        let signed_size = if position.is_long { size } else { -size };
        let after = position.apply(&Action::Trade { asset: position.index.clone(), size: signed_size, quote: -paid });
        let core = match &after {
            Ok(after) => after.market.as_ref().and_then(|market| market.virtual_inventory).map_or("none".into(), |left| left.to_string()),
            Err(error) => match error.kind() {
                RiskErrorKind::Refused { reason } => reason.clone(),
                other => format!("{other:?}"),
            },
        };
        if text(opening) != core {
            found.push(format!("opening of {size}: contract {opening}, core {core}"));
        }
    }
    found
}

/// Orders one after another, with all that each moves of the market, and the liquidation in place of the first.
fn steps(position: &GmxV2Position, case: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let call = LiquidationCall { collateral: String::new(), debt: String::new(), repay: None, seize: None, receive_shares: false };
    let liquidated = position.liquidate(&call);
    if let (Ok((_, outcome)), Some(back)) = (&liquidated, case["liquidation"].get("surplus")) {
        let core =
            [amount(&outcome.surplus, &position.collateral), amount(&outcome.surplus, &position.profit)].map(|part| part.to_string());
        let [first, second] = [text(&back[0]), text(&back[1])];
        if first != core[0] || (position.profit != position.collateral && second != core[1]) {
            found.push(format!("surplus: contract {first} {second}, core {core:?}"));
        }
    }
    found.extend(same_after("liquidation", &case["liquidation"], &liquidated.map(|(after, _)| after)));
    let mut now = position.clone();
    for (place, step) in case["steps"].as_array().expect("steps").iter().enumerate() {
        let action: Action = serde_json::from_value(step["action"].clone()).expect("an action");
        let result = now.apply(&action);
        found.extend(same_after(&format!("step {place}"), step, &result));
        now = result.unwrap_or(now);
    }
    unequal("end", &case["expected"], &serde_json::to_value(&now).expect("a record"), &mut found);
    found
}

/// The state after one step, or the refusal by name.
fn same_after(what: &str, step: &Value, core: &Result<GmxV2Position, RiskError>) -> Vec<String> {
    match (core, step.get("refused").map(text)) {
        (Ok(after), None) => {
            let mut found = Vec::new();
            unequal(what, &step["after"], &serde_json::to_value(after).expect("a record"), &mut found);
            found
        }
        (Err(error), Some(contract)) => match error.kind() {
            RiskErrorKind::Refused { reason } if *reason == contract => Vec::new(),
            RiskErrorKind::Refused { reason } => vec![format!("{what}: contract {contract}, core {reason}")],
            // Arithmetic that the contract does not survive.
            _ if contract == "panic" => Vec::new(),
            other => vec![format!("{what}: contract {contract}, core {other:?}")],
        },
        (Ok(_), Some(contract)) => vec![format!("{what}: contract {contract}, core accepts")],
        (Err(error), None) => vec![format!("{what}: contract accepts, core {error}")],
    }
}

/// Every field that the contract's state has, in ours.
fn unequal(what: &str, contract: &Value, core: &Value, found: &mut Vec<String>) {
    match contract.as_object() {
        Some(fields) => fields.iter().for_each(|(name, value)| unequal(&format!("{what}.{name}"), value, &core[name], found)),
        None if contract == core => {}
        None => found.push(format!("{what}: contract {contract}, core {core}")),
    }
}

fn amount(list: &[AssetAmount], asset: &str) -> U256 {
    list.iter().find(|one| one.asset == asset).map_or(U256::ZERO, |one| one.amount)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_string()
}
