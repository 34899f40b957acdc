//! Aave v3 at every revision: boundaries, what-if, liquidations.

mod example;
pub mod generator;
mod refusals;

use crate::boundary::{POSITIONS, boundaries_hold};
use crate::seed::Seed;
use generator::{any_user, open_user, usual_user};
use plimsoll::U256;
use plimsoll::exact::WAD;
use plimsoll::venue::aave_v3::{AaveV3Reserve, AaveV3Revision, AaveV3User};
use plimsoll::venue::{Action, LiquidationCall, Venue};

#[test]
fn aave_v3_boundaries_hold() {
    let seen = boundaries_hold(3, any_user);
    assert!(seen.flips > POSITIONS / 2 && seen.reverts > 1_000 && seen.none > 10_000, "{seen:?}");
}

/// Since 3.5 rounding never favours the user; before, half-up may.
fn rounds_for_the_pool(user: &AaveV3User) -> bool {
    matches!(user.revision, AaveV3Revision::V3_5 | AaveV3Revision::V3_6 | AaveV3Revision::V3_7)
}

fn health_factor(user: &AaveV3User) -> U256 {
    user.health().expect("a usual account").health_factor.unwrap_or(U256::MAX)
}

/// An amount around what a reserve holds: a part of it, all of it, a little more, dust, or 2^256 − 1.
fn amount(random: &mut Seed, near: U256) -> U256 {
    let share =
        near.try_mul(U256::new(random.between(0, 1_100)), "share").expect("fits").try_div(U256::new(1_000), "share").expect("not zero");
    match random.between(0, 9) {
        0 => U256::MAX,
        1 => U256::new(random.between(0, 3)),
        2 => near,
        _ => share,
    }
}

fn action(random: &mut Seed, user: &AaveV3User) -> Action {
    let pick = |random: &mut Seed| {
        let place = usize::try_from(random.between(0, user.reserves.len() as u64 - 1)).expect("a place");
        (user.reserves[place].clone(), user.reserves[place].asset.clone())
    };
    let (reserve, asset) = pick(random);
    let held = reserve.scaled_a_token_balance;
    let near = if held.is_zero() { reserve.scaled_variable_debt } else { held };
    match random.between(0, 6) {
        0 => Action::Supply { asset, amount: amount(random, near) },
        1 => Action::Withdraw { asset, amount: amount(random, held) },
        2 => Action::Borrow { asset, amount: amount(random, near) },
        3 => Action::Repay { asset, amount: amount(random, reserve.scaled_variable_debt) },
        4 => Action::UseAsCollateral { asset, enabled: random.chance(50) },
        5 => Action::SetEMode { category: u8::try_from(random.between(0, 2)).expect("small") },
        _ => {
            let (to, other) = pick(random);
            Action::Swap { from: asset, to: other, amount: amount(random, held), received: amount(random, to.scaled_a_token_balance) }
        }
    }
}

/// What an accepted action may do to health, and what a refused one may say.
#[test]
fn aave_v3_actions_keep_their_promises() {
    let mut random = Seed::new(31);
    let (mut done, mut refused) = ([0_u32; 7], 0_u32);
    for number in 0..60_000 {
        let user = usual_user(&mut random);
        let step = action(&mut random, &user);
        let before = user.health().expect("a usual account");
        let after = match user.apply(&step) {
            Ok(after) => after,
            Err(error) => {
                assert!(["refused", "overflow", "unknown"].contains(&error.code()), "{number} {step:?}: {error}");
                refused += 1;
                assert_eq!(user.health().expect("the same account"), before, "a refusal changes nothing");
                continue;
            }
        };
        let (old, new) = (health_factor(&user), health_factor(&after));
        let owes = user.reserves.iter().any(|reserve| reserve.is_borrowing);
        let said = || format!("{number} {:?} {step:?}: {old} to {new}", user.revision);
        match &step {
            Action::Supply { .. } => {
                done[0] += 1;
                assert!(new >= old || !rounds_for_the_pool(&user), "supply lowers health, {}", said());
            }
            Action::Withdraw { asset, .. } => {
                done[1] += 1;
                let backed = user.reserves.iter().any(|reserve| reserve.asset == *asset && reserve.used_as_collateral);
                assert!(!backed || !owes || new >= WAD, "a withdrawal leaves it liquidatable, {}", said());
                assert!(new <= old || !rounds_for_the_pool(&user), "a withdrawal raises health, {}", said());
            }
            Action::Borrow { .. } => {
                done[2] += 1;
                assert!(new <= old, "a loan raises health, {}", said());
                assert!(new >= WAD || !rounds_for_the_pool(&user), "a loan leaves it liquidatable, {}", said());
            }
            Action::Repay { .. } => {
                done[3] += 1;
                assert!(new >= old, "a repayment lowers health, {}", said());
            }
            Action::UseAsCollateral { enabled, .. } => {
                done[4] += 1;
                let changed = after != user;
                assert!(*enabled || !changed || new >= WAD, "a flag cleared leaves it liquidatable, {}", said());
                assert!(!*enabled || new >= old || !rounds_for_the_pool(&user), "a flag set lowers health, {}", said());
            }
            Action::SetEMode { category } => {
                done[5] += 1;
                assert_eq!(after.e_mode.as_ref().map_or(0, |e_mode| e_mode.id), *category);
                assert!(
                    after.e_mode == user.e_mode || new >= WAD || matches!(user.revision, AaveV3Revision::V3_0 | AaveV3Revision::V3_1),
                    "{}",
                    said()
                );
            }
            _ => done[6] += 1,
        }
    }
    assert!(done.iter().all(|count| *count > 500) && refused > 5_000, "{done:?} accepted, {refused} refused");
}

/// There and back never leaves the user better off, from 3.5.
#[test]
fn aave_v3_there_and_back_never_favours_the_user() {
    let mut random = Seed::new(32);
    let mut checked = [0_u32; 4];
    for number in 0..40_000 {
        let mut user = usual_user(&mut random);
        user.revision = random.pick(&[AaveV3Revision::V3_5, AaveV3Revision::V3_6, AaveV3Revision::V3_7]);
        let kind = usize::try_from(random.between(0, 3)).expect("small");
        let chosen = |reserve: &&AaveV3Reserve| if kind < 2 { reserve.used_as_collateral } else { reserve.is_borrowing };
        let Some(reserve) = user.reserves.iter().find(chosen).cloned() else { continue };
        let near = if kind < 2 { reserve.scaled_a_token_balance } else { reserve.scaled_variable_debt };
        let (asset, amount) = (reserve.asset.clone(), amount(&mut random, near).min(near));
        let (there, back) = (Action::Supply { asset: asset.clone(), amount }, Action::Withdraw { asset: asset.clone(), amount });
        let (lend, pay) = (Action::Borrow { asset: asset.clone(), amount }, Action::Repay { asset: asset.clone(), amount });
        let steps = [[&there, &back], [&back, &there], [&lend, &pay], [&pay, &lend]][kind];
        let Ok(after) = user.apply(steps[0]).and_then(|user| user.apply(steps[1])) else { continue };
        let now = after.reserves.iter().find(|other| other.id == reserve.id).expect("the reserve");
        assert!(now.scaled_a_token_balance <= reserve.scaled_a_token_balance, "{number}: supply grew by {steps:?}");
        assert!(now.scaled_variable_debt >= reserve.scaled_variable_debt, "{number}: debt fell by {steps:?}");
        checked[kind] += 1;
    }
    assert!(checked.iter().all(|count| *count > 800), "{checked:?}");
}

#[test]
fn aave_v3_all_means_all() {
    let mut random = Seed::new(33);
    let mut emptied = [0_u32; 2];
    for _ in 0..10_000 {
        let user = usual_user(&mut random);
        for reserve in &user.reserves {
            let now = |user: &AaveV3User| user.reserves.iter().find(|other| other.id == reserve.id).expect("the reserve").clone();
            let asset = reserve.asset.clone();
            if let Ok(after) = user.apply(&Action::Repay { asset: asset.clone(), amount: U256::MAX }) {
                assert!(now(&after).scaled_variable_debt.is_zero() && !now(&after).is_borrowing);
                emptied[0] += 1;
            }
            if let Ok(after) = user.apply(&Action::Withdraw { asset, amount: U256::MAX }) {
                assert!(now(&after).scaled_a_token_balance.is_zero() && !now(&after).used_as_collateral);
                emptied[1] += 1;
            }
        }
    }
    assert!(emptied.iter().all(|count| *count > 1_000), "{emptied:?}");
}

#[test]
fn aave_v3_liquidations_take_what_they_say() {
    let mut random = Seed::new(34);
    let (mut calls_seen, mut lowered, mut written_off, mut limited) = (0_u32, 0_u32, 0_u32, 0_u32);
    for number in 0..30_000 {
        let user = if random.chance(60) { open_user(&mut random) } else { usual_user(&mut random) };
        let health = user.health().expect("a usual account");
        let calls = user.liquidation_calls().expect("calls where there is health");
        if !health.liquidatable {
            assert!(calls.is_empty(), "{number}: a safe account has calls");
            continue;
        }
        for call in calls {
            let (after, outcome) = user.liquidate(&call).unwrap_or_else(|error| panic!("{number}: {call:?}: {error}"));
            calls_seen += 1;
            let find = |user: &AaveV3User, asset: &str| user.reserves.iter().find(|reserve| reserve.asset == asset).expect("one").clone();
            let (collateral, debt) = (find(&user, &call.collateral), find(&user, &call.debt));
            assert!(find(&after, &call.collateral).scaled_a_token_balance < collateral.scaled_a_token_balance);
            assert!(find(&after, &call.debt).scaled_variable_debt < debt.scaled_variable_debt);
            let left = after.health().expect("an account after a call");
            assert_eq!(outcome.health_after, left.health_factor);
            assert_eq!(outcome.health_before, health.health_factor);
            let falls = outcome.health_after.is_some_and(|after| Some(after) < outcome.health_before);
            assert_eq!(outcome.lowers_health, falls, "{number}");
            lowered += u32::from(falls);
            // What is written off ends every debt, and happens only when no collateral of value is left.
            if !outcome.deficit.is_empty() {
                written_off += 1;
                assert!(
                    left.required.is_zero() && !matches!(user.revision, AaveV3Revision::V3_0 | AaveV3Revision::V3_1 | AaveV3Revision::V3_2),
                    "{number}"
                );
            }
            // The call is the largest: as much as it lets changes nothing, or one unit more leaves dust.
            let all = LiquidationCall { repay: None, ..call.clone() };
            match user.liquidate(&all) {
                Ok((_, most)) => assert_eq!(most, outcome, "{number}"),
                Err(error) => {
                    assert!(error.to_string().contains("MustNotLeaveDust"), "{number}: {error}");
                    let more = call.repay.map(|repay| repay.try_add(U256::ONE, "more").expect("fits"));
                    let error = user.liquidate(&LiquidationCall { repay: more, ..call.clone() }).expect_err("one unit more");
                    assert!(error.to_string().contains("MustNotLeaveDust"), "{number}: {error}");
                    limited += 1;
                }
            }
            // The share token moves as much as the asset would.
            let shares = user.liquidate(&LiquidationCall { receive_shares: true, ..call.clone() });
            if let Ok((_, shares)) = shares {
                assert_eq!((shares.repaid, shares.received), (outcome.repaid.clone(), outcome.received.clone()), "{number}");
            }
        }
    }
    let counts = [calls_seen, lowered, written_off, limited];
    println!("calls, lowering, writing off, limited by dust: {counts:?}");
    assert!(calls_seen > 5_000 && lowered > 300 && written_off > 100 && limited > 10, "{counts:?}");
}
