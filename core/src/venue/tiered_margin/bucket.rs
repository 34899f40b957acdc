//! Buckets: what stands and falls together. The cross positions are one, every isolated position is one.

use super::check::check;
use super::scale::{Scale, Tier, tier_at};
use super::state::{TieredMarginAccount, TieredMarginMarket};
use crate::error::RiskError;
use crate::exact::{I256, U256, WAD, mul_div_ceil, mul_div_floor};
use alloc::vec::Vec;

pub(super) fn market_of<'a>(account: &'a TieredMarginAccount, asset: &str) -> Result<&'a TieredMarginMarket, RiskError> {
    account.markets.iter().find(|market| market.asset == asset).ok_or_else(|| RiskError::unknown("asset", asset))
}

/// `notional·rate − deduction` of the tier at the notional, margin units.
pub(super) fn maintenance(tiers: &[Tier], notional: U256) -> Result<U256, RiskError> {
    let Some(tier) = tier_at(tiers, notional) else { return Ok(U256::ZERO) };
    notional.try_mul(tier.rate, "maintenance margin")?.try_sub(tier.deduction, "maintenance margin")
}

/// A position in whole numbers.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    pub(super) market: &'a TieredMarginMarket,
    pub(super) tiers: Vec<Tier>,
    /// Fine units.
    pub(super) notional: U256,
    /// Margin units.
    pub(super) maintenance: U256,
    /// `size·(mark − entry)`, fine units.
    profit: I256,
    /// Per tier, margin units: the bucket's equity without `size·mark`, less the maintenance of the other positions, and the deduction.
    /// This price moves none of it.
    pub(super) rooms: Vec<I256>,
}

/// The sums of a bucket.
#[derive(Clone, Debug)]
pub(super) struct Bucket<'a> {
    pub(super) isolated: Option<&'a TieredMarginMarket>,
    pub(super) lines: Vec<Line<'a>>,
    /// Margin units.
    pub(super) equity: I256,
    /// Margin units.
    pub(super) maintenance: U256,
    /// Fine units, rounded up.
    pub(super) initial: U256,
    /// Fine units.
    pub(super) notional: U256,
    /// Unrealised profit, fine units.
    pub(super) profit: I256,
}

/// An account in whole numbers.
#[derive(Clone, Debug)]
pub(super) struct Books<'a> {
    pub(super) scale: Scale,
    pub(super) cross: Bucket<'a>,
    isolated: Vec<Bucket<'a>>,
}

impl<'a> Books<'a> {
    pub(super) fn new(account: &'a TieredMarginAccount) -> Result<Self, RiskError> {
        check(account)?;
        let scale = Scale::of(account)?;
        let mut cross = Bucket::new(None, account.wallet_balance, &scale)?;
        let mut isolated = Vec::new();
        for market in &account.markets {
            let line = Line::new(market, &scale)?;
            match market.isolated_margin {
                None => cross.add(line, &scale)?,
                Some(margin) => {
                    let mut bucket = Bucket::new(Some(market), margin, &scale)?;
                    bucket.add(line, &scale)?;
                    bucket.finish(&scale)?;
                    isolated.push(bucket);
                }
            }
        }
        cross.finish(&scale)?;
        if let Some(orders) = account.open_order_margin {
            cross.initial = cross.initial.try_add(orders.try_mul(scale.quote, "initial margin")?, "initial margin")?;
        }
        Ok(Self { scale, cross, isolated })
    }

    /// The cross bucket, then the isolated ones in the order of the markets.
    pub(super) fn buckets(&self) -> impl Iterator<Item = &Bucket<'a>> {
        core::iter::once(&self.cross).chain(&self.isolated)
    }

    /// The bucket in which a market's position is.
    pub(super) fn bucket_of(&self, asset: &str) -> Option<&Bucket<'a>> {
        self.buckets().find(|bucket| bucket.lines.iter().any(|line| line.market.asset == asset))
    }

    /// Some bucket is liquidatable.
    pub(super) fn liquidatable(&self) -> bool {
        self.buckets().any(Bucket::liquidatable)
    }

    /// The bucket nearest to its liquidation; a liquidatable one before any safe one.
    pub(super) fn weakest(&self) -> Result<&Bucket<'a>, RiskError> {
        let (mut least, mut weakest) = (self.cross.health_factor()?.unwrap_or(U256::MAX), &self.cross);
        for bucket in &self.isolated {
            let health = bucket.health_factor()?.unwrap_or(U256::MAX);
            if health < least {
                (least, weakest) = (health, bucket);
            }
        }
        Ok(weakest)
    }
}

impl<'a> Line<'a> {
    fn new(market: &'a TieredMarginMarket, scale: &Scale) -> Result<Self, RiskError> {
        let tiers = scale.tiers(market)?;
        let value = scale.value(market, market.size, market.mark_price)?;
        let profit = value.try_sub(scale.value(market, market.size, market.entry_price)?, "unrealised profit")?;
        let notional = value.magnitude();
        Ok(Self { market, maintenance: maintenance(&tiers, notional)?, tiers, notional, profit, rooms: Vec::new() })
    }
}

impl<'a> Bucket<'a> {
    fn new(isolated: Option<&'a TieredMarginMarket>, balance: I256, scale: &Scale) -> Result<Self, RiskError> {
        Ok(Self {
            isolated,
            lines: Vec::new(),
            equity: scale.margin(scale.fine(balance)?)?,
            maintenance: U256::ZERO,
            initial: U256::ZERO,
            notional: U256::ZERO,
            profit: I256::ZERO,
        })
    }

    fn add(&mut self, line: Line<'a>, scale: &Scale) -> Result<(), RiskError> {
        self.equity = self.equity.try_add(scale.margin(line.profit)?, "equity")?;
        self.maintenance = self.maintenance.try_add(line.maintenance, "maintenance margin")?;
        let initial = line.notional.try_div_ceil(U256::new(u64::from(line.market.leverage)), "initial margin")?;
        self.initial = self.initial.try_add(initial, "initial margin")?;
        self.notional = self.notional.try_add(line.notional, "notional")?;
        self.profit = self.profit.try_add(line.profit, "unrealised profit")?;
        self.lines.push(line);
        Ok(())
    }

    /// What every position's boundary starts from: a state on which it overflows has no verdict either.
    fn finish(&mut self, scale: &Scale) -> Result<(), RiskError> {
        for line in &mut self.lines {
            let moving = scale.margin(scale.value(line.market, line.market.size, line.market.mark_price)?)?;
            let others = self.maintenance.try_sub(line.maintenance, "maintenance margin")?;
            let fixed = self.equity.try_sub(moving, "equity")?.try_sub(others.into(), "equity")?;
            line.rooms = line.tiers.iter().map(|tier| fixed.try_add(tier.deduction.into(), "equity")).collect::<Result<_, _>>()?;
        }
        Ok(())
    }

    /// Something is open: a balance below zero alone liquidates nothing.
    pub(super) fn open(&self) -> bool {
        self.lines.iter().any(|line| !line.market.size.is_zero())
    }

    pub(super) fn liquidatable(&self) -> bool {
        self.open() && self.equity < self.maintenance.into()
    }

    /// Equity below two thirds of the maintenance margin.
    pub(super) fn backstop(&self) -> Result<bool, RiskError> {
        let two_thirds = mul_div_ceil(self.maintenance, U256::new(2), U256::new(3))?;
        Ok(self.open() && self.equity < two_thirds.into())
    }

    /// Equity over maintenance, 18 decimals, rounded down; absent when nothing is required.
    pub(super) fn health_factor(&self) -> Result<Option<U256>, RiskError> {
        match self.equity.unsigned() {
            None if self.open() => Ok(Some(U256::ZERO)),
            Some(equity) if !self.maintenance.is_zero() => {
                // A ratio beyond 256 bits is as good as the largest.
                Ok(Some(mul_div_floor(equity, WAD, self.maintenance).unwrap_or(U256::MAX)))
            }
            _ => Ok(None),
        }
    }

    /// Equity in quote units, rounded down.
    pub(super) fn equity_quote(&self, scale: &Scale) -> Result<I256, RiskError> {
        quote_floor(self.equity, scale.quote_margin()?)
    }

    /// What must remain after a transfer, fine units.
    pub(super) fn transfer_margin(&self, least_share: u64) -> Result<U256, RiskError> {
        if least_share == 0 {
            return Ok(self.initial);
        }
        Ok(self.initial.max(self.notional.try_div_ceil(U256::new(least_share), "transfer margin")?))
    }
}

/// `⌊value/unit⌋`, below zero away from it.
pub(super) fn quote_floor(value: I256, unit: U256) -> Result<I256, RiskError> {
    match value.unsigned() {
        Some(value) => Ok(value.try_div(unit, "quote")?.into()),
        None => Ok(-I256::from(value.magnitude().try_div_ceil(unit, "quote")?)),
    }
}
