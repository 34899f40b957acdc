//! A loan while the oracle moves in time and arbitrageurs trade as long as they gain: the AMM's price lags by the fee, and after a
//! jump of the oracle by the fee for that.

use super::arbitrage::ARBITRAGE;
use super::check::{band, check};
use super::measure::sum_xy;
use super::state::LlammaLoan;
use super::trade::{Amm, Side};
use crate::error::RiskError;
use crate::exact::U256;
use crate::venue::outcome::{AssetAmount, PositionHealth};
use crate::venue::rules::Venue;
use alloc::vec::Vec;

/// A later moment: what the oracle answers then, which is the price of other markets too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LlammaTurn {
    /// Seconds since the moment before.
    pub seconds: u32,
    /// What the market's oracle answers, before the limit on jumps, 18 decimals.
    pub price: U256,
}

/// A loan at one moment, after arbitrageurs have traded.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LlammaLagPoint {
    /// What the market's oracle answered, 18 decimals.
    pub price: U256,
    /// What the AMM took of it, after its limit on jumps, 18 decimals.
    pub oracle_price: U256,
    /// The fee for the jump when the arbitrageur came, 18 decimals; the AMM's own counts where it is larger.
    pub oracle_fee: U256,
    /// The AMM's own price after the trade, 18 decimals: what is left to the oracle's is the lag.
    pub amm_price: U256,
    /// What the arbitrageur paid, the fee included, token units; absent where no trade paid.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub paid: Option<AssetAmount>,
    /// What he received, token units.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub received: Option<AssetAmount>,
    /// The borrowed asset in the borrower's bands, token units.
    pub borrowed: U256,
    /// The collateral in the borrower's bands, token units.
    pub collateral: U256,
    /// The verdict and the sums behind it.
    pub health: PositionHealth,
}

/// A loan along a path in time.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LlammaArbitragePath {
    /// One point per moment.
    pub points: Vec<LlammaLagPoint>,
    /// The loan at the last of them.
    pub loan: LlammaLoan,
}

impl LlammaLoan {
    /// Returns `get_p()` of the AMM: its own price in the active band, 18 decimals.
    ///
    /// # Errors
    /// Those of `trade_quote`.
    pub fn amm_price(&self) -> Result<U256, RiskError> {
        check(self)?;
        Amm::new(self)?.price_now(band(self.active_band))
    }

    /// Returns what an arbitrageur pays, token units, and whether in the borrowed asset, who stops where the fee of a band eats his
    /// gain against a market at `price`, 18 decimals. 0 where the first unit does not pay.
    ///
    /// # Errors
    /// Those of `trade_quote`.
    pub fn amount_that_pays(&self, price: U256) -> Result<(U256, bool), RiskError> {
        check(self)?;
        let (amount, side) = Amm::new(self)?.amount_that_pays(band(self.active_band), price)?;
        Ok((amount.try_div(self.precisions(side).0, ARBITRAGE)?, side == Side::Pump))
    }

    /// The loan when the oracle has moved, before anybody trades.
    fn turned(&self, turn: &LlammaTurn) -> Result<Self, RiskError> {
        Ok(Self { oracle_price: turn.price, ..self.later(turn.seconds)? })
    }
}

/// Returns a loan along a path in time: at each moment the oracle answers, the AMM limits what it takes of a jump (with `oracle` of the
/// loan), and arbitrageurs trade while they gain by it after the fee against other markets at the oracle's answer. Interest accrues at
/// the rate of now; a loan that is liquidatable on the way is not liquidated; gas costs the arbitrageur nothing.
///
/// Source: `AMM.vy` of curve-stablecoin at cf1d05fb. Every band that is not empty must be listed.
///
/// # Errors
/// Those of `llamma_exchange`.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn llamma_arbitrage_path(loan: &LlammaLoan, turns: Vec<LlammaTurn>) -> Result<LlammaArbitragePath, RiskError> {
    let mut loan = loan.clone();
    let mut points = Vec::with_capacity(turns.len());
    for turn in turns {
        loan = loan.turned(&turn)?;
        let (oracle_price, oracle_fee) = loan.price_oracle()?;
        let (amount, pump) = loan.amount_that_pays(turn.price)?;
        let (mut paid, mut received) = (None, None);
        if !amount.is_zero() {
            let trade = loan.trade(if pump { Side::Pump } else { Side::Dump }, amount, false)?;
            loan = trade.loan;
            if !trade.paid.amount.is_zero() {
                (paid, received) = (Some(trade.paid), Some(trade.received));
            }
        }
        let (borrowed, collateral) = sum_xy(&loan)?;
        points.push(LlammaLagPoint {
            price: turn.price,
            oracle_price,
            oracle_fee,
            amm_price: loan.amm_price()?,
            paid,
            received,
            borrowed,
            collateral,
            health: loan.health()?,
        });
    }
    Ok(LlammaArbitragePath { points, loan })
}
