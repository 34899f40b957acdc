//! Several steps in a row on a copy of a position.

use super::action::Action;
use super::outcome::PositionHealth;
use super::position::Position;
use super::rules::Venue;
use crate::error::{RiskError, RiskErrorKind};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// What one step came to: either where the position stands after it, or why the contract refuses it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WhatIfStep {
    /// Where the position stands after the step; absent when it is refused.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub health: Option<PositionHealth>,
    /// The contract's own name for its refusal, `overflow` or `division_by_zero` where its arithmetic reverts; absent when it accepts.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub refusal: Option<String>,
}

/// A position after some steps.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WhatIf {
    /// The position after the last step that was accepted.
    pub position: Position,
    /// One per step that was tried, in order: a refused one is the last.
    pub steps: Vec<WhatIfStep>,
    /// The last step tried was refused; those after it were not tried.
    pub refused: bool,
}

/// Applies steps in order to a copy of a position, and says after each where it stands, or why the contract refuses it.
///
/// A refused step changes nothing and ends the run.
///
/// # Errors
/// Those of `position_health`, also after a step; `unknown` for an asset that the position does not have, `unsupported` for a step that
/// the venue does not have.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::{Action, Position, position_what_if}};
/// use plimsoll::venue::aave_v3::{AaveV3Reserve, AaveV3Revision, AaveV3User};
/// let eth = AaveV3Reserve {
///     id: 0, asset: "ETH".into(), decimals: 18, price: U256::new(250_000_000_000), factor: Some("ETH".into()),
///     ltv_bps: 8_050, liquidation_threshold_bps: 8_300, liquidation_bonus_bps: 10_500,
///     liquidity_index: RAY, variable_borrow_index: RAY,
///     current_liquidity_rate: U256::ZERO, current_variable_borrow_rate: U256::ZERO, elapsed_seconds: 0,
///     scaled_a_token_balance: "10000000000000000000".parse()?, scaled_variable_debt: U256::ZERO,
///     used_as_collateral: true, is_borrowing: false, liquidation_protocol_fee_bps: None, limits: None, pool: None,
/// };
/// let usdc = AaveV3Reserve {
///     id: 1, asset: "USDC".into(), decimals: 6, price: U256::new(100_000_000), factor: None,
///     scaled_a_token_balance: U256::ZERO, used_as_collateral: false, ..eth.clone()
/// };
/// let user = AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves: vec![eth, usdc], e_modes: None };
/// let borrow = |amount| Action::Borrow { asset: "USDC".into(), amount: U256::new(amount) };
/// // 20,750 counted against 10,000 borrowed; 10,200 more would be safe, but is above the 20,125 that the LTV lends.
/// let found = position_what_if(&Position::AaveV3(user), &[borrow(10_000_000_000), borrow(10_200_000_000)])?;
/// assert_eq!(found.steps[0].health.as_ref().unwrap().health_factor.unwrap().to_string(), "2075000000000000000");
/// assert_eq!(found.steps[1].refusal.as_deref(), Some("CollateralCannotCoverNewBorrow"));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn position_what_if(position: &Position, actions: &[Action]) -> Result<WhatIf, RiskError> {
    let (position, steps) = what_if(position, actions)?;
    let refused = steps.last().is_some_and(|step| step.refusal.is_some());
    Ok(WhatIf { position, steps, refused })
}

/// The same for the state of any one venue: the state after the last accepted step, and what each step came to.
///
/// # Errors
/// Those of `position_what_if`.
///
/// ```
/// use plimsoll::{U256, venue::{Action, aave_v3::{AaveV3Revision, AaveV3User}, what_if}};
/// let empty = AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves: vec![], e_modes: None };
/// assert_eq!(what_if(&empty, &[])?.1.len(), 0);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn what_if<V: Venue>(position: &V, actions: &[Action]) -> Result<(V, Vec<WhatIfStep>), RiskError> {
    position.health()?;
    let mut position = position.clone();
    let mut steps = Vec::with_capacity(actions.len());
    for action in actions {
        match position.apply(action) {
            Ok(next) => {
                steps.push(WhatIfStep { health: Some(next.health()?), refusal: None });
                position = next;
            }
            Err(error) => {
                steps.push(WhatIfStep { health: None, refusal: Some(refusal(error)?) });
                break;
            }
        }
    }
    Ok((position, steps))
}

/// The name of a refusal; any other error is the caller's.
///
/// # Errors
/// The error itself where it is no refusal of the contract.
pub(super) fn refusal(error: RiskError) -> Result<String, RiskError> {
    match error.kind() {
        RiskErrorKind::Refused { reason } => Ok(reason.clone()),
        RiskErrorKind::Overflow { .. } | RiskErrorKind::DivisionByZero { .. } => Ok(error.code().to_string()),
        _ => Err(error),
    }
}
