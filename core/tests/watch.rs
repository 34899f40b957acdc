//! A watch answers at every tick what the venue's own rules answer for the position at those prices, at every venue.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]
#![allow(clippy::disallowed_methods, reason = "generators need no equal bits on every machine")]

#[allow(dead_code, reason = "shared with the tests of one venue")]
mod accounts;
#[allow(dead_code, reason = "shared with the runner of the vectors")]
#[path = "support/dispatch.rs"]
mod dispatch;
#[allow(dead_code, reason = "shared with the test of every function")]
mod extremes;
#[allow(dead_code, reason = "only its reader is used here")]
#[path = "support/value.rs"]
mod value;

use plimsoll::units::to_f64;
use plimsoll::venue::{AssetPrice, Position, Watch, position_at_prices, position_health, position_later, position_prices};
use plimsoll::{RiskError, U256};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What may happen to a watched position.
#[derive(Clone, Debug)]
enum Event {
    /// The price of the asset at a place, times a thousandth of this.
    Moves(usize, u32),
    /// The price of the asset at a place is this integer.
    Jumps(usize, &'static str),
    Passes(u32),
}

/// Prices where something changes.
const EDGES: &[&str] = &[
    "0",
    "1",
    "9007199254740991",
    "9007199254740992",
    "18446744073709551616",
    "170141183460469231731687303715884105728",
    "340282366920938463463374607431768211455",
    "340282366920938463463374607431768211456",
    "57896044618658097711785492504343953926634992332820282019728792003956564819968",
    "115792089237316195423570985008687907853269984665640564039457584007913129639935",
];

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        8 => (any::<usize>(), 1u32..3_000).prop_map(|(place, ratio)| Event::Moves(place, ratio)),
        2 => (any::<usize>(), select(EDGES)).prop_map(|(place, price)| Event::Jumps(place, price)),
        2 => prop_oneof![0u32..100_000, Just(u32::MAX)].prop_map(Event::Passes),
    ]
}

/// Every position of the vectors with a few leaves changed, and what happens to it.
fn watched() -> impl Strategy<Value = (Position, Vec<Event>)> {
    let position = extremes::arguments("positionHealth")
        .prop_filter_map("not a position", |arguments| arguments.get("position").and_then(|value| value.deserialized::<Position>().ok()));
    (position, prop::collection::vec(event(), 1..12))
}

/// The three answers of a watch, against the rules' own for the same position.
fn compare(watch: &Watch, told: &Result<bool, RiskError>, shadow: &Position) -> Result<bool, TestCaseError> {
    let health = position_health(shadow);
    prop_assert_eq!(told, &health.clone().map(|health| health.liquidatable));
    prop_assert_eq!(&watch.liquidatable(), told);
    prop_assert_eq!(watch.health_factor(), health.clone().map(|health| health.health_factor.map(|exact| to_f64(exact, 18))));
    prop_assert_eq!(watch.health(), health.clone());
    Ok(health.is_ok())
}

/// Returns how many of the answers were answers.
fn follow(position: &Position, events: &[Event]) -> Result<u32, TestCaseError> {
    let known = position_at_prices(position, &[]).and_then(|same| position_prices(&same));
    let mut watch = match Watch::new(position) {
        Ok(watch) => watch,
        Err(error) => {
            prop_assert_eq!(Err(error), known);
            return Ok(0);
        }
    };
    prop_assert_eq!(watch.prices(), known);
    let mut shadow = position.clone();
    let told = watch.liquidatable();
    let mut answered = u32::from(compare(&watch, &told, &shadow)?);
    for event in events {
        let Ok(known) = watch.prices() else { continue };
        let (place, price) = match *event {
            Event::Passes(seconds) => {
                let told = watch.later(seconds);
                match position_later(&shadow, seconds) {
                    Ok(later) => shadow = later,
                    Err(error) => prop_assert_eq!(told.as_ref().map(|_| ()), Err(&error)),
                }
                let told = watch.liquidatable();
                answered += u32::from(compare(&watch, &told, &shadow)?);
                continue;
            }
            _ if known.is_empty() => continue,
            Event::Moves(place, ratio) => {
                let place = place % known.len();
                let moved = known[place].price.try_mul(U256::from(ratio), "test").and_then(|price| price.try_div(U256::new(1_000), "test"));
                (place, moved.unwrap_or(U256::MAX))
            }
            Event::Jumps(place, price) => (place % known.len(), price.parse().expect("an integer")),
        };
        let asset = known[place].asset.clone();
        let number = to_f64(price, 0);
        let told = if number < 9e15 { watch.tick(place as u32, number) } else { watch.set_price(&asset, price) };
        match position_at_prices(&shadow, &[AssetPrice { asset, price }]) {
            Ok(moved) => shadow = moved,
            Err(error) => {
                // Beyond what the venue can hold: nothing has changed.
                prop_assert_eq!(told, Err(error));
                continue;
            }
        }
        answered += u32::from(compare(&watch, &told, &shadow)?);
    }
    Ok(answered)
}

/// Asks 12,000 times; `held` compares an answer to the rules' own and says at which position, and how many there were: many at every venue.
fn held_at_every_venue<S: Strategy>(seed: &[u8; 32], asked: &S, held: impl Fn(S::Value) -> Result<(Position, u32), TestCaseError>) {
    let config = Config { cases: 12_000, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, seed);
    let answered = RefCell::new(BTreeMap::<String, u32>::new());
    let run = TestRunner::new_with_rng(config, rng).run(asked, |question| {
        let (position, count) = held(question)?;
        let venue = format!("{position:?}").split('(').next().expect("a name").to_owned();
        *answered.borrow_mut().entry(venue).or_default() += count;
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
    let answered = answered.into_inner();
    println!("answered: {answered:?}");
    assert!(answered.len() == 12 && answered.values().all(|count| *count > 500), "too few answers: {answered:?}");
}

#[test]
fn every_tick_is_the_rules_own_answer() {
    held_at_every_venue(b"plimsoll: a watch of a position.", &watched(), |(position, events)| {
        let count = follow(&position, &events)?;
        Ok((position, count))
    });
}

#[test]
fn what_is_no_price_and_no_place_changes_nothing() {
    let user = serde_json::from_str(include_str!("../../examples/position.json")).expect("the example");
    let mut watch = Watch::new(&Position::AaveV3(user)).expect("a watch");
    let before = watch.health();
    for price in [-1.0, 0.5, f64::NAN, f64::INFINITY, -f64::INFINITY, 9_007_199_254_740_992.0, 1e300] {
        assert_eq!(watch.tick(0, price).expect_err("no price").code(), "out_of_range");
    }
    assert_eq!(watch.tick(2, 1.0).expect_err("no place").code(), "out_of_range");
    assert_eq!(watch.set_price("BTC", U256::ONE).expect_err("no asset").code(), "unknown");
    assert_eq!(watch.later(u32::MAX).and_then(|_| watch.later(1)).expect_err("too late").code(), "out_of_range");
    let mut fresh = watch.clone();
    assert_eq!(fresh.tick(0, 168_674_698_795.0), Ok(true));
    assert_eq!(before.expect("an answer").health_factor.map(|exact| exact.to_string()), Some("1482142857142857142".into()));
}

/// A grid of prices, in the float that a caller has: most near the price of now, some at the edges.
fn grid_prices() -> impl Strategy<Value = Vec<(u32, Option<f64>)>> {
    let edge = select(EDGES).prop_map(|text| text.parse::<U256>().expect("an integer").to_f64());
    prop::collection::vec((1u32..3_000, prop::option::weighted(0.2, edge)), 0..12)
}

/// Holds a grid against the rules' own answer at each of its prices; returns how many of those are answers.
fn held_to_the_rules(position: &Position, place: usize, points: &[(u32, Option<f64>)], seconds: u32) -> Result<u32, TestCaseError> {
    let Ok(mut watch) = Watch::new(position) else { return Ok(0) };
    // Whatever that says: the grid starts from where the watch stands after it.
    let _moved = watch.later(seconds);
    let Ok(known) = watch.prices() else { return Ok(0) };
    if known.is_empty() {
        return Ok(0);
    }
    let at = &known[place % known.len()];
    let near = |ratio: u32| (at.price.to_f64() * f64::from(ratio) / 1_000.0).trunc();
    let prices: Vec<f64> =
        points.iter().map(|(ratio, edge)| edge.unwrap_or_else(|| near(*ratio))).filter(|price| *price < 2f64.powi(128)).collect();
    let before = watch.health();
    let answer = watch.health_grid((place % known.len()) as u32, &prices);
    prop_assert_eq!(watch.health(), before);
    // The position that the watch stands at.
    let shadow = position_later(position, seconds).unwrap_or_else(|_| position.clone());
    let mut answered = 0;
    for (number, price) in prices.iter().enumerate() {
        let exact: U256 = format!("{price:.0}").parse().expect("a whole number");
        let asked =
            position_at_prices(&shadow, &[AssetPrice { asset: at.asset.clone(), price: exact }]).and_then(|there| position_health(&there));
        let code = asked.as_ref().err().map(RiskError::code);
        match (&answer, &asked) {
            (Ok(grid), Ok(health)) => {
                prop_assert_eq!(grid.verdicts[number], u8::from(health.liquidatable));
                prop_assert_eq!(grid.health_factors[number], to_f64(health.health_factor.unwrap_or(U256::MAX), 18));
                answered += 1;
            }
            (Ok(grid), Err(_)) => {
                prop_assert!(matches!(code, Some("overflow" | "division_by_zero" | "refused")), "{:?}", asked);
                prop_assert_eq!((grid.verdicts[number], grid.health_factors[number]), (2, 0.0));
            }
            (Err(error), Err(other)) if error == other => return Ok(answered),
            // The grid fails at the first price whose error is not the contract's; those before it have answers.
            (Err(error), _) => prop_assert!(number + 1 < prices.len(), "{error}: no price explains it"),
        }
    }
    if let Ok(grid) = answer {
        prop_assert_eq!((grid.verdicts.len(), grid.health_factors.len()), (prices.len(), prices.len()));
    }
    Ok(answered)
}

#[test]
fn every_point_of_a_grid_is_the_rules_own_answer() {
    let asked = (watched(), any::<usize>(), grid_prices(), prop_oneof![Just(0u32), 0u32..100_000]);
    held_at_every_venue(b"plimsoll: a grid of a position..", &asked, |((position, _), place, points, seconds)| {
        let count = held_to_the_rules(&position, place, &points, seconds)?;
        Ok((position, count))
    });
}
