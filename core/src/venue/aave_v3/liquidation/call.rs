//! One call from its checks to its receipt, in the contract's order.

use super::amounts::{Standing, Terms};
use super::effects::Effects;
use crate::error::RiskError;
use crate::exact::U256;
use crate::venue::aave_v3::account::aave_v3_account;
use crate::venue::aave_v3::accrual::{accrue, add_to_treasury};
use crate::venue::aave_v3::places::{at, at_mut, place};
use crate::venue::aave_v3::state::{AaveV3AccountData, AaveV3Reserve, AaveV3User};
use crate::venue::outcome::LiquidationCall;
use alloc::vec::Vec;

/// Debt of one reserve that a liquidation writes off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AaveV3ReserveDeficit {
    /// Position in the pool's list of reserves.
    pub reserve_id: u8,
    /// Token units.
    pub amount: U256,
}

/// What the contract did in a liquidation, in its own integers. Amounts in token units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AaveV3Liquidation {
    /// Debt that the liquidator repays.
    pub repaid: U256,
    /// Collateral that the liquidator receives.
    pub collateral: U256,
    /// What the liquidator receives in the scaled token; 0 when the asset itself is taken.
    pub collateral_scaled: U256,
    /// Collateral that the treasury receives.
    pub fee: U256,
    /// The same in the scaled token.
    pub fee_scaled: U256,
    /// Debt written off, in the order of the contract's events.
    pub deficits: Vec<AaveV3ReserveDeficit>,
    /// The close factor of a half applied, whether or not it limited the call.
    pub halved: bool,
}

/// Returns the user after `Pool.liquidationCall`, and what it did.
///
/// Debt up to `repay`, or as much as the pool lets, is paid for collateral worth the bonus more; the pool takes its fee from the
/// bonus. With `⊘` the rounding of the revision (3.7 floor, before half-up), `p` prices, `u` units:
/// ```text
/// seized = ⌊p_debt · repaid · u_coll / (p_coll · u_debt)⌋ ⊘ bonus       at most the balance, which then sets what is repaid
/// fee    = (seized − seized / bonus) · fee share
/// ```
/// From 3.3 half of everything owed may be repaid at once while health is above 0.95 and both sides are worth 2,000 dollars, else the
/// whole debt; either side may be left at 0 or at 1,000 dollars; and when no collateral is left, every debt is written off. Until
/// 3.2: half of the debt above 0.95, no dust rule, no write-off.
///
/// Without `pool` in a reserve its rates and totals stay as they are; the amounts, the fee and what is written off are exact all the
/// same. Not modelled: the price oracle's sentinel, which pauses liquidations for a while.
/// Source: `LiquidationLogic.sol`, `ValidationLogic.sol` of aave-v3-core 1.19.4 and aave-v3-origin 3.1 to 3.7.
///
/// # Errors
/// - `refused`: `ReserveInactive`, `ReservePaused`, `LiquidationGraceSentinelCheckFailed`, `HealthFactorNotBelowThreshold`, `CollateralCannotBeLiquidated`,
///   `SpecifiedCurrencyNotBorrowedByUser`, `MustNotLeaveDust`, `InvalidBurnAmount`, in this order.
/// - `unknown`, `duplicate`: names of assets. `unsupported`: `seize`, which the pool does not take.
/// - `overflow`, `division_by_zero` where the contract reverts; those of `aave_v3_account`.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::LiquidationCall};
/// use plimsoll::venue::aave_v3::{AaveV3Reserve, AaveV3Revision, AaveV3User, aave_v3_liquidation_call};
/// let eth = AaveV3Reserve {
///     id: 0, asset: "ETH".into(), decimals: 18, price: U256::new(160_000_000_000), factor: Some("ETH".into()),
///     ltv_bps: 8_050, liquidation_threshold_bps: 8_300, liquidation_bonus_bps: 10_500,
///     liquidity_index: RAY, variable_borrow_index: RAY,
///     current_liquidity_rate: U256::ZERO, current_variable_borrow_rate: U256::ZERO, elapsed_seconds: 0,
///     scaled_a_token_balance: "10000000000000000000".parse()?, scaled_variable_debt: U256::ZERO,
///     used_as_collateral: true, is_borrowing: false,
///     liquidation_protocol_fee_bps: Some(1_000), limits: None, pool: None,
/// };
/// let usdc = AaveV3Reserve {
///     id: 1, asset: "USDC".into(), decimals: 6, price: U256::new(100_000_000), factor: None,
///     scaled_a_token_balance: U256::ZERO, scaled_variable_debt: U256::new(13_900_000_000),
///     used_as_collateral: false, is_borrowing: true, ..eth.clone()
/// };
/// let user = AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves: vec![eth, usdc], e_modes: None };
/// let call = LiquidationCall { collateral: "ETH".into(), debt: "USDC".into(), repay: None, seize: None, receive_shares: false };
/// let (after, done) = aave_v3_liquidation_call(&user, &call)?;
/// // Half of 13,900 dollars, paid with 1.05 times as much ether.
/// assert_eq!((done.repaid, done.halved), (U256::new(6_950_000_000), true));
/// assert_eq!((done.collateral.to_string(), done.fee.to_string()), ("4539218750000000000".into(), "21718750000000000".into()));
/// assert_eq!(after.reserves[1].scaled_variable_debt, U256::new(6_950_000_000));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn aave_v3_liquidation_call(user: &AaveV3User, call: &LiquidationCall) -> Result<(AaveV3User, AaveV3Liquidation), RiskError> {
    if call.seize.is_some() {
        return Err(RiskError::unsupported("a liquidation by the amount to seize", "this pool takes the debt to cover: pass `repay`"));
    }
    let (collateral, debt) = (place(user, &call.collateral)?, place(user, &call.debt)?);
    let grace = user.revision.has_liquidation_grace() && (at(user, collateral)?.in_grace() || at(user, debt)?.in_grace());
    let mut after = user.clone();
    accrue_both(&mut after, collateral, debt)?;
    let data = aave_v3_account(&after)?;
    let (terms, standing) = look(&after, &data, collateral, debt)?;
    check(&after, collateral, debt, &standing, grace)?;
    let cover = call.repay.unwrap_or(U256::MAX).min(terms.largest_repayment(&standing)?);
    let amounts = terms.amounts(&standing, cover)?;
    if terms.leaves_dust(&standing, &amounts)? {
        return Err(RiskError::refused("MustNotLeaveDust"));
    }
    let halved = terms.halves(&standing)?;
    let income = data.reserves.get(collateral).map_or(U256::ZERO, |balances| balances.normalized_income);
    let effects = Effects {
        collateral,
        debt,
        receive_shares: call.receive_shares,
        income,
        total_collateral: data.total_collateral_base,
        terms,
        standing,
        amounts,
    };
    let done = effects.apply(&mut after)?;
    Ok((after, AaveV3Liquidation { halved, ..done }))
}

/// Brings the reserves to now as the revision does; until 3.4 the collateral's follows when its token is burnt.
fn accrue_both(user: &mut AaveV3User, collateral: usize, debt: usize) -> Result<(), RiskError> {
    let revision = user.revision;
    let minted = accrue(revision, at_mut(user, debt)?)?;
    if collateral == debt {
        if revision.counts_treasury_twice() {
            // Both caches were read before either was updated, so that the second update adds the same share again.
            add_to_treasury(at_mut(user, debt)?, minted)?;
        }
    } else if revision.accrues_both_first() {
        accrue(revision, at_mut(user, collateral)?)?;
    }
    Ok(())
}

/// Returns the terms of the pair and where the borrower stands.
pub(super) fn look(user: &AaveV3User, data: &AaveV3AccountData, collateral: usize, debt: usize) -> Result<(Terms, Standing), RiskError> {
    let terms = Terms::new(user, at(user, collateral)?, at(user, debt)?)?;
    let standing = Standing {
        balance: data.reserves.get(collateral).map_or(U256::ZERO, |balances| balances.a_token_balance),
        debt: data.reserves.get(debt).map_or(U256::ZERO, |balances| balances.variable_debt),
        total_debt: data.total_debt_base,
        health_factor: data.health_factor,
    };
    Ok((terms, standing))
}

fn check(user: &AaveV3User, collateral: usize, debt: usize, standing: &Standing, grace: bool) -> Result<(), RiskError> {
    let (collateral, debt) = (at(user, collateral)?, at(user, debt)?);
    let both = [collateral, debt].map(AaveV3Reserve::limits_now);
    let refusal = if both.iter().any(|limits| !limits.active) {
        "ReserveInactive"
    } else if both.iter().any(|limits| limits.paused) {
        "ReservePaused"
    } else if grace {
        "LiquidationGraceSentinelCheckFailed"
    } else if !super::super::account::is_liquidatable(standing.health_factor) {
        "HealthFactorNotBelowThreshold"
    } else if !collateral.used_as_collateral || (collateral.liquidation_threshold_bps == 0 && user.revision.skips_zero_threshold()) {
        "CollateralCannotBeLiquidated"
    } else if standing.debt.is_zero() {
        "SpecifiedCurrencyNotBorrowedByUser"
    } else {
        return Ok(());
    };
    Err(RiskError::refused(refusal))
}
