//! A position as one venue among others.

use super::boundary::boundaries;
use super::state::GmxV2Position;
use super::terms::Terms;
use super::{liquidation, trading, view};
use crate::account::{Account, Boundary};
use crate::error::RiskError;
use crate::exact::{I256, U256, WAD, mul_div_floor};
use crate::venue::action::Action;
use crate::venue::outcome::{LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
use crate::venue::rules::{Venue, check_names, price_of};
use alloc::vec::Vec;

/// Backing over what is required, 18 decimals, rounded down; 0 below 0, absent when nothing is required.
pub(super) fn factor(terms: &Terms) -> Result<Option<U256>, RiskError> {
    if terms.required.is_zero() {
        return Ok(None);
    }
    Ok(Some(match terms.remaining.unsigned() {
        Some(remaining) => mul_div_floor(remaining, WAD, terms.required).unwrap_or(U256::MAX),
        None => U256::ZERO,
    }))
}

/// Values are dollars with 30 decimals; a price is the oracle's lower answer, its spread held. `backing` is the collateral that
/// would remain after closing, `required` the larger of the two minimums: below it, or at nothing, is liquidatable.
impl Venue for GmxV2Position {
    fn health(&self) -> Result<PositionHealth, RiskError> {
        self.check()?;
        if self.is_closed() {
            let (zero, none) = (I256::ZERO, U256::ZERO);
            return Ok(PositionHealth {
                liquidatable: false,
                health_factor: None,
                backing: zero,
                required: none,
                equity: zero,
                value_decimals: 30,
            });
        }
        let terms = Terms::new(self)?;
        let accrued = terms.borrowing_fee.try_add(terms.funding_fee, "equity")?.try_mul(terms.collateral.min, "equity")?;
        Ok(PositionHealth {
            liquidatable: terms.liquidatable(),
            health_factor: factor(&terms)?,
            backing: terms.remaining,
            required: terms.required,
            equity: terms.collateral_usd.try_add(terms.pnl, "equity")?.try_sub(accrued.into(), "equity")?,
            value_decimals: 30,
        })
    }

    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        self.check()?;
        let price = |token: &super::state::GmxV2Token| PositionPrice {
            asset: token.asset.clone(),
            price: token.price,
            decimals: 30 - token.decimals.min(30),
            factor: token.factor.clone(),
        };
        Ok(self.tokens.iter().map(price).collect())
    }

    fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
        check_names(self.tokens.iter().map(|token| &token.asset), prices.iter().map(|(name, _)| *name))?;
        let mut position = self.clone();
        for token in &mut position.tokens {
            token.price = price_of(prices, &token.asset).copied().unwrap_or(token.price);
        }
        Ok(position)
    }

    fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
        self.check()?;
        if self.is_closed() { Ok(Vec::new()) } else { boundaries(self) }
    }

    fn later(&self, seconds: u32) -> Result<Self, RiskError> {
        self.check()?;
        let after = |now: U256, rise: U256| -> Result<U256, RiskError> {
            now.try_add(rise.try_mul(U256::new(u64::from(seconds)), "later")?, "later")
        };
        Ok(Self {
            cumulative_borrowing_factor: after(self.cumulative_borrowing_factor, self.borrowing_factor_per_second)?,
            latest_funding_fee_amount_per_size: after(
                self.latest_funding_fee_amount_per_size,
                self.funding_fee_amount_per_size_per_second,
            )?,
            ..self.clone()
        })
    }

    fn account(&self) -> Result<Account, RiskError> {
        self.check()?;
        view::account(self)
    }

    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        trading::apply(self, action)
    }

    fn liquidation_calls(&self) -> Result<Vec<LiquidationCall>, RiskError> {
        if !self.health()?.liquidatable {
            return Ok(Vec::new());
        }
        let (collateral, debt) = (self.collateral.clone(), self.index.clone());
        Ok(alloc::vec![LiquidationCall { collateral, debt, repay: None, seize: None, receive_shares: false }])
    }

    fn liquidate(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
        self.check()?;
        if call.repay.is_some() || call.seize.is_some() {
            return Err(RiskError::unsupported(
                "a liquidation in part",
                "leave `repay` and `seize` out: a liquidation order closes the whole position",
            ));
        }
        liquidation::liquidate(self)
    }
}
