//! Whether a watch calibrates its forecasts on the outcomes that it sees.

use crate::bytes::invalid;
use crate::error::RiskError;
use crate::volatility::{Forecast, calibrate_forecast, calibration_check, calibration_observe, calibration_push_bars, calibration_start};
use alloc::vec::Vec;

/// What a watch does with the outcomes of its forecasts. A choice at compile time: a face that goes without does not carry the code.
pub trait Outcomes: Sized {
    /// One that has seen nothing.
    fn start() -> Self;
    /// Takes in a bar: ts, open, high, low, close, volume.
    ///
    /// # Errors
    /// Those of `calibration_push_bars`.
    fn bar(&mut self, row: &[f64]) -> Result<(), RiskError>;
    /// Remembers the model's forecast and returns the one to go by.
    ///
    /// # Errors
    /// Those of `calibration_observe` and `calibrate_forecast`.
    fn forecast(&mut self, model: Forecast) -> Result<Forecast, RiskError>;
    /// The state as bytes.
    fn snapshot(&self) -> &[u8];
    /// Restores it from the bytes of `snapshot`.
    ///
    /// # Errors
    /// `invalid_snapshot`.
    fn restore(bytes: &[u8]) -> Result<Self, RiskError>;
}

/// Forecasts are moved as their own outcomes say: see `calibrate_forecast`.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibrated(Vec<u8>);

impl Outcomes for Calibrated {
    fn start() -> Self {
        Self(calibration_start())
    }

    fn bar(&mut self, row: &[f64]) -> Result<(), RiskError> {
        self.0 = calibration_push_bars(self.0.clone(), row)?;
        Ok(())
    }

    fn forecast(&mut self, model: Forecast) -> Result<Forecast, RiskError> {
        self.0 = calibration_observe(self.0.clone(), &model)?;
        calibrate_forecast(self.0.clone(), &model)
    }

    fn snapshot(&self) -> &[u8] {
        &self.0
    }

    fn restore(bytes: &[u8]) -> Result<Self, RiskError> {
        calibration_check(bytes)?;
        Ok(Self(bytes.to_vec()))
    }
}

/// Forecasts are the model's alone.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelAlone;

impl Outcomes for ModelAlone {
    fn start() -> Self {
        Self
    }

    fn bar(&mut self, _: &[f64]) -> Result<(), RiskError> {
        Ok(())
    }

    fn forecast(&mut self, model: Forecast) -> Result<Forecast, RiskError> {
        Ok(model)
    }

    fn snapshot(&self) -> &[u8] {
        &[]
    }

    fn restore(bytes: &[u8]) -> Result<Self, RiskError> {
        if bytes.is_empty() { Ok(Self) } else { Err(invalid("it holds a calibration, which this watch goes without")) }
    }
}
