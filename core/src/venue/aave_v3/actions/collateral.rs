//! The collateral flag: refused by `ReserveInactive`, `ReservePaused`, `UnderlyingBalanceZero` (until 3.3 before the others, and for
//! either way), `UserInIsolationModeOrLtvZero` (from 3.7 `UserHasAssetWithZeroLtv`), and when it is cleared
//! `HealthFactorLowerThanLiquidationThreshold`, `LtvValidationFailed`.

use crate::error::RiskError;
use crate::venue::aave_v3::checks::{check_leaving, check_open, may_back, require};
use crate::venue::aave_v3::places::{at, at_mut, place};
use crate::venue::aave_v3::position::supply_index;
use crate::venue::aave_v3::state::AaveV3User;

pub(super) fn use_as_collateral(user: &mut AaveV3User, asset: &str, enabled: bool) -> Result<(), RiskError> {
    let (revision, place) = (user.revision, place(user, asset)?);
    let reserve = at(user, place)?;
    if revision.asks_balance_first() {
        let balance = revision.supply_balance(reserve.scaled_a_token_balance, supply_index(reserve)?)?;
        require(!balance.is_zero(), "UnderlyingBalanceZero")?;
    }
    check_open(reserve, false)?;
    if enabled == reserve.used_as_collateral {
        return Ok(());
    }
    if enabled {
        require(!reserve.scaled_a_token_balance.is_zero(), "UnderlyingBalanceZero")?;
        require(may_back(user, place)?, revision.refusal_to_back())?;
        at_mut(user, place)?.used_as_collateral = true;
        return Ok(());
    }
    at_mut(user, place)?.used_as_collateral = false;
    check_leaving(user, place)
}
