//! A simulation cut in parts answers as the one call does, and tells on the way what its paths so far say.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on must stop, and an expected value may come from std's own floats"
)]

#[allow(dead_code, reason = "shared with other tests")]
mod positions;

use plimsoll::account::{Account, LegSide, PriceDirection};
use plimsoll::market::simulate_bars;
use plimsoll::portfolio::{Chain, Holding, HoldingState, Portfolio, PortfolioPassageRun, portfolio_first_passage};
use plimsoll::scenario::{
    FactorForecast, FirstPassage, FirstPassageRun, JointForecast, RegimeProbabilities, ScenarioOptions, first_passage, joint_first_passage,
};
use plimsoll::volatility::{Forecast, forecast_bars};
use positions::leg;
use proptest::prelude::*;

const NAMES: [&str; 5] = ["ETH", "BTC", "SOL", "LINK", "AVAX"];

fn market(seed: u32) -> Forecast {
    forecast_bars(&simulate_bars(seed, 960, 1_749_999_600, 2_500.0, 0.7).unwrap(), None).unwrap()
}

fn joint(count: usize, stress: f64) -> JointForecast {
    let matrix = |off: f64| (0..count * count).map(|cell| if cell / count == cell % count { 1.0 } else { off }).collect();
    let factor = |(name, seed): (&&str, u32)| FactorForecast { factor: (*name).into(), forecast: market(seed) };
    JointForecast {
        factors: NAMES.iter().take(count).zip(7..).map(factor).collect(),
        correlation: matrix(0.7),
        stress_correlation: matrix(0.9),
        regimes: RegimeProbabilities { calm: 0.9 - stress, normal: 0.1, stressed: stress },
    }
}

/// 2,500 in each of some factors, and a debt of a share of it all; the last of them owed instead where the account is mixed.
fn basket(count: usize, debt: f64, mixed: bool) -> Account {
    let mut legs = vec![leg(LegSide::Debt, "USDC", 2_500.0 * debt * count as f64, 1.0, None)];
    for (place, name) in NAMES.iter().take(count).enumerate() {
        let owed = mixed && place > 0 && place + 1 == count;
        legs.push(leg(if owed { LegSide::Debt } else { LegSide::Collateral }, name, if owed { 0.1 } else { 1.0 }, 2_500.0, Some(name)));
    }
    Account { legs, liquidatable: None }
}

/// Goes on by the given numbers of paths, over and over, and sees to it that each part does what it says.
fn cut<T>(parts: &[u32], mut advance: impl FnMut(u32) -> (f64, u32, Option<T>), paths: impl Fn(&T) -> u32) -> T {
    let (mut done, mut walked) = (0.0, 0);
    for part in parts.iter().cycle() {
        let (now, more, found) = advance(*part);
        assert!(now >= done && now <= 1.0, "{done}, then {now}");
        assert!(more - walked <= *part, "{} paths instead of {part}", more - walked);
        assert_eq!(found.as_ref().map_or(0, &paths), more);
        (done, walked) = (now, more);
        if now == 1.0 {
            // Whoever goes on is told the same.
            assert_eq!((advance(*part).0, advance(*part).1), (1.0, walked));
            return found.unwrap();
        }
    }
    panic!("no part")
}

fn passage(run: &mut FirstPassageRun, parts: &[u32]) -> FirstPassage {
    cut(parts, |paths| (run.advance(paths).unwrap(), run.walked(), run.result()), |found| found.paths)
}

fn parts() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(prop_oneof![Just(1u32), 1..12u32, 1..3_000u32, Just(u32::MAX)], 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn one_price(seed in any::<u32>(), paths in 1..3_000u32, hours in 1.0..80.0f64, distance in 0.0..0.2f64, rise: bool, parts in parts()) {
        let (forecast, options) = (market(7), ScenarioOptions { seed, paths, horizon_hours: hours });
        let direction = if rise { PriceDirection::Rise } else { PriceDirection::Fall };
        let mut run = FirstPassageRun::new(&forecast, distance, direction, &options).unwrap();
        prop_assert_eq!(passage(&mut run, &parts), first_passage(&forecast, distance, direction, &options).unwrap());
    }

    #[test]
    fn several_prices(
        seed in any::<u32>(), paths in 1..2_000u32, hours in 1.0..60.0f64, count in 1..6usize, debt in 0.0..0.9f64, mixed: bool, parts in parts(),
    ) {
        let (account, joint) = (basket(count, debt, mixed), joint(count, 0.1));
        let options = ScenarioOptions { seed, paths, horizon_hours: hours };
        let mut run = FirstPassageRun::joint(&account, &joint, &options).unwrap();
        prop_assert_eq!(passage(&mut run, &parts), joint_first_passage(&account, &joint, &options).unwrap());
    }

    #[test]
    fn a_portfolio(
        seed in any::<u32>(), paths in 1..1_000u32, hours in 1.0..30.0f64, debts in prop::collection::vec(0.0..0.9f64, 1..4), parts in parts(),
    ) {
        let (portfolio, joint) = (holdings(&debts), joint(3, 0.1));
        let options = ScenarioOptions { seed, paths, horizon_hours: hours };
        let mut run = PortfolioPassageRun::new(&portfolio, &joint, &options).unwrap();
        let found = cut(&parts, |paths| (run.advance(paths).unwrap(), run.walked(), run.result()), |found| found.any.paths);
        prop_assert_eq!(found, portfolio_first_passage(&portfolio, &joint, &options).unwrap());
    }
}

/// One holding of each debt, the first of one factor, the next of two, and so on.
fn holdings(debts: &[f64]) -> Portfolio {
    let holding = |(place, debt): (usize, &f64)| Holding {
        name: format!("holding {place}"),
        chain: "mainnet".into(),
        assets: vec![],
        quote: None,
        state: HoldingState::Account(basket(place + 1, *debt, false)),
    };
    Portfolio {
        factors: NAMES.iter().take(3).map(|name| (*name).into()).collect(),
        chains: vec![Chain { name: "mainnet".into(), delay_seconds: 0, haircut: 0.0, cost: 0.0 }],
        holdings: debts.iter().enumerate().map(holding).collect(),
        rescue_seconds: 0,
    }
}

#[test]
fn the_paths_so_far_tell_of_every_regime() {
    // Only stress liquidates so far away: had the calm paths come first, the first tenth would say never.
    let (account, joint) = (basket(2, 0.7, false), joint(2, 0.3));
    let options = ScenarioOptions { seed: 5, paths: 60_000, horizon_hours: 24.0 };
    let whole = joint_first_passage(&account, &joint, &options).unwrap();
    assert!(whole.probability > 0.005, "{}", whole.probability);
    let mut run = FirstPassageRun::joint(&account, &joint, &options).unwrap();
    let mut seen = 0;
    while run.advance(6_000).unwrap() < 1.0 {
        let Some(so_far) = run.result() else { continue };
        seen += 1;
        assert_eq!(so_far.paths, 6_000 * seen);
        let apart = (so_far.probability - whole.probability).abs() / so_far.standard_error;
        assert!(apart < 3.5, "{} of {} paths: {apart} standard errors", so_far.paths, options.paths);
        assert!(so_far.standard_error > whole.standard_error);
    }
    assert_eq!((seen, run.result()), (9, Some(whole)));
}

#[test]
fn what_needs_no_path_is_done_at_once() {
    let options = ScenarioOptions { seed: 1, paths: 1_000, horizon_hours: 24.0 };
    for (debt, probability) in [(0.0, 0.0), (1.2, 1.0)] {
        let mut run = FirstPassageRun::joint(&basket(2, debt, false), &joint(2, 0.1), &options).unwrap();
        let found = run.result().unwrap();
        assert_eq!((run.advance(1).unwrap(), found.probability, found.paths), (1.0, probability, 0));
    }
}

#[test]
fn a_run_that_is_refused_stays_refused() {
    let options = ScenarioOptions { seed: 1, paths: 1_000, horizon_hours: 24.0 };
    let mut joint = joint(2, 0.1);
    joint.factors[1].forecast.levels.clear();
    let account = basket(2, 0.7, false);
    let refusal = joint_first_passage(&account, &joint, &options).unwrap_err();
    match FirstPassageRun::joint(&account, &joint, &options) {
        Err(error) => assert_eq!(error, refusal),
        Ok(mut run) => {
            assert!(run.advance(1_000).unwrap() < 1.0);
            for _ in 0..3 {
                assert_eq!((run.advance(1_000).unwrap_err(), run.result()), (refusal.clone(), None));
            }
        }
    }
}
