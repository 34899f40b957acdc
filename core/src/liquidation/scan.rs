//! A book of positions: who can be liquidated, and who is worth it.

use super::best::{BestLiquidation, best};
use super::costs::ActionCosts;
use crate::error::{RiskError, RiskErrorKind};
use crate::order::sort_by;
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
    /// Code of the error, such as `overflow` where the contract reverts, `out_of_range` where its decimals are not those of the costs.
    #[cfg_attr(feature = "wasm", tsify(type = "RiskErrorCode"))]
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
/// The verdict is asked of every position, all else only of those that can be liquidated, by a pre-liquidation contract too.
///
/// Gas and depths are read in the quote of each position, and profits are compared as numbers: a book has one quote. Scan positions
/// that count in ether apart from those that count in dollars, each with costs of its own.
///
/// # Errors
/// `not_finite`, `out_of_range`, `duplicate`: costs outside their domains, or none for an asset that is repaid or received. A position
/// whose contract reverts, or that counts a token with other decimals than the costs, is listed with its error's code and stops nothing.
///
/// ```
/// use plimsoll::U256;
/// use plimsoll::liquidation::{ActionCosts, AssetCosts, liquidation_scan};
/// use plimsoll::venue::{Position, Venue};
/// let safe = Position::AaveV3(serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/position.json")))?);
/// let short = safe.with_prices(&[("ETH", U256::new(165_000_000_000))])?;
/// let asset = |asset: &str, decimals, trade_fee| AssetCosts { asset: asset.into(), decimals, trade_fee, two_percent_depth: None };
/// let costs = ActionCosts { gas: 10.0, flash_loan_fee: 0.0005, assets: vec![asset("ETH", 18, 0.001), asset("USDC", 6, 0.0)] };
/// let scan = liquidation_scan(&[safe, short], &costs)?;
/// assert_eq!((scan.candidates.len(), scan.candidates[0].index), (1, 1));
/// assert!((scan.candidates[0].best.profit.profit - 329.15).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn liquidation_scan(positions: &[Position], costs: &ActionCosts) -> Result<LiquidationScan, RiskError> {
    liquidation_scan_for(positions, costs)
}

/// Returns what `liquidation_scan` returns, for positions of any venue.
///
/// # Errors
/// Those of `liquidation_scan`.
///
/// ```
/// use plimsoll::U256;
/// use plimsoll::liquidation::{ActionCosts, AssetCosts, liquidation_scan_for};
/// use plimsoll::venue::{Venue};
/// use plimsoll::venue::aave_v3::AaveV3User;
/// let user: AaveV3User = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/position.json")))?;
/// let user = user.with_prices(&[("ETH", U256::new(165_000_000_000))])?;
/// let asset = |asset: &str, decimals, trade_fee| AssetCosts { asset: asset.into(), decimals, trade_fee, two_percent_depth: None };
/// let costs = ActionCosts { gas: 10.0, flash_loan_fee: 0.0005, assets: vec![asset("ETH", 18, 0.001), asset("USDC", 6, 0.0)] };
/// assert_eq!(liquidation_scan_for(&[user], &costs)?.candidates.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn liquidation_scan_for<V: Venue>(positions: &[V], costs: &ActionCosts) -> Result<LiquidationScan, RiskError> {
    costs.check()?;
    let mut scan = LiquidationScan::default();
    for (index, position) in (0u32..).zip(positions) {
        let found = match position.seizable() {
            Ok(false) => continue,
            Ok(true) => best(position, costs).map(|choice| choice.best),
            Err(error) => Err(error),
        };
        match found {
            Ok(Some(best)) => scan.candidates.push(LiquidationCandidate { index, best }),
            Ok(None) => scan.unprofitable.push(index),
            // Missing costs are the caller's, and would be so for others as well; what one position counts otherwise is its own.
            Err(error) if matches!(error.kind(), RiskErrorKind::OutOfRange { field, .. } if field == "costs.assets") => {
                return Err(error);
            }
            Err(error) => scan.failed.push(FailedPosition { index, code: error.code().to_string() }),
        }
    }
    // Stable: equal profits stay in the order of the input. No profit is NaN.
    sort_by(&mut scan.candidates, |a, b| b.best.profit.profit.total_cmp(&a.best.profit.profit));
    Ok(scan)
}
