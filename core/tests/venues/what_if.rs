//! Steps in a row: each is the venue's own, a refused one changes nothing and ends the run.
#![allow(
    clippy::inconsistent_digit_grouping,
    clippy::unwrap_used,
    reason = "amounts are written in hundredths; a test stops where it cannot judge"
)]

use crate::fake::{Lender, wad};
use crate::seed::Seed;
use plimsoll::U256;
use plimsoll::venue::aave_v3::{AaveV3Revision, AaveV3User};
use plimsoll::venue::{Action, Position, Venue, position_what_if, what_if};

fn lender() -> Lender {
    Lender {
        amounts: [U256::new(10_00), U256::ZERO, U256::ZERO],
        prices: [U256::new(50_00), U256::new(1_00), U256::new(1_00)],
        threshold_bps: 8_000,
        least_debt: U256::new(100_00),
        hole: None,
        highest_price: U256::MAX,
        growth_per_second: U256::ZERO,
    }
}

fn borrow(amount: u64) -> Action {
    Action::Borrow { asset: "D".into(), amount: U256::new(amount) }
}

fn withdraw(amount: u64) -> Action {
    Action::Withdraw { asset: "A".into(), amount: U256::new(amount) }
}

#[test]
fn steps_by_hand() {
    // 10 at 50, of which 80 % count: 400. Borrow 200, take 5 out, and not a hundredth more than that.
    let (end, steps) = what_if(&lender(), &[borrow(200_00), withdraw(5_00), withdraw(1), borrow(1)]).unwrap();
    assert_eq!(end.amounts, [U256::new(5_00), U256::ZERO, U256::new(200_00)]);
    assert_eq!(steps.len(), 3, "the run ends with the refused step");
    assert_eq!(steps[0].health.as_ref().unwrap().health_factor, Some(wad(2)));
    assert_eq!(steps[1].health.as_ref().unwrap().health_factor, Some(wad(1)));
    assert_eq!((steps[2].health.as_ref(), steps[2].refusal.as_deref()), (None, Some("NotSafe")));
    let (end, steps) = what_if(&lender(), &[borrow(99_99)]).unwrap();
    assert_eq!((end, steps[0].refusal.as_deref()), (lender(), Some("Dust")));
}

#[test]
fn arithmetic_that_reverts_is_a_refusal_by_its_code() {
    let all = Action::Borrow { asset: "D".into(), amount: U256::MAX };
    let (end, steps) = what_if(&lender(), &[borrow(100_00), all, borrow(1)]).unwrap();
    assert_eq!((end.amounts[2], steps.len(), steps[1].refusal.as_deref()), (U256::new(100_00), 2, Some("overflow")));
}

#[test]
fn what_the_caller_did_wrong_is_an_error_and_the_next_call_works() {
    let wrong = Action::Withdraw { asset: "Z".into(), amount: U256::ONE };
    assert_eq!(what_if(&lender(), &[wrong]).unwrap_err().code(), "unknown");
    assert_eq!(what_if(&lender(), &[Action::SetEMode { category: 1 }]).unwrap_err().code(), "unsupported");
    assert_eq!(what_if(&lender(), &[borrow(100_00)]).unwrap().1[0].refusal, None);
}

#[test]
fn is_the_same_as_step_by_step_on_random_positions() {
    let mut seed = Seed::new(11);
    let (mut refusals, mut ends) = (0, 0);
    for _ in 0..20_000 {
        let position = Lender::random(&mut seed);
        let actions: Vec<Action> = (0..seed.between(0, 5))
            .map(|_| {
                let (asset, amount) = (seed.pick(&["A", "B", "D"]).to_owned(), seed.amount(4, 2));
                match seed.between(0, 2) {
                    0 => Action::Supply { asset: if asset == "D" { "A".into() } else { asset }, amount },
                    1 => Action::Withdraw { asset: if asset == "D" { "B".into() } else { asset }, amount },
                    _ => Action::Borrow { asset: "D".into(), amount },
                }
            })
            .collect();
        let (end, steps) = what_if(&position, &actions).unwrap();
        let mut at = position.clone();
        let mut tried = 0;
        for action in &actions {
            tried += 1;
            let Ok(next) = at.apply(action) else {
                refusals += 1;
                assert!(steps[tried - 1].refusal.is_some());
                break;
            };
            at = next;
            assert_eq!(steps[tried - 1].health.as_ref(), Some(&at.health().unwrap()));
        }
        assert_eq!((&end, steps.len()), (&at, tried));
        ends += usize::from(tried == actions.len());
    }
    println!("what if: {refusals} refusals, {ends} runs to the end");
    assert!(refusals > 2_000 && ends > 2_000);
}

#[test]
fn the_enum_of_venues_answers_the_same() {
    let position = Position::AaveV3(AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves: vec![], e_modes: None });
    let found = position_what_if(&position, &[]).unwrap();
    assert_eq!((found.position, found.steps.len(), found.refused), (position, 0, false));
}
