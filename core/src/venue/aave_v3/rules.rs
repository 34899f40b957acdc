//! Aave v3 as one venue among others.

use super::account::aave_v3_account;
use super::actions;
use super::boundary::aave_v3_boundaries;
use super::liquidation;
use super::state::AaveV3User;
use super::view::{PRICE_DECIMALS, aave_v3_view};
use crate::account::{Account, Boundary};
use crate::error::RiskError;
use crate::exact::{I256, U256, bps_mul_floor};
use crate::venue::action::Action;
use crate::venue::elapsed;
use crate::venue::outcome::{LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
use crate::venue::rules::{Venue, check_names, price_of};
use alloc::vec::Vec;

impl Venue for AaveV3User {
    fn health(&self) -> Result<PositionHealth, RiskError> {
        let data = aave_v3_account(self)?;
        let backing = bps_mul_floor(data.total_collateral_base, data.current_liquidation_threshold_bps)?;
        Ok(PositionHealth {
            liquidatable: data.liquidatable,
            health_factor: (!data.total_debt_base.is_zero()).then_some(data.health_factor),
            backing: backing.into(),
            required: data.total_debt_base,
            equity: I256::from(data.total_collateral_base).try_sub(data.total_debt_base.into(), "equity")?,
            value_decimals: PRICE_DECIMALS,
        })
    }

    fn liquidatable(&self) -> Result<bool, RiskError> {
        super::verdict::liquidatable(self)
    }

    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        Ok(self
            .reserves
            .iter()
            .map(|reserve| PositionPrice {
                asset: reserve.asset.clone(),
                price: reserve.price,
                decimals: PRICE_DECIMALS,
                factor: reserve.factor.clone(),
            })
            .collect())
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
        let found = aave_v3_boundaries(self)?;
        let name = |id: u8| self.reserves.iter().find(|reserve| reserve.id == id).map(|reserve| reserve.asset.clone());
        Ok(found
            .into_iter()
            .filter_map(|one| Some(Boundary { asset: name(one.reserve_id)?, side: one.side, boundary: one.boundary }))
            .collect())
    }

    fn later(&self, seconds: u32) -> Result<Self, RiskError> {
        let mut user = self.clone();
        for reserve in &mut user.reserves {
            reserve.elapsed_seconds = elapsed(reserve.elapsed_seconds, seconds)?;
        }
        Ok(user)
    }

    fn account(&self) -> Result<Account, RiskError> {
        aave_v3_view(self)
    }

    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        actions::apply(self, action)
    }

    fn liquidation_calls(&self) -> Result<Vec<LiquidationCall>, RiskError> {
        liquidation::liquidation_calls(self)
    }

    fn liquidate(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
        liquidation::liquidate(self, call)
    }
}
