//! Which configurations the spoke accepts, and states that it cannot hold.

use super::state::{AaveV4DynamicConfig, AaveV4LiquidationConfig, AaveV4Reserve, AaveV4User};
use crate::error::RiskError;
use crate::exact::{BPS, U256, WAD, bps_mul_ceil, narrow_mul_div_floor};
use crate::venue::rules::check_names;

/// Largest collateral risk, basis points.
const MOST_COLLATERAL_RISK: u32 = 100_000;

/// Largest decimals that a hub lists.
const MOST_DECIMALS: u8 = 18;

/// Says whether the spoke accepts a dynamic configuration (`Spoke._validateDynamicReserveConfig`).
///
/// `CF < 1`, `maxBonus ≥ 1`, `⌈maxBonus·CF⌉ < 1`, so that fresh debt can always be liquidated; `fee ≤ 1`.
///
/// # Errors
/// `refused` with `InvalidCollateralFactorAndMaxLiquidationBonus` or `InvalidLiquidationFee`.
///
/// ```
/// use plimsoll::venue::aave_v4::{AaveV4DynamicConfig, aave_v4_check_config};
/// let config = |cf, bonus| AaveV4DynamicConfig {
///     key: 0, collateral_factor_bps: cf, max_liquidation_bonus_bps: bonus, liquidation_fee_bps: 1_000,
/// };
/// assert!(aave_v4_check_config(&config(9_500, 10_525)).is_ok());
/// assert_eq!(aave_v4_check_config(&config(9_500, 10_526)).unwrap_err().code(), "refused");
/// ```
pub fn aave_v4_check_config(config: &AaveV4DynamicConfig) -> Result<(), RiskError> {
    let factor = U256::new(u64::from(config.collateral_factor_bps));
    let bonus = U256::new(u64::from(config.max_liquidation_bonus_bps));
    if factor >= BPS || bonus < BPS || bps_mul_ceil(bonus, factor)? >= BPS {
        return Err(RiskError::refused("InvalidCollateralFactorAndMaxLiquidationBonus"));
    }
    if U256::new(u64::from(config.liquidation_fee_bps)) > BPS {
        return Err(RiskError::refused("InvalidLiquidationFee"));
    }
    Ok(())
}

/// Says whether the spoke accepts a liquidation configuration (`Spoke.updateLiquidationConfig`).
///
/// # Errors
/// `refused` with `InvalidLiquidationConfig`.
///
/// ```
/// use plimsoll::{U256, exact::WAD, venue::aave_v4::{AaveV4LiquidationConfig, aave_v4_check_liquidation_config}};
/// let mut config = AaveV4LiquidationConfig {
///     target_health_factor: WAD, health_factor_for_max_bonus: U256::new(800_000_000_000_000_000), liquidation_bonus_factor_bps: 5_000,
/// };
/// assert!(aave_v4_check_liquidation_config(&config).is_ok());
/// config.health_factor_for_max_bonus = WAD;
/// assert_eq!(aave_v4_check_liquidation_config(&config).unwrap_err().code(), "refused");
/// ```
pub fn aave_v4_check_liquidation_config(config: &AaveV4LiquidationConfig) -> Result<(), RiskError> {
    let factor = U256::new(u64::from(config.liquidation_bonus_factor_bps));
    if config.target_health_factor < WAD || factor > BPS || config.health_factor_for_max_bonus >= WAD {
        return Err(RiskError::refused("InvalidLiquidationConfig"));
    }
    Ok(())
}

/// Says whether liquidating in several parts gains nothing: `maxBonus·CF ≤ healthFactorForMaxBonus`, so that no liquidation between
/// there and 1 lowers health and with it raises the bonus (docs/features/LiquidationEngine.md).
///
/// # Errors
/// None for configurations that the spoke accepts.
///
/// ```
/// use plimsoll::{U256, exact::WAD, venue::aave_v4::*};
/// let liquidation = AaveV4LiquidationConfig {
///     target_health_factor: WAD, health_factor_for_max_bonus: U256::new(900_000_000_000_000_000), liquidation_bonus_factor_bps: 5_000,
/// };
/// let config = |cf| AaveV4DynamicConfig { key: 0, collateral_factor_bps: cf, max_liquidation_bonus_bps: 11_000, liquidation_fee_bps: 0 };
/// assert!(aave_v4_no_split_incentive(&liquidation, &config(8_000))?);
/// assert!(!aave_v4_no_split_incentive(&liquidation, &config(8_200))?);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn aave_v4_no_split_incentive(liquidation: &AaveV4LiquidationConfig, config: &AaveV4DynamicConfig) -> Result<bool, RiskError> {
    let bonus = U256::new(u64::from(config.max_liquidation_bonus_bps));
    let factor = U256::new(u64::from(config.collateral_factor_bps));
    let lost = narrow_mul_div_floor(bonus.try_mul(factor, "bonus")?, WAD, BPS.try_mul(BPS, "bonus")?)?;
    Ok(lost <= liquidation.health_factor_for_max_bonus)
}

pub(super) fn check(user: &AaveV4User) -> Result<(), RiskError> {
    check_names(user.reserves.iter().map(|reserve| &reserve.asset), core::iter::empty())?;
    if aave_v4_check_liquidation_config(&user.liquidation_config).is_err() {
        let expected = "a target of 1 or more, a factor of at most 10000 and a health factor for the largest bonus below 1";
        let got = user.liquidation_config.target_health_factor;
        return Err(RiskError::out_of_range("liquidationConfig", expected, got, "pass it as the spoke stores it"));
    }
    user.reserves.iter().try_for_each(check_reserve)
}

fn check_reserve(reserve: &AaveV4Reserve) -> Result<(), RiskError> {
    if reserve.decimals > MOST_DECIMALS {
        return Err(RiskError::out_of_range("reserves.decimals", "at most 18", reserve.decimals, "pass the token's decimals"));
    }
    if reserve.collateral_risk_bps > MOST_COLLATERAL_RISK {
        let hint = "pass basis points: 10000 is 100 %";
        return Err(RiskError::out_of_range("reserves.collateralRiskBps", "at most 100000", reserve.collateral_risk_bps, hint));
    }
    if reserve.hub.liquidity_fee_bps > 10_000 {
        let hint = "pass basis points: 1000 is 10 %";
        return Err(RiskError::out_of_range("reserves.hub.liquidityFeeBps", "at most 10000", reserve.hub.liquidity_fee_bps, hint));
    }
    for (field, config) in [("reserves.userConfig", &reserve.user_config), ("reserves.latestConfig", &reserve.latest_config)] {
        if aave_v4_check_config(config).is_err() {
            let expected = "a collateral factor below 10000, a bonus of 10000 or more, their product below 1, a fee of at most 10000";
            return Err(RiskError::out_of_range(field, expected, config.max_liquidation_bonus_bps, "pass it as the spoke stores it"));
        }
    }
    Ok(())
}
