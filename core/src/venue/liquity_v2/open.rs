//! Opening a trove.

use super::branch::Change;
use super::math::{interest, liquity_v2_collateral_ratio};
use super::state::{LiquityV2Branch, LiquityV2Status, LiquityV2TroveState};
use crate::error::RiskError;
use crate::exact::U256;

/// Least debt of an active trove, its fee included: 2,000 BOLD.
pub(super) const MIN_DEBT: U256 = U256::from_u128(2_000_000_000_000_000_000_000);

/// The rates that an owner may choose: 0.5 % to 250 %.
const LEAST_RATE: U256 = U256::new(5_000_000_000_000_000);
const MOST_RATE: U256 = U256::new(2_500_000_000_000_000_000);

/// The upfront fee is a week's interest.
const FEE_SECONDS: U256 = U256::new(604_800);

impl LiquityV2Branch {
    /// The fee on new debt: a week's interest on it at the branch's average rate, with the new debt at its rate already in it.
    pub(super) fn upfront_fee(&self, change: &Change) -> Result<U256, RiskError> {
        let average = self.average_rate_after(change)?;
        interest(change.debt_increase.try_mul(average, "upfront fee")?, FEE_SECONDS)
    }

    /// Opens a trove; returns it and its upfront fee.
    ///
    /// ```text
    /// fee = ⌊⌊bold·average·604800/31536000⌋/1e18⌋      debt = bold + fee      stake = ⌊coll·stakes snapshot/collateral snapshot⌋
    /// ```
    /// Source: `_openTrove` of liquity/bold contracts/src/BorrowerOperations.sol at 405f9122.
    ///
    /// # Errors
    /// `refused` with `InterestRateTooLow`, `InterestRateTooHigh`, `DebtBelowMin`, `ICRBelowMCR` or `TCRBelowCCR`; `overflow`.
    ///
    /// ```
    /// use plimsoll::{U256, venue::liquity_v2::LiquityV2Trove};
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// let mut branch = serde_json::from_str::<LiquityV2Trove>(json)?.branch;
    /// let (coll, bold) = ("10000000000000000000".parse()?, "10000000000000000000000".parse()?);
    /// let price = "3000000000000000000000".parse()?;
    /// let (trove, fee) = branch.open(coll, bold, U256::new(50_000_000_000_000_000), price)?;
    /// assert_eq!(fee.to_string(), "9589041095890410958");
    /// assert_eq!(trove.recorded_debt.to_string(), "10009589041095890410958");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(&mut self, coll: U256, bold: U256, rate: U256, price: U256) -> Result<(LiquityV2TroveState, U256), RiskError> {
        if rate < LEAST_RATE {
            return Err(RiskError::refused("InterestRateTooLow"));
        }
        if rate > MOST_RATE {
            return Err(RiskError::refused("InterestRateTooHigh"));
        }
        // The fee does not count in the average that it is made from.
        let weighted = bold.try_mul(rate, "weighted debt")?;
        let mut change = Change { coll_increase: coll, debt_increase: bold, new_weighted_debt: weighted, ..Change::default() };
        change.upfront_fee = self.upfront_fee(&change)?;
        let debt = bold.try_add(change.upfront_fee, "debt")?;
        if debt < MIN_DEBT {
            return Err(RiskError::refused("DebtBelowMin"));
        }
        change.new_weighted_debt = debt.try_mul(rate, "weighted debt")?;
        if liquity_v2_collateral_ratio(coll, debt, price)? < self.mcr {
            return Err(RiskError::refused("ICRBelowMCR"));
        }
        if self.tcr_after(&change, price)? < self.ccr {
            return Err(RiskError::refused("TCRBelowCCR"));
        }
        let mut after = self.clone();
        let stake = after.restake(U256::ZERO, coll)?;
        after.book(&change)?;
        after.trove_count = self.trove_count.saturating_add(1);
        let trove = LiquityV2TroveState {
            coll,
            recorded_debt: debt,
            annual_interest_rate: rate,
            stake,
            coll_snapshot: self.coll_per_stake,
            debt_snapshot: self.debt_per_stake,
            elapsed_seconds: 0,
            status: LiquityV2Status::Active,
        };
        *self = after;
        Ok((trove, change.upfront_fee))
    }
}
