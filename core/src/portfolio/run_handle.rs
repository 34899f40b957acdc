//! The run as an object of Kotlin, Swift and Python: the core's run behind a lock.

use super::holdings::Portfolio;
use super::passage::PortfolioPassage;
use super::run::PortfolioPassageRun;
use crate::error::RiskError;
use crate::scenario::{JointForecast, ScenarioOptions};
use alloc::sync::Arc;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A portfolio's first passages on their way, in as many parts as one likes; safe to share between threads.
///
/// Done, it has the bits of `portfolio_first_passage`, however it was cut.
#[derive(uniffi::Object)]
#[uniffi(name = "PortfolioPassageRun")]
pub struct PortfolioPassageRunHandle {
    inner: Mutex<PortfolioPassageRun>,
}

#[uniffi::export(name = "PortfolioPassageRun")]
impl PortfolioPassageRunHandle {
    /// Starts what `portfolio_first_passage` answers.
    ///
    /// # Errors
    /// Those of `portfolio_first_passage`, but for what only preparing a factor shows.
    #[uniffi::constructor]
    pub fn new(portfolio: &Portfolio, joint: &JointForecast, options: &ScenarioOptions) -> Result<Arc<Self>, RiskError> {
        PortfolioPassageRun::new(portfolio, joint, options).map(|run| Arc::new(Self { inner: Mutex::new(run) }))
    }

    /// Walks at most so many paths more, and returns the share of the work that is done: 1 when all of it is, and only then.
    ///
    /// The first calls walk no path: each makes one price factor or one holding ready.
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

    /// Returns the answer of the paths so far, whose number is `paths` in `any`; nothing before the first of them.
    pub fn result(&self) -> Option<PortfolioPassage> {
        self.run().result()
    }
}

impl PortfolioPassageRunHandle {
    /// No call leaves a run half changed, so one that a panicking thread held is still good.
    fn run(&self) -> MutexGuard<'_, PortfolioPassageRun> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
