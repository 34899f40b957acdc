//! Whether an oracle is good enough for what is done, and which debts an isolated tier allows beside each other.
//!
//! Source: `oracle_validity` and `is_oracle_valid_for_action` of `math/oracle.rs`; `validate_any_isolated_tier_requirements` of
//! `math/margin.rs`; `meets_withdraw_margin_requirement_and_increment_fuel_bonus` of `state/user.rs` of protocol-v2 at 0ae3e3b1.

use super::margin::{Context, Kind, Totals};
use super::state::{DriftPerp, DriftSpot, DriftUser};
use crate::error::RiskError;
use crate::exact::U256;

const ORACLE: &str = "oracle";

/// What tells whether an oracle is valid, beside its price. Prices and shares have 6 decimals.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DriftOracle {
    /// `last_oracle_price_twap`, the average of an hour.
    pub price_twap: U256,
    /// `confidence` of the price.
    pub confidence: U256,
    /// Slots since its last answer.
    pub delay_slots: u32,
    /// `too_volatile_ratio` of the state: the larger of price and average over the smaller, in whole times.
    pub too_volatile_ratio: u32,
    /// `confidence_interval_max_size` of the state times the multiplier of the market's tier.
    pub max_confidence: U256,
    /// `slots_before_stale_for_margin` of the state; three times it for a feed of stable coins.
    pub slots_before_stale_for_margin: u32,
}

/// The validities that margins and liquidations tell apart, the worst first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Validity {
    TooVolatile,
    TooUncertain,
    StaleForMargin,
    Valid,
}

impl DriftOracle {
    fn validity(&self, price: U256) -> Result<Validity, RiskError> {
        let (high, low) = (price.max(self.price_twap), price.min(self.price_twap).max(U256::ONE));
        if high.try_div(low, ORACLE)? > U256::from(self.too_volatile_ratio) {
            return Ok(Validity::TooVolatile);
        }
        if self.confidence.try_mul(U256::new(1_000_000), ORACLE)?.try_div(price, ORACLE)? > self.max_confidence {
            return Ok(Validity::TooUncertain);
        }
        Ok(if self.delay_slots > self.slots_before_stale_for_margin { Validity::StaleForMargin } else { Validity::Valid })
    }
}

/// Valid for a margin; without a record it is.
fn valid(oracle: Option<&DriftOracle>, price: U256) -> Result<bool, RiskError> {
    oracle.map_or(Ok(true), |oracle| Ok(oracle.validity(price)? == Validity::Valid))
}

/// A liquidation takes a stale or uncertain price, not a volatile one.
fn must_liquidate(oracle: Option<&DriftOracle>, price: U256) -> Result<(), RiskError> {
    match oracle {
        Some(oracle) if oracle.validity(price)? == Validity::TooVolatile => Err(RiskError::refused("InvalidOracle")),
        _ => Ok(()),
    }
}

impl DriftSpot {
    fn oracle(&self) -> Option<&DriftOracle> {
        self.terms.as_ref()?.oracle.as_ref()
    }

    /// Whether a margin may count it.
    pub(super) fn oracle_is_valid(&self) -> Result<bool, RiskError> {
        valid(self.oracle(), self.price)
    }

    fn is_isolated(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| terms.isolated_tier == Some(true))
    }

    /// The quote's is not asked for.
    pub(super) fn must_liquidate(&self) -> Result<(), RiskError> {
        if self.is_quote { Ok(()) } else { must_liquidate(self.oracle(), self.price) }
    }
}

impl DriftPerp {
    fn oracle(&self) -> Option<&DriftOracle> {
        self.terms.as_ref()?.oracle.as_ref()
    }

    fn is_isolated(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| terms.isolated_tier == Some(true))
    }

    /// Something is held, owed or ordered.
    fn is_liability(&self) -> bool {
        !self.base_asset_amount.is_zero() || self.quote_asset_amount.is_negative() || self.is_ordered()
    }

    pub(super) fn must_liquidate(&self) -> Result<(), RiskError> {
        must_liquidate(self.oracle(), self.price)
    }
}

impl DriftUser {
    fn spot_liabilities(&self) -> impl Iterator<Item = &DriftSpot> + Clone {
        self.spots.iter().filter(|spot| spot.is_borrow && !spot.scaled_balance.is_zero())
    }

    fn perp_liabilities(&self) -> impl Iterator<Item = &DriftPerp> + Clone {
        self.perps.iter().filter(|perp| perp.is_liability())
    }

    /// Nothing leaves the program while something is owed at a price that is not valid.
    pub(super) fn must_have_valid_oracles(&self, totals: &Totals, context: Context) -> Result<(), RiskError> {
        if totals.requirement.is_zero() && self.spot_liabilities().next().is_none() && self.perp_liabilities().next().is_none() {
            return Ok(());
        }
        let mut all = true;
        for spot in self.spot_liabilities() {
            all &= spot.oracle_is_valid()?;
        }
        let quote = self.spots.iter().find(|spot| spot.is_quote);
        for perp in &self.perps {
            let gain = context.kind != Kind::Initial && !perp.quote_asset_amount.is_zero();
            if perp.is_liability() || gain {
                all &= valid(perp.oracle(), perp.price)?;
                if let Some(quote) = quote {
                    all &= quote.oracle_is_valid()?;
                }
            }
        }
        if all { Ok(()) } else { Err(RiskError::refused("InvalidOracle")) }
    }

    /// A debt of an isolated tier stands alone; a perpetual of one allows a debt of the quote beside it.
    pub(super) fn must_keep_tiers(&self) -> Result<(), RiskError> {
        let (spots, perps) = (self.spot_liabilities(), self.perp_liabilities());
        let perp = perps.clone().any(DriftPerp::is_isolated);
        let spot = spots.clone().any(|spot| !spot.is_quote && spot.is_isolated());
        let (others, count) = (spots.clone().filter(|spot| !spot.is_quote).count(), perps.count());
        if (perp && (count > 1 || others > 0)) || (spot && (count > 0 || spots.count() != 1)) {
            return Err(RiskError::refused("IsolatedAssetTierViolation"));
        }
        Ok(())
    }
}
