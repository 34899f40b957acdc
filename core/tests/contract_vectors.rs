//! What compiled contracts returned, against what the core returns: zero differences.
//!
//! Reads every file of the folder in `PLIMSOLL_VECTORS` (by default `../shared/vectors` beside the repository); other folders
//! of the same shape may be given. A fixed sample beside this file is always run.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at a vector that it cannot read")]

mod contract;

use contract::{Run, report};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    std::env::var_os("PLIMSOLL_VECTORS").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors"), PathBuf::from)
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract")
}

#[test]
fn contracts_and_core_agree_on_every_vector_of_the_folder() {
    let folder = folder();
    if !folder.is_dir() {
        report(&format!(
            "contract vectors: not run, because there is no folder {}; set PLIMSOLL_VECTORS to one. The fixed sample is run all the same.",
            folder.display()
        ));
        return;
    }
    let run = Run::over(&folder);
    assert!(run.cases() > 0, "{} holds no case that is covered", folder.display());
    run.assert_no_difference();
}

#[test]
fn contracts_and_core_agree_on_the_fixed_sample() {
    let run = Run::over(&sample());
    assert!(run.cases() > 150, "the sample has shrunk to {} cases", run.cases());
    run.assert_no_difference();
}

#[test]
fn a_wrong_digit_is_found_in_every_kind_of_file() {
    for name in ["account-v3.7.json", "sweep-v3.7.json", "liquidation-v3.7.json", "math-v3.7.json", "rates-v3.7.json"] {
        let path = sample().join("aave_v3").join(name);
        let mut file = contract::load(&path);
        assert!(contract::aave_v3::check_file(name, &file).differences.is_empty());
        contract::spoil(&mut file);
        assert!(!contract::aave_v3::check_file(name, &file).differences.is_empty(), "{name}: a wrong digit went unseen");
    }
    found_in("llamma", "loans.json", contract::llamma::check_file);
    found_in("llamma", "trades.json", contract::llamma::check_file);
    found_in("llamma", "oracle.json", contract::llamma::check_file);
    found_in("llamma", "policy.json", contract::llamma::check_file);
    found_in("gmx_v2", "positions.json", contract::gmx_v2::check_file);
    found_in("gmx_v2", "market.json", contract::gmx_v2::check_file);
    found_in("gmx_v2", "orders.json", contract::gmx_v2::check_file);
}

/// Every case with a spoilt number must differ.
fn found_in(venue: &str, name: &str, check: fn(&str, &serde_json::Value) -> contract::Outcome) {
    let mut file = contract::load(&sample().join(venue).join(name));
    assert!(check(name, &file).differences.is_empty());
    contract::spoil(&mut file);
    let found = check(name, &file);
    assert!(
        found.differences.len() * 2 > found.cases,
        "{venue}/{name}: {} of {} wrong digits were seen",
        found.differences.len(),
        found.cases
    );
}

#[test]
fn a_wrong_digit_is_found_in_every_kind_of_step() {
    for (venue, name, op, field) in [
        ("maker", "vat.json", "poke", "spot"),
        ("maker", "vat.json", "frob", "ink"),
        ("maker", "vat.json", "drip", "rate"),
        ("maker", "vat.json", "probe_boundary_spot", "min_safe_spot"),
        ("maker", "vat.json", "probe_max_draw", "max_dart"),
        ("maker", "vat.json", "probe_max_free", "max_free"),
        ("maker", "clip.json", "bark", "out.tab"),
        ("maker", "clip.json", "price", "price"),
        ("maker", "clip.json", "take", "out.owe"),
        ("maker", "clip.json", "redo", "out.top"),
        ("maker", "clip.json", "probe_first_redo_second", "dur"),
        ("liquity_v2", "trove.json", "open", "out.upfront_fee"),
        ("liquity_v2", "trove.json", "liquidate", "state.coll_error"),
        ("liquity_v2", "trove.json", "redeem", "out.coll_sent"),
        ("liquity_v2", "trove.json", "read", "tcr"),
        ("liquity_v2", "trove.json", "dec_pow", "result"),
        ("liquity_v2", "trove.json", "offset_and_redistribution", "out.coll_to_sp"),
        ("liquity_v2", "trove.json", "probe_min_safe_price", "min_safe_price"),
    ] {
        let check = if venue == "maker" { contract::maker::check_file } else { contract::liquity_v2::check_file };
        let mut file = contract::load(&sample().join(venue).join(name));
        assert!(check(name, &file).differences.is_empty());
        let spoilt = contract::steps::spoil(&mut file, op, field);
        let found = check(name, &file).differences.len();
        assert!(spoilt > 0 && found >= spoilt, "{name} {op}.{field}: {spoilt} wrong digits, {found} found");
    }
}
