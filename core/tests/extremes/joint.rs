//! Joint forecasts and their simulations.

use super::forecasts::forecast;
use super::numbers::{any_number, between, fraction};
use plimsoll::scenario::{FactorForecast, JointForecast, RegimeProbabilities, ScenarioOptions};
use proptest::prelude::*;
use proptest::sample::select;

pub fn factor() -> impl Strategy<Value = FactorForecast> {
    (select(vec!["ETH", "BTC", "SOL", "ETH", ""]), forecast()).prop_map(|(name, forecast)| FactorForecast { factor: name.into(), forecast })
}

/// A matrix of correlations, mostly one in fact.
pub fn matrix(size: usize) -> impl Strategy<Value = Vec<f64>> {
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

pub fn factors() -> impl Strategy<Value = (Vec<FactorForecast>, Vec<f64>)> {
    let named = |count: usize| {
        let name = move |place: usize| if count > 2 && place == 1 { "A".to_owned() } else { format!("{}", char::from(b'A' + place as u8)) };
        prop::collection::vec(forecast(), count).prop_map(move |all| {
            all.into_iter().enumerate().map(|(place, forecast)| FactorForecast { factor: name(place), forecast }).collect::<Vec<_>>()
        })
    };
    select(vec![0usize, 1, 2, 2, 2, 3, 9]).prop_flat_map(move |count| (named(count), matrix(count)))
}

/// A joint forecast of foreign make.
pub fn joint() -> impl Strategy<Value = JointForecast> {
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
pub fn pair() -> impl Strategy<Value = JointForecast> {
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
pub fn scenario_options() -> impl Strategy<Value = ScenarioOptions> {
    let paths = select(vec![1u32, 2, 3, 4, 5, 64, 64, 0, 10_000_001, u32::MAX]);
    (any::<u32>(), paths, prop_oneof![6 => 1.0..=6.0f64, 2 => between(1.0, 768.0)])
        .prop_map(|(seed, paths, horizon_hours)| ScenarioOptions { seed, paths, horizon_hours })
}
