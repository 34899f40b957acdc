//! Online calibration: quantiles of 20 and 5 % that follow the outcomes seen on one device, at most a fifth looser than the model.

mod adjust;
mod bytes;
mod functions;
mod record;
mod state;
mod stream;

pub(crate) use functions::calibration_check;
pub use functions::{calibrate_forecast, calibration_observe, calibration_push_bars, calibration_record, calibration_start};
pub use record::{CalibratedLevel, CalibratedSide, CalibrationRecord};
