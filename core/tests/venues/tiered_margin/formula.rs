//! The venues' printed formula, tier by tier, against the solver.
#![allow(clippy::unwrap_used, reason = "a test stops at an account that it cannot judge")]

use super::random::{random_account, random_market};
use super::*;
use plimsoll::units::to_f64;

/// Decimals of the quote here.
const QUOTE: u8 = 6;

/// `LP = (WB − TMM + UPNL + cum − side·size·EP) / (size·MMR − side·size)` as Binance prints it, at the tier in which its own answer
/// lies: tiers tried one after the other, in floating point. Hyperliquid's `price − side·margin_available/size/(1 − l·side)` is the
/// same line written from the price of now.
fn printed_formula(account: &TieredMarginAccount, place: usize) -> Option<f64> {
    let market = &account.markets[place];
    let size = to_f64(market.size.magnitude(), market.size_decimals);
    let entry = to_f64(market.entry_price, market.price_decimals);
    let side = if market.size.is_negative() { -1.0 } else { 1.0 };
    // The account without this market: wallet balance and the others' profit, less their maintenance.
    let mut others = account.clone();
    others.markets.remove(place);
    let others = &tiered_margin_buckets(&others).unwrap()[0];
    let (equity, maintenance) = (others.equity.to_f64() / 1e6, to_f64(others.maintenance_margin, QUOTE));
    let (mut amount, mut before) = (0.0, 0.0);
    for (number, tier) in market.tiers.iter().enumerate() {
        let rate = tier.maintenance_rate_ppm.map_or(0.5 / f64::from(tier.max_leverage), |ppm| f64::from(ppm) * 1e-6);
        let lower = to_f64(tier.lower_bound, QUOTE);
        amount += lower * (rate - before);
        before = rate;
        let price = (equity - maintenance + amount - side * size * entry) / (size * rate - side * size);
        let upper = market.tiers.get(number + 1).map_or(f64::INFINITY, |next| to_f64(next.lower_bound, QUOTE));
        if price > 0.0 && price * size >= lower * (1.0 - 1e-9) && price * size <= upper * (1.0 + 1e-9) {
            return Some(price);
        }
    }
    None
}

/// The number of the tier at a price.
fn tier_at(market: &TieredMarginMarket, price: U256) -> usize {
    let notional = to_f64(market.size.magnitude(), market.size_decimals) * to_f64(price, market.price_decimals);
    market.tiers.iter().filter(|tier| to_f64(tier.lower_bound, QUOTE) < notional).count()
}

#[test]
fn tiered_margin_equals_the_printed_formula_at_the_right_tier() {
    let mut random = Seed::new(0x71e3_0004);
    let (mut compared, mut none, mut flipped) = (0, 0, 0);
    while compared < 5_000 {
        let binance = random.chance(50);
        let mut account = random_account(&mut random);
        account.profile = if binance { TieredMarginProfile::BinanceUsdM } else { TieredMarginProfile::Hyperliquid };
        account.quote_decimals = QUOTE;
        account.markets = (0..random.between(1, 3)).map(|number| random_market(&mut random, number, binance, true, QUOTE)).collect();
        account.markets.iter_mut().for_each(|market| market.isolated_margin = None);
        let exposure = tiered_margin_buckets(&account).unwrap()[0].notional;
        let percent = U256::new(random.between(1, 120));
        account.wallet_balance = exposure.try_mul(percent, "balance").unwrap().try_div(U256::new(100), "balance").unwrap().into();
        for (place, market) in account.markets.iter().enumerate().filter(|(_, market)| !market.size.is_zero()) {
            let expected = printed_formula(&account, place);
            let unit = to_f64(U256::ONE, market.price_decimals);
            match price(&account, &market.asset) {
                PriceBoundary::At { price, .. } => {
                    // Rounded by less than a unit of price; the two printed sums by a quote unit each.
                    let digits = 2e-6 / to_f64(market.size.magnitude(), market.size_decimals);
                    // Between 0 and one unit the float is as near to either.
                    let expected = expected.unwrap_or(unit / 2.0);
                    let ours = to_f64(price, market.price_decimals);
                    assert!((ours - expected).abs() <= unit + 4.0 * digits + expected * 1e-9, "{ours} {expected} {account:?}");
                    flipped += u32::from(tier_at(market, price) != tier_at(market, market.mark_price));
                    compared += 1;
                }
                PriceBoundary::NothingLiquidates | PriceBoundary::NothingSaves => {
                    assert!(expected.is_none_or(|price| price < 1e-3), "{expected:?} {account:?}");
                    none += 1;
                }
            }
        }
    }
    println!("printed formula: {compared} equal, {flipped} of them in another tier than now, {none} without a price");
    assert!(flipped > 1_000 && none > 500, "{flipped} {none}");
}
