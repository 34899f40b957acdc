//! The vault as a venue-neutral account of the model world.

use super::state::MakerVault;
use crate::account::{Account, Leg, LegSide};
use crate::error::RiskError;
use crate::exact::RAY;
use crate::math;
use crate::units;
use alloc::vec::Vec;

const WAD_DECIMALS: u8 = 18;
const RAY_DECIMALS: u8 = 27;
const RAD_DECIMALS: u8 = 45;
const SECONDS_PER_YEAR: f64 = 31_536_000.0;

/// Returns the legs: the collateral at the feed's answer with threshold and LTV `1/mat`, the debt at its target price.
///
/// The debt is that of a drip now, which anyone may send before a bark, or of the stored rate where a drip reverts; the verdict is that
/// of the stored rate. `interest_annual` is `ln(base + duty)` a year, which drips compound to.
pub(super) fn maker_view(vault: &MakerVault) -> Result<Account, RiskError> {
    vault.check()?;
    let liquidatable = Some(vault.is_unsafe()?);
    let mut legs = Vec::new();
    if !vault.ink.is_zero() {
        if vault.price.is_zero() {
            return Err(RiskError::out_of_range("price", "above 0", 0, "the feed answers nothing: wait for a price"));
        }
        let threshold = 1.0 / units::to_f64(vault.mat, RAY_DECIMALS);
        if threshold > 1.0 {
            return Err(RiskError::out_of_range("mat", "1 or more, ray", vault.mat, "no model lends more than the collateral's value"));
        }
        legs.push(Leg {
            asset: vault.asset.clone(),
            side: LegSide::Collateral,
            amount: units::to_f64(vault.ink, WAD_DECIMALS),
            price: units::to_f64(vault.price, WAD_DECIMALS),
            threshold,
            ltv: threshold,
            factor: vault.factor.clone(),
            interest_annual: 0.0,
        });
    }
    let rate = vault.drip().map_or(vault.ilk.rate, |(dripped, _)| dripped.ilk.rate);
    let debt = vault.art.try_mul(rate, "art·rate")?;
    if !debt.is_zero() {
        let growth = vault.jug.base.try_add(vault.jug.duty, "base + duty")?;
        if growth < RAY {
            return Err(RiskError::out_of_range("jug.duty", "10^27 or more with the base", growth, "the ilk is not initialised"));
        }
        let fee = units::to_f64(growth.saturating_sub(RAY), RAY_DECIMALS);
        legs.push(Leg {
            asset: vault.debt_asset.clone(),
            side: LegSide::Debt,
            amount: units::to_f64(debt, RAD_DECIMALS),
            price: units::to_f64(vault.par, RAY_DECIMALS),
            threshold: 1.0,
            ltv: 0.0,
            factor: None,
            interest_annual: math::ln_1p(fee) * SECONDS_PER_YEAR,
        });
    }
    Ok(Account { legs, liquidatable })
}
