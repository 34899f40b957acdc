//! The online calibration and the drift monitor on real data: one device per series, led forward a day at a time.

mod device;
mod record;
mod tables;

pub use device::{Alarms, Device, halved};
pub use record::{Outcome, Record, Stream, Watched, narrow};
pub use tables::{by_asset, markdown};
