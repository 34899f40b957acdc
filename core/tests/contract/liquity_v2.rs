//! What is compared in the vectors of Liquity v2.

use super::Outcome;
use super::steps::{answer, read, replay, words};
use plimsoll::account::PriceBoundary;
use plimsoll::exact::WAD;
use plimsoll::venue::Venue;
use plimsoll::venue::liquity_v2::*;
use plimsoll::{RiskError, U256};
use serde_json::{Map, Value, json};

const OVERFLOW: &str = "arithmetic overflow or underflow";

/// Compares every step of every case of one file.
pub fn check_file(_: &str, file: &Value) -> Outcome {
    replay(file, inputs, System::new, |system, op, step| system.step(op, step))
}

/// The fields of a step that are asked, not answered.
fn inputs(op: &str) -> &'static [&'static str] {
    match op {
        "set_price" => &["price"],
        "warp" => &["dt"],
        "dec_pow" => &["base", "minutes"],
        "compute_cr" => &["coll", "debt", "price"],
        "offset_and_redistribution" => &["debt", "coll", "bold_in_sp_for_offsets", "price", "price_used"],
        "open" => &["coll", "bold", "annual_interest_rate", "trove"],
        "sp_provide" | "redeem" => &["amount"],
        "liquidate" => &["troves"],
        "probe_min_safe_price" => &["trove"],
        _ => &[],
    }
}

struct System {
    book: LiquityV2Book,
    now: u64,
}

impl System {
    fn new(case: &Value) -> Self {
        let parameter = |name: &str| read::<U256>(&case["params"], name);
        let zero = U256::ZERO;
        let branch = LiquityV2Branch {
            ccr: parameter("CCR"),
            mcr: parameter("MCR"),
            scr: parameter("SCR"),
            penalty_sp: parameter("penalty_sp"),
            penalty_redistribution: parameter("penalty_redistribution"),
            coll_per_stake: zero,
            debt_per_stake: zero,
            total_stakes: zero,
            total_stakes_snapshot: zero,
            total_coll_snapshot: zero,
            coll_error: zero,
            debt_error: zero,
            sp_deposits: zero,
            active_coll: zero,
            agg_recorded_debt: zero,
            agg_weighted_debt: zero,
            default_coll: zero,
            default_debt: zero,
            bold_supply: zero,
            elapsed_seconds: 0,
            base_rate: WAD,
            base_rate_elapsed_seconds: 0,
            trove_count: 0,
        };
        Self { book: LiquityV2Book { price: zero, branch, troves: Vec::new(), last_zombie: None }, now: 0 }
    }

    fn step(&mut self, op: &str, step: &Value) -> Value {
        let result = match op {
            "set_price" => {
                self.book.price = read(step, "price");
                return json!({});
            }
            "warp" => {
                let seconds: u32 = read(step, "dt");
                self.now += u64::from(seconds);
                self.book = self.book.later(seconds).expect("a later branch");
                return json!({});
            }
            "dec_pow" => result(liquity_v2_dec_pow(read(step, "base"), read(step, "minutes"))),
            "compute_cr" => result(liquity_v2_collateral_ratio(read(step, "coll"), read(step, "debt"), read(step, "price"))),
            "offset_and_redistribution" => self.split(step),
            "open" => self.open(step),
            "sp_provide" => self.book.branch.provide_to_pool(read(step, "amount")).map(|()| json!({"state": self.state()})),
            "liquidate" => self.liquidate(step),
            "redeem" => self.redeem(step),
            "read" => return self.read(step).expect("a branch that can be read"),
            "probe_min_safe_price" => return self.min_safe_price(step).expect("a trove with a boundary"),
            _ => return json!({}),
        };
        let mut shown = answer(result, OVERFLOW);
        shown["ok"] = json!(shown.get("error").is_none());
        shown["price"] = json!(self.book.price.to_string());
        shown
    }

    fn state(&self) -> Value {
        let branch = &self.book.branch;
        let fields = [
            ("L_coll", branch.coll_per_stake),
            ("L_debt", branch.debt_per_stake),
            ("total_stakes", branch.total_stakes),
            ("total_stakes_snapshot", branch.total_stakes_snapshot),
            ("total_coll_snapshot", branch.total_coll_snapshot),
            ("coll_error", branch.coll_error),
            ("debt_error", branch.debt_error),
            ("sp_deposits", branch.sp_deposits),
            ("active_coll", branch.active_coll),
            ("agg_recorded_debt", branch.agg_recorded_debt),
            ("agg_weighted_debt", branch.agg_weighted_debt),
            ("default_coll", branch.default_coll),
            ("default_debt", branch.default_debt),
            ("bold_supply", branch.bold_supply),
        ];
        Value::Object(fields.iter().map(|(name, value)| ((*name).to_string(), json!(value.to_string()))).collect())
    }

    fn split(&self, step: &Value) -> Result<Value, RiskError> {
        let branch = &self.book.branch;
        let price = if step.get("price_used").is_some() { "price_used" } else { "price" };
        let (debt, coll, pool) = (read(step, "debt"), read(step, "coll"), read(step, "bold_in_sp_for_offsets"));
        let split = liquity_v2_split(debt, coll, pool, read(step, price), branch.penalty_sp, branch.penalty_redistribution)?;
        Ok(json!({"out": {
            "debt_to_offset": split.debt_to_offset.to_string(),
            "coll_to_sp": split.coll_to_sp.to_string(),
            "coll_gas_compensation": split.coll_gas_compensation.to_string(),
            "debt_to_redistribute": split.debt_to_redistribute.to_string(),
            "coll_to_redistribute": split.coll_to_redistribute.to_string(),
            "coll_surplus": split.coll_surplus.to_string(),
        }}))
    }

    fn open(&mut self, step: &Value) -> Result<Value, RiskError> {
        let fee = self.book.open(read(step, "coll"), read(step, "bold"), read(step, "annual_interest_rate"))?;
        let trove = self.book.troves.last().expect("the new trove");
        let now = trove.now(&self.book.branch)?;
        let out = json!({
            "upfront_fee": fee.to_string(), "entire_debt": now.entire_debt.to_string(),
            "icr": now.icr(self.book.price)?.to_string(), "stake": trove.stake.to_string(),
        });
        Ok(json!({"out": out, "state": self.state()}))
    }

    fn liquidate(&mut self, step: &Value) -> Result<Value, RiskError> {
        let names: Vec<&str> = step["troves"].as_array().expect("troves").iter().map(|name| name.as_str().expect("a name")).collect();
        let places: Vec<u32> = names.iter().map(|name| place(name)).collect();
        if let [alone] = places[..] {
            self.as_one_position(alone);
        }
        let done = self.book.liquidate(&places)?;
        let (mut surplus, mut status) = (Map::new(), Map::new());
        for name in names {
            let own = done.surplus.iter().find(|(trove, _)| *trove == place(name) as usize);
            surplus.insert(name.into(), json!(own.map_or(U256::ZERO, |(_, coll)| *coll).to_string()));
            status.insert(name.into(), json!(self.status(place(name))));
        }
        let split = &done.split;
        let out = json!({
            "debt_offset_by_sp": split.debt_to_offset.to_string(), "debt_redistributed": split.debt_to_redistribute.to_string(),
            "eth_gas_compensation": done.eth_gas_compensation.to_string(), "coll_gas_compensation": split.coll_gas_compensation.to_string(),
            "coll_sent_to_sp": split.coll_to_sp.to_string(), "coll_redistributed": split.coll_to_redistribute.to_string(),
            "coll_surplus": split.coll_surplus.to_string(),
        });
        Ok(json!({"out": out, "surplus_by_trove": surplus, "status_after": status, "state": self.state()}))
    }

    /// A position of its own must come to the same end as the list of one.
    fn as_one_position(&self, trove: u32) {
        let position = self.position(trove);
        let call = position.liquidation_calls().expect("calls").pop();
        let mut book = self.book.clone();
        match (book.liquidate(&[trove]), call) {
            (Ok(_), Some(call)) => {
                let (after, outcome) = position.liquidate(&call).expect("the same liquidation");
                assert_eq!((after.branch, after.trove), (book.branch, book.troves[trove as usize].clone()));
                assert_eq!(outcome.health_after, None);
            }
            (Err(refused), Some(call)) => assert_eq!(position.liquidate(&call).expect_err("the same refusal"), refused),
            (Err(_), None) => {}
            (Ok(_), None) => panic!("a liquidation without a call"),
        }
    }

    fn position(&self, trove: u32) -> LiquityV2Trove {
        LiquityV2Trove {
            asset: "ETH".into(),
            factor: None,
            debt_asset: "BOLD".into(),
            price: self.book.price,
            trove: self.book.troves[trove as usize].clone(),
            branch: self.book.branch.clone(),
        }
    }

    fn status(&self, trove: u32) -> &'static str {
        match self.book.troves[trove as usize].status {
            LiquityV2Status::Active => "active",
            LiquityV2Status::Zombie => "zombie",
            LiquityV2Status::ClosedByOwner => "closed_by_owner",
            LiquityV2Status::ClosedByLiquidation => "closed_by_liquidation",
        }
    }

    fn redeem(&mut self, step: &Value) -> Result<Value, RiskError> {
        let (amount, before) = (read::<U256>(step, "amount"), self.book.branch.clone());
        let rate = before.redemption_rate(amount)?;
        let with_decay = before.redemption_rate(U256::ZERO)?;
        let fee = rate.try_mul(amount, "fee")?.try_div(WAD, "fee")?;
        let redeemable = before.tcr(self.book.price)? >= before.scr;
        // A refusal redeems nothing, and its rates are answered all the same.
        let (refused, done) = match self.book.redeem(amount) {
            Ok(done) => (None, done),
            Err(error) => (Some(words(&error, OVERFLOW)), LiquityV2Redemption::default()),
        };
        let after = &self.book.branch;
        let mut shown = json!({
            "rate_for_amount_before": rate.to_string(), "rate_with_decay_before": with_decay.to_string(),
            "effective_fee_in_bold_before": fee.to_string(), "base_rate_before": before.base_rate.to_string(),
            "base_rate_after": after.base_rate.to_string(),
            "last_fee_op_time_after": (self.now - u64::from(after.base_rate_elapsed_seconds)).to_string(),
            "fee_by_trove": done.fees.iter().map(|(trove, fee)| (format!("T{trove}"), json!(fee.to_string()))).collect::<Map<_, _>>(),
            "state": self.state(),
        });
        if let Some(error) = refused {
            shown["error"] = json!(error);
        } else if redeemable {
            shown["out"] = json!({
                "attempted_bold": done.attempted.to_string(), "redeemed_bold": done.redeemed.to_string(),
                "coll_sent": done.coll_sent.to_string(), "coll_fee": done.coll_fee.to_string(),
            });
        }
        Ok(shown)
    }

    fn read(&self, step: &Value) -> Result<Value, RiskError> {
        let (branch, price) = (&self.book.branch, self.book.price);
        let mut troves = Map::new();
        for name in step["troves"].as_object().expect("troves").keys() {
            let trove = &self.book.troves[place(name) as usize];
            let now = trove.now(branch)?;
            let fields = [
                ("entire_debt", now.entire_debt),
                ("entire_coll", now.entire_coll),
                ("redist_debt_gain", now.redist_debt_gain),
                ("redist_coll_gain", now.redist_coll_gain),
                ("accrued_interest", now.accrued_interest),
                ("recorded_debt", trove.recorded_debt),
                ("annual_interest_rate", trove.annual_interest_rate),
                ("weighted_recorded_debt", now.weighted_recorded_debt),
                ("stake", trove.stake),
                ("icr", now.icr(price)?),
            ];
            let mut shown: Map<String, Value> =
                fields.iter().map(|(field, value)| ((*field).to_string(), json!(value.to_string()))).collect();
            shown.insert("status".into(), json!(self.status(place(name))));
            troves.insert(name.clone(), Value::Object(shown));
        }
        Ok(json!({
            "price": price.to_string(), "troves": troves, "pending_agg_interest": branch.pending_interest()?.to_string(),
            "branch_debt": branch.debt()?.to_string(), "branch_coll": branch.coll()?.to_string(), "tcr": branch.tcr(price)?.to_string(),
        }))
    }

    fn min_safe_price(&self, step: &Value) -> Result<Value, RiskError> {
        let trove = place(step["trove"].as_str().expect("trove"));
        let position = self.position(trove);
        let boundary = match position.boundaries()?[0].boundary {
            PriceBoundary::At { price, .. } => json!(price.to_string()),
            PriceBoundary::NothingLiquidates | PriceBoundary::NothingSaves => Value::Null,
        };
        let mut verdicts = Vec::new();
        for point in step["verdicts"].as_array().expect("verdicts") {
            let price = read::<U256>(point, "price");
            let at = position.with_prices(&[("ETH", price)])?;
            let mut book = self.book.clone();
            book.price = price;
            // The call itself must agree with the verdict.
            let verdict = match (at.health()?.liquidatable, book.liquidate(&[trove])) {
                (true, Ok(_)) => "liquidatable".to_string(),
                (false, Err(error)) if words(&error, OVERFLOW) == "NothingToLiquidate" => "safe".to_string(),
                (verdict, call) => format!("{verdict}, {call:?}"),
            };
            let icr = at.trove.now(&at.branch)?.icr(price)?;
            verdicts.push(json!({"price": price.to_string(), "verdict": verdict, "icr": icr.to_string()}));
        }
        Ok(json!({"min_safe_price": boundary, "verdicts": verdicts}))
    }
}

fn result(value: Result<U256, RiskError>) -> Result<Value, RiskError> {
    value.map(|value| json!({"result": value.to_string()}))
}

/// The place of a trove by its name, such as "T3".
fn place(name: &str) -> u32 {
    name.trim_start_matches('T').parse().expect("a trove's name")
}
