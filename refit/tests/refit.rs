//! A refit on markets whose truth is known: taken where it is better, refused where it is thin or worse.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics to fail")]
#![allow(clippy::disallowed_methods, reason = "a test of gains, not of bits")]

use plimsoll::volatility::{forecast_bars, forecast_bars_with, load_model, model_bytes, model_stamp};
use plimsoll_refit::{LEAST_HOURS, RefitRun, RefitVerdict, refit};

const START: u32 = 1_600_000_000 / 3_600 * 3_600;

/// One volatility for ever: independent returns without clustering, so that a model made for markets is wrong about it.
fn one_volatility(seed: u64, start: u32, hours: u32, price: f64, sigma: f64) -> Vec<f64> {
    let mut state = seed;
    let mut uniform = || {
        state = (1_103_515_245 * state + 12_345) % 2_147_483_648;
        state as f64 / 2_147_483_648.0
    };
    let quarter = sigma / (4.0 * 8_760.0f64).sqrt();
    let mut close = price;
    let mut bars = Vec::new();
    for hour in 0..hours {
        let open = close;
        let (mut low, mut high) = (open, open);
        for _ in 0..4 {
            // Twelve uniforms less six: nearly normal, variance 1.
            close *= (quarter * ((0..12).map(|_| uniform()).sum::<f64>() - 6.0)).exp();
            (low, high) = (low.min(close), high.max(close));
        }
        bars.extend([f64::from(start + 3_600 * hour), open, high, low, close, 1.0]);
    }
    bars
}

fn plain(hours: u32, sigma: f64) -> Vec<f64> {
    one_volatility(11, START, hours, 2_500.0, sigma)
}

/// Two histories, one after the other.
fn then(first: Vec<f64>, hours: u32, sigma: f64) -> Vec<f64> {
    let last = &first[first.len() - 6..];
    let second = one_volatility(12, last[0] as u32 + 3_600, hours, last[4], sigma);
    [first, second].concat()
}

#[test]
fn a_market_of_its_own_kind_is_learned() {
    let bars = plain(2 * 8_760, 1.3);
    let refitted = refit(&bars, &model_bytes()).unwrap();
    let report = &refitted.report;
    assert_eq!((report.verdict, report.hours, report.horizons.len()), (RefitVerdict::Accepted, 17_520, 7), "{report:?}");
    let model = refitted.model.unwrap();
    let stamp = model_stamp(model.clone()).unwrap();
    assert_eq!(stamp.version, format!("{}+refit", report.base.version));
    assert_ne!(stamp.hash, report.base.hash);
    assert!(stamp.valid_until <= report.base.valid_until);
    // The truth is 1.3 whatever the last hours were; on other days of the same market the refit must be nearer to it.
    let truth: f64 = 1.3 * 1.3 * 24.0 / 8_760.0;
    let distance = |model: Option<&Vec<u8>>| {
        let log = |seed: u64| {
            let bars = one_volatility(seed, START, 4_400, 2_500.0, 1.3);
            let forecast = model.map_or_else(|| forecast_bars(&bars, None), |model| forecast_bars_with(model.clone(), &bars, None));
            (forecast.unwrap().horizons[2].variance / truth).ln()
        };
        (100..110).map(|seed| log(seed) * log(seed)).sum::<f64>()
    };
    let (shipped, own) = (distance(None), distance(Some(&model)));
    assert!(own < 0.85 * shipped, "squared log distance from the truth: {own} refitted, {shipped} shipped");
    let forecast = forecast_bars_with(model, &bars, None).unwrap();
    assert_eq!(forecast.model, stamp);
    assert_ne!(forecast.horizons, forecast_bars(&bars, None).unwrap().horizons);
}

#[test]
fn the_bytes_forecast_what_the_trial_said() {
    let bars = plain(9_000, 1.3);
    let model = refit(&bars, &model_bytes()).unwrap().model.unwrap();
    let (shipped, other) = (load_model(&model_bytes()).unwrap(), load_model(&model).unwrap());
    // Tails, means and prior are the model's; the three linear models moved at every horizon.
    assert_eq!((&other.means, &other.scales, &other.prior), (&shipped.means, &shipped.scales, &shipped.prior));
    for (ours, theirs) in other.horizons.iter().zip(&shipped.horizons) {
        assert_eq!((&ours.drawdown, &ours.runup), (&theirs.drawdown, &theirs.runup));
        assert_ne!(ours.own, theirs.own);
        assert_ne!(ours.market, theirs.market);
        assert_ne!(ours.panel, theirs.panel);
    }
}

#[test]
fn the_same_bars_give_the_same_bytes_and_a_changed_bar_others() {
    let bars = plain(9_000, 1.3);
    let first = refit(&bars, &model_bytes()).unwrap().model.unwrap();
    assert!(refit(&bars, &model_bytes()).unwrap().model.unwrap() == first);
    let mut changed = bars.clone();
    let at = 6 * 8_000;
    changed[at + 4] = 0.5 * (changed[at + 2] + changed[at + 3]);
    let second = refit(&changed, &model_bytes()).unwrap().model.unwrap();
    assert_ne!(model_stamp(second).unwrap().hash, model_stamp(first).unwrap().hash);
}

#[test]
fn thin_bars_are_refused_with_their_number() {
    for hours in [1, 800, LEAST_HOURS - 1] {
        let refused = refit(&plain(hours, 0.7), &model_bytes()).unwrap();
        assert_eq!((refused.report.verdict, refused.report.hours), (RefitVerdict::TooThin, hours));
        assert!(refused.model.is_none());
    }
    // Long enough, but every third bar is missing: no window can be judged.
    let holed: Vec<f64> = plain(9_000, 0.7).chunks(6).enumerate().filter(|(at, _)| at % 3 > 0).flat_map(|(_, bar)| bar.to_vec()).collect();
    assert_eq!(refit(&holed, &model_bytes()).unwrap().report.verdict, RefitVerdict::TooThin);
}

#[test]
fn what_is_worse_on_unseen_bars_is_refused_with_its_losses() {
    // Two thirds teach that a wild day follows a calm one; in the rest, a calm month follows a calm month.
    let alternate = |bars: Vec<f64>, turns: u32, hours: u32| {
        (0..turns).fold(bars, |bars, turn| then(bars, hours, if turn % 2 == 0 { 1.6 } else { 0.2 }))
    };
    let bars = alternate(alternate(plain(720, 0.6), 250, 24), 4, 720);
    let refused = refit(&bars, &model_bytes()).unwrap();
    assert!(refused.report.verdict == RefitVerdict::NotBetter && refused.model.is_none(), "{:?}", refused.report);
    let day = refused.report.horizons.iter().find(|one| one.horizon_hours == 24).unwrap();
    assert!(day.qlike_refit > day.qlike_base && day.rows_unseen > 300, "{day:?}");
}

#[test]
fn bars_and_models_that_are_none_are_refused_by_code() {
    let code = |bars: &[f64], model: &[u8]| refit(bars, model).unwrap_err().code();
    assert_eq!(code(&[1.0, 2.0], &model_bytes()), "length_mismatch");
    assert_eq!(code(&plain(10, 0.7), &[1, 2, 3]), "invalid_model");
    let mut nan = plain(10, 0.7);
    nan[10] = f64::NAN;
    assert_eq!(code(&nan, &model_bytes()), "not_finite");
}

#[test]
fn the_future_of_a_trial_does_not_enter_it() {
    // Other bars in the last third change how the trial is judged, not what it is.
    let first = plain(6_500, 0.6);
    let trial = |sigma: f64| {
        let horizons = refit(&then(first.clone(), 2_500, sigma), &model_bytes()).unwrap().report.horizons;
        horizons.into_iter().map(|one| (one.horizon_hours, one.rows_seen, one.level, one.slopes)).collect::<Vec<_>>()
    };
    assert_eq!(trial(0.4), trial(1.2));
}

#[test]
fn a_refit_in_parts_is_the_same_refit() {
    // Accepted, refused, too thin, and nothing at all.
    for bars in [plain(8_760, 1.3), plain(8_760, 0.5), plain(1_000, 1.3), Vec::new()] {
        let whole = refit(&bars, &model_bytes()).unwrap();
        for parts in [&[1_000][..], &[1, 3_000, 77], &[u32::MAX]] {
            let mut run = RefitRun::new(&bars, &model_bytes()).unwrap();
            let (mut done, mut read) = (0.0, 0);
            for part in parts.iter().cycle() {
                let now = run.advance(*part).unwrap();
                assert!(now > done && run.hours() - read <= *part, "{done}, then {now}");
                (done, read) = (now, run.hours());
                assert_eq!(run.result().is_some(), now == 1.0);
                if now == 1.0 {
                    break;
                }
            }
            assert_eq!(run.result().as_ref(), Some(&whole));
            assert_eq!((run.advance(1).unwrap(), run.hours() as usize), (1.0, bars.len() / 6));
        }
    }
}
