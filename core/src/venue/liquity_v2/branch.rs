//! A branch now: its debt, its ratio, and how every change moves its sums.

use super::math::{aggregate_interest, liquity_v2_collateral_ratio};
use super::state::LiquityV2Branch;
use super::trove::LiquityV2TroveNow;
use crate::error::RiskError;
use crate::exact::U256;

/// How one operation moves the sums; what is not named stays.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Change {
    pub(super) debt_gain_applied: U256,
    pub(super) coll_gain_applied: U256,
    pub(super) coll_increase: U256,
    pub(super) coll_decrease: U256,
    pub(super) debt_increase: U256,
    pub(super) debt_decrease: U256,
    pub(super) upfront_fee: U256,
    pub(super) old_weighted_debt: U256,
    pub(super) new_weighted_debt: U256,
}

impl Change {
    /// The gains and the weighted debt of a trove that is touched.
    pub(super) fn of(now: &LiquityV2TroveNow) -> Self {
        Self {
            debt_gain_applied: now.redist_debt_gain,
            coll_gain_applied: now.redist_coll_gain,
            old_weighted_debt: now.weighted_recorded_debt,
            ..Self::default()
        }
    }

    /// Adds another trove's part of one operation.
    pub(super) fn add(&mut self, other: &Self) -> Result<(), RiskError> {
        let sums = [
            (&mut self.debt_gain_applied, other.debt_gain_applied),
            (&mut self.coll_gain_applied, other.coll_gain_applied),
            (&mut self.coll_increase, other.coll_increase),
            (&mut self.coll_decrease, other.coll_decrease),
            (&mut self.debt_increase, other.debt_increase),
            (&mut self.debt_decrease, other.debt_decrease),
            (&mut self.upfront_fee, other.upfront_fee),
            (&mut self.old_weighted_debt, other.old_weighted_debt),
            (&mut self.new_weighted_debt, other.new_weighted_debt),
        ];
        for (sum, part) in sums {
            *sum = sum.try_add(part, "change")?;
        }
        Ok(())
    }
}

impl LiquityV2Branch {
    /// Returns the interest that the sums do not hold yet: `⌈Σ debt·rate·seconds/(31536000·1e18)⌉`.
    ///
    /// # Errors
    /// `overflow`.
    ///
    /// ```
    /// use plimsoll::venue::{Venue, liquity_v2::LiquityV2Trove};
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// let later = serde_json::from_str::<LiquityV2Trove>(json)?.later(31_536_000)?;
    /// assert_eq!(later.branch.pending_interest()?.to_string(), "50000000000000000000000");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn pending_interest(&self) -> Result<U256, RiskError> {
        aggregate_interest(self.agg_weighted_debt, self.elapsed_seconds)
    }

    /// Returns all debt of the branch, interest up to now included.
    ///
    /// # Errors
    /// `overflow`.
    ///
    /// ```
    /// use plimsoll::venue::liquity_v2::LiquityV2Trove;
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// assert_eq!(serde_json::from_str::<LiquityV2Trove>(json)?.branch.debt()?.to_string(), "1000000000000000000000000");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn debt(&self) -> Result<U256, RiskError> {
        self.agg_recorded_debt.try_add(self.pending_interest()?, "debt")?.try_add(self.default_debt, "debt")
    }

    /// Returns all collateral of the branch.
    ///
    /// # Errors
    /// `overflow`.
    ///
    /// ```
    /// use plimsoll::venue::liquity_v2::LiquityV2Trove;
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// assert_eq!(serde_json::from_str::<LiquityV2Trove>(json)?.branch.coll()?.to_string(), "1000000000000000000000");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn coll(&self) -> Result<U256, RiskError> {
        self.active_coll.try_add(self.default_coll, "collateral")
    }

    /// Returns the ratio of the branch, 18 decimals.
    ///
    /// # Errors
    /// `overflow`.
    ///
    /// ```
    /// use plimsoll::venue::liquity_v2::LiquityV2Trove;
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// let one: LiquityV2Trove = serde_json::from_str(json)?;
    /// assert_eq!(one.branch.tcr(one.price)?.to_string(), "3000000000000000000");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tcr(&self, price: U256) -> Result<U256, RiskError> {
        liquity_v2_collateral_ratio(self.coll()?, self.debt()?, price)
    }

    /// The ratio after a change.
    pub(super) fn tcr_after(&self, change: &Change, price: U256) -> Result<U256, RiskError> {
        let coll = self.coll()?.try_add(change.coll_increase, "collateral")?.try_sub(change.coll_decrease, "collateral")?;
        let debt = self.debt()?.try_add(change.debt_increase, "debt")?.try_add(change.upfront_fee, "debt")?;
        liquity_v2_collateral_ratio(coll, debt.try_sub(change.debt_decrease, "debt")?, price)
    }

    /// The average interest rate after a change, before its fee: `⌊Σ debt·rate/Σ debt⌋`.
    pub(super) fn average_rate_after(&self, change: &Change) -> Result<U256, RiskError> {
        let debt = self.agg_recorded_debt.try_add(self.pending_interest()?, "average rate")?;
        let debt = debt.try_add(change.debt_gain_applied, "average rate")?.try_add(change.debt_increase, "average rate")?;
        let debt = debt.try_sub(change.debt_decrease, "average rate")?;
        let weighted = self.weighted_after(change)?;
        Ok(if debt.is_zero() { U256::ZERO } else { weighted.try_div(debt, "average rate")? })
    }

    fn weighted_after(&self, change: &Change) -> Result<U256, RiskError> {
        self.agg_weighted_debt.try_add(change.new_weighted_debt, "weighted debt")?.try_sub(change.old_weighted_debt, "weighted debt")
    }

    /// Books a change: interest up to now is minted first, applied gains move from the default pool to the active one, and what is
    /// borrowed, with its fee, or repaid moves the circulation as well.
    pub(super) fn book(&mut self, change: &Change) -> Result<(), RiskError> {
        let pending = self.pending_interest()?;
        let debt = self.agg_recorded_debt.try_add(pending, "debt")?.try_add(change.debt_gain_applied, "debt")?;
        let debt = debt.try_add(change.debt_increase, "debt")?.try_add(change.upfront_fee, "debt")?;
        self.agg_recorded_debt = debt.try_sub(change.debt_decrease, "debt")?;
        self.agg_weighted_debt = self.weighted_after(change)?;
        self.elapsed_seconds = 0;
        let coll = self.active_coll.try_add(change.coll_gain_applied, "collateral")?.try_add(change.coll_increase, "collateral")?;
        self.active_coll = coll.try_sub(change.coll_decrease, "collateral")?;
        self.default_coll = self.default_coll.try_sub(change.coll_gain_applied, "default pool")?;
        self.default_debt = self.default_debt.try_sub(change.debt_gain_applied, "default pool")?;
        let supply = self.bold_supply.try_add(pending, "supply")?.try_add(change.debt_increase, "supply")?;
        self.bold_supply = supply.try_add(change.upfront_fee, "supply")?;
        Ok(())
    }

    /// Takes BOLD out of circulation.
    pub(super) fn burn(&mut self, amount: U256) -> Result<(), RiskError> {
        self.bold_supply = self.bold_supply.try_sub(amount, "supply")?;
        Ok(())
    }

    /// The stake of a trove with this collateral: in the proportion of just after the last liquidation.
    pub(super) fn stake_of(&self, coll: U256) -> Result<U256, RiskError> {
        if self.total_coll_snapshot.is_zero() {
            return Ok(coll);
        }
        coll.try_mul(self.total_stakes_snapshot, "stake")?.try_div(self.total_coll_snapshot, "stake")
    }

    /// Replaces a stake by that of another collateral, and returns it.
    pub(super) fn restake(&mut self, old: U256, coll: U256) -> Result<U256, RiskError> {
        let stake = self.stake_of(coll)?;
        self.total_stakes = self.total_stakes.try_sub(old, "stakes")?.try_add(stake, "stakes")?;
        Ok(stake)
    }

    /// Provides BOLD to the stability pool: interest up to now is minted.
    ///
    /// # Errors
    /// `overflow`.
    ///
    /// ```
    /// use plimsoll::{U256, venue::liquity_v2::LiquityV2Trove};
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// let mut branch = serde_json::from_str::<LiquityV2Trove>(json)?.branch;
    /// branch.provide_to_pool(U256::new(5))?;
    /// assert_eq!(branch.sp_deposits.to_string(), "100000000000000000000005");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn provide_to_pool(&mut self, amount: U256) -> Result<(), RiskError> {
        let mut after = self.clone();
        after.book(&Change::default())?;
        after.sp_deposits = self.sp_deposits.try_add(amount, "deposits")?;
        *self = after;
        Ok(())
    }
}
