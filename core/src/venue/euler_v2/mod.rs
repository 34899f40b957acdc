//! Euler v2 (the Euler Vault Kit at commit 5b98b420), to the last digit.
//!
//! One account: its debt at one vault and its collaterals, which are shares of other vaults. State in, the contract's answers out:
//! interest and fees now, both checks of solvency, boundary prices, what a user may do, what a liquidator may take.
//!
//! Borrowing is judged by collateral at bid, debt at ask and the borrow LTV; liquidation by mid prices and the liquidation LTV,
//! which ramps down. **Equality is liquidatable**: an account is safe only while its collateral is worth more than its debt.

mod accrual;
mod actions;
mod boundary;
mod check;
mod liquidation;
mod liquidity;
mod ltv;
mod rules;
mod seizure;
mod shares;
mod state;
mod view;

pub use accrual::{EulerV2Debt, euler_v2_accrue, euler_v2_debt};
pub use liquidation::{EulerV2Liquidation, EulerV2Liquidator, euler_v2_liquidate};
pub use liquidity::{EulerV2Liquidity, EulerV2Purpose, euler_v2_account_status, euler_v2_liquidity};
pub use ltv::{euler_v2_liquidation_ltv_bps, euler_v2_set_ltv};
pub use seizure::{EulerV2Seizure, euler_v2_check_liquidation, euler_v2_discount_factor};
pub use shares::{
    euler_v2_convert_to_assets, euler_v2_convert_to_shares, euler_v2_preview_mint, euler_v2_preview_withdraw, euler_v2_total_assets,
};
pub use state::{EulerV2Account, EulerV2Collateral, EulerV2Liability, EulerV2Ltv, EulerV2Vault};
