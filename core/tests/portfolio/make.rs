//! Portfolios to judge.

use plimsoll::U256;
use plimsoll::account::{Account, Leg, LegSide};
use plimsoll::exact::RAY;
use plimsoll::portfolio::{AssetFactors, Chain, FactorLoad, Holding, HoldingState, Portfolio};
use plimsoll::venue::Position;
use plimsoll::venue::aave_v3::{AaveV3Reserve, AaveV3Revision, AaveV3User};

/// SplitMix64, as floats in [0, 1).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / 9_007_199_254_740_992.0
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.next()
    }

    pub fn below(&mut self, count: usize) -> usize {
        ((self.next() * count as f64) as usize).min(count - 1)
    }
}

pub fn collateral(asset: &str, amount: f64, price: f64, threshold: f64, factor: Option<&str>) -> Leg {
    Leg {
        asset: asset.into(),
        side: LegSide::Collateral,
        amount,
        price,
        threshold,
        ltv: threshold * 0.9,
        factor: factor.map(Into::into),
        interest_annual: 0.0,
    }
}

pub fn debt(asset: &str, amount: f64, price: f64, threshold: f64, factor: Option<&str>) -> Leg {
    Leg { side: LegSide::Debt, ltv: 0.0, ..collateral(asset, amount, price, threshold, factor) }
}

pub fn follows(asset: &str, loads: &[(&str, f64)]) -> AssetFactors {
    let loads = loads.iter().map(|(factor, beta)| FactorLoad { factor: (*factor).into(), beta: *beta }).collect();
    AssetFactors { asset: asset.into(), loads }
}

pub fn by_hand(name: &str, legs: Vec<Leg>, assets: Vec<AssetFactors>) -> Holding {
    Holding {
        name: name.into(),
        chain: "mainnet".into(),
        state: HoldingState::Account(Account { legs, liquidatable: None }),
        assets,
        quote: None,
    }
}

pub fn chain(name: &str, delay_seconds: u32, haircut: f64, cost: f64) -> Chain {
    Chain { name: name.into(), delay_seconds, haircut, cost }
}

pub fn portfolio(factors: &[&str], holdings: Vec<Holding>) -> Portfolio {
    Portfolio {
        factors: factors.iter().map(|factor| (*factor).to_owned()).collect(),
        chains: vec![chain("mainnet", 900, 0.0, 0.0)],
        holdings,
        rescue_seconds: 3_600,
    }
}

pub fn reserve(id: u8, asset: &str, decimals: u8, price: u64, threshold_bps: u16) -> AaveV3Reserve {
    AaveV3Reserve {
        id,
        asset: asset.into(),
        decimals,
        price: U256::new(price),
        factor: None,
        ltv_bps: threshold_bps - 200,
        liquidation_threshold_bps: threshold_bps,
        liquidation_bonus_bps: 10_500,
        liquidity_index: RAY,
        variable_borrow_index: RAY,
        current_liquidity_rate: U256::ZERO,
        current_variable_borrow_rate: U256::ZERO,
        elapsed_seconds: 0,
        scaled_a_token_balance: U256::ZERO,
        scaled_variable_debt: U256::ZERO,
        used_as_collateral: false,
        is_borrowing: false,
        liquidation_protocol_fee_bps: None,
        limits: None,
        pool: None,
    }
}

pub fn supplied(reserve: AaveV3Reserve, amount: U256) -> AaveV3Reserve {
    AaveV3Reserve { scaled_a_token_balance: amount, used_as_collateral: true, ..reserve }
}

pub fn owed(reserve: AaveV3Reserve, amount: U256) -> AaveV3Reserve {
    AaveV3Reserve { scaled_variable_debt: amount, is_borrowing: true, ..reserve }
}

pub fn milli(amount: u64, decimals: u8) -> U256 {
    U256::new(amount).try_mul(U256::power_of_ten(decimals - 3).expect("small"), "test").expect("fits")
}

pub fn at_aave(name: &str, reserves: Vec<AaveV3Reserve>, assets: Vec<AssetFactors>) -> Holding {
    let position = Position::AaveV3(AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves, e_modes: None });
    Holding { name: name.into(), chain: "mainnet".into(), state: HoldingState::Position(position), assets, quote: None }
}

pub fn near(got: f64, expected: f64, tolerance: f64) {
    assert!((got - expected).abs() <= tolerance * expected.abs().max(1e-300), "got {got}, expected {expected}");
}
