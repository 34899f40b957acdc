//! Compound III as one venue among others.

use super::absorb::CompoundV3Absorption;
use super::check::check;
use super::collateral::{BAD_PRICE, Check};
use super::state::CompoundV3Position;
use super::view::{PRICE_DECIMALS, account_of};
use crate::account::{Account, Boundary};
use crate::error::{RiskError, RiskErrorKind};
use crate::exact::{I256, U256, WAD, mul_div_floor, narrow_mul_div_floor};
use crate::venue::action::Action;
use crate::venue::elapsed;
use crate::venue::outcome::{AssetAmount, LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
use crate::venue::rules::{Venue, check_names, price_of};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

impl Venue for CompoundV3Position {
    /// The verdict of an absorption now: interest is accrued first, as `absorb` does. Backing counts every collateral, also those that
    /// the contract no longer reads; a value of those beyond 256 bits is given as 2^256 − 1.
    fn health(&self) -> Result<PositionHealth, RiskError> {
        check(self)?;
        self.accrued().and_then(|now| now.standing()).map_err(as_overflow)
    }

    /// The base asset first.
    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        check(self)?;
        let market = &self.market;
        let base = (&market.base_asset, market.base_price, &market.base_factor);
        let all = core::iter::once(base).chain(self.collaterals.iter().map(|one| (&one.asset, one.price, &one.factor)));
        Ok(all
            .map(|(asset, price, factor)| PositionPrice { asset: asset.clone(), price, decimals: PRICE_DECIMALS, factor: factor.clone() })
            .collect())
    }

    fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
        let known = core::iter::once(&self.market.base_asset).chain(self.collaterals.iter().map(|one| &one.asset));
        check_names(known, prices.iter().map(|(name, _)| *name))?;
        let mut position = self.clone();
        position.market.base_price = price_of(prices, &self.market.base_asset).copied().unwrap_or(self.market.base_price);
        for collateral in &mut position.collaterals {
            collateral.price = price_of(prices, &collateral.asset).copied().unwrap_or(collateral.price);
        }
        Ok(position)
    }

    /// Every collateral, and the base asset of a debt; interest accrued to now.
    fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
        check(self)?;
        self.accrued().and_then(|now| now.flips(Check::Liquidation)).map_err(as_overflow)
    }

    fn later(&self, seconds: u32) -> Result<Self, RiskError> {
        let mut position = self.clone();
        position.market.elapsed_seconds = elapsed(self.market.elapsed_seconds, seconds)?;
        Ok(position)
    }

    fn account(&self) -> Result<Account, RiskError> {
        let liquidatable = self.health()?.liquidatable;
        self.accrued().and_then(|now| account_of(&now, liquidatable)).map_err(as_overflow)
    }

    /// The contract has two steps: a supply of the base asset repays, a withdrawal of it borrows; 2^256 − 1 of it means all that is
    /// owed, or all that is supplied. A swap supplies first and withdraws last, in one transaction.
    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        match action {
            Action::Supply { asset, amount } => self.give(asset, *amount),
            Action::Withdraw { asset, amount } => self.take(asset, *amount),
            Action::Repay { asset, amount } => self.of_base(asset)?.supply_base(*amount),
            Action::Borrow { asset, amount } => self.of_base(asset)?.withdraw_base(*amount),
            Action::Swap { from, to, amount, received } => self.give(to, *received)?.take(from, *amount),
            _ => Err(RiskError::unsupported("this action", "Compound III takes and gives its base asset and its collaterals, no more")),
        }
    }

    /// One call for the whole account.
    fn liquidation_calls(&self) -> Result<Vec<LiquidationCall>, RiskError> {
        if !self.health()?.liquidatable {
            return Ok(Vec::new());
        }
        let collateral = self.held().first().map_or_else(String::new, |one| one.asset.clone());
        let debt = self.market.base_asset.clone();
        Ok(vec![LiquidationCall { collateral, debt, repay: None, seize: None, receive_shares: false }])
    }

    /// An absorption: the whole account, whatever assets the call names. The market repays, and keeps the collateral for its store
    /// front; the liquidator receives nothing but points.
    fn liquidate(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
        if call.repay.is_some() || call.seize.is_some() || call.receive_shares {
            return Err(RiskError::unsupported("a liquidation in part", "the market absorbs the whole account: leave the amounts out"));
        }
        let (after, did) = self.absorb()?;
        let outcome = self.outcome(&after, &did)?;
        Ok((after, outcome))
    }
}

impl CompoundV3Position {
    /// The health on indices that are accrued.
    pub(super) fn standing(&self) -> Result<PositionHealth, RiskError> {
        let liquidatable = !self.covered(Check::Liquidation)?;
        let required = self.debt_value()?.unwrap_or(U256::ZERO);
        let (mut held, mut backing) = (U256::ZERO, U256::ZERO);
        for collateral in &self.collaterals {
            let (value, counted) = collateral.shown()?;
            held = held.try_add(value, "everything held").unwrap_or(U256::MAX);
            backing = backing.try_add(counted, "backing").unwrap_or(U256::MAX);
        }
        if !self.principal.is_negative() {
            let supplied = self.market.balance_of(self.principal)?.magnitude();
            let value = mul_div_floor(supplied, self.market.base_price, self.market.base_scale()?).unwrap_or(U256::MAX);
            held = held.try_add(value, "everything held").unwrap_or(U256::MAX);
        }
        // Only a count beyond what the contract reads can be so large that the factor does not fit.
        let factor = (!required.is_zero()).then(|| mul_div_floor(backing, WAD, required).unwrap_or(U256::MAX));
        Ok(PositionHealth {
            liquidatable,
            health_factor: factor,
            backing: backing.into(),
            required,
            equity: I256::from(held).try_sub(required.into(), "equity")?,
            value_decimals: PRICE_DECIMALS,
        })
    }

    fn of_base(&self, asset: &str) -> Result<&Self, RiskError> {
        if asset == self.market.base_asset {
            Ok(self)
        } else if self.collaterals.iter().any(|one| one.asset == asset) {
            Err(RiskError::unsupported("a debt of a collateral", "the market lends its base asset only"))
        } else {
            Err(RiskError::unknown("asset", asset))
        }
    }

    fn give(&self, asset: &str, amount: U256) -> Result<Self, RiskError> {
        if asset == self.market.base_asset { self.supply_base(amount) } else { self.supply_collateral(asset, amount) }
    }

    fn take(&self, asset: &str, amount: U256) -> Result<Self, RiskError> {
        if asset == self.market.base_asset { self.withdraw_base(amount) } else { self.withdraw_collateral(asset, amount) }
    }

    /// What an absorption means to everybody; values in the quote of the feeds, 8 decimals.
    fn outcome(&self, after: &Self, did: &CompoundV3Absorption) -> Result<LiquidationOutcome, RiskError> {
        const LOSS: &str = "the borrower's loss";
        let market = &after.market;
        let scale = market.base_scale()?;
        let value = |amount: U256| narrow_mul_div_floor(amount, market.base_price, scale);
        let of_base = |amount: U256| {
            if amount.is_zero() { Vec::new() } else { vec![AssetAmount { asset: market.base_asset.clone(), amount }] }
        };
        let repaid = did.debt.min(did.credit);
        let deficit = did.debt.saturating_sub(did.credit);
        let mut seized_value = U256::ZERO;
        for one in &did.seized {
            seized_value = seized_value.try_add(one.value, "value seized")?;
        }
        let (repaid_value, deficit_value, surplus_value) = (value(repaid)?, value(deficit)?, value(did.new_balance)?);
        let borrower_loss_value = I256::from(seized_value)
            .try_sub(repaid_value.into(), LOSS)?
            .try_sub(deficit_value.into(), LOSS)?
            .try_sub(surplus_value.into(), LOSS)?;
        Ok(LiquidationOutcome {
            repaid: of_base(repaid),
            seized: did.seized.iter().map(|one| AssetAmount { asset: one.asset.clone(), amount: one.amount }).collect(),
            received: Vec::new(),
            fee: Vec::new(),
            deficit: of_base(deficit),
            surplus: of_base(did.new_balance),
            repaid_value,
            seized_value,
            received_value: U256::ZERO,
            deficit_value,
            borrower_loss_value,
            value_decimals: PRICE_DECIMALS,
            health_before: self.health()?.health_factor,
            health_after: after.health()?.health_factor,
            lowers_health: false,
        })
    }
}

/// The contract's casts revert by their own names; to a question they are overflows like its arithmetic's. A feed without a price is not.
pub(super) fn as_overflow(error: RiskError) -> RiskError {
    match error.kind() {
        RiskErrorKind::Refused { reason } if reason != BAD_PRICE => RiskError::overflow("one of the contract's casts"),
        _ => error,
    }
}
