//! Tracker, forecast and law: `cargo bench --bench volatility`.

#![allow(clippy::expect_used, reason = "a benchmark of a broken forecast is of no use")]

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use plimsoll::market::{BAR_FIELDS, Bar, simulate_bars};
use plimsoll::volatility::{
    Law, MarketState, Tracker, WEIGHTS, drawdown_probability, forecast_bars, market_asset, market_panel, market_state,
};
use std::hint::black_box;

const START: u32 = 1_749_999_600;
/// 181 days: every window and every daily sum is full.
const HOURS: u32 = 181 * 24;

fn volatility(criterion: &mut Criterion) {
    let rows = |seed| simulate_bars(seed, HOURS + 1_000, START, 2_500.0, 0.7).expect("valid arguments");
    let (asset, btc, eth) = (rows(1), rows(2), rows(3));
    let (history, later) = asset.split_at(HOURS as usize * BAR_FIELDS);
    let next: Vec<Bar> = later.chunks_exact(BAR_FIELDS).map(|row| Bar::from_row(0, row).expect("a valid bar")).collect();
    let mut tracker = Tracker::new();
    tracker.push_bars(history).expect("valid bars");
    let market = market_state(btc.split_at(history.len()).0, eth.split_at(history.len()).0).expect("valid bars");
    let asset = market_asset(history).expect("valid bars");
    let whole = MarketState { panel: Some(market_panel(vec![asset; 12]).expect("a panel")), ..market.clone() };
    let forecast = tracker.forecast(Some(&market)).expect("a forecast");
    let law = Law::new(&forecast).expect("a law");
    let snapshot = tracker.snapshot();

    // A thousand at once: the clone that every round needs would hide one.
    criterion.bench_function("tracker: push 1000 bars, one by one", |bencher| {
        let push_all = |tracker: &mut Tracker| next.iter().try_for_each(|bar| tracker.push(black_box(bar))).expect("later bars");
        bencher.iter_batched_ref(|| tracker.clone(), push_all, BatchSize::SmallInput);
    });
    criterion.bench_function("tracker: forecast, own features", |bencher| bencher.iter(|| black_box(&tracker).forecast(None)));
    criterion.bench_function("tracker: forecast with the market", |bencher| {
        bencher.iter(|| black_box(&tracker).forecast(Some(black_box(&market))))
    });
    criterion.bench_function("tracker: forecast with the panel", |bencher| {
        bencher.iter(|| black_box(&tracker).forecast(Some(black_box(&whole))))
    });
    criterion.bench_function("weights: unpack", |bencher| bencher.iter(|| black_box(&WEIGHTS).unpack()));
    criterion.bench_function("window: sums", |bencher| bencher.iter(|| black_box(&tracker).window().sums()));
    criterion.bench_function("tracker: snapshot", |bencher| bencher.iter(|| black_box(&tracker).snapshot()));
    criterion.bench_function("tracker: restore", |bencher| bencher.iter(|| Tracker::restore(black_box(&snapshot))));
    criterion.bench_function("batch: forecast from 4344 bars", |bencher| bencher.iter(|| forecast_bars(black_box(history), None)));
    criterion.bench_function("law: one probability, checked", |bencher| {
        bencher.iter(|| drawdown_probability(black_box(&forecast), black_box(0.12), black_box(30.0)));
    });
    criterion.bench_function("law: one probability, prepared", |bencher| {
        bencher.iter(|| black_box(&law).drawdown_probability(black_box(0.12), black_box(30.0)));
    });
}

criterion_group!(benches, volatility);
criterion_main!(benches);
