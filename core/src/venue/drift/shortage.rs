//! How much a liquidation takes: amounts that cover a shortage of margin, and fees that leave no bankruptcy behind.
//!
//! Source: `math/liquidation.rs` of protocol-v2 at 0ae3e3b1. Shortages, prices and fees have 6 decimals, weights and ratios 4.

use super::margin::{narrow, wide};
use crate::error::RiskError;
use crate::exact::U256;

const SHORTAGE: &str = "margin shortage";

pub(super) const FEE_ONE: U256 = U256::new(1_000_000);
const PRICE_ONE: U256 = U256::new(1_000_000);
pub(super) const PCT_ONE: U256 = U256::new(10_000);
const BASE_ONE: U256 = U256::new(1_000_000_000);

/// From ratios with 4 decimals to fees with 6.
const RATIO_TO_FEE: U256 = U256::new(100);

/// Slots before the fee begins to rise, about ten minutes.
const GRACE_SLOTS: u32 = 1_500;

/// Below fifty dollars of shortage everything may be taken at once.
const SMALL_SHORTAGE: U256 = U256::new(50_000_000);

fn mul(a: U256, b: U256) -> Result<U256, RiskError> {
    wide(a.try_mul(b, SHORTAGE)?)
}

fn div(a: U256, b: U256) -> Result<U256, RiskError> {
    a.try_div(b, SHORTAGE)
}

fn sub(a: U256, b: U256) -> Result<U256, RiskError> {
    a.try_sub(b, SHORTAGE)
}

/// The price of the base in dollars.
fn in_dollars(price: U256, quote_price: U256) -> Result<U256, RiskError> {
    div(mul(price, quote_price)?, PRICE_ONE)
}

/// A fee that rises by 1 of 10^6 a slot after the grace, up to a limit (`get_liquidation_fee`).
pub(super) fn risen_fee(base: u32, most: u32, slots: u32) -> u32 {
    if slots < GRACE_SLOTS { base } else { base.saturating_add(slots).min(most) }
}

/// The insurance fund's part of a perpetual's liquidation (`calculate_perp_if_fee`).
pub(super) fn perp_insurance_fee(
    shortage: U256,
    base: U256,
    ratio: U256,
    fee: U256,
    (price, quote_price): (U256, U256),
    most: U256,
) -> Result<U256, RiskError> {
    let ratio = mul(ratio, RATIO_TO_FEE)?;
    if price.is_zero() || quote_price.is_zero() || ratio <= fee || base.is_zero() {
        return Ok(U256::ZERO);
    }
    let missing = div(mul(div(mul(shortage, BASE_ONE)?, base)?, PRICE_ONE)?, in_dollars(price, quote_price)?)?;
    let implied = ratio.saturating_sub(fee).saturating_sub(missing);
    Ok(most.min(div(mul(implied, U256::new(19))?, U256::new(20))?))
}

/// The base amount that covers the shortage; nothing where no amount does (`calculate_base_asset_amount_to_cover_margin_shortage`).
pub(super) fn base_to_cover(
    shortage: U256,
    ratio: U256,
    (fee, insurance_fee): (U256, U256),
    (price, quote_price): (U256, U256),
) -> Result<Option<U256>, RiskError> {
    let ratio = mul(ratio, RATIO_TO_FEE)?;
    if price.is_zero() || ratio <= fee {
        return Ok(None);
    }
    let freed = div(mul(in_dollars(price, quote_price)?, sub(ratio, fee)?)?, FEE_ONE)?;
    let paid = div(mul(price, insurance_fee)?, FEE_ONE)?;
    let base = div(mul(shortage, BASE_ONE)?, sub(freed, paid)?)?;
    if base <= U256::new(u64::MAX) { Ok(Some(base)) } else { Err(RiskError::overflow(SHORTAGE)) }
}

/// One side of a transfer: an asset that the liquidator gets, or a liability that it takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    pub(super) amount: U256,
    pub(super) price: U256,
    pub(super) decimals: u8,
    /// Maintenance weight, the liability's with the buffer.
    pub(super) weight: u32,
    /// 10^6 plus the fee for an asset, less the fee for a liability.
    pub(super) multiplier: U256,
}

impl Side {
    fn weight(&self) -> U256 {
        U256::new(u64::from(self.weight))
    }
}

fn power(decimals: u8) -> Result<U256, RiskError> {
    U256::power_of_ten(decimals).ok_or_else(|| RiskError::overflow(SHORTAGE))
}

/// The two factors that take an amount from some decimals to others.
fn scales(to: u8, from: u8) -> Result<(U256, U256), RiskError> {
    Ok(if to > from { (power(to - from)?, U256::ONE) } else { (U256::ONE, power(from - to)?) })
}

/// The insurance fund's part of a transfer (`calculate_spot_if_fee`).
pub(super) fn spot_insurance_fee(shortage: U256, asset: Side, liability: Side, most: U256) -> Result<U256, RiskError> {
    let zero = liability.price.is_zero() || liability.amount.is_zero() || liability.multiplier.is_zero();
    if asset.weight >= liability.weight || zero {
        return Ok(U256::ZERO);
    }
    let owed = mul(liability.weight(), RATIO_TO_FEE)?;
    let held = div(mul(mul(asset.weight(), RATIO_TO_FEE)?, asset.multiplier)?, liability.multiplier)?;
    let missing = div(div(mul(mul(shortage, FEE_ONE)?, power(liability.decimals)?)?, liability.amount)?, liability.price)?;
    let implied = div(mul(owed.saturating_sub(held).saturating_sub(missing), FEE_ONE)?, owed)?;
    Ok(most.min(implied))
}

/// The liability that covers the shortage; nothing where no amount does (`calculate_liability_transfer_to_cover_margin_shortage`).
pub(super) fn liability_to_cover(shortage: U256, asset: Side, liability: Side, insurance_fee: U256) -> Result<Option<U256>, RiskError> {
    if asset.weight >= liability.weight {
        return Ok(None);
    }
    let (up, down) = scales(liability.decimals, 6)?;
    let owed = mul(liability.weight(), U256::new(10))?;
    let held = div(mul(mul(asset.weight(), U256::new(10))?, asset.multiplier)?, liability.multiplier)?;
    if held >= owed {
        return Ok(None);
    }
    let fee = mul(mul(div(mul(liability.price, insurance_fee)?, FEE_ONE)?, liability.weight())?, U256::new(10))?;
    let freed = sub(mul(liability.price, sub(owed, held)?)?, fee)?;
    let numerator = mul(mul(shortage, up)?, U256::new(100_000_000_000))?;
    Ok(Some(div(div(numerator, freed)?, down)?.max(U256::ONE)))
}

/// The liability that all of the asset pays for (`calculate_liability_transfer_implied_by_asset_amount`).
pub(super) fn liability_for_asset(asset: Side, liability: Side) -> Result<U256, RiskError> {
    let (up, down) = scales(liability.decimals, asset.decimals)?;
    let value = mul(mul(mul(asset.amount, up)?, asset.price)?, liability.multiplier)?;
    value.try_div_ceil(mul(liability.price, asset.multiplier)?, SHORTAGE)?.try_div_ceil(down, SHORTAGE)
}

/// The asset that pays for a liability; all of it where less than a dollar would be left
/// (`calculate_asset_transfer_for_liability_transfer`).
pub(super) fn asset_for_liability(asset: Side, liability: Side, transfer: U256) -> Result<U256, RiskError> {
    let (up, down) = scales(asset.decimals, liability.decimals)?;
    let value = mul(mul(mul(transfer, up)?, liability.price)?, asset.multiplier)?;
    let found = div(div(value, mul(asset.price, liability.multiplier)?)?, down)?.max(U256::ONE);
    let rest = found.max(asset.amount).try_sub(found.min(asset.amount), SHORTAGE)?;
    // The program scales by the token's decimals instead of back from them.
    let (up, down) = scales(asset.decimals, 6)?;
    let left = div(mul(div(mul(rest, asset.price)?, PRICE_ONE)?, up)?, down)?;
    Ok(if left < FEE_ONE { asset.amount } else { found })
}

/// The share of the shortage that may be covered now, 4 decimals (`calculate_max_pct_to_liquidate`).
pub(super) fn allowed_pct(shortage: U256, freed: U256, slots: u32, initial_pct: u32, duration: u32) -> Result<U256, RiskError> {
    if shortage < SMALL_SHORTAGE {
        return Ok(PCT_ONE);
    }
    let slots = U256::new(u64::from(slots)).try_mul(PCT_ONE, SHORTAGE)?;
    let grown = if duration == 0 { PCT_ONE } else { div(slots, U256::new(u64::from(duration)))? };
    let pct = grown.try_add(U256::new(u64::from(initial_pct)), SHORTAGE)?.min(PCT_ONE);
    let most = div(mul(shortage.try_add(freed, SHORTAGE)?, pct)?, PCT_ONE)?;
    div(mul(most.saturating_sub(freed), PCT_ONE)?, shortage)
}

/// A fee as a multiplier: `10^6 ± fee`.
pub(super) fn multiplier(fee: u32, premium: bool) -> Result<U256, RiskError> {
    let fee = U256::new(u64::from(fee));
    if premium { FEE_ONE.try_add(fee, SHORTAGE) } else { FEE_ONE.try_sub(fee, SHORTAGE) }
}

/// The largest fee that a perpetual's liquidation rises to (`get_max_liquidation_fee`).
pub(super) fn largest_fee(fee: u32, ratio: u32) -> Result<u32, RiskError> {
    Ok(narrow(U256::new(u64::from(fee)).try_mul(U256::new(3), SHORTAGE)?)?.min(ratio.saturating_mul(100)))
}
