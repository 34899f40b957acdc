//! dYdX v4 as one venue among others.

use super::account::Sums;
use super::check::check;
use super::quantums::QUOTE_DECIMALS;
use super::state::DydxV4Subaccount;
use super::{actions, boundary, funding, liquidation, view};
use crate::account::{Account, Boundary};
use crate::error::RiskError;
use crate::exact::{U256, WAD, mul_div_floor};
use crate::venue::action::Action;
use crate::venue::outcome::{LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
use crate::venue::rules::{Venue, check_names, price_of};
use alloc::vec::Vec;

impl Venue for DydxV4Subaccount {
    /// Net collateral over maintenance margin; 2^256 − 1 where that does not fit.
    fn health(&self) -> Result<PositionHealth, RiskError> {
        check(self)?;
        let sums = Sums::of(self)?;
        let (net_collateral, maintenance_margin) = sums.narrow()?;
        Ok(PositionHealth {
            liquidatable: sums.is_liquidatable(),
            health_factor: health_factor(self)?,
            backing: net_collateral,
            required: maintenance_margin,
            equity: net_collateral,
            value_decimals: QUOTE_DECIMALS,
        })
    }

    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        check(self)?;
        let markets = self.positions.iter().map(|position| &position.market);
        Ok(markets
            .map(|market| PositionPrice {
                asset: market.asset.clone(),
                price: market.price,
                decimals: view::decimals(market.price_exponent),
                factor: market.factor.clone(),
            })
            .collect())
    }

    /// Open interest in base quantums stays, so that its value, and the initial margin with it, moves with the price.
    fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
        check_names(self.positions.iter().map(|position| &position.market.asset), prices.iter().map(|(name, _)| *name))?;
        let mut moved = self.clone();
        for position in &mut moved.positions {
            position.market.price = price_of(prices, &position.market.asset).copied().unwrap_or(position.market.price);
        }
        Ok(moved)
    }

    fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
        boundary::boundaries(self)
    }

    /// The funding indices move at each full hour of the chain, by the expected rate at the price of now.
    fn later(&self, seconds: u32) -> Result<Self, RiskError> {
        funding::later(self, seconds)
    }

    fn account(&self) -> Result<Account, RiskError> {
        view::account(self)
    }

    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        actions::apply(self, action)
    }

    /// One per position that can be closed; the chain chooses among them by chance.
    fn liquidation_calls(&self) -> Result<Vec<LiquidationCall>, RiskError> {
        if !self.health()?.liquidatable {
            return Ok(Vec::new());
        }
        let open = self.positions.iter().filter(|position| !position.quantums.is_zero());
        let calls = open.map(|position| LiquidationCall {
            collateral: position.market.asset.clone(),
            debt: super::check::QUOTE.into(),
            repay: None,
            seize: None,
            receive_shares: false,
        });
        Ok(calls.filter(|call| liquidation::liquidate(self, call).is_ok()).collect())
    }

    /// `seize` is the size to close in base quantums, long or short. A long gives its size for USDC, a short USDC for its size. The
    /// insurance fund's part is the fee; what it adds where the price is beyond bankruptcy is the deficit.
    fn liquidate(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
        liquidation::liquidate(self, call)
    }
}

/// Net collateral over maintenance margin, 18 decimals, 0 below; nothing without a margin.
pub(super) fn health_factor(subaccount: &DydxV4Subaccount) -> Result<Option<U256>, RiskError> {
    let (net_collateral, maintenance_margin) = Sums::of(subaccount)?.narrow()?;
    if maintenance_margin.is_zero() {
        return Ok(None);
    }
    let held = net_collateral.unsigned().unwrap_or(U256::ZERO);
    Ok(Some(mul_div_floor(held, WAD, maintenance_margin).unwrap_or(U256::MAX)))
}
