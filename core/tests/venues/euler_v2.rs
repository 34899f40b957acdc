//! Euler v2: boundaries, and what must hold of every account.

use crate::boundary;
use crate::seed::Seed;
use plimsoll::U256;
use plimsoll::exact::RAY;
use plimsoll::venue::euler_v2::*;
use plimsoll::venue::{Action, LiquidationCall, Venue};

fn ray_and_more(random: &mut Seed) -> U256 {
    RAY.try_add(random.word(89), "accumulator").expect("fits")
}

fn ltv(random: &mut Seed) -> EulerV2Ltv {
    let liquidation = u16::try_from(random.between(0, 10_000)).expect("bps");
    let duration = u32::try_from(random.between(0, 10_000_000)).expect("seconds");
    let ramps = random.chance(40);
    EulerV2Ltv {
        borrow_ltv_bps: u16::try_from(random.between(0, u64::from(liquidation))).expect("bps"),
        liquidation_ltv_bps: if random.chance(3) { 0 } else { liquidation },
        initial_liquidation_ltv_bps: u16::try_from(random.between(u64::from(liquidation), 10_000)).expect("bps"),
        ramp_remaining_seconds: if ramps { u32::try_from(random.between(0, u64::from(duration))).expect("seconds") } else { 0 },
        ramp_duration_seconds: duration,
    }
}

/// Bid and ask a little around a mid price.
fn prices(random: &mut Seed, mid: U256) -> (U256, U256, U256) {
    let off = mid
        .try_mul(U256::new(random.between(0, 40)), "spread")
        .map_or(U256::ZERO, |off| off.try_div(U256::new(10_000), "spread").expect("not zero"));
    (mid, mid.saturating_sub(off), mid.try_add(off, "spread").unwrap_or(U256::MAX))
}

/// A price that makes `amount` worth roughly `value`, or any price at all.
fn price_for(random: &mut Seed, amount: U256, value: U256, extreme: bool) -> U256 {
    if extreme || amount.is_zero() {
        return random.word(250);
    }
    let wad = U256::power_of_ten(18).expect("a power");
    let share = U256::new(random.between(200, 3_000));
    let price =
        plimsoll::exact::mul_div_floor(value, wad, amount).and_then(|price| plimsoll::exact::mul_div_floor(price, share, U256::new(1_000)));
    price.unwrap_or(U256::ONE).max(U256::ONE)
}

fn account(random: &mut Seed) -> EulerV2Account {
    let extreme = random.chance(15);
    let assets = if extreme { random.word(112) } else { random.amount(7, 6) };
    let unit = U256::new(1 << 31);
    let fraction = U256::new(random.between(0, (1 << 31) - 1));
    let owed = if random.chance(3) { U256::ZERO } else { assets.try_mul(unit, "owed").expect("fits").saturating_sub(fraction) };
    let accumulator = ray_and_more(random);
    let value = if extreme { random.word(140) } else { random.amount(7, 18) };
    let is_unit_of_account = random.chance(15);
    let value = if is_unit_of_account { assets } else { value };
    let debt_price = price_for(random, assets, value, extreme);
    let (mid_price, bid_price, ask_price) = prices(random, debt_price);
    let count = random.between(0, 4);
    let collaterals = (0..count)
        .map(|number| {
            let balance = if extreme { random.word(112) } else { random.amount(6, 12) };
            let share = value.try_div(U256::new(count), "share").expect("not zero");
            let wild = extreme && random.chance(50);
            let price = price_for(random, balance, share, wild);
            let (mid_price, bid_price, ask_price) = prices(random, price);
            EulerV2Collateral {
                asset: format!("share {number}"),
                decimals: 18,
                factor: random.chance(50).then(|| "ETH".to_string()),
                balance: if random.chance(3) { U256::ZERO } else { balance },
                mid_price,
                bid_price,
                ask_price,
                ltv: ltv(random),
                recognized: !random.chance(3),
            }
        })
        .collect();
    let vault = EulerV2Vault {
        elapsed_seconds: if random.chance(50) { 0 } else { u32::try_from(random.between(0, 40_000_000)).expect("seconds") },
        cash: random.word(110),
        total_shares: random.word(110),
        total_borrows: owed.try_add(random.word(140), "borrows").expect("fits").min(U256::ONE.max(random.word(142))),
        accumulated_fees: random.word(80),
        interest_accumulator: accumulator,
        interest_fee_bps: u16::try_from(random.between(0, 10_000)).expect("bps"),
        interest_rate: if extreme { random.word(68) } else { U256::new(random.between(0, 10_000_000_000_000_000_000)) },
        max_liquidation_discount_bps: u16::try_from(random.between(0, 9_999)).expect("bps"),
        liquidation_cool_off_seconds: 1,
        dont_socialize_debt: random.chance(30),
        borrow_cap: None,
    };
    let stored = if random.chance(50) { accumulator } else { accumulator.saturating_sub(random.word(80)).max(RAY) };
    EulerV2Account {
        vault,
        unit_of_account_decimals: 18,
        cool_off_remaining_seconds: u32::from(random.chance(5)),
        liability: EulerV2Liability {
            asset: "debt".into(),
            decimals: 18,
            is_unit_of_account,
            factor: None,
            mid_price,
            bid_price,
            ask_price,
            owed,
            interest_accumulator: stored,
        },
        collaterals,
    }
}

#[test]
fn euler_v2_boundaries_hold() {
    let seen = boundary::boundaries_hold(0xe01e_5002, account);
    assert!(seen.flips > 60_000 && seen.none > 1_000 && seen.reverts > 100, "the generator has gone stale: {seen:?}");
}

#[test]
fn euler_v2_liquidations_take_what_is_there_and_no_more() {
    let mut random = Seed::new(0xe01e_5003);
    let (mut done, mut socialized, mut refused) = (0, 0, 0);
    for number in 0..60_000 {
        let account = account(&mut random);
        let Ok(health) = account.health() else { continue };
        let calls = account.liquidation_calls().expect("calls where there is a health");
        assert!(health.liquidatable || calls.is_empty(), "{number}: a call on a safe account");
        for call in calls {
            let (after, outcome) = match account.liquidate(&call) {
                Ok(done) => done,
                Err(error) => {
                    // A debt that moves with its fraction leaves nothing to socialise, and the contract reverts.
                    assert!(["refused", "overflow"].contains(&error.code()), "{number}: {error}");
                    refused += 1;
                    continue;
                }
            };
            done += 1;
            let before = euler_v2_liquidity(&account, EulerV2Purpose::Liquidation).expect("sums");
            let left = euler_v2_liquidity(&after, EulerV2Purpose::Liquidation).expect("sums afterwards");
            let amount = |list: &[plimsoll::venue::AssetAmount]| list.first().map_or(U256::ZERO, |one| one.amount);
            let (repaid, deficit) = (amount(&outcome.repaid), amount(&outcome.deficit));
            socialized += u32::from(!deficit.is_zero());
            let gone = repaid.try_add(deficit, "gone").expect("fits");
            let rest = before.debt.assets.saturating_sub(gone);
            // A debt that moved with its fraction may leave one unit less.
            assert!(left.debt.assets <= rest && rest.saturating_sub(left.debt.assets) <= U256::ONE, "{number}: {rest} {left:?}");
            let find = |of: &EulerV2Account| of.collaterals.iter().find(|one| one.asset == call.collateral).expect("there").balance;
            assert_eq!(find(&account).saturating_sub(find(&after)), amount(&outcome.seized), "{number}");
            // The discount is never above the largest.
            let least = U256::new(10_000 - u64::from(account.vault.max_liquidation_discount_bps));
            let paid = outcome.repaid_value.try_add(U256::new(2), "paid").expect("fits");
            let unit = plimsoll::exact::mul_div_ceil(outcome.seized_value, least, U256::new(10_000)).expect("fits");
            let price = if account.liability.is_unit_of_account { U256::ONE } else { account.liability.mid_price };
            let grain = price
                .try_div(U256::power_of_ten(18).expect("a power"), "grain")
                .expect("not zero")
                .try_add(U256::ONE, "grain")
                .expect("fits");
            assert!(paid.try_add(grain, "paid").expect("fits") >= unit.min(before.liability_value), "{number}: {outcome:?}");
        }
    }
    println!("euler_v2: {done} liquidations, {socialized} socialised, {refused} refused");
    assert!(done > 5_000 && socialized > 500);
}

#[test]
fn euler_v2_steps_keep_the_rules() {
    let mut random = Seed::new(0xe01e_5004);
    let (mut passed, mut refused) = (0, 0);
    for _ in 0..40_000 {
        let account = account(&mut random);
        let amount = |random: &mut Seed, of: U256| match random.between(0, 4) {
            0 => U256::MAX,
            1 => U256::ZERO,
            _ => of.try_div(U256::new(random.between(1, 20)), "part").expect("not zero"),
        };
        let (debt, held) = (account.liability.asset.clone(), account.collaterals.first());
        let action = match (random.between(0, 4), held) {
            (0, Some(held)) => Action::Supply { asset: held.asset.clone(), amount: random.word(60) },
            (1, Some(held)) => Action::Withdraw { asset: held.asset.clone(), amount: amount(&mut random, held.balance) },
            (2, Some(held)) => {
                Action::Swap { from: held.asset.clone(), to: debt, amount: amount(&mut random, held.balance), received: random.word(20) }
            }
            (3, _) => Action::Repay { asset: debt, amount: amount(&mut random, random_debt(&account)) },
            _ => Action::Borrow { asset: debt, amount: amount(&mut random, random_debt(&account)) },
        };
        let before = account.clone();
        match account.apply(&action) {
            Ok(after) => {
                passed += 1;
                let taken = matches!(action, Action::Borrow { .. } | Action::Withdraw { .. } | Action::Swap { .. });
                if taken {
                    assert!(euler_v2_account_status(&after).is_ok(), "{action:?}");
                    assert_eq!(after.cool_off_remaining_seconds, 1);
                }
                if let (Action::Repay { .. }, Ok(then), Ok(now)) = (&action, account.health(), after.health()) {
                    assert!(now.required <= then.required, "a repayment adds debt");
                }
            }
            Err(error) => {
                refused += 1;
                assert!(["refused", "overflow", "unsupported"].contains(&error.code()), "{action:?}: {error}");
            }
        }
        assert_eq!(account, before);
    }
    println!("euler_v2: {passed} steps, {refused} refused");
    assert!(passed > 8_000 && refused > 2_000);
}

fn random_debt(account: &EulerV2Account) -> U256 {
    euler_v2_liquidity(account, EulerV2Purpose::Borrow).map_or(U256::ONE, |sums| sums.debt.assets)
}

#[test]
fn euler_v2_time_only_adds_debt_and_lowers_the_ramp() {
    let mut random = Seed::new(0xe01e_5005);
    let mut compared = 0;
    for _ in 0..20_000 {
        let account = account(&mut random);
        let later = account.later(u32::try_from(random.between(0, 3_000_000)).expect("seconds")).expect("a nearer time");
        let (Ok(then), Ok(now)) = (account.health(), later.health()) else { continue };
        assert!(now.backing <= then.backing && now.required >= then.required);
        assert!(!then.liquidatable || now.liquidatable);
        compared += 1;
    }
    assert!(compared > 10_000);
}

#[test]
fn euler_v2_refuses_what_no_vault_holds_and_the_next_good_call_works() {
    let mut random = Seed::new(7);
    let good = loop {
        let account = account(&mut random);
        if account.collaterals.len() > 1 && account.health().is_ok() {
            break account;
        }
    };
    let spoiled = |spoil: fn(&mut EulerV2Account), code: &str| {
        let mut bad = good.clone();
        spoil(&mut bad);
        assert_eq!(bad.health().unwrap_err().code(), code);
        assert_eq!(bad.boundaries().unwrap_err().code(), code);
        assert!(good.health().is_ok());
    };
    spoiled(|bad| bad.collaterals[1].asset = bad.collaterals[0].asset.clone(), "duplicate");
    spoiled(|bad| bad.vault.cash = U256::MAX, "out_of_range");
    spoiled(|bad| bad.vault.interest_fee_bps = 10_001, "out_of_range");
    spoiled(|bad| bad.vault.interest_rate = U256::MAX, "out_of_range");
    spoiled(|bad| bad.liability.owed = U256::MAX, "out_of_range");
    spoiled(|bad| bad.collaterals[0].ltv.borrow_ltv_bps = 10_001, "out_of_range");
    spoiled(|bad| bad.collaterals[0].ltv.ramp_remaining_seconds = u32::MAX, "out_of_range");
    spoiled(|bad| bad.collaterals[0].decimals = 100, "out_of_range");
    spoiled(|bad| bad.liability.interest_accumulator = U256::ZERO, "division_by_zero");
    assert_eq!(good.with_prices(&[("nothing", U256::ONE)]).unwrap_err().code(), "unknown");
    assert_eq!(good.later(u32::MAX).and_then(|at| at.later(u32::MAX)).unwrap_err().code(), "out_of_range");
    let call = LiquidationCall { collateral: "nothing".into(), debt: "debt".into(), repay: None, seize: None, receive_shares: false };
    assert_eq!(good.liquidate(&call).unwrap_err().code(), "unknown");
    assert_eq!(good.apply(&Action::SetEMode { category: 1 }).unwrap_err().code(), "unsupported");
}

/// Half a unit of debt moves with the liquidated part, so that the unit left for the lenders is not owed: the contract reverts.
#[test]
fn euler_v2_refuses_to_socialise_a_unit_that_moved_as_a_fraction() {
    let mut random = Seed::new(7);
    let mut account = account(&mut random);
    let price = U256::power_of_ten(24).expect("a power");
    let collateral = EulerV2Collateral {
        asset: "share".into(),
        decimals: 18,
        factor: None,
        balance: U256::new(10_500_000),
        mid_price: U256::power_of_ten(18).expect("a power"),
        bid_price: U256::ZERO,
        ask_price: U256::ZERO,
        ltv: ltv(&mut random),
        recognized: true,
    };
    account.collaterals = vec![collateral];
    account.cool_off_remaining_seconds = 0;
    account.vault.elapsed_seconds = 0;
    account.vault.max_liquidation_discount_bps = 0;
    account.vault.dont_socialize_debt = false;
    account.liability.is_unit_of_account = false;
    account.liability.mid_price = price;
    account.liability.interest_accumulator = account.vault.interest_accumulator;
    account.liability.owed = U256::new((10 << 31) + (1 << 30));
    let most = euler_v2_check_liquidation(&account, "share").expect("a liquidation");
    assert_eq!((most.repay_assets, most.yield_balance), (U256::new(10), U256::new(10_500_000)));
    let call = LiquidationCall { collateral: "share".into(), debt: "debt".into(), repay: None, seize: None, receive_shares: false };
    let error = account.liquidate(&call).unwrap_err();
    assert!(error.code() == "refused" && error.to_string().contains("E_RepayTooMuch"), "{error}");
    account.vault.dont_socialize_debt = true;
    let (after, _) = account.liquidate(&call).expect("nothing is socialised");
    assert!(after.liability.owed.is_zero());
}

#[test]
fn euler_v2_refuses_steps_by_the_vaults_own_names() {
    let mut random = Seed::new(11);
    let one = U256::power_of_ten(18).expect("a power");
    let mut account = account(&mut random);
    account.vault.elapsed_seconds = 0;
    account.vault.cash = U256::new(1_000);
    account.vault.total_borrows = U256::new(500 << 31);
    account.vault.borrow_cap = Some(U256::new(600));
    account.vault.liquidation_cool_off_seconds = 7;
    let debt = &mut account.liability;
    (debt.owed, debt.interest_accumulator, debt.is_unit_of_account) = (U256::new(500 << 31), account.vault.interest_accumulator, false);
    (debt.mid_price, debt.bid_price, debt.ask_price) = (one, one, one);
    let mut terms = ltv(&mut random);
    (terms.borrow_ltv_bps, terms.liquidation_ltv_bps, terms.ramp_remaining_seconds) = (8_000, 9_000, 0);
    account.collaterals = vec![EulerV2Collateral {
        asset: "share".into(),
        decimals: 18,
        factor: None,
        balance: U256::new(1_000),
        mid_price: one,
        bid_price: one,
        ask_price: one,
        ltv: terms,
        recognized: true,
    }];
    let name = |action: Action| account.apply(&action).unwrap_err().to_string();
    let (debt, share) = (|| "debt".to_string(), || "share".to_string());
    let number = U256::new;
    assert!(name(Action::Borrow { asset: debt(), amount: number(1_001) }).contains("E_InsufficientCash"));
    assert!(name(Action::Borrow { asset: debt(), amount: number(300) }).contains("E_AccountLiquidity"));
    assert!(name(Action::Borrow { asset: debt(), amount: number(101) }).contains("E_BorrowCapExceeded"));
    assert!(name(Action::Repay { asset: debt(), amount: number(501) }).contains("E_RepayTooMuch"));
    assert!(name(Action::Withdraw { asset: share(), amount: number(1_001) }).contains("E_InsufficientBalance"));
    // 375 is the first that leaves no more than the debt: equality is refused too.
    assert!(name(Action::Withdraw { asset: share(), amount: number(375) }).contains("E_AccountLiquidity"));
    let after = account.apply(&Action::Withdraw { asset: share(), amount: number(373) }).expect("627 at 80 % are 501");
    assert_eq!(after.cool_off_remaining_seconds, 7);
    let after = account.apply(&Action::Borrow { asset: debt(), amount: number(100) }).expect("up to the cap");
    assert_eq!((after.vault.cash, after.liability.owed), (number(900), number(600 << 31)));
    let after = account.apply(&Action::Repay { asset: debt(), amount: U256::MAX }).expect("all of it");
    assert!(after.liability.owed.is_zero() && after.vault.total_borrows.is_zero() && after.vault.cash == number(1_500));
    let swap = Action::Swap { from: share(), to: debt(), amount: U256::MAX, received: number(500) };
    assert!(account.apply(&swap).expect("nothing is owed in the end").collaterals[0].balance.is_zero());
}
