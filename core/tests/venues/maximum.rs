//! The largest step: accepted at it, not one unit beyond it, and the largest of all where that can be counted.
#![allow(
    clippy::inconsistent_digit_grouping,
    clippy::unwrap_used,
    reason = "amounts are written in hundredths; a test stops where it cannot judge"
)]

use crate::fake::{Lender, Perp, wad};
use crate::seed::Seed;
use plimsoll::exact::{mul_div_ceil, mul_div_floor};
use plimsoll::venue::{Action, Maximum, MaximumLimit, MaximumQuestion, MaximumStep, TradeSide, Venue, maximum};
use plimsoll::{I256, U256};

const POSITIONS: u32 = 5_000;

fn lender(debt: u64) -> Lender {
    Lender {
        amounts: [U256::new(10_00), U256::new(2_00), U256::new(debt)],
        prices: [U256::new(50_00), U256::new(1_00), U256::new(1_00)],
        threshold_bps: 8_000,
        least_debt: U256::new(100_00),
        hole: None,
        highest_price: U256::MAX,
        growth_per_second: U256::ZERO,
    }
}

pub fn question(step: MaximumStep, health_factor: Option<U256>) -> MaximumQuestion {
    MaximumQuestion { step, health_factor }
}

fn borrow() -> MaximumStep {
    MaximumStep::Borrow { asset: "D".into() }
}

fn withdraw(asset: &str) -> MaximumStep {
    MaximumStep::Withdraw { asset: asset.into() }
}

fn reason(found: &Maximum) -> Option<&str> {
    match &found.limit {
        MaximumLimit::Refused { reason } => Some(reason),
        _ => None,
    }
}

#[test]
fn by_hand() {
    // 502 of collateral, 401.60 of it counted: past the least debt of 100, up to 401.60.
    let found = maximum(&lender(0), &question(borrow(), None)).unwrap();
    assert_eq!((found.amount, reason(&found)), (U256::new(401_60), Some("NotSafe")));
    assert_eq!(found.health.health_factor, Some(wad(1)));
    // Health 2 leaves half; one unit more is just below it.
    let found = maximum(&lender(0), &question(borrow(), Some(wad(2)))).unwrap();
    assert_eq!(found.amount, U256::new(200_80));
    let below = U256::new(401_60).try_mul(wad(1), "test").unwrap().try_div(U256::new(200_81), "test").unwrap();
    assert_eq!(found.limit, MaximumLimit::HealthBelow { health_factor: below });
    // Without debt everything comes out, and then there is no more.
    let found = maximum(&lender(0), &question(withdraw("A"), None)).unwrap();
    assert_eq!((found.amount, reason(&found)), (U256::new(10_00), Some("NotEnoughBalance")));
    // 200 owed needs 250 of collateral, and has 502.
    let found = maximum(&lender(200_00), &question(withdraw("A"), None)).unwrap();
    assert_eq!((found.amount, reason(&found)), (U256::new(5_04), Some("NotSafe")));
}

#[test]
fn nothing_is_possible_where_nothing_is_accepted() {
    // 401.60 counted and owed: not a unit more, and the step is not taken.
    let at_the_edge = lender(401_60);
    let found = maximum(&at_the_edge, &question(borrow(), None)).unwrap();
    assert_eq!((found.amount, reason(&found)), (U256::ZERO, Some("NotSafe")));
    assert_eq!(found.health, at_the_edge.health().unwrap());
    // The least debt is more than the collateral carries.
    let poor = Lender { least_debt: U256::new(401_61), ..lender(0) };
    let found = maximum(&poor, &question(borrow(), None)).unwrap();
    assert_eq!((found.amount, reason(&found)), (U256::ZERO, Some("Dust")));
    // One amount alone is possible.
    let narrow = Lender { least_debt: U256::new(401_60), ..lender(0) };
    assert_eq!(maximum(&narrow, &question(borrow(), None)).unwrap().amount, U256::new(401_60));
    // A health chosen that it does not have.
    let found = maximum(&lender(200_00), &question(withdraw("B"), Some(wad(3)))).unwrap();
    assert!(found.amount.is_zero() && matches!(found.limit, MaximumLimit::HealthBelow { .. }));
}

#[test]
fn wrong_questions_have_their_code() {
    assert_eq!(maximum(&lender(0), &question(withdraw("Z"), None)).unwrap_err().code(), "unknown");
    let trade = MaximumStep::Trade { asset: "A".into(), side: TradeSide::Buy, lot_size: U256::ONE, lot_quote: U256::ONE };
    assert_eq!(maximum(&lender(0), &question(trade, None)).unwrap_err().code(), "unsupported");
    let empty = MaximumStep::Trade { asset: "P".into(), side: TradeSide::Buy, lot_size: U256::ZERO, lot_quote: U256::ONE };
    assert_eq!(maximum(&lender(0), &question(empty, None)).unwrap_err().code(), "out_of_range");
    assert_eq!(maximum(&lender(0), &question(borrow(), None)).unwrap().amount, U256::new(401_60));
}

/// The step of an amount, written again.
fn action(step: &MaximumStep, amount: U256) -> Action {
    let share = |quote: &U256, size: &U256, up: bool| {
        if up { mul_div_ceil(amount, *quote, *size).unwrap() } else { mul_div_floor(amount, *quote, *size).unwrap() }
    };
    match step {
        MaximumStep::Borrow { asset } => Action::Borrow { asset: asset.clone(), amount },
        MaximumStep::Withdraw { asset } => Action::Withdraw { asset: asset.clone(), amount },
        MaximumStep::Trade { asset, side: TradeSide::Buy, lot_size, lot_quote } => {
            Action::Trade { asset: asset.clone(), size: amount.into(), quote: -I256::from(share(lot_quote, lot_size, true)) }
        }
        MaximumStep::Trade { asset, side: TradeSide::Sell, lot_size, lot_quote } => {
            Action::Trade { asset: asset.clone(), size: -I256::from(amount), quote: share(lot_quote, lot_size, false).into() }
        }
    }
}

fn accepted<V: Venue>(position: &V, question: &MaximumQuestion, amount: U256) -> bool {
    let Ok(next) = position.apply(&action(&question.step, amount)) else { return false };
    next.health().is_ok_and(|health| !matches!((question.health_factor, health.health_factor), (Some(least), Some(left)) if left < least))
}

/// Accepted at the amount and not one beyond, judged by the venue alone; returns the amount.
pub fn holds<V: Venue>(position: &V, question: &MaximumQuestion) -> U256 {
    let found = maximum(position, question).unwrap();
    if found.limit == MaximumLimit::Unlimited {
        assert!(accepted(position, question, found.amount), "{question:?}: {found:?}");
        let cap = match &question.step {
            MaximumStep::Withdraw { asset } => position.takes_at_most(asset).unwrap(),
            _ => None,
        };
        assert_eq!(found.amount, cap.unwrap_or(U256::MAX.saturating_sub(U256::ONE)));
        return found.amount;
    }
    let beyond = found.amount.try_add(U256::ONE, "test").unwrap();
    assert!(found.amount.is_zero() || accepted(position, question, found.amount), "{question:?}: {found:?}");
    assert!(!accepted(position, question, beyond), "{question:?}: {found:?}");
    if !found.amount.is_zero() {
        let after = position.apply(&action(&question.step, found.amount)).unwrap();
        assert_eq!(found.health, after.health().unwrap());
    }
    found.amount
}

#[test]
fn is_accepted_at_the_amount_and_not_one_beyond() {
    let mut seed = Seed::new(21);
    let (mut some, mut none) = (0, 0);
    for _ in 0..POSITIONS {
        let position = Lender::random(&mut seed);
        for step in [borrow(), withdraw("A"), withdraw("B")] {
            let chosen = seed.chance(50).then(|| wad(seed.between(1, 4)));
            if holds(&position, &question(step, chosen)).is_zero() { none += 1 } else { some += 1 }
        }
    }
    println!("maximum of a lender: {some} amounts, {none} of nothing");
    assert!(some > POSITIONS && none > POSITIONS / 10);
}

#[test]
fn trades_are_accepted_at_the_amount_and_not_one_beyond() {
    let mut seed = Seed::new(22);
    let (mut opened, mut turned) = (0, 0);
    for _ in 0..POSITIONS {
        let position = Perp::random(&mut seed);
        for side in [TradeSide::Buy, TradeSide::Sell] {
            // At the price and a fee of 0 to 1 %.
            let fee = U256::new(seed.between(0, 100));
            let part = position.price.try_mul(fee, "test").unwrap();
            let whole = position.price.try_mul(U256::new(10_000), "test").unwrap();
            let lot_quote = if side == TradeSide::Buy { whole.try_add(part, "test").unwrap() } else { whole.saturating_sub(part) };
            let step = MaximumStep::Trade { asset: "P".into(), side, lot_size: U256::new(10_000), lot_quote };
            let amount = holds(&position, &question(step, seed.chance(30).then(|| wad(3))));
            let against = position.size.is_negative() != (side == TradeSide::Sell);
            opened += u32::from(!against && !amount.is_zero());
            turned += u32::from(against && amount > position.size.magnitude());
        }
        holds(&position, &question(withdraw("quote"), None));
    }
    println!("maximum of a perpetual: {opened} opened, {turned} turned");
    assert!(opened > POSITIONS / 2 && turned > POSITIONS / 2);
}

#[test]
fn is_the_largest_of_all_where_every_amount_can_be_tried() {
    let mut seed = Seed::new(23);
    let mut holes = 0;
    for _ in 0..400 {
        let position = Lender {
            amounts: [U256::new(seed.between(0, 900)), U256::new(seed.between(0, 90)), U256::new(seed.between(0, 300))],
            prices: [U256::new(seed.between(1, 300)), U256::new(seed.between(1, 300)), U256::new(seed.between(100, 300))],
            least_debt: if seed.chance(50) { U256::new(seed.between(0, 900)) } else { U256::ZERO },
            ..Lender::random(&mut seed)
        };
        for step in [borrow(), withdraw("A"), withdraw("B")] {
            let question = question(step, seed.chance(30).then(|| wad(2)));
            let largest = (1..5_000).rev().map(U256::new).find(|amount| accepted(&position, &question, *amount));
            let found = holds(&position, &question);
            // A hole right below the end may hide one amount beyond it: of the holes, one more at most.
            let missed = largest.unwrap_or_default().saturating_sub(found);
            match position.hole.filter(|_| matches!(question.step, MaximumStep::Borrow { .. })) {
                None => assert_eq!(found, largest.unwrap_or_default(), "{position:?} {question:?}"),
                Some(hole) => {
                    holes += 1;
                    assert!(missed < U256::new(hole), "{position:?} {question:?}: {found}, {largest:?}");
                }
            }
        }
    }
    assert!(holes > 30);
}
