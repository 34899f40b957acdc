//! The questions that every venue answers, for every face.

use super::outcome::{AssetPrice, LiquidatedPosition, LiquidationCall, PositionHealth, PositionPrice};
use super::position::Position;
use super::rules::Venue;
use crate::account::{Account, Boundary};
use crate::error::RiskError;
use alloc::vec::Vec;

/// Returns where a position stands: the contract's own verdict at its own revision, and the sums behind it. At Morpho Blue that of the
/// LLTV: a pre-liquidation contract that the borrower has authorised may act before, which `best_liquidation` and a scan then find, and
/// whose price `MorphoBluePreLiquidation` says how to ask for.
///
/// # Errors
/// Those of the venue: `overflow`, `division_by_zero` and `refused` where its contract reverts, the last with its own name such as
/// `BadPrice`; `out_of_range`, `duplicate` for a state that the contract cannot hold.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn position_health(position: &Position) -> Result<PositionHealth, RiskError> {
    position.health()
}

/// Returns the exact boundary price of every asset of a position, all other prices held: safe at the price, liquidatable one unit
/// beyond it; or the fact that no price liquidates it.
///
/// # Errors
/// Those of `position_health`.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn position_boundaries(position: &Position) -> Result<Vec<Boundary>, RiskError> {
    position.boundaries()
}

/// Returns the position as the venue-neutral account that the advice reads. At Maker the debt carries the fee since the last drip, which
/// anyone may send before a liquidation; `liquidatable` is the verdict of now, without it.
///
/// # Errors
/// Those of `position_health`; `out_of_range` for a price of 0 of a counted balance.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn position_account(position: &Position) -> Result<Account, RiskError> {
    position.account()
}

/// Returns the position some seconds later, untouched: interest and funding accrued, ramps advanced. Its boundaries are then the
/// boundaries of that time. At Maker nobody has dripped: verdict and boundaries stay, `position_boundary_drift` has those after a drip.
///
/// # Errors
/// Those of `position_health`.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn position_later(position: &Position, seconds: u32) -> Result<Position, RiskError> {
    position.later(seconds)
}

/// Returns the price of every asset of a position, in the venue's own integers.
///
/// # Errors
/// Those of `position_health`, for a state that the contract cannot hold.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn position_prices(position: &Position) -> Result<Vec<PositionPrice>, RiskError> {
    position.prices()
}

/// Returns the position at other prices of some of its assets.
///
/// # Errors
/// `unknown` for a name that the position does not have, `duplicate`.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn position_at_prices(position: &Position, prices: &[AssetPrice]) -> Result<Position, RiskError> {
    let prices: Vec<_> = prices.iter().map(|one| (one.asset.as_str(), one.price)).collect();
    position.with_prices(&prices)
}

/// Returns the position after a liquidation and what it did: seized, repaid, fee, deficit, the borrower's loss, and whether it lowered
/// health.
///
/// # Errors
/// `refused` with the contract's own name for the refusal; those of `position_health`.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn position_liquidation(position: &Position, call: &LiquidationCall) -> Result<LiquidatedPosition, RiskError> {
    let (position, outcome) = position.liquidate(call)?;
    Ok(LiquidatedPosition { position, outcome })
}
