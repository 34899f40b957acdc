//! `liquidationCall`: every amount, every refusal, and the stored state of every reserve afterwards.

use super::super::aave_v3_input::{flag, list, small, word};
use super::{Check, panic_code};
use plimsoll::exact::WAD;
use plimsoll::venue::aave_v3::*;
use plimsoll::venue::{LiquidationCall, Venue};
use plimsoll::{RiskError, RiskErrorKind, U256};
use serde_json::Value;
use std::fmt::Debug;

impl Check {
    pub(super) fn liquidation(&mut self, before: &AaveV3User, case: &Value) {
        self.account_data(before, &case["before"]);
        let call = call(before, &case["input"]["call"]);
        let (expected, core) = (&case["expected"], aave_v3_liquidation_call(before, &call));
        self.same("position's way", core.is_ok(), before.liquidate(&call).is_ok());
        match (expected["revert"].as_str(), core) {
            (Some(revert), core) => self.refused(revert, core.map(|(_, done)| done)),
            (None, Err(error)) => self.same("call", "no revert".to_string(), error.to_string()),
            (None, Ok((after, done))) => {
                self.receipt(before, &call, &done, expected);
                self.outcome(before, &call, &done);
                self.account_data(&after, &expected["after"]);
                for reserve in list(&expected["after"]["reserves"]) {
                    self.stored(&after, reserve);
                }
            }
        }
    }

    /// A refusal goes by its name; what Solidity itself raises goes by its class.
    pub(super) fn refused<T: Debug>(&mut self, revert: &str, core: Result<T, RiskError>) {
        if let Err(RiskErrorKind::Refused { reason }) = core.as_ref().map_err(RiskError::kind) {
            return self.same("revert", revert, reason);
        }
        match core {
            core if revert.starts_with("Panic") => self.same_revert(revert, panic_code(revert), &core),
            // A cast that does not fit has no code of its own, and the libraries' guards revert without data.
            Err(error) if revert.starts_with("SafeCast") => self.same("revert", "overflow", error.code()),
            Err(error) if revert == "EMPTY_REVERT" => self.same("class", true, ["overflow", "division_by_zero"].contains(&error.code())),
            core => self.same("revert", revert.to_string(), format!("{core:?}")),
        }
    }

    fn receipt(&mut self, before: &AaveV3User, call: &LiquidationCall, done: &AaveV3Liquidation, expected: &Value) {
        let data = aave_v3_account(before).expect("account data before a call that succeeds");
        let now = |asset: &str| {
            let place = before.reserves.iter().position(|reserve| reserve.asset == asset).expect("a reserve of the call");
            data.reserves[place].clone()
        };
        self.same("liquidatable before", true, data.health_factor < WAD);
        let taken = if call.receive_shares { U256::ZERO } else { done.collateral };
        for (field, value) in expected.as_object().expect("expected") {
            let core = match field.as_str() {
                "actualDebtToLiquidate" => done.repaid,
                "actualCollateralToLiquidate" => done.collateral,
                "protocolFeeAmount" => done.fee,
                "protocolFeeScaled" => done.fee_scaled,
                "liquidatorUnderlyingReceived" => taken,
                "liquidatorScaledATokenReceived" => done.collateral_scaled,
                "borrowerCollateralBalanceBefore" => now(&call.collateral).a_token_balance,
                "borrowerReserveDebtBefore" => now(&call.debt).variable_debt,
                "closeFactorRegime" => {
                    let regime = if done.halved { "half" } else { "full" };
                    self.same(field, value.as_str().expect("a regime"), regime);
                    continue;
                }
                "deficitCreated" => {
                    let contract: Vec<_> = list(value)
                        .iter()
                        .map(|one| AaveV3ReserveDeficit { reserve_id: small(&one["reserveId"]), amount: word(&one["amount"]) })
                        .collect();
                    self.same(field, format!("{contract:?}"), format!("{:?}", done.deficits));
                    continue;
                }
                "after" | "revert" => continue,
                _ => {
                    self.outcome.differences.push(format!("{}: no comparison is written for {field}", self.id));
                    continue;
                }
            };
            self.same(field, word(value), core);
        }
    }

    /// The venue-neutral outcome says the same.
    fn outcome(&mut self, before: &AaveV3User, call: &LiquidationCall, done: &AaveV3Liquidation) {
        let (_, outcome) = before.liquidate(call).expect("the same call");
        let sum = |amounts: &[plimsoll::venue::AssetAmount]| {
            amounts.iter().fold(U256::ZERO, |sum, one| sum.try_add(one.amount, "sum").expect("fits"))
        };
        self.same("outcome.repaid", done.repaid, sum(&outcome.repaid));
        self.same("outcome.received", done.collateral, sum(&outcome.received));
        self.same("outcome.fee", done.fee, sum(&outcome.fee));
        self.same("outcome.seized", done.collateral.try_add(done.fee, "sum").expect("fits"), sum(&outcome.seized));
        self.same("outcome.deficit", done.deficits.len(), outcome.deficit.len());
    }

    pub(super) fn stored(&mut self, after: &AaveV3User, contract: &Value) {
        let id: u8 = small(&contract["id"]);
        let core = after.reserves.iter().find(|reserve| reserve.id == id).expect("a reserve of the input");
        let pool = core.pool.as_ref().expect("the input has the pool's totals");
        for (field, value) in contract.as_object().expect("a reserve") {
            let name = format!("after[{id}].{field}");
            let core = match field.as_str() {
                "id" => continue,
                "scaledATokenBalance" => core.scaled_a_token_balance,
                "scaledVariableDebt" => core.scaled_variable_debt,
                "liquidityIndex" => core.liquidity_index,
                "variableBorrowIndex" => core.variable_borrow_index,
                "currentLiquidityRate" => core.current_liquidity_rate,
                "currentVariableBorrowRate" => core.current_variable_borrow_rate,
                "virtualUnderlyingBalance" => pool.virtual_underlying_balance,
                "deficit" => pool.deficit,
                "accruedToTreasury" => pool.accrued_to_treasury,
                "scaledATokenTotalSupply" => pool.scaled_a_token_total_supply,
                "scaledVariableDebtTotalSupply" => pool.scaled_variable_debt_total_supply,
                "isolationModeTotalDebt" => core.limits.expect("the input has limits").isolation_mode_total_debt,
                "usedAsCollateral" => {
                    self.same(&name, flag(value), core.used_as_collateral);
                    continue;
                }
                "isBorrowing" => {
                    self.same(&name, flag(value), core.is_borrowing);
                    continue;
                }
                "updated" => {
                    self.same(&name, flag(value), core.elapsed_seconds == 0);
                    continue;
                }
                _ => {
                    self.outcome.differences.push(format!("{}: no comparison is written for {name}", self.id));
                    continue;
                }
            };
            self.same(&name, word(value), core);
        }
    }
}

fn call(user: &AaveV3User, value: &Value) -> LiquidationCall {
    let asset = |id: &Value| {
        let id: u8 = small(id);
        user.reserves.iter().find(|reserve| reserve.id == id).expect("a reserve of the input").asset.clone()
    };
    LiquidationCall {
        collateral: asset(&value["collateralReserveId"]),
        debt: asset(&value["debtReserveId"]),
        repay: Some(word(&value["debtToCover"])),
        seize: None,
        receive_shares: flag(&value["receiveAToken"]),
    }
}

/// Every value under `expected` of the sample is compared: each, altered alone, is found.
#[test]
fn every_expected_value_of_calls_and_actions_is_compared() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract/aave_v3");
    let mut altered = 0;
    for name in ["liquidation-v3.3.json", "liquidation-v3.6.json", "liquidation-v3.7.json", "action-v3.7.json"] {
        let file = crate::contract::load(&folder.join(name));
        for case in list(&file["cases"]) {
            let leaves = leaves(&case["expected"], "/expected");
            for leaf in leaves.iter().filter(|leaf| !leaf.ends_with("/id")) {
                let mut spoilt = serde_json::json!({"header": file["header"], "cases": [case]});
                let value = spoilt.pointer_mut(&format!("/cases/0{leaf}")).expect("a leaf");
                *value = match &*value {
                    Value::Bool(flag) => Value::Bool(!flag),
                    Value::String(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => Value::String(other_digit(text)),
                    Value::String(_) => Value::String("SomethingElse".into()),
                    Value::Null => Value::String("MustNotLeaveDust".into()),
                    other => panic!("{other} is no leaf"),
                };
                assert!(!super::check_file(name, &spoilt).differences.is_empty(), "{name} {}{leaf} is not compared", case["id"]);
                altered += 1;
            }
        }
    }
    assert!(altered > 600, "only {altered} values were altered");
}

fn other_digit(number: &str) -> String {
    let (head, last) = number.split_at(number.len() - 1);
    format!("{head}{}", if last == "0" { "1" } else { "0" })
}

fn leaves(value: &Value, path: &str) -> Vec<String> {
    match value {
        Value::Object(fields) => fields.iter().flat_map(|(key, value)| leaves(value, &format!("{path}/{key}"))).collect(),
        Value::Array(items) => items.iter().enumerate().flat_map(|(place, value)| leaves(value, &format!("{path}/{place}"))).collect(),
        _ => vec![path.to_string()],
    }
}
