//! Exact Aave v3 health, boundaries and view of one account with five reserves: `cargo bench --bench aave`.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark of a broken account is of no use")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use plimsoll::U256;
use plimsoll::venue::aave_v3::{
    AaveV3Pool, AaveV3Reserve, AaveV3Revision, AaveV3User, aave_v3_account, aave_v3_book, aave_v3_boundaries, aave_v3_view,
};
use std::hint::black_box;

/// Three collaterals and two debts, with indices and rates as a pool has them.
fn account(revision: AaveV3Revision, elapsed_seconds: u32) -> AaveV3User {
    let rows: [(&str, u8, u64, u16, u16, u128, u128); 5] = [
        ("ETH", 18, 250_000_000_000, 8_050, 8_300, 10_000_000_000_000_000_000, 0),
        ("WBTC", 8, 6_100_000_000_000, 7_300, 7_800, 45_000_000, 0),
        ("wstETH", 18, 305_000_000_000, 7_850, 8_100, 3_200_000_000_000_000_000, 0),
        ("USDC", 6, 100_000_000, 7_500, 7_800, 0, 24_000_000_000),
        ("DAI", 18, 99_990_000, 6_300, 7_700, 0, 9_000_000_000_000_000_000_000),
    ];
    let reserves =
        (0u8..).zip(rows).map(|(id, (asset, decimals, price, ltv_bps, liquidation_threshold_bps, supply, debt))| AaveV3Reserve {
            id,
            asset: asset.into(),
            decimals,
            price: U256::new(price),
            factor: None,
            ltv_bps,
            liquidation_threshold_bps,
            liquidation_bonus_bps: 10_500,
            liquidity_index: U256::from_u128(1_046_118_304_928_114_927_336_190_711),
            variable_borrow_index: U256::from_u128(1_163_302_771_094_662_850_113_402_551),
            current_liquidity_rate: U256::from_u128(18_554_201_883_120_449_337_706_129),
            current_variable_borrow_rate: U256::from_u128(42_870_116_995_201_337_482_550_918),
            elapsed_seconds,
            scaled_a_token_balance: U256::from_u128(supply),
            scaled_variable_debt: U256::from_u128(debt),
            used_as_collateral: supply > 0,
            is_borrowing: debt > 0,
            liquidation_protocol_fee_bps: None,
            limits: None,
            pool: None,
        });
    AaveV3User { revision, e_mode: None, reserves: reserves.collect(), e_modes: None }
}

/// Users of a book.
const USERS: u64 = 10_000;

/// Rows of the account above, each a little smaller than the one before.
fn book(user: &AaveV3User) -> (AaveV3Pool, Vec<u8>) {
    let mut rows = Vec::new();
    for number in 0..u128::from(USERS) {
        let mut flags = [0_u8; 33];
        for reserve in &user.reserves {
            let bits = u8::from(reserve.is_borrowing) | u8::from(reserve.used_as_collateral) << 1;
            flags[usize::from(reserve.id / 4)] |= bits << (2 * (reserve.id % 4));
        }
        rows.extend(flags);
        for amount in user.reserves.iter().flat_map(|reserve| [reserve.scaled_a_token_balance, reserve.scaled_variable_debt]) {
            let amount: u128 = amount.to_string().parse().expect("a small amount");
            rows.extend((amount - amount / 1_000_000 * (number % 1_000)).to_le_bytes());
        }
    }
    (AaveV3Pool { revision: user.revision, reserves: user.reserves.clone(), e_modes: Vec::new() }, rows)
}

fn aave(criterion: &mut Criterion) {
    let stored = account(AaveV3Revision::V3_7, 0);
    let accrued = account(AaveV3Revision::V3_7, 5_417);
    let averaged = account(AaveV3Revision::V3_4, 0);
    assert!(!aave_v3_account(&stored).expect("a good account").liquidatable);
    let mut group = criterion.benchmark_group("aave_v3, 5 reserves");
    group.bench_function("account, indices stored now", |b| b.iter(|| aave_v3_account(black_box(&stored))));
    group.bench_function("account, indices accrued", |b| b.iter(|| aave_v3_account(black_box(&accrued))));
    group.bench_function("account until 3.4", |b| b.iter(|| aave_v3_account(black_box(&averaged))));
    group.bench_function("boundaries", |b| b.iter(|| aave_v3_boundaries(black_box(&stored))));
    group.bench_function("boundaries until 3.4", |b| b.iter(|| aave_v3_boundaries(black_box(&averaged))));
    group.bench_function("view", |b| b.iter(|| aave_v3_view(black_box(&stored))));
    group.finish();

    // Includes a copy of the packed rows, reading them and writing the answers; indices are made once for all.
    let mut group = criterion.benchmark_group("aave_v3 book, 5 reserves, per user");
    group.throughput(Throughput::Elements(USERS));
    for (name, user) in [("stored indices", &stored), ("until 3.4", &averaged)] {
        let (pool, rows) = book(user);
        assert!(aave_v3_book(&pool, rows.clone()).expect("a good book").chunks_exact(33).all(|answer| answer[0] == 0));
        group.bench_function(name, |b| b.iter(|| aave_v3_book(black_box(&pool), black_box(rows.clone()))));
    }
    group.finish();
}

criterion_group!(benches, aave);
criterion_main!(benches);
