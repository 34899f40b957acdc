//! The amounts of a liquidation (`LiquidationLogic.sol` at 8e6ea169).

use super::state::{AaveV4DynamicConfig, AaveV4LiquidationConfig};
use crate::error::RiskError;
use crate::exact::{BPS, U256, WAD, bps_mul_ceil, bps_mul_floor, narrow_mul_div_ceil, narrow_mul_div_floor};

/// Collateral or debt left below this value is dust, 26 decimals: 1,000 dollars.
const DUST: U256 = U256::from_u128(100_000_000_000_000_000_000_000_000_000);

/// What a liquidation's amounts follow from.
#[derive(Clone, Debug, PartialEq)]
pub struct AaveV4LiquidationTerms {
    /// The spoke's liquidation configuration.
    pub liquidation: AaveV4LiquidationConfig,
    /// The user's configuration of the collateral.
    pub config: AaveV4DynamicConfig,
    /// The user's debt in the repaid reserve, token units.
    pub debt_balance: U256,
    /// The user's supply in the seized reserve, token units.
    pub collateral_balance: U256,
    /// Most that the liquidator repays, token units.
    pub debt_to_cover: U256,
    /// The user's whole debt, 26 decimals.
    pub total_debt_value: U256,
    /// Health factor, 18 decimals.
    pub health_factor: U256,
    /// Price of the debt, 8 decimals.
    pub debt_price: U256,
    /// Decimals of the debt's token.
    pub debt_decimals: u8,
    /// Price of the collateral, 8 decimals.
    pub collateral_price: U256,
    /// Decimals of the collateral's token.
    pub collateral_decimals: u8,
}

/// The amounts of a liquidation, token units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AaveV4LiquidationAmounts {
    /// All that leaves the user.
    pub collateral_to_liquidate: U256,
    /// The liquidator's part of it.
    pub collateral_to_liquidator: U256,
    /// What the liquidator repays.
    pub debt_to_liquidate: U256,
}

/// Returns the liquidation bonus at a health factor, basis points: 10000 and more.
///
/// `maxBonus` at or below the health factor for the largest bonus; from there it falls in a line to
/// `minBonus = ⌊(maxBonus − 1)·factor⌋ + 1` at a health factor of 1, rounded down.
///
/// # Errors
/// `overflow` for a health factor above 1 or a bonus below 10000.
///
/// ```
/// use plimsoll::{U256, exact::WAD, venue::aave_v4::*};
/// let liquidation = AaveV4LiquidationConfig {
///     target_health_factor: WAD, health_factor_for_max_bonus: U256::new(800_000_000_000_000_000), liquidation_bonus_factor_bps: 5_000,
/// };
/// // A fifth of the way from 5 % to 10 %.
/// assert_eq!(aave_v4_liquidation_bonus(&liquidation, 11_000, U256::new(960_000_000_000_000_000))?, U256::new(10_600));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn aave_v4_liquidation_bonus(
    liquidation: &AaveV4LiquidationConfig,
    max_bonus_bps: u32,
    health_factor: U256,
) -> Result<U256, RiskError> {
    let most = U256::new(u64::from(max_bonus_bps));
    let full = liquidation.health_factor_for_max_bonus;
    if health_factor <= full {
        return Ok(most);
    }
    let factor = U256::new(u64::from(liquidation.liquidation_bonus_factor_bps));
    let least = bps_mul_floor(most.try_sub(BPS, "bonus")?, factor)?.try_add(BPS, "bonus")?;
    let more = narrow_mul_div_floor(most.try_sub(least, "bonus")?, WAD.try_sub(health_factor, "bonus")?, WAD.try_sub(full, "bonus")?)?;
    least.try_add(more, "bonus")
}

/// Returns the debt whose repayment restores the target health factor, token units, rounded up.
///
/// ```text
/// ⌈ D·unit·(target − HF) / ((target − ⌈bonus·CF⌉)·price·1e18) ⌉
/// ```
///
/// # Errors
/// `overflow`, `division_by_zero` where the contract reverts.
///
/// ```
/// use plimsoll::{U256, exact::WAD, venue::aave_v4::*};
/// let config = AaveV4DynamicConfig { key: 0, collateral_factor_bps: 5_000, max_liquidation_bonus_bps: 15_000, liquidation_fee_bps: 0 };
/// let mut terms = AaveV4LiquidationTerms {
///     liquidation: AaveV4LiquidationConfig {
///         target_health_factor: WAD, health_factor_for_max_bonus: U256::new(800_000_000_000_000_000), liquidation_bonus_factor_bps: 0,
///     },
///     config, debt_balance: U256::ZERO, collateral_balance: U256::ZERO, debt_to_cover: U256::MAX,
///     total_debt_value: "1000000000000000000000000000000".parse()?, health_factor: U256::new(800_000_000_000_000_000),
///     debt_price: U256::new(200_000_000_000), debt_decimals: 6, collateral_price: U256::new(100_000_000), collateral_decimals: 6,
/// };
/// // 10,000 · (1 − 0.8) / (1 − 0.75) / 2,000
/// assert_eq!(aave_v4_debt_to_target(&terms)?, U256::new(4_000_000));
/// terms.debt_price = U256::ZERO;
/// assert_eq!(aave_v4_debt_to_target(&terms).unwrap_err().code(), "division_by_zero");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn aave_v4_debt_to_target(terms: &AaveV4LiquidationTerms) -> Result<U256, RiskError> {
    let bonus = terms.bonus()?;
    let wad_bonus = bonus.try_mul(WAD, "bonus")?.try_div(BPS, "bonus")?;
    let penalty = bps_mul_ceil(wad_bonus, U256::new(u64::from(terms.config.collateral_factor_bps)))?;
    let target = terms.liquidation.target_health_factor;
    narrow_mul_div_ceil(
        terms.total_debt_value,
        unit(terms.debt_decimals)?.try_mul(target.try_sub(terms.health_factor, TARGET)?, TARGET)?,
        target.try_sub(penalty, TARGET)?.try_mul(terms.debt_price.try_mul(WAD, TARGET)?, TARGET)?,
    )
}

/// Returns the amounts of a liquidation: debt to the target health factor, no dust of debt or collateral left behind, the fee.
///
/// # Errors
/// `refused` with `MustNotLeaveDust` where the liquidator covers too little; `overflow`, `division_by_zero` where the contract reverts.
///
/// ```
/// use plimsoll::{U256, exact::WAD, venue::aave_v4::*};
/// let terms = AaveV4LiquidationTerms {
///     liquidation: AaveV4LiquidationConfig {
///         target_health_factor: WAD, health_factor_for_max_bonus: U256::new(800_000_000_000_000_000), liquidation_bonus_factor_bps: 5_000,
///     },
///     config: AaveV4DynamicConfig { key: 0, collateral_factor_bps: 5_000, max_liquidation_bonus_bps: 12_000, liquidation_fee_bps: 1_000 },
///     debt_balance: U256::new(5_000_000_000_000_000_000), collateral_balance: U256::new(11_000_000_000),
///     debt_to_cover: U256::new(3_000_000_000_000_000_000), total_debt_value: "1000000000000000000000000000000".parse()?,
///     health_factor: U256::new(800_000_000_000_000_000), debt_price: U256::new(200_000_000_000), debt_decimals: 18,
///     collateral_price: U256::new(100_000_000), collateral_decimals: 6,
/// };
/// let amounts = aave_v4_liquidation_amounts(&terms)?;
/// assert_eq!(amounts.debt_to_liquidate, U256::new(2_500_000_000_000_000_000));
/// assert_eq!(amounts.collateral_to_liquidate, U256::new(6_000_000_000));
/// assert_eq!(amounts.collateral_to_liquidator, U256::new(5_900_000_000));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn aave_v4_liquidation_amounts(terms: &AaveV4LiquidationTerms) -> Result<AaveV4LiquidationAmounts, RiskError> {
    let bonus = terms.bonus()?;
    let (debt_unit, collateral_unit) = (unit(terms.debt_decimals)?, unit(terms.collateral_decimals)?);
    let mut debt = terms.debt_to_liquidate()?;
    let paid = terms.debt_price.try_mul(collateral_unit, AMOUNTS)?.try_mul(bonus, AMOUNTS)?;
    let got = debt_unit.try_mul(terms.collateral_price, AMOUNTS)?.try_mul(BPS, AMOUNTS)?;
    let mut collateral = narrow_mul_div_floor(debt, paid, got)?;
    let dust = leaves_dust(terms.collateral_balance, collateral, terms.collateral_price, collateral_unit)?;
    if collateral > terms.collateral_balance || (dust && debt < terms.debt_balance) {
        collateral = terms.collateral_balance;
        debt = narrow_mul_div_ceil(
            collateral,
            terms.collateral_price.try_mul(debt_unit, AMOUNTS)?.try_mul(BPS, AMOUNTS)?,
            terms.debt_price.try_mul(collateral_unit, AMOUNTS)?.try_mul(bonus, AMOUNTS)?,
        )?;
    }
    if terms.debt_to_cover < debt {
        return Err(RiskError::refused("MustNotLeaveDust"));
    }
    let fee = U256::new(u64::from(terms.config.liquidation_fee_bps)).try_mul(bonus.try_sub(BPS, AMOUNTS)?, AMOUNTS)?;
    let fee = narrow_mul_div_floor(collateral, fee, bonus.try_mul(BPS, AMOUNTS)?)?;
    Ok(AaveV4LiquidationAmounts {
        collateral_to_liquidate: collateral,
        collateral_to_liquidator: collateral.try_sub(fee, AMOUNTS)?,
        debt_to_liquidate: debt,
    })
}

impl AaveV4LiquidationTerms {
    fn bonus(&self) -> Result<U256, RiskError> {
        aave_v4_liquidation_bonus(&self.liquidation, self.config.max_liquidation_bonus_bps, self.health_factor)
    }

    /// The smallest of what is owed, covered and needed; all of the debt where less would leave dust.
    fn debt_to_liquidate(&self) -> Result<U256, RiskError> {
        let debt = self.debt_balance.min(self.debt_to_cover).min(aave_v4_debt_to_target(self)?);
        let dust = leaves_dust(self.debt_balance, debt, self.debt_price, unit(self.debt_decimals)?)?;
        Ok(if dust { self.debt_balance } else { debt })
    }
}

fn leaves_dust(balance: U256, taken: U256, price: U256, unit: U256) -> Result<bool, RiskError> {
    if taken >= balance {
        return Ok(false);
    }
    let left = balance.try_sub(taken, "dust")?;
    Ok(narrow_mul_div_floor(left, price.try_mul(WAD, "dust")?, unit)? < DUST)
}

fn unit(decimals: u8) -> Result<U256, RiskError> {
    U256::power_of_ten(decimals).ok_or_else(|| RiskError::overflow("asset unit"))
}

const AMOUNTS: &str = "liquidation amounts";
const TARGET: &str = "debt to target";
