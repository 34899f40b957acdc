//! Numbers that the venues published.
#![allow(clippy::unwrap_used, reason = "a test stops at an account that it cannot judge")]

use super::*;

/// Positions of live Hyperliquid accounts of October 2024 with the liquidation price that the API answered, as recorded in freqtrade
/// (tests/exchange/test_hyperliquid.py at 3b1fb5af): asset, size, entry, isolated margin at entry, liquidation price. Maximum leverages
/// of the time: 50 for BTC and ETH, 20 for SOL and DOGE.
const LIVE: &[(&str, &str, &str, &str, &str)] = &[
    ("ETH", "0.015", "2458.5", "36.864593", "0.86915825"),
    ("BTC", "0.00039", "63287.0", "24.673292", "22.37166537"),
    ("SOL", "0.16", "146.82", "23.482979", "0.05269872"),
    ("SOL", "0.33", "145.83", "24.045107", "74.83696193"),
    ("ETH", "0.0199", "2459.5", "24.454895", "1243.0411908"),
    ("BTC", "0.00077", "62739.0", "24.137992", "31708.03843631"),
    ("DOGE", "437.0", "0.11586", "25.29769", "0.05945697"),
    ("ETH", "-0.019", "2642.8", "25.091876", "3924.18322043"),
    ("SOL", "-0.32", "155.89", "24.924941", "228.07847866"),
    ("DOGE", "-351.0", "0.14333", "25.136807", "0.20970228"),
    ("BTC", "-0.00069", "68595.0", "23.64871", "101849.99354283"),
    ("BTC", "-0.00099", "65536.0", "21.604172", "86493.46174617"),
    ("SOL", "0.6", "173.06", "20.735658", "142.05186667"),
    ("ETH", "0.0329", "2545.5", "20.909894", "1929.23322895"),
    ("BTC", "-0.00031", "67400.0", "20.887308", "133443.97317151"),
    ("ETH", "-0.0327", "2552.0", "20.833393", "3157.53150453"),
    ("BTC", "0.0015", "66930.0", "20.043862", "54108.51043771"),
    ("BTC", "0.00121", "67033.0", "20.251817", "50804.00091827"),
    ("ETH", "0.0237", "2521.9", "19.902091", "1699.14071943"),
    ("BTC", "-0.00145", "68139.0", "19.72573", "80933.61590987"),
    ("SOL", "-0.11", "178.29", "19.605036", "347.82205322"),
    ("SOL", "0.33", "176.23", "19.364946", "120.56240404"),
    ("SOL", "-0.33", "173.08", "19.01881", "225.08561715"),
    ("BTC", "-0.00105", "68240.0", "17.887922", "84431.79820839"),
    ("ETH", "-0.007", "2518.4", "17.62263", "4986.05799151"),
    ("ETH", "0.0347", "2533.2", "17.555195", "2047.7642302"),
    ("DOGE", "360.0", "0.13284", "15.943218", "0.09082388"),
    ("SOL", "-0.48", "163.11", "15.650731", "190.94213618"),
    ("BTC", "0.00067", "67141.0", "14.979079", "45236.52992613"),
];

#[test]
fn tiered_margin_equals_the_liquidation_prices_of_live_hyperliquid_positions() {
    for (asset, size, entry, margin, published) in LIVE {
        let leverage = if ["BTC", "ETH"].contains(asset) { 50 } else { 20 };
        let mut position = market(asset, size, entry, entry, tiers(&[(0, leverage)]));
        position.isolated_margin = Some(signed(margin, 6));
        let ours = at(&hyperliquid("0", vec![position.clone()]), asset);
        let theirs = unsigned(published, 8);
        // One last digit of the margin, and one of the price: what the API leaves open.
        let off = ours.max(theirs).saturating_sub(ours.min(theirs));
        let digit = U256::new(100).try_mul(U256::new(100_000), "digit").unwrap();
        let allowed = digit.try_div_ceil(signed(size, 5).magnitude(), "digit").unwrap().try_add(U256::ONE, "digit").unwrap();
        assert!(off <= allowed, "{asset} {size}: {ours} against {theirs}, allowed {allowed}");
        // The same margin as cross balance gives the same price.
        position.isolated_margin = None;
        assert_eq!(at(&hyperliquid(margin, vec![position]), asset), ours);
    }
}

fn binance_example() -> TieredMarginAccount {
    let eth = brackets(&[
        (0, 100, 5_000, "0"),
        (10_000, 75, 6_500, "15"),
        (100_000, 50, 10_000, "365"),
        (500_000, 25, 20_000, "5365"),
        (1_000_000, 10, 50_000, "35365"),
        (2_000_000, 5, 100_000, "135365"),
    ]);
    let btc = brackets(&[
        (0, 125, 4_000, "0"),
        (50_000, 100, 5_000, "50"),
        (250_000, 50, 10_000, "1300"),
        (1_000_000, 20, 25_000, "16300"),
        (10_000_000, 10, 50_000, "266300"),
    ]);
    let markets =
        vec![market("ETHUSDT", "3683.979", "1456.84", "1335.18", eth), market("BTCUSDT", "109.488", "32481.980", "31967.27", btc)];
    account(TieredMarginProfile::BinanceUsdM, "1535443.01", markets)
}

/// Binance, "How to Calculate Liquidation Price of USDⓈ-M Futures Contracts": wallet 1,535,443.01; ETHUSDT 3,683.979 at 1,456.84, BTCUSDT
/// 109.488 at 32,481.98, marks 1,335.18 and 31,967.27. Printed there: maintenance of the other contract 71,200.81144 and 356,512.508,
/// its profit −56,354.57 and −448,192.89, liquidation prices 1,153.26 and 26,316.89; isolated with the same balance 1,114.78 and
/// 18,778.73. (As recorded in freqtrade, tests/exchange/test_binance.py.)
#[test]
fn tiered_margin_equals_the_example_that_binance_publishes() {
    let cross = binance_example();
    let cents = |price: U256| price.try_add(U256::new(500_000), "half").unwrap().try_div(U256::new(1_000_000), "cents").unwrap();
    assert_eq!(cents(at(&cross, "ETHUSDT")), U256::new(115_326));
    assert_eq!(cents(at(&cross, "BTCUSDT")), U256::new(2_631_689));
    for (asset, place, expected) in [("ETHUSDT", 0, 111_478), ("BTCUSDT", 1, 1_877_873)] {
        let mut isolated = cross.clone();
        isolated.markets[place].isolated_margin = Some(isolated.wallet_balance);
        assert_eq!(cents(at(&isolated, asset)), U256::new(expected), "{asset}");
    }
    let health = cross.health().unwrap();
    // The printed digits of both maintenance margins.
    assert!(health.required >= unsigned("427713.319", 6) && health.required < unsigned("427713.320", 6), "{}", health.required);
    // 1,535,443.01 less 56,354.57 and 448,192.89.
    assert!(health.backing > signed("1030895.54", 6) && health.backing < signed("1030895.56", 6), "{}", health.backing);
    assert!(!health.liquidatable);
}

/// Hyperliquid documentation, margin tiers: BTC 40x to 150 million and 20x beyond, ETH 25x to 100 million and 15x, SOL 20x to 70 million
/// and 10x; the maintenance rate is half the initial rate, the maintenance continuous.
#[test]
fn tiered_margin_has_the_maintenance_of_hyperliquids_tables() {
    for (asset, bound, low, high) in [("BTC", 150_000_000, 40, 20), ("ETH", 100_000_000, 25, 15), ("SOL", 70_000_000, 20, 10)] {
        let account = hyperliquid("0", vec![market(asset, "0", "0", "1", tiers(&[(0, low), (bound, high)]))]);
        let maintenance = |notional: u64| tiered_margin_maintenance(&account, asset, unsigned(&notional.to_string(), 6)).unwrap();
        let part = |notional: u64, leverage: u16| {
            unsigned(&notional.to_string(), 6).try_div_ceil(U256::new(2 * u64::from(leverage)), "part").unwrap()
        };
        assert_eq!(maintenance(0), U256::ZERO);
        assert_eq!(maintenance(bound), part(bound, low), "{asset} at the bound");
        let both = part(bound, low).try_add(part(60_000_000, high), "both").unwrap();
        assert_eq!(maintenance(bound + 60_000_000), both, "{asset} beyond the bound");
    }
}

/// Binance's brackets are refused where an amount does not follow from bounds and rates.
#[test]
fn tiered_margin_refuses_a_maintenance_amount_that_does_not_follow() {
    let mut wrong = binance_example();
    wrong.markets[0].tiers[3].deduction = Some(unsigned("5366", 6));
    let error = wrong.health().unwrap_err();
    assert_eq!(error.code(), "out_of_range");
    assert!(error.to_string().contains("5365000000"), "{error}");
    wrong.markets[0].tiers[3].deduction = None;
    assert!(wrong.health().is_ok());
}
