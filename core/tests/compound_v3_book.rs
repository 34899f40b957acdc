//! A book of Compound III accounts answers what each of them is answered alone.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod books;

use books::{ask_anything, stored};
use plimsoll::venue::compound_v3::{CompoundV3Collateral, CompoundV3Curve, CompoundV3Market, CompoundV3Position, compound_v3_book};
use plimsoll::venue::{Position, position_health};
use plimsoll::{I256, U256};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use std::cell::Cell;

const LARGEST_PRINCIPAL: u128 = (1 << 103) - 1;
const STEP: u64 = 100_000_000_000_000;

/// Prices of a feed: usual, of any length, none, and beyond what the contract reads.
fn price() -> impl Strategy<Value = U256> {
    let beyond = stored().prop_map(|word| U256::from_u128(word).try_mul(U256::from_u128(1 << 127), "test").expect("255 bits"));
    prop_oneof![
        6 => (1u64..10_000_000_000_000).prop_map(U256::new),
        4 => Just(U256::new(100_000_000)),
        1 => stored().prop_map(U256::from_u128),
        1 => Just(U256::ZERO),
        1 => beyond,
    ]
}

/// Factors in whole steps, the second at least the first.
fn factors() -> impl Strategy<Value = [U256; 2]> {
    prop_oneof![
        4 => (5_000u64..9_000, 0u64..1_000).prop_map(|(borrow, more)| [borrow, borrow + more]),
        1 => (0u64..=10_000, 0u64..=10_000).prop_map(|(a, b)| [a.min(b), a.max(b)]),
        1 => Just([10_000, 10_000]),
    ]
    .prop_map(|steps| steps.map(|steps| U256::new(steps * STEP)))
}

fn collateral() -> impl Strategy<Value = CompoundV3Collateral> {
    let decimals = prop_oneof![3 => Just(6u8), 3 => Just(18u8), 1 => 0u8..=19];
    (price(), factors(), decimals).prop_map(|(price, [borrow, liquidate], decimals)| CompoundV3Collateral {
        price,
        decimals,
        borrow_collateral_factor: borrow,
        liquidate_collateral_factor: liquidate,
        // Another account's, which is not read.
        balance: U256::MAX,
        ..CompoundV3Collateral::default()
    })
}

fn collaterals() -> impl Strategy<Value = Vec<CompoundV3Collateral>> {
    prop::collection::vec(collateral(), 0..5).prop_map(|mut all| {
        all.iter_mut().enumerate().for_each(|(place, one)| one.asset = format!("C{place}"));
        all
    })
}

/// Markets as a chain has them, and markets of any numbers that a contract can hold.
fn market() -> impl Strategy<Value = CompoundV3Market> {
    let index = 1_000_000_000_000_000u64;
    let usual = (0u64..1_000_000_000_000_000, 0u32..100_000, 1u128..90, prop_oneof![Just(6u8), Just(18u8)]).prop_map(
        move |(grown, elapsed_seconds, share, base_decimals)| CompoundV3Market {
            base_decimals,
            base_price: U256::new(99_992_000),
            base_supply_index: U256::new(index + grown / 2),
            base_borrow_index: U256::new(index + grown),
            total_supply_base: U256::from_u128(380_000_000_000_000),
            total_borrow_base: U256::from_u128(380_000_000_000_000 * share / 100),
            elapsed_seconds,
            ..CompoundV3Market::default()
        },
    );
    let strange = (price(), index..=u64::MAX, stored(), stored(), prop_oneof![Just(0u32), any::<u32>()], 6u8..=18).prop_map(
        move |(base_price, borrow_index, lent, owed, elapsed_seconds, base_decimals)| CompoundV3Market {
            base_price,
            base_decimals,
            base_supply_index: U256::new(index),
            base_borrow_index: U256::new(borrow_index),
            total_supply_base: U256::from_u128(lent >> 24),
            total_borrow_base: U256::from_u128(owed >> 24),
            elapsed_seconds,
            ..CompoundV3Market::default()
        },
    );
    let plain = Just(CompoundV3Market {
        base_decimals: 6,
        base_price: U256::new(100_000_000),
        base_supply_index: U256::new(index),
        base_borrow_index: U256::new(index),
        ..CompoundV3Market::default()
    });
    let curve = CompoundV3Curve {
        kink: U256::new(900_000_000_000_000_000),
        base: U256::new(475_646_879),
        slope_low: U256::new(870_624_048),
        slope_high: U256::new(107_813_292_744),
    };
    prop_oneof![4 => usual, 3 => strange, 2 => plain].prop_map(move |market| CompoundV3Market {
        base_asset: "USDC".into(),
        borrow_curve: curve.clone(),
        base_min_for_rewards: U256::new(1_000_000_000_000),
        tracking_index_scale: U256::new(index),
        ..market
    })
}

/// What an account owes, and for each collateral a balance by itself or, in 2^16, as a share of the debt's value.
type Asked = (i128, Vec<(u128, u16, bool)>);

fn accounts() -> impl Strategy<Value = Vec<Asked>> {
    let principal = prop_oneof![
        6 => (1i128..1_000_000_000_000).prop_map(|owed| -owed),
        2 => (0i128..4).prop_map(|owed| -owed),
        2 => (stored(), any::<bool>()).prop_map(|(word, owed)| {
            let word = (word >> 25).cast_signed();
            if owed { -word } else { word }
        }),
        1 => Just(-LARGEST_PRINCIPAL.cast_signed()),
    ];
    prop::collection::vec((principal, prop::collection::vec((stored(), any::<u16>(), prop::bool::weighted(0.8)), 5)), 1..12)
}

fn ten_to(decimals: u8) -> f64 {
    (0..decimals).fold(1.0, |power, _| 10.0 * power)
}

/// The balance that is worth a share of about the debt, or one by itself.
fn balance(market: &CompoundV3Market, one: &CompoundV3Collateral, owed: u128, (alone, share, weighed): (u128, u16, bool)) -> u128 {
    let worth = (owed as f64 * market.base_price.to_f64() * market.base_borrow_index.to_f64()) / 1e15 / ten_to(market.base_decimals);
    let even = worth / one.price.to_f64().max(1.0) * ten_to(one.decimals);
    // Exact where the debt's units are the collateral's own.
    let even = if even == owed as f64 { owed } else { even as u128 };
    match share % 8 {
        0 => 0,
        1 => even,
        _ if weighed => (even as f64 * f64::from(share) / 65_536.0) as u128,
        _ => alone,
    }
}

fn row(principal: i128, balances: impl IntoIterator<Item = u128>) -> Vec<u8> {
    let mut row = principal.to_le_bytes().to_vec();
    balances.into_iter().for_each(|balance| row.extend(balance.to_le_bytes()));
    row
}

/// What the book's answer says: verdict and health factor in the words of `position_health`, and whether it is collateralised.
fn read(answer: &[u8]) -> (Option<(bool, U256)>, Option<bool>) {
    let limbs = answer[1..33].chunks_exact(8).map(|limb| u64::from_le_bytes(limb.try_into().expect("eight bytes")));
    let radix = U256::from_u128(1 << 64);
    let fold = |sum: U256, limb| sum.try_mul(radix, "test").and_then(|sum| sum.try_add(U256::new(limb), "test"));
    let health = limbs.rev().try_fold(U256::ZERO, fold).expect("256 bits");
    assert!(answer[0] <= 2 && answer[33] <= 2 && (answer[0] < 2 || health.is_zero()));
    ((answer[0] < 2).then_some((answer[0] == 1, health)), (answer[33] < 2).then_some(answer[33] == 1))
}

/// How often each answer came.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    safe: u32,
    stuck: u32,
    liquidatable: u32,
    reverted: u32,
    /// The one check reverts and the other does not: it found enough before the price that cannot be read.
    apart: u32,
    even: u32,
}

fn same_as_alone(
    market: &CompoundV3Market,
    collaterals: &[CompoundV3Collateral],
    asked: &[Asked],
    seen: &mut Seen,
) -> Result<(), TestCaseError> {
    let mut rows = Vec::new();
    let mut alone = Vec::new();
    for (principal, balances) in asked {
        let mut own = collaterals.to_vec();
        for (one, asked) in own.iter_mut().zip(balances) {
            one.balance = U256::from_u128(balance(market, one, principal.unsigned_abs(), *asked));
        }
        rows.extend(row(*principal, own.iter().map(|one| one.balance.to_string().parse::<u128>().expect("a stored value"))));
        alone.push(CompoundV3Position {
            market: market.clone(),
            collaterals: own,
            principal: I256::new(*principal < 0, U256::from_u128(principal.unsigned_abs())),
            ..CompoundV3Position::default()
        });
    }
    let answers = compound_v3_book(market.clone(), collaterals.to_vec(), rows).expect("a market that a contract can hold");
    prop_assert_eq!(answers.len(), 34 * asked.len());
    for (answer, alone) in answers.chunks_exact(34).zip(alone) {
        let health = position_health(&Position::CompoundV3(alone.clone()));
        let verdict = health.as_ref().ok().map(|health| (health.liquidatable, health.health_factor.unwrap_or(U256::MAX)));
        let now = alone.market.accrue().map(|market| CompoundV3Position { market, ..alone.clone() });
        let borrows = now.as_ref().ok().and_then(|now| now.is_borrow_collateralized().ok());
        prop_assert_eq!(read(answer), (verdict, borrows), "{:?}", health);
        // The first verdict is that of the contract's own name too.
        prop_assert_eq!(verdict.map(|verdict| verdict.0), now.as_ref().ok().and_then(|now| now.is_liquidatable().ok()));
        match (verdict, borrows) {
            (Some((true, _)), _) => seen.liquidatable += 1,
            (Some((false, _)), Some(true)) => seen.safe += 1,
            (Some((false, _)), Some(false)) => seen.stuck += 1,
            (None, None) => seen.reverted += 1,
            _ => seen.apart += 1,
        }
        seen.even += u32::from(verdict.is_some_and(|verdict| verdict.1 == U256::new(1_000_000_000_000_000_000)));
    }
    Ok(())
}

#[test]
fn every_account_is_answered_as_alone() {
    let seen = Cell::new(Seen::default());
    let config = Config { cases: 20_000, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"plimsoll: a book of accounts....");
    let strategy = (market(), collaterals(), accounts());
    let run = TestRunner::new_with_rng(config, rng).run(&strategy, |(market, collaterals, asked)| {
        let mut counts = seen.get();
        same_as_alone(&market, &collaterals, &asked, &mut counts)?;
        seen.set(counts);
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
    let seen = seen.get();
    println!("{seen:?}");
    assert!(seen.safe > 20_000 && seen.liquidatable > 20_000 && seen.reverted > 5_000, "{seen:?}");
    assert!(seen.stuck > 1_000 && seen.apart > 50 && seen.even > 100, "{seen:?}");
}

fn plain(places: u8) -> (CompoundV3Market, Vec<CompoundV3Collateral>) {
    let index = U256::new(1_000_000_000_000_000);
    let market = CompoundV3Market {
        base_asset: "USDC".into(),
        base_decimals: 6,
        base_price: U256::new(100_000_000),
        base_supply_index: index,
        base_borrow_index: index,
        base_min_for_rewards: U256::ONE,
        ..CompoundV3Market::default()
    };
    let one = |place| CompoundV3Collateral {
        asset: format!("C{place}"),
        decimals: 6,
        price: U256::new(100_000_000),
        borrow_collateral_factor: U256::new(500_000_000_000_000_000),
        liquidate_collateral_factor: U256::new(1_000_000_000_000_000_000),
        ..CompoundV3Collateral::default()
    };
    (market, (0..places).map(one).collect())
}

#[test]
fn bytes_of_any_length_and_content_are_answered_or_refused_by_name() {
    let (market, collaterals) = plain(2);
    // Rows whose principal the contract can hold.
    let rows = prop::collection::vec((any::<i128>(), any::<u128>(), any::<u128>()), 0..5)
        .prop_map(|rows| rows.into_iter().flat_map(|(principal, a, b)| row(principal >> 25, [a, b])).collect());
    let ask = |rows| compound_v3_book(market.clone(), collaterals.clone(), rows);
    let codes = ask_anything(b"plimsoll: bytes of accounts.....", rows, (48, 34), ask);
    assert_eq!(codes, ["answered", "length_mismatch", "out_of_range"]);
}

#[test]
fn equality_is_safe_and_a_principal_beyond_the_contract_is_refused_by_its_row() {
    let (market, collaterals) = plain(1);
    let ask = |rows: &[(i128, u128)]| {
        let rows = rows.iter().flat_map(|(principal, balance)| row(*principal, [*balance])).collect();
        compound_v3_book(market.clone(), collaterals.clone(), rows)
    };
    let verdicts = ask(&[(-7_000_000, 7_000_000), (-7_000_000, 6_999_999), (-7_000_000, 14_000_000), (-7_000_000, 13_999_999), (7, 0)]);
    let verdicts: Vec<_> = verdicts.expect("a good book").chunks_exact(34).map(|answer| (answer[0], answer[33])).collect();
    assert_eq!(verdicts, [(0, 0), (1, 0), (0, 1), (0, 0), (0, 1)]);
    let largest = LARGEST_PRINCIPAL.cast_signed();
    for (principal, fits) in [(largest, true), (-largest, true), (largest + 1, false), (-largest - 1, false), (i128::MIN, false)] {
        match ask(&[(0, 0), (principal, 0)]) {
            Ok(answers) => assert!(fits && answers.len() == 68, "{principal}"),
            Err(error) => {
                assert!(!fits && error.code() == "out_of_range" && error.to_string().contains("rows[1].principal"), "{error}");
                assert!(error.to_string().contains(&principal.to_string()), "{error}");
            }
        }
    }
    assert_eq!(compound_v3_book(market.clone(), Vec::new(), Vec::new()), Ok(Vec::new()));
}
