//! What a liquidation is worth, and what it does after it has begun: the profit of one call, the call that pays most, the positions worth
//! calling on; auctions of seized collateral, and what they raise.

#[cfg(feature = "every-venue")]
mod auction;
#[cfg(feature = "every-venue")]
mod auction_proceeds;
#[cfg(feature = "every-venue")]
mod auction_record;
mod best;
mod costs;
mod desk;
mod profit;
mod scan;
pub(crate) mod search;

#[cfg(feature = "every-venue")]
pub use auction::{auction_price, auction_start, auction_status, auction_take};
#[cfg(feature = "every-venue")]
pub use auction_proceeds::auction_proceeds;
#[cfg(feature = "every-venue")]
pub use auction_record::{Auction, AuctionBidders, AuctionProceeds, AuctionStatus, AuctionTake};
pub use best::{BestLiquidation, LiquidationChoice, best_liquidation, best_liquidation_for};
pub use costs::{ActionCosts, AssetCosts};
pub use profit::{LiquidationProfit, liquidation_profit, liquidation_profit_for};
pub use scan::{FailedPosition, LiquidationCandidate, LiquidationScan, liquidation_scan, liquidation_scan_for};

pub(crate) use costs::Rates;
pub(crate) use desk::{Desk, Traded};
