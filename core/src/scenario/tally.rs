//! Counts passages by the minute, and reads the answer from the counts.

use super::calibration::CALIBRATED_HOURS;
use super::options::ScenarioOptions;
use super::outcome::{FactorShare, FirstPassage, PassagePoint};
use crate::math;
use alloc::vec;
use alloc::vec::Vec;

const MINUTES: usize = 60;

/// Passages by minute.
pub(crate) struct Tally {
    minutes: Vec<u32>,
}

impl Tally {
    /// For walks of whole hours.
    pub fn new(hours: usize) -> Self {
        Self { minutes: vec![0; hours * MINUTES] }
    }

    /// Counts a passage in an hour (from 0), a share of it in; says whether it lies within the horizon.
    pub fn count(&mut self, hour: usize, share: f64) {
        let minute = ((share * MINUTES as f64) as usize).min(MINUTES - 1);
        if let Some(count) = self.minutes.get_mut(hour * MINUTES + minute) {
            *count += 1;
        }
    }

    /// Passages that began before an hour is over.
    pub fn by(&self, hours: f64) -> u32 {
        self.minutes.iter().take(minutes(hours)).sum()
    }

    /// The hours within which at most so many have passed; absent where no more ever did.
    pub fn until(&self, most: u32) -> Option<f64> {
        let mut passed = 0;
        let minute = self.minutes.iter().position(|count| {
            passed += count;
            passed > most
        })?;
        Some(minute as f64 / MINUTES as f64)
    }

    /// Hours by which a share of the passages within the horizon had come, between the minutes in a straight line.
    fn quantile(&self, share: f64, horizon_hours: f64) -> Option<f64> {
        let wanted = share * f64::from(self.by(horizon_hours));
        let mut before = 0.0;
        for (minute, &count) in self.minutes.iter().enumerate().take(minutes(horizon_hours)) {
            let count = f64::from(count);
            if count > 0.0 && before + count >= wanted {
                return Some(((minute as f64 + (wanted - before) / count) / MINUTES as f64).min(horizon_hours));
            }
            before += count;
        }
        None
    }

    /// The answer of so many paths; `variance` is that of the barriers, as a variance of the probability.
    pub fn answer(&self, walked: u32, horizon_hours: f64, variance: f64, drivers: Vec<FactorShare>) -> FirstPassage {
        let paths = f64::from(walked);
        let passed = f64::from(self.by(horizon_hours));
        // Half a passage and half a survivor more: no count of none is an error of none.
        let smoothed = (passed + 0.5) / (paths + 1.0);
        let hours = CALIBRATED_HOURS.into_iter().map(f64::from).filter(|hours| *hours < horizon_hours);
        let point = |hours: f64| PassagePoint { hours, probability: f64::from(self.by(hours)) / paths };
        FirstPassage {
            probability: passed / paths,
            standard_error: math::sqrt(smoothed * (1.0 - smoothed) / paths + variance),
            paths: walked,
            horizon_hours,
            hitting_hours_p10: self.quantile(0.1, horizon_hours),
            hitting_hours_p50: self.quantile(0.5, horizon_hours),
            hitting_hours_p90: self.quantile(0.9, horizon_hours),
            curve: hours.chain([horizon_hours]).map(point).collect(),
            drivers,
        }
    }
}

/// An answer that needs no path.
pub(crate) fn certain(passed: bool, options: &ScenarioOptions, drivers: Vec<FactorShare>) -> FirstPassage {
    let horizon_hours = options.horizon_hours;
    let probability = if passed { 1.0 } else { 0.0 };
    let at = passed.then_some(0.0);
    FirstPassage {
        probability,
        standard_error: 0.0,
        paths: 0,
        horizon_hours,
        hitting_hours_p10: at,
        hitting_hours_p50: at,
        hitting_hours_p90: at,
        curve: vec![PassagePoint { hours: horizon_hours, probability }],
        drivers,
    }
}

fn minutes(hours: f64) -> usize {
    math::ceil(hours * MINUTES as f64) as usize
}
