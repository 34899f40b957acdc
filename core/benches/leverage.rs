//! The advice and the parameter proposal: `cargo bench --bench leverage`.

#![allow(clippy::expect_used, reason = "a benchmark of a broken advice is of no use")]

use criterion::{Criterion, criterion_group, criterion_main};
use plimsoll::account::{Account, Leg, LegSide, account_health, liquidation_distance};
use plimsoll::governance::{ParameterQuestion, recommend_parameters};
use plimsoll::leverage::{advice, default_advice_options};
use plimsoll::market::simulate_bars;
use plimsoll::volatility::forecast_bars;
use std::hint::black_box;

fn leverage(criterion: &mut Criterion) {
    let eth = Leg {
        asset: "ETH".into(),
        side: LegSide::Collateral,
        amount: 10.0,
        price: 2_500.0,
        threshold: 0.83,
        ltv: 0.805,
        factor: Some("ETH".into()),
        interest_annual: 0.02,
    };
    let usdc = Leg {
        asset: "USDC".into(),
        side: LegSide::Debt,
        amount: 14_000.0,
        price: 1.0,
        threshold: 1.0,
        ltv: 0.0,
        factor: None,
        interest_annual: 0.05,
    };
    let account = Account { legs: vec![eth, usdc], liquidatable: None };
    let bars = simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7).expect("valid arguments");
    let forecast = forecast_bars(&bars, None).expect("valid bars");
    let options = default_advice_options();
    let question = ParameterQuestion {
        forecast: forecast.clone(),
        alpha_cautious: 0.001,
        alpha_central: 0.01,
        alpha_bold: 0.05,
        liquidity: 50e6,
        slippage: 0.05,
        debt_cap: 200e6,
        close_out_share: 0.25,
        response_hours: 2.0,
        oracle_deviation: 0.005,
        execution_cost: 0.002,
        smart_ltv_factor: 7.0,
        today: None,
        steward: None,
        now: None,
    };
    criterion.bench_function("account: health", |bencher| bencher.iter(|| account_health(black_box(&account))));
    criterion.bench_function("account: distance", |bencher| bencher.iter(|| liquidation_distance(black_box(&account))));
    criterion.bench_function("advice: whole", |bencher| bencher.iter(|| advice(black_box(&account), &forecast, &options)));
    criterion.bench_function("parameters: proposal", |bencher| bencher.iter(|| recommend_parameters(black_box(&question))));
}

criterion_group!(benches, leverage);
criterion_main!(benches);
