//! Exact health and boundaries of one position at every venue: `cargo bench --bench venues`.
//!
//! The positions are the first of each venue's conformance vectors. A call includes everything from the plain record to the answer:
//! accrual where time has passed, every check, every allocation.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark of a broken position is of no use")]

use criterion::{Criterion, criterion_group, criterion_main};
use plimsoll::venue::{Position, position_boundaries, position_health};
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

criterion_group!(benches, venues);
criterion_main!(benches);
