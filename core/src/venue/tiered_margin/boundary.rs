//! The exact mark price at which a bucket is liquidated, with the tier at that price.

use super::bucket::{Books, Bucket, Line, market_of};
use super::hedge;
use super::scale::Scale;
use super::state::TieredMarginAccount;
use crate::account::{Boundary, BoundarySide, PriceBoundary};
use crate::error::RiskError;
use crate::exact::U256;
use crate::order::sort_by;
use alloc::vec::Vec;

/// Returns the exact liquidation price of one position in its own bucket, all other prices held; nothing without a position.
///
/// The maintenance margin is continuous and its rates rise, so it is the largest of its tiers' lines `|size|·p·rate − deduction`, and
/// the bucket is safe where it is safe by every line. So the tier at the liquidation price needs no search:
/// ```text
/// long:  p* = max over tiers ⌈(−A − deduction) / (|size|·(1 − rate))⌉     no price liquidates it where none is above 0
/// short: p* = min over tiers ⌊(A + deduction) / (|size|·(1 + rate))⌋      A = equity less size·mark, less the others' maintenance
/// ```
/// Hyperliquid's `price − side·margin_available/size/(1 − l·side)` and Binance's
/// `(WB − TMM + UPNL + cum − side·size·EP)/(size·MMR − side·size)` are these lines at the one tier that binds.
///
/// `venue::position_boundaries` judges the whole account instead: while another bucket is liquidatable, no price of this one saves it.
///
/// # Errors
/// `overflow`; `out_of_range`, `length_mismatch`, `duplicate` for a state that the venue does not publish; `unknown`.
///
/// ```
/// use plimsoll::{I256, U256, account::PriceBoundary, venue::tiered_margin::*};
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
/// // (4,000 − 1,000) / (2 · 0.98) = 1,530.612…, rounded up to the cent.
/// let price = PriceBoundary::At { price: U256::new(153_062), unique: true };
/// assert_eq!(tiered_margin_liquidation_price(&account, "ETH")?, Some(price));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn tiered_margin_liquidation_price(account: &TieredMarginAccount, asset: &str) -> Result<Option<PriceBoundary>, RiskError> {
    let books = Books::new(account)?;
    market_of(account, asset)?;
    let Some((_, line)) = books.line_of(asset).filter(|(_, line)| !line.market.size.is_zero()) else { return Ok(None) };
    if account.is_hedged(line.market.contract()) {
        return hedge::liquidation_price(&books, line.market).map(Some);
    }
    Solver { account, scale: &books.scale, line }.boundary().map(Some)
}

/// Every open position's boundary, judged by the whole account.
pub(super) fn boundaries(account: &TieredMarginAccount) -> Result<Vec<Boundary>, RiskError> {
    let books = Books::new(account)?;
    let mut boundaries = Vec::new();
    for bucket in books.buckets() {
        let other = books.buckets().any(|other| other.isolated != bucket.isolated && other.liquidatable());
        for line in bucket.lines.iter().filter(|line| !line.market.size.is_zero()) {
            if account.is_hedged(line.market.contract()) {
                continue;
            }
            let solver = Solver { account, scale: &books.scale, line };
            let boundary = if other { PriceBoundary::NothingSaves } else { solver.boundary()? };
            boundaries.push(Boundary { asset: line.market.contract().into(), side: solver.side(), boundary });
        }
    }
    for market in account.markets.iter().filter(|market| market.hedge_of.is_none() && account.is_hedged(&market.asset)) {
        boundaries.extend(hedge::boundaries(account, &books, &market.asset)?);
    }
    // In the order of the markets.
    let place = |asset: &str| account.markets.iter().position(|market| market.asset == asset);
    sort_by(&mut boundaries, |a, b| place(&a.asset).cmp(&place(&b.asset)));
    Ok(boundaries)
}

/// One position of a bucket, all else held.
struct Solver<'a> {
    account: &'a TieredMarginAccount,
    scale: &'a Scale,
    line: &'a Line<'a>,
}

impl Solver<'_> {
    fn side(&self) -> BoundarySide {
        if self.line.market.size.is_negative() { BoundarySide::Debt } else { BoundarySide::Collateral }
    }

    fn boundary(&self) -> Result<PriceBoundary, RiskError> {
        // Fine units per unit of price.
        let market = self.line.market;
        let step = market.size.magnitude().try_mul(self.scale.product(market)?, OPERATION)?;
        match self.side() {
            BoundarySide::Collateral => self.long(step),
            BoundarySide::Debt => self.short(step),
        }
    }

    fn long(&self, step: U256) -> Result<PriceBoundary, RiskError> {
        let mut price = U256::ZERO;
        for (tier, room) in self.line.tiers.iter().zip(&self.line.rooms) {
            let Some(needed) = (-*room).unsigned().filter(|needed| !needed.is_zero()) else { continue };
            let share = self.scale.rate_unit.try_sub(tier.rate, OPERATION)?;
            if share.is_zero() {
                return Ok(PriceBoundary::NothingSaves);
            }
            // A slope beyond 256 bits is more than any need: one unit of price covers it.
            price = price.max(step.try_mul(share, OPERATION).map_or(Ok(U256::ONE), |slope| needed.try_div_ceil(slope, OPERATION))?);
        }
        if price.is_zero() {
            return Ok(PriceBoundary::NothingLiquidates);
        }
        // A price at which the sums leave 256 bits is neither safe nor liquidatable.
        let safe = self.verdict(price) == Some(false);
        Ok(if safe { PriceBoundary::At { price, unique: true } } else { PriceBoundary::NothingSaves })
    }

    fn short(&self, step: U256) -> Result<PriceBoundary, RiskError> {
        let mut price = U256::MAX;
        for (tier, room) in self.line.tiers.iter().zip(&self.line.rooms) {
            let Some(room) = room.unsigned() else { return Ok(PriceBoundary::NothingSaves) };
            let share = self.scale.rate_unit.try_add(tier.rate, OPERATION)?;
            price = price.min(step.try_mul(share, OPERATION).map_or(Ok(U256::ZERO), |slope| room.try_div(slope, OPERATION))?);
        }
        let beyond = price.try_add(U256::ONE, OPERATION).ok().and_then(|beyond| self.verdict(beyond));
        Ok(if beyond == Some(true) { PriceBoundary::At { price, unique: true } } else { PriceBoundary::NothingLiquidates })
    }

    /// The verdict on the bucket at another price; nothing where the sums leave 256 bits.
    fn verdict(&self, price: U256) -> Option<bool> {
        let asset = &self.line.market.asset;
        let moved = self.account.at_price(self.line.market.contract(), price);
        let books = Books::new(&moved).ok()?;
        books.line_of(asset).map(|(bucket, _)| bucket.liquidatable())
    }
}

impl<'a> Books<'a> {
    fn line_of(&self, asset: &str) -> Option<(&Bucket<'a>, &Line<'a>)> {
        self.buckets().find_map(|bucket| Some((bucket, bucket.lines.iter().find(|line| line.market.asset == asset)?)))
    }
}

const OPERATION: &str = "liquidation price";
