//! The state of a trove and of its branch as the contracts store them.

use crate::error::RiskError;
use crate::exact::{U256, WAD};
use alloc::string::String;
use alloc::vec::Vec;

/// What a trove is to the branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum LiquityV2Status {
    /// Open, and in the order of redemptions.
    Active,
    /// Open, but redeemed below the minimum debt, and out of the order.
    Zombie,
    /// Closed by its owner.
    ClosedByOwner,
    /// Closed by a liquidation.
    ClosedByLiquidation,
}

/// One trove.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LiquityV2TroveState {
    /// Collateral as stored, 18 decimals.
    pub coll: U256,
    /// Debt as stored at the last touch, 18 decimals.
    pub recorded_debt: U256,
    /// Interest that the owner has chosen, fraction a year, 18 decimals.
    pub annual_interest_rate: U256,
    /// Its share of what is redistributed.
    pub stake: U256,
    /// Redistributed collateral per stake when it was last touched, 18 decimals.
    pub coll_snapshot: U256,
    /// Redistributed debt per stake when it was last touched, 18 decimals.
    pub debt_snapshot: U256,
    /// Seconds since its last touch.
    pub elapsed_seconds: u32,
    /// What it is to the branch.
    pub status: LiquityV2Status,
}

/// One branch: its parameters and the sums over its troves.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LiquityV2Branch {
    /// Critical ratio: below it nobody borrows more, 18 decimals.
    pub ccr: U256,
    /// Minimum ratio of a trove, 18 decimals.
    pub mcr: U256,
    /// Shutdown ratio, 18 decimals: below it nothing is redeemed.
    pub scr: U256,
    /// Penalty of a liquidation against the stability pool, 18 decimals.
    pub penalty_sp: U256,
    /// Penalty of a redistribution, 18 decimals.
    pub penalty_redistribution: U256,
    /// Redistributed collateral per stake so far, 18 decimals (`L_coll`).
    pub coll_per_stake: U256,
    /// Redistributed debt per stake so far, 18 decimals (`L_boldDebt`).
    pub debt_per_stake: U256,
    /// Sum of the stakes.
    pub total_stakes: U256,
    /// That sum just after the last liquidation.
    pub total_stakes_snapshot: U256,
    /// All collateral just after the last liquidation.
    pub total_coll_snapshot: U256,
    /// Remainder of the last redistribution of collateral.
    pub coll_error: U256,
    /// Remainder of the last redistribution of debt.
    pub debt_error: U256,
    /// Deposits of the stability pool.
    pub sp_deposits: U256,
    /// Collateral of the active pool.
    pub active_coll: U256,
    /// Debt of the active pool as recorded at the last touch.
    pub agg_recorded_debt: U256,
    /// Sum of debt times rate, 36 decimals.
    pub agg_weighted_debt: U256,
    /// Collateral redistributed, but not applied yet.
    pub default_coll: U256,
    /// Debt redistributed, but not applied yet.
    pub default_debt: U256,
    /// BOLD in circulation: of all branches together, where there are several.
    pub bold_supply: U256,
    /// Seconds since the last touch of the sums.
    pub elapsed_seconds: u32,
    /// Base rate of redemptions as stored, 18 decimals.
    pub base_rate: U256,
    /// Seconds since the base rate's clock.
    pub base_rate_elapsed_seconds: u32,
    /// Troves that are open: the last one cannot be closed.
    pub trove_count: u32,
}

/// One trove with its branch and the oracle's price.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LiquityV2Trove {
    /// The collateral, such as "ETH".
    pub asset: String,
    /// The price factor that drives it; absent when it is pegged to the quote.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub factor: Option<String>,
    /// What is owed: "BOLD".
    pub debt_asset: String,
    /// Price of the collateral, 18 decimals.
    pub price: U256,
    /// The trove.
    pub trove: LiquityV2TroveState,
    /// Its branch.
    pub branch: LiquityV2Branch,
}

/// One branch with all its troves.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LiquityV2Book {
    /// Price of the collateral, 18 decimals.
    pub price: U256,
    /// Its sums and parameters.
    pub branch: LiquityV2Branch,
    /// The troves in the order in which they were opened, or last changed their rate; closed ones may stay.
    pub troves: Vec<LiquityV2TroveState>,
    /// Place of the zombie that the next redemption takes first.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub last_zombie: Option<u32>,
}

impl LiquityV2Status {
    /// Says whether the trove is open.
    pub(super) fn is_open(self) -> bool {
        matches!(self, Self::Active | Self::Zombie)
    }
}

impl LiquityV2Branch {
    /// Refuses parameters that no branch has.
    ///
    /// # Errors
    /// `out_of_range`.
    pub(super) fn check(&self) -> Result<(), RiskError> {
        if self.mcr <= WAD {
            let hint = "pass the branch's minimum ratio with 18 decimals: 1.1e18 is 110 %";
            return Err(RiskError::out_of_range("branch.mcr", "above 10^18", self.mcr, hint));
        }
        Ok(())
    }
}

impl LiquityV2Trove {
    /// Refuses what no branch holds.
    ///
    /// # Errors
    /// `out_of_range`, `duplicate`.
    pub(super) fn check(&self) -> Result<(), RiskError> {
        if self.asset == self.debt_asset {
            return Err(RiskError::duplicate("asset", &self.asset));
        }
        self.branch.check()
    }
}
