//! Generators of Aave v3 accounts.

use plimsoll::U256;
use plimsoll::exact::{RAY, bps_mul_half_up};
use plimsoll::venue::aave_v3::{AaveV3EMode, AaveV3Reserve, AaveV3Revision, AaveV3User, aave_v3_account};
use proptest::prelude::*;
use proptest::sample::select;

/// Integers of every length from 0 to 256 bits, ends included.
pub fn word() -> impl Strategy<Value = U256> {
    prop_oneof![
        8 => (any::<[u64; 4]>(), 0u32..256).prop_map(|(limbs, cut)| shorten(limbs, cut)),
        1 => Just(U256::ZERO),
        1 => Just(U256::MAX),
    ]
}

fn shorten(limbs: [u64; 4], cut: u32) -> U256 {
    let mut word = U256::ZERO;
    for limb in limbs {
        let shifted = word.try_mul(U256::from_u128(1 << 64), "test").expect("fits");
        word = shifted.try_add(U256::new(limb), "test").expect("fits");
    }
    (0..cut).fold(word, |word, _| word.half())
}

/// An amount of `log2` bits at most, spread over the magnitudes.
fn magnitude(log2: u32) -> impl Strategy<Value = U256> {
    (any::<u128>(), 128 - log2..128).prop_map(|(bits, cut)| U256::from_u128((bits >> cut) + 1))
}

fn flags() -> impl Strategy<Value = (bool, bool)> {
    prop_oneof![5 => Just((true, false)), 4 => Just((false, true)), 1 => Just((true, true)), 1 => Just((false, false))]
}

fn usual_reserve() -> impl Strategy<Value = AaveV3Reserve> {
    let state = (select(vec![0u8, 2, 6, 8, 18, 18, 24]), magnitude(50), 0u16..=9_000, 0u16..=1_000, flags());
    let indices = (magnitude(90), magnitude(90), magnitude(87), magnitude(88), prop_oneof![Just(0u32), 1u32..90_000_000]);
    let amounts = (1u128..1_000_000_000_000, 1u128..1_000_000_000_000, any::<bool>());
    (state, indices, amounts).prop_map(
        |((decimals, price, ltv, gap, flags), (up, up_debt, rate, rate_debt, elapsed), (supply, debt, flat))| {
            let scale = U256::power_of_ten(decimals.saturating_sub(6)).expect("small");
            let index = |growth: U256| if flat { RAY } else { RAY.try_add(growth, "test").expect("fits") };
            AaveV3Reserve {
                id: 0,
                asset: "A".into(),
                decimals,
                price,
                factor: None,
                ltv_bps: if ltv % 7 == 0 { 0 } else { ltv },
                liquidation_threshold_bps: if ltv % 11 == 0 { 0 } else { ltv + gap },
                liquidation_bonus_bps: 10_500,
                liquidity_index: index(up),
                variable_borrow_index: index(up_debt),
                current_liquidity_rate: rate,
                current_variable_borrow_rate: rate_debt,
                elapsed_seconds: if flat { 0 } else { elapsed },
                scaled_a_token_balance: if flags.0 { U256::from_u128(supply).try_mul(scale, "test").expect("fits") } else { U256::ZERO },
                scaled_variable_debt: if flags.1 { U256::from_u128(debt).try_mul(scale, "test").expect("fits") } else { U256::ZERO },
                used_as_collateral: flags.0,
                is_borrowing: flags.1,
                liquidation_protocol_fee_bps: None,
                limits: None,
                pool: None,
            }
        },
    )
}

fn any_reserve() -> impl Strategy<Value = AaveV3Reserve> {
    let wide = || prop_oneof![3 => magnitude(100), 1 => word()];
    (usual_reserve(), 0u8..=77, prop_oneof![2 => magnitude(128), 1 => word()], (wide(), wide()), (wide(), 0u32..=u32::MAX), 0u8..8)
        .prop_map(|(usual, decimals, price, (supply, debt), (rate, elapsed), mix)| AaveV3Reserve {
            decimals,
            price,
            scaled_a_token_balance: supply,
            scaled_variable_debt: debt,
            current_variable_borrow_rate: if mix == 0 { rate } else { usual.current_variable_borrow_rate },
            elapsed_seconds: if mix < 2 { elapsed } else { 0 },
            ..usual
        })
}

pub fn e_mode() -> AaveV3EMode {
    AaveV3EMode {
        id: 1,
        ltv_bps: 9_000,
        liquidation_threshold_bps: 9_300,
        liquidation_bonus_bps: 10_100,
        collateral_bitmap: U256::new(0b101),
        ltvzero_bitmap: U256::ZERO,
        isolated: false,
        borrowable_bitmap: None,
    }
}

fn account(revisions: &'static [AaveV3Revision], reserve: impl Strategy<Value = AaveV3Reserve>) -> impl Strategy<Value = AaveV3User> {
    let category = (any::<bool>(), any::<bool>(), 0u64..256, 0u64..256);
    (select(revisions), prop::collection::vec(reserve, 1..6), category, any::<bool>()).prop_map(
        |(revision, mut reserves, category, near)| {
            let (chosen, isolated, backs, zero) = category;
            for (id, reserve) in (0u8..).step_by(3).zip(&mut reserves) {
                reserve.id = id;
            }
            let e_mode = chosen.then(|| AaveV3EMode {
                collateral_bitmap: U256::new(backs),
                ltvzero_bitmap: if matches!(revision, AaveV3Revision::V3_6 | AaveV3Revision::V3_7) { U256::new(zero) } else { U256::ZERO },
                isolated: isolated && revision == AaveV3Revision::V3_7,
                ..e_mode()
            });
            let user = AaveV3User { revision, e_mode, reserves, e_modes: None };
            if near { brought_near(&user).unwrap_or(user) } else { user }
        },
    )
}

/// The same account with one of its debts set to what the collateral just carries: verdicts then hang on the last digit.
fn brought_near(user: &AaveV3User) -> Option<AaveV3User> {
    let mut near = user.clone();
    let index = user.reserves.iter().position(|reserve| reserve.is_borrowing && !reserve.used_as_collateral)?;
    let debt = &mut near.reserves[index];
    (debt.decimals, debt.price, debt.scaled_variable_debt) = (0, U256::ONE, U256::ZERO);
    (debt.variable_borrow_index, debt.elapsed_seconds) = (RAY, 0);
    let data = aave_v3_account(&near).ok()?;
    let carried = bps_mul_half_up(data.total_collateral_base, data.current_liquidation_threshold_bps).ok()?;
    near.reserves[index].scaled_variable_debt = carried.saturating_sub(data.total_debt_base);
    Some(near)
}

/// Balances, prices and indices as markets have them.
pub fn usual_account(revisions: &'static [AaveV3Revision]) -> impl Strategy<Value = AaveV3User> {
    account(revisions, usual_reserve())
}

/// Amounts and prices so small that every price can be tried: each rounding shows.
pub fn small_account(revisions: &'static [AaveV3Revision]) -> impl Strategy<Value = AaveV3User> {
    let small =
        (usual_reserve(), 0u8..=2, 1u64..400, 1u64..300, 1u64..300).prop_map(|(usual, decimals, price, supply, debt)| AaveV3Reserve {
            decimals,
            price: U256::new(price),
            liquidity_index: RAY,
            variable_borrow_index: RAY,
            elapsed_seconds: 0,
            scaled_a_token_balance: if usual.used_as_collateral { U256::new(supply) } else { U256::ZERO },
            scaled_variable_debt: if usual.is_borrowing { U256::new(debt) } else { U256::ZERO },
            ..usual
        });
    account(revisions, small)
}

/// Every decimal count, and amounts and prices up to 2^256 − 1.
pub fn any_account(revisions: &'static [AaveV3Revision]) -> impl Strategy<Value = AaveV3User> {
    account(revisions, any_reserve())
}

pub fn at_price(user: &AaveV3User, id: u8, price: U256) -> AaveV3User {
    let mut user = user.clone();
    user.reserves.iter_mut().find(|reserve| reserve.id == id).expect("a reserve").price = price;
    user
}

/// The same account with one unit more of its first debt.
pub fn debt_grown(user: &AaveV3User) -> Option<AaveV3User> {
    let mut user = user.clone();
    let reserve = user.reserves.iter_mut().find(|reserve| reserve.is_borrowing)?;
    reserve.scaled_variable_debt = reserve.scaled_variable_debt.try_add(U256::ONE, "test").ok()?;
    Some(user)
}

/// 10 ETH against 14,000 USDC.
pub fn example() -> AaveV3User {
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
        liquidation_protocol_fee_bps: None,
        limits: None,
        pool: None,
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
        ..eth.clone()
    };
    AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves: vec![eth, usdc], e_modes: None }
}
