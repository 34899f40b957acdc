//! What a liquidation is worth to whom: the profit of one call, the call that pays most, the positions worth calling on.

mod best;
mod costs;
mod desk;
mod profit;
mod scan;
pub(crate) mod search;

pub use best::{BestLiquidation, LiquidationChoice, best_liquidation, best_liquidation_for};
pub use costs::{ActionCosts, AssetCosts};
pub use profit::{LiquidationProfit, liquidation_profit, liquidation_profit_for};
pub use scan::{FailedPosition, LiquidationCandidate, LiquidationScan, liquidation_scan, liquidation_scan_for};

pub(crate) use desk::{Desk, Traded};
