//! What is compared in the vectors of LLAMMA: what its compiled contracts at cf1d05fb answered.

use super::Outcome;
use plimsoll::venue::llamma::{
    LlammaLoan, LlammaOrder, LlammaPolicy, llamma_exchange, llamma_policy_rate, llamma_soft_liquidation, llamma_wad_exp, llamma_wad_ln,
};
use plimsoll::venue::{Action, Venue};
use plimsoll::{I256, RiskError, RiskErrorKind, U256};
use serde_json::{Value, json};
use std::fmt::Display;

/// Compares every case of one file.
pub fn check_file(_name: &str, file: &Value) -> Outcome {
    let mut check = Check { id: String::new(), outcome: Outcome::default() };
    for case in file["cases"].as_array().expect("cases") {
        check.id = case["id"].as_str().expect("case id").to_string();
        check.outcome.cases += 1;
        match (case.get("input"), case.get("policy")) {
            (Some(input), _) => check.loan(&read(input), case),
            (None, Some(policy)) => check.policy(&read(policy), case),
            (None, None) => check.arithmetic(case),
        }
    }
    check.outcome
}

struct Check {
    id: String,
    outcome: Outcome,
}

impl Check {
    /// The contract's answer or revert against the core's.
    fn same<T: Display>(&mut self, field: &str, contract: &Value, core: Result<T, RiskError>) {
        let agree = match (contract.get("ok"), &core) {
            (Some(Value::Array(all)), Ok(value)) => value.to_string() == all.iter().map(text).collect::<Vec<_>>().join(" "),
            (Some(one), Ok(value)) => value.to_string() == text(one),
            (None, Err(error)) => same_revert(contract, error),
            _ => false,
        };
        if !agree {
            let core = core.map_or_else(|error| format!("{error:?}"), |value| value.to_string());
            let contract =
                contract.as_object().map(|all| all.iter().filter(|(key, _)| *key == "ok" || *key == "revert").collect::<Vec<_>>());
            self.outcome.differences.push(format!("{} {field}: contract {contract:?}, core {core}", self.id));
        }
    }

    fn loan(&mut self, loan: &LlammaLoan, case: &Value) {
        for (field, value) in case["expected"].as_object().expect("expected") {
            match field.as_str() {
                "debt" => self.same(field, &json!({ "ok": value }), loan.debt()),
                "healthFull" => {
                    self.same(field, value, loan.controller_health(true));
                    if let Some(health) = value.get("ok") {
                        let verdict = loan.health().map(|health| health.liquidatable);
                        self.same("verdict", &json!({ "ok": text(health).starts_with('-').to_string() }), verdict);
                    }
                }
                "health" => self.same(field, value, loan.controller_health(false)),
                "xDown" => self.same(field, value, loan.x_down()),
                "yUp" => self.same(field, value, loan.y_up()),
                "sumXy" => self.same(field, value, loan.sum_xy().map(|(x, y)| format!("{x} {y}"))),
                "priceOracle" => self.same(field, value, loan.price_oracle().map(|(price, fee)| format!("{price} {fee}"))),
                "getP" => self.same(field, value, loan.amm_price()),
                "pOracleUp" => {
                    for band in value.as_array().expect("bands") {
                        let n = i32::try_from(band["n"].as_i64().expect("a band")).expect("a band");
                        self.same(field, &band["value"], loan.p_oracle_up(n));
                    }
                }
                _ => self.outcome.differences.push(format!("{}: no comparison is written for {field}", self.id)),
            }
        }
        for point in case.get("points").and_then(Value::as_array).into_iter().flatten() {
            let moved = loan.with_prices(&[(&loan.collateral, word(&point["price"]))]).expect("the collateral has a price");
            self.same("point healthFull", &point["healthFull"], moved.controller_health(true));
            self.same("point xDown", &point["xDown"], moved.x_down());
            self.same("point yUp", &point["yUp"], moved.y_up());
        }
        for question in case["questions"].as_array().expect("questions") {
            self.question(loan, question);
        }
    }

    fn question(&mut self, loan: &LlammaLoan, question: &Value) {
        let number = |field: &str| word(&question[field]);
        let bands = || u8::try_from(question["bands"].as_u64().expect("bands")).expect("few bands");
        let kind = text(&question["ask"]);
        let (collateral, borrowed) = (loan.collateral.clone(), loan.borrowed.clone());
        // The contract's coin 0 is the borrowed one.
        let sold = || if question["sold"] == 0 { borrowed.clone() } else { collateral.clone() };
        let order = |exact_output| LlammaOrder { sold: sold(), amount: number("amount"), exact_output };
        let traded = |exact| llamma_exchange(loan, &order(exact)).map(|trade| trade.loan);
        let after = match kind.as_str() {
            "amountForPrice" => {
                return self.same(
                    &kind,
                    question,
                    loan.amount_for_price(number("price")).map(|(amount, pump)| format!("{amount} {}", python(pump))),
                );
            }
            "getDy" => {
                return self.same(
                    &kind,
                    question,
                    loan.trade_quote(&sold(), number("amount"), false).map(|(paid, received)| format!("{paid} {received}")),
                );
            }
            "getDydx" => {
                return self.same(
                    &kind,
                    question,
                    loan.trade_quote(&sold(), number("amount"), true).map(|(paid, received)| format!("{received} {paid}")),
                );
            }
            "getDx" => {
                let dx = loan.trade_quote(&sold(), number("amount"), true).and_then(|(paid, received)| {
                    if received == number("amount") {
                        Ok(paid)
                    } else {
                        Err(RiskError::from(RiskErrorKind::Refused { reason: "other".into() }))
                    }
                });
                return self.same(&kind, question, dx);
            }
            "later" | "turn" => {
                // The oracle answers the same, or something else, some seconds later.
                let moved = loan
                    .later(seconds(question))
                    .map(|later| LlammaLoan { oracle_price: if kind == "turn" { number("price") } else { later.oracle_price }, ..later });
                return self.same(&kind, question, moved.and_then(|moved| moment(&moved)));
            }
            "best" => return self.best(loan, question),
            "exchange" => traded(false),
            "exchangeDy" => traded(true),
            "arbitrage" => llamma_soft_liquidation(loan, vec![loan.oracle_price]).map(|path| path.loan),
            "debtN1" => return self.same(&kind, question, loan.debt_n1(number("collateral"), number("debt"), bands())),
            "maxBorrowable" => {
                return self.same(&kind, question, loan.max_borrowable(number("collateral"), bands(), number("available")));
            }
            "minCollateral" => return self.same(&kind, question, loan.min_collateral(number("debt"), bands())),
            "tokensToShrink" => return self.same(&kind, question, loan.tokens_to_shrink(number("available"))),
            "tokensToLiquidate" => return self.same(&kind, question, loan.tokens_to_liquidate(number("share"))),
            "supply" => loan.apply(&Action::Supply { asset: collateral, amount: number("amount") }),
            "withdraw" => loan.apply(&Action::Withdraw { asset: collateral, amount: number("amount") }),
            "borrow" => loan.apply(&Action::Borrow { asset: borrowed, amount: number("amount") }),
            "repay" => loan.apply(&Action::Repay { asset: borrowed, amount: number("amount") }),
            "shrink" => loan.repaid(number("amount"), true),
            "liquidate" => loan.liquidated(number("share")).map(|(after, ..)| after),
            "create" => loan.create_loan(number("collateral"), number("debt"), bands()),
            _ => return self.outcome.differences.push(format!("{}: no comparison is written for {kind}", self.id)),
        };
        match question.get("state") {
            Some(state) => {
                let contract: LlammaLoan = serde_json::from_value(state.clone()).expect("a state");
                self.same(&kind, &json!({ "ok": shown(&contract) }), after.map(|after| shown(&after)));
            }
            None => self.same(&kind, question, after.map(|after| shown(&after))),
        }
    }

    /// What pays an arbitrageur most, searched on the contract by halving: the core's amount gains as much, but for the last units.
    fn best(&mut self, loan: &LlammaLoan, question: &Value) {
        let (price, most) = (word(&question["price"]).to_f64(), text(&question["profit"]).parse::<f64>().expect("a number"));
        let gain = || -> Result<f64, RiskError> {
            let (amount, pump) = loan.amount_that_pays(word(&question["price"]))?;
            let sold = if pump { &loan.borrowed } else { &loan.collateral };
            let (paid, received) = loan.trade_quote(sold, amount, false)?;
            let value = |amount: U256, borrowed: bool| amount.to_f64() * self::unit(loan, borrowed, price);
            Ok(value(received, !pump) - value(paid, pump))
        };
        let blur = 4.0 * (unit(loan, true, price) + unit(loan, false, price)) + 1e-9 * most;
        match gain() {
            Ok(gained) if (gained - most).abs() <= blur => {}
            other => self.outcome.differences.push(format!("{} best: contract {most}, core {other:?}, blur {blur}", self.id)),
        }
    }

    fn policy(&mut self, policy: &LlammaPolicy, case: &Value) {
        let moments = [(0, &case["expected"]), (seconds(&case["later"]), &case["later"])];
        for (seconds, contract) in moments {
            let answer = llamma_policy_rate(policy, seconds);
            if let Some(revert) = contract.get("revert") {
                self.same("rate", &json!({ "revert": revert }), answer.map(|answer| answer.rate));
                continue;
            }
            let after: LlammaPolicy = read(&contract["after"]);
            let of = |field| json!({ "ok": contract[field] });
            self.same("rate", &of("rate"), answer.as_ref().map(|answer| answer.rate).map_err(Clone::clone));
            self.same("written", &of("written"), answer.as_ref().map(|answer| answer.written_rate).map_err(Clone::clone));
            self.same("after", &json!({ "ok": format!("{after:?}") }), answer.map(|answer| format!("{:?}", answer.policy)));
        }
    }

    fn arithmetic(&mut self, case: &Value) {
        let expected = &case["expected"];
        match text(&case["ask"]).as_str() {
            "ln" => self.same("ln", expected, llamma_wad_ln(word(&case["x"]))),
            _ => self.same("exp", expected, llamma_wad_exp(text(&case["x"]).parse::<I256>().expect("a signed word"))),
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"))
}

fn seconds(question: &Value) -> u32 {
    u32::try_from(question["seconds"].as_u64().expect("seconds")).expect("few seconds")
}

fn power(exponent: u8) -> f64 {
    U256::power_of_ten(exponent).expect("few decimals").to_f64()
}

/// What one unit of a token is worth, times 10^36.
fn unit(loan: &LlammaLoan, borrowed: bool, price: f64) -> f64 {
    if borrowed { power(36 - loan.borrowed_decimals) } else { power(18 - loan.collateral_decimals) * price }
}

/// Price and fee of the oracle, full health and the AMM's price, as the contract's driver lists them.
fn moment(loan: &LlammaLoan) -> Result<String, RiskError> {
    let (price, fee) = loan.price_oracle()?;
    let health = if loan.debt()?.is_zero() { "none".into() } else { loan.controller_health(true)?.to_string() };
    Ok(format!("{price} {fee} {health} {}", loan.amm_price()?))
}

/// A truth value as the contract's driver writes it.
fn python(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

/// Everything of a state that a step changes; a band without anything and without the borrower is no band.
fn shown(loan: &LlammaLoan) -> String {
    let mut loan = loan.clone();
    if let Some(trading) = loan.trading.as_mut().filter(|_| loan.oracle.is_none()) {
        // After a jump the AMM's oracle moves on by a step with every trade; the price and its fee are what a state is given.
        (loan.oracle_price, trading.oracle_fee) = (U256::ZERO, U256::ZERO);
    }
    loan.bands.retain(|one| !(one.x.is_zero() && one.y.is_zero() && one.total_shares.is_zero()));
    if loan.initial_debt.is_zero() {
        // Without a loan the contract's range and its multiplier say nothing.
        (loan.n1, loan.n2, loan.loan_rate_mul, loan.user_liquidation_discount) = (I256::ZERO, I256::ZERO, U256::ZERO, U256::ZERO);
    }
    format!("{loan:?}")
}

/// A refusal by the contract's own word; a revert without one is any error.
fn same_revert(contract: &Value, error: &RiskError) -> bool {
    match (contract["revert"].as_str().expect("a revert"), error.kind()) {
        ("other", _) => true,
        (reason, RiskErrorKind::Refused { reason: core }) => reason == core,
        _ => false,
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_string()
}

fn word(value: &Value) -> U256 {
    text(value).parse().expect("an unsigned word")
}
