//! The advice and the parameter proposal: `cargo bench --bench leverage`.

#![allow(clippy::expect_used, reason = "a benchmark of a broken advice is of no use")]

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use plimsoll::account::{Account, Leg, LegSide, account_health, liquidation_distance};
use plimsoll::governance::{ParameterQuestion, recommend_parameters};
use plimsoll::leverage::{advice, default_advice_options, default_alert_rules};
use plimsoll::market::simulate_bars;
use plimsoll::oracle::{Tick, default_oracle_rules};
use plimsoll::volatility::forecast_bars;
use plimsoll::watch::{Calibrated, JointAccount, JointWatch, Watch, WatchedAccount};
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

/// A watch of an asset with its hours and a price.
fn watch(asset: &str, seed: u32, price: f64) -> Watch<Calibrated> {
    let end = 1_749_999_600.0 + 1_440.0 * 3_600.0;
    let mut watch = Watch::new(asset, &[1.0; 2], default_oracle_rules(), default_alert_rules()).expect("valid rules");
    watch.history(&simulate_bars(seed, 1_440, 1_749_999_600, price, 0.6).expect("valid arguments"), end).expect("valid bars");
    for source in 0..2 {
        watch.tick(&Tick { source, id: 1.0, price, volume: 1.0, stamp: end, received: end }).expect("a tick");
    }
    watch.evaluate(end).expect("an evaluation");
    watch
}

/// One evaluation at which advice is due, and one at which it is not: an account of one price, and one of two.
fn watches(criterion: &mut Criterion) {
    let now = 1_749_999_600.0 + 1_440.0 * 3_600.0;
    let leg = |asset: &str, side, amount, price, threshold, ltv, factor: Option<&str>| Leg {
        asset: asset.into(),
        side,
        amount,
        price,
        threshold,
        ltv,
        factor: factor.map(Into::into),
        interest_annual: 0.0,
    };
    let eth = leg("ETH", LegSide::Collateral, 10.0, 2_500.0, 0.83, 0.805, Some("ETH"));
    let btc = leg("BTC", LegSide::Collateral, 0.4, 60_000.0, 0.78, 0.73, Some("BTC"));
    let usdc = |debt| leg("USDC", LegSide::Debt, debt, 1.0, 1.0, 0.0, None);
    let one = Account { legs: vec![eth.clone(), usdc(14_000.0)], liquidatable: None };
    let two = Account { legs: vec![eth, btc, usdc(27_000.0)], liquidatable: None };
    let assets = [watch("ETH", 7, 2_500.0), watch("BTC", 8, 60_000.0)];
    let mut single = assets[0].clone();
    single
        .watch(WatchedAccount { name: "one".into(), account: one, options: default_advice_options(), reference_price: None })
        .expect("an account");
    let mut joint = JointWatch::new();
    let account = JointAccount { name: "two".into(), account: two, options: default_advice_options(), reference_prices: None };
    joint.watch(account, &assets.each_ref()).expect("an account");
    criterion.bench_function("watch: one price, advice due", |bencher| {
        bencher.iter_batched_ref(|| single.clone(), |single| single.evaluate(now), BatchSize::SmallInput);
    });
    criterion.bench_function("watch: two prices, advice due", |bencher| {
        bencher.iter_batched_ref(|| joint.clone(), |joint| joint.evaluate(&assets.each_ref(), now), BatchSize::SmallInput);
    });
    joint.evaluate(&assets.each_ref(), now).expect("an evaluation");
    assert!(joint.advice("two").is_some());
    criterion.bench_function("watch: two prices, nothing due", |bencher| bencher.iter(|| joint.evaluate(&assets.each_ref(), now)));
}

criterion_group!(benches, leverage, watches);
criterion_main!(benches);
