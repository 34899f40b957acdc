//! What counts and what is required: `calculate_margin_requirement_and_total_collateral_and_liability_info`.

use super::state::{DriftPerp, DriftSpot, DriftUser};
use super::weights::WEIGHT_ONE;
use crate::error::RiskError;
use crate::exact::{I256, U256};

const MARGIN: &str = "margin";

/// 10^6, the unit of prices and of the quote.
pub(super) const QUOTE: U256 = U256::new(1_000_000);

/// What a check is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A user below it may be liquidated.
    Maintenance,
    /// A fill that adds risk: halfway between the two others.
    Fill,
    /// A new order or a withdrawal.
    Initial,
}

/// How a check counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    pub(super) kind: Kind,
    /// Prices at the worse of the oracle's and its five-minute average.
    pub(super) strict: bool,
    /// The ratio that the user chose, for initial margin; 0 for none.
    pub(super) custom_margin_ratio: u32,
    /// Something leaves the program: a deposit whose oracle is not valid counts for nothing.
    pub(super) withdraws: bool,
}

/// The check of liquidations.
pub(super) const MAINTENANCE: Context = Context { kind: Kind::Maintenance, strict: false, custom_margin_ratio: 0, withdraws: false };

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
    /// The sums by which a user is liquidated.
    pub(super) fn of(user: &DriftUser, asked: Asked) -> Result<Self, RiskError> {
        Self::by(user, asked, MAINTENANCE)
    }

    pub(super) fn by(user: &DriftUser, asked: Asked, context: Context) -> Result<Self, RiskError> {
        let at = |place: usize, own: U256| asked.filter(|(which, _)| *which == place).map_or(own, |(_, price)| price);
        let mut totals = Self::default();
        let mut quote = (QUOTE, QUOTE);
        for (place, spot) in user.spots.iter().enumerate() {
            let price = at(place, spot.price);
            if spot.is_quote {
                let average = spot.terms.as_ref().and_then(|terms| terms.price_twap_5min).filter(|_| context.strict).unwrap_or(price);
                quote = (price.min(average), price.max(average));
            }
            totals.add_spot(user, spot, price, context)?;
        }
        for (place, perp) in user.perps.iter().enumerate() {
            totals.add_perp(user, perp, at(user.spots.len() + place, perp.price), quote, context)?;
        }
        Ok(totals)
    }

    /// The verdict: a requirement that is not met, or, once begun, one that is not met with the buffer.
    pub(super) fn liquidatable(&self, user: &DriftUser) -> Result<bool, RiskError> {
        let (held, required) = self.sides(user)?;
        Ok(held < required.into())
    }

    /// The requirement is met, without a buffer.
    pub(super) fn met(&self) -> bool {
        self.collateral >= self.requirement.into()
    }

    /// What counts and what it is held against, with the buffer where a liquidation has begun; without a buffer that needs nothing.
    pub(super) fn sides(&self, user: &DriftUser) -> Result<(I256, U256), RiskError> {
        if user.being_liquidated { self.buffered(user) } else { Ok((self.collateral, self.requirement)) }
    }

    /// Both sides with the buffer.
    pub(super) fn buffered(&self, user: &DriftUser) -> Result<(I256, U256), RiskError> {
        let required = match user.liquidation_margin_buffer_ratio {
            0 => U256::ZERO,
            _ => self.requirement.try_add(self.requirement_buffer, MARGIN)?,
        };
        Ok((self.collateral.try_add(self.collateral_buffer, MARGIN)?, required))
    }

    fn add_spot(&mut self, user: &DriftUser, spot: &DriftSpot, price: U256, context: Context) -> Result<(), RiskError> {
        if spot.scaled_balance.is_zero() {
            return Ok(());
        }
        spot.check_dust()?;
        let (weighted, value) = spot.weighted(price, context)?;
        let plain = spot.value_of(spot.amount()?, price, spot.is_borrow)?;
        self.equity = self.equity.try_add(I256::new(spot.is_borrow, plain), MARGIN)?;
        if spot.is_borrow {
            self.add_requirement(user, weighted, value)?
        } else if !context.withdraws || spot.oracle_is_valid()? {
            self.add_collateral(user, weighted.into())?
        }
        Ok(())
    }

    /// `quote` is the lower and the higher price of the quote.
    fn add_perp(
        &mut self,
        user: &DriftUser,
        perp: &DriftPerp,
        price: U256,
        quote: (U256, U256),
        context: Context,
    ) -> Result<(), RiskError> {
        let (margin, liability) = perp_margin(perp, price, quote.1, context)?;
        let pnl = perp.pnl(price)?;
        let counted = if pnl.is_negative() { quote.1 } else { quote.0 };
        let weighted = DriftPerp::capped(in_quote(perp.weighted_pnl(pnl, context)?, counted)?, context);
        self.equity = self.equity.try_add(in_quote(pnl, counted)?, MARGIN)?;
        self.add_requirement(user, margin, liability)?;
        self.add_collateral(user, weighted)?;
        Ok(())
    }

    fn add_collateral(&mut self, user: &DriftUser, value: I256) -> Result<(), RiskError> {
        self.collateral = self.collateral.try_add(value, MARGIN)?;
        if value.is_negative() {
            let buffer = value.try_mul(user.buffer().into(), MARGIN)?.try_div(WEIGHT_ONE, MARGIN)?;
            self.collateral_buffer = self.collateral_buffer.try_add(buffer, MARGIN)?;
        }
        Ok(())
    }

    fn add_requirement(&mut self, user: &DriftUser, margin: U256, liability: U256) -> Result<(), RiskError> {
        self.requirement = self.requirement.try_add(margin, MARGIN)?;
        let buffer = liability.try_mul(user.buffer(), MARGIN)?.try_div(WEIGHT_ONE, MARGIN)?;
        self.requirement_buffer = self.requirement_buffer.try_add(buffer, MARGIN)?;
        Ok(())
    }
}

/// The margin that a perpetual requires with its orders, and its liability.
pub(super) fn perp_margin(perp: &DriftPerp, price: U256, quote_price: U256, context: Context) -> Result<(U256, U256), RiskError> {
    let liability = perp.worst_liability(price)?.try_mul(quote_price, MARGIN)?.try_div(QUOTE, MARGIN)?;
    let margin = liability.try_mul(perp.margin_ratio(price, context)?, MARGIN)?.try_div(WEIGHT_ONE, MARGIN)?;
    Ok((margin.try_add(perp.order_margin()?, MARGIN)?, liability))
}

/// Rounded toward zero.
fn in_quote(value: I256, quote_price: U256) -> Result<I256, RiskError> {
    value.try_mul(quote_price.into(), MARGIN)?.try_div(QUOTE, MARGIN)
}

/// The program computes in 128 bits.
pub(super) fn wide(value: U256) -> Result<U256, RiskError> {
    if value.narrow().is_some() { Ok(value) } else { Err(RiskError::overflow(MARGIN)) }
}

pub(super) fn signed(value: U256) -> Result<U256, RiskError> {
    if wide(value)?.bit(127) { Err(RiskError::overflow(MARGIN)) } else { Ok(value) }
}

pub(super) fn narrow(value: U256) -> Result<u32, RiskError> {
    value.narrow().and_then(|narrow| u32::try_from(narrow).ok()).ok_or_else(|| RiskError::overflow(MARGIN))
}

impl DriftUser {
    fn buffer(&self) -> U256 {
        U256::new(u64::from(self.liquidation_margin_buffer_ratio))
    }
}
