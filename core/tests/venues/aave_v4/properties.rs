//! The snapshotted configuration, premium, liquidations, and what holds for every user.

use super::*;

fn refusal(result: Result<impl std::fmt::Debug, plimsoll::RiskError>) -> String {
    let error = result.unwrap_err();
    assert_eq!(error.code(), "refused", "{error}");
    error.to_string()
}

/// A lower latest factor does not touch the user until the next borrow, withdrawal or refresh, which is then refused.
#[test]
fn aave_v4_health_reads_the_snapshotted_configuration() {
    let mut user = borrower(15_000);
    let before = aave_v4_account(&user).unwrap();
    assert_eq!(before.health_factor, U256::new(1_066_666_666_666_666_666));
    user.reserves[0].latest_config = AaveV4DynamicConfig { key: 1, ..config(7_000, 10_500) };
    assert_eq!(aave_v4_account(&user).unwrap(), before);
    for action in [borrow("USDC", U256::ONE), Action::Withdraw { asset: "ETH".into(), amount: U256::ONE }] {
        assert!(refusal(user.apply(&action)).contains("HealthFactorBelowThreshold"));
    }
    assert!(refusal(aave_v4_refreshed(&user)).contains("HealthFactorBelowThreshold"));
    // What does not refresh stays possible, and repaying enough lets the refresh through.
    let repaid = user.apply(&Action::Repay { asset: "USDC".into(), amount: units(1_500, 6) }).unwrap();
    assert_eq!(repaid.reserves[0].user_config.key, 0);
    let refreshed = aave_v4_refreshed(&repaid).unwrap();
    assert_eq!(refreshed.reserves[0].user_config, user.reserves[0].latest_config);
    assert_eq!(aave_v4_account(&refreshed).unwrap().health_factor, U256::new(1_037_037_037_037_037_037));
}

/// The cheapest risk covers the debt first; the premium shares follow, and the premium accrues on them.
#[test]
fn aave_v4_charges_the_risk_of_the_collateral_that_covers_the_debt() {
    let mut start = user(vec![reserve("ETH", 18, 2_000), reserve("LINK", 18, 10), reserve("USDC", 6, 1)]);
    start.reserves[1].collateral_risk_bps = 3_000;
    for (asset, amount) in [("ETH", units(5, 18)), ("LINK", units(2_000, 18))] {
        start = start.apply(&Action::UseAsCollateral { asset: asset.into(), enabled: true }).unwrap();
        start = start.apply(&supply(asset, amount)).unwrap();
    }
    start.reserves[2].hub.drawn_rate = RAY.try_div(U256::new(10), "a tenth").unwrap();
    // 10,000 of ETH at no risk, 2,000 of LINK at 30 %: 5 %.
    let open = start.apply(&borrow("USDC", units(12_000, 6))).unwrap();
    assert_eq!(aave_v4_account(&open).unwrap().risk_premium_bps, U256::new(500));
    let debt = &open.reserves[2];
    assert_eq!((debt.premium_shares, open.has_positive_risk_premium), (units(600, 6), true));
    assert_eq!((debt.hub.premium_shares, debt.hub.premium_offset_ray), (debt.premium_shares, debt.premium_offset_ray));
    // A year at 10 %, and 5 % of it on top.
    let year = open.later(31_536_000).unwrap();
    assert_eq!(aave_v4_account(&year).unwrap().total_debt_value, units(13_260, 26));
    // Less debt, no LINK needed: the premium stops, what accrued stays owed.
    let less = year.apply(&Action::Repay { asset: "USDC".into(), amount: units(5_000, 6) }).unwrap();
    assert_eq!((less.reserves[2].premium_shares, less.has_positive_risk_premium), (U256::ZERO, false));
    // 8,260, and one unit for the drawn shares that rounded down.
    assert_eq!(aave_v4_account(&less).unwrap().total_debt_value, units(8_260_000_001, 20));
    let none = less.apply(&Action::Repay { asset: "USDC".into(), amount: U256::MAX }).unwrap();
    assert!(!none.reserves[2].borrowing && none.reserves[2].drawn_shares.is_zero());
    assert_eq!(none.health().unwrap().health_factor, None);
}

#[test]
fn aave_v4_refuses_by_the_contracts_names_and_changes_nothing() {
    let good = borrower(10_000);
    let with = |change: fn(&mut AaveV4User)| {
        let mut user = good.clone();
        change(&mut user);
        user
    };
    let paused = with(|user| user.reserves[1].paused = true);
    let frozen = with(|user| user.reserves.iter_mut().for_each(|reserve| reserve.frozen = true));
    let cases: Vec<(AaveV4User, Action, &str)> = vec![
        (paused.clone(), supply("USDC", U256::ONE), "ReservePaused"),
        (paused.clone(), borrow("USDC", U256::ONE), "ReservePaused"),
        (paused, Action::Repay { asset: "USDC".into(), amount: U256::ONE }, "ReservePaused"),
        (frozen.clone(), supply("ETH", U256::ONE), "ReserveFrozen"),
        (frozen.clone(), borrow("USDC", U256::ONE), "ReserveFrozen"),
        (frozen, Action::UseAsCollateral { asset: "USDC".into(), enabled: true }, "ReserveFrozen"),
        (with(|user| user.reserves[1].borrowable = false), borrow("USDC", U256::ONE), "ReserveNotBorrowable"),
        (good.clone(), borrow("USDC", units(6_001, 6)), "HealthFactorBelowThreshold"),
        (good.clone(), borrow("USDC", U256::ZERO), "InvalidAmount"),
        (good.clone(), supply("USDC", U256::ZERO), "InvalidAmount"),
        (good.clone(), borrow("USDC", units(1_000_001, 6)), "InsufficientLiquidity"),
        (good.clone(), Action::UseAsCollateral { asset: "ETH".into(), enabled: false }, "HealthFactorBelowThreshold"),
        (good.clone(), Action::Withdraw { asset: "ETH".into(), amount: units(4, 18) }, "HealthFactorBelowThreshold"),
    ];
    for (user, action, reason) in cases {
        let before = user.clone();
        assert!(refusal(user.apply(&action)).contains(reason), "{reason}");
        assert_eq!(user, before);
    }
    assert_eq!(good.apply(&Action::SetEMode { category: 1 }).unwrap_err().code(), "unsupported");
    assert_eq!(good.apply(&supply("DOGE", U256::ONE)).unwrap_err().code(), "unknown");
    assert!(good.apply(&borrow("USDC", units(6_000, 6))).is_ok());
    assert!(refusal(good.liquidate(&call("ETH", "USDC"))).contains("HealthFactorNotBelowThreshold"));
    assert!(refusal(good.liquidate(&call("USDC", "USDC"))).contains("ReserveNotSupplied"));
    assert!(refusal(good.liquidate(&call("ETH", "ETH"))).contains("ReserveNotBorrowed"));
}

#[test]
fn aave_v4_refuses_what_the_spoke_cannot_hold_and_goes_on() {
    let good = borrower(10_000);
    type Case = (&'static str, fn(&mut AaveV4User));
    let cases: &[Case] = &[
        ("duplicate", |user| user.reserves[1].asset = "ETH".into()),
        ("refused", |user| user.reserves[0].price = U256::ZERO),
        ("out_of_range", |user| user.reserves[0].decimals = 19),
        ("out_of_range", |user| user.reserves[0].user_config.collateral_factor_bps = 10_000),
        ("out_of_range", |user| user.reserves[0].latest_config.max_liquidation_bonus_bps = 9_999),
        ("out_of_range", |user| user.reserves[0].collateral_risk_bps = 100_001),
        ("out_of_range", |user| user.reserves[0].hub.liquidity_fee_bps = 10_001),
        ("out_of_range", |user| user.liquidation_config.target_health_factor = U256::ZERO),
        ("out_of_range", |user| user.liquidation_config.health_factor_for_max_bonus = WAD),
        ("overflow", |user| user.reserves[0].price = U256::MAX),
        ("overflow", |user| user.reserves[1].premium_offset_ray = I256::from(U256::ONE)),
    ];
    for (place, (code, spoil)) in cases.iter().enumerate() {
        let mut bad = good.clone();
        spoil(&mut bad);
        assert_eq!(bad.health().unwrap_err().code(), *code, "{place}");
        assert!(bad.boundaries().is_err() && bad.account().is_err() && bad.liquidation_calls().is_err(), "{place}");
        assert!(good.health().is_ok());
    }
}

/// 10 ETH against 14,000: at 1,700 the bonus is 2.85 %, between 2.5 % at a health factor of 1 and 5 % at 0.8.
#[test]
fn aave_v4_liquidation_restores_the_target() {
    let fallen = borrower(14_000).with_prices(&[("ETH", units(1_700, 8))]).unwrap();
    let calls = fallen.liquidation_calls().unwrap();
    assert_eq!(calls, [call("ETH", "USDC")]);
    let (after, outcome) = fallen.liquidate(&calls[0]).unwrap();
    assert_eq!(outcome.health_before, Some(U256::new(971_428_571_428_571_428)));
    // 14,000·(1 − HF)/(1 − 1.0285·0.8) = 400/0.1772, rounded up.
    let health = outcome.health_after.unwrap();
    assert!(health >= WAD && health < U256::new(1_000_000_010_000_000_000), "{health}");
    assert_eq!(outcome.repaid[0].amount, U256::new(2_257_336_344));
    assert!(!outcome.lowers_health && outcome.deficit.is_empty() && after.liquidation_calls().unwrap().is_empty());
    // A fee of a tenth of the bonus.
    let bonus = outcome.seized_value.try_sub(outcome.repaid_value, "bonus").unwrap().to_f64();
    let fee = outcome.seized_value.try_sub(outcome.received_value, "fee").unwrap().to_f64();
    assert!((fee / bonus - 0.1).abs() < 1e-6, "{fee} {bonus}");
}

/// What a liquidation takes is worth more than what it frees: bonus times factor above the health factor, while debt is left.
#[test]
fn aave_v4_says_where_a_liquidation_lowers_health() {
    let mut user = borrower(15_900);
    user.liquidation_config.health_factor_for_max_bonus = U256::new(990_000_000_000_000_000);
    user.reserves[0].user_config = config(8_000, 12_400);
    // 0.97 against 1.24 · 0.8 = 0.992.
    let fallen = user.with_prices(&[("ETH", units(1_928, 8))]).unwrap();
    assert!(!aave_v4_no_split_incentive(&fallen.liquidation_config, &fallen.reserves[0].user_config).unwrap());
    let part = LiquidationCall { repay: Some(units(5_000, 6)), ..call("ETH", "USDC") };
    let (_, outcome) = fallen.liquidate(&part).unwrap();
    assert!(outcome.lowers_health && outcome.health_after < outcome.health_before, "{outcome:?}");
    assert!(refusal(fallen.liquidate(&LiquidationCall { repay: Some(units(15_500, 6)), ..part })).contains("MustNotLeaveDust"));
}

/// The last collateral goes, the rest of every debt becomes a deficit of its hub.
#[test]
fn aave_v4_reports_the_debt_that_no_collateral_covers() {
    let broke = borrower(15_000).with_prices(&[("ETH", units(1_000, 8))]).unwrap();
    let (after, outcome) = broke.liquidate(&call("ETH", "USDC")).unwrap();
    assert_eq!(outcome.health_after, None);
    assert!(after.reserves[0].supplied_shares.is_zero() && !after.reserves[1].borrowing && after.reserves[1].drawn_shares.is_zero());
    let repaid = outcome.repaid[0].amount.try_add(outcome.deficit[0].amount, "debt").unwrap();
    assert_eq!(repaid, units(15_000, 6));
    assert_eq!(after.reserves[1].hub.deficit_ray, outcome.deficit[0].amount.try_mul(RAY, "ray").unwrap());
    assert!(outcome.borrower_loss_value.is_negative());
    // Suppliers' shares keep their worth until the deficit is eliminated.
    assert_eq!(after.reserves[1].hub.drawn_shares, U256::ZERO);
}

/// Usual and extreme users: two thirds with usual sizes and a health factor near 1, a third from dust to enormous.
fn random_user(random: &mut Seed) -> AaveV4User {
    let usual = random.chance(66);
    let count = random.between(2, 4);
    let reserves = (0..count).map(|number| random_reserve(random, number, usual)).collect();
    let mut user = user(reserves);
    user.liquidation_config.target_health_factor = U256::new(random.between(1_000_000_000_000_000_000, 1_300_000_000_000_000_000));
    user.liquidation_config.health_factor_for_max_bonus = U256::new(random.between(0, 999_999_999_999_999_999));
    user.liquidation_config.liquidation_bonus_factor_bps = u16::try_from(random.between(0, 10_000)).unwrap();
    if usual
        && let Ok(data) = aave_v4_account(&user)
        && data.health_factor < U256::MAX
    {
        // Debt prices that bring the health factor to between 0.5 and 2.
        let wanted = U256::new(random.between(50, 200));
        for reserve in user.reserves.iter_mut().filter(|reserve| reserve.borrowing) {
            let price = reserve.price.try_mul(data.health_factor, "price").unwrap().try_mul(wanted, "price").unwrap();
            let price = price.try_div(units(100, 18), "price").unwrap();
            reserve.price = price.max(U256::new(1_000_000));
        }
    }
    user
}

fn random_reserve(random: &mut Seed, number: u64, usual: bool) -> AaveV4Reserve {
    let decimals = random.pick(&[6, 8, 18]);
    let size = |random: &mut Seed| if usual { random.amount(6, decimals - 3) } else { random.word(110) };
    let factor = random.between(0, 9_500);
    let most = 99_990_000 / factor.max(1);
    let bonus = random.between(10_000, most.clamp(10_000, 15_000));
    let user_config = config(u16::try_from(factor).unwrap(), u32::try_from(bonus).unwrap());
    let backs = number == 0 || random.chance(50);
    let drawn_index = RAY.try_add(random.word(87), "index").unwrap();
    let (supplied_shares, drawn_shares) = (size(random), size(random));
    let premium_shares = drawn_shares.try_mul(U256::new(random.between(0, 5_000)), "share").unwrap().try_div(units(1, 4), "share").unwrap();
    // What the shares are worth less what has accrued.
    let worth = premium_shares.try_mul(drawn_index, "worth").unwrap();
    let accrued = size(random).try_mul(U256::new(random.between(0, 1_000_000)), "accrued").unwrap();
    let offset = I256::from(worth).try_sub(accrued.into(), "offset").unwrap();
    let others = size(random);
    let total = supplied_shares.try_add(others, "shares").unwrap();
    AaveV4Reserve {
        price: if usual { random.amount(5, 6) } else { random.word(60).max(U256::new(1_000)) },
        collateral_risk_bps: u32::try_from(random.between(0, 100_000)).unwrap(),
        latest_config: user_config.clone(),
        user_config,
        hub: AaveV4HubAsset {
            liquidity: total,
            added_shares: total,
            drawn_shares: drawn_shares.try_add(others, "shares").unwrap(),
            premium_shares,
            premium_offset_ray: offset,
            deficit_ray: random.word(60),
            drawn_index,
            drawn_rate: random.word(86),
            elapsed_seconds: u32::try_from(random.between(0, 40_000_000)).unwrap(),
            ..hub(decimals)
        },
        supplied_shares: if backs { supplied_shares } else { U256::ZERO },
        drawn_shares,
        premium_shares,
        premium_offset_ray: offset,
        using_as_collateral: backs,
        borrowing: !backs || random.chance(5),
        ..reserve(&format!("R{number}"), decimals, 1)
    }
}

#[test]
fn aave_v4_boundaries_hold() {
    // The oracle has no price of 0, which is what lies below a boundary of 1: such users are drawn again.
    let above_one = |user: &AaveV4User| {
        let at_one = |one: &Boundary| matches!(one.boundary, PriceBoundary::At { price: U256::ONE, .. });
        !user.boundaries().is_ok_and(|found| found.iter().any(at_one))
    };
    let seen = boundaries_hold(0xaa4e_0001, |random| {
        loop {
            let user = random_user(random);
            if above_one(&user) {
                return user;
            }
        }
    });
    assert!(seen.flips > 80_000 && seen.none > 1_000, "{seen:?}");
}

/// Health never falls with a collateral price nor rises with a debt price; a user who supplies and withdraws gains nothing.
#[test]
fn aave_v4_health_is_monotonic_and_rounds_against_the_user() {
    let mut random = Seed::new(0xaa4e_0002);
    let (mut compared, mut returned) = (0, 0);
    for _ in 0..10_000 {
        let user = random_user(&mut random);
        let Ok(health) = aave_v4_account(&user) else { continue };
        for reserve in &user.reserves {
            let higher = reserve.price.try_mul(U256::new(2), "double").unwrap();
            let Ok(other) = aave_v4_account(&user.with_prices(&[(&reserve.asset, higher)]).unwrap()) else { continue };
            match (reserve.using_as_collateral, reserve.borrowing) {
                (true, false) => assert!(other.health_factor >= health.health_factor),
                (false, true) => assert!(other.health_factor <= health.health_factor),
                _ => continue,
            }
            compared += 1;
        }
        let asset = user.reserves[0].asset.clone();
        let Ok(more) = user.apply(&supply(&asset, units(3, 8))) else { continue };
        let Ok(back) = more.apply(&Action::Withdraw { asset, amount: units(3, 8) }) else { continue };
        assert!(back.reserves[0].supplied_shares <= user.reserves[0].supplied_shares);
        returned += 1;
    }
    assert!(compared > 10_000 && returned > 500, "{compared} {returned}");
}

/// Every call that is offered goes through; it leaves all or nothing below the dust value, and never pays the liquidator too little.
#[test]
fn aave_v4_liquidations_leave_no_dust() {
    let mut random = Seed::new(0xaa4e_0003);
    let (mut done, mut deficits, mut toxic) = (0, 0, 0);
    for _ in 0..20_000 {
        let user = random_user(&mut random);
        let Ok(calls) = user.liquidation_calls() else { continue };
        for one in calls {
            let (after, outcome) = match user.liquidate(&one) {
                Ok(done) => done,
                Err(error) => {
                    assert!(["overflow", "refused"].contains(&error.code()), "{error}");
                    continue;
                }
            };
            let of = |user: &AaveV4User, asset: &str| user.reserves.iter().find(|reserve| reserve.asset == asset).unwrap().clone();
            let (left, owed) = (of(&after, &one.collateral), of(&after, &one.debt));
            assert!(
                left.supplied_shares.is_zero() || owed.drawn_shares.is_zero() || one.collateral == one.debt || outcome.deficit.is_empty()
            );
            // Worth at least what is repaid, up to one unit of either token.
            let one_unit = |of: &AaveV4Reserve| {
                let value = of.price.try_mul(WAD, "value").unwrap().try_div(units(1, of.decimals), "value").unwrap();
                value.try_add(U256::ONE, "value").unwrap()
            };
            let received = outcome.received_value.try_add(one_unit(&left), "units").unwrap().try_add(one_unit(&owed), "units").unwrap();
            assert!(received >= outcome.repaid_value, "{outcome:?}");
            assert!(!outcome.lowers_health || outcome.health_after.is_some());
            deficits += u32::from(!outcome.deficit.is_empty());
            toxic += u32::from(outcome.lowers_health);
            done += 1;
        }
    }
    println!("liquidations: {done}, with a deficit {deficits}, lowering health {toxic}");
    assert!(done > 5_000 && deficits > 200 && toxic > 50, "{done} {deficits} {toxic}");
}

/// The two formulas of the boundary by hand.
#[test]
fn aave_v4_has_closed_form_boundaries() {
    let user = borrower(14_000);
    let boundaries = user.boundaries().unwrap();
    let at = |price: u64| PriceBoundary::At { price: U256::new(price), unique: true };
    // 14,000 / (10 · 0.8), and 16,000 / 14,000 rounded down.
    assert_eq!((boundaries[0].boundary, boundaries[1].boundary), (at(175_000_000_000), at(114_285_714)));
    let free = user.apply(&Action::Repay { asset: "USDC".into(), amount: U256::MAX }).unwrap();
    assert_eq!(free.boundaries().unwrap()[0].boundary, PriceBoundary::NothingLiquidates);
}
