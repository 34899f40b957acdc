//! Weights by the date before which they were learned: each is learned once, however many sections of the record ask for it.

use crate::dataset::Dataset;
use crate::train::{Options, train};
use anyhow::Result;
use plimsoll::volatility::Weights;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Trains on demand and remembers.
pub struct Lessons<'a> {
    /// The rows.
    pub data: &'a Dataset,
    options: &'a Options,
    /// Called after each step of a training, here and by whoever learns beside it.
    pub done: &'a (dyn Fn() + Sync),
    learned: Mutex<BTreeMap<u32, Arc<Weights>>>,
}

impl<'a> Lessons<'a> {
    /// Nothing learned yet; `done` is called as in `train::train`.
    #[must_use]
    pub fn new(data: &'a Dataset, options: &'a Options, done: &'a (dyn Fn() + Sync)) -> Self {
        Self { data, options, done, learned: Mutex::default() }
    }

    /// Weights learned from rows that end a week before `until`.
    ///
    /// # Errors
    /// Too few rows.
    pub fn before(&self, until: u32) -> Result<Arc<Weights>> {
        // The lock is held while learning: two who ask for the same date must not both learn it.
        let mut learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(weights) = learned.get(&until) {
            return Ok(Arc::clone(weights));
        }
        let weights = Arc::new(train(self.data, until, self.options, self.done)?);
        learned.insert(until, Arc::clone(&weights));
        Ok(weights)
    }
}
