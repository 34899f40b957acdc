//! What a user can do: trade, move margin, choose leverage. A refused action changes nothing.

use super::bucket::{Books, Bucket};
use super::check::check;
use super::state::{TieredMarginAccount, TieredMarginMarket};
use super::trade::{fill, grows, turns};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::venue::action::Action;
use alloc::string::ToString;

pub(super) fn apply(account: &TieredMarginAccount, action: &Action) -> Result<TieredMarginAccount, RiskError> {
    check(account)?;
    match action {
        Action::Trade { asset, size, quote } => trade(account, asset, *size, *quote),
        Action::Supply { asset, amount } if *asset == account.quote => deposit(account, (*amount).into()),
        Action::Withdraw { asset, amount } if *asset == account.quote => withdraw(account, *amount),
        Action::Supply { asset, amount } => move_margin(account, asset, (*amount).into()),
        Action::Withdraw { asset, amount } => move_margin(account, asset, -I256::from(*amount)),
        Action::SetLeverage { asset, leverage } => set_leverage(account, asset, *leverage),
        _ => Err(RiskError::unsupported("this action", "a margin account has trade, supply, withdraw and setLeverage")),
    }
}

fn place_of(account: &TieredMarginAccount, asset: &str) -> Result<usize, RiskError> {
    account.markets.iter().position(|market| market.asset == asset).ok_or_else(|| RiskError::unknown("asset", asset))
}

/// A fill; what adds risk needs its initial margin at the mark, and a leverage that the tier of the new notional allows.
fn trade(account: &TieredMarginAccount, asset: &str, size: I256, quote: I256) -> Result<TieredMarginAccount, RiskError> {
    if size.is_zero() {
        return Err(RiskError::out_of_range("size", "not 0", 0, "pass the change of the position"));
    }
    let place = place_of(account, asset)?;
    let before = account.markets.get(place).map_or(I256::ZERO, |market| market.size);
    let hedged = |market: &TieredMarginMarket| account.markets.iter().any(|other| other.hedge_of.as_deref() == Some(market.contract()));
    if let Some(market) = account.markets.get(place).filter(|market| hedged(market)) {
        // A side of a hedge never turns into the other.
        let after = before.try_add(size, "size")?;
        if !after.is_zero() && after.is_negative() != market.hedge_of.is_some() {
            return Err(account.profile.reduce_only());
        }
    }
    let after = fill(account, place, size, quote)?;
    if grows(before, size) || turns(before, before.try_add(size, "size")?) {
        let books = Books::new(&after)?;
        let Some((market, bucket)) = after.markets.get(place).zip(books.bucket_of(asset)) else { return Ok(after) };
        if market.leverage > max_leverage(&books, market)? {
            return Err(account.profile.too_large_for_leverage());
        }
        // An isolated position takes its margin from the cross balance: both must carry what they hold.
        for touched in books.buckets().filter(|one| one.isolated.is_none() || one.isolated == bucket.isolated) {
            if !carries_initial(&books, touched)? {
                return Err(account.profile.insufficient_margin());
            }
        }
    }
    Ok(after)
}

/// Equity is at least the initial margin; an empty bucket needs a balance not below zero.
fn carries_initial(books: &Books<'_>, bucket: &Bucket<'_>) -> Result<bool, RiskError> {
    Ok(bucket.equity >= books.scale.margin(bucket.initial.into())?)
}

/// Largest leverage at the notional of now.
fn max_leverage(books: &Books<'_>, market: &TieredMarginMarket) -> Result<u16, RiskError> {
    let notional = books.scale.value(market, market.size, market.mark_price)?.magnitude();
    let mut allowed = market.tiers.first().map_or(0, |tier| tier.max_leverage);
    for tier in &market.tiers {
        if tier.lower_bound.try_mul(books.scale.quote, "lower bound")? < notional {
            allowed = tier.max_leverage;
        }
    }
    Ok(allowed)
}

fn deposit(account: &TieredMarginAccount, amount: I256) -> Result<TieredMarginAccount, RiskError> {
    Ok(TieredMarginAccount { wallet_balance: account.wallet_balance.try_add(amount, "balance")?, ..account.clone() })
}

fn withdraw(account: &TieredMarginAccount, amount: U256) -> Result<TieredMarginAccount, RiskError> {
    let after = deposit(account, -I256::from(amount))?;
    if leaves_transfer_margin(&after, None)? { Ok(after) } else { Err(account.profile.insufficient_balance()) }
}

/// Moves margin between the cross balance and an isolated position; below zero takes it out.
fn move_margin(account: &TieredMarginAccount, asset: &str, amount: I256) -> Result<TieredMarginAccount, RiskError> {
    let place = place_of(account, asset)?;
    let mut after = deposit(account, -amount)?;
    let margin = after.markets.get_mut(place).and_then(|market| market.isolated_margin.as_mut());
    let Some(margin) = margin else {
        let hint = "name the quote currency to move cross margin";
        return Err(RiskError::unsupported("margin of a cross position", hint));
    };
    *margin = margin.try_add(amount, "isolated margin")?;
    let from = if amount.is_negative() { Some(asset) } else { None };
    if leaves_transfer_margin(&after, from)? { Ok(after) } else { Err(account.profile.insufficient_balance()) }
}

/// The bucket that gave still holds what the venue's transfer rule asks. At Binance unrealised profit cannot leave the account.
fn leaves_transfer_margin(account: &TieredMarginAccount, from: Option<&str>) -> Result<bool, RiskError> {
    let books = Books::new(account)?;
    let Some(bucket) = books.buckets().find(|bucket| bucket.isolated.map(|market| market.asset.as_str()) == from) else {
        return Ok(false);
    };
    let share = account.profile.least_transfer_share();
    let mut remaining = bucket.equity;
    if share == 0 && !bucket.profit.is_negative() {
        remaining = remaining.try_sub(books.scale.margin(bucket.profit)?, "transfer margin")?;
    }
    Ok(remaining >= books.scale.margin(bucket.transfer_margin(share)?.into())?)
}

/// A leverage above the tier's maximum is refused; a lower one needs its initial margin, since it asks for more.
fn set_leverage(account: &TieredMarginAccount, asset: &str, leverage: u16) -> Result<TieredMarginAccount, RiskError> {
    let place = place_of(account, asset)?;
    let mut after = account.clone();
    let Some(market) = after.markets.get_mut(place) else { return Ok(after) };
    if leverage == 0 || leverage > max_leverage(&Books::new(account)?, market)? {
        return Err(account.profile.invalid_leverage());
    }
    let lower = leverage < market.leverage;
    let contract = market.contract().to_string();
    for side in after.markets.iter_mut().filter(|side| side.contract() == contract) {
        side.leverage = leverage;
    }
    if lower {
        let books = Books::new(&after)?;
        let carried = books.bucket_of(asset).map_or(Ok(true), |bucket| carries_initial(&books, bucket))?;
        if !carried {
            return Err(account.profile.insufficient_margin());
        }
    }
    Ok(after)
}
