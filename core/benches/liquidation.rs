//! A scan of 100,000 Aave v3 accounts of two to five reserves, of which one in a hundred can be liquidated:
//! `cargo bench --bench liquidation`.

#![allow(clippy::expect_used, reason = "a benchmark of a broken book is of no use")]

use criterion::{Criterion, criterion_group, criterion_main};
use plimsoll::U256;
use plimsoll::liquidation::{ActionCosts, AssetCosts, liquidation_scan};
use plimsoll::venue::aave_v3::{AaveV3Reserve, AaveV3Revision, AaveV3User};
use plimsoll::venue::{Position, Venue};
use std::hint::black_box;

const ACCOUNTS: u64 = 100_000;

/// Name, decimals, price, threshold.
const ASSETS: [(&str, u8, u64, u16); 5] = [
    ("ETH", 18, 250_000_000_000, 8_300),
    ("WBTC", 8, 6_100_000_000_000, 7_800),
    ("wstETH", 18, 305_000_000_000, 8_100),
    ("USDC", 6, 100_000_000, 7_800),
    ("DAI", 18, 99_990_000, 7_700),
];

/// Two to five reserves; collateral in the first ones, debt in the last, drawn so that one account in a hundred is short.
fn account(number: u64, elapsed_seconds: u32) -> Position {
    let draw = |salt: u64| (number.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(salt.wrapping_mul(0xbf58_476d_1ce4_e5b9))) >> 40;
    let count = 2 + number % 4;
    let value = 5_000 + draw(1) % 100_000;
    let owed = if number.is_multiple_of(100) { 1_000 } else { 300 + draw(2) % 500 };
    let reserves = (0u8..).zip(ASSETS).skip(usize::try_from(5 - count).expect("small")).map(|(id, (asset, decimals, price, threshold))| {
        let units = |dollars: u64| {
            let unit = U256::power_of_ten(decimals).expect("a power of ten");
            let value = U256::new(dollars).try_mul(U256::new(100_000_000), "value").expect("fits");
            value.try_mul(unit, "units").expect("fits").try_div(U256::new(price), "units").expect("a price")
        };
        let last = id == 4;
        let supply = if last { U256::ZERO } else { units(value) };
        // The thresholds are near 0.8: an account that owes the whole of it is short, one that owes four fifths of it is not.
        let debt = if last { units(value * (count - 1) * owed / 1_000 * 83 / 100) } else { U256::ZERO };
        AaveV3Reserve {
            id,
            asset: asset.into(),
            decimals,
            price: U256::new(price),
            factor: None,
            ltv_bps: threshold - 300,
            liquidation_threshold_bps: threshold,
            liquidation_bonus_bps: 10_500,
            liquidity_index: U256::from_u128(1_000_000_000_000_000_000_000_000_007),
            variable_borrow_index: U256::from_u128(1_000_000_000_000_000_000_000_000_009),
            current_liquidity_rate: U256::from_u128(18_554_201_883_120_449_337_706_129),
            current_variable_borrow_rate: U256::from_u128(42_870_116_995_201_337_482_550_918),
            elapsed_seconds,
            scaled_a_token_balance: supply,
            scaled_variable_debt: debt,
            used_as_collateral: !supply.is_zero(),
            is_borrowing: !debt.is_zero(),
            liquidation_protocol_fee_bps: Some(1_000),
            limits: None,
            pool: None,
        }
    });
    Position::AaveV3(AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves: reserves.collect(), e_modes: None })
}

fn costs() -> ActionCosts {
    let assets = ASSETS.map(|(asset, decimals, ..)| AssetCosts {
        asset: asset.into(),
        decimals,
        trade_fee: 0.000_5,
        two_percent_depth: Some(2_000_000.0),
    });
    ActionCosts { gas: 20.0, flash_loan_fee: 0.000_5, assets: assets.into() }
}

fn liquidation(criterion: &mut Criterion) {
    let costs = costs();
    let mut group = criterion.benchmark_group("liquidation, 100,000 accounts");
    group.sample_size(10);
    for (name, elapsed) in [("indices stored now", 0), ("indices accrued", 5_417)] {
        let book: Vec<Position> = (0..ACCOUNTS).map(|number| account(number, elapsed)).collect();
        let found = liquidation_scan(&book, &costs).expect("good costs");
        let short = found.candidates.len() + found.unprofitable.len();
        assert!(found.failed.is_empty() && (900..1_100).contains(&short), "{short} accounts are short");
        group.bench_function(format!("verdicts, {name}"), |b| {
            b.iter(|| black_box(&book).iter().filter(|one| one.liquidatable().expect("a verdict")).count());
        });
        group.bench_function(format!("scan, {name}"), |b| b.iter(|| liquidation_scan(black_box(&book), &costs)));
    }
    group.finish();
}

criterion_group!(benches, liquidation);
criterion_main!(benches);
