//! What is compared in the vectors of Maker.

use super::Outcome;
use super::steps::{answer, read, replay, set, words};
use plimsoll::account::PriceBoundary;
use plimsoll::exact::RAY;
use plimsoll::venue::Venue;
use plimsoll::venue::maker::*;
use plimsoll::{I256, RiskError, RiskErrorKind, U256};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const OVERFLOW: &str = "overflow or underflow";

/// The contracts' clock at time 0; an auction that no longer exists started at its zero.
const TIME_ZERO: u64 = 1_700_000_000;

/// Compares every step of every case of one file.
pub fn check_file(_: &str, file: &Value) -> Outcome {
    replay(file, inputs, |_| System::new(), |system, op, step| system.step(op, step))
}

/// The fields of a step that are asked, not answered.
fn inputs(op: &str) -> &'static [&'static str] {
    match op {
        "poke" => &["val", "has", "par", "mat"],
        "set_feed" => &["val", "has"],
        "file_vat" => &["Line", "line", "dust", "spot"],
        "file_dog" => &["chop", "hole", "Hole"],
        "file_clip" => &["buf", "tail", "cusp", "chip", "tip"],
        "set_calc" => &["kind", "cut", "step", "tau"],
        "file_jug" => &["base", "duty"],
        "warp" => &["dt"],
        "fold" => &["delta_rate"],
        "frob" => &["urn", "dink", "dart"],
        "bark" | "probe_max_draw" | "probe_max_free" | "probe_boundary_spot" => &["urn"],
        "status" | "redo" | "probe_first_redo_second" => &["id"],
        "take" => &["id", "amt", "max"],
        "price" => &["top", "dur"],
        _ => &[],
    }
}

#[derive(Clone, Copy, Default)]
struct Urn {
    ink: U256,
    art: U256,
    dai: U256,
}

/// One ilk with its vaults and auctions; the vault carries what the ilk stores.
struct System {
    vault: MakerVault,
    urns: BTreeMap<String, Urn>,
    auctions: BTreeMap<String, MakerAuction>,
    kicks: u64,
    now: u64,
    vow_dai: U256,
}

impl System {
    fn new() -> Self {
        let zero = U256::ZERO;
        let ilk = MakerIlk {
            total_art: zero,
            rate: RAY,
            spot: zero,
            line: zero,
            dust: zero,
            global_debt: U256::power_of_ten(58).expect("10^58"),
            global_line: zero,
        };
        let clip =
            MakerClip { buf: RAY, tail: 0, cusp: zero, chip: zero, tip: zero, chost: zero, curve: MakerPriceCurve::Linear { tau: 0 } };
        let vault = MakerVault {
            asset: "GEM".into(),
            factor: None,
            debt_asset: "DAI".into(),
            ink: zero,
            art: zero,
            price: zero,
            price_valid: false,
            par: RAY,
            mat: zero,
            ilk,
            jug: MakerJug { base: zero, duty: RAY, elapsed_seconds: 0 },
            dog: MakerDog { chop: zero, hole: zero, dirt: zero, global_hole: zero, global_dirt: zero },
            clip,
        };
        Self { vault, urns: BTreeMap::new(), auctions: BTreeMap::new(), kicks: 0, now: 0, vow_dai: zero }
    }

    fn step(&mut self, op: &str, step: &Value) -> Value {
        if let Some(name) = step["urn"].as_str() {
            let urn = self.urns.get(name).copied().unwrap_or_default();
            (self.vault.ink, self.vault.art) = (urn.ink, urn.art);
        }
        // The terms of the ilk hold for every running auction.
        for auction in self.auctions.values_mut() {
            auction.clip = self.vault.clip.clone();
        }
        let result = match op {
            "file_vat" | "file_dog" | "file_clip" | "set_calc" | "set_feed" | "warp" => {
                self.configure(op, step);
                return json!({});
            }
            "file_jug" => {
                set(step, "base", &mut self.vault.jug.base);
                if step.get("duty").is_none() {
                    Ok(json!({}))
                } else {
                    self.vault.file_duty(read(step, "duty")).map(|vault| self.keep(vault))
                }
            }
            "poke" => {
                set(step, "par", &mut self.vault.par);
                set(step, "mat", &mut self.vault.mat);
                self.set_feed(step);
                self.vault.poke(self.vault.price, self.vault.price_valid).map(|vault| self.keep(vault))
            }
            "fold" => self.vault.fold(read(step, "delta_rate")).and_then(|(vault, income)| self.book(vault, income)),
            "drip" => self.vault.drip().and_then(|(vault, income)| self.book(vault, income)),
            "upchost" => self.vault.upchost().map(|vault| self.keep(vault)),
            "frob" => self.frob(step),
            "bark" => self.bark(step),
            "status" => self.status(step),
            "take" => self.take(step),
            "redo" => self.redo(step),
            "price" => {
                maker_price(&self.vault.clip.curve, read(step, "top"), read(step, "dur")).map(|price| json!({"price": price.to_string()}))
            }
            "probe_first_redo_second" => {
                let seconds = self.auctions[step["id"].as_str().expect("id")].seconds_to_reset().expect("a second");
                return json!({"dur": seconds.expect("within 2^32 seconds").to_string()});
            }
            "probe_boundary_spot" => return self.boundary_spot(step),
            "probe_max_draw" => return self.max_draw(step),
            "probe_max_free" => return self.max_free(step),
            _ => return json!({}),
        };
        answer(result, OVERFLOW)
    }

    fn configure(&mut self, op: &str, step: &Value) {
        let MakerVault { ilk, dog, clip, jug, .. } = &mut self.vault;
        match op {
            "file_vat" => {
                set(step, "Line", &mut ilk.global_line);
                set(step, "line", &mut ilk.line);
                set(step, "dust", &mut ilk.dust);
                set(step, "spot", &mut ilk.spot);
            }
            "file_dog" => {
                set(step, "chop", &mut dog.chop);
                set(step, "hole", &mut dog.hole);
                set(step, "Hole", &mut dog.global_hole);
            }
            "file_clip" => {
                set(step, "buf", &mut clip.buf);
                set(step, "tail", &mut clip.tail);
                set(step, "cusp", &mut clip.cusp);
                set(step, "chip", &mut clip.chip);
                set(step, "tip", &mut clip.tip);
            }
            "set_calc" => {
                clip.curve = match step["kind"].as_str() {
                    Some("linear") => MakerPriceCurve::Linear { tau: read(step, "tau") },
                    Some("stairstep") => MakerPriceCurve::Stairstep { cut: read(step, "cut"), step: read(step, "step") },
                    Some("exponential") => MakerPriceCurve::Exponential { cut: read(step, "cut") },
                    kind => panic!("no curve is known as {kind:?}"),
                }
            }
            "set_feed" => self.set_feed(step),
            _ => {
                let seconds: u32 = read(step, "dt");
                self.now += u64::from(seconds);
                jug.elapsed_seconds += seconds;
                for auction in self.auctions.values_mut() {
                    auction.elapsed_seconds += seconds;
                }
            }
        }
    }

    fn set_feed(&mut self, step: &Value) {
        (self.vault.price, self.vault.price_valid) = (read(step, "val"), step["has"].as_bool().expect("has"));
    }

    /// Stores the vault and shows what it stores.
    fn keep(&mut self, vault: MakerVault) -> Value {
        self.vault = vault;
        let MakerVault { ilk, dog, clip, ink, art, .. } = &self.vault;
        json!({
            "ink": ink.to_string(), "art": art.to_string(), "spot": ilk.spot.to_string(), "rate": ilk.rate.to_string(),
            "Art": ilk.total_art.to_string(), "debt": ilk.global_debt.to_string(), "chost": clip.chost.to_string(),
            "Dirt": dog.global_dirt.to_string(), "dirt": dog.dirt.to_string(),
            "urn_after": {"ink": ink.to_string(), "art": art.to_string()}, "vow_dai": self.vow_dai.to_string(),
        })
    }

    fn book(&mut self, vault: MakerVault, income: I256) -> Result<Value, RiskError> {
        self.vow_dai = moved(self.vow_dai, income)?;
        Ok(self.keep(vault))
    }

    fn frob(&mut self, step: &Value) -> Result<Value, RiskError> {
        let (vault, drawn) = self.vault.frob(read(step, "dink"), read(step, "dart"))?;
        let name = step["urn"].as_str().expect("urn").to_string();
        let dai = moved(self.urns.get(&name).copied().unwrap_or_default().dai, drawn)?;
        self.urns.insert(name, Urn { ink: vault.ink, art: vault.art, dai });
        let mut shown = self.keep(vault);
        shown["dai"] = json!(dai.to_string());
        Ok(shown)
    }

    fn bark(&mut self, step: &Value) -> Result<Value, RiskError> {
        let (vault, bark) = self.vault.bark()?;
        self.kicks += 1;
        let id = self.kicks.to_string();
        let urn = self.urns.get_mut(step["urn"].as_str().expect("urn")).expect("a vault");
        (urn.ink, urn.art) = (vault.ink, vault.art);
        let mut shown = self.keep(vault);
        shown["out"] = json!({
            "id": id, "dink": bark.dink.to_string(), "dart": bark.dart.to_string(), "due": bark.due.to_string(),
            "tab": bark.auction.tab.to_string(), "lot": bark.auction.lot.to_string(), "top": bark.auction.top.to_string(),
            "coin": bark.coin.to_string(),
        });
        self.auctions.insert(id, bark.auction);
        Ok(shown)
    }

    fn auction(&self, step: &Value) -> Result<MakerAuction, RiskError> {
        let running = self.auctions.get(step["id"].as_str().expect("id")).cloned();
        running.ok_or_else(|| RiskError::from(RiskErrorKind::Refused { reason: "Clipper/not-running-auction".into() }))
    }

    fn status(&self, step: &Value) -> Result<Value, RiskError> {
        let Ok(auction) = self.auction(step) else {
            let price = maker_price(&self.vault.clip.curve, U256::ZERO, (TIME_ZERO + self.now).into())?;
            return Ok(json!({"price": price.to_string(), "needs_redo": false, "lot": "0", "tab": "0"}));
        };
        let status = auction.status_at(auction.elapsed_seconds)?;
        Ok(json!({
            "price": status.price.to_string(), "needs_redo": status.needs_reset,
            "lot": auction.lot.to_string(), "tab": auction.tab.to_string(),
        }))
    }

    fn take(&mut self, step: &Value) -> Result<Value, RiskError> {
        let taken = self.auction(step)?.take(read(step, "amt"), read(step, "max"))?;
        self.vault.dog = self.vault.dog.digs(taken.cleared)?;
        let id = step["id"].as_str().expect("id");
        let removed = taken.auction.is_none();
        match taken.auction {
            Some(auction) => self.auctions.insert(id.into(), auction),
            None => self.auctions.remove(id),
        };
        let mut shown = self.keep(self.vault.clone());
        // A lot that went back to the owner is no longer for sale, and the contract reads a removed auction as empty.
        shown["out"] = json!({
            "price": taken.price.to_string(), "slice": taken.slice.to_string(), "owe": taken.owe.to_string(),
            "tab_left": taken.tab.to_string(), "lot_left": taken.lot.to_string(), "refund_to_urn": taken.refund.to_string(),
            "auction_removed": removed,
        });
        Ok(shown)
    }

    fn redo(&mut self, step: &Value) -> Result<Value, RiskError> {
        let (auction, coin) = self.auction(step)?.redo(self.vault.price, self.vault.price_valid, self.vault.par)?;
        self.vault.ilk.global_debt = self.vault.ilk.global_debt.try_add(coin, "debt")?;
        let out = json!({
            "top": auction.top.to_string(), "tab": auction.tab.to_string(), "lot": auction.lot.to_string(), "coin": coin.to_string(),
        });
        self.auctions.insert(step["id"].as_str().expect("id").into(), auction);
        Ok(json!({"out": out}))
    }

    fn boundary_spot(&self, step: &Value) -> Value {
        let spot = self.vault.smallest_safe_spot().expect("products that fit");
        let verdicts: Vec<Value> =
            step["verdicts"].as_array().expect("verdicts").iter().map(|point| self.verdict(read(point, "spot"))).collect();
        // The feed's boundary is the smallest answer whose spot reaches that one.
        if let (Ok(boundaries), Some(spot)) = (self.vault.boundaries(), spot)
            && let PriceBoundary::At { price, .. } = boundaries[0].boundary
        {
            let at = |price| maker_spot(price, self.vault.par, self.vault.mat).expect("a spot");
            assert!(at(price) >= spot && at(price.saturating_sub(U256::ONE)) < spot, "the feed's boundary {price}");
        }
        json!({
            "ink": self.vault.ink.to_string(), "art": self.vault.art.to_string(), "rate": self.vault.ilk.rate.to_string(),
            "min_safe_spot": spot.map(|spot| spot.to_string()), "verdicts": verdicts,
        })
    }

    fn verdict(&self, spot: U256) -> Value {
        let mut vault = self.vault.clone();
        vault.ilk.spot = spot;
        let said = match (vault.is_unsafe().expect("products that fit"), vault.bark()) {
            (true, Ok(_)) => "unsafe".to_string(),
            (true, Err(error)) => format!("unsafe:{}", words(&error, OVERFLOW)),
            (false, Err(error)) => words(&error, OVERFLOW).replace("Dog/", ""),
            (false, Ok(_)) => "a bark at a safe vault".to_string(),
        };
        json!({"spot": spot.to_string(), "bark": said})
    }

    /// Draws exactly the contract's largest amount, and not one more.
    fn max_draw(&self, step: &Value) -> Value {
        let draw = |dart: U256| self.vault.frob(I256::ZERO, dart.into());
        let reaches = |dart: U256| {
            let tab = self.vault.art.try_add(dart, "art").and_then(|art| art.try_mul(self.vault.ilk.rate, "tab")).expect("fits");
            tab >= self.vault.ilk.dust
        };
        let least: U256 = read(step, "min_draw_for_dust");
        let found = reaches(least) && (least.is_zero() || !reaches(least.saturating_sub(U256::ONE)));
        let mut shown = json!({"min_draw_for_dust": if found { least.to_string() } else { "another".into() }});
        shown["max_dart"] = match step["max_dart"].as_str() {
            None => {
                shown["error_at_min"] = json!(draw(least).err().map(|error| words(&error, OVERFLOW)));
                Value::Null
            }
            Some(most) => {
                let most: U256 = most.parse().expect("max_dart");
                shown["error_at_next"] =
                    json!(draw(most.try_add(U256::ONE, "next").expect("fits")).err().map(|error| words(&error, OVERFLOW)));
                draw(most).map_or_else(|error| json!(error.to_string()), |_| json!(most.to_string()))
            }
        };
        shown
    }

    fn max_free(&self, step: &Value) -> Value {
        let free = |dink: U256| self.vault.frob(-I256::from(dink), I256::ZERO);
        let most: U256 = read(step, "max_free");
        json!({
            "max_free": free(most).map_or_else(|error| error.to_string(), |_| most.to_string()),
            "error_at_next": free(most.try_add(U256::ONE, "next").expect("fits")).err().map(|error| words(&error, OVERFLOW)),
        })
    }
}

/// A balance after a signed change, as the vat adds it.
fn moved(balance: U256, change: I256) -> Result<U256, RiskError> {
    let sum = I256::from(balance).try_add(change, "dai")?;
    sum.unsigned().ok_or_else(|| RiskError::from(RiskErrorKind::Overflow { operation: "dai".into() }))
}
