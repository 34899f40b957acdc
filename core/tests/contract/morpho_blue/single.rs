//! Cases of one call each: the rate model, and the pre-liquidation contract.

use super::{small, text, word, word_of};
use plimsoll::U256;
use plimsoll::exact::{wad_div_floor, wad_mul_floor};
use plimsoll::venue::Venue;
use plimsoll::venue::morpho_blue::*;
use serde_json::Value;

/// The rate model's answer, alone and as an accrual applies it.
pub fn adaptive_rate(case: &Value) -> Vec<String> {
    let of = |name: &str| word(&case["input"][name]);
    let (owed, lent, elapsed) = (of("totalBorrowAssets"), of("totalSupplyAssets"), small(&case["input"]["elapsedSeconds"]));
    let used = if lent.is_zero() { U256::ZERO } else { wad_div_floor(owed, lent).expect("a utilisation") };
    let core = morpho_blue_adaptive_rate(used, of("rateAtTarget"), elapsed).expect("a rate");
    let market = MorphoBlueMarket {
        total_supply_assets: lent,
        total_borrow_assets: owed,
        rate_at_target: Some(of("rateAtTarget")),
        elapsed_seconds: elapsed,
        ..MorphoBlueMarket::default()
    };
    let mut found = Vec::new();
    for (field, contract) in case["expected"].as_object().expect("expected") {
        let core = match field.as_str() {
            "borrowRate" => core.average_rate,
            "rateAtTarget" => core.rate_at_target,
            _ => panic!("no comparison is written for {field}"),
        };
        if word(contract) != core {
            found.push(format!("{} {field}: contract {contract}, core {core}", text(&case["id"])));
        }
    }
    // Centuries at the highest rate overflow what the market stores, not the model.
    if let Ok((after, added)) = market.accrue()
        && elapsed != 0
    {
        let grown = morpho_blue_compounded(core.average_rate, elapsed).expect("a growth");
        let interest = wad_mul_floor(owed, grown).expect("interest");
        if (after.rate_at_target, added.interest) != (Some(core.rate_at_target), interest) {
            found.push(format!("{}: the accrual takes another rate, {after:?}", text(&case["id"])));
        }
    }
    found
}

/// A call of the pre-liquidation contract: its answer, and what is stored afterwards.
pub fn pre_liquidation(case: &Value) -> Vec<String> {
    let of = |name: &str| word(&case["input"][name]);
    let market = MorphoBlueMarket {
        loan_asset: "loan".into(),
        collateral_asset: "collateral".into(),
        price: of("price"),
        lltv: of("lltv"),
        total_supply_assets: of("totalSupplyAssets"),
        total_supply_shares: of("totalSupplyShares"),
        total_borrow_assets: of("totalBorrowAssets"),
        total_borrow_shares: of("totalBorrowShares"),
        ..MorphoBlueMarket::default()
    };
    let terms = MorphoBluePreLiquidation {
        pre_lltv: of("preLltv"),
        pre_lcf1: of("preLCF1"),
        pre_lcf2: of("preLCF2"),
        pre_lif1: of("preLIF1"),
        pre_lif2: of("preLIF2"),
    };
    let position = MorphoBluePosition {
        market,
        borrow_shares: of("borrowShares"),
        collateral: of("collateral"),
        pre_liquidation: Some(terms),
        ..MorphoBluePosition::default()
    };
    let mut found = Vec::new();
    let mut same = |field: &str, contract: String, core: String| {
        if contract != core {
            found.push(format!("{} {field}: contract {contract}, core {core}", text(&case["id"])));
        }
    };
    let (expected, eligible) = (&case["expected"], position.pre_liquidation_now().expect("a state").expect("terms").eligible);
    match (position.pre_liquidated(of("seizedAssets"), of("repaidShares")), expected.get("revert").map(text)) {
        (Err(error), Some(revert)) => {
            let panic = if word_of(&error).starts_with("arithmetic") { "Panic(0x11)".into() } else { word_of(&error) };
            same("revert", revert.into(), panic);
            match revert {
                "NotPreLiquidatablePosition" => same("eligible", "false".into(), eligible.to_string()),
                "LiquidatablePosition" => {
                    same("liquidatable", "true".into(), position.health().expect("a health").liquidatable.to_string())
                }
                "PreLiquidationTooLarge" => same("eligible", "true".into(), eligible.to_string()),
                _ => {}
            }
        }
        (Ok((after, did)), None) => {
            same("eligible", "true".into(), eligible.to_string());
            for (field, contract) in expected.as_object().expect("expected") {
                let core = match field.as_str() {
                    "seizedAssets" => did.seized_assets,
                    "repaidAssets" => did.repaid_assets,
                    "totalSupplyAssets" => after.market.total_supply_assets,
                    "totalBorrowAssets" => after.market.total_borrow_assets,
                    "totalBorrowShares" => after.market.total_borrow_shares,
                    "borrowShares" => after.borrow_shares,
                    "collateral" => after.collateral,
                    _ => panic!("no comparison is written for {field}"),
                };
                same(field, text(contract).into(), core.to_string());
            }
        }
        (core, revert) => same("outcome", format!("{revert:?}"), format!("{core:?}")),
    }
    found
}
