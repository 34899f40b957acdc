//! Morpho Blue as one venue among others.

use super::boundary::Weighed;
use super::check::check;
use super::liquidation::{MorphoBlueLiquidation, morpho_blue_liquidation_incentive_factor};
use super::shares::{morpho_blue_to_assets_down, morpho_blue_to_shares_down};
use super::state::MorphoBluePosition;
use super::view::{account_of, price_decimals};
use crate::account::{Account, Boundary, BoundarySide};
use crate::error::{RiskError, RiskErrorKind};
use crate::exact::{I256, U256, mul_div_floor};
use crate::venue::action::Action;
use crate::venue::elapsed;
use crate::venue::outcome::{AssetAmount, LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
use crate::venue::rules::{Venue, check_names, price_of};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

impl Venue for MorphoBluePosition {
    /// The verdict of a liquidation now: interest is accrued first, as the contract does. Without debt it is safe at any price, and
    /// a value beyond 256 bits is given as 2^256 − 1. A pre-liquidation contract is not part of it.
    fn health(&self) -> Result<PositionHealth, RiskError> {
        check(self)?;
        self.accrued().and_then(|now| now.standing()).map_err(as_overflow)
    }

    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        check(self)?;
        let market = &self.market;
        let asset = market.collateral_asset.clone();
        Ok(vec![PositionPrice { asset, price: market.price, decimals: price_decimals(market), factor: market.factor.clone() }])
    }

    fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
        let names = [&self.market.collateral_asset];
        check_names(names.into_iter(), prices.iter().map(|(name, _)| *name))?;
        let mut position = self.clone();
        position.market.price = price_of(prices, &self.market.collateral_asset).copied().unwrap_or(self.market.price);
        Ok(position)
    }

    /// `⌈⌈borrowed·1e18/lltv⌉·1e36/collateral⌉`, interest accrued to now.
    fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
        check(self)?;
        let now = self.accrued().map_err(as_overflow)?;
        // Where the contract reverts at the price of now there is no verdict to flip.
        now.is_healthy()?;
        let boundary = now.boundary_at(now.market.lltv)?;
        Ok(vec![Boundary { asset: self.market.collateral_asset.clone(), side: BoundarySide::Collateral, boundary }])
    }

    /// The rate is held, unless the market states its rate at target: then it adapts.
    fn later(&self, seconds: u32) -> Result<Self, RiskError> {
        let mut position = self.clone();
        position.market.elapsed_seconds = elapsed(self.market.elapsed_seconds, seconds)?;
        Ok(position)
    }

    fn account(&self) -> Result<Account, RiskError> {
        let liquidatable = self.health()?.liquidatable;
        let now = self.accrued().map_err(as_overflow)?;
        account_of(&now, now.borrowed()?, liquidatable)
    }

    /// Supply and withdraw move the collateral or what is lent, by the asset's name; borrow and repay move the loan asset. 2^256 − 1
    /// withdraws and repays all, by shares, which is how the contract leaves nothing behind. A swap out of the collateral repays first,
    /// lends what is left over, and takes the collateral out last, as with the contract's callback.
    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        match action {
            Action::Supply { asset, amount } if *asset == self.market.collateral_asset => self.supply_collateral(*amount),
            Action::Supply { asset, amount } => self.of_loan(asset).and_then(|at| at.supply(*amount, U256::ZERO)).map(|(after, _)| after),
            Action::Withdraw { asset, amount } => self.take(asset, *amount),
            Action::Borrow { asset, amount } => self.of_loan(asset).and_then(|at| at.borrow(*amount, U256::ZERO)).map(|(after, _)| after),
            Action::Repay { asset, amount } => self.of_loan(asset).and_then(|at| at.pay(*amount)),
            Action::Swap { from, to, amount, received } => self.swap(from, to, *amount, *received),
            _ => Err(RiskError::unsupported("this action", "Morpho Blue lends, borrows, and holds collateral, no more")),
        }
    }

    /// One call when it is liquidatable, or when its pre-liquidation contract may act.
    fn liquidation_calls(&self) -> Result<Vec<LiquidationCall>, RiskError> {
        if !self.seizable()? || self.collateral.is_zero() {
            return Ok(Vec::new());
        }
        Ok(vec![LiquidationCall {
            collateral: self.market.collateral_asset.clone(),
            debt: self.market.loan_asset.clone(),
            repay: None,
            seize: None,
            receive_shares: false,
        }])
    }

    /// Its pre-liquidation contract may act before the verdict turns.
    fn seizable(&self) -> Result<bool, RiskError> {
        Ok(self.liquidatable()? || (self.pre_liquidation.is_some() && self.accrued().map_err(as_overflow)?.pre_terms()?.is_some()))
    }

    /// By collateral seized, or by the shares that `repay` pays, rounded down; where the collateral does not cover those, all of it is
    /// seized. A position that is healthy and has a pre-liquidation contract goes through that.
    fn liquidate(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
        check(self)?;
        if call.collateral != self.market.collateral_asset {
            return Err(RiskError::unknown("collateral", &call.collateral));
        }
        if call.receive_shares {
            return Err(RiskError::unsupported("a liquidation for shares", "collateral earns nothing here and has none"));
        }
        let now = self.accrued()?;
        let early = now.pre_terms()?;
        let (after, did) = match early {
            Some(terms) => {
                let (seized, shares) = now.asked(call, terms.incentive_factor, terms.repayable_shares.min(now.borrow_shares))?;
                now.pre_liquidated(seized, shares)?
            }
            None if now.is_healthy()? => return Err(RiskError::refused("position is healthy")),
            None => {
                let incentive = morpho_blue_liquidation_incentive_factor(now.market.lltv)?;
                let (seized, shares) = now.asked(call, incentive, now.borrow_shares)?;
                now.liquidated(seized, shares)?
            }
        };
        let outcome = now.outcome(&after, did)?;
        Ok((after, outcome))
    }
}

impl MorphoBluePosition {
    /// The health on totals that are accrued.
    fn standing(&self) -> Result<PositionHealth, RiskError> {
        let free = self.borrow_shares.is_zero();
        let weighed = if free { self.unowed() } else { self.weighed()? };
        let market = &self.market;
        let lent = morpho_blue_to_assets_down(self.supply_shares, market.total_supply_assets, market.total_supply_shares)?;
        let held = weighed.collateral_value.try_add(lent, "everything held").unwrap_or(U256::MAX);
        let factor = if free { None } else { Some(weighed.health_factor()?) };
        Ok(PositionHealth {
            liquidatable: !weighed.healthy(),
            health_factor: factor,
            backing: weighed.max_borrow.into(),
            required: weighed.borrowed,
            equity: I256::from(held).try_sub(weighed.borrowed.into(), "equity")?,
            value_decimals: market.loan_decimals,
        })
    }

    /// Without debt the contract does not look at the price, so that no price makes it revert.
    fn unowed(&self) -> Weighed {
        let wide = |a, b, d| mul_div_floor(a, b, d).unwrap_or(U256::MAX);
        let collateral_value = wide(self.collateral, self.market.price, super::boundary::PRICE_SCALE);
        Weighed { collateral_value, max_borrow: wide(collateral_value, self.market.lltv, crate::exact::WAD), borrowed: U256::ZERO }
    }

    /// The position, if the asset is the loan asset.
    fn of_loan(&self, asset: &str) -> Result<&Self, RiskError> {
        if asset == self.market.loan_asset {
            Ok(self)
        } else if asset == self.market.collateral_asset {
            Err(RiskError::unsupported("a debt of the collateral asset", "the market lends its loan asset only"))
        } else {
            Err(RiskError::unknown("asset", asset))
        }
    }

    fn take(&self, asset: &str, amount: U256) -> Result<Self, RiskError> {
        let all = amount == U256::MAX;
        if asset == self.market.collateral_asset {
            return self.withdraw_collateral(if all { self.collateral } else { amount });
        }
        let lender = self.of_loan(asset)?;
        let (assets, shares) = if all { (U256::ZERO, self.supply_shares) } else { (amount, U256::ZERO) };
        Ok(lender.withdraw(assets, shares)?.0)
    }

    fn pay(&self, amount: U256) -> Result<Self, RiskError> {
        let (assets, shares) = if amount == U256::MAX { (U256::ZERO, self.borrow_shares) } else { (amount, U256::ZERO) };
        Ok(self.repay(assets, shares)?.0)
    }

    fn swap(&self, from: &str, to: &str, amount: U256, received: U256) -> Result<Self, RiskError> {
        if from == self.market.collateral_asset && to == self.market.loan_asset {
            check(self)?;
            let now = self.accrued()?;
            let owed = now.borrowed()?;
            let (paid, left) = if received >= owed && !owed.is_zero() {
                (now.pay(U256::MAX)?, received.saturating_sub(owed))
            } else if owed.is_zero() {
                (now, received)
            } else {
                (now.pay(received)?, U256::ZERO)
            };
            let lent = if left.is_zero() { paid } else { paid.supply(left, U256::ZERO)?.0 };
            return lent.take(from, amount);
        }
        if from == self.market.loan_asset && to == self.market.collateral_asset {
            return self.supply_collateral(received)?.take(from, amount);
        }
        for name in [from, to] {
            if name != self.market.loan_asset && name != self.market.collateral_asset {
                return Err(RiskError::unknown("asset", name));
            }
        }
        Err(RiskError::unsupported("a swap of an asset into itself", "name the two assets of the market"))
    }

    /// The seized assets or repaid shares that a call comes to; `most` is the most shares that may be repaid.
    fn asked(&self, call: &LiquidationCall, incentive: U256, most: U256) -> Result<(U256, U256), RiskError> {
        let market = &self.market;
        let shares = match (call.repay, call.seize) {
            (Some(_), Some(_)) => return Err(RiskError::refused("inconsistent input")),
            (None, Some(seized)) => return Ok((seized, U256::ZERO)),
            (None, None) => most,
            (Some(repay), None) if repay >= market.cost_of(most)? => most,
            (Some(repay), None) => morpho_blue_to_shares_down(repay, market.total_borrow_assets, market.total_borrow_shares)?,
        };
        // By shares the contract reverts at price 0, and where they are worth more than the collateral.
        let covered = market.seized_for(shares, incentive).is_ok_and(|seized| seized <= self.collateral);
        Ok(if covered { (U256::ZERO, shares) } else { (self.collateral, U256::ZERO) })
    }

    /// What a liquidation of this position, accrued, means to everybody; values in loan units.
    fn outcome(&self, after: &Self, did: MorphoBlueLiquidation) -> Result<LiquidationOutcome, RiskError> {
        let market = &self.market;
        let amounts = |asset: &String, amount: U256| {
            if amount.is_zero() { Vec::new() } else { vec![AssetAmount { asset: asset.clone(), amount }] }
        };
        let seized_value = super::boundary::value(did.seized_assets, market.price)?;
        let (before, now) = (self.standing()?.health_factor, after.standing()?.health_factor);
        let borrower_loss_value =
            I256::from(seized_value).try_sub(did.repaid_assets.into(), LOSS)?.try_sub(did.bad_debt_assets.into(), LOSS)?;
        Ok(LiquidationOutcome {
            repaid: amounts(&market.loan_asset, did.repaid_assets),
            seized: amounts(&market.collateral_asset, did.seized_assets),
            received: amounts(&market.collateral_asset, did.seized_assets),
            fee: Vec::new(),
            deficit: amounts(&market.loan_asset, did.bad_debt_assets),
            surplus: Vec::new(),
            repaid_value: did.repaid_assets,
            seized_value,
            received_value: seized_value,
            deficit_value: did.bad_debt_assets,
            borrower_loss_value,
            value_decimals: market.loan_decimals,
            health_before: before,
            health_after: now,
            lowers_health: matches!((before, now), (Some(before), Some(now)) if now < before),
        })
    }
}

const LOSS: &str = "the borrower's loss";

/// The contract's refusal of more than 128 bits is one of its two overflows; a question has only the one.
fn as_overflow(error: RiskError) -> RiskError {
    match error.kind() {
        RiskErrorKind::Refused { .. } => RiskError::overflow(super::shares::TOO_WIDE),
        _ => error,
    }
}
