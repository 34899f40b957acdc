//! A venue small enough to compute by hand: values with 8 decimals, debt rounded up, everything else down.
#![allow(clippy::unwrap_used, reason = "its numbers are small")]

use plimsoll::account::{Account, Boundary, Leg, LegSide};
use plimsoll::exact::{mul_div_ceil, mul_div_floor};
use plimsoll::units::to_f64;
use plimsoll::venue::{Action, AssetAmount, LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice, Venue};
use plimsoll::{I256, RiskError, RiskErrorKind, U256};

#[derive(Clone, Debug, PartialEq)]
pub struct Asset {
    pub name: &'static str,
    pub decimals: u8,
    /// Quote per unit, 8 decimals.
    pub price: u64,
    pub ltv_bps: u64,
    pub threshold_bps: u64,
    pub supply: U256,
    pub debt: U256,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Fake {
    pub assets: Vec<Asset>,
    pub bonus_bps: u64,
    /// Bonus lost at the largest repayment, in proportion to it.
    pub bonus_lost_bps: u64,
    /// Share of a debt that one call may repay.
    pub close_bps: u64,
    /// What may be left of a debt, token units, unless nothing is.
    pub least_debt: U256,
    /// Refuses to be paid more than is owed, instead of taking less.
    pub strict: bool,
}

pub fn unit(decimals: u8) -> U256 {
    U256::power_of_ten(decimals).unwrap()
}

/// Whole units of an asset.
pub fn whole(amount: u64, decimals: u8) -> U256 {
    U256::new(amount).try_mul(unit(decimals), "whole").unwrap()
}

impl Asset {
    pub fn held(name: &'static str, decimals: u8, dollars: u64, supply: u64) -> Self {
        let price = dollars * 100_000_000;
        Self { name, decimals, price, ltv_bps: 7_500, threshold_bps: 8_000, supply: whole(supply, decimals), debt: U256::ZERO }
    }

    pub fn owed(name: &'static str, decimals: u8, dollars: u64, debt: u64) -> Self {
        Self { supply: U256::ZERO, debt: whole(debt, decimals), ..Self::held(name, decimals, dollars, 0) }
    }

    fn value(&self, amount: U256) -> U256 {
        mul_div_floor(amount, U256::new(self.price), unit(self.decimals)).unwrap()
    }

    fn debt_value(&self) -> U256 {
        mul_div_ceil(self.debt, U256::new(self.price), unit(self.decimals)).unwrap()
    }
}

impl Fake {
    pub fn new(assets: Vec<Asset>) -> Self {
        Self { assets, bonus_bps: 10_500, bonus_lost_bps: 0, close_bps: 5_000, least_debt: U256::ZERO, strict: false }
    }

    pub fn at(&self, name: &str) -> &Asset {
        self.assets.iter().find(|asset| asset.name == name).unwrap()
    }

    fn at_mut(&mut self, name: &str) -> Result<&mut Asset, RiskError> {
        let unknown = || RiskError::from(RiskErrorKind::Unknown { field: "asset".into(), got: name.into() });
        self.assets.iter_mut().find(|asset| asset.name == name).ok_or_else(unknown)
    }

    /// Supply times basis points, and debt, 8 decimals.
    fn sums(&self, bps: impl Fn(&Asset) -> u64) -> (U256, U256) {
        self.assets.iter().fold((U256::ZERO, U256::ZERO), |(backing, debt), asset| {
            let counted = mul_div_floor(asset.value(asset.supply), U256::new(bps(asset)), U256::new(10_000)).unwrap();
            (backing.try_add(counted, "sum").unwrap(), debt.try_add(asset.debt_value(), "sum").unwrap())
        })
    }

    fn dust(&self) -> Result<(), RiskError> {
        let small = |asset: &Asset| !asset.debt.is_zero() && asset.debt < self.least_debt;
        if self.assets.iter().any(small) { Err(refused("Dust")) } else { Ok(()) }
    }
}

fn refused(reason: &str) -> RiskError {
    RiskError::from(RiskErrorKind::Refused { reason: reason.into() })
}

impl Venue for Fake {
    fn health(&self) -> Result<PositionHealth, RiskError> {
        let (backing, required) = self.sums(|asset| asset.threshold_bps);
        let (held, _) = self.sums(|_| 10_000);
        let factor = mul_div_floor(backing, unit(18), required.max(U256::ONE)).unwrap();
        Ok(PositionHealth {
            liquidatable: backing < required,
            health_factor: (!required.is_zero()).then_some(factor),
            backing: backing.into(),
            required,
            equity: I256::from(held).try_sub(required.into(), "equity")?,
            value_decimals: 8,
        })
    }

    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        let price = |asset: &Asset| PositionPrice { asset: asset.name.into(), price: U256::new(asset.price), decimals: 8, factor: None };
        Ok(self.assets.iter().map(price).collect())
    }

    fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
        let mut other = self.clone();
        for (name, price) in prices {
            other.at_mut(name)?.price = price.to_string().parse().unwrap();
        }
        Ok(other)
    }

    fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
        Err(RiskError::from(RiskErrorKind::Unsupported { question: "boundaries".into(), hint: "no plan asks for them".into() }))
    }

    fn later(&self, _: u32) -> Result<Self, RiskError> {
        Ok(self.clone())
    }

    fn account(&self) -> Result<Account, RiskError> {
        let mut legs = Vec::new();
        for asset in &self.assets {
            let price = to_f64(U256::new(asset.price), 8);
            let leg = |side, amount: U256, threshold, ltv| Leg {
                asset: asset.name.into(),
                side,
                amount: to_f64(amount, asset.decimals),
                price,
                threshold,
                ltv,
                factor: None,
                interest_annual: 0.0,
            };
            if !asset.supply.is_zero() {
                legs.push(leg(LegSide::Collateral, asset.supply, asset.threshold_bps as f64 / 1e4, asset.ltv_bps as f64 / 1e4));
            }
            if !asset.debt.is_zero() {
                legs.push(leg(LegSide::Debt, asset.debt, 1.0, 0.0));
            }
        }
        Ok(Account { legs, liquidatable: Some(self.health()?.liquidatable) })
    }

    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        let mut after = self.clone();
        match action {
            Action::Supply { asset, amount } => {
                let asset = after.at_mut(asset)?;
                asset.supply = asset.supply.try_add(*amount, "supply")?;
            }
            Action::Withdraw { asset, amount } => {
                let asset = after.at_mut(asset)?;
                asset.supply = asset.supply.try_sub(*amount, "withdrawal")?;
                if after.health()?.liquidatable {
                    return Err(refused("Unhealthy"));
                }
            }
            Action::Borrow { asset, amount } => {
                let asset = after.at_mut(asset)?;
                asset.debt = asset.debt.try_add(*amount, "debt")?;
                let (limit, debt) = after.sums(|asset| asset.ltv_bps);
                if debt > limit {
                    return Err(refused("BeyondLtv"));
                }
                after.dust()?;
            }
            Action::Repay { asset, amount } => {
                let strict = after.strict;
                let asset = after.at_mut(asset)?;
                let paid = if strict { *amount } else { (*amount).min(asset.debt) };
                asset.debt = asset.debt.try_sub(paid, "repayment")?;
                after.dust()?;
            }
            _ => {
                return Err(RiskError::from(RiskErrorKind::Unsupported {
                    question: "this action".into(),
                    hint: "it has no such step".into(),
                }));
            }
        }
        Ok(after)
    }

    fn liquidation_calls(&self) -> Result<Vec<LiquidationCall>, RiskError> {
        let mut calls = Vec::new();
        if !self.health()?.liquidatable {
            return Ok(calls);
        }
        for collateral in self.assets.iter().filter(|asset| !asset.supply.is_zero()) {
            for debt in self.assets.iter().filter(|asset| !asset.debt.is_zero()) {
                let (collateral, debt) = (collateral.name.into(), debt.name.into());
                calls.push(LiquidationCall { collateral, debt, repay: None, seize: None, receive_shares: false });
            }
        }
        Ok(calls)
    }

    fn liquidate(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
        let before = self.health()?;
        if !before.liquidatable {
            return Err(refused("Healthy"));
        }
        let (collateral, debt) = (self.at(&call.collateral).clone(), self.at(&call.debt).clone());
        let most = mul_div_floor(debt.debt, U256::new(self.close_bps), U256::new(10_000))?;
        let mut repaid = call.repay.unwrap_or(most).min(most);
        // In 18 decimals, so that the bonus falls smoothly.
        let lost = mul_div_floor(repaid, whole(self.bonus_lost_bps, 14), most.max(U256::ONE))?;
        let bonus = whole(self.bonus_bps, 14).try_sub(lost, "bonus")?;
        let worth = mul_div_floor(debt.value(repaid), bonus, unit(18))?;
        let mut seized = mul_div_floor(worth, unit(collateral.decimals), U256::new(collateral.price))?;
        if seized > collateral.supply {
            repaid = mul_div_ceil(repaid, collateral.supply, seized)?;
            seized = collateral.supply;
        }
        let mut after = self.clone();
        after.at_mut(&call.collateral)?.supply = collateral.supply.try_sub(seized, "seizure")?;
        let left = after.at_mut(&call.debt)?;
        left.debt = left.debt.try_sub(repaid, "repayment")?;
        after.dust()?;
        let health_after = after.health()?.health_factor;
        let (repaid_value, seized_value) = (debt.value(repaid), collateral.value(seized));
        let list = |name: &str, amount| vec![AssetAmount { asset: name.into(), amount }];
        Ok((
            after,
            LiquidationOutcome {
                repaid: list(debt.name, repaid),
                seized: list(collateral.name, seized),
                received: list(collateral.name, seized),
                fee: vec![],
                deficit: vec![],
                surplus: vec![],
                repaid_value,
                seized_value,
                received_value: seized_value,
                deficit_value: U256::ZERO,
                borrower_loss_value: I256::from(seized_value).try_sub(repaid_value.into(), "loss")?,
                value_decimals: 8,
                health_before: before.health_factor,
                health_after,
                lowers_health: health_after.is_some_and(|after| Some(after) < before.health_factor),
            },
        ))
    }
}
