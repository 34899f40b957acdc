//! Margin of every bucket, as the venue shows it.

use super::bucket::{Books, Bucket, maintenance, market_of};
use super::check::check;
use super::scale::Scale;
use super::state::TieredMarginAccount;
use crate::error::RiskError;
use crate::exact::{I256, U256, WAD, mul_div_floor};
use alloc::string::String;
use alloc::vec::Vec;

/// Margin of one bucket: the cross positions, or one isolated position.
#[derive(Clone, Debug, PartialEq)]
pub struct TieredMarginBucket {
    /// The market of an isolated position; absent for the cross positions.
    pub isolated: Option<String>,
    /// Balance and unrealised profit, quote units, rounded down.
    pub equity: I256,
    /// Notional of all positions, quote units, rounded up.
    pub notional: U256,
    /// Maintenance margin, quote units, rounded up.
    pub maintenance_margin: U256,
    /// Initial margin at the chosen leverage, with that of open orders, quote units, rounded up.
    pub initial_margin: U256,
    /// What must remain after a withdrawal or transfer, quote units, rounded up.
    pub transfer_margin: U256,
    /// Equity over maintenance margin, 18 decimals, rounded down; absent when nothing is required.
    pub health_factor: Option<U256>,
    /// Equity is below the maintenance margin.
    pub liquidatable: bool,
    /// Equity is below two thirds of the maintenance margin: Hyperliquid's liquidator vault takes over.
    pub backstop: bool,
}

/// Returns the margin of every bucket: the cross positions first, then each isolated position.
///
/// ```text
/// equity = balance + Σ size·(mark − entry)     maintenance = Σ |size|·mark·rate − deduction     liquidatable: equity < maintenance
/// ```
/// with rate and deduction of the tier at the mark. Initial margin is `|size|·mark / leverage`. The transfer margin is the initial
/// margin, at Hyperliquid at least a tenth of the notional.
///
/// Sources: Hyperliquid documentation, margining, margin tiers and liquidations; Binance, "How to Calculate Liquidation Price of
/// USDⓈ-M Futures Contracts" and "Liquidation Protocols" (a liquidation is triggered when collateral is below maintenance margin).
///
/// # Errors
/// `overflow`; `out_of_range`, `length_mismatch`, `duplicate` for a state that the venue does not publish.
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
/// // 2 ETH: 1,000 − 200 of equity against 3,800 / 50.
/// let cross = &tiered_margin_buckets(&account)?[0];
/// assert_eq!((cross.equity.to_string(), cross.maintenance_margin), ("800000000".into(), U256::new(76_000_000)));
/// assert_eq!((cross.initial_margin, cross.liquidatable), (U256::new(380_000_000), false));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn tiered_margin_buckets(account: &TieredMarginAccount) -> Result<Vec<TieredMarginBucket>, RiskError> {
    let books = Books::new(account)?;
    books.buckets().map(|bucket| bucket.published(account, &books.scale)).collect()
}

/// Returns the maintenance margin of a notional in a market's table, quote units, rounded up.
///
/// `notional·rate − deduction` of its tier, with `deduction(n) = deduction(n − 1) + lowerBound(n)·(rate(n) − rate(n − 1))`.
///
/// # Errors
/// Those of `tiered_margin_buckets`; `unknown` for a market that the account does not have.
///
/// ```
/// use plimsoll::{I256, U256, venue::tiered_margin::*};
/// let tier = |lower_bound: u64, max_leverage| TieredMarginTier {
///     lower_bound: U256::new(lower_bound), max_leverage, maintenance_rate_ppm: None, deduction: None,
/// };
/// let account = TieredMarginAccount {
///     profile: TieredMarginProfile::Hyperliquid, quote: "USDC".into(), quote_decimals: 0,
///     wallet_balance: I256::ZERO, open_order_margin: None,
///     markets: vec![TieredMarginMarket {
///         asset: "BTC".into(), factor: None, size_decimals: 5, price_decimals: 1, size: I256::ZERO,
///         entry_price: U256::ZERO, mark_price: U256::new(1_000_000), leverage: 10, isolated_margin: None,
///         tiers: vec![tier(0, 40), tier(150_000_000, 20)], funding: None, liquidation_fee_ppm: 0, hedge_of: None,
///     }],
/// };
/// // 200 million: 150 million at 1/80 and 50 million at 1/40.
/// assert_eq!(tiered_margin_maintenance(&account, "BTC", U256::new(200_000_000))?, U256::new(3_125_000));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn tiered_margin_maintenance(account: &TieredMarginAccount, asset: &str, notional: U256) -> Result<U256, RiskError> {
    check(account)?;
    let market = market_of(account, asset)?;
    let scale = Scale::of(account)?;
    let fine = notional.try_mul(scale.quote, "notional")?;
    maintenance(&scale.tiers(market)?, fine)?.try_div_ceil(scale.quote_margin()?, "maintenance margin")
}

/// Returns the sorting index of auto-deleveraging at Hyperliquid, 18 decimals, rounded down: the highest are closed first.
///
/// `(mark / entry) · (notional / account value)`; the documentation gives this one form for both sides. Absent where entry price or
/// account value are not above zero.
///
/// # Errors
/// Those of `tiered_margin_buckets`; `unknown` for a market that the account does not have.
///
/// ```
/// use plimsoll::{I256, U256, venue::tiered_margin::*};
/// let account = TieredMarginAccount {
///     profile: TieredMarginProfile::Hyperliquid, quote: "USDC".into(), quote_decimals: 0,
///     wallet_balance: "900".parse()?, open_order_margin: None,
///     markets: vec![TieredMarginMarket {
///         asset: "ETH".into(), factor: None, size_decimals: 0, price_decimals: 0, size: "1".parse()?,
///         entry_price: U256::new(2_000), mark_price: U256::new(2_100), leverage: 10, isolated_margin: None,
///         tiers: vec![TieredMarginTier { lower_bound: U256::ZERO, max_leverage: 25, maintenance_rate_ppm: None, deduction: None }],
///         funding: None, liquidation_fee_ppm: 0, hedge_of: None,
///     }],
/// };
/// // 1.05 · (2,100 / 1,000)
/// assert_eq!(tiered_margin_adl_index(&account, "ETH")?, Some("2205000000000000000".parse()?));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn tiered_margin_adl_index(account: &TieredMarginAccount, asset: &str) -> Result<Option<U256>, RiskError> {
    let books = Books::new(account)?;
    let market = market_of(account, asset)?;
    let Some(bucket) = books.bucket_of(asset) else { return Ok(None) };
    let equity = bucket.equity.try_div(books.scale.rate_unit, "equity")?;
    let (Some(value), false) = (equity.unsigned().filter(|value| !value.is_zero()), market.entry_price.is_zero()) else {
        return Ok(None);
    };
    let notional = books.scale.value(market, market.size, market.mark_price)?.magnitude();
    let moved = mul_div_floor(notional, market.mark_price, market.entry_price)?;
    Ok(Some(mul_div_floor(moved, WAD, value)?))
}

impl Bucket<'_> {
    fn published(&self, account: &TieredMarginAccount, scale: &Scale) -> Result<TieredMarginBucket, RiskError> {
        let ceil = |fine: U256| fine.try_div_ceil(scale.quote, "margin");
        Ok(TieredMarginBucket {
            isolated: self.isolated.map(|market| market.asset.clone()),
            equity: self.equity_quote(scale)?,
            notional: ceil(self.notional)?,
            maintenance_margin: self.maintenance.try_div_ceil(scale.quote_margin()?, "maintenance margin")?,
            initial_margin: ceil(self.initial)?,
            transfer_margin: ceil(self.transfer_margin(account.profile.least_transfer_share())?)?,
            health_factor: self.health_factor()?,
            liquidatable: self.liquidatable(),
            backstop: self.backstop()?,
        })
    }
}
