//! Maker as one venue among others.

use super::frob::feed;
use super::outcome::bark_outcome;
use super::state::MakerVault;
use super::view::maker_view;
use crate::account::{Account, Boundary, BoundarySide};
use crate::error::RiskError;
use crate::exact::{I256, RAY, U256, WAD, mul_div_ceil, mul_div_floor};
use crate::venue::action::Action;
use crate::venue::elapsed;
use crate::venue::outcome::{LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
use crate::venue::rules::{Venue, check_names, price_of};
use alloc::vec;
use alloc::vec::Vec;

/// Decimals of the feed's answer.
const PRICE_DECIMALS: u8 = 18;

/// Values are rad.
pub(super) const VALUE_DECIMALS: u8 = 45;

/// Backing over debt with the stored spot and rate, 18 decimals, floored; 2^256 − 1 where it is larger; nothing without debt.
pub(super) fn health_factor(vault: &MakerVault) -> Result<Option<U256>, RiskError> {
    let tab = vault.art.try_mul(vault.ilk.rate, "art·rate")?;
    if tab.is_zero() {
        return Ok(None);
    }
    let backing = vault.ink.try_mul(vault.ilk.spot, "ink·spot")?;
    Ok(Some(mul_div_floor(backing, WAD, tab).unwrap_or(U256::MAX)))
}

/// Values are in the debt asset, 45 decimals. The collateral's, in `equity`, is that of the feed now, 2^256 − 1 where it is larger.
impl Venue for MakerVault {
    fn health(&self) -> Result<PositionHealth, RiskError> {
        self.check()?;
        let backing = self.ink.try_mul(self.ilk.spot, "ink·spot")?;
        let required = self.art.try_mul(self.ilk.rate, "art·rate")?;
        let value = feed(self.price, self.par).and_then(|feed| self.ink.try_mul(feed, "value")).unwrap_or(U256::MAX);
        Ok(PositionHealth {
            liquidatable: self.is_unsafe()?,
            health_factor: health_factor(self)?,
            backing: backing.into(),
            required,
            equity: I256::from(value).try_sub(required.into(), "equity")?,
            value_decimals: VALUE_DECIMALS,
        })
    }

    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        self.check()?;
        Ok(vec![PositionPrice { asset: self.asset.clone(), price: self.price, decimals: PRICE_DECIMALS, factor: self.factor.clone() }])
    }

    /// The feed answers the price, and a poke stores it.
    fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
        check_names(core::iter::once(&self.asset), prices.iter().map(|(name, _)| *name))?;
        match price_of(prices, &self.asset) {
            Some(price) => self.poke(*price, true),
            None => Ok(self.clone()),
        }
    }

    fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
        Ok(vec![Boundary { asset: self.asset.clone(), side: BoundarySide::Collateral, boundary: self.price_boundary()? }])
    }

    /// The stored rate stays until somebody drips, and the verdict with it: only the time since the last drip grows.
    fn later(&self, seconds: u32) -> Result<Self, RiskError> {
        let mut vault = self.clone();
        vault.jug.elapsed_seconds = elapsed(self.jug.elapsed_seconds, seconds)?;
        Ok(vault)
    }

    /// After a poke and a drip.
    fn touched(&self) -> Result<Self, RiskError> {
        Ok(self.poke(self.price, self.price_valid)?.drip()?.0)
    }

    fn account(&self) -> Result<Account, RiskError> {
        maker_view(self)
    }

    /// One `frob`. A draw takes as much normalised debt as gives at least the amount; a payment as much as the amount pays in full,
    /// at most all of it, with the stored rate.
    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        self.check()?;
        let (dink, dart) = match action {
            Action::Supply { asset, amount } => (I256::from(self.collateral(asset, *amount)?), I256::ZERO),
            Action::Withdraw { asset, amount } => {
                let amount = self.collateral(asset, *amount)?;
                (-I256::from(if amount == U256::MAX { self.ink } else { amount }), I256::ZERO)
            }
            Action::Borrow { asset, amount } => {
                self.debt(asset)?;
                (I256::ZERO, I256::from(mul_div_ceil(*amount, RAY, self.ilk.rate)?))
            }
            Action::Repay { asset, amount } => {
                self.debt(asset)?;
                let dart = mul_div_floor(*amount, RAY, self.ilk.rate).unwrap_or(U256::MAX);
                (I256::ZERO, -I256::from(dart.min(self.art)))
            }
            _ => return Err(RiskError::unsupported("this action", "a vault takes supply, withdraw, borrow and repay")),
        };
        Ok(self.frob(dink, dart)?.0)
    }

    fn liquidation_calls(&self) -> Result<Vec<LiquidationCall>, RiskError> {
        self.check()?;
        if !self.is_unsafe()? {
            return Ok(Vec::new());
        }
        Ok(vec![LiquidationCall {
            collateral: self.asset.clone(),
            debt: self.debt_asset.clone(),
            repay: None,
            seize: None,
            receive_shares: false,
        }])
    }

    /// A bark, which starts an auction.
    fn liquidate(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
        self.check()?;
        if call.repay.is_some() || call.seize.is_some() {
            return Err(RiskError::unsupported(
                "a liquidation of a chosen size",
                "the dog takes what its limits allow: leave the size out",
            ));
        }
        bark_outcome(self)
    }
}

impl MakerVault {
    fn collateral(&self, asset: &str, amount: U256) -> Result<U256, RiskError> {
        if asset == self.asset { Ok(amount) } else { Err(RiskError::unknown("asset", asset)) }
    }

    fn debt(&self, asset: &str) -> Result<(), RiskError> {
        if asset == self.debt_asset { Ok(()) } else { Err(RiskError::unknown("asset", asset)) }
    }
}
