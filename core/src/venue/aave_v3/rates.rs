//! The rates that a reserve's strategy sets after an action.
//!
//! Source: `DefaultReserveInterestRateStrategyV2.sol` of aave-v3-origin 3.7; `DefaultReserveInterestRateStrategy.sol` of aave-v3-core 1.19.4 for 3.0.

use super::state::AaveV3Revision;
use crate::error::RiskError;
use crate::exact::{BPS, RAY, U256, bps_mul_half_up, ray_div_half_up, ray_mul_half_up, wad_to_ray};

/// Ray per basis point, 10^23.
const RAY_PER_BPS: U256 = U256::from_u128(100_000_000_000_000_000_000_000);

/// A reserve's rate strategy and its state at the moment of an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AaveV3RateState {
    /// Usage at the kink, basis points.
    pub optimal_usage_ratio_bps: u16,
    /// Borrow rate per year at no usage, basis points.
    pub base_variable_borrow_rate_bps: u32,
    /// Rise of the borrow rate up to the kink, basis points.
    pub variable_rate_slope1_bps: u32,
    /// Rise of the borrow rate from the kink to full usage, basis points.
    pub variable_rate_slope2_bps: u32,
    /// Share of the interest that the treasury keeps, basis points, at most 10,000.
    pub reserve_factor_bps: u16,
    /// Debt of all users, token units.
    pub total_debt: U256,
    /// Underlying that the pool accounts for, token units.
    pub virtual_underlying_balance: U256,
    /// Added by the action, token units.
    pub liquidity_added: U256,
    /// Taken by the action, token units.
    pub liquidity_taken: U256,
    /// Debt written off and not yet covered, token units.
    pub deficit: U256,
}

/// Rates per year, ray.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AaveV3Rates {
    /// What suppliers earn.
    pub liquidity_rate: U256,
    /// What borrowers pay.
    pub variable_borrow_rate: U256,
}

/// Returns the supply and borrow rates that the strategy sets.
///
/// With `u` the usage of borrowers, `o` the kink, `us` the usage that suppliers see (the deficit added below the line),
/// every product and quotient half-up in ray:
/// ```text
/// borrow = base + slope1·u/o                       u ≤ o
/// borrow = base + slope1 + slope2·(u − o)/(1 − o)  u > o
/// supply = borrow · us · (1 − reserve factor)
/// ```
///
/// # Errors
/// `overflow` (also when more is taken than there is), `division_by_zero` for a kink of 0 that usage reaches, and
/// for a kink of 100 % that it exceeds; `out_of_range` for a kink or reserve factor above 10,000.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::aave_v3::{AaveV3RateState, aave_v3_rates}};
/// let half_used = AaveV3RateState {
///     optimal_usage_ratio_bps: 8_000,
///     base_variable_borrow_rate_bps: 0,
///     variable_rate_slope1_bps: 400,
///     variable_rate_slope2_bps: 6_000,
///     reserve_factor_bps: 1_000,
///     total_debt: U256::new(500),
///     virtual_underlying_balance: U256::new(500),
///     liquidity_added: U256::ZERO,
///     liquidity_taken: U256::ZERO,
///     deficit: U256::ZERO,
/// };
/// assert_eq!(aave_v3_rates(&half_used)?.variable_borrow_rate.to_string(), "25000000000000000000000000");
/// assert_eq!(aave_v3_rates(&half_used)?.liquidity_rate.to_string(), "11250000000000000000000000");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn aave_v3_rates(state: &AaveV3RateState) -> Result<AaveV3Rates, RiskError> {
    rates(state, false)
}

/// The rates of a revision: 3.0 weighs the borrow rate by the debt and divides by it again, which rounds twice.
pub(super) fn rates_of(revision: AaveV3Revision, state: &AaveV3RateState) -> Result<AaveV3Rates, RiskError> {
    rates(state, revision.weighs_borrow_rate())
}

fn rates(state: &AaveV3RateState, weighs: bool) -> Result<AaveV3Rates, RiskError> {
    let base = ray_from_bps(state.base_variable_borrow_rate_bps)?;
    let optimal = ray_from_bps(u32::from(state.optimal_usage_ratio_bps))?;
    let kept = share_of_suppliers(state)?;
    if state.total_debt.is_zero() {
        return Ok(AaveV3Rates { liquidity_rate: U256::ZERO, variable_borrow_rate: base });
    }
    let available =
        state.virtual_underlying_balance.try_add(state.liquidity_added, OPERATION)?.try_sub(state.liquidity_taken, OPERATION)?;
    let lent = available.try_add(state.total_debt, OPERATION)?;
    let usage = ray_div_half_up(state.total_debt, lent)?;
    let supply_usage = ray_div_half_up(state.total_debt, lent.try_add(state.deficit, OPERATION)?)?;
    let slope1 = ray_from_bps(state.variable_rate_slope1_bps)?;
    let borrow = if usage > optimal {
        let excess = ray_div_half_up(usage.try_sub(optimal, OPERATION)?, RAY.try_sub(optimal, OPERATION)?)?;
        let steep = ray_mul_half_up(ray_from_bps(state.variable_rate_slope2_bps)?, excess)?;
        base.try_add(slope1, OPERATION)?.try_add(steep, OPERATION)?
    } else {
        base.try_add(ray_div_half_up(ray_mul_half_up(slope1, usage)?, optimal)?, OPERATION)?
    };
    let earned = if weighs { weighted(borrow, wad_to_ray(state.total_debt)?)? } else { borrow };
    let liquidity_rate = bps_mul_half_up(ray_mul_half_up(earned, supply_usage)?, kept)?;
    Ok(AaveV3Rates { liquidity_rate, variable_borrow_rate: borrow })
}

fn weighted(rate: U256, debt: U256) -> Result<U256, RiskError> {
    ray_div_half_up(ray_mul_half_up(debt, rate)?, debt)
}

const OPERATION: &str = "reserve rates";

fn share_of_suppliers(state: &AaveV3RateState) -> Result<U256, RiskError> {
    for (field, value) in [("reserveFactorBps", state.reserve_factor_bps), ("optimalUsageRatioBps", state.optimal_usage_ratio_bps)] {
        if value > super::terms::MAX_BPS {
            return Err(RiskError::out_of_range(field, "in [0, 10000]", value, "pass basis points, 1000 is 10 %"));
        }
    }
    BPS.try_sub(U256::new(u64::from(state.reserve_factor_bps)), OPERATION)
}

fn ray_from_bps(bps: u32) -> Result<U256, RiskError> {
    U256::new(u64::from(bps)).try_mul(RAY_PER_BPS, OPERATION)
}
