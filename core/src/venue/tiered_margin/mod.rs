//! Perpetuals with tiered maintenance margin: Hyperliquid and Binance USD-M, one shape and one solver.
//!
//! Both venues publish decimals, not contracts. The state holds the published numbers as exact integers with stated decimals, and the
//! verdict and the liquidation price are exact on them. The venue itself holds more digits than it publishes, so that its own
//! liquidation price agrees to what these leave open: one last digit of the balance moves the price by
//! `10^-quoteDecimals / (size·(1 ∓ rate))`, one of the entry price by about as much as itself. Within that the 29 live Hyperliquid
//! positions and Binance's worked examples of the tests agree; for positions above a few dollars it is below a millionth.
//!
//! In hedge mode the sides of a contract are two markets, the short one with `hedgeOf`; a price, and a boundary, is the contract's.
//!
//! Not covered: multi-asset margin and portfolio margin.

mod actions;
mod boundary;
mod bucket;
mod check;
mod hedge;
mod liquidation;
mod margin;
mod rules;
mod scale;
mod state;
mod trade;
mod view;

pub use boundary::tiered_margin_liquidation_price;
pub use margin::{TieredMarginBucket, tiered_margin_adl_index, tiered_margin_buckets, tiered_margin_maintenance};
pub use state::{TieredMarginAccount, TieredMarginFunding, TieredMarginMarket, TieredMarginProfile, TieredMarginTier};
pub use view::tiered_margin_bucket_account;
