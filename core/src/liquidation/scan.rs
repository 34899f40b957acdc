//! A book of positions: who can be liquidated, and who is worth it.

use super::best::{BestLiquidation, best};
use super::costs::ActionCosts;
use crate::error::RiskError;
use crate::venue::{Position, Venue};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// A position that pays its liquidator.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LiquidationCandidate {
    /// Place in the input, from 0.
    pub index: u32,
    /// The call that pays most.
    pub best: BestLiquidation,
}

/// A position that has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FailedPosition {
    /// Place in the input, from 0.
    pub index: u32,
    /// Code of the error, such as `overflow` where the contract reverts.
    pub code: String,
}

/// What a scan of a book finds.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LiquidationScan {
    /// Those that pay their liquidator, the largest profit first; at equal profit in the order of the input.
    pub candidates: Vec<LiquidationCandidate>,
    /// Places of those that can be liquidated but pay nobody: the costs eat the bonus, or nothing is left to seize.
    pub unprofitable: Vec<u32>,
    /// Those without an answer; the others are answered all the same.
    pub failed: Vec<FailedPosition>,
}

/// Returns which positions of a book pay their liquidator, the largest profit first, each with the best pair and amount.
///
/// The verdict is asked of every position, all else only of those that can be liquidated.
///
/// # Errors
/// `not_finite`, `out_of_range`, `duplicate`: costs outside their domains, or none for an asset that is repaid or received. A position
/// whose contract reverts is listed with its error's code and stops nothing.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn liquidation_scan(positions: &[Position], costs: &ActionCosts) -> Result<LiquidationScan, RiskError> {
    liquidation_scan_for(positions, costs)
}

/// Returns what `liquidation_scan` returns, for positions of any venue.
///
/// # Errors
/// Those of `liquidation_scan`.
pub fn liquidation_scan_for<V: Venue>(positions: &[V], costs: &ActionCosts) -> Result<LiquidationScan, RiskError> {
    costs.check()?;
    let mut scan = LiquidationScan::default();
    for (index, position) in (0u32..).zip(positions) {
        let found = match position.liquidatable() {
            Ok(false) => continue,
            Ok(true) => best(position, costs).map(|choice| choice.best),
            Err(error) => Err(error),
        };
        match found {
            Ok(Some(best)) => scan.candidates.push(LiquidationCandidate { index, best }),
            Ok(None) => scan.unprofitable.push(index),
            // Missing costs are the caller's, and would be missing for others as well.
            Err(RiskError::OutOfRange { field, expected, got, hint }) if field == "costs.assets" => {
                return Err(RiskError::OutOfRange { field, expected, got, hint });
            }
            Err(error) => scan.failed.push(FailedPosition { index, code: error.code().to_string() }),
        }
    }
    // Stable: equal profits stay in the order of the input. No profit is NaN.
    scan.candidates.sort_by(|a, b| b.best.profit.profit.total_cmp(&a.best.profit.profit));
    Ok(scan)
}
