//! Numbers at and beyond the edges.

use proptest::prelude::*;
use proptest::sample::select;

pub const EDGES: &[f64] = &[
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
pub fn between(low: f64, high: f64) -> impl Strategy<Value = f64> {
    prop_oneof![
        12 => (low.log10()..=high.log10()).prop_map(move |exponent| 10f64.powf(exponent).clamp(low, high)),
        2 => select(vec![low, high]),
        1 => any_number(),
    ]
}

/// A fraction, its ends included.
pub fn fraction() -> impl Strategy<Value = f64> {
    prop_oneof![8 => 0.0..=1.0f64, 2 => select(vec![0.0, 1.0, 1e-9, 0.001, 0.0005, 0.5, 0.2]), 1 => any_number()]
}

/// Rising numbers, some a single bit apart.
pub fn rising(low: f64, high: f64, count: usize) -> impl Strategy<Value = Vec<f64>> {
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

/// A number within bounds, and now and then any at all.
pub fn mostly(low: f64, high: f64, odd: u32) -> impl Strategy<Value = f64> {
    prop_oneof![12 => low..=high, odd => any_number()]
}
