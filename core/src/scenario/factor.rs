//! One price factor made ready: its walk's volatilities, and what a displacement means on either side.

use super::calibration::{CALIBRATED_HOURS, Calibration, pilot_paths, stretches};
use super::options::ScenarioOptions;
use super::pilot::{Pilot, Regime, volatilities};
use crate::account::PriceDirection;
use crate::error::RiskError;
use crate::math;
use crate::volatility::{Forecast, Law};
use alloc::vec::Vec;

/// A law, its volatilities and its pilot.
pub(crate) struct Factor {
    law: Law,
    pub sigmas: Vec<f32>,
    pilot: Pilot,
}

impl Factor {
    /// Walks the pilot to the calibrated hour that covers the horizon.
    ///
    /// # Errors
    /// Those of the law.
    pub fn new(forecast: &Forecast, regimes: [Regime; 3], options: &ScenarioOptions) -> Result<Self, RiskError> {
        let law = Law::new(forecast)?;
        let hours = math::ceil(options.horizon_hours) as usize;
        let covered = stretches(hours).checked_sub(1).and_then(|last| CALIBRATED_HOURS.get(last)).copied().unwrap_or_default();
        let sigmas = volatilities(&law, usize::from(covered))?;
        let pilot = Pilot::new(options.seed, pilot_paths(options.paths), &sigmas, regimes);
        Ok(Self { law, sigmas, pilot })
    }

    /// What displacements towards a side mean.
    ///
    /// # Errors
    /// Those of the law.
    pub fn side(&self, direction: PriceDirection) -> Result<Calibration<'_>, RiskError> {
        Calibration::new(&self.law, direction, &self.pilot)
    }
}
