//! The spoke's answers for one user (`Spoke._processUserAccountData`).

use super::check::check;
use super::position::Line;
use super::state::{AaveV4AccountData, AaveV4User};
use crate::error::RiskError;
use crate::exact::{BPS, U256, wad_div_floor};
use crate::order::sort_by;
use alloc::vec::Vec;

/// Health factor of an account without debt.
const NO_DEBT: U256 = U256::MAX;

/// Returns what the spoke answers for a user now: values, health factor, risk premium.
///
/// ```text
/// C = Σ ⌊assets·price·1e18/unit⌋    W = Σ CF·C_i    D = Σ ⌈(drawn + ⌈premium⌉)·price·1e18/unit⌉    HF = ⌊⌊W·1e18/D⌋/1e4⌋
/// ```
/// with the collateral factors of the user's own configuration keys. The risk premium is the average collateral risk of the collateral
/// that covers the debt, the least risky first and of equal risk the most valuable, weighted by value.
///
/// Source: `aave/aave-v4` src/spoke/Spoke.sol at 8e6ea169.
///
/// # Errors
/// `overflow` and `division_by_zero` where the contract reverts; `refused` with `InvalidPrice` for a price of 0 that it reads;
/// `out_of_range`, `duplicate` for a state it cannot hold.
///
/// ```
/// use plimsoll::{I256, U256, exact::{RAY, WAD}, venue::aave_v4::*};
/// let config = AaveV4DynamicConfig { key: 1, collateral_factor_bps: 8_000, max_liquidation_bonus_bps: 10_500, liquidation_fee_bps: 1_000 };
/// let hub = |liquidity: u64, drawn: u64| AaveV4HubAsset {
///     liquidity: U256::new(liquidity), swept: U256::ZERO, added_shares: U256::new(liquidity + drawn), drawn_shares: U256::new(drawn),
///     premium_shares: U256::ZERO, premium_offset_ray: I256::ZERO, deficit_ray: U256::ZERO, realized_fees: U256::ZERO,
///     liquidity_fee_bps: 1_000, drawn_index: RAY, drawn_rate: U256::ZERO, elapsed_seconds: 0,
/// };
/// let eth = AaveV4Reserve {
///     asset: "ETH".into(), factor: Some("ETH".into()), decimals: 9, price: U256::new(200_000_000_000), collateral_risk_bps: 500,
///     paused: false, frozen: false, borrowable: true, latest_config: config.clone(), user_config: config,
///     hub: hub(100_000_000_000, 0), supplied_shares: U256::new(10_000_000_000), drawn_shares: U256::ZERO,
///     premium_shares: U256::ZERO, premium_offset_ray: I256::ZERO, using_as_collateral: true, borrowing: false,
/// };
/// let usdc = AaveV4Reserve {
///     asset: "USDC".into(), factor: None, decimals: 6, price: U256::new(100_000_000), supplied_shares: U256::ZERO,
///     drawn_shares: U256::new(10_000_000_000), using_as_collateral: false, borrowing: true,
///     hub: hub(50_000_000_000, 10_000_000_000), ..eth.clone()
/// };
/// let user = AaveV4User {
///     liquidation_config: AaveV4LiquidationConfig {
///         target_health_factor: WAD, health_factor_for_max_bonus: U256::new(800_000_000_000_000_000), liquidation_bonus_factor_bps: 5_000,
///     },
///     has_positive_risk_premium: false, reserves: vec![eth, usdc],
/// };
/// let data = aave_v4_account(&user)?;
/// assert_eq!((data.health_factor.to_string(), data.risk_premium_bps), ("1600000000000000000".into(), U256::new(500)));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn aave_v4_account(user: &AaveV4User) -> Result<AaveV4AccountData, RiskError> {
    check(user)?;
    let lines: Vec<Line> = user.reserves.iter().map(Line::new).collect::<Result<_, _>>()?;
    data(user, &lines)
}

/// Returns the user after a refresh of every key to the reserve's latest configuration (`updateUserDynamicConfig`): the spoke moves
/// the keys of all reserves that are collateral, and refuses where that makes the user liquidatable. The risk premium follows.
///
/// # Errors
/// `refused` with `HealthFactorBelowThreshold`; those of `aave_v4_account`.
///
/// ```
/// use plimsoll::{exact::WAD, U256, venue::aave_v4::*};
/// let empty = AaveV4User {
///     liquidation_config: AaveV4LiquidationConfig {
///         target_health_factor: WAD, health_factor_for_max_bonus: U256::ZERO, liquidation_bonus_factor_bps: 0,
///     },
///     has_positive_risk_premium: false, reserves: vec![],
/// };
/// assert_eq!(aave_v4_refreshed(&empty)?, empty);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn aave_v4_refreshed(user: &AaveV4User) -> Result<AaveV4User, RiskError> {
    check(user)?;
    super::actions::refreshed_and_notified(user)
}

/// Sums over the reserves.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    pub(super) collateral: U256,
    /// Value times basis points.
    pub(super) weighted: U256,
    pub(super) debt: U256,
}

impl Totals {
    pub(super) fn add_collateral(&mut self, value: U256, factor_bps: u16) -> Result<(), RiskError> {
        self.collateral = self.collateral.try_add(value, "total collateral")?;
        let weighted = value.try_mul(U256::new(u64::from(factor_bps)), "weighted collateral")?;
        self.weighted = self.weighted.try_add(weighted, "weighted collateral")?;
        Ok(())
    }

    pub(super) fn add_debt(&mut self, value: U256) -> Result<(), RiskError> {
        self.debt = self.debt.try_add(value, "total debt")?;
        Ok(())
    }

    pub(super) fn health_factor(&self) -> Result<U256, RiskError> {
        if self.debt.is_zero() {
            return Ok(NO_DEBT);
        }
        wad_div_floor(self.weighted, self.debt)?.try_div(BPS, "health factor")
    }

    fn avg_collateral_factor(&self) -> Result<U256, RiskError> {
        if self.collateral.is_zero() {
            return Ok(U256::ZERO);
        }
        wad_div_floor(self.weighted, self.collateral)?.try_div(BPS, "average collateral factor")
    }
}

pub(super) fn totals(user: &AaveV4User, lines: &[Line]) -> Result<Totals, RiskError> {
    let mut totals = Totals::default();
    for (reserve, line) in user.reserves.iter().zip(lines) {
        // The spoke asks its oracle about every reserve that is collateral or owed, whatever it counts for.
        if (reserve.using_as_collateral || reserve.borrowing) && reserve.price.is_zero() {
            return Err(RiskError::refused("InvalidPrice"));
        }
        if line.backs {
            totals.add_collateral(line.collateral_value, reserve.user_config.collateral_factor_bps)?;
        }
        totals.add_debt(line.debt_value)?;
    }
    Ok(totals)
}

pub(super) fn data(user: &AaveV4User, lines: &[Line]) -> Result<AaveV4AccountData, RiskError> {
    let totals = totals(user, lines)?;
    let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
    Ok(AaveV4AccountData {
        risk_premium_bps: risk_premium(user, lines, totals.debt)?,
        avg_collateral_factor: totals.avg_collateral_factor()?,
        health_factor: totals.health_factor()?,
        total_collateral_value: totals.collateral,
        total_debt_value: totals.debt,
        active_collateral_count: count(lines.iter().filter(|line| line.backs).count()),
        borrowed_count: count(user.reserves.iter().filter(|reserve| reserve.borrowing).count()),
    })
}

/// Average collateral risk of what covers the debt: by rising risk, then falling value.
fn risk_premium(user: &AaveV4User, lines: &[Line], debt: U256) -> Result<U256, RiskError> {
    let mut backing: Vec<(u32, U256)> = user
        .reserves
        .iter()
        .zip(lines)
        .filter(|(_, line)| line.backs)
        .map(|(reserve, line)| (reserve.collateral_risk_bps, line.collateral_value))
        .collect();
    sort_by(&mut backing, |(risk, value), (other_risk, other_value)| risk.cmp(other_risk).then(other_value.cmp(value)));
    let (mut left, mut weighted) = (debt, U256::ZERO);
    for (risk, value) in backing {
        let covered = value.min(left);
        weighted = weighted.try_add(covered.try_mul(U256::new(u64::from(risk)), "risk premium")?, "risk premium")?;
        left = left.try_sub(covered, "risk premium")?;
    }
    if left == debt { Ok(U256::ZERO) } else { weighted.try_div(debt.try_sub(left, "risk premium")?, "risk premium") }
}
