//! Hedge mode: the long and the short side of one contract, each with its own margin and tier, at one mark price.
//!
//! Source: Binance's public liquidation formula in hedge mode, whose numerator and denominator add both sides with their own rate and
//! maintenance amount; cross, both sides share one liquidation price, isolated, each has its own.

use super::bucket::{Books, Bucket, Line};
use super::state::{TieredMarginAccount, TieredMarginMarket};
use crate::account::{Boundary, BoundarySide, PriceBoundary};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use alloc::vec::Vec;

const HEDGE: &str = "boundary of a hedged contract";

impl TieredMarginMarket {
    /// The name of the contract: that of its long side.
    pub(super) fn contract(&self) -> &str {
        self.hedge_of.as_deref().unwrap_or(&self.asset)
    }
}

impl TieredMarginAccount {
    /// Both sides of a contract, where both are open.
    pub(super) fn is_hedged(&self, contract: &str) -> bool {
        let open = |market: &&TieredMarginMarket| market.contract() == contract && !market.size.is_zero();
        self.markets.iter().filter(open).count() > 1
    }

    /// A copy at another price of a contract.
    pub(super) fn at_price(&self, contract: &str, price: U256) -> Self {
        let mut moved = self.clone();
        for market in moved.markets.iter_mut().filter(|market| market.contract() == contract) {
            market.mark_price = price;
        }
        moved
    }
}

/// The prices at which buckets are safe: one interval, because equity is straight in the price and the maintenance margin is convex.
#[derive(Clone, Copy, Debug)]
struct Safe {
    low: U256,
    high: Option<U256>,
    empty: bool,
}

impl Safe {
    const ALL: Self = Self { low: U256::ZERO, high: None, empty: false };

    /// One end; the only flip where there is no other.
    fn end(&self, price: U256) -> PriceBoundary {
        PriceBoundary::At { price, unique: self.low.is_zero() || self.high.is_none() }
    }

    /// Narrows to `room + slope·p ≥ 0`.
    fn narrow(&mut self, room: I256, slope: I256) -> Result<(), RiskError> {
        let (need, step) = (room.magnitude(), slope.magnitude());
        match (slope.is_zero(), slope.is_negative(), room.is_negative()) {
            (true, _, short) => self.empty |= short,
            (false, true, true) => self.empty = true,
            (false, false, false) => {}
            (false, false, true) => self.low = self.low.max(need.try_div_ceil(step, HEDGE)?),
            (false, true, false) => {
                let most = need.try_div(step, HEDGE)?;
                self.high = Some(self.high.map_or(most, |high| high.min(most)));
            }
        }
        self.empty |= self.high.is_some_and(|high| high < self.low);
        Ok(())
    }
}

/// The prices of a contract at which every bucket that holds a side of it is safe.
fn safe_prices(books: &Books<'_>, contract: &str, only: Option<&str>) -> Result<Safe, RiskError> {
    let mut safe = Safe::ALL;
    for bucket in books.buckets() {
        let of = |line: &&Line<'_>| line.market.contract() == contract && !line.market.size.is_zero();
        let sides: Vec<&Line<'_>> = bucket.lines.iter().filter(of).collect();
        let asked = only.is_none_or(|asset| sides.iter().any(|line| line.market.asset == asset));
        if asked && !sides.is_empty() {
            narrow(books, bucket, &sides, &mut safe)?;
        }
    }
    Ok(safe)
}

/// Safe by every tier of one side with every tier of the other: the tiers that hold at a price are the strictest.
fn narrow(books: &Books<'_>, bucket: &Bucket<'_>, sides: &[&Line<'_>], safe: &mut Safe) -> Result<(), RiskError> {
    let scale = &books.scale;
    let mut fixed = bucket.equity.try_sub(bucket.maintenance.into(), HEDGE)?;
    let mut lines = alloc::vec![(I256::ZERO, I256::ZERO)];
    for line in sides {
        let moving = scale.margin(scale.value(line.market, line.market.size, line.market.mark_price)?)?;
        fixed = fixed.try_sub(moving, HEDGE)?.try_add(line.maintenance.into(), HEDGE)?;
        let step = line.market.size.magnitude().try_mul(scale.product(line.market)?, HEDGE)?;
        let mut with = Vec::with_capacity(lines.len() * line.tiers.len());
        for (room, slope) in &lines {
            for tier in &line.tiers {
                let gain = I256::new(line.market.size.is_negative(), scale.rate_unit).try_sub(tier.rate.into(), HEDGE)?;
                let slope = slope.try_add(gain.try_mul(step.into(), HEDGE)?, HEDGE)?;
                with.push((room.try_add(tier.deduction.into(), HEDGE)?, slope));
            }
        }
        lines = with;
    }
    for (room, slope) in lines {
        safe.narrow(fixed.try_add(room, HEDGE)?, slope)?;
    }
    Ok(())
}

/// The boundaries of a contract with both sides open: the lower and the upper end while it is safe, the nearer one when it is not.
pub(super) fn boundaries(account: &TieredMarginAccount, books: &Books<'_>, contract: &str) -> Result<Vec<Boundary>, RiskError> {
    let holds = |bucket: &&Bucket<'_>| bucket.lines.iter().any(|line| line.market.contract() == contract && !line.market.size.is_zero());
    let elsewhere = books.buckets().filter(|bucket| !holds(bucket)).any(Bucket::liquidatable);
    let safe = safe_prices(books, contract, None)?;
    let one = |side, boundary| Boundary { asset: contract.into(), side, boundary };
    let (falls, rises) = (BoundarySide::Collateral, BoundarySide::Debt);
    let Some(now) = account.markets.iter().find(|market| market.asset == contract).map(|market| market.mark_price) else {
        return Ok(Vec::new());
    };
    if safe.empty || elsewhere {
        return Ok(alloc::vec![one(falls, PriceBoundary::NothingSaves)]);
    }
    let at = |price| safe.end(price);
    // A price at which the sums leave 256 bits is neither safe nor liquidatable.
    let verdict = |price: U256| Books::new(&account.at_price(contract, price)).ok().map(|books| books.liquidatable());
    if now < safe.low {
        let saves = verdict(safe.low) == Some(false);
        return Ok(alloc::vec![one(falls, if saves { at(safe.low) } else { PriceBoundary::NothingSaves })]);
    }
    if let Some(high) = safe.high.filter(|high| now > *high) {
        return Ok(alloc::vec![one(rises, at(high))]);
    }
    let low = if safe.low.is_zero() { PriceBoundary::NothingLiquidates } else { at(safe.low) };
    let beyond = |high: U256| high.try_add(U256::ONE, HEDGE).ok().and_then(verdict) == Some(true);
    let high = safe.high.filter(|high| beyond(*high)).map_or(PriceBoundary::NothingLiquidates, at);
    Ok(alloc::vec![one(falls, low), one(rises, high)])
}

/// The liquidation price of one side, by its own bucket: the end towards which the bucket's sides of the contract lose together.
pub(super) fn liquidation_price(books: &Books<'_>, market: &TieredMarginMarket) -> Result<PriceBoundary, RiskError> {
    let safe = safe_prices(books, market.contract(), Some(&market.asset))?;
    if safe.empty {
        return Ok(PriceBoundary::NothingSaves);
    }
    let mut net = I256::ZERO;
    for line in books.bucket_of(&market.asset).into_iter().flat_map(|bucket| &bucket.lines) {
        if line.market.contract() == market.contract() {
            net = net.try_add(line.market.size, HEDGE)?;
        }
    }
    let price = if net.is_negative() { safe.high } else { Some(safe.low).filter(|low| !low.is_zero()) };
    Ok(price.map_or(PriceBoundary::NothingLiquidates, |price| safe.end(price)))
}
