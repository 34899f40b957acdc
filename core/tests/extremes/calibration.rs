//! States of a calibration, made from any forecasts and bars, whole or altered.

use super::forecasts::{bars, grown, plain_forecast};
use super::numbers::{between, rising};
use plimsoll::volatility::{
    Forecast, HorizonForecast, LEVELS, calibration_observe, calibration_push_bars, calibration_start, forecast_bars,
};
use proptest::prelude::*;
use proptest::sample::select;

/// A forecast at the calibrated levels whose quantiles are as near and as far as they can be.
pub fn forecast() -> impl Strategy<Value = Forecast> {
    let hours = select(vec![vec![24.0, 72.0, 168.0], vec![1.0, 24.0], vec![0.01], vec![100.0, 1e4]]);
    let as_of = select(vec![0u32, 1_749_999_600, 4_294_965_600]);
    (hours, as_of, prop::bool::ANY).prop_flat_map(|(hours, as_of, calibrated)| {
        let side = || prop::collection::vec(rising(1e-12, 50.0, LEVELS.len()), hours.len());
        let variances = rising(1e-24, 1e6, hours.len());
        (side(), side(), variances, between(1e-30, 1e30)).prop_map(move |(drawdown, runup, variances, price)| {
            let sides = grown(drawdown).into_iter().zip(grown(runup));
            let horizons = hours.iter().zip(variances).zip(sides).map(|((horizon_hours, variance), (drawdown, runup))| HorizonForecast {
                horizon_hours: *horizon_hours,
                variance,
                sigma_annual: 1.0,
                drawdown_spread: vec![0.1; drawdown.len()],
                runup_spread: vec![0.1; runup.len()],
                drawdown,
                runup,
            });
            let levels = if calibrated { LEVELS.to_vec() } else { vec![0.4, 0.2, 0.05, 0.01, 0.002] };
            Forecast { as_of, price, levels, horizons: horizons.collect(), ..plain_forecast() }
        })
    })
}

/// The bytes of a calibration that saw a few forecasts and bars; rarely altered, rarely no state at all.
pub fn state() -> impl Strategy<Value = Vec<u8>> {
    let step = (prop::option::of(forecast()), bars());
    let noise = prop::option::weighted(0.1, prop::collection::vec(any::<u8>(), 0..600));
    let altered = prop::option::weighted(0.1, (0usize..1_024, any::<u8>()));
    (prop::collection::vec(step, 0..4), noise, altered).prop_map(|(steps, noise, altered)| {
        let mut state = calibration_start();
        for (forecast, bars) in steps {
            let made = forecast.or_else(|| forecast_bars(&bars, None).ok());
            state = made.and_then(|made| calibration_observe(state.clone(), &made).ok()).unwrap_or(state);
            state = calibration_push_bars(state.clone(), &bars).unwrap_or(state);
        }
        if let Some((place, byte)) = altered
            && let Some(at) = state.get_mut(place)
        {
            *at = byte;
        }
        noise.unwrap_or(state)
    })
}
