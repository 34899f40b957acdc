//! Reserves by their names and places in the user's record.

use super::state::{AaveV3Reserve, AaveV3User};
use crate::error::RiskError;
use crate::venue::rules::check_names;

/// Returns the place of an asset.
///
/// # Errors
/// `unknown`, `duplicate`.
pub(super) fn place(user: &AaveV3User, asset: &str) -> Result<usize, RiskError> {
    check_names(user.reserves.iter().map(|reserve| &reserve.asset), core::iter::once(asset))?;
    user.reserves.iter().position(|reserve| reserve.asset == asset).ok_or_else(|| RiskError::unknown("asset", asset))
}

/// Returns the reserve at a place.
pub(super) fn at(user: &AaveV3User, place: usize) -> Result<&AaveV3Reserve, RiskError> {
    user.reserves.get(place).ok_or_else(|| RiskError::unknown("reserves", "a place beyond the last"))
}

/// Returns the reserve at a place, to change it.
pub(super) fn at_mut(user: &mut AaveV3User, place: usize) -> Result<&mut AaveV3Reserve, RiskError> {
    user.reserves.get_mut(place).ok_or_else(|| RiskError::unknown("reserves", "a place beyond the last"))
}
