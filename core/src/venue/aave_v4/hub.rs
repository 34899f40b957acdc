//! The hub's asset: drawn index, fees, and what its shares are worth (`AssetLogic.sol` at 1de91c84, `SharesMath.sol`).

use super::premium::premium_ray;
use super::state::AaveV4HubAsset;
use crate::error::RiskError;
use crate::exact::{RAY, U256, bps_mul_floor, narrow_mul_div_ceil, narrow_mul_div_floor, ray_div_ceil, ray_div_floor, ray_mul_ceil};

/// Seconds per year of 365 days.
const YEAR: U256 = U256::new(31_536_000);

/// Virtual assets and virtual shares of every asset.
const VIRTUAL: U256 = U256::new(1_000_000);

/// Amounts and shares are stored in 120 bits, amounts in ray in 200.
const AMOUNT_BITS: u8 = 120;

/// The asset now: every conversion of one block reads the same index and totals.
#[derive(Clone, Copy, Debug)]
pub(super) struct HubNow {
    pub(super) drawn_index: U256,
    fees: U256,
    total_assets: U256,
    added_shares: U256,
}

impl HubNow {
    pub(super) fn of(hub: &AaveV4HubAsset) -> Result<Self, RiskError> {
        let drawn_index = drawn_index(hub)?;
        let owed = ray_up(aggregated_owed(hub, drawn_index)?)?;
        let fees = unrealized_fees(hub, drawn_index, owed)?;
        let held = hub.liquidity.try_add(hub.swept, TOTAL)?.try_add(owed, TOTAL)?;
        let total_assets = held.try_sub(hub.realized_fees, TOTAL)?.try_sub(fees, TOTAL)?;
        Ok(Self { drawn_index, fees, total_assets, added_shares: hub.added_shares })
    }

    /// `previewRemoveByShares`: assets, rounded down.
    pub(super) fn assets_down(&self, shares: U256) -> Result<U256, RiskError> {
        narrow_mul_div_floor(shares, self.total_assets.try_add(VIRTUAL, TOTAL)?, self.added_shares.try_add(VIRTUAL, TOTAL)?)
    }

    /// `previewAddByAssets`: shares, rounded down.
    pub(super) fn shares_down(&self, assets: U256) -> Result<U256, RiskError> {
        narrow_mul_div_floor(assets, self.added_shares.try_add(VIRTUAL, TOTAL)?, self.total_assets.try_add(VIRTUAL, TOTAL)?)
    }

    /// `previewRemoveByAssets`: shares, rounded up.
    pub(super) fn shares_up(&self, assets: U256) -> Result<U256, RiskError> {
        narrow_mul_div_ceil(assets, self.added_shares.try_add(VIRTUAL, TOTAL)?, self.total_assets.try_add(VIRTUAL, TOTAL)?)
    }

    /// What suppliers hold, token units.
    pub(super) fn total_assets(&self) -> U256 {
        self.total_assets
    }
}

/// The asset with interest and fees of the past seconds stored (`accrue`).
pub(super) fn accrued(hub: &AaveV4HubAsset) -> Result<AaveV4HubAsset, RiskError> {
    let now = HubNow::of(hub)?;
    Ok(AaveV4HubAsset {
        realized_fees: amount(hub.realized_fees.try_add(now.fees, TOTAL)?)?,
        drawn_index: amount(now.drawn_index)?,
        elapsed_seconds: 0,
        ..hub.clone()
    })
}

/// `add`: returns the asset and the shares.
pub(super) fn add(hub: &AaveV4HubAsset, assets: U256) -> Result<(AaveV4HubAsset, U256), RiskError> {
    let mut hub = accrued(hub)?;
    if assets.is_zero() {
        return Err(RiskError::refused("InvalidAmount"));
    }
    let shares = amount(HubNow::of(&hub)?.shares_down(assets)?)?;
    if shares.is_zero() {
        return Err(RiskError::refused("InvalidShares"));
    }
    hub.added_shares = amount(hub.added_shares.try_add(shares, TOTAL)?)?;
    hub.liquidity = amount(hub.liquidity.try_add(assets, TOTAL)?)?;
    Ok((hub, shares))
}

/// `remove`: returns the asset and the shares.
pub(super) fn remove(hub: &AaveV4HubAsset, assets: U256) -> Result<(AaveV4HubAsset, U256), RiskError> {
    let mut hub = accrued(hub)?;
    let liquidity = take_liquidity(&hub, assets)?;
    let shares = amount(HubNow::of(&hub)?.shares_up(assets)?)?;
    hub.liquidity = liquidity;
    hub.added_shares = hub.added_shares.try_sub(shares, TOTAL)?;
    Ok((hub, shares))
}

/// `draw`: returns the asset and the drawn shares.
pub(super) fn draw(hub: &AaveV4HubAsset, assets: U256) -> Result<(AaveV4HubAsset, U256), RiskError> {
    let mut hub = accrued(hub)?;
    hub.liquidity = take_liquidity(&hub, assets)?;
    let shares = amount(ray_div_ceil(assets, hub.drawn_index)?)?;
    hub.drawn_shares = amount(hub.drawn_shares.try_add(shares, TOTAL)?)?;
    Ok((hub, shares))
}

/// The drawn part of `restore`: returns the asset and the drawn shares. The premium goes with its delta.
pub(super) fn restore(hub: &AaveV4HubAsset, drawn: U256, premium_ray: U256) -> Result<(AaveV4HubAsset, U256), RiskError> {
    let mut hub = accrued(hub)?;
    if drawn.is_zero() && premium_ray.is_zero() {
        return Err(RiskError::refused("InvalidAmount"));
    }
    let shares = amount(ray_div_floor(drawn, hub.drawn_index)?)?;
    hub.drawn_shares = hub.drawn_shares.try_sub(shares, TOTAL)?;
    hub.liquidity = amount(hub.liquidity.try_add(drawn, TOTAL)?.try_add(ray_up(premium_ray)?, TOTAL)?)?;
    Ok((hub, shares))
}

/// The drawn part of `reportDeficit`: returns the asset and the drawn shares.
pub(super) fn report_deficit(hub: &AaveV4HubAsset, drawn: U256, premium_ray: U256) -> Result<(AaveV4HubAsset, U256), RiskError> {
    let mut hub = accrued(hub)?;
    if drawn.is_zero() && premium_ray.is_zero() {
        return Err(RiskError::refused("InvalidAmount"));
    }
    let shares = amount(ray_div_floor(drawn, hub.drawn_index)?)?;
    hub.drawn_shares = hub.drawn_shares.try_sub(shares, TOTAL)?;
    let deficit = shares.try_mul(hub.drawn_index, TOTAL)?.try_add(premium_ray, TOTAL)?;
    hub.deficit_ray = bounded(hub.deficit_ray.try_add(deficit, TOTAL)?, 200)?;
    Ok((hub, shares))
}

fn take_liquidity(hub: &AaveV4HubAsset, assets: U256) -> Result<U256, RiskError> {
    if assets.is_zero() {
        return Err(RiskError::refused("InvalidAmount"));
    }
    hub.liquidity.try_sub(assets, "liquidity").map_err(|_| RiskError::refused("InsufficientLiquidity"))
}

/// `⌈value/RAY⌉`.
pub(super) fn ray_up(value: U256) -> Result<U256, RiskError> {
    value.try_div_ceil(RAY, "fromRayUp")
}

/// Refuses what the contract's 120 bits do not hold.
pub(super) fn amount(value: U256) -> Result<U256, RiskError> {
    bounded(value, AMOUNT_BITS)
}

fn bounded(value: U256, bits: u8) -> Result<U256, RiskError> {
    if (bits..=u8::MAX).any(|bit| value.bit(bit)) { Err(RiskError::overflow("safe cast")) } else { Ok(value) }
}

fn drawn_index(hub: &AaveV4HubAsset) -> Result<U256, RiskError> {
    if hub.elapsed_seconds == 0 || (hub.drawn_shares.is_zero() && hub.premium_shares.is_zero()) {
        return Ok(hub.drawn_index);
    }
    let elapsed = U256::new(u64::from(hub.elapsed_seconds));
    let growth = hub.drawn_rate.try_mul(elapsed, "linear interest")?.try_div(YEAR, "linear interest")?;
    ray_mul_ceil(hub.drawn_index, RAY.try_add(growth, "linear interest")?)
}

/// What all borrowers owe and the deficit, token units in ray.
fn aggregated_owed(hub: &AaveV4HubAsset, index: U256) -> Result<U256, RiskError> {
    let premium = premium_ray(hub.premium_shares, hub.premium_offset_ray, index)?;
    hub.drawn_shares.try_mul(index, TOTAL)?.try_add(premium, TOTAL)?.try_add(hub.deficit_ray, TOTAL)
}

fn unrealized_fees(hub: &AaveV4HubAsset, index: U256, owed: U256) -> Result<U256, RiskError> {
    if index == hub.drawn_index || hub.liquidity_fee_bps == 0 {
        return Ok(U256::ZERO);
    }
    let before = ray_up(aggregated_owed(hub, hub.drawn_index)?)?;
    bps_mul_floor(owed.try_sub(before, TOTAL)?, U256::new(u64::from(hub.liquidity_fee_bps)))
}

const TOTAL: &str = "hub totals";
