//! What arbitrageurs do to a loan: trades until the AMM's price is a given one, and the loan's health along a path of prices.

use super::check::{band, check};
use super::measure::{curve, sum_xy, y0};
use super::state::LlammaLoan;
use super::trade::{Amm, Side};
use crate::error::RiskError;
use crate::exact::{U256, WAD};
use crate::venue::outcome::{AssetAmount, PositionHealth};
use crate::venue::rules::Venue;
use alloc::string::String;
use alloc::vec::Vec;

pub(super) const ARBITRAGE: &str = "arbitrage";

/// A trade that somebody wishes to make with a market.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LlammaOrder {
    /// What is paid: the collateral or the borrowed asset.
    pub sold: String,
    /// How much of it, token units; of the other asset with `exact_output`.
    pub amount: U256,
    /// The amount is what shall be received.
    pub exact_output: bool,
}

/// A trade against the bands of a market, and the loan after it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LlammaTrade {
    /// What the trader paid, the fee included, token units.
    pub paid: AssetAmount,
    /// What he received, token units.
    pub received: AssetAmount,
    /// The loan after the trade.
    pub loan: LlammaLoan,
}

/// A loan at one price of a path, after arbitrageurs have traded.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LlammaPathPoint {
    /// Price of the oracle and of the AMM, 18 decimals.
    pub price: U256,
    /// The borrowed asset in the borrower's bands, token units.
    pub borrowed: U256,
    /// The collateral in the borrower's bands, token units.
    pub collateral: U256,
    /// The verdict and the sums behind it.
    pub health: PositionHealth,
}

/// A loan along a path of prices.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LlammaPath {
    /// One point per price.
    pub points: Vec<LlammaPathPoint>,
    /// The loan at the last of them.
    pub loan: LlammaLoan,
}

/// Where a walk over the bands ends.
#[derive(Clone, Copy)]
enum Goal {
    /// At a price of the AMM.
    Price(U256),
    /// Where the fee of the band eats what is gained against another market's price.
    Profit(U256),
}

impl Goal {
    /// The AMM's price at which the walk ends within a band.
    fn in_band(self, side: Side, antifee: U256) -> Result<U256, RiskError> {
        match (self, side) {
            (Self::Price(target), _) => Ok(target),
            (Self::Profit(market), Side::Pump) => market.try_mul(WAD, ARBITRAGE)?.try_div(antifee, ARBITRAGE),
            (Self::Profit(market), Side::Dump) => market.try_mul(antifee, ARBITRAGE)?.try_div(WAD, ARBITRAGE),
        }
    }

    /// A price to be reached is never passed; a band that does not pay may be the very first.
    fn stops_before(self) -> bool {
        matches!(self, Self::Profit(_))
    }
}

impl Amm<'_> {
    /// `_get_p`: the AMM's price in a band.
    fn price_in(&self, (x, y): (U256, U256), upper: U256) -> Result<U256, RiskError> {
        let low = self.lower_end(upper)?;
        if x.is_zero() {
            return if y.is_zero() { low.try_mul(self.grid.a, ARBITRAGE)?.try_div(self.grid.a_minus_1, ARBITRAGE) } else { Ok(low) };
        }
        if y.is_zero() {
            return self.lower_end(self.grid.next_edge(upper)?);
        }
        let (f, g) = self.curve_for_price(y0(&self.grid, x, y, self.price, upper)?, upper)?;
        f.try_add(x.try_mul(WAD, ARBITRAGE)?, ARBITRAGE)?.try_div(g.try_add(y, ARBITRAGE)?, ARBITRAGE)
    }

    /// `f` and `g` of `_get_p`, where `f` keeps its 18 more decimals.
    fn curve_for_price(&self, y0: U256, upper: U256) -> Result<(U256, U256), RiskError> {
        let f = self.grid.a.try_mul(y0, ARBITRAGE)?.try_mul(self.price, ARBITRAGE)?.try_div(upper, ARBITRAGE)?;
        let g = self.grid.a_minus_1.try_mul(y0, ARBITRAGE)?.try_mul(upper, ARBITRAGE)?.try_div(self.price, ARBITRAGE)?;
        Ok((f.try_mul(self.price, ARBITRAGE)?, g))
    }

    /// `get_amount_for_price`: what must go in so that the AMM's price is `target`, 18 decimals.
    fn amount_for_price(&self, active: i64, target: U256) -> Result<(U256, Side), RiskError> {
        let side = if target < self.price_now(active)? { Side::Dump } else { Side::Pump };
        Ok((self.amount_to(side, active, Goal::Price(target))?, side))
    }

    /// What must go in, 18 decimals, while somebody who has the other market's price for both assets gains by it.
    pub(super) fn amount_that_pays(&self, active: i64, market: U256) -> Result<(U256, Side), RiskError> {
        let pump = self.amount_to(Side::Pump, active, Goal::Profit(market))?;
        if !pump.is_zero() {
            return Ok((pump, Side::Pump));
        }
        Ok((self.amount_to(Side::Dump, active, Goal::Profit(market))?, Side::Dump))
    }

    /// `get_p`.
    pub(super) fn price_now(&self, active: i64) -> Result<U256, RiskError> {
        self.price_in(self.band(active), self.grid.upper_price(active)?)
    }

    /// The walk from band to band to a goal.
    fn amount_to(&self, side: Side, active: i64, goal: Goal) -> Result<U256, RiskError> {
        let (a, b) = (self.grid.a.try_mul(self.grid.a, ARBITRAGE)?, self.grid.a_minus_1.try_mul(self.grid.a_minus_1, ARBITRAGE)?);
        let mut n = active;
        let mut upper = self.grid.upper_price(n)?;
        let mut low = self.lower_end(upper)?;
        let mut high = low.try_mul(a, ARBITRAGE)?.try_div(b, ARBITRAGE)?;
        let mut amount = U256::ZERO;
        let mut tick = None;
        for _ in 0..super::trade::MAX_STEPS {
            let (x, y) = self.band(n);
            let filled = !x.is_zero() || !y.is_zero();
            let antifee = self.antifee(Some(upper).filter(|_| filled))?;
            let target = goal.in_band(side, antifee)?;
            let within = low <= target && target <= high;
            let passed = if side == Side::Pump { target < low } else { target > high };
            if passed && goal.stops_before() {
                break;
            }
            if filled {
                let (f, g) = curve(&self.grid, y0(&self.grid, x, y, self.price, upper)?, self.price, upper)?;
                let invariant = f.try_add(x, ARBITRAGE)?.try_mul(g.try_add(y, ARBITRAGE)?, ARBITRAGE)?;
                tick = tick.or(Some(0));
                let more = if within {
                    let root = invariant.try_mul(WAD, ARBITRAGE)?.try_div(target, ARBITRAGE)?.square_root();
                    let y_new = root.saturating_sub(g);
                    let x_new = invariant.try_div(g.try_add(y_new, ARBITRAGE)?, ARBITRAGE)?.saturating_sub(f);
                    if side == Side::Pump { x_new.saturating_sub(x) } else { y_new.saturating_sub(y) }
                } else {
                    let (offset, opposite, held) = if side == Side::Pump { (f, g, x) } else { (g, f, y) };
                    invariant.try_div(opposite, ARBITRAGE)?.try_sub(offset, ARBITRAGE)?.try_sub(held, ARBITRAGE)?
                };
                amount = amount.try_add(more.try_mul(antifee, ARBITRAGE)?.try_div(WAD, ARBITRAGE)?, ARBITRAGE)?;
            }
            if within || self.ends(side, n, tick, upper)? {
                break;
            }
            (n, upper) = self.next(side, n, upper)?;
            (low, high) = match side {
                Side::Pump => (high, high.try_mul(a, ARBITRAGE)?.try_div(b, ARBITRAGE)?),
                Side::Dump => (low.try_mul(b, ARBITRAGE)?.try_div(a, ARBITRAGE)?, low),
            };
            tick = tick.map(|passed| passed + 1);
        }
        Ok(amount)
    }
}

impl LlammaLoan {
    fn side(&self, sold: &str) -> Result<Side, RiskError> {
        match sold {
            name if name == self.borrowed => Ok(Side::Pump),
            name if name == self.collateral => Ok(Side::Dump),
            _ => Err(RiskError::unknown("asset", sold)),
        }
    }

    fn asset(&self, side: Side) -> &String {
        if side == Side::Pump { &self.borrowed } else { &self.collateral }
    }

    pub(super) fn trade(&self, side: Side, amount: U256, exact_output: bool) -> Result<LlammaTrade, RiskError> {
        let (loan, paid, received) = self.exchanged(side, amount, exact_output)?;
        let other = if side == Side::Pump { Side::Dump } else { Side::Pump };
        let of = |side, amount| AssetAmount { asset: self.asset(side).clone(), amount };
        Ok(LlammaTrade { paid: of(side, paid), received: of(other, received), loan })
    }

    /// Returns `get_dxdy` of the AMM, or `get_dydx` with `exact_output`: what of `amount` is paid, the fee included, and what is
    /// received, token units. `sold` is the collateral or the borrowed asset.
    ///
    /// # Errors
    /// `unknown` for another asset; `unsupported` without `trading`; those of `debt`.
    pub fn trade_quote(&self, sold: &str, amount: U256, exact_output: bool) -> Result<(U256, U256), RiskError> {
        let found = self.quote(self.side(sold)?, amount, exact_output)?;
        Ok(found.map_or((U256::ZERO, U256::ZERO), |(_, paid, received)| (paid, received)))
    }

    /// Returns `get_amount_for_price` of the AMM: what must be paid, token units, and whether in the borrowed asset, so that the
    /// AMM's price is `price`, 18 decimals.
    ///
    /// # Errors
    /// Those of `trade_quote`.
    pub fn amount_for_price(&self, price: U256) -> Result<(U256, bool), RiskError> {
        check(self)?;
        let (amount, side) = Amm::new(self)?.amount_for_price(band(self.active_band), price)?;
        Ok((amount.try_div_ceil(self.precisions(side).0, ARBITRAGE)?, side == Side::Pump))
    }

    /// The trade that brings the AMM's price to the oracle's.
    fn arbitraged(&self) -> Result<LlammaTrade, RiskError> {
        let (amount, pump) = self.amount_for_price(self.seen()?)?;
        self.trade(if pump { Side::Pump } else { Side::Dump }, amount, false)
    }
}

/// Returns a market's answer to `exchange` of the AMM, or to `exchange_dy` with an exact output: what is paid and received, and the
/// loan with what the trade leaves in the bands. A trade larger than the bands is filled in part, one for an exact output refused.
///
/// Source: `AMM.vy` of curve-stablecoin at cf1d05fb. Every band that is not empty must be listed.
///
/// # Errors
/// `unknown` for another asset; `unsupported` without `trading`; `refused` ("Slippage") where an exact output is not to be had;
/// `out_of_range`, `duplicate` for a state that no market holds; `overflow`, `division_by_zero` where the contract reverts.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn llamma_exchange(loan: &LlammaLoan, order: &LlammaOrder) -> Result<LlammaTrade, RiskError> {
    loan.trade(loan.side(&order.sold)?, order.amount, order.exact_output)
}

/// Returns the soft liquidation of a loan along a path: at each price the oracle moves there, arbitrageurs trade until the AMM's price is the
/// oracle's (`get_amount_for_price`, then `exchange`), and health is read. No time passes between the points; a loan that is
/// liquidatable on the way is not liquidated.
///
/// An arbitrageur stops when the fee eats his gain, so that the AMM's price lags the oracle's by up to the fee; here it does not.
/// `llamma_arbitrage_path` has that lag, and time. With `oracle` of the loan the oracle's jumps are limited here too.
///
/// # Errors
/// Those of `llamma_exchange`.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn llamma_soft_liquidation(loan: &LlammaLoan, oracle_prices: Vec<U256>) -> Result<LlammaPath, RiskError> {
    let mut loan = loan.clone();
    let mut points = Vec::with_capacity(oracle_prices.len());
    for price in oracle_prices {
        loan.oracle_price = price;
        loan = loan.arbitraged()?.loan;
        let (borrowed, collateral) = sum_xy(&loan)?;
        points.push(LlammaPathPoint { price, borrowed, collateral, health: loan.health()? });
    }
    Ok(LlammaPath { points, loan })
}
