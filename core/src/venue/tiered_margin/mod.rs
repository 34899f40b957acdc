//! Perpetuals with tiered maintenance margin: Hyperliquid and Binance USD-M, one shape and one solver.
//!
//! Both venues publish decimals, not contracts. The state holds the published numbers as exact integers with stated decimals, and the
//! verdict and the liquidation price are exact on them. The venue computes in floating point and rounds what it publishes, so that its
//! own liquidation price agrees to what the published digits leave open: an error of half a last digit in the balance moves the price
//! by `0.5·10^-quoteDecimals / (size·(1 ∓ rate))`, one in the entry price by as much as itself; with all digits of the interfaces this
//! is below one part in a million. The tests hold Binance's published examples to their last digit.
//!
//! Not covered: hedge mode, multi-asset margin and portfolio margin.

mod actions;
mod boundary;
mod bucket;
mod check;
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
