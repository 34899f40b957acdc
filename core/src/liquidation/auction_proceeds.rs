//! What an auction raises along a path of market prices, under a stated model of who buys: the model world.

use super::auction_record::{Auction, AuctionBidders, AuctionProceeds};
use crate::error::RiskError;
use crate::exact::{RAY, U256};
use crate::units::{finite, positive, to_f64, within};
use crate::venue::maker::{MakerAuction, maker_price};

const WAD_DECIMALS: u8 = 18;
const RAY_DECIMALS: u8 = 27;
const RAD_DECIMALS: u8 = 45;

/// Market prices lie within these powers of ten, so that no product of sizes overflows.
const PRICE_SIZE: (f64, f64) = (1e-40, 1e40);

/// A remainder below this share of what is to be raised is rounding.
const ROUNDING: f64 = 1e-12;

/// Returns what an auction raises while the market price goes along a path, and what comes back to the owner.
///
/// `prices` are market prices in the debt asset per unit of collateral, the first one now; each stands for `step_seconds`. The model:
/// ```text
/// a purchase of q at the auction's price p happens in the first second in which
///     q·(m·(1 − sale cost)·(1 − margin/takers) − p) ≥ fixed cost      q = min(lot, depth left in the step, tab/p)
/// ```
/// with `m` the market price: takers buy as much as they can sell, as soon as it earns them their margin, and `takers` of them bid that
/// margin down to a share of it, to nothing when they are many. Purchases keep the venue's rule for what they may leave. An auction
/// that needs a reset sells nothing until it gets one, `reset_delay_seconds` later, at the market price then: the feed is taken to
/// follow the market at once. The fall of the price between resets is the contract's own, second by second; the keepers' incentive is
/// nobody's income here. For an expectation, average over many paths.
///
/// # Errors
/// - `length_mismatch`: no price.
/// - `not_finite`, `out_of_range`: a price outside [1e-40, 1e40], a share outside [0, 1), a cost below 0, a depth that is not above 0,
///   no taker, a step of 0 seconds, a path of 2^32 seconds or more, or an auction that is over.
/// - `overflow`, `division_by_zero` where the contract reverts.
///
/// ```
/// use plimsoll::{liquidation::{Auction, AuctionBidders, auction_proceeds}, venue::maker::MakerVault};
/// let vault: MakerVault = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/maker/example.json")))?;
/// let (_, bark) = vault.poke("1500000000000000000000".parse()?, true)?.bark()?;
/// let bidders = AuctionBidders {
///     step_seconds: 3_600, margin: 0.04, takers: 2, sale_cost: 0.0, fixed_cost: 0.0, depth: None, reset_delay_seconds: 0,
/// };
/// // 2 % below 1,500 is 1,470: the first step of 1,800·0.99^k below it is the 21st, 1,457.51, after 1,890 seconds.
/// let end = auction_proceeds(&Auction::MakerClip(bark.auction), &[1_500.0], &bidders)?;
/// assert_eq!((end.over_after_seconds, end.missing), (Some(1_890), 0.0));
/// assert!((end.raised - 11_865.0).abs() < 1e-9 && (end.refund - (10.0 - 11_865.0 / 1_457.510_163)).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn auction_proceeds(auction: &Auction, prices: &[f64], bidders: &AuctionBidders) -> Result<AuctionProceeds, RiskError> {
    let Auction::MakerClip(auction) = auction;
    check(auction, prices, bidders)?;
    let mut sale = Sale::new(auction, bidders)?;
    let mut from = 0_u32;
    for &market in prices {
        let to = from.saturating_add(bidders.step_seconds);
        if sale.step(market, from, to)? {
            break;
        }
        from = to;
    }
    Ok(sale.end())
}

fn check(auction: &MakerAuction, prices: &[f64], bidders: &AuctionBidders) -> Result<(), RiskError> {
    if prices.is_empty() {
        return Err(RiskError::length_mismatch("prices", "at least one value", 0));
    }
    for &price in prices {
        within("prices", price, PRICE_SIZE.0, PRICE_SIZE.1, "pass market prices, debt asset per unit of collateral")?;
    }
    for (field, share) in [("margin", bidders.margin), ("saleCost", bidders.sale_cost)] {
        if finite(field, share)? >= 1.0 {
            return Err(RiskError::out_of_range(field, "in [0, 1)", crate::units::Shown(share), "pass fractions, not percent"));
        }
        within(field, share, 0.0, 1.0, "pass fractions, not percent")?;
    }
    within("fixedCost", bidders.fixed_cost, 0.0, PRICE_SIZE.1, "pass the cost of one purchase in the debt asset")?;
    if let Some(depth) = bidders.depth {
        positive("depth", depth, "leave it out where the market takes any amount")?;
    }
    if bidders.takers == 0 {
        return Err(RiskError::out_of_range("takers", "1 or more", 0, "without a taker nothing is sold"));
    }
    let seconds = u32::try_from(prices.len()).ok().and_then(|steps| steps.checked_mul(bidders.step_seconds));
    if seconds.is_none_or(|seconds| seconds == 0 || seconds.checked_add(auction.elapsed_seconds).is_none()) {
        return Err(RiskError::out_of_range(
            "stepSeconds",
            "1 or more, and the path below 2^32 seconds",
            bidders.step_seconds,
            "pass a shorter path",
        ));
    }
    if auction.tab.is_zero() || auction.lot.is_zero() || auction.top.is_zero() {
        return Err(RiskError::out_of_range("auction", "one with something to sell and to raise", 0, "this one is over"));
    }
    Ok(())
}

/// An auction under way in the model world.
struct Sale<'a> {
    bidders: &'a AuctionBidders,
    /// With a starting price of 1: its price is the share that the curve leaves.
    shape: MakerAuction,
    /// Share of the market price that a taker pays at most, its costs and margin off.
    worth: f64,
    chost: f64,
    lot: f64,
    tab: f64,
    top: f64,
    /// Seconds since the start of the round that runs, less those since now.
    head_start: i64,
    /// When the round needs a reset, seconds from now; nothing when it never does.
    reset_at: Option<u32>,
    /// Seconds from a reset until the next one is needed.
    round: Option<u32>,
    end: AuctionProceeds,
}

/// One purchase.
struct Purchase {
    bought: f64,
    paid: f64,
}

impl<'a> Sale<'a> {
    fn new(auction: &MakerAuction, bidders: &'a AuctionBidders) -> Result<Self, RiskError> {
        let shape = MakerAuction { top: RAY, elapsed_seconds: 0, ..auction.clone() };
        let (lot, tab) = (to_f64(auction.lot, WAD_DECIMALS), to_f64(auction.tab, RAD_DECIMALS));
        Ok(Self {
            bidders,
            worth: (1.0 - bidders.sale_cost) * (1.0 - bidders.margin / f64::from(bidders.takers)),
            chost: to_f64(auction.clip.chost, RAD_DECIMALS),
            lot,
            tab,
            top: to_f64(auction.top, RAY_DECIMALS),
            head_start: i64::from(auction.elapsed_seconds),
            reset_at: auction.seconds_to_reset()?,
            round: shape.seconds_to_reset()?,
            shape,
            end: AuctionProceeds {
                raised: 0.0,
                missing: tab,
                sold: 0.0,
                refund: 0.0,
                refund_value: 0.0,
                unsold: lot,
                over_after_seconds: None,
                purchases: 0,
                resets: 0,
                taker_profit: 0.0,
            },
        })
    }

    /// Runs through one price, from one second to before another; says whether the auction is over.
    fn step(&mut self, market: f64, mut from: u32, to: u32) -> Result<bool, RiskError> {
        let mut depth = self.bidders.depth.unwrap_or(f64::INFINITY);
        while from < to {
            if let Some(due) = self.reset_at
                && due <= from
            {
                let done = due.saturating_add(self.bidders.reset_delay_seconds).max(from);
                if done >= to || self.round == Some(0) {
                    return Ok(false);
                }
                self.reset(market, done);
                from = done;
            }
            let until = self.reset_at.map_or(to, |due| due.min(to));
            let Some(second) = self.first_bid(market, depth, from, until)? else {
                from = until;
                continue;
            };
            let price = self.price(second)?;
            let Some(purchase) = self.purchase(price, depth).filter(|purchase| self.pays(purchase, market, price)) else {
                from = until;
                continue;
            };
            depth -= purchase.bought;
            if self.book(&purchase, market, second) {
                return Ok(true);
            }
            from = second;
        }
        Ok(false)
    }

    fn reset(&mut self, market: f64, second: u32) {
        self.top = market * to_f64(self.shape.clip.buf, RAY_DECIMALS);
        self.head_start = -i64::from(second);
        self.reset_at = self.round.and_then(|seconds| second.checked_add(seconds));
        self.end.resets += 1;
    }

    /// The price some seconds from now.
    fn price(&self, second: u32) -> Result<f64, RiskError> {
        let age = u64::try_from(i64::from(second) + self.head_start).unwrap_or(0);
        Ok(self.top * to_f64(maker_price(&self.shape.clip.curve, self.shape.top, U256::new(age))?, RAY_DECIMALS))
    }

    /// The first second before `until` in which a purchase is worth it: the price falls, so halving finds it.
    fn first_bid(&self, market: f64, depth: f64, from: u32, until: u32) -> Result<Option<u32>, RiskError> {
        let worth_it = |second: u32| -> Result<bool, RiskError> {
            let price = self.price(second)?;
            let bought = self.most(price, depth);
            Ok(bought > 0.0 && self.pays(&Purchase { bought, paid: bought * price }, market, price))
        };
        if from >= until || !worth_it(until - 1)? {
            return Ok(None);
        }
        let (mut low, mut high) = (from, until - 1);
        while low < high {
            let middle = low + (high - low) / 2;
            if worth_it(middle)? {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(Some(high))
    }

    /// As much as the auction has, the market takes, and still has to be raised.
    fn most(&self, price: f64, depth: f64) -> f64 {
        let enough = if self.lot * price > self.tab { self.tab / price } else { self.lot };
        enough.min(depth)
    }

    fn pays(&self, purchase: &Purchase, market: f64, price: f64) -> bool {
        purchase.bought * (market * self.worth - price) >= self.bidders.fixed_cost
    }

    /// The purchase that the contract lets happen: one that would leave too little to be raised leaves just enough, or is none.
    fn purchase(&self, price: f64, depth: f64) -> Option<Purchase> {
        let bought = self.most(price, depth);
        let paid = (bought * price).min(self.tab);
        if bought < depth || paid >= self.tab || bought >= self.lot {
            // All of it: what is left is either raised or sold.
            let paid = if bought < self.lot { self.tab } else { paid };
            return Some(Purchase { bought, paid });
        }
        if self.tab - paid >= self.chost {
            return Some(Purchase { bought, paid });
        }
        let cut = self.tab - self.chost;
        (cut > self.tab * ROUNDING && price > 0.0).then(|| Purchase { bought: cut / price, paid: cut })
    }

    /// Books a purchase; says whether the auction is over.
    fn book(&mut self, purchase: &Purchase, market: f64, second: u32) -> bool {
        self.lot = (self.lot - purchase.bought).max(0.0);
        self.tab = (self.tab - purchase.paid).max(0.0);
        self.end.raised += purchase.paid;
        self.end.sold += purchase.bought;
        self.end.purchases += 1;
        let sale = purchase.bought * market * (1.0 - self.bidders.sale_cost);
        self.end.taker_profit += sale - purchase.paid - self.bidders.fixed_cost;
        let over = self.tab <= 0.0 || self.lot <= 0.0;
        if over {
            self.end.over_after_seconds = Some(second);
            if self.tab <= 0.0 {
                self.end.refund = self.lot;
                self.end.refund_value = self.lot * market;
                self.lot = 0.0;
            }
        }
        over
    }

    fn end(self) -> AuctionProceeds {
        AuctionProceeds { missing: self.tab, unsold: self.lot, ..self.end }
    }
}
