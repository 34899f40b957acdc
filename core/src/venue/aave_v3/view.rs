//! The user as a venue-neutral account of the model world.

use super::account::aave_v3_account;
use super::state::{AaveV3Reserve, AaveV3User};
use super::terms::collateral_weights;
use crate::account::{Account, Leg, LegSide};
use crate::error::RiskError;
use crate::exact::U256;
use crate::units;
use alloc::vec::Vec;

/// Decimals of prices in the base currency.
pub(super) const PRICE_DECIMALS: u8 = 8;

/// Decimals of ray.
const RAY_DECIMALS: u8 = 27;

/// Returns the user's position as legs: what the contract counts, with balances now, thresholds of the eMode, and the
/// contract's own verdict.
///
/// - One leg for each balance above zero that is flagged: collateral first, then debt, for each reserve. A supply that is not
///   enabled as collateral backs nothing and cannot be seized, so it is left out; so is, up to 3.5, one whose reserve has
///   threshold 0.
/// - `amount` in units of the token, `price` in the base currency, `threshold` and `ltv` as fractions.
/// - `interest_annual` is the reserve's rate as a fraction: Aave compounds debt every second, which is continuous to nine
///   digits, and supply whenever anyone touches the reserve.
///
/// # Errors
/// Those of `aave_v3_account`; `out_of_range` for a price of 0 of a counted balance, which no model can work with.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::aave_v3::{AaveV3Reserve, AaveV3Revision, AaveV3User, aave_v3_view}};
/// let eth = AaveV3Reserve {
///     id: 0, asset: "ETH".into(), decimals: 18, price: U256::new(250_000_000_000), factor: Some("ETH".into()),
///     ltv_bps: 8_050, liquidation_threshold_bps: 8_300, liquidation_bonus_bps: 10_500,
///     liquidity_index: RAY, variable_borrow_index: RAY,
///     current_liquidity_rate: U256::ZERO, current_variable_borrow_rate: U256::ZERO, elapsed_seconds: 0,
///     scaled_a_token_balance: "10000000000000000000".parse()?, scaled_variable_debt: U256::ZERO,
///     used_as_collateral: true, is_borrowing: false,
///     liquidation_protocol_fee_bps: None, limits: None, pool: None,
/// };
/// let account = aave_v3_view(&AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves: vec![eth], e_modes: None })?;
/// assert_eq!((account.legs[0].amount, account.legs[0].price, account.legs[0].threshold), (10.0, 2500.0, 0.83));
/// assert_eq!(account.liquidatable, Some(false));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn aave_v3_view(user: &AaveV3User) -> Result<Account, RiskError> {
    let data = aave_v3_account(user)?;
    let mut legs = Vec::new();
    for (reserve, balances) in user.reserves.iter().zip(&data.reserves) {
        if let Some(weights) = collateral_weights(user, reserve)
            && !balances.a_token_balance.is_zero()
        {
            legs.push(Leg {
                threshold: units::to_f64(U256::new(u64::from(weights.threshold_bps)), 4),
                ltv: units::to_f64(U256::new(u64::from(weights.ltv_bps)), 4),
                interest_annual: units::to_f64(reserve.current_liquidity_rate, RAY_DECIMALS),
                ..leg(reserve, LegSide::Collateral, balances.a_token_balance)?
            });
        }
        if reserve.is_borrowing && !balances.variable_debt.is_zero() {
            legs.push(leg(reserve, LegSide::Debt, balances.variable_debt)?);
        }
    }
    Ok(Account { legs, liquidatable: Some(data.liquidatable) })
}

/// A leg with the weights and the rate of a debt.
fn leg(reserve: &AaveV3Reserve, side: LegSide, amount: U256) -> Result<Leg, RiskError> {
    if reserve.price.is_zero() {
        return Err(RiskError::out_of_range(
            "reserves.price",
            "above 0",
            0,
            "the oracle answers nothing for this reserve: wait for a price",
        ));
    }
    Ok(Leg {
        asset: reserve.asset.clone(),
        side,
        amount: units::to_f64(amount, reserve.decimals),
        price: units::to_f64(reserve.price, PRICE_DECIMALS),
        threshold: 1.0,
        ltv: 0.0,
        factor: reserve.factor.clone(),
        interest_annual: units::to_f64(reserve.current_variable_borrow_rate, RAY_DECIMALS),
    })
}
