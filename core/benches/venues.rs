//! Exact health and boundaries of one position at every venue, its health over a grid of prices, and books: `cargo bench --bench venues`.
//!
//! The positions are the first of each venue's conformance vectors. A call includes everything from the plain record to the answer:
//! accrual where time has passed, every check, every allocation.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a benchmark of a broken position is of no use")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use plimsoll::U256;
use plimsoll::venue::compound_v3::compound_v3_book;
use plimsoll::venue::morpho_blue::morpho_blue_book;
use plimsoll::venue::{Position, Watch, position_boundaries, position_health};
use serde_json::Value;
use std::hint::black_box;
use std::path::Path;

/// The first position with a health in each file of vectors.
fn positions() -> Vec<(String, Position)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the vectors").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let of_venue = |path: &Path| {
        let name = path.file_stem()?.to_str()?.strip_prefix("venue_")?.to_string();
        let file: Value = serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()?;
        let healthy = |case: &&Value| case["function"] == "positionHealth" && case.get("out").is_some();
        let case = file["cases"].as_array()?.iter().find(healthy)?;
        Some((name, serde_json::from_value(case["in"]["position"].clone()).expect("a position")))
    };
    files.iter().filter_map(|path| of_venue(path)).collect()
}

fn venues(criterion: &mut Criterion) {
    for (name, position) in positions() {
        let mut group = criterion.benchmark_group(&name);
        group.bench_function("health", |b| b.iter(|| position_health(black_box(&position))));
        group.bench_function("boundaries", |b| b.iter(|| position_boundaries(black_box(&position))));
        group.finish();
    }
}

/// Prices of a grid, and rows of a book.
const POINTS: u32 = 1_000;
const ROWS: u64 = 10_000;

/// A grid of the first asset of a watched position, from half its price to one and a half, per price.
fn grids(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("health grid, per price");
    group.throughput(Throughput::Elements(POINTS.into()));
    for (name, position) in positions() {
        let watch = Watch::new(&position).expect("a watch");
        let now = watch.prices().expect("prices")[0].price.to_f64();
        let prices: Vec<f64> = (0..POINTS).map(|point| (now * (0.5 + f64::from(point) / f64::from(POINTS))).trunc()).collect();
        let grid = watch.health_grid(0, &prices).expect("a grid");
        assert!(grid.verdicts.iter().all(|verdict| *verdict < 2), "{name}");
        group.bench_function(name, |b| b.iter(|| watch.health_grid(0, black_box(&prices))));
    }
    group.finish();
}

/// The position of the vectors, each a little smaller than the one before: a copy of the rows, reading them and writing the answers.
fn book(criterion: &mut Criterion) {
    let Some((_, Position::MorphoBlue(position))) = positions().into_iter().find(|(name, _)| name == "morpho_blue") else {
        panic!("no position at Morpho Blue")
    };
    let mut rows = Vec::new();
    for number in 0..ROWS {
        rows.extend(0_u32.to_le_bytes());
        for amount in [position.borrow_shares, position.collateral] {
            let less = amount.try_div(U256::new(1_000_000), "bench").and_then(|part| part.try_mul(U256::new(number), "bench"));
            let amount = less.and_then(|less| amount.try_sub(less, "bench")).expect("a smaller amount");
            rows.extend(amount.to_string().parse::<u128>().expect("a stored amount").to_le_bytes());
        }
    }
    let markets = vec![position.market];
    assert!(morpho_blue_book(markets.clone(), rows.clone()).expect("a good book").chunks_exact(33).all(|answer| answer[0] == 0));
    let mut group = criterion.benchmark_group("morpho_blue book, per position");
    group.throughput(Throughput::Elements(ROWS));
    group.bench_function("one market", |b| b.iter(|| morpho_blue_book(black_box(markets.clone()), black_box(rows.clone()))));
    group.finish();
}

/// The account of the vectors, three collaterals, likewise.
fn accounts(criterion: &mut Criterion) {
    let Some((_, Position::CompoundV3(account))) = positions().into_iter().find(|(name, _)| name == "compound_v3") else {
        panic!("no account at Compound III")
    };
    let less = |amount: U256, number: u64| {
        let amount: u128 = amount.to_string().parse().expect("a stored amount");
        amount - amount / 1_000_000 * u128::from(number)
    };
    let mut rows = Vec::new();
    for number in 0..ROWS {
        rows.extend((-less(account.principal.magnitude(), number).cast_signed()).to_le_bytes());
        account.collaterals.iter().for_each(|one| rows.extend(less(one.balance, number).to_le_bytes()));
    }
    let ask = |rows| compound_v3_book(black_box(account.market.clone()), black_box(account.collaterals.clone()), rows);
    assert!(ask(rows.clone()).expect("a good book").chunks_exact(34).all(|answer| answer[0] == 0));
    let mut group = criterion.benchmark_group("compound_v3 book, per account");
    group.throughput(Throughput::Elements(ROWS));
    group.bench_function("one market, three collaterals", |b| b.iter(|| ask(black_box(rows.clone()))));
    group.finish();
}

criterion_group!(benches, venues, grids, book, accounts);
criterion_main!(benches);
