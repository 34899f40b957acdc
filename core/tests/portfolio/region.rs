//! The nearest liquidation: closed forms, invariances, and no nearer point anywhere.

use crate::make::{Random, at_aave, by_hand, collateral, debt, follows, milli, near, owed, portfolio, reserve, supplied};
use plimsoll::U256;
use plimsoll::account::Account;
use plimsoll::portfolio::{Holding, HoldingState, NearestLiquidation, NearestPoint, Portfolio, portfolio_region};
use plimsoll::venue::Position;
use plimsoll::venue::maker::MakerVault;

pub fn nearest(made: &Portfolio, covariance: &[f64]) -> NearestLiquidation {
    portfolio_region(made, covariance).unwrap().holdings[0].nearest.clone()
}

pub fn point(made: &Portfolio, covariance: &[f64]) -> NearestPoint {
    match nearest(made, covariance) {
        NearestLiquidation::At { point } => point,
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_factor_is_the_closed_form() {
    let mut random = Random(1);
    for _ in 0..2_000 {
        let (amount, price, share, sigma) =
            (random.between(0.1, 1e3), random.between(1.0, 1e5), random.between(0.05, 0.99), random.between(0.001, 0.5));
        let worth = amount * price;
        let long = by_hand(
            "long",
            vec![collateral("ETH", amount, price, 0.8, Some("ETH")), debt("USDC", 0.8 * worth * share, 1.0, 1.0, None)],
            vec![],
        );
        let found = point(&portfolio(&["ETH"], vec![long]), &[sigma * sigma]);
        near(found.sigmas, -share.ln() / sigma, 1e-9);
        near(found.moves[0].log_move, share.ln(), 1e-9);
        near(found.prices[0].price, price * share, 1e-9);
        let short = by_hand(
            "short",
            vec![collateral("USDC", worth * 1.05 / share, 1.0, 1.0, None), debt("ETH", amount, price, 1.05, Some("ETH"))],
            vec![],
        );
        let found = point(&portfolio(&["ETH"], vec![short]), &[sigma * sigma]);
        near(found.sigmas, -share.ln() / sigma, 1e-9);
        near(found.prices[1].price, price / share, 1e-9);
    }
}

#[test]
fn loads_that_add_up_are_the_closed_form_of_their_sum() {
    // Of a log-normal product the distance is that of the sum of the logs, whatever the correlation and the betas.
    let mut random = Random(2);
    for _ in 0..2_000 {
        let (a, b, correlation) = (random.between(0.01, 0.2), random.between(0.001, 0.2), random.between(-0.95, 0.95));
        let (first, second, share) = (random.between(-2.0, 2.0), random.between(-2.0, 2.0), random.between(0.1, 0.99));
        let lend = by_hand(
            "lend",
            vec![collateral("X", 10.0, 100.0, 0.5, None), debt("USDC", 500.0 * share, 1.0, 1.0, None)],
            vec![follows("X", &[("A", first), ("B", second)])],
        );
        let covariance = [a * a, correlation * a * b, correlation * a * b, b * b];
        let variance = first * first * a * a + 2.0 * first * second * correlation * a * b + second * second * b * b;
        near(point(&portfolio(&["A", "B"], vec![lend]), &covariance).sigmas, -share.ln() / variance.sqrt(), 1e-7);
    }
}

#[test]
fn a_looped_staked_position_falls_by_its_basis_alone() {
    // 100 wstETH at 3,000 counted at 0.93 against 108 ether at 2,500: 279,000 / 270,000. Ether moves both sides.
    let looped = by_hand(
        "loop",
        vec![collateral("wstETH", 100.0, 3_000.0, 0.93, None), debt("ETH", 108.0, 2_500.0, 1.0, Some("ETH"))],
        vec![follows("wstETH", &[("ETH", 1.0), ("stETH/ETH", 1.0)])],
    );
    let made = portfolio(&["ETH", "stETH/ETH"], vec![looped]);
    let (ether, basis): (f64, f64) = (0.04, 0.002);
    let found = point(&made, &[ether * ether, 0.0, 0.0, basis * basis]);
    let needed = (279_000.0_f64 / 270_000.0).ln();
    near(found.sigmas, needed / basis, 1e-12);
    near(found.moves[1].log_move, -needed, 1e-12);
    assert!(found.moves[0].log_move.abs() < 1e-6);
    // A basis that hardly moves is far away, not at infinity: the distance's square overflows, the distance does not.
    let least = f64::from_bits(1);
    near(point(&made, &[ether * ether, 0.0, 0.0, least]).sigmas, needed / least.sqrt(), 1e-12);
    // With a basis that widens as ether falls, ether is part of the most likely way there, and the distance is the same.
    let correlated = point(&made, &[ether * ether, 0.5 * ether * basis, 0.5 * ether * basis, basis * basis]);
    near(correlated.sigmas, needed / basis, 1e-9);
    near(correlated.moves[0].log_move, -0.5 * ether * needed / basis, 1e-6);
    let factors = &portfolio_region(&made, &[1e-3, 0.0, 0.0, 1e-5]).unwrap().holdings[0].factors;
    assert_eq!((factors[0].fall, factors[0].rise, factors[1].rise), (None, None, None));
    near(factors[1].fall.unwrap(), -needed, 1e-12);
    // Where the basis is pegged for certain, nothing liquidates it: the covariance leaves one dimension, and no load is on it.
    assert_eq!(nearest(&made, &[ether * ether, 0.0, 0.0, 0.0]), NearestLiquidation::NothingLiquidates { certain: true });
}

#[test]
fn a_hedge_falls_on_the_side_that_is_nearer() {
    let lend = at_aave(
        "lend",
        vec![
            supplied(reserve(0, "wstETH", 18, 300_000_000_000, 8_000), milli(10_000, 18)),
            owed(reserve(1, "USDC", 6, 100_000_000, 7_500), milli(15_000_000, 6)),
        ],
        vec![follows("wstETH", &[("ETH", 1.0), ("stETH/ETH", 1.0)]), follows("USDC", &[("USDC/USD", 1.0)])],
    );
    let short = |cash: f64| {
        let legs = vec![collateral("cash", cash, 1.0, 1.0, None), debt("ETH", 12.0, 2_500.0, 1.03, Some("ETH"))];
        by_hand("short", legs, vec![])
    };
    let made = |cash: f64| portfolio(&["ETH", "stETH/ETH", "USDC/USD"], vec![lend.clone(), short(cash)]);
    let (ether, basis, peg): (f64, f64, f64) = (0.04, 0.003, 0.001);
    let covariance = [ether * ether, 0.0, 0.0, 0.0, basis * basis, 0.0, 0.0, 0.0, peg * peg];
    let region = portfolio_region(&made(40_000.0), &covariance).unwrap();
    let (NearestLiquidation::At { point: fall }, NearestLiquidation::At { point: rise }) =
        (&region.holdings[0].nearest, &region.holdings[1].nearest)
    else {
        panic!("{region:?}")
    };
    // 24,000 counted against 15,000: ln 1.6 over the root of all three variances, for both sides are products.
    near(fall.sigmas, 1.6_f64.ln() / (ether * ether + basis * basis + peg * peg).sqrt(), 1e-9);
    // 40,000 / (12 · 2,500 · 1.03).
    near(rise.sigmas, (40_000.0_f64 / 30_900.0).ln() / ether, 1e-9);
    assert_eq!(region.first.as_deref(), Some("short"));
    assert_eq!(portfolio_region(&made(60_000.0), &covariance).unwrap().first.as_deref(), Some("lend"));
    // Aave agrees, to the last digit of its prices.
    let venue = fall.venue.as_ref().unwrap();
    assert!(venue.agrees && (venue.flip.unwrap() - 1.0).abs() < 1e-9, "{venue:?}");
    assert_eq!((venue.prices[0].asset.as_str(), venue.prices[0].price.to_f64()), ("wstETH", (fall.prices[0].price * 1e8).floor()));
    assert!(rise.venue.is_none());
}

#[test]
fn factors_that_are_one_are_one() {
    // Two factors with correlation 1 are one factor with the sum of the loads.
    let legs = vec![collateral("X", 1.0, 1_000.0, 0.8, None), collateral("Y", 1.0, 500.0, 0.7, None), debt("USDC", 600.0, 1.0, 1.0, None)];
    let two = by_hand("two", legs.clone(), vec![follows("X", &[("A", 1.0)]), follows("Y", &[("B", 0.5)])]);
    let one = by_hand("one", legs, vec![follows("X", &[("A", 1.0)]), follows("Y", &[("A", 1.0)])]);
    let (a, b): (f64, f64) = (0.03, 0.06);
    let both = point(&portfolio(&["A", "B"], vec![two]), &[a * a, a * b, a * b, b * b]);
    let single = point(&portfolio(&["A"], vec![one]), &[a * a]);
    near(both.sigmas, single.sigmas, 1e-12);
    near(both.moves[1].log_move, 2.0 * both.moves[0].log_move, 1e-9);
}

#[test]
fn what_is_certain_needs_no_search() {
    let safe = by_hand("safe", vec![collateral("ETH", 1.0, 2_500.0, 0.8, Some("ETH"))], vec![]);
    let made = portfolio(&["ETH", "BTC"], vec![safe]);
    let covariance = [0.001, 0.0, 0.0, 0.001];
    assert_eq!(nearest(&made, &covariance), NearestLiquidation::NothingLiquidates { certain: true });
    assert_eq!(portfolio_region(&made, &covariance).unwrap().first, None);
    let gone = |liquidatable| Holding {
        state: HoldingState::Account(Account {
            legs: vec![collateral("ETH", 1.0, 2_500.0, 0.8, Some("ETH")), debt("USDC", 2_000.0, 1.0, 1.0, None)],
            liquidatable,
        }),
        ..by_hand("edge", vec![], vec![])
    };
    // At its boundary: safe, and no distance from it; the venue's own verdict wins.
    let edge = point(&portfolio(&["ETH"], vec![gone(None)]), &[0.001]);
    assert_eq!((edge.sigmas, edge.moves[0].log_move, edge.prices[0].price), (0.0, 0.0, 2_500.0));
    let region = portfolio_region(&portfolio(&["ETH"], vec![gone(Some(true))]), &[0.001]).unwrap();
    assert_eq!(
        (&region.holdings[0].nearest, region.first.as_deref(), region.holdings[0].factors.len()),
        (&NearestLiquidation::Now, Some("edge"), 0)
    );
    // No variance at all: nothing moves.
    let still = by_hand("still", vec![collateral("ETH", 1.0, 2_500.0, 0.8, Some("ETH")), debt("USDC", 1_000.0, 1.0, 1.0, None)], vec![]);
    assert_eq!(nearest(&portfolio(&["ETH"], vec![still]), &[0.0]), NearestLiquidation::NothingLiquidates { certain: true });
}

#[test]
fn the_venue_is_asked_on_its_own_integers() {
    let mut random = Random(6);
    let (mut agreed, mut all) = (0, 0);
    for _ in 0..600 {
        let price = |random: &mut Random| random.between(1e6, 1e12) as u64;
        let supplies = [reserve(0, "X", 18, price(&mut random), 8_000), reserve(1, "Y", 8, price(&mut random), 7_000)];
        let worth: f64 = supplies.iter().map(|one| one.price.to_f64() * 0.5).sum();
        let owes = worth * random.between(0.3, 1.6) / 1e8;
        let [x, y] = supplies;
        let reserves = vec![
            supplied(x, milli(1_000, 18)),
            supplied(y, milli(1_000, 8)),
            owed(reserve(2, "D", 6, 100_000_000, 7_500), U256::new((owes * 1e6) as u64)),
        ];
        let holding = at_aave("lend", reserves, vec![follows("X", &[("A", 1.0)]), follows("Y", &[("B", 1.0)])]);
        let (a, b, correlation) = (random.between(0.01, 0.1), random.between(0.01, 0.1), random.between(-0.9, 0.9));
        let covariance = [a * a, a * b * correlation, a * b * correlation, b * b];
        let NearestLiquidation::At { point } = nearest(&portfolio(&["A", "B"], vec![holding]), &covariance) else { continue };
        let venue = point.venue.unwrap();
        all += 1;
        agreed += u32::from(venue.agrees);
        let flip = venue.flip.expect("the verdict flips near the point");
        assert!((flip - 1.0).abs() < 1e-6, "{flip}");
    }
    println!("region: Aave agrees to one unit at {agreed} of {all} points");
    assert!(all > 300 && agreed * 20 > all * 19, "{agreed} of {all}");
}

#[test]
fn venues_with_prices_of_many_digits_agree_to_what_a_double_tells() {
    let vault: MakerVault = serde_json::from_str(include_str!("../../src/venue/maker/example.json")).unwrap();
    let mut undripped = vault.clone();
    undripped.jug.elapsed_seconds = 90 * 86_400;
    let vaults = [
        Position::Maker(vault),
        Position::Maker(undripped),
        serde_json::from_str(include_str!("../../src/venue/liquity_v2/example.json")).map(Position::LiquityV2).unwrap(),
    ];
    for position in vaults {
        let holding = Holding { state: HoldingState::Position(position), ..by_hand("vault", vec![], vec![]) };
        let venue = point(&portfolio(&["ETH"], vec![holding]), &[0.001]).venue.unwrap();
        assert!(venue.agrees && (venue.flip.unwrap() - 1.0).abs() < 1e-14, "{venue:?}");
    }
}

#[test]
fn bad_covariances_have_their_code_and_the_next_call_works() {
    let safe = by_hand("safe", vec![collateral("ETH", 1.0, 2_500.0, 0.8, Some("ETH"))], vec![]);
    let made = portfolio(&["ETH"], vec![safe]);
    for (covariance, code) in [
        (vec![], "length_mismatch"),
        (vec![1.0, 0.0], "length_mismatch"),
        (vec![-1.0], "out_of_range"),
        (vec![f64::NAN], "not_finite"),
        (vec![1e7], "out_of_range"),
    ] {
        assert_eq!(portfolio_region(&made, &covariance).err().map(|error| error.code()), Some(code));
        assert!(portfolio_region(&made, &[0.01]).is_ok());
    }
}
