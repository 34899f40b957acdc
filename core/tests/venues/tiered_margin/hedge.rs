//! Hedge mode: Binance's formula with both sides, both ends of the safe prices, refusals.
#![allow(clippy::unwrap_used, reason = "a test stops at an account that it cannot judge")]

use super::random::{random_account, random_market};
use super::*;
use plimsoll::RiskErrorKind;
use plimsoll::account::BoundarySide;

/// The short side of a contract, by its long side.
fn short_of(long: &TieredMarginMarket, size: &str, entry: &str) -> TieredMarginMarket {
    TieredMarginMarket {
        asset: format!("{}-SHORT", long.asset),
        size: signed(size, 5),
        entry_price: unsigned(entry, 8),
        hedge_of: Some(long.asset.clone()),
        ..long.clone()
    }
}

/// Two tiers: 0.4 % up to 50,000 dollars, then 1 % less 300.
fn sides(long: &str, short: &str, mark: &str) -> Vec<TieredMarginMarket> {
    let table = brackets(&[(0, 125, 4_000, "0"), (50_000, 50, 10_000, "300")]);
    let mut one = market("BTC", long, "40000", mark, table);
    one.leverage = 20;
    let other = short_of(&one, short, "42000");
    vec![one, other]
}

fn binance(wallet: &str, markets: Vec<TieredMarginMarket>) -> TieredMarginAccount {
    account(TieredMarginProfile::BinanceUsdM, wallet, markets)
}

/// `(WB + cumL + cumS − L·EPL + S·EPS) / (L·MMRL + S·MMRS − L + S)`, Binance's own formula at one tier each.
fn formula(wallet: f64, (long, short): (f64, f64), (rate_long, cum_long): (f64, f64), (rate_short, cum_short): (f64, f64)) -> f64 {
    (wallet + cum_long + cum_short - long * 40_000.0 + short * 42_000.0) / (long * rate_long + short * rate_short - long + short)
}

#[test]
fn tiered_margin_hedge_shares_one_price_when_cross() {
    // 3 long in the second tier, 1 short in the first.
    let account = binance("20000", sides("3", "-1", "41000"));
    let expected = formula(20_000.0, (3.0, 1.0), (0.01, 300.0), (0.004, 0.0));
    let found = account.boundaries().expect("boundaries");
    let PriceBoundary::At { price, unique: true } = found[0].boundary else { panic!("{found:?}") };
    assert!((price.to_f64() / 1e8 / expected - 1.0).abs() < 1e-9, "{price} for {expected}");
    assert_eq!((found[0].asset.as_str(), found[0].side), ("BTC", BoundarySide::Collateral));
    // As the price rises the net position gains more than its margin grows.
    assert_eq!((found[1].side, found[1].boundary), (BoundarySide::Debt, PriceBoundary::NothingLiquidates));
    for name in ["BTC", "BTC-SHORT"] {
        assert_eq!(super::price(&account, name), found[0].boundary, "both sides have one liquidation price");
    }
    assert_eq!(account.prices().expect("prices").len(), 1);
    // Fully hedged, only the margin of both sides grows: 2 · (0.01 · p − 300) reach 4,000 + 2,000 of locked gain above.
    let even = binance("2000", sides("2", "-2", "41000"));
    let found = even.boundaries().expect("boundaries");
    assert_eq!(found[0].boundary, PriceBoundary::NothingLiquidates);
    let PriceBoundary::At { price, .. } = found[1].boundary else { panic!("{found:?}") };
    assert!((price.to_f64() / 1e8 - 165_000.0).abs() < 1e-6, "{price}");
}

#[test]
fn tiered_margin_hedge_isolated_sides_fall_alone() {
    let mut account = binance("0", sides("1", "-1", "41000"));
    for (market, margin) in account.markets.iter_mut().zip(["3000", "2500"]) {
        market.isolated_margin = Some(signed(margin, 6));
    }
    let found = account.boundaries().expect("boundaries");
    // (3000 − 40000)/(0.004 − 1) and (2500 + 42000)/(1.004), both in the first tier.
    for (one, expected, side) in [(0, 37_000.0 / 0.996, BoundarySide::Collateral), (1, 44_500.0 / 1.004, BoundarySide::Debt)] {
        let PriceBoundary::At { price, .. } = found[one].boundary else { panic!("{found:?}") };
        assert!((price.to_f64() / 1e8 / expected - 1.0).abs() < 1e-9, "{price} for {expected}");
        assert_eq!(found[one].side, side);
    }
    // By its own bucket each side has one price; the contract has both.
    for (name, one) in [("BTC", &found[0]), ("BTC-SHORT", &found[1])] {
        let PriceBoundary::At { price, unique: false } = one.boundary else { panic!("{one:?}") };
        assert_eq!(super::price(&account, name), PriceBoundary::At { price, unique: true });
    }
}

#[test]
fn tiered_margin_hedge_refuses_what_no_contract_is() {
    let good = binance("20000", sides("1", "-1", "41000"));
    let code = |change: &dyn Fn(&mut TieredMarginAccount)| {
        let mut account = good.clone();
        change(&mut account);
        account.health().expect_err("a bad state").code()
    };
    assert_eq!(code(&|account| account.markets[1].mark_price = U256::ONE), "out_of_range");
    assert_eq!(code(&|account| account.markets[1].leverage = 3), "out_of_range");
    assert_eq!(code(&|account| account.markets[1].size = signed("1", 5)), "out_of_range");
    assert_eq!(code(&|account| account.markets[0].size = signed("-1", 5)), "out_of_range");
    assert_eq!(code(&|account| account.markets[1].hedge_of = Some("ETH".into())), "unknown");
    assert_eq!(code(&|account| account.markets[1].hedge_of = Some("BTC-SHORT".into())), "out_of_range");
    assert_eq!(good.with_prices(&[("BTC-SHORT", U256::ONE)]).expect_err("the contract has the price").code(), "unknown");
    let table = tiers(&[(0, 50)]);
    let long = market("BTC", "1", "40000", "41000", table);
    let pair = vec![long.clone(), short_of(&long, "-1", "40000")];
    assert_eq!(hyperliquid("20000", pair).health().expect_err("one way only").code(), "out_of_range");
    // A side never turns into the other, and both have one leverage.
    let trade = |asset: &str, size: &str| Action::Trade { asset: asset.into(), size: signed(size, 5), quote: I256::ZERO };
    for (asset, size) in [("BTC", "-1.5"), ("BTC-SHORT", "1.5")] {
        let Err(RiskErrorKind::Refused { reason }) = good.apply(&trade(asset, size)).map_err(RiskError::into_kind) else {
            panic!("{asset} turned")
        };
        assert_eq!(reason, "REDUCE_ONLY_REJECT");
    }
    assert!(good.apply(&trade("BTC", "-1")).expect("a close").markets[0].size.is_zero());
    let set = good.apply(&Action::SetLeverage { asset: "BTC".into(), leverage: 10 }).expect("a lower leverage");
    assert_eq!((set.markets[0].leverage, set.markets[1].leverage), (10, 10));
}

/// Accounts with one hedged contract, cross or isolated, beside others.
fn random_hedged(random: &mut Seed) -> TieredMarginAccount {
    let mut account = random_account(random);
    account.profile = TieredMarginProfile::BinanceUsdM;
    account.quote_decimals = 6;
    account.markets = (0..random.between(1, 2)).map(|number| random_market(random, number, true, true, 6)).collect();
    let long = &mut account.markets[0];
    long.size = I256::from(long.size.magnitude());
    let share = |value: U256, percent: u64| value.try_mul(U256::new(percent), "part").unwrap().try_div(U256::new(100), "part").unwrap();
    let mut short = TieredMarginMarket {
        asset: "SHORT".into(),
        hedge_of: Some(long.asset.clone()),
        size: I256::new(true, share(long.size.magnitude(), random.between(0, 200))),
        entry_price: share(long.mark_price, random.between(60, 140)),
        ..long.clone()
    };
    if random.chance(30) {
        short.isolated_margin = if short.isolated_margin.is_some() { None } else { Some(signed("500", 6)) };
    }
    account.markets.push(short);
    let exposure = tiered_margin_buckets(&account).map_or(U256::ONE, |buckets| buckets[0].notional);
    account.wallet_balance = I256::from(share(exposure, random.between(0, 60)));
    account
}

#[test]
fn tiered_margin_hedge_boundaries_are_flips() {
    let seen = boundaries_hold(0x4ed6e, random_hedged);
    assert!(seen.flips > 100_000 && seen.none > 5_000, "{seen:?}");
}
