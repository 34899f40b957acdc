//! SmartLTV: a loan to value from volatility and depth, and its inverse.

use crate::error::RiskError;
use crate::math;
use crate::units::{positive, within};

/// Sizes beyond this are not amounts of money.
const MOST: f64 = 1e40;

/// Returns SmartLTV's loan to value.
///
/// ```text
/// LTV = e^(−c · σ / √(ℓ / d)) − β
/// ```
///
/// - `sigma`: σ, volatility of the collateral, a fraction (a day's, in its authors' use), in (0, 10].
/// - `liquidity`: ℓ, collateral sellable at a slippage of β, and `debt_cap`: d, in the same unit, both in (0, 1e40].
/// - `factor`: c, the confidence level factor, in (0, 100].
/// - `beta`: β, the liquidation bonus or slippage, a fraction in [0, 1].
///
/// Below 0 where the formula lends nothing. Source: backstop-protocol/smart-ltv at 17fd53c, whose contract rounds by a
/// fixed-point exponential.
///
/// # Errors
/// `not_finite`, `out_of_range`.
///
/// ```
/// use plimsoll::governance::smart_ltv;
/// assert!((smart_ltv(0.05, 1e6, 1e6, 7.0, 0.05)? - 0.6547).abs() < 5e-5);
/// assert!((smart_ltv(0.05, 1e6, 2e6, 7.0, 0.05)? - 0.5596).abs() < 5e-5);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn smart_ltv(sigma: f64, liquidity: f64, debt_cap: f64, factor: f64, beta: f64) -> Result<f64, RiskError> {
    let stress = stress(sigma, liquidity, debt_cap, beta)?;
    positive("factor", factor, "pass SmartLTV's c, such as 7")?;
    within("factor", factor, 0.0, 100.0, "pass SmartLTV's c, such as 7")?;
    Ok(math::exp(-factor * stress) - beta)
}

/// Returns the risk level that a loan to value implies: the `c` at which SmartLTV's formula gives it.
///
/// ```text
/// c = −ln(LTV + β) · √(ℓ / d) / σ
/// ```
///
/// The lower, the riskier; below 0 where LTV and β together exceed the collateral. Arguments as in `smart_ltv`, with `ltv` a
/// fraction in [0, 1] and `ltv + beta` above 0.
///
/// # Errors
/// `not_finite`, `out_of_range`.
///
/// ```
/// use plimsoll::governance::{smart_ltv, smart_ltv_risk_level};
/// let ltv = smart_ltv(0.05, 1e6, 2e6, 7.0, 0.05)?;
/// assert!((smart_ltv_risk_level(ltv, 0.05, 1e6, 2e6, 0.05)? - 7.0).abs() < 1e-12);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn smart_ltv_risk_level(ltv: f64, sigma: f64, liquidity: f64, debt_cap: f64, beta: f64) -> Result<f64, RiskError> {
    let stress = stress(sigma, liquidity, debt_cap, beta)?;
    within("ltv", ltv, 0.0, 1.0, "pass fractions, not percent")?;
    within("ltv + beta", ltv + beta, 1e-9, 2.0, "an LTV of 0 with no slippage implies no risk level")?;
    // 0 − x, so that LTV + β = 1 gives 0 and not −0.
    Ok((0.0 - math::ln(ltv + beta)) / stress)
}

/// σ / √(ℓ / d).
fn stress(sigma: f64, liquidity: f64, debt_cap: f64, beta: f64) -> Result<f64, RiskError> {
    within("sigma", sigma, 1e-9, 10.0, "pass the volatility as a fraction, such as 0.05")?;
    within("liquidity", liquidity, 1.0 / MOST, MOST, "pass an amount in the quote currency")?;
    within("debtCap", debt_cap, 1.0 / MOST, MOST, "pass an amount in the quote currency")?;
    within("beta", beta, 0.0, 1.0, "pass fractions, not percent")?;
    Ok(sigma / math::sqrt(liquidity / debt_cap))
}
