//! One reserve's amounts and values now.

use super::hub::{HubNow, ray_up};
use super::premium::premium_ray;
use super::state::AaveV4Reserve;
use crate::error::RiskError;
use crate::exact::{U256, WAD, ray_mul_ceil};

/// Decimals of a price.
pub(super) const PRICE_DECIMALS: u8 = 8;

/// Decimals of a value: a price's, and 18.
pub(super) const VALUE_DECIMALS: u8 = 26;

/// Values of the risk premium's list have 224 bits.
const VALUE_BITS: u8 = 224;

/// A reserve as the account rules see it; values have 26 decimals.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) hub: HubNow,
    pub(super) unit: U256,
    /// Supply, token units, rounded down.
    pub(super) supplied: U256,
    /// Drawn debt, token units, rounded up.
    pub(super) drawn: U256,
    /// Premium debt, token units in ray.
    pub(super) premium_ray: U256,
    /// Counts as collateral.
    pub(super) backs: bool,
    pub(super) collateral_value: U256,
    pub(super) debt_value: U256,
}

impl Line {
    pub(super) fn new(reserve: &AaveV4Reserve) -> Result<Self, RiskError> {
        let hub = HubNow::of(&reserve.hub)?;
        let unit = U256::power_of_ten(reserve.decimals).ok_or_else(|| RiskError::overflow("asset unit"))?;
        let supplied = hub.assets_down(reserve.supplied_shares)?;
        let drawn = ray_mul_ceil(reserve.drawn_shares, hub.drawn_index)?;
        let premium_ray = premium_ray(reserve.premium_shares, reserve.premium_offset_ray, hub.drawn_index)?;
        let backs = reserve.using_as_collateral && reserve.user_config.collateral_factor_bps > 0 && !reserve.supplied_shares.is_zero();
        let collateral_value = if backs { collateral_value(supplied, reserve.price, unit)? } else { U256::ZERO };
        let debt_value =
            if reserve.borrowing { debt_value(drawn.try_add(ray_up(premium_ray)?, "debt")?, reserve.price, unit)? } else { U256::ZERO };
        Ok(Self { hub, unit, supplied, drawn, premium_ray, backs, collateral_value, debt_value })
    }

    /// Drawn and premium debt, token units, each rounded up.
    pub(super) fn debt(&self) -> Result<U256, RiskError> {
        self.drawn.try_add(ray_up(self.premium_ray)?, "debt")
    }
}

/// `⌊assets·price·1e18/unit⌋`.
pub(super) fn collateral_value(assets: U256, price: U256, unit: U256) -> Result<U256, RiskError> {
    let value = product(assets, price)?.try_div(unit, "collateral value")?;
    // The list of the risk premium refuses larger values.
    if (VALUE_BITS..=u8::MAX).any(|bit| value.bit(bit)) { Err(RiskError::overflow("MaxDataSizeExceeded")) } else { Ok(value) }
}

/// `⌈debt·price·1e18/unit⌉`.
pub(super) fn debt_value(debt: U256, price: U256, unit: U256) -> Result<U256, RiskError> {
    product(debt, price)?.try_div_ceil(unit, "debt value")
}

fn product(amount: U256, price: U256) -> Result<U256, RiskError> {
    amount.try_mul(price, "value")?.try_mul(WAD, "value")
}
