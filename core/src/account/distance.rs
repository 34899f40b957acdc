//! How far the driving price is from the liquidation boundary.

use super::check::check;
use super::exposure::{Crossing, Exposure, PriceDirection, driving_leg, is_liquidatable};
use super::legs::Account;
use crate::error::RiskError;
use crate::math;
use alloc::string::String;

/// The distance to liquidation, or why there is none.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")
)]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum LiquidationDistance {
    /// Safe now, and no price of its factor liquidates it.
    NothingLiquidates,
    /// Liquidatable now, and no price of its factor makes it safe.
    NothingSaves,
    /// One price separates safe from liquidatable.
    At {
        /// The price factor that drives the account.
        factor: String,
        /// Which way its price moves towards liquidation.
        direction: PriceDirection,
        /// |ln(boundary price / price now)|; 0 when the account is liquidatable now.
        log_distance: f64,
        /// The asset whose price is given: the factor's first leg.
        asset: String,
        /// Its price at the boundary, quote per base; on the far side of the price now when the account is liquidatable now.
        price: f64,
    },
}

/// The boundary with the venue's verdict already applied: a safe account is never beyond it, a liquidatable one never short of it.
pub(crate) fn settled_crossing(account: &Account, exposure: &Exposure) -> Crossing {
    let liquidatable = is_liquidatable(account, exposure);
    match exposure.crossing() {
        // Safe by the integers, short at every price by the floats: at its boundary now, whichever way the price goes.
        Crossing::Always if !liquidatable && exposure.counted_factor < exposure.debt_factor => {
            Crossing::At { direction: PriceDirection::Rise, multiple: 1.0 }
        }
        Crossing::Always if !liquidatable && exposure.counted_factor > 0.0 => {
            Crossing::At { direction: PriceDirection::Fall, multiple: 1.0 }
        }
        Crossing::Always if !liquidatable => Crossing::Never,
        Crossing::Never if liquidatable => Crossing::Always,
        Crossing::At { direction, multiple } => {
            let beyond = (direction == PriceDirection::Fall) == liquidatable;
            Crossing::At { direction, multiple: if beyond { multiple.max(1.0) } else { multiple.min(1.0) } }
        }
        settled => settled,
    }
}

/// Log distance from the price now to a multiple of it, in the direction of liquidation; below 0 beyond it.
pub(crate) fn log_distance(direction: PriceDirection, multiple: f64) -> f64 {
    match direction {
        PriceDirection::Fall => 0.0 - math::ln(multiple),
        PriceDirection::Rise => math::ln(multiple),
    }
}

/// Returns the log distance of the driving price to the liquidation boundary, and the price there.
///
/// ```text
/// Σ collateral_i · threshold_i · x_i = Σ debt_j · threshold_j · x_j      x = price over price now for the legs of the factor, 1 for pegged legs
/// ```
///
/// The equation is linear in `x`, so there is one crossing at most. Collateral and debt in the same factor net: an account
/// that holds ETH and owes staked ETH is not liquidated by the price of ETH. The venue's verdict wins over the floats: the
/// distance of a liquidatable account is 0, that of a safe account is never below 0. Interest to come is not in it.
///
/// # Errors
/// Those of `account_health`; `unsupported`: debts or counted collateral follow several price factors.
///
/// ```
/// use plimsoll::account::{Account, Leg, LegSide, LiquidationDistance, liquidation_distance};
/// let eth = Leg {
///     asset: "ETH".into(), side: LegSide::Collateral, amount: 10.0, price: 2_500.0, threshold: 0.8, ltv: 0.75,
///     factor: Some("ETH".into()), interest_annual: 0.0,
/// };
/// let usdc = Leg {
///     asset: "USDC".into(), side: LegSide::Debt, amount: 10_000.0, price: 1.0, threshold: 1.0, ltv: 0.0,
///     factor: None, interest_annual: 0.0,
/// };
/// let distance = liquidation_distance(&Account { legs: vec![eth, usdc], liquidatable: None })?;
/// assert!(matches!(distance, LiquidationDistance::At { price, log_distance, .. }
///     if price == 1_250.0 && (log_distance - 2f64.ln()).abs() < 1e-15));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn liquidation_distance(account: &Account) -> Result<LiquidationDistance, RiskError> {
    check(account)?;
    let exposure = Exposure::after(account, 0.0);
    let leg = if exposure.indebted() { driving_leg(account)? } else { None };
    let crossing = settled_crossing(account, &exposure);
    Ok(match (crossing, leg.and_then(|leg| Some((leg, leg.factor.as_ref()?)))) {
        (Crossing::At { direction, multiple }, Some((leg, factor))) => LiquidationDistance::At {
            factor: factor.clone(),
            direction,
            log_distance: if is_liquidatable(account, &exposure) { 0.0 } else { log_distance(direction, multiple) },
            asset: leg.asset.clone(),
            price: leg.price * multiple,
        },
        (Crossing::Always, _) => LiquidationDistance::NothingSaves,
        _ => LiquidationDistance::NothingLiquidates,
    })
}
