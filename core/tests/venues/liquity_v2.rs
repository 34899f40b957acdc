//! Liquity v2: boundaries, monotone ratio, conservation, refusals that change nothing.

use crate::boundary::{POSITIONS, boundaries_hold};
use crate::seed::Seed;
use plimsoll::exact::WAD;
use plimsoll::venue::liquity_v2::{LiquityV2Book, LiquityV2Branch, LiquityV2Status, LiquityV2Trove, LiquityV2TroveState, liquity_v2_split};
use plimsoll::venue::{Action, LiquidationCall, Venue};
use plimsoll::{RiskError, RiskErrorKind, U256};

fn wad(whole: u64) -> U256 {
    U256::new(whole).try_mul(WAD, "wad").expect("fits")
}

fn percent(share: u64) -> U256 {
    U256::new(share).try_mul(U256::power_of_ten(16).expect("10^16"), "percent").expect("fits")
}

fn branch(random: &mut Seed) -> LiquityV2Branch {
    let (mcr, ccr, redistribution) = random.pick(&[(110, 150, 10), (120, 160, 20)]);
    LiquityV2Branch {
        ccr: percent(ccr),
        mcr: percent(mcr),
        scr: percent(mcr),
        penalty_sp: percent(5),
        penalty_redistribution: percent(redistribution),
        coll_per_stake: U256::ZERO,
        debt_per_stake: U256::ZERO,
        total_stakes: U256::ZERO,
        total_stakes_snapshot: U256::ZERO,
        total_coll_snapshot: U256::ZERO,
        coll_error: U256::ZERO,
        debt_error: U256::ZERO,
        sp_deposits: U256::ZERO,
        active_coll: U256::ZERO,
        agg_recorded_debt: U256::ZERO,
        agg_weighted_debt: U256::ZERO,
        default_coll: U256::ZERO,
        default_debt: U256::ZERO,
        bold_supply: U256::ZERO,
        elapsed_seconds: 0,
        base_rate: U256::ZERO,
        base_rate_elapsed_seconds: 0,
        trove_count: 0,
    }
}

/// A branch that was opened by the contract's rules, with a pool that may be too small.
fn book(random: &mut Seed) -> LiquityV2Book {
    let mut book = LiquityV2Book { price: random.amount(5, 17), branch: branch(random), troves: Vec::new(), last_zombie: None };
    // The first one is large, so that the branch stays above its critical ratio.
    let floor = |coll: U256, price: U256, share: u64| {
        let value = coll.try_mul(price, "value").and_then(|value| value.try_div(WAD, "value")).expect("fits");
        value.try_mul(U256::new(100), "share").and_then(|value| value.try_div(U256::new(share), "share")).expect("not zero")
    };
    let whale = wad(100_000_000).try_mul(WAD, "whale").and_then(|value| value.try_div(book.price, "whale")).expect("not zero");
    book.open(whale, floor(whale, book.price, 400), percent(random.between(1, 250))).expect("the first trove");
    for _ in 0..random.between(1, 5) {
        let debt = random.between(2_000, 3_000_000);
        let coll = wad(debt).try_mul(WAD, "coll").and_then(|value| value.try_div(book.price, "coll")).expect("not zero");
        let coll =
            coll.try_mul(U256::new(random.between(120, 400)), "coll").and_then(|coll| coll.try_div(U256::new(100), "coll")).expect("fits");
        let _ = book.open(coll, wad(debt), percent(random.between(1, 250)));
    }
    if random.chance(70) {
        book.branch.provide_to_pool(random.amount(7, 18)).expect("a deposit");
    }
    book.later(u32::try_from(random.between(0, 40_000_000)).expect("fits")).expect("a later branch")
}

/// One trove: of a real branch, or with any integers.
fn trove(random: &mut Seed) -> LiquityV2Trove {
    let extreme = random.chance(40);
    let word = |random: &mut Seed, bits: u32, digits: u8, zeros: u8| if extreme { random.word(bits) } else { random.amount(digits, zeros) };
    let mut branch = branch(random);
    (branch.coll_per_stake, branch.debt_per_stake) = (word(random, 70, 3, 14), word(random, 70, 3, 16));
    let (coll, price) = (word(random, 130, 7, 15), word(random, 140, 6, 16));
    let mut debt = word(random, 120, 7, 18);
    if !extreme {
        // Near the edge.
        let value = coll.try_mul(price, "value").and_then(|value| value.try_div(WAD, "value")).expect("fits");
        debt =
            value.try_mul(U256::new(random.between(40, 130)), "debt").and_then(|debt| debt.try_div(U256::new(100), "debt")).expect("fits");
    }
    let state = LiquityV2TroveState {
        coll: if random.chance(3) { U256::ZERO } else { coll },
        recorded_debt: if random.chance(3) { U256::ZERO } else { debt },
        annual_interest_rate: percent(random.between(1, 250)),
        stake: if random.chance(50) { U256::ZERO } else { coll },
        coll_snapshot: U256::ZERO,
        debt_snapshot: U256::ZERO,
        elapsed_seconds: u32::try_from(random.between(0, 100_000_000)).expect("fits"),
        status: random.pick(&[LiquityV2Status::Active, LiquityV2Status::Active, LiquityV2Status::Zombie]),
    };
    LiquityV2Trove { asset: "ETH".into(), factor: Some("ETH".into()), debt_asset: "BOLD".into(), price, trove: state, branch }
}

fn of_book(book: &LiquityV2Book, place: usize) -> LiquityV2Trove {
    LiquityV2Trove {
        asset: "ETH".into(),
        factor: Some("ETH".into()),
        debt_asset: "BOLD".into(),
        price: book.price,
        trove: book.troves[place].clone(),
        branch: book.branch.clone(),
    }
}

#[test]
fn liquity_boundaries_are_exact() {
    let seen = boundaries_hold(4_201, trove);
    assert!(seen.flips > POSITIONS / 2 && seen.none > POSITIONS / 50, "{seen:?}");
}

#[test]
fn liquity_ratio_rises_with_the_price_and_falls_with_time() {
    let mut random = Seed::new(4_202);
    let mut compared = 0;
    for _ in 0..5_000 {
        let trove = trove(&mut random);
        let Ok(now) = trove.health() else { continue };
        let higher = trove.price.try_add(random.word(70), "higher").expect("fits");
        if let Ok(then) = trove.with_prices(&[("ETH", higher)]).expect("a price").health() {
            assert!(then.health_factor >= now.health_factor && then.backing >= now.backing);
        }
        if let Ok(then) = trove.later(u32::try_from(random.between(0, 10_000_000)).expect("fits")).expect("later").health() {
            assert!(then.required >= now.required && then.health_factor <= now.health_factor);
            compared += 1;
        }
    }
    assert!(compared > 3_000, "{compared}");
}

#[test]
fn liquity_liquidations_lose_nothing() {
    let mut random = Seed::new(4_203);
    let (mut pooled, mut spread) = (0, 0);
    for _ in 0..2_000 {
        let mut book = book(&mut random);
        book.price = book
            .price
            .try_mul(U256::new(random.between(15, 95)), "fall")
            .and_then(|price| price.try_div(U256::new(100), "fall"))
            .expect("fits")
            .max(U256::ONE);
        let places: Vec<u32> = (1..u32::try_from(book.troves.len()).expect("few")).collect();
        let before = book.clone();
        let Ok(done) = book.liquidate(&places) else {
            assert_eq!(book, before);
            continue;
        };
        let split = done.split;
        let left = |book: &LiquityV2Book| book.branch.coll().expect("collateral");
        let gone = [split.coll_to_sp, split.coll_gas_compensation, split.coll_surplus];
        let sum = gone.iter().fold(left(&book), |sum, part| sum.try_add(*part, "sum").expect("fits"));
        assert_eq!(sum, left(&before), "all collateral is somewhere");
        let debt = book.branch.debt().expect("debt").try_add(split.debt_to_offset, "sum").expect("fits");
        assert_eq!(debt, before.branch.debt().expect("debt"), "all debt is somewhere");
        // What the troves that are left can claim never exceeds what was redistributed: rounding is against them.
        let (mut coll, mut owed) = (U256::ZERO, U256::ZERO);
        for trove in &book.troves {
            let now = trove.now(&book.branch).expect("a trove");
            coll = coll.try_add(now.redist_coll_gain, "sum").expect("fits");
            owed = owed.try_add(now.redist_debt_gain, "sum").expect("fits");
        }
        assert!(coll <= book.branch.default_coll && owed <= book.branch.default_debt);
        pooled += u32::from(!split.debt_to_offset.is_zero());
        spread += u32::from(!split.debt_to_redistribute.is_zero());
    }
    assert!(pooled > 300 && spread > 300, "{pooled} against the pool, {spread} spread");
}

#[test]
fn liquity_redemptions_take_what_stands_in_front_first() {
    let mut random = Seed::new(4_204);
    let mut checked = 0;
    for _ in 0..1_000 {
        let book = book(&mut random);
        if book.branch.tcr(book.price).expect("a ratio") < book.branch.scr {
            let mut after = book.clone();
            assert_eq!(after.redeem(WAD).expect("a redemption of nothing").redeemed, U256::ZERO);
            continue;
        }
        for place in 0..u32::try_from(book.troves.len()).expect("few") {
            let front = book.debt_in_front(place).expect("a sum");
            if !book.redemption_order().expect("an order").contains(&(place as usize)) {
                // Passed over: everything that can be redeemed stands in front.
                continue;
            }
            let mut after = book.clone();
            // As much as stands in front leaves the trove alone; one more takes from it.
            if front.is_zero() || front > book.branch.debt().expect("debt").saturating_sub(book.branch.sp_deposits) {
                continue;
            }
            let done = after.redeem(front).expect("a redemption");
            assert!(done.redeemed == front && done.fees.iter().all(|(taken, _)| *taken != place as usize));
            let mut more = book.clone();
            let done = more.redeem(front.try_add(U256::ONE, "one more").expect("fits")).expect("a redemption");
            if done.attempted > front {
                assert!(done.fees.iter().any(|(taken, _)| *taken == place as usize), "the next is this one");
                checked += 1;
            }
            // Nobody's ratio falls by a redemption, and the base rate does not fall below its decayed value.
            assert!(after.branch.base_rate >= book.branch.decayed_base_rate().expect("a rate"));
        }
    }
    assert!(checked > 500, "{checked}");
}

#[test]
fn liquity_actions_keep_the_rules_and_refusals_change_nothing() {
    let mut random = Seed::new(4_205);
    let (mut done, mut refused) = (0, 0);
    for _ in 0..2_000 {
        let mut book = book(&mut random);
        book.price = book
            .price
            .try_mul(U256::new(random.between(30, 120)), "move")
            .and_then(|price| price.try_div(U256::new(100), "move"))
            .expect("fits");
        let place = usize::try_from(random.between(0, book.troves.len() as u64 - 1)).expect("few");
        let position = of_book(&book, place);
        let copy = position.clone();
        let (ether, bold) = (random.amount(6, 15), random.amount(6, 18));
        let action = match random.between(0, 3) {
            0 => Action::Supply { asset: "ETH".into(), amount: ether },
            1 => Action::Withdraw { asset: "ETH".into(), amount: ether },
            2 => Action::Borrow { asset: "BOLD".into(), amount: bold },
            _ => Action::Repay { asset: "BOLD".into(), amount: bold },
        };
        match position.apply(&action).map_err(RiskError::into_kind) {
            Ok(after) => {
                done += 1;
                let (before, now) = (position.trove.now(&position.branch).expect("before"), after.trove.now(&after.branch).expect("after"));
                assert!(!after.health().expect("health").liquidatable && now.entire_debt >= wad(2_000));
                if let Action::Borrow { amount, .. } = action {
                    assert!(now.entire_debt >= before.entire_debt.try_add(amount, "debt").expect("fits"), "the fee is owed too");
                }
                assert!(after.branch.debt().expect("debt") >= now.entire_debt);
            }
            Err(RiskErrorKind::Refused { reason }) => {
                refused += 1;
                let known = [
                    "ZeroAdjustment",
                    "CollWithdrawalTooHigh",
                    "DebtBelowMin",
                    "ICRBelowMCR",
                    "TCRBelowCCR",
                    "RepaymentNotMatchingCollWithdrawal",
                ];
                assert!(known.contains(&reason.as_str()), "{reason}");
            }
            Err(error) => panic!("{error}"),
        }
        assert_eq!(position, copy);
        let (mut closed, mut state) = (book.branch.clone(), book.troves[place].clone());
        match closed.close(&mut state, book.price) {
            Ok(_) => assert_eq!((state.status, closed.trove_count + 1), (LiquityV2Status::ClosedByOwner, book.branch.trove_count)),
            Err(_) => assert_eq!((closed, state), (book.branch.clone(), book.troves[place].clone())),
        }
    }
    assert!(done > 500 && refused > 300, "{done} done, {refused} refused");
}

#[test]
fn liquity_bad_states_have_their_code_and_the_next_good_call_works() {
    type Spoilt = (fn(&mut LiquityV2Trove), &'static str);
    let good = of_book(&book(&mut Seed::new(4_206)), 0);
    assert!(good.health().is_ok());
    let spoilt: [Spoilt; 4] = [
        (|trove| trove.branch.mcr = WAD, "out_of_range"),
        (|trove| trove.debt_asset = "ETH".into(), "duplicate"),
        (|trove| trove.trove.debt_snapshot = U256::ONE, "overflow"),
        (|trove| trove.trove.recorded_debt = U256::MAX, "overflow"),
    ];
    for (spoil, code) in spoilt {
        let mut bad = good.clone();
        spoil(&mut bad);
        assert_eq!(bad.health().unwrap_err().code(), code);
        assert_eq!(bad.boundaries().unwrap_err().code(), code);
        assert!(good.health().is_ok() && good.boundaries().is_ok());
    }
    let call = LiquidationCall { collateral: "ETH".into(), debt: "BOLD".into(), repay: None, seize: None, receive_shares: false };
    let refused = good.liquidate(&call).map_err(RiskError::into_kind).unwrap_err();
    assert_eq!(refused, RiskErrorKind::Refused { reason: "NothingToLiquidate".into() });
    assert_eq!(good.with_prices(&[("BTC", U256::ONE)]).unwrap_err().code(), "unknown");
    assert_eq!(good.apply(&Action::SetEMode { category: 1 }).unwrap_err().code(), "unsupported");
    assert_eq!(good.later(u32::MAX).and_then(|trove| trove.later(u32::MAX)).unwrap_err().code(), "out_of_range");
    assert_eq!(liquity_v2_split(wad(1), wad(1), wad(1), U256::ZERO, WAD, WAD).unwrap_err().code(), "division_by_zero");
}
