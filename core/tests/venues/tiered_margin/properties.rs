//! What holds for every account, and the cases that interfaces get wrong.
#![allow(clippy::unwrap_used, reason = "a test stops at an account that it cannot judge")]

use super::random::random_account;
use super::*;

const BTC: &[(u64, u16)] = &[(0, 40), (150_000_000, 20)];

/// A short of 3,000 BTC at 40,000 (120 million, first tier) with 66 million is liquidated in the second tier: the first tier's line
/// would put it at 60,000·… and be wrong.
#[test]
fn tiered_margin_takes_the_tier_at_the_liquidation_price() {
    let short = hyperliquid("66000000", vec![market("BTC", "-3000", "40000", "40000", tiers(BTC))]);
    // 186 million = 3,000·p·(1 + 1/40) − 1.875 million, rounded down in the eighth decimal; by the first tier 61,234.56.
    assert_eq!(at(&short, "BTC"), unsigned("61097.56097560", 8));
    // Up to 150 million the first tier's line binds.
    let near = hyperliquid("20000000", vec![market("BTC", "-3000", "40000", "40000", tiers(BTC))]);
    assert_eq!(at(&near, "BTC"), unsigned("46090.53497942", 8));
    // A long of 200 million that falls into the first tier: (200 − 60) million / (4,000·(1 − 1/80)).
    let long = hyperliquid("60000000", vec![market("BTC", "4000", "50000", "50000", tiers(BTC))]);
    assert_eq!(at(&long, "BTC"), unsigned("35443.03797469", 8));
    // With less it is liquidated while still in the second: (200 − 40 − 1.875) million / (4,000·(1 − 1/40)).
    let long = hyperliquid("40000000", vec![market("BTC", "4000", "50000", "50000", tiers(BTC))]);
    assert_eq!(at(&long, "BTC"), unsigned("40544.87179488", 8));
    // Exactly at the bound both lines meet: notional 150 million, equity 1.875 million.
    let edge = hyperliquid("31875000", vec![market("BTC", "-3000", "40000", "40000", tiers(BTC))]);
    assert_eq!(at(&edge, "BTC"), unsigned("50000", 8));
}

/// Wallets print a price below zero or "--" here: a long with more margin than notional is never liquidated.
#[test]
fn tiered_margin_says_that_nothing_liquidates_a_long_that_is_fully_paid() {
    for wallet in ["4000", "4000.000001", "1000000"] {
        let paid = hyperliquid(wallet, vec![market("ETH", "2", "2000", "1900", tiers(&[(0, 25)]))]);
        assert_eq!(price(&paid, "ETH"), PriceBoundary::NothingLiquidates, "{wallet}");
        assert!(!paid.with_prices(&[("ETH", U256::ZERO)]).unwrap().health().unwrap().liquidatable);
    }
    let almost = hyperliquid("3999.999999", vec![market("ETH", "2", "2000", "1900", tiers(&[(0, 25)]))]);
    // A millionth of quote over 2·0.98, rounded up in the eighth decimal.
    assert_eq!(at(&almost, "ETH"), U256::new(52));
    // A short is always liquidated somewhere; without any equity nothing saves it.
    let short = hyperliquid("1000000", vec![market("ETH", "-2", "2000", "1900", tiers(&[(0, 25)]))]);
    assert!(at(&short, "ETH") > unsigned("490000", 8));
    let broke = hyperliquid("-5000", vec![market("ETH", "-2", "2000", "1900", tiers(&[(0, 25)]))]);
    assert_eq!(price(&broke, "ETH"), PriceBoundary::NothingSaves);
}

#[test]
fn tiered_margin_keeps_an_isolated_position_from_the_cross_balance() {
    let mut both = hyperliquid(
        "10000",
        vec![market("ETH", "2", "2000", "2000", tiers(&[(0, 25)])), market("SOL", "-100", "150", "150", tiers(&[(0, 20)]))],
    );
    both.markets[1].isolated_margin = Some(signed("500", 6));
    let buckets = tiered_margin_buckets(&both).unwrap();
    assert_eq!(buckets.iter().map(|bucket| bucket.isolated.clone()).collect::<Vec<_>>(), [None, Some("SOL".to_string())]);
    assert_eq!(buckets[1].equity, signed("500", 6));
    assert_eq!(at(&both, "SOL"), unsigned("151.21951219", 8));
    // SOL at 152 liquidates SOL alone; no price of ETH changes that.
    let fallen = both.with_prices(&[("SOL", unsigned("152", 8))]).unwrap();
    let health = fallen.health().unwrap();
    assert!(health.liquidatable && health.backing == signed("300", 6) && health.equity == signed("10300", 6));
    let boundaries = fallen.boundaries().unwrap();
    assert_eq!(boundaries[0].boundary, PriceBoundary::NothingSaves);
    assert_eq!(price(&fallen, "ETH"), PriceBoundary::NothingLiquidates);
    let calls = fallen.liquidation_calls().unwrap();
    assert_eq!(calls.iter().map(|call| call.collateral.as_str()).collect::<Vec<_>>(), ["SOL"]);
    let (after, outcome) = fallen.liquidate(&calls[0]).unwrap();
    assert_eq!((after.wallet_balance, after.markets[0].size), (signed("10300", 6), both.markets[0].size));
    assert_eq!((after.markets[1].size, after.markets[1].isolated_margin), (I256::ZERO, Some(I256::ZERO)));
    assert_eq!((outcome.borrower_loss_value, outcome.deficit_value), (I256::ZERO, U256::ZERO));
    // At 156 it owes 100: the venue covers that, and the cross balance stays.
    let under = both.with_prices(&[("SOL", unsigned("156", 8))]).unwrap();
    let (after, outcome) = under.liquidate(&calls[0]).unwrap();
    assert_eq!((after.wallet_balance, outcome.deficit_value), (both.wallet_balance, unsigned("100", 6)));
    assert_eq!(outcome.borrower_loss_value, signed("-100", 6));
}

#[test]
fn tiered_margin_liquidates_in_the_steps_of_the_venue() {
    // 10 BTC at 40,000 is 400,000: the first order closes a fifth.
    let long = |wallet: &str| hyperliquid(wallet, vec![market("BTC", "10", "42000", "40000", tiers(BTC))]);
    let call = LiquidationCall { collateral: "BTC".into(), debt: String::new(), repay: None, seize: None, receive_shares: false };
    let (after, outcome) = long("24999").liquidate(&call).unwrap();
    assert_eq!((after.markets[0].size, after.wallet_balance), (signed("8", 5), signed("20999", 6)));
    assert_eq!((outcome.seized[0].amount, outcome.seized_value), (unsigned("2", 5), unsigned("80000", 6)));
    assert!(outcome.health_after > outcome.health_before && !outcome.lowers_health);
    let (after, outcome) = long("24999").liquidate(&LiquidationCall { seize: Some(unsigned("10", 5)), ..call.clone() }).unwrap();
    assert_eq!((after.markets[0].size, after.wallet_balance, outcome.health_after), (I256::ZERO, signed("4999", 6), None));
    // Two thirds of 5,000: at 3,333.33 the vault takes everything.
    let (_, outcome) = long("23333.333334").liquidate(&call).unwrap();
    assert_eq!(outcome.seized[0].amount, unsigned("2", 5));
    let (after, outcome) = long("23333.333333").liquidate(&call).unwrap();
    assert_eq!((after.markets[0].size, after.wallet_balance), (I256::ZERO, I256::ZERO));
    assert_eq!(outcome.borrower_loss_value, signed("3333.333333", 6));
    // At the maintenance margin exactly the account is safe.
    assert!(!long("25000").health().unwrap().liquidatable);
    assert_eq!(long("25000").liquidate(&call).unwrap_err().code(), "refused");
    // Binance closes all and takes its fee; what is missing the insurance fund pays.
    let mut binance = binance_market("10", "42000", "40000");
    binance.wallet_balance = signed("20500", 6);
    binance.markets[0].liquidation_fee_ppm = 12_500;
    let (after, outcome) = binance.liquidate(&call).unwrap();
    assert_eq!((after.markets[0].size, after.wallet_balance), (I256::ZERO, I256::ZERO));
    assert_eq!((outcome.fee[0].amount, outcome.deficit_value), (unsigned("5000", 6), unsigned("4500", 6)));
    assert_eq!(outcome.borrower_loss_value, signed("500", 6));
}

fn binance_market(size: &str, entry: &str, mark: &str) -> TieredMarginAccount {
    let rows = brackets(&[(0, 125, 4_000, "0"), (50_000, 100, 5_000, "50"), (250_000, 50, 10_000, "1300")]);
    account(TieredMarginProfile::BinanceUsdM, "20000", vec![market("BTC", size, entry, mark, rows)])
}

#[test]
fn tiered_margin_trades_withdraws_and_sets_leverage_by_the_rules() {
    let start = hyperliquid("10000", vec![TieredMarginMarket { leverage: 10, ..market("ETH", "0", "0", "2000", tiers(&[(0, 25)])) }]);
    let trade = |size: &str, quote: &str| Action::Trade { asset: "ETH".into(), size: signed(size, 5), quote: signed(quote, 6) };
    let withdraw = |amount: &str| Action::Withdraw { asset: "USD".into(), amount: unsigned(amount, 6) };
    let leverage = |leverage| Action::SetLeverage { asset: "ETH".into(), leverage };
    // 10,000 at 10x carries 50 ETH at 2,000, and not a fee more.
    assert_eq!(start.apply(&trade("50", "-100000.000001")).unwrap_err().code(), "refused");
    let open = start.apply(&trade("50", "-100000")).unwrap();
    assert_eq!((open.markets[0].entry_price, open.wallet_balance), (unsigned("2000", 8), signed("10000", 6)));
    // Nothing may leave, and a lower leverage asks for more than there is.
    assert_eq!(open.apply(&withdraw("0.000001")).unwrap_err().code(), "refused");
    assert_eq!(open.apply(&leverage(9)).unwrap_err().code(), "refused");
    assert_eq!(open.apply(&leverage(26)).unwrap_err().code(), "refused");
    // At 25x a tenth of the notional must stay all the same.
    let high = open.apply(&leverage(25)).unwrap();
    assert_eq!(high.apply(&withdraw("0.000001")).unwrap_err().code(), "refused");
    // Buying more averages, selling realises, and equity moves by what was paid alone.
    let more = high.apply(&trade("10", "-20500")).unwrap();
    assert_eq!(more.markets[0].entry_price, unsigned("2008.33333333", 8));
    assert_eq!(more.health().unwrap().equity, signed("9499.999999", 6));
    let less = more.apply(&trade("-30", "61000")).unwrap();
    assert_eq!(less.markets[0].entry_price, unsigned("2008.33333333", 8));
    assert_eq!(less.health().unwrap().equity, signed("10499.999999", 6));
    let turned = less.apply(&trade("-31", "62000")).unwrap();
    assert_eq!((turned.markets[0].size, turned.markets[0].entry_price), (signed("-1", 5), unsigned("2000", 8)));
    let closed = turned.apply(&trade("1", "-2001")).unwrap();
    assert_eq!((closed.markets[0].size, closed.wallet_balance), (I256::ZERO, signed("10498.999999", 6)));
    assert_eq!(closed.apply(&withdraw("10499")).unwrap_err().code(), "refused");
    assert_eq!(closed.apply(&withdraw("10498.999999")).unwrap().wallet_balance, I256::ZERO);
    let code = |action: &Action| closed.apply(action).unwrap_err().code();
    assert_eq!(code(&Action::Borrow { asset: "USD".into(), amount: U256::ONE }), "unsupported");
    assert_eq!(code(&Action::Supply { asset: "ETH".into(), amount: U256::ONE }), "unsupported");
    assert_eq!(code(&Action::Withdraw { asset: "BTC".into(), amount: U256::ONE }), "unknown");
    assert_eq!(code(&trade("0", "0")), "out_of_range");
}

#[test]
fn tiered_margin_moves_isolated_margin_with_the_position() {
    let mut start = hyperliquid("1000", vec![TieredMarginMarket { leverage: 5, ..market("ETH", "0", "0", "2000", tiers(&[(0, 25)])) }]);
    start.markets[0].isolated_margin = Some(I256::ZERO);
    let trade = |size: &str, quote: &str| Action::Trade { asset: "ETH".into(), size: signed(size, 5), quote: signed(quote, 6) };
    let open = start.apply(&trade("1", "-2000")).unwrap();
    assert_eq!((open.wallet_balance, open.markets[0].isolated_margin), (signed("600", 6), Some(signed("400", 6))));
    let add = Action::Supply { asset: "ETH".into(), amount: unsigned("100", 6) };
    let more = open.apply(&add).unwrap();
    assert_eq!((more.wallet_balance, more.markets[0].isolated_margin), (signed("500", 6), Some(signed("500", 6))));
    let out = |amount: &str| Action::Withdraw { asset: "ETH".into(), amount: unsigned(amount, 6) };
    assert_eq!(more.apply(&out("100.000001")).unwrap_err().code(), "refused");
    assert_eq!(more.apply(&out("100")).unwrap(), open);
    let half = more.apply(&trade("-0.5", "1000")).unwrap();
    assert_eq!((half.wallet_balance, half.markets[0].isolated_margin), (signed("750", 6), Some(signed("250", 6))));
    let none = half.apply(&trade("-0.5", "1100")).unwrap();
    assert_eq!((none.wallet_balance, none.markets[0].isolated_margin), (signed("1100", 6), Some(I256::ZERO)));
    // 3 ETH need 1,200 of margin.
    assert_eq!(start.apply(&trade("3", "-6000")).unwrap_err().code(), "refused");
}

#[test]
fn tiered_margin_pays_funding_at_its_times() {
    let mut long = hyperliquid("10000", vec![market("ETH", "3", "2000", "2000", tiers(&[(0, 25)]))]);
    let rate = "12500000".parse().unwrap(); // 0.00125 % an hour
    long.markets[0].funding = Some(TieredMarginFunding { rate, interval_seconds: 3_600, next_in_seconds: 600 });
    assert_eq!(long.later(599).unwrap().wallet_balance, long.wallet_balance);
    let after = |seconds| long.later(seconds).unwrap();
    assert_eq!(after(600).wallet_balance, signed("9999.925", 6));
    assert_eq!(after(600).markets[0].funding.as_ref().unwrap().next_in_seconds, 3_600);
    assert_eq!(after(600 + 3 * 3_600 + 5).wallet_balance, signed("9999.7", 6));
    assert_eq!(after(4_000).later(5_000).unwrap(), after(9_000));
    let mut short = long.clone();
    short.markets[0].size = -short.markets[0].size;
    assert_eq!(short.later(600).unwrap().wallet_balance, signed("10000.075", 6));
}

#[test]
fn tiered_margin_refuses_what_no_venue_publishes_and_goes_on() {
    let good = hyperliquid("10000", vec![market("BTC", "1", "40000", "40000", tiers(BTC))]);
    type Case = (&'static str, fn(&mut TieredMarginAccount));
    let cases: &[Case] = &[
        ("duplicate", |account| account.markets.push(account.markets[0].clone())),
        ("duplicate", |account| account.quote = "BTC".into()),
        ("length_mismatch", |account| account.markets[0].tiers.clear()),
        ("out_of_range", |account| account.markets[0].tiers.reverse()),
        ("out_of_range", |account| account.markets[0].tiers[1].lower_bound = U256::ZERO),
        ("out_of_range", |account| account.markets[0].tiers[1].max_leverage = 50),
        ("out_of_range", |account| account.markets[0].tiers[0].max_leverage = 0),
        ("out_of_range", |account| account.markets[0].tiers[0].maintenance_rate_ppm = Some(1)),
        ("out_of_range", |account| account.profile = TieredMarginProfile::BinanceUsdM),
        ("out_of_range", |account| account.markets[0].leverage = 0),
        ("out_of_range", |account| account.markets[0].size_decimals = 25),
        ("out_of_range", |account| account.quote_decimals = 200),
        ("out_of_range", |account| account.markets[0].liquidation_fee_ppm = 1_000_001),
        ("overflow", |account| account.markets[0].mark_price = U256::MAX),
        ("overflow", |account| account.wallet_balance = I256::new(true, U256::MAX)),
    ];
    for (place, (code, spoil)) in cases.iter().enumerate() {
        let mut bad = good.clone();
        spoil(&mut bad);
        let health: RiskError = bad.health().unwrap_err();
        assert_eq!(health.code(), *code, "{place}: {health}");
        assert!(bad.boundaries().is_err() && bad.account().is_err() && bad.liquidation_calls().is_err(), "{place}");
        assert!(good.health().is_ok());
    }
}

#[test]
fn tiered_margin_boundaries_hold() {
    let seen = boundaries_hold(0x71e3_0001, random_account);
    assert!(seen.flips > 100_000 && seen.none > 1_000, "{seen:?}");
}

/// A better price never turns safe into liquidatable, and the account's equity follows its rounding down.
#[test]
fn tiered_margin_health_is_monotonic_and_rounds_against_the_account() {
    let mut random = Seed::new(0x71e3_0002);
    let mut compared = 0;
    for _ in 0..20_000 {
        let account = random_account(&mut random);
        let Ok(health) = account.health() else { continue };
        let buckets = tiered_margin_buckets(&account).unwrap();
        assert_eq!(health.liquidatable, buckets.iter().any(|bucket| bucket.liquidatable));
        for bucket in &buckets {
            // Rounded, the margin may look short where it is not, never the other way round.
            assert!(!bucket.liquidatable || bucket.equity < bucket.maintenance_margin.into(), "{bucket:?}");
            assert_eq!(bucket.liquidatable, bucket.health_factor.is_some_and(|health| health < plimsoll::exact::WAD), "{bucket:?}");
            assert!(!bucket.backstop || bucket.liquidatable, "{bucket:?}");
        }
        for market in &account.markets {
            let better = if market.size.is_negative() {
                market.mark_price.half()
            } else {
                market.mark_price.try_mul(U256::new(2), "double").unwrap()
            };
            let Ok(improved) = account.with_prices(&[(&market.asset, better)]).unwrap().health() else { continue };
            assert!(improved.equity >= health.equity && (health.liquidatable || !improved.liquidatable), "{account:?} {}", market.asset);
            compared += 1;
        }
    }
    assert!(compared > 20_000, "{compared}");
}

/// A fill at the mark moves equity by at most the digit that the quote cannot hold; a refused one leaves the account as it was.
#[test]
fn tiered_margin_fills_keep_the_equity() {
    let mut random = Seed::new(0x71e3_0003);
    let (mut filled, mut refused) = (0, 0);
    for _ in 0..20_000 {
        let account = random_account(&mut random);
        let Ok(before) = account.health() else { continue };
        let market = &account.markets[0];
        let part = market.size.magnitude().half().try_add(U256::ONE, "part").unwrap();
        let size = I256::new(random.chance(50), part);
        let decimals = market.size_decimals + market.price_decimals;
        let value = part.try_mul(market.mark_price, "value").unwrap();
        let quote = value
            .try_mul(U256::power_of_ten(account.quote_decimals).unwrap(), "value")
            .and_then(|value| value.try_div(U256::power_of_ten(decimals).unwrap(), "value"));
        let Ok(quote) = quote else { continue };
        let action = Action::Trade { asset: market.asset.clone(), size, quote: I256::new(!size.is_negative(), quote) };
        match account.apply(&action) {
            Ok(after) => {
                let moved = after.health().unwrap().equity.try_sub(before.equity, "moved").unwrap();
                assert!(moved.magnitude() <= U256::new(2), "{moved} {account:?}");
                filled += 1;
            }
            Err(error) => {
                assert!(["refused", "overflow"].contains(&error.code()), "{error}");
                assert_eq!(account.health().unwrap(), before);
                refused += 1;
            }
        }
    }
    assert!(filled > 3_000 && refused > 500, "{filled} {refused}");
}

/// Every call that is offered goes through; what the account loses is what the outcome says, and no debt is left without a position.
#[test]
fn tiered_margin_liquidations_account_for_all() {
    let mut random = Seed::new(0x71e3_0005);
    let (mut done, mut deficits, mut fees) = (0, 0, 0);
    for _ in 0..20_000 {
        let mut account = random_account(&mut random);
        for market in account.markets.iter_mut().filter(|_| account.profile == TieredMarginProfile::BinanceUsdM) {
            market.liquidation_fee_ppm = u32::try_from(random.between(0, 20_000)).unwrap();
        }
        let Ok(calls) = account.liquidation_calls() else { continue };
        let before = account.health().unwrap();
        assert_eq!(before.liquidatable, !calls.is_empty());
        for call in calls {
            let Ok((after, outcome)) = account.liquidate(&call).map_err(|error| assert_eq!(error.code(), "overflow")) else { continue };
            let moved = after.health().unwrap().equity.try_sub(before.equity, "moved").unwrap();
            let off = moved.try_add(outcome.borrower_loss_value, "off").unwrap();
            assert!(off.magnitude() <= U256::new(8), "{off} {outcome:?} {account:?}");
            let closed = after.markets.iter().all(|market| market.isolated_margin.is_some() || market.size.is_zero());
            assert!(!closed || !after.wallet_balance.is_negative() || account.wallet_balance.is_negative(), "{after:?}");
            deficits += u32::from(!outcome.deficit.is_empty());
            fees += u32::from(!outcome.fee.is_empty());
            done += 1;
        }
    }
    println!("liquidations: {done}, with a deficit {deficits}, with a fee {fees}");
    assert!(done > 5_000 && deficits > 500 && fees > 500, "{done} {deficits} {fees}");
}
