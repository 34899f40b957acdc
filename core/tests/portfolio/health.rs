//! Sums, exposures, and help that can arrive.

use crate::make::{at_aave, by_hand, chain, collateral, debt, follows, milli, near, owed, portfolio, reserve, supplied};
use plimsoll::portfolio::{FactorLoad, HoldingQuote, Portfolio, portfolio_health};

/// wstETH lent at Aave against USDC, and ether sold short for as much on a perpetual on another chain.
fn hedged() -> Portfolio {
    let staked = follows("wstETH", &[("ETH", 1.0), ("stETH/ETH", 1.0)]);
    let lend = at_aave(
        "lend",
        vec![
            supplied(reserve(0, "wstETH", 18, 300_000_000_000, 8_000), milli(10_000, 18)),
            owed(reserve(1, "USDC", 6, 100_000_000, 7_500), milli(15_000_000, 6)),
        ],
        vec![staked],
    );
    let mut short =
        by_hand("short", vec![collateral("cash", 40_000.0, 1.0, 1.0, None), debt("ETH", 12.0, 2_500.0, 1.03, Some("ETH"))], vec![]);
    short.chain = "rollup".into();
    let mut made = portfolio(&["ETH", "stETH/ETH"], vec![lend, short]);
    made.chains.push(chain("rollup", 604_800, 0.01, 3.0));
    made
}

#[test]
fn a_hedged_book_by_hand() {
    let found = portfolio_health(&hedged()).unwrap();
    // 30,000 + 40,000 held, 15,000 + 30,000 owed; long and short 30,000 of ether cancel, the basis stays.
    assert_eq!((found.collateral, found.debt, found.equity), (70_000.0, 45_000.0, 25_000.0));
    assert_eq!((found.exposures[0].value, found.exposures[1].value), (0.0, 30_000.0));
    let [lend, short] = &found.holdings[..] else { panic!() };
    assert_eq!((lend.liquidatable, lend.health_factor, lend.margin, lend.free), (false, Some(1.6), 9_000.0, 8_400.0));
    assert_eq!(lend.position.as_ref().unwrap().health_factor.unwrap().to_string(), "1600000000000000000");
    // Cash counts in full for the margin and at 0.9 for what may leave.
    assert_eq!((short.liquidatable, short.position.is_none()), (false, true));
    near(short.margin, 40_000.0 - 30_900.0, 1e-15);
    near(short.free, 36_000.0 - 30_900.0, 1e-12);
}

#[test]
fn help_arrives_in_time_after_haircut_and_cost_or_not_at_all() {
    let mut made = hedged();
    let health = |made: &Portfolio| portfolio_health(made).unwrap();
    // From the mainnet within the quarter hour, in full; from the rollup not before a week.
    let found = health(&made);
    assert_eq!((found.holdings[0].support, found.holdings[1].support), (0.0, 8_400.0));
    assert_eq!((found.holdings[1].sources[0].from.as_str(), found.holdings[1].sources[0].seconds), ("lend", 900));
    made.rescue_seconds = 604_800;
    near(health(&made).holdings[0].support, 5_100.0 * 0.99 - 3.0, 1e-12);
    made.rescue_seconds = 899;
    assert_eq!(health(&made).holdings[1].support, 0.0);
    // On one chain nothing travels.
    made.holdings[0].chain = "rollup".into();
    assert_eq!(health(&made).holdings[1].sources[0].seconds, 0);
    near(health(&made).holdings[0].support, 5_100.0, 1e-12);
    // A cost above what is there leaves nothing.
    made.holdings[0].chain = "mainnet".into();
    (made.rescue_seconds, made.chains[0].cost) = (3_600, 8_400.0);
    assert!(health(&made).holdings[1].sources.is_empty());
}

#[test]
fn each_holding_is_judged_alone() {
    // Up in one and down in the other: the sum is safe, and the short is liquidated all the same.
    let mut made = hedged();
    made.holdings[1] =
        by_hand("short", vec![collateral("cash", 30_800.0, 1.0, 1.0, None), debt("ETH", 12.0, 2_500.0, 1.03, Some("ETH"))], vec![]);
    let found = portfolio_health(&made).unwrap();
    assert!(found.equity > 15_000.0 && !found.holdings[0].liquidatable && found.holdings[1].liquidatable);
    assert_eq!(found.holdings[1].free, 0.0);
}

#[test]
fn another_quote_is_converted_and_its_moves_are_exposure() {
    // A market that lends ether against wstETH, in ether: 10 wstETH at 1.2 against 8 ether.
    let mut market = by_hand(
        "market",
        vec![collateral("wstETH", 10.0, 1.2, 0.9, None), debt("WETH", 8.0, 1.0, 1.0, None)],
        vec![follows("wstETH", &[("stETH/ETH", 1.0)])],
    );
    market.quote = Some(HoldingQuote { price: 2_500.0, loads: vec![FactorLoad { factor: "ETH".into(), beta: 1.0 }] });
    let found = portfolio_health(&portfolio(&["ETH", "stETH/ETH"], vec![market])).unwrap();
    assert_eq!((found.collateral, found.debt, found.equity), (30_000.0, 20_000.0, 10_000.0));
    assert_eq!((found.exposures[0].value, found.exposures[1].value), (10_000.0, 30_000.0));
    near(found.holdings[0].health_factor.unwrap(), 10.8 / 8.0, 1e-15);
}

#[test]
fn exposure_is_the_gain_of_a_small_move() {
    let made = hedged();
    let equity = |ether: f64| {
        let mut moved = made.clone();
        moved.holdings = vec![by_hand(
            "both",
            vec![
                collateral("wstETH", 10.0, 3_000.0 * ether, 0.8, None),
                debt("USDC", 15_000.0, 1.0, 1.0, None),
                debt("ETH", 5.0, 2_500.0 * ether, 1.03, None),
            ],
            vec![follows("wstETH", &[("ETH", 1.0)]), follows("ETH", &[("ETH", 1.0)])],
        )];
        portfolio_health(&moved).unwrap()
    };
    let slope = (equity(1e-6_f64.exp()).equity - equity((-1e-6_f64).exp()).equity) / 2e-6;
    near(equity(1.0).exposures[0].value, slope, 1e-6);
}

#[test]
fn bad_portfolios_have_their_code_and_the_next_call_works() {
    type Spoil = fn(&mut Portfolio);
    let bad: [(&str, Spoil); 14] = [
        ("duplicate", |made| made.factors.push("ETH".into())),
        ("duplicate", |made| made.chains.push(chain("rollup", 0, 0.0, 0.0))),
        ("duplicate", |made| made.holdings[1].name = "lend".into()),
        ("duplicate", |made| made.holdings[0].assets.push(follows("wstETH", &[]))),
        ("duplicate", |made| made.holdings[0].assets = vec![follows("wstETH", &[("ETH", 1.0), ("ETH", 1.0)])]),
        ("unknown", |made| made.holdings[0].chain = "sidechain".into()),
        ("unknown", |made| made.holdings[0].assets = vec![follows("GHO", &[])]),
        ("unknown", |made| made.holdings[0].assets = vec![follows("wstETH", &[("BTC", 1.0)])]),
        ("unknown", |made| made.factors = vec!["stETH/ETH".into()]),
        ("out_of_range", |made| made.chains[0].haircut = 1.5),
        ("out_of_range", |made| made.chains[0].cost = -1.0),
        ("not_finite", |made| made.chains[0].cost = f64::NAN),
        ("out_of_range", |made| made.factors.push(String::new())),
        ("out_of_range", |made| made.holdings[1].quote = Some(HoldingQuote { price: 0.0, loads: vec![] })),
    ];
    for (place, (code, spoil)) in bad.into_iter().enumerate() {
        let mut made = hedged();
        spoil(&mut made);
        assert_eq!(portfolio_health(&made).err().map(|error| error.code()), Some(code), "{place}");
        assert!(portfolio_health(&hedged()).is_ok());
    }
}
