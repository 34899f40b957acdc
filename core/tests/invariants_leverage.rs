//! What must hold for every account and every forecast: hand-computed cases first, then properties.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on must stop, and an expected value may come from std's own floats"
)]

use plimsoll::RiskError;
use plimsoll::account::{Account, Leg, LegSide, LiquidationDistance, PriceDirection, account_health, liquidation_distance};
use plimsoll::leverage::{Advice, AdviceOptions, AdviceStatus, AlertLevel, Binding, advice, default_advice_options};
use plimsoll::venue::aave_v3::{AaveV3User, PriceBoundary, aave_v3_boundaries, aave_v3_view};
use plimsoll::volatility::{Forecast, ForecastFlag, HorizonForecast, ModelStamp};
use proptest::prelude::*;

fn leg(side: LegSide, asset: &str, amount: f64, price: f64, factor: Option<&str>) -> Leg {
    let (threshold, ltv) = if side == LegSide::Collateral { (0.8, 0.75) } else { (1.0, 0.0) };
    Leg { asset: asset.into(), side, amount, price, threshold, ltv, factor: factor.map(Into::into), interest_annual: 0.0 }
}

/// The example position: 10 ETH against 14,000 USDC at Aave v3.7.
fn example_user() -> AaveV3User {
    serde_json::from_str(include_str!("../../examples/position.json")).unwrap()
}

/// Ether against a stable debt.
fn long(debt: f64) -> Account {
    let legs = vec![leg(LegSide::Collateral, "ETH", 10.0, 2_500.0, Some("ETH")), leg(LegSide::Debt, "USDC", debt, 1.0, None)];
    Account { legs, liquidatable: None }
}

/// Stable collateral against an ether debt.
fn short(debt_eth: f64) -> Account {
    let legs = vec![leg(LegSide::Collateral, "USDC", 25_000.0, 1.0, None), leg(LegSide::Debt, "ETH", debt_eth, 2_500.0, Some("ETH"))];
    Account { legs, liquidatable: None }
}

/// A forecast whose quantiles are `size · step · √(h / 24)`, the rise 1.2 times the fall.
fn forecast(size: f64) -> Forecast {
    let steps = [0.2, 0.4, 0.7, 1.0, 1.6];
    let horizons = [6.0, 24.0, 72.0, 168.0, 720.0]
        .into_iter()
        .map(|horizon_hours: f64| {
            let scale = size * (horizon_hours / 24.0).sqrt();
            HorizonForecast {
                horizon_hours,
                variance: scale * scale / 9.0,
                sigma_annual: scale / 3.0 * (8_760.0 / horizon_hours).sqrt(),
                drawdown: steps.iter().map(|step| step * scale).collect(),
                runup: steps.iter().map(|step| 1.2 * step * scale).collect(),
            }
        })
        .collect();
    Forecast {
        model: ModelStamp { version: "hand".into(), hash: "00".into(), trained_until: 1_700_000_000, valid_until: 1_800_000_000 },
        as_of: 1_750_000_000,
        price: 2_500.0,
        history_hours: 720,
        levels: vec![0.5, 0.2, 0.05, 0.01, 0.001],
        horizons,
        flags: vec![],
    }
}

fn plain() -> AdviceOptions {
    AdviceOptions { oracle_deviation: 0.0, ..default_advice_options() }
}

fn near(got: f64, expected: f64) {
    assert!((got / expected - 1.0).abs() < 1e-12, "got {got}, expected {expected}");
}

/// The same account with its debt scaled to a debt-to-collateral ratio.
fn opened_at(account: &Account, ratio: f64) -> Account {
    let health = account_health(account).unwrap();
    let mut opened = account.clone();
    for leg in opened.legs.iter_mut().filter(|leg| leg.side == LegSide::Debt) {
        leg.amount *= ratio * health.collateral / health.debt;
    }
    opened
}

fn within(advice: &Advice, hours: f64) -> f64 {
    advice.probabilities.iter().find(|entry| entry.horizon_hours == hours).unwrap().probability
}

#[test]
fn a_long_is_exactly_what_the_formula_says() {
    let answer = advice(&long(10_000.0), &forecast(0.1), &plain()).unwrap();
    // Health 2: the boundary is ln 2 away, at 1,250.
    assert_eq!((answer.status, answer.direction), (AdviceStatus::Exposed, Some(PriceDirection::Fall)));
    assert_eq!((answer.health_factor, answer.liquidation_price), (Some(2.0), Some(1_250.0)));
    near(answer.leverage.unwrap(), 25_000.0 / 15_000.0);
    // The 1 % fall within 24 h is 0.1: LT · e^(−0.1).
    let safe = &answer.safe_leverage;
    near(safe.debt_to_collateral, 0.8 * (-0.1f64).exp());
    near(safe.leverage, 1.0 / (1.0 - 0.8 * (-0.1f64).exp()));
    near(safe.venue_maximum, 4.0);
    assert_eq!(safe.binding, Binding::MarketTail);
    // Thresholds: e^q at 72, 24 and 2 h, as health and as the price of ether.
    let quantiles = [0.1 * 3f64.sqrt(), 0.1, 0.1 * (2.0f64 / 24.0).sqrt()];
    assert_eq!(answer.thresholds.len(), 3);
    for (threshold, quantile) in answer.thresholds.iter().zip(quantiles) {
        near(threshold.health_factor, quantile.exp());
        near(threshold.price, 1_250.0 * quantile.exp());
    }
    assert_eq!(answer.level, AlertLevel::Calm);
    // q = 0.1·√(h/24) reaches ln 2 only after 1,153 hours, beyond the cap.
    assert!(answer.lead_time.capped && answer.lead_time.hours == 720.0);
}

#[test]
fn a_short_mirrors_it_with_the_rise() {
    let options = AdviceOptions { oracle_deviation: 0.01, fee: 0.002, ..plain() };
    let answer = advice(&short(4.0), &forecast(0.1), &options).unwrap();
    assert_eq!((answer.direction, answer.liquidation_price), (Some(PriceDirection::Rise), Some(5_000.0)));
    near(answer.safe_leverage.debt_to_collateral, 0.8 * (-0.12f64).exp() / 1.01 * 0.998);
    near(answer.thresholds[1].price, 5_000.0 * (-0.12f64).exp() / 1.01);
    near(answer.thresholds[1].health_factor, 0.12f64.exp() * 1.01);
}

#[test]
fn the_probability_is_the_level_at_its_own_quantile() {
    // Health e^0.07: the fall exceeded with 5 % within 24 h.
    let answer = advice(&long(20_000.0 * (-0.07f64).exp()), &forecast(0.1), &plain()).unwrap();
    near(within(&answer, 24.0), 0.05);
    assert_eq!(answer.level, AlertLevel::Act);
    // And 1 % within 24 · 0.7² hours.
    assert!((answer.lead_time.hours - 24.0 * 0.49).abs() < 1e-6 && !answer.lead_time.capped);
}

#[test]
fn what_binds_follows_the_largest_share() {
    let safe = |options: &AdviceOptions, size: f64| advice(&long(10_000.0), &forecast(size), options).unwrap().safe_leverage;
    assert_eq!(safe(&plain(), 0.01).binding, Binding::VenueLimit);
    near(safe(&plain(), 0.01).leverage, 4.0);
    assert_eq!(safe(&AdviceOptions { oracle_deviation: 0.2, ..plain() }, 0.1).binding, Binding::Oracle);
    assert_eq!(safe(&AdviceOptions { fee: 0.2, ..plain() }, 0.1).binding, Binding::Cost);
    let young = Forecast { flags: vec![ForecastFlag::ShortHistory], ..forecast(0.1) };
    assert_eq!(advice(&long(10_000.0), &young, &plain()).unwrap().safe_leverage.binding, Binding::ShortHistory);
}

#[test]
fn the_same_factor_on_both_sides_nets() {
    let mut account = long(1.0);
    account.legs[1] = leg(LegSide::Debt, "stETH", 7.0, 2_490.0, Some("ETH"));
    assert_eq!(liquidation_distance(&account).unwrap(), LiquidationDistance::NothingLiquidates);
    let answer = advice(&account, &forecast(0.1), &plain()).unwrap();
    assert_eq!((answer.status, within(&answer, 168.0)), (AdviceStatus::NothingLiquidates, 0.0));
    assert_eq!((answer.safe_leverage.binding, answer.lead_time.capped), (Binding::Nothing, true));
    near(answer.safe_leverage.leverage, 4.0);
    assert!(answer.thresholds.is_empty() && answer.liquidation_price.is_none());
    // Interest alone can still end it: health 1.0001 and 50 % a year leave less than two hours.
    account.legs[1].amount = 20_000.0 / 2_490.0 / 1.0001;
    account.legs[1].interest_annual = 0.5;
    let slow = advice(&account, &forecast(0.1), &plain()).unwrap();
    assert_eq!((slow.status, within(&slow, 24.0), slow.level), (AdviceStatus::NothingLiquidates, 1.0, AlertLevel::Critical));
    assert!((slow.lead_time.hours - 1.0001f64.ln() / 0.5 * 8_760.0).abs() < 1e-6);
}

#[test]
fn a_mixed_account_crosses_once() {
    // 10 ETH and 5,000 DAI against 4 stETH and 9,000 USDC: 20,000x + 4,000 = 10,000x + 9,000.
    let mut account = long(9_000.0);
    account.legs.push(leg(LegSide::Collateral, "DAI", 5_000.0, 1.0, None));
    account.legs.push(leg(LegSide::Debt, "stETH", 4.0, 2_500.0, Some("ETH")));
    let LiquidationDistance::At { direction, price, log_distance, asset, .. } = liquidation_distance(&account).unwrap() else {
        panic!("it has a boundary");
    };
    assert_eq!((direction, price, asset.as_str()), (PriceDirection::Fall, 1_250.0, "ETH"));
    near(log_distance, 2f64.ln());
    assert_eq!(account_health(&account).unwrap().net_exposure, 15_000.0);
}

#[test]
fn the_verdict_of_the_integers_wins() {
    let at = |debt: f64, verdict: bool| {
        let account = Account { liquidatable: Some(verdict), ..long(debt) };
        (liquidation_distance(&account).unwrap(), advice(&account, &forecast(0.1), &plain()).unwrap())
    };
    let at_boundary = |distance: &LiquidationDistance, expected: f64| match distance {
        LiquidationDistance::At { log_distance, price, .. } => *log_distance == 0.0 && *price == expected,
        _ => false,
    };
    // Floats say health 0.99…, the integers say safe: at the boundary, not beyond it.
    let (distance, answer) = at(20_000.001, false);
    assert!(at_boundary(&distance, 2_500.0), "{distance:?}");
    assert_eq!(answer.status, AdviceStatus::Exposed);
    // Floats say health 1.000…, the integers say liquidatable.
    let (distance, answer) = at(19_999.999, true);
    assert!(at_boundary(&distance, 2_500.0), "{distance:?}");
    assert_eq!((answer.status, answer.level, answer.lead_time.hours), (AdviceStatus::Liquidatable, AlertLevel::Critical, 0.0));
    assert!(answer.probabilities.iter().all(|entry| entry.probability == 1.0));
    // Well under water: the boundary is the price that would save it.
    let (distance, _) = at(25_000.0, true);
    assert!(at_boundary(&distance, 3_125.0), "{distance:?}");
}

#[test]
fn a_debt_free_account_still_gets_its_safe_leverage() {
    let mut account = long(10_000.0);
    account.legs.truncate(1);
    let answer = advice(&account, &forecast(0.1), &plain()).unwrap();
    assert_eq!((answer.status, answer.leverage, answer.health_factor), (AdviceStatus::NoDebt, Some(1.0), None));
    near(answer.safe_leverage.debt_to_collateral, 0.8 * (-0.1f64).exp());
    assert!(answer.thresholds.is_empty() && answer.lead_time.capped && within(&answer, 168.0) == 0.0);
    let empty = advice(&Account { legs: vec![], liquidatable: None }, &forecast(0.1), &plain()).unwrap();
    assert_eq!((empty.status, empty.leverage, empty.safe_leverage.leverage), (AdviceStatus::NoDebt, None, 1.0));
}

#[test]
fn a_level_is_left_only_below_half_of_alpha() {
    // 1 % at 0.1 and 0.1 % at 0.16 within 24 h: at 0.11 the probability lies between α/2 and α.
    let account = long(20_000.0 * (-0.11f64).exp());
    let at = |previous_level| advice(&account, &forecast(0.1), &AdviceOptions { previous_level, ..plain() }).unwrap();
    let probability = within(&at(None), 24.0);
    assert!((0.005..0.01).contains(&probability), "{probability}");
    assert_eq!(at(None).level, AlertLevel::Notice);
    assert_eq!(at(Some(AlertLevel::Notice)).level, AlertLevel::Notice);
    assert_eq!(at(Some(AlertLevel::Act)).level, AlertLevel::Act);
    assert_eq!(at(Some(AlertLevel::Critical)).level, AlertLevel::Act);
}

#[test]
fn old_data_and_an_old_model_are_said() {
    let at = |now| advice(&long(10_000.0), &forecast(0.1), &AdviceOptions { now: Some(now), ..plain() }).unwrap().confidence;
    assert!(!at(1_750_007_200).stale && at(1_750_007_201).stale);
    assert_eq!((at(1_800_000_000).flags, at(1_800_000_001).flags), (vec![], vec![ForecastFlag::ModelExpired]));
}

type Change<'a> = dyn 'a + Fn(&mut Account, &mut AdviceOptions, &mut Forecast);

fn refused(change: &Change<'_>) -> RiskError {
    let (mut account, mut options, mut forecast) = (long(10_000.0), plain(), forecast(0.1));
    change(&mut account, &mut options, &mut forecast);
    advice(&account, &forecast, &options).unwrap_err()
}

#[test]
fn what_is_not_finite_is_refused() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for field in 0..5 {
            let error = refused(&|account, _, _| {
                let leg = &mut account.legs[0];
                *[&mut leg.amount, &mut leg.price, &mut leg.threshold, &mut leg.ltv, &mut leg.interest_annual][field] = bad;
            });
            assert_eq!(error.code(), "not_finite");
        }
        for field in 0..6 {
            let error = refused(&|_, options, _| {
                let AdviceOptions { alpha, horizon_hours, oracle_delay_hours, oracle_deviation, fee, reaction_hours, .. } = options;
                *[alpha, horizon_hours, oracle_delay_hours, oracle_deviation, fee, reaction_hours][field] = bad;
            });
            assert_eq!(error.code(), "not_finite");
        }
        assert_eq!(refused(&|_, _, forecast| forecast.horizons[1].drawdown[0] = bad).code(), "not_finite");
    }
}

#[test]
fn what_is_out_of_range_is_refused_and_says_what_to_do() {
    let percent = refused(&|account, _, _| account.legs[0].threshold = 80.0);
    assert_eq!(percent.code(), "out_of_range");
    assert!(percent.to_string().contains("`legs[0].threshold`") && percent.to_string().contains("pass fractions, not percent"));
    let changes: [&Change<'_>; 14] = [
        &|account, _, _| account.legs[0].amount = -1.0,
        &|account, _, _| account.legs[0].amount = 1e300,
        &|account, _, _| account.legs[0].price = 0.0,
        &|account, _, _| account.legs[0].price = -2_500.0,
        &|account, _, _| account.legs[0].ltv = 0.81,
        &|account, _, _| account.legs[1].threshold = 0.8,
        &|account, _, _| account.legs[1].ltv = 0.1,
        &|account, _, _| account.legs[1].interest_annual = 500.0,
        &|account, _, _| account.legs[0].factor = Some(String::new()),
        &|_, options, _| options.alpha = 1.0,
        &|_, options, _| options.horizon_hours = 721.0,
        &|_, options, _| options.reaction_hours = 0.0,
        &|_, options, _| options.oracle_deviation = 5.0,
        &|_, options, _| options.oracle_delay_hours = 1_000.0,
    ];
    for (position, change) in changes.into_iter().enumerate() {
        assert_eq!(refused(change).code(), "out_of_range", "change {position}");
    }
    assert_eq!(refused(&|_, _, forecast| forecast.horizons.clear()).code(), "length_mismatch");
    let several = refused(&|account, _, _| account.legs.push(leg(LegSide::Collateral, "WBTC", 1.0, 60_000.0, Some("BTC"))));
    assert!(matches!(&several, RiskError::Unsupported { question, .. } if question.contains("ETH, BTC")), "{several}");
}

prop_compose! {
    fn any_leg(side: LegSide)(
        amount in prop_oneof![Just(0.0), 1e-6..1e9f64], price in 1e-9..1e6f64, threshold in prop_oneof![Just(0.0), 0.01..=1.0f64],
        share in 0.0..=1.0f64, factor in any::<bool>(), interest_annual in -0.5..2.0f64,
    ) -> Leg {
        let (threshold, ltv) = if side == LegSide::Collateral { (threshold, threshold * share) } else { (1.0, 0.0) };
        Leg { asset: "X".into(), side, amount, price, threshold, ltv, factor: factor.then(|| "ETH".into()), interest_annual }
    }
}

prop_compose! {
    /// Anything at all, at all sizes.
    fn any_account()(
        collateral in prop::collection::vec(any_leg(LegSide::Collateral), 0..4),
        debt in prop::collection::vec(any_leg(LegSide::Debt), 0..4),
        liquidatable in prop::option::of(any::<bool>()),
    ) -> Account {
        Account { legs: collateral.into_iter().chain(debt).collect(), liquidatable }
    }
}

prop_compose! {
    /// A long or a short, perhaps with some collateral on the other side.
    fn solvent()(health in 1.05..3.0f64, is_long in any::<bool>(), mixed in 0.0..0.4f64, interest in -0.05..0.3f64) -> Account {
        let (stable, factor) = (Some("ETH").filter(|_| !is_long), Some("ETH").filter(|_| is_long));
        let mut legs = vec![
            leg(LegSide::Collateral, "A", 25_000.0 * (1.0 - mixed), 1.0, factor),
            leg(LegSide::Collateral, "B", 25_000.0 * mixed, 1.0, stable),
            leg(LegSide::Debt, "C", 20_000.0 / health, 1.0, stable),
        ];
        legs[2].interest_annual = interest;
        Account { legs, liquidatable: None }
    }
}

fn any_level() -> impl Strategy<Value = Option<AlertLevel>> {
    prop::option::of(prop_oneof![Just(AlertLevel::Calm), Just(AlertLevel::Notice), Just(AlertLevel::Act), Just(AlertLevel::Critical)])
}

prop_compose! {
    fn any_options()(
        alpha in 0.001..0.2f64, horizon_hours in 1.0..720.0f64, oracle_delay_hours in 0.0..48.0f64, oracle_deviation in 0.0..0.5f64,
        fee in 0.0..0.5f64, reaction_hours in 0.25..24.0f64, previous_level in any_level(),
    ) -> AdviceOptions {
        AdviceOptions { alpha, horizon_hours, oracle_delay_hours, oracle_deviation, fee, reaction_hours, now: None, previous_level }
    }
}

fn every_number(answer: &Advice) -> Vec<f64> {
    let safe = &answer.safe_leverage;
    let mut numbers = vec![safe.leverage, safe.debt_to_collateral, safe.venue_maximum, answer.lead_time.hours];
    numbers.extend(answer.probabilities.iter().map(|entry| entry.probability));
    numbers.extend(answer.thresholds.iter().flat_map(|entry| [entry.health_factor, entry.price]));
    numbers.extend([answer.health_factor, answer.leverage, answer.liquidation_price, answer.log_distance].into_iter().flatten());
    numbers
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn everything_is_finite(account in any_account(), options in any_options(), size in 1e-6..1.5f64) {
        let answer = advice(&account, &forecast(size), &options).unwrap();
        prop_assert!(every_number(&answer).iter().all(|number| number.is_finite() && *number >= 0.0), "{answer:?}");
        prop_assert!(answer.probabilities.iter().all(|entry| entry.probability <= 1.0));
        prop_assert!(answer.safe_leverage.leverage >= 1.0 && answer.safe_leverage.leverage <= answer.safe_leverage.venue_maximum);
        if account.liquidatable == Some(false) {
            prop_assert!(answer.status != AdviceStatus::Liquidatable);
        }
    }

    #[test]
    fn probability_falls_in_distance_and_rises_with_horizon(account in solvent(), options in any_options(), step in 1.0..1.5f64) {
        let nearer = advice(&account, &forecast(0.1), &options).unwrap();
        let mut safer = account.clone();
        safer.legs[2].amount /= step;
        let farther = advice(&safer, &forecast(0.1), &options).unwrap();
        for (near, far) in nearer.probabilities.iter().zip(&farther.probabilities) {
            prop_assert!(far.probability <= near.probability);
        }
        prop_assert!(nearer.probabilities.windows(2).all(|pair| pair[0].probability <= pair[1].probability));
        prop_assert!(farther.lead_time.hours >= nearer.lead_time.hours);
    }

    #[test]
    fn safe_leverage_falls_with_alpha_and_with_the_horizon(account in solvent(), options in any_options(), by in 1.0..20.0f64) {
        let safe = |options: &AdviceOptions| advice(&account, &forecast(0.1), options).unwrap().safe_leverage.leverage;
        let alpha = (options.alpha / by).max(0.001);
        let rarer = AdviceOptions { alpha, ..options.clone() };
        prop_assert!(safe(&rarer) <= safe(&options));
        let horizon_hours = (options.horizon_hours * by).min(720.0);
        let longer = AdviceOptions { horizon_hours, ..options.clone() };
        prop_assert!(safe(&longer) <= safe(&options));
    }

    #[test]
    fn opened_at_the_safe_leverage_the_probability_is_alpha(account in solvent(), options in any_options(), horizon in 0usize..3) {
        let horizon_hours = [24.0, 72.0, 168.0][horizon];
        let options = AdviceOptions { fee: 0.0, horizon_hours, ..options };
        let safe = advice(&account, &forecast(0.2), &options).unwrap().safe_leverage;
        let opened = advice(&opened_at(&account, safe.debt_to_collateral), &forecast(0.2), &options).unwrap();
        let probability = within(&opened, horizon_hours);
        if matches!(safe.binding, Binding::MarketTail | Binding::Oracle) {
            prop_assert!((probability - options.alpha).abs() < 1e-9, "{probability} {options:?}");
        } else {
            prop_assert!(probability <= options.alpha + 1e-9);
        }
    }

    #[test]
    fn thresholds_are_ordered_and_sit_where_the_probability_is_alpha(account in solvent(), options in any_options()) {
        let answer = advice(&account, &forecast(0.1), &options).unwrap();
        let [notice, act, critical] = &answer.thresholds[..] else { return Ok(()) };
        prop_assert!(notice.health_factor >= act.health_factor && act.health_factor >= critical.health_factor);
        prop_assert!(critical.health_factor >= 1.0 - 1e-12);
        let leg = account.legs.iter().find(|leg| leg.factor.is_some() && leg.amount > 0.0).unwrap();
        let multiple = act.price / leg.price;
        let mut moved = account.clone();
        moved.legs.iter_mut().filter(|leg| leg.factor.is_some()).for_each(|leg| leg.price *= multiple);
        let there = advice(&moved, &forecast(0.1), &options).unwrap();
        prop_assert!((within(&there, 24.0) - options.alpha).abs() < 1e-9);
        prop_assert!((there.health_factor.unwrap() / act.health_factor - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_unit_of_prices_does_not_matter(account in any_account(), options in any_options()) {
        let mut scaled = account.clone();
        scaled.legs.iter_mut().for_each(|leg| leg.price *= 1_024.0);
        let (plain, large) = (advice(&account, &forecast(0.1), &options).unwrap(), advice(&scaled, &forecast(0.1), &options).unwrap());
        prop_assert_eq!(&plain.probabilities, &large.probabilities);
        prop_assert_eq!(&plain.safe_leverage, &large.safe_leverage);
        prop_assert_eq!((plain.health_factor, plain.leverage, plain.log_distance), (large.health_factor, large.leverage, large.log_distance));
        prop_assert_eq!(&plain.lead_time, &large.lead_time);
        prop_assert_eq!(plain.thresholds.len(), large.thresholds.len());
        for (a, b) in plain.thresholds.iter().zip(&large.thresholds) {
            prop_assert_eq!((a.health_factor, a.price * 1_024.0), (b.health_factor, b.price));
        }
    }

    #[test]
    fn the_boundary_agrees_with_the_integers(wei in 1_000_000_000_000_000_000u64..u64::MAX, share in 0.05..0.98f64) {
        let mut user = example_user();
        let eth = wei as f64 / 1e18;
        user.reserves[0].scaled_a_token_balance = wei.into();
        user.reserves[1].scaled_variable_debt = ((eth * 2_500.0 * 0.83 * share * 1e6) as u64).into();
        let exact = aave_v3_boundaries(&user).unwrap();
        let Some(PriceBoundary::At { price: exact, .. }) = exact.first().map(|entry| entry.boundary) else {
            return Err(TestCaseError::fail("no exact boundary"));
        };
        let LiquidationDistance::At { price, .. } = liquidation_distance(&aave_v3_view(&user).unwrap()).unwrap() else {
            return Err(TestCaseError::fail("no boundary"));
        };
        // The integers floor the collateral's value and ceil the debt's, each by a base unit at most, and the price itself by one.
        let slack = 1.0 + 3.0 / (eth * 0.83);
        prop_assert!((price * 1e8 - exact.to_f64()).abs() <= slack, "{price} {exact:?}");
    }

    #[test]
    fn interest_owed_harms_and_interest_earned_never_does(account in solvent(), options in any_options(), rate in 0.0..0.5f64) {
        let with = |leg: usize, change: f64| {
            let mut account = account.clone();
            account.legs[leg].interest_annual += change;
            advice(&account, &forecast(0.1), &options).unwrap()
        };
        let (now, dearer, kinder) = (with(2, 0.0), with(2, rate), with(0, rate));
        prop_assert!(within(&dearer, 168.0) >= within(&now, 168.0) && within(&kinder, 168.0) <= within(&now, 168.0));
        prop_assert!(dearer.safe_leverage.leverage <= now.safe_leverage.leverage * (1.0 + 1e-15));
        prop_assert!(kinder.safe_leverage.leverage >= now.safe_leverage.leverage * (1.0 - 1e-15));
    }
}
