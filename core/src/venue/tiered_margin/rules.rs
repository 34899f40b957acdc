//! A tiered-margin account as one venue among others.

use super::boundary::boundaries;
use super::bucket::{Books, quote_floor};
use super::check::check;
use super::state::{TieredMarginAccount, TieredMarginFunding, TieredMarginMarket, TieredMarginProfile};
use super::view::bucket_account;
use crate::account::{Account, Boundary};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::venue::action::Action;
use crate::venue::outcome::{LiquidationCall, LiquidationOutcome, PositionHealth, PositionPrice};
use crate::venue::rules::{Venue, check_names, price_of};
use alloc::vec::Vec;

/// Decimals of a funding rate.
pub(super) const FUNDING_DECIMALS: u8 = 12;

impl Venue for TieredMarginAccount {
    fn health(&self) -> Result<PositionHealth, RiskError> {
        let books = Books::new(self)?;
        let unit = books.scale.quote_margin()?;
        let mut equity = I256::ZERO;
        for bucket in books.buckets() {
            equity = equity.try_add(bucket.equity, "equity")?;
        }
        let weakest = books.weakest()?;
        Ok(PositionHealth {
            liquidatable: books.liquidatable(),
            health_factor: weakest.health_factor()?,
            backing: weakest.equity_quote(&books.scale)?,
            required: weakest.maintenance.try_div_ceil(unit, "maintenance margin")?,
            equity: quote_floor(equity, unit)?,
            value_decimals: self.quote_decimals,
        })
    }

    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        check(self)?;
        let price = |market: &TieredMarginMarket| PositionPrice {
            asset: market.asset.clone(),
            price: market.mark_price,
            decimals: market.price_decimals,
            factor: market.factor.clone(),
        };
        // Both sides of a hedge have one price.
        Ok(self.markets.iter().filter(|market| market.hedge_of.is_none()).map(price).collect())
    }

    fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
        let contracts = self.markets.iter().filter(|market| market.hedge_of.is_none()).map(|market| &market.asset);
        check_names(contracts, prices.iter().map(|(name, _)| *name))?;
        let mut account = self.clone();
        for market in &mut account.markets {
            market.mark_price = price_of(prices, market.contract()).copied().unwrap_or(market.mark_price);
        }
        Ok(account)
    }

    fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
        boundaries(self)
    }

    /// Funding at the rate and mark of now, each payment rounded against the account.
    fn later(&self, seconds: u32) -> Result<Self, RiskError> {
        let books = Books::new(self)?;
        let mut account = self.clone();
        for market in &mut account.markets {
            let Some(funding) = market.funding.clone() else { continue };
            let (payments, next_in_seconds) = payments(&funding, seconds);
            let value = books.scale.value(market, market.size, market.mark_price)?;
            let paid = value.try_mul(funding.rate, "funding")?;
            let one = U256::power_of_ten(FUNDING_DECIMALS).unwrap_or(U256::ONE).try_mul(books.scale.quote, "funding")?;
            let earned = quote_floor(-paid, one)?.try_mul(U256::new(u64::from(payments)).into(), "funding")?;
            market.funding = Some(TieredMarginFunding { next_in_seconds, ..funding });
            let balance = market.isolated_margin.as_mut().unwrap_or(&mut account.wallet_balance);
            *balance = balance.try_add(earned, "funding")?;
        }
        Ok(account)
    }

    fn account(&self) -> Result<Account, RiskError> {
        let books = Books::new(self)?;
        let weakest = books.weakest()?;
        Ok(Account { liquidatable: Some(books.liquidatable()), ..bucket_account(self, &books.scale, weakest)? })
    }

    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        super::actions::apply(self, action)
    }

    fn liquidation_calls(&self) -> Result<Vec<LiquidationCall>, RiskError> {
        super::liquidation::calls(self)
    }

    fn liquidate(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
        super::liquidation::liquidate(self, call)
    }
}

/// How many payments fall within the seconds, and the seconds left until the one after.
fn payments(funding: &TieredMarginFunding, seconds: u32) -> (u32, u32) {
    match seconds.checked_sub(funding.next_in_seconds) {
        None => (0, funding.next_in_seconds.saturating_sub(seconds)),
        Some(after) => {
            let whole = after.checked_div(funding.interval_seconds).unwrap_or(0);
            let past = after.checked_rem(funding.interval_seconds).unwrap_or(0);
            (whole.saturating_add(1), funding.interval_seconds.saturating_sub(past))
        }
    }
}

impl TieredMarginProfile {
    /// An order of one side of a hedge beyond what it holds: Binance's −2022.
    pub(super) fn reduce_only(self) -> RiskError {
        RiskError::refused("REDUCE_ONLY_REJECT")
    }

    /// One over the least share of the notional that must remain after a transfer; 0 for none.
    pub(super) fn least_transfer_share(self) -> u64 {
        match self {
            Self::Hyperliquid => 10,
            Self::BinanceUsdM => 0,
        }
    }

    /// Notional above which the first order of a liquidation closes one part in `FIRST_ORDER_PARTS`, whole quote; absent for none.
    pub(super) fn partial_above(self) -> Option<u64> {
        match self {
            Self::Hyperliquid => Some(100_000),
            Self::BinanceUsdM => None,
        }
    }

    /// Below two thirds of the maintenance margin a vault takes the whole bucket.
    pub(super) fn has_backstop(self) -> bool {
        matches!(self, Self::Hyperliquid)
    }

    /// The venue's own name for too little margin: Hyperliquid's text, Binance's −2019 and its spelling.
    pub(super) fn insufficient_margin(self) -> RiskError {
        RiskError::refused(match self {
            Self::Hyperliquid => "Insufficient margin to place order",
            Self::BinanceUsdM => "MARGIN_NOT_SUFFICIEN",
        })
    }

    /// A withdrawal or transfer that leaves too little: Binance's −2018; Hyperliquid documents none, the text is ours.
    pub(super) fn insufficient_balance(self) -> RiskError {
        RiskError::refused(match self {
            Self::Hyperliquid => "Insufficient balance for withdrawal",
            Self::BinanceUsdM => "BALANCE_NOT_SUFFICIENT",
        })
    }

    /// The venue's own name for a leverage that the tier does not allow: Hyperliquid's text, Binance's −4028.
    pub(super) fn invalid_leverage(self) -> RiskError {
        RiskError::refused(match self {
            Self::Hyperliquid => "Invalid leverage value",
            Self::BinanceUsdM => "INVALID_LEVERAGE",
        })
    }

    /// The venue's own name for a position larger than the leverage allows: Binance's −2027.
    pub(super) fn too_large_for_leverage(self) -> RiskError {
        RiskError::refused(match self {
            Self::Hyperliquid => "Invalid leverage value",
            Self::BinanceUsdM => "MAX_LEVERAGE_RATIO",
        })
    }
}
