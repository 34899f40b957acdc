//! Reads the vectors of Compound III into the core's records.

use plimsoll::venue::compound_v3::*;
use plimsoll::{I256, U256};
use serde_json::Value;

pub fn curves(config: &Value) -> (CompoundV3Curve, CompoundV3Curve) {
    let curve = |side: &str| {
        let of = |name: &str| word(&config[format!("{side}{name}")]);
        let yearly = |name: &str| of(&format!("PerYearInterestRate{name}"));
        CompoundV3Curve::from_yearly(of("Kink"), yearly("Base"), yearly("SlopeLow"), yearly("SlopeHigh")).expect("a curve")
    };
    (curve("supply"), curve("borrow"))
}

pub fn market(config: &Value) -> CompoundV3Market {
    let of = |name: &str| word(&config[name]);
    let (supply_curve, borrow_curve) = curves(config);
    CompoundV3Market {
        base_asset: "base".into(),
        base_decimals: text(&config["baseDecimals"]).parse().expect("decimals"),
        supply_curve,
        borrow_curve,
        store_front_price_factor: of("storeFrontPriceFactor"),
        tracking_index_scale: of("trackingIndexScale"),
        base_tracking_supply_speed: of("baseTrackingSupplySpeed"),
        base_tracking_borrow_speed: of("baseTrackingBorrowSpeed"),
        base_min_for_rewards: of("baseMinForRewards"),
        base_borrow_min: of("baseBorrowMin"),
        target_reserves: of("targetReserves"),
        ..CompoundV3Market::default()
    }
}

pub fn collateral(config: &Value, place: usize) -> CompoundV3Collateral {
    let asset = &config["assets"][place];
    let factor = |name: &str| compound_v3_factor(word(&asset[name])).expect("a factor");
    let decimals = text(&asset["decimals"]).parse().expect("decimals");
    CompoundV3Collateral {
        asset: format!("asset {place}"),
        decimals,
        borrow_collateral_factor: factor("borrowCollateralFactor"),
        liquidate_collateral_factor: factor("liquidateCollateralFactor"),
        liquidation_factor: factor("liquidationFactor"),
        supply_cap: compound_v3_supply_cap(word(&asset["supplyCap"]), decimals).expect("a cap"),
        ..CompoundV3Collateral::default()
    }
}

pub fn account(config: &Value, input: &Value) -> CompoundV3Position {
    let (totals, user) = (&input["totals"], &input["user"]);
    let market = CompoundV3Market {
        base_price: input.get("basePrice").map_or(U256::ZERO, word),
        base_supply_index: word(&totals["baseSupplyIndex"]),
        base_borrow_index: word(&totals["baseBorrowIndex"]),
        tracking_supply_index: word(&totals["trackingSupplyIndex"]),
        tracking_borrow_index: word(&totals["trackingBorrowIndex"]),
        total_supply_base: word(&totals["totalSupplyBase"]),
        total_borrow_base: word(&totals["totalBorrowBase"]),
        elapsed_seconds: text(&totals["elapsedSeconds"]).parse().expect("seconds"),
        ..market(config)
    };
    let held = |held: &Value| CompoundV3Collateral {
        price: word(&held["price"]),
        balance: word(&held["balance"]),
        total_supply_asset: word(&held["totalSupplyAsset"]),
        ..collateral(config, place(&held["asset"]))
    };
    CompoundV3Position {
        market,
        collaterals: input.get("collateral").and_then(Value::as_array).into_iter().flatten().map(held).collect(),
        principal: signed(&user["principal"]),
        base_tracking_index: word(&user["baseTrackingIndex"]),
        base_tracking_accrued: word(&user["baseTrackingAccrued"]),
    }
}

pub fn name(place: &Value) -> String {
    format!("asset {}", text(place))
}

pub fn place(value: &Value) -> usize {
    text(value).parse().expect("a place in the configuration")
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("expected text, got {value}"))
}

pub fn word(value: &Value) -> U256 {
    text(value).parse().expect("an integer")
}

pub fn signed(value: &Value) -> I256 {
    text(value).parse().expect("a signed integer")
}
