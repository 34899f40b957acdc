//! LLAMMA: boundaries, monotone bands, roundings and refusals on seeded random loans.

#[path = "llamma/oracle.rs"]
mod oracle;

use crate::boundary::boundaries_hold;
use crate::seed::Seed;
use plimsoll::venue::llamma::{LlammaBand, LlammaLoan, LlammaOrder, LlammaTrading, llamma_exchange, llamma_soft_liquidation};
use plimsoll::venue::{Action, LiquidationCall, Venue};
use plimsoll::{I256, RiskError, RiskErrorKind, U256};

const WAD: u64 = 1_000_000_000_000_000_000;

fn band(n: i64) -> I256 {
    I256::new(n < 0, U256::new(n.unsigned_abs()))
}

fn wad(value: u64) -> U256 {
    U256::new(value).try_mul(U256::new(WAD), "wad").expect("fits")
}

fn times(a: U256, b: U256, d: u64) -> U256 {
    a.try_mul(b, "times").expect("fits").try_div(U256::new(d), "times").expect("not zero")
}

/// An empty market at about 3,000.
fn market(random: &mut Seed) -> LlammaLoan {
    let base_price = wad(3_000).try_add(U256::new(random.between(0, WAD)), "price").expect("fits");
    LlammaLoan {
        collateral: "ETH".into(),
        collateral_decimals: random.pick(&[18, 18, 8, 6, 0]),
        borrowed: "crvUSD".into(),
        borrowed_decimals: random.pick(&[18, 18, 6, 2]),
        factor: Some("ETH".into()),
        oracle_price: base_price,
        a: random.pick(&[100, 100, 100, 30, 10, 2, 1_000]),
        base_price,
        rate_mul: U256::new(WAD),
        rate: U256::new(random.between(0, 3_000_000_000)),
        elapsed_seconds: 0,
        active_band: band(0),
        min_band: band(0),
        n1: band(0),
        n2: band(0),
        bands: vec![],
        loan_discount: U256::new(90_000_000_000_000_000),
        liquidation_discount: U256::new(60_000_000_000_000_000),
        user_liquidation_discount: U256::new(60_000_000_000_000_000),
        extra_health: U256::ZERO,
        initial_debt: U256::ZERO,
        loan_rate_mul: U256::ZERO,
        trading: None,
        oracle: None,
    }
}

/// A loan as `create_loan` makes it, at 40 to 99 % of the most.
fn fresh(random: &mut Seed) -> LlammaLoan {
    loop {
        let market = market(random);
        let collateral = random.amount(3, market.collateral_decimals.min(16)).try_mul(U256::new(10), "amount").expect("fits");
        let bands = u8::try_from(if random.chance(3) { 50 } else { random.pick(&[4, 4, 5, 6, 10]) }).expect("few");
        let most = market.max_borrowable(collateral, bands, U256::MAX.half()).expect("a limit");
        let debt = times(most, U256::new(random.between(40, 99)), 100);
        if let Ok(loan) = market.create_loan(collateral, debt, bands) {
            return loan;
        }
    }
}

/// The bands from the highest price down to one of them converted at their mean price, the next in part.
fn converted(random: &mut Seed, mut loan: LlammaLoan) -> LlammaLoan {
    let count = random.between(0, loan.bands.len() as u64);
    let n1: i64 = loan.n1.to_string().parse().expect("a band");
    let part = random.between(0, 1_000);
    for (place, one) in loan.bands.iter_mut().enumerate().take(usize::try_from(count).expect("few") + 1) {
        let price = wad(2_000);
        let sold = if (place as u64) < count { one.y } else { times(one.y, U256::new(part), 1_000) };
        one.x = times(sold, price, WAD);
        one.y = one.y.try_sub(sold, "sold").expect("a part");
    }
    loan.active_band = band(n1 + i64::try_from(count).expect("few"));
    loan
}

fn usual(random: &mut Seed) -> LlammaLoan {
    let mut loan = fresh(random);
    let price = loan.oracle_price;
    loan.oracle_price = times(price, U256::new(random.between(600, 1_200)), 1_000);
    if random.chance(50) {
        loan = converted(random, loan);
        let debt: U256 = loan.initial_debt;
        loan.initial_debt = times(debt, U256::new(random.between(300, 1_100)), 1_000).max(U256::ONE);
    }
    loan
}

/// Shares, amounts, prices and debts of every size.
fn extreme(random: &mut Seed) -> LlammaLoan {
    let mut loan = market(random);
    let n1 = i64::try_from(random.between(0, 40)).expect("small") - 20;
    let count = i64::try_from(random.between(1, 6)).expect("small");
    let active = n1 + i64::try_from(random.between(0, 8)).expect("small") - 2;
    for n in n1..n1 + count {
        let total = random.word(100).max(U256::ONE);
        let user = if random.chance(30) { total } else { times(total, U256::new(random.between(0, WAD)), WAD) };
        // Dust makes the AMM divide by 0 while the oracle is inside its band; see `llamma_dust_reverts_inside_its_band`.
        let some = |random: &mut Seed, bits| random.word(bits).max(wad(1));
        let x = if n <= active && random.chance(90) { some(random, 100) } else { U256::ZERO };
        let y = if n >= active && random.chance(90) { some(random, 90) } else { U256::ZERO };
        loan.bands.push(LlammaBand { n: band(n), x, y, total_shares: total, user_shares: user.max(U256::ONE) });
    }
    (loan.n1, loan.n2, loan.active_band, loan.min_band) = (band(n1), band(n1 + count - 1), band(active), band(n1.min(active)));
    // Beyond these the contract reverts inside a band and not beside it: then there is no flip between neighbours.
    let price = |random: &mut Seed| {
        let zeros = u8::try_from(random.between(12, 22)).expect("small");
        random.amount(3, zeros)
    };
    (loan.base_price, loan.oracle_price) = (price(random), price(random));
    (loan.initial_debt, loan.loan_rate_mul) = (random.word(100), U256::new(WAD));
    loan.elapsed_seconds = u32::try_from(random.between(0, 100_000_000)).expect("small");
    loan
}

#[test]
fn llamma_boundaries_are_flips() {
    let seen = boundaries_hold(0x11a_44a, |random| if random.chance(80) { usual(random) } else { extreme(random) });
    assert!(seen.flips > 100_000 && seen.none > 5_000, "{seen:?}");
}

#[test]
fn llamma_dust_reverts_inside_its_band() {
    let mut loan = example();
    let first = loan.bands[0].n.to_string().parse::<i32>().expect("a band");
    (loan.bands[0].x, loan.bands[0].y, loan.active_band) = (U256::new(215), U256::ZERO, band(i64::from(first)));
    let at = |percent| {
        let price = times(loan.p_oracle_up(first).expect("a price"), U256::new(percent), 1_000);
        loan.with_prices(&[("ETH", price)]).expect("a price").health().map_err(|error| error.code().to_string())
    };
    assert!(at(980).is_ok() && at(1_010).is_ok());
    assert_eq!(at(995).expect_err("inside"), "division_by_zero");
}

/// The position a real loan is in: about 3 % above its bands.
fn example() -> LlammaLoan {
    let market = LlammaLoan {
        collateral_decimals: 18,
        borrowed_decimals: 18,
        a: 100,
        base_price: wad(3_000),
        oracle_price: wad(3_000),
        ..market(&mut Seed::new(1))
    };
    market.create_loan(wad(10), wad(25_000), 10).expect("a loan")
}

#[test]
fn llamma_health_rises_with_the_price_where_nothing_is_converted() {
    let mut random = Seed::new(7);
    for _ in 0..300 {
        let loan = fresh(&mut random);
        let mut last = U256::ZERO;
        let (a, bands) = (f64::from(loan.a), loan.bands.len() as f64);
        for percent in (20..200).step_by(3) {
            let at = loan.with_prices(&[("ETH", times(loan.oracle_price, U256::new(percent), 100))]).expect("a price");
            let health = at.health().expect("health").health_factor.expect("a debt");
            // At its upper edge the curve of one band falls again: by less than a quarter of 1/A³ of what the band is worth.
            let blur = last.to_f64() / (4.0 * a * a * a) / bands.min(a) + 1e-9 * last.to_f64();
            assert!(health.to_f64() >= last.to_f64() - blur, "{percent} %: {health} after {last}, {loan:?}");
            last = health;
        }
    }
}

#[test]
fn llamma_prices_move_the_right_way() {
    let loan = example();
    for n in -20..20 {
        let (upper, lower) = (loan.p_oracle_up(n).expect("a price"), loan.p_oracle_up(n + 1).expect("a price"));
        // One band is 1/A wide, as curve's test_p_oracle_updown has it, to 1e-14.
        let expected = upper.to_f64() * 0.99;
        assert!((lower.to_f64() / expected - 1.0).abs() < 1e-14, "{n}: {lower} below {upper}");
    }
    assert_eq!(loan.p_oracle_up(0).expect("a price"), wad(3_000));
}

/// Curve's test_n1: a loan begins at a band whose prices carry its debt, and would not end at one that carries more.
#[test]
fn llamma_first_band_carries_the_debt() {
    let mut random = Seed::new(3);
    let mut found = 0;
    for _ in 0..4_000 {
        let market = market(&mut random);
        let collateral = U256::new(random.between(1_000_000, u64::MAX >> 1));
        let debt = U256::new(random.between(1_000_000, u64::MAX >> 1));
        let bands = u8::try_from(random.between(5, 50)).expect("few");
        let scale = |amount: U256, decimals: u8| amount.to_f64() / U256::power_of_ten(decimals).expect("a power").to_f64();
        let (y, d) = (scale(collateral, market.collateral_decimals) * 0.91, scale(debt, market.borrowed_decimals));
        let Ok(n1) = market.debt_n1(collateral, debt, bands) else { continue };
        let n1: i32 = n1.to_string().parse().expect("a band");
        let price = |n: i32| market.p_oracle_up(n).map_or(0.0, |price| price.to_f64() / 1e18);
        assert!(y * price(n1) >= d * (1.0 - 1e-9), "band {n1} does not carry {d} with {y}");
        let n2 = n1 + i32::from(bands) - 1;
        if n2 < 1_023 {
            assert!(y * price(n2 + 1) <= d, "band {n2} carries more than {d} with {y}");
        }
        found += 1;
    }
    assert!(found > 500, "{found}");
}

#[test]
fn llamma_what_may_be_borrowed_is_lent_and_one_percent_more_is_not() {
    let mut random = Seed::new(5);
    for _ in 0..300 {
        let market = LlammaLoan { collateral_decimals: 18, borrowed_decimals: 18, ..market(&mut random) };
        let (collateral, bands) = (wad(random.between(1, 1_000)), u8::try_from(random.between(4, 50)).expect("few"));
        let most = market.max_borrowable(collateral, bands, U256::MAX.half()).expect("a limit");
        if let Err(error) = market.create_loan(collateral, most, bands) {
            // A wide band may be healthy only further down: then the refusal is about health, not about the price.
            assert_eq!(
                error,
                RiskError::from(RiskErrorKind::Refused { reason: "The action ends with unhealthy state".into() }),
                "{market:?}"
            );
        }
        let more = times(most, U256::new(101), 100);
        let enough = market.min_collateral(most, bands).expect("a limit");
        assert!((enough.to_f64() / collateral.to_f64() - 1.0).abs() < 1e-3, "{enough} for {collateral}");
        if market.a >= 100 {
            let refused = market.create_loan(collateral, times(more, U256::new(market.a.into()), u64::from(market.a) - 1), bands);
            assert_eq!(refused.as_ref().map_err(RiskError::code).err(), Some("refused"), "{refused:?}");
        }
    }
}

#[test]
fn llamma_steps_and_their_inverses_round_against_the_borrower() {
    let mut random = Seed::new(11);
    for _ in 0..500 {
        let loan = fresh(&mut random);
        let (_, held) = loan.sum_xy().expect("amounts");
        let supplied = loan.apply(&Action::Supply { asset: "ETH".into(), amount: held }).expect("more collateral");
        let back = supplied.apply(&Action::Withdraw { asset: "ETH".into(), amount: held });
        if let Ok(back) = back {
            assert!(back.sum_xy().expect("amounts").1 <= held, "collateral out of nothing: {loan:?}");
        }
        assert!(supplied.debt().expect("debt") >= loan.debt().expect("debt"));
        let later = loan.later(1_000_000).expect("later");
        assert!(later.debt().expect("debt") >= loan.debt().expect("debt"));
        let gone = later.apply(&Action::Repay { asset: "crvUSD".into(), amount: U256::MAX }).expect("all of it");
        assert!(gone.debt().expect("debt").is_zero() && gone.health().expect("health").health_factor.is_none());
        assert!(gone.bands.iter().all(|one| one.user_shares.is_zero()));
    }
}

#[test]
fn llamma_liquidation_pays_the_debt_and_never_more_than_the_bands() {
    let mut random = Seed::new(13);
    let (mut full, mut parts) = (0, 0);
    for _ in 0..3_000 {
        let loan = usual(&mut random);
        let health = loan.health().expect("health");
        let call = |repay| LiquidationCall { collateral: "ETH".into(), debt: "crvUSD".into(), repay, seize: None, receive_shares: false };
        if !health.liquidatable {
            assert_eq!(loan.liquidate(&call(None)).expect_err("safe").code(), "refused");
            assert!(loan.liquidation_calls().expect("calls").is_empty());
            continue;
        }
        let (x, y) = loan.sum_xy().expect("amounts");
        let (after, outcome) = loan.liquidate(&loan.liquidation_calls().expect("calls")[0]).expect("a liquidation");
        assert!(after.debt().expect("debt").is_zero() && outcome.health_after.is_none());
        assert_eq!(outcome.repaid[0].amount, loan.debt().expect("debt"));
        assert_eq!(
            outcome.seized.iter().map(|one| one.amount).collect::<Vec<_>>(),
            [x, y].into_iter().filter(|one| !one.is_zero()).collect::<Vec<_>>()
        );
        full += 1;
        let half = times(loan.debt().expect("debt"), U256::ONE, 2);
        let Ok((after, outcome)) = loan.liquidate(&call(Some(half))) else { continue };
        assert!(outcome.repaid[0].amount <= half.max(U256::ONE));
        let left = after.debt().expect("debt").try_add(outcome.repaid[0].amount, "sum").expect("fits");
        assert_eq!(left, loan.debt().expect("debt"), "debt is repaid or left");
        parts += 1;
    }
    assert!(full > 300 && parts > 300, "{full} and {parts}");
}

#[test]
fn llamma_refuses_what_no_market_holds() {
    let good = example();
    let code = |change: &dyn Fn(&mut LlammaLoan)| {
        let mut loan = good.clone();
        change(&mut loan);
        loan.health().expect_err("a bad state").code()
    };
    assert_eq!(code(&|loan| loan.a = 1), "out_of_range");
    assert_eq!(code(&|loan| loan.collateral_decimals = 19), "out_of_range");
    assert_eq!(code(&|loan| loan.borrowed = "ETH".into()), "duplicate");
    assert_eq!(code(&|loan| loan.bands[1].n = loan.bands[0].n), "duplicate");
    assert_eq!(code(&|loan| loan.bands.reverse()), "out_of_range");
    assert_eq!(code(&|loan| loan.bands.truncate(3)), "out_of_range");
    assert_eq!(code(&|loan| loan.n2 = band(1_000)), "out_of_range");
    assert_eq!(code(&|loan| loan.n1 = band(3_000_000)), "out_of_range");
    assert_eq!(code(&|loan| loan.bands[0].user_shares = U256::MAX), "out_of_range");
    assert_eq!(code(&|loan| loan.user_liquidation_discount = wad(2)), "out_of_range");
    assert_eq!(code(&|loan| loan.oracle_price = U256::ZERO), "division_by_zero");
    assert_eq!(code(&|loan| loan.rate_mul = U256::MAX), "overflow");
    assert_eq!(good.with_prices(&[("BTC", wad(1))]).expect_err("no such asset").code(), "unknown");
    let step = Action::UseAsCollateral { asset: "ETH".into(), enabled: true };
    assert_eq!(good.apply(&step).expect_err("no such step").code(), "unsupported");
    assert!(!good.health().expect("the next good call works").liquidatable);
}

#[test]
fn llamma_account_stands_where_the_contract_does() {
    let loan = example();
    let account = loan.account().expect("an account");
    let distance = plimsoll::account::liquidation_distance(&account).expect("a distance");
    let found = loan.boundaries().expect("boundaries");
    let plimsoll::account::PriceBoundary::At { price, .. } = found[0].boundary else { panic!("{found:?}") };
    let plimsoll::account::LiquidationDistance::At { price: model, .. } = distance else { panic!("{distance:?}") };
    assert!((model / (price.to_f64() / 1e18) - 1.0).abs() < 1e-9, "{model} and {price}");
}

/// A loan whose market trades, at a price at which some band may be in the middle of being converted.
fn traded(random: &mut Seed) -> LlammaLoan {
    let mut loan = fresh(random);
    let fee = U256::new(random.pick(&[0, 1_000_000, 6_000_000_000_000_000, 20_000_000_000_000_000]));
    loan.trading = Some(LlammaTrading { fee, oracle_fee: U256::ZERO, max_band: loan.n2 });
    let share = random.between(930, 1_010);
    loan.oracle_price = times(loan.oracle_price, U256::new(share), 1_000);
    llamma_soft_liquidation(&loan, vec![loan.oracle_price]).map_or(loan, |path| path.loan)
}

/// Nobody gains by a trade and its reverse, what one side pays the bands hold, and a quote is what the trade does.
#[test]
fn llamma_trades_never_pay_for_a_round_trip() {
    let mut random = Seed::new(77);
    let (mut trades, mut both) = (0, 0);
    for _ in 0..4_000 {
        let loan = traded(&mut random);
        let (sold, other) = if random.chance(50) { ("ETH", "crvUSD") } else { ("crvUSD", "ETH") };
        let amount = random.amount(1, 20);
        let order = |sold: &str, amount, exact_output| LlammaOrder { sold: sold.into(), amount, exact_output };
        let Ok(there) = llamma_exchange(&loan, &order(sold, amount, false)) else { continue };
        assert!(there.paid.amount <= amount);
        if there.paid.amount.is_zero() {
            assert_eq!(there.loan, loan);
            continue;
        }
        trades += 1;
        assert_eq!(loan.trade_quote(sold, amount, false).expect("a quote"), (there.paid.amount, there.received.amount));
        // The same output for as much or less: the exact one pays for no more than it gets.
        let exact = llamma_exchange(&loan, &order(sold, there.received.amount, true)).expect("the same output");
        assert!(exact.paid.amount <= there.paid.amount, "{exact:?} {there:?}");
        let Ok(back) = llamma_exchange(&there.loan, &order(other, there.received.amount, false)) else { continue };
        both += usize::from(!back.paid.amount.is_zero());
        assert!(back.received.amount <= there.paid.amount, "{sold} {amount}: {} back for {}", back.received.amount, there.paid.amount);
        let total = |loan: &LlammaLoan| loan.bands.iter().fold(U256::ZERO, |sum, one| sum.try_add(one.total_shares, "sum").expect("fits"));
        assert_eq!(total(&loan), total(&there.loan), "a trade makes no shares");
    }
    assert!(trades > 1_000 && both > 500, "{trades} {both}");
}

/// A fall converts, a recovery buys back, and a path there and back never leaves more of both.
#[test]
fn llamma_path_converts_and_never_gives() {
    let mut random = Seed::new(78);
    let mut converted = 0;
    for _ in 0..1_000 {
        let loan = traded(&mut random);
        let price = loan.oracle_price;
        let down: Vec<U256> = (0..=10).map(|step| times(price, U256::new(1_000 - 12 * step), 1_000)).collect();
        let Ok(path) = llamma_soft_liquidation(&loan, down) else { continue };
        for two in path.points.windows(2) {
            assert!(two[1].collateral <= two[0].collateral && two[1].borrowed >= two[0].borrowed, "{two:?}");
        }
        converted += usize::from(path.points[10].collateral < path.points[0].collateral);
        let Ok(back) = llamma_soft_liquidation(&path.loan, vec![price]) else { continue };
        let (first, last) = (&path.points[0], &back.points[0]);
        assert!(last.collateral <= first.collateral || last.borrowed <= first.borrowed, "{first:?} {last:?}");
    }
    assert!(converted > 250, "{converted}");
}
