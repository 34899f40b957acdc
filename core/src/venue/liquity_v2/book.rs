//! A branch with all its troves: time, openings, liquidations of several.

use super::liquidation::{Liquidator, LiquityV2Liquidation};
use super::redemption::no_place;
use super::state::{LiquityV2Book, LiquityV2Branch, LiquityV2TroveState};
use crate::error::RiskError;
use crate::exact::U256;
use crate::venue::elapsed;

impl LiquityV2Branch {
    /// Moves the clocks of the sums.
    pub(super) fn wait(&mut self, seconds: u32) -> Result<(), RiskError> {
        self.elapsed_seconds = elapsed(self.elapsed_seconds, seconds)?;
        self.base_rate_elapsed_seconds = elapsed(self.base_rate_elapsed_seconds, seconds)?;
        Ok(())
    }
}

impl LiquityV2TroveState {
    /// Moves the trove's clock.
    pub(super) fn wait(&mut self, seconds: u32) -> Result<(), RiskError> {
        self.elapsed_seconds = elapsed(self.elapsed_seconds, seconds)?;
        Ok(())
    }
}

impl LiquityV2Book {
    /// Returns the branch and its troves some seconds later, untouched.
    ///
    /// # Errors
    /// `out_of_range` beyond 2^32 seconds.
    ///
    /// ```
    /// use plimsoll::venue::liquity_v2::{LiquityV2Book, LiquityV2Trove};
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// let LiquityV2Trove { branch, trove, price, .. } = serde_json::from_str(json)?;
    /// let book = LiquityV2Book { price, branch, troves: vec![trove], last_zombie: None };
    /// assert_eq!(book.later(60)?.branch.base_rate_elapsed_seconds, 60);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn later(&self, seconds: u32) -> Result<Self, RiskError> {
        let mut book = self.clone();
        book.branch.wait(seconds)?;
        book.troves.iter_mut().try_for_each(|trove| trove.wait(seconds))?;
        Ok(book)
    }

    /// Opens a trove at the end of the list; returns its upfront fee. An error changes nothing.
    ///
    /// # Errors
    /// Those of `LiquityV2Branch::open`.
    ///
    /// ```
    /// use plimsoll::{U256, exact::WAD, venue::liquity_v2::{LiquityV2Book, LiquityV2Trove}};
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// let LiquityV2Trove { branch, trove, price, .. } = serde_json::from_str(json)?;
    /// let mut book = LiquityV2Book { price, branch, troves: vec![trove], last_zombie: None };
    /// let fee = book.open(WAD, "2000000000000000000000".parse()?, U256::new(50_000_000_000_000_000))?;
    /// assert_eq!((book.troves.len(), fee.to_string()), (2, "1917808219178082191".to_string()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(&mut self, coll: U256, bold: U256, rate: U256) -> Result<U256, RiskError> {
        let (trove, fee) = self.branch.open(coll, bold, rate, self.price)?;
        self.troves.push(trove);
        Ok(fee)
    }

    /// Liquidates those of the troves, by their places, that may be, in this order. An error changes nothing.
    ///
    /// Each is split against what the pool has left after those before it; redistribution comes once, at the end, over the stakes
    /// of the troves that are left, and the snapshots for new stakes are taken after it, without the gas compensation. Source:
    /// `batchLiquidateTroves` of liquity/bold contracts/src/TroveManager.sol at 405f9122.
    ///
    /// # Errors
    /// `refused` with `EmptyData`, `NothingToLiquidate` or `OnlyOneTroveLeft`; `overflow`; `division_by_zero` where no stake is left or the price
    /// is 0; `out_of_range` for a place that is not in the list.
    ///
    /// ```
    /// use plimsoll::venue::liquity_v2::{LiquityV2Book, LiquityV2Trove};
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// let LiquityV2Trove { branch, trove, .. } = serde_json::from_str(json)?;
    /// let price = "2150000000000000000000".parse()?;
    /// let mut book = LiquityV2Book { price, branch, troves: vec![trove], last_zombie: None };
    /// let done = book.liquidate(&[0])?;
    /// // 20,000 · 1.05 / 2,150 for the pool, a 200th for the caller, the rest for the owner.
    /// assert_eq!(done.split.coll_to_sp.to_string(), "9767441860465116279");
    /// assert_eq!(done.split.coll_gas_compensation.to_string(), "50000000000000000");
    /// assert_eq!(done.split.coll_surplus.to_string(), "182558139534883721");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn liquidate(&mut self, places: &[u32]) -> Result<LiquityV2Liquidation, RiskError> {
        if places.is_empty() {
            return Err(RiskError::refused("EmptyData"));
        }
        let mut after = self.clone();
        let mut liquidator = Liquidator::new(&self.branch);
        for trove in places {
            let place = self.place(*trove)?;
            let state = after.troves.get_mut(place).ok_or_else(|| no_place(*trove))?;
            liquidator.take(&mut after.branch, state, place, self.price)?;
            if !state.status.is_open() && after.last_zombie == Some(*trove) {
                after.last_zombie = None;
            }
        }
        let done = liquidator.settle(&mut after.branch)?;
        *self = after;
        Ok(done)
    }
}
