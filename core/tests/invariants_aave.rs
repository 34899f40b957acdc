//! What must hold for every Aave v3 account, on seeded random ones, judged by the account data and not by the boundary code. That
//! boundaries are safe at their price and liquidatable beyond it is a property of every venue, in `venues`.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at a broken invariant")]

mod accounts;

use accounts::{any_account, at_price, debt_grown, small_account, usual_account};
use plimsoll::U256;
use plimsoll::account::{BoundarySide, PriceBoundary};
use plimsoll::exact::{mul_div_ceil, mul_div_floor, mul_div_half_up};
use plimsoll::venue::aave_v3::{
    AaveV3EMode, AaveV3Revision, AaveV3User, aave_v3_account, aave_v3_balances, aave_v3_boundaries, aave_v3_view,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

const AVERAGED: &[AaveV3Revision] =
    &[AaveV3Revision::V3_0, AaveV3Revision::V3_1, AaveV3Revision::V3_2, AaveV3Revision::V3_3, AaveV3Revision::V3_4];
const ROUNDED_FOR_THE_POOL: &[AaveV3Revision] = &[AaveV3Revision::V3_5, AaveV3Revision::V3_6, AaveV3Revision::V3_7];

/// Runs a property on `cases` accounts of a fixed seed: the same accounts on every machine.
fn seeded<S: Strategy>(cases: u32, strategy: &S, property: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"plimsoll: accounts of Aave v3 ..");
    if let Err(error) = TestRunner::new_with_rng(config, rng).run(strategy, property) {
        panic!("{error}");
    }
}

fn one() -> U256 {
    U256::ONE
}

/// Says whether the account is liquidatable at a price, or nothing where the contract reverts.
fn verdict(user: &AaveV3User, id: u8, price: U256) -> Option<bool> {
    aave_v3_account(&at_price(user, id, price)).ok().map(|data| data.liquidatable)
}

/// Tries every price (or 800 of them): the flip is the nearest one, and where there is none, no price up to the current one (and, but for a
/// collateral until 3.4, none far above it) flips the verdict.
#[test]
fn no_price_before_the_boundary_changes_the_verdict() {
    let flips = std::cell::Cell::new(0);
    seeded(1_500, &small_account(&AaveV3Revision::ALL), |user| {
        let liquidatable = aave_v3_account(&user).expect("a small account").liquidatable;
        for boundary in aave_v3_boundaries(&user).expect("boundaries") {
            let reserve = user.reserves.iter().find(|reserve| reserve.id == boundary.reserve_id).expect("a reserve");
            if reserve.used_as_collateral && reserve.is_borrowing {
                // Both sides move at once: `nearest_aave` tries every price.
                continue;
            }
            let current = reserve.price;
            let current: u64 = current.to_string().parse().expect("small");
            let averaged = AVERAGED.contains(&user.revision) && boundary.side == BoundarySide::Collateral;
            if let PriceBoundary::At { unique, .. } = boundary.boundary {
                prop_assert_eq!(unique, !averaged);
            }
            let (low, high) = match boundary.boundary {
                PriceBoundary::At { price, .. } => {
                    flips.set(flips.get() + 1);
                    let price: u64 = price.to_string().parse().expect("small");
                    (price.min(current), price.max(current))
                }
                PriceBoundary::NothingLiquidates => (0, if averaged { current } else { current + 2_000 }),
                PriceBoundary::NothingSaves => (if averaged { current } else { 0 }, current + 2_000),
            };
            // Beyond 800 prices a fixed stride is enough: the first test looks at the flip itself.
            let stride = usize::try_from((high - low) / 800 + 1).expect("small");
            for price in (low..=high).step_by(stride) {
                // A boundary price is itself safe, whatever the verdict of now.
                let at_flip = boundary.boundary == PriceBoundary::At { price: U256::new(price), unique: !averaged };
                let expected = liquidatable && !at_flip;
                prop_assert_eq!(verdict(&user, boundary.reserve_id, U256::new(price)), Some(expected), "at {}", price);
            }
        }
        Ok(())
    });
    assert!(flips.get() > 600, "only {} flips: the generator has gone stale", flips.get());
}

/// The half-up division of the health factor lets in half a debt more per 1e18: at `S = 2e22 − 1` the debt may reach 2e18.
#[test]
fn the_half_that_rounding_gives_away_belongs_to_the_boundary() {
    let mut user = accounts::example();
    let collateral = &mut user.reserves[0];
    (collateral.decimals, collateral.liquidation_threshold_bps, collateral.scaled_a_token_balance) = (0, 1, one());
    collateral.price = U256::from_u128(19_999_999_999_999_999_999_999);
    (user.reserves[1].decimals, user.reserves[1].scaled_variable_debt) = (0, one());
    let price = U256::new(2_000_000_000_000_000_000);
    assert_eq!(aave_v3_boundaries(&user).expect("boundaries")[1].boundary, PriceBoundary::At { price, unique: true });
    assert_eq!(verdict(&user, 1, price), Some(false));
    assert_eq!(verdict(&user, 1, price.try_add(one(), "test").expect("fits")), Some(true));
}

#[test]
fn health_never_falls_when_a_collateral_rises_from_3_5() {
    let strategy = (usual_account(ROUNDED_FOR_THE_POOL), 1u64..1_000_000, any::<prop::sample::Index>());
    seeded(4_000, &strategy, |(user, rise, index)| {
        let reserve = index.get(&user.reserves);
        let higher = at_price(&user, reserve.id, reserve.price.try_add(U256::new(rise), "test").expect("fits"));
        let (now, then) = (aave_v3_account(&user).expect("usual"), aave_v3_account(&higher).expect("usual"));
        if reserve.is_borrowing && !reserve.used_as_collateral {
            prop_assert!(then.health_factor <= now.health_factor);
        } else if !reserve.is_borrowing {
            prop_assert!(then.health_factor >= now.health_factor);
        }
        Ok(())
    });
}

#[test]
fn rounding_never_favours_the_borrower_from_3_5() {
    seeded(4_000, &usual_account(ROUNDED_FOR_THE_POOL), |user| {
        let ray = plimsoll::exact::RAY;
        for reserve in &user.reserves {
            let now = aave_v3_balances(user.revision, reserve).expect("usual");
            // What the balance stands for, back in scaled units, is never more supply and never less debt than is stored.
            let supply = mul_div_ceil(now.a_token_balance, ray, now.normalized_income).expect("fits");
            let debt = mul_div_floor(now.variable_debt, ray, now.normalized_debt).expect("fits");
            prop_assert!(supply <= reserve.scaled_a_token_balance);
            prop_assert!(debt >= reserve.scaled_variable_debt);
        }
        let data = aave_v3_account(&user).expect("usual");
        if let Some(more) = debt_grown(&user) {
            let more = aave_v3_account(&more).expect("usual");
            prop_assert!(more.health_factor <= data.health_factor);
            prop_assert!(more.total_debt_base >= data.total_debt_base);
        }
        Ok(())
    });
}

#[test]
fn every_failure_of_an_extreme_account_is_an_overflow() {
    let (answered, overflowed) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    seeded(10_000, &any_account(&AaveV3Revision::ALL), |user| {
        match aave_v3_account(&user) {
            Ok(data) => {
                answered.set(answered.get() + 1);
                prop_assert_eq!(data.liquidatable, data.health_factor < plimsoll::exact::WAD);
            }
            Err(error) => {
                overflowed.set(overflowed.get() + 1);
                prop_assert_eq!(error.code(), "overflow");
            }
        }
        match aave_v3_view(&user) {
            Ok(account) => {
                for leg in account.legs {
                    prop_assert!(leg.amount > 0.0 && leg.amount.is_finite() && leg.price > 0.0 && leg.price.is_finite());
                    prop_assert!(leg.interest_annual >= 0.0 && leg.interest_annual.is_finite());
                    prop_assert!((0.0..=1.0).contains(&leg.threshold) && (0.0..=1.0).contains(&leg.ltv));
                }
            }
            Err(error) => prop_assert!(["overflow", "out_of_range"].contains(&error.code())),
        }
        Ok(())
    });
    assert!(answered.get() > 1_000 && overflowed.get() > 1_000, "{} answered, {} overflowed", answered.get(), overflowed.get());
}

#[test]
fn bad_input_has_its_code_and_the_next_good_call_works() {
    let good = accounts::example();
    type Broken = (&'static str, &'static str, fn(&mut AaveV3User));
    let broken: Vec<Broken> = vec![
        ("duplicate", "two reserves with one id", |user| user.reserves[1].id = user.reserves[0].id),
        ("out_of_range", "falling ids", |user| user.reserves.swap(0, 1)),
        ("out_of_range", "id above 127", |user| user.reserves[1].id = 128),
        ("out_of_range", "decimals above 77", |user| user.reserves[0].decimals = 78),
        ("out_of_range", "LTV above 100 %", |user| user.reserves[0].ltv_bps = 10_001),
        ("out_of_range", "threshold above 100 %", |user| user.reserves[0].liquidation_threshold_bps = u16::MAX),
        ("out_of_range", "eMode 0", |user| user.e_mode = Some(AaveV3EMode { id: 0, ..accounts::e_mode() })),
        ("out_of_range", "eMode threshold above 100 %", |user| {
            user.e_mode = Some(AaveV3EMode { liquidation_threshold_bps: 10_001, ..accounts::e_mode() });
        }),
        ("out_of_range", "bitmap beyond the reserves", |user| {
            user.e_mode = Some(AaveV3EMode { collateral_bitmap: U256::MAX, ..accounts::e_mode() });
        }),
        ("out_of_range", "isolated before 3.7", |user| {
            user.revision = AaveV3Revision::V3_6;
            user.e_mode = Some(AaveV3EMode { isolated: true, ..accounts::e_mode() });
        }),
        ("overflow", "supply of 2^256 − 1", |user| user.reserves[0].scaled_a_token_balance = U256::MAX),
        ("overflow", "debt of 2^256 − 1", |user| user.reserves[1].scaled_variable_debt = U256::MAX),
        ("overflow", "price of 2^256 − 1", |user| user.reserves[0].price = U256::MAX),
        ("overflow", "rate of 2^256 − 1", |user| {
            user.reserves[1].current_variable_borrow_rate = U256::MAX;
            user.reserves[1].elapsed_seconds = 2;
        }),
    ];
    let expected = aave_v3_account(&good).expect("the example");
    for (code, case, spoil) in broken {
        let mut user = good.clone();
        spoil(&mut user);
        let errors = [aave_v3_account(&user).err(), aave_v3_boundaries(&user).err(), aave_v3_view(&user).err()];
        for error in errors {
            assert_eq!(error.expect(case).code(), code, "{case}");
        }
        assert_eq!(aave_v3_account(&good).expect("the example"), expected, "after {case}");
    }
}

#[test]
fn wide_products_bracket_each_other() {
    let words = (accounts::word(), accounts::word(), accounts::word());
    seeded(20_000, &words, |(a, b, d)| {
        let (floor, half, ceil) = (mul_div_floor(a, b, d), mul_div_half_up(a, b, d), mul_div_ceil(a, b, d));
        if d.is_zero() {
            return [floor, half, ceil].into_iter().try_for_each(|result| {
                prop_assert_eq!(result.expect_err("no divisor").code(), "division_by_zero");
                Ok(())
            });
        }
        let (Ok(floor), Ok(half), Ok(ceil)) = (floor, half, ceil) else { return Ok(()) };
        prop_assert!(floor <= half && half <= ceil && ceil.saturating_sub(floor) <= one());
        // ⌊⌊a·b/d⌋·d/b⌋ never exceeds a, and the ceiling's way back never falls below it.
        if !b.is_zero() {
            prop_assert!(mul_div_floor(floor, d, b).is_ok_and(|back| back <= a));
            prop_assert!(mul_div_ceil(ceil, d, b).map_or(true, |back| back >= a));
        }
        Ok(())
    });
}

#[test]
fn conversion_to_a_float_is_that_of_the_decimal_string() {
    seeded(20_000, &accounts::word(), |word| {
        let nearest: f64 = word.to_string().parse().expect("a decimal string is a float");
        prop_assert_eq!(word.to_f64().to_bits(), nearest.to_bits());
        Ok(())
    });
}
