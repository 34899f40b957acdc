//! Aave v4: the numbers of its own tests, the snapshotted configuration, and what holds for every user.
#![allow(clippy::unwrap_used, reason = "a test stops at a user that it cannot judge")]

use crate::boundary::boundaries_hold;
use crate::seed::Seed;
use plimsoll::account::{Boundary, PriceBoundary};
use plimsoll::exact::{RAY, WAD};
use plimsoll::venue::aave_v4::{
    AaveV4DynamicConfig, AaveV4HubAsset, AaveV4LiquidationConfig, AaveV4LiquidationTerms, AaveV4Reserve, AaveV4User, aave_v4_account,
    aave_v4_check_config, aave_v4_debt_to_target, aave_v4_liquidation_amounts, aave_v4_liquidation_bonus, aave_v4_no_split_incentive,
    aave_v4_refreshed,
};
use plimsoll::venue::{Action, LiquidationCall, Venue};
use plimsoll::{I256, U256};

mod literals;
mod properties;

fn config(collateral_factor_bps: u16, max_liquidation_bonus_bps: u32) -> AaveV4DynamicConfig {
    AaveV4DynamicConfig { key: 0, collateral_factor_bps, max_liquidation_bonus_bps, liquidation_fee_bps: 1_000 }
}

/// Shares of the hub are worth one each, up to the virtual ones; a million whole units of liquidity.
fn hub(decimals: u8) -> AaveV4HubAsset {
    let million = units(1_000_000, decimals);
    AaveV4HubAsset {
        liquidity: million,
        swept: U256::ZERO,
        added_shares: million,
        drawn_shares: U256::ZERO,
        premium_shares: U256::ZERO,
        premium_offset_ray: I256::ZERO,
        deficit_ray: U256::ZERO,
        realized_fees: U256::ZERO,
        liquidity_fee_bps: 1_000,
        drawn_index: RAY,
        drawn_rate: U256::ZERO,
        elapsed_seconds: 0,
    }
}

fn units(whole: u64, decimals: u8) -> U256 {
    U256::new(whole).try_mul(U256::power_of_ten(decimals).unwrap(), "units").unwrap()
}

fn reserve(asset: &str, decimals: u8, dollars: u64) -> AaveV4Reserve {
    AaveV4Reserve {
        asset: asset.into(),
        factor: Some(asset.into()),
        decimals,
        price: units(dollars, 8),
        collateral_risk_bps: 0,
        paused: false,
        frozen: false,
        borrowable: true,
        latest_config: config(8_000, 10_500),
        user_config: config(8_000, 10_500),
        hub: hub(decimals),
        supplied_shares: U256::ZERO,
        drawn_shares: U256::ZERO,
        premium_shares: U256::ZERO,
        premium_offset_ray: I256::ZERO,
        using_as_collateral: false,
        borrowing: false,
    }
}

fn user(reserves: Vec<AaveV4Reserve>) -> AaveV4User {
    AaveV4User {
        liquidation_config: AaveV4LiquidationConfig {
            target_health_factor: WAD,
            health_factor_for_max_bonus: U256::new(800_000_000_000_000_000),
            liquidation_bonus_factor_bps: 5_000,
        },
        has_positive_risk_premium: false,
        reserves,
    }
}

fn supply(asset: &str, amount: U256) -> Action {
    Action::Supply { asset: asset.into(), amount }
}

fn borrow(asset: &str, amount: U256) -> Action {
    Action::Borrow { asset: asset.into(), amount }
}

/// 10 ETH of collateral at 2,000, `debt` whole USDC of debt.
fn borrower(debt: u64) -> AaveV4User {
    let start = user(vec![reserve("ETH", 18, 2_000), reserve("USDC", 6, 1)]);
    let start = start.apply(&Action::UseAsCollateral { asset: "ETH".into(), enabled: true }).unwrap();
    let start = start.apply(&supply("ETH", units(10, 18))).unwrap();
    start.apply(&borrow("USDC", units(debt, 6))).unwrap()
}

fn call(collateral: &str, debt: &str) -> LiquidationCall {
    LiquidationCall { collateral: collateral.into(), debt: debt.into(), repay: None, seize: None, receive_shares: false }
}
