//! The maintenance margin: `calculate_margin_requirement_and_total_collateral_and_liability_info`.

use super::state::{DriftPerp, DriftSpot, DriftUser};
use super::weights::{WEIGHT_ONE, drift_asset_weight, drift_liability_weight};
use crate::error::RiskError;
use crate::exact::{Fault, I256, U256};
use crate::venue::rules::check_names;

const MARGIN: &str = "margin";

/// 10^9, the unit of base amounts.
const BASE: U256 = U256::new(1_000_000_000);
/// 10^6, the unit of prices and of the quote.
pub(super) const QUOTE: U256 = U256::new(1_000_000);
/// What every open order requires, a cent.
const OPEN_ORDER: U256 = U256::new(10_000);

/// A price that is asked instead of the user's own, by the place of its asset: balances first, then perpetuals.
pub(super) type Asked = Option<(usize, U256)>;

/// The sums of one user, 6 decimals.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    pub(super) collateral: I256,
    pub(super) requirement: U256,
    /// The buffers of the two, for a liquidation that has begun.
    collateral_buffer: I256,
    requirement_buffer: U256,
    /// Everything held less everything owed, unweighted.
    pub(super) equity: I256,
}

impl Totals {
    pub(super) fn of(user: &DriftUser, asked: Asked) -> Result<Self, Fault> {
        let at = |place: usize, own: U256| asked.filter(|(which, _)| *which == place).map_or(own, |(_, price)| price);
        let mut totals = Self::default();
        let mut quote_price = QUOTE;
        for (place, spot) in user.spots.iter().enumerate() {
            let price = at(place, spot.price);
            if spot.is_quote {
                quote_price = price;
            }
            totals.add_spot(user, spot, price)?;
        }
        for (place, perp) in user.perps.iter().enumerate() {
            totals.add_perp(user, perp, at(user.spots.len() + place, perp.price), quote_price)?;
        }
        Ok(totals)
    }

    /// The verdict: a requirement that is not met, or, once begun, one that is not met with the buffer.
    pub(super) fn liquidatable(&self, user: &DriftUser) -> Result<bool, Fault> {
        let (held, required) = self.sides(user)?;
        Ok(held < required.into())
    }

    /// What counts and what it is held against, with the buffer where a liquidation has begun; without a buffer that needs nothing.
    pub(super) fn sides(&self, user: &DriftUser) -> Result<(I256, U256), Fault> {
        if !user.being_liquidated {
            return Ok((self.collateral, self.requirement));
        }
        let required = match user.liquidation_margin_buffer_ratio {
            0 => U256::ZERO,
            _ => self.requirement.try_add(self.requirement_buffer, MARGIN)?,
        };
        Ok((self.collateral.try_add(self.collateral_buffer, MARGIN)?, required))
    }

    fn add_spot(&mut self, user: &DriftUser, spot: &DriftSpot, price: U256) -> Result<(), Fault> {
        if spot.scaled_balance.is_zero() {
            return Ok(());
        }
        let (amount, value) = (spot.amount()?, spot.value(price)?);
        self.equity = self.equity.try_add(I256::new(spot.is_borrow, value), MARGIN)?;
        let weighted = if spot.is_quote { value } else { value.try_mul(spot.weight(amount)?, MARGIN)?.try_div(WEIGHT_ONE, MARGIN)? };
        if spot.is_borrow { self.add_requirement(user, weighted, value) } else { self.add_collateral(user, weighted.into()) }
    }

    fn add_perp(&mut self, user: &DriftUser, perp: &DriftPerp, price: U256, quote_price: U256) -> Result<(), Fault> {
        let pnl = perp.pnl(price)?;
        let liability = perp.worst_liability(price)?.try_mul(quote_price, MARGIN)?.try_div(QUOTE, MARGIN)?;
        let margin = liability.try_mul(perp.margin_ratio(price)?, MARGIN)?.try_div(WEIGHT_ONE, MARGIN)?;
        let orders = OPEN_ORDER.try_mul(U256::new(u64::from(perp.open_orders)), MARGIN)?;
        let mut weighted = pnl;
        if pnl > I256::ZERO {
            let weight = U256::new(u64::from(perp.unrealized_pnl_maintenance_asset_weight));
            weighted = weighted.try_mul(weight.into(), MARGIN)?.try_div(WEIGHT_ONE, MARGIN)?;
        }
        weighted = in_quote(weighted, quote_price)?;
        self.equity = self.equity.try_add(in_quote(pnl, quote_price)?, MARGIN)?;
        self.add_requirement(user, margin.try_add(orders, MARGIN)?, liability)?;
        self.add_collateral(user, weighted)
    }

    fn add_collateral(&mut self, user: &DriftUser, value: I256) -> Result<(), Fault> {
        self.collateral = self.collateral.try_add(value, MARGIN)?;
        if value.is_negative() {
            let buffer = value.try_mul(user.buffer().into(), MARGIN)?.try_div(WEIGHT_ONE, MARGIN)?;
            self.collateral_buffer = self.collateral_buffer.try_add(buffer, MARGIN)?;
        }
        Ok(())
    }

    fn add_requirement(&mut self, user: &DriftUser, margin: U256, liability: U256) -> Result<(), Fault> {
        self.requirement = self.requirement.try_add(margin, MARGIN)?;
        let buffer = liability.try_mul(user.buffer(), MARGIN)?.try_div(WEIGHT_ONE, MARGIN)?;
        self.requirement_buffer = self.requirement_buffer.try_add(buffer, MARGIN)?;
        Ok(())
    }
}

/// Rounded toward zero.
fn in_quote(value: I256, quote_price: U256) -> Result<I256, Fault> {
    value.try_mul(quote_price.into(), MARGIN)?.try_div(QUOTE, MARGIN)
}

impl DriftSpot {
    /// Tokens of the balance: a deposit rounds down, a debt up.
    pub(super) fn amount(&self) -> Result<U256, Fault> {
        let interest = if self.is_borrow { self.cumulative_borrow_interest } else { self.cumulative_deposit_interest };
        let scaled = wide(self.scaled_balance.try_mul(interest, MARGIN)?)?;
        let unit = U256::power_of_ten(19_u8.saturating_sub(self.decimals)).ok_or(Fault::Overflow(MARGIN))?;
        if self.is_borrow { scaled.try_div_ceil(unit, MARGIN) } else { scaled.try_div(unit, MARGIN) }
    }

    /// Their value, 6 decimals: what is owed rounds up.
    fn value(&self, price: U256) -> Result<U256, Fault> {
        if price.is_zero() {
            return Err(Fault::DivisionByZero("oracle price"));
        }
        let value = signed(self.amount()?.try_mul(price, MARGIN)?)?;
        let unit = U256::power_of_ten(self.decimals).ok_or(Fault::Overflow(MARGIN))?;
        if self.is_borrow { value.try_div_ceil(unit, MARGIN) } else { value.try_div(unit, MARGIN) }
    }

    /// The maintenance weight at the size of now; sizes have 9 decimals.
    pub(super) fn weight(&self, amount: U256) -> Result<U256, Fault> {
        let size = if self.decimals > 9 {
            amount.try_div(U256::power_of_ten(self.decimals - 9).ok_or(Fault::Overflow(MARGIN))?, MARGIN)?
        } else {
            amount.try_mul(U256::power_of_ten(9 - self.decimals).ok_or(Fault::Overflow(MARGIN))?, MARGIN)?
        };
        let weight = if self.is_borrow {
            drift_liability_weight(size, self.imf_factor, self.maintenance_liability_weight)?
        } else {
            drift_asset_weight(size, self.imf_factor, self.maintenance_asset_weight)?
        };
        Ok(U256::new(u64::from(weight)))
    }
}

impl DriftPerp {
    /// Profit and loss with the funding that is due, before the price of the quote.
    pub(super) fn pnl(&self, price: U256) -> Result<I256, Fault> {
        let value = self.base_asset_amount.try_mul(known(price)?.into(), MARGIN)?.try_div(BASE, MARGIN)?;
        value.try_add(self.quote_asset_amount, MARGIN)?.try_add(self.funding()?, MARGIN)
    }

    /// Longs pay where the rate has risen.
    fn funding(&self) -> Result<I256, Fault> {
        let moved = self.cumulative_funding_rate.try_sub(self.last_cumulative_funding_rate, MARGIN)?;
        let payment = moved.magnitude().try_mul(self.base_asset_amount.magnitude(), MARGIN)?.try_div(QUOTE, MARGIN)?;
        let payment = payment.try_div(U256::new(1_000), MARGIN)?.try_div(U256::new(1_000), MARGIN)?;
        let short = self.base_asset_amount <= I256::ZERO;
        let paid = short == moved.is_negative();
        Ok(I256::new(paid, payment))
    }

    /// The base amount that a fill of all bids or of all asks would leave, whichever is larger; the asks' at equality.
    fn worst_base(&self, price: U256) -> Result<U256, Fault> {
        let bids = self.base_asset_amount.try_add(self.open_bids, MARGIN)?.magnitude();
        let asks = self.base_asset_amount.try_add(self.open_asks, MARGIN)?.magnitude();
        Ok(if value_of(asks, price)? >= value_of(bids, price)? { asks } else { bids })
    }

    fn worst_liability(&self, price: U256) -> Result<U256, Fault> {
        value_of(self.worst_base(price)?, price)
    }

    /// The maintenance margin ratio at the size of the worst case.
    pub(super) fn margin_ratio(&self, price: U256) -> Result<U256, Fault> {
        let ratio = drift_liability_weight(self.worst_base(price)?, self.imf_factor, self.margin_ratio_maintenance)?;
        Ok(U256::new(u64::from(ratio)))
    }

    pub(super) fn has_orders(&self) -> bool {
        !self.open_bids.is_zero() || !self.open_asks.is_zero()
    }
}

fn value_of(base: U256, price: U256) -> Result<U256, Fault> {
    wide(base.try_mul(known(price)?, MARGIN)?)?.try_div(BASE, MARGIN)
}

fn known(price: U256) -> Result<U256, Fault> {
    if price.is_zero() { Err(Fault::DivisionByZero("oracle price")) } else { Ok(price) }
}

/// The program computes in 128 bits.
fn wide(value: U256) -> Result<U256, Fault> {
    if value.narrow().is_some() { Ok(value) } else { Err(Fault::Overflow(MARGIN)) }
}

fn signed(value: U256) -> Result<U256, Fault> {
    if wide(value)?.bit(127) { Err(Fault::Overflow(MARGIN)) } else { Ok(value) }
}

impl DriftUser {
    fn buffer(&self) -> U256 {
        U256::new(u64::from(self.liquidation_margin_buffer_ratio))
    }

    /// Refuses what no account of the program can hold.
    pub(super) fn check(&self) -> Result<(), RiskError> {
        check_names(self.assets(), core::iter::empty())?;
        let quotes = self.spots.iter().filter(|spot| spot.is_quote).count();
        if quotes != 1 {
            return Err(RiskError::out_of_range("spots.isQuote", "true for exactly one balance", quotes, "list the quote market, index 0"));
        }
        let most = U256::new(i64::MAX.unsigned_abs());
        for spot in &self.spots {
            if spot.decimals > 19 {
                return Err(RiskError::out_of_range("spots.decimals", "in [0, 19]", spot.decimals, "pass the market's decimals"));
            }
            if !spot.is_quote && (spot.maintenance_asset_weight > 10_000 || spot.maintenance_liability_weight < 10_000) {
                let hint = "pass weights with 4 decimals: 8000 for an asset, 12000 for a liability";
                let got = spot.maintenance_asset_weight;
                return Err(RiskError::out_of_range("spots.maintenanceAssetWeight", "at most 10000, the liability's at least", got, hint));
            }
            small("spots.scaledBalance", spot.scaled_balance, U256::new(u64::MAX))?;
            small("spots.price", spot.price, most)?;
            if !spot.scaled_balance.is_zero() && spot.amount()?.is_zero() {
                // Dust below one unit of the token.
                return Err(RiskError::refused("InvalidMarginRatio"));
            }
        }
        for perp in &self.perps {
            small("perps.price", perp.price, most)?;
            for (field, value) in [
                ("perps.baseAssetAmount", perp.base_asset_amount),
                ("perps.quoteAssetAmount", perp.quote_asset_amount),
                ("perps.openBids", perp.open_bids),
                ("perps.openAsks", perp.open_asks),
            ] {
                small(field, value.magnitude(), most)?;
            }
            if perp.open_bids.is_negative() || perp.open_asks > I256::ZERO {
                return Err(RiskError::out_of_range(
                    "perps.openBids",
                    "0 or more, the asks 0 or less",
                    perp.open_bids,
                    "pass the program's signs",
                ));
            }
            if perp.unrealized_pnl_maintenance_asset_weight > 10_000 {
                let got = perp.unrealized_pnl_maintenance_asset_weight;
                return Err(RiskError::out_of_range("perps.unrealizedPnlMaintenanceAssetWeight", "at most 10000", got, "4 decimals"));
            }
        }
        Ok(())
    }

    /// The names of all assets: balances first, then perpetuals.
    pub(super) fn assets(&self) -> impl Iterator<Item = &alloc::string::String> + Clone {
        self.spots.iter().map(|spot| &spot.asset).chain(self.perps.iter().map(|perp| &perp.asset))
    }
}

fn small(field: &str, value: U256, most: U256) -> Result<(), RiskError> {
    if value <= most { Ok(()) } else { Err(RiskError::out_of_range(field, "in the program's 64 bits", value, "pass its own integer")) }
}
