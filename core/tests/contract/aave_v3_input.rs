//! Reads a vector's state as the core's records.

use plimsoll::U256;
use plimsoll::venue::aave_v3::{
    AaveV3EMode, AaveV3RateState, AaveV3Reserve, AaveV3ReserveLimits, AaveV3ReservePool, AaveV3Revision, AaveV3User,
};
use serde_json::Value;

/// The revision that a file's header names, such as "v3.7" or "v3.0.x (npm …)".
pub fn revision(header: &Value) -> AaveV3Revision {
    let text = header["revision"].as_str().expect("header.revision");
    let digits: String = text.trim_start_matches("v3.").chars().take_while(char::is_ascii_digit).collect();
    match digits.as_str() {
        "0" => AaveV3Revision::V3_0,
        "1" => AaveV3Revision::V3_1,
        "2" => AaveV3Revision::V3_2,
        "3" => AaveV3Revision::V3_3,
        "4" => AaveV3Revision::V3_4,
        "5" => AaveV3Revision::V3_5,
        "6" => AaveV3Revision::V3_6,
        "7" => AaveV3Revision::V3_7,
        _ => panic!("no revision known as {text}"),
    }
}

pub fn user(revision: AaveV3Revision, input: &Value) -> AaveV3User {
    let e_mode = Some(&input["eMode"]).filter(|value| !value.is_null()).map(category);
    AaveV3User { revision, e_mode, reserves: list(&input["reserves"]).iter().map(reserve).collect(), e_modes: None }
}

pub fn category(value: &Value) -> AaveV3EMode {
    AaveV3EMode {
        id: small(&value["id"]),
        ltv_bps: small(&value["ltv"]),
        liquidation_threshold_bps: small(&value["liquidationThreshold"]),
        liquidation_bonus_bps: small(&value["liquidationBonus"]),
        collateral_bitmap: word(&value["collateralBitmap"]),
        ltvzero_bitmap: word(&value["ltvzeroBitmap"]),
        isolated: flag(&value["isolated"]),
        borrowable_bitmap: value.get("borrowableBitmap").map(word),
    }
}

fn reserve(value: &Value) -> AaveV3Reserve {
    AaveV3Reserve {
        id: small(&value["id"]),
        asset: format!("asset {}", value["id"]),
        decimals: small(&value["decimals"]),
        price: word(&value["price"]),
        factor: None,
        ltv_bps: small(&value["ltv"]),
        liquidation_threshold_bps: small(&value["liquidationThreshold"]),
        liquidation_bonus_bps: small(&value["liquidationBonus"]),
        liquidity_index: word(&value["liquidityIndex"]),
        variable_borrow_index: word(&value["variableBorrowIndex"]),
        current_liquidity_rate: word(&value["currentLiquidityRate"]),
        current_variable_borrow_rate: word(&value["currentVariableBorrowRate"]),
        elapsed_seconds: small(&value["elapsedSeconds"]),
        scaled_a_token_balance: word(&value["scaledATokenBalance"]),
        scaled_variable_debt: word(&value["scaledVariableDebt"]),
        used_as_collateral: flag(&value["usedAsCollateral"]),
        is_borrowing: flag(&value["isBorrowing"]),
        liquidation_protocol_fee_bps: value.get("liquidationProtocolFee").map(small),
        limits: value.get("paused").map(|_| limits(value)),
        pool: value.get("rateParamsBps").map(|rates| pool(value, rates)),
    }
}

/// What a file does not tell is allowed.
fn limits(value: &Value) -> AaveV3ReserveLimits {
    let given = |field: &str, else_: bool| value.get(field).map_or(else_, flag);
    let amount = |field: &str| value.get(field).map_or(U256::ZERO, word);
    AaveV3ReserveLimits {
        active: given("active", true),
        frozen: given("frozen", false),
        paused: given("paused", false),
        borrowing_enabled: given("borrowingEnabled", true),
        supply_cap: amount("supplyCap"),
        borrow_cap: amount("borrowCap"),
        debt_ceiling: amount("debtCeiling"),
        isolation_mode_total_debt: amount("isolationModeTotalDebt"),
        borrowable_in_isolation: given("borrowableInIsolation", true),
        siloed_borrowing: given("siloedBorrowing", false),
        liquidation_grace_seconds: None,
    }
}

fn pool(value: &Value, rates: &Value) -> AaveV3ReservePool {
    AaveV3ReservePool {
        scaled_a_token_total_supply: word(&value["scaledATokenTotalSupply"]),
        scaled_variable_debt_total_supply: word(&value["scaledVariableDebtTotalSupply"]),
        virtual_underlying_balance: word(&value["virtualUnderlyingBalance"]),
        deficit: word(&value["deficit"]),
        accrued_to_treasury: value.get("accruedToTreasury").map_or(U256::ZERO, word),
        reserve_factor_bps: small(&value["reserveFactor"]),
        optimal_usage_ratio_bps: small(&rates["optimalUsageRatio"]),
        base_variable_borrow_rate_bps: small(&rates["baseVariableBorrowRate"]),
        variable_rate_slope1_bps: small(&rates["variableRateSlope1"]),
        variable_rate_slope2_bps: small(&rates["variableRateSlope2"]),
    }
}

pub fn rate_state(input: &Value) -> AaveV3RateState {
    AaveV3RateState {
        optimal_usage_ratio_bps: small(&input["optimalUsageRatioBps"]),
        base_variable_borrow_rate_bps: small(&input["baseVariableBorrowRateBps"]),
        variable_rate_slope1_bps: small(&input["variableRateSlope1Bps"]),
        variable_rate_slope2_bps: small(&input["variableRateSlope2Bps"]),
        reserve_factor_bps: small(&input["reserveFactorBps"]),
        total_debt: word(&input["totalDebt"]),
        virtual_underlying_balance: word(&input["virtualUnderlyingBalance"]),
        liquidity_added: word(&input["liquidityAdded"]),
        liquidity_taken: word(&input["liquidityTaken"]),
        deficit: word(&input["deficitOrUnbacked"]),
    }
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub fn word(value: &Value) -> U256 {
    text(value).parse().unwrap_or_else(|error| panic!("{value}: {error}"))
}

pub fn small<T: std::str::FromStr>(value: &Value) -> T {
    text(value).parse().unwrap_or_else(|_| panic!("{value} does not fit its field"))
}

pub fn flag(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| panic!("{value} is not a boolean"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a decimal string"))
}
