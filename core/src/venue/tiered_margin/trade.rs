//! A fill: size, entry price and balance after it.

use super::bucket::quote_floor;
use super::scale::Scale;
use super::state::{TieredMarginAccount, TieredMarginMarket};
use crate::error::RiskError;
use crate::exact::{I256, U256, mul_div_floor};

/// The account after a fill of `size` for `quote`, before any check. A position that grows averages its entry, one that shrinks keeps
/// it and realises profit, one that turns starts anew. Whatever the rounding of the entry price leaves goes to the balance, rounded
/// down to a quote unit, so that equity moves by what was paid, less a fraction of a quote unit at most.
///
/// Margin of an isolated position moves with it: growth takes its initial margin from the cross balance, shrinking gives back the
/// margin in proportion, closing gives back all.
pub(super) fn fill(account: &TieredMarginAccount, place: usize, size: I256, quote: I256) -> Result<TieredMarginAccount, RiskError> {
    let scale = Scale::of(account)?;
    let mut after = account.clone();
    let Some(market) = after.markets.get_mut(place) else { return Ok(after) };
    let before = market.size;
    let now = before.try_add(size, "size")?;
    let balance = market.isolated_margin.unwrap_or(account.wallet_balance);
    let cash = scale.fine(balance.try_add(quote, "balance")?)?.try_sub(scale.value(market, before, market.entry_price)?, "balance")?;
    market.entry_price = entry_price(market, &scale, size, scale.fine(quote)?, now)?;
    market.size = now;
    let balance = quote_floor(cash.try_add(scale.value(market, now, market.entry_price)?, "balance")?, scale.quote)?;
    if market.isolated_margin.is_none() {
        after.wallet_balance = balance;
        return Ok(after);
    }
    let moved = isolated_transfer(market, &scale, before, balance)?;
    market.isolated_margin = Some(balance.try_add(moved, "isolated margin")?);
    after.wallet_balance = after.wallet_balance.try_sub(moved, "balance")?;
    Ok(after)
}

/// Grows towards the side that it is on, or opens.
pub(super) fn grows(before: I256, size: I256) -> bool {
    !size.is_zero() && (before.is_zero() || before.is_negative() == size.is_negative())
}

/// Changes sides.
pub(super) fn turns(before: I256, now: I256) -> bool {
    !before.is_zero() && !now.is_zero() && before.is_negative() != now.is_negative()
}

fn entry_price(market: &TieredMarginMarket, scale: &Scale, size: I256, quote: I256, now: I256) -> Result<U256, RiskError> {
    if now.is_zero() {
        return Ok(U256::ZERO);
    }
    // What was paid for the open size: all of it for one that grows, the part of the fill beyond the old size for one that turns.
    let (paid, of) = if grows(market.size, size) {
        (scale.value(market, market.size, market.entry_price)?.try_sub(quote, "entry price")?, now)
    } else if turns(market.size, now) {
        (-quote, size)
    } else {
        return Ok(market.entry_price);
    };
    // A fee larger than the proceeds would make the price negative: it then starts at 0.
    if paid.is_negative() != of.is_negative() {
        return Ok(U256::ZERO);
    }
    paid.magnitude().try_div(of.magnitude().try_mul(scale.product(market)?, "entry price")?, "entry price")
}

/// What moves from the cross balance to the isolated margin; below zero the other way.
fn isolated_transfer(market: &TieredMarginMarket, scale: &Scale, before: I256, balance: I256) -> Result<I256, RiskError> {
    let now = market.size;
    if now.is_zero() {
        return Ok(-balance);
    }
    let (open, kept) = if before.is_zero() {
        (now.magnitude(), I256::ZERO)
    } else if turns(before, now) {
        // The old position's margin goes back, the new one's comes.
        (now.magnitude(), -balance)
    } else if now.magnitude() > before.magnitude() {
        (now.magnitude().try_sub(before.magnitude(), "size")?, I256::ZERO)
    } else {
        let closed = before.magnitude().try_sub(now.magnitude(), "size")?;
        let back = balance.unsigned().map_or(Ok(U256::ZERO), |margin| mul_div_floor(margin, closed, before.magnitude()))?;
        return Ok(-I256::from(back));
    };
    let value = scale.value(market, open.into(), market.mark_price)?.magnitude();
    let parts = scale.quote.try_mul(U256::new(u64::from(market.leverage)), "initial margin")?;
    kept.try_add(value.try_div_ceil(parts, "initial margin")?.into(), "initial margin")
}
