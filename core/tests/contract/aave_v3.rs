//! What is compared in the vectors of Aave v3.

mod action;
mod liquidation;

use super::Outcome;
use super::aave_v3_input::{flag, list, rate_state, revision, small, user, word};
use plimsoll::account::{BoundarySide, PriceBoundary};
use plimsoll::exact::*;
use plimsoll::venue::aave_v3::*;
use plimsoll::{RiskError, U256};
use serde_json::Value;
use std::fmt::{Debug, Display};

/// Compares every case of one file; the kind is the first word of its name, the revision stands in its header.
pub fn check_file(name: &str, file: &Value) -> Outcome {
    let revision = revision(&file["header"]);
    let mut check = Check { id: String::new(), outcome: Outcome::default() };
    for case in list(&file["cases"]) {
        check.id = case["id"].as_str().expect("case id").to_string();
        check.outcome.cases += 1;
        let before = || user(revision, &case["input"]);
        match name.split('-').next() {
            Some("account" | "sweep") => check.account(&before(), case),
            Some("liquidation") => check.liquidation(&before(), case),
            Some("action") => check.action(&before(), case),
            Some("math") => check.math(revision, case),
            Some("rates") => check.rates(case),
            kind => check.outcome.differences.push(format!("no comparison is written for files of kind {kind:?}")),
        }
    }
    check.outcome
}

struct Check {
    id: String,
    outcome: Outcome,
}

impl Check {
    fn same<T: PartialEq + Debug + Display>(&mut self, field: &str, contract: T, core: T) {
        if contract != core {
            self.outcome.differences.push(format!("{} {field}: contract {contract}, core {core}", self.id));
        }
    }

    /// A revert must be the error of the same meaning.
    fn same_revert<T: Debug>(&mut self, revert: &str, code: &str, core: &Result<T, RiskError>) {
        match core {
            Err(error) if error.code() == code => {}
            other => self.outcome.differences.push(format!("{}: contract {revert}, core {other:?}", self.id)),
        }
    }

    fn account(&mut self, user: &AaveV3User, case: &Value) {
        self.account_data(user, &case["expected"]);
        for boundary in list(&case["boundaries"]) {
            self.boundary(user, boundary);
        }
        if let Some(sweep) = case.get("sweep") {
            self.points(user, small(&sweep["reserveId"]), &sweep["points"]);
        }
    }

    fn account_data(&mut self, user: &AaveV3User, expected: &Value) {
        let core = aave_v3_account(user);
        for (index, (reserve, contract)) in user.reserves.iter().zip(list(&expected["perReserve"])).enumerate() {
            match aave_v3_balances(user.revision, reserve) {
                Ok(balances) => self.balances(index, contract, &balances),
                Err(error) => self.same(&format!("perReserve[{index}]"), contract.to_string(), error.to_string()),
            }
        }
        if let Some(revert) = expected["revert"].as_str() {
            // No divisor of the account data can be zero: every revert there is an overflow.
            return self.same_revert(revert, "overflow", &core);
        }
        let data = match core {
            Ok(data) => data,
            Err(error) => return self.same("account", "no revert".to_string(), error.to_string()),
        };
        for (index, contract) in list(&expected["perReserve"]).iter().enumerate() {
            self.balances(index, contract, &data.reserves[index]);
        }
        for (field, value) in expected.as_object().expect("expected") {
            let core = match field.as_str() {
                "totalCollateralBase" => data.total_collateral_base,
                "totalDebtBase" => data.total_debt_base,
                "availableBorrowsBase" => data.available_borrows_base,
                "currentLiquidationThreshold" => data.current_liquidation_threshold_bps,
                "ltv" => data.ltv_bps,
                "healthFactor" => data.health_factor,
                "hasZeroLtvCollateral" => {
                    self.same(field, flag(value), data.has_zero_ltv_collateral);
                    continue;
                }
                "perReserve" | "revert" | "reserves" => continue,
                _ => {
                    self.outcome.differences.push(format!("{}: no comparison is written for {field}", self.id));
                    continue;
                }
            };
            self.same(field, word(value), core);
        }
        self.same("verdict", word(&expected["healthFactor"]) < WAD, data.liquidatable);
    }

    fn balances(&mut self, index: usize, contract: &Value, core: &AaveV3ReserveBalances) {
        for (field, value) in contract.as_object().expect("a reserve") {
            let core = match field.as_str() {
                "normalizedIncome" => core.normalized_income,
                "normalizedDebt" => core.normalized_debt,
                "aTokenBalance" => core.a_token_balance,
                "variableDebt" => core.variable_debt,
                _ => panic!("no comparison is written for perReserve.{field}"),
            };
            self.same(&format!("perReserve[{index}].{field}"), word(value), core);
        }
    }

    fn boundary(&mut self, user: &AaveV3User, expected: &Value) {
        let id: u8 = small(&expected["reserveId"]);
        let side = match expected["side"].as_str() {
            Some("collateral") => BoundarySide::Collateral,
            Some("debt") => BoundarySide::Debt,
            other => panic!("no side is known as {other:?}"),
        };
        let core = aave_v3_boundaries(user).expect("boundaries where the contract has some");
        let Some(core) = core.iter().find(|boundary| boundary.reserve_id == id && boundary.side == side) else {
            self.outcome.differences.push(format!("{}: the core has no boundary for reserve {id}, {side:?}", self.id));
            return;
        };
        self.points(user, id, &expected["points"]);
        let contract = Some(&expected["boundaryPrice"]).filter(|value| !value.is_null()).map(word);
        match (contract, core.boundary) {
            (None, PriceBoundary::NothingLiquidates | PriceBoundary::NothingSaves) => {}
            (Some(contract), PriceBoundary::At { price, unique }) if unique || price == contract => {
                self.same(&format!("boundary of {id}"), contract, price);
            }
            (Some(_), PriceBoundary::At { price, .. }) => {
                // Several flips: the contract's points hold (checked above), and ours must be a flip as well.
                self.outcome.other_flips += 1;
                self.same("safe at our flip", false, self.verdict(user, id, price));
                self.same("liquidatable one below our flip", true, self.verdict(user, id, price.saturating_sub(U256::ONE)));
            }
            (contract, core) => self.outcome.differences.push(format!("{} boundary of {id}: {contract:?}, core {core:?}", self.id)),
        }
    }

    fn verdict(&self, user: &AaveV3User, id: u8, price: U256) -> bool {
        aave_v3_account(&at_price(user, id, price)).expect("account data at the boundary").liquidatable
    }

    fn points(&mut self, user: &AaveV3User, id: u8, points: &Value) {
        for point in list(points) {
            let price = word(&point["price"]);
            match aave_v3_account(&at_price(user, id, price)) {
                Ok(data) => {
                    self.same(&format!("health at {price}"), word(&point["healthFactor"]), data.health_factor);
                    self.same(&format!("verdict at {price}"), flag(&point["liquidatable"]), data.liquidatable);
                }
                Err(error) => self.same(&format!("account at {price}"), "no revert".to_string(), error.to_string()),
            }
        }
    }

    fn rates(&mut self, case: &Value) {
        let (core, expected) = (aave_v3_rates(&rate_state(&case["input"])), &case["expected"]);
        match (expected["revert"].as_str(), core) {
            (Some(revert), core) => self.same_revert(revert, panic_code(revert), &core),
            (None, Ok(core)) => {
                self.same("liquidityRate", word(&expected["liquidityRate"]), core.liquidity_rate);
                self.same("variableBorrowRate", word(&expected["variableBorrowRate"]), core.variable_borrow_rate);
            }
            (None, Err(error)) => self.same("rates", "no revert".to_string(), error.to_string()),
        }
    }

    fn math(&mut self, revision: AaveV3Revision, case: &Value) {
        let name = case["fn"].as_str().expect("fn");
        let args: Vec<U256> = list(&case["args"]).iter().map(word).collect();
        let core = library(revision, name, &args);
        match case["expected"]["revert"].as_str() {
            // The libraries revert without data for both: a zero divisor is the last argument of a division.
            Some(revert) if name.contains("Div") && args.last().is_some_and(|last| last.is_zero()) => {
                self.same_revert(revert, "division_by_zero", &core);
            }
            Some(revert) => self.same_revert(revert, "overflow", &core),
            None => match core {
                Ok(core) => self.same(name, word(&case["expected"]["result"]), core),
                Err(error) => self.same(name, "no revert".to_string(), error.to_string()),
            },
        }
    }
}

/// The core's twin of a function of the contract's libraries.
fn library(revision: AaveV3Revision, name: &str, args: &[U256]) -> Result<U256, RiskError> {
    let arg = |index: usize| args[index];
    let seconds = || u32::try_from(args[1].to_string().parse::<u64>().expect("seconds")).expect("seconds fit 32 bits");
    match name {
        "wadMul" => wad_mul_half_up(arg(0), arg(1)),
        "wadDiv" => wad_div_half_up(arg(0), arg(1)),
        "rayMul" => ray_mul_half_up(arg(0), arg(1)),
        "rayMulFloor" => ray_mul_floor(arg(0), arg(1)),
        "rayMulCeil" => ray_mul_ceil(arg(0), arg(1)),
        "rayDiv" => ray_div_half_up(arg(0), arg(1)),
        "rayDivFloor" => ray_div_floor(arg(0), arg(1)),
        "rayDivCeil" => ray_div_ceil(arg(0), arg(1)),
        "percentMul" => bps_mul_half_up(arg(0), arg(1)),
        "percentMulFloor" => bps_mul_floor(arg(0), arg(1)),
        "percentMulCeil" => bps_mul_ceil(arg(0), arg(1)),
        "percentDiv" => bps_div_half_up(arg(0), arg(1)),
        "percentDivFloor" => bps_div_floor(arg(0), arg(1)),
        "percentDivCeil" => bps_div_ceil(arg(0), arg(1)),
        "mulDivCeil" => narrow_mul_div_ceil(arg(0), arg(1), arg(2)),
        "rayToWad" => Ok(ray_to_wad_half_up(arg(0))),
        "wadToRay" => wad_to_ray(arg(0)),
        "calculateLinearInterest" => aave_v3_linear_interest(arg(0), seconds()),
        "calculateCompoundedInterest" => aave_v3_compounded_interest(revision, arg(0), seconds()),
        "getATokenMintScaledAmount" => a_token_mint_scaled(arg(0), arg(1)),
        "getATokenBurnScaledAmount" => a_token_burn_scaled(arg(0), arg(1)),
        "getATokenTransferScaledAmount" => a_token_transfer_scaled(arg(0), arg(1)),
        "getATokenBalance" => a_token_balance(arg(0), arg(1)),
        "getVTokenMintScaledAmount" => debt_mint_scaled(arg(0), arg(1)),
        "getVTokenBurnScaledAmount" => debt_burn_scaled(arg(0), arg(1)),
        "getVTokenBalance" => debt_balance(arg(0), arg(1)),
        _ => panic!("no function is known as {name}"),
    }
}

fn at_price(user: &AaveV3User, id: u8, price: U256) -> AaveV3User {
    let mut user = user.clone();
    user.reserves.iter_mut().find(|reserve| reserve.id == id).expect("a reserve of the input").price = price;
    user
}

fn panic_code(revert: &str) -> &'static str {
    if revert == "Panic(0x12)" { "division_by_zero" } else { "overflow" }
}
