//! What a liquidation does after it has begun: auctions of seized collateral, and what they raise.

mod auction;
mod auction_proceeds;
mod auction_record;

pub use auction::{auction_price, auction_start, auction_status, auction_take};
pub use auction_proceeds::auction_proceeds;
pub use auction_record::{Auction, AuctionBidders, AuctionProceeds, AuctionStatus, AuctionTake};
