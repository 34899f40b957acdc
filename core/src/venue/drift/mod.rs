//! Drift v2: the margin of a cross-margined user, the prices at which it is no longer met, interest and funding, steps, liquidations.
//!
//! Source: `math/margin.rs`, `math/spot_balance.rs`, `math/position.rs`, `state/margin_calculation.rs` of protocol-v2 at 0ae3e3b1; what
//! steps and liquidations follow stands in `actions.rs` and `liquidation.rs`. A cumulative funding rate matters by its change only, so
//! a position that opens or turns keeps the number of the side that it had.
//! An isolated position is a user of its own: its deposit of the quote and its perpetual, all of which may be liquidated at once (pass
//! `initial_pct_to_liquidate` as 10,000). That an order needs the maintenance margin of the user's other buckets too is not asked.
//! Left out: a debt taken for a gain that waits to be settled (`liquidate_borrow_for_perp_pnl`) and the settling; spot orders, prediction
//! markets and markets in settlement, the distance of oracles to their averages of five minutes, protected asset tiers (the order in
//! which debts are liquidated), margin trading, caps of a market, the imbalance cut of gains (pass the weight after it).
//!
//! ```
//! use plimsoll::{I256, U256, venue::{Venue, drift::{DriftPerp, DriftSpot, DriftUser}}};
//! let usdc = DriftSpot {
//!     asset: "USDC".into(), decimals: 6, is_quote: true, price: U256::new(1_000_000), factor: None,
//!     scaled_balance: U256::new(2_000_000_000_000), is_borrow: false,
//!     cumulative_deposit_interest: U256::new(10_000_000_000), cumulative_borrow_interest: U256::new(10_000_000_000),
//!     maintenance_asset_weight: 10_000, maintenance_liability_weight: 10_000, imf_factor: 0,
//!     terms: None, market: None,
//! };
//! // 100 SOL long at 100 dollars: 5 % of the value must be there.
//! let sol = DriftPerp {
//!     asset: "SOL-PERP".into(), price: U256::new(100_000_000), factor: Some("SOL".into()),
//!     base_asset_amount: "100000000000".parse()?, quote_asset_amount: "-10000000000".parse()?,
//!     open_bids: I256::ZERO, open_asks: I256::ZERO, open_orders: 0,
//!     last_cumulative_funding_rate: I256::ZERO, cumulative_funding_rate: I256::ZERO,
//!     margin_ratio_maintenance: 500, imf_factor: 0, unrealized_pnl_maintenance_asset_weight: 10_000,
//!     terms: None, funding: None,
//! };
//! let user = DriftUser { spots: vec![usdc], perps: vec![sol], being_liquidated: false, liquidation_margin_buffer_ratio: 200,
//!     max_margin_ratio: None, liquidation: None };
//! let health = user.health()?;
//! assert_eq!((health.backing.to_string().as_str(), health.required), ("2000000000", U256::new(500_000_000)));
//! # Ok::<(), plimsoll::RiskError>(())
//! ```

mod actions;
mod boundary;
mod check;
mod interest;
mod limits;
mod liquidation;
mod margin;
mod oracle;
mod outcome;
mod perp;
mod rules;
mod shortage;
mod spot;
mod state;
mod terms;
mod view;
mod weights;

pub use interest::drift_borrow_rate;
pub use limits::DriftWithdrawLimits;
pub use oracle::DriftOracle;
pub use state::{DriftPerp, DriftSpot, DriftUser};
pub use terms::{DriftFunding, DriftLiquidation, DriftMarginRatios, DriftPerpTerms, DriftSpotMarket, DriftSpotTerms};
pub use weights::{drift_asset_weight, drift_liability_weight};
