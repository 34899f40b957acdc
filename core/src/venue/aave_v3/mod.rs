//! Aave v3 at revisions 3.0 to 3.7, to the last digit.
//!
//! State in, the contract's answers out: balances now, account data, boundary prices, rates, what an action or a liquidation does, and
//! the venue-neutral view. `AaveV3User` is the venue's `Venue`:
//!
//! - `apply` takes `Supply`, `Withdraw`, `Borrow`, `Repay`, `Swap`, `UseAsCollateral` and `SetEMode`, checked in the order and refused by
//!   the names of the revision (the names are those of 3.4 and later; 3.0 to 3.3 answer numbers for the same). 2^256 − 1 withdraws
//!   everything; a repayment stops at the debt. A swap supplies what is received and then withdraws what is given.
//! - `liquidation_calls` gives the largest call of each pair of collateral and debt that the pool takes, and `liquidate` what it does:
//!   see `aave_v3_liquidation_call`.
//! - What a reserve does not tell refuses nothing: without `limits` everything is allowed, without `liquidation_protocol_fee_bps` the
//!   fee is 0, and without `pool` rates and everybody's totals stay as they are.
//!
//! Every answer is held to what the compiled contracts return; actions and liquidations, the stored state of every reserve included.
//! 3.1 and 3.2 are read in their sources instead (aave-v3-origin v3.1.0 and v3.2.1), rule by rule against 3.0 and 3.3; at 3.1 the stable
//! rate, which no market had any more, and a category's own price source are left out. `revision.rs` is the list of what changed when.
//!
//! Equality is safe: an account is liquidatable below a health factor of 1.
//!
//! # Spark
//! SparkLend is a fork of aave-v3-core 3.0.2: its rules are those of `V3_0`, with one category of eMode per reserve, a close factor of a
//! half above 0.95, and neither dust rule nor deficit. The source of its pool revision 2 (sparklend-v1-core at 077cc8c2 and 0e19fb05)
//! keeps those rules and takes from 3.5 the rounding in favour of the pool and the threshold that is not averaged. No revision here
//! is that mixture: read as `V3_0`, balances differ in the last digit and health by the part of a basis point that averaging drops.

mod account;
mod accrual;
mod actions;
mod averaged;
mod book;
mod both_sides;
mod boundary;
mod checks;
mod interest;
mod isolation;
mod liquidation;
mod places;
mod position;
mod rates;
mod reserve;
mod revision;
mod rounding;
mod rules;
mod state;
mod stress;
#[cfg(feature = "uniffi")]
mod stress_handle;
mod tally;
mod terms;
mod token_math;
mod tokens;
mod verdict;
mod view;

pub use account::aave_v3_account;
pub use book::{AaveV3Pool, aave_v3_book};
pub use boundary::aave_v3_boundaries;
pub use interest::{aave_v3_compounded_interest, aave_v3_linear_interest};
pub use liquidation::{AaveV3Liquidation, AaveV3ReserveDeficit, aave_v3_liquidation_call};
pub use position::aave_v3_balances;
pub use rates::{AaveV3RateState, AaveV3Rates, aave_v3_rates};
pub use reserve::{AaveV3ReserveLimits, AaveV3ReservePool};
pub use state::{AaveV3AccountData, AaveV3Boundary, AaveV3EMode, AaveV3Reserve, AaveV3ReserveBalances, AaveV3Revision, AaveV3User};
pub use stress::{AaveV3PriceMove, AaveV3Shock, AaveV3StressRun, AaveV3StressedBook, aave_v3_book_stress};
#[cfg(feature = "uniffi")]
pub use stress_handle::AaveV3StressRunHandle;
pub(super) use tally::{health_factor_at, health_quotient, liquidatable_at, tally};
pub use token_math::{
    a_token_balance, a_token_burn_scaled, a_token_mint_scaled, a_token_transfer_scaled, debt_balance, debt_burn_scaled, debt_mint_scaled,
};
pub use view::aave_v3_view;
