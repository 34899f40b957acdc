//! One reserve of Aave v3 without interest, which most of the tables need.

use plimsoll::U256;
use plimsoll::exact::RAY;
use plimsoll::venue::aave_v3::{AaveV3Reserve, AaveV3Revision, AaveV3User};

/// A price as Aave's pair of an integer and the token's decimals.
#[derive(Clone, Copy)]
pub struct Price(pub u128, pub u8);

pub fn reserve(asset: &str, price: Price, threshold_bps: u16, supplied: u64, owed: u64) -> AaveV3Reserve {
    AaveV3Reserve {
        id: 0,
        asset: asset.into(),
        decimals: price.1,
        price: U256::from_u128(price.0),
        factor: Some(asset.into()),
        ltv_bps: threshold_bps,
        liquidation_threshold_bps: threshold_bps,
        liquidation_bonus_bps: 10_526,
        liquidity_index: RAY,
        variable_borrow_index: RAY,
        current_liquidity_rate: U256::ZERO,
        current_variable_borrow_rate: U256::ZERO,
        elapsed_seconds: 0,
        scaled_a_token_balance: U256::new(supplied),
        scaled_variable_debt: U256::new(owed),
        used_as_collateral: supplied > 0,
        is_borrowing: owed > 0,
        liquidation_protocol_fee_bps: None,
        limits: None,
        pool: None,
    }
}

pub fn user(revision: AaveV3Revision, mut reserves: Vec<AaveV3Reserve>) -> AaveV3User {
    for (id, reserve) in reserves.iter_mut().enumerate() {
        reserve.id = u8::try_from(id).expect("few reserves");
    }
    AaveV3User { revision, e_mode: None, reserves, e_modes: None }
}
