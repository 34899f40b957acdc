//! Forecasts and features that can be computed by hand.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "helpers of tests are not seen as tests by clippy; an expected value may come from std's own floats"
)]

mod streams;

use plimsoll::market::BAR_FIELDS;
use plimsoll::volatility::{
    FEATURES, Prior, Tracker, drawdown_estimate, drawdown_probability, drawdown_probability_estimate, drawdown_quantile, features,
    forecast_bars, forecast_variance, runup_estimate, runup_quantile,
};
use streams::{Move, bars, simulated};

#[test]
fn the_law_has_hand_values() {
    let mut forecast = forecast_bars(&simulated(7, 800), None).unwrap();
    forecast.levels = vec![0.5, 0.1];
    forecast.horizons.truncate(2);
    for (entry, hours, variance, quantiles) in [(0, 1.0, 1.0, [0.1, 0.2]), (1, 4.0, 10.0, [0.2, 0.8])] {
        let entry = &mut forecast.horizons[entry];
        (entry.horizon_hours, entry.variance, entry.drawdown) = (hours, variance, quantiles.to_vec());
        entry.runup = quantiles.to_vec();
        (entry.drawdown_spread, entry.runup_spread) = (vec![0.1, 0.3], vec![0.0, 0.0]);
    }
    let close = |left: f64, right: f64| assert!((left / right - 1.0).abs() < 1e-12, "{left} is not {right}");
    // Variance: 1 at 1 h, then 3 an hour.
    close(forecast_variance(&forecast, 0.5).unwrap(), 0.5);
    close(forecast_variance(&forecast, 2.0).unwrap(), 4.0);
    close(forecast_variance(&forecast, 10.0).unwrap(), 28.0);
    // Two hours are half way from one to four in ln h: geometric means, 0.02^½ and 0.16^½.
    close(drawdown_quantile(&forecast, 0.5, 2.0).unwrap(), 0.02f64.sqrt());
    close(drawdown_quantile(&forecast, 0.1, 2.0).unwrap(), 0.4);
    // Below the first anchor with the square root of time; between levels half way in ln α.
    close(runup_quantile(&forecast, 0.1, 0.25).unwrap(), 0.1);
    close(runup_quantile(&forecast, 0.05f64.sqrt(), 1.0).unwrap(), 0.02f64.sqrt());
    // Half of the median has probability 0.75; twice the last quantile one more step of the Pareto tail, 0.1 / 5.
    close(drawdown_probability(&forecast, 0.05, 1.0).unwrap(), 0.75);
    close(drawdown_probability(&forecast, 0.2, 1.0).unwrap(), 0.1);
    close(drawdown_probability(&forecast, 0.4, 1.0).unwrap(), 0.02);
    // Spreads are linear in ln h between anchors: the same at both, so the same between.
    let estimate = drawdown_estimate(&forecast, 0.1, 2.0).unwrap();
    close(estimate.low, 0.4 * (-0.3f64).exp());
    close(estimate.high, 0.4 * 0.3f64.exp());
    close(drawdown_probability_estimate(&forecast, estimate.high, 2.0).unwrap().high, 0.1);
    let known = runup_estimate(&forecast, 0.1, 2.0).unwrap();
    close(known.low, known.high);
}

#[test]
fn a_horizon_or_a_distance_outside_the_law_is_refused_in_the_records_own_words() {
    let forecast = forecast_bars(&simulated(7, 800), None).unwrap();
    let said = |error: plimsoll::RiskError| error.to_string();
    let far = "`horizonHours` must be in [0, 768], got 769: the model looks at most 32 days ahead";
    assert_eq!(said(forecast_variance(&forecast, 769.0).unwrap_err()), far);
    assert_eq!(said(drawdown_quantile(&forecast, 0.1, 769.0).unwrap_err()), far);
    let none = "`horizonHours` must be above 0, got 0: pass hours in (0, 768]";
    assert_eq!(said(drawdown_probability(&forecast, 0.1, 0.0).unwrap_err()), none);
    let near = "`distance` must be 0 or more, got -0.1: pass the log distance to the boundary, 0 or more";
    assert_eq!(said(drawdown_probability(&forecast, -0.1, 24.0).unwrap_err()), near);
}

#[test]
fn features_have_hand_values() {
    // 720 hours that rise and fall by 1 % in turn, no wicks: r² = 1e-4, range = |r|.
    let moves: Vec<Move> = (0..720).map(|hour| (if hour % 2 == 0 { 0.01 } else { -0.01 }, 0.0, 0.0, 0)).collect();
    let prior = Prior { log_variance: -8.0, log_range_variance: -8.5 };
    let value = |moves: &[Move], name: &str| {
        let mut tracker = Tracker::new();
        tracker.push_bars(&bars(moves)).unwrap();
        features(tracker.window(), &prior, None)[FEATURES.iter().position(|feature| *feature == name).unwrap()]
    };
    let close = |name: &str, expected: f64| assert!((value(&moves, name) - expected).abs() < 1e-9, "{name} is not {expected}");
    let log = 1e-4f64.ln();
    for name in ["log_rv_24", "log_rv_168", "log_rv_180d"] {
        close(name, log);
    }
    for name in ["log_range_1", "log_range_24", "log_range_720"] {
        close(name, log - (8.0 / std::f64::consts::PI).ln());
    }
    close("downside_168", 0.0);
    close("move_24", 0.0);
    close("largest_24", (1.0 / (2.0 * 24f64.ln())).ln());
    // The last close is the lowest of the month, one fall below the highest.
    close("from_high_720", -0.01);
    close("from_low_720", 0.0);
    close("from_high_168", -0.01);
    close("root_from_low_720", 0.01);
    close("lopsided_168", 0.0);
    // The same without a fall: nothing of the week's variance came from one, and the month's low lies 720 rises back.
    let rises: Vec<Move> = (0..720).map(|_| (0.01, 0.0, 0.0, 0)).collect();
    for (name, expected) in [("from_high_168", 0.0), ("root_from_low_720", (720.0f64 * 0.01 + 1e-4).sqrt()), ("lopsided_168", 0.25)] {
        assert!((value(&rises, name) - expected).abs() < 1e-9, "{name} is not {expected}");
    }
    // The same volume every hour; the epoch of START is a Sunday at 15:00 UTC, and 720 hours later it is a Tuesday.
    close("volume_24", 0.0);
    close("weekend_ahead", 0.0);
    // Volume of the last six hours four times that of the hours before.
    let mut rows = bars(&moves);
    for row in rows.chunks_exact_mut(BAR_FIELDS).skip(714) {
        row[5] = 4.0;
    }
    let mut tracker = Tracker::new();
    tracker.push_bars(&rows).unwrap();
    let louder = features(tracker.window(), &prior, None);
    let at = |name: &str| louder[FEATURES.iter().position(|feature| *feature == name).unwrap()];
    let month = (714.0 + 24.0) / 720.0;
    assert!((at("volume_6") - f64::ln(4.0 / month)).abs() < 1e-12 && (at("volume_24") - f64::ln(42.0 / 24.0 / month)).abs() < 1e-12);
    // One hour of 24 at hand: its own weight is 1, the prior's 48 · 23/24 = 46.
    let young = value(&moves[..1], "log_rv_24");
    assert!((young - (log - 8.0 * 46.0) / 47.0).abs() < 1e-9);
}
