//! What must hold for every stream of outcomes that a calibration sees.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "helpers of tests are not seen as tests by clippy; inputs may use any exponential"
)]

use plimsoll::market::{BAR_FIELDS, simulate_bars};
use plimsoll::volatility::{
    CalibrationRecord, DriftStatus, Forecast, ForecastFlag, HorizonForecast, LEVELS, Law, calibrate_forecast, calibration_observe,
    calibration_push_bars, calibration_record, calibration_start, forecast_bars,
};
use proptest::prelude::*;
use std::sync::OnceLock;

const HOUR: u32 = 3_600;
const MIDNIGHT: u32 = 1_749_945_600;
const PRICE: f64 = 100.0;
/// Mean of the daily fall, and of the daily rise.
const MEAN: f64 = 0.01;

/// A forecast of falls and rises that are exponential each day, `wrong` times as frequent as it says, `narrow` times as far.
fn forecast(as_of: u32, wrong: f64, narrow: f64) -> Forecast {
    static MADE: OnceLock<Forecast> = OnceLock::new();
    let made = MADE.get_or_init(|| forecast_bars(&simulate_bars(7, 800, 1_749_999_600, 2_500.0, 0.7).unwrap(), None).unwrap());
    let horizons = [1.0f64, 3.0, 7.0].into_iter().map(|days| {
        let quantile = |level: &f64| {
            let daily = 1.0 - (1.0 - (level * wrong).min(0.9)).powf(1.0 / days);
            -MEAN * daily.ln() * narrow
        };
        let quantiles: Vec<f64> = LEVELS.iter().map(quantile).collect();
        let spread = vec![0.1; LEVELS.len()];
        HorizonForecast {
            horizon_hours: 24.0 * days,
            variance: MEAN * MEAN * days,
            drawdown: quantiles.clone(),
            runup: quantiles,
            drawdown_spread: spread.clone(),
            runup_spread: spread,
            ..made.horizons[0].clone()
        }
    });
    Forecast { as_of, price: PRICE, horizons: horizons.collect(), ..made.clone() }
}

/// A day of bars from midnight whose fall and rise are given; `missing` hours are left out at its end.
fn day(from: u32, fall: f64, rise: f64, missing: u32) -> Vec<f64> {
    let (low, high) = (PRICE * (-fall).exp(), PRICE * rise.exp());
    (0..24 - missing)
        .flat_map(|hour| {
            let (low, high) = if hour == 5 { (low, high) } else { (PRICE, PRICE) };
            [f64::from(from + hour * HOUR), PRICE, high, low, PRICE, 1.0]
        })
        .collect()
}

/// Exponential with the stream's mean; the wick rule bounds it at 0.2.
fn exponential(uniform: f64) -> f64 {
    (-MEAN * (1.0 - uniform).ln()).min(0.19)
}

/// Uniform numbers, the same everywhere (Knuth's linear congruence, high bits).
fn uniforms(seed: u64) -> impl Iterator<Item = f64> {
    let mut state = seed;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    })
}

/// Runs the stream for `days` days, a forecast each midnight.
fn run(days: u32, seed: u64, wrong: f64, narrow: f64) -> CalibrationRecord {
    let mut state = calibration_start();
    let mut uniform = uniforms(seed);
    for number in 0..days {
        let as_of = MIDNIGHT + number * 24 * HOUR;
        state = calibration_observe(state, &forecast(as_of, wrong, narrow)).unwrap();
        let (fall, rise) = (exponential(uniform.next().unwrap()), exponential(uniform.next().unwrap()));
        state = calibration_push_bars(state, &day(as_of, fall, rise, 0)).unwrap();
    }
    calibration_record(state).unwrap()
}

/// What is stated: hits beyond the level are at most `m ln 8 / (0.03 n)`.
fn stated_bound(record: &CalibrationRecord, place: usize) -> f64 {
    let one = &record.levels[place];
    one.level + one.horizon_hours / 24.0 * 8f64.ln() / (0.03 * f64::from(one.resolved))
}

#[test]
fn a_model_hit_twice_too_often_comes_back_to_nominal() {
    let record = run(3_000, 11, 2.0, 1.0);
    for (place, one) in record.levels.iter().enumerate() {
        for side in [&one.drawdown, &one.runup] {
            let (before, after) = (side.model_hit_rate.unwrap() / one.level, side.hit_rate.unwrap() / one.level);
            assert!((before - 2.0).abs() < 0.35, "{one:?}");
            // 3,000 windows of 24 hours, but 430 of 168 that do not overlap.
            assert!((after - 1.0).abs() < 0.12 + one.horizon_hours / 1_000.0, "{one:?}");
            assert!(side.hit_rate.unwrap() <= stated_bound(&record, place) && side.factor > 1.0);
        }
    }
    assert_eq!((record.levels[0].resolved, record.levels[2].resolved, record.levels[4].resolved), (3_000, 2_998, 2_994));
}

#[test]
fn a_model_that_is_too_cautious_is_loosened_by_a_fifth_at_most() {
    let record = run(3_000, 12, 0.2, 1.0);
    for one in &record.levels {
        for side in [&one.drawdown, &one.runup] {
            assert!(side.factor < 0.85 && side.factor >= 0.8, "{one:?}");
            assert!(side.model_hit_rate.unwrap() < side.hit_rate.unwrap() && side.hit_rate.unwrap() < one.level);
        }
    }
}

#[test]
fn the_monitor_stays_quiet_on_a_true_model_and_fires_on_a_narrow_one() {
    assert!((20..32).all(|seed| run(1_000, seed, 1.0, 1.0).drift.status == DriftStatus::Fits));
    for seed in 40..44 {
        let report = run(200, seed, 1.0, 0.6).drift;
        assert_eq!((report.status, report.days), (DriftStatus::Broken, 200));
        assert!(report.confidence > 0.99);
    }
}

#[test]
fn windows_with_missing_bars_are_dropped_and_counted() {
    let state = calibration_observe(calibration_start(), &forecast(MIDNIGHT, 1.0, 1.0)).unwrap();
    let state = calibration_push_bars(state, &day(MIDNIGHT, 0.5, 0.5, 1)).unwrap();
    assert_eq!(calibration_record(state.clone()).unwrap().levels[0].resolved, 0);
    // The day's last bar never came: the window ends with the next one's.
    let state = calibration_push_bars(state, &day(MIDNIGHT + 24 * HOUR, 0.0, 0.0, 0)).unwrap();
    let record = calibration_record(state.clone()).unwrap();
    assert_eq!((record.levels[0].resolved, record.dropped, record.pending, record.drift.days), (0, 1, 1, 0));
    // One of 168 may be missing; and the fall of 0.5 counts as the wick rule bounds it.
    let rest: Vec<f64> = (2..7).flat_map(|number| day(MIDNIGHT + number * 24 * HOUR, 0.0, 0.0, 0)).collect();
    let record = calibration_record(calibration_push_bars(state, &rest).unwrap()).unwrap();
    assert_eq!((record.levels[2].resolved, record.levels[4].resolved, record.dropped), (1, 1, 1));
    assert_eq!(record.levels[5].drawdown.hit_rate, Some(1.0));
}

#[test]
fn the_order_of_pushes_is_enforced() {
    let first = calibration_observe(calibration_start(), &forecast(MIDNIGHT, 1.0, 1.0)).unwrap();
    let bars = day(MIDNIGHT, 0.01, 0.01, 0);
    let state = calibration_push_bars(first.clone(), &bars).unwrap();
    assert_eq!(calibration_push_bars(state.clone(), &bars).unwrap_err().code(), "unordered_bars");
    assert_eq!(calibration_push_bars(first.clone(), &day(MIDNIGHT - 24 * HOUR, 0.0, 0.0, 0)).unwrap_err().code(), "unordered_bars");
    assert_eq!(calibration_observe(state.clone(), &forecast(MIDNIGHT + 23 * HOUR, 1.0, 1.0)).unwrap_err().code(), "out_of_range");
    assert_eq!(calibration_observe(state.clone(), &forecast(MIDNIGHT + 24 * HOUR + 1, 1.0, 1.0)).unwrap_err().code(), "out_of_range");
    // A second forecast within a day is not kept.
    let again = calibration_observe(first, &forecast(MIDNIGHT + 23 * HOUR, 1.0, 1.0)).unwrap();
    assert_eq!(calibration_record(again).unwrap().pending, 1);
    // A calibrated forecast is neither observed nor calibrated again.
    let shown = calibrate_forecast(state.clone(), &forecast(MIDNIGHT + 24 * HOUR, 1.0, 1.0)).unwrap();
    assert_eq!(calibration_observe(state.clone(), &shown).unwrap_err().code(), "out_of_range");
    assert_eq!(calibrate_forecast(state, &shown).unwrap_err().code(), "out_of_range");
}

/// Fall, rise, hours missing, days without a forecast, and how many times too frequent the forecast is.
type Step = (f64, f64, u32, u32, f64);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let size = || prop_oneof![4 => 0.0..0.03f64, 1 => Just(0.0), 1 => 0.0..3.0f64];
    let missing = prop_oneof![12 => Just(0u32), 1 => 1u32..24];
    let silent = prop_oneof![12 => Just(0u32), 1 => 1u32..9];
    prop::collection::vec((size(), size(), missing, silent, 0.2..4.0f64), 1..90)
}

fn walk(steps: &[Step], mut after: impl FnMut(&Vec<u8>, &Forecast)) -> Vec<u8> {
    let mut state = calibration_start();
    let mut as_of = MIDNIGHT;
    for &(fall, rise, missing, silent, wrong) in steps {
        let made = forecast(as_of, wrong, 1.0);
        state = calibration_observe(state, &made).unwrap();
        state = calibration_push_bars(state, &day(as_of, fall, rise, missing)).unwrap();
        as_of += (1 + silent) * 24 * HOUR;
        after(&state, &made);
    }
    state
}

fn assert_within_bounds(state: &[u8], made: &Forecast) {
    let shown = calibrate_forecast(state.to_vec(), made).unwrap();
    Law::new(&shown).unwrap();
    assert_eq!(shown.flags.last(), Some(&ForecastFlag::Calibrated));
    for (before, after) in made.horizons.iter().zip(&shown.horizons) {
        assert_eq!(before.variance, after.variance);
        for (model, moved) in [(&before.drawdown, &after.drawdown), (&before.runup, &after.runup)] {
            assert!(moved.windows(2).all(|pair| pair[0] < pair[1]));
            for (place, (model, moved)) in model.iter().zip(moved).enumerate() {
                let least = if place == 1 || place == 2 { 0.8 } else { 1.0 };
                // The last place of a product; a fault would be a percent.
                assert!(*moved >= least * model * (1.0 - 1e-12) && *moved <= 8.1 * made.horizons[2].drawdown[4]);
            }
        }
    }
    let sides = |at: usize| [&shown.horizons[at].drawdown, &shown.horizons[at].runup];
    for (short, long) in [(0, 1), (1, 2)] {
        for (short, long) in sides(short).into_iter().zip(sides(long)) {
            assert!(short.iter().zip(long).all(|(short, long)| short <= long));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_state_is_small_and_every_answer_within_its_bounds(steps in steps()) {
        let last = walk(&steps, |state, made| {
            assert!(state.len() <= 1_024, "{} bytes", state.len());
            assert_within_bounds(state, made);
        });
        let record = calibration_record(last).unwrap();
        prop_assert!(record.pending <= 7 && record.drift.e_value >= 0.0 && record.drift.e_value.is_finite());
        for (place, one) in record.levels.iter().enumerate().filter(|(_, one)| one.resolved > 0) {
            for side in [&one.drawdown, &one.runup] {
                prop_assert!((0.8..=8.0).contains(&side.factor));
                prop_assert!(side.factor > 7.99 || side.hit_rate.unwrap() <= stated_bound(&record, place));
            }
        }
    }

    #[test]
    fn bars_one_by_one_are_bars_at_once(steps in steps()) {
        let at_once = walk(&steps, |_, _| ());
        let mut state = calibration_start();
        let mut as_of = MIDNIGHT;
        for &(fall, rise, missing, silent, wrong) in &steps {
            state = calibration_observe(state, &forecast(as_of, wrong, 1.0)).unwrap();
            for row in day(as_of, fall, rise, missing).chunks_exact(BAR_FIELDS) {
                state = calibration_push_bars(state, row).unwrap();
            }
            as_of += (1 + silent) * 24 * HOUR;
        }
        prop_assert_eq!(state, at_once);
    }

    #[test]
    fn an_altered_state_is_refused(steps in steps(), place in 0.0..1.0f64, flip in 1..=255u8) {
        let mut state = walk(&steps, |_, _| ());
        let place = (place * state.len() as f64) as usize;
        prop_assert_eq!(calibration_record(state[..place].to_vec()).unwrap_err().code(), "invalid_snapshot");
        state[place] ^= flip;
        let made = forecast(MIDNIGHT + 400 * 24 * HOUR, 1.0, 1.0);
        prop_assert_eq!(calibration_record(state.clone()).unwrap_err().code(), "invalid_snapshot");
        prop_assert_eq!(calibrate_forecast(state.clone(), &made).unwrap_err().code(), "invalid_snapshot");
        prop_assert_eq!(calibration_observe(state.clone(), &made).unwrap_err().code(), "invalid_snapshot");
        prop_assert_eq!(calibration_push_bars(state, &[]).unwrap_err().code(), "invalid_snapshot");
    }

    #[test]
    fn what_comes_after_a_forecast_does_not_change_what_was_shown(steps in steps(), cut in 0.0..1.0f64) {
        let cut = (cut * steps.len() as f64) as usize;
        let (mut shown, mut again) = (Vec::new(), Vec::new());
        walk(&steps[..=cut], |state, made| shown.push(calibrate_forecast(state.clone(), made).unwrap()));
        walk(&steps, |state, made| again.push(calibrate_forecast(state.clone(), made).unwrap()));
        prop_assert_eq!(&again[..=cut], &shown[..]);
    }
}
