//! Generators at and beyond the edge of what every exported function accepts.

mod calibration;
mod models;
mod mutated;
mod prices;

use super::accounts::any_account;
use ciborium::Value;
use plimsoll::account::{Account, Leg, LegSide, PriceDirection};
use plimsoll::governance::{MarketParameters, ParameterQuestion, StepLimit, StewardLimits};
use plimsoll::leverage::{AdviceOptions, AlertLevel};
use plimsoll::scenario::{FactorBars, FactorForecast, JointForecast, RegimeProbabilities, ScenarioOptions};
use plimsoll::venue::aave_v3::AaveV3Revision::{V3_0, V3_3, V3_4, V3_5, V3_6, V3_7};
use plimsoll::volatility::{
    Forecast, GarchFit, GarchLaw, HarCoefficients, HorizonForecast, LogHarCoefficients, MarketAsset, MarketState, PanelState, PegKind,
    PriceKind,
};
use proptest::prelude::*;
use proptest::sample::select;
use serde::Serialize;
use std::collections::BTreeMap;

type Fields = BTreeMap<String, Value>;

const EDGES: &[f64] = &[
    0.0,
    -0.0,
    5e-324,
    1e-308,
    1e-300,
    1e-160,
    1e-80,
    1e-40,
    1e-30,
    1e-20,
    1e-9,
    1e-4,
    0.001,
    0.25,
    0.5,
    1.0 - 1e-16,
    1.0,
    1.0 + 3e-16,
    24.0,
    50.0,
    140.0,
    720.0,
    768.0,
    1e4,
    1e6,
    1e9,
    1e12,
    1e20,
    1e30,
    1e40,
    1e80,
    1e160,
    1e300,
    f64::MAX,
    f64::INFINITY,
    f64::NAN,
    -1.0,
    -1e-300,
    -1e300,
];

/// Any number at all, edges first.
pub fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![3 => select(EDGES), 1 => any::<f64>()]
}

/// Mostly log-uniform between two powers of ten, ends included; rarely any number.
fn between(low: f64, high: f64) -> impl Strategy<Value = f64> {
    prop_oneof![
        12 => (low.log10()..=high.log10()).prop_map(move |exponent| 10f64.powf(exponent).clamp(low, high)),
        2 => select(vec![low, high]),
        1 => any_number(),
    ]
}

/// A fraction, its ends included.
fn fraction() -> impl Strategy<Value = f64> {
    prop_oneof![8 => 0.0..=1.0f64, 2 => select(vec![0.0, 1.0, 1e-9, 0.001, 0.0005, 0.5, 0.2]), 1 => any_number()]
}

fn leg() -> impl Strategy<Value = Leg> {
    let weights = (fraction(), fraction(), prop_oneof![3 => Just(0.0), 1 => -100.0..=100.0f64, 1 => select(EDGES)]);
    let factor = select(vec![None, Some("ETH"), Some("ETH"), Some("BTC"), Some("")]);
    (any::<bool>(), between(1e-40, 1e40), between(1e-40, 1e40), weights, factor, 0u8..12).prop_map(
        |(debt, amount, price, (threshold, ltv, interest_annual), factor, mix)| Leg {
            asset: "A".into(),
            side: if debt { LegSide::Debt } else { LegSide::Collateral },
            amount: if mix == 0 { 0.0 } else { amount },
            price: if mix < 6 { price } else { 2_500.0 },
            threshold: if debt && mix > 1 { 1.0 } else { threshold },
            ltv: if debt && mix > 1 { 0.0 } else { ltv * threshold },
            factor: factor.filter(|name| mix == 1 || *name == "ETH").map(Into::into),
            interest_annual,
        },
    )
}

fn account() -> impl Strategy<Value = Account> {
    (prop::collection::vec(leg(), 0..6), select(vec![None, None, None, Some(true), Some(false)]))
        .prop_map(|(legs, liquidatable)| Account { legs, liquidatable })
}

/// Rising numbers, some a single bit apart.
fn rising(low: f64, high: f64, count: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((between(low, high), any::<bool>()), count).prop_map(|drawn| {
        let mut values: Vec<f64> = drawn.iter().map(|(value, _)| *value).collect();
        values.sort_by(f64::total_cmp);
        for index in 1..values.len() {
            if drawn[index].1 && drawn[index - 1].1 {
                values[index] = values[index - 1].next_up();
            }
        }
        values
    })
}

/// A forecast of foreign make: in order, but as steep, as flat, as near and as far as it can be.
fn foreign_forecast() -> impl Strategy<Value = Forecast> {
    (2usize..6, 1usize..5)
        .prop_flat_map(|(levels, horizons)| {
            let side = || prop::collection::vec(rising(1e-320, 50.0, levels), horizons);
            let least = select(vec![1e-320, 1e-12, 1e-3]);
            (
                rising(1e-9, 0.5, levels),
                rising(1e-320, 1e6, horizons),
                least.prop_flat_map(move |low| rising(low, f64::MAX, horizons)),
                side(),
                side(),
                prop::collection::vec(prop_oneof![8 => 0.0..=10.0f64, 2 => select(vec![0.0, 10.0]), 1 => any_number()], 5),
            )
        })
        .prop_map(|(mut levels, hours, variances, drawdown, runup, spreads)| {
            levels.reverse();
            let horizons = hours.into_iter().zip(variances).zip(grown(drawdown).into_iter().zip(grown(runup)));
            Forecast {
                levels,
                horizons: horizons
                    .map(|((horizon_hours, variance), (drawdown, runup))| HorizonForecast {
                        horizon_hours,
                        variance,
                        drawdown_spread: spreads.iter().copied().take(drawdown.len()).collect(),
                        runup_spread: spreads.iter().rev().copied().take(runup.len()).collect(),
                        drawdown,
                        runup,
                        sigma_annual: 1.0,
                    })
                    .collect(),
                ..plain_forecast()
            }
        })
}

/// Each horizon at least as far as the one before it.
fn grown(mut side: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    for index in 1..side.len() {
        let (shorter, longer) = side.split_at_mut(index);
        for (far, near) in longer[0].iter_mut().zip(&shorter[index - 1]) {
            *far = far.max(*near);
        }
    }
    side
}

pub fn plain_forecast() -> Forecast {
    let bars = plimsoll::market::simulate_bars(7, 800, 1_749_999_600, 2_500.0, 0.7).expect("bars");
    plimsoll::volatility::forecast_bars(&bars, None).expect("a forecast")
}

fn forecast() -> impl Strategy<Value = Forecast> {
    prop_oneof![
        6 => foreign_forecast(),
        2 => bars().prop_map(|bars| plimsoll::volatility::forecast_bars(&bars, None).unwrap_or_else(|_| plain_forecast())),
        1 => any_number().prop_map(|price| Forecast { price, ..plain_forecast() }),
        1 => (any::<u32>(), any::<u32>()).prop_map(|(as_of, history_hours)| Forecast { as_of, history_hours, ..plain_forecast() }),
    ]
}

/// Rows from the first to the last second of the clock, with holes of hours and of years and prices sixty decades apart.
pub fn bars() -> impl Strategy<Value = Vec<f64>> {
    let gap = prop_oneof![300 => Just(1u32), 20 => 2u32..30, 2 => select(vec![719, 720, 721, 722, 8_760, 400_000]), 1 => Just(0)];
    let price = || prop_oneof![8 => (-30.0..=30.0f64).prop_map(|exponent| 10f64.powf(exponent)), 1 => select(vec![1e-30, 1e30])];
    let row = (gap, (price(), price(), 0.0..=1.0f64, 0.0..=1.0f64));
    let odd = prop::option::weighted(0.3, (0usize..540, any_number()));
    let start = select(vec![0u32, 1_749_999_600, 4_294_965_600 - 3_600 * 100]);
    (start, prop::collection::vec(row, 0..90), any::<bool>(), odd).prop_map(|(start, rows, calm, odd)| {
        let mut ts = f64::from(start);
        let mut flat = Vec::new();
        for (gap, (a, b, x, y)) in rows {
            ts += 3_600.0 * f64::from(gap);
            let (low, high) = if calm { (2_500.0, 2_500.0 + x) } else { (a.min(b), a.max(b)) };
            let inside = |share: f64| (low + (high - low) * share).clamp(low.min(high), high.max(low));
            flat.extend([ts, inside(x), high, low, inside(y), 1.0]);
        }
        if let Some((at, number)) = odd
            && let Some(cell) = flat.get_mut(at)
        {
            *cell = number;
        }
        flat
    })
}

fn market() -> impl Strategy<Value = Option<MarketState>> {
    prop::option::of(
        (select(vec![0, 1_750_000_000, u32::MAX]), market_asset(), market_asset(), prop::option::of(panel()))
            .prop_map(|(as_of, btc, eth, panel)| MarketState { as_of, btc, eth, panel }),
    )
}

/// A number within bounds, and now and then any at all.
fn mostly(low: f64, high: f64, odd: u32) -> impl Strategy<Value = f64> {
    prop_oneof![12 => low..=high, odd => any_number()]
}

fn asset_with(odd: u32) -> impl Strategy<Value = MarketAsset> {
    let volume = || mostly(-4.0, 4.0, odd);
    let variances = prop::array::uniform7(mostly(-40.0, 12.0, odd));
    (variances, volume(), volume(), mostly(0.0, 140.0, odd)).prop_map(|(variances, volume_24, volume_168, from_low_720)| {
        let [log_rv_24, log_rv_168, log_rv_720, log_range_6, log_range_24, log_range_168, log_range_720] = variances;
        MarketAsset {
            log_rv_24,
            log_rv_168,
            log_rv_720,
            log_range_6,
            log_range_24,
            log_range_168,
            log_range_720,
            volume_24,
            volume_168,
            from_low_720,
        }
    })
}

fn market_asset() -> impl Strategy<Value = MarketAsset> {
    asset_with(1)
}

fn panel() -> impl Strategy<Value = PanelState> {
    (select(vec![0, 11, 12, 40, u32::MAX]), prop::array::uniform4(mostly(-40.0, 12.0, 1)), mostly(-4.0, 4.0, 1), mostly(-4.0, 4.0, 1))
        .prop_map(|(assets, [log_range_6, log_range_24, log_range_168, log_range_720], volume_24, volume_168)| PanelState {
            assets,
            log_range_6,
            log_range_24,
            log_range_168,
            log_range_720,
            volume_24,
            volume_168,
        })
}

fn options() -> impl Strategy<Value = AdviceOptions> {
    let levels = select(vec![None, Some(AlertLevel::Calm), Some(AlertLevel::Notice), Some(AlertLevel::Act), Some(AlertLevel::Critical)]);
    let hours = (between(1.0, 720.0), between(1e-9, 48.0), between(0.25, 24.0));
    (between(0.001, 0.2), hours, between(1e-9, 0.5), between(1e-9, 0.5), prop::option::of(any::<u32>()), levels, 0u8..6).prop_map(
        |(alpha, (horizon_hours, oracle_delay_hours, reaction_hours), oracle_deviation, fee, now, previous_level, mix)| AdviceOptions {
            alpha,
            horizon_hours,
            oracle_delay_hours: if mix == 0 { oracle_delay_hours } else { 0.0 },
            oracle_deviation: if mix == 1 { 0.0 } else { oracle_deviation },
            fee: if mix < 3 { fee } else { 0.0 },
            reaction_hours,
            now,
            previous_level,
        },
    )
}

fn factor() -> impl Strategy<Value = FactorForecast> {
    (select(vec!["ETH", "BTC", "SOL", "ETH", ""]), forecast()).prop_map(|(name, forecast)| FactorForecast { factor: name.into(), forecast })
}

/// A matrix of correlations, mostly one in fact.
fn matrix(size: usize) -> impl Strategy<Value = Vec<f64>> {
    let odd = prop::option::weighted(0.1, (0..(size * size).max(1), any_number()));
    (prop_oneof![4 => -1.0..=1.0f64, 1 => select(vec![0.0, 1.0, -1.0, 1.0 - 1e-15, 1.0 - 1e-6])], odd).prop_map(move |(rho, odd)| {
        let mut cells: Vec<f64> = (0..size * size).map(|cell| if cell / size.max(1) == cell % size.max(1) { 1.0 } else { rho }).collect();
        if let Some((at, number)) = odd
            && let Some(cell) = cells.get_mut(at)
        {
            *cell = number;
        }
        cells
    })
}

fn factors() -> impl Strategy<Value = (Vec<FactorForecast>, Vec<f64>)> {
    let named = |count: usize| {
        let name = move |place: usize| if count > 2 && place == 1 { "A".to_owned() } else { format!("{}", char::from(b'A' + place as u8)) };
        prop::collection::vec(forecast(), count).prop_map(move |all| {
            all.into_iter().enumerate().map(|(place, forecast)| FactorForecast { factor: name(place), forecast }).collect::<Vec<_>>()
        })
    };
    select(vec![0usize, 1, 2, 2, 2, 3, 9]).prop_flat_map(move |count| (named(count), matrix(count)))
}

/// A joint forecast of foreign make.
fn joint() -> impl Strategy<Value = JointForecast> {
    let regimes = (fraction(), fraction()).prop_map(|(calm, normal)| RegimeProbabilities { calm, normal, stressed: 1.0 - calm - normal });
    (factors(), regimes).prop_flat_map(|((factors, correlation), regimes)| {
        let size = factors.len();
        matrix(size).prop_map(move |stress_correlation| JointForecast {
            factors: factors.clone(),
            correlation: correlation.clone(),
            stress_correlation,
            regimes: regimes.clone(),
        })
    })
}

/// Two factors of one forecast, under the names that the legs of an account have.
fn pair() -> impl Strategy<Value = JointForecast> {
    let correlation = || prop_oneof![8 => -0.999..=0.999f64, 1 => select(vec![1.0 - 2e-9, 2e-9 - 1.0, 0.0])];
    (forecast(), correlation(), correlation(), fraction(), fraction()).prop_map(|(forecast, ordinary, stressed, calm, rest)| {
        let named = |name: &str| FactorForecast { factor: name.into(), forecast: forecast.clone() };
        let normal = rest * (1.0 - calm);
        JointForecast {
            factors: vec![named("ETH"), named("BTC")],
            correlation: vec![1.0, ordinary, ordinary, 1.0],
            stress_correlation: vec![1.0, stressed, stressed, 1.0],
            regimes: RegimeProbabilities { calm, normal, stressed: 1.0 - calm - normal },
        }
    })
}

/// Few paths: what the engine does with numbers does not hang on how many.
fn scenario_options() -> impl Strategy<Value = ScenarioOptions> {
    let paths = select(vec![1u32, 2, 3, 4, 5, 64, 64, 0, 10_000_001, u32::MAX]);
    (any::<u32>(), paths, prop_oneof![6 => 1.0..=6.0f64, 2 => between(1.0, 768.0)])
        .prop_map(|(seed, paths, horizon_hours)| ScenarioOptions { seed, paths, horizon_hours })
}

fn question() -> impl Strategy<Value = ParameterQuestion> {
    let alphas = rising(0.001, 0.2, 3);
    let money = (between(1e-20, 1e20), between(1e-20, 1e20), between(1e-9, 100.0));
    let shares = (between(1e-4, 0.5), between(1e-4, 1.0), between(0.25, 720.0), fraction(), fraction());
    let today = prop::option::of((between(1e-4, 1.0), fraction(), fraction()).prop_map(|(threshold, ltv, bonus)| MarketParameters {
        ltv: (ltv * threshold).max(1e-4),
        liquidation_threshold: threshold,
        bonus: bonus * (1.0 / threshold - 1.0).min(1.0),
    }));
    let limit = || (0u16..=10_001, any::<bool>()).prop_map(|(maximum_bps, relative)| StepLimit { maximum_bps, relative });
    let steward = prop::option::of((any::<u32>(), limit(), limit(), limit(), prop::option::of(any::<u32>())).prop_map(
        |(minimum_delay_seconds, ltv, liquidation_threshold, bonus, last_change)| StewardLimits {
            minimum_delay_seconds,
            ltv,
            liquidation_threshold,
            bonus,
            last_change,
        },
    ));
    (forecast(), alphas, money, shares, today, steward, prop::option::of(any::<u32>())).prop_map(
        |(forecast, alphas, (liquidity, debt_cap, factor), (slippage, share, hours, deviation, cost), today, steward, now)| {
            ParameterQuestion {
                forecast,
                alpha_cautious: alphas[0],
                alpha_central: alphas[1],
                alpha_bold: alphas[2],
                liquidity,
                slippage,
                debt_cap,
                close_out_share: share,
                response_hours: hours,
                oracle_deviation: deviation / 2.0,
                execution_cost: cost / 2.0,
                smart_ltv_factor: factor,
                today,
                steward,
                now,
            }
        },
    )
}

fn returns() -> impl Strategy<Value = Vec<f64>> {
    (
        select(vec![0usize, 1, 720, 892, 1_000, 1_000]),
        prop_oneof![0.0..20.0f64, 0.0..400.0f64],
        prop::collection::vec((-1.0..=1.0f64, any_number()), 24),
        0u8..3,
    )
        .prop_map(|(length, decades, seeds, mix)| {
            let scale = 10f64.powf(2.0 - decades);
            let at = |hour: usize| {
                let (share, odd) = seeds[hour * 7 % seeds.len()];
                let own = share * scale * 1.4 * ((hour % 97) as f64 + 1.0) / 97.0;
                if mix == 0 && hour == 13 { odd } else { own }
            };
            (0..length).map(at).collect()
        })
}

/// Rows of ts and price from one end of the clock to the other, unevenly spaced, at par and a thousand times away.
fn pegged_prices() -> impl Strategy<Value = Vec<f64>> {
    let gap = select(vec![1u32, 59, 3_600, 3_600, 3_600, 3_600, 90_000, 3_000_000]);
    let row = (gap, prop_oneof![6 => 0.9..=1.1f64, 2 => between(1e-3, 1e3), 1 => Just(1.0)]);
    let start = select(vec![0u32, 1_750_000_000, u32::MAX - 100_000]);
    let odd = prop::option::weighted(0.3, (0usize..200, any_number()));
    (start, prop::collection::vec(row, 0..100), odd).prop_map(|(start, rows, odd)| {
        let mut ts = f64::from(start);
        let mut flat: Vec<f64> = Vec::new();
        for (gap, price) in rows {
            flat.extend([ts, price]);
            ts += f64::from(gap);
        }
        if let Some((at, number)) = odd
            && let Some(cell) = flat.get_mut(at)
        {
            *cell = number;
        }
        flat
    })
}

/// The arguments of an exported function, by the names that the faces give them.
pub fn arguments(function: &str) -> BoxedStrategy<Fields> {
    let seeds = || {
        (
            any::<u32>(),
            select(vec![1u32, 2, 40, 40, 40, 0, 100_001, u32::MAX]),
            select(vec![0u32, 3_600, 3_600, 7, 4_294_965_600, u32::MAX]),
        )
    };
    match function {
        "version" | "defaultAdviceOptions" | "defaultScenarioOptions" => Just(Fields::new()).boxed(),
        "simulateBars" => (seeds(), between(1e-9, 1e12), prop_oneof![between(1e-6, 5.0), between(5e-324, 5.0)])
            .prop_map(|((seed, hours, ts), price, sigma)| {
                named([
                    ("seed", value(seed)),
                    ("hours", value(hours)),
                    ("startTs", value(ts)),
                    ("startPrice", value(price)),
                    ("sigmaAnnual", value(sigma)),
                ])
            })
            .boxed(),
        "marketAsset" => bars().prop_map(|bars| named([("bars", value(bars))])).boxed(),
        "marketPanel" => (prop::collection::vec(asset_with(0), 0..40), prop::option::weighted(0.3, market_asset()))
            .prop_map(|(assets, odd)| named([("assets", value(assets.into_iter().chain(odd).collect::<Vec<_>>()))]))
            .boxed(),
        "marketState" => (bars(), bars()).prop_map(|(btc, eth)| named([("btc", value(btc)), ("eth", value(eth))])).boxed(),
        "forecastBars" => (bars(), market()).prop_map(|(bars, market)| named([("bars", value(bars)), ("market", value(market))])).boxed(),
        "forecastPrices" => prices::priced(),
        "inputAccuracy" => select(PriceKind::ALL.to_vec()).prop_map(|kind| named([("kind", value(kind))])).boxed(),
        "modelBytes" => Just(Fields::new()).boxed(),
        "modelStamp" => models::model().prop_map(|model| named([("model", value(model))])).boxed(),
        "forecastBarsWith" => (models::model(), bars(), market())
            .prop_map(|(model, bars, market)| named([("model", value(model)), ("bars", value(bars)), ("market", value(market))]))
            .boxed(),
        "calibrationStart" => Just(Fields::new()).boxed(),
        "calibrationPushBars" => {
            (calibration::state(), bars()).prop_map(|(state, bars)| named([("state", value(state)), ("bars", value(bars))])).boxed()
        }
        "calibrationObserve" | "calibrateForecast" => (calibration::state(), prop_oneof![3 => calibration::forecast(), 1 => forecast()])
            .prop_map(|(state, forecast)| named([("state", value(state)), ("forecast", value(forecast))]))
            .boxed(),
        "calibrationRecord" => calibration::state().prop_map(|state| named([("state", value(state))])).boxed(),
        "tracker" => (bars(), 0usize..90, market())
            .prop_map(|(bars, split, market)| named([("bars", value(bars)), ("split", value(split)), ("market", value(market))]))
            .boxed(),
        "forecastVariance" => (forecast(), between(1e-320, 768.0))
            .prop_map(|(forecast, hours)| named([("forecast", value(forecast)), ("horizonHours", value(hours))]))
            .boxed(),
        "drawdownQuantile" | "runupQuantile" | "drawdownEstimate" | "runupEstimate" => {
            (forecast(), between(0.0005, 0.5), between(1e-320, 768.0))
                .prop_map(|(forecast, alpha, hours)| {
                    named([("forecast", value(forecast)), ("alpha", value(alpha)), ("horizonHours", value(hours))])
                })
                .boxed()
        }
        "drawdownProbability" | "runupProbability" | "drawdownProbabilityEstimate" | "runupProbabilityEstimate" => {
            (forecast(), between(1e-320, f64::MAX), between(1e-320, 768.0))
                .prop_map(|(forecast, distance, hours)| {
                    named([("forecast", value(forecast)), ("distance", value(distance)), ("horizonHours", value(hours))])
                })
                .boxed()
        }
        "aaveV3Account" | "aaveV3Boundaries" | "aaveV3View" => {
            any_account(&[V3_0, V3_3, V3_4, V3_5, V3_6, V3_7]).prop_map(|user| named([("user", value(user))])).boxed()
        }
        "accountHealth" | "liquidationDistance" => account().prop_map(|account| named([("account", value(account))])).boxed(),
        "advice" => (account(), forecast(), options())
            .prop_map(|(account, forecast, options)| {
                named([("account", value(account)), ("forecast", value(forecast)), ("options", value(options))])
            })
            .boxed(),
        "ewmaVariance" => (returns(), fraction(), between(5e-324, 1e6))
            .prop_map(|(returns, decay, steps)| named([("returns", value(returns)), ("decay", value(decay)), ("steps", value(steps))]))
            .boxed(),
        "harFit" | "logharFit" => (returns(), select(vec![0u32, 1, 2, 24, 720, u32::MAX]))
            .prop_map(|(returns, hours)| named([("returns", value(returns)), ("horizonHours", value(hours))]))
            .boxed(),
        "harVariance" => (returns(), prop::array::uniform5(prop_oneof![3 => -1e6..=1e6f64, 1 => any_number()]), between(5e-324, 1e6))
            .prop_map(|(returns, [intercept, day, week, month, floor], hours)| {
                let coefficients = HarCoefficients { intercept, day, week, month, floor: floor.abs() };
                named([("returns", value(returns)), ("coefficients", value(coefficients)), ("horizonHours", value(hours))])
            })
            .boxed(),
        "logharVariance" => {
            (returns(), prop::array::uniform4(prop_oneof![3 => -1e6..=1e6f64, 1 => any_number()]), between(1e-6, 1e6), between(5e-324, 1e6))
                .prop_map(|(returns, [intercept, day, week, month], smearing, hours)| {
                    let coefficients = LogHarCoefficients { intercept, day, week, month, smearing };
                    named([("returns", value(returns)), ("coefficients", value(coefficients)), ("horizonHours", value(hours))])
                })
                .boxed()
        }
        "garchFit" => (returns(), select(vec![GarchLaw::Normal, GarchLaw::StudentT]))
            .prop_map(|(returns, law)| named([("returns", value(returns)), ("law", value(law))]))
            .boxed(),
        "garchVariance" => {
            let parameters = (between(5e-324, 1e6), fraction(), fraction(), prop::option::of(between(2.05, 500.0)));
            (returns(), parameters, select(vec![0u32, 1, 24, 100_000, u32::MAX]))
                .prop_map(|(returns, (omega, alpha, rest, nu), steps)| {
                    let fit = GarchFit { omega, alpha, beta: (1.0 - alpha) * rest, nu, log_likelihood: 0.0, converged: true };
                    named([("returns", value(returns)), ("fit", value(fit)), ("steps", value(steps))])
                })
                .boxed()
        }
        "peggedForecast" => (pegged_prices(), select(PegKind::ALL.to_vec()))
            .prop_map(|(prices, kind)| named([("prices", value(prices)), ("kind", value(kind))]))
            .boxed(),
        "recommendParameters" => question().prop_map(|question| named([("question", value(question))])).boxed(),
        "smartLtv" | "smartLtvRiskLevel" => {
            (between(1e-9, 10.0), between(1e-40, 1e40), between(1e-40, 1e40), between(5e-324, 100.0), fraction(), fraction())
                .prop_map(|(sigma, liquidity, cap, factor, beta, ltv)| {
                    named([
                        ("sigma", value(sigma)),
                        ("liquidity", value(liquidity)),
                        ("debtCap", value(cap)),
                        ("factor", value(factor)),
                        ("beta", value(beta)),
                        ("ltv", value(ltv)),
                    ])
                })
                .boxed()
        }
        "regimeProbabilities" => (market(), prop::option::of(market_asset()))
            .prop_map(|(market, asset)| named([("market", value(market)), ("asset", value(asset))]))
            .boxed(),
        "jointForecast" => (prop::collection::vec((select(vec!["A", "B", "C", "D", ""]), bars()), 0..4), market())
            .prop_map(|(all, market)| {
                let factors: Vec<_> = all.into_iter().map(|(name, bars)| FactorBars { factor: name.into(), bars }).collect();
                named([("factors", value(factors)), ("market", value(market))])
            })
            .boxed(),
        "firstPassage" => (forecast(), between(1e-320, f64::MAX), any::<bool>(), scenario_options())
            .prop_map(|(forecast, distance, rise, options)| {
                let direction = if rise { PriceDirection::Rise } else { PriceDirection::Fall };
                named([
                    ("forecast", value(forecast)),
                    ("distance", value(distance)),
                    ("direction", value(direction)),
                    ("options", value(options)),
                ])
            })
            .boxed(),
        "jointAdvice" => (account(), prop_oneof![1 => joint(), 9 => pair()], options(), scenario_options())
            .prop_map(|(account, joint, options, scenario)| {
                named([("account", value(account)), ("joint", value(joint)), ("options", value(options)), ("scenario", value(scenario))])
            })
            .boxed(),
        "contagion" => (prop_oneof![1 => joint(), 9 => pair()], between(0.001, 0.2), scenario_options())
            .prop_map(|(joint, alpha, options)| named([("joint", value(joint)), ("alpha", value(alpha)), ("options", value(options))]))
            .boxed(),
        "stressBreadth" => prop::collection::vec((select(vec!["A", "B", "A", ""]), bars()), 0..4)
            .prop_map(|all| {
                let assets: Vec<_> = all.into_iter().map(|(name, bars)| FactorBars { factor: name.into(), bars }).collect();
                named([("assets", value(assets))])
            })
            .boxed(),
        "jointFirstPassage" => (account(), prop_oneof![1 => joint(), 9 => pair()], scenario_options())
            .prop_map(|(account, joint, options)| {
                named([("account", value(account)), ("joint", value(joint)), ("options", value(options))])
            })
            .boxed(),
        "jointFromForecasts" => (factors(), market())
            .prop_map(|((factors, correlation), market)| {
                named([("factors", value(factors)), ("correlation", value(correlation)), ("market", value(market))])
            })
            .boxed(),
        "jointWithFactor" => {
            let any = (joint(), factor(), prop::option::of(prop::collection::vec(-1.0..=1.0f64, 0..4)));
            // A third of the forecast that the other two have: the forecasts then agree on their time.
            let agreed = (pair(), prop::option::of(prop::collection::vec(-0.5..=0.5f64, 2))).prop_map(|(joint, correlation)| {
                let forecast = joint.factors[0].forecast.clone();
                (joint, FactorForecast { factor: "SOL".into(), forecast }, correlation)
            });
            prop_oneof![any, agreed]
                .prop_map(|(joint, factor, correlation)| {
                    named([("joint", value(joint)), ("factor", value(factor)), ("correlation", value(correlation))])
                })
                .boxed()
        }
        other => mutated::mutated(other),
    }
}

fn value(of: impl Serialize) -> Value {
    Value::serialized(&of).expect("every record can be written")
}

fn named<const N: usize>(fields: [(&str, Value); N]) -> Fields {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
