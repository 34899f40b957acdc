//! A user as one venue among others.

use super::boundary::boundaries;
use super::margin::Totals;
use super::state::DriftUser;
use super::{actions, liquidation, view};
use crate::account::{Account, Boundary};
use crate::error::RiskError;
use crate::exact::{U256, WAD, mul_div_floor};
use crate::venue::action::Action;
use crate::venue::outcome::{LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
use crate::venue::rules::{Venue, check_names, price_of};
use alloc::vec::Vec;

/// Values are dollars with 6 decimals. `backing` is the total collateral, `required` the maintenance margin requirement, both with
/// the buffer once a liquidation has begun; equality is safe. Balances and funding are those after an update of every market now.
impl Venue for DriftUser {
    fn health(&self) -> Result<PositionHealth, RiskError> {
        self.check()?;
        let user = self.now()?;
        let totals = Totals::of(&user, None)?;
        let (backing, required) = totals.sides(self)?;
        let factor = match backing.unsigned() {
            Some(held) if !required.is_zero() => Some(mul_div_floor(held, WAD, required)?),
            None if !required.is_zero() => Some(U256::ZERO),
            _ => None,
        };
        Ok(PositionHealth {
            liquidatable: totals.liquidatable(self)?,
            health_factor: factor,
            backing,
            required,
            equity: totals.equity,
            value_decimals: 6,
        })
    }

    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        self.check()?;
        let spots = self.spots.iter().map(|spot| (&spot.asset, spot.price, &spot.factor));
        let perps = self.perps.iter().map(|perp| (&perp.asset, perp.price, &perp.factor));
        Ok(spots
            .chain(perps)
            .map(|(asset, price, factor)| PositionPrice { asset: asset.clone(), price, decimals: 6, factor: factor.clone() })
            .collect())
    }

    fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
        check_names(self.assets(), prices.iter().map(|(name, _)| *name))?;
        let mut user = self.clone();
        for spot in &mut user.spots {
            spot.price = price_of(prices, &spot.asset).copied().unwrap_or(spot.price);
        }
        for perp in &mut user.perps {
            perp.price = price_of(prices, &perp.asset).copied().unwrap_or(perp.price);
        }
        Ok(user)
    }

    fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
        self.check()?;
        boundaries(&self.now()?)
    }

    fn later(&self, seconds: u32) -> Result<Self, RiskError> {
        self.check()?;
        self.after(seconds)
    }

    fn account(&self) -> Result<Account, RiskError> {
        self.check()?;
        view::account(&self.now()?)
    }

    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        actions::apply(self, action)
    }

    fn liquidation_calls(&self) -> Result<Vec<LiquidationCall>, RiskError> {
        self.check()?;
        liquidation::calls(self)
    }

    fn liquidate(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
        liquidation::liquidate(self, call)
    }
}
