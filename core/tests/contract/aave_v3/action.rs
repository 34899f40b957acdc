//! What a user does: the stored state of every reserve afterwards, and every refusal by its name.

use super::super::aave_v3_input::{category, flag, list, small, word};
use super::Check;
use plimsoll::venue::aave_v3::AaveV3User;
use plimsoll::venue::{Action, LiquidationCall, Venue};
use serde_json::Value;

impl Check {
    pub(super) fn action(&mut self, before: &AaveV3User, case: &Value) {
        let mut before = before.clone();
        before.e_modes = Some(list(&case["input"]["eModes"]).iter().map(category).collect());
        let expected = &case["expected"];
        let step = &case["input"]["action"];
        let core = match step["kind"].as_str() {
            Some("liquidate") => before.liquidate(&liquidation(&before, step)).map(|(after, _)| after),
            _ => before.apply(&action(&before, step)),
        };
        match (expected["revert"].as_str(), core) {
            (Some(revert), core) => self.refused(revert, core),
            (None, Err(error)) => self.same("action", "no revert".to_string(), error.to_string()),
            (None, Ok(after)) => {
                for (field, value) in expected.as_object().expect("expected") {
                    match field.as_str() {
                        "eMode" => self.same(field, small::<u8>(value), after.e_mode.as_ref().map_or(0, |e_mode| e_mode.id)),
                        "reserves" => list(value).iter().for_each(|reserve| self.stored(&after, reserve)),
                        "revert" => {}
                        _ => self.outcome.differences.push(format!("{}: no comparison is written for {field}", self.id)),
                    }
                }
            }
        }
    }
}

fn asset(user: &AaveV3User, id: &Value) -> String {
    let id: u8 = small(id);
    user.reserves.iter().find(|reserve| reserve.id == id).expect("a reserve of the input").asset.clone()
}

fn liquidation(user: &AaveV3User, value: &Value) -> LiquidationCall {
    LiquidationCall {
        collateral: asset(user, &value["collateralReserveId"]),
        debt: asset(user, &value["reserveId"]),
        repay: Some(word(&value["amount"])),
        seize: None,
        receive_shares: flag(&value["receiveAToken"]),
    }
}

fn action(user: &AaveV3User, value: &Value) -> Action {
    let asset = || asset(user, &value["reserveId"]);
    let amount = || word(&value["amount"]);
    match value["kind"].as_str() {
        Some("supply") => Action::Supply { asset: asset(), amount: amount() },
        Some("withdraw") => Action::Withdraw { asset: asset(), amount: amount() },
        Some("borrow") => Action::Borrow { asset: asset(), amount: amount() },
        Some("repay") => Action::Repay { asset: asset(), amount: amount() },
        Some("useAsCollateral") => Action::UseAsCollateral { asset: asset(), enabled: flag(&value["enabled"]) },
        Some("setEMode") => Action::SetEMode { category: small(&value["category"]) },
        kind => panic!("no action is known as {kind:?}"),
    }
}
