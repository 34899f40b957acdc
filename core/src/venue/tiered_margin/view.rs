//! One bucket as the venue-neutral account.

use super::bucket::{Books, Bucket, quote_floor};
use super::rules::FUNDING_DECIMALS;
use super::scale::Scale;
use super::state::{TieredMarginAccount, TieredMarginMarket};
use crate::account::{Account, Leg, LegSide};
use crate::error::RiskError;
use crate::exact::I256;
use crate::units;
use alloc::string::String;
use alloc::vec::Vec;

/// Smallest share that a leg may carry.
const LEAST_SHARE: f64 = 1e-9;

/// Returns one bucket as the venue-neutral account: the cross positions, or the isolated position of a market.
///
/// A long position is a collateral with threshold 1 less its maintenance margin over its notional, a short one a debt with threshold
/// 1 and that share on top; the quote currency carries what is left of the equity. The share is that of now: the tiers bend it a
/// little on the way to the liquidation price, which `tiered_margin_liquidation_price` has exactly.
///
/// # Errors
/// Those of `tiered_margin_buckets`; `unknown` for a market without an isolated position; `out_of_range` for a mark price of 0 of an
/// open position.
///
/// ```
/// use plimsoll::{I256, U256, venue::tiered_margin::*};
/// let account = TieredMarginAccount {
///     profile: TieredMarginProfile::Hyperliquid, quote: "USDC".into(), quote_decimals: 6,
///     wallet_balance: "1000000000".parse()?, open_order_margin: None,
///     markets: vec![TieredMarginMarket {
///         asset: "ETH".into(), factor: Some("ETH".into()), size_decimals: 4, price_decimals: 2, size: "20000".parse()?,
///         entry_price: U256::new(200_000), mark_price: U256::new(190_000), leverage: 10, isolated_margin: None,
///         tiers: vec![TieredMarginTier { lower_bound: U256::ZERO, max_leverage: 25, maintenance_rate_ppm: None, deduction: None }],
///         funding: None, liquidation_fee_ppm: 0, hedge_of: None,
///     }],
/// };
/// let cross = tiered_margin_bucket_account(&account, None)?;
/// assert_eq!((cross.legs[0].amount, cross.legs[0].threshold, cross.legs[1].amount), (2.0, 0.98, 3_000.0));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn tiered_margin_bucket_account(account: &TieredMarginAccount, isolated: Option<&str>) -> Result<Account, RiskError> {
    let books = Books::new(account)?;
    let bucket = books.buckets().find(|bucket| bucket.isolated.map(|market| market.asset.as_str()) == isolated);
    let bucket = bucket.ok_or_else(|| RiskError::unknown("isolated", isolated.unwrap_or("")))?;
    bucket_account(account, &books.scale, bucket)
}

pub(super) fn bucket_account(account: &TieredMarginAccount, scale: &Scale, bucket: &Bucket<'_>) -> Result<Account, RiskError> {
    let mut legs = Vec::new();
    // The quote that is left when every position is taken at its mark.
    let mut cash = bucket.equity;
    for line in bucket.lines.iter().filter(|line| !line.market.size.is_zero()) {
        let market = line.market;
        if market.mark_price.is_zero() {
            return Err(RiskError::out_of_range("markets.markPrice", "above 0", 0, "wait for a price"));
        }
        cash = cash.try_sub(scale.margin(scale.value(market, market.size, market.mark_price)?)?, "quote")?;
        let share = line.maintenance.to_f64() / scale.margin(line.notional.into())?.to_f64();
        legs.push(position_leg(market, share));
    }
    let cash = quote_floor(cash, scale.quote_margin()?)?;
    if !cash.is_zero() {
        legs.push(quote_leg(account, cash));
    }
    Ok(Account { legs, liquidatable: Some(bucket.liquidatable()) })
}

fn position_leg(market: &TieredMarginMarket, maintenance: f64) -> Leg {
    let short = market.size.is_negative();
    let threshold = if short { 1.0 + maintenance } else { share(1.0 - maintenance) };
    let ltv = if short { 0.0 } else { share((1.0 - 1.0 / f64::from(market.leverage)).min(threshold)) };
    Leg {
        asset: market.asset.clone(),
        side: if short { LegSide::Debt } else { LegSide::Collateral },
        amount: units::to_f64(market.size.magnitude(), market.size_decimals),
        price: units::to_f64(market.mark_price, market.price_decimals),
        threshold,
        ltv,
        factor: market.factor.clone(),
        interest_annual: interest_annual(market),
    }
}

/// Funding at the rate of now over a year, as interest on the leg. Where the rate is above zero a long position pays it on what it
/// holds, and a short one owes less.
fn interest_annual(market: &TieredMarginMarket) -> f64 {
    market.funding.as_ref().map_or(0.0, |funding| {
        let rate = units::to_f64(funding.rate.magnitude(), FUNDING_DECIMALS);
        let annual = rate * units::HOURS_PER_YEAR * f64::from(units::SECONDS_PER_HOUR) / f64::from(funding.interval_seconds);
        if funding.rate.is_negative() { annual } else { 0.0 - annual }
    })
}

fn quote_leg(account: &TieredMarginAccount, cash: I256) -> Leg {
    let owed = cash.is_negative();
    Leg {
        asset: String::from(account.quote.as_str()),
        side: if owed { LegSide::Debt } else { LegSide::Collateral },
        amount: units::to_f64(cash.magnitude(), account.quote_decimals),
        price: 1.0,
        threshold: 1.0,
        ltv: if owed { 0.0 } else { 1.0 },
        factor: None,
        interest_annual: 0.0,
    }
}

/// A share too small to count is none.
fn share(value: f64) -> f64 {
    if value < LEAST_SHARE { 0.0 } else { value }
}
