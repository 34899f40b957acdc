//! GMX v2 perpetuals: whether a position is liquidated, at which price, what orders change, and what its liquidation leaves.
//!
//! Source: `PositionUtils`, `PositionPricingUtils`, `IncreasePositionUtils`, `DecreasePositionUtils`, `DecreasePositionCollateralUtils`,
//! `PricingUtils`, `MarketUtils` of gmx-synthetics at a5c0c883. With `market` impacts and fees follow the balance of open interest,
//! profits are capped as all traders' are, and an opening is refused beyond the cap of open interest or the reserves; without it the
//! impact is part of the state. With the market's `pool` an order also moves its pools, so that the next one meets what the contract's
//! would; with `swap` a profit is swapped into the collateral before costs are paid.
//!
//! `apply` takes `Supply` and `Withdraw` of the collateral (an order without size) and `Trade` of the index: `size` in dollars of 30
//! decimals, above 0 for more of a long or less of a short; `quote` in units of the collateral token, below 0 what is paid in with more
//! size, above 0 what is asked out with less. As the contract does, a decrease that would leave too little closes all, and one that
//! would leave too little behind the rest pays no collateral out.
//!
//! ```
//! use plimsoll::{U256, venue::{Venue, gmx_v2::{GmxV2Position, GmxV2Token}}};
//! let dollar: U256 = "1000000000000000000000000000000".parse()?;
//! let usd = |value: u64| dollar.try_mul(U256::new(value), "usd");
//! let eth = GmxV2Token {
//!     asset: "ETH".into(), decimals: 18, price: U256::new(2_500_000_000_000_000), spread: U256::ZERO, factor: Some("ETH".into()),
//! };
//! let usdc = GmxV2Token { asset: "USDC".into(), decimals: 6, price: "1000000000000000000000000".parse()?, spread: U256::ZERO, factor: None };
//! let none = U256::ZERO;
//! // Ten ETH for 25,000 dollars against 2,000; half a percent of the size must remain.
//! let position = GmxV2Position {
//!     tokens: vec![eth, usdc], index: "ETH".into(), collateral: "USDC".into(), profit: "ETH".into(), is_long: true,
//!     size_in_usd: usd(25_000)?, size_in_tokens: "10000000000000000000".parse()?, collateral_amount: U256::new(2_000_000_000),
//!     pending_impact_amount: none.into(), borrowing_factor: none, cumulative_borrowing_factor: none, borrowing_factor_per_second: none,
//!     funding_fee_amount_per_size: none, latest_funding_fee_amount_per_size: none, funding_fee_amount_per_size_per_second: none,
//!     position_fee_factor: none, discount_factor: none, liquidation_fee_factor: none, price_impact_usd: none.into(),
//!     max_positive_impact_factor: none, max_negative_impact_factor: none, max_impact_factor_for_liquidations: none,
//!     impact_pool_amount: none, min_collateral_usd: usd(1)?, min_collateral_factor_for_liquidation: usd(1)?.try_div(U256::new(200), "0.5 %")?,
//!     trading: None, market: None,
//! };
//! let health = position.health()?;
//! assert_eq!((health.backing, health.required), (usd(2_000)?.into(), usd(125)?));
//! assert_eq!(health.health_factor, Some(U256::new(16_000_000_000_000_000_000)));
//! # Ok::<(), plimsoll::RiskError>(())
//! ```

mod boundary;
mod closing;
mod liquidation;
mod market;
mod pool;
mod power;
mod rules;
mod state;
mod swap;
mod terms;
mod trading;
mod view;

pub use market::GmxV2Market;
pub use pool::GmxV2Pool;
pub use state::{GmxV2Position, GmxV2Token, GmxV2Trading};
pub use swap::GmxV2Swap;
