//! What is compared in the vectors of Compound III.

mod input;

use super::Outcome;
use input::{account, collateral, curves, market, name, place, signed, text, word};
use plimsoll::account::{Boundary, BoundarySide, PriceBoundary};
use plimsoll::venue::Venue;
use plimsoll::venue::compound_v3::*;
use plimsoll::{RiskError, RiskErrorKind, U256};
use serde_json::Value;
use std::collections::BTreeMap;

/// Compares every case of one file; the configurations are cases of it.
pub fn check_file(_name: &str, file: &Value) -> Outcome {
    let cases = file["cases"].as_array().expect("cases");
    let configs: BTreeMap<&str, &Value> =
        cases.iter().filter(|case| case["kind"] == "config").map(|case| (text(&case["id"]), &case["input"])).collect();
    let mut check = Check { id: String::new(), differences: Vec::new() };
    for case in cases {
        check.id = format!("{} {}", text(&case["kind"]), text(&case["id"]));
        let config = || configs.get(text(&case["config"])).copied().expect("the configuration is a case of the file");
        match text(&case["kind"]) {
            "config" => check.config(case),
            "values" => check.values(case),
            "accrue" => check.accrue(config(), case),
            "account" => check.account(config(), case),
            "absorb" => check.absorb(config(), case),
            "quoteCollateral" => check.quote(config(), case),
            "action" => check.action(config(), case),
            kind => check.differences.push(format!("no comparison is written for cases of kind {kind}")),
        }
    }
    Outcome { cases: cases.len(), differences: check.differences, ..Outcome::default() }
}

struct Check {
    id: String,
    differences: Vec<String>,
}

impl Check {
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, field: &str, contract: T, core: T) {
        if contract != core {
            self.differences.push(format!("{} {field}: contract {contract:?}, core {core:?}", self.id));
        }
    }

    fn unwritten(&mut self, field: &str) {
        self.differences.push(format!("{}: no comparison is written for {field}", self.id));
    }

    /// A number, or the revert in its place.
    fn answer<T: ToString>(&mut self, field: &str, contract: &Value, core: Result<T, RiskError>) {
        let contract = contract.get("revert").map_or_else(|| Ok(text(contract).to_string()), |revert| Err(text(revert).to_string()));
        self.same(field, contract, core.map(|value| value.to_string()).map_err(|error| word_of(&error)));
    }

    fn config(&mut self, case: &Value) {
        let (curves, input) = (curves(&case["input"]), &case["input"]);
        for (field, contract) in case["expected"].as_object().expect("expected") {
            let core = match field.as_str() {
                "supplyPerSecondInterestRateSlopeLow" => curves.0.slope_low,
                "supplyPerSecondInterestRateSlopeHigh" => curves.0.slope_high,
                "supplyPerSecondInterestRateBase" => curves.0.base,
                "borrowPerSecondInterestRateSlopeLow" => curves.1.slope_low,
                "borrowPerSecondInterestRateSlopeHigh" => curves.1.slope_high,
                "borrowPerSecondInterestRateBase" => curves.1.base,
                "assets" => {
                    for (place, contract) in contract.as_array().expect("assets").iter().enumerate() {
                        self.asset(contract, &collateral(input, place));
                    }
                    continue;
                }
                _ => return self.unwritten(field),
            };
            self.same(field, word(contract), core);
        }
    }

    fn asset(&mut self, expected: &Value, core: &CompoundV3Collateral) {
        for (field, contract) in expected.as_object().expect("an asset") {
            let core = match field.as_str() {
                "scale" => U256::power_of_ten(core.decimals).expect("a scale"),
                "borrowCollateralFactor" => core.borrow_collateral_factor,
                "liquidateCollateralFactor" => core.liquidate_collateral_factor,
                "liquidationFactor" => core.liquidation_factor,
                "supplyCap" => core.supply_cap,
                _ => return self.unwritten(field),
            };
            self.same(field, word(contract), core);
        }
    }

    fn values(&mut self, case: &Value) {
        let of = |name: &str| word(&case["input"][name]);
        let (amount, supply, borrow) = (of("amount"), of("baseSupplyIndex"), of("baseBorrowIndex"));
        for (field, contract) in case["expected"].as_object().expect("expected") {
            let core = match field.as_str() {
                "presentValueSupply" => compound_v3_present_value(amount, supply),
                "presentValueBorrow" => compound_v3_present_value(amount, borrow),
                "principalValueSupply" => compound_v3_principal_value_supply(amount, supply),
                "principalValueBorrow" => compound_v3_principal_value_borrow(amount, borrow),
                _ => return self.unwritten(field),
            };
            self.answer(field, contract, core);
        }
    }

    fn accrue(&mut self, config: &Value, case: &Value) {
        let account = account(config, &case["input"]);
        let utilization = account.market.utilization();
        let rate = |curve: &CompoundV3Curve| utilization.clone().and_then(|used| curve.rate(used));
        let side =
            |owed: bool| account.balance_now().map(|balance| if balance.is_negative() == owed { balance.magnitude() } else { U256::ZERO });
        let after = account.accrue_account();
        for (field, contract) in case["expected"].as_object().expect("expected") {
            match (field.as_str(), &after) {
                ("utilization", _) => self.answer(field, contract, utilization.clone()),
                ("supplyRatePerSecond", _) => self.answer(field, contract, rate(&account.market.supply_curve)),
                ("borrowRatePerSecond", _) => self.answer(field, contract, rate(&account.market.borrow_curve)),
                ("balanceOfNow", _) => self.answer(field, contract, side(false)),
                ("borrowBalanceOfNow", _) => self.answer(field, contract, side(true)),
                ("revert", Err(error)) => self.same(field, text(contract), word_of(error).as_str()),
                ("totals", Ok(after)) => self.totals(contract, &after.market),
                ("user", Ok(after)) => self.user(contract, after),
                ("revert" | "totals" | "user", after) => self.differences.push(format!("{} {field}: {after:?}", self.id)),
                _ => self.unwritten(field),
            }
        }
        self.same("reverts", case["expected"].get("revert").is_some(), after.is_err());
    }

    fn totals(&mut self, expected: &Value, market: &CompoundV3Market) {
        for (field, contract) in expected.as_object().expect("totals") {
            let core = match field.as_str() {
                "baseSupplyIndex" => market.base_supply_index,
                "baseBorrowIndex" => market.base_borrow_index,
                "trackingSupplyIndex" => market.tracking_supply_index,
                "trackingBorrowIndex" => market.tracking_borrow_index,
                "totalSupplyBase" => market.total_supply_base,
                "totalBorrowBase" => market.total_borrow_base,
                "elapsedSeconds" => U256::from(u64::from(market.elapsed_seconds)),
                _ => return self.unwritten(field),
            };
            self.same(field, word(contract), core);
        }
    }

    fn user(&mut self, expected: &Value, account: &CompoundV3Position) {
        for (field, contract) in expected.as_object().expect("a user") {
            let core = match field.as_str() {
                "principal" => account.principal,
                "baseTrackingIndex" => account.base_tracking_index.into(),
                "baseTrackingAccrued" => account.base_tracking_accrued.into(),
                // Bits of the assets held, 0 to 15 and 16 to 23: none, in the cases there are.
                "assetsIn" | "_reserved" => {
                    let held = account.collaterals.iter().any(|one| !one.balance.is_zero());
                    self.same(field, text(contract) != "0", held);
                    continue;
                }
                _ => return self.unwritten(field),
            };
            self.same(field, signed(contract), core);
        }
    }

    fn account(&mut self, config: &Value, case: &Value) {
        let account = account(config, &case["input"]);
        let mut stored = account.clone();
        stored.market.elapsed_seconds = 0;
        for (field, contract) in case["expected"].as_object().expect("expected") {
            match field.as_str() {
                "isBorrowCollateralized" | "isLiquidatable" => self.verdict(field, contract, &account),
                "presentValueBorrow" => self.answer(field, contract, owed(&stored)),
                "borrowBalanceOfNow" => self.answer(field, contract, owed(&account)),
                _ => return self.unwritten(field),
            }
        }
        // On stored indices the venue's health is the contract's view.
        self.same("health", case["expected"]["isLiquidatable"].as_bool(), stored.health().ok().map(|health| health.liquidatable));
        for boundary in case.get("boundaries").and_then(Value::as_array).into_iter().flatten() {
            self.boundary(&stored, boundary);
        }
    }

    fn verdict(&mut self, field: &str, contract: &Value, account: &CompoundV3Position) {
        let core = if field == "isLiquidatable" { account.is_liquidatable() } else { account.is_borrow_collateralized() };
        self.answer(field, &flag(contract), core);
    }

    fn boundary(&mut self, account: &CompoundV3Position, expected: &Value) {
        let asset = name(&expected["asset"]);
        let found = match text(&expected["which"]) {
            "liquidation" => account.boundaries(),
            "borrow" => account.borrow_boundaries(),
            which => return self.unwritten(which),
        };
        let found = found.expect("boundaries where the contract has some").into_iter().find(|one| one.asset == asset);
        let contract = Some(&expected["boundaryPrice"]).filter(|price| !price.is_null()).map(word);
        match (contract, &found) {
            (
                Some(contract),
                Some(Boundary { side: BoundarySide::Collateral, boundary: PriceBoundary::At { price, unique: true }, .. }),
            ) => {
                self.same("boundary", contract, *price);
            }
            (None, Some(Boundary { boundary: PriceBoundary::NothingLiquidates | PriceBoundary::NothingSaves, .. })) => {}
            _ => self.differences.push(format!("{} boundary of {asset}: contract {contract:?}, core {found:?}", self.id)),
        }
        for point in expected["points"].as_array().expect("points") {
            let at = account.with_prices(&[(&asset, word(&point["price"]))]).expect("an asset of the account");
            for (field, contract) in point.as_object().expect("a point") {
                match field.as_str() {
                    "price" => {}
                    "isBorrowCollateralized" | "isLiquidatable" => self.verdict(field, contract, &at),
                    _ => self.unwritten(field),
                }
            }
        }
    }

    fn absorb(&mut self, config: &Value, case: &Value) {
        let (account, expected) = (account(config, &case["input"]), &case["expected"]);
        let revert = expected.get("revert").map(text);
        self.same("health", revert.is_none(), account.health().is_ok_and(|health| health.liquidatable));
        let (after, did) = match (account.absorb(), revert) {
            (Ok(done), None) => done,
            (Err(error), Some(revert)) => return self.same("revert", revert, word_of(&error).as_str()),
            (core, _) => return self.differences.push(format!("{}: contract {revert:?}, core {core:?}", self.id)),
        };
        for (field, contract) in expected.as_object().expect("expected") {
            match field.as_str() {
                "totals" => self.totals(contract, &after.market),
                "user" => self.user(contract, &after),
                "basePaidOut" => self.same(field, word(contract), did.base_paid_out),
                "valueOfBasePaidOut" => self.same(field, word(contract), did.value_of_base_paid_out),
                "absorbCollateral" => {
                    let contract: Vec<_> = contract.as_array().expect("events").iter().map(event).collect();
                    let core = did.seized.iter().map(|one| (one.asset.clone(), one.amount, one.value)).collect();
                    self.same(field, contract, core);
                }
                "totalSupplyAssetAfter" => {
                    for total in contract.as_array().expect("totals") {
                        let asset = name(&total["asset"]);
                        let core = after.collaterals.iter().find(|one| one.asset == asset).expect("an asset of the account");
                        self.same(&format!("{field} of {asset}"), word(&total["value"]), core.total_supply_asset);
                    }
                }
                _ => return self.unwritten(field),
            }
        }
    }

    /// One call of `supply` or `withdraw`.
    fn action(&mut self, config: &Value, case: &Value) {
        let (before, expected, call) = (account(config, &case["input"]), &case["expected"], &case["input"]["call"]);
        let amount = word(&call["amount"]);
        let asset = || name(&call["asset"]);
        let core = match text(&call["operation"]) {
            "supplyBase" => before.supply_base(amount),
            "withdrawBase" => before.withdraw_base(amount),
            "supplyCollateral" => before.supply_collateral(&asset(), amount),
            "withdrawCollateral" => before.withdraw_collateral(&asset(), amount),
            operation => return self.unwritten(operation),
        };
        let after = match (core, expected.get("revert").map(text)) {
            (Ok(after), None) => after,
            (Err(error), Some(revert)) => return self.same("revert", revert, word_of(&error).as_str()),
            (core, revert) => return self.differences.push(format!("{}: contract {revert:?}, core {core:?}", self.id)),
        };
        for (field, contract) in expected.as_object().expect("expected") {
            match field.as_str() {
                "totals" => self.totals(contract, &after.market),
                "user" => self.user(contract, &after),
                "collateral" => {
                    let contract: Vec<_> = contract.as_array().expect("collaterals").iter().map(held).collect();
                    let core = after.collaterals.iter().map(|one| (one.asset.clone(), one.balance, one.total_supply_asset)).collect();
                    self.same(field, contract, core);
                }
                _ => return self.unwritten(field),
            }
        }
    }

    fn quote(&mut self, config: &Value, case: &Value) {
        let input = &case["input"];
        let market = CompoundV3Market { base_price: word(&input["basePrice"]), ..market(config) };
        let asset = CompoundV3Collateral { price: word(&input["assetPrice"]), ..collateral(config, place(&input["asset"])) };
        let core = compound_v3_quote_collateral(&market, &asset, word(&input["baseAmount"]));
        let expected = case["expected"].as_object().expect("expected");
        for (field, contract) in expected {
            match field.as_str() {
                "collateralAmount" => self.answer(field, contract, core.clone()),
                "revert" => self.same(field, Some(text(contract).to_string()), core.clone().err().map(|error| word_of(&error))),
                _ => return self.unwritten(field),
            }
        }
    }
}

fn event(event: &Value) -> (String, U256, U256) {
    (name(&event["asset"]), word(&event["seized"]), word(&event["usdValue"]))
}

fn held(held: &Value) -> (String, U256, U256) {
    (name(&held["asset"]), word(&held["balance"]), word(&held["totalSupplyAsset"]))
}

fn owed(account: &CompoundV3Position) -> Result<U256, RiskError> {
    account.balance_now().map(|balance| if balance.is_negative() { balance.magnitude() } else { U256::ZERO })
}

/// The contract's word for an error of the core.
fn word_of(error: &RiskError) -> String {
    match error.kind() {
        RiskErrorKind::Refused { reason } => reason.clone(),
        RiskErrorKind::Overflow { .. } => "Panic(0x11)".into(),
        RiskErrorKind::DivisionByZero { .. } => "Panic(0x12)".into(),
        other => other.to_string(),
    }
}

/// A flag as the text that an answer is compared as.
fn flag(value: &Value) -> Value {
    value.as_bool().map_or_else(|| value.clone(), |flag| Value::String(flag.to_string()))
}

#[test]
fn a_wrong_digit_in_any_kind_of_case_is_found() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract/compound_v3");
    let sample = |name: &str| super::load(&folder.join(name));
    let places = [
        ("config", "/expected/assets/0/supplyCap"),
        ("config", "/expected/borrowPerSecondInterestRateBase"),
        ("values", "/expected/principalValueBorrow"),
        ("accrue", "/expected/totals/trackingBorrowIndex"),
        ("accrue", "/expected/user/baseTrackingAccrued"),
        ("account", "/expected/isLiquidatable"),
        ("account", "/boundaries/0/boundaryPrice"),
        ("account", "/boundaries/0/points/0/isLiquidatable"),
        ("absorb", "/expected/basePaidOut"),
        ("absorb", "/expected/absorbCollateral/0/usdValue"),
        ("absorb", "/expected/totalSupplyAssetAfter/0/value"),
        ("absorb", "/expected/user/principal"),
        ("quoteCollateral", "/expected/collateralAmount"),
        ("action", "/expected/user/principal"),
        ("action", "/expected/totals/totalBorrowBase"),
        ("action", "/expected/collateral/0/totalSupplyAsset"),
    ];
    for (kind, place) in places {
        let name = if kind == "action" { "actions.json" } else { "comet.json" };
        let mut file = sample(name);
        assert!(check_file(name, &file).differences.is_empty());
        let found = file["cases"].as_array_mut().expect("cases").iter_mut().filter(|case| case["kind"] == kind);
        let value = found.filter_map(|case| case.pointer_mut(place)).find(|value| value.is_string() || value.is_boolean());
        let value = value.unwrap_or_else(|| panic!("the sample has no {kind} with {place}"));
        *value = match &*value {
            Value::Bool(flag) => Value::Bool(!flag),
            number => Value::String(signed(number).try_add(U256::ONE.into(), "spoil").expect("fits").to_string()),
        };
        assert!(!check_file(name, &file).differences.is_empty(), "{kind}{place}: a wrong digit went unseen");
    }
}
