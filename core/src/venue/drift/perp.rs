//! Perpetual positions: profit, funding, the worst case of open orders, and the margin ratio.
//!
//! Source: `math/position.rs`, `math/funding.rs`, `state/perp_market.rs`, `math/margin.rs` of protocol-v2 at 0ae3e3b1.

use super::margin::{Context, Kind, wide};
use super::state::DriftPerp;
use super::weights::{WEIGHT_ONE, drift_asset_weight, drift_liability_weight, high_leverage_ratio};
use crate::error::RiskError;
use crate::exact::{I256, U256};

const PERP: &str = "perpetual";

/// 10^9, the unit of base amounts.
pub(super) const BASE: U256 = U256::new(1_000_000_000);
const QUOTE: U256 = U256::new(1_000_000);

/// What every open order requires, a cent.
const OPEN_ORDER: U256 = U256::new(10_000);

/// Gains beyond a hundred dollars back no new risk.
const MOST_INITIAL_GAIN: U256 = U256::new(100_000_000);

impl DriftPerp {
    /// Profit and loss with the funding that is due, before the price of the quote.
    pub(super) fn pnl(&self, price: U256) -> Result<I256, RiskError> {
        let value = self.base_asset_amount.try_mul(known(price)?.into(), PERP)?.try_div(BASE, PERP)?;
        value.try_add(self.quote_asset_amount, PERP)?.try_add(self.funding_due()?, PERP)
    }

    /// The gain or loss as a check counts it, in quote units.
    pub(super) fn weighted_pnl(&self, pnl: I256, context: Context) -> Result<I256, RiskError> {
        let gain = !pnl.is_negative() && !pnl.is_zero();
        let weight = match (gain, context.kind) {
            (false, _) => return Ok(pnl),
            (true, Kind::Maintenance) => self.unrealized_pnl_maintenance_asset_weight,
            (true, Kind::Fill | Kind::Initial) => {
                let terms = self.terms()?;
                let own = terms.unrealized_pnl_initial_asset_weight;
                let size = pnl.magnitude().try_mul(U256::new(1_000), PERP)?;
                if own == 0 { 0 } else { drift_asset_weight(size, terms.unrealized_pnl_imf_factor, own)? }
            }
        };
        pnl.try_mul(U256::new(u64::from(weight)).into(), PERP)?.try_div(WEIGHT_ONE, PERP)
    }

    /// The cap on gains where new risk is taken.
    pub(super) fn capped(value: I256, context: Context) -> I256 {
        if context.kind == Kind::Initial { value.min(MOST_INITIAL_GAIN.into()) } else { value }
    }

    /// Longs pay where the rate has risen.
    pub(super) fn funding_due(&self) -> Result<I256, RiskError> {
        let moved = self.cumulative_funding_rate.try_sub(self.last_cumulative_funding_rate, PERP)?;
        let payment = moved.magnitude().try_mul(self.base_asset_amount.magnitude(), PERP)?.try_div(QUOTE, PERP)?;
        let payment = payment.try_div(U256::new(1_000), PERP)?.try_div(U256::new(1_000), PERP)?;
        let short = self.base_asset_amount <= I256::ZERO;
        let paid = short == moved.is_negative();
        Ok(I256::new(paid, payment))
    }

    /// Pays the funding that is due (`settle_funding_payment`).
    pub(super) fn settle_funding(&mut self) -> Result<(), RiskError> {
        self.quote_asset_amount = self.quote_asset_amount.try_add(self.funding_due()?, PERP)?;
        self.last_cumulative_funding_rate = self.cumulative_funding_rate;
        Ok(())
    }

    /// The base amount that a fill of all bids or of all asks would leave, whichever is larger; the asks' at equality.
    fn worst_base(&self, price: U256) -> Result<U256, RiskError> {
        let bids = self.base_asset_amount.try_add(self.open_bids, PERP)?.magnitude();
        let asks = self.base_asset_amount.try_add(self.open_asks, PERP)?.magnitude();
        Ok(if value_of(asks, price)? >= value_of(bids, price)? { asks } else { bids })
    }

    pub(super) fn worst_liability(&self, price: U256) -> Result<U256, RiskError> {
        value_of(self.worst_base(price)?, price)
    }

    /// The margin ratio at the size of the worst case, 4 decimals.
    pub(super) fn margin_ratio(&self, price: U256, context: Context) -> Result<U256, RiskError> {
        self.margin_ratio_of(self.worst_base(price)?, context)
    }

    pub(super) fn margin_ratio_of(&self, size: U256, context: Context) -> Result<U256, RiskError> {
        let own = match context.kind {
            Kind::Maintenance => self.margin_ratio_maintenance,
            Kind::Fill => self.terms()?.margin_ratio_initial.saturating_add(self.margin_ratio_maintenance) / 2,
            Kind::Initial => self.terms()?.margin_ratio_initial,
        };
        let ordinary = self.terms.as_ref().and_then(|terms| terms.ordinary_margin_ratios.as_ref());
        let ratio = match (context.kind, ordinary) {
            (Kind::Maintenance, _) | (_, None) => drift_liability_weight(size, self.imf_factor, own)?,
            (kind, Some(ordinary)) => {
                let half = ordinary.initial.saturating_add(ordinary.maintenance) / 2;
                let counted = if kind == Kind::Fill { half } else { ordinary.initial };
                high_leverage_ratio(size, self.imf_factor, counted, own)?
            }
        };
        let custom = if context.kind == Kind::Initial { context.custom_margin_ratio } else { 0 };
        Ok(U256::new(u64::from(ratio.max(custom))))
    }

    /// What the open orders require on top.
    pub(super) fn order_margin(&self) -> Result<U256, RiskError> {
        OPEN_ORDER.try_mul(U256::new(u64::from(self.open_orders)), PERP)
    }

    pub(super) fn has_orders(&self) -> bool {
        !self.open_bids.is_zero() || !self.open_asks.is_zero()
    }
}

/// Value of a base amount, quote units.
pub(super) fn value_of(base: U256, price: U256) -> Result<U256, RiskError> {
    wide(base.try_mul(known(price)?, PERP)?)?.try_div(BASE, PERP)
}

fn known(price: U256) -> Result<U256, RiskError> {
    if price.is_zero() { Err(RiskError::division_by_zero("oracle price")) } else { Ok(price) }
}
