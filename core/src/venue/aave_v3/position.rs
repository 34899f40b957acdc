//! One reserve's balances and values now, and the sums that the account rules work on.

use super::interest::{aave_v3_compounded_interest, aave_v3_linear_interest};
use super::state::{AaveV3Reserve, AaveV3ReserveBalances, AaveV3Revision, AaveV3User};
use super::terms::{Weights, collateral_weights, unit};
use crate::error::RiskError;
use crate::exact::{BPS, U256, bps_mul_floor, bps_mul_half_up, ray_mul_half_up, wad_div_half_up};

/// Health factor of an account without debt.
const NO_DEBT: U256 = U256::MAX;

/// Returns the indices of a reserve and the user's balances now, token units.
///
/// Income index: linear interest times the stored index; debt index: compounded interest times the stored index, both
/// half-up in ray, or the stored index when no second has passed. Balances are half-up until 3.4; from 3.5 supply is
/// floored and debt is rounded up.
///
/// # Errors
/// `overflow`, where the contract's views revert.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::aave_v3::{AaveV3Reserve, AaveV3Revision, aave_v3_balances}};
/// let reserve = AaveV3Reserve {
///     id: 0, asset: "USDC".into(), decimals: 6, price: U256::new(100_000_000), factor: None,
///     ltv_bps: 7_500, liquidation_threshold_bps: 7_800, liquidation_bonus_bps: 10_450,
///     liquidity_index: RAY, variable_borrow_index: RAY,
///     current_liquidity_rate: "40000000000000000000000000".parse()?,
///     current_variable_borrow_rate: "50000000000000000000000000".parse()?,
///     elapsed_seconds: 31_536_000,
///     scaled_a_token_balance: U256::new(1_000_000), scaled_variable_debt: U256::new(1_000_000),
///     used_as_collateral: false, is_borrowing: true,
///     liquidation_protocol_fee_bps: None, limits: None, pool: None,
/// };
/// let now = aave_v3_balances(AaveV3Revision::V3_7, &reserve)?;
/// assert_eq!(now.a_token_balance, U256::new(1_040_000));
/// assert_eq!(now.variable_debt, U256::new(1_051_271));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn aave_v3_balances(revision: AaveV3Revision, reserve: &AaveV3Reserve) -> Result<AaveV3ReserveBalances, RiskError> {
    let (normalized_income, normalized_debt) = (supply_index(reserve)?, debt_index(revision, reserve)?);
    let a_token_balance = revision.supply_balance(reserve.scaled_a_token_balance, normalized_income)?;
    let variable_debt = revision.debt_balance(reserve.scaled_variable_debt, normalized_debt)?;
    Ok(AaveV3ReserveBalances { id: reserve.id, normalized_income, normalized_debt, a_token_balance, variable_debt })
}

/// Returns the supply index now, ray.
pub(super) fn supply_index(reserve: &AaveV3Reserve) -> Result<U256, RiskError> {
    if reserve.elapsed_seconds == 0 {
        return Ok(reserve.liquidity_index);
    }
    ray_mul_half_up(aave_v3_linear_interest(reserve.current_liquidity_rate, reserve.elapsed_seconds)?, reserve.liquidity_index)
}

/// Returns the borrow index now, ray.
pub(super) fn debt_index(revision: AaveV3Revision, reserve: &AaveV3Reserve) -> Result<U256, RiskError> {
    if reserve.elapsed_seconds == 0 {
        return Ok(reserve.variable_borrow_index);
    }
    let growth = aave_v3_compounded_interest(revision, reserve.current_variable_borrow_rate, reserve.elapsed_seconds)?;
    ray_mul_half_up(growth, reserve.variable_borrow_index)
}

/// A reserve as the account rules see it. Values are in the base currency, 8 decimals.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) balances: AaveV3ReserveBalances,
    pub(super) unit: U256,
    /// Absent when the contract does not count it as collateral.
    pub(super) weights: Option<Weights>,
    pub(super) collateral_value: U256,
    pub(super) debt_value: U256,
}

impl Line {
    pub(super) fn new(user: &AaveV3User, reserve: &AaveV3Reserve) -> Result<Self, RiskError> {
        let unit = unit(reserve)?;
        let balances = aave_v3_balances(user.revision, reserve)?;
        let weights = collateral_weights(user, reserve);
        let collateral_value =
            if weights.is_some() { collateral_value(balances.a_token_balance, reserve.price, unit)? } else { U256::ZERO };
        let debt_value =
            if reserve.is_borrowing { debt_value(user.revision, balances.variable_debt, reserve.price, unit)? } else { U256::ZERO };
        Ok(Self { balances, unit, weights, collateral_value, debt_value })
    }
}

/// Returns `⌊balance·price/unit⌋`.
pub(super) fn collateral_value(balance: U256, price: U256, unit: U256) -> Result<U256, RiskError> {
    balance.try_mul(price, "collateral value")?.try_div(unit, "collateral value")
}

/// Returns `debt·price/unit`, floored until 3.4, rounded up from 3.5.
pub(super) fn debt_value(revision: AaveV3Revision, debt: U256, price: U256, unit: U256) -> Result<U256, RiskError> {
    let product = debt.try_mul(price, "debt value")?;
    if revision.averages_threshold() { product.try_div(unit, "debt value") } else { product.try_div_ceil(unit, "debt value") }
}

/// Sums over the reserves; the weighted ones in base currency times basis points.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    pub(super) collateral: U256,
    pub(super) weighted_ltv: U256,
    pub(super) weighted_threshold: U256,
    pub(super) debt: U256,
}

/// The answers that follow from the sums.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answers {
    pub(super) ltv_bps: U256,
    pub(super) threshold_bps: U256,
    pub(super) available: U256,
    pub(super) health_factor: U256,
}

impl Totals {
    pub(super) fn add_collateral(&mut self, value: U256, weights: Weights) -> Result<(), RiskError> {
        self.collateral = self.collateral.try_add(value, "total collateral")?;
        self.weighted_ltv = self.weighted_ltv.try_add(weigh(value, weights.ltv_bps)?, "weighted LTV")?;
        self.weighted_threshold = self.weighted_threshold.try_add(weigh(value, weights.threshold_bps)?, "weighted threshold")?;
        Ok(())
    }

    pub(super) fn add_debt(&mut self, value: U256) -> Result<(), RiskError> {
        self.debt = self.debt.try_add(value, "total debt")?;
        Ok(())
    }

    /// The sums without a collateral that is in them.
    pub(super) fn without_collateral(mut self, value: U256, weights: Weights) -> Result<Self, RiskError> {
        self.collateral = self.collateral.try_sub(value, "total collateral")?;
        self.weighted_ltv = self.weighted_ltv.try_sub(weigh(value, weights.ltv_bps)?, "weighted LTV")?;
        self.weighted_threshold = self.weighted_threshold.try_sub(weigh(value, weights.threshold_bps)?, "weighted threshold")?;
        Ok(self)
    }

    /// The sums without a debt that is in them.
    pub(super) fn without_debt(mut self, value: U256) -> Result<Self, RiskError> {
        self.debt = self.debt.try_sub(value, "total debt")?;
        Ok(self)
    }

    /// The averaged threshold, whole basis points.
    pub(super) fn threshold_bps(&self) -> Result<U256, RiskError> {
        if self.collateral.is_zero() { Ok(U256::ZERO) } else { self.weighted_threshold.try_div(self.collateral, "average threshold") }
    }

    /// The health factor alone, 18 decimals.
    pub(super) fn health_factor(&self, revision: AaveV3Revision) -> Result<U256, RiskError> {
        if self.debt.is_zero() {
            Ok(NO_DEBT)
        } else if revision.averages_threshold() {
            wad_div_half_up(bps_mul_half_up(self.collateral, self.threshold_bps()?)?, self.debt)
        } else {
            wad_div_half_up(self.weighted_threshold, self.debt)?.try_div(BPS, "health factor")
        }
    }

    pub(super) fn answers(&self, revision: AaveV3Revision) -> Result<Answers, RiskError> {
        let ltv_bps = if self.collateral.is_zero() { U256::ZERO } else { self.weighted_ltv.try_div(self.collateral, "average LTV")? };
        let threshold_bps = self.threshold_bps()?;
        let limit = if revision.averages_threshold() {
            bps_mul_half_up(self.collateral, ltv_bps)?
        } else {
            bps_mul_floor(self.collateral, ltv_bps)?
        };
        let health_factor = self.health_factor(revision)?;
        Ok(Answers { ltv_bps, threshold_bps, available: limit.saturating_sub(self.debt), health_factor })
    }
}

fn weigh(value: U256, bps: u16) -> Result<U256, RiskError> {
    value.try_mul(U256::new(u64::from(bps)), "weighted value")
}
