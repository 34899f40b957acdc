//! A loan as one venue among others.

use super::boundary::boundaries;
use super::check::check;
use super::health::Book;
use super::state::LlammaLoan;
use super::view;
use crate::account::{Account, Boundary};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::venue::action::Action;
use crate::venue::elapsed;
use crate::venue::outcome::{LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
use crate::venue::rules::{Venue, check_names, price_of};
use alloc::vec::Vec;

/// Values are in units of the borrowed token. `health_factor` is 1 plus the controller's full health; below 1 is liquidatable,
/// equality is safe. A price, also a boundary, is the AMM's: after a jump of its oracle `later` shows what the rest of it does.
impl Venue for LlammaLoan {
    fn health(&self) -> Result<PositionHealth, RiskError> {
        check(self)?;
        let book = Book::new(self, self.user_liquidation_discount)?;
        let price = self.seen()?;
        let owned = book.collateral_value(book.collateral, price)?.try_add(book.borrowed, "equity")?;
        let factor = if book.debt.is_zero() { None } else { Some(book.factor(price, true)?) };
        Ok(PositionHealth {
            liquidatable: book.liquidatable(price)?,
            health_factor: factor,
            backing: book.backing(price)?.into(),
            required: book.debt,
            equity: I256::from(owned).try_sub(book.debt.into(), "equity")?,
            value_decimals: self.borrowed_decimals,
        })
    }

    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        check(self)?;
        Ok(alloc::vec![PositionPrice { asset: self.collateral.clone(), price: self.seen()?, decimals: 18, factor: self.factor.clone() }])
    }

    fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
        check_names(core::iter::once(&self.collateral), prices.iter().map(|(name, _)| *name))?;
        Ok(price_of(prices, &self.collateral).map_or_else(|| self.clone(), |price| self.at_rest(*price)))
    }

    fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
        self.health()?;
        let book = Book::new(self, self.user_liquidation_discount)?;
        boundaries(&book, self.seen()?, &self.collateral)
    }

    fn later(&self, seconds: u32) -> Result<Self, RiskError> {
        check(self)?;
        let elapsed_seconds = elapsed(self.elapsed_seconds, seconds)?;
        let mut loan = Self { elapsed_seconds, ..self.clone() };
        if let Some(oracle) = &mut loan.oracle {
            oracle.elapsed_seconds = elapsed(oracle.elapsed_seconds, seconds)?;
        }
        Ok(loan)
    }

    fn account(&self) -> Result<Account, RiskError> {
        view::account(self)
    }

    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        self.step(action)
    }

    fn liquidation_calls(&self) -> Result<Vec<LiquidationCall>, RiskError> {
        if !self.health()?.liquidatable {
            return Ok(Vec::new());
        }
        Ok(alloc::vec![LiquidationCall {
            collateral: self.collateral.clone(),
            debt: self.borrowed.clone(),
            repay: None,
            seize: None,
            receive_shares: false,
        }])
    }

    fn liquidate(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
        check(self)?;
        self.answer(call)
    }
}
