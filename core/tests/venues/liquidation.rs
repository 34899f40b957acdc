//! Liquidations weighed: on a venue that can be computed by hand, and on Aave v3.
#![allow(clippy::unwrap_used, reason = "a test stops at a position that it cannot judge")]

#[path = "../plans/fake.rs"]
mod fake;

use crate::seed::Seed;
use fake::{Asset, Fake, whole};
use plimsoll::exact::RAY;
use plimsoll::liquidation::{
    ActionCosts, AssetCosts, BestLiquidation, LiquidationChoice, best_liquidation_for, liquidation_profit_for, liquidation_scan,
    liquidation_scan_for,
};
use plimsoll::venue::aave_v3::{AaveV3EMode, AaveV3Reserve, AaveV3Revision, AaveV3User};
use plimsoll::venue::{LiquidationCall, Position, Venue};
use plimsoll::{RiskError, RiskErrorKind, U256};

fn costs(gas: f64, flash_loan_fee: f64, trade_fee: f64, two_percent_depth: Option<f64>) -> ActionCosts {
    let asset = |(asset, decimals): (&str, u8)| AssetCosts { asset: asset.into(), decimals, trade_fee, two_percent_depth };
    let assets = [("ETH", 18), ("WBTC", 8), ("wstETH", 18), ("DAI", 18)].map(asset);
    let dollars = AssetCosts { trade_fee: 0.0, two_percent_depth: None, ..asset(("USDC", 6)) };
    ActionCosts { gas, flash_loan_fee, assets: assets.into_iter().chain([dollars]).collect() }
}

/// 10 ETH at 2,000 dollars, threshold 0.8, against 17,000: half of it may be repaid, for 5 % more.
fn short() -> Fake {
    Fake::new(vec![Asset::held("ETH", 18, 2_000, 10), Asset::owed("USDC", 6, 1, 17_000)])
}

fn call(repay: Option<U256>) -> LiquidationCall {
    LiquidationCall { collateral: "ETH".into(), debt: "USDC".into(), repay, seize: None, receive_shares: false }
}

fn near(got: f64, expected: f64) {
    assert!((got - expected).abs() < 1e-6, "got {got}, expected {expected}");
}

#[test]
fn a_profit_by_hand() {
    // 8,500 repaid for 8,925 of ether, sold at 0.3 % and a move of 1 % / 100,000 per dollar on average.
    let found = liquidation_profit_for(&short(), &call(None), &costs(10.0, 0.0009, 0.003, Some(100_000.0))).unwrap();
    near(found.received_value, 8_925.0);
    near(found.repaid_value, 8_500.0);
    near(found.trade_cost, 8_925.0 * (0.003 + 0.089_25 * 0.01));
    near(found.flash_loan_cost, 7.65);
    near(found.profit, 425.0 - 7.65 - 10.0 - found.trade_cost);
    near(found.borrower_loss, 425.0);
    // Health 16,000 / 17,000 = 0.941 is above 1.05 · 0.8 = 0.84: the call raises it.
    assert!(!found.lowers_health && found.outcome.health_after > found.outcome.health_before);
    let worse = short().with_prices(&[("ETH", U256::new(170_000_000_000))]).unwrap();
    let found = liquidation_profit_for(&worse, &call(None), &costs(0.0, 0.0, 0.0, None)).unwrap();
    assert!(found.lowers_health);
    assert_eq!(found.outcome.received_value.to_f64() / 1e8, found.received_value);
}

#[test]
fn without_a_moving_price_the_largest_call_is_the_best() {
    let found = best_liquidation_for(&short(), &costs(10.0, 0.0, 0.003, None)).unwrap().best.unwrap();
    assert_eq!(found.call, call(None));
    near(found.profit.profit, 425.0 - 8_925.0 * 0.003 - 10.0);
    // Gas beyond the bonus, or a fee beyond it, pays nobody.
    assert_eq!(best_liquidation_for(&short(), &costs(425.1, 0.0, 0.0, None)).unwrap().best, None);
    assert_eq!(best_liquidation_for(&short(), &costs(0.0, 0.0, 0.05, None)).unwrap().best, None);
    let safe = short().with_prices(&[("ETH", U256::new(250_000_000_000))]).unwrap();
    assert_eq!(best_liquidation_for(&safe, &costs(0.0, 0.0, 0.0, None)).unwrap(), LiquidationChoice::default());
}

#[test]
fn a_moving_price_has_its_best_amount_by_hand() {
    // Profit of r repaid: 0.05 r − 0.01 · (1.05 r)² / 1000, most at r = 25 / (0.01 · 1.1025) = 2,267.57.
    let costs = costs(1.0, 0.0, 0.0, Some(1_000.0));
    let found = best_liquidation_for(&short(), &costs).unwrap().best.unwrap();
    let repaid = found.call.repay.unwrap().to_f64() / 1e6;
    assert!((repaid - 2_267.573_7).abs() < 0.01, "{repaid}");
    near(found.profit.profit, 0.05 * repaid - 1e-5 * 1.1025 * repaid * repaid - 1.0);
}

/// Nothing that a liquidator could ask for pays more.
fn none_better<V: Venue>(venue: &V, best: &BestLiquidation, costs: &ActionCosts, random: &mut Seed) {
    // One token unit of the asset received, such as 0.0006 dollars of bitcoin, and the rounding of the numbers.
    let unit = |asset: &str| {
        let price = venue.prices().unwrap().into_iter().find(|price| price.asset == asset).unwrap();
        let decimals = costs.assets.iter().find(|one| one.asset == asset).unwrap().decimals;
        plimsoll::units::to_f64(price.price, price.decimals + decimals)
    };
    for pair in venue.liquidation_calls().unwrap() {
        let rounding = unit(&pair.collateral) + unit(&pair.debt) + 1e-9 * best.profit.received_value;
        let Ok(whole) = liquidation_profit_for(venue, &pair, costs) else { continue };
        let Some(most) = whole.outcome.repaid.first().map(|repaid| repaid.amount) else { continue };
        for sample in 0..24 {
            let repay = match sample {
                0 => most,
                1 => best.call.repay.unwrap_or(most).try_add(U256::ONE, "more").unwrap(),
                2 => best.call.repay.unwrap_or(most).saturating_sub(U256::ONE),
                _ => most.try_mul(U256::new(random.between(1, 10_000)), "share").unwrap().try_div(U256::new(10_000), "share").unwrap(),
            };
            let other = LiquidationCall { repay: Some(repay), ..pair.clone() };
            match liquidation_profit_for(venue, &other, costs) {
                Ok(other) => {
                    let said = || format!("{repay} of {} pays {}, {:?} only {}", pair.debt, other.profit, best.call, best.profit.profit);
                    assert!(other.profit <= best.profit.profit + rounding, "{}", said());
                }
                Err(error) => assert_eq!(error.code(), "refused"),
            }
        }
    }
}

#[test]
fn dust_and_a_bonus_that_moves_have_their_best_amount_too() {
    let mut random = Seed::new(11);
    // Nearly all may be repaid, but what is left of the debt must be 5,000 dollars: the best of the free amounts is refused.
    let dusty = Fake { close_bps: 10_000, least_debt: whole(9_000, 6), ..short() };
    for depth in [5_000.0, 5_500.0, 7_000.0, 20_000.0] {
        let costs = costs(1.0, 0.0, 0.0, Some(depth));
        let found = best_liquidation_for(&dusty, &costs).unwrap().best.unwrap();
        none_better(&dusty, &found, &costs, &mut random);
    }
    let moving = Fake { bonus_lost_bps: 450, ..short() };
    let costs = costs(1.0, 0.0, 0.0, Some(50_000.0));
    let found = best_liquidation_for(&moving, &costs).unwrap().best.unwrap();
    none_better(&moving, &found, &costs, &mut random);
    assert!(found.call.repay.unwrap() < whole(6_000, 6), "{:?}", found.call);
}

const ASSETS: [(&str, u8, u64); 5] = [
    ("ETH", 18, 250_000_000_000),
    ("WBTC", 8, 6_100_000_000_000),
    ("wstETH", 18, 305_000_000_000),
    ("USDC", 6, 100_000_000),
    ("DAI", 18, 99_990_000),
];

fn revision(random: &mut Seed) -> AaveV3Revision {
    use AaveV3Revision::{V3_0, V3_1, V3_2, V3_3, V3_4, V3_5, V3_6, V3_7};
    random.pick(&[V3_0, V3_1, V3_2, V3_3, V3_4, V3_5, V3_6, V3_7])
}

/// Two to five reserves of a pool, some of them extreme.
fn user(random: &mut Seed, extreme: bool) -> AaveV3User {
    let revision = revision(random);
    let count = random.between(2, 5);
    let elapsed_seconds = random.pick(&[0, 12, 5_417, 31_536_000, u32::MAX]);
    let mut reserves = Vec::new();
    for (place, (asset, decimals, price)) in ASSETS.iter().enumerate() {
        if (place as u64) + count < 5 {
            continue;
        }
        let unit = U256::power_of_ten(*decimals).unwrap();
        let dollars = |random: &mut Seed| {
            let value = U256::new(random.between(1, 60_000) * 100_000_000);
            value.try_mul(unit, "units").unwrap().try_div(U256::new(*price), "units").unwrap()
        };
        let held = random.chance(60);
        let owed = random.chance(50);
        let threshold = u16::try_from(random.between(0, 95) * 100).unwrap();
        let wild = |random: &mut Seed, usual: U256, bits| if extreme && random.chance(15) { random.word(bits) } else { usual };
        let decimals = if extreme && random.chance(10) { random.pick(&[0, 2, 24, 40, 77]) } else { *decimals };
        reserves.push(AaveV3Reserve {
            id: u8::try_from(place).unwrap(),
            asset: (*asset).into(),
            decimals,
            price: wild(random, U256::new(*price), 160),
            factor: None,
            ltv_bps: threshold.saturating_sub(300),
            liquidation_threshold_bps: threshold,
            liquidation_bonus_bps: 10_500,
            liquidity_index: wild(random, U256::from_u128(1_046_118_304_928_114_927_336_190_711), 120),
            variable_borrow_index: wild(random, U256::from_u128(1_163_302_771_094_662_850_113_402_551), 120),
            current_liquidity_rate: wild(random, U256::from_u128(18_554_201_883_120_449_337_706_129), 100),
            current_variable_borrow_rate: wild(random, U256::from_u128(42_870_116_995_201_337_482_550_918), 100),
            elapsed_seconds: if extreme { elapsed_seconds } else { elapsed_seconds.min(5_417) },
            scaled_a_token_balance: if held {
                let usual = dollars(random);
                wild(random, usual, 220)
            } else {
                U256::ZERO
            },
            scaled_variable_debt: if owed {
                let usual = dollars(random);
                wild(random, usual, 220)
            } else {
                U256::ZERO
            },
            used_as_collateral: held && random.chance(90),
            is_borrowing: owed,
            liquidation_protocol_fee_bps: Some(1_000),
            limits: None,
            pool: None,
        });
    }
    let e_mode = random.chance(20).then(|| AaveV3EMode {
        id: 1,
        ltv_bps: 9_000,
        liquidation_threshold_bps: 9_300,
        liquidation_bonus_bps: 10_100,
        collateral_bitmap: U256::new(random.between(0, 31)),
        ltvzero_bitmap: U256::ZERO,
        isolated: false,
        borrowable_bitmap: None,
    });
    AaveV3User { revision, e_mode, reserves, e_modes: None }
}

#[test]
fn the_short_verdict_is_the_verdict() {
    let mut random = Seed::new(7);
    let (mut short, mut near_the_line, mut reverts) = (0, 0, 0);
    for number in 0..150_000 {
        let user = user(&mut random, number % 3 == 0);
        let long = user.health();
        assert_eq!(user.liquidatable(), long.clone().map(|health| health.liquidatable), "{number}: {user:?}");
        let Ok(health) = long else {
            reverts += 1;
            continue;
        };
        short += u32::from(health.liquidatable);
        // Around every boundary: the price at it and the next ones beyond.
        if number % 10 != 0 {
            continue;
        }
        for found in user.boundaries().unwrap() {
            let plimsoll::account::PriceBoundary::At { price, .. } = found.boundary else { continue };
            for near in [price.saturating_sub(U256::ONE), price, price.try_add(U256::ONE, "near").unwrap_or(price)] {
                let moved = user.with_prices(&[(&found.asset, near)]).unwrap();
                near_the_line += 1;
                assert_eq!(moved.liquidatable(), moved.health().map(|health| health.liquidatable), "{number}: {moved:?}");
            }
        }
    }
    println!("verdicts: {short} short, {near_the_line} near the line, {reverts} reverts");
    assert!(short > 10_000 && near_the_line > 10_000 && reverts > 100);
}

#[test]
fn no_other_amount_pays_more_at_aave() {
    let mut random = Seed::new(5);
    let (mut found, mut partial) = (0, 0);
    for _ in 0..6_000 {
        let user = user(&mut random, false);
        let depth = random.pick(&[None, Some(2_000.0), Some(20_000.0), Some(200_000.0), Some(30_000_000.0)]);
        let costs = costs(random.pick(&[0.0, 5.0, 60.0]), 0.000_5, random.pick(&[0.0, 0.001]), depth);
        let Some(best) = best_liquidation_for(&user, &costs).unwrap().best else { continue };
        assert_eq!(liquidation_profit_for(&user, &best.call, &costs).unwrap(), best.profit);
        let (received, value) = (best.profit.received_value, best.profit.outcome.received_value.to_f64() / 1e8);
        assert!((received - value).abs() < 1e-7 + 1e-12 * value, "{received} {value}");
        let whole = user.liquidation_calls().unwrap().into_iter().any(|call| call == best.call);
        partial += u32::from(!whole);
        found += 1;
        none_better(&user, &best, &costs, &mut random);
    }
    println!("best liquidations: {found}, {partial} of them not the largest call");
    assert!(found > 1_000 && partial > 200);
}

#[test]
fn a_scan_sorts_those_that_pay_and_names_the_rest() {
    let mut random = Seed::new(3);
    let mut book: Vec<Position> = (0..400).map(|_| Position::AaveV3(user(&mut random, false))).collect();
    let mut broken = user(&mut random, false);
    broken.reserves[0].scaled_a_token_balance = U256::MAX;
    broken.reserves[0].liquidity_index = RAY.try_mul(U256::new(3), "index").unwrap();
    book.insert(200, Position::AaveV3(broken));
    let costs = costs(40.0, 0.000_5, 0.001, Some(5_000_000.0));
    let scan = liquidation_scan(&book, &costs).unwrap();
    assert_eq!((scan.failed.len(), scan.failed[0].index, scan.failed[0].code.as_str()), (1, 200, "overflow"));
    assert!(scan.candidates.len() > 20 && !scan.unprofitable.is_empty());
    assert!(scan.candidates.windows(2).all(|pair| pair[0].best.profit.profit >= pair[1].best.profit.profit));
    for one in &scan.candidates {
        let best = best_liquidation_for(&book[one.index as usize], &costs).unwrap();
        assert_eq!(best.best.as_ref(), Some(&one.best));
    }
    for index in &scan.unprofitable {
        let position = &book[*index as usize];
        assert!(position.health().unwrap().liquidatable && best_liquidation_for(position, &costs).unwrap().best.is_none());
    }
    let listed = scan.candidates.len() + scan.unprofitable.len();
    assert_eq!(listed, book.iter().filter(|one| one.health().is_ok_and(|health| health.liquidatable)).count());
}

#[test]
fn bad_costs_have_their_codes() {
    let code = |costs: ActionCosts| liquidation_profit_for(&short(), &call(None), &costs).unwrap_err().code();
    assert_eq!(code(costs(f64::NAN, 0.0, 0.0, None)), "not_finite");
    assert_eq!(code(costs(0.0, 2.0, 0.0, None)), "out_of_range");
    assert_eq!(code(costs(0.0, 0.0, 1.0, None)), "out_of_range");
    assert_eq!(code(costs(0.0, 0.0, f64::INFINITY, None)), "not_finite");
    assert_eq!(code(costs(0.0, 0.0, 0.0, Some(0.0))), "out_of_range");
    let mut twice = costs(0.0, 0.0, 0.0, None);
    twice.assets.push(twice.assets[0].clone());
    assert_eq!(code(twice), "duplicate");
    let mut wrong = costs(0.0, 0.0, 0.0, None);
    wrong.assets[0].decimals = 17;
    assert_eq!(code(wrong), "out_of_range");
    let none = ActionCosts { gas: 0.0, flash_loan_fee: 0.0, assets: vec![] };
    assert_eq!(code(none.clone()), "out_of_range");
    assert_eq!(liquidation_scan_for(&[short()], &none).unwrap_err().code(), "out_of_range");
    let safe = short().with_prices(&[("ETH", U256::new(250_000_000_000))]).unwrap();
    let refused = RiskError::from(RiskErrorKind::Refused { reason: "Healthy".into() });
    assert_eq!(liquidation_profit_for(&safe, &call(None), &costs(0.0, 0.0, 0.0, None)).unwrap_err(), refused);
    assert!(liquidation_profit_for(&short(), &call(None), &costs(0.0, 0.0, 0.0, None)).is_ok());
}
