//! What a user can do at the spoke, with its validations and their names. A refused action changes nothing.

use super::account::{aave_v4_account, data};
use super::boundary::is_liquidatable;
use super::check::check;
use super::hub::{add, amount, draw, ray_up, remove, restore};
use super::position::Line;
use super::premium::set_premium;
use super::state::{AaveV4AccountData, AaveV4Reserve, AaveV4User};
use crate::error::RiskError;
use crate::exact::{RAY, U256};
use crate::venue::action::Action;
use alloc::vec::Vec;

pub(super) fn apply(user: &AaveV4User, action: &Action) -> Result<AaveV4User, RiskError> {
    check(user)?;
    match action {
        Action::Supply { asset, amount } => supply(user, place_of(user, asset)?, *amount),
        Action::Withdraw { asset, amount } => withdraw(user, place_of(user, asset)?, *amount),
        Action::Borrow { asset, amount } => borrow(user, place_of(user, asset)?, *amount),
        Action::Repay { asset, amount } => repay(user, place_of(user, asset)?, *amount),
        Action::UseAsCollateral { asset, enabled } => use_as_collateral(user, place_of(user, asset)?, *enabled),
        _ => Err(RiskError::unsupported("this action", "a spoke has supply, withdraw, borrow, repay and useAsCollateral")),
    }
}

pub(super) fn place_of(user: &AaveV4User, asset: &str) -> Result<usize, RiskError> {
    user.reserves.iter().position(|reserve| reserve.asset == asset).ok_or_else(|| RiskError::unknown("asset", asset))
}

/// A copy with one reserve changed.
pub(super) fn changed(
    user: &AaveV4User,
    place: usize,
    change: impl FnOnce(&AaveV4Reserve) -> Result<AaveV4Reserve, RiskError>,
) -> Result<AaveV4User, RiskError> {
    let mut after = user.clone();
    if let Some(reserve) = after.reserves.get_mut(place) {
        *reserve = change(reserve)?;
    }
    Ok(after)
}

fn not_paused(reserve: &AaveV4Reserve) -> Result<(), RiskError> {
    if reserve.paused { Err(RiskError::refused("ReservePaused")) } else { Ok(()) }
}

fn not_frozen(reserve: &AaveV4Reserve) -> Result<(), RiskError> {
    if reserve.frozen { Err(RiskError::refused("ReserveFrozen")) } else { Ok(()) }
}

fn supply(user: &AaveV4User, place: usize, assets: U256) -> Result<AaveV4User, RiskError> {
    changed(user, place, |reserve| {
        not_paused(reserve)?;
        not_frozen(reserve)?;
        let (hub, shares) = add(&reserve.hub, assets)?;
        let supplied_shares = amount(reserve.supplied_shares.try_add(shares, "supplied shares")?)?;
        Ok(AaveV4Reserve { hub, supplied_shares, ..reserve.clone() })
    })
}

/// More than the supply withdraws all of it.
fn withdraw(user: &AaveV4User, place: usize, assets: U256) -> Result<AaveV4User, RiskError> {
    let after = changed(user, place, |reserve| {
        not_paused(reserve)?;
        let held = Line::new(reserve)?.supplied;
        let (hub, shares) = remove(&reserve.hub, assets.min(held))?;
        let supplied_shares = reserve.supplied_shares.try_sub(shares, "supplied shares")?;
        Ok(AaveV4Reserve { hub, supplied_shares, ..reserve.clone() })
    })?;
    let backs = after.reserves.get(place).is_some_and(|reserve| reserve.using_as_collateral);
    if backs { refreshed_and_notified(&after) } else { Ok(after) }
}

fn borrow(user: &AaveV4User, place: usize, assets: U256) -> Result<AaveV4User, RiskError> {
    let after = changed(user, place, |reserve| {
        not_paused(reserve)?;
        not_frozen(reserve)?;
        if !reserve.borrowable {
            return Err(RiskError::refused("ReserveNotBorrowable"));
        }
        let (hub, shares) = draw(&reserve.hub, assets)?;
        let drawn_shares = amount(reserve.drawn_shares.try_add(shares, "drawn shares")?)?;
        Ok(AaveV4Reserve { hub, drawn_shares, borrowing: true, ..reserve.clone() })
    })?;
    check(&after)?;
    refreshed_and_notified(&after)
}

/// The premium is paid first; more than the debt repays all of it.
fn repay(user: &AaveV4User, place: usize, assets: U256) -> Result<AaveV4User, RiskError> {
    let after = changed(user, place, |reserve| {
        not_paused(reserve)?;
        let line = Line::new(reserve)?;
        let premium = ray_up(line.premium_ray)?;
        let (drawn, premium_ray) = if assets >= line.debt()? {
            (line.drawn, line.premium_ray)
        } else if assets < premium {
            (U256::ZERO, assets.try_mul(RAY, "premium debt")?)
        } else {
            (assets.try_sub(premium, "drawn debt")?, line.premium_ray)
        };
        repaid(reserve, drawn, premium_ray)
    })?;
    let premium = aave_v4_account(&after)?.risk_premium_bps;
    notified(&after, premium)
}

/// One reserve after drawn debt and premium are restored; its premium shares are 0 until the next notice.
pub(super) fn repaid(reserve: &AaveV4Reserve, drawn: U256, premium_ray: U256) -> Result<AaveV4Reserve, RiskError> {
    let reserve = set_premium(reserve, U256::ZERO, premium_ray)?;
    let (hub, shares) = restore(&reserve.hub, drawn, premium_ray)?;
    let drawn_shares = reserve.drawn_shares.try_sub(shares, "drawn shares")?;
    Ok(AaveV4Reserve { hub, drawn_shares, borrowing: reserve.borrowing && !drawn_shares.is_zero(), ..reserve })
}

/// Switching on refreshes this reserve's key alone; switching off refreshes all and needs health.
fn use_as_collateral(user: &AaveV4User, place: usize, enabled: bool) -> Result<AaveV4User, RiskError> {
    let already = user.reserves.get(place).is_some_and(|reserve| reserve.using_as_collateral == enabled);
    let after = changed(user, place, |reserve| {
        not_paused(reserve)?;
        if enabled {
            not_frozen(reserve)?;
        }
        if already {
            return Ok(reserve.clone());
        }
        let user_config = if enabled { reserve.latest_config.clone() } else { reserve.user_config.clone() };
        Ok(AaveV4Reserve { using_as_collateral: enabled, user_config, ..reserve.clone() })
    })?;
    if already || enabled { Ok(after) } else { refreshed_and_notified(&after) }
}

/// Every collateral's key is moved to the latest, the health factor checked, and the risk premium set.
pub(super) fn refreshed_and_notified(user: &AaveV4User) -> Result<AaveV4User, RiskError> {
    let mut after = user.clone();
    for reserve in after.reserves.iter_mut().filter(|reserve| reserve.using_as_collateral) {
        reserve.user_config = reserve.latest_config.clone();
    }
    let data = account_of(&after)?;
    if is_liquidatable(data.health_factor) {
        return Err(RiskError::refused("HealthFactorBelowThreshold"));
    }
    notified(&after, data.risk_premium_bps)
}

fn account_of(user: &AaveV4User) -> Result<AaveV4AccountData, RiskError> {
    let lines: Vec<Line> = user.reserves.iter().map(Line::new).collect::<Result<_, _>>()?;
    data(user, &lines)
}

/// Every debt's premium shares follow a new risk premium (`_notifyRiskPremiumUpdate`).
pub(super) fn notified(user: &AaveV4User, risk_premium_bps: U256) -> Result<AaveV4User, RiskError> {
    if risk_premium_bps.is_zero() && !user.has_positive_risk_premium {
        return Ok(user.clone());
    }
    let mut after = AaveV4User { has_positive_risk_premium: !risk_premium_bps.is_zero(), ..user.clone() };
    for reserve in after.reserves.iter_mut().filter(|reserve| reserve.borrowing) {
        *reserve = set_premium(reserve, risk_premium_bps, U256::ZERO)?;
    }
    Ok(after)
}
