//! What is compared in the vectors of Morpho Blue: every step of every case is replayed.

mod single;

use super::Outcome;
use plimsoll::account::PriceBoundary;
use plimsoll::venue::Venue;
use plimsoll::venue::morpho_blue::*;
use plimsoll::{RiskError, RiskErrorKind, U256};
use serde_json::Value;
use std::collections::BTreeMap;

/// Replays every case of one file, or compares the rate model or the pre-liquidation where its cases are that.
pub fn check_file(name: &str, file: &Value) -> Outcome {
    let mut outcome = Outcome::default();
    let single: Option<fn(&Value) -> Vec<String>> = match name.split('.').next() {
        Some("adaptive_curve") => Some(single::adaptive_rate),
        Some("pre_liquidation") => Some(single::pre_liquidation),
        _ => None,
    };
    if let Some(compare) = single {
        for case in file["cases"].as_array().expect("cases") {
            outcome.cases += 1;
            outcome.differences.extend(compare(case));
        }
        return outcome;
    }
    for case in file["cases"].as_array().expect("cases") {
        outcome.cases += 1;
        let mut replay = Replay::new(case);
        for (number, step) in case["steps"].as_array().expect("steps").iter().enumerate() {
            replay.step = format!("{} step {number} {}", text(&case["id"]), text(&step["op"]));
            replay.run(step);
        }
        outcome.differences.append(&mut replay.differences);
    }
    outcome
}

/// One market and everybody in it.
struct Replay {
    market: MorphoBlueMarket,
    now: u32,
    last_update: u32,
    users: BTreeMap<String, MorphoBluePosition>,
    incentive: Option<U256>,
    step: String,
    differences: Vec<String>,
}

/// What a step answers besides the position.
type Out = Vec<(&'static str, U256)>;

impl Replay {
    fn new(case: &Value) -> Self {
        let market = MorphoBlueMarket {
            loan_asset: "loan".into(),
            loan_decimals: small(&case["loan_decimals"]),
            collateral_asset: "collateral".into(),
            collateral_decimals: small(&case["collateral_decimals"]),
            lltv: word(&case["lltv"]),
            ..MorphoBlueMarket::default()
        };
        let incentive = case.get("liquidation_incentive_factor").map(word);
        let mut replay =
            Self { market, now: 0, last_update: 0, users: BTreeMap::new(), incentive, step: String::new(), differences: vec![] };
        if let Some(incentive) = replay.incentive {
            let core = morpho_blue_liquidation_incentive_factor(replay.market.lltv).expect("an incentive");
            replay.step = text(&case["id"]).to_string();
            replay.same("incentive", incentive, core);
        }
        replay
    }

    fn same<T: PartialEq + std::fmt::Debug>(&mut self, field: &str, contract: T, core: T) {
        if contract != core {
            self.differences.push(format!("{} {field}: contract {contract:?}, core {core:?}", self.step));
        }
    }

    /// The user's position in the market as it stands.
    fn position(&self, user: &str) -> MorphoBluePosition {
        let mut market = self.market.clone();
        market.elapsed_seconds = self.now - self.last_update;
        MorphoBluePosition { market, ..self.users.get(user).cloned().unwrap_or_default() }
    }

    fn run(&mut self, step: &Value) {
        match text(&step["op"]) {
            "set_price" => self.market.price = word(&step["price"]),
            "set_rate" => self.market.borrow_rate = word(&step["rate_per_second"]),
            "warp" => self.now += small::<u32>(&step["dt"]),
            "probe_health" => self.probe_health(step),
            "probe_max" => self.probe_max(step),
            "accrue" | "set_fee" => self.accrue(step),
            _ => self.act(step),
        }
    }

    fn act(&mut self, step: &Value) {
        let field = |name: &str| word(&step[name]);
        let user = text(step.get("user").unwrap_or(&step["borrower"])).to_string();
        let before = self.position(&user);
        let moved =
            |(after, moved): (MorphoBluePosition, MorphoBlueMoved)| (after, Some(vec![("assets", moved.assets), ("shares", moved.shares)]));
        let result = match text(&step["op"]) {
            "supply" => before.supply(field("assets"), field("shares")).map(moved),
            "withdraw" => before.withdraw(field("assets"), field("shares")).map(moved),
            "borrow" => before.borrow(field("assets"), field("shares")).map(moved),
            "repay" => before.repay(field("assets"), field("shares")).map(moved),
            "supply_collateral" => before.supply_collateral(field("assets")).map(|after| (after, None)),
            "withdraw_collateral" => before.withdraw_collateral(field("assets")).map(|after| (after, None)),
            "liquidate" => before.liquidated(field("seized_assets"), field("repaid_shares")).map(|(after, did)| {
                let out = vec![
                    ("seized_assets", did.seized_assets),
                    ("repaid_assets", did.repaid_assets),
                    ("repaid_shares", did.repaid_shares),
                    ("bad_debt_assets", did.bad_debt_assets),
                    ("bad_debt_shares", did.bad_debt_shares),
                ];
                (after, Some(out))
            }),
            other => return self.differences.push(format!("{}: no comparison is written for {other}", self.step)),
        };
        self.judge_call(step, &before);
        let Some((after, out)) = self.settled(step, result) else { return };
        self.answers(step, out);
        let fee_shares = before.market.accrue().map_or(U256::ZERO, |(_, added)| added.fee_shares);
        self.write(&user, after, if text(&step["op"]) == "supply_collateral" { U256::ZERO } else { fee_shares });
        self.compare(step);
    }

    /// The venue's own verdict and call agree with what the contract did.
    fn judge_call(&mut self, step: &Value, before: &MorphoBluePosition) {
        if text(&step["op"]) != "liquidate" {
            return;
        }
        let liquidatable = before.health().map(|health| health.liquidatable).map_err(|error| error.code());
        match step.get("error").map(text) {
            Some("position is healthy") => self.same("liquidatable", Ok(false), liquidatable),
            None => self.same("liquidatable", Ok(true), liquidatable),
            Some(_) => {}
        }
    }

    fn accrue(&mut self, step: &Value) {
        let elapsed = self.now - self.last_update;
        let result = self.position("fee").market.accrue().map(|(market, added)| {
            let out = vec![("interest", added.interest), ("fee_shares", added.fee_shares)];
            (market, added, out)
        });
        let Some((mut market, added, out)) = self.settled(step, result) else { return };
        if text(&step["op"]) == "set_fee" {
            market.fee = word(&step["fee"]);
        } else if elapsed == 0 {
            self.same("out", &Value::Null, &step["out"]);
        } else {
            self.answers(step, Some(out));
        }
        let fee = MorphoBluePosition { market, ..self.position("fee") };
        self.write("fee", fee, added.fee_shares);
        self.compare(step);
    }

    /// The answer of a step that the contract let through too.
    fn settled<T>(&mut self, step: &Value, result: Result<T, RiskError>) -> Option<T> {
        let contract = step.get("error").map(text);
        let ok = step["ok"].as_bool().expect("ok");
        match result {
            Ok(answer) if ok => return Some(answer),
            Ok(_) => self.differences.push(format!("{}: contract {contract:?}, core lets it through", self.step)),
            Err(error) => {
                let core = word_of(&error);
                self.same("error", if ok { None } else { contract }, Some(core.as_str()));
            }
        }
        None
    }

    fn answers(&mut self, step: &Value, out: Option<Out>) {
        let contract = step.get("out").filter(|out| !out.is_null());
        let Some(core) = out else { return self.same("out", None, contract) };
        let fields = contract.and_then(Value::as_object).expect("an answer");
        self.same("fields of out", fields.len(), core.len());
        for (name, value) in core {
            self.same(name, word(&fields[name]), value);
        }
    }

    /// Stores the market and the user's position, and the fee of the accrual with its recipient.
    fn write(&mut self, user: &str, after: MorphoBluePosition, fee_shares: U256) {
        self.last_update = self.now - after.market.elapsed_seconds;
        self.market = after.market.clone();
        self.users.insert(user.to_string(), after);
        let recipient = self.users.entry("fee".to_string()).or_default();
        recipient.supply_shares = recipient.supply_shares.try_add(fee_shares, "fee").expect("fits");
    }

    fn compare(&mut self, step: &Value) {
        for (field, contract) in step["market"].as_object().expect("the market after the step") {
            let core = match field.as_str() {
                "total_supply_assets" => self.market.total_supply_assets,
                "total_supply_shares" => self.market.total_supply_shares,
                "total_borrow_assets" => self.market.total_borrow_assets,
                "total_borrow_shares" => self.market.total_borrow_shares,
                "last_update" => U256::from(u64::from(self.last_update)),
                "fee" => self.market.fee,
                _ => return self.differences.push(format!("{}: no comparison is written for market.{field}", self.step)),
            };
            self.same(field, word(contract), core);
        }
        for (user, fields) in step["positions"].as_object().expect("the positions after the step") {
            let position = self.users.get(user).cloned().unwrap_or_default();
            for (field, contract) in fields.as_object().expect("a position") {
                let core = match field.as_str() {
                    "supply_shares" => position.supply_shares,
                    "borrow_shares" => position.borrow_shares,
                    "collateral" => position.collateral,
                    _ => return self.differences.push(format!("{}: no comparison is written for positions.{field}", self.step)),
                };
                self.same(&format!("{user}.{field}"), word(contract), core);
            }
        }
    }

    /// The verdicts are on stored totals, which is the position with no second passed.
    fn probe_health(&mut self, step: &Value) {
        let mut position = self.position(text(&step["user"]));
        position.market.elapsed_seconds = 0;
        self.same("price_now", word(&step["price_now"]), position.market.price);
        let at = |price: U256| position.with_prices(&[("collateral", price)]).expect("a name");
        let safe_at = |price: U256| at(price).health().map(|health| !health.liquidatable).map_err(|error| word_of(&error));
        // A verdict is a flag, or the error that stands in its place.
        let said = |value: &Value| value.as_bool().ok_or_else(|| text(value).to_string());
        self.same("healthy_now", said(&step["healthy_now"]), safe_at(position.market.price));
        let verdicts = step["verdicts"].as_array().expect("verdicts");
        for verdict in verdicts {
            let price = word(&verdict["price"]);
            self.same(&format!("healthy at {price}"), said(&verdict["healthy"]), safe_at(price));
        }
        let contract = Some(&step["min_safe_price"]).filter(|price| !price.is_null()).map(word);
        // The boundary is asked at a price with a verdict: where the contract reverts now, at the first that was probed.
        let price =
            if step["healthy_now"].is_boolean() { Some(position.market.price) } else { verdicts.first().map(|at| word(&at["price"])) };
        let Some(price) = price else { return self.same("a boundary where the contract reverts", true, position.boundaries().is_err()) };
        let core = at(price).boundaries().expect("a boundary")[0].boundary;
        match (contract, core) {
            (Some(contract), PriceBoundary::At { price, unique: true }) => self.same("min_safe_price", contract, price),
            (Some(contract), PriceBoundary::NothingLiquidates) => self.same("min_safe_price", contract, U256::ZERO),
            (None, PriceBoundary::NothingSaves) => {}
            (contract, core) => self.differences.push(format!("{} min_safe_price: contract {contract:?}, core {core:?}", self.step)),
        }
    }

    fn probe_max(&mut self, step: &Value) {
        let position = self.position(text(&step["user"]));
        type Step = fn(&MorphoBluePosition, U256) -> Result<(), RiskError>;
        let (core, call): (_, Step) = match text(&step["what"]) {
            "borrow" => (position.max_borrow(), |at, amount| at.borrow(amount, U256::ZERO).map(|_| ())),
            "withdraw" => (position.max_withdraw(), |at, amount| at.withdraw(amount, U256::ZERO).map(|_| ())),
            "withdraw_collateral" => (position.max_withdraw_collateral(), |at, amount| at.withdraw_collateral(amount).map(|_| ())),
            "liquidate_seized" => (position.max_seized(), |at, amount| at.liquidated(amount, U256::ZERO).map(|_| ())),
            "liquidate_shares" => (position.max_repaid_shares(), |at, amount| at.liquidated(U256::ZERO, amount).map(|_| ())),
            other => return self.differences.push(format!("{}: no comparison is written for {other}", self.step)),
        };
        let max = word(&step["max"]);
        self.same("max", Ok(max), core);
        let next = max.try_add(U256::ONE, "next").expect("fits");
        let error = call(&position, next).err().map(|error| word_of(&error));
        self.same("error_at_next", step["error_at_next"].as_str().map(str::to_string), error);
    }
}

/// The contract's words for an error of the core.
fn word_of(error: &RiskError) -> String {
    match error.kind() {
        RiskErrorKind::Refused { reason } => reason.clone(),
        RiskErrorKind::Overflow { .. } => "arithmetic overflow or underflow".into(),
        RiskErrorKind::DivisionByZero { .. } => "division by zero".into(),
        other => other.to_string(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("expected text, got {value}"))
}

fn word(value: &Value) -> U256 {
    text(value).parse().expect("an integer")
}

fn small<T: std::str::FromStr>(value: &Value) -> T {
    text(value).parse().unwrap_or_else(|_| panic!("expected a small integer, got {value}"))
}

/// Adds one to a number of the vectors, or turns a flag.
fn spoil(value: &mut Value) {
    *value = match &*value {
        Value::Bool(flag) => Value::Bool(!flag),
        number => Value::String(word(number).try_add(U256::ONE, "spoil").expect("fits").to_string()),
    };
}

#[test]
fn a_wrong_digit_in_any_kind_of_step_is_found() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract/morpho_blue/market.json");
    let sample = super::load(&path);
    assert!(check_file("market.json", &sample).differences.is_empty());
    let places = [
        ("supply", "/out/shares"),
        ("borrow", "/market/total_borrow_shares"),
        ("accrue", "/out/interest"),
        ("accrue", "/positions/fee/supply_shares"),
        ("set_fee", "/market/fee"),
        ("withdraw", "/out/assets"),
        ("repay", "/positions/alice/borrow_shares"),
        ("withdraw_collateral", "/positions/alice/collateral"),
        ("supply_collateral", "/market/last_update"),
        ("liquidate", "/out/seized_assets"),
        ("liquidate", "/out/bad_debt_assets"),
        ("probe_health", "/min_safe_price"),
        ("probe_health", "/verdicts/0/healthy"),
        ("probe_max", "/max"),
    ];
    for (op, place) in places {
        let mut file = sample.clone();
        let spoilt = file["cases"].as_array_mut().expect("cases").iter_mut().any(|case| {
            case["steps"].as_array_mut().expect("steps").iter_mut().filter(|step| step["op"] == op).any(|step| {
                step.pointer_mut(place).is_some_and(|value| {
                    spoil(value);
                    true
                })
            })
        });
        assert!(spoilt, "the sample has no {op} with {place}");
        assert!(!check_file("market.json", &file).differences.is_empty(), "{op}{place}: a wrong digit went unseen");
    }
}

#[test]
fn a_wrong_digit_of_the_rate_model_and_the_pre_liquidation_is_found() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract/morpho_blue");
    for (name, field) in [
        ("adaptive_curve.json", "borrowRate"),
        ("adaptive_curve.json", "rateAtTarget"),
        ("pre_liquidation.json", "seizedAssets"),
        ("pre_liquidation.json", "repaidAssets"),
        ("pre_liquidation.json", "borrowShares"),
    ] {
        let mut file = super::load(&folder.join(name));
        assert!(check_file(name, &file).differences.is_empty());
        let cases = file["cases"].as_array_mut().expect("cases").iter_mut();
        spoil(cases.filter_map(|case| case["expected"].get_mut(field)).next().expect("a case with the field"));
        assert_eq!(check_file(name, &file).differences.len(), 1, "{name} {field}");
    }
}
