//! The account data that the pool answers.

use super::position::{Line, Totals};
use super::state::{AaveV3AccountData, AaveV3User};
use super::terms::check;
use crate::error::RiskError;
use crate::exact::{U256, WAD};
use alloc::vec::Vec;

/// Returns what `Pool.getUserAccountData` answers for the user now, digit by digit, and the balances it comes from.
///
/// With `C` the collateral, `S` the collateral times thresholds in basis points and `D` the debt, all in the base
/// currency with 8 decimals, `½` half-up:
/// ```text
/// health = ⌊ ½(S · 1e18 / D) / 1e4 ⌋                     from 3.5
/// health = ½( ½(C · ⌊S/C⌋ / 1e4) · 1e18 / D )            until 3.4
/// ```
/// `liquidatable` is `health < 1e18`; equality is safe. Only reserves with the matching flag count. Source: `GenericLogic.sol`
/// of aave-v3-core 1.19.3 and aave-v3-origin 3.3 to 3.7; every rounding is checked against their compiled contracts.
///
/// # Errors
/// - `overflow`: where the contract's account data or one of its balance views reverts.
/// - `out_of_range`: id above 127 or ids that fall, decimals above 77, LTV or threshold above 10,000, eMode 0, a bitmap
///   from 2^128, an eMode field that the revision does not have.
/// - `duplicate`: two reserves with one id.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::aave_v3::{AaveV3Reserve, AaveV3Revision, AaveV3User, aave_v3_account}};
/// let eth = AaveV3Reserve {
///     id: 0, asset: "ETH".into(), decimals: 18, price: U256::new(250_000_000_000), factor: Some("ETH".into()),
///     ltv_bps: 8_050, liquidation_threshold_bps: 8_300, liquidation_bonus_bps: 10_500,
///     liquidity_index: RAY, variable_borrow_index: RAY,
///     current_liquidity_rate: U256::ZERO, current_variable_borrow_rate: U256::ZERO, elapsed_seconds: 0,
///     scaled_a_token_balance: "10000000000000000000".parse()?, scaled_variable_debt: U256::ZERO,
///     used_as_collateral: true, is_borrowing: false,
///     liquidation_protocol_fee_bps: None, limits: None, pool: None,
/// };
/// let usdc = AaveV3Reserve {
///     id: 1, asset: "USDC".into(), decimals: 6, price: U256::new(100_000_000), factor: None,
///     scaled_a_token_balance: U256::ZERO, scaled_variable_debt: U256::new(14_000_000_000),
///     used_as_collateral: false, is_borrowing: true, ..eth.clone()
/// };
/// let user = AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves: vec![eth, usdc], e_modes: None };
/// let data = aave_v3_account(&user)?;
/// assert_eq!(data.health_factor.to_string(), "1482142857142857142");
/// assert!(!data.liquidatable);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn aave_v3_account(user: &AaveV3User) -> Result<AaveV3AccountData, RiskError> {
    check(user)?;
    let mut totals = Totals::default();
    let mut has_zero_ltv_collateral = false;
    let mut reserves = Vec::with_capacity(user.reserves.len());
    for reserve in &user.reserves {
        let line = Line::new(user, reserve)?;
        if let Some(weights) = line.weights {
            totals.add_collateral(line.collateral_value, weights)?;
            has_zero_ltv_collateral |= weights.zero_ltv;
        }
        totals.add_debt(line.debt_value)?;
        reserves.push(line.balances);
    }
    let answers = totals.answers(user.revision)?;
    Ok(AaveV3AccountData {
        total_collateral_base: totals.collateral,
        total_debt_base: totals.debt,
        available_borrows_base: answers.available,
        current_liquidation_threshold_bps: answers.threshold_bps,
        ltv_bps: answers.ltv_bps,
        health_factor: answers.health_factor,
        has_zero_ltv_collateral,
        liquidatable: is_liquidatable(answers.health_factor),
        reserves,
    })
}

/// The contract's rule: a health factor below one; equality is safe.
pub(super) fn is_liquidatable(health_factor: U256) -> bool {
    health_factor < WAD
}
