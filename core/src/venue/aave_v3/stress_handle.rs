//! The run as an object of Kotlin, Swift and Python: the core's run behind a lock.

use super::book::AaveV3Pool;
use super::stress::{AaveV3Shock, AaveV3StressRun, AaveV3StressedBook};
use crate::error::RiskError;
use alloc::sync::Arc;
use alloc::vec::Vec;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The stress of a book on its way, in as many parts as one likes; safe to share between threads.
///
/// Done, it has the answers of `aave_v3_book_stress`, however it was cut.
#[derive(uniffi::Object)]
#[uniffi(name = "AaveV3StressRun")]
pub struct AaveV3StressRunHandle {
    inner: Mutex<AaveV3StressRun>,
}

#[uniffi::export(name = "AaveV3StressRun")]
impl AaveV3StressRunHandle {
    /// Starts what `aave_v3_book_stress` answers.
    ///
    /// # Errors
    /// Those of `aave_v3_book_stress`, but for what only a user or a sum shows.
    #[uniffi::constructor]
    pub fn new(pool: &AaveV3Pool, users: Vec<u8>, shocks: Vec<AaveV3Shock>) -> Result<Arc<Self>, RiskError> {
        AaveV3StressRun::new(pool, users, shocks).map(|run| Arc::new(Self { inner: Mutex::new(run) }))
    }

    /// Counts at most so many users more, and returns the share of the work that is done: 1 when all of it is, and only then.
    ///
    /// # Errors
    /// `unknown` for an eMode that the pool does not list; `overflow` where a sum does not fit.
    pub fn advance(&self, users: u32) -> Result<f64, RiskError> {
        self.run().advance(users)
    }

    /// Returns how many users it has counted, over all shocks.
    pub fn counted(&self) -> f64 {
        self.run().counted()
    }

    /// Returns the answers of the shocks so far, all of whose users are counted.
    pub fn result(&self) -> Vec<AaveV3StressedBook> {
        self.run().result()
    }
}

impl AaveV3StressRunHandle {
    /// No call leaves a run half changed but one that fails, whose numbers nobody may use.
    fn run(&self) -> MutexGuard<'_, AaveV3StressRun> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
