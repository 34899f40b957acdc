//! What a liquidation does: a close at the mark, or at Hyperliquid the backstop.
//!
//! Hyperliquid documentation, liquidations: orders to the book for the whole size, for positions above 100,000 USDC a fifth first and
//! the rest after 30 seconds; below two thirds of the maintenance margin the liquidator vault takes positions and margin of the bucket.
//! Binance, liquidation protocols: an immediate-or-cancel order, a fee on the value closed, the insurance fund covers what is missing.
//! The order's price is the mark here: slippage is the market's, not the venue's rule.

use super::bucket::{Books, Bucket, market_of, quote_floor};
use super::check::PPM;
use super::scale::Scale;
use super::state::{TieredMarginAccount, TieredMarginMarket};
use super::trade::fill;
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::venue::outcome::{AssetAmount, LiquidationCall, LiquidationOutcome};
use crate::venue::rules::Venue;
use alloc::vec::Vec;

/// The first order of a large position closes one part in five.
const FIRST_ORDER_PARTS: U256 = U256::new(5);

/// One call per open position of a liquidatable bucket, as large as the venue's first order.
pub(super) fn calls(account: &TieredMarginAccount) -> Result<Vec<LiquidationCall>, RiskError> {
    let books = Books::new(account)?;
    let lines = books.buckets().filter(|bucket| bucket.liquidatable()).flat_map(|bucket| &bucket.lines);
    Ok(lines
        .filter(|line| !line.market.size.is_zero())
        .map(|line| LiquidationCall {
            collateral: line.market.asset.clone(),
            debt: account.quote.clone(),
            repay: None,
            seize: None,
            receive_shares: false,
        })
        .collect())
}

/// Closes the position in `collateral`: `seize` of it, or the venue's first order. At Hyperliquid a bucket below two thirds of its
/// maintenance margin goes to the vault whole.
pub(super) fn liquidate(
    account: &TieredMarginAccount,
    call: &LiquidationCall,
) -> Result<(TieredMarginAccount, LiquidationOutcome), RiskError> {
    if call.repay.is_some() {
        return Err(RiskError::unsupported("a liquidation by `repay`", "pass the size to close as `seize`, or neither"));
    }
    let books = Books::new(account)?;
    let market = market_of(account, &call.collateral)?;
    let Some(bucket) = books.bucket_of(&call.collateral).filter(|bucket| bucket.liquidatable() && !market.size.is_zero()) else {
        return Err(RiskError::refused("NotLiquidatable"));
    };
    let mut flows = Flows::default();
    let after = if account.profile.has_backstop() && bucket.backstop()? {
        backstop(account, &books.scale, bucket, &mut flows)?
    } else {
        close(account, &books, market, call.seize, &mut flows)?
    };
    let outcome = flows.outcome(account, &after, &books.scale)?;
    Ok((after, outcome))
}

/// What changes hands, fine units; a long position gives the asset for quote, a short one quote for the asset.
#[derive(Default)]
struct Flows {
    repaid: Vec<AssetAmount>,
    seized: Vec<AssetAmount>,
    received: Vec<AssetAmount>,
    fee: Vec<AssetAmount>,
    deficit: Vec<AssetAmount>,
    repaid_value: U256,
    seized_value: U256,
    fee_value: U256,
    deficit_value: U256,
}

impl Flows {
    /// A position of `size` taken at its mark.
    fn take(&mut self, account: &TieredMarginAccount, scale: &Scale, market: &TieredMarginMarket, size: U256) -> Result<(), RiskError> {
        let value = scale.value(market, size.into(), market.mark_price)?.magnitude();
        let asset = AssetAmount { asset: market.asset.clone(), amount: size };
        let quote = AssetAmount { asset: account.quote.clone(), amount: value.try_div(scale.quote, "value")? };
        let (given, got) = if market.size.is_negative() { (quote, asset) } else { (asset, quote) };
        self.received.push(given.clone());
        self.seized.push(given);
        self.repaid.push(got);
        self.seized_value = self.seized_value.try_add(value, "value")?;
        self.repaid_value = self.repaid_value.try_add(value, "value")?;
        Ok(())
    }

    fn quote(account: &TieredMarginAccount, amount: U256) -> Vec<AssetAmount> {
        if amount.is_zero() { Vec::new() } else { Vec::from([AssetAmount { asset: account.quote.clone(), amount }]) }
    }

    fn outcome(self, before: &TieredMarginAccount, after: &TieredMarginAccount, scale: &Scale) -> Result<LiquidationOutcome, RiskError> {
        let floor = |fine: U256| fine.try_div(scale.quote, "value");
        let (seized_value, repaid_value, deficit_value) =
            (floor(self.seized_value)?, floor(self.repaid_value)?, floor(self.deficit_value)?);
        let (was, is) = (before.health()?, after.health()?);
        Ok(LiquidationOutcome {
            received_value: floor(self.seized_value.try_sub(self.fee_value, "value")?)?,
            borrower_loss_value: I256::from(seized_value).try_sub(repaid_value.into(), "loss")?.try_sub(deficit_value.into(), "loss")?,
            repaid: self.repaid,
            seized: self.seized,
            received: self.received,
            fee: self.fee,
            deficit: self.deficit,
            surplus: Vec::new(),
            repaid_value,
            seized_value,
            deficit_value,
            value_decimals: before.quote_decimals,
            lowers_health: is.health_factor.zip(was.health_factor).is_some_and(|(is, was)| is < was),
            health_before: was.health_factor,
            health_after: is.health_factor,
        })
    }
}

/// The size of the venue's first order.
fn first_order(account: &TieredMarginAccount, scale: &Scale, market: &TieredMarginMarket) -> Result<U256, RiskError> {
    let size = market.size.magnitude();
    let Some(above) = account.profile.partial_above() else { return Ok(size) };
    let one = U256::power_of_ten(account.quote_decimals).ok_or_else(|| RiskError::overflow("decimals"))?;
    let limit = U256::new(above).try_mul(one, "value")?.try_mul(scale.quote, "value")?;
    let notional = scale.value(market, market.size, market.mark_price)?.magnitude();
    Ok(if notional > limit { size.try_div_ceil(FIRST_ORDER_PARTS, "size")? } else { size })
}

fn close(
    account: &TieredMarginAccount,
    books: &Books<'_>,
    market: &TieredMarginMarket,
    asked: Option<U256>,
    flows: &mut Flows,
) -> Result<TieredMarginAccount, RiskError> {
    let scale = &books.scale;
    let held = market.size.magnitude();
    let size = match asked {
        Some(asked) => asked.min(held),
        None => first_order(account, scale, market)?,
    };
    if size.is_zero() {
        return Err(RiskError::out_of_range("seize", "above 0", 0, "pass the size to close, or leave it out"));
    }
    flows.take(account, scale, market, size)?;
    let value = scale.value(market, size.into(), market.mark_price)?.magnitude();
    let fee = value
        .try_mul(U256::new(u64::from(market.liquidation_fee_ppm)), "fee")?
        .try_div_ceil(scale.quote.try_mul(U256::new(u64::from(PPM)), "fee")?, "fee")?;
    let traded = I256::new(!market.size.is_negative(), size);
    // A long position's close brings quote, a short one's costs it; fractions of a quote unit go against the account.
    let paid = quote_floor(-scale.value(market, traded, market.mark_price)?, scale.quote)?.try_sub(fee.into(), "fee")?;
    let place = account.markets.iter().position(|one| one.asset == market.asset).unwrap_or_default();
    let mut after = fill(account, place, traded, paid)?;
    flows.charge(account, scale, fee)?;
    let missing = settle(account, &mut after, place)?;
    flows.deficit_value = missing.try_mul(scale.quote, "deficit")?;
    flows.deficit = Flows::quote(account, missing);
    Ok(after)
}

impl Flows {
    /// The venue's fee, quote units: taken from the account on top of the position.
    fn charge(&mut self, account: &TieredMarginAccount, scale: &Scale, fee: U256) -> Result<(), RiskError> {
        self.fee = Self::quote(account, fee);
        self.seized.extend(Self::quote(account, fee));
        self.fee_value = fee.try_mul(scale.quote, "fee")?;
        self.seized_value = self.seized_value.try_add(self.fee_value, "value")?;
        Ok(())
    }
}

/// What the account cannot pay after a close, quote units: the venue covers it. Margin of an isolated position stays with it until it
/// is closed, and what it lacks is never taken from the cross balance.
fn settle(before: &TieredMarginAccount, after: &mut TieredMarginAccount, place: usize) -> Result<U256, RiskError> {
    let Some(market) = after.markets.get_mut(place) else { return Ok(U256::ZERO) };
    let balance = if let Some(margin) = market.isolated_margin.as_mut() {
        let given = after.wallet_balance.try_sub(before.wallet_balance, "balance")?;
        if !market.size.is_zero() {
            *margin = margin.try_add(given, "isolated margin")?;
            after.wallet_balance = before.wallet_balance;
            return Ok(U256::ZERO);
        }
        given
    } else if after.markets.iter().all(|one| one.isolated_margin.is_some() || one.size.is_zero()) {
        after.wallet_balance
    } else {
        return Ok(U256::ZERO);
    };
    if !balance.is_negative() {
        return Ok(U256::ZERO);
    }
    after.wallet_balance = after.wallet_balance.try_sub(balance, "balance")?;
    Ok(balance.magnitude())
}

/// The vault takes positions and margin of the bucket; what the margin lacks is a deficit.
fn backstop(
    account: &TieredMarginAccount,
    scale: &Scale,
    bucket: &Bucket<'_>,
    flows: &mut Flows,
) -> Result<TieredMarginAccount, RiskError> {
    let mut after = account.clone();
    for line in bucket.lines.iter().filter(|line| !line.market.size.is_zero()) {
        flows.take(account, scale, line.market, line.market.size.magnitude())?;
        if let Some(market) = after.markets.iter_mut().find(|one| one.asset == line.market.asset) {
            market.size = I256::ZERO;
            market.entry_price = U256::ZERO;
            market.isolated_margin = market.isolated_margin.map(|_| I256::ZERO);
        }
    }
    if bucket.isolated.is_none() {
        after.wallet_balance = I256::ZERO;
        after.open_order_margin = None;
    }
    let equity = bucket.equity_quote(scale)?;
    let amount = Flows::quote(account, equity.magnitude());
    let fine = equity.magnitude().try_mul(scale.quote, "equity")?;
    if equity.is_negative() {
        flows.deficit = amount;
        flows.deficit_value = fine;
    } else {
        flows.seized.extend(amount.clone());
        flows.received.extend(amount);
        flows.seized_value = flows.seized_value.try_add(fine, "value")?;
    }
    Ok(after)
}
