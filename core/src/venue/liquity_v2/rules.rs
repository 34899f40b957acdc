//! Liquity v2 as one venue among others.

use super::adjust::LiquityV2Adjustment;
use super::liquidation::Liquidator;
use super::state::LiquityV2Trove;
use super::trove::LiquityV2TroveNow;
use crate::account::{Account, Boundary, BoundarySide, Leg, LegSide, PriceBoundary};
use crate::error::RiskError;
use crate::exact::{I256, U256, WAD, mul_div_ceil, mul_div_floor};
use crate::units;
use crate::venue::action::Action;
use crate::venue::outcome::{AssetAmount, LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
use crate::venue::rules::{Venue, check_names, price_of};
use alloc::vec;
use alloc::vec::Vec;

/// Decimals of amounts, prices, ratios and values.
const DECIMALS: u8 = 18;

/// Values are in BOLD, 18 decimals. The health factor is the ratio over the minimum ratio.
impl Venue for LiquityV2Trove {
    fn health(&self) -> Result<PositionHealth, RiskError> {
        let now = self.now()?;
        let icr = now.icr(self.price)?;
        let value = self.value(now.entire_coll);
        Ok(PositionHealth {
            liquidatable: self.is_below_minimum(icr),
            health_factor: self.health_factor(&now)?,
            backing: value.into(),
            required: mul_div_ceil(now.entire_debt, self.branch.mcr, WAD).unwrap_or(U256::MAX),
            equity: I256::from(value).try_sub(now.entire_debt.into(), "equity")?,
            value_decimals: DECIMALS,
        })
    }

    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        self.check()?;
        Ok(vec![PositionPrice { asset: self.asset.clone(), price: self.price, decimals: DECIMALS, factor: self.factor.clone() }])
    }

    fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
        check_names(core::iter::once(&self.asset), prices.iter().map(|(name, _)| *name))?;
        let mut trove = self.clone();
        trove.price = price_of(prices, &self.asset).copied().unwrap_or(self.price);
        Ok(trove)
    }

    /// `p* = ⌈MCR·debt/coll⌉`: `⌊coll·p/debt⌋ ≥ MCR` exactly where `coll·p ≥ MCR·debt`.
    fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
        let now = self.now()?;
        let liquidatable = self.is_below_minimum(now.icr(self.price)?);
        let stands = if liquidatable { PriceBoundary::NothingSaves } else { PriceBoundary::NothingLiquidates };
        let boundary = if now.entire_debt.is_zero() || !self.trove.status.is_open() {
            PriceBoundary::NothingLiquidates
        } else {
            // A ratio whose product reverts makes nothing safe.
            let price = mul_div_ceil(self.branch.mcr, now.entire_debt, now.entire_coll).ok();
            match price.filter(|price| now.icr(*price).is_ok()) {
                Some(price) => PriceBoundary::At { price, unique: true },
                None => stands,
            }
        };
        Ok(vec![Boundary { asset: self.asset.clone(), side: BoundarySide::Collateral, boundary }])
    }

    fn later(&self, seconds: u32) -> Result<Self, RiskError> {
        let mut later = self.clone();
        later.trove.wait(seconds)?;
        later.branch.wait(seconds)?;
        Ok(later)
    }

    /// The collateral with threshold and LTV `1/MCR`, the debt with the owner's rate: simple interest on the stored debt, which
    /// compounds only when the trove is touched.
    fn account(&self) -> Result<Account, RiskError> {
        let now = self.now()?;
        let liquidatable = Some(self.is_below_minimum(now.icr(self.price)?));
        let mut legs = Vec::new();
        if !now.entire_coll.is_zero() {
            if self.price.is_zero() {
                return Err(RiskError::out_of_range("price", "above 0", 0, "the oracle answers nothing: wait for a price"));
            }
            let threshold = 1.0 / units::to_f64(self.branch.mcr, DECIMALS);
            legs.push(Leg {
                asset: self.asset.clone(),
                side: LegSide::Collateral,
                amount: units::to_f64(now.entire_coll, DECIMALS),
                price: units::to_f64(self.price, DECIMALS),
                threshold,
                ltv: threshold,
                factor: self.factor.clone(),
                interest_annual: 0.0,
            });
        }
        if !now.entire_debt.is_zero() {
            legs.push(Leg {
                asset: self.debt_asset.clone(),
                side: LegSide::Debt,
                amount: units::to_f64(now.entire_debt, DECIMALS),
                price: 1.0,
                threshold: 1.0,
                ltv: 0.0,
                factor: None,
                interest_annual: units::to_f64(self.trove.annual_interest_rate, DECIMALS),
            });
        }
        Ok(Account { legs, liquidatable })
    }

    /// One adjustment. A payment of more than leaves the minimum debt is cut, as the contract cuts it; to pay all, close the trove.
    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        self.check()?;
        let mut asked = LiquityV2Adjustment::default();
        let (asset, name, place, amount) = match action {
            Action::Supply { asset, amount } => (asset, &self.asset, &mut asked.coll_increase, amount),
            Action::Withdraw { asset, amount } => (asset, &self.asset, &mut asked.coll_decrease, amount),
            Action::Borrow { asset, amount } => (asset, &self.debt_asset, &mut asked.debt_increase, amount),
            Action::Repay { asset, amount } => (asset, &self.debt_asset, &mut asked.debt_decrease, amount),
            _ => return Err(RiskError::unsupported("this action", "a trove takes supply, withdraw, borrow and repay")),
        };
        if asset != name {
            return Err(RiskError::unknown("asset", asset));
        }
        *place = *amount;
        let mut after = self.clone();
        after.branch.adjust(&mut after.trove, &asked, self.price)?;
        Ok(after)
    }

    fn liquidation_calls(&self) -> Result<Vec<LiquidationCall>, RiskError> {
        if !self.health()?.liquidatable {
            return Ok(Vec::new());
        }
        let (collateral, debt) = (self.asset.clone(), self.debt_asset.clone());
        Ok(vec![LiquidationCall { collateral, debt, repay: None, seize: None, receive_shares: false }])
    }

    /// The whole trove. The stability pool and the other troves take over all debt (`repaid`) and keep the collateral; whoever calls
    /// receives a 200th of the pool's part, at most 2 units of it, beside 0.0375 ETH that the trove set aside when it was opened.
    fn liquidate(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
        self.check()?;
        if call.repay.is_some() || call.seize.is_some() {
            return Err(RiskError::unsupported("a liquidation of a chosen size", "a trove is liquidated whole: leave the size out"));
        }
        let now = self.now()?;
        let health_before = self.health_factor(&now)?;
        let mut after = self.clone();
        let mut liquidator = Liquidator::new(&self.branch);
        liquidator.take(&mut after.branch, &mut after.trove, 0, self.price)?;
        let done = liquidator.settle(&mut after.branch)?;
        let surplus = done.split.coll_surplus;
        let received = done.split.coll_gas_compensation;
        let one = |asset: &str, amount: U256| -> Vec<AssetAmount> {
            if amount.is_zero() { Vec::new() } else { vec![AssetAmount { asset: asset.into(), amount }] }
        };
        let outcome = LiquidationOutcome {
            repaid: one(&self.debt_asset, now.entire_debt),
            seized: one(&self.asset, now.entire_coll),
            received: one(&self.asset, received),
            fee: Vec::new(),
            deficit: Vec::new(),
            surplus: one(&self.asset, surplus),
            repaid_value: now.entire_debt,
            seized_value: self.value(now.entire_coll),
            received_value: self.value(received),
            deficit_value: U256::ZERO,
            borrower_loss_value: I256::from(self.value(now.entire_coll))
                .try_sub(now.entire_debt.into(), "loss")?
                .try_sub(self.value(surplus).into(), "loss")?,
            value_decimals: DECIMALS,
            health_before,
            health_after: None,
            lowers_health: false,
        };
        Ok((after, outcome))
    }
}

impl LiquityV2Trove {
    fn now(&self) -> Result<LiquityV2TroveNow, RiskError> {
        self.check()?;
        self.trove.now(&self.branch)
    }

    /// The contract's verdict on an open trove.
    fn is_below_minimum(&self, icr: U256) -> bool {
        self.trove.status.is_open() && icr < self.branch.mcr
    }

    /// `⌊ICR·1e18/MCR⌋`, below 10^18 exactly where the ratio is below the minimum; 2^256 − 1 where it is larger.
    fn health_factor(&self, now: &LiquityV2TroveNow) -> Result<Option<U256>, RiskError> {
        if now.entire_debt.is_zero() {
            return Ok(None);
        }
        Ok(Some(mul_div_floor(now.icr(self.price)?, WAD, self.branch.mcr).unwrap_or(U256::MAX)))
    }

    /// Value of collateral, floored; 2^256 − 1 where it is larger.
    fn value(&self, coll: U256) -> U256 {
        mul_div_floor(coll, self.price, WAD).unwrap_or(U256::MAX)
    }
}
