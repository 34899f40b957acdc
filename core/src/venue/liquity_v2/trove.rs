//! A trove now: gains, interest, ratio.

use super::math::{interest, liquity_v2_collateral_ratio, wad_product};
use super::state::{LiquityV2Branch, LiquityV2TroveState};
use crate::error::RiskError;
use crate::exact::U256;

/// A trove with all that it has gained and owes by now; 18 decimals, the weighted debt 36.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiquityV2TroveNow {
    /// Stored debt, gain and interest.
    pub entire_debt: U256,
    /// Stored collateral and gain.
    pub entire_coll: U256,
    /// Debt that redistributions have put on it.
    pub redist_debt_gain: U256,
    /// Collateral that redistributions have given it.
    pub redist_coll_gain: U256,
    /// Stored debt times rate.
    pub weighted_recorded_debt: U256,
    /// Interest since the last touch: simple, on the stored debt.
    pub accrued_interest: U256,
}

impl LiquityV2TroveState {
    /// Returns the trove now.
    ///
    /// ```text
    /// gain = ⌊stake·(per stake − snapshot)/1e18⌋      interest = ⌊⌊debt·rate·seconds/31536000⌋/1e18⌋
    /// ```
    /// Source: `getLatestTroveData` of liquity/bold contracts/src/TroveManager.sol at 405f9122.
    ///
    /// # Errors
    /// `overflow`.
    ///
    /// ```
    /// use plimsoll::venue::{Venue, liquity_v2::LiquityV2Trove};
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// let later = serde_json::from_str::<LiquityV2Trove>(json)?.later(31_536_000)?;
    /// assert_eq!(later.trove.now(&later.branch)?.entire_debt.to_string(), "21000000000000000000000");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn now(&self, branch: &LiquityV2Branch) -> Result<LiquityV2TroveNow, RiskError> {
        let gain =
            |per_stake: U256, snapshot: U256| -> Result<U256, RiskError> { wad_product(self.stake, per_stake.try_sub(snapshot, "gain")?) };
        let redist_debt_gain = gain(branch.debt_per_stake, self.debt_snapshot)?;
        let redist_coll_gain = gain(branch.coll_per_stake, self.coll_snapshot)?;
        let weighted_recorded_debt = self.recorded_debt.try_mul(self.annual_interest_rate, "weighted debt")?;
        let accrued_interest = interest(weighted_recorded_debt, u64::from(self.elapsed_seconds).into())?;
        Ok(LiquityV2TroveNow {
            entire_debt: self.recorded_debt.try_add(redist_debt_gain, "debt")?.try_add(accrued_interest, "debt")?,
            entire_coll: self.coll.try_add(redist_coll_gain, "collateral")?,
            redist_debt_gain,
            redist_coll_gain,
            weighted_recorded_debt,
            accrued_interest,
        })
    }

    /// Stores new sums: snapshots and clock renewed.
    pub(super) fn touch(&mut self, branch: &LiquityV2Branch, coll: U256, debt: U256, stake: U256) {
        (self.coll, self.recorded_debt, self.stake) = (coll, debt, stake);
        (self.coll_snapshot, self.debt_snapshot) = (branch.coll_per_stake, branch.debt_per_stake);
        self.elapsed_seconds = 0;
    }

    /// Leaves nothing in a trove that is closed.
    pub(super) fn close(&mut self, status: super::state::LiquityV2Status) {
        let zero = U256::ZERO;
        *self = Self {
            coll: zero,
            recorded_debt: zero,
            annual_interest_rate: zero,
            stake: zero,
            coll_snapshot: zero,
            debt_snapshot: zero,
            elapsed_seconds: 0,
            status,
        };
    }
}

impl LiquityV2TroveNow {
    /// Returns the ratio of the trove, 18 decimals: `⌊coll·price/debt⌋`; 2^256 − 1 without debt.
    ///
    /// # Errors
    /// `overflow`.
    ///
    /// ```
    /// use plimsoll::venue::liquity_v2::LiquityV2Trove;
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// let one: LiquityV2Trove = serde_json::from_str(json)?;
    /// assert_eq!(one.trove.now(&one.branch)?.icr(one.price)?.to_string(), "1500000000000000000");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn icr(&self, price: U256) -> Result<U256, RiskError> {
        liquity_v2_collateral_ratio(self.entire_coll, self.entire_debt, price)
    }
}
