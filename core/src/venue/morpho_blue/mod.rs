//! Morpho Blue, to the last digit: one market, one position, and the pre-liquidation contract that a borrower may allow.
//!
//! Source: `Morpho.sol` and its libraries of morpho-org/morpho-blue at 3085651; `PreLiquidation.sol` of morpho-org/pre-liquidation
//! at 9e8b7f4; `AdaptiveCurveIrm.sol` of morpho-org/morpho-blue-irm at a1a87fd. The contract accrues interest before every check, so
//! what is asked of a position is answered with its market accrued to now; for the verdict on the stored totals set
//! `elapsed_seconds` to 0. At equality a position is safe.

mod accrual;
mod actions;
mod book;
mod boundary;
mod check;
mod irm;
mod limits;
mod liquidation;
mod pre_liquidation;
mod rules;
mod shares;
mod state;
mod tally;
mod view;

pub use accrual::{MorphoBlueAccrual, morpho_blue_compounded};
pub use actions::MorphoBlueMoved;
pub use book::morpho_blue_book;
pub use irm::{MorphoBlueAdaptiveRate, morpho_blue_adaptive_rate};
pub use liquidation::{MorphoBlueLiquidation, morpho_blue_liquidation_incentive_factor};
pub use pre_liquidation::MorphoBluePreLiquidationNow;
pub use shares::{morpho_blue_to_assets_down, morpho_blue_to_assets_up, morpho_blue_to_shares_down, morpho_blue_to_shares_up};
pub use state::{MorphoBlueMarket, MorphoBluePosition, MorphoBluePreLiquidation};
pub(super) use tally::tally;
