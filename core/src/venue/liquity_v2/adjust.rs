//! Changing and closing a trove.

use super::branch::Change;
use super::math::liquity_v2_collateral_ratio;
use super::open::MIN_DEBT;
use super::state::{LiquityV2Branch, LiquityV2Status, LiquityV2TroveState};
use super::trove::LiquityV2TroveNow;
use crate::error::RiskError;
use crate::exact::{U256, WAD};

/// What an owner changes; 18 decimals, 0 for what stays. At most one of each pair is above 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LiquityV2Adjustment {
    /// Collateral added.
    pub coll_increase: U256,
    /// Collateral taken out.
    pub coll_decrease: U256,
    /// Debt drawn, before the fee.
    pub debt_increase: U256,
    /// Debt paid; what would leave less than the minimum debt is cut.
    pub debt_decrease: U256,
}

impl LiquityV2Branch {
    /// Changes a trove; returns the upfront fee on new debt. An error changes nothing.
    ///
    /// A zombie that gets enough debt is active again (`adjustZombieTrove`). Below the critical ratio of the branch nobody borrows, unless that lifts the
    /// branch above it, and collateral leaves only with a repayment of its value. Source: `_adjustTrove` of liquity/bold
    /// contracts/src/BorrowerOperations.sol at 405f9122.
    ///
    /// # Errors
    /// `refused` with `TroveNotActive`, `ZeroAdjustment`, `CollWithdrawalTooHigh`, `DebtBelowMin`, `ICRBelowMCR`, `TCRBelowCCR` or
    /// `RepaymentNotMatchingCollWithdrawal`; `overflow`.
    ///
    /// ```
    /// use plimsoll::venue::liquity_v2::{LiquityV2Adjustment, LiquityV2Trove};
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// let LiquityV2Trove { mut branch, mut trove, price, .. } = serde_json::from_str(json)?;
    /// let draw = LiquityV2Adjustment { debt_increase: "1000000000000000000000".parse()?, ..Default::default() };
    /// let fee = branch.adjust(&mut trove, &draw, price)?;
    /// assert_eq!(fee.to_string(), "958904109589041095");
    /// assert_eq!(trove.recorded_debt.to_string(), "21000958904109589041095");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn adjust(&mut self, trove: &mut LiquityV2TroveState, asked: &LiquityV2Adjustment, price: U256) -> Result<U256, RiskError> {
        if !trove.status.is_open() {
            return Err(RiskError::refused("TroveNotActive"));
        }
        let now = trove.now(self)?;
        let change = self.adjustment(trove, &now, asked, price)?;
        let coll = now.entire_coll.try_add(change.coll_increase, "collateral")?.try_sub(change.coll_decrease, "collateral")?;
        let debt = new_debt(&now, &change)?;
        let mut after = self.clone();
        let stake = after.restake(trove.stake, coll)?;
        after.book(&change)?;
        after.burn(change.debt_decrease)?;
        *self = after;
        trove.touch(self, coll, debt, stake);
        trove.status = LiquityV2Status::Active;
        Ok(change.upfront_fee)
    }

    /// The change of the sums, if it is allowed.
    fn adjustment(
        &self,
        trove: &LiquityV2TroveState,
        now: &LiquityV2TroveNow,
        asked: &LiquityV2Adjustment,
        price: U256,
    ) -> Result<Change, RiskError> {
        let critical = self.tcr(price)? < self.ccr;
        let mut change = Change {
            coll_increase: asked.coll_increase,
            coll_decrease: asked.coll_decrease,
            debt_increase: asked.debt_increase,
            debt_decrease: asked.debt_decrease.min(now.entire_debt.saturating_sub(MIN_DEBT)),
            ..Change::of(now)
        };
        if [change.coll_increase, change.coll_decrease, change.debt_increase, change.debt_decrease].iter().all(|part| part.is_zero()) {
            return Err(RiskError::refused("ZeroAdjustment"));
        }
        if change.coll_decrease > now.entire_coll {
            return Err(RiskError::refused("CollWithdrawalTooHigh"));
        }
        let coll = now.entire_coll.try_add(change.coll_increase, "collateral")?.try_sub(change.coll_decrease, "collateral")?;
        change.new_weighted_debt = new_debt(now, &change)?.try_mul(trove.annual_interest_rate, "weighted debt")?;
        if !change.debt_increase.is_zero() {
            change.upfront_fee = self.upfront_fee(&change)?;
            change.new_weighted_debt = new_debt(now, &change)?.try_mul(trove.annual_interest_rate, "weighted debt")?;
        }
        let debt = new_debt(now, &change)?;
        if debt < MIN_DEBT {
            return Err(RiskError::refused("DebtBelowMin"));
        }
        if liquity_v2_collateral_ratio(coll, debt, price)? < self.mcr {
            return Err(RiskError::refused("ICRBelowMCR"));
        }
        let below = self.tcr_after(&change, price)? < self.ccr;
        if below && (!critical || !change.debt_increase.is_zero()) {
            return Err(RiskError::refused("TCRBelowCCR"));
        }
        if critical && change.debt_decrease.try_mul(WAD, "repayment")? < change.coll_decrease.try_mul(price, "withdrawal")? {
            return Err(RiskError::refused("RepaymentNotMatchingCollWithdrawal"));
        }
        Ok(change)
    }

    /// Closes a trove against all its debt; returns the debt paid and the collateral got. An error changes nothing.
    ///
    /// Source: `closeTrove` of liquity/bold contracts/src/BorrowerOperations.sol at 405f9122.
    ///
    /// # Errors
    /// `refused` with `TroveNotOpen`, `TCRBelowCCR` or `OnlyOneTroveLeft`; `overflow`.
    ///
    /// ```
    /// use plimsoll::venue::liquity_v2::LiquityV2Trove;
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// let LiquityV2Trove { mut branch, mut trove, price, .. } = serde_json::from_str(json)?;
    /// let (paid, got) = branch.close(&mut trove, price)?;
    /// assert_eq!((paid.to_string(), got.to_string()), ("20000000000000000000000".to_string(), "10000000000000000000".to_string()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn close(&mut self, trove: &mut LiquityV2TroveState, price: U256) -> Result<(U256, U256), RiskError> {
        if !trove.status.is_open() {
            return Err(RiskError::refused("TroveNotOpen"));
        }
        let now = trove.now(self)?;
        let change = Change { debt_decrease: now.entire_debt, coll_decrease: now.entire_coll, ..Change::of(&now) };
        if self.tcr_after(&change, price)? < self.ccr {
            return Err(RiskError::refused("TCRBelowCCR"));
        }
        if self.trove_count <= 1 {
            return Err(RiskError::refused("OnlyOneTroveLeft"));
        }
        let mut after = self.clone();
        after.total_stakes = after.total_stakes.try_sub(trove.stake, "stakes")?;
        after.trove_count = after.trove_count.saturating_sub(1);
        after.book(&change)?;
        after.burn(now.entire_debt)?;
        *self = after;
        trove.close(LiquityV2Status::ClosedByOwner);
        Ok((now.entire_debt, now.entire_coll))
    }
}

/// The debt after a change, its fee included.
fn new_debt(now: &LiquityV2TroveNow, change: &Change) -> Result<U256, RiskError> {
    let grown = now.entire_debt.try_add(change.debt_increase, "debt")?.try_add(change.upfront_fee, "debt")?;
    grown.try_sub(change.debt_decrease, "debt")
}
