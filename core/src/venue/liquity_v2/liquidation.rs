//! What a liquidation does with a trove's debt and collateral.

use super::branch::Change;
use super::state::{LiquityV2Branch, LiquityV2Status, LiquityV2TroveState};
use crate::error::RiskError;
use crate::exact::{U256, WAD};

/// Gas compensation in collateral is a 200th of what goes against the pool.
const GAS_COMPENSATION_DIVISOR: U256 = U256::new(200);

/// And at most 2 units of collateral.
const MOST_GAS_COMPENSATION: U256 = U256::new(2_000_000_000_000_000_000);

/// Gas compensation in ETH for each trove liquidated, 18 decimals, from what the owner deposited when it was opened.
pub(super) const ETH_GAS_COMPENSATION: U256 = U256::new(37_500_000_000_000_000);

/// The pool keeps this much.
const LEAST_POOL: U256 = WAD;

/// The parts of one liquidated trove, 18 decimals. All collateral is in one of the four `coll_` parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LiquityV2Split {
    /// Debt that the stability pool pays.
    pub debt_to_offset: U256,
    /// Collateral that the pool gets for it.
    pub coll_to_sp: U256,
    /// Collateral for whoever calls.
    pub coll_gas_compensation: U256,
    /// Debt that goes to the other troves.
    pub debt_to_redistribute: U256,
    /// Collateral that goes with it.
    pub coll_to_redistribute: U256,
    /// Collateral that the owner may claim.
    pub coll_surplus: U256,
}

/// What one call of the liquidator does, summed over its troves, 18 decimals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiquityV2Liquidation {
    /// The parts.
    pub split: LiquityV2Split,
    /// ETH for whoever calls, besides the collateral.
    pub eth_gas_compensation: U256,
    /// What each liquidated trove's owner may claim: place in the list, collateral.
    pub surplus: alloc::vec::Vec<(usize, U256)>,
}

/// Returns how one trove's debt and collateral are split between the stability pool, the other troves, the caller and the owner.
///
/// `bold_in_pool` is what the pool can use: its deposits less 1 BOLD. With `p = ⌊coll·offset/debt⌋` the part against the pool:
/// ```text
/// gas = min(⌊p/200⌋, 2e18)      to the pool = min(p − gas, ⌊offset·(1e18 + penalty)/price⌋)
/// to the troves = min(coll − p + the pool's surplus, ⌊rest·(1e18 + penalty)/price⌋)      the owner's surplus: what is left
/// ```
/// Source: `_getOffsetAndRedistributionVals` of liquity/bold contracts/src/TroveManager.sol at 405f9122.
///
/// # Errors
/// `overflow`; `division_by_zero` for a price or a debt of 0.
///
/// ```
/// use plimsoll::{U256, exact::WAD, venue::liquity_v2::liquity_v2_split};
/// let wad = |whole: u64| U256::new(whole).try_mul(WAD, "wad");
/// // 10 units at 1,050 against a debt of 10,000: the pool gets 5 % more than it pays for.
/// let five = U256::new(50_000_000_000_000_000);
/// let split = liquity_v2_split(wad(10_000)?, wad(10)?, wad(50_000)?, wad(1_050)?, five, five)?;
/// assert_eq!(split.coll_gas_compensation.to_string(), "50000000000000000");
/// assert_eq!((split.coll_to_sp.to_string(), split.coll_surplus), ("9950000000000000000".to_string(), U256::ZERO));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn liquity_v2_split(
    debt: U256,
    coll: U256,
    bold_in_pool: U256,
    price: U256,
    penalty_sp: U256,
    penalty_redistribution: U256,
) -> Result<LiquityV2Split, RiskError> {
    let mut split = LiquityV2Split::default();
    let mut portion = U256::ZERO;
    if !bold_in_pool.is_zero() {
        split.debt_to_offset = debt.min(bold_in_pool);
        portion = coll.try_mul(split.debt_to_offset, "portion")?.try_div(debt, "portion")?;
        split.coll_gas_compensation = portion.try_div(GAS_COMPENSATION_DIVISOR, "gas")?.min(MOST_GAS_COMPENSATION);
        let offered = portion.try_sub(split.coll_gas_compensation, "portion")?;
        (split.coll_to_sp, split.coll_surplus) = seized(offered, split.debt_to_offset, penalty_sp, price)?;
    }
    split.debt_to_redistribute = debt.try_sub(split.debt_to_offset, "rest")?;
    let rest = coll.try_sub(portion, "rest")?;
    if !split.debt_to_redistribute.is_zero() && !rest.is_zero() {
        let offered = rest.try_add(split.coll_surplus, "rest")?;
        (split.coll_to_redistribute, split.coll_surplus) = seized(offered, split.debt_to_redistribute, penalty_redistribution, price)?;
    }
    Ok(split)
}

/// What is seized of the collateral that is offered, and what is left of it.
fn seized(offered: U256, debt: U256, penalty: U256, price: U256) -> Result<(U256, U256), RiskError> {
    let most = debt.try_mul(WAD.try_add(penalty, "penalty")?, "seized")?.try_div(price, "seized")?;
    let seized = offered.min(most);
    Ok((seized, offered.try_sub(seized, "surplus")?))
}

/// A liquidation under way.
pub(super) struct Liquidator {
    change: Change,
    pool_left: U256,
    pub(super) done: LiquityV2Liquidation,
}

impl Liquidator {
    pub(super) fn new(branch: &LiquityV2Branch) -> Self {
        let pool_left = branch.sp_deposits.saturating_sub(LEAST_POOL);
        Self { change: Change::default(), pool_left, done: LiquityV2Liquidation::default() }
    }

    /// Liquidates a trove if it may be.
    pub(super) fn take(
        &mut self,
        branch: &mut LiquityV2Branch,
        trove: &mut LiquityV2TroveState,
        place: usize,
        price: U256,
    ) -> Result<(), RiskError> {
        if !trove.status.is_open() {
            return Ok(());
        }
        let now = trove.now(branch)?;
        if now.icr(price)? >= branch.mcr {
            return Ok(());
        }
        let (debt, coll) = (now.entire_debt, now.entire_coll);
        let split = liquity_v2_split(debt, coll, self.pool_left, price, branch.penalty_sp, branch.penalty_redistribution)?;
        if branch.trove_count <= 1 {
            return Err(RiskError::refused("OnlyOneTroveLeft"));
        }
        self.pool_left = self.pool_left.try_sub(split.debt_to_offset, "pool")?;
        self.change.add(&Change { debt_decrease: debt, coll_decrease: coll, ..Change::of(&now) })?;
        self.add(&split)?;
        self.done.surplus.push((place, split.coll_surplus));
        branch.total_stakes = branch.total_stakes.try_sub(trove.stake, "stakes")?;
        branch.trove_count = branch.trove_count.saturating_sub(1);
        trove.close(LiquityV2Status::ClosedByLiquidation);
        Ok(())
    }

    fn add(&mut self, split: &LiquityV2Split) -> Result<(), RiskError> {
        let sum = &mut self.done.split;
        let sums = [
            (&mut sum.debt_to_offset, split.debt_to_offset),
            (&mut sum.coll_to_sp, split.coll_to_sp),
            (&mut sum.coll_gas_compensation, split.coll_gas_compensation),
            (&mut sum.debt_to_redistribute, split.debt_to_redistribute),
            (&mut sum.coll_to_redistribute, split.coll_to_redistribute),
            (&mut sum.coll_surplus, split.coll_surplus),
            (&mut self.done.eth_gas_compensation, ETH_GAS_COMPENSATION),
        ];
        for (sum, part) in sums {
            *sum = sum.try_add(part, "liquidation")?;
        }
        Ok(())
    }

    /// Books the whole call.
    pub(super) fn settle(self, branch: &mut LiquityV2Branch) -> Result<LiquityV2Liquidation, RiskError> {
        if self.change.debt_decrease.is_zero() {
            return Err(RiskError::refused("NothingToLiquidate"));
        }
        branch.book(&self.change)?;
        let split = &self.done.split;
        branch.sp_deposits = branch.sp_deposits.try_sub(split.debt_to_offset, "deposits")?;
        branch.burn(split.debt_to_offset)?;
        redistribute(branch, split)?;
        branch.total_stakes_snapshot = branch.total_stakes;
        branch.total_coll_snapshot = branch.coll()?;
        Ok(self.done)
    }
}

/// Spreads debt and collateral over the stakes that are left; the remainders wait for the next time.
fn redistribute(branch: &mut LiquityV2Branch, split: &LiquityV2Split) -> Result<(), RiskError> {
    if split.debt_to_redistribute.is_zero() {
        return Ok(());
    }
    let stakes = branch.total_stakes;
    let spread = |amount: U256, error: U256| -> Result<(U256, U256), RiskError> {
        let sum = amount.try_mul(WAD, "redistribution")?.try_add(error, "redistribution")?;
        let per_stake = sum.try_div(stakes, "redistribution")?;
        Ok((per_stake, sum.try_sub(per_stake.try_mul(stakes, "redistribution")?, "redistribution")?))
    };
    let (coll, coll_error) = spread(split.coll_to_redistribute, branch.coll_error)?;
    let (debt, debt_error) = spread(split.debt_to_redistribute, branch.debt_error)?;
    (branch.coll_error, branch.debt_error) = (coll_error, debt_error);
    branch.coll_per_stake = branch.coll_per_stake.try_add(coll, "redistribution")?;
    branch.debt_per_stake = branch.debt_per_stake.try_add(debt, "redistribution")?;
    branch.default_coll = branch.default_coll.try_add(split.coll_to_redistribute, "redistribution")?;
    branch.default_debt = branch.default_debt.try_add(split.debt_to_redistribute, "redistribution")?;
    Ok(())
}
