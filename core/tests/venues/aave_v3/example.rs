//! One account that can be changed by hand, and actions in short.

use super::generator::OPEN;
use plimsoll::U256;
use plimsoll::exact::RAY;
use plimsoll::venue::Action;
use plimsoll::venue::aave_v3::{AaveV3EMode, AaveV3Reserve, AaveV3ReserveLimits, AaveV3ReservePool, AaveV3Revision, AaveV3User};

/// 10 ether at 2,500 against 14,000 USDC; DAI is neither held nor owed.
pub fn user(revision: AaveV3Revision) -> AaveV3User {
    let eth = AaveV3Reserve {
        id: 0,
        asset: "ETH".into(),
        decimals: 18,
        price: U256::new(250_000_000_000),
        factor: Some("ETH".into()),
        ltv_bps: 8_050,
        liquidation_threshold_bps: 8_300,
        liquidation_bonus_bps: 10_500,
        liquidity_index: RAY,
        variable_borrow_index: RAY,
        current_liquidity_rate: U256::ZERO,
        current_variable_borrow_rate: U256::ZERO,
        elapsed_seconds: 0,
        scaled_a_token_balance: U256::new(10_000_000_000_000_000_000),
        scaled_variable_debt: U256::ZERO,
        used_as_collateral: true,
        is_borrowing: false,
        liquidation_protocol_fee_bps: Some(1_000),
        limits: Some(OPEN),
        pool: Some(pool(1_000_000_000_000_000_000)),
    };
    let usdc = AaveV3Reserve {
        id: 1,
        asset: "USDC".into(),
        decimals: 6,
        price: U256::new(100_000_000),
        factor: None,
        scaled_a_token_balance: U256::ZERO,
        scaled_variable_debt: U256::new(14_000_000_000),
        used_as_collateral: false,
        is_borrowing: true,
        pool: Some(pool(1_000_000)),
        ..eth.clone()
    };
    let dai = AaveV3Reserve {
        id: 2,
        asset: "DAI".into(),
        decimals: 18,
        scaled_variable_debt: U256::ZERO,
        is_borrowing: false,
        pool: Some(pool(1_000_000_000_000_000_000)),
        ..usdc.clone()
    };
    AaveV3User { revision, e_mode: None, reserves: vec![eth, usdc, dai], e_modes: Some(vec![e_mode(1)]) }
}

/// A million of everything supplied, half of it lent.
pub fn pool(unit: u64) -> AaveV3ReservePool {
    let half = U256::new(500_000).try_mul(U256::new(unit), "pool").expect("fits");
    AaveV3ReservePool {
        scaled_a_token_total_supply: half.try_add(half, "pool").expect("fits"),
        scaled_variable_debt_total_supply: half,
        virtual_underlying_balance: half,
        deficit: U256::ZERO,
        accrued_to_treasury: U256::ZERO,
        reserve_factor_bps: 1_000,
        optimal_usage_ratio_bps: 8_000,
        base_variable_borrow_rate_bps: 0,
        variable_rate_slope1_bps: 400,
        variable_rate_slope2_bps: 6_000,
    }
}

pub fn e_mode(id: u8) -> AaveV3EMode {
    AaveV3EMode {
        id,
        ltv_bps: 9_000,
        liquidation_threshold_bps: 9_300,
        liquidation_bonus_bps: 10_100,
        collateral_bitmap: U256::new(0b001),
        ltvzero_bitmap: U256::ZERO,
        isolated: false,
        borrowable_bitmap: Some(U256::new(0b010)),
    }
}

pub fn limit(user: &mut AaveV3User, place: usize, change: impl Fn(&mut AaveV3ReserveLimits)) {
    change(user.reserves[place].limits.as_mut().expect("limits"));
}

pub fn supply(asset: &str, amount: u128) -> Action {
    Action::Supply { asset: asset.into(), amount: U256::from_u128(amount) }
}

pub fn withdraw(asset: &str, amount: u128) -> Action {
    Action::Withdraw { asset: asset.into(), amount: U256::from_u128(amount) }
}

pub fn borrow(asset: &str, amount: u128) -> Action {
    Action::Borrow { asset: asset.into(), amount: U256::from_u128(amount) }
}

pub fn repay(asset: &str, amount: u128) -> Action {
    Action::Repay { asset: asset.into(), amount: U256::from_u128(amount) }
}

pub fn back(asset: &str, enabled: bool) -> Action {
    Action::UseAsCollateral { asset: asset.into(), enabled }
}

pub const ETHER: u128 = 1_000_000_000_000_000_000;
pub const DOLLAR: u128 = 1_000_000;
