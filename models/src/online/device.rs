//! What one device does each day, through the core's own functions.

use anyhow::Result;
use plimsoll::volatility::{
    CalibrationRecord, DriftStatus, Forecast, calibrate_forecast, calibration_observe, calibration_push_bars, calibration_record,
    calibration_start,
};

/// What the monitor judged, and the days until it first spoke; absent where it never did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Alarms {
    /// Days judged in all.
    pub days: u32,
    /// Of them, beyond the model's 5 % quantile of the worst fall, and of the worst rise.
    pub hits: [u32; 2],
    /// Until `Watch` or worse.
    pub watch: Option<u32>,
    /// Until `Broken`.
    pub broken: Option<u32>,
}

/// The state of one device and what its monitor said.
#[derive(Clone, Debug)]
pub struct Device {
    state: Vec<u8>,
    alarms: Alarms,
}

impl Default for Device {
    fn default() -> Self {
        Self { state: calibration_start(), alarms: Alarms::default() }
    }
}

impl Device {
    /// Takes in the bars that closed since the last decision, then observes the forecast; returns what is shown of it.
    ///
    /// # Errors
    /// A bar or a forecast that the core refuses.
    pub fn day(&mut self, bars: &[f64], forecast: &Forecast) -> Result<Forecast> {
        let state = calibration_push_bars(std::mem::take(&mut self.state), bars)?;
        let record = calibration_record(state.clone())?;
        let report = record.drift;
        self.alarms.days = report.days;
        if let Some(day) = record.levels.iter().find(|one| one.horizon_hours == 24.0 && one.level == 0.05) {
            self.alarms.hits =
                [&day.drawdown, &day.runup].map(|side| (side.model_hit_rate.unwrap_or(0.0) * f64::from(day.resolved)).round() as u32);
        }
        if report.status != DriftStatus::Fits {
            self.alarms.watch.get_or_insert(report.days);
        }
        if report.status == DriftStatus::Broken {
            self.alarms.broken.get_or_insert(report.days);
        }
        self.state = calibration_observe(state, forecast)?;
        Ok(calibrate_forecast(self.state.clone(), forecast)?)
    }

    /// What the monitor said so far.
    #[must_use]
    pub fn alarms(&self) -> Alarms {
        self.alarms
    }

    /// Forgets that the monitor spoke, not what it knows.
    pub fn forget_alarms(&mut self) {
        (self.alarms.watch, self.alarms.broken) = (None, None);
    }

    /// The device's own record.
    ///
    /// # Errors
    /// A state that the core refuses, which none of its own is.
    pub fn record(&self) -> Result<CalibrationRecord> {
        Ok(calibration_record(self.state.clone())?)
    }
}

/// The forecast with half the variance, and quantiles as much nearer as volatility is smaller.
#[must_use]
pub fn halved(forecast: &Forecast) -> Forecast {
    let mut broken = forecast.clone();
    for horizon in &mut broken.horizons {
        horizon.variance *= 0.5;
        horizon.sigma_annual *= 0.5f64.sqrt();
        for quantile in horizon.drawdown.iter_mut().chain(&mut horizon.runup) {
            *quantile *= 0.5f64.sqrt();
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll::market::simulate_bars;
    use plimsoll::volatility::{Law, forecast_bars};

    #[test]
    fn half_the_variance_is_hit_more_often() -> Result<()> {
        let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_945_600, 2_500.0, 0.7)?, None)?;
        let (right, broken) = (Law::new(&forecast)?, Law::new(&halved(&forecast))?);
        let distance = right.drawdown_quantile(0.05, 24.0)?;
        assert!(broken.drawdown_probability(distance, 24.0)? < 0.03);
        assert!((broken.variance(24.0)? / right.variance(24.0)? - 0.5).abs() < 1e-12);
        Ok(())
    }
}
