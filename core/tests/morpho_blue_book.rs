//! A book of Morpho Blue positions answers what each of them is answered alone.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod books;

use books::{ask_anything, stored};
use plimsoll::venue::morpho_blue::{MorphoBlueMarket, MorphoBluePosition, morpho_blue_book};
use plimsoll::venue::{Position, position_health};
use plimsoll::{RiskError, U256};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use std::cell::Cell;

fn wide() -> impl Strategy<Value = U256> {
    (0u32..256, any::<u128>(), any::<u128>()).prop_map(|(bits, high, low)| {
        let (high, low) = if bits < 128 { (high >> bits, low) } else { (0, low >> (bits - 128)) };
        let radix = U256::from_u128(1 << 127);
        U256::from_u128(high)
            .try_mul(radix, "test")
            .and_then(|high| high.try_add(high, "test"))
            .and_then(|high| high.try_add(U256::from_u128(low), "test"))
            .expect("256 bits")
    })
}

/// Markets as a chain has them, and markets of any numbers that a contract can hold.
fn market() -> impl Strategy<Value = MorphoBlueMarket> {
    let usual = (10u64..100, 1u64..90, 500u64..945, 1u128..10_000, 0u32..100_000, prop::option::of(0u64..60_000_000_000)).prop_map(
        |(lent, share, lltv, price, elapsed_seconds, rate_at_target)| {
            let (assets, shares) = (u128::from(lent) * 1_000_000_123_457, u128::from(lent) * 970_000_000_000_654_321);
            MorphoBlueMarket {
                lltv: U256::new(lltv * 1_000_000_000_000_000),
                price: U256::from_u128(price * 1_000_000_000_000_123_456_789_012),
                borrow_rate: U256::new(1_585_489_599),
                rate_at_target: rate_at_target.map(U256::new),
                fee: U256::new(100_000_000_000_000_000),
                elapsed_seconds,
                total_supply_assets: U256::from_u128(assets),
                total_supply_shares: U256::from_u128(shares),
                total_borrow_assets: U256::from_u128(assets * u128::from(share) / 100),
                total_borrow_shares: U256::from_u128(shares * u128::from(share) / 100),
                ..MorphoBlueMarket::default()
            }
        },
    );
    let strange =
        (wide(), 0u64..1_000_000_000_000_000_000, prop_oneof![Just(0u32), any::<u32>()], [stored(), stored(), stored(), stored()], wide())
            .prop_map(|(price, lltv, elapsed_seconds, [a, b, shares, lent_shares], borrow_rate)| MorphoBlueMarket {
                price,
                lltv: U256::new(lltv),
                borrow_rate,
                elapsed_seconds,
                total_supply_assets: U256::from_u128(a.max(b)),
                total_supply_shares: U256::from_u128(lent_shares),
                total_borrow_assets: U256::from_u128(a.min(b)),
                total_borrow_shares: U256::from_u128(shares),
                ..MorphoBlueMarket::default()
            });
    prop_oneof![1 => usual, 1 => strange]
}

/// A place, shares as a share of the market's in 2^32, and collateral.
fn positions() -> impl Strategy<Value = Vec<(usize, u32, u128)>> {
    let shares = prop_oneof![4 => any::<u32>(), 4 => 0u32..20, 1 => Just(u32::MAX)];
    let collateral = prop_oneof![2 => stored(), 2 => (0u128..10_000).prop_map(|cents| cents * 10_000_000_000_000_007)];
    prop::collection::vec((any::<usize>(), shares, collateral), 1..12)
}

fn row(place: usize, shares: u128, collateral: u128) -> Vec<u8> {
    let mut row = (place as u32).to_le_bytes().to_vec();
    row.extend(shares.to_le_bytes());
    row.extend(collateral.to_le_bytes());
    row
}

/// What the book's answer says in the words of `position_health`.
fn read(answer: &[u8]) -> Option<(bool, U256)> {
    let limbs = answer[1..].chunks_exact(8).map(|limb| u64::from_le_bytes(limb.try_into().expect("eight bytes")));
    let radix = U256::from_u128(1 << 64);
    let fold = |sum: U256, limb| sum.try_mul(radix, "test").and_then(|sum| sum.try_add(U256::new(limb), "test"));
    let health = limbs.rev().try_fold(U256::ZERO, fold).expect("256 bits");
    (answer[0] < 2).then_some((answer[0] == 1, health)).or_else(|| {
        assert_eq!((answer[0], health), (2, U256::ZERO));
        None
    })
}

fn same_as_alone(markets: &[MorphoBlueMarket], asked: &[(usize, u32, u128)]) -> Result<(u32, u32), TestCaseError> {
    let mut rows = Vec::new();
    let mut alone = Vec::new();
    for (place, share, collateral) in asked {
        let place = place % markets.len();
        let total: u128 = markets[place].total_borrow_shares.to_string().parse().expect("a stored value");
        let shares = if *share == u32::MAX {
            total
        } else {
            (total >> 32) * u128::from(*share) + (total & 0xffff_ffff) * u128::from(*share) / (1 << 32)
        };
        rows.extend(row(place, shares, *collateral));
        let position = MorphoBluePosition {
            market: markets[place].clone(),
            borrow_shares: U256::from_u128(shares),
            collateral: U256::from_u128(*collateral),
            ..MorphoBluePosition::default()
        };
        alone.push(position_health(&Position::MorphoBlue(position)));
    }
    let answers = morpho_blue_book(markets.to_vec(), rows).expect("markets that a contract can hold");
    prop_assert_eq!(answers.len(), 33 * asked.len());
    let (mut answered, mut reverted) = (0, 0);
    for (answer, alone) in answers.chunks_exact(33).zip(&alone) {
        let expected = alone.as_ref().ok().map(|health| (health.liquidatable, health.health_factor.unwrap_or(U256::MAX)));
        prop_assert_eq!(read(answer), expected, "{:?}", alone);
        if expected.is_some() { answered += 1 } else { reverted += 1 }
    }
    Ok((answered, reverted))
}

#[test]
fn every_position_is_answered_as_alone() {
    let (answered, reverted) = (Cell::new(0), Cell::new(0));
    let config = Config { cases: 20_000, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"plimsoll: a book of positions...");
    let strategy = (prop::collection::vec(market(), 1..4), positions());
    let run = TestRunner::new_with_rng(config, rng).run(&strategy, |(markets, asked)| {
        let (answers, reverts) = same_as_alone(&markets, &asked)?;
        answered.set(answered.get() + answers);
        reverted.set(reverted.get() + reverts);
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
    println!("answered {}, reverted {}", answered.get(), reverted.get());
    assert!(answered.get() > 50_000 && reverted.get() > 5_000, "answered {}, reverted {}", answered.get(), reverted.get());
}

#[test]
fn bytes_of_any_length_and_content_are_answered_or_refused_by_name() {
    let markets: Vec<_> = (1u64..4)
        .map(|number| MorphoBlueMarket {
            total_supply_assets: U256::from_u128(u128::MAX),
            total_borrow_assets: U256::from_u128(u128::MAX / u128::from(number)),
            total_borrow_shares: U256::from_u128(u128::MAX),
            price: U256::new(number),
            ..MorphoBlueMarket::default()
        })
        .collect();
    // Rows whose market is there.
    let rows = prop::collection::vec((0usize..5, any::<u128>(), any::<u128>()), 0..5)
        .prop_map(|rows| rows.into_iter().flat_map(|(place, shares, collateral)| row(place, shares, collateral)).collect());
    let codes = ask_anything(b"plimsoll: bytes of a book.......", rows, (36, 33), |rows| morpho_blue_book(markets.clone(), rows));
    assert_eq!(codes, ["answered", "length_mismatch", "unknown"]);
}

#[test]
fn shares_beyond_the_market_are_refused_by_their_row() {
    let market = MorphoBlueMarket { total_borrow_shares: U256::new(7), ..MorphoBlueMarket::default() };
    let ask = |shares| morpho_blue_book(vec![market.clone()], [row(0, 7, 1), row(0, shares, 1)].concat());
    assert_eq!(ask(7).map(|answers| answers.len()), Ok(66));
    let error: RiskError = ask(8).expect_err("more than there are");
    assert!(error.code() == "out_of_range" && error.to_string().contains("rows[1].borrowShares"), "{error}");
    assert_eq!(morpho_blue_book(Vec::new(), Vec::new()), Ok(Vec::new()));
}
