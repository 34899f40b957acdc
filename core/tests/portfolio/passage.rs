//! The joint event on the same paths.

use crate::make::{by_hand, collateral, debt, follows, portfolio};
use plimsoll::account::Account;
use plimsoll::market::simulate_bars;
use plimsoll::portfolio::{Holding, HoldingState, PortfolioPassage, portfolio_account, portfolio_first_passage};
use plimsoll::scenario::{FactorBars, FirstPassage, JointForecast, ScenarioOptions, joint_first_passage, joint_forecast};

fn joint(factors: &[&str]) -> JointForecast {
    let bars = |(seed, factor): (u32, &&str)| FactorBars {
        factor: (*factor).into(),
        bars: simulate_bars(seed, 960, 1_749_999_600, 2_500.0, 0.7).unwrap(),
    };
    joint_forecast(&(1..).zip(factors).map(bars).collect::<Vec<_>>(), None).unwrap()
}

fn options(paths: u32, horizon_hours: f64) -> ScenarioOptions {
    ScenarioOptions { seed: 3, paths, horizon_hours }
}

fn long(name: &str, factor: &str, owes: f64) -> Holding {
    by_hand(name, vec![collateral("X", 10.0, 2_500.0, 0.8, Some(factor)), debt("USDC", owes, 1.0, 1.0, None)], vec![])
}

fn short(name: &str, factor: &str, cash: f64) -> Holding {
    by_hand(name, vec![collateral("cash", cash, 1.0, 1.0, None), debt("X", 10.0, 2_500.0, 1.03, Some(factor))], vec![])
}

fn run(holdings: Vec<Holding>, factors: &[&str], options: &ScenarioOptions) -> PortfolioPassage {
    let found = portfolio_first_passage(&portfolio(factors, holdings), &joint(factors), options).unwrap();
    let firsts: f64 = found.holdings.iter().map(|one| one.first).sum();
    assert!((firsts - found.any.probability).abs() < 1e-12, "{firsts} of {}", found.any.probability);
    let most = found.holdings.iter().map(|one| one.passage.probability).fold(0.0, f64::max);
    let sum: f64 = found.holdings.iter().map(|one| one.passage.probability).sum();
    assert!(found.any.probability >= most && found.any.probability <= sum + 1e-12);
    assert!(found.holdings.iter().all(|one| one.first <= one.passage.probability));
    found
}

fn alone(holding: &Holding, factors: &[&str], options: &ScenarioOptions) -> FirstPassage {
    let HoldingState::Account(account) = &holding.state else { panic!() };
    joint_first_passage(account, &joint(factors), options).unwrap()
}

#[test]
fn one_holding_is_the_account_alone_to_the_last_bit() {
    let both = by_hand(
        "both",
        vec![
            collateral("ETH", 4.0, 2_500.0, 0.8, Some("ETH")),
            collateral("BTC", 0.1, 100_000.0, 0.8, Some("BTC")),
            debt("USDC", 14_600.0, 1.0, 1.0, None),
        ],
        vec![],
    );
    for horizon in [1.0, 7.3, 24.0, 72.0] {
        let options = options(8_000, horizon);
        let found = run(vec![both.clone()], &["ETH", "BTC"], &options);
        let expected = alone(&both, &["ETH", "BTC"], &options);
        assert_eq!(found.holdings[0].passage, expected);
        assert_eq!(found.any, expected);
        assert_eq!(found.holdings[0].first, expected.probability);
    }
}

#[test]
fn one_factor_agrees_with_the_account_alone() {
    for holding in [long("one", "ETH", 19_200.0), short("one", "ETH", 26_800.0)] {
        let options = options(20_000, 24.0);
        let found = run(vec![holding.clone()], &["ETH"], &options).any;
        let expected = alone(&holding, &["ETH"], &options);
        let error = (found.standard_error.powi(2) + expected.standard_error.powi(2)).sqrt();
        assert!((found.probability - expected.probability).abs() < 4.0 * error, "{} {}", found.probability, expected.probability);
        assert!(expected.probability > 0.02 && expected.probability < 0.5);
    }
}

#[test]
fn the_same_holding_twice_is_one_event() {
    let found = run(vec![long("a", "ETH", 18_600.0), long("b", "ETH", 18_600.0)], &["ETH"], &options(8_000, 24.0));
    let [a, b] = &found.holdings[..] else { panic!() };
    assert_eq!((a.passage.probability, b.passage.probability, b.first), (found.any.probability, found.any.probability, 0.0));
}

#[test]
fn a_safer_holding_on_the_same_price_adds_nothing() {
    let found = run(vec![long("safer", "ETH", 17_900.0), long("riskier", "ETH", 18_600.0)], &["ETH"], &options(8_000, 24.0));
    let [safer, riskier] = &found.holdings[..] else { panic!() };
    assert!(safer.passage.probability > 0.0 && safer.passage.probability < riskier.passage.probability);
    assert_eq!((found.any.probability, riskier.first, safer.first), (riskier.passage.probability, found.any.probability, 0.0));
}

#[test]
fn a_long_and_a_short_exclude_each_other_for_a_short_time() {
    let found = run(vec![long("long", "ETH", 19_000.0), short("short", "ETH", 27_100.0)], &["ETH"], &options(20_000, 6.0));
    let sum = found.holdings[0].passage.probability + found.holdings[1].passage.probability;
    assert!(sum > 0.01 && found.any.probability > 0.95 * sum, "{} of {sum}", found.any.probability);
}

#[test]
fn other_prices_are_other_events_that_overlap_by_their_correlation() {
    let pair = |factor: &str| {
        let found = run(vec![long("a", "ETH", 18_600.0), long("b", factor, 18_600.0)], &["ETH", "BTC"], &options(20_000, 24.0));
        let sum: f64 = found.holdings.iter().map(|one| one.passage.probability).sum();
        (found.any.probability, sum, found)
    };
    let (same, same_sum, _) = pair("ETH");
    let (other, other_sum, found) = pair("BTC");
    // One event half counts twice; two that share a regime, jumps and a correlation below one overlap less than that, and some.
    assert!((same / same_sum - 0.5).abs() < 1e-12);
    assert!(other / other_sum > 0.6 && other / other_sum < 0.99, "{}", other / other_sum);
    assert_eq!(found.any.drivers.len(), 2);
    assert!((found.any.drivers.iter().map(|one| one.share).sum::<f64>() - 1.0).abs() < 1e-12);
    assert!(found.any.standard_error > 0.0 && found.holdings.iter().all(|one| one.first_standard_error > 0.0));
}

#[test]
fn what_is_certain_needs_no_path() {
    let safe = by_hand("safe", vec![collateral("X", 1.0, 2_500.0, 0.8, Some("ETH"))], vec![]);
    let found = run(vec![safe.clone()], &["ETH"], &options(1_000, 24.0));
    assert_eq!((found.any.probability, found.any.paths, found.holdings[0].first_standard_error), (0.0, 0, 0.0));
    let found = run(vec![safe, long("gone", "ETH", 20_001.0), long("close", "ETH", 18_600.0)], &["ETH"], &options(1_000, 24.0));
    assert_eq!((found.any.probability, found.any.paths, found.any.hitting_hours_p50), (1.0, 0, Some(0.0)));
    assert_eq!((found.holdings[0].passage.probability, found.holdings[1].first), (0.0, 1.0));
    let close = &found.holdings[2];
    assert!(close.passage.probability > 0.0 && close.passage.probability < 1.0 && close.first == 0.0);
}

#[test]
fn the_same_seed_gives_the_same_bits_whatever_else_is_held() {
    let options = options(6_000, 24.0);
    let first = long("a", "ETH", 18_600.0);
    let with = |others: Vec<Holding>| run([vec![first.clone()], others].concat(), &["ETH", "BTC"], &options).holdings[0].passage.clone();
    let one = with(vec![]);
    assert_eq!(one, with(vec![]));
    // Others on up to two factors in all leave its paths as they are.
    assert_eq!(one, with(vec![short("b", "ETH", 28_000.0), long("c", "BTC", 18_000.0)]));
}

#[test]
fn an_asset_that_follows_several_factors_needs_one_of_its_own() {
    let staked = |loads: &[(&str, f64)]| {
        let legs = vec![collateral("wstETH", 1.0, 3_000.0, 0.8, None), debt("USDC", 2_300.0, 1.0, 1.0, None)];
        portfolio(&["ETH", "stETH/ETH"], vec![by_hand("lend", legs, vec![follows("wstETH", loads)])])
    };
    let code = |loads: &[(&str, f64)]| portfolio_account(&staked(loads)).err().map(|error| error.code());
    assert_eq!(code(&[("ETH", 1.0), ("stETH/ETH", 1.0)]), Some("unsupported"));
    assert_eq!(code(&[("ETH", 0.9)]), Some("unsupported"));
    assert_eq!((code(&[("ETH", 1.0)]), code(&[]), code(&[("ETH", 1.0), ("stETH/ETH", 0.0)])), (None, None, None));
    let made: Vec<Account> = portfolio_account(&staked(&[("ETH", 1.0)])).unwrap().into_iter().map(|one| one.account).collect();
    assert_eq!(made[0].legs[0].factor.as_deref(), Some("ETH"));
    let options = options(500, 24.0);
    let refused = portfolio_first_passage(&staked(&[("stETH/ETH", 1.0)]), &joint(&["ETH"]), &options);
    assert_eq!(refused.err().map(|error| error.code()), Some("unknown"));
    assert!(portfolio_first_passage(&staked(&[("ETH", 1.0)]), &joint(&["ETH"]), &options).is_ok());
}
