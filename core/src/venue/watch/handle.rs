//! The watch as an object of Kotlin, Swift and Python: the core's watch behind a lock.

use super::{HealthGrid, Watch};
use crate::error::RiskError;
use crate::exact::U256;
use crate::venue::outcome::{PositionHealth, PositionPrice};
use crate::venue::position::Position;
use alloc::sync::Arc;
use alloc::vec::Vec;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Follows one position from tick to tick; safe to share between threads.
///
/// Verdict and health are those of `position_health` at the prices of now, to the last digit.
#[derive(Debug, uniffi::Object)]
#[uniffi(name = "Watch")]
pub struct WatchHandle {
    inner: Mutex<Watch>,
}

#[uniffi::export(name = "Watch")]
impl WatchHandle {
    /// Starts to watch a position at the prices that it holds.
    ///
    /// # Errors
    /// Those of `position_prices`; `duplicate` for two assets of one name.
    #[uniffi::constructor]
    pub fn new(position: &Position) -> Result<Arc<Self>, RiskError> {
        Ok(Arc::new(Self { inner: Mutex::new(Watch::new(position)?) }))
    }

    /// Returns the assets with their prices of now, in the order by which `tick` numbers them.
    ///
    /// # Errors
    /// Those of `position_prices`.
    pub fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        self.watch().prices()
    }

    /// Takes a price of one asset, by its place in `prices`, and says whether the position is liquidatable at it. The price is the
    /// venue's own integer, a whole number below 2^53.
    ///
    /// # Errors
    /// `out_of_range` for a place or a price that is none, those of `position_at_prices`: then nothing has changed; those of
    /// `position_health` at this price.
    pub fn tick(&self, place: u32, price: f64) -> Result<bool, RiskError> {
        self.watch().tick(place, price)
    }

    /// Takes a price of one asset by its name, of any size, and says whether the position is liquidatable at it.
    ///
    /// # Errors
    /// Those of `position_at_prices`, after which nothing has changed; those of `position_health` at this price.
    pub fn set_price(&self, asset: &str, price: U256) -> Result<bool, RiskError> {
        self.watch().set_price(asset, price)
    }

    /// Returns verdict and health factor at each price of a grid of one asset, by its place in `prices`; the watch stays where it is. A
    /// price is the venue's own integer, a whole number below 2^128.
    ///
    /// # Errors
    /// `out_of_range` for a place or a price that is none; those of `position_at_prices` and `position_health` where it is not the
    /// contract that reverts.
    #[allow(clippy::needless_pass_by_value, reason = "borrowed numbers become a direct buffer in Kotlin")]
    pub fn health_grid(&self, place: u32, prices: Vec<f64>) -> Result<HealthGrid, RiskError> {
        self.watch().health_grid(place, &prices)
    }

    /// Moves the clock: interest and funding accrue, ramps advance, prices stay. Says whether the position is then liquidatable.
    ///
    /// # Errors
    /// Those of `position_later`, which change nothing; those of `position_health` at that time.
    pub fn later(&self, seconds: u32) -> Result<bool, RiskError> {
        self.watch().later(seconds)
    }

    /// Returns the contract's verdict at the prices of now.
    ///
    /// # Errors
    /// Those of `position_health`.
    pub fn liquidatable(&self) -> Result<bool, RiskError> {
        self.watch().liquidatable()
    }

    /// Returns the health factor at the prices of now as a number to show; nothing where nothing is required.
    ///
    /// # Errors
    /// Those of `position_health`.
    pub fn health_factor(&self) -> Result<Option<f64>, RiskError> {
        self.watch().health_factor()
    }

    /// Returns what `position_health` answers at the prices of now.
    ///
    /// # Errors
    /// Those of `position_health`.
    pub fn health(&self) -> Result<PositionHealth, RiskError> {
        self.watch().health()
    }
}

impl WatchHandle {
    /// No call leaves a watch half changed, so one that a panicking thread held is still good.
    fn watch(&self) -> MutexGuard<'_, Watch> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
