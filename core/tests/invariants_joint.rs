//! What must hold of the joint forecast for every set of factors.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on must stop, and an expected value may come from std's own floats"
)]

use plimsoll::market::{BAR_FIELDS, simulate_bars};
use plimsoll::scenario::{FactorBars, FactorForecast, JOINT_WEIGHTS, correlation, joint_forecast, joint_with_factor, stressed_correlation};
use plimsoll::volatility::{forecast_bars, market_state};
use proptest::prelude::*;

const START: u32 = 1_749_999_600;

/// Smallest pivot of Cholesky's method, written anew: above 0 exactly where the matrix is positive definite.
fn least_pivot(matrix: &[f64], size: usize) -> f64 {
    let mut rest: Vec<Vec<f64>> = matrix.chunks(size).map(<[f64]>::to_vec).collect();
    let mut least = f64::INFINITY;
    for k in 0..size {
        least = least.min(rest[k][k]);
        for i in k + 1..size {
            let factor = rest[i][k] / rest[k][k];
            let above = rest[k].clone();
            rest[i].iter_mut().zip(above).for_each(|(cell, above)| *cell -= factor * above);
        }
    }
    least
}

/// Hourly bars of factors that share a market; `own` is the share of each one's own noise.
fn shared(count: usize, own: f64, seed: u32, hours: u32) -> Vec<FactorBars> {
    let market = simulate_bars(seed, hours, START, 100.0, 0.7).unwrap();
    (0..count)
        .map(|place| {
            let noise = simulate_bars(seed + 1 + place as u32, hours, START, 1.0, 0.7).unwrap();
            let rows = market.chunks(BAR_FIELDS).zip(noise.chunks(BAR_FIELDS));
            let bars = rows.flat_map(|(m, n)| {
                let price = |column: usize| m[column] * n[column].powf(own);
                // High and low of the product lie within the products of highs and of lows.
                [m[0], price(1), m[2] * n[2].powf(own), m[3] * n[3].powf(own), price(4), 1.0]
            });
            FactorBars { factor: format!("F{place}"), bars: bars.collect() }
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_correlation_matrix_is_always_positive_definite(
        size in 1usize..9, hours in 0usize..400, seed in any::<u64>(), scale in -12.0..1.0f64, copies in any::<bool>(),
    ) {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
        };
        let columns: Vec<Vec<f64>> = (0..size).map(|_| (0..hours).map(|_| next() * 10f64.powf(scale)).collect()).collect();
        let columns = if copies { columns.iter().map(|_| columns[0].clone()).collect() } else { columns };
        let matrix = correlation(&columns, &JOINT_WEIGHTS.correlation);
        let stressed = stressed_correlation(&matrix, JOINT_WEIGHTS.correlation.stress_distance);
        for (plain, raised) in matrix.iter().zip(&stressed) {
            prop_assert!(plain.abs() <= 1.0 && raised >= plain && *raised <= 1.0);
        }
        for row in 0..size {
            prop_assert_eq!(matrix[row * size + row], 1.0);
            for column in 0..size {
                prop_assert_eq!(matrix[row * size + column], matrix[column * size + row]);
            }
        }
        prop_assert!(least_pivot(&matrix, size) > 1e-3 && least_pivot(&stressed, size) > 1e-3);
    }

    #[test]
    fn what_moves_together_is_found_to(seed in 0u32..1_000_000, own in 0.0..3.0f64) {
        // One market has 170 effective hours of heavy tails: a deviation of 0.12. The mean of eight has a third of it.
        let found = (0..8).map(|other| joint_forecast(&shared(2, own, seed + other, 960), None).unwrap().correlation[1]).sum::<f64>() / 8.0;
        // Of two sums with a common part, the correlation is 1 / (1 + own²).
        let expected = 1.0 / (1.0 + own * own);
        prop_assert!((found - expected).abs() < 0.2, "{found} for {expected}");
    }

    #[test]
    fn the_order_and_the_unit_of_the_factors_do_not_matter(seed in 0u32..1_000_000) {
        let factors = shared(3, 0.8, seed, 300);
        let joint = joint_forecast(&factors, None).unwrap();
        let mut turned = factors.clone();
        turned.rotate_left(1);
        for row in turned[0].bars.chunks_mut(BAR_FIELDS) {
            row[1..5].iter_mut().for_each(|price| *price *= 1_024.0);
        }
        let other = joint_forecast(&turned, None).unwrap();
        for row in 0..3 {
            for column in 0..3 {
                let place = (row + 2) % 3 * 3 + (column + 2) % 3;
                prop_assert_eq!(joint.correlation[row * 3 + column], other.correlation[place]);
            }
        }
        prop_assert!((joint.regimes.stressed - other.regimes.stressed).abs() < 1e-14);
    }
}

#[test]
fn the_factors_own_forecasts_are_theirs() {
    let factors = shared(2, 1.0, 5, 960);
    let market = market_state(&factors[0].bars, &factors[1].bars).unwrap();
    let joint = joint_forecast(&factors, Some(market.clone())).unwrap();
    for (made, one) in joint.factors.iter().zip(&factors) {
        assert_eq!(made.factor, one.factor);
        assert_eq!(made.forecast, forecast_bars(&one.bars, Some(market.clone())).unwrap());
    }
}

#[test]
fn a_crash_makes_stress_likelier() {
    let mut factors = shared(2, 0.5, 9, 960);
    let calm = joint_forecast(&factors, None).unwrap().regimes;
    for one in &mut factors {
        let rows = one.bars.len() / BAR_FIELDS;
        for (hour, row) in one.bars.chunks_mut(BAR_FIELDS).enumerate().skip(rows - 24) {
            let fall = |hour: usize| 0.97f64.powi((hour + 25 - rows) as i32) * if hour.is_multiple_of(2) { 1.02 } else { 1.0 };
            row[1..5].iter_mut().for_each(|price| *price *= fall(hour));
        }
    }
    let after = joint_forecast(&factors, None).unwrap().regimes;
    assert!(after.stressed > 2.0 * calm.stressed && after.calm < calm.calm, "{calm:?} {after:?}");
}

#[test]
fn a_peg_moves_with_nothing_in_stress_either() {
    let joint = joint_forecast(&shared(2, 0.5, 3, 960), None).unwrap();
    let bars = simulate_bars(77, 960, START, 1.0, 0.02).unwrap();
    let ratio = FactorForecast { factor: "stETH/ETH".into(), forecast: forecast_bars(&bars, None).unwrap() };
    let with = joint_with_factor(&joint, ratio, None).unwrap();
    assert_eq!(with.correlation[6..], [0.0, 0.0, 1.0]);
    assert_eq!(with.stress_correlation[6..], [0.0, 0.0, 1.0]);
    assert_eq!((with.stress_correlation[1], with.regimes), (joint.stress_correlation[1], joint.regimes));
}
