//! dYdX v4: boundaries, and what must hold of every subaccount.

use crate::boundary;
use crate::seed::Seed;
use plimsoll::venue::dydx_v4::*;
use plimsoll::venue::{Action, LiquidationCall, Venue};
use plimsoll::{I256, U256};

fn power(exponent: i64) -> I256 {
    exponent.to_string().parse().expect("an integer")
}

fn small(random: &mut Seed, low: u64, high: u64) -> u32 {
    u32::try_from(random.between(low, high)).expect("a small integer")
}

fn signed(random: &mut Seed, magnitude: U256) -> I256 {
    I256::new(random.chance(50), magnitude)
}

fn market(random: &mut Seed, number: u64, extreme: bool) -> DydxV4Market {
    let (exponent, resolution) =
        if extreme { (random.between(0, 20), random.between(0, 20)) } else { (random.between(4, 10), random.between(5, 10)) };
    let initial = if extreme { small(random, 0, 1_000_000) } else { random.pick(&[20_000, 50_000, 100_000, 200_000, 1_000_000]) };
    let fraction = if extreme { small(random, 0, 1_000_000) } else { random.pick(&[500_000, 600_000, 900_000, 1_000_000]) };
    let lower = random.word(45);
    let price = if extreme { random.word(64) } else { U256::new(random.between(1_000, 100_000_000_000)) };
    DydxV4Market {
        asset: format!("market {number}"),
        factor: random.chance(50).then(|| "BTC".to_string()),
        price: price.max(U256::ONE),
        price_exponent: power(-i64::try_from(exponent).expect("small")),
        atomic_resolution: power(-i64::try_from(resolution).expect("small")),
        tier: DydxV4LiquidityTier {
            initial_margin_ppm: initial,
            maintenance_fraction_ppm: fraction,
            open_interest_lower_cap: lower,
            open_interest_upper_cap: if random.chance(40) { lower.max(random.word(46)) } else { lower },
        },
        open_interest_base_quantums: random.word(60),
        funding_index: I256::new(random.chance(50), random.word(20)),
        eight_hour_funding_rate_ppm: I256::new(random.chance(50), random.word(14)),
        isolated: random.chance(10),
        final_settlement: random.chance(3),
        step_base_quantums: U256::new(random.pick(&[1, 1_000, 1_000_000])),
        quantum_conversion_exponent: power(-i64::try_from(random.between(0, 9)).expect("small")),
        subticks_per_tick: random.pick(&[1, 100, 100_000, 1_000_000]),
    }
}

fn position(random: &mut Seed, number: u64, extreme: bool) -> DydxV4Position {
    let market = market(random, number, extreme);
    let bits = match (extreme, random.chance(20)) {
        (true, true) => 256,
        (true, false) => 70,
        _ => 45,
    };
    let magnitude = random.word(bits);
    let steps = magnitude.try_div(market.step_base_quantums, "steps").expect("not zero");
    let magnitude = steps.try_mul(market.step_base_quantums, "steps").expect("fits");
    DydxV4Position {
        quantums: if random.chance(4) { I256::ZERO } else { signed(random, magnitude) },
        quote_balance: if random.chance(70) { I256::ZERO } else { I256::new(random.chance(50), random.word(30)) },
        funding_index: if random.chance(50) { market.funding_index } else { I256::new(random.chance(50), random.word(20)) },
        custom_imf_ppm: if random.chance(70) { 0 } else { small(random, 0, 1_000_000) },
        market,
    }
}

/// A subaccount whose USDC is near what its positions need: about half of them are liquidatable.
fn subaccount(random: &mut Seed) -> DydxV4Subaccount {
    let extreme = random.chance(20);
    let positions: Vec<_> = (0..random.between(0, 4)).map(|number| position(random, number, extreme)).collect();
    let mut subaccount = DydxV4Subaccount {
        usdc_quote_quantums: I256::ZERO,
        positions,
        liquidations: DydxV4LiquidationsConfig {
            max_liquidation_fee_ppm: small(random, 0, 50_000),
            bankruptcy_adjustment_ppm: small(random, 0, 4_000_000),
            spread_to_maintenance_margin_ratio_ppm: small(random, 0, 1_000_000),
            min_position_notional_liquidated: random.word(40),
            max_position_portion_liquidated_ppm: small(random, 1, 1_000_000),
            max_notional_liquidated: random.word(60),
        },
        seconds_to_next_funding: small(random, 1, 3_600),
    };
    if let Ok(health) = subaccount.health() {
        // Net collateral becomes a multiple of the margin from −1 to 3.
        let margin = I256::from(health.required);
        let share = I256::new(random.chance(20), U256::new(random.between(0, 3_000)));
        let wanted = margin.try_mul(share, "wanted").and_then(|wanted| wanted.try_div(U256::new(1_000), "wanted"));
        if let Ok(usdc) = wanted.and_then(|wanted| wanted.try_sub(health.backing, "usdc")) {
            subaccount.usdc_quote_quantums = usdc;
        }
    }
    if random.chance(3) {
        subaccount.usdc_quote_quantums = I256::new(random.chance(50), random.word(256));
    }
    subaccount
}

#[test]
fn dydx_v4_boundaries_hold() {
    let seen = boundary::boundaries_hold(0xd1d_0004, subaccount);
    assert!(seen.flips > 60_000 && seen.none > 1_000 && seen.reverts > 100, "the generator has gone stale: {seen:?}");
}

/// The claim on which the boundaries stand: what a price adds to a long never falls, and what it takes from a short never falls.
#[test]
fn dydx_v4_verdicts_are_monotonic_in_every_price() {
    let mut random = Seed::new(0xd1d_0005);
    let mut compared = 0;
    for _ in 0..20_000 {
        let subaccount = subaccount(&mut random);
        for position in &subaccount.positions {
            let price = position.market.price;
            let Ok(low) = subaccount.health() else { break };
            let more = U256::new(random.between(0, 3)).max(random.word(20));
            let Ok(higher) = subaccount.with_prices(&[(&position.market.asset, price.try_add(more, "more").expect("fits"))]) else {
                continue;
            };
            let Ok(high) = higher.health() else { continue };
            let room = |health: &plimsoll::venue::PositionHealth| health.backing.try_sub(health.required.into(), "room").expect("fits");
            let rises = !position.quantums.is_negative();
            assert!(if rises { room(&high) >= room(&low) } else { room(&high) <= room(&low) }, "{position:?}");
            compared += 1;
        }
    }
    assert!(compared > 20_000);
}

#[test]
fn dydx_v4_long_without_a_margin_of_its_own_price_is_not_unique() {
    let mut random = Seed::new(0xd1d_0006);
    let mut subaccount = subaccount(&mut random);
    let mut market = market(&mut random, 0, false);
    (market.price, market.price_exponent, market.atomic_resolution) = (U256::new(50_000), power(-9), power(-9));
    (market.tier.initial_margin_ppm, market.tier.maintenance_fraction_ppm) = (100_000, 500_000);
    // 10^10 base quantums: a price below 100 makes them worth nothing.
    let quantums = U256::new(10_000_000_000).into();
    let long = DydxV4Position { funding_index: market.funding_index, market, quantums, quote_balance: I256::ZERO, custom_imf_ppm: 0 };
    subaccount.positions = vec![long];
    subaccount.usdc_quote_quantums = power(-400);
    let found = subaccount.boundaries().expect("boundaries");
    let verdict =
        |price: u64| subaccount.with_prices(&[("market 0", U256::new(price))]).and_then(|at| at.health()).expect("a health").liquidatable;
    assert!(!verdict(50_000) && verdict(41_000) && verdict(100) && !verdict(99));
    match found[0].boundary {
        plimsoll::account::PriceBoundary::At { price, unique } => {
            assert!(!unique && price > U256::new(41_000) && price < U256::new(50_000))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn dydx_v4_liquidations_close_what_they_say() {
    let mut random = Seed::new(0xd1d_0007);
    let (mut done, mut fees, mut deficits) = (0, 0, 0);
    for number in 0..40_000 {
        let subaccount = subaccount(&mut random);
        let Ok(health) = subaccount.health() else { continue };
        let calls = subaccount.liquidation_calls().expect("calls where there is a health");
        assert!(health.liquidatable || calls.is_empty(), "{number}: a call on a safe subaccount");
        for mut call in calls {
            let most = dydx_v4_max_liquidation(&subaccount, &call.collateral).expect("a size").magnitude();
            if random.chance(50) {
                call.seize = Some(most.try_div(U256::new(random.between(1, 5)), "part").expect("not zero").max(U256::ONE));
            }
            let (after, outcome) = subaccount.liquidate(&call).unwrap_or_else(|error| panic!("{number}: {error}"));
            let size = |of: &DydxV4Subaccount| of.positions.iter().find(|one| one.market.asset == call.collateral).expect("there").quantums;
            let closed = size(&subaccount).magnitude().saturating_sub(size(&after).magnitude());
            assert_eq!(closed, call.seize.unwrap_or(most), "{number}");
            assert!(size(&after).is_zero() || size(&after).is_negative() == size(&subaccount).is_negative(), "{number}: turned");
            // What the owner loses is the equity that is gone, up to the rounding of the value of two sizes.
            let (then, now) = (health.equity, after.health().expect("a health afterwards").equity);
            let lost = then.try_sub(now, "lost").expect("fits").try_sub(outcome.borrower_loss_value, "rounding").expect("fits");
            assert!(lost.magnitude() <= U256::new(2), "{number}: {lost} {outcome:?}");
            fees += u32::from(!outcome.fee.is_empty());
            deficits += u32::from(!outcome.deficit.is_empty());
            done += 1;
        }
    }
    println!("dydx_v4: {done} liquidations, {fees} with a fee, {deficits} paid by the insurance fund");
    assert!(done > 5_000 && fees > 1_000 && deficits > 500);
}

#[test]
fn dydx_v4_steps_keep_the_rules() {
    let mut random = Seed::new(0xd1d_0008);
    let (mut passed, mut refused) = (0, 0);
    for _ in 0..40_000 {
        let subaccount = subaccount(&mut random);
        let market = subaccount.positions.first().map(|position| position.market.clone());
        let action = match (random.between(0, 3), market) {
            (0, Some(market)) => {
                let size = market.step_base_quantums.try_mul(random.word(30), "size").expect("fits");
                let size = signed(&mut random, size);
                let price = |base: I256| {
                    dydx_v4_base_to_quote(base, -i32_of(market.atomic_resolution), market.price, -i32_of(market.price_exponent))
                };
                Action::Trade { asset: market.asset.clone(), size, quote: -price(size).unwrap_or(I256::ZERO) }
            }
            (1, _) => Action::Supply { asset: "USDC".into(), amount: random.word(50) },
            (2, Some(market)) => {
                Action::SetLeverage { asset: market.asset, leverage: u16::try_from(random.between(0, 60)).expect("small") }
            }
            _ => Action::Withdraw { asset: "USDC".into(), amount: random.word(50) },
        };
        let before = subaccount.clone();
        match subaccount.apply(&action) {
            Ok(after) => {
                passed += 1;
                let (then, now) = (dydx_v4_risk(&before).expect("a risk"), dydx_v4_risk(&after).expect("a risk"));
                let less = now.try_cmp(&then).expect("an order") != std::cmp::Ordering::Greater;
                assert!(now.is_initial_collateralized() || less || matches!(action, Action::SetLeverage { .. }), "{action:?}");
            }
            Err(error) => {
                refused += 1;
                assert!(["refused", "overflow", "out_of_range"].contains(&error.code()), "{action:?}: {error}");
            }
        }
        assert_eq!(subaccount, before);
    }
    println!("dydx_v4: {passed} steps, {refused} refused");
    assert!(passed > 8_000 && refused > 2_000);
}

fn i32_of(exponent: I256) -> i32 {
    exponent.magnitude().to_string().parse().expect("small")
}

#[test]
fn dydx_v4_settling_changes_no_answer_and_rounds_against_the_holder() {
    let mut random = Seed::new(0xd1d_0009);
    let mut compared = 0;
    for _ in 0..20_000 {
        let subaccount = subaccount(&mut random);
        let later = subaccount.later(small(&mut random, 0, 100_000));
        for state in [Ok(subaccount), later].into_iter().flatten() {
            let (Ok(health), Ok(settled)) = (state.health(), dydx_v4_settled(&state)) else { continue };
            assert_eq!(settled.health().expect("a health"), health);
            let exact = state.positions.iter().try_fold(I256::ZERO, |sum, position| {
                sum.try_add(dydx_v4_settlement_ppm(position.market.funding_index, position.funding_index, position.quantums)?, "sum")
            });
            let Ok(exact) = exact else { continue };
            let moved = settled.usdc_quote_quantums.try_sub(state.usdc_quote_quantums, "moved").expect("fits");
            let Ok(moved) = moved.try_mul(U256::new(1_000_000).into(), "moved") else { continue };
            assert!(moved <= exact);
            compared += 1;
        }
    }
    assert!(compared > 20_000);
}

#[test]
fn dydx_v4_refuses_what_the_chain_does_not_hold_and_the_next_good_call_works() {
    let mut random = Seed::new(7);
    let good = loop {
        let subaccount = subaccount(&mut random);
        if subaccount.positions.len() > 1 && subaccount.health().is_ok_and(|health| !health.liquidatable) {
            break subaccount;
        }
    };
    let spoiled = |spoil: fn(&mut DydxV4Subaccount), code: &str| {
        let mut bad = good.clone();
        spoil(&mut bad);
        assert_eq!(bad.health().unwrap_err().code(), code);
        assert_eq!(bad.boundaries().unwrap_err().code(), code);
        assert!(good.health().is_ok());
    };
    spoiled(|bad| bad.positions[1].market.asset = bad.positions[0].market.asset.clone(), "duplicate");
    spoiled(|bad| bad.positions[1].market.asset = "USDC".into(), "duplicate");
    spoiled(|bad| bad.positions[0].market.price = U256::MAX, "out_of_range");
    spoiled(|bad| bad.positions[0].market.price_exponent = power(1), "out_of_range");
    spoiled(|bad| bad.positions[0].market.atomic_resolution = power(-39), "out_of_range");
    spoiled(|bad| bad.positions[0].market.tier.initial_margin_ppm = 1_000_001, "out_of_range");
    spoiled(|bad| bad.positions[0].market.tier.maintenance_fraction_ppm = 1_000_001, "out_of_range");
    spoiled(|bad| bad.positions[0].market.tier.open_interest_lower_cap = U256::new(u64::MAX), "out_of_range");
    spoiled(|bad| bad.positions[0].market.subticks_per_tick = 0, "out_of_range");
    spoiled(|bad| bad.positions[0].market.step_base_quantums = U256::ZERO, "out_of_range");
    spoiled(|bad| bad.seconds_to_next_funding = 0, "out_of_range");
    spoiled(
        |bad| {
            bad.positions[0].quantums = I256::from(U256::MAX);
            bad.positions[0].market.price = U256::new(u64::MAX);
            bad.positions[0].market.price_exponent = I256::ZERO;
            bad.positions[0].market.atomic_resolution = I256::ZERO;
        },
        "overflow",
    );
    assert_eq!(good.with_prices(&[("nothing", U256::ONE)]).unwrap_err().code(), "unknown");
    let call =
        |asset: &str| LiquidationCall { collateral: asset.into(), debt: "USDC".into(), repay: None, seize: None, receive_shares: false };
    assert_eq!(good.liquidate(&call("nothing")).unwrap_err().code(), "unknown");
    let refusal = good.liquidate(&call(&good.positions[0].market.asset)).unwrap_err();
    assert!(refusal.code() == "refused" && refusal.to_string().contains("ErrSubaccountNotLiquidatable"));
    assert_eq!(good.apply(&Action::SetEMode { category: 1 }).unwrap_err().code(), "unsupported");
}

#[test]
fn dydx_v4_refuses_steps_by_the_chains_own_names() {
    let mut random = Seed::new(11);
    let mut subaccount = subaccount(&mut random);
    let mut make = |number: u64, isolated: bool| {
        let mut market = market(&mut random, number, false);
        (market.price, market.price_exponent, market.atomic_resolution) = (U256::new(1_000_000), power(-6), power(-6));
        (market.tier.initial_margin_ppm, market.tier.maintenance_fraction_ppm) = (100_000, 500_000);
        market.tier.open_interest_upper_cap = U256::ZERO;
        market.tier.open_interest_lower_cap = U256::ZERO;
        (market.isolated, market.final_settlement, market.step_base_quantums) = (isolated, false, U256::new(10));
        DydxV4Position { funding_index: market.funding_index, quantums: I256::ZERO, quote_balance: I256::ZERO, custom_imf_ppm: 0, market }
    };
    subaccount.positions = vec![make(0, false), make(1, true)];
    subaccount.usdc_quote_quantums = power(100);
    let buy = |number: u64, size: i64| Action::Trade { asset: format!("market {number}"), size: power(size), quote: power(-size) };
    let name = |of: &DydxV4Subaccount, action: &Action| of.apply(action).unwrap_err().to_string();
    assert!(name(&subaccount, &buy(0, 1_010)).contains("NewlyUndercollateralized"));
    assert!(name(&subaccount, &buy(0, 5)).contains("ErrFillAmountNotDivisibleByStepSize"));
    let long = subaccount.apply(&buy(0, 1_000)).expect("exactly the initial margin");
    assert!(name(&long, &buy(1, 10)).contains("ViolatesIsolatedSubaccountConstraints"));
    let alone = subaccount.apply(&buy(1, 10)).expect("alone");
    assert!(name(&alone, &buy(0, 10)).contains("ViolatesIsolatedSubaccountConstraints"));
    let leverage = |leverage: u16| Action::SetLeverage { asset: "market 0".into(), leverage };
    assert!(name(&long, &leverage(11)).contains("ErrLeverageExceedsMaximum"));
    assert!(name(&long, &leverage(9)).contains("ErrLeverageViolatesMarginRequirements"));
    assert_eq!(long.apply(&leverage(10)).expect("the initial margin").positions[0].custom_imf_ppm, 100_000);
    // A loss of 20: below the initial margin only less risk is allowed.
    let lower = long.with_prices(&[("market 0", U256::new(980_000))]).expect("a lower price");
    assert!(name(&lower, &buy(0, 10)).contains("StillUndercollateralized"));
    assert!(name(&lower, &Action::Withdraw { asset: "USDC".into(), amount: U256::ONE }).contains("StillUndercollateralized"));
    lower.apply(&buy(0, -10)).expect("a smaller position");
    lower.apply(&Action::Supply { asset: "USDC".into(), amount: U256::ONE }).expect("more margin");
    assert_eq!(dydx_v4_deleveraging(&lower, "market 0").expect("an answer"), DydxV4Deleveraging::None);
    let broke = long.with_prices(&[("market 0", U256::new(899_000))]).expect("a lower price");
    assert_eq!(dydx_v4_deleveraging(&broke, "market 0").expect("an answer"), DydxV4Deleveraging::AtBankruptcyPrice);
    let mut closing = lower;
    closing.positions[0].market.final_settlement = true;
    assert_eq!(dydx_v4_deleveraging(&closing, "market 0").expect("an answer"), DydxV4Deleveraging::AtOraclePrice);
    assert!(name(&closing, &buy(0, -10)).contains("ErrOperationConflictsWithClobPairStatus"));
}
