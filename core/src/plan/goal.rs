//! What a plan is asked for.

use crate::error::RiskError;
use crate::exact::U256;
use crate::liquidation::Desk;
use crate::units::within;
use crate::venue::AssetAmount;
use alloc::string::String;
use alloc::vec::Vec;

/// No leverage is planned beyond this.
const MOST_LEVERAGE: f64 = 1_000.0;

/// No more loops without a flash loan than this.
const MOST_LOOPS: u32 = 100;

/// A leverage to reach with one collateral and one debt.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LeverageGoal {
    /// The asset bought and supplied, or withdrawn and sold.
    pub collateral: String,
    /// The asset borrowed and sold, or bought and repaid.
    pub debt: String,
    /// Collateral over equity of the whole position, in [1, 1000].
    pub target_leverage: f64,
    /// With a flash loan one loop is enough; without, each goes as far as the venue lets.
    pub flash_loan: bool,
    /// Most loops without a flash loan, 1 to 100; not read with one.
    pub most_loops: u32,
    /// Health factor of `position_health` below which no step may leave the position, 18 decimals; absent: whatever the venue accepts.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub least_health: Option<U256>,
}

impl LeverageGoal {
    pub(super) fn check(&self, desk: &Desk<'_>) -> Result<(), RiskError> {
        let hint = "pass collateral over equity: 1 is unlevered";
        within("goal.targetLeverage", self.target_leverage, 1.0, MOST_LEVERAGE, hint)?;
        if !self.flash_loan && !(1..=MOST_LOOPS).contains(&self.most_loops) {
            return Err(RiskError::out_of_range("goal.mostLoops", "in [1, 100]", self.most_loops, "a flash loan needs only one"));
        }
        for (field, asset) in [("goal.collateral", &self.collateral), ("goal.debt", &self.debt)] {
            if !desk.knows(asset) {
                return Err(RiskError::unknown(field, asset));
            }
        }
        Ok(())
    }

    /// The step left the position no lower than the caller wants it.
    pub(super) fn allows(&self, lowest_health: Option<U256>) -> bool {
        lowest_health.zip(self.least_health).is_none_or(|(lowest, least)| lowest >= least)
    }
}

/// A health factor to reach, and what may be used for it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HealthGoal {
    /// Health factor of `position_health`, 18 decimals, above 0. On margin venues and LLAMMA that of an advice or a threshold is another
    /// (see `Threshold`) and no target.
    pub target_health: U256,
    /// What the wallet holds and may repay or supply: the most of each asset.
    pub wallet: Vec<AssetAmount>,
    /// Collateral may be withdrawn and sold to repay debt.
    pub sell_collateral: bool,
    /// Such a sale repays first, out of a flash loan; without, it withdraws first, as far as the venue lets.
    pub flash_loan: bool,
}

impl HealthGoal {
    pub(super) fn check(&self, desk: &Desk<'_>) -> Result<(), RiskError> {
        if self.target_health.is_zero() {
            let hint = "pass the health factor with 18 decimals: 1500000000000000000 is 1.5";
            return Err(RiskError::out_of_range("goal.targetHealth", "above 0", self.target_health, hint));
        }
        for (place, one) in self.wallet.iter().enumerate() {
            if !desk.knows(&one.asset) {
                return Err(RiskError::unknown("goal.wallet", &one.asset));
            }
            if self.wallet.iter().take(place).any(|earlier| earlier.asset == one.asset) {
                return Err(RiskError::duplicate("goal.wallet", &one.asset));
            }
        }
        Ok(())
    }
}
