//! Aave v3 at revisions 3.0 and 3.3 to 3.7, to the last digit.
//!
//! State in, the contract's answers out: balances now, account data, boundary prices, rates, and the venue-neutral view.

mod account;
mod accrual;
mod averaged;
mod boundary;
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
mod terms;
mod token_math;
mod tokens;
mod verdict;
mod view;

pub use account::aave_v3_account;
pub use boundary::aave_v3_boundaries;
pub use interest::{aave_v3_compounded_interest, aave_v3_linear_interest};
pub use liquidation::{AaveV3Liquidation, AaveV3ReserveDeficit, aave_v3_liquidation_call};
pub use position::aave_v3_balances;
pub use rates::{AaveV3RateState, AaveV3Rates, aave_v3_rates};
pub use reserve::{AaveV3ReserveLimits, AaveV3ReservePool};
pub use state::{AaveV3AccountData, AaveV3Boundary, AaveV3EMode, AaveV3Reserve, AaveV3ReserveBalances, AaveV3Revision, AaveV3User};
pub use token_math::{
    a_token_balance, a_token_burn_scaled, a_token_mint_scaled, a_token_transfer_scaled, debt_balance, debt_burn_scaled, debt_mint_scaled,
};
pub use view::aave_v3_view;
