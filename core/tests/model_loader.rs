//! Models as bytes: what is loaded forecasts as it did before it was written, and what was altered is refused.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test panics to fail")]

use plimsoll::market::simulate_bars;
use plimsoll::volatility::{PackedWeights, WEIGHTS, Weights, forecast_bars, forecast_bars_with, load_model, model_bytes, model_stamp};
use plimsoll::{RiskError, RiskErrorKind};
use sha2::{Digest, Sha256};

/// Where the last hash begins.
fn body(bytes: &[u8]) -> usize {
    bytes.len() - 32
}

fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = body(&bytes);
    let hash = Sha256::digest(&bytes[..end]);
    bytes[end..].copy_from_slice(&hash);
    bytes
}

fn reason(bytes: &[u8]) -> String {
    match load_model(bytes).map_err(RiskError::into_kind) {
        Err(RiskErrorKind::InvalidModel { reason }) => reason,
        other => format!("{other:?}"),
    }
}

/// The shipped model with something changed, packed and sealed.
fn changed(change: impl Fn(&mut Weights)) -> Vec<u8> {
    let mut weights = WEIGHTS.unpack();
    change(&mut weights);
    weights.pack().expect("decimals").to_bytes()
}

#[test]
fn every_altered_byte_and_every_truncation_is_refused() {
    let bytes = model_bytes();
    for place in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[place] ^= 1 << (place % 8);
        assert_eq!(model_stamp(altered).expect_err("altered").code(), "invalid_model", "byte {place}");
    }
    for length in 0..bytes.len() {
        assert_eq!(model_stamp(bytes[..length].to_vec()).expect_err("truncated").code(), "invalid_model", "{length} bytes");
    }
    assert_eq!(PackedWeights::from_bytes(&bytes).expect("whole"), WEIGHTS);
}

#[test]
fn another_version_is_refused_and_a_suffix_is_not() {
    let version = |text: &'static str| changed(|weights| weights.provenance.version = text.into());
    let ours = &WEIGHTS.provenance.version;
    assert_eq!(reason(&version("0")), format!("it is of version \"0\", this release reads \"{ours}\""));
    assert!(reason(&version("")).starts_with("it is of version \"\""));
    let refitted: &'static str = format!("{ours}+refit").leak();
    assert_eq!(model_stamp(version(refitted)).expect("ours").version, refitted);
    let mut format = model_bytes();
    format[4] = 9;
    assert_eq!(reason(&sealed(format)), "its format is 9, this release reads 1");
    let mut count = model_bytes();
    let at = 4 + 2 + 1 + ours.len() + 64 + 8;
    count[at] ^= 1;
    assert!(reason(&sealed(count)).starts_with("it holds "));
    let mut longer = model_bytes();
    longer.insert(body(&longer), 0);
    assert_eq!(reason(&sealed(longer)), "it has bytes left over");
}

#[test]
fn numbers_that_no_training_makes_are_refused() {
    assert_eq!(reason(&changed(|weights| weights.scales[3] = 0.0)), "a feature's scale is not above 0");
    assert_eq!(reason(&changed(|weights| weights.scales[3] = -0.5)), "a feature's scale is not above 0");
    assert_eq!(reason(&changed(|weights| weights.sigma_annual_range = (2.0, 1.0))), "its range of volatility is not one");
    assert_eq!(reason(&changed(|weights| weights.sigma_annual_range = (0.0, 1.0))), "its range of volatility is not one");
    assert_eq!(reason(&changed(|weights| weights.horizons[2].runup[1].floor = -0.1)), "the size of a jump, or an interval, is below 0");
    assert_eq!(reason(&changed(|weights| weights.provenance.valid_until = 0)), "its life ends before its training data");
    let mut places = WEIGHTS.clone();
    places.places[7] = 23;
    assert_eq!(reason(&places.to_bytes()), "it holds a number with more decimal places than a double keeps");
}

#[test]
fn other_weights_change_the_forecast_and_its_stamp() {
    let bars = simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7).expect("bars");
    let shipped = forecast_bars(&bars, None).expect("a forecast");
    let bytes = changed(|weights| {
        weights.provenance.artifact_hash = "ab".repeat(32).into();
        weights.horizons[2].own.intercept += 0.5;
    });
    let other = forecast_bars_with(bytes, &bars, None).expect("a forecast");
    assert_eq!(other.model.hash, "ab".repeat(32));
    assert_eq!(other.horizons[1], shipped.horizons[1]);
    assert!((other.horizons[2].variance / shipped.horizons[2].variance - 0.5f64.exp_m1() - 1.0).abs() < 1e-9);
}
