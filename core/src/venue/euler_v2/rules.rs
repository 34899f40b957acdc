//! Euler v2 as one venue among others.

use super::check::check;
use super::liquidation::{EulerV2Liquidator, euler_v2_liquidate};
use super::liquidity::{EulerV2Liquidity, EulerV2Purpose, liquidity, quote};
use super::seizure::plan;
use super::state::EulerV2Account;
use super::{actions, boundary, view};
use crate::account::{Account, Boundary};
use crate::error::RiskError;
use crate::exact::{I256, U256, WAD, mul_div_ceil, mul_div_floor};
use crate::venue::action::Action;
use crate::venue::elapsed;
use crate::venue::outcome::{AssetAmount, LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
use crate::venue::rules::{Venue, check_names, price_of};
use alloc::vec::Vec;
use alloc::{string::String, vec};

impl Venue for EulerV2Account {
    /// The health factor is what the discount starts from, `⌊Σ·1e18/L⌋` (2^256 − 1 where it does not fit): at exactly 1 the account is
    /// liquidatable if the sums are equal, and safe if the collateral is worth a little more. The equity counts every collateral at
    /// mid, and stops at 2^256 − 1.
    fn health(&self) -> Result<PositionHealth, RiskError> {
        check(self)?;
        let now = liquidity(self, EulerV2Purpose::Liquidation)?;
        let held = self.collaterals.iter().fold(U256::ZERO, |sum, one| {
            let value = mul_div_floor(one.balance, one.mid_price, WAD).unwrap_or(U256::MAX);
            sum.try_add(value, "equity").unwrap_or(U256::MAX)
        });
        Ok(PositionHealth {
            liquidatable: now.is_liquidatable(),
            health_factor: health_factor(&now),
            backing: now.collateral_value.into(),
            required: now.liability_value,
            equity: I256::from(held).try_sub(now.liability_value.into(), "equity")?,
            value_decimals: self.unit_of_account_decimals,
        })
    }

    /// The mid prices: they alone decide on liquidation.
    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        check(self)?;
        let one = |asset: &String, price: U256, decimals: u8, factor: &Option<String>| PositionPrice {
            asset: asset.clone(),
            price,
            decimals: self.price_decimals(decimals),
            factor: factor.clone(),
        };
        let debt = Some(&self.liability).filter(|debt| !debt.is_unit_of_account);
        let debt = debt.map(|debt| one(&debt.asset, debt.mid_price, debt.decimals, &debt.factor));
        let held = self.collaterals.iter().map(|held| one(&held.asset, held.mid_price, held.decimals, &held.factor));
        Ok(debt.into_iter().chain(held).collect())
    }

    /// Sets mid prices; bid and ask keep their ratio to it, the bid rounded down and the ask up (at most 2^256 − 1). Where the mid price
    /// was 0 there is no ratio, and all three are the new price.
    fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
        let priced = self.assets().skip(usize::from(self.liability.is_unit_of_account));
        check_names(self.assets(), core::iter::empty())?;
        check_names(priced, prices.iter().map(|(name, _)| *name))?;
        let mut account = self.clone();
        let debt = &mut account.liability;
        if let Some(price) = price_of(prices, &debt.asset) {
            (debt.mid_price, debt.bid_price, debt.ask_price) = moved(debt.mid_price, debt.bid_price, debt.ask_price, *price);
        }
        for held in &mut account.collaterals {
            if let Some(price) = price_of(prices, &held.asset) {
                (held.mid_price, held.bid_price, held.ask_price) = moved(held.mid_price, held.bid_price, held.ask_price, *price);
            }
        }
        Ok(account)
    }

    fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
        boundary::boundaries(self)
    }

    fn later(&self, seconds: u32) -> Result<Self, RiskError> {
        let mut account = self.clone();
        account.vault.elapsed_seconds = elapsed(account.vault.elapsed_seconds, seconds)?;
        account.cool_off_remaining_seconds = account.cool_off_remaining_seconds.saturating_sub(seconds);
        for held in &mut account.collaterals {
            held.ltv.ramp_remaining_seconds = held.ltv.ramp_remaining_seconds.saturating_sub(seconds);
        }
        Ok(account)
    }

    fn account(&self) -> Result<Account, RiskError> {
        view::account(self)
    }

    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        actions::apply(self, action)
    }

    fn liquidation_calls(&self) -> Result<Vec<LiquidationCall>, RiskError> {
        if !self.health()?.liquidatable || self.cool_off_remaining_seconds > 0 {
            return Ok(Vec::new());
        }
        // A collateral that yields nothing, or on which the contract reverts, is no choice.
        let yields = |asset: &str| plan(self, asset).is_ok_and(|plan| !plan.most.yield_balance.is_zero());
        let choices = self.collaterals.iter().filter(|held| held.recognized && yields(&held.asset));
        Ok(choices
            .map(|held| LiquidationCall {
                collateral: held.asset.clone(),
                debt: self.liability.asset.clone(),
                repay: None,
                seize: None,
                receive_shares: true,
            })
            .collect())
    }

    /// The liquidator always receives shares and takes over debt; the outcome counts the debt taken over as repaid.
    fn liquidate(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
        if call.seize.is_some() {
            return Err(RiskError::unsupported("a liquidation by the amount seized", "pass `repay`, or neither for the most"));
        }
        let repay = call.repay.filter(|amount| *amount != U256::MAX);
        let done = euler_v2_liquidate(self, EulerV2Liquidator::default(), &call.collateral, repay, U256::ZERO)?;
        let debt = |amount: U256| self.liability.value(amount, EulerV2Purpose::Liquidation);
        let mid_price = self.collaterals.iter().find(|held| held.asset == call.collateral).map_or(U256::ZERO, |held| held.mid_price);
        let seized_value = quote(done.yield_balance, mid_price)?;
        let (repaid_value, deficit_value) = (debt(done.repay_assets)?, debt(done.socialized)?);
        let (before, after) = (liquidity(self, EulerV2Purpose::Liquidation)?, liquidity(&done.account, EulerV2Purpose::Liquidation)?);
        let (health_before, health_after) = (health_factor(&before), health_factor(&after));
        let outcome = LiquidationOutcome {
            repaid: amounts(&self.liability.asset, done.repay_assets),
            seized: amounts(&call.collateral, done.yield_balance),
            received: amounts(&call.collateral, done.yield_balance),
            fee: Vec::new(),
            deficit: amounts(&self.liability.asset, done.socialized),
            surplus: Vec::new(),
            repaid_value,
            seized_value,
            received_value: seized_value,
            deficit_value,
            borrower_loss_value: I256::from(seized_value)
                .try_sub(repaid_value.into(), "borrower's loss")?
                .try_sub(deficit_value.into(), "borrower's loss")?,
            value_decimals: self.unit_of_account_decimals,
            health_before,
            health_after,
            lowers_health: matches!((health_before, health_after), (Some(before), Some(after)) if after < before),
        };
        Ok((done.account, outcome))
    }
}

/// An amount, unless it is nothing.
fn amounts(asset: &str, amount: U256) -> Vec<AssetAmount> {
    if amount.is_zero() { Vec::new() } else { vec![AssetAmount { asset: asset.into(), amount }] }
}

/// Collateral times LTV over debt, 18 decimals; nothing without a debt.
fn health_factor(now: &EulerV2Liquidity) -> Option<U256> {
    (!now.liability_value.is_zero()).then(|| mul_div_floor(now.collateral_value, WAD, now.liability_value).unwrap_or(U256::MAX))
}

/// The three prices around a new mid price.
fn moved(mid: U256, bid: U256, ask: U256, price: U256) -> (U256, U256, U256) {
    if mid.is_zero() {
        return (price, price, price);
    }
    (price, mul_div_floor(bid, price, mid).unwrap_or(U256::MAX), mul_div_ceil(ask, price, mid).unwrap_or(U256::MAX))
}
