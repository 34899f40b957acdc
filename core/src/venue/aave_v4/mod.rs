//! Aave v4, one spoke's view of a user, pinned: `aave/aave-v4`, spoke at 8e6ea169, hub at ea3c9272 (`Hub.sol`) and 1de91c84
//! (`AssetLogic.sol`). The protocol still moved after these revisions: compare the deployment's before relying on the last digit.
//!
//! - Health reads the configuration that was snapshotted for the user when the reserve was last refreshed, not the reserve's latest.
//!   `aave_v4_refreshed` moves all of them; so do borrowing, withdrawing and switching collateral off.
//! - Borrowers pay a premium on top of the drawn rate, by the risk of the collateral that covers their debt.
//! - A liquidation repays no more than what restores the target health factor, unless it would leave dust.
//!
//! What a spoke does not store is not checked: spoke caps, position managers. The drawn rate stays as it is after an action: the
//! interest rate strategy is not part of the state.

mod account;
mod actions;
mod amounts;
mod both_sides;
mod boundary;
mod check;
mod hub;
mod liquidation;
mod position;
mod premium;
mod rules;
mod state;

pub use account::{aave_v4_account, aave_v4_refreshed};
pub use amounts::{
    AaveV4LiquidationAmounts, AaveV4LiquidationTerms, aave_v4_debt_to_target, aave_v4_liquidation_amounts, aave_v4_liquidation_bonus,
};
pub use check::{aave_v4_check_config, aave_v4_check_liquidation_config, aave_v4_no_split_incentive};
pub use state::{AaveV4AccountData, AaveV4DynamicConfig, AaveV4HubAsset, AaveV4LiquidationConfig, AaveV4Reserve, AaveV4User};
