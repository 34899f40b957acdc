//! Paths per second of the simulated first passages: 168 hours, one thread, a third of a million paths and more.
//!
//! The plain loop beside it draws one path at a time, a normal per hour by Box and Muller, and compares a price with a barrier: it
//! knows no law, no regime and no tail.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs, reason = "a bench")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use plimsoll::account::{Account, Leg, LegSide, PriceDirection};
use plimsoll::market::simulate_bars;
use plimsoll::scenario::{FactorForecast, JointForecast, RegimeProbabilities, ScenarioOptions, first_passage, joint_first_passage};
use plimsoll::volatility::{Forecast, drawdown_quantile, forecast_bars};
use std::hint::black_box;

const HOURS: f64 = 168.0;
const PATHS: u32 = 1_000_000;

fn market(seed: u32) -> Forecast {
    forecast_bars(&simulate_bars(seed, 4_320, 1_749_999_600, 2_500.0, 0.7).unwrap(), None).unwrap()
}

fn leg(side: LegSide, value: f64, factor: Option<&str>) -> Leg {
    let threshold = if side == LegSide::Collateral { 0.8 } else { 1.0 };
    Leg { asset: "X".into(), side, amount: value, price: 1.0, threshold, ltv: 0.0, factor: factor.map(Into::into), interest_annual: 0.0 }
}

/// Three collaterals against a stable debt, at a chance of about 1 % a week.
fn three() -> (Account, JointForecast) {
    let names = ["ETH", "BTC", "SOL"];
    let matrix = |off: f64| (0..9).map(|cell| if cell / 3 == cell % 3 { 1.0 } else { off }).collect();
    let joint = JointForecast {
        factors: names.into_iter().zip(7..).map(|(name, seed)| FactorForecast { factor: name.into(), forecast: market(seed) }).collect(),
        correlation: matrix(0.7),
        stress_correlation: matrix(0.9),
        regimes: RegimeProbabilities { calm: 0.23, normal: 0.69, stressed: 0.08 },
    };
    let mut legs: Vec<Leg> = names.into_iter().map(|name| leg(LegSide::Collateral, 1.0, Some(name))).collect();
    legs.push(leg(LegSide::Debt, 1.65, None));
    (Account { legs, liquidatable: None }, joint)
}

/// One path after another.
fn plain(paths: u32, sigma: f64, barrier: f64) -> u32 {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut uniform = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / 9_007_199_254_740_992.0
    };
    let mut passed = 0;
    for _ in 0..paths {
        let (mut low, mut price) = (1.0f64, 1.0);
        for _ in 0..HOURS as u32 {
            let normal = (-2.0 * (1.0 - uniform()).ln()).sqrt() * (core::f64::consts::TAU * uniform()).cos();
            price *= 1.0 + sigma * normal;
            low = low.min(price);
        }
        passed += u32::from(low <= barrier);
    }
    passed
}

fn scenario(criterion: &mut Criterion) {
    let forecast = market(7);
    let distance = drawdown_quantile(&forecast, 0.01, HOURS).unwrap();
    let (account, joint) = three();
    let options = |paths| ScenarioOptions { seed: 1, paths, horizon_hours: HOURS };
    let mut group = criterion.benchmark_group("scenario, 168 steps");
    group.sample_size(10).throughput(Throughput::Elements(u64::from(PATHS)));
    group.bench_function("one price", |bench| {
        bench.iter(|| first_passage(black_box(&forecast), distance, PriceDirection::Fall, &options(PATHS)).unwrap());
    });
    group.bench_function("three prices", |bench| {
        bench.iter(|| joint_first_passage(black_box(&account), &joint, &options(PATHS)).unwrap());
    });
    group.throughput(Throughput::Elements(u64::from(PATHS / 10)));
    group.bench_function("a plain loop, one price", |bench| bench.iter(|| plain(black_box(PATHS / 10), 0.0075, 0.8)));
    // What a wallet asks: the default number of paths, a day.
    group.throughput(Throughput::Elements(50_000));
    group.bench_function("three prices, 24 steps, 50,000 paths", |bench| {
        bench.iter(|| {
            joint_first_passage(black_box(&account), &joint, &ScenarioOptions { seed: 1, paths: 50_000, horizon_hours: 24.0 }).unwrap()
        });
    });
    group.finish();
}

criterion_group!(benches, scenario);
criterion_main!(benches);
