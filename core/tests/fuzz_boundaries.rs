//! Whatever comes in, what goes out is an answer in finite numbers or an error with its code: never a panic, never NaN.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]
#![allow(clippy::disallowed_methods, reason = "generators need no equal bits on every machine")]

#[allow(dead_code, reason = "shared with the tests of one venue")]
mod accounts;
#[path = "support/dispatch.rs"]
mod dispatch;
mod extremes;
#[allow(dead_code, reason = "only its reader is used here")]
#[path = "support/value.rs"]
mod value;

use ciborium::Value;
use plimsoll::account::{Account, Leg, LegSide, account_health};
use plimsoll::leverage::{advice, default_advice_options};
use plimsoll::market::{BAR_FIELDS, simulate_bars};
use plimsoll::volatility::Tracker;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::time::{Duration, Instant};

fn cases(usual: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(usual)
}

fn runner(usual: u32) -> TestRunner {
    TestRunner::new(Config { cases: cases(usual), failure_persistence: None, ..Config::default() })
}

/// The path of the first float that is not finite.
fn not_finite(value: &Value) -> Option<String> {
    match value {
        Value::Float(x) if !x.is_finite() => Some(format!("= {x}")),
        Value::Array(items) => items.iter().enumerate().find_map(|(i, item)| Some(format!("[{i}]{}", not_finite(item)?))),
        Value::Map(fields) => fields.iter().find_map(|(name, item)| Some(format!(".{}{}", name.as_text()?, not_finite(item)?))),
        _ => None,
    }
}

#[test]
fn every_exported_function_answers_in_finite_numbers_or_refuses() {
    let mut failures = Vec::new();
    for function in dispatch::FUNCTIONS {
        let count = if dispatch::CANNOT_FAIL.contains(function) { 1 } else { 400 };
        let (answered, refused) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
        let outcome = runner(count).run(&extremes::arguments(function), |arguments| {
            let started = Instant::now();
            let arguments = dispatch::Arguments(arguments);
            match dispatch::call(function, &arguments) {
                Ok(answer) => {
                    answered.set(answered.get() + 1);
                    if let Some(path) = not_finite(&answer) {
                        return Err(TestCaseError::fail(format!("{function}{path}")));
                    }
                    prop_assert_eq!(Ok(answer), dispatch::call(function, &arguments), "asked again, it answers otherwise");
                }
                Err(error) => {
                    refused.set(refused.get() + 1);
                    prop_assert!(!error.to_string().is_empty() && error.code() != "invalid_shape", "{}", error);
                }
            }
            prop_assert!(started.elapsed() < Duration::from_secs(20), "took {:?}", started.elapsed());
            Ok(())
        });
        println!("{function}: {} answered, {} refused", answered.get(), refused.get());
        if let Err(error) = outcome {
            failures.push(format!("{function}: {error}"));
        } else if answered.get() == 0 {
            failures.push(format!("{function}: nothing was answered, so nothing was checked"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The checksum of a snapshot, so that altered bytes reach what lies behind it.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len().saturating_sub(8));
    let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    bytes.extend(sum.to_le_bytes());
    bytes
}

#[test]
fn a_tracker_restored_from_any_bytes_is_whole_or_refused() {
    let original = Tracker::from_bars(&simulate_bars(7, 130, 1_749_999_600, 2_500.0, 0.7).expect("bars")).expect("a tracker").snapshot();
    let restored_ones = std::cell::Cell::new(0);
    let altered = prop::collection::vec((prop_oneof![3 => 4usize..36, 1 => 0usize..4_000], any::<u8>()), 0..4);
    // Where the bytes hold the last close and the hours of today.
    let fields = (prop::option::of(extremes::any_number()), prop::option::of(0u8..30));
    let strategy =
        (altered, fields, any::<bool>(), prop::option::weighted(0.2, prop::collection::vec(any::<u8>(), 0..300)), extremes::bars());
    let outcome = runner(1_500).run(&strategy, |(altered, (close, today), seal, noise, bars)| {
        let mut bytes = noise.unwrap_or_else(|| original.clone());
        if let (Some(close), Some(field)) = (close, bytes.get_mut(10..18)) {
            field.copy_from_slice(&close.to_le_bytes());
        }
        if let (Some(today), Some(field)) = (today, bytes.get_mut(29)) {
            *field = today;
        }
        for (place, byte) in altered {
            if let Some(at) = bytes.get_mut(place) {
                *at = byte;
            }
        }
        let bytes = if seal { sealed(bytes) } else { bytes };
        let mut tracker = match Tracker::restore(&bytes) {
            Ok(tracker) => tracker,
            Err(error) => {
                prop_assert_eq!(error.code(), "invalid_snapshot");
                return Ok(());
            }
        };
        restored_ones.set(restored_ones.get() + 1);
        prop_assert_eq!(tracker.snapshot(), bytes, "a snapshot that was accepted is written back as it was");
        for row in bars.chunks(BAR_FIELDS) {
            let before = tracker.snapshot();
            if tracker.push_bars(row).is_err() {
                prop_assert_eq!(tracker.snapshot(), before, "a refused bar changed the tracker");
                continue;
            }
            prop_assert_eq!(Tracker::restore(&tracker.snapshot()).map(|again| again.snapshot()), Ok(tracker.snapshot()));
        }
        if let Ok(forecast) = tracker.forecast(None) {
            prop_assert_eq!(not_finite(&Value::serialized(&forecast).expect("a record")), None);
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    assert!(restored_ones.get() > 0, "no altered snapshot was accepted, so nothing was checked");
}

#[test]
fn ten_thousand_legs_are_answered_in_time() {
    let leg = |index: u32, owed: bool, factor: String| Leg {
        asset: format!("A{index}"),
        side: if owed { LegSide::Debt } else { LegSide::Collateral },
        amount: 1.0,
        price: 100.0,
        threshold: if owed { 1.0 } else { 0.8 },
        ltv: if owed { 0.0 } else { 0.7 },
        factor: Some(factor),
        interest_annual: 0.05,
    };
    let started = Instant::now();
    let forecast = extremes::plain_forecast();
    let one =
        Account { legs: (0..10_000).map(|index| leg(index, index.is_multiple_of(3), "ETH".to_owned())).collect(), liquidatable: None };
    let answer = advice(&one, &forecast, &default_advice_options()).expect("one factor is answered");
    assert!(answer.health_factor.is_some_and(|health| (health - 6_666.0 * 80.0 / 333_400.0).abs() < 1e-9));
    let many =
        Account { legs: (0..10_000).map(|index| leg(index, index.is_multiple_of(3), format!("F{index}"))).collect(), liquidatable: None };
    assert!(account_health(&many).is_ok());
    let refused = advice(&many, &forecast, &default_advice_options()).expect_err("many factors are not supported");
    assert_eq!(refused.code(), "unsupported");
    assert!(refused.to_string().len() < 500, "a message is for people");
    assert!(started.elapsed() < Duration::from_secs(3), "took {:?}", started.elapsed());
}
