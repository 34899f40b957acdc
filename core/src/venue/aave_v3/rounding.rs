//! Scaled amounts and balances at each revision: half-up until 3.4, in favour of the pool from 3.5.

use super::state::AaveV3Revision;
use super::token_math::{a_token_balance, a_token_burn_scaled, a_token_mint_scaled, debt_balance, debt_burn_scaled, debt_mint_scaled};
use crate::error::RiskError;
use crate::exact::{U256, ray_div_half_up, ray_mul_half_up};

impl AaveV3Revision {
    pub(super) fn supply_balance(self, scaled: U256, index: U256) -> Result<U256, RiskError> {
        if self.rounds_half_up() { ray_mul_half_up(scaled, index) } else { a_token_balance(scaled, index) }
    }

    pub(super) fn debt_balance(self, scaled: U256, index: U256) -> Result<U256, RiskError> {
        if self.rounds_half_up() { ray_mul_half_up(scaled, index) } else { debt_balance(scaled, index) }
    }

    pub(super) fn supply_minted(self, amount: U256, index: U256) -> Result<U256, RiskError> {
        if self.rounds_half_up() { ray_div_half_up(amount, index) } else { a_token_mint_scaled(amount, index) }
    }

    /// For a transfer as well: both round alike.
    pub(super) fn supply_burnt(self, amount: U256, index: U256) -> Result<U256, RiskError> {
        if self.rounds_half_up() { ray_div_half_up(amount, index) } else { a_token_burn_scaled(amount, index) }
    }

    pub(super) fn debt_minted(self, amount: U256, index: U256) -> Result<U256, RiskError> {
        if self.rounds_half_up() { ray_div_half_up(amount, index) } else { debt_mint_scaled(amount, index) }
    }

    pub(super) fn debt_burnt(self, amount: U256, index: U256) -> Result<U256, RiskError> {
        if self.rounds_half_up() { ray_div_half_up(amount, index) } else { debt_burn_scaled(amount, index) }
    }
}
