//! Trades against the bands: what `exchange` and `exchange_dy` of the AMM take in, give out and leave behind.

use super::check::{MAX_TICKS, band, check, number, precision};
use super::grid::{Grid, WAD_SQUARED};
use super::limits::MAX_SKIP_TICKS;
use super::measure::{curve, y0};
use super::state::{LlammaBand, LlammaLoan, LlammaTrading};
use crate::error::RiskError;
use crate::exact::{U256, WAD};
use alloc::vec::Vec;

const TRADE: &str = "trade";

/// Bands that one trade may walk over, empty ones too.
pub(super) const MAX_STEPS: i64 = MAX_TICKS + MAX_SKIP_TICKS;

/// Which way a trade goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The borrowed asset goes in, collateral comes out: from band to band downwards in price.
    Pump,
    /// Collateral goes in, the borrowed asset comes out.
    Dump,
}

/// What is known of a trade, 18 decimals.
#[derive(Clone, Copy, Debug)]
pub(super) enum Known {
    Paid(U256),
    Received(U256),
}

/// `DetailedTrade`, 18 decimals.
#[derive(Clone, Debug)]
pub(super) struct Swap {
    pub(super) paid: U256,
    pub(super) received: U256,
    /// The first band that holds anything, and the last.
    first: i64,
    last: i64,
    /// What each band from the first on holds of the asset that goes in.
    held: Vec<U256>,
    /// What the last band keeps of the asset that goes out.
    left: U256,
}

/// The AMM's part of the state.
pub(super) struct Amm<'a> {
    loan: &'a LlammaLoan,
    pub(super) grid: Grid,
    pub(super) price: U256,
    trading: &'a LlammaTrading,
    /// The AMM's own fee, or the one for a jump of its oracle.
    fee: U256,
    /// `(A/(A−1))^50`: how far the oracle may be from a band that trades.
    farthest: U256,
}

impl<'a> Amm<'a> {
    pub(super) fn new(loan: &'a LlammaLoan) -> Result<Self, RiskError> {
        let Some(trading) = &loan.trading else {
            return Err(RiskError::unsupported("a trade", "give `loan.trading`: the AMM's fee and its highest band"));
        };
        let grid = Grid::new(loan)?;
        let mut farthest = WAD;
        for _ in 0..MAX_TICKS {
            farthest = farthest.try_mul(grid.a, TRADE)?.try_div(grid.a_minus_1, TRADE)?;
        }
        let (price, jump) = loan.price_oracle()?;
        Ok(Self { loan, grid, price, trading, fee: trading.fee.max(jump), farthest })
    }

    /// `bands_x(n)` and `bands_y(n)`.
    pub(super) fn band(&self, n: i64) -> (U256, U256) {
        let bands = &self.loan.bands;
        let place = bands.partition_point(|one| band(one.n) < n);
        bands.get(place).filter(|one| band(one.n) == n).map_or((U256::ZERO, U256::ZERO), |one| (one.x, one.y))
    }

    /// Price of the AMM at the lower end of a band: `⌊⌊⌊p²/p_up⌋·p/p_up⌋`.
    pub(super) fn lower_end(&self, upper: U256) -> Result<U256, RiskError> {
        self.price.try_mul(self.price, TRADE)?.try_div(upper, TRADE)?.try_mul(self.price, TRADE)?.try_div(upper, TRADE)
    }

    /// Reciprocal of 1 less the fee that counts in a band, 18 decimals: the AMM's own, or a quarter of the oracle's distance from what
    /// the AMM's prices there may be.
    pub(super) fn antifee(&self, upper: Option<U256>) -> Result<U256, RiskError> {
        let mut fee = self.fee;
        if let Some(upper) = upper {
            let low = self.lower_end(upper)?;
            let step = |price: U256| price.try_mul(self.grid.a, TRADE)?.try_div(self.grid.a_minus_1, TRADE);
            let high = step(step(low)?)?;
            let quarter = WAD.half().half();
            let far = |from: U256, to: U256| from.saturating_sub(to).try_mul(quarter, TRADE)?.try_div(from, TRADE);
            if self.price < low {
                fee = fee.max(far(low, self.price)?);
            } else if self.price > high {
                fee = fee.max(far(self.price, high)?);
            }
        }
        WAD_SQUARED.try_div(WAD.saturating_sub(fee).max(U256::ONE), TRADE)
    }

    /// Whether the walk ends at a band: the last one, the fiftieth that trades, or one too far from the oracle.
    pub(super) fn ends(&self, side: Side, n: i64, tick: Option<i64>, upper: U256) -> Result<bool, RiskError> {
        let edge = if side == Side::Pump { band(self.trading.max_band) } else { band(self.loan.min_band) };
        if n == edge || tick == Some(MAX_TICKS - 1) {
            return Ok(true);
        }
        let ratio = upper.try_mul(WAD, TRADE)?.try_div(self.price, TRADE)?;
        Ok(match side {
            Side::Pump => ratio < WAD_SQUARED.try_div(self.farthest, TRADE)?,
            Side::Dump => ratio > self.farthest,
        })
    }

    /// The next band of a walk and its upper edge, as the AMM steps.
    pub(super) fn next(&self, side: Side, n: i64, upper: U256) -> Result<(i64, U256), RiskError> {
        Ok(match side {
            Side::Pump => (n + 1, self.grid.next_edge(upper)?),
            Side::Dump => (n - 1, upper.try_mul(self.grid.a, TRADE)?.try_div(self.grid.a_minus_1, TRADE)?),
        })
    }

    /// `calc_swap_out` and `calc_swap_in`, without their last rounding to whole tokens.
    fn swap(&self, side: Side, known: Known) -> Result<Swap, RiskError> {
        let mut n = band(self.loan.active_band);
        let mut swap = Swap { paid: U256::ZERO, received: U256::ZERO, first: 0, last: n, held: Vec::new(), left: U256::ZERO };
        let mut upper = self.grid.upper_price(n)?;
        let (mut x, mut y) = self.band(n);
        let mut known = known;
        let mut tick = None;
        for step in 0..MAX_STEPS {
            let (within, without) = if side == Side::Pump { (x, y) } else { (y, x) };
            if !within.is_zero() || !without.is_zero() {
                if tick.is_none() {
                    (swap.first, tick) = (n, Some(0));
                }
                let (f, g) = curve(&self.grid, y0(&self.grid, x, y, self.price, upper)?, self.price, upper)?;
                let invariant = f.try_add(x, TRADE)?.try_mul(g.try_add(y, TRADE)?, TRADE)?;
                let antifee = self.antifee(Some(upper))?;
                swap.held.push(within);
                let (offset, opposite) = if side == Side::Pump { (f, g) } else { (g, f) };
                if !without.is_zero() && !opposite.is_zero() {
                    let slice = Slice { within, without, offset, opposite, invariant, antifee };
                    if slice.take(&mut swap, &mut known)? {
                        break;
                    }
                }
            } else if tick.is_some() {
                swap.held.push(within);
            }
            if step == MAX_STEPS - 1 || self.ends(side, n, tick, upper)? {
                break;
            }
            (n, upper) = self.next(side, n, upper)?;
            swap.last = n;
            let next = self.band(n);
            (x, y) = if side == Side::Pump { (U256::ZERO, next.1) } else { (next.0, U256::ZERO) };
            tick = tick.map(|passed| passed + 1);
        }
        Ok(swap)
    }
}

/// One band in a trade: what it holds of both assets, and its curve `(offset + within)(opposite + without)`.
struct Slice {
    within: U256,
    without: U256,
    offset: U256,
    opposite: U256,
    invariant: U256,
    antifee: U256,
}

impl Slice {
    /// What must go in, the fee included, so that the band holds `without` of the other asset.
    fn payment(&self, without: U256) -> Result<U256, RiskError> {
        let to = self.invariant.try_div(self.opposite.try_add(without, TRADE)?, TRADE)?;
        to.try_sub(self.offset, TRADE)?.try_sub(self.within, TRADE)?.try_mul(self.antifee, TRADE)?.try_div(WAD, TRADE)
    }

    /// Trades in this band; says whether it is the last one.
    fn take(&self, swap: &mut Swap, known: &mut Known) -> Result<bool, RiskError> {
        let (paid, received, ends) = match *known {
            Known::Paid(amount) => {
                let whole = self.payment(U256::ZERO)?;
                if whole >= amount {
                    let counted = amount.try_mul(WAD, TRADE)?.try_div(self.antifee, TRADE)?;
                    let sum = self.offset.try_add(self.within.try_add(counted, TRADE)?, TRADE)?;
                    let kept = self.invariant.try_div(sum, TRADE)?.try_sub(self.opposite, TRADE)?.try_add(U256::ONE, TRADE)?;
                    swap.left = kept.min(self.without);
                    (amount, self.without.saturating_sub(swap.left), true)
                } else {
                    // At least 1, so that no dust of the other asset is left.
                    let whole = whole.max(U256::ONE);
                    *known = Known::Paid(amount.try_sub(whole, TRADE)?);
                    (whole, self.without, false)
                }
            }
            Known::Received(amount) if self.without >= amount => {
                swap.left = self.without.saturating_sub(amount);
                (self.payment(swap.left)?, amount, true)
            }
            Known::Received(amount) => {
                *known = Known::Received(amount.saturating_sub(self.without));
                (self.payment(U256::ZERO)?.max(U256::ONE), self.without, false)
            }
        };
        swap.paid = swap.paid.try_add(paid, TRADE)?;
        swap.received = swap.received.try_add(received, TRADE)?;
        if let Some(last) = swap.held.last_mut() {
            *last = self.within.try_add(paid, TRADE)?;
        }
        Ok(ends)
    }
}

impl LlammaLoan {
    /// Decimals up to 18 of what goes in and of what comes out.
    pub(super) fn precisions(&self, side: Side) -> (U256, U256) {
        let (borrowed, collateral) = (precision(self.borrowed_decimals), precision(self.collateral_decimals));
        if side == Side::Pump { (borrowed, collateral) } else { (collateral, borrowed) }
    }

    /// `_get_dxdy`: the trade, with what is paid and received in token units; in is rounded up, out down.
    pub(super) fn quote(&self, side: Side, amount: U256, exact_output: bool) -> Result<Option<(Swap, U256, U256)>, RiskError> {
        check(self)?;
        if amount.is_zero() {
            return Ok(None);
        }
        let (into, out) = self.precisions(side);
        let known = if exact_output { Known::Received(amount.try_mul(out, TRADE)?) } else { Known::Paid(amount.try_mul(into, TRADE)?) };
        let swap = Amm::new(self)?.swap(side, known)?;
        let (paid, received) = (swap.paid.try_div_ceil(into, TRADE)?, swap.received.try_div(out, TRADE)?);
        Ok(Some((swap, paid, received)))
    }

    /// `_exchange`: the state after a trade, with what was paid and received, token units. Nothing happens where either is 0.
    pub(super) fn exchanged(&self, side: Side, amount: U256, exact_output: bool) -> Result<(Self, U256, U256), RiskError> {
        let found = self.quote(side, amount, exact_output)?;
        let mut loan = self.clone();
        loan.remember()?;
        let Some((swap, paid, received)) = found else { return Ok((loan, U256::ZERO, U256::ZERO)) };
        if exact_output && received != amount {
            return Err(RiskError::refused("Slippage"));
        }
        if paid.is_zero() || received.is_zero() {
            return Ok((loan, U256::ZERO, U256::ZERO));
        }
        let step = if side == Side::Pump { 1 } else { -1 };
        let mut n = swap.first;
        for within in &swap.held {
            let without = if n == swap.last { swap.left } else { U256::ZERO };
            let (x, y) = if side == Side::Pump { (*within, without) } else { (without, *within) };
            loan.set_band(n, x, y)?;
            n += step;
        }
        loan.active_band = number(swap.last);
        Ok((loan, paid, received))
    }

    fn set_band(&mut self, n: i64, x: U256, y: U256) -> Result<(), RiskError> {
        if self.bands.iter().any(|one| band(one.n) == n) || !x.is_zero() || !y.is_zero() {
            let slot: &mut LlammaBand = self.slot(n)?;
            (slot.x, slot.y) = (x, y);
        }
        Ok(())
    }
}
