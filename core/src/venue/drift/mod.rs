//! Drift v2: the maintenance margin of a cross-margined user, and the prices at which it is no longer met.
//!
//! Source: `math/margin.rs`, `math/spot_balance.rs`, `math/position.rs`, `state/margin_calculation.rs` of protocol-v2 at 0ae3e3b1.
//! Left out: the initial margin, isolated positions, spot orders, prediction markets and markets in settlement, the validity of
//! oracles, liquidations themselves.
//!
//! ```
//! use plimsoll::{I256, U256, venue::{Venue, drift::{DriftPerp, DriftSpot, DriftUser}}};
//! let usdc = DriftSpot {
//!     asset: "USDC".into(), decimals: 6, is_quote: true, price: U256::new(1_000_000), factor: None,
//!     scaled_balance: U256::new(2_000_000_000_000), is_borrow: false,
//!     cumulative_deposit_interest: U256::new(10_000_000_000), cumulative_borrow_interest: U256::new(10_000_000_000),
//!     maintenance_asset_weight: 10_000, maintenance_liability_weight: 10_000, imf_factor: 0,
//! };
//! // 100 SOL long at 100 dollars: 5 % of the value must be there.
//! let sol = DriftPerp {
//!     asset: "SOL-PERP".into(), price: U256::new(100_000_000), factor: Some("SOL".into()),
//!     base_asset_amount: "100000000000".parse()?, quote_asset_amount: "-10000000000".parse()?,
//!     open_bids: I256::ZERO, open_asks: I256::ZERO, open_orders: 0,
//!     last_cumulative_funding_rate: I256::ZERO, cumulative_funding_rate: I256::ZERO,
//!     margin_ratio_maintenance: 500, imf_factor: 0, unrealized_pnl_maintenance_asset_weight: 10_000,
//! };
//! let user = DriftUser { spots: vec![usdc], perps: vec![sol], being_liquidated: false, liquidation_margin_buffer_ratio: 200 };
//! let health = user.health()?;
//! assert_eq!((health.backing.to_string().as_str(), health.required), ("2000000000", U256::new(500_000_000)));
//! # Ok::<(), plimsoll::RiskError>(())
//! ```

mod boundary;
mod margin;
mod rules;
mod state;
mod view;
mod weights;

pub use state::{DriftPerp, DriftSpot, DriftUser};
pub use weights::{drift_asset_weight, drift_liability_weight};
