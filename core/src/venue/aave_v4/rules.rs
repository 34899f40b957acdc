//! Aave v4 as one venue among others.

use super::account::{data, totals};
use super::boundary::{boundaries, is_liquidatable};
use super::check::check;
use super::position::{Line, PRICE_DECIMALS, VALUE_DECIMALS};
use super::state::{AaveV4Reserve, AaveV4User};
use crate::account::{Account, Boundary, Leg, LegSide};
use crate::error::RiskError;
use crate::exact::{BPS, I256, U256};
use crate::units;
use crate::venue::action::Action;
use crate::venue::elapsed;
use crate::venue::outcome::{LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
use crate::venue::rules::{Venue, check_names, price_of};
use alloc::vec::Vec;

const RAY_DECIMALS: u8 = 27;

impl Venue for AaveV4User {
    fn health(&self) -> Result<PositionHealth, RiskError> {
        check(self)?;
        let lines: Vec<Line> = self.reserves.iter().map(Line::new).collect::<Result<_, _>>()?;
        // The whole account data: where its risk premium overflows, the contract reverts as well.
        let data = data(self, &lines)?;
        let weighted = totals(self, &lines)?.weighted;
        Ok(PositionHealth {
            liquidatable: is_liquidatable(data.health_factor),
            health_factor: (!data.total_debt_value.is_zero()).then_some(data.health_factor),
            backing: weighted.try_div(BPS, "backing")?.into(),
            required: data.total_debt_value,
            equity: I256::from(data.total_collateral_value).try_sub(data.total_debt_value.into(), "equity")?,
            value_decimals: VALUE_DECIMALS,
        })
    }

    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        check(self)?;
        let price = |reserve: &AaveV4Reserve| PositionPrice {
            asset: reserve.asset.clone(),
            price: reserve.price,
            decimals: PRICE_DECIMALS,
            factor: reserve.factor.clone(),
        };
        Ok(self.reserves.iter().map(price).collect())
    }

    fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
        check_names(self.reserves.iter().map(|reserve| &reserve.asset), prices.iter().map(|(name, _)| *name))?;
        let mut user = self.clone();
        for reserve in &mut user.reserves {
            reserve.price = price_of(prices, &reserve.asset).copied().unwrap_or(reserve.price);
        }
        Ok(user)
    }

    fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
        boundaries(self)
    }

    fn later(&self, seconds: u32) -> Result<Self, RiskError> {
        let mut user = self.clone();
        for reserve in &mut user.reserves {
            reserve.hub.elapsed_seconds = elapsed(reserve.hub.elapsed_seconds, seconds)?;
        }
        Ok(user)
    }

    fn account(&self) -> Result<Account, RiskError> {
        let liquidatable = Some(self.health()?.liquidatable);
        let mut legs = Vec::new();
        for reserve in &self.reserves {
            let line = Line::new(reserve)?;
            if line.backs && !line.supplied.is_zero() {
                let threshold = units::to_f64(U256::new(u64::from(reserve.user_config.collateral_factor_bps)), 4);
                let interest_annual = supply_rate(reserve, &line);
                legs.push(Leg { threshold, ltv: threshold, interest_annual, ..leg(reserve, LegSide::Collateral, line.supplied) });
            }
            if reserve.borrowing && !line.debt()?.is_zero() {
                let interest_annual = debt_rate(reserve, &line, line.debt()?);
                legs.push(Leg { interest_annual, ..leg(reserve, LegSide::Debt, line.debt()?) });
            }
        }
        Ok(Account { legs, liquidatable })
    }

    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        super::actions::apply(self, action)
    }

    fn takes_at_most(&self, asset: &str) -> Result<Option<U256>, RiskError> {
        let place = super::actions::place_of(self, asset)?;
        self.reserves.get(place).map(|reserve| Ok(Line::new(reserve)?.supplied)).transpose()
    }

    fn liquidation_calls(&self) -> Result<Vec<LiquidationCall>, RiskError> {
        super::liquidation::calls(self)
    }

    fn liquidate(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
        super::liquidation::liquidate(self, call)
    }
}

/// A leg with the weights of a debt.
fn leg(reserve: &AaveV4Reserve, side: LegSide, amount: U256) -> Leg {
    Leg {
        asset: reserve.asset.clone(),
        side,
        amount: units::to_f64(amount, reserve.decimals),
        price: units::to_f64(reserve.price, PRICE_DECIMALS),
        threshold: 1.0,
        ltv: 0.0,
        factor: reserve.factor.clone(),
        interest_annual: 0.0,
    }
}

/// Drawn and premium shares grow with the index, paid on the whole debt.
fn debt_rate(reserve: &AaveV4Reserve, line: &Line, debt: U256) -> f64 {
    let growing = (reserve.drawn_shares.to_f64() + reserve.premium_shares.to_f64()) * units::to_f64(line.hub.drawn_index, RAY_DECIMALS);
    units::to_f64(reserve.hub.drawn_rate, RAY_DECIMALS) * growing / debt.to_f64()
}

/// What borrowers pay less the protocol's share, over what suppliers hold.
fn supply_rate(reserve: &AaveV4Reserve, line: &Line) -> f64 {
    let hub = &reserve.hub;
    let growing = (hub.drawn_shares.to_f64() + hub.premium_shares.to_f64()) * units::to_f64(line.hub.drawn_index, RAY_DECIMALS);
    let kept = 1.0 - units::to_f64(U256::new(u64::from(hub.liquidity_fee_bps)), 4);
    let total = line.hub.total_assets().to_f64();
    if total > 0.0 { units::to_f64(hub.drawn_rate, RAY_DECIMALS) * growing * kept / total } else { 0.0 }
}
