//! The verdict alone, without a list of balances: what a scan of a whole pool asks of every user.

use super::account::is_liquidatable;
use super::position::{Line, Totals};
use super::state::AaveV3User;
use super::terms::check;
use crate::error::RiskError;

/// The contract's verdict, with the sums and the reverts of `aave_v3_account`; allocates nothing.
pub(super) fn liquidatable(user: &AaveV3User) -> Result<bool, RiskError> {
    check(user)?;
    let mut totals = Totals::default();
    for reserve in &user.reserves {
        let line = Line::new(user, reserve)?;
        if let Some(weights) = line.weights {
            totals.add_collateral(line.collateral_value, weights)?;
        }
        totals.add_debt(line.debt_value)?;
    }
    Ok(is_liquidatable(totals.answers(user.revision)?.health_factor))
}
