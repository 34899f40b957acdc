//! Largest steps, groups and drift at every venue: on the positions of every venue's vectors, and on many at Aave v3.
#![allow(clippy::unwrap_used, reason = "a test stops at a position that it cannot judge")]

use crate::fake::wad;
use crate::group::{group_holds, random_user};
use crate::maximum::{holds, question};
use crate::seed::Seed;
use plimsoll::U256;
use plimsoll::venue::aave_v3::AaveV3Revision;
use plimsoll::venue::{MaximumStep, Position, TradeSide, Venue, maximum, position_boundaries, position_boundary_drift, position_later};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A float of the vectors as a plain number: its decimal is the shortest that reads back as the same bits.
fn plain(json: &Json) -> Json {
    match json {
        Json::Object(map) if map.contains_key("f64") => map["value"].clone(),
        Json::Object(map) => Json::Object(map.iter().map(|(key, value)| (key.clone(), plain(value))).collect()),
        Json::Array(items) => Json::Array(items.iter().map(plain).collect()),
        other => other.clone(),
    }
}

/// The positions of every venue's vectors, each once, those left out that the venue refuses.
pub fn positions() -> BTreeMap<String, Vec<Position>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut found: BTreeMap<String, Vec<Position>> = BTreeMap::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with("venue_") {
            continue;
        }
        let file: Json = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let known = found.entry(name).or_default();
        for case in file["cases"].as_array().unwrap() {
            let Some(position) = case["in"].get("position") else { continue };
            let position: Position = serde_json::from_value(plain(position)).unwrap();
            if position.health().is_ok() && !known.contains(&position) {
                known.push(position);
            }
        }
    }
    found
}

/// Every name that an asset of the position may have.
fn assets(position: &Position) -> Vec<String> {
    let mut names: Vec<String> = position.prices().unwrap().into_iter().map(|price| price.asset).collect();
    for leg in position.account().map(|account| account.legs).unwrap_or_default() {
        if !names.contains(&leg.asset) {
            names.push(leg.asset);
        }
    }
    names
}

#[test]
fn the_largest_step_holds_at_every_venue() {
    let positions = positions();
    assert!(!positions.is_empty());
    for (venue, positions) in positions {
        let (mut judged, mut above) = (0, 0);
        for position in &positions {
            for asset in assets(position) {
                let lot = U256::new(1_000);
                let trade = |side| MaximumStep::Trade { asset: asset.clone(), side, lot_size: lot, lot_quote: lot };
                let steps = [
                    MaximumStep::Borrow { asset: asset.clone() },
                    MaximumStep::Withdraw { asset: asset.clone() },
                    trade(TradeSide::Buy),
                    trade(TradeSide::Sell),
                ];
                for step in steps {
                    for chosen in [None, Some(wad(2))] {
                        let question = question(step.clone(), chosen);
                        if let Err(error) = maximum(position, &question) {
                            // `out_of_range`: a quote that no trade of the venue has.
                            let known = ["unsupported", "unknown", "out_of_range"];
                            assert!(known.contains(&error.code()), "{venue}: {question:?}: {error}");
                            continue;
                        }
                        judged += 1;
                        above += u32::from(!holds(position, &question).is_zero());
                    }
                }
            }
        }
        println!("{venue}: {judged} largest steps at {} positions, {above} of them above nothing", positions.len());
        assert!(judged > 0 && above > 0, "{venue}");
    }
}

#[test]
fn groups_and_drift_hold_at_every_venue() {
    for (venue, positions) in positions() {
        let (mut flips, mut drifted) = (0, 0);
        for position in &positions {
            let names: Vec<String> = position.prices().unwrap().into_iter().map(|price| price.asset).collect();
            for count in 1..=names.len() {
                flips += group_holds(position, &names[..count]);
            }
            let Ok(later) = position_later(position, 3_600).and_then(|later| later.touched()) else { continue };
            let Ok(expected) = position_boundaries(&later) else { continue };
            let drift = position_boundary_drift(position, &[0, 3_600]).unwrap();
            let now = position.touched().unwrap();
            assert!(venue == "venue_maker" || now == *position, "only Maker waits for somebody");
            assert_eq!((&drift[0].boundaries, &drift[1].boundaries), (&position_boundaries(&now).unwrap(), &expected));
            drifted += 1;
        }
        println!("{venue}: {flips} group flips, {drifted} drifts at {} positions", positions.len());
        assert!(flips > 0, "{venue}");
        assert!(drifted > 0, "{venue}");
    }
}

#[test]
fn the_largest_step_holds_at_aave_v3() {
    let mut seed = Seed::new(41);
    let (mut some, mut none) = (0, 0);
    for number in 0..3_000 {
        let revision = [AaveV3Revision::V3_0, AaveV3Revision::V3_3, AaveV3Revision::V3_5, AaveV3Revision::V3_7][number % 4];
        let user = random_user(&mut seed, revision);
        for (asset, borrows) in [("R0", false), ("R1", false), ("R2", true), ("R3", true)] {
            let asset = asset.to_owned();
            let step = if borrows { MaximumStep::Borrow { asset } } else { MaximumStep::Withdraw { asset } };
            let chosen = seed.chance(50).then(|| wad(seed.between(1, 3)));
            if holds(&user, &question(step, chosen)).is_zero() { none += 1 } else { some += 1 }
        }
    }
    println!("maximum at Aave v3: {some} amounts, {none} of nothing");
    assert!(some > 2_000 && none > 2_000);
}
