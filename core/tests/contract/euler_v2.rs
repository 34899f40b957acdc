//! What is compared in the vectors of Euler v2.

use super::Outcome;
use super::aave_v3_input::{flag, list, word};
use plimsoll::account::{BoundarySide, PriceBoundary};
use plimsoll::venue::Venue;
use plimsoll::venue::euler_v2::*;
use plimsoll::{RiskError, RiskErrorKind, U256};
use serde_json::Value;
use std::fmt::Display;

/// Compares every case of one file by the kind that it states.
pub fn check_file(_name: &str, file: &Value) -> Outcome {
    let mut check = Check { id: String::new(), outcome: Outcome::default() };
    for case in list(&file["cases"]) {
        check.id = text(&case["id"]).to_string();
        check.outcome.cases += 1;
        check.known(case, "case", &["kind", "id", "edge", "input", "expected", "boundaries", "operations", "samples"]);
        match text(&case["kind"]) {
            "ltvRamp" => check.ramp(case),
            "accrual" => check.accrual(case),
            "liquidity" => {
                check.liquidity(&account(&case["input"]), &case["expected"]);
                for boundary in list(&case["boundaries"]) {
                    check.boundary(&account(&case["input"]), boundary);
                }
            }
            "liquidation" => check.liquidation(&account(&case["input"]), case),
            kind => check.outcome.differences.push(format!("no comparison is written for cases of kind {kind}")),
        }
    }
    check.outcome
}

struct Check {
    id: String,
    outcome: Outcome,
}

impl Check {
    fn differs(&mut self, what: impl Display) {
        self.outcome.differences.push(format!("{}: {what}", self.id));
    }

    /// A number, or the name of a revert.
    fn same(&mut self, field: &str, contract: &Value, core: Result<U256, RiskError>) {
        match (revert(contract), core) {
            (Some(name), Err(error)) if is_revert(name, &error) => {}
            (None, Ok(core)) if contract.as_str() == Some(core.to_string().as_str()) => {}
            (_, core) => self.differs(format!("{field}: contract {contract}, core {core:?}")),
        }
    }

    fn same_flag(&mut self, field: &str, contract: &Value, core: bool) {
        if flag(contract) != core {
            self.differs(format!("{field}: contract {contract}, core {core}"));
        }
    }

    /// A field without a comparison is a difference.
    fn known(&mut self, object: &Value, what: &str, fields: &[&str]) {
        for field in object.as_object().expect("an object").keys() {
            if !fields.contains(&field.as_str()) {
                self.differs(format!("no comparison is written for {what}.{field}"));
            }
        }
    }

    fn ramp(&mut self, case: &Value) {
        let mut steps: Vec<&Value> = list(&case["operations"]).iter().chain(list(&case["samples"])).collect();
        steps.sort_by_key(|step| small::<u32>(&step["seq"]));
        let (mut now, mut ltv) = (0, unset());
        for step in steps {
            let at: u32 = small(&step["at"]);
            ltv.ramp_remaining_seconds = ltv.ramp_remaining_seconds.saturating_sub(at - now);
            now = at;
            let Some(expected) = step.get("expected") else {
                self.known(step, "sample", &["seq", "at", "borrowLTV", "liquidationLTV"]);
                self.same("borrowLTV", &step["borrowLTV"], Ok(bps(ltv.borrow_ltv_bps)));
                self.same("liquidationLTV", &step["liquidationLTV"], Ok(bps(euler_v2_liquidation_ltv_bps(&ltv))));
                continue;
            };
            self.known(step, "operation", &["seq", "at", "borrowLTV", "liquidationLTV", "rampDuration", "expected"]);
            let set = euler_v2_set_ltv(&ltv, small(&step["borrowLTV"]), small(&step["liquidationLTV"]), small(&step["rampDuration"]));
            let set = match (expected["revert"].as_str(), set) {
                (None, Ok(set)) => set,
                (Some(name), Err(error)) if is_revert(name, &error) => continue,
                (_, set) => {
                    self.differs(format!("setLTV: contract {expected}, core {set:?}"));
                    continue;
                }
            };
            ltv = set;
            for (field, value) in expected.as_object().expect("expected") {
                let core = match field.as_str() {
                    "borrowLTV" => bps(ltv.borrow_ltv_bps),
                    "liquidationLTV" => bps(ltv.liquidation_ltv_bps),
                    "initialLiquidationLTV" => bps(ltv.initial_liquidation_ltv_bps),
                    "targetTimestampOffset" => U256::new(u64::from(now) + u64::from(ltv.ramp_remaining_seconds)),
                    "rampDuration" => U256::new(u64::from(ltv.ramp_duration_seconds)),
                    "revert" => continue,
                    _ => return self.differs(format!("no comparison is written for setLTV.{field}")),
                };
                self.same(field, value, Ok(core));
            }
        }
    }

    fn accrual(&mut self, case: &Value) {
        let (input, expected) = (&case["input"], &case["expected"]);
        self.known(input, "input", &["vault", "user", "convertAmount"]);
        let vault = euler_v2_accrue(&vault(&input["vault"]));
        let (user, amount) = (&input["user"], word(&input["convertAmount"]));
        let debt = vault
            .clone()
            .and_then(|vault| euler_v2_debt(vault.interest_accumulator, word(&user["owed"]), word(&user["interestAccumulator"])));
        for (field, value) in expected.as_object().expect("expected") {
            let vault = vault.as_ref().map_err(Clone::clone);
            let of = |answer: fn(&EulerV2Vault, U256) -> Result<U256, RiskError>| vault.clone().and_then(|vault| answer(vault, amount));
            let core = match field.as_str() {
                "interestAccumulator" => vault.map(|vault| vault.interest_accumulator),
                "totalBorrowsExact" => vault.map(|vault| vault.total_borrows),
                "totalBorrows" => vault.and_then(|vault| euler_v2_total_assets(vault)?.try_sub(vault.cash, "test")),
                "debtOfExact" => debt.clone().map(|debt| debt.exact),
                "debtOf" => debt.clone().map(|debt| debt.assets),
                "accumulatedFees" => vault.map(|vault| vault.accumulated_fees),
                "totalSupply" => vault.map(|vault| vault.total_shares),
                "totalAssets" => vault.and_then(euler_v2_total_assets),
                "convertToAssets" | "previewRedeem" => of(euler_v2_convert_to_assets),
                "convertToShares" | "previewDeposit" => of(euler_v2_convert_to_shares),
                "previewMint" => of(euler_v2_preview_mint),
                "previewWithdraw" => of(euler_v2_preview_withdraw),
                _ => return self.differs(format!("no comparison is written for accrual.{field}")),
            };
            self.same(field, value, core);
        }
    }

    /// The sums of both checks, the verdicts, and the largest liquidation.
    fn liquidity(&mut self, account: &EulerV2Account, expected: &Value) {
        let sides = ["borrow", "liquidation"].map(|side| (side, euler_v2_liquidity(account, purpose(side))));
        let debt = sides[0].1.clone().map(|side| side.debt);
        for (field, value) in expected.as_object().expect("expected") {
            match field.as_str() {
                "debtOf" => self.same(field, value, debt.clone().map(|debt| debt.assets)),
                "debtOfExact" => self.same(field, value, debt.clone().map(|debt| debt.exact)),
                "borrow" | "liquidation" => {
                    let core = sides.iter().find(|(side, _)| side == field).expect("a side").1.clone();
                    self.sums(field, value, &core);
                }
                "accountStatusOk" => self.same_flag(field, value, euler_v2_account_status(account).is_ok()),
                "accountStatusRevert" => match (value.as_str(), euler_v2_account_status(account)) {
                    (None, Ok(())) => {}
                    (Some(name), Err(error)) if is_revert(name, &error) => {}
                    (_, core) => self.differs(format!("account status: contract {value}, core {core:?}")),
                },
                "checkLiquidation" => self.largest(account, value),
                "liquidate" => {}
                _ => self.differs(format!("no comparison is written for expected.{field}")),
            }
        }
        if let (Ok(side), Ok(health)) = (&sides[1].1, account.health()) {
            let liquidatable = !side.liability_value.is_zero() && side.collateral_value <= side.liability_value;
            if health.liquidatable != liquidatable || health.required != side.liability_value {
                self.differs(format!("health {health:?} against {side:?}"));
            }
        }
    }

    fn sums(&mut self, side: &str, expected: &Value, core: &Result<EulerV2Liquidity, RiskError>) {
        self.known(expected, side, &["collateralValue", "liabilityValue", "collateralValues", "revert"]);
        if let Some(name) = expected["revert"].as_str() {
            return self.same(side, &Value::String(name.into()), core.clone().map(|core| core.collateral_value));
        }
        self.same(&format!("{side}.collateralValue"), &expected["collateralValue"], core.clone().map(|core| core.collateral_value));
        self.same(&format!("{side}.liabilityValue"), &expected["liabilityValue"], core.clone().map(|core| core.liability_value));
        if let (Some(values), Ok(core)) = (expected.get("collateralValues"), core) {
            let texts: Vec<String> = core.collateral_values.iter().map(U256::to_string).collect();
            if list(values).iter().map(text).ne(texts.iter().map(String::as_str)) {
                self.differs(format!("{side}.collateralValues: contract {values}, core {texts:?}"));
            }
        }
    }

    fn largest(&mut self, account: &EulerV2Account, expected: &Value) {
        self.known(expected, "checkLiquidation", &["collateral", "maxRepay", "maxYield", "revert"]);
        let core = euler_v2_check_liquidation(account, text(&expected["collateral"]));
        match (expected["revert"].as_str(), core) {
            (Some(name), Err(error)) if is_revert(name, &error) => {}
            (None, Ok(core)) => {
                self.same("maxRepay", &expected["maxRepay"], Ok(core.repay_assets));
                self.same("maxYield", &expected["maxYield"], Ok(core.yield_balance));
            }
            (_, core) => self.differs(format!("checkLiquidation: contract {expected}, core {core:?}")),
        }
    }

    fn boundary(&mut self, account: &EulerV2Account, expected: &Value) {
        self.known(expected, "boundary", &["collateral", "boundaryMidPrice", "points"]);
        let asset = text(&expected["collateral"]);
        let found = account.boundaries().expect("boundaries where the contract has some");
        let core = found.iter().find(|one| one.asset == asset && one.side == BoundarySide::Collateral).expect("a boundary");
        match (expected["boundaryMidPrice"].as_str(), core.boundary) {
            (Some(contract), PriceBoundary::At { price, unique: true }) if price.to_string() == contract => {}
            (None, PriceBoundary::NothingLiquidates | PriceBoundary::NothingSaves) => {}
            (contract, core) => self.differs(format!("boundary of {asset}: contract {contract:?}, core {core:?}")),
        }
        for point in list(&expected["points"]) {
            self.known(point, "point", &["midPrice", "collateralValue", "liabilityValue", "liquidatable", "maxRepay", "maxYield"]);
            let moved = account.with_prices(&[(asset, word(&point["midPrice"]))]).expect("another price");
            let side = euler_v2_liquidity(&moved, EulerV2Purpose::Liquidation);
            self.same("collateralValue", &point["collateralValue"], side.clone().map(|side| side.collateral_value));
            self.same("liabilityValue", &point["liabilityValue"], side.map(|side| side.liability_value));
            self.same_flag("liquidatable", &point["liquidatable"], moved.health().expect("a health").liquidatable);
            let most = euler_v2_check_liquidation(&moved, asset);
            if point["maxRepay"].is_null() {
                if most.is_ok() {
                    self.differs(format!("the largest liquidation reverts there, core {most:?}"));
                }
                continue;
            }
            self.same("maxRepay", &point["maxRepay"], most.clone().map(|most| most.repay_assets));
            self.same("maxYield", &point["maxYield"], most.map(|most| most.yield_balance));
        }
    }

    fn liquidation(&mut self, account: &EulerV2Account, case: &Value) {
        let (input, call) = (&case["input"], &case["input"]["call"]);
        self.known(call, "call", &["collateral", "repayAssets", "minYieldBalance"]);
        self.known(&input["flags"], "flags", &["dontSocialize"]);
        self.liquidity(account, &case["expected"]);
        let liquidator =
            EulerV2Liquidator { owed: word(&input["liquidatorOwed"]), interest_accumulator: word(&input["liquidatorInterestAccumulator"]) };
        let repay = Some(word(&call["repayAssets"])).filter(|amount| *amount != U256::MAX);
        let asset = text(&call["collateral"]);
        let core = euler_v2_liquidate(account, liquidator, asset, repay, word(&call["minYieldBalance"]));
        let expected = &case["expected"]["liquidate"];
        let core = match (expected["revert"].as_str(), core) {
            (Some(name), Err(error)) if is_revert(name, &error) => return,
            (None, Ok(core)) => core,
            (_, core) => return self.differs(format!("liquidate: contract {expected}, core {core:?}")),
        };
        let balance = |account: &EulerV2Account| account.collaterals.iter().find(|one| one.asset == asset).expect("a collateral").balance;
        for (field, value) in expected.as_object().expect("expected") {
            let number = match field.as_str() {
                "socialized" => core.socialized,
                "repayAssets" => core.repay_assets,
                "yieldBalance" => core.yield_balance,
                "violatorOwedAfter" => core.account.liability.owed,
                "liquidatorOwedAfter" => core.liquidator.owed,
                "violatorCollateralAfter" => balance(&core.account),
                "liquidatorCollateralAfter" => balance(account).saturating_sub(balance(&core.account)),
                "totalBorrowsExactAfter" => core.account.vault.total_borrows,
                "interestAccumulatorAfter" => core.account.vault.interest_accumulator,
                "totalSharesAfter" => core.account.vault.total_shares,
                "accumulatedFeesAfter" => core.account.vault.accumulated_fees,
                "liquidationAfter" => {
                    self.sums(field, value, &euler_v2_liquidity(&core.account, EulerV2Purpose::Liquidation));
                    continue;
                }
                "revert" => continue,
                _ => return self.differs(format!("no comparison is written for liquidate.{field}")),
            };
            self.same(field, value, Ok(number));
        }
    }
}

/// The name of a revert, where a number could stand.
fn revert(value: &Value) -> Option<&str> {
    value["revert"].as_str().or_else(|| value.as_str().filter(|text| !text.bytes().all(|b| b.is_ascii_digit())))
}

/// The vault's own names are compared by name; panics by class.
fn is_revert(name: &str, core: &RiskError) -> bool {
    match name {
        "Panic(0x11)" => core.code() == "overflow",
        "Panic(0x12)" => core.code() == "division_by_zero",
        // Amounts that do not fit are an overflow here, with the contract's name in the message.
        "E_AmountTooLargeToEncode" | "E_DebtAmountTooLargeToEncode" => core.code() == "overflow" && core.to_string().contains(name),
        // The vectors' page has another name for this than the contract.
        "E_InvalidConfigAmount" => *core == RiskError::from(RiskErrorKind::Refused { reason: "E_ConfigAmountTooLargeToEncode".into() }),
        _ => *core == RiskError::from(RiskErrorKind::Refused { reason: name.into() }),
    }
}

fn purpose(side: &str) -> EulerV2Purpose {
    if side == "borrow" { EulerV2Purpose::Borrow } else { EulerV2Purpose::Liquidation }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

fn small<T: std::str::FromStr<Err: std::fmt::Debug>>(value: &Value) -> T {
    text(value).parse().expect("a small integer")
}

fn bps(value: u16) -> U256 {
    U256::new(u64::from(value))
}

fn unset() -> EulerV2Ltv {
    EulerV2Ltv {
        borrow_ltv_bps: 0,
        liquidation_ltv_bps: 0,
        initial_liquidation_ltv_bps: 0,
        ramp_remaining_seconds: 0,
        ramp_duration_seconds: 0,
    }
}

fn vault(input: &Value) -> EulerV2Vault {
    EulerV2Vault {
        elapsed_seconds: small(&input["elapsed"]),
        cash: word(&input["cash"]),
        total_shares: word(&input["totalShares"]),
        total_borrows: word(&input["totalBorrows"]),
        accumulated_fees: word(&input["accumulatedFees"]),
        interest_accumulator: word(&input["interestAccumulator"]),
        interest_fee_bps: small(&input["interestFee"]),
        interest_rate: word(&input["interestRate"]),
        max_liquidation_discount_bps: 0,
        liquidation_cool_off_seconds: 1,
        dont_socialize_debt: false,
        borrow_cap: None,
    }
}

/// The account of a case; collaterals go by their index.
fn account(input: &Value) -> EulerV2Account {
    let (debt, mut vault) = (&input["liability"], vault(&input["vault"]));
    vault.max_liquidation_discount_bps = small(&input["maxLiquidationDiscount"]);
    vault.dont_socialize_debt = input["flags"]["dontSocialize"].as_bool().unwrap_or(false);
    EulerV2Account {
        vault,
        unit_of_account_decimals: 18,
        cool_off_remaining_seconds: u32::from(flag(&input["coolOffActive"])),
        liability: EulerV2Liability {
            asset: "debt".into(),
            decimals: 18,
            is_unit_of_account: flag(&input["liabilityIsUnitOfAccount"]),
            factor: None,
            mid_price: word(&debt["midPrice"]),
            bid_price: word(&debt["bidPrice"]),
            ask_price: word(&debt["askPrice"]),
            owed: word(&debt["owed"]),
            interest_accumulator: word(&debt["interestAccumulator"]),
        },
        collaterals: list(&input["collaterals"]).iter().map(collateral).collect(),
    }
}

fn collateral(input: &Value) -> EulerV2Collateral {
    EulerV2Collateral {
        asset: text(&input["index"]).into(),
        decimals: 18,
        factor: None,
        balance: word(&input["shareBalance"]),
        mid_price: word(&input["midPrice"]),
        bid_price: word(&input["bidPrice"]),
        ask_price: word(&input["askPrice"]),
        ltv: EulerV2Ltv {
            borrow_ltv_bps: small(&input["borrowLTV"]),
            liquidation_ltv_bps: small(&input["liquidationLTV"]),
            initial_liquidation_ltv_bps: small(&input["initialLiquidationLTV"]),
            ramp_remaining_seconds: small(&input["timeRemaining"]),
            ramp_duration_seconds: small(&input["rampDuration"]),
        },
        recognized: flag(&input["recognized"]),
    }
}

/// Every expected number and flag, wrong by one digit, is a difference.
#[test]
fn a_wrong_digit_is_found_in_every_field_of_euler_v2() {
    for name in ["ltv_ramp.json", "accrual.json", "liquidity.json", "liquidation.json"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract/euler_v2").join(name);
        super::spoil::every_field(&super::load(&path), |file| check_file(name, file).differences.len());
    }
}
