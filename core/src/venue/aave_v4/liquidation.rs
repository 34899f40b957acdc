//! A liquidation call at the spoke (`LiquidationLogic.sol` at 8e6ea169).

use super::account::data;
use super::actions::{notified, place_of, repaid};
use super::amounts::{AaveV4LiquidationAmounts, AaveV4LiquidationTerms, aave_v4_liquidation_amounts};
use super::boundary::is_liquidatable;
use super::check::check;
use super::hub::{ray_up, remove, report_deficit};
use super::position::{Line, VALUE_DECIMALS, collateral_value};
use super::premium::set_premium;
use super::state::{AaveV4AccountData, AaveV4Reserve, AaveV4User};
use crate::error::RiskError;
use crate::exact::{I256, RAY, U256};
use crate::venue::outcome::{AssetAmount, LiquidationCall, LiquidationOutcome};
use crate::venue::rules::Venue;
use alloc::vec::Vec;

/// One call per pair of collateral and debt, for as much as the spoke lets.
pub(super) fn calls(user: &AaveV4User) -> Result<Vec<LiquidationCall>, RiskError> {
    check(user)?;
    let lines: Vec<Line> = user.reserves.iter().map(Line::new).collect::<Result<_, _>>()?;
    if !is_liquidatable(data(user, &lines)?.health_factor) {
        return Ok(Vec::new());
    }
    let mut calls = Vec::new();
    for (collateral, _) in user.reserves.iter().zip(&lines).filter(|(_, line)| line.backs && !line.supplied.is_zero()) {
        for (debt, line) in user.reserves.iter().zip(&lines) {
            if debt.borrowing && !line.debt()?.is_zero() && !collateral.paused && !debt.paused {
                let (collateral, debt) = (collateral.asset.clone(), debt.asset.clone());
                calls.push(LiquidationCall { collateral, debt, repay: None, seize: None, receive_shares: false });
            }
        }
    }
    Ok(calls)
}

pub(super) fn liquidate(user: &AaveV4User, call: &LiquidationCall) -> Result<(AaveV4User, LiquidationOutcome), RiskError> {
    check(user)?;
    if call.seize.is_some() {
        return Err(RiskError::unsupported("a liquidation by `seize`", "pass the debt to cover as `repay`, or neither"));
    }
    let places = (place_of(user, &call.collateral)?, place_of(user, &call.debt)?);
    let lines: Vec<Line> = user.reserves.iter().map(Line::new).collect::<Result<_, _>>()?;
    let before = data(user, &lines)?;
    let step = Step { user, call, places, lines: &lines, before: &before };
    let amounts = step.validated()?;
    let (after, deficit) = step.settled(&amounts)?;
    let outcome = step.outcome(&amounts, &after, deficit)?;
    Ok((after, outcome))
}

/// One call on one user.
struct Step<'a> {
    user: &'a AaveV4User,
    call: &'a LiquidationCall,
    /// Of collateral and debt.
    places: (usize, usize),
    lines: &'a [Line],
    before: &'a AaveV4AccountData,
}

impl Step<'_> {
    fn at(&self, place: usize) -> Result<(&AaveV4Reserve, &Line), RiskError> {
        self.user.reserves.get(place).zip(self.lines.get(place)).ok_or_else(|| RiskError::unknown("asset", &self.call.collateral))
    }

    /// The validations in the contract's order, then the amounts.
    fn validated(&self) -> Result<AaveV4LiquidationAmounts, RiskError> {
        let (collateral, supply) = self.at(self.places.0)?;
        let (debt, owed) = self.at(self.places.1)?;
        let debt_to_cover = self.call.repay.unwrap_or(U256::MAX);
        let refusals = [
            (debt_to_cover.is_zero(), "InvalidDebtToCover"),
            (collateral.paused || debt.paused, "ReservePaused"),
            (supply.supplied.is_zero(), "ReserveNotSupplied"),
            (owed.debt()?.is_zero(), "ReserveNotBorrowed"),
            (!is_liquidatable(self.before.health_factor), "HealthFactorNotBelowThreshold"),
            (collateral.user_config.collateral_factor_bps == 0 || !collateral.using_as_collateral, "CollateralCannotBeLiquidated"),
            (self.call.receive_shares && collateral.frozen, "CannotReceiveShares"),
        ];
        if let Some((_, reason)) = refusals.iter().find(|(refused, _)| *refused) {
            return Err(RiskError::refused(reason));
        }
        aave_v4_liquidation_amounts(&AaveV4LiquidationTerms {
            liquidation: self.user.liquidation_config.clone(),
            config: collateral.user_config.clone(),
            debt_balance: owed.debt()?,
            collateral_balance: supply.supplied,
            debt_to_cover,
            total_debt_value: self.before.total_debt_value,
            health_factor: self.before.health_factor,
            debt_price: debt.price,
            debt_decimals: debt.decimals,
            collateral_price: collateral.price,
            collateral_decimals: collateral.decimals,
        })
    }

    /// The user afterwards, and the debt that nobody repays, per reserve.
    fn settled(&self, amounts: &AaveV4LiquidationAmounts) -> Result<(AaveV4User, Vec<AssetAmount>), RiskError> {
        let mut after = super::actions::changed(self.user, self.places.0, |reserve| self.seized(reserve, amounts))?;
        after = super::actions::changed(&after, self.places.1, |reserve| {
            let premium_ray = Line::new(reserve)?.premium_ray.min(amounts.debt_to_liquidate.try_mul(RAY, AMOUNTS)?);
            repaid(reserve, amounts.debt_to_liquidate.try_sub(ray_up(premium_ray)?, AMOUNTS)?, premium_ray)
        })?;
        let empty = |place: usize, of: fn(&AaveV4Reserve) -> U256| after.reserves.get(place).is_some_and(|one| of(one).is_zero());
        let no_collateral = empty(self.places.0, |one| one.supplied_shares) && self.before.active_collateral_count <= 1;
        let debt_left = !empty(self.places.1, |one| one.drawn_shares) || self.before.borrowed_count > 1;
        if !(no_collateral && debt_left) {
            let premium = super::account::aave_v4_account(&after)?.risk_premium_bps;
            return Ok((notified(&after, premium)?, Vec::new()));
        }
        let mut deficit = Vec::new();
        for reserve in after.reserves.iter_mut().filter(|reserve| reserve.borrowing) {
            let line = Line::new(reserve)?;
            deficit.push(AssetAmount { asset: reserve.asset.clone(), amount: line.debt()? });
            *reserve = written_off(reserve, &line)?;
        }
        Ok((notified(&after, U256::ZERO)?, deficit))
    }

    /// The liquidator's part leaves the hub, or stays as shares of the liquidator; the fee's shares stay with the fee receiver.
    fn seized(&self, reserve: &AaveV4Reserve, amounts: &AaveV4LiquidationAmounts) -> Result<AaveV4Reserve, RiskError> {
        let shares = Line::new(reserve)?.hub.shares_up(amounts.collateral_to_liquidate)?;
        let supplied_shares = reserve.supplied_shares.try_sub(shares, "supplied shares")?;
        let hub = if self.call.receive_shares || amounts.collateral_to_liquidator.is_zero() {
            reserve.hub.clone()
        } else {
            remove(&reserve.hub, amounts.collateral_to_liquidator)?.0
        };
        Ok(AaveV4Reserve { hub, supplied_shares, ..reserve.clone() })
    }

    fn outcome(
        &self,
        amounts: &AaveV4LiquidationAmounts,
        after: &AaveV4User,
        deficit: Vec<AssetAmount>,
    ) -> Result<LiquidationOutcome, RiskError> {
        let (collateral, supply) = self.at(self.places.0)?;
        let (debt, owed) = self.at(self.places.1)?;
        let of = |reserve: &AaveV4Reserve, amount: U256| -> Vec<AssetAmount> {
            if amount.is_zero() { Vec::new() } else { Vec::from([AssetAmount { asset: reserve.asset.clone(), amount }]) }
        };
        let mut deficit_value = U256::ZERO;
        for one in &deficit {
            let (reserve, line) = self.at(place_of(self.user, &one.asset)?)?;
            deficit_value = deficit_value.try_add(collateral_value(one.amount, reserve.price, line.unit)?, "deficit")?;
        }
        let seized_value = collateral_value(amounts.collateral_to_liquidate, collateral.price, supply.unit)?;
        let repaid_value = collateral_value(amounts.debt_to_liquidate, debt.price, owed.unit)?;
        let fee = amounts.collateral_to_liquidate.try_sub(amounts.collateral_to_liquidator, "fee")?;
        let (was, is) = (self.user.health()?.health_factor, after.health()?.health_factor);
        Ok(LiquidationOutcome {
            repaid: of(debt, amounts.debt_to_liquidate),
            seized: of(collateral, amounts.collateral_to_liquidate),
            received: of(collateral, amounts.collateral_to_liquidator),
            fee: of(collateral, fee),
            deficit,
            surplus: Vec::new(),
            repaid_value,
            seized_value,
            received_value: collateral_value(amounts.collateral_to_liquidator, collateral.price, supply.unit)?,
            deficit_value,
            borrower_loss_value: I256::from(seized_value).try_sub(repaid_value.into(), "loss")?.try_sub(deficit_value.into(), "loss")?,
            value_decimals: VALUE_DECIMALS,
            health_before: was,
            health_after: is,
            lowers_health: is.zip(was).is_some_and(|(is, was)| is < was),
        })
    }
}

/// A debt that nobody will repay: the hub keeps it as its deficit.
fn written_off(reserve: &AaveV4Reserve, line: &Line) -> Result<AaveV4Reserve, RiskError> {
    let reserve = set_premium(reserve, U256::ZERO, line.premium_ray)?;
    let (hub, shares) = report_deficit(&reserve.hub, line.drawn, line.premium_ray)?;
    let drawn_shares = reserve.drawn_shares.try_sub(shares, "drawn shares")?;
    Ok(AaveV4Reserve { hub, drawn_shares, borrowing: false, ..reserve })
}

const AMOUNTS: &str = "liquidation amounts";
