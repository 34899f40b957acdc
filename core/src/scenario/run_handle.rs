//! The run as an object of Kotlin, Swift and Python: the core's run behind a lock.

use super::joint::JointForecast;
use super::options::ScenarioOptions;
use super::outcome::FirstPassage;
use super::run::FirstPassageRun;
use crate::account::{Account, PriceDirection};
use crate::error::RiskError;
use crate::volatility::Forecast;
use alloc::sync::Arc;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A first passage on its way, in as many parts as one likes; safe to share between threads.
///
/// Done, it has the bits of `first_passage` or `joint_first_passage`, however it was cut.
#[derive(uniffi::Object)]
#[uniffi(name = "FirstPassageRun")]
pub struct FirstPassageRunHandle {
    inner: Mutex<FirstPassageRun>,
}

#[uniffi::export(name = "FirstPassageRun")]
impl FirstPassageRunHandle {
    /// Starts what `first_passage` answers.
    ///
    /// # Errors
    /// Those of `first_passage`.
    #[uniffi::constructor]
    pub fn new(forecast: &Forecast, distance: f64, direction: PriceDirection, options: &ScenarioOptions) -> Result<Arc<Self>, RiskError> {
        FirstPassageRun::new(forecast, distance, direction, options).map(|run| Arc::new(Self { inner: Mutex::new(run) }))
    }

    /// Starts what `joint_first_passage` answers.
    ///
    /// # Errors
    /// Those of `joint_first_passage`, but for what only preparing a factor shows.
    #[uniffi::constructor]
    pub fn joint(account: &Account, joint: &JointForecast, options: &ScenarioOptions) -> Result<Arc<Self>, RiskError> {
        FirstPassageRun::joint(account, joint, options).map(|run| Arc::new(Self { inner: Mutex::new(run) }))
    }

    /// Walks at most so many paths more, and returns the share of the work that is done: 1 when all of it is, and only then.
    ///
    /// The first calls of a joint run walk no path: each makes one price factor ready.
    ///
    /// # Errors
    /// Those of the forecasts.
    pub fn advance(&self, paths: u32) -> Result<f64, RiskError> {
        self.run().advance(paths)
    }

    /// Returns how many paths it has walked.
    pub fn walked(&self) -> u32 {
        self.run().walked()
    }

    /// Returns the answer of the paths so far, whose number is its `paths`; nothing before the first of them.
    pub fn result(&self) -> Option<FirstPassage> {
        self.run().result()
    }
}

impl FirstPassageRunHandle {
    /// No call leaves a run half changed, so one that a panicking thread held is still good.
    fn run(&self) -> MutexGuard<'_, FirstPassageRun> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
