//! What a venue must answer; the rooms after it are written on this alone.

use super::action::Action;
use super::outcome::{LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
use crate::account::{Account, Boundary};
use crate::error::RiskError;
use crate::exact::U256;
use alloc::string::String;
use alloc::vec::Vec;

/// The rules of one venue over its state of one position. Every answer is the contract's at the position's revision.
///
/// Assets go by the names that the position gives them; the position's own check refuses two of one name.
pub trait Venue: Clone {
    /// The verdict and the sums behind it, now.
    ///
    /// # Errors
    /// `overflow`, `division_by_zero` and `refused` where the contract reverts, the last with its own name such as `BadPrice`;
    /// `out_of_range`, `duplicate` for a state it cannot hold.
    fn health(&self) -> Result<PositionHealth, RiskError>;

    /// The verdict alone, for those who ask it of many positions: a venue that can answer it for less does.
    ///
    /// # Errors
    /// Those of `health`.
    fn liquidatable(&self) -> Result<bool, RiskError> {
        Ok(self.health()?.liquidatable)
    }

    /// Every asset that has a price, each once.
    ///
    /// # Errors
    /// Those of `health`, for a state that the contract cannot hold.
    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError>;

    /// A copy in which some assets have other prices.
    ///
    /// # Errors
    /// `unknown` for a name that the position does not have, `duplicate`.
    fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError>;

    /// The exact boundary of every asset whose price moves one side only.
    ///
    /// # Errors
    /// Those of `health`.
    fn boundaries(&self) -> Result<Vec<Boundary>, RiskError>;

    /// A copy some seconds later: interest, funding and ramps as the contract would have them if nobody touched it before.
    ///
    /// # Errors
    /// Those of `health`.
    fn later(&self, seconds: u32) -> Result<Self, RiskError>;

    /// A copy in which everything is brought up to date that anyone may bring up to date, and that counts only from then on: at Maker the
    /// feed's price by a poke and the stability fee by a drip. At every other venue the position itself.
    ///
    /// # Errors
    /// `overflow` where the contract reverts.
    fn touched(&self) -> Result<Self, RiskError> {
        Ok(self.clone())
    }

    /// The venue-neutral account of the model world.
    ///
    /// # Errors
    /// Those of `health`.
    fn account(&self) -> Result<Account, RiskError>;

    /// A copy after one action.
    ///
    /// # Errors
    /// `refused` with the contract's own name for the refusal, `unsupported` where the venue has no such step; those of `health`.
    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        let _ = action;
        Err(RiskError::unsupported("this action", "this venue has no such step: see its documentation"))
    }

    /// All that a withdrawal of an asset can take, where the contract reads a larger amount as that; nothing where it refuses one.
    ///
    /// # Errors
    /// Those of `health`; `unknown`.
    fn takes_at_most(&self, asset: &str) -> Result<Option<U256>, RiskError> {
        let _ = asset;
        Ok(None)
    }

    /// The calls from which a liquidator chooses, one per pair of assets, each as large as the venue lets; none when it is safe.
    ///
    /// # Errors
    /// Those of `health`.
    fn liquidation_calls(&self) -> Result<Vec<LiquidationCall>, RiskError> {
        Ok(Vec::new())
    }

    /// Whether a liquidator may act now: the verdict, or a call that the venue lets be made before it.
    ///
    /// # Errors
    /// Those of `health`.
    fn seizable(&self) -> Result<bool, RiskError> {
        self.liquidatable()
    }

    /// A copy after a liquidation, and what it did.
    ///
    /// # Errors
    /// `refused` with the contract's own name for the refusal; those of `health`.
    fn liquidate(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
        let _ = call;
        Err(RiskError::unsupported("a liquidation", "this venue has no such call: see its documentation"))
    }
}

/// The seconds since a state was stored, some seconds later.
///
/// # Errors
/// `out_of_range` from 2^32 seconds on.
pub(crate) fn elapsed(passed: u32, seconds: u32) -> Result<u32, RiskError> {
    passed
        .checked_add(seconds)
        .ok_or_else(|| RiskError::out_of_range("seconds", "at most 2^32 − 1 with those that have passed", seconds, "ask for a nearer time"))
}

/// Finds a price by its asset's name.
pub(crate) fn price_of<'a>(prices: &'a [(&str, U256)], asset: &str) -> Option<&'a U256> {
    prices.iter().find(|(name, _)| *name == asset).map(|(_, price)| price)
}

/// Refuses names that the position does not have, and two assets of one name.
///
/// # Errors
/// `unknown`, `duplicate`.
pub(crate) fn check_names<'a>(
    known: impl Iterator<Item = &'a String> + Clone,
    asked: impl Iterator<Item = &'a str>,
) -> Result<(), RiskError> {
    for (place, name) in known.clone().enumerate() {
        if known.clone().take(place).any(|earlier| earlier == name) {
            return Err(RiskError::duplicate("asset", name));
        }
    }
    for name in asked {
        if !known.clone().any(|asset| asset == name) {
            return Err(RiskError::unknown("asset", name));
        }
    }
    Ok(())
}
