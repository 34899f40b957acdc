//! Generators at and beyond the edge of what every exported function accepts.

mod calibration;
mod forecasts;
mod joint;
mod models;
mod mutated;
mod numbers;
mod prices;
mod questions;

#[allow(unused_imports, reason = "not every test that shares this asks for both")]
pub use forecasts::{bars, plain_forecast};
pub use numbers::any_number;

use super::accounts::any_account;
use ciborium::Value;
use forecasts::{asset_with, forecast, market, market_asset, pegged_prices, returns};
use joint::{factor, factors, joint, pair, scenario_options};
use numbers::{between, fraction};
use plimsoll::account::PriceDirection;
use plimsoll::scenario::{FactorBars, FactorForecast};
use plimsoll::venue::aave_v3::AaveV3Revision::{V3_0, V3_1, V3_2, V3_3, V3_4, V3_5, V3_6, V3_7};
use plimsoll::volatility::{GarchFit, GarchLaw, HarCoefficients, LogHarCoefficients, PegKind, PriceKind};
use proptest::prelude::*;
use proptest::sample::select;
use questions::{account, options, question};
use serde::Serialize;
use std::collections::BTreeMap;

type Fields = BTreeMap<String, Value>;

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
            any_account(&[V3_0, V3_1, V3_2, V3_3, V3_4, V3_5, V3_6, V3_7]).prop_map(|user| named([("user", value(user))])).boxed()
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
