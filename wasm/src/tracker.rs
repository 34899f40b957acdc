//! The tracker as a class: a thin handle on the core's.

use crate::error::Refusal;
use crate::forecast::write_forecast;
use crate::js::{Float64Array, Uint8Array};
use crate::shape::{bytes, flat, optional, read};
use crate::weights::weights;
use alloc::vec::Vec;
use plimsoll::market::Bar;
use plimsoll::volatility::{self, Forecast, MarketState};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Follows one asset bar by bar: the same bits as a forecast from all bars at once. `free()` it, or let it be collected.
#[wasm_bindgen]
#[derive(Default)]
pub struct Tracker(pub(crate) volatility::Tracker);

#[wasm_bindgen]
impl Tracker {
    /// Creates a tracker with no history.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Restores a tracker from the bytes of `snapshot`.
    pub fn restore(snapshot: Uint8Array) -> Result<Tracker, Refusal> {
        Ok(Self(volatility::Tracker::restore(&bytes("snapshot", &snapshot)?)?))
    }

    /// Appends one hourly bar, later than the last; nothing changes when it is refused.
    pub fn push(&mut self, bar: Ts<Bar>) -> Result<(), Refusal> {
        Ok(self.0.push(&read("bar", bar)?)?)
    }

    /// Appends flat rows of ts, open, high, low, close, volume, oldest first; nothing changes when one is refused.
    #[wasm_bindgen(js_name = pushBars)]
    pub fn push_bars(&mut self, bars: Float64Array) -> Result<(), Refusal> {
        Ok(self.0.push_bars(&flat("bars", &bars)?)?)
    }

    /// Forecasts variance and tails from the last close, with the market's state where it is known.
    pub fn forecast(&self, market: Option<Ts<MarketState>>) -> Result<Ts<Forecast>, Refusal> {
        write_forecast(&volatility::forecast_with(weights(), self.0.window(), optional("market", market)?.as_ref())?)
    }

    /// Hours of history a forecast would use, at most 720.
    #[wasm_bindgen(js_name = historyHours)]
    #[must_use]
    pub fn history_hours(&self) -> u32 {
        self.0.history_hours()
    }

    /// The state as bytes, at most 16 KB, with its version and a checksum.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        self.0.snapshot()
    }
}
